"""Disputed numbers: each rival value on its row, with its source and what its wording leaves."""

from itertools import product

import pandas as pd
import pytest

from casekit import cases, draw, interact
from casekit.cases.checkpoints import interval
from casekit.errors import CatalogueError, EvidenceError
from casekit.interact.frame import WIDEST
from casekit.language import of
from casekit.layout.conflicts import finding, notes, plan
from casekit.layout.lanes import Box
from tests.bakery import bakery
from tests.inked import faults, texts

SHEET = Box(0.4, 1.1, 12.93, 6.5)
SLUGS = (
    "british-airways-2013", "dell-hell-2005", "motrin-moms-2008", "nestle-kitkat-2010",
    "o2-2011", "telekom-hilft-2010", "united-guitars-2009",
)  # fmt: skip
every_case = pytest.mark.parametrize("slug", SLUGS)


def quarrel(rivals="early late", **changes):
    """Give the bakery with one conflict in numbers and one in words."""
    conflicts = pd.DataFrame({
        "about": ["How many looked"] * 2 + ["Who was to blame"] * 2,
        "source": ["gazette", "blog"] * 2, "value": ["over 400", "about 900", "oven", "baker"],
        "figures": [rivals, rivals, None, None],
    }, index=pd.Index([0, 0, 1, 1], name="conflict"))  # fmt: skip
    return bakery(conflicts=conflicts, **changes)


def test_rival_values_stand_on_one_row_and_disputes_in_words_are_named():
    made = plan(quarrel(), sheet=SHEET, speak=of("en"))
    assert [mark.words for mark in made.rows[0].marks] == ["over 400", "about 900"]
    assert (made.known, made.words, made.dropped, made.others) == (2, 1, 0, 0)
    written = " ".join(words for words, _ in texts(draw.conflicts(quarrel())))
    assert [(one.claims, one.about) for one in made.spoken] == [(2, "Who was to blame")]
    assert "How many looked" in written
    assert "Who was to blame" in written
    assert "see the list" not in written


def test_disputes_in_words_that_have_no_room_are_counted():
    low = Box(SHEET.left, SHEET.top - 1.6, SHEET.right, SHEET.top)
    made = plan(quarrel(), sheet=low, speak=of("en"))
    assert made.spoken == []
    assert notes(made, of("en")) == ["1 more disagree in words: see the list."]


def test_the_bar_is_what_digits_and_hedge_leave_open():
    row = plan(quarrel(), sheet=SHEET, speak=of("en")).rows[0]
    low, high = (float(text.replace(",", "")) for text in row.ends)
    scale = (row.axis[1] - row.axis[0]) / (high - low)
    for mark, (value, qualifier) in zip(row.marks, [(400, "over"), (900, "about")], strict=True):
        for place, bound in zip(mark.bar, interval(value, qualifier), strict=True):
            assert place == pytest.approx(row.axis[0] + (bound - low) * scale)


def test_values_of_another_unit_are_counted():
    figures = bakery().figures.copy()
    other = figures.loc[["late"]].rename(index={"late": "cups"}).assign(unit="cups", value=3.0)
    case = quarrel("early late cups", figures=pd.concat([figures, other]))
    assert plan(case, sheet=SHEET, speak=of("en")).others == 1


def test_a_case_whose_sources_agree_on_numbers_is_refused():
    with pytest.raises(EvidenceError, match="two figures"):
        draw.conflicts(bakery())
    with pytest.raises(EvidenceError, match="two figures"):
        interact.conflicts(quarrel("early"))


def test_a_picture_speaks_the_language_of_its_case():
    with pytest.raises(CatalogueError, match="lang='de'"):
        draw.conflicts(quarrel(), lang="de")


@every_case
def test_every_conflict_and_every_rival_is_drawn_or_counted(slug):
    case = cases.load(slug, lang="en")
    made = plan(case, sheet=SHEET, speak=of("en"))
    assert len(made.rows) + made.dropped + made.words == made.known
    assert made.known == case.conflicts.index.nunique()
    for row in made.rows:
        assert len({case.figures["unit"][mark.figure] for mark in row.marks}) == 1
        assert SHEET.left < row.axis[0] < row.axis[1] < SHEET.right
        assert all(row.axis[0] <= x <= row.axis[1] for mark in row.marks for x in mark.bar)
    assert f" {len(made.rows) + made.dropped} " in finding(case, made, of("en"))


@every_case
def test_no_text_leaves_the_figure_or_overlaps_another(slug):
    for lang, font in product(("de", "en"), (None, WIDEST)):
        assert faults(draw.conflicts(cases.load(slug, lang=lang), font=font)) == []


def test_the_twin_says_the_same_and_tells_the_sources():
    case = cases.load("nestle-kitkat-2010", lang="de")
    figure = interact.conflicts(case)
    assert figure.layout.meta["title"] == draw.conflicts(case).title
    told = [text for trace in figure.data for text in trace.hovertext or ()]
    made = plan(case, sheet=SHEET, speak=of("de"), font=WIDEST)
    assert len(told) == sum(len(row.marks) for row in made.rows)
    assert all("Beleg" in text or "Quelle" in text or "belegt" in text for text in told)
