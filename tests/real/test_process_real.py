"""Processes on real cascades: the tweet of the SEISMIC paper, and cascades of #auspol."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from casekit import process

ROOT = "2011-10-20T00:00Z"
FINAL = 15_562
"""Reposts of the tweet after seven days, as the archive's README says."""


@pytest.fixture(scope="module")
def tweet(archives: Path) -> pd.DataFrame:
    table = pd.read_csv(archives / "seismic-tweet" / "tweet.csv")
    assert len(table) == FINAL + 1
    return process.stream(table.iloc[:, 0], table.iloc[:, 1], zero=ROOT)


def test_seismic_predicts_the_tweet_of_its_paper(tweet):
    hours = [pd.Timestamp(ROOT) + pd.Timedelta(hours=h) for h in (1, 6, 24)]
    found = process.seismic(tweet, at=hours)
    assert (found["seen"] + 1).tolist() == [907, 8330, 14580]  # rows, says the README
    after_six = found.iloc[1]
    assert abs(after_six["final"] / FINAL - 1) < 0.05
    assert (found["low"] < found["infectiousness"]).all()
    assert found["branching"].is_monotonic_decreasing


def test_a_power_law_explains_the_tweet_and_an_exponential_does_not(tweet):
    power = process.fit(tweet, memory="power-law", background=None)
    short = process.fit(tweet, memory="exponential", background=None)
    assert power.aic < short.aic - 100
    assert power.posts == FINAL
    assert any("2,276 posts share a time" in note for note in power.notes)
    assert process.residuals(power).p > 0.01
    assert process.residuals(short).p < 0.001
    assert 0.9 < power.law.branching < 1.1  # all but the root were brought by another post
    assert 0 < power.law.beta < 1


def test_the_tweet_after_three_hours_has_no_end_in_sight_and_this_is_told(tweet):
    """Its infectiousness falls as it ages, which a law with one branching factor cannot know."""
    until = pd.Timestamp(ROOT) + pd.Timedelta(hours=3)
    found = process.fit(tweet, memory="power-law", background=None, window=(None, until))
    assert found.posts == 4348
    assert found.state != "subcritical"
    assert process.final_size(found, draws=100)["high"]["final"] == np.inf


def test_cascades_of_auspol_are_fitted_or_refused_with_a_reason(archives):
    table = pd.read_csv(archives / "evently-v1-jsonl" / "auspol.csv.gz")
    assert len(table) == 10_504
    sizes = table["cascade"].value_counts()
    assert (sizes.max(), int((sizes >= 10).sum())) == (309, 159)
    largest = table[table["cascade"] == sizes.idxmax()]
    posts = process.stream(largest["time"], largest["magnitude"])
    for memory in ("exponential", "power-law"):
        found = process.fit(posts, memory=memory, background=None)
        assert found.table["low"]["branching"] < found.law.branching
        assert np.isfinite(found.loglik)
