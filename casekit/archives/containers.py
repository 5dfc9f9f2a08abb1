"""Containers and compressed files, opened member by member as they stream by.

A name in a container is a label, whatever it says, and links are passed over: nothing is unpacked
to disk and nothing is followed.
"""

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, Self

from casekit.archives import sight
from casekit.archives.file import File
from casekit.archives.report import Tally
from casekit.archives.unpack import CODECS, Meter, unpacked
from casekit.archives.workbooks import PART, sheets
from casekit.errors import ReadError, cut
from casekit.sentence import Sentence

__all__ = ["opened"]

HELD = 1 << 28
"""Bytes of a zip that must be held in memory because it cannot be searched where it lies."""
LINK = Sentence("link or special file in a container, never followed")
HIDDEN = Sentence("hidden file")


class _Guarded(io.RawIOBase):
    """A member of a container; damage is told and ends it."""

    def __init__(self, raw: IO[bytes], damage: Callable[[Sentence], None]) -> None:
        self._raw, self._damage = raw, damage

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._raw.read(len(target))
        except ReadError:
            raise
        except Exception as error:
            self._damage(cut("damaged or truncated in its container: {why}", why=str(error)))
            return 0
        target[: len(data)] = data
        return len(data)


def opened(
    name: str, raw: BinaryIO, meter: Meter, tally: Tally, depth: int = 0
) -> Iterator[File]:  # fmt: skip
    """Give the files that a file holds, or the file itself if it is not packed.

    Parameters
    ----------
    name
        What messages call it.
    raw
        Its bytes.
    meter
        The file on disk that they come out of.
    tally
        Is told of damage and of what is passed over.
    depth
        How many packings it lies in.
    """
    file = File(name, raw)
    packed = sight.packing(file.magic)
    if packed is None:
        yield file
    elif depth >= meter.limits.depth:
        why = Sentence("packed more than {most} times over; not read", most=meter.limits.depth)
        tally.damage(name, None, why)
    elif packed in CODECS:
        inner = unpacked(file.packed(), packed, name, meter, _teller(name, tally))
        yield from opened(name, inner, meter, tally, depth + 1)
    elif packed == "tar":
        yield from _tar(file, meter, tally, depth + 1)
    else:
        yield from _zip(file, raw, meter, tally, depth + 1)


def _tar(file: File, meter: Meter, tally: Tally, depth: int) -> Iterator[File]:
    ended: list[Exception] = []

    class Header(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
            try:
                return super().frombuf(buf, encoding, errors)
            except tarfile.HeaderError as error:
                ended.append(error)
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
                    tally.skip(name, LINK)
                    continue
                if _hidden(member.name):
                    tally.skip(name, HIDDEN)
                    continue
                content = container.extractfile(member)
                if content is not None:
                    guarded = _Guarded(content, _teller(name, tally))
                    yield from opened(name, io.BufferedReader(guarded), meter, tally, depth)
    except ReadError:
        raise
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        ended.append(error)
    if not ended or not isinstance(ended[-1], tarfile.EOFHeaderError):  # type: ignore[attr-defined]
        why = str(ended[-1]) if ended else Sentence("it has no end")
        tally.damage(file.name, None, cut("damaged or truncated tar after {members} members: {why}",
                                          members=members, why=why))  # fmt: skip


def _zip(file: File, raw: BinaryIO, meter: Meter, tally: Tally, depth: int) -> Iterator[File]:
    try:
        container = zipfile.ZipFile(_searchable(file, raw, meter, depth))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        why = cut("damaged or truncated zip: {why}", why=str(error))
        tally.damage(file.name, None, why)
        return
    out = 0
    with container:
        if PART in container.namelist():
            meter.taken = max(meter.taken, container.start_dir)
            meter.bound(file.name, sum(member.file_size for member in container.infolist()))
            assert container.fp is not None
            for name, table, numbers in sheets(container.fp, file.name, tally):
                yield File(name, io.BytesIO(table), numbers=numbers)
            return
        for member in container.infolist():
            name = f"{file.name}!{_printable(member.filename)}"
            if member.is_dir():
                continue
            if stat.S_ISLNK(member.external_attr >> 16):
                tally.skip(name, LINK)
                continue
            if _hidden(member.filename):
                tally.skip(name, HIDDEN)
                continue
            if member.flag_bits & 1:
                why = Sentence("is encrypted; unpack it with its password first")
                tally.damage(name, None, why)
                continue
            out += member.file_size
            meter.taken = max(meter.taken, container.start_dir)
            meter.bound(name, out)
            try:
                content = container.open(member)
            except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
                why = Sentence("damaged in its container: {why}", why=str(error))
                tally.damage(name, None, why)
                continue
            with content:
                guarded = _Guarded(content, _teller(name, tally))
                yield from opened(name, io.BufferedReader(guarded), meter, tally, depth)


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


def _teller(name: str, tally: Tally) -> Callable[[Sentence], None]:
    return lambda why: tally.damage(name, None, why)
