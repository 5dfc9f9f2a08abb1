"""Measures over draws of who passed it on: their median and 90 % band."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.shape.reasons import KEPT, blind, counts, reasons
from casekit.shape.tables import MEASURES, grades, measures, spans, table
from casekit.spread import Forest, sample
from casekit.spread.parameters import draws_of
from casekit.spread.stars import opens, standins, stars

__all__ = ["drawn"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ROOM = 12_000_000
"""Parents held at a time: posts times draws."""


def drawn(
    posts: pd.DataFrame, *, rule: str, draws: int, seed: int, **parameters: Any
) -> pd.DataFrame:
    """Give the table of :func:`casekit.shape.describe` for a rule that draws.

    What fits into memory at once is drawn at once, as :func:`casekit.spread.sample` does with
    this seed; more is drawn some cascades, and some draws, at a time.
    """
    from casekit.spread import kernels

    draws = draws_of(draws, seed)
    schema.check(posts, schema.POSTS)
    sky = stars(posts)
    trees = sky.base
    inferred = np.zeros(len(trees), dtype=bool)
    inferred[sky.members] = True
    first, seat = kernels.bundle(trees.cascade, len(trees.roots))
    found = kernels.measure(kernels.moved(trees.parent, seat), first)
    bands = {name: np.tile(values, (3, 1)) for name, values in measures(found).items()}
    vary = counts(trees, inferred) > 0
    for cascades in _slabs(np.flatnonzero(vary), found.size, ROOM // draws):
        for name, band in _band(posts, trees, cascades, rule, draws, seed, parameters).items():
            bands[name][:, cascades] = band
        seed += draws
    hidden, accounts = opens(posts, None, trees) & ~inferred, standins(posts, None, trees)
    unseen = blind(trees, hidden, accounts)
    columns: dict[str, Any] = {}
    for name in MEASURES:
        bands[name][:, unseen] = np.nan
        low, middle, high = bands[name]
        columns |= {name: middle, f"{name}_low": low, f"{name}_high": high}
    grade = grades(posts, None, trees)
    guessed = schema.EVIDENCE.index("reconstructed")
    codes = np.where(vary, np.maximum(grade.codes, guessed), grade.codes)
    grade = pd.Categorical.from_codes(codes, dtype=grade.dtype)
    why = reasons(trees, found.tops, hidden, accounts)
    why[~vary & pd.isna(why)] = KEPT
    return table(trees, found.size, columns, spans(posts, trees), grade, why)


def _slabs(cascades: Ints, size: Ints, room: int) -> Iterator[Ints]:
    """Take cascades together as far as there is room for their posts."""
    slab = np.cumsum(size[cascades]) // max(room, 1)
    yield from np.split(cascades, np.flatnonzero(np.diff(slab)) + 1) if len(cascades) else ()


def _band(
    posts: pd.DataFrame, trees: Forest, cascades: Ints, rule: str, draws: int, seed: int,
    parameters: dict[str, Any],
) -> dict[str, Floats]:  # fmt: skip
    """Give 5th percentile, median and 95th percentile of each measure of some cascades."""
    from casekit.spread import kernels

    chosen = np.zeros(len(trees.roots), dtype=bool)
    chosen[cascades] = True
    rows = np.sort(trees.rows[chosen[trees.cascade]])
    part = posts.iloc[rows]
    number = np.empty(len(posts), dtype=np.int64)
    number[trees.rows] = trees.cascade
    values: dict[str, list[Floats]] = {name: [] for name in MEASURES}
    left = draws
    while left:
        now = min(left, max(1, ROOM // len(part)))
        forests = sample(part, rule=rule, draws=now, seed=seed + draws - left, **parameters)
        first, seat = kernels.bundle(forests[0].cascade, len(cascades))
        back = np.empty(len(cascades), dtype=np.int64)  # which of `cascades` each is
        back[np.searchsorted(cascades, number[rows[forests[0].rows]])] = forests[0].cascade
        for one in forests:
            found = kernels.measure(kernels.moved(one.parent, seat), first)
            for name, measure in measures(found).items():
                values[name].append(measure[back])
        left -= now
    return {name: np.percentile(values[name], (5, 50, 95), axis=0) for name in MEASURES}
