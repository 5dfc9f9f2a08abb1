"""Two sets of cascades, compared at equal size."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import given
from casekit.errors import SchemaError

__all__ = ["matched"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
_TAILS = (0.05, 0.95)


def matched(
    a: pd.DataFrame,
    b: pd.DataFrame,
    *,
    by: Sequence[str] = ("depth", "max_breadth", "structural_virality"),
    within: float = 0.0,
    draws: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the shapes of two sets of cascades before and after matching them on size.

    Large cascades are deep and wide because they are large; Juul and Ugander, *Comparing
    information diffusion mechanisms by matching on cascade size*, PNAS 118(46), 2021, show that
    differences of shape can be differences of size. Here, of each size both sets keep as many
    cascades as the set with fewer has, drawn without replacement; cascades that any of the
    measures is NA for are left out first. Which of one size are kept is chance, so it is drawn
    many times, and the distance comes with the band that chance leaves it. The band is no
    interval for other cascades than these.

    Parameters
    ----------
    a, b
        Tables of :func:`casekit.shape.describe`.
    by
        Columns to compare.
    within
        Sizes count as equal if they fall into one step of a scale whose steps grow by this part:
        0 matches exactly, 0.1 by tenths.
    draws, seed
        How often the cascades that are kept are chosen, and the seed of that.

    Returns
    -------
    DataFrame
        A row a measure: `apart`, the largest distance of the two cumulative distributions
        (Kolmogorov and Smirnov's, 0 to 1) of all cascades, and `apart_matched` of the matched,
        the mean of the draws, with `apart_matched_low` and `apart_matched_high` (5 % and 95 %
        of them); medians `a`, `b`, `a_matched`, `b_matched`; `pairs`, and `a_unmatched`,
        `b_unmatched`, `a_unknown`, `b_unknown`, cascades that no other has the size of or with a
        measure NA.

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
    draws = given.whole("draws", draws)
    seed = given.whole("seed", seed, least=0)
    for table in (a, b):
        missing = [name for name in ("size", *by) if name not in table.columns]
        if missing:
            raise SchemaError(
                f"no column {', '.join(map(repr, missing))}",
                cure="give tables of casekit.shape.describe, and measures of these by by=",
            )
    known = [table.dropna(subset=["size", *by]) for table in (a, b)]
    sizes = [_steps(table["size"], within) for table in known]
    kept = [_kept(*sizes), _kept(*reversed(sizes))]
    pairs = int(kept[0].sum())
    if not pairs:
        raise SchemaError("no two cascades have the same size",
                          cure="match sizes within a part of them, such as within=0.1")  # fmt: skip
    rng = np.random.default_rng(seed)
    chosen = [[_drawn(size, keep, rng) for size, keep in zip(sizes, kept, strict=True)]
              for _ in range(draws)]  # fmt: skip
    one, two = known
    rows = [_row(one[measure].to_numpy(dtype=np.float64), two[measure].to_numpy(dtype=np.float64),
                 chosen) for measure in by]  # fmt: skip
    found = pd.DataFrame(rows, index=pd.Index(by, name="measure"))
    found["pairs"] = pairs
    for name, all_of, left in (("a", a, known[0]), ("b", b, known[1])):
        found[f"{name}_unmatched"] = len(left) - pairs
        found[f"{name}_unknown"] = len(all_of) - len(left)
    return found


def _steps(size: pd.Series, within: float) -> Places:
    sizes = size.to_numpy(dtype=np.float64)
    if within > 0:
        sizes = np.floor(np.log(sizes) / np.log1p(within) + 1e-9)
    return sizes.astype(np.int64)


def _kept(sizes: Places, others: Places) -> NDArray[np.bool_]:
    """Say of each place in the order of sizes whether it is among as many as the others have."""
    ordered, rest = np.sort(sizes), np.sort(others)
    rank = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    have = np.searchsorted(rest, ordered, side="right") - np.searchsorted(rest, ordered)
    return rank < have


def _drawn(sizes: Places, keep: NDArray[np.bool_], rng: np.random.Generator) -> Places:
    """Choose the cascades that are kept; those of one size are in a random order."""
    return np.lexsort((rng.random(len(sizes)), sizes))[keep]


def _row(one: Floats, two: Floats, chosen: list[list[Places]]) -> dict[str, float]:
    """Compare one measure in both sets, whole and as each draw matched them."""
    pairs = np.array([(one[first], two[second]) for first, second in chosen])
    apart = [_apart(*pair) for pair in pairs]
    low, high = np.quantile(apart, _TAILS)
    own, other = np.median(np.median(pairs, axis=2), axis=0)
    return {
        "apart": _apart(one, two), "apart_matched": float(np.mean(apart)),
        "apart_matched_low": float(low), "apart_matched_high": float(high),
        "a": float(np.median(one)), "b": float(np.median(two)),
        "a_matched": float(own), "b_matched": float(other),
    }  # fmt: skip


def _apart(one: Floats, two: Floats) -> float:
    one, two = np.sort(one), np.sort(two)
    steps = np.concatenate([one, two])
    shares = [np.searchsorted(part, steps, side="right") / len(part) for part in (one, two)]
    return float(np.abs(shares[0] - shares[1]).max())
