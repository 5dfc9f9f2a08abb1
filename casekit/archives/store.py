"""Archives of any size put together into one Parquet file, in bounded memory.

The source is cut into tasks; what these leave lies in a folder beside the target until all of it
is there and put together. A run that was broken off goes on where it stopped; one that met an error
leaves nothing.
"""

import glob
import hashlib
import os
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import fields, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

import casekit
from casekit import schema
from casekit.archives.choice import Choice, confirm
from casekit.archives.file import File
from casekit.archives.formats import Format, any_table, known
from casekit.archives.mapping import Columns, beside, told
from casekit.archives.merge import Merge, bench
from casekit.archives.report import Report, Tally, reported
from casekit.archives.rows import dressed
from casekit.archives.search import Search
from casekit.archives.searched import Searched
from casekit.archives.source import Source, paths, reachable, within
from casekit.archives.tasks import Account, Task, account_of, cut, found, leave, perform
from casekit.errors import ReadError
from casekit.sentence import Sentence
from casekit.writing import whole

__all__ = ["Workers", "cluster", "processes", "store"]

GROUP = 20_000
"""Rows of a row group of the target."""
_REPEATED = ["platform", "lang", *(c.name for c in schema.POSTS.columns if c.type == "choice")]
"""Columns of few values; a dictionary of all texts would only cost time and room."""
MEMORY = 96
"""Megabytes that the database takes while the rows are put together."""

Part = TypeVar("Part")


class Workers(Protocol):
    """Does a piece of work for each part, in any order, on machines that all see the folder."""

    def __call__(self, work: Callable[[Part], Path], parts: list[Part], /) -> Iterable[Path]:
        """Do it, and give what each piece left."""


class _GoneError(ReadError):
    """Those who did the work are gone; what they did stays for the next run."""


def processes(count: int) -> Workers:
    """Give workers that are so many processes of this machine.

    Examples
    --------
    >>> list(processes(1)(lambda task: task, []))
    []
    """

    def run(work: Callable[[Part], Path], tasks: list[Part]) -> Iterator[Path]:
        if count == 1 or len(tasks) < 2:
            yield from map(work, tasks)
            return
        how = get_context("spawn" if os.name == "nt" else "forkserver")
        how.set_forkserver_preload(["casekit.archives.store"])
        try:
            with ProcessPoolExecutor(min(count, len(tasks)), how) as pool:
                yield from pool.map(work, tasks)
        except BrokenProcessPool as error:
            raise _GoneError(
                "a process was killed, perhaps for want of memory",
                cure="run it again with fewer processes; it goes on where it stopped",
            ) from error

    return run


def cluster(address: str) -> Workers:
    """Give workers that are those of a Dask cluster; all of them see the files and the target.

    A task whose worker is lost is done by another one.

    Parameters
    ----------
    address
        Address of its scheduler, such as ``"tcp://host:8786"``.

    Raises
    ------
    ReadError
        Dask is not installed, or nothing answers at the address.
    """

    def run(work: Callable[[Part], Path], tasks: list[Part]) -> Iterator[Path]:
        try:
            from distributed import Client
        except ImportError as error:
            cure = "install it with `pip install 'casekit[scale]'`"
            raise ReadError("Dask is not installed", where=address, cure=cure) from error
        try:
            client: Any = Client(address, timeout=20)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise _GoneError(
                f"no scheduler answers ({error})",
                where=address,
                cure="start one with `dask scheduler`, and workers with `dask worker ADDRESS`",
            ) from error
        with client:
            for future in client.map(work, tasks, pure=False, retries=3):
                yield future.result()

    return run


