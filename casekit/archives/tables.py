"""Tables with delimiters, row by row, each row with the line it begins on.

Only a line feed ends a row: texts hold bare carriage returns. A row that does not fit its columns,
or a quote that nothing closes, costs itself and no other row.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator

from casekit.archives.file import File
from casekit.archives.report import Tally
from casekit.archives.text import decoded, lines
from casekit.sentence import Sentence

__all__ = ["DELIMITERS", "Table", "columns", "count", "delimiter", "described_columns", "flag"]

DELIMITERS = ",;\t|~"
"""What can stand between the values of a table."""
LONGEST = 2000
"""Lines that one quoted text may run over."""
SHOWN = 12
"""Columns that are named where not all can be."""

_EMPTY = frozenset(("", "nan", "none", "null", "na", "n/a", "<na>"))
_FLAGS = {"true": True, "yes": True, "1": True, "t": True, "y": True,
          "false": False, "no": False, "0": False, "f": False, "n": False}  # fmt: skip
_RETURN = "\N{OBJECT REPLACEMENT CHARACTER}\N{SYMBOL FOR CARRIAGE RETURN}"


def columns(file: File) -> list[str]:
    """Give the names of the columns from the first line of a file."""
    first = file.head.lstrip(b"\r\n").split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    return _split(first, delimiter(first))


def described_columns(names: list[str]) -> str | None:
    """Say which columns were seen; None if they look like anything but a table.

    Examples
    --------
    >>> described_columns(["a", "b"]), described_columns(["{"])
    ('a table with the columns a, b', None)
    """
    if len(names) < 2 or names[0].lstrip()[:1] in ("{", "["):
        return None
    return f"a table with the columns {', '.join(name[:30] for name in names[:8])}"


def count(values: dict[str, str], name: str, tally: Tally, where: str) -> int | None:
    """Read a count from a column; None if it is empty, not there, or no count, which is said.

    Examples
    --------
    >>> count({"likes": "12.0"}, "likes", Tally(), "x:1")
    12
    """
    text = values.get(name, "").strip()
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    if text.casefold() in _EMPTY:
        return None
    try:
        number = float(text)
        if number >= 0 and number.is_integer() and number < 2**53:
            return int(number)
    except (ValueError, OverflowError):
        pass
    tally.count("values of {name} that are no count, left unknown", where, name=name)
    return None


def flag(text: str) -> bool | None:
    """Read a word that says yes or no; None: it says neither.

    Examples
    --------
    >>> flag("True"), flag("no"), flag("")
    (True, False, None)
    """
    return _FLAGS.get(text.strip().casefold())


class Table:
    """A table row by row; rows that do not fit are rejected.

    Parameters
    ----------
    file
        The file.
    tally
        Counts records and is told what was rejected.
    needed
        Columns without which the file cannot be read.

    Attributes
    ----------
    complete
        Whether it has them all.
    names
        The names of its columns.
    """

    def __init__(self, file: File, tally: Tally, needed: Iterable[str]) -> None:
        self._file, self._tally = file, tally
        self._lines = lines(file, tally, blank=True)
        self._waiting: deque[tuple[int, bytes]] = deque()
        _, first = next((taken for taken in self._lines if not taken[1].isspace()), (0, b""))
        header = decoded(first, file.name, tally)
        self._crlf = header.endswith("\r\n")
        self._delimiter = delimiter(header)
        self.names = _split(header.strip(), self._delimiter)
        twice = len(self.names) - len(set(self.names))
        tally.count(
            "columns whose name another one has; the last of them is read", file.name, twice
        )
        missing = [name for name in needed if name not in self.names]
        self.complete = not missing
        if missing:
            why = Sentence("no column {names}", names=", ".join(missing))
            tally.damage(file.name, 1, why, first)

    def leave(self, used: Iterable[str]) -> None:
        """Say which columns are not read."""
        left = [name for name in self.names if name not in set(used)]
        if left:
            shown = ", ".join(left[:SHOWN]) + (", ..." if len(left) > SHOWN else "")
            self._tally.count("columns that are not read ({names})", self._file.name, len(left),
                              names=shown)  # fmt: skip

    def __iter__(self) -> Iterator[tuple[int, dict[str, str], bytes]]:
        """Give the line, the values by column and the bytes of each row."""
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
        if len(values) != len(self.names):
            return None
        return dict(zip(self.names, values, strict=True))

    def _why(self, raw: bytes) -> Sentence:
        if raw.count(b'"') % 2:
            return Sentence("a quoted text that is never closed")
        found = len(_split(decoded(raw, "", self._tally), self._delimiter))
        if found == 1:
            return Sentence("1 value in {n} columns", n=len(self.names))
        return Sentence("{found} values in {n} columns", found=found, n=len(self.names))


def delimiter(line: str) -> str:
    """Tell what stands between the values of a line.

    Examples
    --------
    >>> delimiter("Datum;Inhalt, Titel;Autor")
    ';'
    """
    return max(DELIMITERS, key=line.count)


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
