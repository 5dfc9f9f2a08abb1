"""Counts over time of a deck: the band of the curves, and what sources state, on one clock."""

import math
from typing import Any

import pandas as pd
from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from casekit import clock, language
from casekit.workshop.native import add, label
from casekit.workshop.story import Counter, Story
from casekit.workshop.template import Look
from casekit.workshop.tongue import grouped

__all__ = ["COURSES", "course"]

COURSES = 2
"""So many counts over time at most are shown."""
_LABELLED = 4
"""So many dots at most have their number beside them: more would lie on one another."""
_STEPS = (1 / 24, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 2, 1, 2, 5, 7, 14, 30, 61, 91, 183, 365, 730)
"""Days that may lie between two marks of a clock."""
_TICKS = 8
"""A clock has so many marks at most, if such a step is long enough."""
_MONTHS = 61
"""From this step on it shows months."""
_DAY, _EXACT = pd.Timedelta(days=1), pd.Timedelta(minutes=2)


def course(made: Any, look: Look, story: Story, counter: Counter) -> None:
    """Put a count over time on a slide: the median, its band, and what sources state.

    The clock is the wall's, as in the pictures of the case.
    """
    chart = add(made, look, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, _data(story, counter),
                _alt(counter))  # fmt: skip
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    curves = 3 if counter.at else 0
    for number, series in enumerate(list(chart.plots[0].series)):
        if number < curves:
            _stroke(series, first=number == 0)
        elif number == curves:
            _dotted(series, XL_MARKER_STYLE.CIRCLE, MSO_THEME_COLOR.ACCENT_2)
            _numbered(series, counter)
        elif len(series.values) == 1:
            _dotted(series, XL_MARKER_STYLE.DIAMOND, MSO_THEME_COLOR.ACCENT_1)
        else:
            _spanned(series)
    _list_once(chart)
    _clock(chart.category_axis, story, counter)
    label(chart.value_axis, counter.label, numbers=grouped(story.lang))
    chart.value_axis.minimum_scale = 0


def _data(story: Story, counter: Counter) -> XyChartData:
    """Give the curves, the stated numbers, the start where no curve shows it, and spans of time."""
    speak, tz = language.of(story.lang), story.zone
    data = XyChartData(number_format="yyyy-mm-dd hh:mm")
    sides = {"median of the reconstruction": counter.median, "lower bound, 90 %": counter.low,
             "upper bound, 90 %": counter.high}  # fmt: skip
    for name, values in sides.items() if counter.at else ():
        series = data.add_series(speak(name), number_format="#,##0")
        for at, value in zip(counter.at, values, strict=True):
            series.add_data_point(_serial(at, tz), value)
    stated = data.add_series(speak("documented"), number_format="#,##0")
    for point in counter.points:
        stated.add_data_point(_serial(point.at, tz), point.value)
    begun = _origin(story, counter)
    if begun is not None and not counter.at:
        start = data.add_series(speak("start of the count"), number_format="#,##0")
        start.add_data_point(_serial(begun, tz), 0)
    for point in counter.points:
        if (
            not pd.isna([point.earliest, point.latest]).any()
            and point.latest - point.earliest > _EXACT
        ):
            span = data.add_series(speak("known span of time"), number_format="#,##0")
            span.add_data_point(_serial(point.earliest, tz), point.value)
            span.add_data_point(_serial(point.latest, tz), point.value)
    return data


def _origin(story: Story, counter: Counter) -> pd.Timestamp | None:
    """Give the best estimate of when a count began, where the ledger declares it."""
    origin = story.case.series["origin"][counter.series]
    return None if pd.isna(origin) else story.case.events["at"][origin]


def _dotted(series: Any, marker: Any, color: Any) -> None:
    """Draw dots and no line between them."""
    series.format.line.fill.background()
    series.marker.style, series.marker.size = marker, 11
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.theme_color = color


def _spanned(series: Any) -> None:
    """Draw a line from the first to the last time at which a number may have held."""
    series.smooth, series.marker.style = False, XL_MARKER_STYLE.NONE
    series.format.line.width = Pt(1.75)
    series.format.line.color.theme_color = MSO_THEME_COLOR.TEXT_1


def _list_once(chart: Any) -> None:
    """Leave series out of the legend that are called like one before them."""
    names = [series.name for series in chart.plots[0].series]
    position = chart.legend._element.find(qn("c:legendPos"))
    for number in reversed([n for n, name in enumerate(names) if name in names[:n]]):
        position.addnext(parse_xml(
            f'<c:legendEntry {nsdecls("c")}><c:idx val="{number}"/><c:delete val="1"/>'
            "</c:legendEntry>"
        ))  # fmt: skip


def _numbered(series: Any, counter: Counter) -> None:
    """Write at each dot what its source states, where there are few."""
    if len(counter.points) > _LABELLED:
        return
    for number, point in enumerate(counter.points):
        frame = series.points[number].data_label.text_frame
        frame.text = point.said
        frame.paragraphs[0].runs[0].font.size = Pt(12)
        series.points[number].data_label.position = XL_LABEL_POSITION.ABOVE


def _serial(time: pd.Timestamp, tz: str) -> float:
    """Give a moment as programs of tables count days, by the clock on the wall."""
    local = time.tz_convert(clock.zone(tz)).tz_localize(None)
    return float((local - pd.Timestamp("1899-12-30")) / _DAY)


def _clock(axis: Any, story: Story, counter: Counter) -> None:
    """Let an axis show days, and the time of day where there are few; the count begins on it."""
    times = [*counter.at, *(point.at for point in counter.points)]
    begun = _origin(story, counter)
    times += [] if begun is None else [begun]
    first, last = (_serial(time, story.zone) for time in (min(times), max(times)))
    days = language.of(story.lang).days(min(times), max(times), tz=story.zone)
    label(axis, f"{story.place}, {days}")
    step = next((s for s in _STEPS if (last - first) / s <= _TICKS), _STEPS[-1])
    axis.minimum_scale = begin = math.floor(first / min(step, 1)) * min(step, 1)
    axis.maximum_scale = begin + math.ceil((last - begin) / step) * step
    axis.major_unit = step
    code = {"en": "[$-809]", "de": "[$-407]"}[story.lang]
    day = {"en": "d mmm", "de": "d. mmm"}[story.lang]
    shown = "ddd hh:mm" if step < 1 else day if step < _MONTHS else "mmm yyyy"
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = code + shown, False


def _stroke(series: Any, *, first: bool) -> None:
    """Draw a reconstructed curve: dashed, its bounds thinner than its median."""
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE
    line = series.format.line
    line.width, line.dash_style = Pt(2.5 if first else 1.25), MSO_LINE_DASH_STYLE.DASH
    line.color.theme_color = MSO_THEME_COLOR.ACCENT_1
    if not first:
        line.color.brightness = 0.5


def _alt(counter: Counter) -> str:
    stated = "; ".join(f"{point.when}: {point.text}" for point in counter.points)
    return f"{counter.label}. {stated}"
