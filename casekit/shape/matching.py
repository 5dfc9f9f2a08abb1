"""Two sets of cascades, compared at equal size."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import given
from casekit.errors import SchemaError

__all__ = ["matched"]

Floats = NDArray[np.float64]


def matched(
    a: pd.DataFrame,
    b: pd.DataFrame,
    *,
    by: Sequence[str] = ("depth", "max_breadth", "structural_virality"),
    within: float = 0.0,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the shapes of two sets of cascades before and after matching them on size.

    Large cascades are deep and wide because they are large; Juul and Ugander, *Comparing
    information diffusion mechanisms by matching on cascade size*, PNAS 118(46), 2021, show that
    differences of shape can be differences of size. Here, of each size both sets keep as many
    cascades as the set with fewer has, drawn without replacement; cascades that any of the
    measures is NA for are left out first.

    Parameters
    ----------
    a, b
        Tables of :func:`casekit.shape.describe`.
    by
        Columns to compare.
    within
        Sizes count as equal if they fall into one step of a scale whose steps grow by this part:
        0 matches exactly, 0.1 by tenths.
    seed
        Seed of the choice.

    Returns
    -------
    DataFrame
        A row a measure: `apart`, the largest distance of the two cumulative distributions
        (Kolmogorov and Smirnov's, 0 to 1) of all cascades, and `apart_matched` of the matched;
        medians `a`, `b`, `a_matched`, `b_matched`; `pairs`, and `a_unmatched`, `b_unmatched`,
        `a_unknown`, `b_unknown`, cascades that no other has the size of or with a measure NA.

    Raises
    ------
    SchemaError
        A measure is in neither table, an argument cannot be, or no two cascades of equal size
        can be compared.

    Examples
    --------
    >>> a = pd.DataFrame({"size": [2, 9], "depth": [1, 4]})
    >>> b = pd.DataFrame({"size": [2, 2], "depth": [1, 1]})
    >>> matched(a, b, by=["depth"])[["apart", "apart_matched", "pairs"]].values.tolist()
    [[0.5, 0.0, 1.0]]
    """
    by = given.several("by", by)
    within = given.number("within", within, least=0)
    seed = given.whole("seed", seed, least=0)
    for table in (a, b):
        missing = [name for name in ("size", *by) if name not in table.columns]
        if missing:
            raise SchemaError(
                f"no column {', '.join(map(repr, missing))}",
                cure="give tables of casekit.shape.describe, and measures of these by by=",
            )
    known = [table.dropna(subset=["size", *by]) for table in (a, b)]
    chosen = _chosen(*(_steps(table["size"], within) for table in known), seed=seed)
    if not len(chosen[0]):
        raise SchemaError("no two cascades have the same size",
                          cure="match sizes within a part of them, such as within=0.1")  # fmt: skip
    rows = []
    for measure in by:
        one, two = (table[measure].to_numpy(dtype=np.float64) for table in known)
        own, other = one[chosen[0]], two[chosen[1]]
        rows.append({
            "apart": _apart(one, two), "apart_matched": _apart(own, other),
            "a": np.median(one), "b": np.median(two),
            "a_matched": np.median(own), "b_matched": np.median(other),
        })  # fmt: skip
    found = pd.DataFrame(rows, index=pd.Index(by, name="measure"))
    pairs = len(chosen[0])
    for name, all_of, left in (("a", a, known[0]), ("b", b, known[1])):
        found[f"{name}_unmatched"] = len(left) - pairs
        found[f"{name}_unknown"] = len(all_of) - len(left)
    found.insert(6, "pairs", pairs)
    return found


def _steps(size: pd.Series, within: float) -> NDArray[np.int64]:
    sizes = size.to_numpy(dtype=np.float64)
    if within > 0:
        sizes = np.floor(np.log(sizes) / np.log1p(within) + 1e-9)
    return sizes.astype(np.int64)


def _chosen(
    a: NDArray[np.int64], b: NDArray[np.int64], *, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Choose as many of each size from both; those of one size are in a random order."""
    rng = np.random.default_rng(seed)
    orders, ranks = [], []
    for sizes in (a, b):
        order = rng.permutation(len(sizes))
        order = order[np.argsort(sizes[order], kind="stable")]
        ordered = sizes[order]
        rank = np.arange(len(sizes)) - np.searchsorted(ordered, ordered)
        orders.append(order)
        ranks.append(pd.MultiIndex.from_arrays([ordered, rank]))
    both = ranks[0].intersection(ranks[1])
    one, two = (order[rank.get_indexer(both)] for order, rank in zip(orders, ranks, strict=True))
    return one, two


def _apart(one: Floats, two: Floats) -> float:
    one, two = np.sort(one), np.sort(two)
    steps = np.concatenate([one, two])
    shares = [np.searchsorted(part, steps, side="right") / len(part) for part in (one, two)]
    return float(np.abs(shares[0] - shares[1]).max())
