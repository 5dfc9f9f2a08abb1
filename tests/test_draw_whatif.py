"""An earlier answer, as a picture: it says that it is simulated, and never hides harm."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from casekit import cases, draw, interact, process, reconstruct, schema, whatif
from casekit.errors import CatalogueError
from casekit.language import of
from casekit.layout import hindsight
from casekit.layout.lanes import Box
from casekit.layout.whatif import chances, plan, prior, until
from casekit.layout.window import Window
from tests.inked import faults, texts

SHEET = Box(1.25, 1.6, 12.93, 6.2)
SERIES = {
    "british-airways-2013": ("promoted-tweet", ("2013-09-02T23:57Z", "2013-09-03T02:57Z"),
                             "2013-09-03T03:00Z"),
    "united-guitars-2009": ("first-video-views", ("2009-07-06T21:00Z", "2009-07-07T02:00Z"),
                            "2009-07-07T12:00Z"),
    "o2-2011": ("site-reports", ("2011-11-11T23:00Z", "2011-11-12T23:00Z"),
                ("2011-11-12T23:00Z", "2011-11-13T23:00Z")),
}  # fmt: skip


@cache
def told(slug, lang="en"):
    return cases.load(slug, lang=lang)


@cache
def found(slug, lang="en"):
    series, origin, at = SERIES[slug]
    case = told(slug, lang)
    curves = reconstruct.curve(case.checkpoints(series), origin=origin, draws=60)
    return whatif.answer(curves, at=at, case=case)


@cache
def plain(effect=None, answered="2013-09-03T09:00Z"):
    return whatif.answer(reconstruct.example(), at="2013-09-03T02:00Z", answered=answered,
                         effect=effect)  # fmt: skip


def joined(figure):
    return " ".join(text for text, _ in texts(figure)).replace("\u202f", " ")


def laid(answer, case=None, tz="UTC"):
    return plan(answer, case, sheet=SHEET, speak=of("en"), tz=tz,
                width=lambda text, numbers: 0.09 * len(text),
                label=lambda text, numbers: 0.08 * len(text))  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "lang", "font"),
    [("british-airways-2013", "de", "DejaVu Sans"), ("united-guitars-2009", "en", None),
     ("o2-2011", "de", None)],
)  # fmt: skip
def test_no_text_leaves_the_figure_or_overlaps_another(slug, lang, font):
    assert faults(draw.whatif(found(slug, lang), case=told(slug, lang), font=font)) == []


@pytest.mark.slow
@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("slug", SERIES)
def test_no_text_leaves_any_figure_or_overlaps_another(slug, lang, font):
    assert faults(draw.whatif(found(slug, lang), case=told(slug, lang), font=font)) == []


def test_it_says_that_it_is_simulated_and_what_the_effect_may_be():
    figure = draw.whatif(found("british-airways-2013"), case=told("british-airways-2013"))
    written = [text for text, _ in texts(figure)]
    assert "simulated" in written
    said = joined(figure)
    for words in ("this did not happen", "nothing 30 %", "harms 20 %", "helps 50 %",
                  "Chance that it got worse: 20 %", "The effect is a judgement"):  # fmt: skip
        assert words in said
    for words in ("this did not happen", "harms 20 %", "Chance that it got worse"):
        assert words in figure.alt.replace("\u202f", " ")


def test_the_title_is_an_interval_that_holds_more_and_fewer():
    answer = found("british-airways-2013")
    figure = draw.whatif(answer, case=told("british-airways-2013"))
    head, _, spared = figure.title.rpartition(": ")
    assert head == "Answered 04:00 instead of about 10:00"
    more, fewer = (int("".join(filter(str.isdigit, part))) for part in spared.split(" to "))
    row = until(answer)
    assert -more <= row["count_low"] < 0 < row["count_high"] <= fewer
    assert more < -1.2 * row["count_low"] + 1000


@pytest.mark.parametrize(
    ("factor", "words"),
    [(1.0, "none fewer"), (0.5, "fewer impressions"), (1.4, "more impressions")],
)
def test_an_effect_without_doubt_is_told_as_it_is(factor, words):
    answer = plain(whatif.fixed(factor))
    figure = draw.whatif(answer)
    assert words in figure.title
    assert ("more" in figure.title) is (factor > 1)
    assert "The effect is set, not known." in joined(figure)
    assert faults(figure) == []


def test_without_a_real_answer_there_is_one_line_and_no_comparison():
    answer = plain(answered=None)
    figure = draw.whatif(answer)
    assert figure.title.startswith("Answered Tue 3 Sept, 02:00: ")
    assert "Real answer" not in joined(figure)
    assert figure.findobj(lambda a: a.get_gid() == "answer") == []
    assert faults(figure) == []


def test_the_simulated_band_begins_with_the_simulated_answer():
    answer = plain()
    made = laid(answer)
    begun, _ = answer.at
    start = made.actual.clock.x(begun)
    assert min(one.x.min() for one in made.earlier) >= start - 1e-6
    assert made.supposed is not None
    assert made.supposed.x == pytest.approx(start)
    assert made.real is not None
    assert made.real.x > start
    highest = max(float(one.table["high"].max()) for one in made.earlier)
    assert highest <= made.actual.scale.most


def test_the_clock_ends_where_the_answers_can_still_be_told_apart():
    case, answer = told("united-guitars-2009"), found("united-guitars-2009")
    made = laid(answer, case, case.zone)
    assert made.actual.clock.end < pd.Timestamp("2009-08-01", tz="UTC")
    assert len(made.actual.points) + made.actual.beyond == len(answer.actual.checkpoints)
    assert made.actual.beyond > 0
    assert f"outside these days: {made.actual.beyond}" in joined(draw.whatif(answer, case=case))


@pytest.mark.parametrize(
    "effect", [whatif.Effect(), whatif.Effect(none=0.0, harm=0.4), whatif.fixed(0.6),
               whatif.fixed(1.0)],
)  # fmt: skip
def test_the_bars_of_the_effect_hold_its_whole_mass(effect):
    box = Box(0.0, 0.0, 3.0, 1.0)
    made = prior(effect, box, of("en"))
    sums = {kind: sum(one.height for one in made.bins if one.kind == kind)
            for kind in ("helps", "none", "harms")}  # fmt: skip
    whole = sum(sums.values())
    for kind, share in chances(effect).items():
        assert sums[kind] / whole == pytest.approx(share, abs=1e-6)
    assert max(one.height for one in made.bins) == pytest.approx(1.0)
    for one in made.bins:
        assert {"helps": one.right <= made.middle, "harms": one.left >= made.middle,
                "none": one.left < made.middle < one.right}[one.kind]  # fmt: skip


def test_what_was_learnt_from_the_real_answer_is_said():
    effect = whatif.Effect(estimate=(np.log(0.8), 0.1))
    assert "brought up to date by what the real answer changed" in joined(
        draw.whatif(plain(effect))
    )


def test_posts_that_were_replayed_are_told_in_their_own_language():
    law = process.Law("exponential", branching=0.5, theta=1 / 600, background=0.004)
    posts = process.simulate(law, ("2013-09-03T00:00Z", "2013-09-03T18:00Z"), seed=1)
    answer = whatif.answer(posts, at="2013-09-03T06:00Z", answered="2013-09-03T12:00Z", draws=20)
    figure = draw.whatif(answer, lang="de")
    assert figure.title.endswith("Beiträge")
    assert faults(figure) == []
    assert isinstance(laid(answer).actual.clock, Window)


def test_the_answers_to_posts_stand_apart_on_a_clock_of_their_own():
    seconds = np.r_[np.arange(0, 36_000, 300), 5_000_000]
    at = pd.Timestamp("2013-09-03T00:00Z") + pd.to_timedelta(seconds, unit="s")
    table = pd.DataFrame({"post": [f"p{n}" for n in range(len(at))], "at": at,
                          "evidence": "archived"})  # fmt: skip
    posts = schema.conform(table, schema.POSTS)
    answer = whatif.answer(posts, at="2013-09-03T00:30Z", answered="2013-09-03T06:00Z", draws=20,
                           effect=whatif.Effect())  # fmt: skip
    made = laid(answer)
    assert made.actual.clock.end < pd.Timestamp("2013-09-08T00:00Z")
    assert made.real.x - made.supposed.x > 0.5
    wide = 0.6
    for line in (made.real, made.supposed):
        assert not hindsight.unit(made, None) < line.x < hindsight.unit(made, None) + wide
    assert faults(draw.whatif(answer)) == []


def test_papers_are_named():
    answer = plain()
    said = " ".join(hindsight.notes(answer, laid(answer), of("en"), None))
    assert "Bak-Coleman 2022" in said
    assert "Herhausen 2019" in said


def test_the_picture_speaks_the_language_of_its_case():
    with pytest.raises(CatalogueError, match="lang='de'"):
        draw.whatif(found("o2-2011"), case=told("o2-2011"), lang="de")


def test_the_twin_says_the_same():
    slug = "british-airways-2013"
    figure = interact.whatif(found(slug), case=told(slug))
    static = draw.whatif(found(slug), case=told(slug))
    assert figure.layout.meta["title"] == static.title
    assert figure.layout.meta["alt"] == static.alt
    written = [note.text for note in figure.layout.annotations]
    assert "<b>simulated</b>" in written
    groups = {trace.legendgroup for trace in figure.data if trace.fill == "toself"}
    assert {"simulated", "reconstructed"} <= groups


def test_drawing_changes_nothing_it_is_given():
    answer = plain()
    before = answer.earlier.draws.copy(deep=True), answer.saved.copy(deep=True)
    draw.whatif(answer)
    pd.testing.assert_frame_equal(answer.earlier.draws, before[0])
    pd.testing.assert_frame_equal(answer.saved, before[1])
