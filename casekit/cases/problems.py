"""What is wrong with a ledger: where it stands, what was seen, and the cure."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Key", "Place", "Problem", "nearest"]

Key = tuple[str | int, ...]
"""The way to a node of the file: ``("events", 3, "label", "de")``."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a ledger.

    Examples
    --------
    >>> print(Problem("case.yaml", 12, "no source 'bbc'", "did you mean 'bbc-2013'?"))
    case.yaml:12: error: no source 'bbc'. Cure: did you mean 'bbc-2013'?
    """

    file: str
    line: int
    what: str
    cure: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.what}. Cure: {self.cure}"


@dataclass(frozen=True)
class Place:
    """Finds the line of a node, and words problems with it."""

    file: str
    lines: dict[Key, int]

    def line(self, key: Key) -> int:
        """Give the line of a node or, where it is missing, of the nearest one around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)

    def error(self, key: Key, what: str, cure: str) -> Problem:
        """Word a problem that keeps the ledger from being loaded."""
        return Problem(self.file, self.line(key), what, cure)

    def warning(self, key: Key, what: str, cure: str) -> Problem:
        """Word a problem that the ledger can be loaded with."""
        return Problem(self.file, self.line(key), what, cure, "warning")


def nearest(word: str, words: Iterable[str], *, otherwise: str) -> str:
    """Suggest the nearest of some words, or say something else where none is near.

    Examples
    --------
    >>> nearest("earlist", ["earliest", "latest"], otherwise="remove it")
    "did you mean 'earliest'?"
    """
    match = difflib.get_close_matches(word, list(words), n=1, cutoff=0.5)
    return f"did you mean {match[0]!r}?" if match else otherwise
