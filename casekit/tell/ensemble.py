"""How the curves of a case meet its figures, as a table for reading."""

from typing import TYPE_CHECKING

import pandas as pd

from casekit import reconstruct
from casekit.language import Language
from casekit.layout.estimate import told
from casekit.tell.html import Html, render

if TYPE_CHECKING:
    from casekit.cases import Case
    from casekit.reconstruct import Ensemble

__all__ = ["met"]


def met(
    ensemble: "Ensemble", *, case: "Case | None" = None, tz: str = "UTC", lang: str | None = None
) -> Html:
    """Show each figure beside what the curves have there, and which figures contradict it.

    Parameters
    ----------
    ensemble
        What :func:`casekit.reconstruct.documented` or :func:`casekit.reconstruct.curve` draws.
    case
        The case that it is of. Without one a figure is called by its time, unless the table that
        the curves were drawn of has a column `label`.
    tz
        Zone of those times.
    lang
        Language of the table; None takes the case's.

    Examples
    --------
    >>> import casekit as ck
    >>> case = ck.load.case("o2-2011")
    >>> "7,691" in met(ck.reconstruct.documented(case, draws=20), case=case).text
    True
    """
    speak = told(case, lang)
    table = reconstruct.met(ensemble)
    labels = _labels(ensemble, case, tz, speak)
    heads = [("figure", False), ("as the source says it", True), ("curves: median", True),
             ("nine curves in ten", True), ("curves that meet it", True),
             ("contradicted by", False), ("known as", False)]  # fmt: skip
    rows = []
    for name, row in table.iterrows():
        ends = [speak.number(round(float(row[side]))) for side in ("low", "high")]
        rivals = [labels[one] for one in row["conflicts_with"].split()]
        cells = [
            labels[str(name)], speak.figure(row["value"], row["qualifier"]),
            speak.number(round(float(row["median"]))), "–".join(ends),
            speak.percent(float(row["met"])), ", ".join(rivals) or "–",
        ]  # fmt: skip
        grade = "documented" if pd.isna(row["evidence"]) else str(row["evidence"])
        rows.append({"cells": cells, "grade": grade})
    note = speak("A curve meets a figure if it lies within what digits and hedge leave open, and "
                 "{noise} more for what a source may be wrong by.",
                 noise=speak.percent(float(ensemble.model["noise"])))  # fmt: skip
    named = [(speak(text), number) for text, number in heads]
    return render("grid.html.j2", lang=speak.code, name="met", heads=named, rows=rows, note=note)


def _labels(
    ensemble: "Ensemble", case: "Case | None", tz: str, speak: Language
) -> dict[str, str]:  # fmt: skip
    """Call each figure by its label, or else by its time."""
    figures = ensemble.checkpoints
    shown = figures["as_of"].map(lambda time: speak.stamp(time, tz=tz))
    if "label" in figures:
        shown = figures["label"].where(figures["label"].notna(), shown)
    if case is not None:
        shown = pd.concat([shown, case.figures["label"].drop(shown.index, errors="ignore")])
    return {str(name): str(label) for name, label in shown.items()}
