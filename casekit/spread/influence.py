"""Who mattered: what hangs below the posts of each account, and how sure that is."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import given, schema
from casekit.spread.crowd import Crowd, crowd
from casekit.spread.forest import Forest
from casekit.spread.parameters import Decay, chosen

__all__ = ["BAND", "agreement", "direct", "downstream", "influence", "quantiles", "stability"]

Counts = NDArray[np.int32]
Floats = NDArray[np.float64]

BAND = (0.05, 0.95)
"""Quantiles of the draws that a band shows: the middle 90 %."""


def influence(
    posts: pd.DataFrame, *, rule: str, draws: int = 100, seed: int = 0, **parameters: Any
) -> pd.DataFrame:
    """Say how much of the spread hangs below the posts of each account.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    rule, draws, seed, parameters
        As in :func:`sample`.

    Returns
    -------
    DataFrame
        A row an account, the most influential first: `posts` (its own); `downstream` (posts of
        others expected below its posts, each once), `low` and `high` (the middle 90 % of the
        draws); `reach` (expected sum of the followers of the accounts below: an upper bound of
        people, since audiences overlap; each account with its largest count, once a cascade, at
        its first post there), `unknown` (such accounts whose followers nobody reported); `star`
        (posts below as the platform reports it); `rank` and `star_rank` (1 is the most, equals
        share the best); `evidence`. Posts of no known account have the last row, whose account is
        NA. The expectation is the mean of the draws; that of `decay` is exact for accounts that
        post once a cascade.

    Examples
    --------
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abcd"), "parent": [None, "a", "a", "a"], "account": list("wxyz"),
    ...     "kind": ["post", "repost", "repost", "repost"], "followers": [1000, 50, 20_000, 10],
    ...     "at": pd.Timestamp("2013-09-03 09:00Z") + pd.to_timedelta([0, 60, 600, 3600], unit="s"),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> influence(posts, rule="decay")[["downstream", "star"]].round(6).values.tolist()
    [[3.0, 3], [0.952008, 0], [0.095609, 0], [0.0, 0]]
    """
    who = crowd(posts, rule=rule, draws=draws, seed=seed, parameters=parameters)
    counts = downstream(who, who.forests)
    star = downstream(who, [who.found.base])[0]
    followers, unknown = _audience(posts, who)
    known = {"downstream": np.ones(len(posts)), "reach": followers, "unknown": unknown}
    means = {name: _means(who, who.forests, weight) for name, weight in known.items()}
    which = chosen(rule, parameters)
    if isinstance(which, Decay):
        _make_exact(means, known, who, which)
    low, high = quantiles(counts)
    table = pd.DataFrame(
        {
            "posts": np.bincount(who.author[who.author >= 0], minlength=len(who.accounts)),
            "downstream": means["downstream"],
            "low": low,
            "high": high,
            "reach": means["reach"],
            "unknown": means["unknown"],
            "star": star,
            "rank": _ranks(means["downstream"]),
            "star_rank": _ranks(star),
            "evidence": who.evidence,
        },
        index=who.accounts,
    ).astype({"posts": "Int64", "star": "Int64", "rank": "Int64", "star_rank": "Int64"})
    table = table.sort_values(["rank", "star_rank"], kind="stable")
    return _with_nameless(table, int((who.author < 0).sum()), posts)


def stability(
    posts: pd.DataFrame,
    *,
    rule: str,
    draws: int = 100,
    seed: int = 0,
    top: Sequence[int] = (1, 5, 10),
    by: str = "downstream",
    **parameters: Any,
) -> pd.DataFrame:
    """Say how far the most influential accounts are those that the star shows.

    DeVerna, Pierri, Aiyappa, Pacheco, Bryden and Menczer, *Information diffusion assumptions can
    distort our understanding of social network dynamics*, arXiv 2410.21554, compare the accounts
    with most direct passings-on, ``by="direct"``. By all posts below theirs, who wrote an original
    stays where the star has them, for all of the cascade hangs below it whatever the rule.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    rule, draws, seed, parameters
        As in :func:`sample`.
    top
        Numbers of accounts to compare.
    by
        "downstream": rank accounts by all posts below theirs; "direct": by those whose parent is
        theirs.

    Returns
    -------
    DataFrame
        Index `top`: `jaccard` (0 to 1, median over the draws: accounts that are among the top in
        both over accounts that are in either), `low` and `high` (the middle 90 %), `evidence`.
        Accounts below which nothing hangs are among no top, and equals at the end of the list are
        all in it. NA where nothing hangs below anybody.

    Raises
    ------
    SchemaError
        `by` is another word, or `top` no list of whole numbers.

    Examples
    --------
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("ab"), "parent": [None, "a"], "account": list("xy"),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> stability(posts, rule="reported", top=[1])["jaccard"].to_dict()
    {1: 1.0}
    """
    given.word("by", by, COUNTS)
    top = [given.whole("top", k) for k in given.several("top", top)]
    who = crowd(posts, rule=rule, draws=draws, seed=seed, parameters=parameters)
    star = COUNTS[by](who, [who.found.base])[0]
    counts = COUNTS[by](who, who.forests)
    found = np.array([agreement(counts, star, k) for k in top]).reshape(len(top), -1)
    low, middle, high = np.quantile(found, [BAND[0], 0.5, BAND[1]], axis=1)
    worst = who.evidence.max() if len(who.evidence) else schema.EVIDENCE[0]
    table = pd.DataFrame(
        {"jaccard": middle, "low": low, "high": high}, index=pd.Index(top, name="top")
    )
    return table.assign(
        evidence=pd.Categorical([worst] * len(top), dtype=schema.POSTS["evidence"].dtype)
    )


def downstream(who: Crowd, forests: list[Forest]) -> Counts:
    """Count the posts below those of each account: a row a forest, a column an account."""
    out = np.empty((len(forests), len(who.accounts)), dtype=np.int32)
    for number, trees in enumerate(forests):
        out[number] = _means(who, [trees], np.ones(len(who.author)))
    return out


def direct(who: Crowd, forests: list[Forest]) -> Counts:
    """Count the posts whose parent is by each account and that are not its own."""
    out = np.empty((len(forests), len(who.accounts)), dtype=np.int32)
    for number, trees in enumerate(forests):
        author = who.author[trees.rows]
        child = np.flatnonzero(trees.parent >= 0)
        source = author[trees.parent[child]]
        told = source[(source >= 0) & (source != author[child])]
        out[number] = np.bincount(told, minlength=len(who.accounts))
    return out


COUNTS = {"downstream": downstream, "direct": direct}


def agreement(counts: Counts, star: Counts, top: int) -> Floats:
    """Compare the top accounts of each draw with those of the star (Jaccard).

    Examples
    --------
    >>> agreement(np.array([[3, 1, 0], [3, 0, 2]]), np.array([3, 0, 0]), 2).tolist()
    [0.5, 0.5]
    """
    theirs = _top(star, top)
    out = np.full(len(counts), np.nan)
    for draw, row in enumerate(counts):
        ours = _top(row, top)
        either = int((ours | theirs).sum())
        if either:
            out[draw] = (ours & theirs).sum() / either
    return out


def _top(counts: Counts, top: int) -> Any:
    if top >= len(counts):
        return counts > 0
    least = np.partition(counts, len(counts) - top)[len(counts) - top]
    return (counts >= least) & (counts > 0)


def _means(who: Crowd, forests: list[Forest], weight: Floats) -> Floats:
    """Give the mean weight below the posts of each account, of weights of rows."""
    from casekit.spread.branches import below, branches

    accounts = len(who.accounts)
    total = np.zeros(accounts)
    for trees in forests:
        author = who.author[trees.rows]
        found = branches(trees.parent, author, accounts)
        total += below(trees.parent, found, author, weight[trees.rows], accounts)
    return total / len(forests)


def _make_exact(
    means: dict[str, Floats], known: dict[str, Floats], who: Crowd, rule: Decay
) -> None:
    """Put the exact expectation in the place of the mean where no post can count twice."""
    from casekit.spread.expected import expected

    base = who.found.base
    author = who.author[base.rows]
    named = author >= 0
    pairs = pd.Index(author * len(base.roots) + base.cascade)
    again = named & pairs.duplicated()
    once = np.ones(len(who.accounts), dtype=bool)
    once[author[again]] = False
    for name, weight in known.items():
        each = weight[base.rows]
        excess = expected(who.found, rule, each) - each
        exact = np.bincount(author[named], excess[named], minlength=len(who.accounts))
        means[name][once] = exact[once]


def _audience(posts: pd.DataFrame, who: Crowd) -> tuple[Floats, Floats]:
    """Give the followers that each row adds, and mark those whose number nobody reported."""
    trees = who.forests[0]
    size = len(who.accounts)
    crowds = posts["followers"].astype("float64").to_numpy()
    alone = size + np.arange(len(posts))  # a post of no known account is an account of its own
    account = np.where(who.author >= 0, who.author, alone)
    most = np.full(size + len(posts), -1.0)
    np.maximum.at(most, account, np.nan_to_num(crowds, nan=-1.0))
    place = pd.Index(account[trees.rows] * (len(trees.roots) + 1) + trees.cascade)
    first = np.empty(len(posts), dtype=bool)
    first[trees.rows] = ~place.duplicated()
    count = most[account]
    return np.where(first & (count >= 0), count, 0.0), (first & (count < 0)).astype(np.float64)


def quantiles(counts: Counts) -> Floats:
    """Give the band of each column, a part of them at a time to save memory."""
    out = np.empty((2, counts.shape[1]))
    for begin in range(0, counts.shape[1], 50_000):
        part = slice(begin, begin + 50_000)
        out[:, part] = np.quantile(counts[:, part], BAND, axis=0)
    return out


def _ranks(values: Any) -> Floats:
    return np.asarray(pd.Series(np.round(values, 9)).rank(method="min", ascending=False))


def _with_nameless(table: pd.DataFrame, nameless: int, posts: pd.DataFrame) -> pd.DataFrame:
    """Add a row for the posts of no known account, if there are any."""
    if not nameless:
        return table
    worst = posts.loc[posts["account"].isna(), "evidence"].max()
    index = pd.Index([None], dtype=table.index.dtype, name="account")
    last = pd.DataFrame({"posts": [nameless], "evidence": [worst]}, index=index)
    return pd.concat([table, last.reindex(columns=table.columns).astype(table.dtypes)])
