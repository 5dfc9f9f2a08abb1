"""What changes with the parameters of a rule, and what does not."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from casekit import given, schema
from casekit.errors import SchemaError
from casekit.spread.crowd import crowd
from casekit.spread.forest import Forest
from casekit.spread.influence import BAND, agreement, downstream

__all__ = ["sensitivity"]

MEASURES = ("depth", "max_breadth", "structural_virality")


def sensitivity(
    posts: pd.DataFrame,
    *,
    rule: str,
    grid: Mapping[str, Sequence[Any]],
    root: str | None = None,
    draws: int = 100,
    seed: int = 0,
    top: Sequence[int] = (1, 5, 10),
    **parameters: Any,
) -> pd.DataFrame:
    """Measure a cascade for every combination of a rule's parameters.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    rule, draws, seed, parameters
        As in :func:`sample`; `parameters` are those that stay the same. All combinations have the
        same seed.
    grid
        Values of each parameter, such as ``{"gamma": [0.25, 0.5], "alpha": [1.5, 2, 3]}``.
    root
        Id of the cascade to measure. None: the largest, of equals the earliest.
    top
        Numbers of accounts to compare, as in :func:`stability`; these are those of all posts.

    Returns
    -------
    DataFrame
        A row a combination, indexed by its values: `depth` (steps), `max_breadth` (posts) and
        `structural_virality` (steps) of the cascade, each the median of the draws with `_low` and
        `_high` (the middle 90 %), NA where :func:`casekit.shape.describe` gives none;
        `jaccard_1`, `jaccard_5`, `jaccard_10` (median agreement with the star on the most
        influential accounts); `evidence`.

    Raises
    ------
    SchemaError
        The grid or `top` is empty, or there is no such cascade.

    Examples
    --------
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "a"], "account": list("xyz"),
    ...     "kind": ["post", "repost", "repost"], "followers": [1, 10**6, 5],
    ...     "at": pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:01Z", "2013-09-03 09:10Z"]),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> sensitivity(posts, rule="decay", grid={"beta": [0, 5]})["depth"].to_dict()
    {0: 2.0, 5: 2.0}
    """
    if not isinstance(grid, Mapping) or not grid:
        cure = 'give values of each parameter, such as {"rate": [1e-5, 1e-4]}'
        raise SchemaError(f"the grid has no values: {grid!r}", cure=cure)
    grid = {name: given.several(f"grid[{name!r}]", values) for name, values in grid.items()}
    top = [given.whole("top", k) for k in given.several("top", top)]
    rows = []
    for values in product(*grid.values()):
        chosen = {**parameters, **dict(zip(grid, values, strict=True))}
        who = crowd(posts, rule=rule, draws=draws, seed=seed, parameters=chosen)
        row = _bands(who.forests, root)
        star = downstream(who, [who.found.base])[0]
        counts = downstream(who, who.forests)
        row |= {f"jaccard_{k}": float(np.median(agreement(counts, star, k))) for k in top}
        row["evidence"] = who.evidence.max() if len(who.evidence) else None
        rows.append(row)
    names = pd.MultiIndex.from_product(list(grid.values()), names=list(grid))
    index = names if len(grid) > 1 else names.get_level_values(0)
    return pd.DataFrame(rows, index=index).astype({"evidence": schema.POSTS["evidence"].dtype})


def _bands(forests: list[Forest], root: str | None) -> dict[str, Any]:
    """Measure one cascade in every draw."""
    low, middle, high = np.quantile(
        [_measures(trees, root) for trees in forests], [BAND[0], 0.5, BAND[1]], axis=0
    )
    row: dict[str, Any] = {}
    for place, name in enumerate(MEASURES):
        row |= {name: middle[place], f"{name}_low": low[place], f"{name}_high": high[place]}
    return row


def _measures(trees: Forest, root: str | None) -> list[float]:
    from casekit.spread import kernels

    if (root is not None and root not in trees.roots) or not len(trees):
        raise SchemaError(f"no cascade {root!r}", cure="use an id that shape.describe lists")
    size = np.bincount(trees.cascade, minlength=len(trees.roots))
    which = int(size.argmax()) if root is None else trees.roots.tolist().index(root)
    inside = np.flatnonzero(trees.cascade == which)
    if trees.orphan[inside].any() or trees.cut[inside].any():
        return [np.nan] * len(MEASURES)
    above = trees.parent[inside]
    parent = np.where(above >= 0, np.searchsorted(inside, above), -1).astype(np.int32)
    found = kernels.measure(parent, np.array([0, len(inside)]))
    posts = len(inside)
    one_tree = found.tops[0] == 1 and posts > 1
    virality = 2 * found.wiener[0] / (posts * (posts - 1.0)) if one_tree else np.nan
    return [float(found.depth[0]), float(found.breadth[0]), float(virality)]
