"""Signs of time and of evidence, drawn alike in every picture and in its legend.

How finely a time is known and how well a thing is known are two signs of their own: the first is
the shape of bar and dot, the second the line and the filling.
"""

from typing import Any

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from casekit import theme
from casekit.draw.canvas import SWATCH, Canvas, Key
from casekit.language import Language
from casekit.layout.sheet import grade_words, time_words

__all__ = ["bar", "dot", "grade_key", "line_style", "time_key"]

_STEPS = 64


def line_style(grade: str) -> dict[str, Any]:
    """Give width and dashes of a line of this grade, as matplotlib takes them.

    Examples
    --------
    >>> line_style("derived")
    {'linewidth': 1.0, 'linestyle': '-'}
    """
    look = theme.GRADES[grade]
    return {"linewidth": look.width, "linestyle": (0, look.dashes) if look.dashes else "-"}


def bar(
    sheet: Canvas, left: float, right: float, y: float, height: float, *, color: str,
    alpha: float, grade: str = "documented", outlined: bool = False,
    fades: tuple[bool, bool] = (False, False), middle: float | None = None, zorder: float = 3,
) -> None:  # fmt: skip
    """Draw the bar of a time.

    Parameters
    ----------
    outlined
        Known by its day alone: outlined, whatever the grade.
    fades
        Whether it fades out on the left and on the right, where a bound is open.
    middle
        From where it fades, the place of the best estimate.
    """
    low = y - height / 2
    if outlined:
        sheet.put(Rectangle(
            (left, low), right - left, height, facecolor="white", edgecolor=color,
            zorder=zorder, **_edge(grade, 1.5),
        ))  # fmt: skip
        return
    if any(fades):
        _fade(sheet, left, right, low, height, color, alpha, fades,
              middle if middle is not None else (left + right) / 2, zorder)  # fmt: skip
        return
    if grade in ("archived", "documented"):
        sheet.put(Rectangle(
            (left, low), right - left, height, facecolor=color, alpha=alpha, linewidth=0,
            zorder=zorder,
        ))  # fmt: skip
        return
    sheet.put(Rectangle(
        (left, low), right - left, height, edgecolor=color, zorder=zorder,
        facecolor=(*to_rgb(color), theme.GRADES[grade].band), hatch=theme.GRADES[grade].hatch,
        **_edge(grade, theme.GRADES[grade].width),
    ))  # fmt: skip


def _edge(grade: str, width: float) -> dict[str, Any]:
    return {"linewidth": width, "linestyle": line_style(grade)["linestyle"]}


def _fade(
    sheet: Canvas, left: float, right: float, low: float, height: float, color: str,
    alpha: float, fades: tuple[bool, bool], middle: float, zorder: float,
) -> None:  # fmt: skip
    x = np.linspace(left, right, _STEPS)
    strength = np.ones(_STEPS)
    if fades[0] and middle > left:
        strength = np.minimum(strength, np.clip((x - left) / (middle - left), 0, 1))
    if fades[1] and right > middle:
        strength = np.minimum(strength, np.clip((right - x) / (right - middle), 0, 1))
    image = np.empty((1, _STEPS, 4))
    image[..., :3] = to_rgb(color)
    image[..., 3] = alpha * strength
    limits = sheet.page.get_xlim(), sheet.page.get_ylim()
    sheet.page.imshow(image, extent=(left, right, low, low + height), aspect="auto",
                      interpolation="bilinear", zorder=zorder)  # fmt: skip
    sheet.page.set(xlim=limits[0], ylim=limits[1])


def dot(
    sheet: Canvas, x: float, y: float, role: str, *, filled: bool, thin: bool = False,
    size: float = 9.0, color: str | None = None, zorder: float = 5,
) -> None:  # fmt: skip
    """Draw the dot of an event in the shape and colour of its role.

    Parameters
    ----------
    filled
        The time is known to the minute; else a ring stands at the best estimate.
    thin
        A thin ring: a derived event, or a time without any bounds.
    """
    look = theme.role(role)
    color = color or look.mark
    size *= {"*": 1.4, "D": 0.86, "s": 0.92}.get(look.marker, 1.0)
    sheet.line(
        [x], [y], marker=look.marker, markersize=size + (1.4 if filled else 0), linestyle="none",
        markerfacecolor=color if filled else "white",
        markeredgecolor="white" if filled else color,
        markeredgewidth=1.0 if filled else 1.1 if thin else 2.2, zorder=zorder,
    )  # fmt: skip


def time_key(mark: str, speak: Language) -> Key:
    """Give the legend's entry of a time mark: exact, bounds, day, open or placeholder."""

    def draw(sheet: Canvas, x: float, y: float) -> None:
        grey, middle = theme.INK_SOFT, x + SWATCH / 2
        if mark != "exact":
            bar(sheet, x, x + SWATCH, y, 0.12, color=grey, alpha=0.45, outlined=mark == "day",
                fades={"open": (True, False), "placeholder": (True, True)}.get(
                    mark, (False, False)), middle=middle)  # fmt: skip
        if mark != "day":
            dot(sheet, middle, y, "customer", filled=mark == "exact", thin=mark == "placeholder",
                size=7.5, color=theme.INK)  # fmt: skip

    return Key(time_words(mark, speak), draw)


def grade_key(
    grade: str, speak: Language, *, form: str = "area", color: str = theme.INK_SOFT,
    label: str | None = None,
) -> Key:  # fmt: skip
    """Give the legend's entry of a grade of evidence.

    Parameters
    ----------
    form
        As what the picture draws it: an "area" or a "line".
    label
        Other words than the grade's own, in the language of the picture.
    """

    def draw(sheet: Canvas, x: float, y: float) -> None:
        if form == "line":
            sheet.line([x, x + SWATCH], [y, y], color=color, **line_style(grade))
        else:
            end = x + SWATCH - 0.1 * (grade == "documented")
            bar(sheet, x, end, y, 0.12, color=color, alpha=0.45, grade=grade)
        if grade == "documented":
            sheet.text(x + SWATCH - 0.07, y + 0.05, "1", theme.SIZES["number"],
                       color=theme.INK_SOFT, halo="white" if form == "line" else None)  # fmt: skip

    return Key(label or grade_words(grade, speak), draw)
