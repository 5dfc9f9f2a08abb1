"""What a document holds, before it is a Word file or a PDF: headings, text, lists, tables."""

from dataclasses import dataclass

__all__ = ["WHOLE", "Heading", "Items", "Paper", "Part", "Table", "Text"]

WHOLE = 12
"""A table with so many rows at most is not divided between pages."""


@dataclass(frozen=True)
class Heading:
    """A heading; `fresh` begins a page."""

    text: str
    level: int = 1
    fresh: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph; `tone` is plain, strong or soft."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class Items:
    """A list; `box` gives each item a box to tick."""

    items: tuple[str, ...]
    box: bool = False


@dataclass(frozen=True)
class Table:
    """A table; `widths` are shares, and `height` is that of an empty row to write in, in cm."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    height: float = 0.0


Part = Heading | Text | Items | Table


@dataclass(frozen=True)
class Paper:
    """A document: title, line under it, line at the foot of each page, and its parts."""

    title: str
    subtitle: str
    foot: str
    lang: str
    parts: tuple[Part, ...]
