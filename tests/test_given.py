"""Arguments that cannot be end in a message with the cure, wherever they are given."""

import inspect
import math

import numpy as np
import pandas as pd
import pytest

from casekit import compare, draw, given, load, schema, shape, spread
from casekit.errors import SchemaError


@pytest.fixture(scope="module")
def posts() -> pd.DataFrame:
    return load.posts(load.sample("repost-storm.jsonl.gz"))


@pytest.mark.parametrize("value", [0, -1, 1.5, "3", None, True, math.nan])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    with pytest.raises(SchemaError, match=r"draws is .* give a whole number of 1 or more"):
        given.whole("draws", value)


@pytest.mark.parametrize("value", ["0.5", b"1", None, True, math.nan, math.inf, -0.1, 1.1, [1]])
def test_what_is_no_number_between_its_bounds_is_refused(value: object) -> None:
    with pytest.raises(SchemaError, match=r"share is .* give a finite number from 0 to 1"):
        given.number("share", value, least=0, most=1)


def test_numbers_of_numpy_are_numbers() -> None:
    assert given.whole("n", np.int64(3)) == 3
    assert given.number("x", np.float32(0.5)) == 0.5
    with pytest.raises(SchemaError, match="finite"):
        given.number("x", np.nan)


def test_measures_say_what_is_wrong_with_their_arguments(posts: pd.DataFrame) -> None:
    with pytest.raises(SchemaError, match="share is 'half'"):
        spread.coverage(posts, rule="reported", share="half")
    for top in ((), 3, [0], ["5"]):
        with pytest.raises(SchemaError, match="top is"):
            spread.stability(posts, rule="reported", top=top)
        with pytest.raises(SchemaError, match="top is"):
            spread.sensitivity(posts, rule="decay", grid={"beta": [1]}, top=top)
    for grid in ({}, {"beta": []}, {"beta": 1}, 5):
        with pytest.raises(SchemaError, match="grid"):
            spread.sensitivity(posts, rule="decay", grid=grid)
    table = pd.DataFrame({"size": [2, 3], "depth": [1, 1]})
    for wrong in ({"by": "depth"}, {"by": ["width"]}, {"by": []}, {"within": "a"}, {"seed": -1},
                  {"draws": 0}):  # fmt: skip
        with pytest.raises(SchemaError):
            shape.matched(table, table, **{"by": ["depth"], **wrong})


def test_a_frame_with_an_index_of_numbers_or_a_column_twice_is_refused(posts: pd.DataFrame) -> None:
    numbered = posts.set_index(pd.RangeIndex(len(posts), name="post"))
    with pytest.raises(SchemaError, match=r"index 'post': is int64, not text"):
        schema.check(numbered, schema.POSTS)
    doubled = pd.concat([posts, posts[["at"]]], axis=1)
    with pytest.raises(SchemaError, match="'at': 2 columns have this name"):
        schema.check(doubled, schema.POSTS)


def test_what_is_no_case_is_refused_with_the_way_to_one(posts: pd.DataFrame) -> None:
    case = load.case("o2-2011")
    for measure in (compare.clock, compare.table, compare.scale):
        for names in (["o2-2011"], "o2-2011", [case, "o2-2011"]):
            with pytest.raises(SchemaError, match=r"Cure: open it: ck\.load\.case\('o2-2011'\)"):
                measure(names)
        for frames in ([case, posts], posts):
            with pytest.raises(SchemaError, match=r"is a DataFrame.*inspect ARCHIVE"):
                measure(frames)
        with pytest.raises(SchemaError, match="cases are a Case"):
            measure(case)


def test_a_frame_that_is_refused_is_told_the_call_that_mends_it(posts: pd.DataFrame) -> None:
    local = posts.assign(at=posts["at"].dt.tz_convert("Europe/Berlin"))
    for wrong in (local, posts.reset_index(), posts.drop(columns="url")):
        with pytest.raises(
            SchemaError, match=r"Cure: ck\.schema\.conform\(table, ck\.schema\.POSTS\)"
        ):
            schema.check(wrong, schema.POSTS)
        schema.check(schema.conform(wrong, schema.POSTS), schema.POSTS)
    with pytest.raises(SchemaError, match=r"Cure: keep one row of each post: table\[~table"):
        schema.check(pd.concat([posts, posts]), schema.POSTS)
    naive = posts.assign(at=posts["at"].dt.tz_localize(None))
    for refuse in (schema.check, schema.conform):
        with pytest.raises(
            SchemaError, match=r"Cure: say the zone of its times: table\['at'\]\.dt"
        ):
            refuse(naive, schema.POSTS)


@pytest.mark.parametrize("name", sorted(set(draw.__all__) - {"save"}))
def test_a_picture_of_nothing_is_refused(name: str) -> None:
    make = getattr(draw, name)
    asked = inspect.signature(make).parameters.values()
    needed = {one.name: None for one in asked
              if one.default is one.empty and one.kind is not one.VAR_KEYWORD}  # fmt: skip
    with pytest.raises(SchemaError, match=rf"draw\.{name}: {next(iter(needed))} is None"):
        make(**needed)
