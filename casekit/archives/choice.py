"""Which format a source is of, told from its files as they come by."""

import difflib
import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from casekit.archives.file import File
from casekit.archives.formats import Format, any_table
from casekit.archives.report import Problem, Tally, listing
from casekit.archives.sight import described
from casekit.errors import ReadError, parted
from casekit.sentence import Sentence

__all__ = ["Choice", "confirm"]

HELD = 256
"""Small files without a format that are kept until one is known."""


class Choice:
    """The choice of a format for a source, and what speaks for and against it.

    Parameters
    ----------
    formats
        Those to choose from.
    named
        The one to read by, whatever files look like; None: told from the content.
    tally
        Is told of files that are passed over.
    others
        Where files of other formats are noted, by these; they speak against the choice.
    """

    def __init__(
        self, formats: Iterable[Format], named: str | None, tally: Tally,
        others: dict[str, list[str]] | None = None,
    ) -> None:  # fmt: skip
        self._formats = {module.NAME: module for module in formats}
        self._tally = tally
        self._named = self._known(named) if named is not None else None
        self.others = {} if others is None else others
        self._module: Format | None = None
        self._tried: dict[str, dict[str, str]] = {}
        self._beside: set[str] = set()

    def _known(self, name: str) -> Format:
        if name not in self._formats:
            near = difflib.get_close_matches(name, self._formats, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise ReadError(
                f"no format {name!r}", cure=f"{hint}there are {', '.join(self._formats)}"
            )
        return self._formats[name]

    def made(self, files: Iterable[File]) -> tuple[Format, Iterator[File]]:
        """Choose by the first file that is of a format; give it and all files of that format.

        Raises
        ------
        ReadError
            No file is of any format.
        """
        files = iter(files)
        held: list[File] = []
        for file in files:
            asked = self._asked(file)
            self._module = self._first_fit(file, asked)
            if self._module is None and len(asked) == 1 and asked[0].sniff(file).plausible:
                self._module = asked[0]
            if self._module is not None:
                return self._module, self.of(self._module, chain(held, [file], files))
            if file.whole and len(held) < HELD:
                held.append(file)
            else:
                self._tally.skip(file.name, self._why_not(file))
        for file in held:
            self._tally.skip(file.name, self._why_not(file))
        raise self._nothing()

    def of(self, module: Format, files: Iterable[File]) -> Iterator[File]:
        """Give the files that are of a format; the others are noted."""
        self._module = module
        return (file for file in files if file.lines or self._is_mine(file))

    def _asked(self, file: File) -> list[Format]:
        """Give the formats that a file may have; one with a mapping of its columns is a table."""
        if self._named is not None:
            return [self._named]
        if file.columns is not None:
            return [self._formats[any_table.NAME]]
        return list(self._formats.values())

    def _first_fit(self, file: File, asked: list[Format]) -> Format | None:
        tried = {}
        for module in asked:
            verdict = module.sniff(file)
            if verdict.fits:
                return module
            tried[module.NAME] = str(verdict.saw)
        if str(described(file.magic)).startswith(("JSON", "text")):
            self._tried.setdefault(file.name, tried)
        return None

    def _is_mine(self, file: File) -> bool:
        module = self._module
        assert module is not None
        verdict = module.sniff(file)
        if not verdict.fits:
            other = next((m for m in self._formats.values() if m.sniff(file).fits), None)
            if other is not None and (why := getattr(module, "BESIDE", {}).get(other.NAME)):
                self._tally.skip(
                    file.name, Sentence("{why} (format {format})", why=why, format=other.NAME)
                )
                return False
            if other is not None and self._named is None:
                self.others.setdefault(other.NAME, []).append(file.name)
                return False
            if other is not None or not verdict.plausible:
                named = other and Sentence("format {format}", format=other.NAME)
                self._tally.skip(file.name, named or self._why_not(file))
                return False
        self._tally.file(file.name)
        return True

    def _why_not(self, file: File) -> Sentence:
        """Say what a file is: what a format knows it as, or else how it begins."""
        sights = (module.sniff(file).beside for module in self._formats.values())
        known = next(filter(None, sights), None)
        if known is not None:
            self._beside.add(file.name)
        return known or described(file.magic)

    def _nothing(self) -> ReadError:
        skipped = self._tally.skipped
        damage, mends = _damage(self._tally.problems[:3])
        if not skipped:
            return ReadError(damage or "nothing to read: no file there",
                             cure=mends or "check the path and the file")  # fmt: skip
        seen = "; ".join(str(listing(one.why, one.files)) for one in skipped.values())
        cure = "`casekit inspect --formats` lists what is read; format=... names one"
        tried, strange = "", [name for name in self._tried if name not in self._beside]
        if self._beside and not strange:
            cure = "this goes with an archive and holds no posts: give the file of the posts"
        for name in strange[:1]:
            verdicts, said = self._tried[name], {str(one.why) for one in skipped.values()}
            sights = "; ".join(saw for saw in dict.fromkeys(verdicts.values()) if saw not in said)
            if sights:
                tried = f". Tried on {name}, {len(verdicts)} formats, which saw: {sights}"
            if verdicts.get(any_table.NAME, "").startswith("a table"):
                cure = (
                    "if it is a table of posts, say which column is what, as in "
                    "columns='at=Date,text=Message,name=Author'; "
                    f"`casekit inspect {shlex.quote(name)} --propose` writes a proposal to correct"
                )
        return ReadError(
            f"no file of a known format: {seen}{'. ' + damage if damage else ''}{tried}",
            cure=f"{mends}; {cure}" if mends else cure,
        )


def _damage(problems: Sequence[Problem]) -> tuple[str, str]:
    """Put what is wrong with files into one clause, and how to mend it into another."""
    seen: dict[str, str] = {}
    cures: dict[str | None, None] = {}
    for problem in problems:
        what, cure = parted(str(problem.reason))
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        seen.setdefault(what, place)
        cures[cure] = None
    told = "; ".join(f"{place}: {what}" for what, place in seen.items())
    return told, "; ".join(filter(None, cures))


def confirm(
    name: str, accepted: int, tally: Tally, others: dict[str, list[str]], *, needed: bool = True
) -> None:
    """Refuse a reading of several formats, or one without a single record that needs one.

    Parameters
    ----------
    name
        The format that was read.
    accepted
        Records that were.
    tally
        The account of the reading.
    others
        Files of other formats, by these.
    needed
        Whether a record must have been accepted.

    Raises
    ------
    ReadError
        Files of other formats were met, or nothing was accepted.
    """
    if others:
        found = [str(listing(other, names)) for other, names in others.items()]
        each = " or ".join(f"format={one!r}" for one in (name, *others))
        raise ReadError(
            f"holds several formats: {name} and {'; '.join(found)}",
            cure=f"read them one by one, by {each}",
        )
    if needed and not accepted:
        shown, cure = _damage(tally.problems[:3])
        raise ReadError(
            f"{name}: none of {tally.rejected:,} records could be read"
            + (f" ({shown})" if shown else ""),
            cure=cure or "look at the lines that are named",
        )
