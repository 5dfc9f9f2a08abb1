"""Posts on their way from a reader to the frame: one row each, handed on in batches of Arrow."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from casekit import schema

__all__ = [
    "BATCH", "EMBEDDED", "NAMED", "NODE", "PLACED", "RECORD", "SCHEMA", "VALUES", "Row", "Rows",
    "dressed", "placed", "records",
]  # fmt: skip

BATCH = 5_000
_TURNED = 500
"""Rows that are laid into columns at a time: so few are still near the processor."""

RECORD, NODE, EMBEDDED, NAMED = schema.ORIGINS

_CODES = {
    column.name: {word: n for n, word in enumerate(column.choices)}
    for column in schema.POSTS.columns
    if column.type == "choice"
}
SCHEMA = pa.schema(
    [
        *(
            pa.field(f.name, pa.int8()) if f.name in _CODES else f
            for f in schema.arrow(schema.POSTS)
        ),
        pa.field("verified", pa.bool_()),
        pa.field("seen", pa.int64()),
    ]
)
"""The frame of posts with words as their places in the word lists, and what is needed to put
snapshots of one post together."""

_TYPES = dict(zip(SCHEMA.names, SCHEMA.types, strict=True))
_NO_WORD = pa.scalar(None, pa.int8())

VALUES = tuple(name for name in SCHEMA.names if name not in ("post", "origin", "seen"))
"""What may be known from one snapshot of a post and unknown from another."""

PLACED = SCHEMA.append(pa.field("place", pa.int64())).append(pa.field("has", pa.int32()))
"""The same with the place of a row among all that were read, and a bit for each known value."""


class Row(NamedTuple):
    """A post as one record shows it; times in microseconds since 1970."""

    post: str
    at: int | None = None
    account: str | None = None
    name: str | None = None
    kind: str | None = None
    parent: str | None = None
    root: str | None = None
    quoted: str | None = None
    text: str | None = None
    lang: str | None = None
    followers: int | None = None
    impressions: int | None = None
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    role: str | None = None
    verified: bool | None = None
    seen: int | None = None
    """When this snapshot was taken; None if that is unknown, and then older than any other."""
    origin: str = RECORD
    url: str | None = None
    platform: str | None = None
    """Where it was posted, if that is not where the reader's other posts were."""
    parent_is: str | None = None
    """What its parent is, if that is not what it is of the reader's other posts."""


class Rows:
    """Rows of one reader, until there are enough for a batch.

    Parameters
    ----------
    platform
        Where the posts were posted; None: the format does not say.
    evidence, parents
        Grade of evidence of the posts and of their parents.
    reposts
        What the parents of reposts are, of :data:`casekit.schema.PARENTS`: platforms name the
        original and not the hand. None: the format does not say.
    """

    def __init__(
        self, platform: str | None, *, evidence: str = "archived", parents: str = "archived",
        reposts: str | None = "original",
    ) -> None:  # fmt: skip
        self._platform, self._evidence = platform, evidence
        self._parents, self._reposts = parents, reposts
        self._rows: list[Row] = []
        self._columns: list[list[Any]] = [[] for _ in Row._fields]
        self.add = self._rows.append

    @property
    def full(self) -> bool:
        """Whether it is time to hand a batch on."""
        if len(self._rows) < _TURNED:
            return False
        self._turn()
        return len(self._columns[0]) >= BATCH

    def _turn(self) -> None:
        """Lay the rows into columns."""
        for column, values in zip(self._columns, zip(*self._rows, strict=True), strict=False):
            column += values
        self._rows.clear()

    def batch(self) -> pa.RecordBatch:
        """Hand the rows on, and begin anew."""
        self._turn()
        values = dict(zip(Row._fields, self._columns, strict=True))
        self._columns = [[] for _ in Row._fields]
        n = len(values["post"])
        if any(values["platform"]):
            values["platform"] = [platform or self._platform for platform in values["platform"]]
        columns = {name: _column(name, column) for name, column in values.items()}
        if not any(values["platform"]):
            columns["platform"] = pa.repeat(pa.scalar(self._platform, _TYPES["platform"]), n)
        grade = pa.scalar(_CODES["parent_evidence"][self._parents], pa.int8())
        has_parent = pc.not_equal(columns["parent"], "")
        columns["parent_evidence"] = pc.if_else(has_parent, grade, _NO_WORD)
        if self._reposts is not None:
            reposts = pc.equal(columns["kind"], _CODES["kind"]["repost"])
            reposts = pc.fill_null(pc.and_(reposts, has_parent), False)
            usual = pa.scalar(_CODES["parent_is"][self._reposts], pa.int8())
            usual = pc.if_else(reposts, usual, _NO_WORD)
            columns["parent_is"] = pc.coalesce(columns["parent_is"], usual)
        columns["evidence"] = pa.repeat(pa.scalar(_CODES["evidence"][self._evidence], pa.int8()), n)
        columns["sources"] = pa.nulls(n, _TYPES["sources"])
        return pa.RecordBatch.from_arrays([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _column(name: str, values: list[Any]) -> pa.Array:
    if values.count(None) == len(values):
        return pa.nulls(len(values), _TYPES[name])
    if name in _CODES:
        codes = _CODES[name]
        values = [None if word is None else codes[word] for word in values]
    return pa.array(values, _TYPES[name])


def placed(batches: Iterable[pa.RecordBatch], start: int = 0) -> pa.Table:
    """Put batches one after the other and number their rows."""
    table = pa.Table.from_batches(batches, SCHEMA)
    places = pa.array(np.arange(start, start + len(table), dtype=np.int64))
    has = np.zeros(len(table), np.int32)
    for n, name in enumerate(VALUES):
        has |= table[name].is_valid().to_numpy().astype(np.int32) << n
    table = table.append_column(PLACED.field("place"), places)
    return table.append_column(PLACED.field("has"), pa.array(has))


def records(batch: pa.RecordBatch) -> int:
    """Count the rows that are records of their own."""
    return int(pc.sum(pc.equal(batch["origin"], _CODES["origin"][RECORD])).as_py() or 0)


def dressed(table: pa.Table) -> pa.Table:
    """Give the words of a frame's columns instead of their places in the word lists."""
    for n, field in enumerate(table.schema):
        if field.name in _CODES:
            kind = schema.arrow(schema.POSTS).field(field.name)
            words = pa.array(list(_CODES[field.name]), pa.large_string())
            chunks = [
                pa.DictionaryArray.from_arrays(
                    chunk.cast(pa.int8()), words, ordered=kind.type.ordered
                )
                for chunk in table.column(n).chunks
            ]
            table = table.set_column(n, kind, pa.chunked_array(chunks, kind.type))
    return table
