"""Native charts of a deck: drawn by the program that opens it, with their numbers in a workbook."""

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from casekit import cases, clock, language, response
from casekit.layout.spans import words
from casekit.workshop.slides import place
from casekit.workshop.story import Counter, Story
from casekit.workshop.template import Look
from casekit.workshop.wording import cited

__all__ = ["COURSES", "Bars", "bars", "compared", "course", "put_bars", "reached", "waited"]

COURSES = 2
"""So many counts over time at most are shown."""
_LABELLED = 4
"""So many dots at most have their number beside them: more would lie on one another."""
_COUNT = 100
"""From this number on a figure is taken for a count of reach; below it are prices and scores."""
_FAR = 60
"""Waits that are so many times as long as others need a logarithmic axis."""
_PALE = 0.5
"""So much lighter are bars whose bounds are drawn over them."""
_LONGEST = 10_000
"""Hours up to which such an axis has its words."""
_STEPS = (1 / 24, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 2, 1, 2, 5, 7, 14, 30, 61, 91, 183, 365, 730)
"""Days that may lie between two marks of a clock."""
_TICKS = 8
"""A clock has so many marks at most, if such a step is long enough."""
_MONTHS = 61
"""From this step on it shows months."""
_RANK = {"under": -2, "nearly": -1, "about": 0, "exact": 0, "over": 1}
"""Which of two figures with one number says more."""


@dataclass(frozen=True)
class Bars:
    """A bar chart: finding, bars, title of its axis, and the sources behind them.

    A name says in words how well its value is known; `bounds` are lines from the least to the most
    that it can be, empty where no source bounds it. `spans` says that values are hours, which may
    stand on a logarithmic axis; `mine` is the bar that stands out.
    """

    title: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    axis: str
    sources: tuple[int, ...]
    note: str
    bounds: tuple[tuple[float, float], ...] = ()
    spans: bool = False
    mine: int | None = None
    lang: str = "en"

    @property
    def alt(self) -> str:
        """The chart in words."""
        return f"{self.title}. {self.axis}: {'; '.join(self.names)}"

    @property
    def log(self) -> bool:
        """Whether the bars are too far apart for one linear axis."""
        least, most = min(self.values), max(self.values)
        return self.spans and least >= 1 and _FAR * least < most < _LONGEST


def course(made: Any, look: Look, story: Story, counter: Counter) -> None:
    """Put a count over time on a slide: the median, its band, and what sources state.

    The clock is the wall's, as in the pictures of the case.
    """
    speak = language.of(story.lang)
    data = XyChartData(number_format="yyyy-mm-dd hh:mm")
    sides = {"median of the reconstruction": counter.median, "lower bound, 90 %": counter.low,
             "upper bound, 90 %": counter.high}  # fmt: skip
    for name, values in sides.items() if counter.at else ():
        series = data.add_series(speak(name), number_format="#,##0")
        for at, value in zip(counter.at, values, strict=True):
            series.add_data_point(_serial(at, story.zone), value)
    stated = data.add_series(speak("documented"), number_format="#,##0")
    for point in counter.points:
        stated.add_data_point(_serial(point.at, story.zone), point.value)
    chart = _add(made, look, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, _alt(counter))
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    *drawn, last = chart.plots[0].series
    for number, series in enumerate(drawn):
        _stroke(series, first=number == 0)
    last.format.line.fill.background()
    last.marker.style, last.marker.size = XL_MARKER_STYLE.CIRCLE, 11
    last.marker.format.fill.solid()
    last.marker.format.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_2
    _numbered(last, counter)
    _clock(chart.category_axis, story, counter)
    _axis(chart.value_axis, counter.label, values=True)
    chart.value_axis.minimum_scale = 0


def _numbered(series: Any, counter: Counter) -> None:
    """Write at each dot what its source states, where there are few."""
    if len(counter.points) > _LABELLED:
        return
    for number, point in enumerate(counter.points):
        frame = series.points[number].data_label.text_frame
        frame.text = point.said
        frame.paragraphs[0].runs[0].font.size = Pt(12)
        series.points[number].data_label.position = XL_LABEL_POSITION.LEFT


def _serial(time: pd.Timestamp, tz: str) -> float:
    """Give a moment as programs of tables count days, by the clock on the wall."""
    local = time.tz_convert(clock.zone(tz)).tz_localize(None)
    return float((local - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1))


def _clock(axis: Any, story: Story, counter: Counter) -> None:
    """Let an axis show days, and the time of day where there are few; the count begins on it."""
    origin = story.case.series["origin"][counter.series]
    begun = [] if pd.isna(origin) else [story.case.events["at"][origin]]
    times = [*counter.at, *(point.at for point in counter.points), *begun]
    first, last = (_serial(time, story.zone) for time in (min(times), max(times)))
    days = language.of(story.lang).days(min(times), max(times), tz=story.zone)
    _axis(axis, f"{story.place}, {days}")
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


