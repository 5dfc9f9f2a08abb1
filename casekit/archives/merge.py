"""Rows put together: one row a post, the newest snapshot of it, and its account.

DuckDB does it, with the same statements over batches in memory and over files beyond it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from casekit import schema
from casekit.archives import ids
from casekit.archives.report import Tally
from casekit.archives.rows import EMBEDDED, NAMED, RECORD, SCHEMA, VALUES, dressed, placed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Merge", "Merged", "bench", "framed", "merged"]

_NULLABLE = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
_ORIGIN = {name: n for n, name in enumerate(schema.ORIGINS)}
_VALUES = [f'"{name}"' for name in VALUES]
_AT_ONCE = 10_000
"""Rows that are handed on together."""
_CHOSEN = 500_000
"""Rows of which the newest ones are chosen at a time."""
_PATCHED = 20_000
"""Posts of which values are put together at a time."""
_SEEN = f"coalesce(seen, {-(1 << 63)})"
"""When a snapshot was taken; an unknown time is before all others."""
_TURN = (
    f"((rank::HUGEINT * {1 << 55} + least(greatest(coalesce(seen, -1), -1), {1 << 54}) + 1) * 4 "
    f"+ {len(schema.ORIGINS) - 1} - origin) * {1 << 62} + place"
)
"""The order of snapshots of one post, newest last; its last 62 bits are the place."""
_VERSIONS = 256
"""Versions of a post whose order is kept; there is no room for more beside 119 bits of the rest."""
_NEVER = (1 << 63) - 1
_MOMENT = f'coalesce(epoch_us("at"), {_NEVER})'
"""The time of a post as a number that comes last where it is unknown."""


@dataclass(frozen=True)
class Merged:
    """The frames of a reading, and how many posts came from where."""

    posts: pd.DataFrame
    accounts: pd.DataFrame
    counts: dict[str, int]
    """Posts of all kinds (posts); of them records (accepted), posts inside others (embedded) and
    those that are only named (unknown); records that were there before (duplicates)."""


@contextmanager
def bench(
    spill: Path | None = None, *, memory: int = 0, threads: int = 0
) -> "Iterator[DuckDBPyConnection]":
    """Open a database in memory that reaches for nothing else.

    Parameters
    ----------
    spill
        Folder for what does not fit into memory; None: everything does.
    memory
        Megabytes that it may take; 0: as many as it likes.
    threads
        How many of them work, each with memory of its own; 0: one for each core.
    """
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if memory:
        settings["memory_limit"] = f"{memory}MB"
    if threads:
        settings["threads"] = threads
    if spill is not None:
        settings["temp_directory"] = str(spill)
    with duckdb.connect(config=settings) as db:
        yield db


def merged(batches: Iterable[pa.RecordBatch], tally: Tally) -> Merged:
    """Put batches together.

    Of a post that occurs several times the newest snapshot wins, value by value: what it leaves
    unknown is taken from the one before. Posts come in the order of time, those without one last.
    """
    with bench() as db:
        db.register("raw", placed(batches))
        merge = Merge(db, tally, at_once=1 << 40)
        posts = framed(dressed(merge.posts().read_all()), schema.POSTS)
        accounts = framed(dressed(merge.accounts().read_all()), schema.ACCOUNTS)
    schema.check(posts, schema.POSTS)
    schema.check(accounts, schema.ACCOUNTS)
    return Merged(posts, accounts, merge.counts)


def framed(table: pa.Table, frame: schema.Frame) -> pd.DataFrame:
    """Give a table of Arrow as a frame."""
    return schema.conform(table.to_pandas(types_mapper=_NULLABLE.get), frame)


class Merge:
    """The statements that put the rows of a relation ``raw`` together.

    Parameters
    ----------
    db
        A database in which ``raw`` has the columns of :data:`casekit.archives.rows.PLACED`.
    tally
        The account of the reading; it is told what was found in the ids.
    at_once
        Posts that are sorted at a time, about; so many of them have to fit into memory.
    """

    def __init__(
        self, db: "DuckDBPyConnection", tally: Tally, *, at_once: int = 50_000
    ) -> None:  # fmt: skip
        self._db, self._tally, self._at_once = db, tally, at_once
        self._rows = "raw"
        self._tell_apart()
        self._newest_versions()
        self._choose()
        self._check_ids()
        self.counts = self._counted()

    def posts(self) -> pa.RecordBatchReader:
        """Give the posts, a row each, in the order of time."""
        names = [name for name in SCHEMA.names if name not in ("seen", "verified")]
        kind = pa.schema([SCHEMA.field(name) for name in names])
        return pa.RecordBatchReader.from_batches(kind, self._stretches(kind))

    def _stretches(self, kind: pa.Schema) -> Iterator[pa.RecordBatch]:
        """Take stretch after stretch of the time, so that all of it need not be sorted at once."""
        order = self._db.sql("SELECT moment, first FROM chosen ORDER BY moment, first")
        starts = [
            (int(batch["moment"][0].as_py()), int(batch["first"][0].as_py()))
            for batch in order.to_arrow_reader(self._at_once)
            if batch.num_rows
        ]
        columns = ", ".join(f'"{name}"' for name in kind.names)
        for start, stop in zip(starts, [*starts[1:], None], strict=False):
            inside = self._one_each(_between(start, stop), _near(start, stop))
            found = self._db.sql(
                f'SELECT {columns} FROM ({inside}) ORDER BY "at" NULLS LAST, place'
            ).to_arrow_reader(_AT_ONCE)
            yield from found.cast(kind)

    def _one_each(self, which: str = "true", near: str = "true") -> str:
        """Say which rows make one of each post, of those chosen ones that are asked for."""
        values = ", ".join(_VALUES)
        return (
            f"SELECT post, {values}, best AS origin, first AS place FROM "
            f"(SELECT * FROM {self._rows} WHERE {near}) JOIN "
            f"(SELECT newest, best, first FROM chosen WHERE torn IS NULL AND {which}) "
            f"ON place = newest UNION ALL SELECT post, {values}, origin, place FROM "
            f"(SELECT *, {_MOMENT} AS moment, place AS first FROM patched) WHERE {which}"
        )

    def accounts(self) -> pa.RecordBatchReader:
        """Give the accounts that posted, with what was last seen of each.

        An account is known as well as the best known of its posts.
        """
        last = ", ".join(
            f"arg_max({name}, age) AS {name}" for name in ("name", "role", "followers", "verified")
        )
        age = f"{_SEEN}::HUGEINT * {1 << 62} + place"
        return self._db.sql(
            f"SELECT account, {last}, min(evidence) AS evidence FROM "
            f"(SELECT *, {age} AS age FROM {self._rows} WHERE account IS NOT NULL) "
            "GROUP BY account ORDER BY min(age)"
        ).to_arrow_reader(_AT_ONCE)

    def _number(self, query: str) -> int:
        return int(self._db.execute(query).fetchall()[0][0])

    def _tell_apart(self) -> None:
        """Give ids that were rounded a running number, so that different posts stay different."""
        damaged = f"regexp_matches(post, '{ids.SCIENTIFIC}')"
        found = self._number(f"SELECT count(*) FROM raw WHERE {damaged}")
        if not found:
            return
        first = f"SELECT arg_min(post, place) FROM raw WHERE {damaged}"
        example = self._db.execute(first).fetchall()[0][0]
        self._db.execute(
            "CREATE TEMP VIEW apart AS SELECT * EXCLUDE damaged REPLACE (CASE WHEN damaged THEN "
            "post || '~' || row_number() OVER (PARTITION BY damaged ORDER BY place) ELSE post END "
            f"AS post) FROM (SELECT *, {damaged} AS damaged FROM raw)"
        )
        self._rows = "apart"
        self._tally.count(
            "ids that went through a number, such as {example}: their last digits are lost, "
            "duplicates among them cannot be told and parents not be found",
            n=found,
            example=str(example),
        )

    def _newest_versions(self) -> None:
        """Give all versions of an edited post the id of the newest one, and their order."""
        edits = self._tally.edits
        moved: dict[str, tuple[str, int]] = {}
        if edits:
            self._db.register("known", pa.table({"post": pa.array(edits, pa.string())}))
            found = self._db.execute(
                f"SELECT DISTINCT post FROM {self._rows} SEMI JOIN known USING (post)"
            ).fetchall()
            present = {str(post) for (post,) in found}
            for version, history in edits.items():
                here = [one for one in history if one in present]
                if here and version in history:
                    moved[version] = (here[-1], min(history.index(version), _VERSIONS - 1))
            replaced = {version for version, (newest, _) in moved.items() if version != newest}
            self._tally.count(
                "versions of edited posts that a newer version replaces", n=len(present & replaced)
            )
            missing = {history[-1] for history in edits.values()} - present
            self._tally.count(
                "edited posts whose newest version is not in the archive", n=len(missing)
            )
        if not moved:
            self._db.execute(f"CREATE TEMP VIEW rows AS SELECT *, 0 AS rank FROM {self._rows}")
            self._rows = "rows"
            return
        newest, rank = zip(*moved.values(), strict=True)
        self._db.register("edits", pa.table({"old": list(moved), "new": newest, "rank": rank}))
        named = ("post", "parent", "root", "quoted")
        joins = " ".join(f"LEFT JOIN edits AS e_{one} ON {one} = e_{one}.old" for one in named)
        put = ", ".join(f"coalesce(e_{one}.new, {one}) AS {one}" for one in named)
        self._db.execute(
            f"CREATE TEMP VIEW rows AS SELECT r.* REPLACE ({put}), "
            f"coalesce(e_post.rank, 0) AS rank FROM {self._rows} AS r {joins}"
        )
        self._rows = "rows"

    def _choose(self) -> None:
        """Choose one row a post: the newest snapshot, if it knows all that the others know."""
        rows = f'SELECT post, place, origin, has, "at", {_TURN} AS turn FROM {self._rows}'
        self._in_parts(
            "chosen",
            f"SELECT (max(turn) % {1 << 62})::BIGINT AS newest, min(place) AS first, "
            f'min(origin) AS best, coalesce(epoch_us(arg_max("at", turn)), {_NEVER}) AS moment, '
            "CASE WHEN arg_max(has, turn) != bit_or(has) THEN post END AS torn "
            f"FROM ({rows})",
            self._number("SELECT count(*) FROM raw") // _CHOSEN + 1,
        )
        self._patch()

    def _in_parts(self, table: str, query: str, parts: int) -> None:
        """Make a table with a row a post, of some posts after the others."""
        for part in range(parts):
            made = f"CREATE TEMP TABLE {table} AS" if part == 0 else f"INSERT INTO {table}"
            self._db.execute(f"{made} {query} WHERE hash(post) % {parts} = {part} GROUP BY post")

    def _patch(self) -> None:
        """Put the others together value by value, so many at a time as memory holds."""
        values = ", ".join(f"arg_max({name}, turn) AS {name}" for name in _VALUES)
        self._db.execute(
            f"CREATE TEMP TABLE torn AS SELECT *, {_TURN} AS turn FROM {self._rows} "
            "SEMI JOIN chosen ON post = torn"
        )
        parts = self._number("SELECT count(torn) FROM chosen") // _PATCHED + 1
        self._in_parts(
            "patched",
            f"SELECT post, {values}, min(origin) AS origin, min(place) AS place FROM torn",
            parts,
        )
        self._db.execute("DROP TABLE torn")

    def _counted(self) -> dict[str, int]:
        found = self._db.execute("SELECT best, count(*) FROM chosen GROUP BY best").fetchall()
        by_origin = Counter({int(origin): int(n) for origin, n in found})
        records = self._number(
            f"SELECT count(*) FROM {self._rows} WHERE origin = {_ORIGIN[RECORD]}"
        )
        accepted = by_origin[_ORIGIN[RECORD]]
        return {
            "posts": by_origin.total(),
            "accepted": accepted,
            "duplicates": records - accepted,
            "embedded": by_origin[_ORIGIN[EMBEDDED]],
            "unknown": by_origin[_ORIGIN[NAMED]],
        }

    def _check_ids(self) -> None:
        """Name the zeros that a spreadsheet leaves in long ids."""
        columns = ("post", "parent")
        found: list[tuple[Any, ...]] = self._db.execute(
            f"SELECT {', '.join(map(_shape, columns))}, count(*) FROM ({self._one_each()}) "
            "GROUP BY ALL"
        ).fetchall()
        for n, column in enumerate(columns):
            lengths: Counter[int] = Counter()
            zeros = 0
            for *shapes, count in found:
                if shapes[n] is not None:
                    lengths[abs(shapes[n])] += count
                    zeros += count * (shapes[n] < 0)
            if ids.zeroed(lengths, zeros):
                self._tally.count(
                    "ids ({column}) that end in zeros after 15 digits, as a spreadsheet leaves "
                    "them: they are probably not the real ones",
                    n=zeros,
                    column=column,
                )


def _between(start: tuple[int, int], stop: tuple[int, int] | None) -> str:
    """Say that a row comes not before one moment and place, but before another."""
    after = f"(moment > {start[0]} OR moment = {start[0]} AND first >= {start[1]})"
    if stop is None:
        return after
    return f"{after} AND (moment < {stop[0]} OR moment = {stop[0]} AND first < {stop[1]})"


def _near(start: tuple[int, int], stop: tuple[int, int] | None) -> str:
    """Say about the same of the time alone, so that the rest of a file need not be read."""
    if start[0] == _NEVER:
        return '"at" IS NULL'
    after = f'"at" >= to_timestamp({start[0] // 1_000_000})'
    if stop is None or stop[0] == _NEVER:
        return f'({after} OR "at" IS NULL)'
    return f'{after} AND "at" <= to_timestamp({stop[0] // 1_000_000 + 1})'


def _shape(column: str) -> str:
    """Say how many digits an id of 16 to 19 has, negative if all after the 15th are zeros."""
    number = f"TRY_CAST({column} AS UBIGINT)"
    length = f"length({column})"
    return (
        f"CASE WHEN {length} BETWEEN 16 AND 19 AND {number}::VARCHAR = {column} THEN "
        f"{length} * (CASE WHEN {number} % (10 ** ({length} - 15))::UBIGINT = 0 "
        "THEN -1 ELSE 1 END) END"
    )
