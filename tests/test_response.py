"""Waits against METHODS 8.5, and the rules of what a complaint and an answer are."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import clock, response, schema
from casekit.errors import SchemaError

DAY = pd.Timestamp("2013-09-03T00:00Z")


def thread(*rows: tuple[str, str, float, str | None, str]) -> pd.DataFrame:
    """Posts as (id, account, minute, parent, text)."""
    table = pd.DataFrame(rows, columns=["post", "account", "minute", "parent", "text"])
    table["at"] = DAY + pd.to_timedelta(table.pop("minute"), unit="min")
    table["kind"] = table["parent"].notna().map({True: "reply", False: "post"})
    table["evidence"] = "archived"
    return schema.conform(table.astype({"parent": "str"}), schema.POSTS)


def waits_of(minutes: list[float], answered: list[bool]) -> pd.DataFrame:
    spans = pd.to_timedelta(minutes, unit="min")
    return schema.conform(
        pd.DataFrame(
            {
                "complaint": [str(i) for i in range(len(minutes))],
                "asked": DAY,
                "answered": answered,
                "answered_at": (DAY + spans).where(answered),
                "wait": spans,
                "evidence": "archived",
            }
        ),
        schema.WAITS,
    )


def test_kaplan_meier_agrees_with_the_published_print() -> None:
    curve = response.survival(waits_of([10, 15, 23, 30, 35, 52, 100], [True] * 6 + [False]))
    assert curve["unanswered"].round(4).tolist()[:6] == [
        0.8571, 0.7143, 0.5714, 0.4286, 0.2857, 0.1429,
    ]  # fmt: skip
    assert curve["at_risk"].tolist() == [7, 6, 5, 4, 3, 2, 1]
    assert curve["censored"].tolist() == [0] * 6 + [1]


def test_the_freireich_arm() -> None:
    answered = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    silent = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = response.survival(
        waits_of([*answered, *silent], [True] * len(answered) + [False] * len(silent))
    )
    at = {m: round(curve["unanswered"][pd.Timedelta(minutes=m)], 4) for m in set(answered)}
    assert at == {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}


def test_survivors_are_not_dropped_from_the_median() -> None:
    posts = thread(
        ("a", "x", 0, None, "@firm hello"), ("a1", "firm", 5, "a", "@x yes"),
        ("b", "y", 0, None, "@firm hello"), ("b1", "firm", 20, "b", "@y yes"),
        ("c", "z", 0, None, "@firm hello"), ("c1", "firm", 60, "c", "@z yes"),
        ("d", "v", 0, None, "@firm hello"), ("e", "w", 0, None, "@firm hello"),
        ("end", "u", 600, None, "goodbye"),
    )  # fmt: skip
    summary = response.describe(posts, by="firm")
    assert summary["first_reply_median_min"] == 20
    assert summary["km_median_min"] == 60
    assert (summary["complaints"], summary["censored"]) == (5, 2)


def test_a_single_answer_bounds_no_median() -> None:
    posts = thread(("a", "x", 0, None, "@firm hi"), ("b", "firm", 540, "a", "hi"))
    summary = response.describe(posts, by="firm")
    assert summary["km_median_min"] == 540
    assert summary["km_ci95_min"] == [None, None]


def test_without_opening_hours_there_is_no_curve_in_them() -> None:
    posts = thread(("a", "x", 0, None, "@firm hi"), ("b", "firm", 540, "a", "hi"))
    with pytest.raises(SchemaError, match="'open_wait' is not known"):
        response.survival(response.times(posts, by="firm"), column="open_wait")


def test_a_curve_is_known_as_well_as_the_worst_wait() -> None:
    waits = waits_of([1, 2], [True, True])
    assert set(response.survival(waits)["evidence"]) == {"derived"}
    waits.loc["1", "evidence"] = "simulated"
    assert set(response.survival(waits)["evidence"]) == {"simulated"}


def test_the_first_answer_in_the_branch_counts_and_later_ones_are_counted() -> None:
    posts = thread(
        ("a", "x", 0, None, "@Firm where is it"),
        ("b", "x", 3, "a", "hello?"),
        ("c", "firm", 9, "b", "@x here"),
        ("d", "firm", 11, "b", "@x 2/2"),
    )
    row = response.times(posts, by="@FIRM").iloc[0]
    assert row["wait"] == pd.Timedelta(minutes=9)
    assert row["replies"] == 2


def test_a_customer_who_answers_the_firm_complains_and_a_repost_does_not() -> None:
    posts = thread(
        ("ad", "firm", 0, None, "buy"), ("a", "x", 5, "ad", "it is broken"),
        ("b", "y", 1, None, "RT @firm: buy"),
    )  # fmt: skip
    posts.loc["b", "kind"] = "repost"
    waits = response.times(posts, by="firm")
    assert waits.index.tolist() == ["a"]
    assert not waits["answered"].iloc[0]


def test_a_name_inside_another_name_is_no_mention() -> None:
    posts = thread(("a", "x", 0, None, "@firm_fans hi"), ("b", "y", 1, None, "me@firm.com"))
    with pytest.raises(SchemaError, match="nobody called firm posts or is mentioned"):
        response.times(posts, by="firm")


def test_an_account_that_is_not_there_is_refused_with_those_that_answer() -> None:
    posts = thread(("a", "x", 0, None, "@firm hi"), ("b", "firm", 1, "a", "hi"))
    with pytest.raises(SchemaError, match="by=None if there is none; most answers are by firm"):
        response.describe(posts, by="nobody")


def test_an_account_that_never_answers_leaves_every_complaint_open() -> None:
    posts = thread(("a", "x", 0, None, "@firm hi"), ("b", "y", 90, None, "@firm hey"))
    summary = response.describe(posts, by="firm")
    assert (summary["complaints"], summary["complaints_answered"], summary["censored"]) == (2, 0, 2)
    assert summary["km_median_min"] is None
    assert summary["km_ci95_min"] == [None, None]
    assert summary["reply_median_min"] is None


def test_without_an_organisation_each_thread_waits_for_anybody_else() -> None:
    posts = thread(
        ("a", "x", 0, None, "look"), ("a1", "x", 2, "a", "really"), ("a2", "y", 7, "a", "oh"),
        ("b", "z", 1, None, "quiet"),
    )  # fmt: skip
    waits = response.times(posts, by=None)
    assert waits["answered"].to_dict() == {"a": True, "b": False}
    assert waits["wait"].to_dict() == {"a": pd.Timedelta(minutes=7), "b": pd.Timedelta(minutes=6)}


def test_posts_of_unknown_kind_are_not_told_as_answers() -> None:
    posts = thread(
        ("a", "x", 0, None, "look"), ("a1", "y", 2, "a", "oh"), ("b", "z", 1, None, "quiet"),
        ("b1", "y", 4, "b", "hm"),
    )  # fmt: skip
    posts.loc["a1", "kind"] = None
    assert response.times(posts, by=None)["answered"].to_dict() == {"b": True}
    assert response.replies(posts, by=None).index.tolist() == ["b1"]
    assert response.describe(posts, by=None)[["complaints", "replies"]].tolist() == [1, 1]


def test_a_wait_is_derived_and_no_better_than_the_links_it_is_read_from() -> None:
    posts = thread(("a", "x", 0, None, "@firm hi"), ("b", "firm", 9, "a", "hi"))
    assert response.times(posts, by="firm")["evidence"].tolist() == ["derived"]
    posts.loc["b", "parent_evidence"] = "reconstructed"
    assert response.times(posts, by="firm")["evidence"].tolist() == ["reconstructed"]


def test_the_opening_hours_are_measured_only_where_they_are_documented() -> None:
    posts = thread(("a", "x", 0, None, "@firm hi"), ("b", "firm", 540, "a", "hi"))
    assert response.times(posts, by="firm")["open_wait"].isna().all()
    hours = clock.Hours("Europe/London")
    waits = response.times(posts, by="firm", hours=hours)
    assert waits["open_wait"].iloc[0] == pd.Timedelta(hours=1)


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.booleans()), min_size=1, max_size=30),
)
def test_the_curve_falls_from_one_and_counts_everybody(rows: list[tuple[int, bool]]) -> None:
    waits = waits_of([m for m, _ in rows], [a for _, a in rows])
    curve = response.survival(waits)
    assert curve["unanswered"].between(0, 1).all()
    assert curve["unanswered"].is_monotonic_decreasing
    assert (curve["low"] <= curve["unanswered"] + 1e-12).all()
    assert (curve["high"] >= curve["unanswered"] - 1e-12).all()
    assert curve["answered"].sum() + curve["censored"].sum() == len(rows)
    assert curve["at_risk"].iloc[0] == len(rows)
