"""Who acted on whom, and when: the activity of SNAP's Higgs set, an act a line.

``a b seconds kind``: account a retweeted (RT), mentioned (MT) or answered (RE) account b. Posts
have no ids, so that only accounts and times are known. Rows of one account in one second are one
act: what it retweeted or answered, and whom it mentioned in doing so. A mention by itself is a
post; whom a post mentions has no column, and is counted.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import pyarrow as pa

from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.standins import ACCOUNT, StandIns
from casekit.archives.text import lines
from casekit.archives.times import epoch
from casekit.errors import ClockError
from casekit.sentence import Sentence

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "account-acts"
ABOUT = "who retweeted, answered or mentioned whom, and when, an act a line (SNAP Higgs activity)"
BESIDE = {"account-edges": Sentence("sums of the acts that are read")}

KINDS = {b"RT": "repost", b"RE": "reply", b"MT": "post"}
_LINE = re.compile(rb"\s*(\d+)[ \t]+(\d+)[ \t]+(\d{9,13})[ \t]+(RT|RE|MT)\s*")

Act = tuple[str, str, str, int]
"""Account, account that it acted on, kind, and time."""


def sniff(file: File) -> Verdict:
    """Look for two numbers, a Unix time and a kind of act."""
    if _LINE.fullmatch(file.head.lstrip().split(b"\n", 1)[0]):
        return Verdict(True, "lines of two accounts, a Unix time and RT, MT or RE")
    return Verdict(False, described(file.magic), plausible=bool(_LINE.search(file.head)))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read acts, in batches; a record is a line."""
    rows = Rows("twitter")
    acts = _Acts(rows, tally)
    for file in files:
        for number, raw in lines(file, tally):
            tally.records += 1
            match = _LINE.fullmatch(raw)
            if match is None:
                why = RecordError("no two accounts, Unix time and RT, MT or RE")
                tally.reject(file.name, number, why, raw)
                continue
            try:
                at = epoch(int(match[3]))
            except ClockError as error:
                tally.reject(file.name, number, error, raw)
                continue
            acts.add((match[1].decode(), match[2].decode(), KINDS[match[4]], at), file.name, number)
            if rows.full:
                yield rows.batch()
        acts.settle()
    acts.finish()
    yield rows.batch()


class _Acts:
    """The acts of one second, put together account by account."""

    def __init__(self, rows: Rows, tally: Tally) -> None:
        self._rows, self._tally = rows, tally
        self._standins = StandIns(rows)
        self._second: dict[str, list[Act]] = {}
        self._at = -1
        self._kinds: Counter[str] = Counter()
        self._named: set[str] = set()
        self._selves = 0
        self._mentions: set[int] = set()
        """Mentions that are part of another act, so that one is known when it comes again."""

    def add(self, act: Act, file: str, line: int) -> None:
        """Take an act; hand those of the second before on."""
        account, other, kind, at = act
        if at != self._at:
            self.settle()
            if at < self._at:
                self._tally.count("rows earlier than the row before: mentions may stand apart from "
                                  "the act that they belong to", f"{file}:{line}")  # fmt: skip
            self._at = at
        self._kinds[kind] += 1
        self._selves += account == other
        self._named.add(account)
        self._named.add(other)
        self._second.setdefault(account, []).append(act)

    def settle(self) -> None:
        """Hand the acts of a second on."""
        for acts in self._second.values():
            if len(acts) == 1:
                self._rows.add(self._row(acts[0]))
                continue
            main = [act for act in acts if act[2] != "post"]
            mentions = [act for act in acts if act[2] == "post"]
            first = main or mentions[:1]
            for act in first:
                self._rows.add(self._row(act))
            for act in mentions if main else mentions[1:]:
                if act in first or hash(act) in self._mentions:
                    self._tally.duplicates += 1
                else:
                    self._tally.accepted += 1
                self._mentions.add(hash(act))
        self._second.clear()

    def _row(self, act: Act) -> Row:
        account, other, kind, at = act
        passed = kind != "post"
        return Row(
            post=f"{account}:{at // 1_000_000}:{kind}:{other}",
            at=at,
            account=account,
            kind=kind,
            parent=self._standins.of(other) if passed else None,
            parent_is=ACCOUNT if passed else None,
            seen=at,
        )

    def finish(self) -> None:
        """Count what was met, and say what stands in for what is not known."""
        self.settle()
        for kind, n in self._kinds.items():
            shown = "mention" if kind == "post" else kind
            self._tally.count("rows of kind {kind}", n=n, kind=shown)
        self._tally.count("mentions that are part of another act of that account and second",
                          n=len(self._mentions))  # fmt: skip
        self._tally.count("rows of an account that acts on itself", n=self._selves)
        self._tally.count("accounts named, some of them only in mentions", n=len(self._named))
        self._standins.finish(self._tally)
