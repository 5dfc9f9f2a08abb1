"""A source cut into tasks that can be done one by one, on several processes or machines.

A task is some whole files, or a range of lines of one large file. What it reads it leaves as one
Parquet file of rows with the account of its reading inside, whole or not at all.
"""

import io
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from casekit.archives import sight
from casekit.archives.choice import Choice
from casekit.archives.documents import by_line
from casekit.archives.file import File, into
from casekit.archives.formats import Format, known
from casekit.archives.report import Tally
from casekit.archives.rows import PLACED, placed, records
from casekit.archives.search import Search
from casekit.archives.searched import Searched
from casekit.archives.sieve import sieved
from casekit.archives.source import reachable, within
from casekit.archives.unpack import CHUNK, current, limits
from casekit.writing import whole

__all__ = ["Account", "Task", "account_of", "cut", "found", "leave", "perform"]

PIECE = 1 << 26
"""Bytes of input that a task reads, if the input can be cut there."""

GROUP = 5_000
"""Rows that lie together in what a task leaves, in the order of time."""
PLACES = 1 << 36
"""Rows that a task may have; the places of rows go on from task to task."""


@dataclass(frozen=True)
class Task:
    """A part of a source that can be read by itself."""

    number: int
    files: tuple[tuple[str, str], ...]
    """Path of each file, and the name that messages call it."""
    format: str
    named: bool
    """Whether the format was named and not told from the content."""
    tz: str | None
    span: tuple[int, int] | None = None
    """Bytes of the one file; the lines that begin in them are read."""
    search: Search | None = None
    """What is looked for; None: everything is wanted."""
    columns: tuple[tuple[str, str], ...] = ()
    """Which column of its tables is what, where somebody said so for all of them."""
    bounds: tuple[tuple[str, int], ...] = ()
    """The bounds that hold where the source was cut; see :func:`casekit.archives.limits`."""

    @property
    def name(self) -> str:
        """Name of the file that it leaves."""
        return f"{self.number:06}.parquet"


class Account(msgspec.Struct):
    """What a task says of its reading; files of other formats stand by these."""

    tally: Tally
    others: dict[str, list[str]]
    searched: Searched = msgspec.field(default_factory=Searched)


def cut(
    files: Iterable[tuple[Path, str]], format: str, *, named: bool, tz: str | None,
    columns: Mapping[str, str] | None = None, search: Search | None = None,
) -> Iterator[Task]:  # fmt: skip
    """Cut files into tasks of about as many bytes, the same ones on every machine.

    A file of more that holds a JSON record a line is cut between lines.
    """
    numbers = itertools.count()
    bounds = tuple(asdict(current()).items())
    mapping = tuple((columns or {}).items())

    def task(files: Iterable[tuple[Path, str]], span: tuple[int, int] | None = None) -> Task:
        named_files = tuple((str(path.absolute()), name) for path, name in files)
        return Task(next(numbers), named_files, format, named, tz, span, search, mapping, bounds)

    held: list[tuple[Path, str]] = []
    size = 0
    for path, name in files:
        with reachable(name):
            length = path.stat().st_size
        if held and size + length > PIECE:
            yield task(held)
            held, size = [], 0
        if length > PIECE and _cuttable(path, name):
            for start in range(0, length, PIECE):
                yield task([(path, name)], (start, min(start + PIECE, length)))
        else:
            held.append((path, name))
            size += length
    if held:
        yield task(held)


def _cuttable(path: Path, name: str) -> bool:
    with reachable(name), path.open("rb") as stream:
        file = File(name, stream)
    plain = sight.packing(file.magic) is None and sight.encoding(file.magic) is None
    return plain and by_line(file.head)


def perform(task: Task, folder: Path) -> Path:
    """Read what a task says and leave its rows in a folder, unless they are there; give the file.

    Raises
    ------
    ReadError
        A file cannot be opened any more, or is a decompression bomb.
    """
    target = folder / task.name
    if not target.exists():
        formats = known()
        account = Account(Tally(task.tz, dict(task.columns)), {})
        named = task.format if task.named else None
        choice = Choice(formats.values(), named, account.tally, account.others)
        module = formats[task.format]
        with limits(**dict(task.bounds)):
            mine = choice.of(module, _files(task, account.tally))
            batches = found(module, mine, account, task.search)
            leave(target, batches, account, task)
    return target


def found(
    module: Format, files: Iterator[File], account: Account, search: Search | None
) -> Iterator[pa.RecordBatch]:
    """Read files, and of these only what is searched for."""
    if search is None:
        yield from module.read(files, account.tally)
        return
    through = sieved(files, search.scanner(), account.searched)
    for batch in module.read(through, account.tally):
        kept = search.chosen(batch)
        other = records(batch) - records(kept)
        account.searched.others += other
        account.tally.records -= other
        yield kept


def leave(
    target: Path, batches: Iterable[pa.RecordBatch], account: Account, task: Task | None = None
) -> None:
    """Write rows and the account of their reading to one file."""
    stated = {"write_statistics": ["at"], "use_dictionary": False}
    with whole(target) as part, pq.ParquetWriter(part, PLACED, compression="lz4", **stated) as out:
        rows = task.number * PLACES if task else 0
        for batch in batches:
            table = placed([batch], rows).sort_by([("at", "ascending"), ("place", "ascending")])
            out.write_table(table, row_group_size=GROUP)
            rows += batch.num_rows
        if task is not None:
            _shift(account.tally, task)
        out.add_key_value_metadata({"account": msgspec.json.encode(account).decode()})


def account_of(target: Path) -> Account:
    """Give what a task left of the account of its reading."""
    metadata: dict[bytes, bytes] = pq.read_metadata(target).metadata or {}
    return msgspec.json.decode(metadata[b"account"], type=Account)


def _files(task: Task, tally: Tally) -> Iterator[File]:
    if task.span is None:
        yield from within(((Path(path), name) for path, name in task.files), tally)
        return
    path, name = task.files[0]
    if task.span[0] == 0:
        tally.file(name)
    with reachable(name), Path(path).open("rb") as stream:
        start, stop = (_begin(stream, place) for place in task.span)
        stream.seek(start)
        yield File(name, io.BufferedReader(_Span(stream, stop - start), CHUNK), lines=True)


def _begin(stream: BinaryIO, place: int) -> int:
    """Give where the first line begins that begins at a place or behind it."""
    if place == 0:
        return 0
    stream.seek(place - 1)
    while data := stream.read(CHUNK):
        found = data.find(b"\n")
        if found >= 0:
            return stream.tell() - len(data) + found + 1
    return stream.tell()


class _Span(io.RawIOBase):
    """So many bytes of a stream, from where it stands."""

    def __init__(self, stream: BinaryIO, left: int) -> None:
        self._stream, self._left = stream, left

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        found = into(self._stream, target[: self._left])
        self._left -= found
        return found


def _shift(tally: Tally, task: Task) -> None:
    """Count lines from the start of the file that a task reads a range of."""
    if task.span is None or not (tally.problems or tally.counts):
        return
    path, name = task.files[0]
    before = 0
    with reachable(name), Path(path).open("rb") as stream:
        left = _begin(stream, task.span[0])
        stream.seek(0)
        while left and (data := stream.read(min(CHUNK, left))):
            before += data.count(b"\n")
            left -= len(data)
    tally.problems = [
        problem if problem.line is None else replace(problem, line=problem.line + before)
        for problem in tally.problems
    ]
    for met in tally.counts.values():
        line = met.first.removeprefix(f"{name}:")
        if line != met.first and line.isdigit():
            met.first = f"{name}:{int(line) + before}"
