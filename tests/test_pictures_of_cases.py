"""Timelines and links of all documented cases: nothing overlaps, nothing is lost."""

from functools import cache
from itertools import product

import pytest

from casekit import cases, draw, interact
from casekit.interact.frame import WIDEST
from casekit.language import of
from casekit.layout import passing, wording
from casekit.layout.bursts import case_clock, drawable, silences
from casekit.layout.lanes import Box
from casekit.layout.links import plan as plan_links
from casekit.layout.timeline import LANE_ROWS, ROW_TIGHT, plan
from tests.inked import faults, texts

SERIES = {
    "british-airways-2013": "promoted-tweet", "o2-2011": "site-reports", "dell-hell-2005": None,
    "motrin-moms-2008": "protest-video-views", "telekom-hilft-2010": "account-followers",
    "united-guitars-2009": "first-video-views", "nestle-kitkat-2010": "video-all-versions",
}  # fmt: skip
BROKEN = ("o2-2011", "dell-hell-2005", "telekom-hilft-2010", "united-guitars-2009",
          "nestle-kitkat-2010")  # fmt: skip
SHEET = Box(1.67, 1.9, 12.93, 6.06)
every_case = pytest.mark.parametrize("slug", SERIES)
every_picture = pytest.mark.parametrize(
    ("slug", "lang", "font"), list(product(SERIES, ("de", "en"), (None, WIDEST)))
)
one_picture = pytest.mark.parametrize(
    ("slug", "lang", "font"),
    [(slug, ("de", "en")[n % 2], (WIDEST, None)[n // 2 % 2]) for n, slug in enumerate(SERIES)],
)


@cache
def told(slug, lang="en"):
    return cases.load(slug, lang=lang)


def checkpoints(case):
    series = SERIES[case.slug]
    return case.checkpoints(series) if series else None


@cache
def timeline(slug, font=None):
    case = told(slug)
    return plan(case, checkpoints(case), sheet=SHEET, speak=of("en"), font=font)


@cache
def links(slug):
    return plan_links(told(slug), sheet=SHEET)


def checked(slug, lang, font):
    case = told(slug, lang)
    assert faults(draw.timeline(case, series=SERIES[slug], font=font)) == []
    assert faults(draw.links(case, font=font)) == []


@one_picture
def test_no_text_leaves_the_figure_or_overlaps_another(slug, lang, font):
    checked(slug, lang, font)


@pytest.mark.slow
@every_picture
def test_no_text_leaves_any_figure_or_overlaps_another(slug, lang, font):
    checked(slug, lang, font)


@every_case
@pytest.mark.parametrize("font", [None, WIDEST])
def test_every_event_and_every_figure_is_drawn_or_counted(slug, font):
    case = told(slug)
    figures = checkpoints(case)
    made = timeline(slug, font)
    gone = made.before + made.between + made.after + made.dropped
    assert len(made.entries) + gone == made.known == len(case.events)
    if figures is not None:
        shown = made.shown(figures)
        assert len(shown) + made.beyond == len(figures)
        assert made.window.holds(shown["as_of"]).all()


@every_case
def test_what_is_left_out_is_said(slug):
    case = told(slug)
    made = timeline(slug)
    said = " ".join(wording.notes(case, made, of("en")))
    for count, words in ((made.before, "{} earlier"), (made.between, "{} between the bursts"),
                         (made.after, "{} later"), (made.dropped, "{} for want of room"),
                         (made.beyond, "outside these days: {}")):  # fmt: skip
        assert (words.format(count) in said) is bool(count)
    bare = sum(point.label is None for point in made.panel.points) if made.panel else 0
    assert (f"stand at their mark: {bare}" in said) is bool(bare)


@every_case
def test_the_figure_of_a_title_lies_in_the_window(slug):
    case, speak = told(slug), of("en")
    figures = checkpoints(case)
    if figures is None:
        pytest.skip("no series")
    made = timeline(slug)
    title = wording.finding(case, made.shown(figures), speak, made.window)
    inside = {speak.number(v) for v in made.shown(figures)["value"]}
    outside = {speak.number(v) for v in figures["value"]} - inside
    words = title.replace(",", "").split()
    assert not {number.replace(",", "") for number in outside} & set(words)


@every_case
def test_trigger_answer_and_what_set_off_others_stay(slug):
    case = told(slug)
    made = timeline(slug)
    shown = {entry.event for entry in made.entries}
    leaving = case.links["from"].value_counts()
    busy = {e for e, n in leaving.items() if n >= 2}
    placed = case.events.index[drawable(case.events, made.window)]
    assert {case.trigger, case.answer} <= shown
    assert busy & set(placed) <= shown or made.row < ROW_TIGHT + 0.02
    deepest = max(entry.place.row for entry in made.entries)
    assert deepest < LANE_ROWS or made.row <= ROW_TIGHT


@every_case
def test_aftermath_stands_nowhere_in_place_of_a_response(slug):
    case = told(slug)
    made = timeline(slug)
    events = case.events[drawable(case.events, made.window)]
    shown = {entry.event for entry in made.entries}
    if set(events.index[events["phase"] == "response"]) <= shown:
        return
    leaving = case.links["from"].value_counts()
    after = [e for e in shown if case.events["phase"][e] == "aftermath"]
    seeds = case.events["sources"].fillna("").str.contains(r"\bseed-")
    blocks = [events.index[(events["at"] >= b.start) & (events["at"] <= b.end)]
              for b in made.window.blocks]  # fmt: skip
    alone = [block for block in blocks if set(block) & shown <= set(after)]
    for event in after:
        assert leaving.get(event, 0) >= 2 or seeds[event] or any(event in b for b in alone)


@every_case
def test_a_clock_breaks_where_silences_fill_it_and_only_there(slug):
    case = told(slug)
    window = case_clock(case, checkpoints(case), SHEET.left, SHEET.right)
    lengths = [one.length for one in silences(case.events, window, drawable(case.events, window))]
    assert (sum(length > lengths[0] * 0 for length in lengths) > 0) is (slug in BROKEN)
    assert len(window.blocks) <= 6
    if slug == "british-airways-2013":
        assert window.blocks == ()


@every_case
def test_places_and_times_belong_together_on_any_clock(slug):
    case = told(slug)
    window = case_clock(case, checkpoints(case), SHEET.left, SHEET.right)
    times = case.events["at"][window.holds(case.events["at"])].sort_values()
    places = [window.x(time) for time in times]
    assert places == sorted(places)
    assert window.left - 1e-9 <= places[0]
    assert places[-1] <= window.right + 1e-9
    for time, place in zip(times, places, strict=True):
        assert abs((window.back(place) - time).total_seconds()) < 1
    for block in window.blocks:
        assert block.right > block.left
    for one, two in window.gaps:
        assert one.end <= two.start
        assert one.right < two.left


@every_case
def test_both_pictures_and_their_twins_share_the_clock(slug):
    one = timeline(slug).window
    if not one.blocks:
        pytest.skip("a linear clock may be widened or end sooner")
    assert timeline(slug, WIDEST).window == one
    assert links(slug).window == one


@every_case
def test_links_are_drawn_or_counted(slug):
    made = links(slug)
    assert len({one.link for one in made.links}) == len(made.links) <= made.known
    said = " ".join(passing.notes(told(slug), made, of("en")))
    gone = made.known - len(made.links)
    assert (f"{gone} of {made.known} links are not shown" in said) is bool(gone)


@pytest.mark.parametrize("slug", ["nestle-kitkat-2010", "motrin-moms-2008"])
def test_twins_on_a_broken_clock_stand_where_the_static_picture_puts_them(slug):
    case = told(slug)
    figure = interact.timeline(case, series=SERIES[slug])
    assert figure.layout.meta["title"] == draw.timeline(case, series=SERIES[slug]).title
    window = case_clock(case, checkpoints(case), 1.67, 12.93)
    assert tuple(figure.layout.xaxis.range) == pytest.approx((window.left, window.right))
    place = round(window.x(case.events["at"][case.answer]), 4)
    assert any(place in trace.x for trace in figure.data if trace.mode == "markers")
    spans = [note.text for note in figure.layout.annotations]
    assert any(f"({window.blocks[0].events})" in text for text in spans)


def test_a_silence_is_named_and_counts_what_it_hides():
    written = [words for words, _ in texts(draw.timeline(told("nestle-kitkat-2010")))]
    assert "2 days" in written
    assert "silence" in written
    assert "In brackets: known events." in " ".join(written)


def test_labels_of_days_begin_where_the_layout_puts_them():
    case = told("motrin-moms-2008")
    figure = interact.timeline(case, series=SERIES[case.slug])
    made = plan(case, checkpoints(case), sheet=Box(1.67, 1.9, 12.93, 6.06), speak=of("en"),
                font=WIDEST)  # fmt: skip
    days = [entry for entry in made.entries if entry.mark == "day"]
    texts_ = {t.text[0].split(" <sup>")[0].strip(): t for t in figure.data if t.mode == "text"}
    found = [(entry, texts_[entry.label]) for entry in days if entry.label in texts_]
    assert found
    assert all(trace.textposition == "middle right" for _, trace in found)
