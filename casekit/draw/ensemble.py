"""What pictures of curves that could have been share: band, median, figures, legend."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from casekit import theme
from casekit.draw.canvas import SWATCH, Canvas, Key
from casekit.draw.marks import bar, dot, line_style
from casekit.language import Language
from casekit.layout.bands import Stretch, tint
from casekit.layout.points import BAR, Point
from casekit.layout.sheet import grade_words

__all__ = [
    "band",
    "band_key",
    "extrapolated_key",
    "figures",
    "origin",
    "origin_key",
    "reach_key",
    "rival_key",
    "scale",
    "thin_key",
]

_HATCH = "\\\\\\"


def _filling(grade: str, color: str, *, firm: bool) -> dict[str, Any]:
    """Give how an area of a band is filled: opaque, so that nothing behind it shines through."""
    look = theme.GRADES[grade]
    if grade == "simulated":
        return {"facecolor": tint(color, 0.06 if firm else 0.03), "hatch": look.hatch,
                "edgecolor": tint(color, 0.35), "linewidth": 0}  # fmt: skip
    if firm:
        return {"facecolor": tint(color, look.band), "edgecolor": "none", "linewidth": 0}
    return {"facecolor": tint(color, 0.04), "hatch": _HATCH, "edgecolor": tint(color, 0.3),
            "linewidth": 0}  # fmt: skip


def band(
    sheet: Canvas, pieces: Sequence[Stretch], grade: str, *, color: str, zorder: float = 1.0,
    clear: bool = False,
) -> None:  # fmt: skip
    """Draw band and median; what is extrapolated is hatched, what is simulated has a rim too.

    Parameters
    ----------
    clear
        Leave what lies behind to be seen between the lines of the hatching.
    """
    for one in pieces:
        corners = np.column_stack([np.append(one.x, one.x[::-1]),
                                   np.append(one.low, one.high[::-1])])  # fmt: skip
        look = _filling(grade, color, firm=one.firm)
        look |= {"facecolor": "none"} if clear else {}
        sheet.put(Polygon(corners, closed=True, zorder=zorder, **look))
        style: dict[str, Any] = {"linewidth": 0.7, "color": tint(color, 0.38)}
        if grade == "simulated":
            style = {**line_style(grade), "linewidth": 1.2, "color": color}
        for edge in (one.low, one.high):
            sheet.line(one.x, edge, zorder=zorder + 0.1, **style)
    x, y = (np.concatenate([getattr(one, name) for one in pieces]) for name in ("x", "median"))
    for first, last in _unbroken(x):
        sheet.line(x[first:last], y[first:last], color=color, zorder=zorder + 1.4,
                   **line_style(grade))  # fmt: skip


def _unbroken(x: np.ndarray[Any, Any]) -> Iterable[tuple[int, int]]:
    """Give the runs of a line that the silences of a broken clock leave."""
    cuts = [0, *(np.flatnonzero(np.diff(x) > 0.3) + 1).tolist(), len(x)]
    return pairwise(cuts)


def figures(
    sheet: Canvas, points: Sequence[Point], thick: float = BAR, *, reach: bool = True
) -> None:
    """Draw documented figures: the bar of the time, the reach of the value, dot and label.

    Parameters
    ----------
    reach
        Whether a thin line shows what the digits of a figure leave open.
    """
    for point in points:
        if reach and point.tall:
            sheet.line([point.x, point.x], point.stated, color=theme.INK, linewidth=1.1,
                       solid_capstyle="butt", zorder=4)  # fmt: skip
        if point.mark == "day":
            _outline(sheet, *point.bar, point.y, thick)
        elif point.mark != "exact":
            bar(sheet, *point.bar, point.y, thick, color=theme.INK, alpha=0.42,
                grade=point.grade, fades=point.fades, middle=point.x)  # fmt: skip
        if point.rival:
            _diamond(sheet, point.x, point.y)
        elif point.mark != "day":
            dot(sheet, point.x, point.y, "customer", filled=point.mark == "exact",
                thin=point.mark == "placeholder", color=theme.INK)  # fmt: skip
    for point in points:
        if point.label is not None:
            sheet.label(*point.label, point.words, point.numbers, size=theme.SIZES["lane"],
                        bold=True)  # fmt: skip


def _outline(sheet: Canvas, left: float, right: float, y: float, thick: float) -> None:
    """Draw the bar of a day, open, so that band and median are seen through it."""
    sheet.put(Rectangle((left, y - thick / 2), right - left, thick, facecolor="none",
                        edgecolor=theme.INK, linewidth=1.5, zorder=3))  # fmt: skip


def _diamond(sheet: Canvas, x: float, y: float) -> None:
    sheet.line([x], [y], marker="D", markersize=8, linestyle="none", zorder=5,
               markerfacecolor="white", markeredgecolor=theme.INK,
               markeredgewidth=2.0)  # fmt: skip


def scale(sheet: Canvas, ticks: Sequence[tuple[float, str]], left: float, right: float) -> None:
    """Draw the lines of a scale of counts and write their numbers left of them."""
    for y, text in ticks:
        sheet.line([left, right], [y, y], color=theme.GRID, linewidth=1, zorder=0.7)
        sheet.text(left - 0.1, y, text, theme.SIZES["axis"], align="right", color=theme.INK_SOFT)


def band_key(grade: str, speak: Language, *, color: str, label: str | None = None) -> Key:
    """Give the legend's entry of median and band."""

    def draw(sheet: Canvas, x: float, y: float) -> None:
        _patch(sheet, x, y, **_filling(grade, color, firm=True))
        sheet.line([x, x + SWATCH], [y, y], color=color, zorder=3, **line_style(grade))

    words = speak("{grade}: median, 90 % band", grade=grade_words(grade, speak))
    return Key(label or words, draw)


