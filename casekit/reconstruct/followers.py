"""How many followers an account has, and how many of them see what it posts.

Published values, not those of an archive. Among accounts of Twitter that had posted within a month
the median had 61 followers, 96 of 100 had at most 1,000 and 99 of 100 at most 3,000 (Bruner,
"Tweets loud and quiet", O'Reilly Radar, December 2013: 400,000 accounts). Beyond that the number
falls off as a power law of exponent 2.016 (Mishra, Rizoiu and Xie, CIKM 2016). Whoever has more
than a million is known by name and stands in a ledger.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["EXPONENT", "HUB", "MOST", "quantile", "seen"]

Floats = NDArray[np.float64]

EXPONENT = 2.016
"""Exponent of the density of followers in the tail (Mishra, Rizoiu and Xie, CIKM 2016)."""
MOST = 1_000_000
"""Nobody in a crowd has more followers: such an account would be documented by name."""
_SHARES = (0.5, 0.96, 0.99)
_FOLLOWERS = (61.0, 1_000.0, 3_000.0)


def quantile(share: ArrayLike) -> Floats:
    """Give the followers that a share of all active accounts does not exceed.

    Below the median the logarithm rises evenly from no follower; from there to one account in a
    hundred it is straight against the logarithm of the share of larger accounts.

    Parameters
    ----------
    share
        From 0 to 1.

    Examples
    --------
    >>> quantile([0.5, 0.96, 0.99, 0.999]).round().tolist()
    [61.0, 1000.0, 3000.0, 28932.0]
    """
    share = np.asarray(share, dtype=np.float64)
    known = -np.log1p(-np.array(_SHARES))
    rarity = -np.log1p(-np.minimum(share, 1 - 1e-12))
    middle = np.exp(np.interp(rarity, known, np.log(_FOLLOWERS)))
    low = np.expm1(np.log1p(_FOLLOWERS[0]) * share / _SHARES[0])
    tail = _FOLLOWERS[-1] * np.exp((rarity - known[-1]) / (EXPONENT - 1))
    found = np.where(share < _SHARES[0], low, np.where(share < _SHARES[-1], middle, tail))
    return np.asarray(np.minimum(found, MOST))


HUB = 1_000 * round(float(quantile(0.999)) / 1_000)
"""Audience that a documented event counts with as a parent: that of one account in a thousand.

No ledger has its true audience, and the value decides how many posts hang on the event directly. A
press report counts with :data:`MOST`.
"""


def seen(followers: ArrayLike) -> Floats:
    """Give how often a post is shown, at a share of the followers that falls with their number.

    15 % up to 100,000 followers, 6 % from ten million on, on a straight line between (Sprinklr's
    earned impressions). Measured shares lie between 1 and 20 % (Union Metrics).

    Examples
    --------
    >>> seen([1_000, 302_000, 20_000_000]).round().tolist()
    [150.0, 44745.0, 1200000.0]
    """
    followers = np.asarray(followers, dtype=np.float64)
    share = np.interp(followers, [100_000, 10_000_000], [0.15, 0.06])
    return np.asarray(followers * share)
