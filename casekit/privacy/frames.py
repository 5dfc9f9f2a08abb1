"""Frames and stored files with pseudonyms in place of everything that could name somebody."""

import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casekit import given, schema
from casekit.archives.asked import MAKE, no_store
from casekit.errors import PrivacyError, SchemaError
from casekit.privacy.keys import Pseudonyms, pseudonyms
from casekit.privacy.wording import Texts
from casekit.writing import whole

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["BATCH", "Handed", "ids", "named", "opened", "pseudonymise", "public", "stored"]

Wording = Literal["drop", "keep"]
Source = str | os.PathLike[str]

BATCH = 50_000
"""Rows that are rewritten at a time; they make one row group."""
_ACCOUNTS = ("account", "name")
_POSTS = ("post", "parent", "root", "quoted", "child", "complaint")
_FRAMES = {frame.index.name: frame
           for frame in (schema.POSTS, schema.ACCOUNTS, schema.EDGES, schema.WAITS)}  # fmt: skip
_LANGUAGE = r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"
_PLATFORM = r"^[\w ]{1,20}$"
"""A word such as "twitter"; an address would name a blog, and who writes it."""
_BROKEN = r"~|[eE][-+]\d"
"""In an id: it went through a number, and is not what the platform called the post."""


@dataclass(frozen=True)
class Handed:
    """What was written for others."""

    posts: int
    verbatim: int
    """Texts that stand there word for word but for names; a search may find who wrote them."""
    kept: tuple[str, ...]
    """Accounts that were to keep their names and are in the archive."""
    absent: tuple[str, ...]
    """Accounts that were to keep their names and are not in it."""


def pseudonymise(
    table: pd.DataFrame, *, key: Source, keep: str | Iterable[str] = (), text: Wording = "drop"
) -> pd.DataFrame:
    """Put pseudonyms in place of accounts, posts and links; parents, roots and edges still join.

    Files of one key join with each other, files of two keys do not. Times, counts and who passed
    on whom stay as they are; with them somebody who has the platform's data may find a post again.

    Parameters
    ----------
    table
        Frame of posts, accounts, edges or waits, as :mod:`casekit.schema` has them. Columns that
        the schema does not know are left out.
    key
        Key file, as :func:`new_key` makes it.
    keep
        Accounts that stay named, by id or handle, such as :func:`public` gives them.
    text
        "drop": of a text nothing stays but whom it mentions; "keep": it stays, without mentions,
        links, addresses, numbers and handles of the archive's accounts; names that accounts show
        beside their handles stay.

    Returns
    -------
    DataFrame
        The same rows and columns; posts are called ``p…``, accounts ``u…``.

    Raises
    ------
    PrivacyError
        The key cannot be used.
    SchemaError
        The table is none of these frames.

    Warns
    -----
    UserWarning
        Texts are kept: whoever searches for one finds who wrote it.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> posts = ck.load.posts(ck.load.sample("customer-care.csv"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = ck.privacy.new_key(Path(folder) / "study.key")
    ...     mine = pseudonymise(posts, key=key, keep=["ExampleRail"])
    >>> bool(mine["parent"].dropna().isin(mine.index).any()), mine.index.isin(posts.index).any()
    (True, np.False_)
    """
    given.word("text", text, ("drop", "keep"))
    frame = _FRAMES.get(str(table.index.name))
    if frame is None:
        raise SchemaError(
            f"no frame of posts, accounts, edges or waits: its index is {table.index.name!r}",
            cure="give one as casekit.load.posts or casekit.spread.edges gives it",
        )
    schema.check(table, frame)
    rows = table[[column.name for column in frame.columns]].reset_index()
    columns = {name: pa.array(rows[name], pa.large_string(), from_pandas=True)
               for name in rows if name in _CHANGED}  # fmt: skip
    accounts = {name: columns[name] for name in _ACCOUNTS if name in columns}
    cover = _Cover(key, [accounts] if accounts else [], keep, text)
    new = cover.over(columns)
    if cover.verbatim:
        warnings.warn(_quotable(cover.verbatim), UserWarning, stacklevel=2)
    rows = rows.assign(**{name: pd.Series(values.to_pandas(), dtype="str")
                          for name, values in new.items()})  # fmt: skip
    return schema.conform(rows, frame)


def stored(
    path: Source, to: Path, *, key: Source, keep: str | Iterable[str] = (), text: Wording = "drop"
) -> Handed:
    """Write a Parquet file of posts once more under pseudonyms, however large it is.

    What the file says of its reading is left out: excerpts of records stand there.

    Parameters
    ----------
    path
        What :func:`casekit.archives.store` wrote.
    to
        The Parquet file to write; it stands there whole or not at all.
    key, keep, text
        As in :func:`pseudonymise`.

    Raises
    ------
    PrivacyError
        The key cannot be used, or `path` holds no posts of casekit.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     folder, key = Path(name), ck.privacy.new_key(Path(name) / "study.key")
    ...     made = ck.archives.store([ck.load.sample("customer-care.csv")], folder / "a.parquet")
    ...     done = stored(folder / "a.parquet", folder / "b.parquet", key=key)
    ...     done.posts == made.accepted, done.verbatim
    (True, 0)
    """
    given.word("text", text, ("drop", "keep"))
    kind = schema.arrow(schema.POSTS)
    with opened(path) as file:
        cover = _Cover(key, file.iter_batches(BATCH, columns=list(_ACCOUNTS)), keep, text)
        with whole(to) as part, pq.ParquetWriter(part, kind, compression="zstd") as out:
            for batch in file.iter_batches(BATCH, columns=kind.names):
                table = pa.Table.from_batches([batch]).cast(kind)
                names = [name for name in kind.names if name in _CHANGED]
                new = cover.over({name: table[name] for name in names})
                for name, values in new.items():
                    table = table.set_column(kind.names.index(name), kind.field(name), values)
                out.write_table(table)
        return Handed(file.metadata.num_rows, cover.verbatim, cover.kept, cover.absent)


