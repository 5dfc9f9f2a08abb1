"""What a two-stage fit says of real cascades that no organisation answered."""

import numpy as np
import pytest

from casekit import load, process, whatif


@pytest.mark.parametrize("name", ["626897206717624320", "647193820812177408"])
def test_an_answer_that_nobody_gave_changes_little_of_what_is_believed(archives, name):
    """Two cascades of Twitter16, at the moment at which three in five of their posts were out."""
    posts = load.posts(archives / "twitter16-trees" / f"{name}.txt")
    posts = posts[posts["at"].notna()]
    moment = posts["at"].sort_values().iloc[int(0.6 * len(posts))]
    effect = whatif.learn(process.fit(posts, memory="exponential"), answered=moment, moments=3)
    middle, error = effect.estimate
    assert abs(middle) < 1.96 * np.hypot(error, effect.drift)
    chance = whatif.chances(effect)
    assert chance["none"] > 0.2
    assert chance["harms"] > 0.05
    assert chance["helps"] < 0.7
