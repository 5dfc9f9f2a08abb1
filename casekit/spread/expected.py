"""What rule "decay" expects below each post, exactly and without draws.

A repost of a star has its parent by chance, independently of all others, so the expected weight of
a branch obeys E_i = w_i + sum over later posts j of P(i is the parent of j) E_j. Under "decay" the
probability is the weight of i over a sum that does not depend on i, so one running sum a star is
enough: O(n). Rizoiu, Graham, Zhang, Zhang, Ackland and Xie, *#DebateNight*, ICWSM 2018.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from casekit.spread import decay
from casekit.spread.forest import Ints
from casekit.spread.parameters import Decay
from casekit.spread.stars import Stars

__all__ = ["expected"]

Floats = NDArray[np.float64]


def expected(found: Stars, rule: Decay, weight: Floats) -> Floats:
    """Give the expected sum of the weights of each post and all that hangs below it.

    Parameters
    ----------
    found, rule
        The stars of the posts, and the rule with its parameters.
    weight
        Weight of the post at each place; ones give the expected number of posts.

    Examples
    --------
    >>> import pandas as pd
    >>> from casekit import schema
    >>> from casekit.spread.stars import stars
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abcd"), "parent": [None, "a", "a", "a"],
    ...     "kind": ["post", "repost", "repost", "repost"], "followers": [1000, 50, 20_000, 10],
    ...     "at": pd.Timestamp("2013-09-03 09:00Z") + pd.to_timedelta([0, 60, 600, 3600], unit="s"),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> expected(stars(posts), Decay(), np.ones(4)).round(6).tolist()
    [4.0, 1.095609, 1.952008, 1.0]
    """
    member = np.full(len(found.base), -1, dtype=np.int64)
    member[found.members] = np.arange(len(found.members))
    star = np.full(len(found.base), -1, dtype=np.int64)
    star[found.hub] = np.arange(len(found))
    of = np.repeat(np.arange(len(found)), np.diff(found.first))
    heads = star, member, of
    weights = decay.weights(found, rule)
    return _expected(
        weight.astype(np.float64), found.base.parent, *heads, found.first, found.before, *weights
    )


@njit(cache=True)
def _expected(
    each: Floats, parent: Ints, star: Ints, member: Ints, of: Ints,
    first: Ints, before: Ints, weight: Floats, hubs: Floats, grown: Floats,
) -> Floats:  # fmt: skip
    """Go from the last post to the first; what grows with time is kept as a logarithm."""
    own, whole = _sums(of, first, before, weight, hubs, grown)
    out = each.copy()
    branch = np.zeros(len(weight))  # E of each member, once it is known
    direct = np.zeros(len(hubs))  # what hangs directly below the original of each star
    later = np.full(len(hubs), -math.inf)  # sum of E_j over j's sum of weights
    reached = first[1:].copy()  # members from here on are in that sum
    for v in range(len(out) - 1, -1, -1):
        if star[v] >= 0:
            out[v] += direct[star[v]]
        k = member[v]
        if k >= 0:
            s = of[k]
            while reached[s] > k + 1 and before[reached[s] - 1] > k:
                reached[s] -= 1
                j = reached[s]
                if branch[j] > 0.0:
                    later[s] = np.logaddexp(later[s], math.log(branch[j]) - whole[j])
            out[v] += math.exp(weight[k] + later[s])
            branch[k] = out[v]
            direct[s] += out[v] * math.exp(own[k] - whole[k])
        elif parent[v] >= 0:
            out[parent[v]] += out[v]
    return out


@njit(cache=True)
def _sums(
    of: Ints, first: Ints, before: Ints, weight: Floats, hubs: Floats, grown: Floats
) -> tuple[Floats, Floats]:
    """Give the weight of the original for each member, and that of all its candidates."""
    own, whole = np.empty(len(weight)), np.empty(len(weight))
    total, seen = -math.inf, 0
    for j in range(len(weight)):
        s = of[j]
        if j == first[s]:
            total, seen = -math.inf, j
        while seen < before[j]:
            total = np.logaddexp(total, weight[seen])
            seen += 1
        own[j] = hubs[s] + min(grown[j], 0.0)
        whole[j] = np.logaddexp(total, own[j])
    return own, whole
