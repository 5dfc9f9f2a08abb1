"""Native charts of a deck: drawn by the program that opens it, with their numbers in a workbook."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_THEME_COLOR
from pptx.util import Emu, Pt

from casekit import cases, language, response
from casekit.layout.spans import words
from casekit.workshop.slides import place
from casekit.workshop.story import Counter, Story
from casekit.workshop.template import Look

__all__ = ["Bars", "bars", "compared", "course", "put_bars", "reached", "waited"]

_COUNT = 100
"""From this number on a figure is taken for a count of reach; below it are prices and scores."""


@dataclass(frozen=True)
class Bars:
    """A bar chart: finding, names and values of the bars, unit, and the sources behind them."""

    title: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    unit: str
    sources: tuple[int, ...]
    note: str
    alt: str


def course(made: Any, look: Look, story: Story, counter: Counter) -> None:
    """Put a count over time on a slide: the median, its band, and what sources state."""
    speak = language.of(story.lang)
    zero = min([*counter.at, *(point.at for point in counter.points)])
    long = (max([*counter.at, *(p.at for p in counter.points)]) - zero) > pd.Timedelta(days=4)
    unit, word = (86_400, "days") if long else (3_600, "hours")
    data = XyChartData()
    if counter.at:
        sides = {"median of the reconstruction": counter.median,
                 "lower bound, 90 %": counter.low, "upper bound, 90 %": counter.high}  # fmt: skip
        for name, values in sides.items():
            series = data.add_series(speak(name))
            for at, value in zip(counter.at, values, strict=True):
                series.add_data_point((at - zero).total_seconds() / unit, value)
    stated = data.add_series(speak("documented"))
    for point in counter.points:
        stated.add_data_point((point.at - zero).total_seconds() / unit, point.value)
    chart = _add(made, look, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, _alt(story, counter))
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    *drawn, last = chart.plots[0].series
    for number, series in enumerate(drawn):
        _stroke(series, first=number == 0)
    last.format.line.fill.background()
    last.marker.style, last.marker.size = XL_MARKER_STYLE.CIRCLE, 11
    last.marker.format.fill.solid()
    last.marker.format.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_2
    since = speak("{unit} since {moment}", unit=speak(word),
                  moment=speak.moment(zero, tz=story.zone))  # fmt: skip
    _axis(chart.category_axis, since)
    _axis(chart.value_axis, counter.label, values=True)


def _stroke(series: Any, *, first: bool) -> None:
    """Draw a reconstructed curve: dashed, its bounds thinner than its median."""
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE
    line = series.format.line
    line.width, line.dash_style = Pt(2.5 if first else 1.25), MSO_LINE_DASH_STYLE.DASH
    line.color.theme_color = MSO_THEME_COLOR.ACCENT_1
    if not first:
        line.color.brightness = 0.5


def _alt(story: Story, counter: Counter) -> str:
    speak = language.of(story.lang)
    stated = "; ".join(f"{speak.moment(p.at, tz=story.zone)}: {p.text}" for p in counter.points)
    return f"{counter.label}. {stated}"


def reached(story: Story) -> Bars | None:
    """Give the largest documented counts of one unit that fall into the story."""
    speak = language.of(story.lang)
    figures = story.case.figures
    inside = figures[figures["as_of"].between(story.start, story.end + pd.Timedelta(days=2))]
    inside = inside[inside["span"].isna() & (inside["value"] >= _COUNT)]
    if inside.empty:
        return None
    unit = inside.groupby("unit")["value"].agg(["size", "max"])
    best = unit.sort_values(["size", "max"], ascending=False).index[0]
    rows = inside[inside["unit"] == best].sort_values("value", ascending=False).head(6)
    if len(rows) < 2:
        return None
    counted = rows[rows["series"].notna()]
    names, values = tuple(map(str, rows["label"])), tuple(map(float, rows["value"]))
    top = (counted if len(counted) else rows).iloc[0]
    said = speak.figure(top["value"], top["qualifier"])
    told = speak.number(top["value"]) in str(top["label"])
    title = str(top["label"]) if told else f"{top['label']}: {said} {best}"
    return Bars(title, names, values, str(best), _numbers(story, rows["sources"]),
                speak("As sources state it; kinds of count are never added up."),
                _told(story, title, names, values, str(best)))  # fmt: skip


def waited(story: Story) -> Bars | None:
    """Give the time from the trigger to each documented step of the organisation."""
    speak = language.of(story.lang)
    steps = response.story(story.case)
    told = {beat.id for beat in story.beats}
    steps = steps[steps["wait"].notna() & steps.index.isin(list(told))].head(7)
    if steps.empty or story.case.trigger not in told:
        return None
    long = steps["wait"].min() >= pd.Timedelta(days=1)
    unit = pd.Timedelta(days=1) if long else pd.Timedelta(hours=1)
    first = steps[steps["first"]] if steps["first"].any() else steps.head(1)
    said = {event: _bounded(row, speak) for event, row in steps.iterrows()}
    title = speak("{wait} until “{label}”", wait=said[first.index[0]],
                  label=first["label"].iloc[0])  # fmt: skip
    title = title[:1].upper() + title[1:]
    names = tuple(f"{label}: {said[event]}" for event, label in steps["label"].items())
    values = tuple(round(float(w / unit), 1) for w in steps["wait"])
    word = speak("days" if long else "hours")
    note = speak("From “{label}”. Bars are best estimates on the clock; the bounds stand beside "
                 "the names.", label=steps["after"].iloc[0])  # fmt: skip
    return Bars(title, names, values, word, _numbers(story, steps["sources"]), note,
                _told(story, title, names, values, word))  # fmt: skip


def _bounded(row: pd.Series, speak: language.Language) -> str:
    """Say a wait as finely as it is known."""
    low, wait, high = (row[name].total_seconds() for name in ("low", "wait", "high"))
    return words("under" if low <= 0 < high else "", low, wait, high, speak)


def compared(story: Story) -> Bars | None:
    """Give the time to the first public answer in the bundled cases, longest first."""
    speak = language.of(story.lang)
    told = _answered(story.lang)
    called = {slug: case.organisation.short for slug, case in told.items()}
    if story.fictional:
        called = {slug: speak("another case, {n}", n=n) for n, slug in enumerate(told, start=1)}
    case = story.case
    if case.answer is None or case.trigger not in {beat.id for beat in story.beats}:
        return None
    found = {called[slug]: _wait(other) for slug, other in told.items() if slug != story.slug}
    found[story.organisation] = mine = _wait(case)
    ranked = sorted(found, key=lambda name: -found[name]["wait"])
    names = tuple(f"{name}: {_bounded(found[name], speak)}" for name in ranked)
    values = tuple(round(found[name]["wait"] / pd.Timedelta(hours=1), 1) for name in ranked)
    said = _bounded(mine, speak)
    title = speak("{name}: {wait} to the first answer, beside {n} other cases",
                  name=story.organisation, wait=said, n=len(ranked) - 1)  # fmt: skip
    rows = case.events.loc[[case.trigger, str(case.answer)]]
    return Bars(title, names, values, speak("hours"), _numbers(story, rows["sources"]),
                speak("Bars are best estimates, longest first; the bounds stand beside the names. "
                      "Logarithmic axis."),
                _told(story, title, names, values, speak("hours")))  # fmt: skip


@cache
def _answered(lang: str) -> dict[str, cases.Case]:
    """Give every bundled case in which somebody waited for a first answer.

    Where the organisation itself set it off, nobody did.
    """
    paths = [path for path in cases.bundled() if path.parent.name != "data"]
    known = (cases.load(path, lang=lang) for path in paths)
    return {case.slug: case for case in known
            if case.answer and case.events["actor"][case.trigger] != "organisation"}  # fmt: skip


def _wait(case: cases.Case) -> pd.Series:
    """Give the time from trigger to first answer within its bounds."""
    asked, answered = case.events.loc[case.trigger], case.events.loc[str(case.answer)]
    zero = pd.Timedelta(0)
    return pd.Series({
        "low": max(answered["earliest"] - asked["latest"], zero),
        "wait": answered["at"] - asked["at"],
        "high": answered["latest"] - asked["earliest"],
    })  # fmt: skip


def _numbers(story: Story, ids: pd.Series) -> tuple[int, ...]:
    words = [word for text in ids.dropna() for word in str(text).split()]
    return tuple(sorted({story.case.source_number(word) for word in words}))


def _told(story: Story, title: str, names: tuple[str, ...], values: tuple[float, ...],
          unit: str) -> str:  # fmt: skip
    speak = language.of(story.lang)
    pairs = "; ".join(f"{n}: {speak.number(v)}" for n, v in zip(names, values, strict=True))
    return f"{title}. {unit}: {pairs}"


def put_bars(made: Any, look: Look, chart: Bars) -> None:
    """Put a bar chart on a slide, its values at the bars; far apart ones on a log axis."""
    data = CategoryChartData(number_format="General" if max(chart.values) < 100 else "#,##0")
    data.categories = chart.names[::-1]
    data.add_series(chart.unit, chart.values[::-1])
    made_chart = _add(made, look, XL_CHART_TYPE.BAR_CLUSTERED, data, chart.alt)
    made_chart.has_legend = False
    plot = made_chart.plots[0]
    plot.gap_width, plot.has_data_labels = 45, True
    plot.data_labels.font.size = Pt(14)
    _axis(made_chart.category_axis, "")
    _axis(made_chart.value_axis, chart.unit, values=True)
    made_chart.value_axis.has_major_gridlines = False
    small = min(value for value in chart.values if value > 0) if max(chart.values) > 0 else 1
    made_chart.value_axis.minimum_scale = 0
    if max(chart.values) / small > 60:
        made_chart.value_axis.minimum_scale = None
        scaling = made_chart.value_axis._element.find(
            "{http://schemas.openxmlformats.org/drawingml/2006/chart}scaling"
        )
        base = scaling.makeelement(f"{{{scaling.nsmap['c']}}}logBase", {"val": "10"})
        scaling.insert(0, base)


def bars(story: Story) -> list[Bars]:
    """Give the bar charts that a story has data for."""
    return [chart for chart in (reached(story), waited(story), compared(story)) if chart]


def _add(made: Any, look: Look, kind: Any, data: Any, alt: str) -> Any:
    room = place(look)
    frame = made.shapes.add_chart(kind, Emu(room.left), Emu(room.top), Emu(room.width),
                                  Emu(room.height), data)  # fmt: skip
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    chart = frame.chart
    chart.font.size = Pt(13)
    chart.has_title = False
    return chart


def _axis(axis: Any, title: str, *, values: bool = False) -> None:
    axis.tick_labels.font.size = Pt(13)
    if values:
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0", False
    axis.has_title = bool(title)
    if title:
        axis.axis_title.text_frame.text = title
        axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
