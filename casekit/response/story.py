"""The organisation's documented steps after the trigger, and the waits that sources state."""

from itertools import zip_longest
from typing import TYPE_CHECKING

import pandas as pd

from casekit import clock, schema

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["STEPS", "stated", "story"]

STEPS = {
    "word": "first public answer",
    "contact": "first contact in person with those who complained",
    "apology": "apology for what had happened",
    "fix": "fix of what was complained of",
}


def story(case: "Case") -> pd.DataFrame:
    """Give the organisation's documented steps as waits after the trigger, on both clocks.

    Returns
    -------
    DataFrame
        Index `event`, oldest first: `case` (the organisation), `after` (label of the trigger),
        `label`, `step` (what it is, of :data:`STEPS`, several with spaces between, "" for none of
        them), `first` (whether it is the organisation's first public answer), `own` (whether the
        trigger is an act of the organisation, so that nobody waited since), `answered` (always
        true: a step that was not taken is no event), `low`, `wait`, `high` (from the bounds of
        trigger and step; NaT where nothing bounds them), `open_low`,
        `open_wait`, `open_high` (the same in opening hours, NaT where none are documented),
        `evidence` (derived: computed from documented times), `sources` (in turn of the step and of
        the trigger, since a wait rests on both), and `numbers`: the first two of them as the case
        numbers them. They are the events of phase response and resolution in which the
        organisation acts. Which of STEPS is missing, no source documents.

    Examples
    --------
    >>> import casekit as ck
    >>> steps = story(ck.load.case("british-airways-2013"))
    >>> str(steps.loc["ba-first-reply", "wait"].round("min"))
    '0 days 08:03:00'
    """
    events = case.events
    start = events.loc[case.trigger]
    acts = events["actor"].eq("organisation") & events["phase"].isin(["response", "resolution"])
    steps = events[acts & (events["at"] > start["at"])]
    ends = {"low": steps["earliest"], "wait": steps["at"], "high": steps["latest"]}
    starts = {"low": start["latest"], "wait": start["at"], "high": start["earliest"]}
    table = pd.DataFrame(
        {
            "case": case.organisation.name,
            "after": start["label"],
            "label": steps["label"],
            "step": [_named(case, event) for event in steps.index],
            "first": steps.index == case.answer,
            "own": start["actor"] == "organisation",
            "answered": True,
        }
    )
    zero = pd.Timedelta(0)
    for side, end in ends.items():
        begin = pd.Series(starts[side], index=steps.index, dtype=end.dtype)
        span = end - begin
        table[side] = span.mask(span < zero, zero)
        table[f"open_{side}"] = pd.Series(pd.NaT, index=steps.index, dtype="timedelta64[us]")
        if case.hours is not None:
            latest = pd.concat([begin, end], axis=1).max(axis=1, skipna=False)
            table[f"open_{side}"] = clock.open_time(begin, latest, case.hours)
    table["evidence"] = pd.Series("derived", steps.index).astype(schema.EVENTS["evidence"].dtype)
    table["sources"] = [_in_turn(ids, start["sources"]) for ids in steps["sources"]]
    table["numbers"] = [_numbers(case, ids) for ids in table["sources"]]
    return table


def stated(case: "Case") -> pd.DataFrame:
    """Give the waits that sources state outright, which need not agree; none that was computed.

    Returns
    -------
    DataFrame
        Index `figure`, shortest first: `label`, `low`, `high` (timedelta; NaT on the side that
        "over" or "under" leaves open), `qualifier`, `evidence`, `sources`, `number`: the first
        two of them as the case numbers them.

    Examples
    --------
    >>> import casekit as ck
    >>> stated(ck.load.case("british-airways-2013"))["low"].dt.total_seconds().div(3600).tolist()
    [4.0, 8.0, 10.0, 24.0]
    """
    told = case.figures["evidence"].isin(["archived", "documented"])
    waits = case.figures["metric"].eq("response_delay") & case.figures["span"].notna()
    figures = case.figures[told & waits]
    table = figures.sort_values("span")[["label", "span", "qualifier", "evidence", "sources"]]
    table["number"] = [_numbers(case, ids) for ids in table["sources"]]
    table.insert(1, "low", table["span"].mask(table["qualifier"].eq("under")))
    table.insert(2, "high", table.pop("span").mask(table["qualifier"].eq("over")))
    return table


def _named(case: "Case", event: str) -> str:
    known = {"word": case.answer, **case.steps}
    return " ".join(name for name in STEPS if known.get(name) == event)


def _in_turn(*lists: object) -> str:
    """Join lists of sources: the first of each, then the second of each."""
    turns = zip_longest(*(ids.split() for ids in lists if isinstance(ids, str)))
    return " ".join(dict.fromkeys(source for turn in turns for source in turn if source))


def _numbers(case: "Case", ids: object) -> str:
    """Write the first two sources as the case numbers them: "1,4"."""
    cited = case.cite(ids) if isinstance(ids, str) else []
    return ",".join(str(number) for number, _ in cited[:2])
