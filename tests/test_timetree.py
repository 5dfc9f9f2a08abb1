"""The time tree's laws: nothing crosses, nothing is lost, nothing recurses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.errors import SchemaError
from casekit.layout import timetree
from casekit.layout.axis import Broken, Log, broken, bursts, log_axis
from casekit.layout.lineage import trace
from casekit.layout.lines import find_heads
from casekit.layout.rows import crossings
from casekit.layout.signs import room

WIDTH, HEIGHT = 12.53, room(1.1, 6.3)


def label(rank, post, size):
    return (1.2 if rank == 0 else 0.55), 0.18


@st.composite
def trees(draw, most=60, roots=False):
    """Posts in any order of time, with times that tie, lie before their parent's or are unknown."""
    n = draw(st.integers(1, most))
    reach = draw(st.sampled_from([1, 3, n]))
    parent = [-1]
    for post in range(1, n):
        first = -1 if roots and draw(st.integers(0, 9)) == 0 else None
        low = max(0, post - reach)
        parent.append(draw(st.integers(low, post - 1)) if first is None else first)
    step = draw(st.sampled_from([0, 1, 40, 9000]))
    gaps = draw(st.lists(st.integers(0, max(step, 1)), min_size=n, max_size=n))
    times = np.cumsum(gaps).astype(float) - gaps[0]
    for post in draw(st.sets(st.integers(0, n - 1), max_size=n // 4)):
        times[post] = np.nan if draw(st.booleans()) else 0.0
    return times, np.array(parent)


def lines_crossed(lines):
    """Count connectors that pass through a line which is not their own."""
    return sum(
        line.left + 1e-9 < own.drop < line.right - 1e-9 and own.fall + 1e-9 < line.y < own.y - 1e-9
        for own in lines
        for line in lines
    )


def edges_crossed(edges):
    parts = [np.concatenate([path[:-1], path[1:]], axis=1) for path in edges.values()]
    return sum(crossings(a, b) > 0 for n, a in enumerate(parts) for b in parts[:n])


@settings(max_examples=60, deadline=None)
@given(trees(most=24, roots=True))
def test_no_edge_of_a_conversation_crosses_another_and_every_post_has_a_place(tree):
    times, parent = tree
    made = timetree.small(times, parent, width=WIDTH, height=HEIGHT)
    assert edges_crossed(made.edges) == 0
    assert sorted(made.edges) == np.flatnonzero(parent >= 0).tolist()
    assert (made.x >= 0).all()
    assert (made.x <= WIDTH).all()
    assert (made.y <= HEIGHT + 1e-6).all()
    places = set(zip(made.x.round(4).tolist(), made.row.tolist(), strict=True))
    assert len(places) == len(parent)


@settings(max_examples=80, deadline=None)
@given(trees(most=120, roots=True), st.integers(1, 18))
def test_no_connector_crosses_a_line_and_every_post_is_drawn(tree, most):
    times, parent = tree
    made = timetree.large(times, parent, width=WIDTH, height=HEIGHT, measure=label, lines=most)
    assert lines_crossed(made.lines) == 0
    shown = np.arange(len(parent))
    assert np.isfinite(made.x[shown]).all()
    assert np.isfinite(made.y[shown]).all()
    plain = np.isnan(made.radius[shown])
    dots = np.column_stack([made.x[shown][plain], made.y[shown][plain]]).round(6)
    assert len(np.unique(dots, axis=0)) == plain.sum()
    assert len(made.lines) <= most + 1


@settings(max_examples=40, deadline=None)
@given(trees(most=120, roots=True))
def test_areas_count_every_post(tree):
    times, parent = tree
    made = timetree.density(times, parent, width=WIDTH, height=HEIGHT, measure=label)
    heads = (made.heads.posts < len(parent)).sum()
    assert made.counts.sum() + heads == len(parent)
    assert lines_crossed(made.lines) == 0
    assert made.heights.max(initial=0) <= 1.2


def test_heads_of_different_lines_do_not_cover_each_other():
    rng = np.random.default_rng(0)
    parent = np.array([-1, *(int(n * rng.random() ** 2) for n in range(1, 600))])
    made = timetree.large(np.sort(rng.exponential(9000, 600)) - 0.0, np.minimum(
        parent, np.arange(600) - 1), width=WIDTH, height=HEIGHT, measure=label)  # fmt: skip
    heads = made.heads.posts
    x, y, r = made.x[heads], made.y[heads], made.radius[heads]
    gap = np.hypot(x[:, None] - x, y[:, None] - y) - (r[:, None] + r)
    np.fill_diagonal(gap, 1)
    assert gap.min() > -0.01


def test_a_chain_of_a_hundred_thousand_posts_is_laid_out():
    n = 100_000
    made = timetree.density(np.arange(n) * 2.0, np.arange(-1, n - 1), width=WIDTH, height=HEIGHT,
                            measure=label)  # fmt: skip
    assert made.height <= HEIGHT
    assert made.heads.lineage.depth.max() == n - 1


def test_a_post_without_a_time_stands_as_early_as_its_parent_allows():
    line = trace([np.nan, 50, np.nan, 90], [-1, 0, 1, 2])
    assert line.time.tolist() == [50, 50, 50, 90]
    assert line.unknown.tolist() == [True, False, True, False]
    assert not line.early.any()


def test_a_post_dated_before_its_parent_stands_at_its_time_and_is_marked():
    line = trace([0, 100, 40], [-1, 0, 1])
    assert (line.time[2], line.early.tolist()) == (100, [False, False, True])


def test_posts_may_come_in_any_order():
    line = trace([20, 0, 10], [2, -1, 1])
    assert (line.order.tolist(), line.depth.tolist()) == ([1, 2, 0], [2, 0, 1])
    assert line.size.tolist() == [1, 3, 2]


def test_parents_in_a_circle_are_an_error():
    with pytest.raises(SchemaError, match="2 posts have parents that go in a circle"):
        trace([0, 1, 2], [-1, 2, 1])


@pytest.mark.parametrize(
    ("posts", "broadcast", "kind"),
    [(5, False, "Rows"), (30, True, "Dots"), (400, False, "Dots"), (20_001, True, "Areas")],
)
def test_the_size_of_the_cascade_chooses_the_picture(posts, broadcast, kind):
    parent = np.zeros(posts, dtype=int) if broadcast else np.arange(posts) // 2
    parent[0] = -1
    made = timetree.fit(trace(np.arange(posts) * 60.0, parent), width=WIDTH, height=HEIGHT,
                        measure=label)  # fmt: skip
    assert type(made).__name__ == kind


def test_a_star_within_one_minute_becomes_areas_rather_than_leave_the_sheet():
    parent = np.zeros(3000, dtype=int)
    parent[0] = -1
    made = timetree.fit(trace(np.linspace(0, 50, 3000), parent), width=WIDTH, height=HEIGHT,
                        measure=label)  # fmt: skip
    assert type(made).__name__ == "Areas"
    assert made.height <= HEIGHT


def test_the_threshold_is_the_smallest_that_leaves_few_enough_lines():
    parent = [-1, 0, 0, 0, *[1] * 5, *[2] * 4, *[3] * 3]
    lineage = trace(np.arange(len(parent)), parent)
    assert find_heads(lineage, most=3).posts.tolist() == [0, 1, 2, 3]
    assert find_heads(lineage, most=2).threshold == 5
    assert find_heads(lineage, most=1).posts.tolist() == [0, 1]


def test_a_single_post():
    made = timetree.small([0.0], [-1], width=WIDTH, height=HEIGHT)
    assert (made.row.tolist(), made.edges) == ([0], {})


def test_silences_of_two_hours_break_the_clock_into_at_most_six_blocks():
    hours = np.array([0, 1, 4, 10, 20, 40, 80, 160]) * 3600.0
    parts = bursts(hours)
    assert [count for _, _, count in parts] == [3, 1, 1, 1, 1, 1]
    assert bursts(np.array([0, 2 * 3600.0])) == [(0.0, 7200.0, 2)]
    axis = broken(parts, WIDTH)
    assert isinstance(axis, Broken)
    assert axis.blocks[-1].right == pytest.approx(WIDTH)
    assert (np.diff(axis.place(hours)) > 0).all()


def test_the_log_axis_counts_what_lies_beyond_its_round_limit():
    times = np.concatenate([np.full(999, 100.0), [1e9]])
    axis, beyond = log_axis(times, 0, 10)
    assert (axis.end, beyond) == (300.0, 1)
    assert axis.place([0.0, 60.0, 1e9]).tolist() == [0, 0, 10]
    assert isinstance(axis, Log)


def test_a_long_conversation_is_one_line_and_not_a_staircase():
    n = 160
    parent = np.where(np.arange(n) % 7, np.arange(n) - 1, np.arange(n) - 2)
    parent[0] = -1
    made = timetree.large(np.arange(n) * 300.0, parent, width=WIDTH, height=HEIGHT, measure=label)
    assert len(made.lines) == 1
    assert len(made.heads.posts) == 1


def test_an_account_that_set_off_much_is_a_line_even_if_all_came_through_it():
    parent = np.array([-1, 0, *[1] * 200])
    assert find_heads(trace(np.arange(202) * 60.0, parent)).posts.tolist() == [0, 1]


@pytest.mark.parametrize("count", [40, 400])
def test_one_more_post_moves_nothing_far(count):
    rng = np.random.default_rng(3)
    parent = np.minimum((np.arange(count) * rng.random(count) ** 3).astype(int),
                        np.arange(count) - 1)  # fmt: skip
    times = np.sort(rng.exponential(9000, count))
    times -= times[0]
    one = timetree.large(times, parent, width=WIDTH, height=HEIGHT, measure=label)
    two = timetree.large(np.append(times, times[-1] - 1), np.append(parent, 0), width=WIDTH,
                         height=HEIGHT, measure=label)  # fmt: skip
    moved = np.hypot(one.x - two.x[:count], one.y - two.y[:count])
    assert np.quantile(moved, 0.95) < 0.2
