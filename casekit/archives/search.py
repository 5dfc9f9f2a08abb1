"""What an archive is searched for: words, accounts and days, in bytes before anything is parsed.

Bytes that hold no word and no account cannot hold a post that does; the others are parsed, and
the posts decide. A word is looked for in every case, in UTF-8 and as JSON escapes it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Self, TypedDict

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from casekit import clock, schema
from casekit.archives.rows import RECORD
from casekit.errors import ReadError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Search", "Sought"]

_RECORD = schema.ORIGINS.index(RECORD)
_SPACE = r"(?:[\s]|\\[nrt]|\\u00a0|\xc2\xa0)+"
_ALSO = {"/": (r"\/",), '"': (r"\"", "&quot;"), "&": (r"\u0026", "&amp;"),
         "'": (r"\u0027", "&#39;"), "<": (r"\u003c", "&lt;"), ">": (r"\u003e", "&gt;")}  # fmt: skip
"""Other ways in which JSON and platforms write a sign."""


class Sought(TypedDict, total=False):
    """What :meth:`Search.of` takes."""

    words: Iterable[str]
    accounts: Iterable[str]
    start: "str | pd.Timestamp | None"
    end: "str | pd.Timestamp | None"
    kinds: Iterable[str]


class Search(msgspec.Struct, frozen=True, dict=True):
    """What is searched for; a post is found that has a word or an account, within the time.

    Parameters
    ----------
    words
        Words and phrases, found in the text in any case, also within longer words.
    accounts
        Handles or ids of accounts, without "@": who posted it, or who is named in it by "@".
    start, end
        Microseconds since 1970: not before the one, before the other.
    kinds
        Kinds of posts, of :data:`casekit.schema.KINDS`; none: all of them.
    """

    words: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    kinds: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        *,
        words: Iterable[str] = (),
        accounts: Iterable[str] = (),
        start: "str | pd.Timestamp | None" = None,
        end: "str | pd.Timestamp | None" = None,
        kinds: Iterable[str] = (),
        tz: str | None = None,
    ) -> Self:
        """Say what is searched for, with times as people write them.

        `tz` is the time zone of times that come without one.

        Raises
        ------
        ClockError
            A time is none, or has no zone.
        ReadError
            There is no such kind of post, or a single word stands for several.

        Examples
        --------
        >>> Search.of(words=["lost luggage"], start="2013-09-02T00:00Z").start
        1378080000000000
        """
        several = {"words": words, "accounts": accounts, "kinds": kinds}
        for name, values in several.items():
            if isinstance(values, str):
                raise ReadError(f"{name} = {values!r}", cure=f"write {name}=[{values!r}]")
        strange = [kind for kind in kinds if kind not in schema.KINDS]
        if strange:
            raise ReadError(f"no kind {strange[0]!r}", cure=f"use {', '.join(schema.KINDS)}")
        first, last = (
            None if time is None else int(clock.instant(time, tz=tz).asm8.astype("int64"))
            for time in (start, end)
        )
        return cls(tuple(words), tuple(accounts), first, last, tuple(kinds))

    @cached_property
    def patterns(self) -> list[bytes]:
        """Regular expressions over bytes, one of which every record in question matches."""
        return [_pattern(word) for word in (*self.words, *self.accounts)]

    @cached_property
    def names(self) -> list[str]:
        """The accounts in small letters, without "@"."""
        return [account.removeprefix("@").lower() for account in self.accounts]

    @cached_property
    def texts(self) -> list[str]:
        """Regular expressions over texts, one of which every text that is found matches."""
        mentions = (rf"@{re.escape(name)}(?:[^A-Za-z0-9_]|$)" for name in self.names)
        return [f"(?i){one}" for one in (*map(_spaced, self.words), *mentions)]

    def scanner(self) -> Callable[[memoryview], Iterator[int]] | None:
        """Give what finds the places in a text that match; None if everything is in question."""
        if not self.patterns:
            return None
        try:
            import hyperscan
        except ImportError:  # there are no wheels of it for Windows
            found = re.compile(b"|".join(self.patterns), re.IGNORECASE)
            return lambda data: (match.start() for match in found.finditer(data))
        database = hyperscan.Database()
        flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_DOTALL
        database.compile(expressions=self.patterns, flags=[flags] * len(self.patterns))

        def scan(data: memoryview) -> Iterator[int]:
            ends: list[int] = []
            database.scan(  # type: ignore[type-var]
                data, match_event_handler=lambda _id, _from, to, _flags, _: ends.append(to)
            )
            return (end - 1 for end in ends)

        return scan

    def chosen(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Keep the posts that are found, what they repost, answer or quote, and reposts of it.

        Posts of other batches are not looked at.
        """
        table = pa.Table.from_batches([batch])
        ids = table["post"]
        found = self._named(table)
        of_found = ids.filter(pa.array(found))
        refers = [pc.is_in(table[name], of_found).to_numpy() for name in ("parent", "quoted")]
        mine = (table["origin"].to_numpy() == _RECORD) & self._in_time(table)
        if self.kinds:
            codes = pa.array([schema.KINDS.index(kind) for kind in self.kinds], pa.int8())
            mine &= pc.is_in(table["kind"], codes).to_numpy()
        kept = mine & (found | refers[0] | refers[1])
        near = pa.concat_arrays(
            [
                table[name].filter(pa.array(kept)).combine_chunks()
                for name in ("parent", "quoted", "root")
            ]
        )
        kept |= ~mine & pc.is_in(ids, near).to_numpy() & (table["origin"].to_numpy() != _RECORD)
        return batch.filter(pa.array(kept))

    def _named(self, table: pa.Table) -> NDArray[np.bool_]:
        found = np.zeros(len(table), bool)
        if not self.words and not self.accounts:
            return ~found
        text = pc.fill_null(table["text"], "")
        for pattern in self.texts:
            found |= pc.match_substring_regex(text, pattern).to_numpy()
        for named in self.names:
            for column in ("name", "account"):
                same = pc.equal(pc.utf8_lower(table[column]), named)
                found |= pc.fill_null(same, False).to_numpy()
        return found

    def _in_time(self, table: pa.Table) -> NDArray[np.bool_]:
        at = table["at"].cast(pa.int64()).fill_null(-1).to_numpy()
        inside = np.ones(len(table), bool)
        if self.start is not None:
            inside &= at >= self.start
        if self.end is not None:
            inside &= (at < self.end) & (at >= 0)
        return inside


