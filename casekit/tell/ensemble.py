"""How the curves of a case meet its figures, as a table for reading."""

from typing import TYPE_CHECKING

from casekit import language, reconstruct
from casekit.tell.html import Html, render

if TYPE_CHECKING:
    from casekit.cases import Case
    from casekit.reconstruct import Ensemble

__all__ = ["met"]


def met(ensemble: "Ensemble", *, case: "Case") -> Html:
    """Show each figure beside what the curves have there, and which figures contradict it.

    Parameters
    ----------
    ensemble
        What :func:`casekit.reconstruct.documented` draws.
    case
        The case that it is of.

    Examples
    --------
    >>> import casekit as ck
    >>> case = ck.load.case("o2-2011")
    >>> "7,691" in met(ck.reconstruct.documented(case, draws=20), case=case).text
    True
    """
    speak = language.of(case.lang)
    table = reconstruct.met(ensemble)
    heads = [("figure", False), ("as the source says it", True), ("curves: median", True),
             ("nine curves in ten", True), ("curves that meet it", True),
             ("contradicted by", False), ("known as", False)]  # fmt: skip
    rows = []
    for _, row in table.iterrows():
        ends = [speak.number(round(float(row[side]))) for side in ("low", "high")]
        rivals = [str(case.figures.loc[one, "label"]) for one in row["conflicts_with"].split()]
        cells = [
            str(row["label"]), speak.figure(row["value"], row["qualifier"]),
            speak.number(round(float(row["median"]))), "–".join(ends),
            speak.percent(float(row["met"])), ", ".join(rivals) or "–",
        ]  # fmt: skip
        rows.append({"cells": cells, "grade": str(row["evidence"])})
    note = speak("A curve meets a figure if it lies within what digits and hedge leave open, and "
                 "{noise} more for what a source may be wrong by.",
                 noise=speak.percent(float(ensemble.model["noise"])))  # fmt: skip
    told = [(speak(text), number) for text, number in heads]
    return render("grid.html.j2", lang=case.lang, name="met", heads=told, rows=rows, note=note)
