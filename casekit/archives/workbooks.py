"""Excel workbooks (.xlsx): each sheet as a table with commas, read as any other table is.

Formulas count as the values that were saved with them. A sheet that was sorted together with its
header has it in the last row; it is put first again, and said.
"""

import csv
import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator
from typing import IO

from casekit.archives import ids
from casekit.archives.report import Tally
from casekit.sentence import Sentence

__all__ = ["PART", "sheets"]

PART = "xl/workbook.xml"
"""The member of a zip that makes it a workbook."""
MOST = 20_000_000
"""Cells of a sheet that are read: more than Excel itself opens in comfort."""

_WORD = re.compile(r"[^\W\d_][\w .:/()#-]{0,39}")


def sheets(stream: IO[bytes], name: str, tally: Tally) -> Iterator[tuple[str, bytes, list[int]]]:
    """Give name, bytes and the row of each line of every sheet; damage is told and ends them."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which hold no posts
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                shown = f"{name}!{sheet.title}"
                rows = _rows(sheet.iter_rows(values_only=True), shown, tally)
                if rows:
                    yield shown, *_written(rows)
    except Exception as error:
        why = Sentence("damaged workbook: {kind}: {why}", kind=type(error).__name__, why=str(error))
        tally.damage(name, None, why)


def _rows(
    found: Iterator[tuple[object, ...]], name: str, tally: Tally
) -> list[tuple[int, list[str]]]:  # fmt: skip
    """Give the rows that hold anything, each with its number, all of one width."""
    rows: list[tuple[int, list[str]]] = []
    cells = 0
    for number, row in enumerate(found, start=1):
        cells += len(row)
        if cells > MOST:
            why = Sentence("more than {most} cells; the rest is not read", most=MOST)
            tally.damage(name, number, why)
            break
        values = [_text(value) for value in row]
        if any(values):
            rows.append((number, values))
    width = max((len(values) for _, values in rows), default=0)
    while width and not any(len(values) >= width and values[width - 1] for _, values in rows):
        width -= 1
    if width * len(rows) > MOST:
        tally.damage(name, None, Sentence("more than {most} cells; it is not read", most=MOST))
        return []
    rows = [(n, (values + [""] * (width - len(values)))[:width]) for n, values in rows]
    if len(rows) > 2 and _is_header(rows[-1][1]) and not _is_header(rows[0][1]):
        tally.count("sheets whose header is their last row, as sorting leaves it", name)
        rows.insert(0, rows.pop())
    return rows


def _is_header(values: list[str]) -> bool:
    return len(set(values)) == len(values) > 1 and all(map(_WORD.fullmatch, values))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return (ids.plain(value) if value == value else "") or ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return str(value)


def _written(rows: list[tuple[int, list[str]]]) -> tuple[bytes, list[int]]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    numbers: list[int] = []
    for number, values in rows:
        writer.writerow(values)
        numbers += [number] * (1 + sum(value.count("\n") for value in values))
    return out.getvalue().encode("utf-8", "replace"), numbers
