"""Cascades as paths, a cascade a line: the lines of DeepHawkes and CasFlow.

Five columns with tabs between: cascade, first account, Unix time of the first post, number of
paths, and the paths ``a/b/c:seconds`` with blanks between: c passed on what b had passed on, so
many seconds after the first post. The post of b is the latest one that had taken this way before;
else the latest earlier one of b; where there is none it is known that b posted, and not when.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyarrow as pa

from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, NAMED, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.text import decoded, lines
from casekit.archives.times import epoch
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "cascade-paths"
ABOUT = "cascades as paths of accounts with seconds, a cascade a line (DeepHawkes, CasFlow)"

SECOND = 1_000_000
COLUMNS = 5
DEEPEST = 256
"""Accounts that one path may name."""

_PATH = re.compile(r"([^\s/:]+(?:/[^\s/:]+)*):(\d{1,12})")
_LINE = re.compile(rb"[^\t\n]+\t[^\t\n]+\t\d+\t\d+\t[^\s/:]+(?:/[^\s/:]+)*:\d+(?:[ \t\r\n]|\Z)")


class Step(NamedTuple):
    """One path: when it was taken, which way, and how it is written."""

    seconds: int
    way: tuple[str, ...]
    text: str


def sniff(file: File) -> Verdict:
    """Look for five columns, the last of them paths."""
    head = file.head.lstrip()
    if _LINE.match(head):
        return Verdict(True, "lines of cascade, account, time, number and paths a/b:seconds")
    return Verdict(
        False, described(file.magic), plausible=head.count(b"\t", 0, 4096) >= COLUMNS - 1
    )


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read cascades, in batches; a record is a path."""
    rows = Rows(None, reposts="hand")
    for file in files:
        for number, raw in lines(file, tally):
            for row in _cascade(file.name, number, raw, tally):
                rows.add(row)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _cascade(file: str, number: int, raw: bytes, tally: Tally) -> Iterator[Row]:
    """Give the posts of one line."""
    where = f"{file}:{number}"
    cascade, first, time, count, paths, *more = [
        *decoded(raw, where, tally).rstrip("\r\n").split("\t"), *[""] * COLUMNS
    ]  # fmt: skip
    try:
        if not (cascade and first and paths):
            raise RecordError("fewer than five columns with tabs between")
        start = epoch(time)
    except (ClockError, ValueError) as error:
        tally.records += 1
        tally.reject(file, number, error, raw)
        return
    tally.count("lines with more columns than five, not read", where, int(any(more)))
    steps: list[Step] = []
    stood: set[str] = set()
    early = 0
    texts = paths.split()
    for text in texts:
        tally.records += 1
        match = _PATH.fullmatch(text)
        if match is None:
            tally.reject(file, number, RecordError("no path a/b:seconds"), text)
        elif match[1].count("/") >= DEEPEST:
            why = RecordError("a path of more than {most} accounts", most=DEEPEST)
            tally.reject(file, number, why, text)
        else:
            steps.append(Step(int(match[2]), tuple(match[1].split("/")), text))
            early += len(steps[-1].way) > 1 and steps[-1].way[-2] not in stood
            stood.add(steps[-1].way[-1])
    tally.count("cascades")
    tally.count("paths that stand on their line before any of their last but one account", n=early)
    tally.count("cascades whose number of paths is not the stated one", where,
                int(count != str(len(texts))))  # fmt: skip
    yield from _Tree(cascade, first, start, steps).rows(tally)


class _Tree:
    """The paths of one cascade, to be tied to each other; each to one before it in time."""

    def __init__(self, cascade: str, first: str, start: int, steps: list[Step]) -> None:
        self._cascade, self._first, self._start = cascade, first, start
        self._steps = sorted(steps, key=lambda step: (step.seconds, len(step.way), step.text))
        self._root = f"{cascade}:{first}:0"
        self._by_way: dict[tuple[str, ...], str] = {}
        self._by_account: dict[str, str] = {}
        """The latest posts so far."""
        self._named: dict[tuple[str, ...], Row] = {}

    def rows(self, tally: Tally) -> Iterator[Row]:
        """Give a row for each path, and for each account that only paths of others name."""
        own = next((step for step in self._steps if step.way == (self._first,)), None)
        if own is None:
            tally.count("cascades whose first post has no path of its own")
            yield Row(self._root, self._start, self._first, kind="post", root=self._root,
                      origin=EMBEDDED)  # fmt: skip
        else:
            self._root = f"{self._cascade}:{own.text}"
        self._by_way[(self._first,)] = self._root
        before: Row | None = None
        for step in self._steps:
            post = f"{self._cascade}:{step.text}"
            if before is not None and post == before.post:
                yield before
                continue
            if post == self._root:
                parent = None
            elif len(step.way) == 1:
                parent = self._root if step.way[0] == self._first else None
            else:
                parent = self._above(step.way, tally)
            before = Row(
                post=post,
                at=self._start + step.seconds * SECOND,
                account=step.way[-1],
                kind="post" if post == self._root else "repost",
                parent=parent,
                root=self._root,
            )
            yield before
            if post != self._root:
                self._by_way[step.way] = self._by_account[step.way[-1]] = post
        yield from self._named.values()

    def _above(self, way: tuple[str, ...], tally: Tally) -> str:
        """Give the post that the last account of a way passed on."""
        up = way[:-1]
        found = self._by_way.get(up)
        if found is not None:
            return found
        if up[-1] in self._by_account:
            tally.count("parents known by their account only, taken for its latest earlier post")
            return self._by_account[up[-1]]
        tally.count("paths whose last but one account has no earlier time of its own: the parent "
                    "is known, its time is not")  # fmt: skip
        return self._name(up)

    def _name(self, way: tuple[str, ...]) -> str:
        """Give the post of an account that is only named on the way of others."""
        child: tuple[str, ...] | None = None
        for end in range(len(way), 0, -1):
            part = way[:end]
            seen = self._by_way.get(part) or (part in self._named and self._named[part].post)
            post = seen or f"{self._cascade}:{'/'.join(part)}"
            if child is not None:
                self._named[child] = self._named[child]._replace(parent=post)
            if seen:
                break
            self._named[part] = Row(post, account=part[-1], kind="repost", root=self._root,
                                    origin=NAMED)  # fmt: skip
            child = part
        return f"{self._cascade}:{'/'.join(way)}"
