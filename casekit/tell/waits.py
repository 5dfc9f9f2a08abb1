"""Waits and what was counted for them, as tables and sentences for reading."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit import clock, language, response
from casekit.layout import compare, spans
from casekit.layout.week import open_hours
from casekit.tell.case import when
from casekit.tell.html import Html, render

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["census", "first_wait", "waits"]

_MARKS = {"over": "over", "under": "under", "about": "placeholder", "nearly": "placeholder"}

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


def first_wait(case: "Case") -> Html:
    """Say between which moments the wait for the first answer lies, and how to quote it.

    Where the ledger holds waits against each other that sources state, it says which of them lie
    within the bounds, and why they need not be the same as what the bounds leave open. Nothing is
    said where nobody waited: without an answer, or after an act of the organisation's own.

    Examples
    --------
    >>> import casekit as ck
    >>> print(first_wait(ck.load.case("british-airways-2013")).text)  # doctest: +ELLIPSIS
    <...The wait, 5–12 h, is worked out from what is known of both ends...
    """
    speak = language.of(case.lang)
    steps = response.story(case)
    rows = [row for event, row in steps.iterrows() if event == case.answer and row["answered"]]
    if not rows or rows[0]["own"] or case.answer is None:
        return render("answers.html.j2", lang=case.lang, rows=[], notes=[])
    row = rows[0]
    span = compare.told({"low": row["low"], "after": row["wait"], "high": row["high"]}, speak)
    (_, start), (_, end) = case.events.loc[[case.trigger, case.answer]].iterrows()
    notes = [speak("The wait, {span}, is worked out from what is known of both ends: “{start}” "
                   "({when}) and “{end}” ({then}). It is derived: quote it with that word, and "
                   "with both ends.", span=span, start=start["label"], when=when(case, start),
                   end=end["label"], then=when(case, end))]  # fmt: skip
    notes += [_disputed(case, rivals, row, span) for rivals in _rivals(case)]
    return render("answers.html.j2", lang=case.lang, rows=[], notes=notes)


def _rivals(case: "Case") -> list[tuple[str, pd.DataFrame]]:
    """Give the waits that sources state and the ledger holds against each other, by what about."""
    stated = response.stated(case)
    held = case.conflicts.dropna(subset="figures").drop_duplicates("about")
    sets = [(str(row["about"]), row["figures"].split()) for _, row in held.iterrows()]
    return [(about, stated.loc[stated.index.isin(ids)]) for about, ids in sets
            if len(ids) > 1 and set(ids) <= set(stated.index)]  # fmt: skip


def _disputed(case: "Case", rivals: tuple[str, pd.DataFrame], row: Any, span: str) -> str:
    """Say which waits sources state, and which of them lie within the bounds."""
    speak, (about, stated) = language.of(case.lang), rivals
    said, inside = [], []
    for _, one in stated.iterrows():
        low, high = (pd.Timedelta(one[end]).total_seconds() for end in ("low", "high"))
        mark = _MARKS.get(one["qualifier"], "bounds")
        words = spans.words(mark, low, high if low != low else low, high, speak)
        named = ", ".join(label for _, label in case.cite(one["sources"])[:2])
        said.append(f"{words} ({named})")
        if row["low"] <= one["low"] and one["high"] <= row["high"]:
            inside.append(words)
    told = speak("{about}: sources state {list}. Stated waits are rounded, and they need not count "
                 "between the same two moments.", about=about, list=speak.list(said))  # fmt: skip
    if not inside:
        return told
    return " ".join([told, speak("Of these, quote what lies within the bounds ({list}), with its "
                                 "sources, for what was reported, and {span} for what the known "
                                 "times allow.", list=speak.list(inside), span=span)])  # fmt: skip
