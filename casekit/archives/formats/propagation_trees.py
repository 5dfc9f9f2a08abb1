"""Propagation trees of rumours (Twitter15, Twitter16): one file a tree, one edge a line.

A node is an account, a post's id and a delay; a repost carries the id of the source. Neither the
id nor the account alone tells nodes apart, so that a post is called by all of it: the id of the
source, the account, the id and the delay, with colons between. Times are put together of the id of
the source and the delay, and the makers of the set inferred who passed it to whom: posts and
parents are graded derived. A node that several lines give a parent gets the latest one that is
earlier than itself, which one of the same delay is not; of several of that time the last in the
file; if none is earlier, the one that the file names first. No choice ever closes a circle or cuts
a node off that the source reaches.
"""

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import NODE, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.source import Source, files
from casekit.archives.text import lines
from casekit.errors import ClockError, ReadError

__all__ = ["ABOUT", "NAME", "labels", "read", "sniff"]

NAME = "propagation-trees"
ABOUT = "propagation trees of rumours as edge lines, one file a tree (Twitter15, Twitter16)"

_NODE = re.compile(r"\s*\[\s*'([^'\n]*)',\s*'([^'\n]*)',\s*'([^'\n]*)'\s*\]\s*")
_EDGE = re.compile(rb"^\s*\[\s*'[^\n]*'\s*\]->\[\s*'", re.MULTILINE)
"""An edge on a line of its own, which a text about edges seldom has."""
_LABEL = re.compile(rb"\s*(true|false|unverified|non-rumor):\d+\s*")
_ROOT = "ROOT"