def extrapolated_key(grade: str, speak: Language, *, color: str) -> Key:
    """Give the legend's entry of what lies before the first or after the last figure."""

    def draw(sheet: Canvas, x: float, y: float) -> None:
        _patch(sheet, x, y, **_filling(grade, color, firm=False))

    return Key(speak("extrapolated"), draw)


def _patch(sheet: Canvas, x: float, y: float, **look: Any) -> None:
    corners = [(x, y - 0.075), (x + SWATCH, y - 0.075), (x + SWATCH, y + 0.075), (x, y + 0.075)]
    sheet.put(Polygon(corners, closed=True, zorder=1, **look))


def thin_key(count: int, total: int, speak: Language, *, color: str) -> Key:
    """Give the legend's entry of the single curves."""

    def draw(sheet: Canvas, x: float, y: float) -> None:
        sheet.line([x, x + SWATCH], [y, y], color=color, linewidth=0.9)

    return Key(speak("{k} of the {n} curves", k=count, n=speak.number(total)), draw)


def origin_key(speak: Language, *, color: str) -> Key:
    """Give the legend's entry of the time in which the count began."""

    def draw(sheet: Canvas, x: float, y: float) -> None:
        origin(sheet, (x, x + SWATCH), y - 0.06, color=color)

    return Key(speak("the count begins"), draw)


def origin(sheet: Canvas, bounds: tuple[float, float], foot: float, *, color: str) -> None:
    """Draw the time in which the count began, as a bar on the foot of the drawing."""
    wide = max(bounds[1] - bounds[0], 0.04)
    sheet.put(Rectangle((bounds[0], foot), wide, 0.09, facecolor=tint(color, 0.5),
                        linewidth=0, zorder=2.4))  # fmt: skip


def reach_key(speak: Language) -> Key:
    """Give the legend's entry of what the digits and the hedge of a figure leave open."""

    def draw(sheet: Canvas, x: float, y: float) -> None:
        middle = x + SWATCH - 0.08
        sheet.line([middle, middle], [y - 0.09, y + 0.09], color=theme.INK, linewidth=1.1)

    return Key(speak("left open by rounding"), draw)


def rival_key(speak: Language) -> Key:
    """Give the legend's entry of figures that contradict each other."""

    def draw(sheet: Canvas, x: float, y: float) -> None:
        _diamond(sheet, x + SWATCH / 2, y)

    return Key(speak("contradicts another figure"), draw)
