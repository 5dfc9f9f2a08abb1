"""Documents as Word files."""

from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from casekit import theme
from casekit.workshop.paper import WHOLE, Heading, Items, Paper, Part, Table, Text
from casekit.workshop.tongue import CODES, described
from casekit.writing import whole

__all__ = ["write"]

_FONT = "Arial"
_WIDTH = 17.0
"""Width of the text on a page of A4, in cm."""
_INSET, _AIR = 90, 45
"""Space beside, and above and below, the text of a cell, in twentieths of a point."""


def write(paper: Paper, path: Path) -> None:
    """Write a document as .docx, on A4.

    Raises
    ------
    ReadError
        It cannot be written there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "note.docx"
    ...     write(Paper("Note", "", "", "en", (Text("One line."),)), target)
    ...     docx.Document(str(target)).paragraphs[-1].text
    'One line.'
    """
    document = docx.Document()
    _page(document, paper)
    document.add_heading(paper.title, 0)
    if paper.subtitle:
        _run(document.add_paragraph(), paper.subtitle, "soft")
    for part, following in zip(paper.parts, (*paper.parts[1:], None), strict=True):
        _add(document, part, following)
    described(document, paper.title, paper.lang)
    with whole(path) as target:
        document.save(str(target))


def _page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    foot = section.footer.paragraphs[0]
    _run(foot, paper.foot, "soft").font.size = Pt(8)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        style.font.name = _FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for side in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(side), None)
        fonts.set(qn("w:hAnsi"), _FONT)
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(theme.INK.removeprefix("#"))
    normal = document.styles["Normal"]
    normal.font.size = Pt(10)
    normal.paragraph_format.space_after = Pt(5)
    document.styles["Title"].font.size = Pt(22)
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), CODES[paper.lang])
    normal.element.get_or_add_rPr().append(tongue)


def _add(document: Any, part: Part, following: Part | None) -> None:
    """Add a part; what announces a list, a table or an answer stays on its page."""
    if isinstance(part, Heading):
        heading = document.add_heading(part.text, part.level)
        heading.paragraph_format.page_break_before = part.fresh or None
    elif isinstance(part, Text):
        paragraph = document.add_paragraph()
        _run(paragraph, part.text, part.tone)
        announces = part.tone == "strong" or isinstance(following, Items | Table)
        if part.tone == "soft" and isinstance(following, Text):
            announces = following.tone != "soft"  # a line under a heading, and no list of sources
        paragraph.paragraph_format.keep_with_next = announces and following is not None
    elif isinstance(part, Items):
        for item in part.items:
            if part.box:
                document.add_paragraph(f"☐  {item}")
            else:
                document.add_paragraph(item, style="List Bullet")
    else:
        _table(document, part)


def _table(document: Any, part: Table) -> None:
    table = document.add_table(rows=1, cols=len(part.head), style="Table Grid")
    table.autofit = False
    _rule(table)
    widths = [Cm(_WIDTH * share / sum(part.widths)) for share in part.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    rows = [(part.head, True), *((row, False) for row in part.rows)]
    whole = len(part.rows) <= WHOLE
    for number, (row, head) in enumerate(rows):
        line = table.rows[0] if number == 0 else table.add_row()
        if part.height and not head:
            line.height = Cm(part.height)
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.keep_with_next = whole and number < len(part.rows)
            _run(paragraph, text, "strong" if head else "plain").font.size = Pt(9)
        fixed = OxmlElement("w:cantSplit")
        line._tr.get_or_add_trPr().append(fixed)
        if head:
            line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _rule(table: Any) -> None:
    """Give a table thin grey rules, air around its texts, and its edge at the edge of the text."""
    color = theme.RULE.removeprefix("#")
    sides = ("top", "left", "bottom", "right")
    rules = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="{color}"/>'
                    for side in (*sides, "insideH", "insideV"))  # fmt: skip
    insets = "".join(f'<w:{side} w:w="{space}" w:type="dxa"/>'
                     for side, space in zip(sides, (_AIR, _INSET) * 2, strict=True))  # fmt: skip
    names, layout = nsdecls("w"), table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(parse_xml(f'<w:tblInd {names} w:w="{_INSET}" w:type="dxa"/>'))
    layout.addprevious(parse_xml(f"<w:tblBorders {names}>{rules}</w:tblBorders>"))
    layout.addnext(parse_xml(f"<w:tblCellMar {names}>{insets}</w:tblCellMar>"))


def _run(paragraph: Any, text: str, tone: str) -> Any:
    run = paragraph.add_run(text)
    run.bold = True if tone == "strong" else None
    if tone == "soft":
        run.font.color.rgb = RGBColor.from_string(theme.INK_SOFT.removeprefix("#"))
        run.font.size = Pt(9)
    return run
