"""What an archive holds of what a case documents: its figures and its events."""

import pandas as pd

from casekit.archives.rows import NODE, RECORD

__all__ = ["COUNTED", "documented_events", "documented_figures"]

_ANSWERS = ("reply", "comment")
COUNTED: dict[str, tuple[str, ...]] = {
    "tweets": (), "posts": (), "mentions": (), "tweets_received": (),
    "retweets": ("repost",), "reposts": ("repost",), "shares": ("repost", "link"),
    "comments": _ANSWERS, "replies": _ANSWERS,
}  # fmt: skip
"""Metrics of a ledger that count posts, and the kinds that they count; none: all kinds."""


def documented_figures(posts: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Hold the figures of a case that count posts against what an archive has of them.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`: those of the case, as :func:`chosen` finds them.
    figures
        Frame of :data:`casekit.schema.FIGURES`.

    Returns
    -------
    DataFrame
        A row a figure whose metric is one of :data:`COUNTED`: `label`, `metric`, `value`,
        `qualifier`, `as_of` (UTC), `held` (own records of those kinds until then, or of all times
        where the figure has no date), and `share` (held of value). A share above 1 says that
        the archive has posts that the figure does not count.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("customer-care.csv"))
    >>> documented_figures(posts, ck.load.case("british-airways-2013").figures)["held"].sum()
    np.int64(0)
    """
    own = _own(posts)
    told = figures.loc[figures["metric"].isin(list(COUNTED)),
                       ["label", "metric", "value", "qualifier", "as_of", "latest"]]  # fmt: skip
    held = []
    for metric, until in zip(told["metric"], told["latest"].fillna(told["as_of"]), strict=True):
        mine = own["at"] <= until if pd.notna(until) else pd.Series(True, index=own.index)
        if COUNTED[metric]:
            mine &= own["kind"].isin(COUNTED[metric])
        held.append(int(mine.sum()))
    counts = pd.Series(held, index=told.index, dtype="int64")
    return told.drop(columns="latest").assign(held=counts, share=counts / told["value"])


def documented_events(
    posts: pd.DataFrame, events: pd.DataFrame, *, around: str = "1h"
) -> pd.DataFrame:
    """Count what an archive has from the time of each event of a case.

    Parameters
    ----------
    posts, events
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EVENTS`.
    around
        How long before and after the event is looked at.

    Returns
    -------
    DataFrame
        A row an event: `label`, `at`, `earliest` and `latest` (UTC), and own records `before`
        (in the time before the earliest), `within` (its bounds) and `after`.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("customer-care.csv"))
    >>> documented_events(posts, ck.load.case("british-airways-2013").events)["within"].sum()
    np.int64(0)
    """
    at = _own(posts)["at"].dropna().sort_values(ignore_index=True)
    span = pd.Timedelta(around)
    begin = events["earliest"].fillna(events["at"])
    end = events["latest"].fillna(events["at"])
    edges = [at.searchsorted(edge) for edge in (begin - span, begin, end, end + span)]
    counts = {name: edges[n + 1] - edges[n] for n, name in enumerate(("before", "within", "after"))}
    return events[["label", "at", "earliest", "latest"]].assign(**counts)


def _own(posts: pd.DataFrame) -> pd.DataFrame:
    return posts[posts["origin"].isin([RECORD, NODE])]
