"""Charts of a deck: drawn by the program that opens it, with their numbers in a workbook."""

from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Emu, Pt

from casekit.workshop.slides import place
from casekit.workshop.template import Look

__all__ = ["add", "label"]

_RULE = -0.15
"""So much darker than the ground are the lines of a grid."""


def add(made: Any, look: Look, kind: Any, data: Any, alt: str) -> Any:
    """Put a chart on a slide, as large as its place, with its alt text."""
    room = place(look)
    frame = made.shapes.add_chart(kind, Emu(room.left), Emu(room.top), Emu(room.width),
                                  Emu(room.height), data)  # fmt: skip
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    chart = frame.chart
    chart.font.size = Pt(13)
    chart.has_title = False
    return chart


def label(axis: Any, title: str, *, numbers: str = "") -> None:
    """Label an axis; one of values has a format of its numbers, and a pale grid."""
    axis.tick_labels.font.size = Pt(13)
    if numbers:
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = numbers, False
        line = axis.major_gridlines.format.line
        line.color.theme_color, line.color.brightness = MSO_THEME_COLOR.BACKGROUND_1, _RULE
    axis.has_title = bool(title)
    if title:
        axis.axis_title.text_frame.text = title
        axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
