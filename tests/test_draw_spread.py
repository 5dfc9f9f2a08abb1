"""The time tree as a picture: what it shows, says, and never does."""

import re

import numpy as np
import pandas as pd
import pytest

from casekit import draw, interact, schema, shape
from casekit.errors import ClockError, EvidenceError, SchemaError
from casekit.language import of
from casekit.layout.cascade import cascade
from casekit.spread import edges
from tests.cascades import posts_of
from tests.inked import faults, texts

THREAD = "ask > a b c; a > d e; d > answer; answer > f; c > g h; h > i"


def thread(**columns):
    posts = posts_of(THREAD, minutes=50)
    posts["name"] = [f"person_{n}" for n in posts.index]
    posts.loc["answer", "name"] = "airline"
    posts["followers"] = pd.array([10 ** (n % 5) for n in range(len(posts))], dtype="Int64")
    return schema.conform(posts.assign(**columns), schema.POSTS)


def crowd(n, *, kind="repost", grade="derived", seed=1, span=40_000, star=False):
    rng = np.random.default_rng(seed)
    parent = np.zeros(n, int) if star else (np.arange(n) * rng.random(n) ** 4).astype(int)
    parent = np.minimum(parent, np.arange(n) - 1)
    ids = np.array([f"p{i}" for i in range(n)], dtype=object)
    seconds = np.sort(rng.exponential(span, n))
    table = pd.DataFrame({
        "post": ids, "at": pd.Timestamp("2013-09-03T08:00Z") + pd.to_timedelta(
            seconds - seconds[0], unit="s").round("s"),
        "account": ids, "kind": np.where(parent < 0, "post", kind),
        "parent": np.where(parent < 0, None, ids[parent]),
        "parent_evidence": np.where(parent < 0, None, grade), "evidence": "archived",
    })  # fmt: skip
    return schema.conform(table, schema.POSTS)


def linked(posts):
    return edges(posts, rule="reported")


def words(figure):
    return " | ".join(text for text, _ in texts(figure))


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_text_leaves_the_figure_or_overlaps_another(font, lang):
    source = "an archive of rumour threads that somebody published under a long name"
    for posts, by in ((thread(), "@Airline"), (crowd(300), None), (crowd(300, star=True), None)):
        figure = draw.spread(posts, linked(posts), by=by, lang=lang, font=font, source=source)
        assert faults(figure) == []


def test_areas_too():
    posts = crowd(20_500)
    assert faults(draw.spread(posts, linked(posts), lang="de", font="DejaVu Sans")) == []


def test_the_title_counts_what_came_before_the_first_answer():
    posts = thread()
    figure = draw.spread(posts, linked(posts), by="airline")
    assert figure.title == "5 of 10 replies had come before airline first answered"
    assert "First answer" in words(figure)
    unknown = thread(at=posts["at"].mask(posts.index == "b"))
    figure = draw.spread(unknown, linked(unknown), by="airline")
    assert figure.title == "At least 4 of 10 replies had come before airline first answered"


def test_half_of_mixed_posts_is_half_of_those_after_the_first():
    posts = crowd(101, kind=None)
    seconds = (posts["at"] - posts["at"].iloc[0]).iloc[1:].sort_values()
    half = of("en").duration(seconds.iloc[49])
    for figure, first in ((draw.spread(posts, linked(posts)), "posts after the first"),
                          (draw.spread(crowd(101), linked(crowd(101))), "reposts")):  # fmt: skip
        assert f"half of all {first} by {half}" in words(figure)
        if not figure.title.startswith("One account"):
            assert figure.title == f"Half of all 100 {first} came within {half}"


def test_the_answer_line_stands_where_the_answer_stands():
    posts = thread()
    static = draw.spread(posts, linked(posts), by="airline")
    line = next(x for x in static.axes[0].lines if x.get_linewidth() == 3)
    assert line.get_xdata()[0] == line.get_xdata()[1]
    squares = interact.spread(posts, linked(posts), by="airline")
    square = next(t for t in squares.data if t.marker and t.marker.symbol == "square" and t.text)
    assert "airline" in square.text[0]


@pytest.mark.parametrize("grade", schema.EVIDENCE)
def test_the_legend_holds_the_grades_that_are_there_and_no_other(grade):
    posts = crowd(90, grade=grade)
    written = words(draw.spread(posts, linked(posts)))
    held = [g for g in schema.EVIDENCE if f"{g} link" in written]
    assert held == [grade]


def test_a_star_of_reposts_says_that_it_is_one():
    known = "The platform names only the original: who passed it on is not known."
    star = crowd(40, star=True, grade="archived")
    assert known in words(draw.spread(star, linked(star)))
    for other in (crowd(40, star=True, grade="derived"), crowd(40, star=True, kind="reply")):
        assert known not in words(draw.spread(other, linked(other)))


def test_the_clock_is_even_unless_half_came_at_its_very_beginning():
    even, bursts = crowd(300), crowd(300)
    late = bursts.index[bursts["at"] >= bursts["at"].quantile(0.7)]
    bursts.loc[late, "at"] += pd.Timedelta(days=30)
    shown = words(draw.spread(even, linked(even), tz="Asia/Tokyo"))
    assert "3 Sept 2013, 17:00 Tokyo\N{NO-BREAK SPACE}time" in shown
    assert "A stack holds what came within" in shown
    assert "logarithmic" not in shown
    shown = words(draw.spread(bursts, linked(bursts)))
    assert "a stack's height is no rate" in shown
    assert "the scale is logarithmic" in shown
    with pytest.raises(ClockError, match="Nowhere"):
        draw.spread(even, linked(even), tz="Nowhere")


