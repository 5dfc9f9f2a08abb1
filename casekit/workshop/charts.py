"""Bar charts of a deck: how much was counted, how long it took, beside other cases."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from casekit import cases, language, response
from casekit.layout.spans import words
from casekit.workshop.course import COURSES
from casekit.workshop.native import add, label
from casekit.workshop.story import Story
from casekit.workshop.template import Look
from casekit.workshop.tongue import grouped
from casekit.workshop.wording import cited, counted

__all__ = ["Bars", "bars", "compared", "put_bars", "reached", "waited"]

_COUNT = 100
"""From this number on a figure is taken for a count of reach; below it are prices and scores."""
_FAR = 60
"""Waits that are so many times as long as others need a logarithmic axis."""
_PALE = 0.5
"""So much lighter are bars whose bounds are drawn over them."""
_LONGEST = 10_000
"""Hours up to which such an axis has its words."""
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
                speak("As sources state it; kinds of count are never added up."),
                lang=speak.code)  # fmt: skip


def _counted(row: pd.Series, unit: str, speak: language.Language, *, unit_too: bool = False) -> str:
    """Name a figure with its number as it is hedged, once."""
    if speak.number(row["value"]) in str(row["label"]):
        return str(row["label"])
    said = speak.figure(row["value"], row["qualifier"])
    return counted(str(row["label"]), said, f"{said} {unit}" if unit_too else said)


def waited(story: Story) -> Bars | None:
    """Give the time from the trigger to each documented step of the organisation."""
    speak = language.of(story.lang)
    steps = response.story(story.case)
    told = {beat.id for beat in story.beats}
    steps = steps[steps["wait"].notna() & steps.index.isin(list(told))].head(7)
    if steps.empty or story.case.trigger not in told:
        return None
    said = {event: _bounded(row, speak) for event, row in steps.iterrows()}
    answers = steps.index[steps["first"]]
    if len(answers):
        title = speak("{wait} to the first answer", wait=said[answers[0]])
    else:
        title = speak("{wait} until “{label}”", wait=said[steps.index[0]],
                      label=steps["label"].iloc[0])  # fmt: skip
    names = tuple(f"{label} ({said[event]})" for event, label in steps["label"].items())
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
    title = speak("{name}: {wait} to the first answer, compared with {n} other cases",
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
    shown = add(made, look, XL_CHART_TYPE.BAR_CLUSTERED, data, chart.alt)
    shown.has_legend = False
    plot = shown.plots[0]
    plot.gap_width = 45
    if chart.bounds:
        _fill(plot.series[0], MSO_THEME_COLOR.ACCENT_1, _PALE)
    if chart.mine is not None:
        own = plot.series[0].points[len(chart.values) - 1 - chart.mine]
        _fill(own, MSO_THEME_COLOR.ACCENT_2, _PALE if chart.bounds else 0)
    label(shown.category_axis, "")
    label(shown.value_axis, chart.axis, numbers=grouped(chart.lang))
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
    _, thousands, _ = grouped(chart.lang).split(";")
    axis.tick_labels.number_format = (
        f'[<100]0" {hours}";[<1000]0" {hours} ≈ {days}";'
        f'{thousands.removeprefix("[>=1000]")}" {hours} ≈ {weeks}"'
    )
    axis.minimum_scale, axis.maximum_scale = 1, min(1.3 * _most(chart), _LONGEST - 1)
    scaling = axis._element.find(qn("c:scaling"))
    scaling.insert(0, scaling.makeelement(qn("c:logBase"), {"val": "10"}))


def _whiskers(series: Any, chart: Bars) -> None:
    """Draw from the least to the most that each bar can be."""
    least = 1.0 if chart.log else 0.0
    pairs = list(zip(chart.values[::-1], chart.bounds[::-1], strict=True))
    _lines(series, [max(value - max(low, least), 0.0) for value, (low, _) in pairs],
           [max(high - value, 0.0) for value, (_, high) in pairs])  # fmt: skip


def _lines(series: Any, minus: Sequence[float], plus: Sequence[float]) -> None:
    """Draw lines from so much below each value to so much above it."""
    parts = "".join(
        f'<c:{side}><c:numLit><c:ptCount val="{len(numbers)}"/>'
        + "".join(f'<c:pt idx="{n}"><c:v>{number:.6g}</c:v></c:pt>'
                  for n, number in enumerate(numbers) if number == number)
        + f"</c:numLit></c:{side}>"
        for side, numbers in (("plus", plus), ("minus", minus))
    )  # fmt: skip
    drawn = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/>'
        f'<c:errValType val="cust"/><c:noEndCap val="0"/>{parts}<c:spPr><a:ln w="22225">'
        '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    series._element.find(qn("c:cat")).addprevious(drawn)


def bars(story: Story) -> list[Bars]:
    """Give the bar charts that a story has data for."""
    return [chart for chart in (reached(story), waited(story), compared(story)) if chart]
