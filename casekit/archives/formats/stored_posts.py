"""Posts as casekit stores them in Parquet, read back row by row with their grades."""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casekit import schema
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally, reason, remembered
from casekit.archives.rows import BATCH, NODE, RECORD, SCHEMA
from casekit.archives.sight import Verdict, described
from casekit.archives.unpack import CHUNK
from casekit.sentence import Sentence

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "casekit-parquet"
ABOUT = "posts as casekit stores them (Parquet)"
APART = True
_LATER = {"parent_is"}
"""Columns that files of earlier versions lack."""

_WORDS = {
    column.name: pa.array(column.choices)
    for column in schema.POSTS.columns
    if column.type == "choice"
}


def sniff(file: File) -> Verdict:
    """Look for the signature of Parquet."""
    fits = file.magic.startswith(b"PAR1")
    return Verdict(fits, "a Parquet file" if fits else described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read Parquet files, in batches; a record is a row that was one in the archive."""
    wanted = schema.arrow(schema.POSTS).names
    for file in files:
        with _searchable(file) as stream:
            try:
                table = pq.ParquetFile(stream)
                here = [name for name in wanted if name in table.schema_arrow.names]
                missing = [name for name in wanted if name not in {*here, *_LATER}]
                if missing:
                    why = Sentence("no posts of casekit: no column {name}", name=missing[0])
                    tally.damage(file.name, None, why)
                    continue
                if getattr(table.schema_arrow.field("at").type, "tz", None) is None:
                    why = Sentence("no posts of casekit: 'at' has no time zone")
                    tally.damage(file.name, None, why)
                    continue
                _tell(table, file.name, tally)
                for batch in table.iter_batches(BATCH, columns=here):
                    batch.validate(full=True)
                    yield _sound(_coded(batch), file.name, tally)
            except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
                why = Sentence("damaged Parquet file: {why}", why=reason(error))
                tally.damage(file.name, None, why)


def _searchable(file: File) -> IO[bytes]:
    """Copy a file to where any part of it can be reached; the copy goes when it is closed."""
    copy: IO[bytes] = TemporaryFile()  # noqa: SIM115
    stream = file.packed()
    while data := stream.read(CHUNK):
        copy.write(data)
    copy.seek(0)
    return copy


def _tell(table: pq.ParquetFile, name: str, tally: Tally) -> None:
    """Say which reading these posts come from."""
    kept = (table.metadata.metadata or {}).get(b"casekit")
    if kept is None:
        return
    try:
        made = remembered(kept)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        why = Sentence("what it says of its reading cannot be read: {why}", why=str(error))
        tally.damage(name, None, why)
        return
    tally.count("records of {source} ({format}) that were read for these posts", name,
                made.records, source=made.source, format=made.format)  # fmt: skip
    tally.count("of them rejected", name, made.rejected)


def _coded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Give posts as readers do: words as their places in the word lists."""
    columns = []
    for field in SCHEMA:
        if field.name in _LATER - set(batch.schema.names):
            columns.append(pa.nulls(len(batch), field.type))
        elif field.name in _WORDS:
            words = batch[field.name].cast(pa.string())
            columns.append(pc.index_in(words, _WORDS[field.name]).cast(field.type))
            if columns[-1].null_count > words.null_count:
                raise RecordError("words of {name} that are none of the list", name=field.name)
        elif field.name == "seen":
            columns.append(batch["at"].cast(SCHEMA.field("at").type).cast(pa.int64()))
        elif field.name in batch.schema.names:
            columns.append(batch[field.name].cast(field.type))
        else:
            columns.append(pa.nulls(len(batch), field.type))
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def _sound(batch: pa.RecordBatch, name: str, tally: Tally) -> pa.RecordBatch:
    """Count the posts, and reject those without an id, a grade or a place in the archive."""
    graded = pc.and_(pc.is_valid(batch["origin"]), pc.is_valid(batch["evidence"]))
    whole = pc.and_(pc.is_valid(batch["post"]), graded)
    for number in np.flatnonzero(~whole.to_numpy(zero_copy_only=False)):
        tally.records += 1
        seen = str(batch["post"][int(number)].as_py())
        why = RecordError("no id, grade of evidence, or origin")
        tally.reject(name, int(number) + 1, why, seen)
    batch = batch.filter(whole)
    own, node = (
        int(pc.sum(pc.equal(batch["origin"], schema.ORIGINS.index(word))).as_py() or 0)
        for word in (RECORD, NODE)
    )
    tally.records += own + node
    tally.accepted += node
    return batch
