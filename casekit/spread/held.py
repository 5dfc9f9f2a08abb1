"""How many of the reposts that a platform counted an archive holds."""

import numpy as np
import pandas as pd

from casekit.spread.forest import forest

__all__ = ["held"]


def held(posts: pd.DataFrame) -> pd.DataFrame:
    """Hold the reposts that are there against those that the platform counted of each post.

    A shape that was measured on few of the reposts that there were is that of the archive, and no
    rule and no number of draws brings back what is not in it.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.

    Returns
    -------
    DataFrame
        A row a post whose reposts the platform counted, on the index of `posts`: `counted` and
        `held` (reposts, at first and further hands), `evidence`. The platform counted when the
        post was read; where it did so early, or reposts were undone, more can be held.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b", "c"], "parent": [None, "a", "a"], "reposts": [722, None, None],
    ...     "kind": ["post", "repost", "repost"], "evidence": "archived"}), schema.POSTS)
    >>> held(posts)[["counted", "held"]].values.tolist()
    [[722, 2]]
    """
    from casekit.spread import kernels

    trees = forest(posts)
    passed = posts["kind"].eq("repost").fillna(False).to_numpy(dtype=bool)
    above = kernels.carry(trees.parent, ~passed[trees.rows])
    of = above[passed[trees.rows]]
    number = np.zeros(len(posts), dtype=np.int64)
    number[trees.rows] = np.bincount(of[of >= 0], minlength=len(posts))
    found = posts[["reposts", "evidence"]].assign(held=number).astype({"held": "Int64"})
    found = found[found["reposts"].notna() & ~passed].rename(columns={"reposts": "counted"})
    return found[["counted", "held", "evidence"]]
