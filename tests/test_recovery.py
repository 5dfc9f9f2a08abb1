"""Rules held against cascades whose parents are known and were hidden."""

from typing import Any

import pandas as pd
import pytest

from casekit import load, schema, shape, spread
from casekit.errors import SchemaError
from casekit.spread.recovery import hidden
from tests.cascades import chain, frame, star

BRANCHED = frame(
    {"p0": None, "p1": "p0", "p2": "p0", "p3": "p1", "p4": "p2", "p5": "p3", "p6": "p0"}
)


def follow_graph(posts: pd.DataFrame) -> pd.DataFrame:
    told = posts[posts["parent"].notna()]
    followed = posts["account"].reindex(told["parent"])
    return pd.DataFrame({"follower": told["account"].array, "account": followed.array})


def test_hidden_parents_leave_what_a_platform_tells_of_reposts() -> None:
    posts = hidden(BRANCHED)
    assert posts["parent"].dropna().eq("p0").all()
    assert posts["parent"].isna().sum() == 1
    assert posts["kind"].tolist() == ["post", *["repost"] * 6]
    schema.check(posts, schema.POSTS)


def test_what_is_not_told_whole_is_left_out() -> None:
    pair = frame({"a": None, "b": "a"})
    lost = frame({"c": None, "d": "c", "e": "d", "f": "gone", "g": "f", "h": "f"})
    two_tops = frame({"i": None, "j": None, "k": "i", "l": "j"})
    two_tops["root"] = "i"
    posts = pd.concat([pair, lost, two_tops])
    assert hidden(posts).index.tolist() == ["c", "d", "e"]


def test_a_post_without_a_time_goes_with_what_hangs_below_it() -> None:
    posts = BRANCHED.copy()
    posts.loc["p1", "at"] = pd.NaT
    assert hidden(posts).index.tolist() == ["p0", "p2", "p4", "p6"]


def test_the_whole_follow_graph_gives_everything_back() -> None:
    table = spread.recovery(BRANCHED, rules={"follows": {"follows": follow_graph(BRANCHED)}})
    row = table.loc["follows"]
    assert (row["found"], row["likeliest"], row["posts"]) == (1.0, 1.0, 6)
    assert (row["depth"], row["true_depth"]) == (3.0, 3.0)
    assert (row["held_depth"], row["held_structural_virality"]) == (1.0, 1.0)


def test_the_star_finds_the_children_of_the_top_and_nothing_else() -> None:
    row = spread.recovery(BRANCHED, rules=["reported"]).loc["reported"]
    assert row["found"] == pytest.approx(3 / 6)
    assert (row["depth"], row["true_max_breadth"], row["max_breadth"]) == (1.0, 3.0, 6.0)
    # METHODS 8.1: a star of 7 has 2 (7 - 1) / 7
    assert row["structural_virality"] == pytest.approx(12 / 7)


def test_a_chain_of_equals_is_found_as_often_as_chance_allows() -> None:
    """Without decay and followers each of n earlier posts is as likely: the mean of 1/n."""
    posts = chain(6)
    rules = {"decay": {"rate": 0.0}}
    row = spread.recovery(posts, rules=rules, draws=20_000, seed=3).loc["decay"]
    assert row["found"] == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5) / 5, abs=0.01)


def test_an_archive_without_parents_is_refused() -> None:
    posts = star(5)
    posts["parent"] = pd.array([None] * 5, dtype="str")
    with pytest.raises(SchemaError, match="no cascade of three posts or more is told whole"):
        spread.recovery(posts, rules=["decay"])


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"draws": 0}, "draws is 0"),
        ({"draws": 10**9}, "1,000,000,000 draws are more than can be made"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": None}, "seed is None"),
    ],
)
def test_draws_that_cannot_be_made_are_refused(wrong: dict[str, Any], says: str) -> None:
    for call in (spread.sample, shape.describe):
        with pytest.raises(SchemaError, match=says):
            call(BRANCHED, rule="mixture", **wrong)


def test_the_table_that_comes_along_names_its_archives_and_rules() -> None:
    table = load.recovery()
    assert table.index.is_unique
    assert set(table.index.get_level_values("rule")) == {"reported", "decay", "mixture"}
    assert table.loc["twitter16", "parents"].eq("derived").all()
    assert table.loc["charliehebdo", "parents"].eq("archived").all()
    shares = table.filter(regex="found|likeliest|followers|held").to_numpy()
    assert ((shares >= 0) & (shares <= 1)).all()
