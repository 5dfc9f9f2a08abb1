"""The tables of a workshop, for reading."""

from typing import Any

import pandas as pd

from casekit import language
from casekit.tell.html import Html, render

__all__ = ["workshop"]


def workshop(table: pd.DataFrame, *, lang: str = "en") -> Html:
    """Show a table of a workshop: its minutes, its decisions or its messages.

    Parameters
    ----------
    table
        What :func:`casekit.workshop.timetable`, :func:`casekit.workshop.decisions` or
        :func:`casekit.workshop.messages` returns; its heads are in the language of the story.
    lang
        Language of the page that it stands on.

    Examples
    --------
    >>> import casekit as ck
    >>> story = ck.workshop.of(ck.load.case("british-airways-2013"), minutes=90)
    >>> "Welcome and aims" in workshop(ck.workshop.timetable(story)).text
    True
    """
    speak = language.of(lang)
    shown = table.reset_index()
    heads = [(str(name), pd.api.types.is_numeric_dtype(shown[name])) for name in shown]
    rows = [
        {"cells": [_said(value, speak) for value in row], "grade": None}
        for row in shown.itertuples(index=False)
    ]
    return render("grid.html.j2", lang=lang, name="workshop", heads=heads, rows=rows, note="")


def _said(value: Any, speak: language.Language) -> str:
    if pd.isna(value):
        return "–"
    return speak.number(value) if isinstance(value, int | float) else str(value)
