"""Documents as PDF, set by Typst in the bundled font."""

import json
import tempfile
from pathlib import Path

from casekit import theme
from casekit.workshop.paper import WHOLE, Heading, Items, Paper, Part, Table, Text
from casekit.writing import whole

__all__ = ["markup", "write"]

_BOX = "box(width: 0.8em, height: 0.8em, stroke: 0.6pt)"


def write(paper: Paper, path: Path) -> None:
    """Write a document as PDF, on A4.

    Raises
    ------
    ReadError
        It cannot be written there.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "note.pdf"
    ...     write(Paper("Note", "", "", "en", (Text("One line."),)), target)
    ...     target.read_bytes()[:5]
    b'%PDF-'
    """
    import typst

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "paper.typ"
        source.write_text(markup(paper), encoding="utf-8")
        fonts = [str(file.parent) for file in theme.font_files()[:1]]
        made = typst.compile(str(source), font_paths=fonts, ignore_system_fonts=True)
    with whole(path) as part:
        part.write_bytes(made)


def markup(paper: Paper) -> str:
    """Give a document in Typst's markup; every text is a string in it, so none can be markup.

    Examples
    --------
    >>> markup(Paper("A", "", "", "en", (Text("#x"),))).splitlines()[-1]
    '#par[#"#x"]'
    """
    soft = f'rgb("{theme.INK_SOFT}")'
    lines = [
        f"#set document(title: {_quoted(paper.title)}, date: none)",
        f'#set page(paper: "a4", margin: 2cm, footer: text(8pt, {soft}, {_quoted(paper.foot)}))',
        f'#set text(font: "{theme.FONT}", size: 10.5pt, lang: "{paper.lang}", '
        f'fill: rgb("{theme.INK}"))',
        "#set par(leading: 0.55em, spacing: 0.9em)",
        "#show heading: set block(above: 1.3em, below: 0.7em)",
        f"#text(22pt, weight: 700, {_quoted(paper.title)})",
    ]
    if paper.subtitle:
        lines.append(f"#par(text(9.5pt, {soft}, {_quoted(paper.subtitle)}))")
    return "\n".join([*lines, *map(_part, paper.parts)])


def _part(part: Part) -> str:
    if isinstance(part, Heading):
        page = "#pagebreak(weak: true)\n" if part.fresh else ""
        return f"{page}#heading(level: {part.level}, {_quoted(part.text)})"
    if isinstance(part, Text):
        body = f"#{_quoted(part.text)}"
        if part.tone == "strong":
            body = f"#strong({_quoted(part.text)})"
        if part.tone == "soft":
            body = f'#text(9pt, rgb("{theme.INK_SOFT}"), {_quoted(part.text)})'
        return f"#par[{body}]"
    if isinstance(part, Items):
        marker = f"marker: {_BOX}, " if part.box else ""
        items = ", ".join(f"[#{_quoted(item)}]" for item in part.items)
        return f"#list({marker}spacing: 0.75em, {items})"
    return _table(part)


def _table(part: Table) -> str:
    columns = ", ".join(f"{share:g}fr" for share in part.widths)
    head = ", ".join(f"strong({_quoted(text)})" for text in part.head)
    cells = ", ".join(_quoted(text) for row in part.rows for text in row)
    rows = f"auto, ..range({len(part.rows)}).map(_ => {part.height}cm)" if part.height else "auto"
    whole = str(len(part.rows) > WHOLE).lower()
    return (
        f"#block(breakable: {whole})[#set text(9pt)\n"
        f"#table(columns: ({columns}), rows: ({rows}), inset: 5pt, "
        f'stroke: 0.5pt + rgb("{theme.RULE}"), table.header({head}), {cells})]'
    )


def _quoted(text: str) -> str:
    """Write a text as a string of Typst, which reads JSON's for all but control characters."""
    return json.dumps("".join(c for c in text if c >= " " or c == "\n"), ensure_ascii=False)
