"""What an earlier answer would have changed, and what was assumed to say so, as tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casekit import language
from casekit.language import Language
from casekit.tell.html import Html, render

if TYPE_CHECKING:
    from casekit.whatif import Answer

__all__ = ["earlier", "ladder", "placebos", "supposed"]

_UNTIL = {
    "answer": "up to the real answer",
    "figure": "up to the last figure",
    "end": "up to the end of the curves",
}
_SUPPOSED = {
    "factor": "how readily people pass it on, against before: factor",
    "helps": "chance that the answer helps",
    "none": "chance that it changes nothing",
    "harms": "chance that it fuels",
    "estimate": "factor as measured at the own answer, with 95 % interval",
    "placebo": "factor as it seems at moments without an answer, 95 %",
    "left": "factor of the own answer, held against those moments, 95 %",
    "outside": "share that came from outside and stays",
    "handed_on": "share of the passing on that shrinks with the count",
    "branching": "posts that each post brings before the real answer",
    "cut": "draws cut at twice the posts that came",
    "at": "earlier answer",
    "answered": "real answer",
}
_SHARES = ("helps", "none", "harms", "outside", "handed_on", "cut")


def earlier(answer: "Answer", *, tz: str = "UTC", lang: str = "en") -> Html:
    """Show what the earlier answer would have spared, from :func:`casekit.whatif.answer`.

    Parameters
    ----------
    tz
        Time zone of the times that are shown.
    lang
        Language of the table.

    Examples
    --------
    >>> from casekit import reconstruct, whatif
    >>> curves = reconstruct.example()
    >>> found = whatif.answer(curves, at=curves.origin[1] + pd.Timedelta("1h"))
    >>> "more would have come" in earlier(found).text
    True
    """
    from casekit.layout import hindsight

    speak = language.of(lang)
    heads = [("", False), (speak("as it went"), True), (speak("with the earlier answer"), True),
             (speak("spared"), True), (speak("share spared"), True),
             (speak("chance of a tenth less"), True),
             (speak("chance that more would have come"), True)]  # fmt: skip
    rows = []
    for until, row in answer.saved.iterrows():
        vague = until == "answer" and _vague(answer)
        at = speak.stamp(pd.Timestamp(row["at"]).round("5min" if vague else "min"), tz=tz)
        at = speak("about {n}", n=at) if vague else at
        cells = [
            f"{speak(_UNTIL[str(until)])}: {at}", _count(row["actual"], row["actual"], speak),
            _band(row, "earlier", speak),
            f"{_middle(row, 'count', speak)} ({hindsight.spared(row, speak)})",
            f"{_middle(row, 'share', speak)} ({hindsight.shares(row, speak)})",
            speak.percent(float(row["tenth"])), speak.percent(float(row["worse"])),
        ]  # fmt: skip
        rows.append({"cells": cells, "grade": str(row["evidence"])})
    heads.append((speak("known as"), False))
    actual = answer.actual
    note = speak(
        "{unit}: medians, in brackets the middle 90 % of {n} draws, each against the same draw as "
        "it went; so what is spared is no difference of the medians before it. Simulated: this "
        "did not happen.",
        unit=speak("posts") if actual.metric == "posts" else actual.unit,
        n=speak.number(actual.draws.shape[1]),
    )  # fmt: skip
    return render("grid.html.j2", lang=lang, name="earlier", heads=heads, rows=rows, note=note)


def supposed(answer: "Answer", *, tz: str = "UTC", lang: str = "en") -> Html:
    """Show what was assumed about the earlier answer, with what it leans on.

    Parameters
    ----------
    tz
        Time zone of the times that are shown.
    lang
        Language of the table.

    Examples
    --------
    >>> from casekit import reconstruct, whatif
    >>> curves = reconstruct.example()
    >>> found = whatif.answer(curves, at=curves.origin[1] + pd.Timedelta("1h"))
    >>> "PNAS" in supposed(found).text
    True
    """
    from casekit.whatif import CITED

    speak = language.of(lang)
    heads = [(speak("assumed"), False), (speak("value"), True), (speak("leans on"), False)]
    cited: dict[str, int] = {}
    rows = []
    for name, row in answer.assumptions.iterrows():
        numbers = [cited.setdefault(key, len(cited) + 1) for key in str(row["sources"]).split()]
        marks = ", ".join(f"[{n}]" for n in numbers)
        value = _value(str(name), row, tz, speak)
        rows.append({"cells": [speak(_SUPPOSED[str(name)]), value, marks],
                     "grade": str(row["evidence"])})  # fmt: skip
    heads.append((speak("known as"), False))
    note = " ".join(f"[{n}] {CITED[key]}." for key, n in cited.items())
    return render("grid.html.j2", lang=lang, name="supposed", heads=heads, rows=rows, note=note)


def ladder(answers: "Sequence[Answer]", *, lang: str = "en") -> Html:
    """Show what would follow from each of several effects, one row each, up to the end.

    Parameters
    ----------
    answers
        Each from :func:`casekit.whatif.answer`, with effects such as ``whatif.fixed(0.7)``.
    lang
        Language of the table.

    Examples
    --------
    >>> from casekit import reconstruct, whatif
    >>> curves = reconstruct.example()
    >>> begun = curves.origin[1] + pd.Timedelta("1h")
    >>> found = [whatif.answer(curves, at=begun, effect=whatif.fixed(f)) for f in (0.7, 1)]
    >>> "0.7" in ladder(found).text
    True
    """
    speak = language.of(lang)
    heads = [(speak("how readily people pass it on, against before: factor"), True),
             (speak("as it went"), True), (speak("with the earlier answer"), True),
             (speak("share spared"), True), (speak("known as"), False)]  # fmt: skip
    rows = []
    for one in answers:
        row = one.saved.iloc[-1]
        low, middle, high = one.effects.quantile([0.05, 0.5, 0.95])
        said = [speak.number(float(f), digits=2) for f in (middle, low, high)]
        factor = said[0] if said[1] == said[2] else f"{said[0]} ({said[1]} – {said[2]})"
        went = _count(row["actual"], row["actual"], speak)
        cells = [factor, went, _band(row, "earlier", speak),
                 _band(row, "share", speak)]  # fmt: skip
        rows.append({"cells": cells, "grade": str(row["evidence"])})
    return render("grid.html.j2", lang=lang, name="ladder", heads=heads, rows=rows, note="")


def placebos(table: pd.DataFrame, *, tz: str = "UTC", lang: str = "en") -> Html:
    """Show the effects of answers that nobody gave, from :func:`casekit.whatif.placebos`.

    Parameters
    ----------
    tz
        Time zone of the times that are shown.
    lang
        Language of the table.

    Examples
    --------
    >>> at = pd.DatetimeIndex(["2013-09-03T10:00Z"])
    >>> found = pd.DataFrame({"log_ratio": 0.0, "low": -0.7, "high": 0.7, "posts": 30}, at)
    >>> "0.5" in placebos(found).text
    True
    """
    speak = language.of(lang)
    heads = [(speak("moment without an answer"), False), (speak("posts before it"), True),
             (speak("seeming factor"), True), (speak("95 % interval"), True),
             (speak("known as"), False)]  # fmt: skip
    rows = []
    for at, row in table.iterrows():
        with np.errstate(over="ignore"):
            middle, low, high = np.exp(row[["log_ratio", "low", "high"]].to_numpy(dtype=float))
        cells = [
            speak.stamp(pd.Timestamp(str(at)), tz=tz), speak.number(int(row["posts"])),
            speak.number(middle, digits=2), f"{_bound(low, speak)} – {_bound(high, speak)}",
        ]  # fmt: skip
        rows.append({"cells": cells, "grade": "derived"})
    return render("grid.html.j2", lang=lang, name="placebos", heads=heads, rows=rows, note="")


def _bound(factor: float, speak: Language) -> str:
    return speak("over {n}", n=100) if factor > 100 else speak.number(factor, digits=2)


def _value(name: str, row: Any, tz: str, speak: Language) -> str:
    if pd.notna(row["latest"]):
        ends = [speak.stamp(pd.Timestamp(row[end]), tz=tz) for end in ("earliest", "latest")]
        return ends[0] if ends[0] == ends[1] else " – ".join(ends)
    share = name in _SHARES

    def said(number: float) -> str:
        return speak.percent(number) if share else speak.number(number, digits=2)

    if pd.isna(row["low"]):
        return said(float(row["median"]))
    low, middle, high = (said(float(row[column])) for column in ("low", "median", "high"))
    return middle if low == high else f"{middle} ({low} – {high})"


def _vague(answer: "Answer") -> bool:
    """Whether the real answer came within bounds and not at a known minute."""
    bounds = answer.answered
    return bounds is not None and bounds[1] - bounds[0] > pd.Timedelta(minutes=2)


def _band(row: Any, name: str, speak: Language) -> str:
    """Write a median with the band around it; shares in per cent."""
    said = [_said(row, column, speak) for column in (name, f"{name}_low", f"{name}_high")]
    return said[0] if said[1] == said[2] else f"{said[0]} ({said[1]} – {said[2]})"


def _middle(row: Any, name: str, speak: Language) -> str:
    """Write the median of what is spared: nothing, so many fewer, or so many more."""
    said, value = _said(row, name, speak).lstrip("-\N{MINUS SIGN}"), float(row[name])
    if said.strip(" %\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}") == "0":
        return said
    return speak("{n} fewer" if value > 0 else "{n} more", n=said)


def _said(row: Any, column: str, speak: Language) -> str:
    value = float(row[column])
    if column.startswith("share"):
        return speak.percent(round(value, 2) + 0.0)
    return _count(value, float(row["actual"]), speak)


def _count(value: float, scale: float, speak: Language) -> str:
    """Write a count as finely as three digits of the whole are: it is a draw and not a tally."""
    places = 2 - int(np.floor(np.log10(max(scale, 1.0))))
    return speak.number(round(value, min(places, 0)) + 0.0, digits=0)
