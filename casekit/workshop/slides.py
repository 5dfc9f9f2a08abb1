"""Parts of slides: titles, text that fits its place, tables, sources, notes, pictures."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from casekit.workshop.template import Look, Rect

__all__ = [
    "bullets",
    "fit",
    "lines",
    "opening",
    "pages",
    "picture",
    "place",
    "size_of",
    "slide",
    "table",
]

_PT = 12_700
"""EMU in a point."""
_WIDE = 0.52
"""Mean width of a character as a share of its size, on the safe side."""
_LEADING = 1.22
_TITLE = 28.0
"""Size of a title that no layout sets, in points."""
_SMALL = 14
"""A table whose rows would be smaller goes on on another slide, in points."""
_WHOLE = 9
"""Down to this size a table gets smaller so that no word of it is broken."""
_REMARKS = (16, 15, 14, 13, 12)
"""Sizes of a remark above a picture, in points; the first in which it takes two lines."""
_FOOT = 0.075
"""Share of the content that the source line takes."""


def slide(look: Look, title: str, *, sources: str, notes: str, text: bool = False) -> Any:
    """Add a slide with its title, its source line and its notes."""
    made = look.deck.slides.add_slide(look.text if text else look.bare)
    _title(made, title)
    rest = look.content.below(1 - _FOOT)
    box = made.shapes.add_textbox(Emu(rest.left), Emu(rest.top), Emu(rest.width), Emu(rest.height))
    box.name = "Sources"
    frame = box.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.BOTTOM
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = sources
    frame.paragraphs[0].runs[0].font.size = Pt(fit([sources], rest, most=10, least=7))
    made.notes_slide.notes_text_frame.text = notes
    for shape in list(made.placeholders):
        kind = shape.placeholder_format.type
        if not text and kind in (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT):
            shape._element.getparent().remove(shape._element)
    return made


def opening(look: Look, title: str, under: str, *, notes: str) -> Any:
    """Add the first slide."""
    made = look.deck.slides.add_slide(look.opening)
    _title(made, title)
    for shape in list(made.placeholders):
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.SUBTITLE:
            shape.text_frame.text = under
        elif kind not in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
            shape._element.getparent().remove(shape._element)
    made.notes_slide.notes_text_frame.text = notes
    return made


def _title(made: Any, title: str) -> None:
    shape = made.shapes.title
    shape.text_frame.text = title
    shape.text_frame.word_wrap = True
    given = _inherited(made)
    room = Rect(shape.left, shape.top, shape.width, shape.height)
    size = fit([title], room, most=given or _TITLE, least=14)
    if size != given:
        shape.text_frame.auto_size = MSO_AUTO_SIZE.NONE
        for run in shape.text_frame.paragraphs[0].runs:
            run.font.size = Pt(size)


def _inherited(made: Any) -> float | None:
    """Give the size of type that layout or master set for a title, in points."""
    layout = made.slide_layout
    kinds = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    own = [p._element for p in layout.placeholders if p.placeholder_format.type in kinds]
    styles = layout.slide_master._element.find(qn("p:txStyles"))
    for holder in [*own, *([styles.find(qn("p:titleStyle"))] if styles is not None else [])]:
        run = holder.find(".//" + qn("a:lvl1pPr") + "/" + qn("a:defRPr"))
        if run is not None and run.get("sz"):
            return int(run.get("sz")) / 100
    return None


def lines(text: str, width: float, size: float) -> int:
    """Count the lines that a text takes in a width in points, at a size of type."""
    most = max(1, int(width / (size * _WIDE)))
    count = 0
    for part in text.split("\n"):
        used, count = 0, count + 1
        for word in part.split():
            if used and used + 1 + len(word) > most:
                count, used = count + 1, 0
            used += len(word) + (1 if used else 0)
            count, used = count + used // (most + 1), min(used, most)
    return count


def fit(texts: Sequence[str], room: Rect, *, most: float, least: float) -> float:
    """Give the largest size of type at which paragraphs fit a place, in points.

    Examples
    --------
    >>> fit(["short"], Rect(0, 0, 9_000_000, 900_000), most=30, least=10)
    30
    """
    width, height = room.width / _PT - 14, room.height / _PT - 7
    size = most
    while size > least:
        taken = sum(lines(text, width, size) * size * _LEADING + size * 0.35 for text in texts)
        if taken <= height:
            return size
        size -= 1
    return least


def place(look: Look, *, text: bool = False) -> Rect:
    """Give where a table, chart or picture goes, or the text of a slide, above its source line."""
    room = look.content.upper(1 - _FOOT - 0.015)
    return room if text else room.raised(look.head)


def bullets(made: Any, look: Look, texts: Sequence[str], *, lead: str = "",
            most: float = 20) -> None:  # fmt: skip
    """Fill the body of a slide: a paragraph without a bullet first, then the list."""
    body = next(p for p in made.placeholders if p.placeholder_format.type in
                (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT))  # fmt: skip
    room = place(look, text=True)
    body.left, body.top, body.width, body.height = (
        Emu(side) for side in (room.left, room.top, room.width, room.height)
    )
    frame = body.text_frame
    frame.auto_size, frame.word_wrap = MSO_AUTO_SIZE.NONE, True
    size = fit([lead, *texts] if lead else texts, room, most=most, least=10)
    plain = bool(lead) or len(texts) == 1  # one text is no list
    for number, text in enumerate([lead, *texts] if lead else texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text, run.font.size = text, Pt(size)
        paragraph.space_before, paragraph.space_after = Pt(0), Pt(size * 0.35)
        if plain and number == 0:
            shape = paragraph._p.get_or_add_pPr()
            shape.set("marL", "0")
            shape.set("indent", "0")
            shape.append(shape.makeelement(qn("a:buNone"), {}))


def _tall(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> list[float]:
    """Give the height of each row of a table, in points."""
    tops = [max(lines(text, width - 15, size) for text, width in zip(row, widths, strict=True))
            for row in rows]  # fmt: skip
    return [count * size * _LEADING + 8 for count in tops]


def size_of(look: Look, head: Sequence[str], rows: Sequence[Sequence[str]],
            shares: Sequence[float], *, most: float = 20,
            least: float = _SMALL) -> float:  # fmt: skip
    """Give the largest size of type at which a table fits a slide; `least` where none does."""
    room = place(look)
    widths = [room.width / _PT * share / sum(shares) for share in shares]
    size = most
    while size > least and sum(_tall([head, *rows], widths, size)) > room.height / _PT:
        size -= 0.5
    words = [
        (max(map(len, text.split()), default=0), width)
        for row in [head, *rows]
        for text, width in zip(row, widths, strict=True)
    ]
    while size > _WHOLE and any(n * size * _WIDE > width - 15 for n, width in words):
        size -= 0.5  # no word is broken
    return size


def pages(look: Look, head: Sequence[str], rows: Sequence[Sequence[str]],
          shares: Sequence[float], *,
          size: float = _SMALL) -> list[list[Sequence[str]]]:  # fmt: skip
    """Divide rows into tables that each fit a slide."""
    room = place(look)
    widths = [room.width / _PT * share / sum(shares) for share in shares]
    free = room.height / _PT - _tall([head], widths, size)[0]
    made: list[list[Sequence[str]]] = [[]]
    left = free
    for row, tall in zip(rows, _tall(rows, widths, size), strict=True):
        if tall > left and made[-1]:
            made.append([])
            left = free
        made[-1].append(row)
        left -= tall
    even = math.ceil(len(rows) / len(made))
    evenly = [list(rows[n : n + even]) for n in range(0, len(rows), even)]
    fits = all(sum(_tall(part, widths, size)) <= free for part in evenly)
    return evenly if fits else made


def table(made: Any, look: Look, head: Sequence[str], rows: Sequence[Sequence[str]],
          shares: Sequence[float], *, size: float = 13) -> None:  # fmt: skip
    """Put a native table on a slide, in the colours of its template."""
    room = place(look)
    widths = [room.width / _PT * share / sum(shares) for share in shares]
    tall = _tall([head, *rows], widths, size)
    frame = made.shapes.add_table(len(rows) + 1, len(head), Emu(room.left), Emu(room.top),
                                  Emu(room.width), Emu(round(sum(tall) * _PT)))  # fmt: skip
    for column, width in zip(frame.table.columns, widths, strict=True):
        column.width = Emu(round(width * _PT))
    for line, texts, height in zip(frame.table.rows, [head, *rows], tall, strict=True):
        line.height = Emu(round(height * _PT))
        for cell, text in zip(line.cells, texts, strict=True):
            cell.margin_top = cell.margin_bottom = Pt(3)
            cell.text = text
            for paragraph in cell.text_frame.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(size)


def picture(made: Any, look: Look, path: Path, alt: str, *, remark: str = "") -> None:
    """Put a picture on a slide, as large as it fits, with its alt text and a remark above it."""
    room = place(look)
    if remark:
        counts = {size: lines(remark, room.width / _PT, size) for size in _REMARKS}
        size = next((size for size, count in counts.items() if count <= 2), _REMARKS[-1])
        tall = counts[size] * size * _LEADING + size / 2
        share = tall * _PT / room.height
        head = room.upper(share)
        box = made.shapes.add_textbox(Emu(head.left), Emu(head.top), Emu(head.width),
                                      Emu(head.height))  # fmt: skip
        box.name, frame = "Remark", box.text_frame
        frame.word_wrap, frame.text = True, remark
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        run = frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(size), True
        room = room.below(share)
    shape = made.shapes.add_picture(str(path), Emu(room.left), Emu(room.top))
    ratio = min(room.width / shape.width, room.height / shape.height)
    shape.width, shape.height = Emu(int(shape.width * ratio)), Emu(int(shape.height * ratio))
    shape.left = Emu(room.left + (room.width - shape.width) // 2)
    shape._element._nvXxPr.cNvPr.set("descr", alt)
