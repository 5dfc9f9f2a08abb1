"""Customer care on Twitter as a table: the columns of the set twcs.

Only a line feed ends a row: texts hold bare carriage returns. Ids are running numbers, which carry
no time; parents may come as floats. Companies go by their handle, customers by a number.
"""

import csv
from array import array
from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.file import File
from casekit.archives.report import Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.text import decoded, lines
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "customer-care-csv"
ABOUT = "Customer care on Twitter as CSV, with the columns of the set twcs"

NEEDED = ("tweet_id", "author_id", "inbound", "created_at", "text", "in_response_to_tweet_id")
LONGEST = 2000
"""Lines that one quoted text may run over."""

_RETURN = "\N{OBJECT REPLACEMENT CHARACTER}\N{SYMBOL FOR CARRIAGE RETURN}"
_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def sniff(file: File) -> Verdict:
    """Look at the names of the columns."""
    first = file.head.split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    names = _split(first, _delimiter(first))
    if set(NEEDED) <= set(names):
        return Verdict(True, f"the columns {', '.join(NEEDED)}")
    if len(names) > 1 and first[:1] not in "{[":
        shown = ", ".join(name[:30] for name in names[:8])
        return Verdict(False, f"a table with the columns {shown}")
    return Verdict(False, described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read tables of customer care, in batches."""
    rows = Rows("twitter")
    listed, known = array("q"), array("q")
    for file in files:
        table = _Table(file, tally)
        if not table.complete:
            continue
        for line, values, raw in table:
            try:
                row = _row(values, tally)
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, str(error), raw)
                continue
            rows.add(row)
            if row.post.isdecimal() and len(row.post) < 19:
                known.append(int(row.post))
            _note_answers(values.get("response_tweet_id", ""), listed, tally)
            if rows.full:
                yield rows.batch()
    yield rows.batch()
    absent = ~np.isin(np.frombuffer(listed, "int64"), np.frombuffer(known, "int64"))
    tally.count("answers listed in response_tweet_id", n=len(listed))
    tally.count("answers listed that are not in the archive", n=int(absent.sum()))


def _note_answers(text: str, listed: "array[int]", tally: Tally) -> None:
    answers = [one for part in text.split(",") if (one := ids.plain(part.strip()))]
    if answers:
        tally.count("posts that list answers")
        tally.count("posts that list several answers", n=int(len(answers) > 1))
        listed.extend(int(one) for one in answers if one.isdecimal() and len(one) < 19)


def _row(values: dict[str, str], tally: Tally) -> Row:
    post = ids.plain(values["tweet_id"])
    author = ids.plain(values["author_id"])
    if post is None or author is None:
        raise ValueError("no tweet_id" if post is None else "no author_id")
    inbound = _FLAGS.get(values["inbound"].strip().lower())
    if inbound is None:
        raise ValueError(f"inbound is {values['inbound'][:40]!r}, neither True nor False")
    parent = ids.plain(values["in_response_to_tweet_id"])
    at = micros(values["created_at"], tally.tz)
    return Row(
        post=post,
        at=at,
        account=author,
        name=author,
        kind="post" if parent is None else "reply",
        parent=parent,
        text=values["text"],
        role=None if inbound else "organisation",
        seen=at,
    )


class _Table:
    """A CSV file row by row, each with its line; rows that do not fit are rejected."""

    def __init__(self, file: File, tally: Tally) -> None:
        self._file, self._tally = file, tally
        self._lines = lines(file, tally, blank=True)
        self._waiting: deque[tuple[int, bytes]] = deque()
        _, first = next(self._lines, (0, b""))
        header = decoded(first, file.name, tally)
        self._crlf = header.endswith("\r\n")
        self._delimiter = _delimiter(header)
        self._names = _split(header.strip(), self._delimiter)
        missing = [name for name in NEEDED if name not in self._names]
        self.complete = not missing
        if missing:
            tally.damage(file.name, 1, f"no column {', '.join(missing)}", first)

    def __iter__(self) -> Iterator[tuple[int, dict[str, str], bytes]]:
        while taken := self._take():
            number, raw = taken
            if raw.isspace():
                continue
            self._tally.records += 1
            if raw.count(b'"') % 2:
                raw, values = self._continued(number, raw)
            else:
                values = self._parsed(number, raw)
            if values is None:
                self._tally.reject(self._file.name, number, self._why(raw), raw)
            else:
                yield number, values, raw

    def _take(self) -> tuple[int, bytes] | None:
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def _continued(self, number: int, raw: bytes) -> tuple[bytes, dict[str, str] | None]:
        """Add the lines that a quoted text runs over; give them back if they lead nowhere."""
        more: list[tuple[int, bytes]] = []
        while len(more) < LONGEST and (taken := self._take()):
            more.append(taken)
            if taken[1].count(b'"') % 2:
                whole = raw + b"".join(line for _, line in more)
                values = self._parsed(number, whole)
                if values is not None:
                    return whole, values
                break
        self._waiting.extendleft(reversed(more))
        return raw, self._parsed(number, raw)

    def _parsed(self, number: int, raw: bytes) -> dict[str, str] | None:
        text = decoded(raw, f"{self._file.name}:{number}", self._tally)
        values = _split(text.removesuffix("\n"), self._delimiter, crlf=self._crlf)
        if len(values) != len(self._names):
            return None
        return dict(zip(self._names, values, strict=True))

    def _why(self, raw: bytes) -> str:
        if raw.count(b'"') % 2:
            return "a quoted text that is never closed"
        found = len(_split(decoded(raw, "", self._tally), self._delimiter))
        return f"{found} values in {len(self._names)} columns"


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _split(text: str, delimiter: str, *, crlf: bool = False) -> list[str]:
    """Split one row; carriage returns are hidden from the csv module, which would end rows."""
    if crlf:
        text = text.removesuffix("\r")
    hidden = text.replace("\r", _RETURN)
    try:
        values = next(
            csv.reader([hidden], delimiter=delimiter, strict=hidden.count('"') % 2 > 0), []
        )
    except csv.Error:
        return []
    return values if hidden == text else [value.replace(_RETURN, "\r") for value in values]
