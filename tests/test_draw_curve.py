"""Curves that could have been, as pictures: what they show, say, and never hide."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from casekit import cases, draw, interact, reconstruct, tell
from casekit.errors import CatalogueError, EvidenceError, SchemaError
from casekit.language import of
from casekit.layout import estimate
from casekit.layout.bands import stretches, tint
from casekit.layout.curve import chosen_clock, plan
from casekit.layout.lanes import Box
from casekit.layout.since import Since
from casekit.layout.window import Window
from tests.bakery import bakery
from tests.inked import faults, texts

SHEET = Box(1.25, 1.6, 12.93, 6.2)
ORIGINS = {
    "british-airways-2013": ("promoted-tweet", "2013-09-02T23:57Z", "2013-09-03T02:57Z"),
    "united-guitars-2009": ("first-video-views", "2009-07-06T21:00Z", "2009-07-07T08:00Z"),
    "o2-2011": ("site-reports", "2011-11-11T23:00Z", "2011-11-12T23:00Z"),
    "telekom-hilft-2010": ("petition", "2013-04-22T22:00Z", "2013-04-23T22:00Z"),
}


@cache
def told(slug, lang="en"):
    return cases.load(slug, lang=lang)


@cache
def drawn(slug, lang="en"):
    series, first, last = ORIGINS[slug]
    return reconstruct.curve(told(slug, lang).checkpoints(series), origin=(first, last), draws=60)


@cache
def rolls():
    """Curves for the bakery, which posts and answers within a day."""
    case = bakery()
    figures = case.checkpoints("roll").assign(
        precision="hour", as_of=lambda t: t["as_of"], conflicts_with=""
    )
    origin = ("2020-06-02T08:00Z", "2020-06-02T10:00Z")
    return reconstruct.curve(figures, origin=origin, draws=60)


def words(figure):
    return [text for text, _ in texts(figure)]


def joined(figure):
    return " ".join(words(figure)).replace("\u202f", " ")


def laid(ensemble, case=None, tz="UTC"):
    return plan(ensemble, case, sheet=SHEET, speak=of("en"), tz=tz,
                width=lambda text, numbers: 0.09 * len(text),
                label=lambda text, numbers: 0.08 * len(text))  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "lang", "font"),
    [(slug, ("de", "en")[n % 2], (None, "DejaVu Sans")[n // 2]) for n, slug in enumerate(ORIGINS)],
)
def test_no_text_leaves_the_figure_or_overlaps_another(slug, lang, font):
    assert faults(draw.curve(drawn(slug, lang), case=told(slug, lang), font=font)) == []


@pytest.mark.slow
@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("slug", ORIGINS)
def test_no_text_leaves_any_figure_or_overlaps_another(slug, lang, font):
    assert faults(draw.curve(drawn(slug, lang), case=told(slug, lang), font=font)) == []


def test_without_a_case_it_still_says_what_it_is():
    figure = draw.curve(reconstruct.example(), source="a table")
    said = joined(figure)
    assert "200 reconstructed curves" in said
    assert "Source: a table." in said
    assert "at each time by itself" in said
    assert faults(figure) == []


def test_a_plain_table_needs_no_names_for_its_figures():
    plain = pd.DataFrame({
        "value": [10, 120, 300, 480], "qualifier": "about",
        "as_of": pd.to_datetime(["2013-09-02T20:00Z", "2013-09-02T22:00Z", "2013-09-03T06:00Z",
                                 "2013-09-03T18:00Z"]),
    })  # fmt: skip
    found = reconstruct.curve(plain, origin="2013-09-02T19:00Z", draws=20)
    assert faults(draw.curve(found)) == []
    assert interact.curve(found).data
    for lang, time in (("en", "2 Sept 2013, 20:00 UTC"), ("de", "02.09.2013, 20:00 UTC")):
        assert time in tell.met(found, lang=lang).text
    with pytest.raises(SchemaError, match="two figures are called 0"):
        reconstruct.curve(pd.concat([plain, plain.iloc[:1]]), origin="2013-09-02T19:00Z")


def test_the_title_holds_at_both_ends_of_the_band_and_of_the_answer():
    case, made = bakery(), rolls()
    title = draw.curve(made, case=case).title
    low, high = (int(part.replace(",", "")) for part in title.split(" views")[0].split(" to "))
    assert title.endswith("views before Corner Bakery answered")
    sorry = case.events.loc["sorry"]
    table = reconstruct.band(made, at=pd.DatetimeIndex([sorry["earliest"], sorry["latest"]]))
    assert low <= table["low"].min()
    assert high >= table["high"].max()


def test_without_an_answer_between_the_figures_it_says_when_half_had_come():
    made = drawn("telekom-hilft-2010")
    title = draw.curve(made, case=told("telekom-hilft-2010")).title
    assert title.startswith("100,000 signatures, about half of the last figure, after ")
    first, last = (int(n) for n in title.split("after ")[1].split(" days")[0].split(" to "))
    table = reconstruct.band(made)
    early = made.origin[0] + pd.Timedelta(days=last)
    assert table["low"][table.index >= early].iloc[0] >= 100_000 * 0.99
    late = made.origin[1] + pd.Timedelta(days=first)
    assert table["high"][table.index <= late].max() < 100_000 * 1.2


def test_the_clock_is_logarithmic_where_the_figures_span_decades_of_time():
    for slug, kind in (("british-airways-2013", Window), ("united-guitars-2009", Since)):
        clock = chosen_clock(drawn(slug), told(slug), told(slug).zone, 1.25, 12.93)
        assert isinstance(clock, kind)
        ends = [clock.x(time) for time in (clock.start, clock.end)]
        assert ends == pytest.approx([1.25, 12.93])
        middle = clock.back(5.0)
        assert clock.x(middle) == pytest.approx(5.0, abs=1e-6)


def test_the_band_is_cut_at_the_first_and_the_last_figure_without_a_gap():
    made = laid(drawn("o2-2011"), told("o2-2011"), "Europe/Berlin")
    assert [one.part for one in made.band] == ["before", "between", "after"]
    for one, two in zip(made.band[:-1], made.band[1:], strict=True):
        assert one.x[-1] == two.x[0]
        assert one.median[-1] == two.median[0]
    assert [one.firm for one in made.band] == [False, True, False]
    for one in made.band:
        assert (one.low <= one.median + 1e-9).all()
        assert (one.median <= one.high + 1e-9).all()


def test_every_figure_stands_in_the_picture_or_is_counted():
    for slug in ORIGINS:
        made = laid(drawn(slug), told(slug), told(slug).zone)
        assert len(made.points) + made.beyond == len(drawn(slug).checkpoints)


def test_the_band_stands_at_the_counts_that_it_means():
    made = laid(drawn("british-airways-2013"))
    one = made.band[1]
    expected = made.scale.y(one.table["median"].to_numpy())
    np.testing.assert_allclose(one.median, expected)
    assert made.scale.y(0.0) == pytest.approx(made.box.bottom)


def test_contradicting_figures_are_marked_and_named():
    made = drawn("o2-2011")
    table = made.checkpoints.copy()
    table.loc["reports-7691", "conflicts_with"] = "reports-8000-nearly"
    table.loc["reports-8000-nearly", "conflicts_with"] = "reports-7691"
    figure = draw.curve(replace(made, checkpoints=table), case=told("o2-2011"))
    said = joined(figure)
    assert "contradicts another figure" in said
    changed = replace(made, checkpoints=table)
    notes = estimate.notes(changed, None, laid(changed), of("en"), "UTC", None)
    assert ("Figures that contradict each other: 7,691 (Sat 26 Nov) and nearly 8,000 (Sat 26 Nov)"
            in " ".join(notes))  # fmt: skip
    assert "contradicts" not in joined(draw.curve(made, case=told("o2-2011")))
    assert faults(figure) == []


def test_what_set_off_stands_above_with_its_name_and_its_source():
    case = told("british-airways-2013")
    events = case.events.loc[["mashable-story", "ba-first-reply"], ["earliest", "latest"]]
    made = drawn("british-airways-2013")
    figure = draw.curve(replace(made, model={**made.model, "shocks": events}), case=case)
    assert case.events["label"]["mashable-story"] in words(figure)
    assert case.events["label"]["ba-first-reply"] not in words(figure)
    assert faults(figure) == []
    bare = events.reset_index(drop=True)
    assert faults(draw.curve(replace(made, model={**made.model, "shocks": bare}))) == []


def test_simulated_curves_say_so():
    figure = draw.curve(replace(rolls(), evidence="simulated"), case=bakery())
    assert "simulated, did not happen" in joined(figure)
    assert "this did not happen" in joined(figure)
    assert "Views, simulated" in words(figure)


def test_curves_of_other_figures_or_languages_are_refused():
    with pytest.raises(SchemaError, match="which 'roll' does not have"):
        draw.timeline(bakery(), series="roll", ensemble=drawn("o2-2011"))
    with pytest.raises(CatalogueError, match="lang='de'"):
        draw.curve(rolls(), case=bakery("en"), lang="de")
    table = rolls().checkpoints.assign(evidence=None)
    with pytest.raises(EvidenceError, match="without grades"):
        draw.curve(replace(rolls(), checkpoints=table))


def test_the_timeline_takes_the_band_instead_of_the_bounds():
    case = bakery()
    figure = draw.timeline(case, ensemble=rolls())
    said = joined(figure)
    assert "reconstructed: median, 90 % band" in said
    assert "Thin outline" not in said
    assert "Thin outline" in joined(draw.timeline(case))
    assert faults(figure) == []


@pytest.mark.parametrize("slug", ["british-airways-2013", "united-guitars-2009"])
def test_the_twin_says_the_same(slug):
    made, case = drawn(slug), told(slug)
    figure, static = interact.curve(made, case=case), draw.curve(made, case=case)
    assert figure.layout.meta["title"] == static.title
    hover = [text for trace in figure.data if trace.hovertemplate for text in trace.text]
    assert any("band" in text and "reconstructed" in text for text in hover)
    assert any("extrapolated" in text for text in hover)
    band = interact.timeline(case, ensemble=made)
    assert any(trace.fill == "toself" and trace.legendgroup == "reconstructed"
               for trace in band.data)  # fmt: skip


def test_a_tint_is_opaque_and_lighter():
    assert tint("#000000", 0.0) == "#FFFFFF"
    assert tint("#C43A1E", 1.0) == "#C43A1E"


def test_rounding_and_spans_go_outwards():
    assert estimate.outward(99.4, 101.2) == (90.0, 110.0)
    assert estimate.outward(0, 0) == (0.0, 0.0)
    hours = [pd.Timedelta(hours=h) for h in (0, 1, 20.2, 70)]
    speak = of("en")
    assert estimate.span(hours[1], hours[2], speak) == "1 to 21 hours"
    assert estimate.span(hours[0], hours[2], speak) == "at most 21 hours"
    assert estimate.span(hours[2], hours[3], speak) == "at most 3 days"
    assert estimate.span(hours[0], hours[1], speak) == "at most 1 hour"


def test_drawing_changes_nothing_it_is_given():
    made = rolls()
    before = made.draws.copy(deep=True), made.checkpoints.copy(deep=True)
    draw.curve(made, case=bakery())
    pd.testing.assert_frame_equal(made.draws, before[0])
    pd.testing.assert_frame_equal(made.checkpoints, before[1])


def test_a_broken_clock_breaks_the_band():
    case, made = told("o2-2011"), drawn("o2-2011")
    day = pd.Timedelta(days=1)
    start = pd.Timestamp("2011-11-14", tz="UTC")
    from casekit.layout.window import Block

    blocks = (Block(start, start + 3 * day, 1.0, 4.0, 3), Block(start + 8 * day, start + 12 * day,
                                                                5.0, 9.0, 3))  # fmt: skip
    window = Window(start, start + 12 * day, 1.0, 9.0, blocks)
    pieces = stretches(made, window, lambda values: values)
    assert all(one.x.max() <= 4.0 + 1e-9 or one.x.min() >= 5.0 - 1e-9 for one in pieces)
    assert case.slug == "o2-2011"
