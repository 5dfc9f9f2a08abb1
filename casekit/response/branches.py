"""Answers gathered for the complaints they hang below, in one pass over the parents."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["gather"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max


@njit(cache=True)
def gather(
    parent: Ints, complaint: Flags, answer: Flags, account: Ints, at: Ints, grade: Ints
) -> tuple[Ints, Ints, Ints, Flags]:
    """Find first answer (NEVER: none), number and worst grade of answers, and who was matched.

    An answer belongs to the nearest complaint above it, and to those right above that one by the
    same account. It is by another account than the complaint, and not earlier. Parents come first.
    """
    size = len(parent)
    first = np.full(size, NEVER, np.int64)
    count = np.zeros(size, np.int64)
    worst = np.zeros(size, np.int64)
    matched = np.zeros(size, np.bool_)
    nearest = np.full(size, -1, np.int64)
    above = np.full(size, -1, np.int64)
    for i in range(size):
        before = nearest[parent[i]] if parent[i] >= 0 else -1
        nearest[i] = before
        if complaint[i]:
            if before >= 0 and account[i] >= 0 and account[before] == account[i]:
                above[i] = before
            nearest[i] = i
        elif answer[i]:
            asked = before
            while asked >= 0:
                if at[i] >= at[asked] and (account[i] < 0 or account[i] != account[asked]):
                    first[asked] = min(first[asked], at[i])
                    count[asked] += 1
                    worst[asked] = max(worst[asked], grade[i])
                    matched[i] = True
                asked = above[asked]
    return first, count, worst, matched
