"""What a two-stage fit says of real cascades that no organisation answered."""

import numpy as np
import pytest

from casekit import load, process, whatif
from casekit.errors import EvidenceError


def answered(archives, name):
    """Fit a cascade of Twitter16; the moment is that at which three in five of it were out."""
    posts = load.posts(archives / "twitter16-trees" / f"{name}.txt")
    posts = posts[posts["at"].notna()]
    moment = posts["at"].sort_values().iloc[int(0.6 * len(posts))]
    return process.fit(posts, memory="exponential"), moment


def test_an_answer_that_nobody_gave_changes_little_of_what_is_believed(archives):
    fitted, moment = answered(archives, "626897206717624320")
    effect = whatif.learn(fitted, answered=moment, moments=3)
    middle, error = effect.estimate
    assert effect.drift[0] < -0.3  # cascades age
    assert abs(middle - effect.drift[0]) < 1.96 * np.hypot(error, effect.drift[1])
    chance = whatif.chances(effect)
    assert chance["none"] > 0.2
    assert chance["harms"] > 0.1
    assert chance["helps"] < 0.6


def test_where_the_posts_tell_too_little_nothing_is_learnt(archives):
    fitted, moment = answered(archives, "647193820812177408")
    with pytest.raises(EvidenceError, match="nothing to be held against"):
        whatif.learn(fitted, answered=moment, moments=3)
