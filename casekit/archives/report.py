"""What was read, what was not, and why."""

import datetime as dt
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from casekit import share
from casekit.archives.searched import Searched
from casekit.errors import CasekitError, ReadError
from casekit.sentence import Sentence, Value

__all__ = ["Problem", "RecordError", "Report", "Tally", "listing", "reason", "remembered",
           "reported"]  # fmt: skip

_MINUTES = [
    re.compile(r"(?<!\d)(\d{4})/(\d\d)/(\d\d)/(\d\d)/(\d\d)\.json"),
    re.compile(r"(?<!\d)(\d{4})-(\d\d)[^/!]*!(?:[^!]*/)?(\d\d)/(\d\d)/(\d\d)\.json"),
    re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?:00)?\.json"),
]
"""How archives of the stream call the file of a minute: by folders, in a month's tar, in full."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

EXCERPT = 200
LISTED = 10_000
"""Problems that are listed; more of them are counted."""


class RecordError(ReadError):
    """A record cannot be read; the report says why."""


@dataclass(frozen=True)
class Problem:
    """One thing that could not be read: where it stands, why, and how it begins."""

    file: str
    line: int | None
    reason: Sentence
    excerpt: str
    """Its first 200 characters."""


@dataclass(frozen=True)
class Report:
    """The account of one reading; ``records == accepted + duplicates + rejected`` always holds.

    At most 10,000 problems are listed; a warning counts the rest.
    """

    source: str
    """Name of what was read, as it was given, without its folders; a sample is said to be one."""
    format: str
    files: int
    """Files that were read, each member of a container counted by itself."""
    records: int
    accepted: int
    duplicates: int
    """Records that had been read before; of each post the newest snapshot is kept."""
    rejected: int
    embedded: int
    """Posts that stand inside other records only, such as the original of a repost."""
    unknown: int
    """Posts that are only named: they have no time, and seldom an account."""
    problems: list[Problem]
    """One for each rejected record and each damage; the first 10,000 of them."""
    warnings: list[Sentence]
    """What was put right or left out, with counts and the first place."""
    searched: Searched | None = None
    """How much was searched for it; None: all of it was wanted."""
    posts: int | None = None
    """Posts that came of it, those inside others and those that are only named among them; None:
    an earlier casekit stored them."""
    minutes: list[tuple[int, int]] = field(default_factory=list)
    """First and last of the minutes since 1970 that a stream archive has files of, run by run."""


@dataclass
class Met:
    """What a reader of the report should know, how often it was met, and where first."""

    what: Sentence
    n: int = 0
    first: str = ""


@dataclass
class Passed:
    """Files that were not read, and why."""

    why: Sentence
    files: list[str] = field(default_factory=list)


@dataclass
class Tally:
    """The running account of a reading, kept by every part that reads."""

    tz: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    """Which column of all its tables is what, where somebody said so."""
    files: int = 0
    records: int = 0
    """Records that were met where files are cut, whatever became of them."""
    accepted: int = 0
    """Accepted records of formats where a record is not a post, such as an edge."""
    duplicates: int = 0
    rejected: int = 0
    problems: list[Problem] = field(default_factory=list)
    unlisted: int = 0
    edits: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Edit histories by the id of each version, oldest version first."""
    counts: dict[str, Met] = field(default_factory=dict)
    """What was counted, each under its text and values."""
    skipped: dict[str, Passed] = field(default_factory=dict)
    """Files that were not read, by the reason."""
    minutes: list[int] = field(default_factory=list)
    """Minutes since 1970 of which there is a file, as its name says."""

    def file(self, name: str) -> None:
        """Count a file that is read, and note the minute of a stream that it is called by."""
        self.files += 1
        for pattern in _MINUTES:
            if found := pattern.search(name):
                with suppress(ValueError):
                    year, month, day, hour, minute = map(int, found.groups())
                    time = dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)
                    self.minutes.append((time - _EPOCH) // dt.timedelta(minutes=1))
                return

    def edited(self, history: tuple[str, ...]) -> None:
        """Keep the edit history of a post, oldest version first; the longest of several stands."""
        for version in history:
            if len(history) >= len(self.edits.get(version, ())):
                self.edits[version] = history

    def reject(
        self, file: str, line: int | None, why: Sentence | Exception, seen: bytes | str
    ) -> None:
        """Count a record that could not be read, and list it."""
        self.rejected += 1
        self.damage(file, line, why, seen)

    def damage(
        self, file: str, line: int | None, why: Sentence | Exception, seen: bytes | str = b""
    ) -> None:
        """List a problem that is no record of its own, such as a truncated file."""
        if len(self.problems) >= LISTED:
            self.unlisted += 1
            return
        if isinstance(seen, bytes):
            seen = seen[: 4 * EXCERPT].decode("utf-8", "replace")
        self.problems.append(Problem(file, line, reason(why), seen[:EXCERPT]))

    def count(self, what: str, where: str = "", /, n: int = 1, **values: Value) -> None:
        """Count something that a reader of the report should know; `values` are in its places."""
        if n:
            key = "\n".join((what, *map(str, values.values()))) if values else what
            met = self.counts.get(key) or self.counts.setdefault(key, Met(Sentence(what, **values)))
            met.n += n
            met.first = met.first or where

    def skip(self, file: str, why: Sentence) -> None:
        """Name a file that was not read."""
        self.skipped.setdefault(str(why), Passed(why)).files.append(file)

    def add(self, other: "Tally") -> None:
        """Add the account of what was read after this."""
        for name in ("files", "records", "accepted", "duplicates", "rejected", "unlisted"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        room = LISTED - len(self.problems)
        self.problems += other.problems[:room]
        self.unlisted += len(other.problems[room:])
        for history in dict.fromkeys(other.edits.values()):
            self.edited(history)
        self.minutes += other.minutes
        for key, more in other.counts.items():
            met = self.counts.setdefault(key, Met(more.what))
            met.n += more.n
            met.first = met.first or more.first
        for key, passed in other.skipped.items():
            self.skipped.setdefault(key, Passed(passed.why)).files.extend(passed.files)

    def warnings(self) -> list[Sentence]:
        """Put everything that was counted into sentences."""
        out = [
            Sentence("{what}: {n} (first: {where})", what=met.what, n=met.n, where=met.first)
            if met.first else Sentence("{what}: {n}", what=met.what, n=met.n)
            for met in self.counts.values()
        ]  # fmt: skip
        out += [Sentence("not read, {what}", what=listing(passed.why, passed.files))
                for passed in self.skipped.values()]  # fmt: skip
        if self.unlisted:
            out.append(Sentence("problems beyond the first {most}, not listed: {n}",
                                most=LISTED, n=self.unlisted))  # fmt: skip
        return out


def reason(why: Sentence | Exception) -> Sentence:
    """Give what an exception says as a sentence; what a library says stays in its words.

    Examples
    --------
    >>> reason(RecordError("no {name}", name="id")), reason(ValueError("bad CRC"))
    ('no id', 'bad CRC')
    """
    if isinstance(why, Sentence):
        return why
    return why.said if isinstance(why, CasekitError) else Sentence("{words}", words=str(why))


def reported(source: Iterable[str], format: str, tally: Tally, counts: dict[str, int]) -> Report:
    """Close the account of a reading.

    Parameters
    ----------
    counts
        What became of the rows, as :class:`casekit.archives.merge.Merge` counts it.
    """
    accepted = tally.accepted + counts["accepted"]
    duplicates = tally.duplicates + counts["duplicates"]
    lost = tally.records - accepted - duplicates - tally.rejected
    tally.count("records unaccounted for, a defect of casekit", n=lost)
    return Report(
        source=", ".join(_named(each) for each in source),
        format=format,
        files=tally.files,
        records=tally.records,
        accepted=accepted,
        duplicates=duplicates,
        rejected=tally.rejected,
        embedded=counts["embedded"],
        unknown=counts["unknown"],
        posts=counts["posts"],
        problems=tally.problems,
        warnings=tally.warnings(),
        minutes=_runs(tally.minutes),
    )


def _runs(minutes: list[int]) -> list[tuple[int, int]]:
    """Put minutes that follow one another together.

    Examples
    --------
    >>> _runs([5, 3, 4, 9, 9])
    [(3, 5), (9, 9)]
    """
    runs: list[tuple[int, int]] = []
    for minute in sorted(set(minutes)):
        if runs and runs[-1][1] == minute - 1:
            runs[-1] = (runs[-1][0], minute)
        else:
            runs.append((minute, minute))
    return runs


def _named(source: str) -> str:
    """Give the name of what was read without its folders, and say of a sample that it is one."""
    path = Path(source)
    known = source != "-" and share.invented(path)
    return f"{path.name} {share.INVENTED}" if known else path.name


def listing(why: str | Sentence, files: list[str], most: int = 3) -> Sentence:
    """Name some files of many, with what is common to them.

    Examples
    --------
    >>> listing("PNG picture", ["a.png", "b.png", "c.png", "d.png"])
    'PNG picture: 4 files (a.png, b.png, c.png, ...)'
    """
    if len(files) == 1:
        return Sentence("{why}: {file}", why=why, file=files[0])
    named = ", ".join(files[:most]) + (", ..." if len(files) > most else "")
    return Sentence("{why}: {n} files ({named})", why=why, n=len(files), named=named)


def remembered(kept: bytes) -> Report:
    """Give back the report that a stored archive carries.

    Files that an earlier casekit stored have their notes in English alone.

    Raises
    ------
    msgspec.DecodeError
        It is none.
    """

    def sentence(told: Any) -> Any:
        return {"text": "{words}", "values": {"words": told}} if isinstance(told, str) else told

    told = msgspec.json.decode(kept, type=dict[str, Any])
    problems = msgspec.convert(told.get("problems"), list[dict[str, Any]])
    told["problems"] = [one | {"reason": sentence(one.get("reason"))} for one in problems]
    told["warnings"] = [sentence(one) for one in msgspec.convert(told.get("warnings"), list[Any])]
    return msgspec.convert(told, Report)
