"""Complaints, replies and the waits between them, read from the posts of an archive."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock, schema
from casekit.errors import SchemaError
from casekit.spread import Forest, edges, forest

__all__ = ["example", "replies", "times"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def replies(posts: pd.DataFrame, *, by: str | Iterable[str] | None) -> pd.DataFrame:
    """List the organisation's posts that answer a post in the archive by someone else.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    by
        The organisation's accounts, by id or handle, with or without @, in any case. None: all
        replies to somebody else.

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
    _, ours = _sides(posts, by)
    mine = posts.loc[ours & _spoken(posts), ["parent", "at", "account"]]
    asked = posts["at"].reindex(mine["parent"])
    if by is None:
        asker = posts["account"].reindex(mine["parent"])
        others = asker.to_numpy() != mine["account"].to_numpy()
    else:
        others = ~ours.reindex(mine["parent"], fill_value=True).to_numpy()
    keep = others & asked.notna().to_numpy() & mine["at"].notna().to_numpy()
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
    by: str | Iterable[str] | None,
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
        The organisation's accounts, by id or handle, with or without @, in any case. None: no
        organisation; the first post of each thread waits for an answer by anybody else.
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
    trees = forest(posts, edges(posts, rule="reported"))
    end = posts["at"].max() if until is None else clock.instant(until)
    said = posts["at"].le(end) & _spoken(posts)
    asking, answering = _sides(posts, by)
    # what is held only inside another post had its answers before the archive begins
    whole = ~posts["origin"].eq("embedded")
    complaints = _first_of_each(posts, trees, (asking & said & whole).to_numpy())
    answers = _answers(posts, trees, complaints, (answering & said).to_numpy())

    at = posts["at"].array[trees.rows]
    first = answers.groupby("complaint")["at"]
    table = pd.DataFrame({"asked": at[complaints]}, index=complaints)
    table["answered_at"] = first.min().reindex(table.index)
    table["answered"] = table["answered_at"].notna()
    heard = table["answered_at"].fillna(end)
    table["wait"] = heard - table["asked"]
    if hours is not None:
        table["open_wait"] = clock.open_time(table["asked"], heard, hours)
    table["replies"] = first.size().reindex(table.index, fill_value=0)
    grade = posts["evidence"].cat.codes.to_numpy()[trees.rows]
    worst = answers.groupby("complaint")["grade"].max().reindex(table.index, fill_value=0)
    table["evidence"] = pd.Categorical.from_codes(
        np.maximum(worst.to_numpy(), grade[complaints]), dtype=schema.WAITS["evidence"].dtype
    )
    table.index = pd.Index(posts.index.array[trees.rows[complaints]], name="complaint")
    return schema.conform(table.sort_values("asked", kind="stable"), schema.WAITS)


def _spoken(posts: pd.DataFrame) -> pd.Series:
    """Mark what is said by the account itself: a repost neither asks nor answers."""
    return posts["kind"].ne("repost").fillna(True).astype(bool)


def _sides(posts: pd.DataFrame, by: str | Iterable[str] | None) -> tuple[pd.Series, pd.Series]:
    """Mark the posts that can be complaints and those that can be answers."""
    if by is None:
        return posts["parent"].isna(), posts["parent"].notna()
    ours = _is_ours(posts, by)
    answers_us = ours.reindex(posts["parent"], fill_value=False).to_numpy()
    return ~ours & (_mentions(posts, ours, by) | answers_us), ours


def _first_of_each(posts: pd.DataFrame, trees: Forest, asking: Flags) -> Ints:
    """Find the place of the earliest asking post of each cascade."""
    at = np.asarray(posts["at"].array[trees.rows].astype("int64"))
    by_time = np.argsort(at, kind="stable")
    candidates = by_time[asking[trees.rows][by_time]]
    _, first = np.unique(trees.cascade[candidates], return_index=True)
    return np.sort(candidates[first])


def _answers(
    posts: pd.DataFrame, trees: Forest, complaints: Ints, answering: Flags
) -> pd.DataFrame:
    """List the answers in the branches of the complaints, none earlier than its complaint."""
    from casekit.spread import kernels

    marked = np.zeros(len(trees), dtype=bool)
    marked[complaints] = True
    above = kernels.carry(trees.parent, marked)
    place = np.flatnonzero(answering[trees.rows] & (above >= 0) & ~marked)
    asked = above[place]
    at, account = posts["at"].array[trees.rows], posts["account"].array[trees.rows]
    later = np.asarray(at[place] >= at[asked], dtype=bool)
    another = np.asarray(account[place] != account[asked], dtype=bool)
    keep = later & another
    grade = posts["evidence"].cat.codes.to_numpy()[trees.rows]
    return pd.DataFrame(
        {"complaint": asked[keep], "at": at[place[keep]], "grade": grade[place[keep]]}
    )


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
    texts = posts.loc[~ours, "text"].dropna()
    hit = pd.Series([pattern.search(text) is not None for text in texts], texts.index, dtype=bool)
    return hit.reindex(posts.index, fill_value=False)
