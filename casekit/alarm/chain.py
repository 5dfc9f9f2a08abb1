"""The average run length of a Poisson CUSUM, exactly, where the level never changes."""

import warnings
from fractions import Fraction
from math import lcm

import numpy as np

from casekit.errors import SchemaError

__all__ = ["run_length"]

_STATES, _ENTRIES = 20_000, 10_000_000
"""The most states of the chain, and the most of its steps to list."""
_LONGEST = 1e12
"""Beyond this many bins the digits of a float do not carry the result."""


def run_length(mean: float, *, k: float, h: float, start: float = 0.0) -> float:
    """Give the average number of bins until a Poisson CUSUM rings, exactly.

    The Markov chain of Brook and Evans (Biometrika 59, 1972), as Lucas (Technometrics 27, 1985)
    uses it for counts: it rings when the sum reaches `h`.

    Parameters
    ----------
    mean
        Posts a bin, the same in every one.
    k, h
        Allowance a bin and limit, with at most three digits after the point.
    start
        Where the sum starts: Lucas' head start.

    Raises
    ------
    SchemaError
        The limit is not above 0, the head start does not lie below it, a number cannot be or has
        more digits, the chain is too large, or the result too long to be computed.

    Examples
    --------
    >>> round(run_length(0.25, k=0.25, h=10))  # Lucas 1985, table 2
    438
    """
    from scipy import sparse, stats
    from scipy.sparse.linalg import MatrixRankWarning, spsolve

    if not (0 < mean < np.inf and 0 <= k < np.inf and 0 < h < np.inf and np.isfinite(start)):
        raise SchemaError(
            f"a mean of {mean}, an allowance of {k} and a limit of {h}",
            cure="use a mean and h above 0 and k from 0 on, none infinite",
        )
    if any(abs(round(value, 3) - value) > 1e-9 for value in (k, h, start)):
        raise SchemaError(
            f"k={k}, h={h}, start={start} have more than three digits after the point",
            cure=f"round them: k={k:.3f}, h={h:.3f}, start={start:.3f}",
        )
    parts = [Fraction(str(round(value, 3))) for value in (k, h, start)]
    fine = lcm(*(part.denominator for part in parts))
    step, top, first = (int(part * fine) for part in parts)
    if not 0 <= first < top:
        raise SchemaError(f"a limit of {h} and a start of {start}", cure="use 0 <= start < h")
    if top > _STATES or top * ((top + step) // fine + 1) > _ENTRIES:
        raise SchemaError(
            f"k={k} and h={h} make a chain of {top:,} states, too large to be solved",
            cure="use a smaller limit, or k and h with fewer digits after the point",
        )
    state, post = np.meshgrid(np.arange(top), np.arange((top + step) // fine + 1), indexing="ij")
    after = np.maximum(state + post * fine - step, 0)
    stays = after < top
    chance = sparse.csc_matrix(
        (stats.poisson.pmf(post[stays], mean), (state[stays], after[stays])), shape=(top, top)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MatrixRankWarning)
        bins = float(spsolve(sparse.eye(top, format="csc") - chance, np.ones(top))[first])
    if not 1 - 1e-9 <= bins <= _LONGEST:
        raise SchemaError(
            f"with a mean of {mean}, k={k} and h={h} it rings too rarely to be computed",
            cure="use a smaller limit or a smaller k",
        )
    return bins
