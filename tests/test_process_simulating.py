"""Simulated posts, endings, stages and SEISMIC: counts, closed forms, and a change found again."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import integrate

from casekit import process, schema
from casekit.errors import EvidenceError, SchemaError
from casekit.process import laws
from casekit.process.seismic import _seen

DAYS = ("2013-09-03T00:00Z", "2013-09-05T00:00Z")
NOON = "2013-09-04T00:00Z"
STEADY = process.Law("power-law", 0.7, 0.8, 60.0, background=0.005)


def test_the_same_seed_gives_the_same_posts_and_each_has_a_parent_before_it():
    posts = process.simulate(STEADY, DAYS, seed=1, followers=[3, None, 7])
    schema.check(posts, schema.POSTS)
    pd.testing.assert_frame_equal(
        posts, process.simulate(STEADY, DAYS, seed=1, followers=[3, None, 7])
    )
    assert posts["at"].is_monotonic_increasing
    assert set(posts["followers"].dropna()) == {3, 7}
    child = posts[posts["parent"].notna()]
    assert (posts["at"].loc[child["parent"]].to_numpy() <= child["at"].to_numpy()).all()
    assert (posts["root"].loc[child["parent"]].to_numpy() == child["root"].to_numpy()).all()
    assert (posts["evidence"] == "simulated").all()


def test_as_many_posts_come_as_the_closed_form_says():
    """Exponential memory: the mean rate at t is mu (1 - n exp(-(1 - n) theta t)) / (1 - n)."""
    law = process.Law("exponential", 0.8, 1 / 1800, background=0.004)
    span, slow = 172_800.0, 0.2 / 1800
    mean = 0.004 / 0.2 * (span - 0.8 * (1 - np.exp(-slow * span)) / slow)
    counts = [len(process.simulate(law, DAYS, seed=seed)) for seed in range(40)]
    assert abs(np.mean(counts) - mean) < 4 * np.std(counts) / np.sqrt(40)


def test_a_window_cut_in_two_goes_on_as_one():
    whole = [len(process.simulate(STEADY, DAYS, seed=s)) for s in range(20)]
    parts = []
    for s in range(20):
        old = process.simulate(STEADY, (DAYS[0], NOON), seed=s + 100)
        new = process.simulate(STEADY, (NOON, DAYS[1]), seed=s + 200, history=old)
        assert not set(old.index) & set(new.index)
        assert new["parent"].dropna().isin([*old.index, *new.index]).all()
        parts.append(len(old) + len(new))
    error = np.sqrt((np.var(whole) + np.var(parts)) / 20)
    assert abs(np.mean(whole) - np.mean(parts)) < 4 * error


def test_followers_bring_more_by_their_exponent():
    heavy = process.stream([0], [10_000], zero="2013-09-03T00:00Z")
    law = process.Law("exponential", 0.5, 0.01, beta=0.5, typical=10.0)
    brought = 0
    for seed in range(30):
        posts = process.simulate(law, DAYS, seed=seed, history=heavy, followers=[100])
        brought += int((posts["parent"] == "0").sum())
    assert brought == pytest.approx(150, abs=4 * np.sqrt(150))


def test_what_cannot_be_simulated_is_refused():
    with pytest.raises(SchemaError, match="nothing is there"):
        process.simulate(replace(STEADY, background=0.0), DAYS, seed=1)
    with pytest.raises(SchemaError, match="later than the start"):
        process.simulate(STEADY, DAYS, seed=1, history=process.stream([9e9]))
    with pytest.raises(EvidenceError, match="more than 1,000 posts"):
        process.simulate(replace(STEADY, branching=1.5), DAYS, seed=1, most=1000)
    with pytest.raises(SchemaError, match="ends at"):
        process.simulate(STEADY, DAYS[::-1], seed=1)


def test_the_final_size_is_the_formula_and_its_endings_lie_around_it():
    law = process.Law("exponential", 0.7, 1 / 7200, background=0.01)
    posts = process.simulate(law, DAYS, seed=1)
    found = process.fit(posts, memory="exponential", window=DAYS)
    size = process.final_size(found, draws=400)
    age = (pd.Timestamp(DAYS[1]) - posts["at"]).dt.total_seconds()
    direct = found.law.branching * np.exp(-found.law.theta * age).sum()
    assert size["value"]["direct"] == pytest.approx(direct)
    final = len(posts) + direct / (1 - found.law.branching)
    assert size["value"]["final"] == pytest.approx(final)
    assert size["low"]["final"] < final < size["high"]["final"]
    assert size["low"]["final"] >= len(posts)


@pytest.fixture(scope="module")
def damped():
    """A stream whose branching factor falls from 0.7 to 0.2 at noon, for all passing on."""
    old = process.simulate(STEADY, (DAYS[0], NOON), seed=1)
    new = process.simulate(replace(STEADY, branching=0.2), (NOON, DAYS[1]), seed=2, history=old)
    return pd.concat([old, new])


def test_a_changed_branching_factor_is_found(damped):
    found = process.two_stage(damped, answer=NOON, background="constant", acts="all", window=DAYS)
    row = found.table.loc["log_ratio"]
    assert row["low"] < np.log(0.2 / 0.7) < row["high"] < 0
    assert found.gain > 10
    assert found.after.branching == pytest.approx(found.before.branching * np.exp(row["value"]))
    waves = found.table["value"]
    assert waves["first_wave"] + waves["second_wave"] == pytest.approx(len(damped), rel=1e-3)


def test_the_time_of_a_change_is_found_within_bounds(damped):
    found = process.two_stage(damped, answer=("2013-09-03T12:00Z", "2013-09-04T12:00Z"),
                              background="constant", acts="all", window=DAYS)  # fmt: skip
    assert abs(found.answer - pd.Timestamp(NOON)) < pd.Timedelta("2h")
    assert found.earliest <= found.answer <= found.latest


def test_an_answer_that_changed_nothing_shows_nothing():
    posts = process.simulate(STEADY, DAYS, seed=3)
    for acts in ("posts", "all"):
        found = process.two_stage(posts, answer=NOON, background="constant", acts=acts, window=DAYS)
        assert found.table["low"]["log_ratio"] < 0 < found.table["high"]["log_ratio"]
        assert found.gain < 4
    with pytest.raises(SchemaError, match="not within the window"):
        process.two_stage(posts, answer="2014-01-01T00:00Z", background="constant")


def test_an_answer_that_brings_posts_by_itself_is_told_from_one_that_spreads():
    at = pd.Timestamp(NOON)
    law = replace(STEADY, background=0.002, shocks=(process.Shock(at, 300, 1 / 3600),))
    posts = process.simulate(law, DAYS, seed=4)
    found = process.two_stage(posts, answer=at, background="constant", wave=True, window=DAYS)
    assert found.table["low"]["log_ratio"] < 0 < found.table["high"]["log_ratio"]
    assert found.after.shocks[0].posts == pytest.approx(300, rel=0.4)
    assert found.before.shocks == ()


def test_constants_of_seismic():
    seconds = [60, 300, 3600, 6 * 3600, 86_400]
    left = process.reaction_left(seconds)
    assert left.round(6).tolist() == [0.962406, 0.812028, 0.456833, 0.301736, 0.218907]
    assert process.reaction_left(2437.3) == pytest.approx(0.5, abs=1e-5)
    height = 0.2314843 / (300 * 1.2314843)
    assert height == pytest.approx(6.265725e-4, rel=1e-6)


@pytest.mark.parametrize("theta", [0.2314843, 1.0, 1.4])
@pytest.mark.parametrize("lag", [40.0, 300.0, 900.0, 4000.0, 30_000.0])
def test_the_weighted_integral_of_seismic_is_that_of_quadrature(theta, lag):
    width = 3600.0
    height = theta / (300 * (1 + theta))

    def weighted(v):
        density = height if v <= 300 else height * (v / 300) ** (-1 - theta)
        return density * max(1 - (lag - v) / width, 0)

    turns = [v for v in (300.0, lag - width) if 0 < v < lag] or None
    area = integrate.quad(weighted, 0, lag, points=turns, limit=200)[0]
    ours = _seen(np.array([lag]), width, theta, 300.0)[0]
    assert ours == pytest.approx(area, rel=1e-6)


def test_seismic_finds_the_infectiousness_it_was_made_with():
    """Reactions of SEISMIC, p = 0.005 a follower: the estimate after four hours is close."""
    rng = np.random.default_rng(2)
    t, followers, k = [0.0], [40_000.0], 0
    while k < len(t):
        for left in rng.random(rng.poisson(0.005 * followers[k])):
            height = 0.2314843 / (300 * 1.2314843)
            tail = height * 300 / 0.2314843
            lag = (1 - left) / height if left > tail else 300 * (left / tail) ** (-1 / 0.2314843)
            if t[k] + lag < 14_400:
                t.append(t[k] + lag)
                followers.append(float(rng.integers(20, 180)))
        k += 1
    order = np.argsort(t)
    posts = process.stream(np.array(t)[order], np.array(followers)[order])
    found = process.seismic(posts, at=["2000-01-01T04:00Z"]).iloc[0]
    assert found["low"] < 0.005 < found["high"]
    assert found["seen"] == len(t) - 1


def test_seismic_needs_a_cascade_with_followers():
    with pytest.raises(EvidenceError, match="without reposts"):
        process.seismic(process.stream([0], [1]))
    with pytest.raises(EvidenceError, match="no followers"):
        process.seismic(process.stream([0, 1]))
    with pytest.raises(SchemaError, match="not after the root"):
        process.seismic(process.stream([0, 1], [1, 1]), at=["1999-01-01T00:00Z"])


def test_bare_numbers_become_posts():
    posts = process.stream([0.5, 61], zero="2013-09-03T00:00Z")
    assert str(posts["at"].iloc[0]) == "2013-09-03 00:00:00.500000+00:00"
    with pytest.raises(SchemaError, match="no number"):
        process.stream([np.nan])
    assert laws.share_left(np.array([0.0]), 1.0, None).tolist() == [1.0]
