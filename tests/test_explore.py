"""A spread to play through: the slider, one branch alone, the page by itself, keys."""

import re

import pandas as pd
import pytest

from casekit import interact, reconstruct, response, theme
from casekit.interact import ensemble
from casekit.interact.explore import script
from casekit.interact.frame import Sheet, repaint
from casekit.layout import alarm
from casekit.layout.window import Window
from tests.bakery import bakery
from tests.test_draw_spread import crowd, linked, thread
from tests.test_draw_week import waits

ALONE = "[data-alone]"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    held = {"thread": (thread(), "airline", "de"), "crowd": (crowd(2_200), None, "en")}
    return {
        name: interact.save(
            interact.spread(posts, linked(posts), by=by, lang=lang), folder / f"{name}.html"
        )
        for name, (posts, by, lang) in held.items()
    }


def test_the_slider_counts_what_had_come_and_ends_with_all():
    posts = thread()
    figure = interact.spread(posts, linked(posts), by="airline")
    (slider,) = figure.layout.sliders
    came = [int(found[1]) for step in slider.steps
            if (found := re.search(r": (\d+) of 11$", step.label))]  # fmt: skip
    assert came == sorted(came)
    assert slider.steps[slider.active].label == "All 11"
    veil = figure.layout.shapes[-1]
    last = slider.steps[-1].args[0]
    assert last == {f"shapes[{len(figure.layout.shapes) - 1}].x0": veil.x1}


def test_each_dot_knows_its_parent():
    posts = thread()
    figure = interact.spread(posts, linked(posts), by="airline")
    seats = {name: n for n, name in enumerate(posts.index)}
    found = {}
    for trace in figure.data:
        if trace.mode == "markers" and trace.customdata is not None:
            found |= {int(row[0]): int(row[1]) for row in trace.customdata}
    known = {seats[child]: seats.get(parent, -1) for child, parent in posts["parent"].items()}
    assert found == known


def test_only_figures_of_a_spread_carry_the_script(pages):
    assert script({"title": "one"}) is None
    page = pages["thread"].read_text(encoding="utf-8")
    assert page.count("function explore(gd)") == 1
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=", page)
    assert "{plot_id}" not in page


@pytest.fixture
def opened(chromium):
    """Open a page without network, and say at the end what its console complained of."""
    said = []
    context = chromium.new_context(offline=True, viewport={"width": 1300, "height": 900},
                                  has_touch=True)  # fmt: skip

    def open_page(path):
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text)
                if message.type == "error" else None)  # fmt: skip
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("requestfailed", lambda request: said.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("[data-ready=yes]")
        return page

    yield open_page
    context.close()
    assert said == []


def spot(page):
    """Say where the largest branch begins on the screen, and how many dots are chosen."""
    return page.evaluate("""() => {
      const gd = document.querySelector("[data-ready]"), head = gd.layout.meta.tree.heads[0];
      const place = gd.getBoundingClientRect(), {xaxis, yaxis} = gd._fullLayout;
      for (const trace of gd._fullData) {
        if (trace.mode !== "markers" || !trace.customdata) continue;
        const n = Array.from(trace.customdata).findIndex((row) => row[0] === head);
        if (n >= 0) return [place.left + xaxis._offset + xaxis.c2p(trace.x[n]),
                            place.top + yaxis._offset + yaxis.c2p(trace.y[n])];
      }}""")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["thread", "crowd"])
def test_a_click_leaves_a_branch_alone_and_escape_brings_all_back(pages, opened, name):
    page = opened(pages[name])
    chosen = """() => document.querySelector("[data-ready]")._fullData
        .filter((trace) => trace.mode === "markers" && trace.customdata)
        .reduce((sum, trace) => sum + (trace.selectedpoints || trace.customdata).length, 0)"""
    every = page.evaluate(chosen)
    page.mouse.click(*spot(page))
    page.wait_for_selector(ALONE)
    page.wait_for_function(f"({chosen})() < {every}")
    assert page.locator(".casekit-explore button").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_function(f"({chosen})() === {every}")
    assert page.locator(ALONE).count() == 0


@pytest.mark.browser
def test_fingers_and_keys_do_the_same(pages, opened):
    page = opened(pages["thread"])
    page.touchscreen.tap(*spot(page))
    page.wait_for_selector(ALONE)
    page.get_by_role("button", name="Alle zeigen").tap()
    page.wait_for_selector(ALONE, state="detached")
    page.focus("[data-ready]")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(ALONE)
    before = page.evaluate("document.querySelector('[data-ready]').layout.shapes.at(-1).x0")
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        f"document.querySelector('[data-ready]').layout.shapes.at(-1).x0 < {before} - 2"
    )
    told = page.locator(".casekit-explore [role=status]").inner_text()
    assert re.search(r"nach dem ersten Beitrag: \d+ von 11", told)


@pytest.mark.browser
def test_the_slider_can_be_dragged(pages, opened):
    page = opened(pages["crowd"])
    box = page.locator(".slider-grip-rect").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(600, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    page.wait_for_function("""() => {
      const {shapes, sliders} = document.querySelector("[data-ready]").layout;
      return sliders[0].active < 40 && shapes.at(-1).x0 < 9; }""")


@pytest.mark.parametrize("name", ["timeline", "links"])
def test_twins_take_the_dark_look_and_leave_nothing_white(name):
    figure = getattr(interact, name)(bakery(), look="dark")
    assert figure.layout.paper_bgcolor == "#12181F"
    assert '"white"' not in figure.to_json()
    assert figure.layout.meta == getattr(interact, name)(bakery()).layout.meta


def test_a_colour_within_a_text_is_repainted_with_all_others():
    figure = Sheet()
    figure.add_annotation(text=f'<span style="color:{alarm.COLOR}">{alarm.COLOR}</span>')
    (shown,) = repaint(figure, "dark").layout.annotations
    light = theme.look("dark").paint(alarm.COLOR)
    assert shown.text == f'<span style="color:{light}">{alarm.COLOR}</span>'
    assert light != alarm.COLOR


def test_hatching_is_dark_where_the_page_is():
    curve = interact.curve(reconstruct.example(), look="dark")
    grounds = {trace.fillpattern.bgcolor for trace in curve.data if trace.type == "scatter"}
    assert all(int(ground[1:3], 16) < 0x40 for ground in grounds - {None})
    assert grounds - {None}


def test_squares_of_a_week_have_the_colours_of_their_legend():
    week = interact.week(response.week(waits(), zone="UTC"), zone="UTC")
    squares = [trace for trace in week.data if trace.hovertemplate]
    assert {trace.marker.opacity for trace in squares} == {1}
    named = {trace.marker.color for trace in week.data if trace.legend == "legend3"}
    assert {trace.marker.color for trace in squares} == named


def test_a_curve_says_where_its_count_begins():
    window = Window(pd.Timestamp("2013-09-02T00:00Z"), pd.Timestamp("2013-09-04T00:00Z"), 1, 11)
    figure = Sheet()
    ensemble.origin(figure, window, (2.0, 4.0), 1.5, color="#C43A1E", tz="UTC")
    (bar,) = figure.layout.shapes
    assert (str(bar.x0), str(bar.x1)) == ("2013-09-02 04:48:00", "2013-09-02 14:24:00")
    assert (bar.y0, bar.y1) == (1.5, pytest.approx(1.59))
