"""Who carried the message from one community into another."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.spread.crowd import Crowd, crowd
from casekit.spread.forest import Ints
from casekit.spread.influence import quantiles

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["brokers"]

Floats = NDArray[np.float64]


def brokers(
    posts: pd.DataFrame, *, rule: str, draws: int = 100, seed: int = 0, **parameters: Any
) -> pd.DataFrame:
    """Find communities of accounts that pass on one another's posts, and who bridges them.

    Communities are those of Leiden (Traag, Waltman and van Eck, *Scientific Reports* 9, 2019) with
    modularity, on the number of passings-on expected between two accounts, in either direction.
    What links an account to the others is its participation: 1 minus the sum over communities of
    the squared share of its passings-on that it has with them (Guimerà and Amaral, *Nature* 433,
    2005); 0 if all are with one community.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    rule, draws, seed, parameters
        As in :func:`sample`; the seed is also that of the communities. igraph's generator of
        random numbers is Python's own again afterwards.

    Returns
    -------
    DataFrame
        A row an account, first who brings most into other communities: `community` (0 is the
        largest; NA if the account passed nothing on and nobody passed on what it posted),
        `strength` (expected passings-on with other accounts), `participation` (0 to 1; NA without
        any), `across` (posts of other communities expected below its posts), `low` and `high`
        (the middle 90 % of the draws), `evidence`. Posts of no known account are in no community.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "b"], "account": list("xyz"),
    ...     "kind": "reply", "evidence": "archived"}), schema.POSTS)
    >>> brokers(posts, rule="reported")["strength"].to_dict()
    {'y': 2.0, 'x': 1.0, 'z': 1.0}
    """
    who = crowd(posts, rule=rule, draws=draws, seed=seed, parameters=parameters)
    ties = _ties(who)
    strength = np.asarray(ties.sum(axis=1)).ravel()
    community = _communities(ties, strength, seed)
    across = _across(who, community)
    low, high = quantiles(across)
    table = pd.DataFrame(
        {
            "community": pd.array(community, dtype="Int64"),
            "strength": strength,
            "participation": _participation(ties, strength, community),
            "across": across.mean(axis=0),
            "low": low,
            "high": high,
            "evidence": who.evidence,
        },
        index=who.accounts,
    )
    table.loc[strength == 0, "community"] = pd.NA
    order = np.lexsort([-strength, -table["across"].to_numpy().round(9)])
    return table.iloc[order]


def _ties(who: Crowd) -> "csr_array":
    """Count the passings-on expected between two different accounts, in either direction."""
    from scipy import sparse

    size = len(who.accounts)
    total = sparse.csr_array((size, size))
    for trees in who.forests:
        author = who.author[trees.rows]
        child = np.flatnonzero(trees.parent >= 0)
        source, target = author[trees.parent[child]], author[child]
        told = (source >= 0) & (target >= 0) & (source != target)
        ends = source[told], target[told]
        total = total + sparse.csr_array((np.ones(told.sum()), ends), shape=(size, size))
    return sparse.csr_array((total + total.T) / len(who.forests))


def _communities(ties: "csr_array", strength: Floats, seed: int) -> Ints:
    """Number the communities by size, equals by the account that posted first."""
    import igraph as ig
    from scipy import sparse

    upper = sparse.triu(ties, format="coo")
    graph = ig.Graph(len(strength), np.column_stack([upper.row, upper.col]).astype(np.int64))
    with _seeded(seed):
        found = graph.community_leiden(
            objective_function="modularity", weights=upper.data.tolist(), n_iterations=10
        )
    label = np.array(found.membership, dtype=np.int64)
    names, first, number, size = np.unique(
        label, return_index=True, return_inverse=True, return_counts=True
    )
    place = np.empty(len(names), dtype=np.int64)
    place[np.lexsort([first, -size])] = np.arange(len(names))
    return place[number]


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Let igraph draw from a seed, and from Python's own generator again afterwards."""
    import igraph as ig

    ig.set_random_number_generator(random.Random(seed))
    try:
        yield
    finally:
        ig.set_random_number_generator(random)


def _participation(ties: "csr_array", strength: Floats, community: Ints) -> Floats:
    from scipy import sparse

    size = len(strength)
    member = sparse.csr_array((np.ones(size), (np.arange(size), community)), shape=(size, size))
    shares = ties @ member
    squares = np.asarray(shares.multiply(shares).sum(axis=1)).ravel()
    out = np.full(size, np.nan)
    np.divide(squares, strength**2, out=out, where=strength > 0)
    return np.asarray((1.0 - out).round(12).clip(0.0, 1.0))


def _across(who: Crowd, community: Ints) -> NDArray[np.int32]:
    """Count the posts of other communities below each account: a row a draw."""
    from casekit.spread.branches import branches, strangers

    size = len(who.accounts)
    out = np.empty((len(who.forests), size), dtype=np.int32)
    side = np.append(community, -1)  # of unknown accounts, whose number is -1
    for number, trees in enumerate(who.forests):
        author = who.author[trees.rows]
        found = branches(trees.parent, author, size)
        out[number] = strangers(found, author, side[author], size)
    return out
