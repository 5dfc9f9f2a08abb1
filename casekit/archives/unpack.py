"""Compressed streams, unpacked as they are read: never to disk, never beyond a stated bound.

What is damaged ends early: the bytes before the damage are given, and the damage is told to the
caller. What expands beyond all measure is refused.
"""

import bz2
import io
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Protocol

from casekit.errors import ReadError, cut
from casekit.sentence import Sentence

__all__ = ["CODECS", "Limits", "Meter", "current", "limits", "unpacked"]

CHUNK = 1 << 18
SLACK = 1 << 24
"""Bytes that any file may unpack to, however small it is."""


@dataclass(frozen=True)
class Limits:
    """Bounds on what an archive may ask for; see :func:`limits`."""

    ratio: int = 1000
    """Unpacked bytes for each byte of the file."""
    size: int = 1 << 40
    """Unpacked bytes of one file."""
    line: int = 1 << 26
    """Bytes of one line or record."""
    depth: int = 4
    """Packings within each other."""


_USUAL = Limits()
_LIMITS: ContextVar[Limits] = ContextVar("limits", default=_USUAL)


def current() -> Limits:
    """Give the bounds that hold now."""
    return _LIMITS.get()


@contextmanager
def limits(**changes: int) -> Iterator[Limits]:
    """Read under other bounds than the usual ones.

    Parameters
    ----------
    changes
        New values of `ratio` (1,000), `size` (1 TiB), `line` (64 MiB) or `depth` (4).

    Examples
    --------
    >>> with limits(line=1 << 30) as wide:
    ...     wide.line == current().line
    True
    """
    token = _LIMITS.set(replace(_LIMITS.get(), **changes))
    try:
        yield _LIMITS.get()
    finally:
        _LIMITS.reset(token)


class Meter(io.RawIOBase):
    """A file as it lies there, counting what was read from it."""

    def __init__(self, source: BinaryIO, name: str) -> None:
        self.source, self.name, self.taken = source, name, 0
        self.limits = current()

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        """Read as much as there is room for."""
        data = self.source.read(len(target))
        self.taken += len(data)
        target[: len(data)] = data
        return len(data)

    def bound(self, name: str, unpacked: int) -> None:
        """Refuse what unpacks to more than the bounds allow."""
        if unpacked > self.limits.size or unpacked > self.limits.ratio * self.taken + SLACK:
            raise ReadError(
                f"unpacks to more than {unpacked:,} bytes out of {self.taken:,}, which looks like "
                "a decompression bomb",
                where=name,
                cure="if you trust the file, read it under casekit.archives.limits(ratio=..., "
                "size=...)",
            )


class Decompressor(Protocol):
    """What bz2, lzma and isal have in common."""

    eof: bool
    needs_input: bool
    unused_data: bytes

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Unpack some bytes."""


class _Zstd:
    """A zstandard frame in the manner of the other decompressors, fed in small pieces.

    The library's own bound on output hides truncation, so that input is bounded instead.
    """

    PIECE = 4096

    def __init__(self) -> None:
        import zstandard

        self._frame = zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()
        self._waiting = b""
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        return bool(self._frame.eof)

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    def decompress(self, data: bytes, max_length: int) -> bytes:  # noqa: ARG002
        waiting = self._waiting + data
        out = self._frame.decompress(waiting[: self.PIECE])
        self._waiting = waiting[self.PIECE :]
        if self._frame.eof:
            self.unused_data = self._frame.unused_data + self._waiting
        return out


def _gzip() -> Decompressor:
    from isal import igzip_lib

    return igzip_lib.IgzipDecompressor(igzip_lib.DECOMP_GZIP)


def _xz() -> Decompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=1 << 29)  # type: ignore[return-value]


CODECS: dict[str, tuple[tuple[bytes, ...], Callable[[], Decompressor]]] = {
    "gzip": ((b"\x1f\x8b\x08",), _gzip),
    "bzip2": ((b"BZh",), bz2.BZ2Decompressor),  # type: ignore[dict-item]
    "xz": ((b"\xfd7zXZ\x00",), _xz),
    "zstandard": ((b"\x28\xb5\x2f\xfd",), _Zstd),  # type: ignore[dict-item]
}


class _Unpacked(io.RawIOBase):
    def __init__(
        self, source: BinaryIO, codec: str, name: str, meter: Meter,
        damage: Callable[[Sentence], None],
    ) -> None:  # fmt: skip
        self._source, self._codec, self._name = source, codec, name
        self._meter, self._damage = meter, damage
        self._magics, self._start = CODECS[codec]
        self._stream = self._start()
        self._rest = memoryview(b"")
        self._out = 0
        self._over = False

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        given = self._take(len(target))
        target[: len(given)] = given
        return len(given)

    def _take(self, room: int) -> memoryview:
        while not self._rest and not self._over:
            try:
                self._rest = memoryview(self._step(room))
            except ReadError:
                raise
            except _errors() as error:
                self._end(Sentence("damaged {codec} stream after {n} bytes: {why}",
                                   codec=self._codec, n=self._out, why=str(error)))  # fmt: skip
            self._out += len(self._rest)
            self._meter.bound(self._name, self._out)
        given, self._rest = self._rest[:room], self._rest[room:]
        return given

    def _step(self, room: int) -> bytes:
        if self._stream.eof:
            return self._next_member()
        data = self._source.read(CHUNK) if self._stream.needs_input else b""
        if not data and self._stream.needs_input:
            self._end(cut("truncated {codec} stream: it ends after {n} bytes",
                          codec=self._codec, n=self._out))  # fmt: skip
            return b""
        return self._stream.decompress(data, room)

    def _next_member(self) -> bytes:
        rest = self._stream.unused_data.lstrip(b"\0") or self._source.read(CHUNK).lstrip(b"\0")
        if len(rest) < 6:
            rest += self._source.read(CHUNK)
        if not rest:
            self._over = True
        elif rest.startswith(self._magics):
            self._stream = self._start()
            return self._stream.decompress(rest, CHUNK)
        else:
            self._end(Sentence("bytes that are no {codec} stream follow after {n} bytes",
                               codec=self._codec, n=self._out))  # fmt: skip
        return b""

    def _end(self, damage: Sentence) -> None:
        self._over = True
        self._damage(damage)


def _errors() -> tuple[type[Exception], ...]:
    """What the libraries raise on damaged data."""
    import zstandard
    from isal import igzip_lib

    own: Any = (zstandard.ZstdError, igzip_lib.error)
    return (ValueError, EOFError, OSError, lzma.LZMAError, *own)


def unpacked(
    source: BinaryIO, codec: str, name: str, meter: Meter, damage: Callable[[Sentence], None]
) -> io.BufferedReader:
    """Open a compressed stream for reading.

    Parameters
    ----------
    source
        The packed bytes.
    codec
        One of :data:`CODECS`.
    name
        What messages call it.
    meter
        The file that all of it comes out of.
    damage
        Is told once if the stream is truncated or damaged; what came before is given.
    """
    return io.BufferedReader(_Unpacked(source, codec, name, meter, damage), CHUNK)
