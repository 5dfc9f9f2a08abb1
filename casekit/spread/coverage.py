"""How many accounts would have to be answered to touch a share of the spread."""

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import given, schema
from casekit.spread.crowd import Crowd, crowd
from casekit.spread.forest import Forest, Ints

__all__ = ["coverage"]

Counts = NDArray[np.int32]
Flags = NDArray[np.bool_]


def coverage(
    posts: pd.DataFrame,
    *,
    rule: str,
    share: float = 0.5,
    originals: bool = True,
    draws: int = 100,
    seed: int = 0,
    **parameters: Any,
) -> pd.DataFrame:
    """Choose accounts, one after another, that touch a share of all posts.

    An account touches its posts and all that hangs below them. Each step takes the account that
    adds most, expected over the draws. That is within 1 - 1/e, 63 %, of the most that so many
    accounts can touch (Nemhauser, Wolsey and Fisher, *Mathematical Programming* 14, 1978), and
    found as in Leskovec and others, *Cost-effective outbreak detection*, KDD 2007.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    rule, draws, seed, parameters
        As in :func:`sample`.
    share
        Share of the posts to touch, above 0 and at most 1.
    originals
        Whoever wrote the original touches a whole cascade. False: only posts that passed
        something on count, so that the answer says how many accounts carried the spread, and the
        share is of the posts below another post of the archive.

    Returns
    -------
    DataFrame
        A row an account chosen: `rule`, `order` (from 1), `account`, `gained` (posts that it
        adds, expected), `covered` (share so far), `of` (posts that are the whole of it: all, or
        without originals those below another post of the archive), `evidence` (derived at best);
        the rows of the rule first, then those of `reported`, the star. They end early where posts
        of unknown accounts leave the share out of reach.

    Raises
    ------
    SchemaError
        `share` is no such share, or no such rule.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "b"], "account": list("xyz"),
    ...     "kind": "reply", "evidence": "archived"}), schema.POSTS)
    >>> found = coverage(posts, rule="reported", originals=False)
    >>> found[["account", "gained", "covered"]].values.tolist()
    [['y', 2.0, 1.0]]
    """
    share = given.number("share", share, above=0, most=1)
    who = crowd(posts, rule=rule, draws=draws, seed=seed, parameters=parameters)
    tables = [_table(rule, who, _choose(who, who.forests, share, originals))]
    if rule != "reported":
        star = crowd(posts, rule="reported", draws=1, seed=seed, parameters={})
        tables.append(_table("reported", star, _choose(star, star.forests, share, originals)))
    return pd.concat(tables, ignore_index=True)


def _table(rule: str, who: Crowd, chosen: tuple[Ints, NDArray[np.float64], float]) -> pd.DataFrame:
    account, gained, whole = chosen
    return pd.DataFrame(
        {
            "rule": pd.Series([rule] * len(account), dtype="str"),
            "order": pd.Series(np.arange(1, len(account) + 1), dtype="Int64"),
            "account": pd.Series(who.accounts[account]),
            "gained": gained,
            "covered": np.cumsum(gained) / whole if whole else gained,
            "of": pd.Series([round(whole)] * len(account), dtype="Int64"),
            "evidence": _derived(who.evidence[account]),
        }
    )


def _derived(known: pd.Categorical) -> pd.Series:
    """Grade what was chosen: derived at best."""
    codes = np.maximum(known.codes, schema.EVIDENCE.index("derived"))
    return pd.Series(pd.Categorical.from_codes(codes, dtype=known.dtype))


@dataclass(frozen=True)
class _Draws:
    """Forests side by side, a row a draw, and what is left to touch in each branch."""

    parent: Counts
    walk: Counts
    begin: Counts
    size: Counts
    outermost: Flags
    left: Counts
    author: Ints


def _choose(
    who: Crowd, forests: list[Forest], share: float, originals: bool
) -> tuple[Ints, NDArray[np.float64], float]:
    """Take the best account while the share is not reached; a gain only falls as others go first.

    Accounts are numbered by their first posts: of equals the earlier one is taken.
    """
    from casekit.spread.branches import add_up, take

    held = _lay_out(who, forests, originals)
    tops = 0 if originals else int((held.parent < 0).sum())
    whole = held.parent.size - tops
    gain = np.zeros(len(who.accounts), dtype=np.int64)
    add_up(gain, held.author, held.outermost, held.left)
    places = np.argsort(held.author, kind="stable")
    first = np.searchsorted(held.author[places], np.arange(len(gain) + 1))
    queue = [(-int(each), account) for account, each in enumerate(gain) if each]
    heapq.heapify(queue)
    account: list[int] = []
    gained: list[int] = []
    touched = 0
    while queue and touched < share * whole - 1e-9:
        promised, best = heapq.heappop(queue)
        now = int(gain[best])
        if now == -promised:
            account.append(best)
            gained.append(now)
            touched += now
            posts = places[first[best] : first[best + 1]]
            take(posts, held.parent, held.walk, held.begin, held.size, held.outermost, held.left,
                 held.author, gain)  # fmt: skip
        elif now:
            heapq.heappush(queue, (-now, best))
    return np.array(account, dtype=np.int64), np.array(gained) / len(forests), whole / len(forests)


def _lay_out(who: Crowd, forests: list[Forest], originals: bool) -> _Draws:
    from casekit.spread.branches import branches

    author = who.author[forests[0].rows]
    shape = len(forests), len(author)
    parent, walk, begin, size, left = np.empty((5, *shape), dtype=np.int32)
    outermost = np.empty(shape, dtype=bool)
    for draw, trees in enumerate(forests):
        chooses = author if originals else np.where(trees.parent < 0, -1, author)
        found = branches(trees.parent, chooses, len(who.accounts))
        parent[draw], walk[draw], begin[draw] = trees.parent, found.walk, found.begin
        size[draw] = found.size
        left[draw] = found.size if originals else found.size - (trees.parent < 0)
        outermost[draw] = found.outermost
    return _Draws(parent, walk, begin, size, outermost, left, author)
