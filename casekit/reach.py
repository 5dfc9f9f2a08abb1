"""How far it went. Reported and potential reach are never one column."""

import numpy as np
import pandas as pd

from casekit import schema
from casekit.errors import SchemaError

__all__ = ["curve", "potential", "reported"]


def potential(posts: pd.DataFrame) -> pd.Series:
    """Bound how many accounts could have seen the posts, from follower counts alone.

    Audiences overlap by an unknown amount, so the truth lies between the largest audience and
    the sum of all. Each account counts once, with its largest follower count; a post whose
    account is not known counts as one of its own.

    Returns
    -------
    Series
        `low` and `high` (accounts, NA if no follower count is known), `accounts`, and `unknown`:
        accounts without a follower count, which are in neither bound.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b", "c"], "account": ["x", "x", "y"], "followers": [100, 120, None],
    ...     "evidence": "archived"}), schema.POSTS)
    >>> potential(posts).to_dict()
    {'low': 120, 'high': 120, 'accounts': 2, 'unknown': 1}
    """
    audience = posts["followers"].groupby(_account(posts)).max()
    known = audience.dropna()
    return pd.Series(
        {
            "low": known.max() if len(known) else pd.NA,
            "high": known.sum() if len(known) else pd.NA,
            "accounts": len(audience),
            "unknown": int(audience.isna().sum()),
        },
        dtype="object",
    )


def reported(posts: pd.DataFrame) -> pd.Series:
    """Add up the impressions that the platform reported.

    Returns
    -------
    Series
        `impressions` (NA if none is known), `posts` that report them, `unknown` posts that do
        not; reposts are left out, for they carry no count of their own.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "impressions": [500, None], "evidence": "archived"}),
    ...     schema.POSTS)
    >>> reported(posts).to_dict()
    {'impressions': 500, 'posts': 1, 'unknown': 1}
    """
    own = posts.loc[posts["kind"].ne("repost").fillna(True), "impressions"]
    known = own.dropna()
    return pd.Series(
        {
            "impressions": known.sum() if len(known) else pd.NA,
            "posts": len(known),
            "unknown": len(own) - len(known),
        },
        dtype="object",
    )


def curve(posts: pd.DataFrame, *, every: str | None = None) -> pd.DataFrame:
    """Follow the reach over time.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`; posts without a time are left out.
    every
        Width of a step, such as ``"15min"``. None: one step a post.

    Returns
    -------
    DataFrame
        Index `at` (UTC, end of the step), all columns running totals: `posts`, `reported`
        (impressions), `potential_low` and `potential_high` (accounts, as in :func:`potential`),
        `unknown` (accounts so far without a follower count), `embedded` (posts so far that the
        archive holds only inside others: their accounts have audiences too); `undated`: posts
        without a time, which are in no total; `evidence`, the worst so far, derived at best. Reach
        of either sort is NA until a first count is known.

    Raises
    ------
    SchemaError
        No post has a time.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "account": ["x", "y"], "followers": [100, 50],
    ...     "at": pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:40Z"]),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> curve(posts)[["potential_low", "potential_high"]].values.tolist()
    [[100, 100], [100, 150]]
    """
    timed = posts[posts["at"].notna()].sort_values("at", kind="stable")
    if timed.empty:
        raise SchemaError("no post has a time", cure="reach over time needs posts with times")
    audience = timed["followers"].astype("float64")
    account = _account(timed)
    best = audience.groupby(account).cummax()
    before = best.groupby(account).shift().groupby(account).ffill().fillna(0.0)
    gain = (best - before).clip(lower=0).fillna(0.0)
    first = ~account.duplicated()
    counted_before = best.groupby(account).shift().groupby(account).ffill().notna()
    late = best.notna() & ~counted_before & ~first
    unknown = (first & best.isna()).astype("int64").cumsum() - late.astype("int64").cumsum()
    heard = audience.notna().cumsum() > 0
    shown = timed["impressions"].where(timed["kind"].ne("repost").fillna(True))
    seen = shown.notna().cumsum() > 0
    table = pd.DataFrame(
        {
            "posts": np.arange(1, len(timed) + 1),
            "reported": shown.fillna(0).cumsum().where(seen),
            "potential_low": audience.cummax().ffill().where(heard),
            "potential_high": gain.cumsum().where(heard),
            "unknown": unknown,
            "embedded": timed["origin"].eq("embedded").fillna(False).cumsum(),
        }
    ).astype("Int64")
    table.index = pd.DatetimeIndex(timed["at"], name="at")
    table["undated"] = len(posts) - len(timed)
    worst = np.maximum.accumulate(timed["evidence"].cat.codes.to_numpy())
    worst = np.maximum(worst, schema.EVIDENCE.index("derived"))
    table["evidence"] = pd.Categorical.from_codes(worst, dtype=schema.POSTS["evidence"].dtype)
    if every is not None:
        table = table.resample(every, label="right", closed="left").last().ffill()
    return table


def _account(posts: pd.DataFrame) -> pd.Series:
    return posts["account"].fillna(pd.Series(posts.index, index=posts.index))
