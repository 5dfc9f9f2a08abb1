"""Posts on their way from a reader to the frame: one row each, handed on in batches of Arrow."""

from typing import Any, NamedTuple

import pyarrow as pa

from casekit import schema

__all__ = ["BATCH", "EMBEDDED", "NAMED", "NODE", "RECORD", "SCHEMA", "Row", "Rows"]

BATCH = 20_000

RECORD, NODE, EMBEDDED, NAMED = schema.ORIGINS

SCHEMA = pa.schema(
    [
        *schema.arrow(schema.POSTS),
        ("verified", pa.bool_()),
        ("seen", pa.int64()),
    ]
)
"""The frame of posts, and what is needed to put snapshots of one post together."""

_CODES = {
    name: {word: n for n, word in enumerate(schema.POSTS[name].choices)}
    for name in ("kind", "parent_evidence", "role", "origin", "evidence")
}


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


class Rows:
    """Rows of one reader, until there are enough for a batch.

    Parameters
    ----------
    platform
        Where the posts were posted; None: the format does not say.
    parents
        Grade of evidence of their parents.
    """

    def __init__(self, platform: str | None, *, parents: str = "archived") -> None:
        self._platform, self._parents = platform, parents
        self._rows: list[Row] = []
        self.add = self._rows.append

    @property
    def full(self) -> bool:
        """Whether it is time to hand a batch on."""
        return len(self._rows) >= BATCH

    def batch(self) -> pa.RecordBatch:
        """Hand the rows on, and begin anew."""
        n = len(self._rows)
        if not n:
            return pa.RecordBatch.from_pylist([], SCHEMA)
        values: dict[str, Any] = dict(zip(Row._fields, zip(*self._rows, strict=True), strict=True))
        self._rows.clear()
        graded = [self._parents if parent else None for parent in values["parent"]]
        values |= {"parent_evidence": graded, "evidence": ["archived"] * n}
        columns = []
        for field in SCHEMA:
            if field.name == "platform" and not any(values["platform"]):
                columns.append(pa.repeat(pa.scalar(self._platform, field.type), n))
            elif field.name == "platform":
                named = [platform or self._platform for platform in values["platform"]]
                columns.append(pa.array(named, field.type))
            elif field.name not in values:
                columns.append(pa.nulls(n, field.type))
            elif field.name in _CODES:
                columns.append(_coded(values[field.name], field))
            else:
                columns.append(pa.array(values[field.name], field.type))
        return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def _coded(words: list[str | None], field: pa.Field) -> pa.DictionaryArray:
    codes = _CODES[field.name]
    indices = pa.array([None if word is None else codes[word] for word in words], pa.int8())
    choices = pa.array(list(codes), pa.large_string())
    return pa.DictionaryArray.from_arrays(indices, choices).cast(field.type)
