"""A file to be read once, whatever it is packed in and however its text is encoded."""

import codecs
import io
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import IO, BinaryIO

from casekit.archives import sight
from casekit.archives.unpack import CHUNK

__all__ = ["File", "into"]

HEAD = 1 << 16


class File:
    """One file to be read once, from its start; its first bytes can be looked at before.

    Parameters
    ----------
    name
        What messages call it.
    raw
        Its bytes.
    lines
        Whether it is known to hold a record a line, as a part of a larger file.
    numbers
        Numbers of its lines in that larger file, where they do not follow one another.

    Attributes
    ----------
    columns
        Which column of it is what, where somebody said so.
    """

    columns: Mapping[str, str] | None = None

    def __init__(
        self,
        name: str,
        raw: IO[bytes],
        *,
        lines: bool = False,
        numbers: Sequence[int] | None = None,
    ) -> None:
        self.name, self.lines, self.numbers = name, lines, numbers
        self.magic = raw.read(HEAD)
        self._raw = raw

    @cached_property
    def whole(self) -> bool:
        """Whether the first bytes are all there are."""
        return len(self.magic) < HEAD

    @cached_property
    def head(self) -> bytes:
        """The first bytes, in UTF-8."""
        found = sight.encoding(self.magic)
        if found is None:
            return self.magic.replace(b"\r", b"\n") if self._returns else self.magic
        return codecs.decode(self.magic, found, "replace").encode("utf-8", "replace")

    @cached_property
    def _returns(self) -> bool:
        """Whether its lines end in returns only, as Excel on a Mac may write them."""
        return b"\r" in self.magic and b"\n" not in self.magic and b"\0" not in self.magic

    @cached_property
    def keys(self) -> set[str]:
        """The keys of JSON in the first bytes, by their path; of a script there are none."""
        return set() if sight.is_script(self.head) else sight.outline(self.head)

    def open(self) -> BinaryIO:
        """Give the file from its start, in UTF-8 without a byte order mark."""
        found = sight.encoding(self.magic)
        if self.whole:
            return io.BytesIO(self.head)
        plain: io.RawIOBase = _Joined(self.magic, self._raw)
        if found:
            plain = _Recoded(plain, found)
        elif self._returns:
            plain = _Ended(plain)
        return io.BufferedReader(plain, CHUNK)

    def packed(self) -> BinaryIO:
        """Give the file from its start, byte for byte."""
        if self.whole:
            return io.BytesIO(self.magic)
        return io.BufferedReader(_Joined(self.magic, self._raw), CHUNK)


class _Joined(io.RawIOBase):
    """Bytes that were read ahead, and then the rest."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = memoryview(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        if not self._head:
            return into(self._rest, target)
        data, self._head = self._head[: len(target)], self._head[len(target) :]
        target[: len(data)] = data
        return len(data)


def into(stream: IO[bytes], target: memoryview) -> int:
    """Read from a stream straight into a buffer, if it can; say how many bytes came."""
    if isinstance(stream, io.BufferedIOBase | io.RawIOBase):
        return stream.readinto(target) or 0
    data = stream.read(len(target))
    target[: len(data)] = data
    return len(data)


class _Ended(io.RawIOBase):
    """A text whose lines end in returns, with line feeds for them."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        data = self._raw.read(len(target)) or b""
        target[: len(data)] = data.replace(b"\r", b"\n")
        return len(data)


class _Recoded(io.RawIOBase):
    """A text in another encoding, as UTF-8."""

    def __init__(self, raw: io.RawIOBase, encoding: str) -> None:
        self._raw = raw
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            data = self._raw.read(CHUNK) or b""
            text = self._decoder.decode(data, final=not data)
            self._rest = memoryview(text.encode("utf-8", "replace"))
            if not data:
                break
        given, self._rest = self._rest[: len(target)], self._rest[len(target) :]
        target[: len(given)] = given
        return len(given)
