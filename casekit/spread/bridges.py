"""The spread as other libraries hold it: igraph, scipy, and edges between accounts."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casekit import schema
from casekit.errors import SchemaError
from casekit.spread.forest import Ints

if TYPE_CHECKING:
    from igraph import Graph
    from scipy.sparse import csr_array

__all__ = [
    "Ends",
    "accounts",
    "columns",
    "ends",
    "growing",
    "igraph",
    "matrix",
    "named_grades",
    "worst",
]


@dataclass(frozen=True)
class Ends:
    """Where edges begin and end.

    Attributes
    ----------
    ids
        Posts, and after them what edges name and is not among the posts.
    inside
        Number of posts.
    parent, child
        Place of each edge's ends in `ids`.
    """

    ids: pd.Index
    inside: int
    parent: Ints
    child: Ints


def ends(posts: pd.DataFrame, edges: pd.DataFrame) -> Ends:
    """Find the ends of edges among the posts, and name those that are not there.

    Raises
    ------
    SchemaError
        A pair of posts is there twice: its probabilities cannot both hold. Or edges were made of
        more posts than these: what was left out since is not missing in the archive.

    Examples
    --------
    >>> from casekit.spread import edges
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a"], "parent": ["gone"], "evidence": "archived"}), schema.POSTS)
    >>> ends(posts, edges(posts, rule="reported")).ids.tolist()
    ['a', 'gone']
    """
    from casekit.schema.ids import known

    inside = len(posts)
    ids = known(posts.index)
    places = [ids.rows(edges[side]) for side in ("parent", "child")]
    strange = [
        pd.Index(edges.loc[place < 0, side])
        for side, place in zip(("parent", "child"), places, strict=True)
    ]
    both = posts.index
    if any(len(names) for names in strange):
        _refuse_left_out(edges, *places)
        outside = strange[0].append(strange[1]).unique()
        both = both.append(outside)
        for names, place in zip(strange, places, strict=True):
            place[place < 0] = inside + outside.get_indexer(names)
    parent, child = places
    twice = pd.Index(parent * len(both) + child).duplicated()
    if twice.any():
        first = edges.iloc[int(np.flatnonzero(twice)[0])]
        raise SchemaError(
            f"edges list {int(twice.sum()):,} pairs of posts again "
            f"(first: {first['parent']!r} to {first['child']!r})",
            cure="keep one edge a pair: edges.drop_duplicates(['parent', 'child'])",
        )
    return Ends(both.rename("post"), inside, parent, child)


def _refuse_left_out(edges: pd.DataFrame, parent: Ints, child: Ints) -> None:
    """Refuse edges whose child, or a parent of known time, was among the posts and is not now."""
    dated = edges["delay"].notna().to_numpy()
    lost = pd.concat([edges.loc[(parent < 0) & dated, "parent"], edges.loc[child < 0, "child"]])
    if len(lost):
        raise SchemaError(
            f"edges name {lost.nunique():,} posts that they were made of and that are not among "
            f"these (first: {lost.iloc[0]!r})",
            cure="make the edges of the posts that you chose: spread.edges(posts, rule=...)",
        )


def columns(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Give the columns that say anything, as plain Python values; None where not known.

    Spans are seconds, times are aware `datetime`, which pandas takes back as they are.

    Examples
    --------
    >>> columns(pd.DataFrame({"delay": pd.to_timedelta([60, None], unit="s"), "p": np.nan}))
    {'delay': array([60.0, None], dtype=object)}
    """
    out: dict[str, np.ndarray] = {}
    for name in table.columns:
        values, known = table[name], table[name].notna().to_numpy()
        if not known.any():
            continue
        if pd.api.types.is_timedelta64_dtype(values):
            plain = values.dt.total_seconds().to_numpy().astype(object)
        elif isinstance(values.dtype, pd.DatetimeTZDtype):
            plain = pd.DatetimeIndex(values).to_pydatetime()
        elif isinstance(values.dtype, pd.CategoricalDtype):
            words = np.array([*values.cat.categories, None], dtype=object)
            plain = words[values.cat.codes.to_numpy()]
        else:
            plain = values.to_numpy(dtype=object, copy=True)
        plain[~known] = None
        out[str(name)] = plain
    return out