def reached(story: Story) -> Bars | None:
    """Give the largest documented counts of one unit that fall into the story.

    None where a count over time shows them all.
    """
    speak = language.of(story.lang)
    figures = story.case.figures
    inside = figures[figures["as_of"].between(story.start, story.end + pd.Timedelta(days=2))]
    inside = inside[inside["span"].isna() & (inside["value"] >= _COUNT)]
    if inside.empty:
        return None
    unit = inside.groupby("unit")["value"].agg(["size", "max"])
    best = unit.sort_values(["size", "max"], ascending=False).index[0]
    rows = inside[inside["unit"] == best].assign(sure=lambda f: f["qualifier"].map(_RANK))
    rows = rows.sort_values(["value", "sure"], ascending=False, kind="stable").head(6)
    shown = {point.id for counter in story.counters[:COURSES] for point in counter.points}
    if len(rows) < 2 or shown >= set(rows.index):
        return None
    counted = rows[rows["series"].notna()]
    names = tuple(
        f"{_counted(row, str(best), speak)} {cited(_numbers(story, rows.loc[[name], 'sources']))}"
        for name, row in rows.iterrows()
    )
    title = _counted((counted if len(counted) else rows).iloc[0], str(best), speak, unit_too=True)
    return Bars(title, names, tuple(map(float, rows["value"])), str(best),
                _numbers(story, rows["sources"]),
                speak("As sources state it; kinds of count are never added up."))  # fmt: skip


def _counted(row: pd.Series, unit: str, speak: language.Language, *, unit_too: bool = False) -> str:
    """Name a figure with its number as it is hedged, once."""
    if speak.number(row["value"]) in str(row["label"]):
        return str(row["label"])
    said = speak.figure(row["value"], row["qualifier"])
    return f"{row['label']}: {said} {unit}" if unit_too else f"{row['label']}: {said}"


def waited(story: Story) -> Bars | None:
    """Give the time from the trigger to each documented step of the organisation."""
    speak = language.of(story.lang)
    steps = response.story(story.case)
    told = {beat.id for beat in story.beats}
    steps = steps[steps["wait"].notna() & steps.index.isin(list(told))].head(7)
    if steps.empty or story.case.trigger not in told:
        return None
    first = steps[steps["first"]] if steps["first"].any() else steps.head(1)
    said = {event: _bounded(row, speak) for event, row in steps.iterrows()}
    title = speak("{wait} until “{label}”", wait=said[first.index[0]],
                  label=first["label"].iloc[0])  # fmt: skip
    names = tuple(f"{label}: {said[event]}" for event, label in steps["label"].items())
    note = speak("From “{label}”. Bars are best estimates on the clock, lines what the bounds "
                 "leave open.", label=steps["after"].iloc[0])  # fmt: skip
    return _spans(title[:1].upper() + title[1:], names, steps, _numbers(story, steps["sources"]),
                  note, speak)  # fmt: skip


def _spans(title: str, names: tuple[str, ...], waits: pd.DataFrame, sources: tuple[int, ...],
           note: str, speak: language.Language, mine: int | None = None) -> Bars:  # fmt: skip
    """Give bars of waits: in hours if they need a logarithmic axis or begin within a day."""
    hours = waits[["low", "wait", "high"]].apply(lambda column: column / pd.Timedelta(hours=1))
    bounds = tuple(zip(hours["low"], hours["high"], strict=True))
    made = Bars(title, names, tuple(hours["wait"].round(1)), speak("hours"), sources, note,
                bounds, True, mine, speak.code)  # fmt: skip
    if made.log:
        return replace(made, axis=speak("each line stands for ten times the one before"))
    if hours["wait"].min() < 24:
        return made
    return replace(made, values=tuple((hours["wait"] / 24).round(1)), axis=speak("days"),
                   bounds=tuple((low / 24, high / 24) for low, high in bounds))  # fmt: skip


def _bounded(row: pd.Series, speak: language.Language) -> str:
    """Say a wait as finely as it is known."""
    low, wait, high = (row[name].total_seconds() for name in ("low", "wait", "high"))
    return words("under" if low <= 0 < high else "", low, wait, high, speak)


