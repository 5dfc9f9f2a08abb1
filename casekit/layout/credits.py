"""Of which cases a wait ladder is, in which language they are told, and what they lean on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from casekit.language import Language, of
from casekit.layout import wording

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["cited", "each", "ledgers", "spoken"]


def each(case: "Case | Sequence[Case] | None") -> list["Case"]:
    """Give the cases that a ladder is of: one, several or none."""
    return [] if case is None else list(case) if isinstance(case, Sequence) else [case]


def spoken(cases: Sequence["Case"], lang: str | None) -> Language:
    """Give the language of a ladder, which is the one that all its cases are told in.

    Raises
    ------
    CatalogueError
        Another language is asked for, or one is told in another than the first.
    """
    if not cases:
        return of(lang or "en")
    return [wording.told(case, lang or cases[0].lang) for case in cases][-1]


def cited(
    cases: Sequence["Case"], steps: pd.DataFrame, stated: pd.DataFrame | None
) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    """Give the steps, and number and short name of the sources whose numbers stand in the ladder.

    Of one case the numbers are its own; of several they are one list, by the order of the waits.
    """
    if len(cases) > 1:
        return _renumbered({case.organisation.name: case for case in cases}, steps)
    shown = [*steps["sources"], *([] if stated is None else stated["sources"])] if cases else []
    told = (cases[0].cite(ids)[:2] for ids in shown if isinstance(ids, str))
    return steps, sorted({source for sources in told for source in sources})


def _renumbered(
    cases: dict[str, "Case"], steps: pd.DataFrame
) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    steps = steps.sort_values(["own", "wait"], kind="stable")
    told = [
        [name for _, name in cases[case].cite(ids)[:2]] if isinstance(ids, str) else []
        for case, ids in zip(steps["case"], steps["sources"], strict=True)
    ]
    known = dict.fromkeys(name for names in told for name in names)
    places = {name: n for n, name in enumerate(known, start=1)}
    numbers = [",".join(str(places[name]) for name in names) for names in told]
    return steps.assign(numbers=numbers), [(n, name) for name, n in places.items()]


def ledgers(steps: pd.DataFrame, speak: Language) -> str | None:
    """Name the ledgers as the source, where steps of several cases carry their sources."""
    several = len(set(steps["case"])) > 1
    known = "sources" in steps.columns and bool(steps["sources"].notna().any())
    return speak("the ledgers of the cases") if several and known else None
