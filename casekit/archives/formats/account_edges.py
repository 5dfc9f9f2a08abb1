"""Who acted on whom how often: an edge a line, as SNAP publishes networks of acts.

``a b n``: account a acted n times on account b, n posts whose times and ids are unknown; a third
number that can only be a Unix time is the time of one act. Each act hangs below a post that stands
in for those of b. Whether an act is a repost, a reply or a mention is not in the file.
"""

import re
from collections.abc import Iterable, Iterator

import pyarrow as pa

from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import NODE, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.standins import ACCOUNT, StandIns
from casekit.archives.text import lines
from casekit.archives.times import epoch
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "account-edges"
ABOUT = "who acted on whom how often, or when, an edge a line (SNAP edge lists)"

DATED = 300_000_000
"""Numbers from which on a weight can only be a Unix time."""
SLACK = 20_000
SHARE = 100
"""Acts of all lines together: so many, and so many more for each line."""

_LINE = re.compile(rb"\s*(\d+)[ \t]+(\d+)[ \t]+(\d{1,12})\s*")
_PAIR = re.compile(rb"\s*\d+[ \t,]+\d+\s*")
_NOTE = re.compile(rb"\s*#")


def sniff(file: File) -> Verdict:
    """Look for three numbers on a line."""
    head = file.head.lstrip()
    while _NOTE.match(head):
        head = head.partition(b"\n")[2].lstrip()
    first, _, rest = head.partition(b"\n")
    second = rest.split(b"\n", 1)[0]
    if _LINE.fullmatch(first) and (not second.strip() or _LINE.fullmatch(second)):
        return Verdict(True, "lines of two accounts and a number")
    if _PAIR.fullmatch(first):
        return Verdict.aside("side material: pairs of numbers, such as who follows whom")
    return Verdict(False, described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read edges, in batches; a record is a line."""
    rows = Rows(None)
    standins = StandIns(rows)
    sums = _Sums(tally)
    seen: dict[tuple[str, str, int | None], int] = {}
    for file in files:
        for number, raw in lines(file, tally):
            if _NOTE.match(raw):
                tally.count("lines of notes", f"{file.name}:{number}")
                continue
            tally.records += 1
            match = _LINE.fullmatch(raw)
            if match is None:
                tally.reject(file.name, number, RecordError("no two accounts and a number"), raw)
                continue
            account, other, weight = match[1].decode(), match[2].decode(), int(match[3])
            try:
                at = epoch(weight) if weight >= DATED else None
            except ClockError as error:
                tally.reject(file.name, number, error, raw)
                continue
            if why := sums.refused(weight):
                tally.reject(file.name, number, why, raw)
                continue
            tally.accepted += 1
            sums.add(account, other, weight)
            parent = standins.of(other)
            for _ in range(1 if at else weight):
                key = (account, other, at)
                seen[key] = seen.get(key, 0) + 1
                post = f"{account}:{'' if at is None else weight}:{other}:{seen[key]}"
                rows.add(Row(post, at=at, account=account, parent=parent, origin=NODE, seen=at,
                             parent_is=ACCOUNT))  # fmt: skip
                if rows.full:
                    yield rows.batch()
    sums.finish()
    standins.finish(tally)
    yield rows.batch()


class _Sums:
    """What the edges add up to."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._lines = self._acts = self._largest = self._selves = 0
        self._named: set[str] = set()

    def refused(self, weight: int) -> RecordError | None:
        """Say why an edge cannot be taken: it acts on nobody, or on more than could be held."""
        self._lines += 1
        if weight == 0:
            return RecordError("a weight of none")
        if DATED > weight > SLACK + SHARE * self._lines - self._acts:
            return RecordError("the weights add up to more posts than so few lines can mean")
        return None

    def add(self, account: str, other: str, weight: int) -> None:
        """Take an edge."""
        acts = 1 if weight >= DATED else weight
        self._acts += acts
        self._largest = max(self._largest, acts)
        self._selves += account == other
        self._named |= {account, other}

    def finish(self) -> None:
        """Say what they add up to."""
        self._tally.count("acts that the edges add up to", n=self._acts)
        self._tally.count("acts on the largest edge", n=self._largest)
        self._tally.count("edges of an account to itself", n=self._selves)
        self._tally.count("accounts named", n=len(self._named))
