"""How fast it moved: counts over time, the peak, and by when half of it had happened."""

import pandas as pd

from casekit import clock, schema
from casekit.errors import SchemaError

__all__ = ["counts", "describe"]

_STEPS = ("1min", "5min", "15min", "1h", "3h", "6h", "1D", "7D", "30D", "90D", "365D")
_BINS = 120


def counts(
    posts: pd.DataFrame, *, every: str | None = None, until: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Count posts over time.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`. Posts without a time are left out, and so are
        those that the archive holds only inside others: they can be years older than it.
    every
        Width of a bin, such as ``"15min"``. None: the narrowest of a few round widths that needs
        at most 120 bins.
    until
        End of observation; None: the last post.

    Returns
    -------
    DataFrame
        Index `at` (UTC, start of the bin, no bin left out), one column a kind of post that
        occurs, and `unknown` where the archive does not say the kind; posts a bin.

    Raises
    ------
    SchemaError
        There is no post, or none has a time.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "kind": ["post", "reply"], "evidence": "archived",
    ...     "at": pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:40Z"])}), schema.POSTS)
    >>> counts(posts, every="30min").values.tolist()
    [[1, 0], [0, 1]]
    """
    timed = _timed(posts, until)
    kind = timed["kind"].astype("object").fillna("unknown")
    width = every or _width(timed["at"].max() - timed["at"].min())
    one = pd.get_dummies(kind, dtype="int64").set_index(pd.DatetimeIndex(timed["at"]))
    return one.resample(width).sum()


def describe(
    posts: pd.DataFrame, *, every: str | None = None, until: pd.Timestamp | None = None
) -> pd.Series:
    """Say when it began, peaked and had half happened, all posts taken as one storm.

    Of an archive of many cascades these are not those of any cascade; the half of each one is
    that of `after` in :func:`casekit.shape.growth`, by `root`.

    Parameters
    ----------
    posts, every, until
        As in :func:`counts`. All values hold as seen at the end of observation only.

    Returns
    -------
    Series
        `total` (posts), `unknown` (those without a time) and `embedded` (those held only inside
        others), which are in none of the rest; `first`, `last`, `observed_until` (UTC);
        `peak_at`, `peak_every` and `peak_count` (the fullest bin of :func:`counts`);
        `half_life`: time from the first post until half of all had been posted; `counted`, how
        the counts are known, which is the worst grade of the posts; `evidence`, how all the rest
        is, derived at best.
        Pfeffer, Matter and Sargsyan, ICWSM 17, 2023, define half-life so for impressions; here
        the quantity is posts.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abcd"), "evidence": "archived", "at": pd.to_datetime(
    ...     ["2013-09-03 09:00Z", "2013-09-03 09:10Z", "2013-09-03 10:00Z",
    ...      "2013-09-03 21:00Z"])}), schema.POSTS)
    >>> describe(posts)["half_life"]
    Timedelta('0 days 00:10:00')
    """
    timed = _timed(posts, until).sort_values("at")
    at = timed["at"]
    bins = counts(timed, every=every).sum(axis=1)
    width = bins.index[1] - bins.index[0] if len(bins) > 1 else pd.Timedelta("1min")
    embedded = posts["origin"].eq("embedded")
    return pd.Series(
        {
            "total": len(timed),
            "unknown": int((posts["at"].isna() & ~embedded).sum()),
            "embedded": int(embedded.sum()),
            "first": at.iloc[0],
            "last": at.iloc[-1],
            "observed_until": at.iloc[-1] if until is None else clock.instant(until),
            "peak_at": bins.idxmax(),
            "peak_every": width,
            "peak_count": int(bins.max()),
            "half_life": at.iloc[(len(at) + 1) // 2 - 1] - at.iloc[0],
            "counted": schema.worst(timed["evidence"].unique()),
            "evidence": schema.worst("derived", timed["evidence"].unique()),
        },
        dtype="object",
    )


def _timed(posts: pd.DataFrame, until: pd.Timestamp | None) -> pd.DataFrame:
    timed = posts[posts["at"].notna() & ~posts["origin"].eq("embedded")]
    if until is not None:
        timed = timed[timed["at"] <= clock.instant(until)]
    if posts.empty:
        raise SchemaError("there are no posts to count",
                          cure="choose a time in which the archive has some")  # fmt: skip
    if timed.empty:
        raise SchemaError("no post has a time", cure="counts over time need posts with times")
    return timed


def _width(span: pd.Timedelta) -> str:
    fit = (step for step in _STEPS if span / pd.Timedelta(step) <= _BINS)
    return next(fit, _STEPS[-1])
