"""What all interactive pictures share: the sheet in inches, legend by grade, hover, one file.

Positions come from the layout that the static twin is drawn from. The height axis is in inches of
the sheet, the clock is plotly's own, so that zooming and hovering work on real times.
"""

import html
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from casekit import clock as clocks
from casekit import theme
from casekit.language import Language
from casekit.layout.clockface import broken_ticks
from casekit.layout.lettering import fit, measure, wrap
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH, grade_words, time_words
from casekit.layout.since import Clock, Since
from casekit.layout.window import Ticks, Window
from casekit.layout.wording import owned_up

__all__ = [
    "FONT", "PIXELS", "WIDEST", "Frame", "Sheet", "across", "clock_axis", "described", "lay_out",
    "legend", "local", "pixels", "repaint", "rgba", "tell", "when", "write",
]  # fmt: skip

PIXELS = 76.8
"""Pixels of an inch of the sheet, which then is as wide as a notebook beside JupyterLab's files."""
WIDEST = "DejaVu Sans"
"""Texts are measured in the widest font of the list, for a reader may lack the others."""
FONT = f"'{theme.FONT}', 'Source Sans Pro', '{WIDEST}', Arial, sans-serif"

_WORDS = {"meta", "text", "ticktext", "label", "title", "name", "args"}
"""What is read and not seen, or moved and not painted: no colour but one written into a text."""
_INLINE = re.compile(r'(?<=style="color:)#[0-9A-Fa-f]{6}(?=")')


class Sheet(go.Figure):  # type: ignore[misc]  # plotly is untyped
    """A figure that takes many shapes and texts at once; plotly checks all anew for each one."""

    _held: dict[str, list[dict[str, Any]]] | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Hold the shapes and texts that are added meanwhile, and set them at the end."""
        held: dict[str, list[dict[str, Any]]] = {"shapes": [], "annotations": []}
        self._held = held
        try:
            yield
        finally:
            self._held = None
        for name, added in held.items():
            self.layout[name] = [*self.layout[name], *added]

    def add_shape(self, *args: Any, **look: Any) -> Any:
        """Add a shape now, or with the others that are held."""
        return self._add("shapes", super().add_shape, *args, **look)

    def add_annotation(self, *args: Any, **look: Any) -> Any:
        """Add a text now, or with the others that are held."""
        return self._add("annotations", super().add_annotation, *args, **look)

    def _add(self, name: str, now: Callable[..., Any], *args: Any, **look: Any) -> Any:
        if self._held is None or args or {"row", "col"} & look.keys():
            return now(*args, **look)
        if "line_width" in look:
            look["line"] = {"width": look.pop("line_width")}
        self._held[name].append(look)
        return self


@dataclass(frozen=True)
class Frame:
    """A sheet with title, legend and sources, and the free area between them, in inches."""

    figure: Sheet
    bottom: float
    top: float


def pixels(points: float) -> float:
    """Give a type size in pixels of the sheet."""
    return points * PIXELS / 72


def rgba(color: str, alpha: float) -> str:
    """Give a colour with its opacity.

    Examples
    --------
    >>> rgba("#0F2F57", 0.3)
    'rgba(15,47,87,0.3)'
    """
    red, green, blue = (int(color[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def local(time: pd.Timestamp, tz: str) -> str:
    """Give a time as the wall clock of a zone shows it, for plotly's clock."""
    return str(time.tz_convert(clocks.zone(tz)).tz_localize(None))


def across(clock: Clock, x: float, tz: str) -> str | float:
    """Give a place of the sheet for plotly: a time, or on a clock in inches the place itself."""
    return round(x, 4) if _inches(clock) else local(clock.back(x), tz)


def when(clock: Clock, time: pd.Timestamp, tz: str) -> str | float:
    """Give a time for plotly: itself, or on a clock in inches its place on the sheet."""
    return round(clock.x(time), 4) if _inches(clock) else local(time, tz)


def _inches(clock: Clock) -> bool:
    """Say whether plotly's clock is in inches: a broken or a logarithmic one."""
    return isinstance(clock, Since) or bool(clock.blocks)


def tell(*parts: str, width: int = 64) -> str:
    """Give a hover text: each part a paragraph, wrapped, and harmless as HTML.

    Examples
    --------
    >>> tell("A <b>", "")
    'A &lt;b&gt;'
    """
    lines = [html.escape(line) for part in parts for line in textwrap.wrap(part, width)]
    return "<br>".join(lines)


