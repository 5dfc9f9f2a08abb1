"""Lists of possible parents: of each open repost the most probable ones."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.spread.forest import Ints
from casekit.spread.reported import links, reported
from casekit.spread.stars import Stars

__all__ = ["Candidates", "slots_of", "table"]


@dataclass(frozen=True)
class Candidates:
    """Possible parents of the open reposts.

    Attributes
    ----------
    found
        The stars.
    slots
        Where the list of each member of the stars begins, and the end of the last one.
    parent
        Place of each candidate, or -1 for one that is unknown.
    p
        Its probability.
    """

    found: Stars
    slots: Ints
    parent: Ints
    p: NDArray[np.float64]


def slots_of(found: Stars, top: int) -> Ints:
    """Make room for at most `top` candidates of each member: the original and earlier members."""
    counts = np.minimum(_number(found), top)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _number(found: Stars) -> Ints:
    return found.before - np.repeat(found.first[:-1], np.diff(found.first)) + 1


def table(posts: pd.DataFrame, listed: Candidates, *, evidence: str) -> pd.DataFrame:
    """Put candidates in the place of the parents that stars report; the others stay.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    listed
        Candidates of the open reposts.
    evidence
        Grade of what is inferred; a post of a worse grade lends its own.
    """
    base, members = listed.found.base, listed.found.members
    is_open = np.zeros(len(posts), dtype=bool)
    is_open[base.rows[members]] = True
    named = np.flatnonzero(posts["parent"].notna())
    kept = reported(posts)[~is_open[named]]
    of = np.repeat(np.arange(len(members)), np.diff(listed.slots))
    rest = 1.0 - np.bincount(of, weights=listed.p, minlength=len(members))
    rest[np.diff(listed.slots) == _number(listed.found)] = 0.0
    known = listed.parent >= 0
    rows = base.rows[members[of[known]]]
    grade = np.maximum(
        posts["evidence"].cat.codes.to_numpy()[rows], schema.EVIDENCE.index(evidence)
    )
    new = links(
        posts,
        posts.index.array[base.rows[listed.parent[known]]],
        posts.index.array[rows],
        grade,
        p=listed.p[known],
        rest=np.clip(rest, 0.0, 1.0)[of[known]],
    )
    both = pd.concat([kept, new], ignore_index=True)
    order = np.argsort(np.concatenate([named[~is_open[named]], rows]), kind="stable")
    return both.iloc[order].reset_index(drop=True).rename_axis("edge")
