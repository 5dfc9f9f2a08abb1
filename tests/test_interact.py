"""Interactive twins: same geometry, hover, toggling by grade, no network."""

import inspect
import re

import pytest
from plotly.offline import get_plotlyjs

from casekit import cases, draw, interact
from casekit.errors import CasekitError, EvidenceError, SchemaError
from casekit.interact.bundle import _kinds, bundle
from casekit.interact.frame import WIDEST
from casekit.language import of
from casekit.layout.lanes import Box
from casekit.layout.links import plan as plan_links
from casekit.layout.sheet import grade_words
from tests.bakery import bakery
from tests.test_draw_reach import curve


def hovers(figure):
    return [text for trace in figure.data for text in (trace.hovertext or ())]


def test_timeline_hover_tells_text_bounds_grade_and_sources():
    told = next(t for t in hovers(interact.timeline(bakery())) if t.startswith("Posts a burnt"))
    for part in ("as it is told", "between Tue 2 Jun, 08:00 and Tue 2 Jun, 10:00",
                 "How known: documented", "The Gazette, A burnt roll"):  # fmt: skip
        assert part in told.replace("<br>", " ").replace("June", "Jun")


def test_hover_is_harmless_html():
    assert all("<ovens>" not in text for text in hovers(interact.timeline(bakery())))


@pytest.mark.parametrize("make", [interact.timeline, interact.links])
def test_each_grade_is_one_entry_of_the_legend_and_toggles_all_its_marks(make):
    figure, speak = make(bakery()), of("en")
    named = [t.name for t in figure.data if t.name and t.legendgroup]
    assert named == [grade_words(grade, speak) for grade in ("documented", "derived")]
    drawn = [t for t in figure.data if t.showlegend is False]
    assert {t.legendgroup for t in drawn} == {"documented", "derived"}
    assert figure.layout.legend.itemclick == "toggle"
    assert figure.layout.legend2.itemclick is False


def test_dots_stand_at_their_times_on_the_wall_clock():
    case = cases.load("british-airways-2013")
    figure = interact.timeline(case)
    assert any("2013-09-03 10:00:00" in map(str, trace.x) for trace in figure.data if trace.x)


def test_links_run_where_the_layout_puts_them():
    case = bakery()
    figure = interact.links(case)
    base = figure.layout.xaxis.position * 7.5
    made = plan_links(case, sheet=Box(1.67, base, 12.93, 6.0), font=WIDEST)
    heads = [t for t in figure.data if t.marker.symbol == "arrow"]
    assert len(heads) == len(made.links)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_twins_say_the_same_finding_as_the_static_ones(lang):
    from casekit import draw

    case = cases.load("british-airways-2013", lang=lang)
    assert interact.timeline(case).layout.meta["title"] == draw.timeline(case).title
    assert interact.links(case).layout.meta["title"] == draw.links(case).title
    assert interact.reach(curve(), lang=lang).layout.meta["title"] == draw.reach(
        curve(), lang=lang
    ).title  # fmt: skip


def test_one_file_without_any_address_to_load_from(tmp_path):
    path = interact.save(interact.reach(curve(), lang="de"), tmp_path / "reach.html")
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert '<html lang="de">' in page
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)


def test_a_page_brings_the_kinds_of_trace_that_it_draws_and_what_is_unclear():
    every = _kinds()
    assert {"scatter3d", "scattergeo", "scattermap", "bar"} <= set(every.values())
    assert not {"scattergl", "scatter"} & set(every.values())  # named otherwise: they stay
    cut, whole = bundle(frozenset({"bar"})), bundle(frozenset(every.values()))
    gone = {call for call in every if whole.count(f"{call}()") > cut.count(f"{call}()")}
    assert {every[call] for call in gone} == set(every.values()) - {"bar"}
    assert len(cut) < 0.75 * len(get_plotlyjs())
    assert "Licensed under the MIT license" in cut
    assert "this, (() => {" in cut  # read once


def test_a_figure_fits_a_notebook_beside_the_files_of_jupyterlab():
    width = interact.timeline(bakery()).layout.width
    assert width <= 1048  # seen of a window of 1,500 pixels, side bar open


def test_other_files_are_refused(tmp_path):
    with pytest.raises(CasekitError):
        interact.save(interact.reach(curve()), tmp_path / "reach.png")


def test_frames_without_grades_are_refused():
    with pytest.raises(EvidenceError):
        interact.reach(curve().drop(columns="evidence"))
    with pytest.raises(EvidenceError):
        interact.links(bakery(links=bakery().links.drop(columns="evidence")))


@pytest.mark.parametrize("room", [draw, interact], ids=["draw", "interact"])
def test_every_picture_refuses_nothing_at_all_by_its_name(room):
    for name in sorted(set(room.__all__) - {"save"}):
        with pytest.raises(SchemaError, match=rf"^{room.__name__.split('.')[1]}\.{name}: .* None"):
            getattr(room, name)(**dict.fromkeys(needed(getattr(room, name))))


def needed(make):
    """Give the parameters that a call must name."""
    return [p.name for p in inspect.signature(make).parameters.values() if p.default is p.empty]
