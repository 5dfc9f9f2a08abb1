"""Files of which only those lines pass that hold what is searched for."""

import io
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from casekit.archives.documents import by_line
from casekit.archives.file import File, into
from casekit.archives.searched import Searched
from casekit.archives.unpack import current

__all__ = ["sieved"]

BLOCK = 1 << 19
"""Bytes that are looked at together; so few are still near the processor."""

Scanner = Callable[[memoryview], Iterable[int]]


def sieved(files: Iterable[File], scan: Scanner | None, searched: Searched) -> Iterator[File]:
    """Give files with only those lines in them that are in question.

    Parameters
    ----------
    scan
        Gives places in a text that match; None: everything is in question.
    searched
        Is told how much was searched.
    """
    for file in files:
        if scan is not None and (file.lines or by_line(file.head)):
            sieve = _Sieve(file, scan, searched)
            yield File(
                file.name, io.BufferedReader(sieve, BLOCK), lines=True, numbers=sieve.numbers
            )
        else:
            searched.parsed += 1
            yield file


class _Sieve(io.RawIOBase):
    """The lines of a file that match."""

    def __init__(self, file: File, scan: Scanner, searched: Searched) -> None:
        self.numbers: list[int] = []
        self._blocks = _blocks(file)
        self._scan, self._searched = scan, searched
        self._line = 1
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            block, end = next(self._blocks, (bytearray(), 0))
            if not end:
                return 0
            self._rest = memoryview(b"".join(self._kept(block, end)))
        given, self._rest = self._rest[: len(target)], self._rest[len(target) :]
        target[: len(given)] = given
        return len(given)

    def _kept(self, block: bytearray, end: int) -> Iterator[bytearray]:
        """Give the lines before the end of a block that match, and note their numbers."""
        searched, line, counted, stop = self._searched, self._line, 0, 0
        for place in sorted(self._scan(memoryview(block)[:end])):
            if place < stop:
                continue
            start = block.rfind(b"\n", 0, place) + 1
            line += _line_feeds(block, counted, start)
            counted = start
            stop = block.find(b"\n", place, end) + 1 or end
            self.numbers.append(line)
            searched.hits += 1
            yield block[start:stop]
        line += _line_feeds(block, counted, end)
        searched.bytes += end
        searched.lines += line - self._line + (not block.endswith(b"\n", 0, end))
        self._line = line


def _line_feeds(block: bytearray, start: int, stop: int) -> int:
    """Count them several times as fast as bytes do it themselves."""
    return int(np.count_nonzero(np.frombuffer(block, np.uint8)[start:stop] == 10))


def _blocks(file: File) -> Iterator[tuple[bytearray, int]]:
    """Give a file in blocks and where their whole lines end; each block is gone with the next."""
    most = current().line
    stream = file.open()
    block, held = bytearray(BLOCK), 0
    while True:
        with memoryview(block) as room:
            more = into(stream, room[held:])
        end = held + more
        stop = block.rfind(b"\n", held, end) + 1
        if not more:
            if held:
                yield block, held
            return
        if not stop and end <= most:
            held = end
            if held == len(block):
                block.extend(bytes(held))
            continue
        yield block, stop or end
        held = end - stop if stop else 0
        block[:held] = block[end - held : end]
