"""The documented spread: nodes, links, and what is left out."""

import re
from dataclasses import replace

import numpy as np
import pytest

from casekit import cases, draw
from casekit.errors import EvidenceError
from casekit.layout.lanes import Box
from casekit.layout.links import leaders, plan
from casekit.layout.wording import raised
from tests.bakery import bakery
from tests.inked import faults, texts

SHEET = Box(1.67, 1.5, 12.9, 6.1)


@pytest.fixture(scope="module", params=["de", "en"])
def airline(request):
    return cases.load("british-airways-2013", lang=request.param)


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
def test_no_text_leaves_the_figure_or_overlaps_another(airline, font):
    assert faults(draw.links(airline, font=font)) == []


def test_labels_cover_no_foreign_dot(airline):
    made = plan(airline, sheet=SHEET)
    for node in made.nodes:
        for other in made.nodes:
            if node is not other:
                x, y = other.entry.x, other.y
                box = node.label
                assert not (box.left < x < box.right and box.bottom < y < box.top)


def test_every_link_shown_joins_two_nodes_shown_and_keeps_off_them(airline):
    made = plan(airline, sheet=SHEET)
    places = {node.entry.event: (node.entry.x, node.y) for node in made.nodes}
    for one in made.links:
        assert np.hypot(*(one.curve[0] - places[one.start])) >= 0.1
        assert np.hypot(*(one.curve[-1] - places[one.end])) >= 0.1
    assert made.known == len(airline.links)
    assert len(made.links) >= 20


def test_title_and_hubs_count_what_was_set_off_in_the_whole_ledger(airline):
    most, next_most = airline.links.groupby("from")["to"].nunique().nlargest(2)
    known = airline.links["to"].nunique()
    shown = draw.links(airline)
    counts = [int(n) for n in re.findall(r"\d+", shown.title)]
    assert counts == [most, known, next_most]
    said = " | ".join(words for words, _ in texts(shown))
    for n in (most, next_most):
        assert re.search(rf"(set off|löste) {n} (of|von) {known}", said)


def test_one_link_is_told_as_one(airline):
    links, first = airline.links, plan(airline, sheet=SHEET).links[0]
    alone = links[links["from"].eq(first.start) & links["to"].eq(first.end)].iloc[:1]
    shown = draw.links(replace(airline, links=alone))
    assert re.match(r"1 (link between|Verbindung zwischen) 2 ", shown.title)
    said = " | ".join(words for words, _ in texts(shown))
    assert "names the link shown." in said or "Die gezeigte Verbindung ist" in said


def test_only_what_the_title_counts_stands_out(airline):
    made = plan(airline, sheet=SHEET)
    assert {one.start for one in made.links if one.strong} == {*leaders(airline.links)}


def test_every_source_of_a_link_is_numbered_at_its_end(airline):
    made = plan(airline, sheet=SHEET)
    numbered = {node.entry.event: {*node.numbers.split(",")} for node in made.nodes}
    rows = airline.links.loc[[one.link for one in made.links]]
    for end, numbers in zip(rows["to"], raised(airline, rows), strict=True):
        assert {*numbers.split(",")} <= numbered[end]


def test_links_not_shown_are_counted():
    airline = cases.load("british-airways-2013")
    made = plan(airline, sheet=SHEET)
    gone = len(airline.links) - len(made.links)
    written = " ".join(words for words, _ in texts(draw.links(airline)))
    assert gone > 0
    assert "links are not shown" in written


def test_the_legend_holds_the_grades_that_are_there_and_no_other():
    firm = bakery().links[bakery().links["evidence"] == "documented"]
    both = [words for words, _ in texts(draw.links(bakery()))]
    one = [words for words, _ in texts(draw.links(bakery(links=firm)))]
    assert "derived from the events" in both
    assert "derived from the events" not in one
    assert "documented: source number at its end" in one


def test_a_small_case_is_shown_whole():
    made = plan(bakery(), sheet=SHEET)
    assert len(made.links) == 6
    assert {node.entry.event for node in made.nodes if node.hub} == {"burnt"}


def test_a_second_link_of_one_pair_runs_beside_the_first():
    links = bakery().links.iloc[[0, 0, 1]].reset_index(drop=True)
    links.index.name = "link"
    one, two, _ = plan(bakery(links=links), sheet=SHEET).links
    middle = one.curve[len(one.curve) // 2]
    assert np.hypot(*(two.curve - middle).T).min() > 0.03


def test_a_case_without_links_is_refused():
    with pytest.raises(EvidenceError, match="no link"):
        draw.links(bakery(links=bakery().links.iloc[:0]))