def test_posts_that_are_only_named_are_drawn_and_counted():
    posts = thread().drop(index="ask")
    figure = draw.spread(posts, linked(posts))
    written = words(figure)
    assert "11 posts, the first one among them. 1 of them only named or undated" in written
    assert "only named, or undated" in written


def test_posts_dated_before_their_parent_are_counted():
    posts = thread()
    posts.loc["d", "at"] = posts.loc["ask", "at"] + pd.Timedelta(minutes=1)
    assert "1 dated before what it passes on" in words(draw.spread(posts, linked(posts)))


def test_what_lies_beyond_the_axis_is_counted():
    posts = crowd(400)
    posts.loc["p399", "at"] += pd.Timedelta(days=2000)
    assert re.search(
        r"Later than .*: 1, drawn at the edge", words(draw.spread(posts, linked(posts)))
    )


def test_private_accounts_are_named_only_on_demand():
    posts = thread()
    assert "person_" not in words(draw.spread(posts, linked(posts), by="airline"))
    assert "person_ask" in words(draw.spread(posts, linked(posts), names=True))
    hidden = interact.spread(posts, linked(posts), by="airline").to_json()
    assert "person_" not in hidden
    assert "airline" in hidden
    assert "person_ask" in interact.spread(posts, linked(posts), names=True).to_json()


def test_names_and_sources_cannot_write_markup():
    posts = thread()
    posts.loc["ask", "name"] = "<b>$x^2$ {n}"
    figure = interact.spread(posts, linked(posts), by="airline", names=True, source="<script>")
    assert "<script>" not in figure.to_json()
    assert "$x^2$" in words(draw.spread(posts, linked(posts), names=True))


def test_one_cascade_of_several_is_chosen():
    both = pd.concat([thread(), posts_of("x > y; y > z")])
    assert "11 posts, the first one" in words(draw.spread(both, linked(both)))
    assert "3 posts, the first one" in words(draw.spread(both, linked(both), root="y"))
    assert "14 posts." in words(draw.spread(both, linked(both), root=["ask", "x"]))
    with pytest.raises(SchemaError, match="no post 'nobody'"):
        draw.spread(both, linked(both), root="nobody")


def test_a_cascade_is_drawn_by_its_name_though_its_first_post_is_not_in_the_archive():
    posts = posts_of("ask > a; a > b; gone > c d; x > y").drop(["ask", "gone"])
    posts.loc[["a", "c"], "root"] = "start"
    posts = schema.conform(posts, schema.POSTS)
    links = linked(posts)
    drawn = {root: set(cascade(posts, links, root=root).posts.index)
             for root in shape.describe(posts, links).index}  # fmt: skip
    assert drawn == {"start": {*"abcd", "ask", "gone"}, "x": {"x", "y"}}
    assert "6 posts." in words(draw.spread(posts, links, root="start"))
    with pytest.raises(SchemaError, match="none that is reported to belong to it"):
        draw.spread(posts, links, root="nobody")


def test_how_many_came_straight_from_the_source_is_expected_and_not_counted_by_likeliest_links():
    posts = crowd(150, star=True, grade="archived")
    posts["followers"] = pd.array([300] + [1] * 149, dtype="Int64")
    likely = edges(posts, rule="decay", top=1)
    near = likely[likely["parent"] == "p0"]
    count, expected = len(near), round(near["p"].sum())
    assert expected < count - 10
    said = (f"The source is the most probable parent of {count}; of these {expected} are expected "
            "to have come straight from it.")  # fmt: skip
    assert said in draw.spread(posts, likely).alt
    assert said in interact.spread(posts, likely).layout.meta["alt"]
    german = draw.spread(posts, likely, lang="de").alt
    assert f"zu erwarten ist, dass {expected} davon direkt von dort kamen" in german


def test_what_is_not_graded_or_dated_or_there_is_not_drawn():
    posts = thread()
    with pytest.raises(EvidenceError, match="edges without grades"):
        draw.spread(posts, linked(posts).drop(columns="evidence"))
    timeless = thread(at=pd.NaT)
    with pytest.raises(EvidenceError, match="no post of the cascade has a time"):
        draw.spread(timeless, linked(timeless))
    with pytest.raises(SchemaError, match="no posts to draw"):
        draw.spread(posts.iloc[:0], linked(posts).iloc[:0])
    for twin in (draw, interact):
        with pytest.raises(SchemaError, match=r"edges (are NoneType and no frame|is None)"):
            twin.spread(posts, None)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_tiny_cascades(count):
    posts = crowd(count)
    figure = draw.spread(posts, linked(posts))
    assert faults(figure) == []
    titles = {1: "Nobody is recorded", 2: "Passed on once", 3: "2 reposts"}
    assert figure.title.startswith(titles[count])


def test_the_twin_says_the_same_and_draws_every_post_once():
    for posts in (thread(), crowd(300)):
        figure = interact.spread(posts, linked(posts), lang="de")
        assert figure.layout.meta["title"] == draw.spread(posts, linked(posts), lang="de").title
        told = [text for trace in figure.data if trace.text is not None for text in trace.text]
        assert len(told) == len(posts)


def test_each_grade_of_the_twin_can_be_hidden():
    posts = crowd(200, grade="reconstructed")
    figure = interact.spread(posts, linked(posts))
    named = [t.name for t in figure.data if t.legendgroup == "reconstructed" and t.name]
    assert named == [of("en")("reconstructed")]
    assert sum(t.legendgroup == "reconstructed" for t in figure.data) > 3
