"""How well a rule finds parents again, on cascades whose parents are known and get hidden."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.errors import SchemaError
from casekit.spread.draws import sample
from casekit.spread.forest import Forest, Ints, forest
from casekit.spread.reported import reported
from casekit.spread.rules import edges

__all__ = ["hidden", "recovery"]

Floats = NDArray[np.float64]

_SHAPES = ("depth", "max_breadth", "structural_virality")


def hidden(posts: pd.DataFrame) -> pd.DataFrame:
    """Make a star of each cascade that is told whole: what a platform would show of it.

    Cascades of three posts and more are taken that have one top, no parent outside of the archive,
    no circle, and a time at their top. In them every post but the top becomes a repost of the
    top, which is all that most platforms tell of reposts; posts without a time are left out with
    what hangs below them.

    Returns
    -------
    DataFrame
        Frame of :data:`casekit.schema.POSTS`, some or none of the rows of `posts`.

    Examples
    --------
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "b"], "kind": "reply",
    ...     "at": pd.date_range("2013-09-03", periods=3, freq="min", tz="UTC"),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> hidden(posts)["parent"].fillna("").tolist()
    ['', 'a', 'a']
    """
    kept = _told(posts)
    trees = forest(kept)
    tops = np.flatnonzero(trees.parent < 0)
    root = np.empty(len(trees.roots), dtype=object)
    root[trees.cascade[tops]] = kept.index.to_numpy(dtype=object)[trees.rows[tops]]
    named = root[trees.cascade]
    named[tops] = None
    out = kept.copy()
    out["parent"] = pd.Series(named, kept.index[trees.rows], dtype="str").reindex(kept.index)
    below = out["parent"].notna()
    out["kind"] = out["kind"].mask(below, "repost")
    out["parent_evidence"] = out["parent_evidence"].mask(below, "archived")
    out["parent_is"] = out["parent_is"].mask(below, "original")
    out["evidence"] = out["evidence"].mask(below, "archived")
    out["root"] = out["parent"].fillna(kept.index.to_series().astype("str"))
    return out


def recovery(
    posts: pd.DataFrame, *, rules: Mapping[str, Mapping[str, Any]] | Iterable[str],
    draws: int = 100, seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Hide the parents of cascades that are told whole, and see what each rule finds of them.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS` with parents, of replies, say, or of reposts whose
        parents somebody inferred: then it is their inference that a rule is held against.
    rules
        Names of rules, or names with the parameters of each.
    draws, seed
        Forests drawn for each rule, and the seed of the random numbers.

    Returns
    -------
    DataFrame
        Index `rule`; `cascades`, `posts` (whose parents were hidden), `parents` (the worst grade
        by which those are known), `followers` (share of posts whose followers are known; without
        them `decay` and `mixture` have only time to go by), `found` (share of them for
        which the rule draws the true parent, mean over draws), `likeliest` (share whose most
        probable candidate is the true parent); then for `depth`, `max_breadth` and
        `structural_virality`: the median over cascades of the truth (`true_depth`), of the
        median over draws (`depth`), and the share of cascades whose truth lies within the 5th
        and 95th percentile of the draws (`held_depth`). `evidence` is derived.

    Raises
    ------
    SchemaError
        No cascade of `posts` is told whole, or there is no such rule.

    Examples
    --------
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "b"], "kind": "reply",
    ...     "at": pd.date_range("2013-09-03", periods=3, freq="min", tz="UTC"),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> row = recovery(posts, rules=["reported"]).loc["reported"]
    >>> [float(row[name]) for name in ("posts", "found", "true_depth", "depth")]
    [2.0, 0.5, 2.0, 1.0]
    """
    schema.check(posts, schema.POSTS)
    star = hidden(posts)
    if star.empty:
        raise SchemaError(
            "no cascade of three posts or more is told whole, with one top and no parent missing",
            cure="use an archive that names parents, such as one of replies",
        )
    truth = _Truth.of(posts.loc[star.index], star)
    chosen = dict(rules) if isinstance(rules, Mapping) else {rule: {} for rule in rules}
    rows = {
        rule: _held_against(truth, star, rule, draws, seed, dict(parameters))
        for rule, parameters in chosen.items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("rule")
    table["evidence"] = "derived"
    return table.astype({"evidence": schema.POSTS["evidence"].dtype})


@dataclass(frozen=True)
class _Truth:
    """The parents as told, as rows of the posts, and the shapes that they make."""

    parent: Ints
    shapes: Floats
    grade: str

    @classmethod
    def of(cls, told: pd.DataFrame, star: pd.DataFrame) -> "_Truth":
        trees = forest(told)
        order = pd.Index(trees.roots).get_indexer(forest(star).roots)
        grade = schema.worst(*reported(told)["evidence"].unique())
        return cls(_by_row(trees), _shapes(trees)[:, order], grade)


def _told(posts: pd.DataFrame) -> pd.DataFrame:
    """Keep the cascades that are told whole, without posts that have no time."""
    kept = posts[posts["at"].notna()]
    while True:
        lost = kept["parent"].notna() & ~kept["parent"].isin(kept.index)
        lost &= kept["parent"].isin(posts.index)
        if not lost.any():
            break
        kept = kept[~lost]
    trees = forest(kept)
    count = len(trees.roots)
    tops = np.bincount(trees.cascade[trees.parent < 0], minlength=count)
    broken = np.bincount(trees.cascade[trees.orphan | trees.cut], minlength=count)
    size = np.bincount(trees.cascade, minlength=count)
    whole = (tops == 1) & (broken == 0) & (size > 2)
    return kept.iloc[np.sort(trees.rows[whole[trees.cascade]])]


def _held_against(
    truth: _Truth, star: pd.DataFrame, rule: str, draws: int, seed: int, parameters: dict[str, Any]
) -> dict[str, object]:
    forests = sample(star, rule=rule, draws=draws, seed=seed, **parameters)
    below = truth.parent >= 0
    found = np.mean([(_by_row(trees) == truth.parent)[below].mean() for trees in forests])
    best = edges(star, rule=rule, top=1, **parameters)
    said = pd.Series(best["parent"].array, best["child"].array).reindex(star.index[below])
    likeliest = said.to_numpy() == star.index.to_numpy()[truth.parent[below]]
    drawn = np.stack([_shapes(trees) for trees in forests])
    low, middle, high = np.quantile(drawn, (0.05, 0.5, 0.95), axis=0)
    row: dict[str, object] = {
        "cascades": truth.shapes.shape[1], "posts": int(below.sum()), "parents": truth.grade,
        "followers": float(star["followers"].notna().mean()), "found": float(found),
        "likeliest": float(likeliest.mean()),
    }  # fmt: skip
    for n, name in enumerate(_SHAPES):
        row[f"true_{name}"] = float(np.median(truth.shapes[n]))
        row[name] = float(np.median(middle[n]))
        within = (low[n] - 1e-9 <= truth.shapes[n]) & (truth.shapes[n] <= high[n] + 1e-9)
        row[f"held_{name}"] = float(within.mean())
    return row


def _by_row(trees: Forest) -> Ints:
    """Give the row of each post's parent, or -1, in the order of the posts."""
    parent = np.full(len(trees), -1, dtype=np.int64)
    linked = trees.parent >= 0
    parent[trees.rows[linked]] = trees.rows[trees.parent[linked]]
    return parent


def _shapes(trees: Forest) -> Floats:
    from casekit.spread import kernels

    first, seat = kernels.bundle(trees.cascade, len(trees.roots))
    found = kernels.measure(kernels.moved(trees.parent, seat), first)
    pairs = found.size * (found.size - 1.0)
    return np.stack([found.depth, found.breadth, 2 * found.wiener / pairs])
