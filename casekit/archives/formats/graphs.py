"""Graphs as GEXF and GraphML: those that casekit wrote come back whole, and those of others.

A graph of casekit's names the columns of each post, with its grades. In one of another maker each
node is a post, of which the names of its attributes say what they are. Foreign graphs are read as
the schemas say, not seen in the wild. An edge runs from what was passed on to what passed it on;
where the times of most edges say the opposite, all are turned around, and that is said. Of several
edges into a post the first one is its parent. Ids, times and ends are held in memory, texts are
not.
"""

from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

import pyarrow as pa

from casekit import schema
from casekit.archives import graded
from casekit.archives.elements import elements, root
from casekit.archives.file import File
from casekit.archives.mapping import proposed
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import NAMED, RECORD, Row
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import count
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "graph"
ABOUT = "graphs as GEXF or GraphML, those that casekit wrote and others"

WANTED = frozenset(("attributes", "key", "node", "edge"))
OWN = {"evidence", "origin"}
DATED = 300_000_000
"""Numbers from which on a time can only be a Unix time."""
NEVER = -1
_COUNTS = ("followers", "impressions", "likes", "reposts", "replies")


def sniff(file: File) -> Verdict:
    """Look at the outermost element."""
    name = root(file.head)
    if name in ("gexf", "graphml"):
        return Verdict(True, f"XML with the root {name}")
    seen = f"XML with the root {name}" if name else described(file.magic)
    return Verdict(False, seen, plausible=b"<node " in file.head)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read graphs, in batches; a record is a node."""
    rows = graded.Graded()
    for file in files:
        graph = _Graph(file.name, tally, rows)
        for line, element in elements(file, tally, WANTED):
            graph.take(line, element)
            if rows.full:
                yield rows.batch()
        for row in graph.tied():
            rows.add(row)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


class _Graph:
    """One file: what its attributes are called, its nodes and its edges so far."""

    def __init__(self, file: str, tally: Tally, rows: graded.Graded) -> None:
        self._file, self._tally, self._rows = file, tally, rows
        self._titles: dict[str, str] = {}
        self._mapping: dict[str, str] | None = None
        self._numbers: dict[str, int] = {}
        self._at = array("q")
        self._told: set[int] = set()
        """Nodes that say themselves what their parent is."""
        self._ends = array("q")

    def take(self, line: int, element: Element) -> None:
        """Take a declaration, a node or an edge."""
        if element.tag == "attributes" and element.get("class", "node") == "node":
            for inner in element.iterfind("attribute"):
                self._titles[inner.get("id") or ""] = inner.get("title") or inner.get("id") or ""
        elif element.tag == "key" and element.get("for", "node") in ("node", "all"):
            name = element.get("attr.name") or element.get("id") or ""
            self._titles[element.get("id") or ""] = name
        elif element.tag == "node":
            for node in element.iter("node"):
                self._node(node, line)
            for edge in element.iter("edge"):
                self._edge(edge, line)
        elif element.tag == "edge":
            self._edge(element, line)

    def _node(self, node: Element, line: int) -> None:
        self._tally.records += 1
        where = f"{self._file}:{line}"
        try:
            post = node.get("id")
            if not post:
                raise RecordError("a node without an id")
            values = self._values(node)
            own = self._is_own
            make = self._own if own else self._foreign
            row = make(post, values, where)
        except (ClockError, ValueError) as error:
            self._tally.reject(self._file, line, error, str(dict(node.attrib)))
            return
        number = self._number(post)
        self._at[number] = NEVER if row.at is None else row.at
        if own:
            self._told.add(number)
        if own and row.origin != RECORD:
            self._tally.records -= row.origin != "node"
            self._tally.accepted += row.origin == "node"
        if own and values.get("missing", "").casefold() == "true":
            return
        self._rows.add(row, evidence=values.get("evidence") or "archived" if own else "archived",
                       parent=values.get("parent_evidence") if own else None,
                       sources=values.get("sources") if own else None)  # fmt: skip

    def _values(self, node: Element) -> dict[str, str]:
        """Give what a node says, by the titles of its attributes."""
        found = {key: value for key, value in node.attrib.items() if key != "id"}
        for inner in node.iter():
            if inner.tag == "attvalue":
                key = inner.get("for") or inner.get("id") or ""
                found[self._titles.get(key, key)] = inner.get("value", "")
            elif inner.tag == "data":
                key = inner.get("key", "")
                found[self._titles.get(key, key)] = "".join(inner.itertext())
            elif inner.tag in ("node", "edge") and inner is not node:
                break
        return found

    @cached_property
    def _is_own(self) -> bool:
        """Whether the attributes are those that casekit writes."""
        return set(self._titles.values()) >= OWN

    def _own(self, post: str, values: dict[str, str], where: str) -> Row:
        return graded.row(post, values, self._tally, where)

    def _foreign(self, post: str, values: dict[str, str], where: str) -> Row:
        """Make a row of a node of which the names of attributes say what they are."""
        if self._mapping is None:
            self._mapping = proposed([*self._titles.values(), "label"])
            self._mapping.setdefault("name", "label")
            for field, name in self._mapping.items():
                self._tally.count("attributes taken for {field}: {name}", self._file, field=field,
                                  name=name)  # fmt: skip
        get = {field: values.get(name, "").strip() or None
               for field, name in self._mapping.items()}  # fmt: skip
        counts = {field: count(values, self._mapping.get(field, ""), self._tally, where)
                  for field in _COUNTS}  # fmt: skip
        stamp = get.get("at") or values.get("start") or values.get("timestamp")
        at = self._time(stamp, where) if stamp else None
        kind = get.get("kind")
        return Row(post=post, at=at, account=get.get("account") or get.get("name"),
                   name=get.get("name"), kind=kind if kind in schema.KINDS else None,
                   text=get.get("text"), lang=get.get("lang"), url=get.get("url"),
                   platform=get.get("platform"), seen=at,
                   followers=counts["followers"], impressions=counts["impressions"],
                   likes=counts["likes"], reposts=counts["reposts"],
                   replies=counts["replies"])  # fmt: skip

    def _time(self, stamp: str, where: str) -> int | None:
        """Read a time; a small number is only a place on a clock that nobody knows."""
        try:
            number = float(stamp)
        except ValueError:
            return micros(stamp, self._tally.tz)
        if number >= DATED:
            return epoch(stamp)
        self._tally.count("times that are numbers without a date, left unknown", where)
        return None

    def _number(self, post: str) -> int:
        number = self._numbers.setdefault(post, len(self._numbers))
        if number == len(self._at):
            self._at.append(NEVER)
        return number

    def _edge(self, edge: Element, line: int) -> None:
        start, stop = edge.get("source"), edge.get("target")
        if not start or not stop:
            self._tally.count("edges without a source or a target, left out",
                              f"{self._file}:{line}")  # fmt: skip
            return
        self._ends.append(self._number(start))
        self._ends.append(self._number(stop))

    def tied(self) -> Iterator[Row]:
        """Tie each node that does not say its parent itself to where an edge comes from."""
        names = list(self._numbers)
        starts, stops = self._ends[::2], self._ends[1::2]
        if self._is_backwards(starts, stops):
            starts, stops = stops, starts
            self._tally.count("edges that run against the times of their ends, turned around",
                              self._file, len(starts))  # fmt: skip
        further = 0
        tied = set(self._told)
        for start, stop in zip(starts, stops, strict=True):
            if stop in self._told or start == stop:
                continue
            further += stop in tied
            if stop not in tied:
                tied.add(stop)
                yield Row(post=names[stop], parent=names[start], origin=NAMED)
        self._tally.count("further edges into a post, beside that of its parent", n=further)

    def _is_backwards(self, starts: "array[int]", stops: "array[int]") -> bool:
        """Say whether most edges with two times run from the later post to the earlier."""
        signs = 0
        for start, stop in zip(starts, stops, strict=True):
            one, other = self._at[start], self._at[stop]
            if one != NEVER and other != NEVER and one != other:
                signs += 1 if one > other else -1
        return signs > 0
