"""Who shared what, and when: the tables that CooRTweet takes.

Four columns: object_id is what was shared, content_id the post that shares it, account_id who
posted it, timestamp_share when, as Unix seconds. What is shared may be a post or an address: posts
that share an address are posts with a link. Originals that are no record of the table themselves
are only named: neither their time nor their account is known. A post that shares several objects
has a row for each; the first is its parent.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import pyarrow as pa

from casekit.archives import ids
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import NAMED, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, described_columns
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "coordinated-sharing"
ABOUT = "who shared what and when, as the tables that CooRTweet takes"

NEEDED = ("object_id", "account_id", "content_id", "timestamp_share")


def sniff(file: File) -> Verdict:
    """Look at the names of the columns."""
    names = columns(file)
    if {"content_id_y", "account_id_y"} & set(names):
        return Verdict.aside("side material of coordinated sharing: pairs of shares, not shares")
    if set(NEEDED) <= set(names):
        return Verdict(True, f"the columns {', '.join(NEEDED)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read shares, in batches; a record is a row."""
    rows = Rows(None)
    shares = _Shares(tally)
    for file in files:
        table = Table(file, tally, NEEDED)
        if not table.complete:
            continue
        table.leave(NEEDED)
        for line, values, raw in table:
            try:
                for row in shares.rows(values):
                    rows.add(row)
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
            if rows.full:
                yield rows.batch()
    shares.finish()
    yield rows.batch()


class _Shares:
    """The shares met so far: which post shared what."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._objects: Counter[str] = Counter()
        """Rows of each object."""
        self._first: dict[str, str] = {}
        self._further: set[tuple[str, str]] = set()

    def rows(self, values: dict[str, str]) -> Iterator[Row]:
        """Give the post of a row, and what it shared if that is new."""
        shared, account, post = (ids.plain(values[name]) for name in NEEDED[:3])
        if shared is None or account is None or post is None:
            raise RecordError("no object_id, account_id or content_id")
        time = values["timestamp_share"].strip()
        at = epoch(time) if _is_number(time) else micros(time, self._tally.tz)
        self._objects[shared] += 1
        first = shared if ids.damaged(post) else self._first.setdefault(post, shared)
        if first != shared:
            if (post, shared) in self._further:
                self._tally.duplicates += 1
                return
            self._further.add((post, shared))
            self._tally.accepted += 1
            self._tally.count("further objects that a post shares beside its parent")
        link = "://" in shared
        if self._objects[shared] == 1:
            yield Row(shared, origin=NAMED, url=shared if link else None)
        if first == shared:
            yield Row(post, at, account, kind="link" if link else "repost", parent=shared, seen=at)

    def finish(self) -> None:
        """Count what was shared."""
        own = sum(n for shared, n in self._objects.items() if shared in self._first)
        self._tally.count("objects that were shared", n=len(self._objects))
        self._tally.count("rows of the object that was shared most",
                          n=max(self._objects.values(), default=0))  # fmt: skip
        self._tally.count("rows that share a post of the table", n=own)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
