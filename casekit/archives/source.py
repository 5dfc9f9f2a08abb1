"""Files, wherever they lie: in folders, behind globs, on standard input, in containers.

Nothing is unpacked to disk and nothing is followed: a name in a container is a label, whatever it
says, and links in it are passed over.
"""

import codecs
import difflib
import glob
import io
import os
import stat
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path
from typing import IO, BinaryIO

from casekit.archives import sight
from casekit.archives.report import Tally
from casekit.archives.unpack import CHUNK, CODECS, Meter, unpacked
from casekit.errors import ReadError

__all__ = ["File", "Source", "files"]

Source = str | os.PathLike[str]

HEAD = 1 << 16
HELD = 1 << 28
"""Bytes of a zip that must be held in memory because it cannot be searched where it lies."""


class File:
    """One file to be read once, from its start; its first bytes can be looked at before."""

    def __init__(self, name: str, raw: IO[bytes]) -> None:
        self.name = name
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
            return self.magic
        return codecs.decode(self.magic, found, "replace").encode("utf-8", "replace")

    def open(self) -> BinaryIO:
        """Give the file from its start, in UTF-8 without a byte order mark."""
        found = sight.encoding(self.magic)
        if found and self.whole:
            return io.BytesIO(self.head)
        if self.whole:
            return io.BytesIO(self.magic)
        plain = _Joined(self.magic, self._raw)
        return io.BufferedReader(_Recoded(plain, found) if found else plain, CHUNK)

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
        data: bytes | memoryview
        if self._head:
            data, self._head = self._head[: len(target)], self._head[len(target) :]
        else:
            data = self._rest.read(len(target))
        target[: len(data)] = data
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


class _Guarded(io.RawIOBase):
    """A member of a container; damage is told and ends it."""

    def __init__(self, raw: IO[bytes], damage: Callable[[str], None]) -> None:
        self._raw, self._damage = raw, damage

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._raw.read(len(target))
        except ReadError:
            raise
        except Exception as error:
            self._damage(f"damaged or truncated in its container: {error}")
            return 0
        target[: len(data)] = data
        return len(data)


def files(source: Source | Iterable[Source], tally: Tally) -> Iterator[File]:
    """Give every file of a source, unpacked, one after the other; read each before the next.

    Parameters
    ----------
    source
        A path, a folder, a glob, ``"-"``, or several of them.
    tally
        Is told of damage and of what is passed over.

    Raises
    ------
    ReadError
        There is no such file; it may not be read; it is a decompression bomb.
    """
    for path, name in _paths(source, tally):
        try:
            with nullcontext(sys.stdin.buffer) if path is None else path.open("rb") as stream:
                meter = Meter(stream, name)
                yield from _opened(name, io.BufferedReader(meter, CHUNK), meter, tally, 0)
        except OSError as error:
            raise ReadError(
                f"cannot be opened: {error.strerror or error}",
                where=name,
                cure="check the path and your rights on it",
            ) from error


def _paths(
    source: Source | Iterable[Source], tally: Tally
) -> Iterator[tuple[Path | None, str]]:  # fmt: skip
    given = [source] if isinstance(source, str | os.PathLike) else list(source)
    if not given:
        raise ReadError("no file was named", cure="give a file, a folder or a glob")
    for one in given:
        text = os.fspath(one)
        if text == "-":
            yield None, "-"
            continue
        path = Path(text).expanduser()
        if path.is_dir():
            yield from _folder(path, tally)
        elif path.exists():
            yield path, str(one)
        else:
            hits = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207
            if not hits:
                raise _missing(path, text)
            for hit in hits:
                if Path(hit).is_dir():
                    yield from _folder(Path(hit), tally)
                else:
                    yield Path(hit), hit


def _folder(path: Path, tally: Tally) -> Iterator[tuple[Path, str]]:
    empty = True
    for folder, inner, names in os.walk(path):
        inner[:] = sorted(name for name in inner if not name.startswith((".", "__MACOSX")))
        for name in sorted(names):
            empty = False
            file = Path(folder) / name
            shown = (Path(path.name or str(path)) / file.relative_to(path)).as_posix()
            if name.startswith("."):
                tally.skip(shown, "hidden file")
            elif file.is_file():
                yield file, shown
            else:
                tally.skip(shown, "neither a file nor a folder")
    if empty:
        tally.skip(str(path), "folder without files")


