"""How good reconstructions are, as tables for reading."""

import pandas as pd
from markupsafe import Markup

from casekit import language
from casekit.language import Language
from casekit.tell.html import Html, render

__all__ = ["granted", "validation", "widths", "withheld"]

_MODELS = {"": "reconstruction", "line_": "straight line", "pchip_": "smooth curve (PCHIP)",
           "scaled_": "straight line, fitted to gaps", "hull_": "counting alone"}  # fmt: skip


def granted(table: pd.DataFrame, *, lang: str = "en") -> Html:
    """Show what a curve takes for granted, from :func:`casekit.reconstruct.assumptions`.

    Examples
    --------
    >>> import casekit as ck
    >>> "source noise" in granted(ck.reconstruct.assumptions(ck.reconstruct.example())).text
    True
    """
    speak = language.of(lang)
    heads = [(speak(text), False) for text in ("what", "value", "source")]
    rows = [{"cells": [row["assumption"], row["value"], row["source"]], "grade": None}
            for row in table.to_dict("records")]  # fmt: skip
    return render("grid.html.j2", lang=lang, name="granted", heads=heads, rows=rows, note="")


def validation(
    table: pd.DataFrame, *, part: str = "between", checkpoints: int = 4, lang: str = "en"
) -> Html:
    """Show how often bands held the hidden truth, from :func:`casekit.load.reconstruction`.

    A model that comes out as one above it is left out: before the first figure and after the last
    one several rivals are the same line.

    Parameters
    ----------
    table
        What that or :func:`casekit.reconstruct.validation` returns.
    part
        "before" the first figure, "between" the figures, or "after" the last one.
    checkpoints
        How many figures were shown.
    lang
        Language of the table.

    Examples
    --------
    >>> import casekit as ck
    >>> "<table" in validation(ck.load.reconstruction()).text
    True
    """
    speak = language.of(lang)
    heads = [("archive", False), ("cascades", True), ("hidden times", True), ("model", False),
             ("held", True), ("held with bursts", True), ("edges apart", True), ("score", True),
             ("better than the line", True)]  # fmt: skip
    rows = []
    for source, row in table.xs((checkpoints, part), level=("checkpoints", "part")).iterrows():
        told: set[tuple[float, float]] = set()
        for model, name in _MODELS.items():
            judged = (float(row[f"{model}covered"]), float(row[f"{model}interval_score"]))
            if pd.isna(judged[0]) or judged in told:
                continue
            told.add(judged)
            held = speak.percent(float(row[f"{model}covered"]), digits=1)
            burst, error = row["covered_bursts"], row["covered_se"]
            if not model and pd.notna(error):
                held += f" ± {speak.number(100 * float(error), digits=1)}"
            gain = 1 - row[f"{model}interval_score"] / row["line_interval_score"]
            cells = [
                _code(source), speak.number(int(row["cascades"])), speak.number(int(row["n"])),
                speak(name), held,
                "–" if model or pd.isna(burst) else speak.percent(float(burst), digits=1),
                _factor(row[f"{model}mean_width_log10"], speak),
                speak.number(float(row[f"{model}interval_score"]), digits=3),
                "–" if model == "line_" or pd.isna(gain) else speak.percent(float(gain)),
            ]  # fmt: skip
            rows.append((cells, str(row["evidence"])))
    note = speak("Held: share of the hidden times at which the truth was in the band of 90 %, with "
                 "its standard error by cascade. Edges apart: upper edge by lower edge, mean in "
                 "logarithms. Score: width in decimal logarithms and twenty times the miss, "
                 "smaller is better.")  # fmt: skip
    return _grid("validation", heads, rows, speak, note)


def widths(table: pd.DataFrame, *, lang: str = "en") -> Html:
    """Show what each further figure buys, from :func:`casekit.load.reconstruction`.

    Examples
    --------
    >>> import casekit as ck
    >>> "<table" in widths(ck.load.reconstruction()).text
    True
    """
    speak = language.of(lang)
    heads = [("figures known", True), ("archive", False), ("cascades", True), ("held", True),
             ("all twelve times held", True), ("edges apart", True),
             ("by the figures alone", True)]  # fmt: skip
    rows = []
    between = table[table.index.get_level_values("part") == "between"].reset_index()
    for row in between.sort_values("checkpoints", kind="stable").to_dict("records"):
        cells = [
            speak.number(int(row["checkpoints"])), _code(row["source"]),
            speak.number(int(row["cascades"])),
            speak.percent(float(row["covered"]), digits=1),
            speak.percent(float(row["whole"]), digits=1),
            _factor(row["mean_width_log10"], speak), _factor(row["hull_width_log10"], speak),
        ]  # fmt: skip
        rows.append((cells, str(row["evidence"])))
    note = speak("By the figures alone: all that they leave open if a count never falls. The rival "
                 "that counts alone has a narrower band: it learnt how much of that to leave "
                 "out.")  # fmt: skip
    return _grid("widths", heads, rows, speak, note)


def withheld(table: pd.DataFrame, *, lang: str = "en") -> Html:
    """Show how bands met withheld figures, from :func:`casekit.load.reconstruction`.

    Examples
    --------
    >>> import casekit as ck
    >>> "o2-2011" in withheld(ck.load.reconstruction(of="series")).text
    True
    """
    speak = language.of(lang)
    heads = [("case and series", False), ("figures judged", True), ("judgements", True),
             ("source noise", True), ("overlap", True), ("number itself held", True),
             ("edges apart", True)]  # fmt: skip
    rows = [
        ([_code(source), speak.number(int(row["figures"])), speak.number(int(row["n"])),
          speak.percent(float(row["noise"])), speak.percent(float(row["covered"]), digits=1),
          speak.percent(float(row["middle"]), digits=1),
          _factor(row["mean_width_log10"], speak)], str(row["evidence"]))
        for (source, _, _), row in zip(table.index, table.to_dict("records"), strict=True)
    ]  # fmt: skip
    note = speak("Overlap: share of judgements in which the band of 90 % overlaps the interval "
                 "that digits and hedge of the figure leave open. The same figures are judged "
                 "again in each round, so these are not independent.")  # fmt: skip
    return _grid("withheld", heads, rows, speak, note)


def _factor(width: float, speak: Language) -> str:
    """Say a width in decimal logarithms as the factor between the edges."""
    return "–" if pd.isna(width) else speak("× {n}", n=speak.number(10 ** float(width), digits=2))


def _code(name: object) -> Markup:
    return Markup("<code>{}</code>").format(name)


def _grid(
    name: str, heads: list[tuple[str, bool]], rows: list[tuple[list[str], str]], speak: Language,
    note: str,
) -> Html:  # fmt: skip
    told = [(speak(text), number) for text, number in [*heads, ("known as", False)]]
    cells = [{"cells": row, "grade": grade} for row, grade in rows]
    return render("grid.html.j2", lang=speak.code, name=name, heads=told, rows=cells, note=note)