def ids(posts: pd.DataFrame) -> list[str]:
    """Give the ids of the posts of an archive, sorted, which is what platforms let others have.

    Posts that are only named are left out, and ids that went through a number and are not what the
    platform called them. With an id whoever may ask the platform gets the post, if it still stands.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("twitter-v1.jsonl"))
    >>> len(ids(posts)) == int(posts["origin"].ne("named").sum())
    True
    """
    held = posts.index[posts["origin"].ne("named").to_numpy()].astype("str")
    return sorted(held[~held.str.contains(_BROKEN)])


def public(case: "Case") -> tuple[str, ...]:
    """Give the accounts of a case that may stay named: the organisation's, and its public ones.

    Examples
    --------
    >>> import casekit as ck
    >>> public(ck.load.case("british-airways-2013"))
    ('BritishAirways', 'British_Airways')
    """
    others = (who.account for who in case.public if who.account)
    return tuple(sorted({*case.accounts, *others}))


def opened(path: Source) -> pq.ParquetFile:
    """Open a Parquet file of posts.

    Raises
    ------
    PrivacyError
        It is none.
    """
    wanted = set(schema.arrow(schema.POSTS).names)
    try:
        file = pq.ParquetFile(path)
        missing = wanted - set(file.schema_arrow.names)
    except (OSError, pa.ArrowException) as error:
        missing, seen = wanted, no_store(path, error)
    else:
        seen = f"no column {min(missing)}" if missing else ""
    if missing:
        raise PrivacyError(f"no Parquet file of posts: {seen}", where=str(path), cure=MAKE)
    return file


class _Cover:
    """What replaces the columns of posts; it knows the accounts of all of them."""

    def __init__(
        self, key: Source, batches: Iterable[Mapping[str, pa.Array]], keep: str | Iterable[str],
        text: Wording,
    ) -> None:  # fmt: skip
        wanted = schema.handles(keep)
        pseudonyms(key)  # refused before anything is read
        accounts, same, present = named(batches, wanted)
        self.kept = tuple(sorted(present))
        self.absent = tuple(sorted(wanted - present))
        self._names: Pseudonyms = pseudonyms(key, wanted | same)
        texts = Texts(self._names, accounts | wanted)
        self._text = texts.scrubbed if text == "keep" else texts.mentions
        self._counts = text == "keep"
        self.verbatim = 0

    def over(self, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        """Give columns with pseudonyms."""
        ways: dict[str, Callable[[str], str | None]] = {
            **dict.fromkeys(_POSTS, self._names.post),
            **dict.fromkeys(_ACCOUNTS, self._names.account),
            "url": self._names.link,
            "text": self._text,
        }
        new = {name: _each(values, ways[name]) for name, values in columns.items() if name in ways}
        for name, pattern in (("lang", _LANGUAGE), ("platform", _PLATFORM)):
            if name in columns:
                fits = pc.match_substring_regex(columns[name], pattern)
                new[name] = pc.if_else(fits, columns[name], None)
        if self._counts and "text" in new:
            self.verbatim += int(pc.sum(pc.greater(pc.utf8_length(new["text"]), 0)).as_py() or 0)
        return new


_CHANGED = {*_POSTS, *_ACCOUNTS, "url", "text", "lang", "platform"}


def named(
    batches: Iterable[Mapping[str, pa.Array]], wanted: set[str]
) -> tuple[set[str], set[str], set[str]]:
    """Give all ids and handles; those that belong to accounts to be kept; which of these are there.

    An account is kept under its id and under every handle that it had.
    """
    pairs: set[tuple[str, ...]] = set()
    for batch in batches:
        columns = [batch[name].to_pylist() for name in _ACCOUNTS]
        pairs.update(tuple(one for one in row if one) for row in zip(*columns, strict=True))
    accounts = {one for pair in pairs for one in pair}
    plain = {one: next(iter(schema.handles(one)), "") for one in accounts}
    present = wanted & set(plain.values())
    same = {plain[pair[0]] for pair in pairs if any(plain[one] in wanted for one in pair)}
    kept = {plain[one] for pair in pairs if plain.get(pair[0] if pair else "") in same
            for one in pair}  # fmt: skip
    return accounts, kept, present


def _each(values: pa.Array | pa.ChunkedArray, way: Callable[[str], str | None]) -> pa.Array:
    """Replace each value, each different one once."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    coded = values.dictionary_encode()
    new = pa.array([way(one) for one in coded.dictionary.to_pylist()], pa.large_string())
    return pc.take(new, coded.indices)


def _quotable(texts: int) -> str:
    return (
        f"{texts:,} texts stand there word for word but for names: whoever searches for one finds "
        "who wrote it. Quote in your own words, or leave them out with text='drop'"
    )