def _missing(path: Path, text: str) -> ReadError:
    near: list[str] = []
    if path.parent.is_dir():
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.iterdir()], n=3)
    cure = f"did you mean {' or '.join(near)}?" if near else "check the path"
    return ReadError("no such file or folder", where=text, cure=cure)


def _opened(
    name: str, raw: BinaryIO, meter: Meter, tally: Tally, depth: int
) -> Iterator[File]:  # fmt: skip
    file = File(name, raw)
    packed = sight.packing(file.magic)
    if packed is None:
        yield file
    elif depth >= meter.limits.depth:
        tally.damage(name, None, f"packed more than {meter.limits.depth} times over; not read")
    elif packed in CODECS:

        def damage(reason: str) -> None:
            tally.damage(name, None, reason)

        inner = unpacked(file.packed(), packed, name, meter, damage)
        yield from _opened(name, inner, meter, tally, depth + 1)
    elif packed == "tar":
        yield from _tar(file, meter, tally, depth + 1)
    else:
        yield from _zip(file, raw, meter, tally, depth + 1)


def _tar(file: File, meter: Meter, tally: Tally, depth: int) -> Iterator[File]:
    ended: list[str] = []

    class Header(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> tarfile.TarInfo:
            try:
                return super().frombuf(buf, encoding, errors)
            except tarfile.HeaderError as error:
                ended.append(str(error))
                raise

    members = 0
    try:
        with tarfile.open(fileobj=file.packed(), mode="r|", tarinfo=Header) as container:
            for member in container:
                members += 1
                if member.isdir():
                    continue
                name = f"{file.name}!{_printable(member.name)}"
                if not member.isreg() or member.issparse():
                    tally.skip(name, "link or special file in a container, never followed")
                    continue
                if _hidden(member.name):
                    tally.skip(name, "hidden file")
                    continue
                content = container.extractfile(member)
                if content is not None:
                    guarded = _Guarded(content, lambda why, name=name: tally.damage(name, None, why))
                    yield from _opened(name, io.BufferedReader(guarded), meter, tally, depth)
    except ReadError:
        raise
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        ended.append(str(error))
    if not ended or ended[-1] != "end of file header":
        why = ended[-1] if ended else "it has no end"
        tally.damage(file.name, None, f"damaged or truncated tar after {members} members: {why}")


def _zip(file: File, raw: BinaryIO, meter: Meter, tally: Tally, depth: int) -> Iterator[File]:
    try:
        container = zipfile.ZipFile(_searchable(file, raw, meter, depth))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        tally.damage(file.name, None, f"damaged or truncated zip: {error}")
        return
    out = 0
    with container:
        for member in container.infolist():
            name = f"{file.name}!{_printable(member.filename)}"
            if member.is_dir():
                continue
            if stat.S_ISLNK(member.external_attr >> 16):
                tally.skip(name, "link or special file in a container, never followed")
                continue
            if _hidden(member.filename):
                tally.skip(name, "hidden file")
                continue
            if member.flag_bits & 1:
                tally.damage(name, None, "is encrypted; unpack it with its password first")
                continue
            out += member.file_size
            meter.taken = max(meter.taken, container.start_dir)
            meter.bound(name, out)
            try:
                content = container.open(member)
            except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
                tally.damage(name, None, f"damaged in its container: {error}")
                continue
            with content:
                guarded = _Guarded(content, lambda why, name=name: tally.damage(name, None, why))
                yield from _opened(name, io.BufferedReader(guarded), meter, tally, depth)


def _searchable(file: File, raw: BinaryIO, meter: Meter, depth: int) -> BinaryIO:
    """Give a zip so that it can be searched: where it lies, or held in memory if it is small."""
    if depth == 1 and meter.source.seekable():
        meter.source.seek(0)
        return meter.source
    if file.whole:
        return io.BytesIO(file.magic)
    held = file.magic + raw.read(HELD)
    if len(held) >= HELD:
        raise ReadError(
            f"a zip of more than {HELD >> 20} MB inside another file cannot be searched",
            where=file.name,
            cure="save the zip as a file of its own and read that",
        )
    return io.BytesIO(held)


def _hidden(name: str) -> bool:
    return any(part.startswith(("._", "__MACOSX")) for part in name.split("/"))


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
