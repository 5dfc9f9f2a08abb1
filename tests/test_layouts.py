"""Layouts beside the time tree: nothing is lost, nothing left to chance, nothing jumps."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from casekit import draw, interact
from casekit.errors import SchemaError
from casekit.language import of
from casekit.layout import accountmap, radial, strands
from casekit.layout.cascade import cascade
from casekit.layout.lanes import Box
from casekit.layout.lettering import measure
from casekit.layout.lineage import trace
from casekit.layout.scene import chosen
from tests.inked import faults, texts
from tests.test_draw_spread import crowd, linked, thread

BOX = Box(0.4, 1.0, 12.9, 6.3)
LAYOUTS = ("radial", "map", "strands")


def wide(text, size, bold):
    return measure(text, size, bold=bold)[0]


def scene_of(module, posts, by=None):
    return module.compose(cascade(posts, linked(posts), by=by), BOX, of("en"), wide, False)


def platforms(posts):
    """Four platforms, one after the other."""
    step = len(posts) // 4 + 1
    names = ["twitter", "blogs", "youtube", "press"]
    return posts.assign(platform=pd.array([names[n // step] for n in range(len(posts))], "str"))


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_text_leaves_the_figure_or_overlaps_another(layout, lang):
    for posts, by in ((platforms(thread()), "airline"), (platforms(crowd(300)), None)):
        figure = draw.spread(posts, linked(posts), layout=layout, by=by, lang=lang,
                             font="DejaVu Sans", source="an archive")  # fmt: skip
        assert faults(figure) == []
        told = " | ".join(text for text, _ in texts(figure))
        assert {"de": "Quelle", "en": "Source"}[lang] in told
        assert of(lang)("archived link" if by else "derived link") in told


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_tiny_cascades(layout, count):
    posts = platforms(crowd(count))
    assert faults(draw.spread(posts, linked(posts), layout=layout)) == []


def test_every_post_has_a_place_within_the_rings_at_its_time():
    posts = crowd(500)
    made = scene_of(radial, posts)
    assert sorted(made.posts.tolist()) == list(range(500))
    middle = made.play.centre
    away = np.hypot(made.x - middle[0], made.y - middle[1])
    assert away.max() <= (BOX.top - BOX.bottom) / 2
    by_time = np.argsort(posts["at"].to_numpy()[made.posts], kind="stable")
    assert (np.diff(away[by_time]) > -1e-9).all()


def test_wedges_of_siblings_lie_side_by_side_within_that_of_their_parent():
    line = trace([0, 5, 9, 20, 30, 31], [-1, 0, 0, 1, 1, 2])
    assert radial.angles(line).tolist() == pytest.approx([1 / 2, 1 / 3, 5 / 6, 1 / 6, 1 / 2, 5 / 6])


def test_the_first_platform_is_on_top_and_every_post_in_its_band():
    posts = platforms(crowd(200))
    made = scene_of(strands, posts)
    where = posts["platform"].to_numpy()[made.posts]
    heights = [made.y[where == name] for name in ("twitter", "blogs", "youtube", "press")]
    assert all(one.min() > two.max() for one, two in pairwise(heights))
    places = set(zip(made.x.round(4).tolist(), made.y.round(4).tolist(), strict=True))
    assert len(places) == 200
    assert made.title.startswith("From twitter to press in ")


def test_only_what_crosses_over_is_linked_and_the_rest_is_counted():
    posts = platforms(crowd(200))
    made = scene_of(strands, posts)
    band = posts["platform"]
    over = sum(band[child] != band[parent]
               for child, parent in posts["parent"].dropna().items())  # fmt: skip
    assert len(made.strokes) == over
    assert f"Links within one platform are not drawn: {199 - over}." in made.notes


def test_one_account_that_many_passed_on_is_what_the_map_finds():
    posts = crowd(60, star=True)
    made = scene_of(accountmap, posts)
    assert made.title == "59 of 59 others passed on posts of one account"
    assert len(made.posts) == 60
    assert made.through.max() == 59


@pytest.mark.parametrize("module", [radial, accountmap, strands])
def test_the_same_posts_make_the_same_picture(module):
    posts = platforms(crowd(150))
    one, two = scene_of(module, posts), scene_of(module, posts)
    assert np.array_equal(one.x, two.x)
    assert np.array_equal(one.y, two.y)


@pytest.mark.parametrize(("module", "share"), [(radial, 0.05), (accountmap, 0.1), (strands, 0.05)])
def test_one_more_post_moves_nothing_far(module, share):
    posts = platforms(crowd(300, seed=4))
    last = posts.iloc[[-1]].rename(index={"p299": "more"})
    last["at"] += pd.Timedelta(seconds=30)
    one = scene_of(module, posts)
    two = scene_of(module, pd.concat([posts, last]))
    first = dict(zip(one.posts.tolist(), zip(one.x, one.y, strict=True), strict=True))
    moved = [np.hypot(x - first[n][0], y - first[n][1])
             for n, x, y in zip(two.posts.tolist(), two.x, two.y, strict=True)
             if n in first]  # fmt: skip
    assert max(moved) <= share * (BOX.right - BOX.left)


def test_thinning_keeps_who_plays_a_part_and_says_so():
    posts = crowd(7_000)
    posts.loc["p6999", "role"] = "press"
    posts.loc["p6998", "name"] = "airline"
    seen = cascade(posts, linked(posts), by="airline")
    kept = chosen(seen)
    assert len(kept) < 7_000
    assert {6998, 6999} <= set(kept.tolist())
    assert np.isin(seen.lineage.parent[kept][seen.lineage.parent[kept] >= 0], kept).mean() > 0.5
    made = radial.compose(seen, BOX, of("en"), wide, False)
    assert any(f"{len(kept):,} of them are drawn" in note for note in made.notes)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_twins_say_the_same(layout):
    posts = platforms(thread())
    static = draw.spread(posts, linked(posts), layout=layout, by="airline", lang="de")
    figure = interact.spread(posts, linked(posts), layout=layout, by="airline", lang="de")
    assert figure.layout.meta["title"] == static.title
    assert figure.layout.meta["tree"]["posts"] == len(posts)
    assert "person_" not in figure.to_json()


def test_on_dark_ground_nothing_is_left_white():
    posts = platforms(thread())
    figure = interact.spread(posts, linked(posts), layout="strands", look="dark")
    assert figure.layout.paper_bgcolor == "#12181F"
    assert '"white"' not in figure.to_json()


def test_other_layouts_are_refused():
    posts = thread()
    with pytest.raises(SchemaError, match="no layout 'spring'"):
        draw.spread(posts, linked(posts), layout="spring")
