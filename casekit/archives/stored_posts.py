"""Posts as casekit stores them in Parquet, read back row by row with their grades."""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casekit import schema
from casekit.archives.file import File
from casekit.archives.report import Report, Tally
from casekit.archives.rows import BATCH, NODE, RECORD, SCHEMA
from casekit.archives.sight import Verdict, described
from casekit.archives.unpack import CHUNK

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "casekit-parquet"
ABOUT = "posts as casekit stores them (Parquet)"
APART = True

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
                missing = [name for name in wanted if name not in table.schema_arrow.names]
                if missing:
                    tally.damage(file.name, None, f"no posts of casekit: no column {missing[0]}")
                    continue
                _tell(table, file.name, tally)
                for batch in table.iter_batches(BATCH, columns=wanted):
                    yield _coded(batch, tally)
            except (pa.ArrowException, OSError, ValueError, KeyError) as error:
                tally.damage(file.name, None, f"damaged Parquet file: {error}")


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
    made = msgspec.json.decode(kept, type=Report)
    tally.count(f"records of {made.source} ({made.format}) that were read for these posts", name,
                made.records)  # fmt: skip
    tally.count("of them rejected", name, made.rejected)


def _coded(batch: pa.RecordBatch, tally: Tally) -> pa.RecordBatch:
    """Give posts as readers do: words as their places in the word lists."""
    columns = []
    for field in SCHEMA:
        if field.name in _WORDS:
            words = batch[field.name].cast(pa.string())
            columns.append(pc.index_in(words, _WORDS[field.name]).cast(field.type))
        elif field.name == "seen":
            columns.append(batch["at"].cast(pa.int64()))
        elif field.name in batch.schema.names:
            columns.append(batch[field.name].cast(field.type))
        else:
            columns.append(pa.nulls(len(batch), field.type))
    own, node = (
        int(pc.sum(pc.equal(batch["origin"].cast(pa.string()), word)).as_py() or 0)
        for word in (RECORD, NODE)
    )
    tally.records += own + node
    tally.accepted += node
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)
