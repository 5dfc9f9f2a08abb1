"""Rules that say who passed a post on to whom."""

import numpy as np
import pandas as pd

from casekit import schema
from casekit.errors import SchemaError

__all__ = ["RULES", "edges"]

RULES = {
    "reported": "the parent that the archive names; of a repost most platforms name only the "
    "original, which makes a star",
}


def edges(posts: pd.DataFrame, *, rule: str) -> pd.DataFrame:
    """List who passed a post on to whom, in the direction in which the message travelled.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    rule
        How the parent of a post is found; one of :data:`RULES`. There is no default: whoever
        draws a spread has chosen.

    Returns
    -------
    DataFrame
        Frame of :data:`casekit.schema.EDGES`, a row a passing-on, in the order of `posts`. A
        parent that is named but is not among the posts stays, with an unknown delay.

    Raises
    ------
    SchemaError
        No such rule, or `posts` is not a frame of posts.

    Examples
    --------
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "parent": [None, "a"], "kind": ["post", "reply"],
    ...     "at": pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:40Z"]),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> edges(posts, rule="reported")[["parent", "child", "delay"]].values.tolist()
    [['a', 'b', Timedelta('0 days 00:40:00')]]
    """
    if rule not in RULES:
        raise SchemaError(f"no rule {rule!r}", cure=f"use one of {', '.join(RULES)}")
    schema.check(posts, schema.POSTS)
    named = posts[posts["parent"].notna()]
    at = posts["at"]
    sent = pd.Series(at.reindex(named["parent"]).array, index=named.index)
    grades = [named[name].cat.codes.to_numpy() for name in ("evidence", "parent_evidence")]
    table = pd.DataFrame(
        {
            "parent": named["parent"].array,
            "child": named.index.array,
            "kind": named["kind"].array,
            "delay": (named["at"] - sent).array,
            "p": 1.0,
            "evidence": pd.Categorical.from_codes(
                np.maximum(*grades), dtype=schema.EDGES["evidence"].dtype
            ),
        }
    )
    return schema.conform(table.rename_axis("edge"), schema.EDGES)
