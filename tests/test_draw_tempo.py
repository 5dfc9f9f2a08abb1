"""Posts over time as a picture."""

import pandas as pd
import pytest

from casekit import draw, interact, tempo
from casekit.errors import EvidenceError, SchemaError
from casekit.language import of
from casekit.layout.sheet import grade_words
from casekit.schema import EVIDENCE
from tests.inked import faults, texts
from tests.test_draw_spread import crowd, thread


def picture(posts, make=draw.tempo, **options):
    return make(tempo.counts(posts), summary=tempo.describe(posts), **options)


def words(figure):
    return " | ".join(text for text, _ in texts(figure))


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_text_leaves_the_figure_or_overlaps_another(font, lang):
    for posts in (thread(), crowd(900), crowd(900, span=900_000), crowd(1)):
        assert faults(picture(posts, lang=lang, font=font, source="a long name of a file")) == []


def test_it_says_peak_half_life_zone_and_end_of_observation():
    posts = crowd(500)
    summary = tempo.describe(posts, until=posts["at"].max() + pd.Timedelta(days=1))
    figure = draw.tempo(tempo.counts(posts), summary=summary, tz="Europe/London")
    half = of("en").duration(summary["half_life"])
    assert figure.title == f"Half of 500 posts came within {half}"
    written = words(figure)
    assert f"peak: {summary['peak_count']} in" in written
    assert "London time" in written
    assert "All values as observed until" in written


def test_a_storm_after_quiet_days_is_told_by_its_height():
    posts = crowd(500)
    posts.iloc[0, posts.columns.get_loc("at")] -= pd.Timedelta(days=20)
    summary = tempo.describe(posts)
    span = of("en").duration(summary["peak_every"])
    title = draw.tempo(tempo.counts(posts), summary=summary).title
    assert title == f"The busiest {span} brought {summary['peak_count']} of 500 posts"


def test_posts_without_a_time_are_counted():
    posts = thread()
    posts.loc["b", "at"] = pd.NaT
    assert "1 post without a time is not in it." in words(picture(posts))


@pytest.mark.parametrize("grade", EVIDENCE)
def test_the_legend_holds_the_grade(grade):
    speak = of("en")
    posts = crowd(60)
    posts["evidence"] = pd.Categorical([grade] * 60, dtype=posts["evidence"].dtype)
    written = words(picture(posts))
    assert [g for g in EVIDENCE if grade_words(g, speak) in written] == [grade]


def test_what_cannot_be_drawn():
    posts = thread()
    with pytest.raises(EvidenceError, match="without grades of evidence"):
        draw.tempo(tempo.counts(posts), summary=tempo.describe(posts).drop("counted"))
    with pytest.raises(SchemaError, match="the summary has no half_life"):
        draw.tempo(tempo.counts(posts), summary=tempo.describe(posts).drop("half_life"))
    with pytest.raises(SchemaError, match="there are no counts"):
        draw.tempo(tempo.counts(posts).iloc[:0], summary=tempo.describe(posts))


def test_the_twin_says_the_same_and_its_bars_add_up():
    posts = crowd(500)
    figure = picture(posts, make=interact.tempo, lang="de")
    assert figure.layout.meta["title"] == picture(posts, lang="de").title
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert {bar.legendgroup for bar in bars} == {"archived"}
    assert sum(int(t.split()[0]) for bar in bars for t in bar.text) == 500
