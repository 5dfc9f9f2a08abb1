"""Posts as casekit itself wrote them, read back with the grades and sources that stand there."""

from collections.abc import Mapping

import pyarrow as pa

from casekit import schema
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import SCHEMA, Row, Rows
from casekit.archives.tables import count
from casekit.archives.times import micros

__all__ = ["COLUMNS", "Graded", "row"]

COLUMNS = tuple(column.name for column in schema.POSTS.columns)
_COUNTS = ("followers", "impressions", "likes", "reposts", "replies")
_WORDS = {column.name: column.choices for column in schema.POSTS.columns
          if column.type == "choice"}  # fmt: skip


class Graded:
    """Rows that each bring their grades of evidence and their sources.

    Parameters
    ----------
    platform
        Where the posts were posted; None: each says it, or nobody knows.
    """

    def __init__(self, platform: str | None = None) -> None:
        self._rows = Rows(platform, reposts=None)
        self._evidence: list[int] = []
        self._parents: list[int | None] = []
        self._sources: list[str | None] = []

    @property
    def full(self) -> bool:
        """Whether it is time to hand a batch on."""
        return self._rows.full

    def add(
        self, row: Row, *, evidence: str = "archived", parent: str | None = None,
        sources: str | None = None,
    ) -> None:  # fmt: skip
        """Take a row, the grades of it and of its parent, and its sources."""
        parent = parent or ("archived" if row.parent else None)
        self._rows.add(row)
        self._evidence.append(schema.EVIDENCE.index(evidence))
        self._parents.append(None if parent is None else schema.EVIDENCE.index(parent))
        self._sources.append(sources)

    def batch(self) -> pa.RecordBatch:
        """Hand the rows on, and begin anew."""
        batch = self._rows.batch()
        if not batch.num_rows:
            return batch
        given = {"evidence": self._evidence, "parent_evidence": self._parents,
                 "sources": self._sources}  # fmt: skip
        self._evidence, self._parents, self._sources = [], [], []
        for name, values in given.items():
            at = SCHEMA.get_field_index(name)
            batch = batch.set_column(at, SCHEMA.field(name), pa.array(values, SCHEMA.types[at]))
        return batch


def row(post: str, values: Mapping[str, str], tally: Tally, where: str) -> Row:
    """Make a row of the columns of :data:`casekit.schema.POSTS`, each as text.

    Raises
    ------
    RecordError
        A word is none of its word list.
    ClockError
        The time is none.

    Examples
    --------
    >>> row("a", {"kind": "post", "at": "2013-09-02T22:00:00+00:00"}, Tally(), "x:1").kind
    'post'
    """
    for name, words in _WORDS.items():
        if values.get(name) and values[name] not in words:
            raise RecordError("{name} is {seen!r}, none of {words}", name=name,
                              seen=values[name][:40], words=", ".join(words))  # fmt: skip
    told = {name: value for name, value in values.items() if name in Row._fields and value}
    counts = {name: count(dict(values), name, tally, where) for name in _COUNTS}
    at = micros(told.pop("at"), tally.tz) if "at" in told else None
    texts = {name: value for name, value in told.items()
             if name not in (*_COUNTS, "post", "seen", "verified")}  # fmt: skip
    return Row(post=post, at=at, seen=at, **counts, **texts)  # type: ignore[arg-type]
