"""The curve of a documented case: which figures, which origin, which shocks, as its ledger says."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from casekit import clock as clocks
from casekit.cases.problems import nearest
from casekit.errors import CatalogueError, EvidenceError
from casekit.reconstruct.clockwork import Clock
from casekit.reconstruct.curves import curve
from casekit.reconstruct.ensemble import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["documented", "series_of", "shocks_of"]


def documented(
    case: "Case", series: str | None = None, *, noise: float = 0.1, clock: Clock = "case",
    draws: int = 200, seed: int = 0, grid: pd.DatetimeIndex | None = None,
) -> Ensemble:  # fmt: skip
    """Draw the curves of a case that its documented figures leave open.

    The ledger's block ``series`` says which figures are of one scope, from which moment they count
    and which documented events may have brought a burst; whether they did stays open, draw by
    draw.

    Parameters
    ----------
    case
        A case whose ledger describes its series.
    series
        One of them that adds up; None: the first that does, which is the case's own.
    noise
        Share by which a source may be wrong beyond its own hedge.
    clock
        As in :func:`casekit.reconstruct.curve`; ``"case"``: a waking day in the case's zone.
    draws, seed, grid
        As in :func:`casekit.reconstruct.curve`.

    Raises
    ------
    CatalogueError
        The ledger describes no such series.
    EvidenceError
        Its figures do not add up, or fewer than two are dated.

    Examples
    --------
    >>> import casekit as ck
    >>> found = documented(ck.load.case("o2-2011"), draws=20)
    >>> found.unit, len(found.checkpoints), found.draws.shape[1]
    ('reports', 9, 20)
    """
    name = series_of(case, series)
    row = case.series.loc[name]
    if not row["cumulative"]:
        raise EvidenceError(
            f"series {name!r} of {case.slug} does not add up: {row['why']}",
            cure="draw one that does: case.series lists them",
        )
    drawn = curve(
        case.checkpoints(name),
        origin=_origin(case.series, name),
        shocks=shocks_of(case, name),
        clock=case.zone if clock == "case" else clock,
        noise=noise,
        draws=draws,
        seed=seed,
        grid=grid,
    )
    said = {
        "rivals": _rivals(case, name),
        "case": case.slug,
        "series": name,
        **row[["counts", "origin", "why"]],
    }
    said["sources"] = _sources(case, name)
    return replace(drawn, model={**drawn.model, **said})


def _rivals(case: "Case", series: str) -> dict[str, set[str]]:
    """Give for each figure of a series those of its metric that the ledger holds against it."""
    mine = case.figures[case.figures["series"] == series]
    same = set(case.figures.index[case.figures["metric"].isin(mine["metric"].unique())])
    sets = [set(ids.split()) & same for ids in case.conflicts["figures"].dropna().unique()]
    return {
        name: set().union(*(one - {name} for one in sets if name in one)) for name in mine.index
    }


def _origin(series: pd.DataFrame, name: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, last = list(series.loc[name, ["earliest", "latest"]])
    return first, last


def _sources(case: "Case", name: str) -> str:
    """Give who says when the count began: those of the series, and those of its event."""
    origin = case.series["origin"].get(name)
    told = [case.series["sources"].get(name), case.events["sources"].get(str(origin))]
    ids = [word for ids in told if isinstance(ids, str) for word in ids.split()]
    return " ".join(dict.fromkeys(ids))


def series_of(case: "Case", series: str | None = None) -> str:
    """Give the name of a described series; without a name that of the first that adds up.

    Raises
    ------
    CatalogueError
        The ledger describes no such series, or none that adds up.

    Examples
    --------
    >>> import casekit as ck
    >>> series_of(ck.load.case("o2-2011"))
    'site-reports'
    """
    adding = case.series.index[case.series["cumulative"].to_numpy(dtype=bool)]
    if series is None and len(adding):
        return str(adding[0])
    if series in case.series.index:
        return str(series)
    known = case.series.index.tolist()
    cure = "describe one in the ledger's block 'series' (data/cases/FORMAT.md says how)"
    if series is not None and series in set(case.figures["series"]):
        cure = (
            "its figures name it, and nothing describes it yet: put into the ledger, in the block "
            f"'series', a line such as\n  - {{id: {series}, counts: what it counts, cumulative: "
            f"true, origin: {case.trigger}, why: why these figures are of one scope}}"
        )
    elif series is not None and known:
        cure = nearest(series, known, otherwise=f"use one of {', '.join(known)}")
    what = "no series that adds up" if series is None else f"no described series {series!r}"
    raise CatalogueError(f"{what} in {case.slug}", cure=cure)


def shocks_of(case: "Case", series: str) -> pd.DataFrame:
    """Give the windows of the events that may have brought a burst in a series.

    Returns
    -------
    DataFrame
        Index `event`: `earliest`, `latest` (UTC; where nothing bounds it, its day), `label`,
        `sources`.

    Examples
    --------
    >>> import casekit as ck
    >>> shocks_of(ck.load.case("o2-2011"), "site-reports").index.tolist()
    ['online-media-pick-up', 'macnotes-report', 'dapd-report']
    """
    named = case.series.loc[series, "shocks"]
    ids = named.split() if isinstance(named, str) else []
    events = case.events.loc[ids, ["at", "earliest", "latest", "label", "sources"]]
    days = [clocks.bounds(at, "day", tz=case.zone) for at in events["at"]]
    for side, place in (("earliest", 0), ("latest", 1)):
        whole = pd.Series([day[place] for day in days], index=events.index, dtype="object")
        events[side] = pd.to_datetime(events[side].astype("object").fillna(whole), utc=True)
    return events.drop(columns="at").rename_axis("event")