def _spaced(word: str) -> str:
    """Write a word as a pattern over text."""
    return r"\s+".join("".join(map(_alike, part)) for part in word.split())


def _alike(sign: str) -> str:
    forms = "|".join(re.escape(form) for form in _forms(sign))
    return f"(?:{forms})" if "|" in forms else forms


def _pattern(word: str) -> bytes:
    """Write a word as a pattern over bytes, in every way in which it can stand there."""
    parts = ("".join(map(_sign, part)) for part in word.removeprefix("@").split())
    return _SPACE.join(parts).encode("latin-1")


def _sign(sign: str) -> str:
    if sign.isascii():
        ways = [sign, *_ALSO.get(sign, ())]
    else:
        ways = [way for form in _forms(sign) for way in (_bytes(form), _escaped(form))]
    escaped = "|".join(re.escape(way) for way in ways)
    return f"(?:{escaped})" if len(ways) > 1 else escaped


@cache
def _forms(sign: str) -> list[str]:
    """Give the ways to write a sign in either case; what looks for ASCII needs but one."""
    if sign.isascii():
        return [sign]
    folded = sign.casefold()
    alike = (chr(code) for code in range(0x80, 0x1_F000) if chr(code).casefold() == folded)
    return list(dict.fromkeys([sign, *alike, folded, sign.upper()]))


def _bytes(text: str) -> str:
    return text.encode().decode("latin-1")


def _escaped(text: str) -> str:
    """Write a text as JSON escapes it."""
    units = text.encode("utf-16-be")
    return "".join(rf"\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
