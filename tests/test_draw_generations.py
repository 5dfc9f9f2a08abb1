"""The star beside the band as a picture: what it counts, says and refuses."""

import numpy as np
import pandas as pd
import pytest

from casekit import draw, interact, load, schema
from casekit.errors import EvidenceError, SchemaError
from casekit.language import of
from casekit.layout import generations as layout
from casekit.layout.hub import hub
from casekit.layout.lanes import Box
from casekit.layout.sheet import grade_words
from casekit.schema import EVIDENCE
from casekit.spread import sample
from tests.cascades import chain, star
from tests.inked import faults, texts


@pytest.fixture(scope="module")
def storm():
    return load.posts(load.sample("repost-storm.jsonl.gz"))


def reposts(n):
    posts = star(n, kind="repost")
    posts["followers"] = pd.array([10 ** (i % 5) for i in range(n)], dtype="Int64")
    return schema.conform(posts, schema.POSTS)


def words(figure):
    return " | ".join(text for text, _ in texts(figure))


def following(posts, *pairs):
    return pd.DataFrame(pairs, columns=["follower", "account"]).replace(
        dict(zip(posts.index, posts["account"], strict=True))
    )


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_text_leaves_the_figure_or_overlaps_another(storm, font, lang):
    at_once = reposts(4)
    at_once["at"] = at_once["at"].iloc[0]
    for posts, rule in ((storm, "mixture"), (storm, "decay"), (reposts(3), "decay"),
                        (at_once, "mixture"), (storm, "text")):  # fmt: skip
        figure = draw.generations(posts, rule=rule, draws=20, lang=lang, font=font,
                                  source="a long name of an archive of a storm")  # fmt: skip
        assert faults(figure) == []


def test_a_network_in_which_each_follows_the_one_before_is_a_chain():
    posts = reposts(5)
    follows = following(posts, *((f"p{i}", f"p{i - 1}") for i in range(1, 5)))
    found = layout.measure(posts, rule="follows", draws=9, seed=0, root=None, follows=follows)
    assert (found.middle.tolist(), found.depth, found.draws) == ([1, 1, 1, 1, 1], (4, 4), 1)
    figure = draw.generations(posts, rule="follows", follows=follows)
    assert figure.title == "Probably 4 steps deep; the platform shows only one"
    assert "90 % of" not in words(figure)
    speak = of("en")
    held = [g for g in EVIDENCE if grade_words(g, speak) in words(figure)]
    assert held == ["archived", "derived"]


def test_reposts_without_a_path_are_counted_and_the_title_claims_no_more_than_holds():
    posts = reposts(4)
    follows = following(posts, ("p1", "p0"), ("p3", "p2"))
    figure = draw.generations(posts, rule="follows", follows=follows)
    assert figure.title.startswith("At least one step deep")
    assert "Reposts to which the rule finds no path, not drawn on the right: 2." in words(figure)


def test_the_band_is_that_of_the_draws_and_no_post_is_lost(storm):
    found = layout.measure(storm, rule="mixture", draws=40, seed=3, root=None)
    forests = sample(found.posts, rule="mixture", draws=40, seed=3)
    counts = np.zeros((40, found.deepest + 1))
    for row, trees in enumerate(forests):
        depth = np.zeros(len(trees), dtype=int)
        for place, above in enumerate(trees.parent.tolist()):
            depth[place] = depth[above] + 1 if above >= 0 else 0
        counts[row] = np.bincount(depth, minlength=found.deepest + 1)
    assert (counts[:, 1:].sum(axis=1) == 250).all()
    assert found.size == 250
    assert np.allclose(found.low, np.percentile(counts, 5, axis=0))
    assert np.allclose(found.high, np.percentile(counts, 95, axis=0))
    inside = [found.depth[0] <= row.nonzero()[0].max() <= found.depth[1] for row in counts]
    assert np.mean(inside) >= 0.9


def test_grades_assumptions_and_source_are_on_the_sheet(storm):
    written = words(draw.generations(storm, rule="decay", draws=20, source="a storm"))
    speak = of("en")
    held = [g for g in EVIDENCE if grade_words(g, speak) in written]
    assert held == ["archived", "reconstructed"]
    assert "Source: a storm." in written
    assert "Accounts without followers, counted as 1:" in written
    assert "steps from the original" in written


def test_a_star_is_chosen_by_its_original(storm):
    originals = storm["parent"].where(storm["kind"] == "repost").value_counts()
    small = draw.generations(storm, rule="decay", draws=20, root=originals.index[1])
    assert f"{originals.iloc[1]} reposts of one post" in words(small)


def test_what_cannot_be_drawn(storm):
    with pytest.raises(SchemaError, match="'reported' is the star itself"):
        draw.generations(storm, rule="reported")
    with pytest.raises(SchemaError, match="no star of a post 'x'"):
        draw.generations(storm, rule="decay", root="x")
    with pytest.raises(SchemaError, match="no star among the posts"):
        draw.generations(chain(4), rule="decay")
    with pytest.raises((EvidenceError, SchemaError), match="evidence"):
        draw.generations(reposts(4).drop(columns="evidence"), rule="decay")


@pytest.mark.parametrize("count", [1, 30, 250, 5000])
def test_spokes_run_clockwise_and_stay_in_the_panel(count):
    box = Box(0, 0, 5, 5)
    made = hub(pd.DataFrame({"followers": [100.0] * (count + 1)}), box)
    assert ((made.x - made.radius >= -1e-9) & (made.x + made.radius <= 5 + 1e-9)).all()
    assert ((made.y - made.radius >= -1e-9) & (made.y + made.radius <= 5 + 1e-9)).all()
    angle = np.arctan2(made.x - 2.5, made.y - 2.5) % (2 * np.pi)
    assert (np.diff(angle) > 0).all()


def test_dots_of_one_size_do_not_touch():
    made = hub(pd.DataFrame({"followers": [100.0] * 251}), Box(0, 0, 5, 5))
    far = np.hypot(made.x[:, None] - made.x, made.y[:, None] - made.y)
    far[np.diag_indices(250)] = np.inf
    assert far.min() >= 2 * made.radius[0]


def test_the_twin_says_the_same(storm):
    one = draw.generations(storm, rule="mixture", draws=20, lang="de", source="Sturm")
    two = interact.generations(storm, rule="mixture", draws=20, lang="de", source="Sturm")
    assert two.layout.meta["title"] == one.title
    assert two.layout.meta["alt"] == one.alt
    spokes = [t for t in two.data if t.mode == "markers" and t.text and len(t.text) == 251]
    assert len(spokes) == 1
    assert {t.legendgroup for t in two.data if t.legendgroup} == {"archived", "reconstructed"}
