"""Rules that say who passed a post on to whom."""

from typing import Any

import pandas as pd

from casekit import given, schema
from casekit.spread.parameters import Decay, Follows, Mixture, Text, chosen
from casekit.spread.reported import reported
from casekit.spread.stars import stars

__all__ = ["edges"]


def edges(posts: pd.DataFrame, *, rule: str, top: int = 5, **parameters: Any) -> pd.DataFrame:
    """List who passed a post on to whom, in the direction in which the message travelled.

    Rules infer the parents of reposts of which the platform names only the original. Their
    candidates are the original and all reposts of it that are strictly earlier. What the archive
    says stays: replies, quotes, reposts that name another repost or whose format names every hand,
    and stars whose original is not among the posts or has no time. :func:`assumptions` counts what
    a rule had to assume.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    rule
        How the parent of a post is found; one of :data:`RULES`. There is no default: whoever
        draws a spread has chosen.
    top
        List at most so many candidates of a post, the most probable first. `decay` takes a time
        of n top for n reposts of one original, `mixture` of n squared.
    parameters
        Of `decay`: `beta` (power of the followers, 1.0), `rate` (decay a second, 6.8e-5). Of
        `mixture`: `gamma` (weight of the followers, 0.5), `alpha` (exponent of time, 2.0). Of
        `follows`: `follows` (frame of `follower` and `account`, path of a Parquet or CSV file, or
        sparse matrix and Index of accounts), `prefer` ("recent" or "root"), `otherwise`
        ("unknown" or "root").

    Returns
    -------
    DataFrame
        Frame of :data:`casekit.schema.EDGES`, a row a candidate, in the order of `posts`. A
        parent that is named but is not among the posts stays, with an unknown delay. `rest` is NA
        where the archive names the parent.

    Raises
    ------
    SchemaError
        No such rule or parameter, a value that cannot be, or `posts` is not a frame of posts.
    ReadError
        The file of a follow graph cannot be read.

    Examples
    --------
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "parent": [None, "a"], "kind": ["post", "reply"],
    ...     "at": pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:40Z"]),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> edges(posts, rule="reported")[["parent", "child", "delay"]].values.tolist()
    [['a', 'b', Timedelta('0 days 00:40:00')]]
    """
    found = chosen(rule, parameters)
    top = given.whole("top", top)
    schema.check(posts, schema.POSTS)
    match found:
        case Text():
            from casekit.spread import quoted

            return quoted.edges(posts)
        case Follows():
            from casekit.spread import follows

            return follows.edges(posts, found)
        case Decay():
            from casekit.spread import candidates, decay

            listed = decay.listed(stars(posts), found, top)
            return candidates.table(posts, listed, evidence="reconstructed")
        case Mixture():
            from casekit.spread import candidates, mixture

            listed = mixture.listed(stars(posts), found, top)
            return candidates.table(posts, listed, evidence="reconstructed")
        case _:
            return reported(posts)
