"""What is wrong with the links of an archive, counted."""

import numpy as np
import pandas as pd

from casekit.shape.reasons import counts
from casekit.spread import forest
from casekit.spread.stars import opens, standins

__all__ = ["faults"]


def faults(posts: pd.DataFrame, edges: pd.DataFrame | None = None) -> pd.Series:
    """Count what keeps links from being a forest, and what measures have to leave out.

    Parameters
    ----------
    posts, edges
        As in :func:`describe`.

    Returns
    -------
    Series
        Int64 `count` by what it counts. A post tied to itself is the smallest circle. Several
        edges of one post count one by one where links are counted, once where posts are; itself
        is no other parent of a post.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": ["a", "a", "gone"], "evidence": "archived"}),
    ...     schema.POSTS)
    >>> found = faults(posts)
    >>> found[found > 0].to_dict()
    {'links from a post to itself': 1, 'links left out since they close a circle': 1,
     'posts whose parent is not in the archive': 1, 'posts without a time': 3}
    """
    from casekit.schema.ids import known

    trees = forest(posts, edges)
    named = posts["parent"] if edges is None else edges["parent"]
    ids = known(posts.index)
    child = np.arange(len(posts)) if edges is None else ids.rows(edges["child"])
    parent = ids.rows(named)
    held = (child >= 0) & (parent >= 0)
    at = posts["at"].array
    early = np.asarray(at[child[held]] < at[parent[held]], dtype=bool)
    pairs = pd.DataFrame({"child": child, "parent": named.array})[named.notna().to_numpy()]
    pairs = pairs[(child != parent)[named.notna().to_numpy()] & (pairs["child"] >= 0)]
    several = pairs.drop_duplicates()["child"].value_counts() > 1
    found = {
        "links from a post to itself": int((child[held] == parent[held]).sum()),
        "links left out since they close a circle": int(trees.cut.sum()),
        "links whose child is earlier than its parent": int(early.sum()),
        "posts whose parent is not in the archive": int(trees.orphan.sum()),
        "posts with several different parents": int(several.sum()),
        "posts without a time": int(posts["at"].isna().sum()),
        "reposts that name only the original": int(opens(posts, edges, trees).sum()),
        "links that name only an account, not which of its posts": int(
            standins(posts, edges, trees).sum()
        ),
        "cascades with several tops": int((counts(trees, trees.parent < 0) > 1).sum()),
    }
    return pd.Series(found, dtype="Int64", name="count")
