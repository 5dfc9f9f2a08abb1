"""Give a table its frame, say all that is wrong with one, and combine grades of evidence."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casekit.errors import SchemaError
from casekit.schema.columns import Column, Frame
from casekit.schema.words import EVIDENCE

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["arrow", "check", "conform", "empty", "worst"]

MANY = 50_000
"""More ids than this are found through :mod:`casekit.schema.ids`; fewer need nothing compiled."""


def empty(frame: Frame) -> pd.DataFrame:
    """Give a frame without rows that has all columns and dtypes.

    Examples
    --------
    >>> from casekit.schema import EDGES
    >>> empty(EDGES).columns.tolist()
    ['parent', 'child', 'kind', 'delay', 'p', 'rest', 'evidence']
    """
    return conform(pd.DataFrame({frame.index.name: []}), frame)


def conform(table: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """Give a table the columns, order, dtypes and index of its frame.

    Missing columns are added as NA, the index may come as a column, columns that the schema does
    not know stay, to the right.

    Raises
    ------
    SchemaError
        A value does not fit its column, such as a time without a zone.

    Examples
    --------
    >>> from casekit.schema import EDGES
    >>> conform(pd.DataFrame({"parent": ["a"], "child": ["b"]}), EDGES)["delay"].tolist()
    [NaT]
    """
    name = frame.index.name
    if name in table.columns:
        table = table.set_index(name)
    known: dict[str, Any] = {}
    problems: list[str] = []
    for column in frame.columns:
        if column.name not in table.columns:
            known[column.name] = pd.Series(index=table.index, dtype=column.dtype)
            continue
        try:
            known[column.name] = _cast(table[column.name], column)
        except (TypeError, ValueError) as error:
            problems.append(f"'{column.name}': {error}")
    if problems:
        raise _schema_error(frame, problems, _cure(frame, problems))
    index = table.index
    if frame.index.type == "text":
        index = index.astype(frame.index.dtype)
    extra = {c: table[c] for c in table.columns if c not in known}
    out = pd.DataFrame({**known, **extra}, index=table.index)
    out.index = index.rename(name)
    return out


def _cast(values: pd.Series, column: Column) -> pd.Series:
    if values.dtype == column.dtype:
        return values
    if column.type in ("time", "span") and values.isna().all():
        return pd.Series(index=values.index, dtype=column.dtype)
    if column.type == "time":
        if isinstance(values.dtype, np.dtype) and values.dtype.kind == "M":
            raise ValueError("times without a zone")
        return pd.to_datetime(values, utc=False).dt.tz_convert("UTC").astype(column.dtype)
    if column.type == "choice":
        strange = set(values.dropna().unique()) - set(column.choices)
        if strange:
            raise ValueError(_unknown_words(strange, column))
    if column.type in ("text", "choice") and values.isna().all():
        values = values.astype("object")
    return values.astype(column.dtype)


def _unknown_words(strange: Iterable[object], column: Column) -> str:
    seen = ", ".join(sorted(repr(word) for word in strange))
    return f"unknown {seen} (use {', '.join(column.choices)})"


def check(table: pd.DataFrame, frame: Frame) -> None:
    """Report everything that is wrong with a frame, at once.

    Raises
    ------
    SchemaError
        With one clause a problem: columns that are missing or there twice, wrong dtypes, missing
        values in required columns, an index of another dtype or one that is not unique.

    Examples
    --------
    >>> from casekit.schema import EDGES
    >>> check(empty(EDGES).drop(columns="p"), EDGES)
    Traceback (most recent call last):
    ...
    casekit.errors.SchemaError: edges have 1 problem. 'p': missing. Cure: ck.schema.conform...
    """
    problems = []
    for column in frame.columns:
        if column.name not in table.columns:
            problems.append(f"'{column.name}': missing")
            continue
        values = table[column.name]
        if isinstance(values, pd.DataFrame):
            problems.append(f"'{column.name}': {values.shape[1]} columns have this name")
            continue
        if values.dtype != column.dtype:
            naive = column.type == "time" and getattr(values.dtype, "tz", None) is None
            why = "times have no zone" if naive else f"is {values.dtype}, not {column.dtype}"
            problems.append(f"'{column.name}': {why}")
        elif column.required and values.isna().any():
            rows = np.flatnonzero(values.isna())
            problems.append(
                f"'{column.name}': {len(rows):,} of {len(values):,} values are missing "
                f"(first: row {rows[0]})"
            )
    if table.index.name != frame.index.name:
        problems.append(f"index is {table.index.name!r}, not {frame.index.name!r}")
    elif frame.index.type == "text" and not pd.api.types.is_string_dtype(table.index):
        problems.append(f"index '{frame.index.name}': is {table.index.dtype}, not text")
    elif frame.index.required and (twice := _twice(table.index)) >= 0:
        problems.append(f"index '{frame.index.name}': {table.index[twice]!r} is there twice")
    if problems:
        cure = _cure(frame, problems)
        name = frame.name.upper()
        if not cure:
            cure = (f"ck.schema.conform(table, ck.schema.{name}) puts index, columns and dtypes "
                    "right; ")  # fmt: skip
        raise _schema_error(frame, problems, cure)


def _twice(index: pd.Index) -> int:
    """Give the row of the first value that was there before, or -1."""
    if len(index) > MANY and isinstance(index.dtype, pd.StringDtype):
        from casekit.schema.ids import known

        return known(index).twice
    return -1 if index.is_unique else int(index.duplicated().argmax())


def _cure(frame: Frame, problems: list[str]) -> str:
    """Say how to mend what only its owner can: rows that are there twice, times without a zone."""
    cures = []
    if any("is there twice" in problem for problem in problems):
        cures.append(f"keep one row of each {frame.index.name}: "
                     "table[~table.index.duplicated()]; ")  # fmt: skip
    naive = [problem.split(":")[0] for problem in problems if problem.endswith(" zone")]
    cures += [f"say the zone of its times: table[{each}].dt.tz_localize('Europe/London'); "
              for each in naive]  # fmt: skip
    return "".join(cures)


def _schema_error(frame: Frame, problems: list[str], cure: str) -> SchemaError:
    count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
    return SchemaError(
        f"{frame.name} have {count}. {'; '.join(problems)}",
        cure=f"{cure}ck.schema.{frame.name.upper()}.table() lists what is wanted",
    )


def worst(*grades: "str | Iterable[str]") -> str:
    """Combine grades of evidence: the worst one holds.

    Examples
    --------
    >>> worst("archived", ["documented", "derived"])
    'derived'
    """
    flat: list[str] = []
    for grade in grades:
        flat.extend([grade] if isinstance(grade, str) else grade)
    if not flat:
        raise SchemaError("no grade of evidence to combine", cure="give at least one row")
    return max(flat, key=EVIDENCE.index)


@cache
def arrow(frame: Frame) -> "pa.Schema":
    """Give the Arrow schema of a frame, index first, as it is stored in Parquet.

    Examples
    --------
    >>> from casekit.schema import EDGES
    >>> arrow(EDGES).names
    ['edge', 'parent', 'child', 'kind', 'delay', 'p', 'rest', 'evidence']
    """
    import pyarrow as pa

    types: dict[str, pa.DataType] = {
        "text": pa.large_string(),
        "time": pa.timestamp("us", "UTC"),
        "span": pa.duration("us"),
        "count": pa.int64(),
        "number": pa.float64(),
        "flag": pa.bool_(),
    }

    def kind(column: Column) -> "pa.DataType":
        if column.type == "choice":
            return pa.dictionary(pa.int8(), pa.large_string(), ordered=column.ordered)
        return types[column.type]

    return pa.schema([(c.name, kind(c)) for c in (frame.index, *frame.columns)])
