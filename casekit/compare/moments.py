"""The moments that cases are compared from, and how far everything else lies from them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from casekit.errors import CatalogueError

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["ZEROS", "Moment", "Zero", "cited", "moment", "name", "own", "since"]

Zero = Literal["trigger", "press", "answer"]
ZEROS: tuple[Zero, ...] = ("trigger", "press", "answer")


@dataclass(frozen=True)
class Moment:
    """An event as a moment: best estimate and bounds; a bound that nobody states is NaT."""

    event: str
    at: pd.Timestamp
    earliest: pd.Timestamp
    latest: pd.Timestamp


def moment(case: "Case", zero: Zero) -> Moment | None:
    """Give the trigger, the first press report or the first answer of a case; None without one.

    Raises
    ------
    CatalogueError
        The word is none of the three.

    Examples
    --------
    >>> import casekit as ck
    >>> moment(ck.load.case("british-airways-2013"), "press").event
    'mashable-story'
    """
    if zero not in ZEROS:
        raise CatalogueError(f"no zero {zero!r}", cure=f"use {', '.join(ZEROS)}")
    event = {"trigger": case.trigger, "press": case.press, "answer": case.answer}[zero]
    if event is None:
        return None
    row: Any = case.events.loc[event]
    return Moment(event, row["at"], row["earliest"], row["latest"])


def since(zero: Moment, rows: pd.DataFrame, *, at: str = "at") -> pd.DataFrame:
    """Give `low`, `after` and `high` of rows since a moment: both have bounds, and both count.

    What by its best estimate came after the moment does not come before it by its bounds, nor the
    other way round. The moment itself comes at once.
    """
    table = pd.DataFrame({
        "low": rows["earliest"] - zero.latest,
        "after": rows[at] - zero.at,
        "high": rows["latest"] - zero.earliest,
    })  # fmt: skip
    nothing = pd.Timedelta(0)
    itself = rows.index == zero.event
    early = (table["after"] > nothing) & (table["low"] < nothing)
    late = (table["after"] < nothing) & (table["high"] > nothing)
    table["low"] = table["low"].mask(early | itself, nothing)
    table["high"] = table["high"].mask(late | itself, nothing)
    return table


def name(case: "Case") -> str:
    """Name a case by its organisation, as everybody calls it, and the year of its trigger.

    Examples
    --------
    >>> import casekit as ck
    >>> name(ck.load.case("dell-hell-2005"))
    'Dell 2005'
    """
    begun: Any = case.events.loc[case.trigger, "at"]
    return f"{case.organisation.short or case.organisation.name} {begun.tz_convert(case.zone).year}"


def own(case: "Case") -> bool:
    """Say whether the trigger is the organisation's own act, so that nobody was waiting yet.

    Examples
    --------
    >>> import casekit as ck
    >>> own(ck.load.case("telekom-hilft-2010"))
    True
    """
    return bool(case.events.loc[case.trigger, "actor"] == "organisation")


def cited(case: "Case", ids: object) -> str:
    """Name the first two sources of a row: "BBC News, The Guardian"."""
    return ", ".join(label for _, label in case.cite(ids)[:2]) if isinstance(ids, str) else ""
