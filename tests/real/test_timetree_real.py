"""The time tree on real cascades: nothing crosses, nothing is lost."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from casekit import archives as formats
from casekit import draw, spread
from casekit.layout import timetree
from casekit.layout.lettering import measure
from casekit.layout.lineage import trace
from casekit.layout.stacks import Areas, Dots
from tests.inked import faults
from tests.test_timetree import HEIGHT, WIDTH, edges_crossed, lines_crossed

EVERY = int(os.environ.get("CASEKIT_TREES", "3"))
"""Each so manieth tree is laid out; 1 lays out all 818, in half a minute."""


def size(rank: int, post: int, count: int) -> tuple[float, float]:
    return measure(f"{count:,} via this account" if rank == 0 else f"{count:,}", 13.0, bold=True)


@pytest.fixture(scope="module")
def trees(archives: Path) -> pd.DataFrame:
    return formats.read(archives / "twitter16-trees" / "twitter16.tar.xz").posts


def test_no_connector_crosses_a_line_in_the_trees(trees: pd.DataFrame) -> None:
    found = spread.forest(trees, spread.edges(trees, rule="reported"))
    at = pd.Series(trees["at"].array[found.rows])
    begin = at.groupby(found.cascade).transform("min")
    seconds = ((at - begin) / pd.Timedelta(seconds=1)).to_numpy(dtype=float)
    order = np.argsort(found.cascade, kind="stable")
    ends = np.searchsorted(found.cascade[order], np.arange(len(found.roots) + 1))
    connectors = drawn = 0
    for number in range(0, len(found.roots), EVERY):
        rows = order[ends[number] : ends[number + 1]]
        place = np.full(len(found) + 1, -1)
        place[rows] = np.arange(len(rows))
        lineage = trace(seconds[rows], place[found.parent[rows]])
        made = timetree.fit(lineage, width=WIDTH, height=HEIGHT, measure=size)
        assert isinstance(made, Dots | Areas)
        assert lines_crossed(made.lines) == 0
        assert made.height <= HEIGHT + 1e-6
        connectors += sum(not np.isnan(line.fall) for line in made.lines)
        drawn += len(rows)
        if isinstance(made, Dots):
            assert np.isfinite(made.y[: len(rows)]).all()
        else:
            assert made.counts.sum() + (made.heads.posts < len(rows)).sum() == len(rows)
    assert connectors > 1000
    assert drawn > 100_000


@pytest.fixture(scope="module")
def threads(archives: Path) -> pd.DataFrame:
    return formats.read(archives / "pheme-rumoureval17" / "germanwings-crash.tar.xz").posts


def test_no_edge_crosses_another_in_a_real_thread(threads: pd.DataFrame) -> None:
    found = spread.forest(threads, spread.edges(threads, rule="reported"))
    at = threads["at"].array[found.rows]
    for number in range(len(found.roots)):
        rows = np.flatnonzero(found.cascade == number)
        place = np.full(len(found) + 1, -1)
        place[rows] = np.arange(len(rows))
        own = pd.Series(at[rows])
        seconds = ((own - own.min()) / pd.Timedelta(seconds=1)).to_numpy(dtype=float)
        made = timetree.small(seconds, place[found.parent[rows]], width=WIDTH, height=HEIGHT)
        assert edges_crossed(made.edges) == 0
        assert len(made.edges) == (found.parent[rows] >= 0).sum()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_thread_that_flightradar24_began(threads: pd.DataFrame, lang: str) -> None:
    figure = draw.spread(
        threads, spread.edges(threads, rule="reported"), root="580325090367315968",
        by="flightradar24", lang=lang,
    )  # fmt: skip
    assert {"15", "42"} <= set(figure.title.split())
    assert faults(figure) == []
