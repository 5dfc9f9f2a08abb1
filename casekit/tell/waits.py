"""Waits and what was counted for them, as tables for reading."""

from typing import Any

import pandas as pd

from casekit import clock, language
from casekit.layout.week import open_hours
from casekit.tell.html import Html, render

__all__ = ["census", "waits"]

_COUNTED = {
    "complaints": "complaints that are measured",
    "answered": "of them answered",
    "unanswered": "never answered in the archive",
    "undated": "complaints without a time, not measured",
    "later": "complaints after the end of observation, not measured",
    "inside": "complaints that stand only inside other posts, not measured",
    "answers": "answers of the organisation",
    "matched": "of them to a complaint that is measured",
    "automatic": "of them written by a machine",
    "answers_undated": "of them without a time",
    "answers_later": "of them after the end of observation",
    "unmatched": "of them without a complaint in the archive",
    "missing": "what these answer is not in the archive",
    "early": "what these answer is later than they are",
}


def waits(
    summary: pd.DataFrame, *, opened: pd.DataFrame | None = None,
    hours: clock.Hours | None = None, lang: str = "en",
) -> Html:  # fmt: skip
    """Show waits summed up, a column a group, from :func:`casekit.response.summary`.

    Parameters
    ----------
    summary
        One row, or one a group.
    opened
        The same in opening hours, as further columns.
    hours
        The opening hours that were counted, so that the table says which.
    lang
        Language of the table.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("customer-care.csv"))
    >>> found = ck.response.summary(ck.response.times(posts, by="ExampleRail"))
    >>> "<table" in waits(found).text
    True
    """
    speak = language.of(lang)
    parts = [(summary, speak("on the clock"), speak),
             (opened, speak("in opening hours"), speak.worked())]  # fmt: skip
    heads, columns = [], []
    for table, shown, told in parts:
        for name, row in table.iterrows() if table is not None else ():
            one = len(summary) == 1
            heads.append(shown if one else str(name) if opened is None else f"{name}, {shown}")
            columns.append(_column(row, told))
    rows = [(name, [column[name] for column in columns]) for name in columns[0]]
    note = "" if hours is None else open_hours(hours, speak)
    return render("waits.html.j2", lang=lang, heads=heads, rows=rows, note=note)


def _column(row: Any, speak: language.Language) -> dict[str, str]:
    def span(value: Any) -> str:
        return "–" if pd.isna(value) else speak.duration(pd.Timedelta(value))

    def share(value: float) -> str:
        return "–" if pd.isna(value) else speak.percent(value)

    error = row["mean_se"]
    return {
        speak("waited for an answer"): speak.number(int(row["n"])),
        speak("of them answered"): speak.number(int(row["answered"])),
        speak("never answered in the archive"): speak.number(int(row["censored"])),
        speak("half of all had an answer after"): span(row["median"]),
        speak("95 % interval"): f"{span(row['median_low'])} – {span(row['median_high'])}",
        speak("answered within 1 h"): share(row["within_1h"]),
        speak("answered within 24 h"): share(row["within_24h"]),
        speak("mean, none counted over the limit"): span(row["mean"])
        + ("" if pd.isna(error) else f" ± {span(1.96 * error)} ({speak.percent(0.95)})"),
        speak("limit of the mean"): span(row["horizon"]),
    }


def census(counted: pd.Series, *, lang: str = "en") -> Html:
    """Show what was measured and what was left out, from :func:`casekit.response.census`.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("customer-care.csv"))
    >>> "<table" in census(ck.response.census(posts, by="ExampleRail")).text
    True
    """
    speak = language.of(lang)
    always = ("complaints", "answered", "unanswered", "answers", "matched")
    rows = [
        (speak(_COUNTED[str(name)]), speak.number(int(value)))
        for name, value in counted.items() if value or name in always
    ]  # fmt: skip
    silent = [] if counted["matched"] or not counted["complaints"] else [
        speak("No post of the organisation is known to answer one of these complaints. Where an "
              "archive does not say what answers what, or lacks the organisation's own posts, that "
              "does not mean that nobody was answered.")]  # fmt: skip
    return render("answers.html.j2", lang=lang, rows=rows, notes=silent)
