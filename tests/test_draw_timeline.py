"""The case timeline: what it shows, says, and never does."""

import pandas as pd
import pytest

from casekit import cases, draw
from casekit.errors import CatalogueError, EvidenceError
from casekit.language import of
from casekit.layout import wording
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.sheet import grade_words, time_words
from casekit.layout.timeline import plan
from casekit.schema import EVIDENCE
from tests.bakery import bakery
from tests.inked import faults, texts

SHEET = Box(1.67, 1.5, 12.9, 6.1)


def words(figure):
    return [text for text, _ in texts(figure)]


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_text_leaves_the_figure_or_overlaps_another(font, lang):
    for case in (cases.load("british-airways-2013", lang=lang), bakery(lang)):
        assert faults(draw.timeline(case, font=font)) == []


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_legend_holds_the_marks_and_grades_that_are_there_and_no_other(lang):
    speak = of(lang)
    written = words(draw.timeline(bakery(lang)))
    assert [m for m in TIME_MARKS if time_words(m, speak) in written] == list(TIME_MARKS)
    held = [grade for grade in EVIDENCE if grade_words(grade, speak) in written]
    assert held == ["documented", "derived"]
    whole = bakery(lang).events.assign(evidence="documented")
    written = words(draw.timeline(bakery(lang, events=whole, figures=bakery().figures.iloc[:0])))
    assert grade_words("derived", speak) not in written


def test_the_answer_stands_at_one_place_in_all_panels():
    figure = draw.timeline(bakery())
    lines = figure.findobj(lambda a: a.get_gid() == "answer")
    places = {float(x) for line in lines for x in line.get_xdata()}
    assert (len(lines), len(places)) == (2, 1)


def test_every_event_is_shown_or_counted():
    for case in (bakery(), cases.load("british-airways-2013")):
        made = plan(case, None, sheet=SHEET, speak=of("en"))
        assert len(made.entries) + made.before + made.after + made.dropped == len(case.events)


def test_rows_are_never_too_low_to_read_and_trigger_and_answer_stay():
    case = cases.load("british-airways-2013")
    made = plan(case, case.checkpoints("promoted-tweet"), sheet=SHEET, speak=of("en"))
    assert 0.21 <= made.row <= 0.30
    assert {case.trigger, case.answer} <= {entry.event for entry in made.entries}
    assert made.crossings == 0


def test_the_finding_is_the_strongest_that_holds_at_both_ends():
    case, speak = bakery(), of("en")
    figures = case.checkpoints("roll")
    assert wording.finding(case, figures, speak) == "Over 400 views before Corner Bakery answered"
    about = figures.assign(qualifier="about")
    assert wording.finding(case, about, speak).startswith("About 400 views or more before")
    late = figures.assign(latest=case.events.loc["sorry", "latest"])
    assert wording.finding(case, late, speak) == (
        "Corner Bakery took at least 3 hours to answer; in the end about 900 views"
    )
    assert wording.finding(case, None, speak) == "Corner Bakery took at least 3 hours to answer"
    silent = bakery(answer=None)
    assert wording.finding(silent, None, speak) == "No answer by Corner Bakery is documented"


def test_without_an_answer_there_is_no_line():
    figure = draw.timeline(bakery(answer=None))
    assert figure.findobj(lambda a: a.get_gid() == "answer") == []
    assert figure.title == "About 900 views, and no answer by Corner Bakery is documented"


def test_the_wait_is_the_widest_that_the_bounds_allow():
    low, high = wording.wait(bakery())
    assert (low, high) == (pd.Timedelta(hours=3), pd.Timedelta(hours=7))


def test_a_case_without_figures_has_no_panel():
    assert draw.timeline(bakery(figures=bakery().figures.iloc[:0])).title.startswith("Corner")


def test_events_without_grades_are_refused():
    with pytest.raises(EvidenceError):
        draw.timeline(bakery(events=bakery().events.drop(columns="evidence")))


def test_a_picture_speaks_the_language_of_its_case():
    with pytest.raises(CatalogueError, match="lang='de'"):
        draw.timeline(bakery("en"), lang="de")


def test_alt_text_tells_the_story():
    alt = draw.timeline(bakery()).alt
    assert "Gazette reports" in alt
    assert "over 400" in alt


def test_a_case_of_months_has_ticks_at_months():
    events = bakery().events.copy()
    late = pd.Timestamp("2020-12-01 12:00", tz="UTC")
    events.loc["rolls", ["at", "earliest", "latest"]] = [late, late, late + pd.Timedelta(hours=1)]
    figure = draw.timeline(bakery(events=events))
    assert faults(figure) == []
    assert "Aug 2020" in words(figure)


def test_drawing_changes_nothing_it_is_given():
    case = bakery()
    before = case.events.copy(deep=True)
    draw.timeline(case)
    pd.testing.assert_frame_equal(case.events, before)
