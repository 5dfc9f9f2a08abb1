"""Files, wherever they lie: in folders, behind globs, on standard input."""

import difflib
import glob
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from casekit.archives.containers import opened
from casekit.archives.file import File
from casekit.archives.mapping import beside
from casekit.archives.report import Tally
from casekit.archives.unpack import CHUNK, Meter
from casekit.errors import ReadError
from casekit.sentence import Sentence

__all__ = ["Source", "files", "near", "paths", "reachable", "within"]

Source = str | os.PathLike[str]


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
    yield from within(paths(source, tally), tally)


def within(named: Iterable[tuple[Path | None, str]], tally: Tally) -> Iterator[File]:
    """Give every file that lies in these, unpacked; standard input has no path.

    Each file knows which column is what: as the tally says, or as a TOML beside it.
    """
    for path, name in named:
        columns = tally.columns or (beside(path) if path is not None else None)
        with (
            reachable(name),
            nullcontext(sys.stdin.buffer) if path is None else path.open("rb") as stream,
        ):
            meter = Meter(stream, name)
            for file in opened(name, io.BufferedReader(meter, CHUNK), meter, tally, 0):
                file.columns = columns
                yield file


@contextmanager
def reachable(name: str) -> Iterator[None]:
    """Say of a file that cannot be opened or read what can be done about it."""
    try:
        yield
    except OSError as error:
        raise ReadError(
            f"cannot be opened: {error.strerror or error}",
            where=name,
            cure="check the path and your rights on it",
        ) from error


def paths(
    source: Source | Iterable[Source], tally: Tally
) -> Iterator[tuple[Path | None, str]]:  # fmt: skip
    """Give the files of a source as they lie there, each with the name that messages call it."""
    given = [source] if isinstance(source, str | os.PathLike) else list(source)
    if not given or not all(os.fspath(one) for one in given):
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
                elif not _is_mapping(Path(hit), hit, tally):
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
                tally.skip(shown, Sentence("hidden file"))
            elif file.is_file():
                if not _is_mapping(file, shown, tally):
                    yield file, shown
            else:
                tally.skip(shown, Sentence("neither a file nor a folder"))
    if empty:
        tally.skip(str(path), Sentence("folder without files"))


def _is_mapping(path: Path, name: str, tally: Tally) -> bool:
    """Say whether a file tells of the table beside it which column is what."""
    found = path.suffix == ".toml" and path.with_suffix("").is_file()
    if found:
        tally.skip(name, Sentence("the mapping of the table beside it"))
    return found


def _missing(path: Path, text: str) -> ReadError:
    cure = f"did you mean {' or '.join(found)}?" if (found := near(path)) else "check the path"
    return ReadError("no such file or folder", where=text, cure=cure)


def near(path: Path) -> list[str]:
    """Give names that are nearly that of a file, or of the first of its folders, that is not there.

    Examples
    --------
    >>> import casekit as ck
    >>> near(ck.load.sample("table.csv").with_name("tabel.csv"))[0]
    'table.csv'
    """
    while not path.parent.is_dir():
        path = path.parent
    with suppress(OSError):
        return difflib.get_close_matches(path.name, [p.name for p in path.parent.iterdir()], n=3)
    return []
