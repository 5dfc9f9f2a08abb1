"""The accounts of a spread, and the forests that could have been."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from casekit import schema
from casekit.spread.draws import sample
from casekit.spread.forest import Forest, Ints
from casekit.spread.stars import Stars, stars

__all__ = ["Crowd", "crowd"]

GRADES = {"text": "derived", "follows": "derived", "decay": "reconstructed",
          "mixture": "reconstructed"}  # fmt: skip


@dataclass(frozen=True)
class Crowd:
    """The accounts of a spread, and the forests that could have been.

    Attributes
    ----------
    accounts
        Ids of accounts in the order of their first posts.
    author
        Number of the account of each row of `posts`, or -1 where it is not known.
    forests
        Draws of the rule.
    found
        The stars; their `base` is the forest as reported.
    evidence
        Grade of each account: the worst of all posts and links of the cascades it is in.
    """

    accounts: pd.Index
    author: Ints
    forests: list[Forest]
    found: Stars
    evidence: pd.Categorical


def crowd(
    posts: pd.DataFrame, *, rule: str, draws: int, seed: int, parameters: Mapping[str, Any]
) -> Crowd:
    """Draw the forests of a rule, and number the accounts in them."""
    forests = sample(posts, rule=rule, draws=draws, seed=seed, **parameters)
    found = stars(posts)
    rows = found.base.rows
    codes, accounts = pd.factorize(posts["account"].array[rows])
    author = np.empty(len(posts), dtype=np.int64)
    author[rows] = codes
    grade = _grades(posts, forests[0], found, rule)
    worst = np.zeros(len(accounts), dtype=np.int64)
    np.maximum.at(worst, author[author >= 0], grade[author >= 0])
    evidence = pd.Categorical.from_codes(worst, dtype=schema.POSTS["evidence"].dtype)
    return Crowd(pd.Index(accounts, name="account"), author, forests, found, evidence)


def _grades(posts: pd.DataFrame, trees: Forest, found: Stars, rule: str) -> Ints:
    """Grade each row like the worst post or link of its cascade."""
    known = [posts[name].cat.codes.to_numpy() for name in ("evidence", "parent_evidence")]
    grade = np.maximum(*known).astype(np.int64)
    if rule in GRADES:
        inferred = _above(trees) != _above(found.base)
        inferred[found.base.rows[found.members]] = rule != "text"
        inferred |= _above(trees) != _above(found.base)
        grade[inferred] = np.maximum(grade[inferred], schema.EVIDENCE.index(GRADES[rule]))
    worst = np.zeros(len(trees.roots), dtype=np.int64)
    np.maximum.at(worst, trees.cascade, grade[trees.rows])
    grade[trees.rows] = worst[trees.cascade]
    return grade


def _above(trees: Forest) -> Ints:
    """Give the row of each row's parent, or -1."""
    above = np.full(len(trees), -1, dtype=np.int64)
    linked = trees.parent >= 0
    above[trees.rows[linked]] = trees.rows[trees.parent[linked]]
    return above
