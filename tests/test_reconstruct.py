"""Curves that could have been: what holds for every draw, whatever the figures."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from casekit import reconstruct
from casekit.errors import ClockError, EvidenceError, SchemaError
from casekit.reconstruct import Ensemble, band, curve, met
from casekit.reconstruct.clockwork import clockwork
from casekit.reconstruct.figures import conflicts, read, window
from casekit.reconstruct.placing import place

ORIGIN = pd.Timestamp("2013-09-02T19:00Z")
FEW = settings(max_examples=8, phases=[Phase.explicit, Phase.generate])


def figures(*rows: tuple[float, float], qualifier: str = "exact", **columns: Any) -> pd.DataFrame:
    """Figures as (hours since the origin, value)."""
    at = ORIGIN + pd.to_timedelta([hours for hours, _ in rows], unit="h")
    return pd.DataFrame(
        {"value": [value for _, value in rows], "qualifier": qualifier, "as_of": at, **columns},
        index=pd.Index([f"f{n}" for n in range(len(rows))], name="figure"),
    )


def drawn(table: pd.DataFrame, **options: Any) -> Ensemble:
    return curve(table, **{"origin": ORIGIN, "draws": 40, **options})


@st.composite
def stories(draw: st.DrawFn) -> pd.DataFrame:
    """Some hedged figures of a count that grows, with windows of time that may overlap."""
    size = draw(st.integers(2, 5))
    hours = np.cumsum([draw(st.floats(0.2, 60)) for _ in range(size)])
    values = np.cumsum([draw(st.integers(0, 5_000)) for _ in range(size)]) + 3
    table = figures(*zip(hours, values.astype(float), strict=True))
    words = ["exact", "about", "over", "nearly", "under"]
    table["qualifier"] = [draw(st.sampled_from(words)) for _ in range(size)]
    before, later = (
        pd.to_timedelta([draw(st.floats(0, 24)) for _ in range(size)], unit="h") for _ in range(2)
    )
    table["earliest"], table["latest"] = table["as_of"] - before, table["as_of"] + later
    return table


@FEW
@given(stories(), st.integers(0, 3))
def test_every_draw_never_falls_and_meets_every_figure(table: pd.DataFrame, seed: int) -> None:
    found = drawn(table, seed=seed, origin=(ORIGIN - pd.Timedelta("2h"), ORIGIN))
    assert (np.diff(found.draws.to_numpy(), axis=0) >= 0).all()
    assert (found.draws.loc[: found.origin[0]] == 0).all(axis=None)
    said = met(found)
    assert (said.loc[said["used"], "met"] == 1).all()
    assert (said.loc[~said["used"], "conflicts_with"] != "").all()
    for name, row in found.checkpoints[found.checkpoints["used"]].iterrows():
        at = found.held.loc[name, "at"]
        assert at.between(max(row["earliest"], found.origin[0]), row["latest"]).all()


@FEW
@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(table: pd.DataFrame, chance: Any) -> None:
    order = list(table.index)
    chance.shuffle(order)
    one, two = drawn(table), drawn(table.loc[order])
    pd.testing.assert_frame_equal(one.draws, two.draws)
    pd.testing.assert_frame_equal(one.held, two.held)


@FEW
@given(stories())
def test_the_same_seed_gives_the_same_draws_and_another_gives_others(table: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(drawn(table, seed=5).draws, drawn(table, seed=5).draws)
    assert not drawn(table, seed=5).draws.equals(drawn(table, seed=6).draws)


@FEW
@given(stories(), st.integers(-4_000, 4_000))
def test_a_shift_of_time_shifts_the_draws(table: pd.DataFrame, days: int) -> None:
    shift = pd.Timedelta(days=days)
    later = table.assign(**{c: table[c] + shift for c in ("as_of", "earliest", "latest")})
    one, two = drawn(table), drawn(later, origin=ORIGIN + shift)
    assert (one.draws.index + shift).equals(two.draws.index)
    np.testing.assert_array_equal(one.draws.to_numpy(), two.draws.to_numpy())


def test_a_larger_unit_scales_the_draws_where_counts_no_longer_scatter() -> None:
    table = figures((2, 1e12), (10, 25e12), (60, 60e12), qualifier="about")
    one, two = drawn(table), drawn(table.assign(value=table["value"] * 10))
    np.testing.assert_allclose(two.draws.to_numpy(), 10 * one.draws.to_numpy(), rtol=1e-6)


def test_the_grid_does_not_change_the_draws() -> None:
    table = figures((2, 1_000), (10, 25_000), (60, 60_000), qualifier="about")
    fine = drawn(table)
    coarse = drawn(table, grid=fine.draws.index[::7])
    pd.testing.assert_frame_equal(fine.draws.iloc[::7], coarse.draws)


def test_the_curve_passes_exactly_through_exact_figures() -> None:
    table = figures((2, 1_000), (10, 25_000), (60, 60_000))
    found = drawn(table)
    values = found.draws.loc[table["as_of"]].to_numpy()
    np.testing.assert_allclose(values, np.repeat([[1_000], [25_000], [60_000]], 40, axis=1))


def test_two_figures_suffice_and_one_does_not() -> None:
    assert drawn(figures((2, 100), (9, 900))).draws.shape[1] == 40
    with pytest.raises(EvidenceError, match="1 figure, and a curve needs two above zero"):
        drawn(figures((2, 100)))
    with pytest.raises(EvidenceError, match="a curve needs two above zero"):
        drawn(figures((2, 0), (4, 0), (6, 10)))


def test_figures_of_one_day_stand_in_the_order_of_their_values() -> None:
    table = figures((20, 30_000), (20, 34_000), (40, 90_000))
    table["earliest"] = table["as_of"] - pd.Timedelta("12h")
    table["latest"] = table["as_of"] + pd.Timedelta("12h")
    found = drawn(table, draws=200)
    early, late = found.held.loc["f0", "at"], found.held.loc["f1", "at"]
    assert (early.to_numpy() < late.to_numpy()).all()


def test_equal_values_are_a_plain_between_them() -> None:
    table = figures((2, 500), (8, 500), (30, 900))
    found = drawn(table)
    between = found.draws.loc[table["as_of"].iloc[0] : table["as_of"].iloc[1]]
    np.testing.assert_allclose(between.to_numpy(), 500)


def test_zero_holds_the_count_down_until_then() -> None:
    table = figures((3, 0), (8, 500), (30, 900))
    found = drawn(table)
    assert (found.draws.loc[: table["as_of"].iloc[0]] == 0).all(axis=None)
    assert met(found)["met"].eq(1).all()


def test_huge_values_stay_finite() -> None:
    found = drawn(figures((2, 1e15), (8, 3e17), (400, 9e17), qualifier="about"))
    assert np.isfinite(found.draws.to_numpy()).all()


def test_under_is_an_upper_bound() -> None:
    found = drawn(figures((2, 100), (8, 1_000), (30, 2_000)).assign(
        qualifier=["exact", "under", "exact"]), draws=200)  # fmt: skip
    values = found.held.loc["f1", "value"]
    assert values.max() <= 1_100
    assert values.min() < 700


def test_figures_that_contradict_each_other_are_named_and_not_smoothed() -> None:
    table = figures((2, 100), (8, 800), (12, 300), (30, 1_000))
    found = drawn(table)
    said = met(found)
    assert said["conflicts_with"].to_dict() == {"f0": "", "f1": "f2", "f2": "f1", "f3": ""}
    assert said["used"].tolist() == [True, False, True, True]
    assert said.loc["f1", "met"] == 0.0
    assert said.loc["f1", "high"] <= 300


def test_an_exact_figure_is_kept_rather_than_a_hedged_one() -> None:
    table = figures((2, 100), (8, 800), (12, 300), (30, 1_000))
    table["qualifier"] = ["exact", "exact", "about", "exact"]
    assert drawn(table).checkpoints["used"].tolist() == [True, True, False, True]


def test_one_early_figure_that_is_too_high_goes_rather_than_the_many_after_it() -> None:
    table = figures((1, 900), (5, 100), (10, 200), (15, 300), (30, 1_000))
    assert drawn(table).checkpoints["used"].tolist() == [False, True, True, True, True]


def test_noise_lets_sources_differ() -> None:
    table = figures((2, 100), (8, 340), (12, 310), (30, 1_000), qualifier="about")
    assert not drawn(table, noise=0).checkpoints["used"].all()
    found = drawn(table, noise=0.1)
    assert found.checkpoints["used"].all()
    assert met(found)["met"].eq(1).all()


@FEW
@given(stories())
def test_a_curve_exists_as_soon_as_no_pair_conflicts(table: pd.DataFrame) -> None:
    boxes = read(table, origin=window(ORIGIN), noise=0.0)
    pairs = conflicts(boxes)
    moments = sorted({*boxes["earliest"], *boxes["latest"]})
    low = [max([0.0, *boxes["least"][boxes["latest"] <= t]]) for t in moments]
    running = pd.Series(low, index=moments)
    fits = all(running[row["earliest"]] <= row["most"] for _, row in boxes.iterrows())
    assert fits == (not pairs)


def test_what_does_not_grow_is_refused() -> None:
    with pytest.raises(EvidenceError, match="3 of 5 figures fall below earlier ones"):
        drawn(figures((1, 900), (2, 700), (3, 500), (4, 400), (5, 450)))


def test_figures_before_the_origin_are_named() -> None:
    with pytest.raises(EvidenceError, match="f0: not later than the origin"):
        drawn(figures((-2, 100), (8, 800), (12, 900)))


def test_open_windows_are_closed_by_the_origin_and_by_the_other_figures() -> None:
    table = figures((2, 100), (8, 800), (12, 900))
    table["earliest"], table["latest"] = table["as_of"], table["as_of"]
    table.loc["f0", "earliest"] = pd.NaT
    table.loc["f1", "latest"] = pd.NaT
    found = drawn(table, draws=200)
    assert found.held.loc["f0", "at"].min() < ORIGIN + pd.Timedelta("1h")
    assert found.held.loc["f1", "at"].max() > ORIGIN + pd.Timedelta("11h")
    assert found.held.loc["f1", "at"].max() <= ORIGIN + pd.Timedelta("12h")


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"value": [np.nan, 5.0]}, SchemaError, "f0: a count is a number of 0 and more"),
        ({"value": [-3.0, 5.0]}, SchemaError, "f0: a count"),
        ({"value": [np.inf, 5.0]}, SchemaError, "f0: a count"),
        ({"low": [4.0, 5], "high": [3.0, 5]}, SchemaError, "f0: the bounds of the value"),
        ({"unit": ["views", "fans"]}, SchemaError, r"different things \(views, fans\)"),
        ({"as_of": pd.NaT}, ClockError, "as_of: times without a zone"),
    ],
)
def test_figures_that_cannot_be_read_are_named(
    change: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        drawn(figures((1, 3.0), (2, 5.0)).assign(**change))


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"noise": 1.0}, SchemaError, "noise of 1.0"),
        ({"draws": 0}, SchemaError, "0 draws"),
        ({"clock": "Mars/Olympus"}, ClockError, "no time zone"),
        ({"clock": [1.0] * 23}, ClockError, "24 activities"),
        ({"origin": (ORIGIN, ORIGIN - pd.Timedelta("1h"))}, ClockError, "before it begins"),
        ({"grid": pd.DatetimeIndex(["2013-09-03"])}, ClockError, "grid without a zone"),
        ({"shocks": pd.DataFrame({"earliest": [ORIGIN]})}, SchemaError, "earliest and latest"),
    ],
)
def test_options_that_cannot_be_are_refused(
    options: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        drawn(figures((1, 3.0), (2, 5.0)), **options)


def test_places_are_those_of_independent_chance_given_the_order() -> None:
    """Two figures of one window and one span: order statistics, not running maxima."""
    low, high = np.zeros(2), np.ones(2)
    boxes = (low + 1, high + 1, low, high)
    _, at, value = place(boxes, (0.0, 0.0), 4_000, np.random.default_rng(0))
    order = np.argsort(at, axis=1)
    first, last = np.take_along_axis(value, order, axis=1).T
    # expected values of the order statistics of two even numbers
    assert first.mean() == pytest.approx(1 / 3, abs=0.02)
    assert last.mean() == pytest.approx(2 / 3, abs=0.02)


def test_night_slows_the_curve() -> None:
    table = figures((1, 1_000), (48, 9_000))
    day, night = ORIGIN + pd.Timedelta("19h"), ORIGIN + pd.Timedelta("8h")
    grid = pd.DatetimeIndex([night - pd.Timedelta("2h"), night, day - pd.Timedelta("2h"), day])
    plain, slept = (
        drawn(table, clock=clock, grid=grid, draws=200).draws.median(axis=1).diff()
        for clock in (None, "Europe/London")
    )
    assert slept.iloc[1] / slept.iloc[3] < 0.6 * plain.iloc[1] / plain.iloc[3]


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kolkata"])
def test_a_day_lived_is_as_long_as_a_day(zone: str) -> None:
    wall, lived = clockwork(zone, pd.Timestamp("2013-10-20T10:17Z"), 30 * 86_400)
    assert (np.diff(wall) > 0).all()
    assert (np.diff(lived) > 0).all()
    days = np.interp(np.arange(6) * 86_400.0, wall, lived)
    np.testing.assert_allclose(np.diff(days), 86_400)


def test_a_documented_shock_pulls_the_rise_to_its_time() -> None:
    table = figures((1, 1_000), (100, 50_000))
    at = ORIGIN + pd.Timedelta("40h")
    driven = pd.DataFrame({"earliest": [at], "latest": [at], "nothing": [0.0]})
    step = pd.DatetimeIndex([at - pd.Timedelta("1h"), at + pd.Timedelta("12h")])
    plain, shocked = (
        drawn(table, grid=step, draws=200, shocks=shocks).draws.diff().iloc[1].mean()
        for shocks in (None, driven)
    )
    assert shocked > 1.3 * plain
    nothing = drawn(table, grid=step, draws=200, shocks=driven.assign(nothing=1.0))
    assert nothing.draws.diff().iloc[1].mean() == pytest.approx(plain, rel=0.3)


def test_the_band_says_where_it_is_extrapolation_and_stays_in_the_hull() -> None:
    found = reconstruct.example()
    table = band(found)
    times = found.checkpoints["as_of"]
    assert (table["part"] == "before").equals(
        pd.Series(table.index < times.min(), table.index, name="part")
    )
    assert (table.loc[times.max() + pd.Timedelta("1h") :, "part"] == "after").all()
    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()
    inside = table.loc[times.iloc[1] : times.iloc[2]]
    assert (inside["low"] >= found.checkpoints["least"].iloc[1]).all()
    assert (inside["high"] <= found.checkpoints["most"].iloc[2]).all()
    assert table["evidence"].eq("reconstructed").all()


def test_a_band_of_a_higher_level_is_wider() -> None:
    found = reconstruct.example()
    wide, narrow = band(found, level=0.95), band(found, level=0.5)
    assert (wide["low"] <= narrow["low"]).all()
    assert (wide["high"] >= narrow["high"]).all()


def test_a_band_is_given_between_the_moments_of_the_grid_and_not_beyond() -> None:
    found = reconstruct.example()
    at = pd.DatetimeIndex([found.draws.index[100] + pd.Timedelta("1s")])
    assert len(band(found, at=at)) == 1
    with pytest.raises(ClockError, match="outside the grid"):
        band(found, at=at - pd.Timedelta("90D"))
    with pytest.raises(ClockError, match="without a zone"):
        band(found, at=at.tz_localize(None))


@pytest.mark.parametrize("lang", ["en", "de"])
def test_everything_assumed_is_listed_with_its_source(lang: str) -> None:
    table = figures((2, 100), (8, 800), (12, 300), (30, 1_000), sources="bbc-2013")
    at = ORIGIN + pd.Timedelta("4h")
    driven = pd.DataFrame({"earliest": [at], "latest": [at]}, index=["broadcast"])
    said = reconstruct.assumptions(drawn(table, shocks=driven, clock="Europe/London"), lang=lang)
    assert said.columns.tolist() == ["assumption", "value", "source"]
    assert said.notna().all(axis=None)
    assert said["source"].eq("bbc-2013").sum() == len(table)
    for word in ("f3", "broadcast", "Europe/London", "10"):
        assert (
            said[["assumption", "value"]].map(lambda text, word=word: word in text).any(axis=None)
        ), word
