"""Hawkes processes: closed forms, fast sums against plain loops, parameters found again."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from casekit import process
from casekit.errors import ClockError, EvidenceError, SchemaError
from casekit.process import checking, events, kernels, laws, likelihood

DAYS = ("2013-09-03T00:00Z", "2013-09-05T00:00Z")
NOON = "2013-09-04T00:00Z"
EVEN = process.Rhythm((1.0,) * 24, "UTC")
SHAPES = st.tuples(
    st.floats(0.05, 5), st.one_of(st.none(), st.floats(1, 1e4)), st.floats(0.01, 30)
)  # fmt: skip


def crowd(size=2000, seed=1):
    return np.rint(50 * (1 + np.random.default_rng(seed).pareto(1.5, size)))


def test_branching_factors_of_the_literature():
    marked = process.branching_factor("power-law", kappa=0.8, theta=0.8, c=10, beta=0.6)
    assert round(marked, 6) == 0.387080
    plain = process.branching_factor("power-law", kappa=0.5, theta=0.2314843, c=300)
    assert round(plain, 6) == 0.576811
    assert process.branching_factor("exponential", kappa=0.9, theta=1) == 0.9


@pytest.mark.parametrize("wrong", [{"c": None}, {"theta": 0.0}, {"beta": 1.2}, {"c": np.inf}])
def test_impossible_kernels_are_refused(wrong):
    with pytest.raises(SchemaError):
        process.branching_factor("power-law", **{"kappa": 1, "theta": 1, "c": 1} | wrong)


def test_a_law_gives_back_the_kappa_it_was_made_from():
    for c in (None, 10.0):
        memory = "exponential" if c is None else "power-law"
        made = process.Law(memory, 0.7, 0.8, c, beta=0.6, typical=3.0)
        factor = process.branching_factor(memory, kappa=made.kappa * 3.0, theta=0.8, c=c)
        assert factor == pytest.approx(0.7)


@given(SHAPES)
def test_what_is_left_is_one_less_the_integral_of_the_memory(shape):
    theta, c, far = shape
    rate = theta / 1000 if c is None else theta
    until = far / rate if c is None else far * c

    def density(lag):
        if c is None:
            return rate * np.exp(-rate * lag)
        return rate / c * (1 + lag / c) ** (-1 - rate)

    area = integrate.quad(density, 0, until, limit=200)[0]
    left = float(laws.share_left(np.array(until), rate, c))
    assert 1 - left == pytest.approx(area, rel=1e-6, abs=1e-9)
    if 1e-12 < left < 1:
        assert float(laws.lag(np.array(left), rate, c)) == pytest.approx(until, rel=1e-3)


@pytest.mark.parametrize("theta", [0.02, 0.24, 1.0, 3.0, 10.0])
@pytest.mark.parametrize(("c", "span"), [(1, 6e5), (300, 6e5), (0.01, 10), (60, 3e7)])
def test_the_fast_sum_of_a_power_law_is_the_plain_one(theta, c, span):
    rng = np.random.default_rng(6)
    t = np.sort(rng.uniform(0, span, 300))
    w = rng.pareto(1.2, 300) + 0.1
    rate = kernels.rates(c, span)
    weight, by_p, by_c = kernels.mixture(rate, 1 + theta, c, np.log(theta) + theta * np.log(c))
    fast = kernels.power_sums(t, w, w, rate, weight, by_p, by_c, 0)[0]
    lags = np.maximum(t[:, None] - t, 0)
    pairs = np.tril(theta * c**theta * (lags + c) ** (-1 - theta), -1)
    assert fast[1:] == pytest.approx((pairs @ w)[1:], rel=2e-9)


@given(st.integers(0, 10_000), st.floats(1e-6, 10))
def test_the_recursion_of_an_exponential_is_the_plain_sum(seed, theta):
    rng = np.random.default_rng(seed)
    t = np.sort(rng.uniform(0, 1e4, 60))
    w = rng.pareto(1.2, 60) + 0.1
    fast = kernels.exponential_sums(t, w, w, theta, 0)[1]
    pairs = np.tril(theta * np.exp(-theta * np.maximum(t[:, None] - t, 0)), -1)
    assert fast == pytest.approx(pairs @ w, rel=1e-9, abs=1e-300)


def full_model(memory, acts=None):
    """A model with a rhythm, shocks before and within the window, and some unknown followers."""
    rng = np.random.default_rng(7)
    t = np.sort(rng.uniform(-2e4, 2e5, 200))
    followers = rng.pareto(1.1, 200) * 50
    followers[::7] = np.nan
    window = ("2000-01-01T00:00Z", "2000-01-03T08:00Z")
    found = events.events(process.stream(t, followers), window)
    day = process.Rhythm(tuple(np.arange(24) / 11.5), "Europe/London")
    stage = likelihood.Stage(9e4, acts) if acts else None
    model = likelihood.Likelihood(found, memory, True, day, (-500.0, 3e4), None, stage)
    at = {"background": -7, "branching": -0.5, "change": 0.3, "c": 6, "beta": 0.4}
    at |= {"theta": -9 if memory == "exponential" else -0.7}
    x = [at.get(n, 3 if n.endswith("posts") else -8) for n in model.names]
    return model, np.array(x, dtype=np.float64)


@pytest.mark.parametrize("memory", ["exponential", "power-law"])
@pytest.mark.parametrize("acts", [None, "posts", "all"])
def test_the_slope_of_the_likelihood_is_its_slope(memory, acts):
    model, x = full_model(memory, acts)
    steps = np.eye(len(x)) * 1e-5
    slopes = [(model(x + step)[0] - model(x - step)[0]) / 2e-5 for step in steps]
    assert model(x)[1] == pytest.approx(slopes, rel=1e-6, abs=1e-6)
    unchanged = replace(model, stage=None)
    still = np.array([dict(zip(model.names, x, strict=True))[n] for n in unchanged.names])
    if acts:
        x[model.names.index("change")] = 0.0
        assert model(x)[0] == pytest.approx(unchanged(still)[0], rel=1e-9)


@pytest.mark.parametrize("memory", ["exponential", "power-law"])
def test_the_likelihood_is_that_of_a_plain_double_sum(memory):
    """Everything at once, the integral of the rate by quadrature between all of its jumps."""
    model, x = full_model(memory)
    law = process.fitting.law_of(model, x)
    t, start = model.events.seconds, model.events.start
    logs = np.log(model.events.followers)
    weight = np.exp(law.beta * logs) / law.typical
    weight[np.isnan(weight)] = 1.0

    def rate(at):
        hour = int((start + pd.Timedelta(seconds=at)).tz_convert("Europe/London").hour)
        value = law.background * law.rhythm.factors[hour]
        for shock in law.shocks:
            since = at - (shock.at - start).total_seconds()
            value += shock.posts * shock.decay * np.exp(-shock.decay * since) if since > 0 else 0
        lags, brought = at - t[t < at], law.branching * weight[t < at]
        if memory == "exponential":
            return value + (brought * law.theta * np.exp(-law.theta * lags)).sum()
        tail = (1 + lags / law.c) ** (-1 - law.theta)
        return value + (brought * law.theta / law.c * tail).sum()

    hours = np.arange(0, model.events.span, 3600)
    jumps = np.unique(np.concatenate([[0, 3e4, model.events.span], model.events.own, hours]))
    nodes, parts = np.polynomial.legendre.leggauss(8)
    area = 0.0
    for low, high in pairwise(jumps):
        inner = (low + high) / 2 + nodes * (high - low) / 2
        area += (high - low) / 2 * parts @ [rate(at) for at in inner]
    plain = sum(np.log(rate(at)) for at in model.events.own) - area
    assert model(x)[0] == pytest.approx(plain, rel=1e-6)
    expected = checking.compensator(model, x)[-1]
    assert sum(model.expected(x).values()) == pytest.approx(area, rel=1e-5)
    assert expected <= area


def test_a_day_of_the_rhythm_is_a_day_of_time_in_summer_and_as_long_as_it_is_when_clocks_change():
    start = pd.Timestamp("2013-10-26T23:00Z")  # midnight in London, and that day has 25 hours
    day = process.Rhythm(tuple(np.arange(24) / 11.5), "Europe/London")
    value, total = laws.hours(day, start, np.array([0.0, 5400.0, 90_000.0]), 90_000.0)
    assert value.round(6).tolist() == [0.0, round(1 / 11.5, 6), 0.0]
    assert total[-1] == pytest.approx(3600 * (sum(range(24)) + 1) / 11.5)
    flat = laws.hours(EVEN, start, np.array([0.0, 5.0]), 10.0)
    assert flat[1].tolist() == [0.0, 5.0]
    with pytest.raises(ClockError, match="mean"):
        process.Rhythm((2.0,) * 24, "UTC")
    with pytest.raises(ClockError, match="24 factors"):
        process.Rhythm((1.0,) * 23, "UTC")


def test_a_rhythm_is_found_again():
    day = process.Rhythm(tuple(1 + np.sin(np.arange(24) / 24 * 2 * np.pi)), "America/New_York")
    law = process.Law("exponential", 0.0, 1.0, background=0.02, rhythm=day)
    posts = process.simulate(law, ("2013-09-01T00:00Z", "2013-09-29T00:00Z"), seed=3)
    found = process.rhythm(posts, "America/New_York")
    assert np.corrcoef(found.factors, day.factors)[0, 1] > 0.99
    with pytest.raises(SchemaError, match="less than a day"):
        process.rhythm(posts.iloc[:10], "UTC")


def test_a_fit_says_its_law_and_names_nobody():
    law = process.Law("exponential", 0.5, 1 / 600, background=0.01)
    posts = process.simulate(law, DAYS, seed=1)
    found = process.fit(posts.assign(account="somebody"), memory="exponential", window=DAYS)
    assert "Law(" in repr(found)
    assert "subcritical" in repr(found)
    assert "somebody" not in repr(found)
    assert len(repr(found)) < 3000


def test_posts_that_cannot_be_fitted_are_refused():
    with pytest.raises(SchemaError, match="no column 'at'"):
        process.fit(pd.DataFrame({"x": [1]}), memory="exponential")
    posts = process.stream(np.arange(30.0) + 1)
    with pytest.raises(SchemaError, match="nothing can have brought"):
        process.fit(posts, memory="exponential", background=None,
                    window=("2000-01-01T00:00Z", None))  # fmt: skip
    with pytest.raises(EvidenceError, match="5 posts"):
        process.fit(posts.iloc[:6], memory="exponential")
    with pytest.raises(SchemaError, match="fewer than no followers"):
        process.fit(posts.assign(followers=-1), memory="exponential")
    with pytest.raises(SchemaError, match="shock begins after"):
        process.fit(posts, memory="exponential", shocks=["2001-01-01T00:00Z"])
    with pytest.raises(SchemaError, match="no times with a zone"):
        process.fit(posts.assign(at=posts["at"].dt.tz_localize(None)), memory="exponential")


def cascade(n=0.8, size=200):
    """A cascade of some size, with times to a second, as archives have them."""
    law = process.Law("power-law", n, 0.9, 60.0, 0.4, float((crowd() ** 0.4).mean()), 0.002)
    posts = process.simulate(law, DAYS, seed=2, followers=crowd())
    return posts.assign(at=posts["at"].dt.floor("s")).iloc[:size]


def test_the_order_of_rows_and_a_shift_of_time_change_nothing():
    posts = cascade()
    found = process.fit(posts, memory="exponential")
    shuffled = process.fit(posts.sample(frac=1, random_state=1), memory="exponential")
    later = posts.assign(at=posts["at"] + pd.Timedelta("400D"))
    moved = process.fit(later, memory="exponential")
    for other in (shuffled, moved):
        assert other.loglik == pytest.approx(found.loglik, abs=1e-9)
        assert other.table["value"].to_numpy() == pytest.approx(found.table["value"].to_numpy())


def test_at_the_peak_as_many_posts_are_expected_as_there_are():
    for memory in ("exponential", "power-law"):
        found = process.fit(cascade(), memory=memory)
        total = sum(found.model.expected(found.peak.x).values())
        assert total == pytest.approx(found.posts, rel=1e-4)


def test_posts_of_one_second_are_spread_over_it_and_this_is_told():
    posts = process.stream([0, 5, 5, 5, 6, 9, 12, 12, 15, 20, 22, 25], [9, 1, 3, 2] + [1] * 8)
    found = events.events(posts)
    assert found.own[:4].round(3).tolist() == [5.0, 5.333, 5.667, 6.0]
    assert found.followers[:5].tolist() == [9, 3, 2, 1, 1]
    assert (found.tied, found.step, found.history) == (3, 1.0, 1)
    shaken = found.shaken(np.random.default_rng(1)).own
    assert (np.diff(shaken) > 0).all()
    assert (np.floor(shaken[:-1]) == np.floor(found.own[:-1])).all()
    notes = process.fit(posts, memory="exponential").notes
    assert any("spread over 1 s" in note for note in notes)


@pytest.mark.parametrize(("written", "step"), [("min", 60.0), ("h", 3600.0), ("D", 86_400.0)])
def test_times_that_were_written_down_coarsely_are_known_to_be_coarse(written, step):
    posts = cascade()
    coarse = posts.assign(at=posts["at"].dt.floor(written))
    window = ("2013-09-02T12:00:30Z", "2013-09-06T00:00Z")
    found = events.events(coarse, window)
    assert found.step == step
    shaken = found.start + pd.to_timedelta(found.shaken(np.random.default_rng(1)).own, unit="s")
    assert (shaken.floor(written) == coarse["at"].sort_values()).all()
    bounds = likelihood.Likelihood(found, "power-law", True).bounds
    assert np.exp(bounds["c"][0]) == pytest.approx(step)


def test_unknown_followers_weigh_as_the_mean_and_equal_ones_show_nothing():
    posts = cascade()
    some = posts.assign(followers=posts["followers"].where(np.arange(len(posts)) % 3 > 0))
    found = process.fit(some, memory="exponential")
    assert any("67 posts are unknown" in note for note in found.notes)
    weight = found.model.weights(0.7)[0]
    known = ~np.isnan(found.events.followers)
    assert weight[~known].tolist() == [1.0] * 67
    own = known & (found.events.seconds > 0)
    assert weight[own].mean() == pytest.approx(1.0)
    for same in (posts.assign(followers=100), posts.drop(columns="followers")):
        flat = process.fit(same, memory="exponential").table.loc["beta"]
        assert (flat["value"], flat["fitted"]) == (0.0, False)


def test_posts_by_chance_alone_show_no_memory():
    rng = np.random.default_rng(4)
    for memory in ("exponential", "power-law"):
        none = 0
        for _ in range(5):
            posts = process.stream(np.sort(rng.uniform(0, 1e5, 200)))
            found = process.fit(posts, memory=memory)
            none += found.table["low"]["branching"] < 0.1
            assert found.state != "unstable"
        assert none >= 3


def test_parameters_are_found_again():
    for memory, theta, c in (("exponential", 1 / 600, None), ("power-law", 1.0, 120.0)):
        law = process.Law(memory, 0.6, theta, c, 0.5, float((crowd() ** 0.5).mean()), 0.004)
        posts = process.simulate(law, DAYS, seed=8, followers=crowd())
        found = process.fit(posts, memory=memory, window=DAYS).table
        truth = {"branching": 0.6, "theta": theta, "c": c, "background": 14.4}
        for name, value in truth.items():
            if value is not None:
                error = np.log(found["high"][name] / found["low"][name]) / 3.92
                assert abs(np.log(found["value"][name] / value)) < 3.3 * error, name
        error = (found["high"]["beta"] - found["low"]["beta"]) / 3.92
        assert abs(found["value"]["beta"] - 0.5) < 3.3 * error


def test_intervals_hold_the_truth_as_often_as_they_say_and_residuals_are_uniform():
    """40 small processes: 33 and fewer of 40 would come by chance in one of 160 times."""
    law = process.Law("exponential", 0.6, 1 / 600, background=0.001)
    held, p = np.zeros(2), []
    for seed in range(40):
        posts = process.simulate(law, DAYS, seed=seed + 60)
        found = process.fit(posts, memory="exponential", window=DAYS)
        low, high = found.table["low"], found.table["high"]
        held += [
            low["branching"] <= 0.6 <= high["branching"],
            low["theta"] <= 1 / 600 <= high["theta"],
        ]
        p.append(process.residuals(found, seed=seed).p)
    assert (held >= 34).all()
    assert stats.kstest(p, "uniform").pvalue > 0.01


def test_profile_and_parabola_agree_where_there_are_many_posts():
    law = process.Law("exponential", 0.6, 1 / 600, background=0.005)
    found = process.fit(process.simulate(law, DAYS, seed=1), memory="exponential", window=DAYS)
    for name in ("branching", "theta"):
        row = found.table.loc[name]
        assert process.profile(found, name) == pytest.approx((row["low"], row["high"]), rel=0.1)
    with pytest.raises(SchemaError, match="'beta' was not fitted"):
        process.profile(found, "beta")


def test_a_shock_is_found_and_one_that_brought_nothing_is_bounded_from_above():
    at = pd.Timestamp(NOON)
    law = process.Law("exponential", 0.5, 1 / 600, background=0.002,
                      shocks=(process.Shock(at, 150, 1 / 3600),))  # fmt: skip
    posts = process.simulate(law, DAYS, seed=5)
    found = process.fit(posts, memory="exponential", shocks=[at], window=DAYS)
    row = found.table.loc["shock_0_posts"]
    assert row["low"] < 150 < row["high"]
    assert found.law.shocks[0].at == at
    quiet = process.simulate(replace(law, shocks=()), DAYS, seed=6)
    none = process.fit(quiet, memory="exponential", shocks=[at], window=DAYS)
    assert none.table["low"]["shock_0_posts"] < 1
    assert none.aic > process.fit(quiet, memory="exponential", window=DAYS).aic


def test_states_near_one_are_told_apart():
    root = process.stream([0], zero="2013-09-03T00:00Z")
    wild = process.Law("exponential", 1.3, 1 / 3600)
    posts = process.simulate(wild, ("2013-09-03T00:00Z", "2013-09-03T18:00Z"), seed=1, history=root)
    both = pd.concat([root, posts])
    found = process.fit(both, memory="exponential", background=None,
                        window=("2013-09-03T00:00Z", "2013-09-03T18:00Z"))  # fmt: skip
    assert found.state == "unstable"
    assert found.table["low"]["branching"] < 1.3 < found.table["high"]["branching"]
    assert any("without an end" in note for note in found.notes)
    size = process.final_size(found, draws=50)
    assert np.isnan(size["value"]["final"])
    assert (size["low"]["final"], size["high"]["final"]) == (len(both), np.inf)
    assert size["endless"]["final"] > 0.9
    assert "no end within this model" in size["reason"]["final"]
    assert found.posts == len(posts)
    few = process.Law("exponential", 1.0, 1 / 600)
    posts = process.simulate(few, DAYS, seed=9, history=root)
    found = process.fit(pd.concat([root, posts]), memory="exponential", background=None)
    assert found.state == "undecided"
