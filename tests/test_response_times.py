"""Complaints, answers and what is counted apart: the rules, held against a slow reading of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import response, schema
from casekit.errors import SchemaError

DAY = pd.Timestamp("2013-09-03T00:00Z")
Row = tuple[str, int | None, int | None, bool]


def posts_of(rows: list[Row]) -> pd.DataFrame:
    """Posts as (account, minute, number of the post it answers, says the firm's name)."""
    table = pd.DataFrame(
        {
            "post": [f"p{n}" for n in range(len(rows))],
            "account": [row[0] for row in rows],
            "at": [pd.NaT if row[1] is None else DAY + pd.Timedelta(minutes=row[1])
                   for row in rows],
            "parent": [None if row[2] is None else f"p{row[2]}" for row in rows],
            "text": ["@firm hello" if row[3] else "hello" for row in rows],
            "evidence": "archived",
        }
    )  # fmt: skip
    table["kind"] = table["parent"].notna().map({True: "reply", False: "post"})
    table["at"] = pd.to_datetime(table["at"], utc=True)
    return schema.conform(table.astype({"parent": "str"}), schema.POSTS)


def slowly(rows: list[Row], every: bool, machines: set[int]) -> dict[str, tuple[bool, int, int]]:
    """Read the rules off one by one: complaint to (answered, minutes, number of answers)."""
    end = max((row[1] for row in rows if row[1] is not None), default=0)

    def up(n: int) -> int | None:
        parent = rows[n][2]
        return parent if parent is not None and parent < len(rows) else None

    def top(n: int) -> int:
        while (above := up(n)) is not None:
            n = above
        parent = rows[n][2]
        return n if parent is None else parent

    told = {
        (up(n), minute) for n, (who, minute, _, _) in enumerate(rows)
        if who == "firm" and minute is not None and n not in machines
    }  # fmt: skip
    asking = [
        n for n, (who, minute, _, says) in enumerate(rows)
        if who != "firm" and minute is not None
        and (says or ((above := up(n)) is not None and rows[above][0] == "firm")
             or any(n == above and at >= minute for above, at in told))
    ]  # fmt: skip
    if not every:
        order = sorted(asking, key=lambda n: (rows[n][1], n))
        seen: set[int] = set()
        asking = [n for n in order if top(n) not in seen and not seen.add(top(n))]  # type: ignore[func-returns-value]
    heard: dict[int, list[int]] = {n: [] for n in asking}
    for n, (who, minute, _, _) in enumerate(rows):
        if who != "firm" or minute is None or n in machines:
            continue
        above = up(n)
        while above is not None and above not in heard:
            above = up(above)
        first = above
        while above is not None and rows[above][0] == rows[first][0]:  # type: ignore[index]
            asked = rows[above][1]
            if asked is not None and minute >= asked:
                heard[above].append(minute)
            above = up(above)
            while above is not None and above not in heard:
                above = up(above)
    return {
        f"p{n}": (bool(heard[n]), (min(heard[n]) if heard[n] else end) - (rows[n][1] or 0),
                  len(heard[n]))
        for n in asking
    }  # fmt: skip


@st.composite
def exchanges(draw: st.DrawFn) -> list[Row]:
    size = draw(st.integers(1, 9))
    minutes = draw(st.permutations(range(size)))
    rows: list[Row] = []
    for n in range(size):
        parent = draw(st.none() | st.integers(0, n - 1) | st.just(99)) if n else None
        late = draw(st.integers(0, 9)) == 0
        rows.append((draw(st.sampled_from(["firm", "x", "y"])), None if late else minutes[n],
                     parent, draw(st.booleans())))  # fmt: skip
    return rows


@settings(max_examples=200)
@given(exchanges(), st.booleans(), st.sets(st.integers(0, 8)))
def test_waits_are_those_of_a_slow_reading(
    rows: list[Row], every: bool, machines: set[int]
) -> None:
    rows = [("firm", 0, None, False), *[(a, m, p, s) for a, m, p, s in rows]]
    rows = [(a, m, p if p in (None, 99) or n == 0 else p + 1, s)
            for n, (a, m, p, s) in enumerate(rows)]  # fmt: skip
    posts = posts_of(rows)
    told = [f"p{n}" for n in machines if n < len(rows)] or None
    waits = response.times(posts, by="firm", every=every, automatic=told)
    found = {
        row.Index: (bool(row.answered), row.wait // pd.Timedelta(minutes=1), int(row.replies))
        for row in waits.itertuples()
    }
    assert found == slowly(rows, every, machines if told else set())
    counted = response.census(posts, by="firm", every=every, automatic=told)
    parts = ["matched", "automatic", "answers_undated", "answers_later", "unmatched"]
    assert counted["answers"] == counted[parts].sum()
    assert counted["complaints"] == len(waits)
    assert counted["answered"] == waits["answered"].sum()
    assert counted["unanswered"] == (~waits["answered"]).sum()


def test_who_asks_twice_waits_twice() -> None:
    posts = posts_of([("x", 0, None, True), ("x", 10, 0, True), ("y", 12, 0, True),
                      ("firm", 30, 1, False), ("firm", 31, 1, False)])  # fmt: skip
    waits = response.times(posts, by="firm", every=True)
    minutes = (waits["wait"] / pd.Timedelta(minutes=1)).to_dict()
    assert minutes == {"p0": 30, "p1": 20, "p2": 19}
    assert waits["answered"].to_dict() == {"p0": True, "p1": True, "p2": False}
    assert waits["replies"].to_dict() == {"p0": 2, "p1": 2, "p2": 0}
    assert response.census(posts, by="firm", every=True)["matched"] == 2


@pytest.mark.parametrize(
    "automatic",
    [
        lambda posts: posts["text"].str.contains("thanks"),
        ["p1"],
        "p1",
        "robot",
    ],
)
def test_a_machine_answers_nobody_and_is_counted(automatic: object) -> None:
    posts = posts_of([("x", 0, None, True), ("robot", 1, 0, False), ("firm", 60, 0, False)])
    posts.loc["p1", "text"] = "thanks for your message"
    by = ["firm", "robot"]
    waits = response.times(posts, by=by, automatic=automatic)  # type: ignore[arg-type]
    assert waits["wait"].tolist() == [pd.Timedelta(hours=1)]
    assert waits["replies"].tolist() == [1]
    counted = response.census(posts, by=by, automatic=automatic)  # type: ignore[arg-type]
    assert (counted["automatic"], counted["matched"]) == (1, 1)
    assert len(response.replies(posts, by=by, automatic=automatic)) == 1  # type: ignore[arg-type]


def test_a_machine_that_is_not_there_is_refused() -> None:
    posts = posts_of([("x", 0, None, True)])
    with pytest.raises(SchemaError, match="names 'robot'"):
        response.times(posts, by="firm", automatic=["robot"])
    with pytest.raises(SchemaError, match="no truth value"):
        response.times(posts, by="firm", automatic=lambda p: True)  # type: ignore[arg-type,return-value]


def test_what_has_no_time_and_what_has_no_complaint_is_counted() -> None:
    posts = posts_of([
        ("x", None, None, True), ("firm", 5, 0, False),     # the complaint has no time
        ("firm", 6, 99, False),                             # what it answers is not in the file
        ("y", 7, None, True), ("firm", None, 3, False),     # the answer has no time
        ("z", 90, None, True), ("firm", 95, 5, False),      # after the end of observation
        ("firm", 8, None, False), ("firm", 9, 7, False),    # it goes on after a post of its own
    ])  # fmt: skip
    counted = response.census(posts, by="firm", until=DAY + pd.Timedelta(hours=1))
    assert counted.to_dict() == {
        "complaints": 1, "answered": 0, "unanswered": 1, "undated": 1, "later": 1, "answers": 5,
        "matched": 0, "automatic": 0, "answers_undated": 1, "answers_later": 1, "unmatched": 3,
        "missing": 1, "early": 0, "inside": 0,
    }  # fmt: skip


def test_every_post_needs_an_organisation() -> None:
    with pytest.raises(SchemaError, match="say by="):
        response.times(posts_of([("x", 0, None, True)]), by=None, every=True)


def test_posts_without_any_time_make_no_wait() -> None:
    posts = posts_of([("x", None, None, True), ("firm", None, 0, False)])
    assert response.times(posts, by="firm").empty
    assert response.census(posts, by="firm")["undated"] == 1


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    posts = posts_of([("x", 0, None, True), ("firm", 9, 0, False), ("y", 3, 0, True),
                      ("firm", 4, 2, False), ("z", 5, None, True), ("x", 6, 1, False)])  # fmt: skip
    one = response.times(posts, by="firm", every=True)
    two = response.times(posts.iloc[np.array(order)], by="firm", every=True)
    pd.testing.assert_frame_equal(one, two)


def test_a_complaint_that_names_nobody_is_one_if_the_organisation_answers_it() -> None:
    posts = posts_of([
        ("x", 0, None, False), ("firm", 5, 0, False),   # answered without a mention
        ("y", 1, None, False), ("x", 2, 2, False),      # nobody of the organisation answers
        ("z", 9, None, False), ("firm", 8, 4, False),   # a clock was wrong
    ])  # fmt: skip
    waits = response.times(posts, by="firm")
    assert waits.index.tolist() == ["p0"]
    assert waits["answered"].all()
    assert response.census(posts, by="firm")[["matched", "unmatched", "early"]].tolist() == [
        1,
        1,
        1,
    ]


def test_threads_that_begin_inside_others_are_counted() -> None:
    posts = posts_of([("x", 0, None, True), ("y", 5, 0, False)])
    posts["origin"] = pd.Categorical(["embedded", "record"], posts["origin"].cat.categories)
    for by in ("firm", None):
        assert response.census(posts, by=by)[["complaints", "inside"]].tolist() == [0, 1]
