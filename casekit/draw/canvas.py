"""The sheet that every static picture stands on, measured in inches.

A picture states what it found as its title, carries a legend of the grades of evidence it holds
and a source line, and every text on it is measured before it is placed. Nothing here touches
matplotlib's settings or pyplot: what a drawing needs is set while it is drawn.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as _Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from casekit import language, theme
from casekit.draw.paint import repaint
from casekit.layout.lettering import (
    RAISED,
    SETTINGS,
    capitals,
    fit,
    label_width,
    measure,
    number_size,
    printable,
    properties,
    wrap,
)  # fmt: skip
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH, grades
from casekit.layout.wording import owned_up

__all__ = [
    "HEIGHT", "MARGIN", "PACKED", "SWATCH", "WIDTH", "Canvas", "Figure", "Key", "grades",
    "lay_out", "settle",
]  # fmt: skip

SWATCH = 0.42
"""Width of a legend sample, in inches."""

PACKED: Any = {"pil_kwargs": {"compress_level": 2}}
"""How PNGs are packed: areas of one colour come out as small as with more effort."""

_LEADING = 1.22
_TURNS, _NEAR = 8, 0.01
_Made = TypeVar("_Made")


class Figure(_Figure):
    """A matplotlib figure that shows itself in a notebook and says what it shows.

    `alt` is its text for those who cannot see it; `about` holds the case, the seed and the
    sources, as far as it has them.
    """

    alt: str = ""
    title: str = ""
    about: Mapping[str, str] = MappingProxyType({})

    def draw(self, renderer: Any) -> None:
        """Draw with the settings that texts were measured with."""
        with mpl.rc_context(SETTINGS):
            super().draw(renderer)

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        stream = io.BytesIO()
        self.savefig(stream, format="png", dpi=self.dpi, **PACKED)
        return stream.getvalue(), {"alt": self.alt}


@dataclass(frozen=True)
class Key:
    """An entry of the legend: what it says and how its sample is drawn.

    `draw` is called with the canvas and the left end and middle height of the sample, in inches;
    the sample is :data:`SWATCH` wide.
    """

    label: str
    draw: Callable[["Canvas", float, float], None]


@dataclass
class Canvas:
    """A sheet with title, legend and sources, and the free area between them.

    All places and sizes are inches from the lower left corner; type sizes are points.
    """

    figure: Figure
    page: Axes
    """Axes over the whole sheet whose unit is the inch."""
    speak: language.Language
    font: str
    left: float = MARGIN
    look: theme.Look = field(default_factory=lambda: theme.look("light"))
    bottom: float = MARGIN
    top: float = HEIGHT - MARGIN

    @property
    def right(self) -> float:
        """Where the drawing ends."""
        return self.look.width - MARGIN

    def measure(self, text: str, size: float, *, bold: bool = False) -> tuple[float, float]:
        """Give width and height of a text in this canvas' font."""
        return measure(text, size, bold=bold, font=self.font)

    def text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False,
        color: str = theme.INK, align: str = "left", halo: str | None = None,
        zorder: float = 6,
    ) -> float:  # fmt: skip
        """Write one line whose capitals are centred on `y`; returns its width.

        Parameters
        ----------
        align
            Which part of the text stands at `x`: left, center or right.
        halo
            Colour of a rim that keeps the text readable on bars and lines.
        """
        line = printable(text, self.font)
        ground = self.look.paint(halo) if halo else None
        rim = [patheffects.withStroke(linewidth=2.4, foreground=ground)] if ground else None
        self.page.text(
            x, y - capitals(self.font) * size / 144, line, ha=align, va="baseline", color=color,
            fontproperties=properties(self.font, size, bold), zorder=zorder,
            path_effects=rim, parse_math=False,
        )  # fmt: skip
        return self.measure(text, size, bold=bold)[0]

    def label(
        self, x: float, y: float, text: str, numbers: str = "", *,
        size: float = theme.SIZES["label"], bold: bool = False, color: str = theme.INK,
        align: str = "left", halo: str | None = "white", zorder: float = 6, rise: float = 0.3,
    ) -> float:  # fmt: skip
        """Write a label with its source numbers; returns the width of both.

        Parameters
        ----------
        rise
            How far the numbers are raised, in type sizes; less where a line stands above.
        """
        width = self.measure(text, size, bold=bold)[0]
        total = label_width(text, numbers, size, bold=bold, font=self.font)
        start = {"left": x, "right": x - total, "center": x - total / 2}[align]
        self.text(start, y, text, size, bold=bold, color=color, halo=halo, zorder=zorder)
        if numbers:
            color = theme.INK_SOFT if halo else color
            self.text(start + width + RAISED, y + rise * size / 72, numbers, number_size(size),
                      color=color, halo=halo, zorder=zorder)  # fmt: skip
        return total

    def put(self, shape: Patch | Line2D) -> None:
        """Put a shape on the page, whose limits stand: none is measured to make room for it."""
        self.page.add_artist(shape)

    def line(self, x: npt.ArrayLike, y: npt.ArrayLike, **style: Any) -> None:
        """Draw a line through points, or markers on them, in the words of matplotlib's `plot`."""
        self.put(Line2D(np.atleast_1d(x), np.atleast_1d(y), **style))

    def panel(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Give plain axes at a place in inches, without spines and ticks."""
        axes = self.figure.add_axes(
            (left / self.look.width, bottom / self.look.height, width / self.look.width,
             height / self.look.height), zorder=2,
        )  # fmt: skip
        axes.patch.set_visible(False)
        axes.spines[:].set_visible(False)
        axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
        return axes

    def finish(self) -> Figure:
        """Give the figure, painted for the ground that it stands on."""
        repaint(self.figure, self.look)
        return self.figure


def lay_out(
    *, title: str, subtitle: str = "", keys: Sequence[Key] = (),
    sources: Sequence[tuple[int, str]] = (), notes: Sequence[str] = (), lang: str = "en",
    font: str | None = None, left: float = MARGIN, alt: str = "", look: str = "light",
    about: Mapping[str, object] = MappingProxyType({}),
) -> Canvas:  # fmt: skip
    """Lay out a sheet: title and subtitle above, legend, notes and sources below.

    Title and subtitle shrink in half points and then wrap; legend and sources wrap. What is left
    for the drawing is between `bottom` and `top` of the canvas.

    Parameters
    ----------
    title
        The finding, a clause with a number.
    keys
        Entries of the legend.
    sources
        Number and short name of each source that the picture cites.
    notes
        Whole sentences that stand before the sources.
    font
        Name of a font that matplotlib knows, instead of the bundled one.
    left
        Where the drawing, its legend and its sources begin, in inches.
    alt
        What the picture shows, for those who cannot see it.
    look
        Where it is shown and on what ground: a name of :func:`casekit.theme.look`.
    about
        What else the file is to say: `case` and `seed`, where there is one.

    Examples
    --------
    >>> sheet = lay_out(title="Half of all reposts came within 72 minutes", lang="en")
    >>> sheet.figure.get_size_inches().tolist()
    [13.33, 7.5]
    """
    stand = theme.look(look)
    figure = Figure(figsize=(stand.width, stand.height), dpi=stand.dpi, facecolor="white")
    FigureCanvasAgg(figure)
    figure.alt, figure.title = alt or title, title
    known = {name: str(said) for name, said in about.items() if said is not None}
    if sources:
        known["sources"] = "; ".join(f"{number} {name}" for number, name in sources)
    figure.about = MappingProxyType(known)
    page = figure.add_axes((0, 0, 1, 1), zorder=1)
    page.set(xlim=(0, stand.width), ylim=(0, stand.height))
    page.set_axis_off()
    sheet = Canvas(figure, page, language.of(lang), font or theme.FONT, left=left, look=stand)
    _head(sheet, title, owned_up(subtitle, notes, sheet.speak))
    _foot(sheet, keys, sources, notes)
    return sheet


def settle(
    compose: Callable[[float, float], tuple[_Made, Canvas]], *, look: str, bottom: float = 1.2,
    head: float = 1.2,
) -> tuple[_Made, Canvas]:  # fmt: skip
    """Lay out a drawing and the words around it until neither stands in the other's place.

    Title, legend and notes depend on what the drawing holds, and what it can hold on the room
    that they leave. After the second turn the room only shrinks, so an end is reached.

    Parameters
    ----------
    compose
        Lays out drawing and sheet for a free area from `bottom` to `top`, in inches.
    look
        Name of the look, for the height of the sheet.
    bottom, head
        A first guess at the heights of what stands below and above the drawing, in inches.
    """
    top = theme.look(look).height - head
    for turn in range(_TURNS):
        made, sheet = compose(bottom, top)
        spare = min(bottom - sheet.bottom, sheet.top - top)
        if spare >= -_NEAR and (turn or spare <= _NEAR):
            break
        if turn:
            bottom, top = max(bottom, sheet.bottom), min(top, sheet.top)
        else:
            bottom, top = sheet.bottom, sheet.top
    return made, sheet


def _head(sheet: Canvas, title: str, subtitle: str) -> None:
    sizes = theme.SIZES
    y, room = sheet.look.height - 0.21, sheet.look.width - 2 * MARGIN
    for text, most, least, bold, color in (
        (title, sizes["title"], sizes["title_least"], True, theme.INK),
        (subtitle, sizes["subtitle"], sizes["subtitle_least"], False, theme.INK_SOFT),
    ):
        if not text:
            continue
        size, lines = fit(text, room, most, least, bold=bold, font=sheet.font)
        for line in lines:
            step = _LEADING * size / 72
            sheet.text(MARGIN, y - step / 2, line, size, bold=bold, color=color)
            y -= step
        y -= 0.05
    sheet.top = y - 0.06


def _foot(
    sheet: Canvas, keys: Sequence[Key], sources: Sequence[tuple[int, str]], notes: Sequence[str]
) -> None:
    size = theme.SIZES["sources"]
    width = sheet.right - sheet.left
    names = [f"{number} {name}".strip() for number, name in sources]
    lines = [line for note in notes for line in wrap(note, width, size, font=sheet.font)]
    if names:
        listed = " · ".join(name.replace(" ", "\N{NO-BREAK SPACE}") for name in names)
        lines += wrap(f"{sheet.speak('Sources:')} {listed}", width, size, font=sheet.font)
    y = 0.14
    for line in reversed(lines):
        y += 0.165
        shown = line.replace("\N{NO-BREAK SPACE}", " ")
        sheet.text(sheet.left, y - 0.04, shown, size, color=theme.INK_SOFT)
    y += 0.16
    for row in reversed(_legend_rows(sheet, keys)):
        for key, x in row:
            key.draw(sheet, x, y)
            sheet.text(x + SWATCH + 0.09, y, key.label, theme.SIZES["legend"], color=theme.INK_SOFT)
        y += 0.25
    sheet.bottom = y


def _legend_rows(sheet: Canvas, keys: Sequence[Key]) -> list[list[tuple[Key, float]]]:
    rows: list[list[tuple[Key, float]]] = []
    x = sheet.right
    for key in keys:
        width = SWATCH + 0.09 + sheet.measure(key.label, theme.SIZES["legend"])[0]
        if not rows or x + width > sheet.right:
            rows.append([])
            x = sheet.left
        rows[-1].append((key, x))
        x += width + 0.2
    return rows
