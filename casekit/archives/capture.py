"""What an archive caught of its time: silences, holes, shared times, and followers when.

Times are those of the archive's own records; posts that stand inside others can be years older.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from casekit.archives.rows import NODE, RECORD

if TYPE_CHECKING:
    from casekit.archives.report import Report

__all__ = ["MOST_AT_ONCE", "empty_hours", "follower_counts", "missing_minutes", "shared_times",
           "silences"]  # fmt: skip

HOUR = pd.Timedelta(hours=1)
MOST_AT_ONCE = 0.15
"""Largest share of a cascade's reposts that people bring about at one and the same time."""


def silences(posts: pd.DataFrame, *, most: int = 10) -> pd.DataFrame:
    """List the longest times without a post, the longest first.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    most
        How many are listed.

    Returns
    -------
    DataFrame
        A row a silence: `begin` and `end` (UTC), `length`, and `around` (posts): how many were
        posted, on the mean, in as long a time before it and after it.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("customer-care.csv"))
    >>> silences(posts, most=1)["length"].iloc[0] > pd.Timedelta(0)
    True
    """
    at = _times(posts)
    length = np.diff(at)
    longest = np.argsort(-length, kind="stable")[:most]
    begin, end, span = at[longest], at[longest + 1], length[longest]
    before = longest + 1 - np.searchsorted(at, begin - span, "right")
    after = np.searchsorted(at, end + span, "left") - longest - 1
    return pd.DataFrame(
        {"begin": _stamps(begin), "end": _stamps(end), "length": pd.to_timedelta(span, unit="us"),
         "around": (before + after) / 2}
    )  # fmt: skip


def empty_hours(posts: pd.DataFrame, *, least: int = 10) -> pd.DataFrame:
    """List hours without a post between hours with many: holes that a capture leaves.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    least
        Posts in the hour before and in the hour after. At ten an hour, an hour stays empty by
        chance once in 22,000 times.

    Returns
    -------
    DataFrame
        A row a hole, the one between the fullest hours first: `begin` and `end` (UTC), `hours`,
        `before` and `after` (posts in the hour before and after).

    Examples
    --------
    >>> import casekit as ck
    >>> len(empty_hours(ck.load.posts(ck.load.sample("customer-care.csv"))))
    0
    """
    hours = _times(posts) // 3_600_000_000
    full, count = np.unique(hours, return_counts=True)
    gap = np.flatnonzero(np.diff(full) > 1)
    before, after = count[gap], count[gap + 1]
    least_of = np.minimum(before, after)
    order = np.flatnonzero(least_of >= least)
    order = order[np.argsort(-least_of[order], kind="stable")]
    begin, end = full[gap[order]] + 1, full[gap[order] + 1]
    return pd.DataFrame(
        {"begin": _stamps(begin * 3_600_000_000), "end": _stamps(end * 3_600_000_000),
         "hours": end - begin, "before": before[order], "after": after[order]}
    )  # fmt: skip


def missing_minutes(report: "Report") -> pd.DataFrame:
    """List the minutes of which an archive of the stream has no file, between those that it has.

    Returns
    -------
    DataFrame
        A row a run of them, in the order of time: `begin` and `end` (UTC), `minutes`. Empty where
        files are not called by minutes.

    Examples
    --------
    >>> import casekit as ck
    >>> reading = ck.load.archive(ck.load.sample("customer-care.csv"))
    >>> len(missing_minutes(reading.report))
    0
    """
    runs = np.asarray(report.minutes, dtype=np.int64).reshape(-1, 2)
    begin, end = runs[:-1, 1] + 1, runs[1:, 0]
    return pd.DataFrame(
        {"begin": _stamps(begin * 60_000_000), "end": _stamps(end * 60_000_000),
         "minutes": end - begin}
    )  # fmt: skip


def shared_times(
    posts: pd.DataFrame, *, least: int = 50, most_at_once: float = MOST_AT_ONCE
) -> pd.DataFrame:
    """List the cascades in which many reposts bear one and the same time: the clock of a tool.

    A crawler that does not learn when a repost came may write down when it looked; an export may
    round. How fast such a cascade was its times do not say.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    least
        Reposts with a time that a cascade must have.
    most_at_once
        Largest share of them that may bear one time.

    Returns
    -------
    DataFrame
        A row a cascade (`root`), the largest share first: `at` (UTC, the time), `together`
        (reposts at it), `reposts` (of the cascade, with a time), and `share`.

    Examples
    --------
    >>> import casekit as ck
    >>> len(shared_times(ck.load.posts(ck.load.sample("repost-storm.jsonl.gz"))))
    0
    """
    passed = posts["kind"].eq("repost") & posts["at"].notna() & posts["root"].notna()
    below = posts.loc[passed.fillna(False), ["root", "at"]]
    below = below.assign(root=below["root"].astype("object"))
    counts = below.value_counts(sort=False).rename("together").reset_index("at")
    counts["reposts"] = counts.groupby("root")["together"].sum()
    counts["share"] = counts["together"] / counts["reposts"]
    many = counts[(counts["reposts"] >= least) & (counts["share"] > most_at_once)]
    ordered = many.sort_values(["share", "at"], ascending=[False, True], kind="stable")
    return ordered[~ordered.index.duplicated()]


def follower_counts(posts: pd.DataFrame) -> pd.Series:
    """Say how many posts bring the followers of their account, and when these were counted.

    A count that was taken as the post came moves from post to post of an account; one that was
    taken later for all of them does not.

    Returns
    -------
    Series
        `posts` (own records), `counted` (of them, with a count), `accounts` (with a count),
        `repeated` (accounts with counts an hour or more apart), `moving` (of them, those whose
        count changes), `first` and `last` (UTC, times of the posts with a count), and `taken`:
        "with the posts" if counts of half of these accounts and more change, "later" if those of
        one in twenty and fewer do, "unclear" between, or with fewer than ten of them.

    Examples
    --------
    >>> import casekit as ck
    >>> follower_counts(ck.load.posts(ck.load.sample("customer-care.csv")))["counted"]
    0
    """
    own = posts[posts["origin"].isin([RECORD, NODE])]
    known = own[own["followers"].notna() & own["account"].notna() & own["at"].notna()]
    by = known.groupby("account", observed=True)
    apart = by["at"].max() - by["at"].min() >= HOUR
    moving = by["followers"].nunique()[apart] > 1
    share = moving.mean() if len(moving) >= 10 else np.nan
    taken = "with the posts" if share >= 0.5 else "later" if share <= 0.05 else "unclear"
    return pd.Series(
        {"posts": len(own), "counted": len(known), "accounts": len(apart),
         "repeated": len(moving), "moving": int(moving.sum()),
         "first": known["at"].min(), "last": known["at"].max(), "taken": taken},
        dtype="object",
    )  # fmt: skip


def _times(posts: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Give the times of own records, in order, as microseconds since 1970."""
    at = posts.loc[posts["origin"].isin([RECORD, NODE]), "at"].dropna()
    return np.sort(at.dt.as_unit("us").astype("int64").to_numpy())


def _stamps(micros: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> pd.DatetimeIndex:
    return pd.to_datetime(micros, unit="us", utc=True)
