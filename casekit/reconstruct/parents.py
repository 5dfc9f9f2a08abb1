"""Who may have brought each post of a crowd: an earlier one, drawn by a rule."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema, spread
from casekit.errors import SchemaError
from casekit.process.seismic import FLAT, THETA

__all__ = ["RULES", "drawn", "memory"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

RULES = {
    "decay": spread.RULES["decay"],
    "mixture": spread.RULES["mixture"],
    "reaction": "an earlier sharer, the more probable the more followers and the better its age "
    "fits how fast people react (SEISMIC's memory)",
}


def memory(seconds: Floats) -> Floats:
    """Give how readily a post is passed on at an age, against its first five minutes.

    SEISMIC's memory: even for those, then a power law (Zhao and others, KDD 2015).

    Examples
    --------
    >>> memory(np.array([60.0, 300.0, 3_600.0])).round(4).tolist()
    [1.0, 1.0, 0.0469]
    """
    return np.asarray((np.maximum(seconds, FLAT) / FLAT) ** -(1 + THETA))


def drawn(at: Ints, audience: Floats, *, rule: str, seed: int) -> Ints:
    """Draw the place of each post's parent among strictly earlier ones.

    Parameters
    ----------
    at
        Whole seconds, rising; the first is earlier than all others.
    audience
        Followers that each post stands for.
    rule
        One of :data:`RULES`.
    seed
        Seed of the draw.

    Returns
    -------
    array
        The place of each parent, -1 for the first.

    Raises
    ------
    SchemaError
        No such rule.

    Examples
    --------
    >>> drawn(np.array([0, 60, 60, 90]), np.ones(4), rule="reaction", seed=1)[:3].tolist()
    [-1, 0, 0]
    """
    if rule not in RULES:
        raise SchemaError(f"no rule {rule!r} for a crowd", cure=f"use one of {', '.join(RULES)}")
    return _reaction(at, audience, seed) if rule == "reaction" else _rule(at, audience, rule, seed)


def _reaction(at: Ints, audience: Floats, seed: int) -> Ints:
    chance = np.random.Generator(np.random.PCG64(seed)).random(len(at))
    parent = np.full(len(at), -1, dtype=np.int64)
    for i, earlier in enumerate(np.searchsorted(at, at)):
        if earlier:
            pull = np.cumsum(audience[:earlier] * memory((at[i] - at[:earlier]).astype("float64")))
            parent[i] = min(np.searchsorted(pull, chance[i] * pull[-1], "right"), earlier - 1)
    return parent


def _rule(at: Ints, audience: Floats, rule: str, seed: int) -> Ints:
    """Draw by a rule of :mod:`casekit.spread`, to which the crowd is a star around its first."""
    size = len(at)
    ids = [str(n) for n in range(size)]
    star = schema.conform(
        pd.DataFrame(
            {
                "post": ids,
                "at": pd.to_datetime(at, unit="s", utc=True),
                "kind": ["post"] + ["repost"] * (size - 1),
                "parent": [None] + [ids[0]] * (size - 1),
                "followers": np.round(audience).astype("int64"),
                "evidence": "archived",
            }
        ),
        schema.POSTS,
    )
    trees = spread.sample(star, rule=rule, draws=1, seed=seed)[0]
    parent = np.full(size, -1, dtype=np.int64)
    linked = trees.parent >= 0
    parent[trees.rows[linked]] = trees.rows[trees.parent[linked]]
    return parent
