"""Lines of a file, each within its bound, and the words that are not UTF-8."""

from collections.abc import Iterator
from typing import BinaryIO

from casekit.archives.file import File
from casekit.archives.report import Tally
from casekit.archives.unpack import current
from casekit.sentence import Sentence

__all__ = ["decoded", "lines"]


def lines(file: File, tally: Tally, *, blank: bool = False) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a file with their numbers; only a line feed ends one.

    A line beyond the bound is rejected without being held. Blank lines are passed over unless
    they are asked for.
    """
    most = current().line
    stream = file.open()
    read = 0
    while line := stream.readline(most + 1):
        number = read + 1 if file.numbers is None else file.numbers[read]
        read += 1
        if len(line) > most:
            tally.records += 1
            why = Sentence("line of more than {most} bytes", most=most)
            tally.reject(file.name, number, why, line)
            _pass_over(stream, most)
        elif blank or not line.isspace():
            yield number, line


def _pass_over(stream: BinaryIO, most: int) -> None:
    while (rest := stream.readline(most)) and not rest.endswith(b"\n"):
        pass


def decoded(raw: bytes, where: str, tally: Tally) -> str:
    """Read bytes as UTF-8 or, with a warning, as cp1252."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        tally.count("lines that are not UTF-8 and were read as cp1252", where)
        return raw.decode("cp1252", "replace")
