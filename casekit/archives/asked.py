"""Of posts that lie in a file or a frame, those that are asked for.

DuckDB finds them: of a file it reads only the days and columns that matter, in bounded memory.
Whatever is asked for, a file gives what the whole frame of it gives.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from casekit import schema
from casekit.archives.merge import bench, framed
from casekit.archives.rows import NODE, RECORD
from casekit.archives.search import Search
from casekit.archives.source import Source
from casekit.errors import ReadError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["chosen", "is_stored", "no_store", "stored"]

MEMORY = 512
"""Megabytes that the database takes while it looks through a file."""
MAKE = "make one with `casekit convert ARCHIVE --out posts.parquet`"
"""What to do where such a file is asked for and another one given."""
_LOOKED_AT = ("at", "account", "name", "kind", "parent", "root", "quoted", "text", "origin")


def is_stored(source: object) -> bool:
    """Say whether a source is one file that :func:`casekit.archives.store` wrote.

    Examples
    --------
    >>> is_stored("posts.csv")
    False
    """
    if not isinstance(source, str | os.PathLike) or not Path(source).is_file():
        return False
    with Path(source).open("rb") as stream:
        if stream.read(4) != b"PAR1":
            return False
    try:
        return set(_names()) <= set(pq.read_schema(source).names)
    except (OSError, UnicodeDecodeError, pa.ArrowException):
        return False


def stored(path: Source, search: Search | None = None) -> pd.DataFrame:
    """Read back the posts of a file that :func:`casekit.archives.store` wrote.

    Parameters
    ----------
    path
        The Parquet file.
    search
        What is looked for, as :func:`chosen` finds it; None: every post.

    Raises
    ------
    ReadError
        It is no such file.
    """
    import duckdb

    try:
        if search is None:
            table = pq.read_table(path, columns=_names())
        else:
            table = _found_in(Path(path), search)
        return framed(table, schema.POSTS)
    except (OSError, UnicodeDecodeError, pa.ArrowException, duckdb.Error) as error:
        raise ReadError(
            f"no Parquet file of posts: {no_store(path, error)}", where=str(path), cure=MAKE
        ) from error


def no_store(path: Source, error: object) -> str:
    """Say in words why a path is no file that :func:`casekit.archives.store` wrote.

    Examples
    --------
    >>> no_store("nowhere.parquet", "[Errno 2]")
    'there is no such file'
    """
    file = Path(path)
    if not file.exists():
        return "there is no such file"
    if file.is_dir():
        return "it is a folder"
    with file.open("rb") as stream:
        return str(error) if stream.read(4) == b"PAR1" else "it is a file of another kind"


def chosen(posts: pd.DataFrame, search: Search) -> pd.DataFrame:
    """Keep the posts that are found, and what stands inside them.

    A post is found that is of the kinds and within the time, and has a word or an account itself
    or in the post that it reposts, answers or quotes. Posts that only stand inside others, or are
    only named, stay if a found one names them.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("customer-care.csv"))
    >>> set(chosen(posts, Search.of(kinds=["reply"]))["kind"])
    {'reply'}
    """
    looked_at = posts.reset_index()[["post", *_LOOKED_AT]]
    table = pa.Table.from_pandas(looked_at, preserve_index=False)
    with bench() as db:
        db.register("frame", table.append_column("row", pa.array(range(len(table)), pa.int64())))
        db.execute("CREATE TEMP VIEW posts AS SELECT * FROM frame")
        _keep(db, search)
        rows = db.sql("SELECT row FROM kept ORDER BY row").to_arrow_table()
    kept: pd.DataFrame = posts.iloc[rows["row"].to_numpy()]
    return kept


def _names() -> list[str]:
    return [schema.POSTS.index.name, *(column.name for column in schema.POSTS.columns)]


def _found_in(path: Path, search: Search) -> pa.Table:
    columns = ", ".join(f'"{name}"' for name in _names())
    with TemporaryDirectory() as spill, bench(Path(spill), memory=MEMORY) as db:
        named = str(path).replace("'", "''")
        read = f"read_parquet('{named}', file_row_number=true)"
        db.execute(f"CREATE TEMP VIEW posts AS SELECT *, file_row_number AS row FROM {read}")
        _keep(db, search)
        query = f"SELECT {columns} FROM posts SEMI JOIN kept USING (row) ORDER BY row"
        return db.sql(query).to_arrow_table()


def _keep(db: "DuckDBPyConnection", search: Search) -> None:
    """Make a table `kept` of the rows of `posts` that are asked for."""
    own = f"origin IN ('{RECORD}', '{NODE}')"
    db.execute(
        f"CREATE TEMP TABLE mine AS SELECT row, parent, quoted, root, {_hit(search)} AS hit "
        f"FROM posts WHERE {own}{_within(search)} "
        "AND (hit OR parent IS NOT NULL OR quoted IS NOT NULL)"
    )
    if search.texts or search.names:
        db.execute(
            "CREATE TEMP TABLE near AS SELECT DISTINCT unnest([parent, quoted]) AS post FROM mine "
            "WHERE NOT hit"
        )
        db.execute(
            f"CREATE TEMP TABLE found AS SELECT post FROM posts SEMI JOIN near USING (post) "
            f"WHERE {_hit(search)}"
        )
        db.execute(
            "DELETE FROM mine WHERE NOT hit AND NOT coalesce(parent IN (FROM found), false) "
            "AND NOT coalesce(quoted IN (FROM found), false)"
        )
    db.execute(
        "CREATE TEMP TABLE kept AS SELECT row FROM mine UNION ALL SELECT row FROM posts "
        f"WHERE NOT ({own}) AND post IN (SELECT unnest([parent, quoted, root]) FROM mine)"
    )


def _hit(search: Search) -> str:
    """Write as SQL that a post itself has a word or an account."""
    ways = [f"regexp_matches(text, {_quoted(pattern)})" for pattern in search.texts]
    for name in search.names:
        ways += [f"lower(name) = {_quoted(name)}", f"lower(account) = {_quoted(name)}"]
    return f"coalesce({' OR '.join(ways)}, false)" if ways else "true"


def _within(search: Search) -> str:
    """Write as SQL that a post is within the time and of the kinds."""
    limits = []
    if search.start is not None:
        limits.append(f'"at" >= make_timestamptz({search.start})')
    if search.end is not None:
        limits.append(f'"at" < make_timestamptz({search.end})')
    if search.kinds:
        limits.append(f"kind IN ({', '.join(map(_quoted, search.kinds))})")
    return "".join(f" AND {limit}" for limit in limits)


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