def compared(story: Story) -> Bars | None:
    """Give the time to the first public answer in the bundled cases, longest first."""
    speak = language.of(story.lang)
    case = story.case
    if case.answer is None or case.trigger not in {beat.id for beat in story.beats}:
        return None
    told = {**_answered(story.lang), story.slug: case}
    found = {slug: _wait(other) for slug, other in told.items()}
    ranked = sorted(found, key=lambda slug: -found[slug]["wait"])
    others = [slug for slug in ranked if slug != story.slug]
    called = {slug: told[slug].organisation.short for slug in others}
    if story.fictional:
        called = {slug: speak("another case, {n}", n=n) for n, slug in enumerate(others, start=1)}
    called[story.slug] = story.organisation
    names = tuple(f"{called[slug]}: {_bounded(found[slug], speak)}" for slug in ranked)
    said = _bounded(found[story.slug], speak)
    title = speak("{name}: {wait} to the first answer, beside {n} other cases",
                  name=story.organisation, wait=said, n=len(others))  # fmt: skip
    rows = case.events.loc[[case.trigger, str(case.answer)]]
    return _spans(title, names, pd.DataFrame([found[slug] for slug in ranked]),
                  _numbers(story, rows["sources"]),
                  speak("Bars are best estimates, longest first; lines are what the bounds leave "
                        "open."), speak, ranked.index(story.slug))  # fmt: skip


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


def put_bars(made: Any, look: Look, chart: Bars) -> None:
    """Put a bar chart on a slide, with the bounds of its bars; far apart ones on a log axis."""
    data = CategoryChartData(number_format="General" if max(chart.values) < 100 else "#,##0")
    data.categories = chart.names[::-1]
    data.add_series(chart.axis, chart.values[::-1])
    shown = _add(made, look, XL_CHART_TYPE.BAR_CLUSTERED, data, chart.alt)
    shown.has_legend = False
    plot = shown.plots[0]
    plot.gap_width = 45
    if chart.bounds:
        _fill(plot.series[0], MSO_THEME_COLOR.ACCENT_1, _PALE)
    if chart.mine is not None:
        own = plot.series[0].points[len(chart.values) - 1 - chart.mine]
        _fill(own, MSO_THEME_COLOR.ACCENT_2, _PALE if chart.bounds else 0)
    _axis(shown.category_axis, "")
    _axis(shown.value_axis, chart.axis, values=True)
    shown.value_axis.has_major_gridlines = chart.log
    if chart.log:
        _logarithmic(shown.value_axis, chart)
    else:
        shown.value_axis.minimum_scale = 0
    if chart.bounds:
        _whiskers(plot.series[0], chart)
        if not chart.log:
            shown.value_axis.maximum_scale = _end(chart)


def _fill(bars: Any, color: Any, pale: float) -> None:
    bars.format.fill.solid()
    bars.format.fill.fore_color.theme_color = color
    bars.format.fill.fore_color.brightness = pale


def _end(chart: Bars) -> float:
    """Give a round end of an axis beyond all bounds."""
    most = _most(chart)
    step: float = 10 ** math.floor(math.log10(most)) / 2
    return math.ceil(most / step) * step


def _most(chart: Bars) -> float:
    return max(*chart.values, *(high for _, high in chart.bounds if high == high))


def _logarithmic(axis: Any, chart: Bars) -> None:
    """Let an axis of hours go by tens, and say how long 100 and 1,000 hours are."""
    speak = language.of(chart.lang)
    hours = speak("{n} h", n="").strip()
    days, weeks = speak("{n} days", n=4), speak("{n} weeks", n=6)
    axis.tick_labels.number_format = (
        f'[<100]0" {hours}";[<1000]0" {hours} ≈ {days}";#,##0" {hours} ≈ {weeks}"'
    )
    axis.minimum_scale, axis.maximum_scale = 1, min(1.3 * _most(chart), _LONGEST - 1)
    scaling = axis._element.find(qn("c:scaling"))
    scaling.insert(0, scaling.makeelement(qn("c:logBase"), {"val": "10"}))


def _whiskers(series: Any, chart: Bars) -> None:
    """Draw from the least to the most that each bar can be."""
    least = 1.0 if chart.log else 0.0
    sides: dict[str, list[float]] = {"plus": [], "minus": []}
    for value, (low, high) in zip(chart.values[::-1], chart.bounds[::-1], strict=True):
        sides["plus"].append(max(high - value, 0.0))
        sides["minus"].append(max(value - max(low, least), 0.0))
    parts = "".join(
        f'<c:{side}><c:numLit><c:ptCount val="{len(numbers)}"/>'
        + "".join(f'<c:pt idx="{n}"><c:v>{number:.6g}</c:v></c:pt>'
                  for n, number in enumerate(numbers) if number == number)
        + f"</c:numLit></c:{side}>"
        for side, numbers in sides.items()
    )  # fmt: skip
    drawn = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{parts}<c:spPr><a:ln w="22225"><a:solidFill><a:schemeClr val="tx1"/>'
        "</a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    series._element.find(qn("c:cat")).addprevious(drawn)


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
