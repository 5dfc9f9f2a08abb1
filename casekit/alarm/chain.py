"""The average run length of a Poisson CUSUM, exactly, where the level never changes."""

from fractions import Fraction

import numpy as np

from casekit.errors import SchemaError

__all__ = ["run_length"]


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
        The limit is not above 0, or the head start does not lie below it.

    Examples
    --------
    >>> round(run_length(0.25, k=0.25, h=10))  # Lucas 1985, table 2
    438
    """
    from scipy import sparse, stats
    from scipy.sparse.linalg import spsolve

    parts = [Fraction(str(round(value, 3))) for value in (k, h, start)]
    fine = int(np.lcm.reduce([part.denominator for part in parts]))
    step, top, first = (int(part * fine) for part in parts)
    if not 0 <= first < top:
        raise SchemaError(f"a limit of {h} and a start of {start}", cure="use 0 <= start < h")
    state, post = np.meshgrid(np.arange(top), np.arange((top + step) // fine + 1), indexing="ij")
    after = np.maximum(state + post * fine - step, 0)
    stays = after < top
    chance = sparse.csc_matrix(
        (stats.poisson.pmf(post[stays], mean), (state[stays], after[stays])), shape=(top, top)
    )
    return float(spsolve(sparse.eye(top, format="csc") - chance, np.ones(top))[first])
