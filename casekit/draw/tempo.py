"""How fast it moved: posts over time, with the peak and the time by which half had come."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from casekit import theme
from casekit.draw import stage
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out, settle
from casekit.draw.marks import bar, line_style
from casekit.language import Language, of
from casekit.layout import tempo as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.sheet import AXIS, MARGIN, grade_words, grades

__all__ = ["tempo"]

_LEFT, _HEAD = 1.0, 0.75


@picture
def tempo(
    counts: pd.DataFrame, *, summary: pd.Series, lang: str = "en", tz: str = "UTC",
    title: str | None = None, source: str | None = None, font: str | None = None,
    look: str = "light",
) -> Figure:  # fmt: skip
    """Draw posts over time, with the peak and the time by which half had come.

    Parameters
    ----------
    counts
        What :func:`casekit.tempo.counts` returns: posts a bin, a column a kind.
    summary
        What :func:`casekit.tempo.describe` returns.
    lang
        Language of the picture.
    tz
        Zone of the clock.
    title
        The finding; None says by when half of it had come.
    source
        Where the posts come from, for the source line.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    SchemaError
        There is nothing to draw, or the summary lacks an entry.
    EvidenceError
        The summary does not say how the posts are known.

    Examples
    --------
    >>> from casekit.response.times import example
    >>> from casekit import tempo as measure
    >>> posts = example()
    >>> tempo(measure.counts(posts), summary=measure.describe(posts)).get_size_inches().tolist()
    [13.33, 7.5]
    """
    speak = of(lang)
    held = grades(layout.counted(summary))
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        box = Box(_LEFT, bottom + AXIS, right, top - _HEAD)
        made = layout.plan(counts, summary, sheet=box, speak=speak, tz=tz)
        words = title or layout.finding(summary, speak)
        under = layout.subtitle(made, summary, tz, speak)
        return made, lay_out(
            title=words, subtitle=under, lang=lang, font=font, left=_LEFT, look=look,
            keys=[*(_kind_key(s) for s in made.stacks),
                  *(_grade_key(grade, made.stacks, speak) for grade in held)],
            notes=layout.notes(summary, source, tz, speak),
            alt=f"{words}. {under} {made.peak_words}; {made.half_words}.",
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.1)
    box = made.box
    stage.clock_axis(sheet, made.window, box.bottom, tz, [(box.bottom, box.top)])
    _bars(sheet, made, held[-1])
    _marks(sheet, made)
    return sheet.finish()


def _bars(sheet: Canvas, made: layout.Plan, grade: str) -> None:
    for y, text in made.ticks:
        sheet.line([made.box.left, made.box.right], [y, y], color=theme.GRID, linewidth=1,
                   zorder=0.7)  # fmt: skip
        sheet.text(made.box.left - 0.1, y, text, theme.SIZES["axis"], align="right",
                   color=theme.INK_SOFT)  # fmt: skip
    wide = np.array(made.right) - np.array(made.left)
    left = np.array(made.left) + np.minimum(0.012, wide * 0.12)
    right = np.array(made.right) - np.minimum(0.012, wide * 0.12)
    look = theme.GRADES[grade]
    plain = grade in ("archived", "documented")
    for stack in made.stacks:
        foot, head = np.array(stack.foot), np.array(stack.head)
        some = head > foot
        corners = np.stack([left, foot, left, head, right, head, right, foot], axis=1)[some]
        sheet.page.add_collection(
            PolyCollection(
                list(corners.reshape(-1, 4, 2)), zorder=3,
                facecolors=stack.color if plain else to_rgba(stack.color, look.band),
                edgecolors="none" if plain else stack.color, hatch=look.hatch,
                **({"linewidths": 0.0} if plain else {
                    "linewidths": min(look.width, 1.0), "linestyles": line_style(grade)["linestyle"]
                }),
            ),
            autolim=False,
        )  # fmt: skip


def _marks(sheet: Canvas, made: layout.Plan) -> None:
    """Mark half-life, peak and the end of observation, none of the words over another."""
    box, size = made.box, theme.SIZES["key"]
    x = made.window.x(made.half)
    sheet.line([x, x], [box.bottom, box.top + 0.42], color=theme.INK, linewidth=1.6, zorder=4)
    wide = sheet.measure(made.half_words, size, bold=True)[0]
    start = x + 0.08 if x + 0.08 + wide <= sheet.right else x - 0.08 - wide
    sheet.text(start, box.top + 0.4, made.half_words, size, bold=True)
    px, py = made.peak
    sheet.line([px], [py + 0.09], marker="v", markersize=7, color=theme.INK, zorder=5)
    wide = sheet.measure(made.peak_words, theme.SIZES["label"])[0]
    start = px + 0.12
    if start + wide > sheet.right or start - 0.04 < x < start + wide + 0.04:
        start = px - 0.12 - wide
    if start < sheet.left:
        start = max(px, x) + 0.12
    sheet.text(start, py + 0.12, made.peak_words, theme.SIZES["label"], halo="white")
    if made.end is not None:
        end = made.window.x(made.end)
        sheet.line([end, end], [box.bottom, box.top], color=theme.INK_SOFT, linewidth=1.0,
                   linestyle=(0, (1, 2)), zorder=2)  # fmt: skip


def _grade_key(grade: str, stacks: Sequence[layout.Stack], speak: Language) -> Key:
    """Give the legend's entry of a grade, in the colours of all that are known so."""

    def draw(sheet: Canvas, x: float, y: float) -> None:
        wide = SWATCH / len(stacks)
        for n, stack in enumerate(stacks):
            bar(sheet, x + n * wide, x + (n + 1) * wide, y, 0.12, color=stack.color, alpha=1,
                grade=grade)  # fmt: skip

    return Key(grade_words(grade, speak), draw)


def _kind_key(stack: layout.Stack) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        sheet.page.fill_between([x, x + SWATCH], y - 0.06, y + 0.06, color=stack.color, linewidth=0)

    return Key(stack.words, draw)
