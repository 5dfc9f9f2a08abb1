"""How strong it blew on social media and in the media, on the practitioners' scale."""

import pandas as pd

from casekit import language, theme
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out, settle
from casekit.draw.marks import bar
from casekit.language import Language
from casekit.layout import scale as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.lettering import fit
from casekit.layout.scale import CELL, HEAD, INKS, LEFT, Band, Column, Plan
from casekit.layout.sheet import MARGIN, grade_words, grades

__all__ = ["scale"]


@picture
def scale(
    table: pd.DataFrame, *, lang: str = "en", title: str | None = None, font: str | None = None,
    look: str = "light",
) -> Figure:  # fmt: skip
    """Draw the levels of cases on the scale of Graf and Schwede, with what speaks for them.

    Parameters
    ----------
    table
        What :func:`casekit.compare.scale` returns.
    lang
        Language of the picture; the reasons are in that of the cases.
    title
        The finding; None says in how many cases the media blew at least as hard as social media.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    SchemaError
        The table holds no levels, or too many cases for one sheet.
    EvidenceError
        A level does not say how it is known.

    Examples
    --------
    >>> import casekit as ck
    >>> scale(ck.compare.scale([ck.load.case("united-guitars-2009")])).title
    'United 2009: level 6, hurricane'
    """
    speak = language.of(lang)
    held = grades(table)
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        box = Box(LEFT, bottom + 0.05, right, top)
        made = layout.plan(table, sheet=box, speak=speak, font=font)
        words = title or layout.finding(table, speak)
        return made, lay_out(
            title=words, subtitle=layout.subtitle(speak), lang=lang, look=look, font=font,
            keys=_keys(held, speak), notes=layout.notes(table, made, speak),
            alt=layout.alt(made, words, speak),
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.0, head=1.2)
    for column in made.columns:
        _head(sheet, made, column)
    for name, y, bands in made.rows:
        _row(sheet, made, name, y, bands)
    return sheet.finish()


def _head(sheet: Canvas, made: Plan, column: Column) -> None:
    top = made.top
    sheet.text(column.left, top + HEAD - 0.14, column.name, theme.SIZES["lane"], bold=True,
               color=INKS[column.axis])  # fmt: skip
    for n, (_, middle, name) in enumerate(column.levels):
        sheet.text(middle, top + 0.34, str(n), 12.0, bold=True, align="center")
        sheet.text(middle, top + 0.13, name, column.size, align="center", color=theme.INK_SOFT)


def _row(sheet: Canvas, made: Plan, name: str, y: float, bands: list[Band]) -> None:
    page = sheet.page
    low = y + 0.17 / 2 + 0.05 - made.height
    page.plot([sheet.left, sheet.right], [low + 0.02] * 2, color=theme.RULE, linewidth=1)
    size, lines = fit(name, LEFT - sheet.left - 0.2, 14.0, 9.0, bold=True, font=sheet.font)
    sheet.text(sheet.left, y, lines[0], size, bold=True)
    for column in made.columns:
        for n in range(len(column.levels)):
            left = column.levels[n][0]
            end = column.levels[n + 1][0] if n + 1 < len(column.levels) else column.right
            bar(sheet, left + 0.02, end - 0.02, y, 0.13, color=CELL, alpha=1.0, zorder=1)
    for band in bands:
        color = INKS[str(band.row["axis"])]
        bar(sheet, band.left + 0.02, band.right - 0.02, y, 0.17, color=color, alpha=0.35, zorder=2)
        page.plot(
            [band.left + 0.02, band.right - 0.02, band.right - 0.02, band.left + 0.02,
             band.left + 0.02], [y - 0.085, y - 0.085, y + 0.085, y + 0.085, y - 0.085],
            color=color, linewidth=1.4, zorder=2.5)  # fmt: skip
        left = next(c.left for c in made.columns if c.axis == band.row["axis"])
        for n, line in enumerate(band.words):
            sheet.text(left, y - made.below(n), line, made.why, color=theme.INK_SOFT)


def _keys(held: tuple[str, ...], speak: Language) -> list[Key]:
    told = speak("levels that the evidence leaves open, by our reading")
    keys = [Key(f"{told} ({grade_words(grade, speak)})", _sample) for grade in held]
    return [*keys, Key(speak("other levels of the scale"), _cell)]


def _sample(sheet: Canvas, x: float, y: float) -> None:
    """Draw half a swatch in the colour of each scale."""
    half = SWATCH / 2
    for left, ink in zip((x, x + half + 0.01), INKS.values(), strict=True):
        right = left + half - 0.01
        bar(sheet, left, right, y, 0.13, color=ink, alpha=0.35)
        sheet.line([left, right, right, left, left],
                   [y - 0.065, y - 0.065, y + 0.065, y + 0.065, y - 0.065], color=ink,
                   linewidth=1.2)  # fmt: skip


def _cell(sheet: Canvas, x: float, y: float) -> None:
    bar(sheet, x, x + SWATCH, y, 0.13, color=CELL, alpha=1.0)