def store(
    source: Iterable[Source],
    to: Path,
    *,
    format: str | None = None,
    tz: str | None = None,
    columns: Columns | None = None,
    search: Search | None = None,
    workers: Workers | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Report:
    """Read an archive of any size into one Parquet file of posts, in bounded memory.

    What was read is kept beside the target until all is there; a run that was broken off goes on
    where it stopped, and the file comes out the same byte for byte.

    Parameters
    ----------
    source, format, tz, columns
        As in :func:`casekit.archives.read`.
    to
        The Parquet file, in the order of time; it stands there whole or not at all.
    search
        What is looked for; None: every post is wanted.
    workers
        Who does the work: :func:`processes`; None: this process.
    tell
        Is told how many parts are there, and of how many: first of those that a run left which
        was broken off, and then with each part.

    Raises
    ------
    ReadError
        Nothing could be read, or it cannot be written there.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     to = Path(folder) / "posts.parquet"
    ...     report = store([ck.load.sample("customer-care.csv")], to)
    ...     report.accepted == pq.read_metadata(to).num_rows
    True
    """
    given = list(source)
    mapping = told(columns) or {}
    if mapping:
        format = format or any_table.NAME
    tally, first = Tally(tz, mapping), Tally(tz, mapping)
    named = list(_but(to, paths(given, tally), tally))
    choice = Choice(known().values(), format, first)
    module, mine = choice.made(within(named, first))
    files = [(path, name) for path, name in named if path is not None]
    folder = to.resolve().with_name(f".{to.name}.parts")
    tasks = None
    if getattr(module, "APART", False) and len(files) == len(named):
        assert isinstance(mine, Generator)
        mine.close()
        tasks = list(cut(files, module.NAME, named=format is not None, tz=tz, columns=mapping,
                         search=search))  # fmt: skip
    _prepare(folder, tasks)
    for stale in folder.parent.glob(f".{glob.escape(to.name)}.*-*.part"):  # of a run killed here
        stale.unlink(missing_ok=True)
    try:
        if tasks is None:
            left = [_alone(folder, module, mine, Account(first, choice.others), search)]
        else:
            left = _worked(folder, tasks, workers or processes(1), tell)
        name = module.NAME
        report = _together(left, to, tally, name=name, source=given, searching=search is not None)
    except _GoneError:
        raise
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    return report


def _but(
    to: Path, named: Iterable[tuple[Path | None, str]], tally: Tally
) -> Iterator[tuple[Path | None, str]]:
    """Leave out what is to be written, which a run before may have left among the files."""
    for path, name in named:
        if path is not None and path.resolve() == to.resolve():
            tally.skip(name, Sentence("the file to be written"))
        else:
            yield path, name


def _alone(
    folder: Path, module: Format, mine: Iterator[File], account: Account, search: Search | None
) -> Path:
    """Read files that cannot be read apart from one another."""
    target = folder / "whole.parquet"
    leave(target, found(module, mine, account, search), account)
    return target


def _worked(
    folder: Path, tasks: list[Task], workers: Workers, tell: Callable[[int, int], None] | None
) -> list[Path]:
    """Let the tasks be done that are not yet; give what all of them left."""
    todo = [task for task in tasks if not (folder / task.name).exists()]
    there = len(tasks) - len(todo)
    if tell is not None:
        tell(there, len(tasks))
    for more, _ in enumerate(workers(partial(perform, folder=folder), todo), start=1):
        if tell is not None:
            tell(there + more, len(tasks))
    return [folder / task.name for task in tasks]


def _together(
    left: list[Path], to: Path, tally: Tally, *, name: str, source: list[Source], searching: bool
) -> Report:
    """Put together what tasks left, in the target."""
    others: dict[str, list[str]] = {}
    searched = Searched()
    for target in left:
        account = account_of(target)
        tally.add(account.tally)
        searched.add(account.searched)
        for other, names in account.others.items():
            others.setdefault(other, []).extend(names)
    with bench(left[0].with_name("spill"), memory=MEMORY, threads=1) as db:
        db.read_parquet([str(path) for path in left]).create_view("raw")
        merge = Merge(db, tally)
        accepted = tally.accepted + merge.counts["accepted"]
        confirm(name, accepted, tally, others, needed=not searching)
        report = reported([os.fspath(each) for each in source], name, tally, merge.counts)
        report = replace(report, searched=searched if searching else None)
        _write(merge.posts(), to, report)
    return report


def _prepare(folder: Path, tasks: list[Task] | None) -> None:
    """Make the folder of a run; what another run left there goes, what this one left stays."""
    mark = ""
    if tasks is not None:
        states = [os.stat(path) for task in tasks for path, _ in task.files]  # noqa: PTH116
        stamps = [(state.st_size, state.st_mtime_ns) for state in states]
        mapped = [beside(Path(path)) for task in tasks for path, _ in task.files]
        kept = [field.name for field in fields(Tally)]
        run = [casekit.__version__, kept, tasks, stamps, mapped]
        mark = hashlib.sha256(msgspec.json.encode(run)).hexdigest()
    held = folder / "run"
    if not held.exists() or held.read_text("ascii") != mark or not mark:
        shutil.rmtree(folder, ignore_errors=True)
        with reachable(str(folder)):
            folder.mkdir()
        with whole(held) as part:
            part.write_text(mark, "ascii")


def _write(posts: pa.RecordBatchReader, to: Path, report: Report) -> None:
    """Write posts in row groups of one size, so that the same posts make the same bytes."""
    kind = schema.arrow(schema.POSTS)
    packed = {"compression": "zstd", "use_dictionary": _REPEATED}
    with whole(to) as part, pq.ParquetWriter(part, kind, **packed) as out:
        held: list[pa.Table] = []
        rows = 0
        for batch in posts:
            held.append(dressed(pa.Table.from_batches([batch])).cast(kind))
            rows += len(held[-1])
            while rows >= GROUP:
                table = pa.concat_tables(held)
                out.write_table(table.slice(0, GROUP))
                held, rows = [table.slice(GROUP)], rows - GROUP
        if rows:
            out.write_table(pa.concat_tables(held))
        out.add_key_value_metadata({"casekit": msgspec.json.encode(report).decode()})
