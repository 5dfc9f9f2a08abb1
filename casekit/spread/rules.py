"""Rules that say who passed a post on to whom."""

import pandas as pd

from casekit import schema
from casekit.spread.parameters import chosen
from casekit.spread.reported import reported

__all__ = ["edges"]


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
    chosen(rule, {})
    schema.check(posts, schema.POSTS)
    return reported(posts)
