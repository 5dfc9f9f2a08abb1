"""Lettering: the bundled font, and every text measured before it is placed.

Widths are taken without hinting, as the pictures are drawn, so that a label is as wide on the
sheet as it was measured.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from casekit import theme
from casekit.errors import CatalogueError

__all__ = [
    "RAISED", "SETTINGS", "capitals", "fit", "label_width", "measure", "number_size", "printable",
    "properties", "wrap",
]  # fmt: skip

RAISED = 0.03
"""From the end of a label to its raised source numbers, in inches."""

SETTINGS: Any = {
    "text.hinting": "none",
    "text.usetex": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "casekit",
    "pdf.fonttype": 42,
}
"""What must hold in matplotlib while a picture is measured, drawn or written."""

_POINTS, _DPI = 72, 288

_BREAKS = re.compile(r" (?!(?:h|min|Std|Min)\b)")
"""Spaces at which a line may end: not between a number and its hours or minutes."""
"""Type size, in points, and pixels of an inch at which letters are measured: an em is an inch."""
_SIDE_BY_SIDE = re.compile("[ -~\xa0-\xac\xae-\u024f\u2010-\u2027\u2030-\u205e\u20ac]*")
"""Texts whose letters stand side by side; those of other scripts are shaped as a whole."""
_TOGETHER = re.compile("ff[il]?|f[il]|.")
"""What a font may draw as one sign."""


def measure(
    text: str, size: float, *, bold: bool = False, font: str | None = None
) -> tuple[float, float]:
    """Measure one line of text as it will be drawn: width and height in inches.

    Examples
    --------
    >>> wide, narrow = (measure("First answer", 15, font=f)[0] for f in ("DejaVu Sans", None))
    >>> wide > narrow
    True
    """
    return _measure(text, size, bold, font or theme.FONT)


def number_size(size: float) -> float:
    """Give the type size of the source numbers that stand at a label of some size."""
    return theme.SIZES["number"] * max(1.0, 0.9 * size / theme.SIZES["label"])


def label_width(
    text: str, numbers: str, size: float, *, bold: bool = False, font: str | None = None
) -> float:
    """Give the width of a label with its raised source numbers, in inches."""
    width = measure(text, size, bold=bold, font=font)[0]
    return width + RAISED + measure(numbers, number_size(size), font=font)[0] if numbers else width


def _measure(text: str, size: float, bold: bool, font: str) -> tuple[float, float]:
    wide, high, _ = _em(printable(text, font), bold, font)
    return wide * size / 72, high * size / 72


@lru_cache(20_000)
def _em(text: str, bold: bool, font: str) -> tuple[float, float, float]:
    """Give width, height and depth of a text whose em is an inch.

    A sign is as wide as it is before its neighbour, so that widths of pairs say that of a text:
    a font's letters are laid out some thousand times, and not each text with each of its ends.
    """
    signs = _TOGETHER.findall(text) if _SIDE_BY_SIDE.fullmatch(text) else []
    if not signs:
        return _shaped(text, bold, font)
    wide = _shaped(signs[-1], bold, font)[0]
    wide += sum(_advance(one, after, bold, font) for one, after in pairwise(signs))
    boxes = [_shaped(sign, bold, font) for sign in {*signs}]
    depth = max(deep for _, _, deep in boxes)
    return wide, max(high - deep for _, high, deep in boxes) + depth, depth


@cache
def _advance(sign: str, after: str, bold: bool, font: str) -> float:
    return _shaped(sign + after, bold, font)[0] - _shaped(after, bold, font)[0]


@lru_cache(20_000)
def _shaped(text: str, bold: bool, font: str) -> tuple[float, float, float]:
    with _unhinted():
        wide, high, deep = _renderer().get_text_width_height_descent(
            text, properties(font, _POINTS, bold), False
        )
    return wide / _DPI, high / _DPI, deep / _DPI


@contextmanager
def _unhinted() -> Iterator[None]:
    """Set the one of the settings that widths depend on; a context of all takes longer to make."""
    before = mpl.rcParams["text.hinting"]
    mpl.rcParams["text.hinting"] = SETTINGS["text.hinting"]
    try:
        yield
    finally:
        mpl.rcParams["text.hinting"] = before


@cache
def _renderer() -> Any:
    return RendererAgg(8, 8, _DPI)  # type: ignore[no-untyped-call]


def wrap(
    text: str, width: float, size: float, *, bold: bool = False, font: str | None = None
) -> list[str]:
    """Break a text into lines no wider than so many inches, at its spaces if it can be.

    Examples
    --------
    >>> wrap("no room for 1 h", 0.6, 14)
    ['no', 'room', 'for 1 h']
    """

    def wide(line: str) -> float:
        return measure(line, size, bold=bold, font=font)[0]

    lines, words = [], _BREAKS.split(text)
    while words:
        while len(words) > 1 and not words[0]:
            words = words[1:]
        count = _filling(words, width, wide)
        if not count:
            word = words[0]
            cut = next((n for n in range(len(word) - 1, 1, -1) if wide(word[:n]) <= width), 1)
            lines.append(word[:cut])
            words[0] = word[cut:]
            continue
        lines.append(" ".join(words[:count]))
        words = words[count:]
    return lines


def _filling(words: Sequence[str], width: float, wide: Callable[[str], float]) -> int:
    """Count the words that fill a line; nought where the first one must be cut.

    Words are measured one by one for a first guess, as measuring takes as long as a text is.
    """
    gap, sum_, count = wide("n n") - wide("nn"), 0.0, 0
    while count < len(words) and sum_ <= width:
        sum_ += wide(words[count]) + gap
        count += 1
    while count < len(words) and wide(" ".join(words[: count + 1])) <= width:
        count += 1
    while count and wide(" ".join(words[:count])) > width:
        count -= 1
    return count or int(len(words[0]) <= 1)


def fit(
    text: str, width: float, most: float, least: float, *, bold: bool = False,
    font: str | None = None,
) -> tuple[float, list[str]]:  # fmt: skip
    """Shrink a text in half points until it fits the width, and wrap it if it never does.

    Returns
    -------
    tuple
        The type size and the lines.

    Examples
    --------
    >>> fit("short", 5, 25, 19)
    (25.0, ['short'])
    """
    sizes = [most - n / 2 for n in range(int(2 * (most - least)) + 1)]
    first = bisect_left(
        sizes, True, key=lambda size: measure(text, size, bold=bold, font=font)[0] <= width
    )
    if first < len(sizes):
        return sizes[first], [text]
    return least, wrap(text, width, least, bold=bold, font=font)


@cache
def _register() -> None:
    for file in theme.font_files():
        font_manager.fontManager.addfont(file)


@cache
def properties(font: str, size: float, bold: bool) -> FontProperties:
    """Give the font as matplotlib wants it, with DejaVu Sans for characters that it lacks."""
    _register()
    families = list(dict.fromkeys([font, "DejaVu Sans"]))
    return FontProperties(family=families, size=size, weight="bold" if bold else "regular")


@cache
def _glyphs(font: str) -> frozenset[int]:
    _register()
    known: set[int] = set()
    for family in {font, "DejaVu Sans"}:
        try:
            file = font_manager.findfont(FontProperties(family=family), fallback_to_default=False)
        except ValueError as error:
            raise CatalogueError(
                f"no font {family!r}", cure=f"use {theme.FONT!r} or one that matplotlib knows"
            ) from error
        known.update(font_manager.get_font(file).get_charmap())
    return frozenset(known)


@cache
def capitals(font: str) -> float:
    """Give the height of capitals as a share of the type size."""
    return _measure("H", 72, False, font)[1]


def printable(text: str, font: str) -> str:
    r"""Put a hollow square where neither the font nor DejaVu has the character.

    Examples
    --------
    >>> printable("a\tb", "DejaVu Sans")
    'a□b'
    """
    known = _glyphs(font)
    return "".join(c if ord(c) in known else "\N{WHITE SQUARE}" for c in text)