def igraph(posts: pd.DataFrame, edges: pd.DataFrame) -> "Graph":
    """Build the spread as a directed igraph graph, edges from author to reposter.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.

    Returns
    -------
    igraph.Graph
        Vertices and edges with the attributes of :func:`graph`, None where not known. A vertex is
        found by its `name`, which in igraph is the id: that of the post. The handle of the
        account is `handle`.

    Raises
    ------
    SchemaError
        A pair that edges list twice.

    Examples
    --------
    >>> from casekit.spread import edges
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "parent": [None, "a"], "evidence": "archived"}), schema.POSTS)
    >>> spread = igraph(posts, edges(posts, rule="reported"))
    >>> spread.vs.find("b").indegree(), spread.es[0]["p"]
    (1, 1.0)
    """
    import igraph as ig

    of = ends(posts, edges)
    links = edges.drop(columns=["parent", "child"])
    links.insert(0, "edge", edges.index)
    vertices = columns(posts.rename(columns={"name": "handle"}))
    lost = len(of.ids) - of.inside
    marks: dict[str, list[Any]] = {
        "name": of.ids.tolist(),
        **{name: values.tolist() + [None] * lost for name, values in vertices.items()},
        "known": posts["at"].notna().tolist() + [False] * lost,
    }
    if lost:
        marks["missing"] = [None] * of.inside + [True] * lost
        marks["origin"] = marks.get("origin", [None] * len(of.ids))[: of.inside] + ["named"] * lost
        marks["evidence"] = marks.get("evidence", [None] * len(of.ids))[: of.inside]
        marks["evidence"] += named_grades(edges, of)
    with growing():
        spread = ig.Graph(len(of.ids), np.column_stack([of.parent, of.child]), directed=True)
    for name, each in marks.items():
        spread.vs[name] = each
    for name, values in columns(links).items():
        spread.es[name] = values
    for name, grade in worst(edges).items():
        spread[name] = grade
    return spread


@contextmanager
def growing() -> Iterator[None]:
    """Spare the collector of garbage the search through millions of objects that are in use."""
    ran = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ran:
            gc.enable()


def named_grades(edges: pd.DataFrame, of: Ends) -> list[str | None]:
    """Grade the posts that are only named: each like the best edge that names it."""
    grade = edges["evidence"].cat.codes.to_numpy().astype(np.int64)
    unknown = len(schema.EVIDENCE)
    best = np.full(len(of.ids), unknown)
    for side in (of.parent, of.child):
        np.minimum.at(best, side, np.where(grade < 0, unknown, grade))
    return [(*schema.EVIDENCE, None)[code] for code in best[of.inside :]]


def worst(edges: pd.DataFrame) -> dict[str, str]:
    """Say what a graph of these edges is worth, if all of them say it."""
    grades = edges["evidence"]
    return {"evidence": str(grades.max())} if len(grades) and grades.notna().all() else {}


def matrix(posts: pd.DataFrame, edges: pd.DataFrame) -> "tuple[csr_array, pd.Index]":
    """Give the spread as a sparse matrix of probabilities: row the parent, column the child.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.

    Returns
    -------
    scipy.sparse.csr_array
        `p` of each edge.
    Index
        Ids of rows and columns: the posts, and after them those that edges name and that are not
        among the posts.

    Raises
    ------
    SchemaError
        A pair that edges list twice.

    Examples
    --------
    >>> from casekit.spread import edges
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "parent": [None, "a"], "evidence": "archived"}), schema.POSTS)
    >>> spread, ids = matrix(posts, edges(posts, rule="reported"))
    >>> spread.toarray().tolist(), ids.tolist()
    ([[0.0, 1.0], [0.0, 0.0]], ['a', 'b'])
    """
    from scipy import sparse

    of = ends(posts, edges)
    shape = (len(of.ids), len(of.ids))
    return sparse.csr_array((edges["p"].to_numpy(), (of.parent, of.child)), shape=shape), of.ids


def accounts(posts: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """Add up who passed on whose posts, in the direction in which the message travelled.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.

    Returns
    -------
    DataFrame
        A row a pair of accounts, the heaviest first: `source` and `target` (ids of accounts),
        `weight` (expected number of passings-on: the sum of `p`), `posts` (distinct posts of the
        target that were or may have been passed on), `evidence` (the worst of its edges). Where
        the account of a post is not known, or the post is not there, its side is NA: such rows
        hold what no account can be credited with. An account that passes on a post of its own is
        its own source.

    Examples
    --------
    >>> from casekit.spread import edges
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b", "c"], "parent": [None, "a", "a"], "account": ["x", "y", "y"],
    ...     "evidence": "archived"}), schema.POSTS)
    >>> accounts(posts, edges(posts, rule="reported"))[["source", "target", "weight"]].values
    array([['x', 'y', 2.0]], dtype=object)
    """
    of = ends(posts, edges)
    code, names = pd.factorize(posts["account"], sort=True)
    code = np.concatenate([code, np.full(len(of.ids) - of.inside, -1)])
    table = pd.DataFrame(
        {
            "source": code[of.parent],
            "target": code[of.child],
            "child": of.child,
            "weight": edges["p"].to_numpy(),
            "grade": edges["evidence"].cat.codes.to_numpy(),
        }
    )
    by = ["source", "target"]
    out = table.groupby(by).agg(weight=("weight", "sum"), evidence=("grade", "max"))
    out["posts"] = table.drop_duplicates([*by, "child"]).groupby(by).size()
    out = out.reset_index().sort_values("weight", ascending=False, kind="stable")
    ids = np.append(pd.Index(names).to_numpy(dtype=object), np.array([None]))
    texts = {side: pd.Series(ids[out[side]], dtype=posts["account"].dtype) for side in by}
    grades = pd.Categorical.from_codes(out["evidence"], dtype=schema.EDGES["evidence"].dtype)
    return pd.DataFrame(
        {
            **texts,
            "weight": out["weight"].to_numpy(),
            "posts": out["posts"].astype("Int64").array,
            "evidence": grades,
        }
    )
