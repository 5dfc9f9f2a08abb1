"""Files that stand in their place whole or not at all, and tables that spreadsheets open."""

import csv
import errno
import os
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from casekit.errors import ReadError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMULA", "whole", "write_table"]

ROWS = 1_048_576
LETTERS = 32_767
"""Rows of a sheet, characters of a cell."""
_NOT_HELD = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

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
        if target.is_symlink():  # from Python 3.13 on a circle is handed back
            raise OSError(errno.ELOOP, "the link leads in a circle")
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


def write_table(table: "pd.DataFrame", target: Path, *, delimiter: str = ",",
                mark: bool = False) -> list[str]:  # fmt: skip
    """Write a table, index first, as CSV or as a workbook (.xlsx), to open in a spreadsheet.

    A text that begins like a formula gets an apostrophe in front, so that nothing runs in it.

    Parameters
    ----------
    table
        The table.
    target
        The file; what is there is replaced.
    delimiter
        What stands between the cells of a CSV.
    mark
        Whether a CSV begins with the mark by which Excel knows UTF-8.

    Returns
    -------
    list of str
        What was changed so that it could be written, and how often, in sentences.

    Raises
    ------
    ReadError
        Another ending, a place that cannot be written to, or more rows than a sheet has.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "posts.csv"
    ...     notes = write_table(pd.DataFrame({"text": ["=1+1"]}, index=pd.Index(["a"])), path)
    ...     path.read_text(encoding="utf-8").split()
    ['index,text', "a,'=1+1"]
    >>> notes
    ['texts that begin like a formula, with an apostrophe in front: 1']
    """
    if target.suffix.lower() not in (".csv", ".xlsx"):
        kind = target.suffix or "a file without an ending"
        raise ReadError(f"cannot write {kind}", where=str(target), cure="use .csv or .xlsx")
    safe = table.reset_index()
    sheltered = 0
    quoting: Literal[0, 2] = csv.QUOTE_MINIMAL
    for name in safe.columns:
        if safe[name].dtype == "str":
            if safe[name].str.contains("\r", regex=False, na=False).any():
                quoting = csv.QUOTE_NONNUMERIC  # a bare carriage return ends a row for many readers
            risky = safe[name].str.match(FORMULA, na=False)
            safe.loc[risky, name] = "'" + safe.loc[risky, name]
            sheltered += int(risky.sum())
    notes = {"texts that begin like a formula, with an apostrophe in front": sheltered}
    with whole(target) as part:
        if target.suffix.lower() == ".csv":
            safe.to_csv(part, index=False, quoting=quoting, sep=delimiter,
                        encoding="utf-8-sig" if mark else "utf-8")  # fmt: skip
        else:
            notes |= _write_sheet(safe, part, target)
    return [f"{what}: {n:,}" for what, n in notes.items() if n]


def _write_sheet(table: "pd.DataFrame", part: Path, target: Path) -> dict[str, int]:
    """Write a table as the one sheet of a workbook; give what had to be changed."""
    import pandas as pd
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    if len(table) >= ROWS:
        raise ReadError(f"a sheet holds no more than {ROWS:,} rows", where=str(target),
                        cure="write a .csv or a .parquet")  # fmt: skip
    changed = Counter[str]()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("posts")

    def cell(value: object) -> object:
        if pd.isna(value):  # type: ignore[call-overload]
            return None
        if isinstance(value, Real) and abs(float(value)) < 1 << 53:
            return value
        text = _NOT_HELD.sub("", str(value))
        changed["texts whose control characters and carriage returns a sheet does not hold"] += (
            text != str(value)
        )
        changed[f"texts cut after {LETTERS:,} characters, which is all a cell holds"] += (
            len(text) > LETTERS
        )
        made = WriteOnlyCell(sheet, text[:LETTERS])
        made.data_type = "s"  # a text whatever it begins with
        return made

    sheet.append([cell(str(name)) for name in table.columns])
    for row in table.itertuples(index=False):
        sheet.append([cell(value) for value in row])
    book.save(part)
    return dict(changed)
