"""Cascades as times and followers: the tables of the packages SEISMIC and evently.

A row is a post: the seconds since the first one of its cascade, and the followers of who posted
it; evently's tables name the cascade and the account too. Where no cascade is named, a row earlier
than the one before it begins a new one. The tables hold no dates: times are counted from
1970-01-01T00:00:00Z, so that only their differences mean anything, and the report says so; numbers
that can only be Unix times are taken as such. Each repost is tied to the first post of its cascade:
Twitter names no other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from casekit.archives import ids
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, described_columns
from casekit.archives.times import epoch
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "cascade-events"
ABOUT = "cascades as tables of seconds and followers (SEISMIC, evently)"

PAIRS = (("relative_time_second", "number_of_followers"), ("time", "magnitude"))
GROUPS = ("cascade", "cascade_id")
PLACES = {"latitude", "longitude", "lat", "lon", "lng", "depth"}
"""Columns of earthquakes, which have times and magnitudes too."""
INDEX = {"tweet_id", "start_ind", "end_ind"}
DATED = 300_000_000
"""Seconds from which on a time can only be a Unix time: nine and a half years of one cascade."""


@dataclass
class _Columns:
    """Which column says what."""

    time: str
    followers: str
    group: str | None
    user: str | None


def sniff(file: File) -> Verdict:
    """Look for a pair of columns of times and followers."""
    names = columns(file)
    found = _columns(names)
    if found is not None:
        return Verdict(True, f"the columns {found.time} and {found.followers}")
    if set(names) >= INDEX:
        return Verdict.aside("side material of cascades: their index, without times and followers")
    return Verdict(False, described_columns(names) or described(file.magic))


def _columns(names: list[str]) -> _Columns | None:
    for time, followers in PAIRS:
        if time in names and followers in names and not PLACES & set(names):
            group = next((name for name in GROUPS if name in names), None)
            return _Columns(time, followers, group, "user" if "user" in names else None)
    return None


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read tables, in batches."""
    rows = Rows("twitter")
    names: Counter[str] = Counter()
    for file in files:
        found = _columns(columns(file))
        table = Table(file, tally, PAIRS[0] if found is None else (found.time, found.followers))
        if found is None:
            continue
        name = file.name.replace("!", "/").rsplit("/", 1)[-1].split(".")[0]
        names[name] += 1
        if names[name] > 1:
            name += f"~{names[name]}"
        cascades = _Cascades(name, found, tally)
        for line, values, raw in table:
            try:
                rows.add(cascades.row(values, f"{file.name}:{line}"))
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
            if rows.full:
                yield rows.batch()
        cascades.finish()
    yield rows.batch()


class _Cascades:
    """The cascades of one table: the size of each so far, and the time of its first row."""

    def __init__(self, file: str, found: _Columns, tally: Tally) -> None:
        self._file, self._found, self._tally = file, found, tally
        self._size: dict[str, int] = {}
        self._first: dict[str, int] = {}
        self._number, self._before = 0, 0

    def row(self, values: dict[str, str], where: str) -> Row:
        """Make a row of a row."""
        found = self._found
        at = self._time(values[found.time])
        name = self._name(values, at)
        size = self._size.get(name, 0)
        self._size[name] = size + 1
        if at < self._first.setdefault(name, at):
            self._tally.count("posts that are earlier than the first row of their cascade", where)
        return Row(
            post=f"{name}:{size}",
            at=at,
            account=ids.plain(values[found.user]) if found.user else None,
            kind="repost" if size else "post",
            parent=f"{name}:0" if size else None,
            root=f"{name}:0",
            followers=self._followers(values[found.followers], where),
            seen=at,
        )

    def _name(self, values: dict[str, str], at: int) -> str:
        """Name the cascade of a row."""
        if self._found.group is None:
            self._number += at < self._before
            self._before = at
            return f"{self._file}:{self._number}"
        group = ids.plain(values[self._found.group])
        if group is None:
            raise RecordError("no {name}", name=str(self._found.group))
        return f"{self._file}:{group}"

    def _time(self, text: str) -> int:
        if text.strip().startswith("-"):
            raise RecordError("{text!r} seconds: before the first post of the cascade",
                              text=text[:40])  # fmt: skip
        at = epoch(text)
        if at < DATED * 1_000_000:
            self._tally.count("times without a date, counted from 1970-01-01T00:00:00Z: only their "
                              "differences mean anything")  # fmt: skip
        return at

    def _followers(self, text: str, where: str) -> int | None:
        try:
            number = float(text)
            if number >= 0 and number == int(number) and number < 2**53:
                return int(number)
        except (ValueError, OverflowError):
            pass
        self._tally.count("numbers of followers that are none, left unknown", where)
        return None

    def finish(self) -> None:
        """Count the cascades."""
        self._tally.count("cascades", n=len(self._size))
        self._tally.count("cascades of one post", n=sum(n == 1 for n in self._size.values()))
