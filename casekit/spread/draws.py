"""Forests that could have been: one draw of every open repost's parent after another."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from casekit import schema
from casekit.spread.forest import Forest, forest
from casekit.spread.parameters import Decay, Follows, Mixture, Text, chosen, draws_of
from casekit.spread.stars import stars

__all__ = ["sample"]


def sample(
    posts: pd.DataFrame, *, rule: str, draws: int = 100, seed: int = 0, **parameters: Any
) -> list[Forest]:
    """Draw forests that could have been.

    Every draw is exact and independent of the others. The same posts, rule and seed give the same
    forests on every machine.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    rule
        How the parent of a repost is found, one of :data:`RULES`. A rule without chance gives one
        forest, whatever `draws`.
    draws
        Number of forests.
    seed
        Seed of the random numbers.
    parameters
        Parameters of the rule; see :func:`edges`.

    Returns
    -------
    list of Forest
        Rows, cascades, roots, orphans and cuts are those of the forest as reported; the parents
        differ. In every one a parent stands before its children. Rule `text` alone joins
        cascades that the archive leaves apart.

    Raises
    ------
    SchemaError
        No such rule or parameter, a value that cannot be, or `posts` is not a frame of posts.

    Examples
    --------
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "a"], "kind": ["post", "repost", "repost"],
    ...     "at": pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:01Z", "2013-09-03 09:10Z"]),
    ...     "followers": [1000, 50, 20_000], "evidence": "archived"}), schema.POSTS)
    >>> forests = sample(posts, rule="decay", draws=1000, seed=7)
    >>> sum(trees.parent[2] == 0 for trees in forests)
    np.int64(957)
    """
    found = chosen(rule, parameters)
    schema.check(posts, schema.POSTS)
    draws_of(draws, seed, held=len(posts) if isinstance(found, Decay | Mixture) else 1)
    rng = np.random.default_rng(seed)
    match found:
        case Text():
            from casekit.spread import quoted

            return [quoted.forest(posts)]
        case Follows():
            from casekit.spread import follows

            return [follows.forest(posts, stars(posts), found)]
        case Decay():
            from casekit.spread import decay

            sky = stars(posts)
            parents = decay.draw(sky, found, draws=draws, rng=rng)
        case Mixture():
            from casekit.spread import mixture

            sky = stars(posts)
            parents = mixture.draw(sky, found, draws=draws, rng=rng)
        case _:
            return [forest(posts)]
    return [replace(sky.base, parent=parent) for parent in parents]
