"""What a rule had to assume, counted."""

from typing import Any

import numpy as np
import pandas as pd

from casekit.spread.parameters import Follows, Text, chosen
from casekit.spread.reported import reported
from casekit.spread.rules import edges
from casekit.spread.stars import opens, stars

__all__ = ["assumptions"]


def assumptions(posts: pd.DataFrame, *, rule: str, **parameters: Any) -> pd.Series:
    """Count what a rule had to assume about the posts.

    Followers that are unknown or zero count as 1 in `decay` and as 0 in `mixture`; a lag under
    zero counts as none.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    rule, parameters
        As in :func:`edges`.

    Returns
    -------
    Series
        Numbers of posts: `stars` (originals of which reposts name only the original), `open`
        (those reposts, whose parent is to be inferred), `kept` (posts whose parent stays as
        reported), `original_missing` (reposts of what is not among the posts), `untimed` (reposts
        that stay in a star because they or the original have no time), `followers_unknown` and
        `followers_zero` (among stars and open reposts), `same_time` (open reposts at the time of
        another one of the star), `before_original` (open reposts earlier than the original),
        `no_parent` (open reposts for which the rule finds no parent).

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "a"], "kind": ["post", "repost", "repost"],
    ...     "at": pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:10Z", "2013-09-03 09:10Z"]),
    ...     "followers": [1000, 0, None], "evidence": "archived"}), schema.POSTS)
    >>> counts = assumptions(posts, rule="decay")
    >>> counts[counts > 0].to_dict()
    {'stars': 1, 'open': 2, 'followers_unknown': 1, 'followers_zero': 1, 'same_time': 2}
    """
    which = chosen(rule, parameters)
    found = stars(posts)
    base, members = found.base, found.members
    at, hub = found.at, np.repeat(found.hub, np.diff(found.first))
    crowd = found.followers[np.concatenate([found.hub, members])]
    named = reported(posts)
    tied = np.bincount(found.before, minlength=len(members))
    no_parent = 0
    if isinstance(which, Text | Follows):
        given = edges(posts, rule=rule, **parameters)["child"]
        no_parent = int((~posts.index[base.rows[members]].isin(given)).sum())
    lost = base.orphan & posts["kind"].eq("repost").to_numpy()[base.rows]
    return pd.Series(
        {
            "stars": len(found),
            "open": len(members),
            "kept": len(named) - len(members),
            "original_missing": int(lost.sum()),
            "untimed": int(opens(posts, None, base).sum()) - len(members),
            "followers_unknown": int((crowd < 0).sum()),
            "followers_zero": int((crowd == 0).sum()),
            "same_time": int(tied[tied > 1].sum()),
            "before_original": int((at[members] < at[hub]).sum()),
            "no_parent": no_parent,
        },
        name="posts",
        dtype="int64",
    )