def lay_out(
    *, title: str, subtitle: str, speak: Language, left: float, alt: str,
    notes: Sequence[str] = (), sources: Sequence[tuple[int, str]] = (),
) -> Frame:  # fmt: skip
    """Set up a sheet: finding, subtitle, two rows of legend, notes and sources.

    Parameters
    ----------
    left
        Where drawing, legend and sources begin, in inches.
    alt
        What the picture shows, for those who cannot see it; kept in the figure's `meta`.
    """
    figure = Sheet()
    figure.update_layout(
        width=round(WIDTH * PIXELS), height=round(HEIGHT * PIXELS), autosize=False,
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0}, template="none",
        font={"family": FONT, "color": theme.INK, "size": pixels(theme.SIZES["label"])},
        paper_bgcolor="white", plot_bgcolor="rgba(0,0,0,0)", hovermode="closest",
        hoverlabel={"bgcolor": "white", "bordercolor": theme.RULE, "align": "left",
                    "font": {"family": FONT, "color": theme.INK, "size": 14}},
        yaxis={"range": [0, HEIGHT], "domain": [0, 1], "visible": False, "fixedrange": True},
        meta={"title": title, "alt": alt, "lang": speak.code}, dragmode="pan",
    )  # fmt: skip
    top = _head(figure, title, owned_up(subtitle, notes, speak))
    foot = [line for note in notes for line in _wrapped(note, left)]
    if sources:
        names = " · ".join(f"{n}\N{NO-BREAK SPACE}{name}".strip() for n, name in sources)
        foot += _wrapped(f"{speak('Sources:')} {names}", left)
    y = 0.14 + 0.17 * len(foot)
    size = pixels(theme.SIZES["sources"])
    write(figure, left, y, "<br>".join(map(html.escape, foot)), size, color=theme.INK_SOFT,
          valign="top")  # fmt: skip
    for n, name in enumerate(("legend2", "legend")):
        figure.update_layout({name: {
            "orientation": "h", "x": left / WIDTH, "xanchor": "left", "yanchor": "middle",
            "y": (y + 0.2 + 0.27 * n) / HEIGHT, "tracegroupgap": 0, "bgcolor": "rgba(0,0,0,0)",
            "font": {"size": pixels(theme.SIZES["legend"]), "color": theme.INK_SOFT},
            "itemclick": "toggle" if name == "legend" else False,
            "itemdoubleclick": "toggleothers" if name == "legend" else False,
        }})  # fmt: skip
    return Frame(figure, y + 0.62, top)


def _head(figure: go.Figure, title: str, subtitle: str) -> float:
    sizes, y = theme.SIZES, HEIGHT - 0.2
    for text, most, least, bold, color in (
        (title, sizes["title"], sizes["title_least"], True, theme.INK),
        (subtitle, sizes["subtitle"], sizes["subtitle_least"], False, theme.INK_SOFT),
    ):
        size, lines = fit(text, WIDTH - 2 * MARGIN, most, least, bold=bold, font=WIDEST)
        for line in lines:
            step = 1.25 * size / 72
            shown = f"<b>{html.escape(line)}</b>" if bold else html.escape(line)
            write(figure, MARGIN, y - step / 2, shown, pixels(size), color=color)
            y -= step
        y -= 0.05
    return y - 0.06


def _wrapped(text: str, left: float) -> list[str]:
    return wrap(text, WIDTH - MARGIN - left, theme.SIZES["sources"], font=WIDEST)


def write(
    figure: go.Figure, x: float, y: float, text: str, size: float, *, color: str = theme.INK,
    align: str = "left", valign: str = "middle",
) -> None:  # fmt: skip
    """Write a text at a place of the sheet, in inches, that stays when the clock is moved."""
    figure.add_annotation(
        x=x / WIDTH, y=y / HEIGHT, xref="paper", yref="paper", text=text, showarrow=False,
        xanchor=align, yanchor=valign, align=align, font={"size": size, "color": color},
        borderpad=0,
    )  # fmt: skip


def clock_axis(
    figure: go.Figure, window: Window, y: float, tz: str, speak: Language, *, label: float = 0.5
) -> None:
    """Give the figure its clock, with the ticks and day names of the static twin.

    Parameters
    ----------
    label
        Width of a label in inches: labels stand no closer than that and a third.
    """
    if window.blocks:
        _broken_axis(figure, window, y, tz, speak)
        return
    ticks = window.ticks(tz, label=label)
    words, named = [], _named_days(window, ticks, tz, speak)
    for time in ticks.labelled:
        day = f"<b>{html.escape(speak.day(time, tz=tz))}</b>"
        if ticks.scale == "hours":
            at = speak.time(time, tz=tz)
            words.append(f"{at}<br>{day}" if time in named else at)
        else:
            words.append(day if ticks.scale == "days" else speak.date(time, tz=tz, style="short"))
    figure.update_layout(xaxis={
        "type": "date", "range": [local(window.start, tz), local(window.end, tz)],
        "domain": [window.left / WIDTH, window.right / WIDTH], "anchor": "free",
        "position": y / HEIGHT, "showline": True, "linecolor": theme.INK_SOFT, "linewidth": 1.5,
        "tickvals": [local(t, tz) for t in ticks.labelled], "ticktext": words, "ticks": "outside",
        "tickangle": 0,
        "ticklen": 5, "tickcolor": theme.INK_SOFT, "showgrid": False, "zeroline": False,
        "tickfont": {"size": pixels(theme.SIZES["axis"]), "color": theme.INK_SOFT},
    })  # fmt: skip


