"""Files that stand in their place whole or not at all, and tables that spreadsheets open."""

import csv
import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from casekit.errors import ReadError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMULA", "whole", "write_table"]

FORMULA = r"'*[=+\-@\t\r]"
"""How a text begins that a spreadsheet would run, or that hides such a text already."""


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Give a path beside the target to write to; what is there at the end takes its place.

    A link goes on pointing where it did. A device, a pipe or a folder is never replaced.

    Raises
    ------
    ReadError
        It cannot be written there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole(Path(folder) / "counts.csv") as part:
    ...         _ = part.write_text("post,size", encoding="utf-8")
    ...     [path.name for path in Path(folder).iterdir()]
    ['counts.csv']
    """
    named = target
    try:
        target = target.resolve()
        if not target.parent.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "there is no such folder")
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, a file as folder
        raise ReadError(
            f"cannot be written ({getattr(error, 'strerror', None) or error})",
            where=str(named),
            cure="choose a folder that exists and may be written to",
        ) from error
    if target.exists() and not target.is_file():
        raise ReadError(
            "cannot be written (this is no file)",
            where=str(target),
            cure="name a new file, or one that may be replaced",
        )
    part = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        raise ReadError(
            f"cannot be written ({error.strerror or error})",
            where=str(target),
            cure="choose a folder that exists and may be written to",
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_table(table: "pd.DataFrame", target: Path) -> None:
    """Write a table, index first, as CSV that a spreadsheet opens without running anything in it.

    A text that begins like a formula gets an apostrophe in front, which spreadsheets hide. The
    name of the file ends in .csv.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "posts.csv"
    ...     write_table(pd.DataFrame({"text": ["=1+1"]}, index=pd.Index(["a"], name="post")), path)
    ...     path.read_text(encoding="utf-8").split()
    ['post,text', "a,'=1+1"]
    """
    if target.suffix.lower() != ".csv":
        kind = target.suffix or "a file without an ending"
        raise ReadError(f"cannot write {kind}", where=str(target), cure="use .csv")
    safe = table.reset_index()
    quoting: Literal[0, 2] = csv.QUOTE_MINIMAL
    for name in safe.columns:
        if safe[name].dtype == "str":
            if safe[name].str.contains("\r", regex=False, na=False).any():
                quoting = csv.QUOTE_NONNUMERIC  # a bare carriage return ends a row for many readers
            risky = safe[name].str.match(FORMULA, na=False)
            safe.loc[risky, name] = "'" + safe.loc[risky, name]
    with whole(target) as part:
        safe.to_csv(part, index=False, quoting=quoting)
