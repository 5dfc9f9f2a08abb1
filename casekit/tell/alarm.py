"""Alarms side by side, as a table for reading."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit import language
from casekit.layout import warning as words
from casekit.layout.alarm import rung_at
from casekit.tell.html import Html, render

if TYPE_CHECKING:
    from casekit.alarm import Detector

__all__ = ["alarms"]


def alarms(
    detectors: "Sequence[Detector]", played: Sequence[pd.DataFrame],
    leads: Sequence[pd.DataFrame], *, quiet: Sequence[pd.DataFrame] = (), lang: str = "en",
) -> Html:  # fmt: skip
    """Show for each detector when it rang, how long before press and answer, and how often falsely.

    Parameters
    ----------
    detectors, played, leads
        What :func:`casekit.alarm.calibrate`, :func:`casekit.alarm.play` and
        :func:`casekit.alarm.lead` return, one of each for each detector.
    quiet
        What :func:`casekit.alarm.play` returns over the quiet time.
    lang
        Language of the table.

    Examples
    --------
    >>> from casekit import alarm
    >>> bell = alarm.calibrate(alarm.baseline(rate=2, tz="UTC", every="15min"))
    >>> rung = alarm.play(pd.date_range("2013-09-03T09:00Z", periods=20, freq="1min"), bell)
    >>> lead = alarm.lead(rung, trigger="2013-09-03T08:59Z", press="2013-09-03T12:00Z")
    >>> "2 h 45 min" in alarms([bell], [rung], [lead]).text
    True
    """
    speak = language.of(lang)
    columns = [
        _column(bell, rung, lead, quiet[n] if quiet else None, speak)
        for n, (bell, rung, lead) in enumerate(zip(detectors, played, leads, strict=True))
    ]
    rows = [(name, [column.get(name, "–") for column in columns]) for name in columns[0]]
    heads = [words.rule(bell, speak) for bell in detectors]
    if len(set(heads)) < len(heads):
        levels = [speak.number(bell.baseline.rate, digits=1) for bell in detectors]
        heads = [speak("{alarm}; usual: {n} an hour", alarm=head, n=level)
                 for head, level in zip(heads, levels, strict=True)]  # fmt: skip
    return render("alarms.html.j2", lang=lang, heads=heads, rows=rows)


def _column(
    bell: "Detector", rung: pd.DataFrame, lead: pd.DataFrame, quiet: pd.DataFrame | None,
    speak: language.Language,
) -> dict[str, str]:  # fmt: skip
    at = rung_at(rung, lead)
    column = {speak("would have rung on"): _rang(at, lead, bell.baseline.zone, speak)}
    drawn = int(lead["draws"].max()) > 1
    known = rung[rung["at"] == at]
    if len(known) and not drawn:
        row: Any = known.iloc[0]
        column[speak("posts by then")] = speak.number(int(row["posts"]))
        column[speak("accounts by then")] = words.reached(row, speak) or "–"
    for name, mark in lead.iterrows():
        column[words.mark_words(str(name), mark, speak)] = words.span_words(mark, speak) or "–"
    column[speak("false alarms a month, asked for")] = speak.number(bell.asked, digits=2)
    column[
        speak("false alarms a month in {n} simulated months", n=speak.number(round(bell.months)))
    ] = speak.number(bell.per_month, digits=2)
    if quiet is not None:
        span = bell.baseline.until - bell.baseline.since
        column[speak("rang in the quiet time ({span})", span=speak.duration(span))] = speak.number(
            len(quiet)
        )
    return column


def _rang(at: Any, lead: pd.DataFrame, zone: str, speak: language.Language) -> str:
    """Say when it rang: the one time, or from when to when nine draws in ten have it."""
    if at is None:
        return speak("never")
    row: Any = lead.iloc[0]
    if row["draws"] == 1:
        return speak.moment(at, tz=zone)
    ends = [row["rang_low"], row["rang_high"]]
    first, last = (speak("never") if pd.isna(end) else speak.moment(end, tz=zone) for end in ends)
    return speak("{first} to {last}, in nine draws of ten", first=first, last=last)
