"""The spread as a networkx graph, and as files that Gephi and its neighbours open."""

import os
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from casekit import schema
from casekit.errors import ReadError, SchemaError
from casekit.writing import whole

__all__ = ["frames", "graph", "write"]

LARGEST = 1_000_000


def graph(posts: pd.DataFrame, edges: pd.DataFrame) -> "nx.DiGraph[str]":
    """Build the spread graph: nodes are posts, edges run from author to reposter.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.

    Returns
    -------
    networkx.DiGraph
        Nodes carry the columns of the post that are known, edges `kind`, `delay` (seconds), `p`
        and `evidence`. A node is ``known`` if its time is; a parent that is named and is not among
        the posts is a node with ``missing=True``.

    Raises
    ------
    SchemaError
        More than a million posts: measure those as frames.

    Examples
    --------
    >>> from casekit.spread import edges
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b"], "parent": [None, "a"], "evidence": "archived"}), schema.POSTS)
    >>> graph(posts, edges(posts, rule="reported")).edges["a", "b"]["evidence"]
    'archived'
    """
    if len(posts) > LARGEST:
        raise SchemaError(
            f"{len(posts):,} posts are too many for a networkx graph",
            cure="shape.describe measures them as frames; choose one cascade for a graph",
        )
    spread: nx.DiGraph[str] = nx.DiGraph()
    spread.add_nodes_from(
        (node, {"known": bool(pd.notna(row.get("at"))), **row})
        for node, row in zip(posts.index, _records(posts), strict=True)
    )
    outside = edges.loc[~edges["parent"].isin(posts.index), "parent"].unique()
    spread.add_nodes_from(outside, known=False, missing=True, evidence="archived")
    spread.add_edges_from((row.pop("parent"), row.pop("child"), row) for row in _records(edges))
    return spread


def frames(spread: "nx.DiGraph[str]") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the posts and edges of a graph, the way back from :func:`graph`.

    A graph that was not made by casekit works too; what it does not say is NA, and its nodes and
    edges count as archived.

    Examples
    --------
    >>> posts, edges = frames(nx.DiGraph([("a", "b")]))
    >>> posts.index.tolist(), edges["child"].tolist()
    (['a', 'b'], ['b'])
    """
    inside = [(n, d) for n, d in spread.nodes(data=True) if not d.get("missing", False)]
    posts = pd.DataFrame(
        [d for _, d in inside], index=pd.Index([n for n, _ in inside], name="post")
    )
    links = pd.DataFrame([{"parent": u, "child": v, **d} for u, v, d in spread.edges(data=True)])
    links = links.rename_axis("edge") if len(links) else schema.empty(schema.EDGES)
    posts = posts.drop(columns="known", errors="ignore")
    for table in (posts, links):
        if "evidence" not in table:
            table["evidence"] = "archived"
    if "p" not in links:
        links["p"] = 1.0
    if "delay" in links and not pd.api.types.is_timedelta64_dtype(links["delay"]):
        links["delay"] = pd.to_timedelta(links["delay"], unit="s")
    if "at" in posts:
        posts["at"] = pd.to_datetime(posts["at"], utc=True, format="ISO8601")
    return schema.conform(posts, schema.POSTS), schema.conform(links, schema.EDGES)


def write(spread: "nx.DiGraph[str]", path: str | os.PathLike[str]) -> Path:
    """Write the graph as GEXF or GraphML, told by the ending of the path.

    Gephi reserves some names: kind and evidence of an edge are written as ``rel`` and
    ``evidence``, the probability also as ``weight``, times as text. The file stands in its place
    only when it is whole.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(nx.DiGraph([("a", "b")]), Path(folder) / "spread.gexf").name
    'spread.gexf'
    """
    target = Path(path)
    writers: dict[str, Any] = {".gexf": nx.write_gexf, ".graphml": nx.write_graphml}
    if target.suffix not in writers:
        raise ReadError(f"cannot write a graph as {target.suffix!r}", where=str(target),
                        cure="use .gexf or .graphml")  # fmt: skip
    plain: nx.DiGraph[str] = nx.DiGraph(
        description="edges run from author to reposter, as the message travelled"
    )
    for node, data in spread.nodes(data=True):
        label = str(data.get("name", data.get("label", node)))
        plain.add_node(node, **{**_plain(data), "label": label})
    for parent, child, data in spread.edges(data=True):
        attributes = _plain(data)
        if "kind" in attributes:
            attributes["rel"] = attributes.pop("kind")
        weight = float(data.get("p", data.get("weight", 1.0)))
        plain.add_edge(parent, child, **{**attributes, "weight": weight})
    with whole(target) as part:
        writers[target.suffix](plain, part)
    return target


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give each row as a dictionary of what is known, in plain Python values."""
    columns: dict[str, np.ndarray] = {}
    for name in table.columns:
        values = table[name]
        if pd.api.types.is_timedelta64_dtype(values):
            values = values.dt.total_seconds()
        columns[name] = values.astype("object").to_numpy()
    known = {name: ~pd.isna(values) for name, values in columns.items()}
    return [
        {name: values[i] for name, values in columns.items() if known[name][i]}
        for i in range(len(table))
    ]


def _plain(data: dict[str, Any]) -> dict[str, str | int | float | bool]:
    """Make values that XML can hold: times as text, control characters dropped."""
    out: dict[str, str | int | float | bool] = {}
    for key, value in data.items():
        if isinstance(value, (bool, int, float)):
            out[key] = value
        elif isinstance(value, (np.bool_, np.integer, np.floating)):
            out[key] = value.item()
        else:
            text = value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
            out[key] = "".join(c for c in text if c in "\t\n\r" or c.isprintable())
    return out
