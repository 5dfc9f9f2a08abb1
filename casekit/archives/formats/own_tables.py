"""Posts as `casekit convert` writes them as a table: back whole, with the grades of each.

A text that a spreadsheet would run stands there with an apostrophe in front, which is taken off
again. An empty text and an unknown one look the same in a table; both are unknown.
"""

import re
from collections.abc import Iterable, Iterator

import pyarrow as pa

from casekit.archives import graded
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, described_columns
from casekit.errors import ClockError
from casekit.writing import FORMULA

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "casekit"
APART = True
ABOUT = "posts as casekit writes them as a table (CSV)"

NEEDED = ("post", "at", "account", "kind", "parent", "origin", "evidence")
_SHELTERED = re.compile(f"'(?={FORMULA})")


def sniff(file: File) -> Verdict:
    """Look at the names of the columns."""
    names = columns(file)
    if set(NEEDED) <= set(names):
        return Verdict(True, f"the columns {', '.join(NEEDED)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read tables, in batches; a record is a row."""
    rows = graded.Graded()
    for file in files:
        table = Table(file, tally, NEEDED)
        if not table.complete:
            continue
        table.leave(("post", *graded.COLUMNS))
        for line, values, raw in table:
            where = f"{file.name}:{line}"
            bare = {name: _bare(value, tally, where) for name, value in values.items()}
            try:
                if not bare["post"]:
                    raise RecordError("no post")
                row = graded.row(bare["post"], bare, tally, where)
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
                continue
            if row.origin == "node":
                tally.accepted += 1
            elif row.origin != "record":
                tally.records -= 1
            rows.add(row, evidence=bare["evidence"] or "archived",
                     parent=bare.get("parent_evidence") or None,
                     sources=bare.get("sources") or None)  # fmt: skip
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _bare(value: str, tally: Tally, where: str) -> str:
    """Take off the apostrophe that shelters a text from spreadsheets."""
    if _SHELTERED.match(value) is None:
        return value
    tally.count("texts that an apostrophe shelters from spreadsheets, taken off", where)
    return value[1:]
