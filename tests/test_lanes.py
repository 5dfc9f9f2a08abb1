"""Lanes, rows, windows and routes: geometry without a picture."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.layout.figures import bounds_over_time, scale
from casekit.layout.lanes import Box, Unit, clear_of, crossed, lane_order, pack, time_mark
from casekit.layout.routes import Ends, route
from casekit.layout.window import Window, rounded


def at(text, tz="UTC"):
    return pd.Timestamp(text, tz=tz).tz_convert("UTC")


units = st.lists(
    st.builds(
        lambda x, before, after, label, inside: (x, x - before, x + after, label, inside),
        st.floats(2, 12), st.floats(0, 2), st.floats(0, 2), st.floats(0.2, 2.5), st.booleans(),
    ),
    max_size=14,
)  # fmt: skip


@given(units, st.none() | st.floats(2, 12))
def test_rows_of_a_lane_never_overlap(drawn, line):
    made = [Unit(str(n), x, (low, high), label, inside)
            for n, (x, low, high, label, inside) in enumerate(drawn)]  # fmt: skip
    places = pack(made, left=0, right=15, line=line)
    assert set(places) == {unit.name for unit in made}
    for one, two in combinations(places.values(), 2):
        if one.row == two.row:
            assert one.span[1] <= two.span[0] or two.span[1] <= one.span[0]
    for unit in made:
        span, start = places[unit.name].span, places[unit.name].label
        assert span[0] <= min(unit.bar[0], start)
        assert span[1] >= max(unit.bar[1], start + unit.label)


def test_a_label_turns_left_to_keep_off_the_answer():
    unit = Unit("a", 5.0, (5.0, 5.0), 2.0)
    assert pack([unit], left=0, right=9)["a"].side == "right"
    assert pack([unit], left=0, right=9, line=6.0)["a"].side == "left"


def test_a_day_carries_its_label_inside_right_of_the_answer_or_at_its_left_end():
    day = Unit("a", 5.0, (1.0, 9.0), 2.0, inside=True)
    assert pack([day], left=0, right=9)["a"].label == pytest.approx(1.07)
    assert pack([day], left=0, right=9, line=2.0)["a"].label == pytest.approx(2.1)


def test_the_customer_goes_up_where_that_costs_at_most_one_lane():
    links = [("customer", "press"), ("customer", "public"), ("press", "organisation")]
    order = lane_order(["organisation", "press", "customer", "public"], links)
    assert crossed(["public", "customer", "press", "organisation"], links) == 0
    assert crossed(order, links) == 1
    assert order == ["customer", "public", "press", "organisation"]


def test_without_links_the_usual_order_holds():
    assert lane_order(["organisation", "public"], []) == ["public", "organisation"]


def test_marks_of_time():
    early, late = at("2020-06-02 08:00"), at("2020-06-02 10:00")
    assert time_mark("minute", early, early + pd.Timedelta(minutes=1)) == "exact"
    assert time_mark("hour", early, late) == "bounds"
    assert time_mark("part-of-day", pd.NaT, late) == "open"
    assert time_mark("part-of-day", pd.NaT, pd.NaT) == "placeholder"
    assert time_mark("day", early, late) == "day"


def test_boxes_are_put_where_nothing_stands():
    sheet = Box(0, 0, 10, 10)
    taken = [Box(1, 1, 3, 3)]
    assert clear_of([Box(2, 2, 4, 4), Box(9, 9, 11, 11), Box(5, 5, 6, 6)], taken, sheet) == 2


def test_window_rounds_to_three_hours_of_the_wall_clock():
    start, end = rounded(at("2013-09-02 18:57", "Europe/London"),
                         at("2013-09-04 06:51", "Europe/London"), tz="Europe/London")  # fmt: skip
    assert (str(start), str(end)) == ("2013-09-02 17:00:00+00:00", "2013-09-04 08:00:00+00:00")


def test_ticks_follow_the_wall_clock_through_the_change_of_the_clocks():
    window = Window(at("2020-03-28 12:00"), at("2020-03-30 12:00"), 0, 12)
    ticks = window.ticks("Europe/Berlin")
    local = [time.tz_convert("Europe/Berlin").hour for time in ticks.short]
    assert set(local) == {0, 3, 6, 9, 12, 15, 18, 21}
    assert [time.tz_convert("Europe/Berlin").day for time in ticks.breaks] == [29, 30]


@pytest.mark.parametrize(("days", "scale_"), [(2, "hours"), (20, "days"), (300, "months"),
                                              (4000, "years")])  # fmt: skip
def test_long_windows_have_coarser_ticks_and_never_too_many_labels(days, scale_):
    window = Window(at("2010-01-01"), at("2010-01-01") + pd.Timedelta(days=days), 1, 12)
    ticks = window.ticks("Europe/Berlin")
    assert ticks.scale == scale_
    assert 1 <= len(ticks.labelled) <= 18


@pytest.mark.parametrize(("minutes", "apart"), [(4, 1), (40, 5), (149, 10)])
def test_windows_of_minutes_have_minutes_on_their_clock(minutes, apart):
    window = Window(at("2021-04-08 23:31:31"), at("2021-04-08 23:31:31")
                    + pd.Timedelta(minutes=minutes), 1, 12)  # fmt: skip
    ticks = window.ticks("Europe/Berlin")
    assert {time.minute % apart for time in ticks.labelled} == {0}
    assert 2 < len(ticks.labelled) <= 16
    assert ticks.labelled[1] - ticks.labelled[0] == pd.Timedelta(minutes=apart)


def test_bounds_of_a_count_that_never_falls():
    points = pd.DataFrame({
        "low": [100.0, 300.0], "high": [150.0, 320.0],
        "earliest": [at("2020-06-02 10:00"), at("2020-06-02 14:00")],
        "latest": [at("2020-06-02 11:00"), at("2020-06-02 15:00")],
    })  # fmt: skip
    start, end = at("2020-06-02 08:00"), at("2020-06-02 18:00")
    lower, upper = bounds_over_time(points, start, end, at("2020-06-02 09:00"))
    assert lower[-1] == (end, 300.0)
    assert (at("2020-06-02 11:00"), 100.0) in lower
    assert [value for _, value in upper] == [0, 0, 150, 150, 320, 320]
    assert upper[-1][0] == at("2020-06-02 14:00")


def test_figures_that_fall_bound_nothing():
    points = pd.DataFrame({
        "low": [300.0, 100.0], "high": [320.0, 150.0],
        "earliest": [at("2020-06-02 10:00"), at("2020-06-02 14:00")],
        "latest": [at("2020-06-02 11:00"), at("2020-06-02 15:00")],
    })  # fmt: skip
    assert bounds_over_time(points, at("2020-06-02"), at("2020-06-03"), None) is None


@given(st.floats(1, 1e9))
def test_scales_hold_their_value_with_few_round_ticks(most):
    top, ticks = scale(most)
    assert top >= most
    assert 2 <= len(ticks) <= 6
    assert ticks[-1] <= top


def test_a_link_keeps_its_distance_and_goes_round_labels():
    ends = Ends((2.0, 5.0), (8.0, 2.0), (0.2, 0.2), same_lane=False)
    plain = route(ends, [], [])
    assert np.hypot(*(plain[0] - [2, 5])) >= 0.2
    assert np.hypot(*(plain[-1] - [8, 2])) >= 0.2
    wall = Box(plain[60][0] - 0.3, plain[60][1] - 0.3, plain[60][0] + 0.3, plain[60][1] + 0.3)
    around = route(ends, [wall], [])
    inside = (np.abs(around - plain[60]) < 0.3).all(axis=1)
    assert inside.sum() < (np.abs(plain - plain[60]) < 0.3).all(axis=1).sum()
