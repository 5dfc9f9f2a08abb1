"""Hawkes processes: closed forms, sums against plain loops, and parameters found again."""

import numpy as np
import pandas as pd
import pytest

from casekit import process
from casekit.process import events, kernels, laws, likelihood

RNG = np.random.default_rng(6)
DAYS = ("2013-09-03T00:00Z", "2013-09-05T00:00Z")


def test_branching_factors_of_the_literature():
    marked = process.branching_factor("power-law", kappa=0.8, theta=0.8, c=10, beta=0.6)
    assert round(marked, 6) == 0.387080
    plain = process.branching_factor("power-law", kappa=0.5, theta=0.2314843, c=300)
    assert round(plain, 6) == 0.576811
    assert process.branching_factor("exponential", kappa=0.9, theta=1) == 0.9


def test_a_law_gives_back_the_kappa_it_was_made_from():
    for c in (None, 10.0):
        memory = "exponential" if c is None else "power-law"
        made = process.Law(memory, 0.7, 0.8, c, beta=0.6, typical=3.0)
        factor = process.branching_factor(memory, kappa=made.kappa * 3.0, theta=0.8, c=c)
        assert factor == pytest.approx(0.7)


@pytest.mark.parametrize("theta", [0.02, 0.24, 1.0, 3.0, 10.0])
@pytest.mark.parametrize(("c", "span"), [(1, 6e5), (300, 6e5), (0.01, 10), (60, 3e7)])
def test_the_fast_sum_of_a_power_law_is_the_plain_one(theta, c, span):
    t = np.sort(RNG.uniform(0, span, 300))
    w = RNG.pareto(1.2, 300) + 0.1
    rate = kernels.rates(c, span)
    weight, by_p, by_c = kernels.mixture(rate, 1 + theta, c, np.log(theta) + theta * np.log(c))
    fast = kernels.power_sums(t, w, w, rate, weight, by_p, by_c, 0)[0]
    lags = np.maximum(t[:, None] - t, 0)
    pairs = np.tril(theta * c**theta * (lags + c) ** (-1 - theta), -1)
    assert fast[1:] == pytest.approx((pairs @ w)[1:], rel=2e-9)


def test_the_recursion_of_an_exponential_is_the_plain_sum():
    t = np.sort(RNG.uniform(0, 1e4, 300))
    w = RNG.pareto(1.2, 300) + 0.1
    fast = kernels.exponential_sums(t, w, w, 0.01, 0)[1]
    pairs = np.tril(0.01 * np.exp(-0.01 * np.maximum(t[:, None] - t, 0)), -1)
    assert fast == pytest.approx(pairs @ w, rel=1e-12)


@pytest.mark.parametrize("memory", ["exponential", "power-law"])
@pytest.mark.parametrize("acts", [None, "posts", "all"])
def test_the_slope_of_the_likelihood_is_its_slope(memory, acts):
    t = np.sort(RNG.uniform(-2e4, 2e5, 200))
    crowd = RNG.pareto(1.1, 200) * 50
    crowd[::7] = np.nan
    found = events.events(process.stream(t, crowd), ("2000-01-01T00:00Z", "2000-01-03T08:00Z"))
    day = process.Rhythm(tuple(np.arange(24) / 11.5), "Europe/London")
    stage = likelihood.Stage(9e4, acts) if acts else None
    model = likelihood.Likelihood(found, memory, True, day, (-500.0, 3e4), None, stage)
    at = {"background": -7, "branching": -0.5, "change": 0.3, "c": 6, "beta": 0.4}
    at |= {"theta": -9 if memory == "exponential" else -0.7}
    x = np.array([at.get(n, 3 if n.endswith("posts") else -8) for n in model.names])
    steps = np.eye(len(x)) * 1e-5
    slopes = [(model(x + step)[0] - model(x - step)[0]) / 2e-5 for step in steps]
    assert model(x)[1] == pytest.approx(slopes, rel=1e-6, abs=1e-6)


def test_posts_without_a_clock_or_without_a_start_are_refused():
    with pytest.raises(process.fitting.SchemaError, match="no column 'at'"):
        process.fit(pd.DataFrame({"x": [1]}), memory="exponential")
    with pytest.raises(process.fitting.SchemaError, match="nothing can have brought"):
        process.fit(process.stream(np.arange(30.0) + 1), memory="exponential", background=None,
                    window=("2000-01-01T00:00Z", None))  # fmt: skip


def test_parameters_are_found_again():
    crowd = np.rint(50 * (1 + np.random.default_rng(1).pareto(1.5, 2000)))
    for memory, theta, c in (("exponential", 1 / 600, None), ("power-law", 1.0, 120.0)):
        law = process.Law(memory, 0.6, theta, c, 0.5, float((crowd**0.5).mean()), 0.004)
        posts = process.simulate(law, DAYS, seed=8, followers=crowd)
        found = process.fit(posts, memory=memory, window=DAYS).table
        truth = {"branching": 0.6, "theta": theta, "c": c, "background": 14.4}
        for name, value in truth.items():
            if value is not None:
                error = np.log(found["high"][name] / found["low"][name]) / 3.92
                assert abs(np.log(found["value"][name] / value)) < 3.3 * error, name
        error = (found["high"]["beta"] - found["low"]["beta"]) / 3.92
        assert abs(found["value"]["beta"] - 0.5) < 3.3 * error


def test_a_changed_branching_factor_is_seen():
    law = process.Law("power-law", 0.7, 0.8, 60.0, background=0.05)
    noon = "2013-09-04T00:00Z"
    old = process.simulate(law, (DAYS[0], noon), seed=1)
    less = laws.Law("power-law", 0.2, 0.8, 60.0, background=0.05)
    new = process.simulate(less, (noon, DAYS[1]), seed=2, history=old)
    found = process.two_stage(pd.concat([old, new]), answer=noon, background="constant",
                              acts="all", window=DAYS)  # fmt: skip
    row = found.table.loc["log_ratio"]
    assert row["low"] < np.log(0.2 / 0.7) < row["high"] < 0
    assert found.gain > 10
