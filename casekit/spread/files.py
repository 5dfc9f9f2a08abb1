"""The spread as files that Gephi and its neighbours open."""

import os
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx
import numpy as np
import pandas as pd

from casekit.errors import ReadError
from casekit.writing import FORMULA, whole, write_table

__all__ = ["read", "write"]

WRITERS: dict[str, Any] = {".gexf": nx.write_gexf, ".graphml": nx.write_graphml_xml}
READERS: dict[str, Any] = {".gexf": nx.read_gexf, ".graphml": nx.read_graphml}
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file can hold."""

COLUMNS = (
    "Source", "Target", "Id", "Type", "Weight", "rel", "delay", "p", "rest", "evidence",
)  # fmt: skip
NUMBERS = {"Weight": float, "p": float, "rest": float, "delay": float, "Id": int}


def write(spread: "nx.DiGraph[str]", path: str | os.PathLike[str]) -> Path:
    """Write the graph as GEXF, GraphML or a CSV of its edges, told by the ending of the path.

    Gephi reserves some names: the kind of an edge is written as ``rel``, the probability also as
    ``weight``, times as text. Control characters, which XML cannot hold, are left out of texts.
    The CSV has the columns that Gephi's importer takes, `Source`, `Target`, `Id`, `Type`,
    `Weight`, and after them what the edges carry; posts have no place in it. A cell that a
    spreadsheet would take for a formula gets an apostrophe in front. The file stands in its place
    only when it is whole.

    Raises
    ------
    ReadError
        Another ending, a place that cannot be written to, or an id that XML cannot hold.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(nx.DiGraph([("a", "b")]), Path(folder) / "spread.gexf").name
    'spread.gexf'
    """
    target = Path(path)
    if target.suffix == ".csv":
        write_table(_edge_table(spread), target)
        return target
    if target.suffix not in WRITERS:
        raise ReadError(f"cannot write a graph as {target.suffix!r}", where=str(target),
                        cure="use .gexf, .graphml or .csv")  # fmt: skip
    for node in spread:
        if NO_XML.search(str(node)):
            raise ReadError(f"XML cannot hold the id {node!r}", where=str(target),
                            cure="write a .csv")  # fmt: skip
    plain: nx.DiGraph[str] = nx.DiGraph(
        description="edges run from author to reposter, as the message travelled"
    )
    for node, data in spread.nodes(data=True):
        label = str(data.get("name", data.get("label", node)))
        plain.add_node(node, **_plain({**data, "label": label}))
    for number, (parent, child, data) in enumerate(spread.in_edges(data=True)):
        plain.add_edge(parent, child, **_plain(_edge(data, number)))
    with whole(target) as part:
        WRITERS[target.suffix](plain, part)
        _keep_returns(part)
    return target


def read(path: str | os.PathLike[str]) -> "nx.DiGraph[str]":
    """Read a graph that :func:`write` wrote; :func:`frames` gives its posts and edges.

    From a CSV of edges come the posts that edges name, and nothing of them but their ids.

    Raises
    ------
    ReadError
        No such file, another ending, or not what the ending says.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write(nx.DiGraph([("a", "b")]), Path(folder) / "edges.csv")
    ...     list(read(path).edges)
    [('a', 'b')]
    """
    source = Path(path)
    try:
        if source.suffix == ".csv":
            return _read_edges(source)
        if source.suffix in READERS:
            found: nx.DiGraph[str] = READERS[source.suffix](source)
            return found
    except (OSError, ParseError, nx.NetworkXError, ValueError, KeyError) as error:
        raise ReadError(f"cannot be read as a graph ({error})", where=str(source),
                        cure="give a file that spread.write wrote") from error  # fmt: skip
    raise ReadError(f"cannot read a graph from {source.suffix!r}", where=str(source),
                    cure="use .gexf, .graphml or .csv")  # fmt: skip


def _keep_returns(part: Path) -> None:
    """Write carriage returns as references; readers of XML make line feeds of bare ones."""
    written = part.read_bytes()
    if b"\r" in written:
        part.write_bytes(written.replace(b"\r", b"&#13;"))


def _edge(data: dict[str, Any], number: int) -> dict[str, Any]:
    """Name what an edge carries so that no name is one that Gephi reserves."""
    kept = {name: value for name, value in data.items() if name not in ("kind", "id", "weight")}
    if "kind" in data:
        kept["rel"] = data["kind"]
    kept["weight"] = float(data.get("p", data.get("weight", 1.0)))
    kept["id"] = kept.setdefault("edge", number)
    return kept


def _edge_table(spread: "nx.DiGraph[str]") -> pd.DataFrame:
    found = [
        {"Source": str(parent), "Target": str(child), **_edge(data, number)}
        for number, (parent, child, data) in enumerate(spread.in_edges(data=True))
    ]
    table = pd.DataFrame(found, columns=None if found else ["Source", "Target", "id", "weight"])
    table = table.drop(columns="edge", errors="ignore")
    table = table.rename(columns={"id": "Id", "weight": "Weight"})
    table.insert(2, "Type", "Directed")
    first = [name for name in COLUMNS if name in table]
    ordered = table[[*first, *(name for name in table if name not in first)]]
    return ordered.sort_values("Id", kind="stable").set_index("Source")


def _read_edges(source: Path) -> "nx.DiGraph[str]":
    table = pd.read_csv(source, dtype="str", keep_default_na=False, na_values=[""])
    for name in table.columns:
        held = table[name].str.match(f"'(?={FORMULA})", na=False)
        table.loc[held, name] = table.loc[held, name].str[1:]
    spread: nx.DiGraph[str] = nx.DiGraph()
    for row in table.to_dict("records"):
        known = {
            str(name): NUMBERS.get(str(name), str)(value)
            for name, value in row.items()
            if pd.notna(value) and name != "Type"
        }
        ends = known.pop("Source"), known.pop("Target")
        names = {"Id": "edge", "Weight": "weight"}
        spread.add_edge(*ends, **{names.get(name, name): each for name, each in known.items()})
    return spread


def _plain(data: dict[str, Any]) -> dict[str, str | int | float | bool]:
    """Make values that XML can hold: times as text, control characters dropped."""
    out: dict[str, str | int | float | bool] = {}
    for key, value in data.items():
        if isinstance(value, (np.bool_, np.integer, np.floating)):
            out[key] = value.item()
        elif isinstance(value, (bool, int, float)):
            out[key] = value
        else:
            text = value.isoformat() if hasattr(value, "isoformat") else str(value)
            out[key] = NO_XML.sub("", text)
    return out
