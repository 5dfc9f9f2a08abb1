"""What was read, what was not, and why."""

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Problem", "Report", "Tally"]

EXCERPT = 200
LISTED = 10_000
"""Problems that are listed; more of them are counted."""


@dataclass(frozen=True)
class Problem:
    """One thing that could not be read: where it stands, why, and how it begins."""

    file: str
    line: int | None
    reason: str
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
    warnings: list[str]
    """What was put right or left out, with counts and the first place."""


@dataclass
class Tally:
    """The running account of a reading, kept by every part that reads."""

    tz: str | None = None
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
    _counts: Counter[str] = field(default_factory=Counter)
    _first: dict[str, str] = field(default_factory=dict)
    _skipped: dict[str, list[str]] = field(default_factory=dict)

    def reject(self, file: str, line: int | None, reason: str, seen: bytes | str) -> None:
        """Count a record that could not be read, and list it."""
        self.rejected += 1
        self.damage(file, line, reason, seen)

    def damage(self, file: str, line: int | None, reason: str, seen: bytes | str = b"") -> None:
        """List a problem that is no record of its own, such as a truncated file."""
        if len(self.problems) >= LISTED:
            self.unlisted += 1
            return
        if isinstance(seen, bytes):
            seen = seen[: 4 * EXCERPT].decode("utf-8", "replace")
        self.problems.append(Problem(file, line, reason, seen[:EXCERPT]))

    def count(self, what: str, where: str = "", n: int = 1) -> None:
        """Count something that a reader of the report should know."""
        if n:
            self._counts[what] += n
            if where:
                self._first.setdefault(what, where)

    def skip(self, file: str, why: str) -> None:
        """Name a file that was not read."""
        self._skipped.setdefault(why, []).append(file)

    @property
    def skipped(self) -> dict[str, list[str]]:
        """Files that were not read, by the reason."""
        return self._skipped

    def warnings(self) -> list[str]:
        """Put everything that was counted into sentences."""
        out = []
        for what, n in self._counts.items():
            first = f" (first: {self._first[what]})" if what in self._first else ""
            out.append(f"{what}: {n:,}{first}")
        out += [f"not read, {listing(why, files)}" for why, files in self._skipped.items()]
        if self.unlisted:
            out.append(f"problems beyond the first {LISTED:,}, not listed: {self.unlisted:,}")
        return out


def listing(why: str, files: list[str], most: int = 3) -> str:
    """Name some files of many, with what is common to them.

    Examples
    --------
    >>> listing("PNG picture", ["a.png", "b.png", "c.png", "d.png"])
    'PNG picture: 4 files (a.png, b.png, c.png, ...)'
    """
    if len(files) == 1:
        return f"{why}: {files[0]}"
    named = ", ".join(files[:most]) + (", ..." if len(files) > most else "")
    return f"{why}: {len(files):,} files ({named})"
