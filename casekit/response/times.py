"""Complaints, replies and the waits between them, read from the posts of an archive."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from casekit import clock, schema
from casekit.errors import SchemaError
from casekit.spread import edges, forest

__all__ = ["example", "replies", "times"]


def replies(posts: pd.DataFrame, *, by: str | Iterable[str]) -> pd.DataFrame:
    """List the organisation's posts that answer a post in the archive by someone else.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    by
        The organisation's accounts, by id or handle, with or without @, in any case.

    Returns
    -------
    DataFrame
        Index `post` (the reply); `answers` (the post it answers), `asked` and `replied_at`
        (UTC), `delay`, and `first`: whether it is the earliest reply to that post.

    Examples
    --------
    >>> replies(example(), by="airline")["delay"].tolist()
    [Timedelta('0 days 09:00:00')]
    """
    ours = _is_ours(posts, by)
    mine = posts.loc[ours, ["parent", "at"]]
    asked = posts["at"].reindex(mine["parent"])
    others = ~ours.reindex(mine["parent"], fill_value=True)
    keep = others.to_numpy() & asked.notna().to_numpy() & mine["at"].notna().to_numpy()
    table = pd.DataFrame(
        {
            "answers": mine["parent"].array[keep],
            "asked": asked.array[keep],
            "replied_at": mine["at"].array[keep],
        },
        index=mine.index[keep],
    )
    table["delay"] = table["replied_at"] - table["asked"]
    by_time = table.sort_values("replied_at", kind="stable")
    table["first"] = ~by_time["answers"].duplicated().reindex(table.index)
    return table


def times(
    posts: pd.DataFrame,
    *,
    by: str | Iterable[str],
    hours: clock.Hours | None = None,
    until: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Measure how long each complaint waited for the organisation's first answer.

    A complaint is the first post of each thread that mentions the organisation or answers one of
    its posts, by someone else; reposts are none. Its answer is the first post of the organisation
    in the branch that hangs on the complaint. A complaint without one is not left out: it has
    waited until the end of the archive, and `answered` is False.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    by
        The organisation's accounts, by id or handle, with or without @, in any case.
    hours
        Documented opening hours; without them `open_wait` is NaT.
    until
        End of observation; None: the last post of the archive.

    Returns
    -------
    DataFrame
        Frame of :data:`casekit.schema.WAITS`, in the order in which they were asked.

    Raises
    ------
    SchemaError
        None of the accounts posts or is mentioned in the archive.

    Examples
    --------
    >>> times(example(), by="@Airline")[["answered", "wait"]].values.tolist()
    [[True, Timedelta('0 days 09:00:00')], [False, Timedelta('0 days 03:00:00')]]
    """
    from casekit.spread import kernels

    ours = _is_ours(posts, by)
    end = posts["at"].max() if until is None else until
    timed = posts["at"].notna() & (posts["at"] <= end)
    to_us = _mentions(posts, ours, by) | ours.reindex(posts["parent"], fill_value=False).to_numpy()
    plain = posts["kind"].ne("repost").fillna(True).astype(bool)
    candidate = (timed & ~ours & to_us & plain).to_numpy()

    trees = forest(posts, edges(posts, rule="reported"))
    at = posts["at"].array[trees.rows]
    rank = np.lexsort((np.arange(len(trees)), np.asarray(at.astype("int64"))))
    asking = rank[candidate[trees.rows][rank]]
    _, first = np.unique(trees.cascade[asking], return_index=True)
    marked = np.zeros(len(trees), dtype=bool)
    marked[asking[first]] = True
    above = kernels.carry(trees.parent, marked)

    answer = (ours & timed).to_numpy()[trees.rows] & (above >= 0)
    found = pd.DataFrame({"complaint": above[answer], "answered_at": at[answer]})
    found = found[found["answered_at"].to_numpy() >= at[found["complaint"]]]
    grouped = found.groupby("complaint")["answered_at"]
    complaints = np.sort(asking[first])
    table = pd.DataFrame({"asked": at[complaints]}, index=pd.Index(complaints))
    table["answered_at"] = grouped.min().reindex(table.index)
    table["answered"] = table["answered_at"].notna()
    table["wait"] = table["answered_at"].fillna(end) - table["asked"]
    if hours is not None:
        table["open_wait"] = clock.open_time(
            table["asked"], table["answered_at"].fillna(end), hours
        )
    table["replies"] = grouped.size().reindex(table.index, fill_value=0)
    table["evidence"] = _worst_of(posts, trees.rows, table.index, above[answer], answer)
    table.index = pd.Index(posts.index.array[trees.rows[complaints]], name="complaint")
    return schema.conform(table.sort_values("asked", kind="stable"), schema.WAITS)


def example() -> pd.DataFrame:
    """Two complaints at one airline, the second never answered; for the examples above."""
    day = "2013-09-03 "
    return schema.conform(
        pd.DataFrame(
            {
                "post": ["a", "b", "c"],
                "account": ["x", "airline", "y"],
                "at": pd.to_datetime([day + "01:00Z", day + "10:00Z", day + "07:00Z"]),
                "kind": ["post", "reply", "post"],
                "parent": [None, "a", None],
                "text": ["@airline where is it", "@x sorry", "@Airline hello?"],
                "evidence": "archived",
            }
        ),
        schema.POSTS,
    )


def _names(by: str | Iterable[str]) -> set[str]:
    return {name.removeprefix("@").casefold() for name in ([by] if isinstance(by, str) else by)}


def _is_ours(posts: pd.DataFrame, by: str | Iterable[str]) -> pd.Series:
    names = _names(by)
    ours = posts["account"].str.casefold().isin(names) | posts["name"].str.casefold().isin(names)
    if not ours.any() and not _mentions(posts, ours, by).any():
        listed = ", ".join(sorted(names))
        raise SchemaError(
            f"nobody called {listed} posts or is mentioned in the archive",
            cure=f"use one of its accounts, such as {_busiest(posts)}",
        )
    return ours


def _busiest(posts: pd.DataFrame) -> str:
    answered = posts.loc[posts["kind"].eq("reply")]
    names = answered["name"].fillna(answered["account"]).value_counts()
    return ", ".join(names.index[:5]) or "none: nobody answers anybody in it"


def _mentions(posts: pd.DataFrame, ours: pd.Series, by: str | Iterable[str]) -> pd.Series:
    either = "|".join(re.escape(name) for name in sorted(_names(by)))
    pattern = re.compile(rf"(?<![\w@])@(?:{either})(?!\w)", re.IGNORECASE)
    hit = pd.Series(False, index=posts.index)
    texts = posts.loc[~ours, "text"].dropna()
    hit[texts.index] = [pattern.search(text) is not None for text in texts]
    return hit


def _worst_of(
    posts: pd.DataFrame,
    rows: np.ndarray,
    complaints: pd.Index,
    above: np.ndarray,
    answer: np.ndarray,
) -> pd.Categorical:
    grade = posts["evidence"].cat.codes.to_numpy()[rows]
    worst = pd.Series(grade[complaints], index=complaints)
    of_answers = pd.Series(grade[answer], index=above).groupby(level=0).max()
    worst = pd.concat([worst, of_answers.reindex(worst.index)], axis=1).max(axis=1)
    return pd.Categorical.from_codes(worst.astype("int8"), dtype=schema.WAITS["evidence"].dtype)
