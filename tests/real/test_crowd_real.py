"""The followers of a drawn crowd beside those of people who passed on a real tweet."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from casekit.reconstruct import followers


def test_published_followers_are_near_those_of_real_retweeters(archives: Path) -> None:
    path = archives / "seismic-tweet" / "tweet.csv"
    if not path.exists():
        pytest.skip("the archive seismic-tweet is not there")
    real = pd.read_csv(path)["number_of_followers"].iloc[1:]  # the first row is the tweet itself
    shares = np.array([0.5, 0.9, 0.96, 0.99, 0.999])
    ratio = followers.quantile(shares) / real.quantile(shares).to_numpy()
    assert len(real) == 15_562
    assert ((ratio > 1 / 1.6) & (ratio < 1.6)).all()
