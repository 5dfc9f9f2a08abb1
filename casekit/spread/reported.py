"""The parents that the archive names."""

import numpy as np
import pandas as pd

from casekit import schema

__all__ = ["links", "reported"]


def reported(posts: pd.DataFrame) -> pd.DataFrame:
    """List the parents that the archive names, in the order of `posts`.

    Examples
    --------
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "parent": [None, "a"], "evidence": "archived"}), schema.POSTS)
    >>> reported(posts)[["parent", "child", "p"]].values.tolist()
    [['a', 'b', 1.0]]
    """
    named = posts[posts["parent"].notna()]
    grade = np.maximum(
        named["evidence"].cat.codes.to_numpy(), named["parent_evidence"].cat.codes.to_numpy()
    )
    return links(posts, named["parent"].array, named.index.array, grade, p=1.0)


def links(
    posts: pd.DataFrame,
    parent: "pd.api.extensions.ExtensionArray",
    child: "pd.api.extensions.ExtensionArray",
    grade: np.ndarray,
    *,
    p: np.ndarray | float,
    rest: np.ndarray | float = np.nan,
) -> pd.DataFrame:
    """Make a frame of edges out of ids of parents and children.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`, from which times and kinds are read.
    parent, child
        Ids of posts; each child is among `posts`.
    grade
        Place of the evidence of each edge in :data:`casekit.schema.EVIDENCE`.
    p, rest
        Probability of each edge, and of all parents of its child that are not listed.

    Examples
    --------
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "parent": [None, "a"], "evidence": "archived"}), schema.POSTS)
    >>> links(posts, posts.index.array[:1], posts.index.array[1:], np.array([2]), p=0.5,
    ...       rest=0.5)["evidence"].tolist()
    ['derived']
    """
    from casekit.schema.ids import known

    at = posts["at"]
    ids = known(posts.index)
    sent = pd.Series(at.array.take(ids.rows(parent), allow_fill=True))
    below = ids.rows(child)
    table = pd.DataFrame(
        {
            "parent": parent,
            "child": child,
            "kind": posts["kind"].array[below],
            "delay": pd.Series(at.array[below]) - sent,
            "p": p,
            "rest": rest,
            "evidence": pd.Categorical.from_codes(grade, dtype=schema.EDGES["evidence"].dtype),
        }
    )
    return schema.conform(table.rename_axis("edge"), schema.EDGES)
