"""Cases side by side, as tables for reading."""

from typing import Any

import pandas as pd

from casekit import language
from casekit.compare import AXES, MEASURES, levels
from casekit.layout.compare import told
from casekit.layout.scale import level
from casekit.tell.html import Html, render

__all__ = ["compare", "matched", "rubric", "scale"]

_SHAPES = {
    "depth": "depth", "max_breadth": "greatest width", "structural_virality": "structural virality",
}  # fmt: skip
_KNOWN = {
    "second": "to the second", "minute": "to the minute", "hour": "to the hour",
    "part-of-day": "within bounds", "day": "by the day", "month": "by the month",
    "year": "by the year",
}  # fmt: skip


def compare(table: pd.DataFrame, *, lang: str = "en") -> Html:
    """Show cases side by side, a row each: how soon press and answer, how much, how soon half.

    Below each number stands what it is, how finely it is known, its grade and two of its sources.

    Parameters
    ----------
    table
        What :func:`casekit.compare.table` returns.
    lang
        Language of the table.

    Examples
    --------
    >>> import casekit as ck
    >>> found = ck.compare.table([ck.load.case("dell-hell-2005")])
    >>> "61–64 days" in compare(found).text
    True
    """
    speak = language.of(lang)
    shown = [name for name in MEASURES if name in set(table["measure"]) and name != "open"]
    rows = []
    for name, held in table.groupby("name", sort=False):
        cells = [
            [_cell(row, held, speak) for _, row in held[held["measure"] == measure].iterrows()]
            for measure in shown
        ]
        start = str(held.loc[held["measure"] == "answer", "start"].iloc[0])
        own = bool(held["own"].any())
        rows.append({"name": name, "start": start, "own": own, "cells": cells})
    heads = [speak(MEASURES[measure]) for measure in shown]
    return render("compare.html.j2", lang=lang, heads=heads, rows=rows)


def _cell(row: Any, held: pd.DataFrame, speak: language.Language) -> dict[str, str]:
    """Say one number, and below it what it is and how it is known."""
    known = speak(_KNOWN[row["precision"]]) if isinstance(row["precision"], str) else ""
    words, more = _words(row, speak), ""
    if row["measure"] == "answer":
        inside = held[held["measure"] == "open"]
        if len(inside):
            spent = _words(inside.iloc[0], speak.worked())
            more = speak("of which in opening hours: {span}", span=spent)
    label = str(row["label"]) if row["measure"] not in ("half", "passed") else ""
    return {"value": words, "label": label, "more": more, "known": known,
            "grade": str(row["evidence"]), "cited": str(row["cited"]),
            "brief": "yes" if row["measure"] == "stated" else ""}  # fmt: skip


def _words(row: Any, speak: language.Language) -> str:
    measure = str(row["measure"])
    if measure == "answer" and not row["answered"]:
        return speak("never answered")
    if measure == "size":
        return f"{speak.figure(row['value'], str(row['qualifier']))} {row['unit']}"
    if measure == "passed":
        return _share(float(row["value_low"]), float(row["value_high"]), speak)
    if measure == "stated":
        return _stated(row, speak)
    middle = row["low"] if pd.isna(row["wait"]) else row["wait"]
    return told({"low": row["low"], "after": middle, "high": row["high"]}, speak)


def _share(low: float, high: float, speak: language.Language) -> str:
    """Write a share with its bounds, rounded to the side on which they still hold."""
    most = -(-high * 100 // 1) / 100
    if low == 0 and most >= 1:
        return speak("cannot be said")
    if low == 0:
        return speak("at most {share}", share=speak.percent(most))
    return f"{speak.percent(low * 100 // 1 / 100)}–{speak.percent(most)}"


def _stated(row: Any, speak: language.Language) -> str:
    span = row["high"] if pd.isna(row["low"]) else row["low"]
    words = speak.duration(pd.Timedelta(span))
    hedge = {"about": "about {n}", "over": "over {n}", "under": "under {n}",
             "nearly": "nearly {n}"}.get(str(row["qualifier"]), "")  # fmt: skip
    return speak(hedge, n=words) if hedge else words


def scale(table: pd.DataFrame, *, lang: str = "en") -> Html:
    """Show where cases stand on the scale of Graf and Schwede, with what speaks for each level.

    Parameters
    ----------
    table
        What :func:`casekit.compare.scale` returns.
    lang
        Language of the table; the reasons are in that of the cases.

    Examples
    --------
    >>> import casekit as ck
    >>> found = ck.compare.scale([ck.load.case("united-guitars-2009")])
    >>> "6, hurricane" in scale(found).text
    True
    """
    speak = language.of(lang)
    rows = []
    for name, held in table.groupby("name", sort=False):
        axes: Any = held.set_index("axis", drop=False)
        cells = [
            {"value": level(int(axes.loc[axis, "low"]), int(axes.loc[axis, "high"]), speak),
             "why": axes.loc[axis, "why"], "shown": axes.loc[axis, "shown"],
             "grade": str(axes.loc[axis, "evidence"]), "cited": axes.loc[axis, "cited"]}
            if axis in axes.index else None
            for axis in AXES
        ]  # fmt: skip
        rows.append({"name": name, "cells": cells})
    heads = [speak(name) for name in AXES.values()]
    return render("scale.html.j2", lang=lang, heads=heads, rows=rows)


def rubric(*, lang: str = "en") -> Html:
    """Show the levels of the scale of Graf and Schwede, in our words.

    Examples
    --------
    >>> "hurricane" in rubric().text
    True
    """
    return render("rubric.html.j2", lang=lang,
                  rows=[(n, *row) for n, *row in levels(lang=lang).itertuples()])  # fmt: skip


def matched(found: pd.DataFrame, *, a: str, b: str, lang: str = "en") -> Html:
    """Show how far two sets of cascades are apart, before and after matching them on size.

    Parameters
    ----------
    found
        What :func:`casekit.compare.matched` returns.
    a, b
        Names of the two sets.
    lang
        Language of the table.

    Examples
    --------
    >>> from casekit.compare import matched as match
    >>> sets = [pd.DataFrame({"size": [2, 9], "depth": [1, n]}) for n in (4, 5)]
    >>> "2 pairs" in matched(match(*sets, by=["depth"]), a="one", b="other").text
    True
    """
    speak = language.of(lang)

    def pair(row: Any, end: str) -> str:
        return (
            f"{speak.number(row[f'a{end}'], digits=2)} / {speak.number(row[f'b{end}'], digits=2)}"
        )

    def apart(row: Any) -> str:
        ends = ("apart_matched", "apart_matched_low", "apart_matched_high")
        middle, low, high = (speak.number(row[end], digits=2) for end in ends)
        return middle if low == high else f"{middle} ({low} – {high})"

    rows = [
        {"name": speak(_SHAPES.get(str(name), str(name))),
         "cells": [pair(row, ""), speak.number(row["apart"], digits=2), pair(row, "_matched"),
                   apart(row)]}
        for name, row in found.iterrows()
    ]  # fmt: skip
    first = found.iloc[0]
    left = int(first[["a_unmatched", "b_unmatched", "a_unknown", "b_unknown"]].sum())
    return render("matched.html.j2", lang=lang, a=a, b=b, rows=rows,
                  pairs=speak.number(int(first["pairs"])), left=speak.number(left))  # fmt: skip
