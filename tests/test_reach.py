"""Reach: what is reported, what is possible, what is unknown, never one column."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import draw, interact, reach, schema
from casekit.errors import SchemaError
from tests.inked import texts

START = pd.Timestamp("2013-09-03T09:00Z")


def crowd(rows: list[tuple[str | None, int | None]]) -> pd.DataFrame:
    """Posts as (account, followers), a minute apart."""
    table = pd.DataFrame(rows, columns=["account", "followers"]).astype({"account": "str"})
    table["post"] = [f"p{i}" for i in range(len(rows))]
    table["at"] = START + pd.to_timedelta(np.arange(len(rows)), unit="min")
    table["evidence"] = "archived"
    return schema.conform(table.astype({"followers": "Int64"}), schema.POSTS)


def test_the_audience_lies_between_the_largest_and_the_sum() -> None:
    posts = crowd([("a", 1000), ("b", 50), ("a", 1200), ("c", None)])
    assert reach.potential(posts).to_dict() == {
        "low": 1200, "high": 1250, "accounts": 3, "unknown": 1,
    }  # fmt: skip


def test_nothing_known_is_unknown_and_not_zero() -> None:
    posts = crowd([("a", None)])
    assert reach.potential(posts)["high"] is pd.NA
    assert reach.reported(posts)["impressions"] is pd.NA
    assert reach.curve(posts)[["reported", "potential_high"]].isna().all(axis=None)


def test_a_repost_has_no_impressions_of_its_own() -> None:
    posts = crowd([("a", 10), ("b", 10)])
    posts["impressions"] = pd.array([500, 500], dtype="Int64")
    posts["kind"] = pd.Categorical(["post", "repost"], dtype=schema.POSTS["kind"].dtype)
    assert reach.reported(posts)["impressions"] == 500
    assert reach.curve(posts)["reported"].tolist() == [500, 500]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.none() | st.integers(0, 5000)),
        min_size=1,
        max_size=25,
    )
)
def test_every_point_of_the_curve_is_what_the_posts_so_far_give(
    rows: list[tuple[str, int | None]],
) -> None:
    posts = crowd(rows)
    curve = reach.curve(posts)
    for n in range(1, len(rows) + 1):
        whole = reach.potential(posts.iloc[:n])
        point = curve.iloc[n - 1]
        assert point["posts"] == n
        assert point["unknown"] == whole["unknown"]
        for column, side in (("potential_low", "low"), ("potential_high", "high")):
            assert (point[column] is pd.NA) == (whole[side] is pd.NA)
            assert whole[side] is pd.NA or point[column] == whole[side]


def test_steps_of_a_quarter_of_an_hour_keep_the_last_value() -> None:
    curve = reach.curve(crowd([("a", 10)] * 40), every="15min")
    assert curve["posts"].tolist() == [15, 30, 40]
    assert curve.index[0] == START + pd.Timedelta(minutes=15)


def test_posts_inside_others_are_in_it_and_the_picture_says_so() -> None:
    posts = crowd([("a", 10), ("b", 900), ("c", 30)])
    posts["origin"] = pd.Categorical(["record", "embedded", "record"], dtype=posts["origin"].dtype)
    curve = reach.curve(posts)
    assert curve["embedded"].tolist() == [0, 1, 1]
    assert curve["evidence"].tolist() == ["derived"] * 3
    assert curve["potential_high"].tolist()[-1] == 940
    for lang, said in (("en", "In it is 1 post held only inside another"), ("de", "zählt mit")):
        for picture in (draw.reach(curve, lang=lang), interact.reach(curve, lang=lang)):
            assert said in told(picture)


def told(picture: Any) -> str:
    if hasattr(picture, "layout"):
        return " ".join(each.text for each in picture.layout.annotations).replace("<br>", " ")
    return " ".join(text for text, _ in texts(picture)).replace("\n", " ")


def test_posts_without_any_time_are_refused() -> None:
    posts = crowd([("a", 1)])
    posts["at"] = pd.Series(index=posts.index, dtype=posts["at"].dtype)
    with pytest.raises(SchemaError, match="no post has a time"):
        reach.curve(posts)


def test_posts_without_account_or_time_are_counted_and_not_lost() -> None:
    posts = crowd([("a", 100), (None, 500), ("b", 900_000)])
    posts.loc["p2", "at"] = pd.NaT
    curve = reach.curve(posts)
    assert curve["undated"].tolist() == [1, 1]
    assert curve["potential_high"].tolist() == [100, 600]
    assert reach.potential(posts).to_dict() == {
        "low": 900_000, "high": 900_600, "accounts": 3, "unknown": 0,
    }  # fmt: skip