@dataclass
class _Tree:
    """The edges of one file; nodes are numbers, in the order in which the file names them."""

    file: str
    nodes: list[tuple[str, str, str]] = field(default_factory=list)
    """Account, id of the post, delay in minutes as it is written."""
    delay: list[float] = field(default_factory=list)
    edges: list[tuple[int, int]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """What tells the line of each edge from others."""
    fresh: set[tuple[int, int]] = field(default_factory=set)
    """The edges that no file before names."""
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int | None:
        """Give the number of a node; None if the text is no node."""
        number = self._numbers.get(text)
        if number is not None:
            return number
        match = _NODE.fullmatch(text)
        if match is None:
            return None
        account, post, wait = match.groups()
        delay = _minutes(wait)
        if delay is None:
            return None
        if account == _ROOT:
            number = -1
        else:
            number = len(self.nodes)
            self.nodes.append((account, post, wait))
            self.delay.append(delay)
        self._numbers[text] = number
        return number


def sniff(file: File) -> Verdict:
    """Look for an edge line."""
    first = file.head.lstrip().split(b"\n", 1)[0]
    left, _, right = first.decode("utf-8", "replace").partition("->")
    if _NODE.fullmatch(left) and _NODE.fullmatch(right):
        return Verdict(True, "edges between [account, post, delay]")
    if _LABEL.fullmatch(first):
        return Verdict.aside("labels of trees, not edges")
    return Verdict(False, described(file.magic), plausible=bool(_EDGE.search(file.head)))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read trees, in batches."""
    rows = Rows("twitter", evidence="derived", parents="derived", reposts="hand")
    seen: set[int] = set()
    for file in files:
        tree = _tree(file, seen, tally)
        if tree is not None:
            for row in _rows(tree, tally):
                rows.add(row)
        if rows.full:
            yield rows.batch()
    yield rows.batch()


def _tree(file: File, seen: set[int], tally: Tally) -> _Tree | None:
    """Read the edges of one file; `seen` remembers the lines of all files."""
    tree = _Tree(file.name)
    for number, raw in lines(file, tally):
        tally.records += 1
        left, _, right = raw.strip().decode("utf-8", "replace").partition("->")
        parent, child = tree.number(left), tree.number(right)
        if parent is None or child is None or child < 0:
            why = RecordError("no edge from one [account, post, delay] to another")
            tally.reject(file.name, number, why, raw)
            continue
        tree.edges.append((parent, child))
        tree.lines.append(hash((left, right)))
    if not tree.edges:
        return None
    source = _source(tree)
    told = [hash((source, line)) for line in tree.lines]
    fresh = set(told) - seen
    seen |= fresh
    tree.fresh = {edge for edge, line in zip(tree.edges, told, strict=True) if line in fresh}
    tally.accepted += len(fresh)
    tally.duplicates += len(tree.edges) - len(fresh)
    return tree


def _minutes(text: str) -> float | None:
    try:
        delay = float(text)
    except ValueError:
        return None
    return delay if abs(delay) < 1e9 else None


def _source(tree: _Tree) -> str:
    """Tell the id of the post that the tree is about: its file's name if a node carries it."""
    stem = re.split("[/!]", tree.file)[-1].removesuffix(".txt")
    if any(post == stem for _, post, _ in tree.nodes):
        return stem
    top = next((child for parent, child in tree.edges if parent < 0), tree.edges[0][1])
    return tree.nodes[top][1]


def _parents(tree: _Tree, tally: Tally) -> tuple[list[int], list[list[int]]]:
    """Give the tops of a tree and the different parents of each node, as its lines name them."""
    parents: list[list[int]] = [[] for _ in tree.nodes]
    named = [0] * len(tree.nodes)
    tops: list[int] = []
    for parent, child in tree.edges:
        named[child] += 1
        if parent < 0:
            if child not in tops:
                tops.append(child)
        elif parent not in (child, *parents[child]):
            parents[child].append(parent)
    tally.count("nodes that several lines name as a child", tree.file, sum(n > 1 for n in named))
    tally.count("nodes with several different parents, of which one is chosen", tree.file,
                sum(len(several) > 1 for several in parents))  # fmt: skip
    return tops, parents


def _count_faults(tree: _Tree, tally: Tally) -> None:
    """Count what is wrong with the edges, each once however many lines and files repeat it."""
    delay = tree.delay
    linked = [(parent, child) for parent, child in tree.fresh if parent >= 0]
    negative = sum(delay[child] < 0 for _, child in tree.fresh)
    tally.count("different edges from a node to itself", tree.file,
                sum(parent == child for parent, child in linked))  # fmt: skip
    tally.count("different edges whose child is earlier than its parent", tree.file,
                sum(delay[child] < delay[parent] for parent, child in linked))  # fmt: skip
    tally.count("different edges with a negative delay of the child", tree.file, negative)
    tally.count("trees with negative delays", tree.file, int(negative > 0))


def _chosen(tree: _Tree, tops: list[int], parents: list[list[int]]) -> dict[int, int | None]:
    """Choose a parent for each node, starting from the top; None: it has none.

    Nodes that follow an attached parent in time come first, in the order of time, so that every
    earlier parent stands when one is chosen; then those whose parents are all later.
    """
    n = len(tree.nodes)
    by_time = sorted(range(n), key=tree.delay.__getitem__)
    place = [0] * n
    for rank, node in enumerate(by_time):
        place[node] = rank
    children: list[list[int]] = [[] for _ in range(n)]
    for child, several in enumerate(parents):
        for parent in several:
            children[parent].append(child)
    chosen: dict[int, int | None] = {}
    starts = iter([*tops, *by_time])
    waiting: list[int] = []
    while len(chosen) < n:
        if waiting:
            reached = by_time[heapq.heappop(waiting) % n]
            if reached in chosen:
                continue
            there = [parent for parent in parents[reached] if parent in chosen]
            earlier = [
                place[parent] for parent in there if tree.delay[parent] < tree.delay[reached]
            ]
            chosen[reached] = by_time[max(earlier)] if earlier else there[0]
        else:
            reached = next(starts)
            if reached in chosen:
                continue
            chosen[reached] = None
        for child in children[reached]:
            if child not in chosen:
                late = place[child] < place[reached]
                heapq.heappush(waiting, place[child] + n * late)
    return chosen


def _rows(tree: _Tree, tally: Tally) -> Iterator[Row]:
    source = _source(tree)
    tops, parents = _parents(tree, tally)
    _count_faults(tree, tally)
    chosen = _chosen(tree, tops, parents)
    late = sum(parent is not None and tree.delay[child] < tree.delay[parent]
               for child, parent in chosen.items())  # fmt: skip
    tally.count("nodes earlier than the parent that is chosen", tree.file, late)
    alone = sum(parent is None for parent in chosen.values()) - len(tops or [0])
    tally.count("nodes not reached from the source", tree.file, alone)
    tally.count("trees")
    tally.count("trees whose links the makers of the set inferred, by a rule that the set does not "
                "state; they are graded derived")  # fmt: skip
    root = (tops or [next(iter(chosen))])[0]
    start = None
    try:
        start = ids.snowflake_micros(source)
    except ClockError:
        tally.count("trees whose id carries no time, left without times", tree.file)
    names = [f"{source}:{':'.join(node)}" for node in tree.nodes]
    for number, (account, post, _) in enumerate(tree.nodes):
        parent = chosen[number]
        yield Row(
            post=names[number],
            at=None if start is None else start + round(tree.delay[number] * 60_000_000),
            account=account,
            kind="post" if number == root else "repost" if post == source else None,
            parent=None if parent is None else names[parent],
            root=names[root],
            origin=NODE,
        )


def labels(source: Source) -> pd.Series:
    r"""Read what the makers of a set of rumours found of each tree.

    Parameters
    ----------
    source
        The set's `label.txt`, or the folder or archive that holds it.

    Returns
    -------
    Series
        `label`: "true", "false", "unverified" or "non-rumor", by the id of each tree's source. The
        root of a cascade in :func:`casekit.archives.read` begins with that id and a colon.

    Raises
    ------
    ReadError
        There are no labels, a line is none, or one tree has two.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "label.txt"
    ...     _ = path.write_text("false:656955120626880512\nnon-rumor:615494435074363392\n")
    ...     labels(path).to_dict()
    {'656955120626880512': 'false', '615494435074363392': 'non-rumor'}
    """
    found: dict[str, str] = {}
    for file in files(source, Tally()):
        if not _LABEL.fullmatch(file.head.lstrip().split(b"\n", 1)[0]):
            continue
        for number, raw in lines(file, Tally()):
            where = f"{file.name}:{number}"
            if not _LABEL.fullmatch(raw):
                raise ReadError("no label and id", where=where, cure="write false:123, one a line")
            label, _, tree = raw.decode("ascii").strip().partition(":")
            if found.setdefault(tree, label) != label:
                raise ReadError(f"{tree} is {found[tree]} and {label}", where=where,
                                cure="keep one of the two lines")  # fmt: skip
    if not found:
        raise ReadError("no labels of trees", where=str(source), cure="name the set's label.txt")
    return pd.Series(found, dtype="str", name="label").rename_axis("tree")
