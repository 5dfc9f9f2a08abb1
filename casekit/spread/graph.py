"""The spread as a networkx graph, and the way back to frames."""

from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from casekit import schema
from casekit.errors import SchemaError
from casekit.spread.bridges import Ends, columns, ends, growing, named_grades, worst
from casekit.spread.forest import Ints

__all__ = ["frames", "graph"]

LARGEST = 1_000_000


def graph(posts: pd.DataFrame, edges: pd.DataFrame) -> "nx.DiGraph[str]":
    """Build the spread graph: nodes are posts, edges run from author to reposter.

    Of a post with several possible parents every one has its edge.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.

    Returns
    -------
    networkx.DiGraph
        Nodes carry the columns of the post that are known, edges `edge` (number), `kind`, `delay`
        (seconds), `p`, `rest` and `evidence`; the graph carries the worst `evidence` of its
        edges. A node is ``known`` if its time is. A post that edges name and that is not among
        the posts is a node with ``missing=True`` and ``origin="named"``, and is graded like the
        best edge that names it.

    Raises
    ------
    SchemaError
        More than a million nodes, a pair that edges list twice, or edges that were made of more
        posts than these.

    Examples
    --------
    >>> from casekit.spread import edges
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "parent": [None, "a"], "evidence": "archived"}), schema.POSTS)
    >>> graph(posts, edges(posts, rule="reported")).edges["a", "b"]["evidence"]
    'archived'
    """
    of = ends(posts, edges)
    if len(of.ids) > LARGEST:
        raise SchemaError(
            f"{len(of.ids):,} nodes are too many for a networkx graph",
            cure="use spread.igraph or spread.matrix, which hold many times as many, or choose "
            "one cascade; shape.describe measures them all as frames",
        )
    spread: nx.DiGraph[str] = nx.DiGraph()
    spread.graph.update(worst(edges))
    names = of.ids.to_numpy(dtype=object)
    links = edges.drop(columns=["parent", "child"])
    links.insert(0, "edge", edges.index)
    nodes = posts.assign(known=posts["at"].notna())
    with growing():
        _fill(
            spread,
            zip(names, chain(_records(nodes), _outside(edges, of)), strict=True),
            zip(names[of.parent], names[of.child], _records(links), strict=True),
        )
    return spread


def frames(
    spread: "nx.DiGraph[str]", *, evidence: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the posts and edges of a graph, the way back from :func:`graph`.

    A graph that networkx read from a file of :func:`write` gives the same posts and edges. One
    that was not made by casekit works too; what it does not say is NA.

    Parameters
    ----------
    spread
        Directed graph, edges from author to reposter.
    evidence
        Grade of nodes and edges that carry none; without it theirs stays NA, and measures and
        pictures that need a grade refuse them.

    Raises
    ------
    SchemaError
        The graph has no direction, or a value that its column cannot hold.

    Examples
    --------
    >>> posts, edges = frames(nx.DiGraph([("a", "b")]), evidence="documented")
    >>> posts.index.tolist(), edges["child"].tolist(), edges["evidence"].tolist()
    (['a', 'b'], ['b'], ['documented'])
    """
    if not spread.is_directed():
        raise SchemaError("the graph has no direction, so it does not say who passed it to whom",
                          cure="use a networkx.DiGraph, edges from author to reposter")  # fmt: skip
    inside = {node: data for node, data in spread.nodes(data=True) if not data.get("missing")}
    posts = _table(list(inside.values())).assign(post=list(inside))
    posts = posts.drop(columns=["known", "missing"], errors="ignore")
    if "label" in posts:
        shown = posts.get("name", posts["post"]).fillna(posts["post"])
        posts = posts.drop(columns="label") if posts["label"].eq(shown).all() else posts
    try:
        if "at" in posts:
            posts["at"] = pd.to_datetime(posts["at"], utc=True, format="ISO8601")
        links = _links(spread)
    except (TypeError, ValueError) as error:
        raise SchemaError(
            f"the graph has a value that its column cannot hold: {error}",
            cure="'at' is a time with its zone, 'delay' seconds",
        ) from error
    if evidence is not None:
        for table in (posts, links):
            given = table.get("evidence", pd.Series(None, index=table.index, dtype=object))
            table["evidence"] = given.where(given.notna(), evidence)
    return schema.conform(posts, schema.POSTS), schema.conform(links, schema.EDGES)


def _links(spread: "nx.DiGraph[str]") -> pd.DataFrame:
    """Give the edges as a table, each with the name that its column has in the schema."""
    found = list(spread.in_edges(data=True))
    links = _table([data for _, _, data in found])
    links["parent"] = [parent for parent, _, _ in found]
    links["child"] = [child for _, child, _ in found]
    if "kind" not in links and "rel" in links and links["rel"].isin([*schema.KINDS, None]).all():
        links = links.rename(columns={"rel": "kind"})
    p = links.get("p", pd.Series(1.0, index=links.index))
    if "weight" in links and "p" in links and links["weight"].eq(p).all():
        links = links.drop(columns="weight")
    links["p"] = p
    if "delay" in links:
        seconds = links["delay"].astype("float64")
        links["delay"] = pd.to_timedelta((seconds * 1e6).round(), unit="us")
    if "edge" in links and links["edge"].notna().all():
        links = links.drop(columns="id", errors="ignore").astype({"edge": "int64"})
        return links.sort_values("edge", kind="stable").set_index("edge")
    return links.drop(columns="edge", errors="ignore").rename_axis("edge")


def _table(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Lay dictionaries out as columns, without turning whole numbers into floats."""
    names = dict.fromkeys(name for record in records for name in record)
    held = {
        name: pd.Series([record.get(name) for record in records], dtype=object) for name in names
    }
    return pd.DataFrame(held, index=range(len(records)))


def _outside(edges: pd.DataFrame, of: Ends) -> Iterator[dict[str, Any]]:
    for grade in named_grades(edges, of):
        marks = {"known": False, "missing": True, "origin": "named"}
        yield marks if grade is None else {**marks, "evidence": grade}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give each row as a dictionary of what is known; rows that know the same are made at once."""
    values = columns(table)
    names = list(values)
    pattern = np.zeros(len(table), dtype=np.int64)
    for name in names:
        _, pattern = np.unique(pattern * 2 + table[name].notna(), return_inverse=True)
    out = np.empty(len(table), dtype=object)
    for one in range(int(pattern.max(initial=-1)) + 1):
        rows: Ints = np.flatnonzero(pattern == one)
        known = [name for name in names if pd.notna(table[name].iloc[rows[0]])]
        lines = zip(*(values[name][rows] for name in known), strict=True)
        out[rows] = list(map(dict, map(zip, repeat(known), lines))) or [{} for _ in rows]
    return list(out)


def _fill(
    spread: "nx.DiGraph[str]",
    nodes: Iterable[tuple[str, dict[str, Any]]],
    edges: Iterable[tuple[str, str, dict[str, Any]]],
) -> None:
    """Put nodes and edges into an empty graph as they are.

    The graph's own methods copy each dictionary, which takes as long as all the rest.
    """
    inner: Any = spread
    held, after, before = inner._node, inner._succ, inner._pred
    for name, data in nodes:
        held[name], after[name], before[name] = data, {}, {}
    for parent, child, data in edges:
        after[parent][child] = before[child][parent] = data
