"""Rule "follows": time-inferred diffusion along a follow graph.

Goel, Watts and Goldstein, *The structure of online diffusion networks*, EC 2012: the most recent
earlier sharer that the reposter follows. Vosoughi, Roy and Aral, Science 359, 2018, give a post
without such a sharer to the original.
"""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray

from casekit.spread.candidates import Candidates, table
from casekit.spread.forest import Forest
from casekit.spread.friends import friends
from casekit.spread.parameters import Follows
from casekit.spread.stars import Stars, stars, ties_by_id

__all__ = ["edges", "forest"]

Ints = NDArray[np.int64]


def edges(posts: pd.DataFrame, rule: Follows) -> pd.DataFrame:
    """List the sharer from whom each open repost came, where the rule finds one."""
    found = stars(posts)
    parent = _parents(posts, found, rule)
    slots = np.arange(len(parent) + 1)
    listed = Candidates(found, slots, parent, (parent >= 0).astype(np.float64))
    return table(posts, listed, evidence="derived")


def forest(posts: pd.DataFrame, found: Stars, rule: Follows) -> Forest:
    """Give the open reposts their parents; one that the rule does not know is a top."""
    parent = found.base.parent.copy()
    parent[found.members] = _parents(posts, found, rule)
    return replace(found.base, parent=parent)


def _parents(posts: pd.DataFrame, found: Stars, rule: Follows) -> Ints:
    """Find the place of each member's parent, or -1.

    Of several posts of one time that the reposter may have seen the one with the greater id
    counts, numbers by their value: the order of rows says nothing.
    """
    code, accounts = pd.factorize(posts["account"])
    graph = friends(rule.follows, pd.Index(accounts))
    if graph.accounts is not accounts:
        known = graph.accounts.get_indexer(pd.Index(accounts))
        code = np.append(known, -1)[code]
    members = ties_by_id(posts, found)
    at_root, to_root = rule.prefer == "root", rule.otherwise == "root"
    parent = _walk(
        members, found.first, found.before, found.hub, code[found.base.rows],
        graph.first, graph.friend, at_root, to_root,
    )  # fmt: skip
    place = np.empty(len(found.base), np.int64)
    place[members] = parent
    return place[found.members]


@njit(cache=True)
def _walk(
    members: Ints, first: Ints, before: Ints, hub: Ints, code: Ints,
    row: Ints, friend: Ints, prefer_root: bool, otherwise_root: bool,
) -> Ints:  # fmt: skip
    """Look for each member's parent, star by star, with the last post of each account at hand."""
    parent = np.full(len(members), -1, np.int64)
    last = np.full(len(row) - 1, -1, np.int64)
    for star in range(len(hub)):
        start, seen = first[star], first[star]
        for j in range(start, first[star + 1]):
            while seen < before[j]:
                if code[members[seen]] >= 0:
                    last[code[members[seen]]] = seen
                seen += 1
            me = code[members[j]]
            choice, sees_hub = -1, False
            if me >= 0:
                own = friend[row[me] : row[me + 1]]
                sees_hub = code[hub[star]] != me and _holds(own, code[hub[star]])
                if not (prefer_root and sees_hub):
                    choice = _latest(own, me, members, start, seen, code, last)
            if choice >= 0:
                parent[j] = members[choice]
            elif sees_hub or otherwise_root:
                parent[j] = hub[star]
        for j in range(start, seen):
            if code[members[j]] >= 0:
                last[code[members[j]]] = -1
    return parent


@njit(cache=True)
def _latest(
    own: Ints, me: int, members: Ints, start: int, stop: int, code: Ints, last: Ints
) -> int:
    """Find the latest earlier post of a friend, by whichever way is shorter, or -1."""
    choice = -1
    if len(own) <= (stop - start) * (1.0 + math.log2(len(own) + 1.0)):
        for k in range(len(own)):
            if last[own[k]] > choice and own[k] != me:
                choice = last[own[k]]
    else:
        for k in range(stop - 1, start - 1, -1):
            account = code[members[k]]
            if account >= 0 and account != me and _holds(own, account):
                return k
    return choice


@njit(cache=True)
def _holds(own: Ints, account: int) -> bool:
    if account < 0:
        return False
    place = np.searchsorted(own, account)
    return bool(place < len(own) and own[place] == account)
