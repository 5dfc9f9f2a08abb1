"""Cases on one clock and on the scale: static pictures and their interactive twins."""

from dataclasses import replace

import pandas as pd
import pytest

from casekit import compare, draw, interact, load, response
from casekit.errors import EvidenceError, SchemaError
from casekit.language import of
from casekit.layout import compare as layout
from casekit.layout.lanes import Box
from tests.bakery import bakery
from tests.inked import faults, texts
from tests.test_compare import RISING, SLUGS, shop

SHEET = Box(layout.LEFT, 1.3, 12.6, 6.1)


@pytest.fixture(scope="module")
def told():
    return {lang: [load.case(slug, lang=lang) for slug in SLUGS] for lang in ("en", "de")}


@pytest.fixture(scope="module")
def clock(told):
    return draw.compare(told["en"])


def words(figure):
    return " | ".join(text for text, _ in texts(figure))


@pytest.mark.parametrize(
    ("lang", "font", "zero"),
    [("de", "DejaVu Sans", "trigger"), ("de", None, "answer"),
     ("en", "DejaVu Sans", "press")],
)  # fmt: skip
def test_no_text_of_the_clock_leaves_or_overlaps(told, lang, font, zero):
    assert faults(draw.compare(told[lang], zero=zero, font=font)) == []


@pytest.mark.parametrize(("lang", "font"), [("en", None), ("de", "DejaVu Sans")])
def test_no_text_of_the_scale_leaves_or_overlaps(told, lang, font):
    assert faults(draw.scale(compare.scale(told[lang]), lang=lang, font=font)) == []


def test_the_finding_holds_at_both_ends(clock):
    figure = clock
    assert faults(figure) == []
    # half: British Airways until 23 h 3 min, United not before 15 days 21 h
    assert figure.title == (
        "British Airways was halfway after at most 24 h, United after at least 15 days"
    )
    written = words(figure)
    for part in ("nearly 76,800", "YouTube views", "compare courses, not sizes", "61–64 days",
                 "No course of three dated figures in the first year: Dell 2005 and Telekom",
                 "after an act of its own", "what else sources say"):  # fmt: skip
        assert part in written
    assert "United 2009: 8–34 h" in figure.alt


def test_a_day_has_a_frame_and_the_line_begins_with_the_first_figure(told):
    made = layout.plan(told["en"], zero="trigger", sheet=SHEET, speak=of("en"), font=None)
    points = {p.row["id"]: p for trace in made.traces for p in trace.points}
    assert points["impressions-50k"].mark == "day"
    assert points["views-0409"].mark == "exact"
    assert points["impressions-73k"].rival
    for trace in made.traces:
        assert trace.line[0, 1] >= made.box.bottom
        assert trace.line[-1, 1] == pytest.approx(max(trace.line[:, 1]))
    names = [row.name for row in made.rows]
    assert names[0] == "Nestlé 2010"
    assert names[-1] == "Telekom hilft 2010"
    assert made.rows[-1].own


def test_the_answer_stands_on_the_curve_only_where_there_is_one(told):
    made = layout.plan(told["en"], zero="trigger", sheet=SHEET, speak=of("en"), font=None)
    held = {trace.name for trace in made.traces if trace.answer is not None}
    assert held == {"British Airways 2013", "Nestlé 2010", "O2 2011"}
    assert all(trace.tag is not None for trace in made.traces)


def test_what_came_before_zero_stands_left_of_the_clock(told):
    made = layout.plan(told["en"], zero="answer", sheet=SHEET, speak=of("en"), font=None)
    assert made.before is not None
    assert made.before < made.axis.left
    early = [p for trace in made.traces for p in trace.points if p.row["after"].value < 0]
    assert early
    assert {p.x for p in early} == {made.before}


def test_where_one_of_several_has_a_course_the_title_tells_the_waits(told):
    held = {case.slug: case for case in told["en"]}
    bare = replace(held["o2-2011"], figures=held["o2-2011"].figures.iloc[:0])
    figure = draw.compare([held["british-airways-2013"], bare])
    assert figure.title == "British Airways: 5–12 h, O2: 2–6 days until the first answer"


def test_one_invented_case_and_none():
    figure = draw.compare([shop(*RISING)])
    assert figure.title == "Corner Bakery was halfway after at most 13 h"
    with pytest.raises(SchemaError, match="0 cases have a course"):
        draw.compare([bakery()])
    seven = [shop(*RISING, slug=f"b-{n}") for n in range(7)]
    years = [renamed(case, n) for n, case in enumerate(seven)]
    with pytest.raises(SchemaError, match="7 cases have a course"):
        draw.compare(years)


def renamed(case, n):
    return replace(case, organisation=replace(case.organisation, short=f"Bakery {n}"))


def test_the_twins_tell_each_figure_and_each_level(told, clock):
    twin = interact.compare(told["en"])
    hover = [str(t) for trace in twin.data if trace.text is not None for t in trace.text]
    assert any("nearly 76,800 impressions" in text for text in hover)
    assert {t.legendgroup for t in twin.data if t.legendgroup} == {"documented", "derived"}
    assert twin.layout.meta["title"] == clock.title
    levels = compare.scale(told["de"])
    figure = interact.scale(levels, lang="de")
    hover = [str(trace.text) for trace in figure.data if trace.text is not None]
    assert sum("Sturm" in text for text in hover) >= 5
    assert figure.layout.meta["title"] == draw.scale(levels, lang="de").title


def test_the_scale_says_what_it_is_and_draws_bounds(told):
    table = compare.scale(told["en"])
    written = words(draw.scale(table))
    assert "no science" in written
    assert "Our reading" in written
    with pytest.raises(EvidenceError, match="without grades"):
        draw.scale(table.drop(columns="evidence"))
    with pytest.raises(SchemaError, match="holds no levels"):
        draw.scale(table.iloc[:0])


def test_a_ladder_of_cases_says_what_is_measured_and_sets_the_odd_one_apart(told):
    steps = pd.concat([response.story(case) for case in told["en"]])
    figure = draw.waits(steps[steps["first"]], case=told["en"])
    assert figure.title == "Nestlé: under 12 h, Dell: 61–64 days until the first answer"
    written = words(figure)
    assert "First tweet of @Telekom_hilft → First answers to customers" in written
    downward = sorted(texts(figure), key=lambda line: -line[1][1])
    below = " ".join(text for text, _ in downward)  # the line of sources may break anywhere
    assert "Counted from an act of its own, not from a complaint: Deutsche Telekom." in below
    assert "Sources: 1 " in below
    assert "the ledgers of the cases" not in below
    places = {text: box[1] for text, box in texts(figure)}
    assert places["Deutsche Telekom"] < places["Dell"]