def _named_days(window: Window, ticks: Ticks, tz: str, speak: Language) -> list[pd.Timestamp]:
    """Choose the ticks that name their day: the midnights, and the first where it has room."""
    named: list[pd.Timestamp] = []
    for time in [t for n, t in enumerate(ticks.labelled) if n == 0 or t in ticks.breaks][::-1]:
        size = theme.SIZES["axis"]
        wide = measure(speak.day(time, tz=tz), size, bold=True, font=WIDEST)[0] + 0.1
        if not named or window.x(time) + wide <= window.x(named[-1]):
            named.append(time)
    return named


def _broken_axis(figure: go.Figure, window: Window, y: float, tz: str, speak: Language) -> None:
    """Write the clock of blocks, whose places are inches, and a double slash between them."""
    size = pixels(theme.SIZES["axis"])
    figure.update_layout(xaxis={
        "range": [window.left, window.right], "visible": False, "fixedrange": True,
        "domain": [window.left / WIDTH, window.right / WIDTH],
    })  # fmt: skip
    for one in broken_ticks(window, tz, speak, WIDEST):
        left, right = one.block.left, one.block.right
        for low, high, x0, x1 in [(y, y, left, right), *((y - 0.05, y, x, x) for x in one.short)]:
            figure.add_shape(type="line", xref="paper", x0=x0 / WIDTH, x1=x1 / WIDTH, y0=low,
                             y1=high, line={"color": theme.INK_SOFT, "width": 1.2})  # fmt: skip
        for x, text in one.labels:
            write(figure, x, y - 0.17, text, size - 1, color=theme.INK_SOFT)
        write(figure, left, y - 0.38, f"<b>{html.escape(one.span)}</b>", size)
    for before, after in window.gaps:
        write(figure, (before.right + after.left) / 2, y, "//", size, color=theme.INK_SOFT,
              align="center")  # fmt: skip


def legend(figure: go.Figure, grades: Iterable[str], marks: Iterable[str], speak: Language) -> None:
    """Fill the legend: grades, which a click hides or shows, and below them the time marks."""
    for grade in grades:
        _grade_entry(figure, grade, speak)
    for mark in marks:
        _time_entry(figure, mark, speak)


def _grade_entry(figure: go.Figure, grade: str, speak: Language) -> None:
    look = theme.GRADES[grade]
    figure.add_trace(go.Scatter(
        x=[None], y=[None], mode="lines", name=grade_words(grade, speak), legendgroup=grade,
        line={"color": theme.INK_SOFT, "width": 2 * look.width, "dash": look.plotly_dash},
    ))  # fmt: skip


def _time_entry(figure: go.Figure, mark: str, speak: Language) -> None:
    grey = theme.INK_SOFT
    ring = {"size": 10, "color": grey if mark == "exact" else "white",
            "line": {"color": grey, "width": 1 if mark == "placeholder" else 2}}  # fmt: skip
    bar: dict[str, Any] = {"symbol": "circle", **ring}
    if mark == "day":
        bar = {"symbol": "square-open", "size": 12, "color": grey, "line": {"width": 2}}
    figure.add_trace(go.Scatter(
        x=[None], y=[None], name=time_words(mark, speak), legend="legend2", marker=bar,
        mode="lines+markers" if mark == "bounds" else "markers",
        line={"color": rgba(grey, 0.45), "width": 9},
    ))  # fmt: skip


def repaint(figure: Sheet, look: str) -> Sheet:
    """Give a finished figure the colours that it has in a look: light or dark.

    The sheet keeps its size, for a page scales it.
    """
    stand = theme.look(look)
    if not stand.dark:
        return figure

    def worded(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return _INLINE.sub(lambda found: stand.paint(found[0]), value)

    def turned(value: Any) -> Any:
        if isinstance(value, str):
            return stand.paint(value)
        if isinstance(value, dict):
            return {name: worded(one) if name in _WORDS else turned(one)
                    for name, one in value.items()}  # fmt: skip
        if isinstance(value, list | tuple):
            return [turned(one) for one in value]
        return value

    made = figure.to_plotly_json()
    for trace in made["data"]:
        for part in ("marker", "line", "fillcolor", "fillpattern", "error_x", "error_y", "textfont",
                     "colorscale"):  # fmt: skip
            if part in trace:
                trace[part] = turned(trace[part])
    shown = Sheet(made["data"], turned(made["layout"]))
    shown.update_layout(paper_bgcolor=stand.ground, font_color=stand.paint(theme.INK))
    return shown


def described(sources: Iterable[Any], speak: Language) -> str:
    """List sources for a hover text: publisher, title, date and address of each."""
    told = []
    for source in sources:
        date = source["date"] if pd.isna(source["date"]) else speak.published(source["date"])
        known = (source["publisher"], source["title"], date, source["url"])
        told.append(", ".join(str(part) for part in known if not pd.isna(part)))
    return "; ".join(told) or speak("no source named")
