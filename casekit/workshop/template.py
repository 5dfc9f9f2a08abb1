"""The look of a deck: a company's template, or our own, by what its layouts hold.

A layout is known by its placeholders and never by its name, so that templates in any language
work: one with a title and a subtitle opens the deck, one with a title and one body holds text, one
with a title and no body holds charts and pictures.
"""

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.exc import PythonPptxError
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches

from casekit import theme
from casekit.errors import CatalogueError

__all__ = ["Look", "Rect", "open_look"]

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_BODIES = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
_EDGE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_FONT = "Arial"
_SIZE = (Inches(13.333), Inches(7.5))
_COLOURS = {"dk2": theme.INK, "accent1": theme.ROLES["organisation"].mark,
            "accent2": theme.ROLES["customer"].mark, "accent3": theme.ROLES["press"].mark,
            "accent4": theme.ROLES["influencer"].mark, "accent5": theme.ROLES["agency"].mark,
            "accent6": theme.ROLES["competitor"].mark}  # fmt: skip


@dataclass(frozen=True)
class Rect:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int

    def below(self, part: float) -> "Rect":
        """Give what is left under the uppermost share of it."""
        cut = round(self.height * part)
        return Rect(self.left, self.top + cut, self.width, self.height - cut)

    def raised(self, top: int) -> "Rect":
        """Give it with a higher upper edge."""
        return Rect(self.left, top, self.width, self.height + self.top - top)

    def upper(self, part: float) -> "Rect":
        """Give the uppermost share of it."""
        return Rect(self.left, self.top, self.width, round(self.height * part))


@dataclass(frozen=True)
class Look:
    """A presentation with the layouts that a deck needs, and where its content goes."""

    deck: Any
    opening: Any
    text: Any
    bare: Any
    content: Rect
    head: int
    """Where the title of a slide without a body ends."""


def open_look(template: Path | None) -> Look:
    """Open a template, or our own look where none is given.

    Parameters
    ----------
    template
        A .pptx or .potx; its slides are left out, its master, layouts, fonts and colours stay.

    Raises
    ------
    CatalogueError
        It cannot be read, or lacks a layout; the message lists the layouts that it has.

    Examples
    --------
    >>> round(open_look(None).deck.slide_width.inches, 2)
    13.33
    """
    deck = _ours() if template is None else _theirs(template)
    masters = list(deck.slide_masters)
    every = [layout for master in masters for layout in master.slide_layouts]
    layouts = [layout for master in sorted(masters, key=_room, reverse=True)
               for layout in master.slide_layouts]  # fmt: skip
    found = {
        "a title and a subtitle": _first(every, titles=1, subtitles=1),
        "a title and one body of text": _first(layouts, titles=1, bodies=1),
        "a title": _first(layouts, titles=1, bodies=0) or _first(layouts, titles=1, bodies=1),
    }
    missing = [what for what, layout in found.items() if layout is None]
    if missing:
        names = ", ".join(f"{layout.name!r}" for layout in every) or "none"
        raise CatalogueError(
            f"no layout with {' and none with '.join(missing)}; it has {names}",
            where=str(template),
            cure="add such a layout to the template's master, or leave --template out",
        )
    opening, text, bare = found.values()
    content = _content(deck, text)
    return Look(deck, opening, text, bare, content, min(_head(bare), content.top))


def _room(master: Any) -> int:
    """Give the area of a master's body: of several masters, the one for content has the most."""
    return max((p.width * p.height for p in master.placeholders
                if p.placeholder_format.type in _BODIES), default=0)  # fmt: skip


def _first(layouts: list[Any], *, titles: int, bodies: int = -1, subtitles: int = 0) -> Any:
    """Give the first layout with so many titles, bodies (-1: any number) and subtitles."""
    for layout in layouts:
        kinds = [p.placeholder_format.type for p in layout.placeholders]
        body = sum(kind in _BODIES for kind in kinds)
        other = sum(kind not in (*_TITLES, *_BODIES, *_EDGE, PP_PLACEHOLDER.SUBTITLE)
                    for kind in kinds)  # fmt: skip
        if (
            sum(kind in _TITLES for kind in kinds) == titles
            and bodies in (-1, body)
            and kinds.count(PP_PLACEHOLDER.SUBTITLE) == subtitles
            and (other == 0 or subtitles)
        ):
            return layout
    return None


def _content(deck: Any, layout: Any) -> Rect:
    """Give where the body of the text layout is, within the slide and above its foot."""
    body = next(p for p in layout.placeholders if p.placeholder_format.type in _BODIES)
    bottom = min(body.top + body.height, deck.slide_height)
    for edge in (*layout.placeholders, *layout.slide_master.placeholders):
        inside = edge.placeholder_format.type in _EDGE and edge.top > body.top + body.height // 2
        if inside:
            bottom = min(bottom, edge.top)
    return Rect(body.left, body.top, body.width, bottom - body.top)


def _head(layout: Any) -> int:
    title = next(p for p in layout.placeholders if p.placeholder_format.type in _TITLES)
    return int(title.top + title.height)


def _theirs(template: Path) -> Any:
    try:
        deck = Presentation(str(template))
    except (OSError, KeyError, ValueError, AttributeError, PythonPptxError) as error:
        raise CatalogueError(
            f"no template can be read ({type(error).__name__})", where=str(template),
            cure="give a .pptx; PowerPoint saves a .potx or .ppt as one",
        ) from error  # fmt: skip
    listed = deck.slides._sldIdLst
    for entry in list(listed):
        deck.part.drop_rel(entry.get(qn("r:id")))
        listed.remove(entry)
    for master in deck.slide_masters:
        if master._element.find(qn("p:txStyles")) is None:
            _learn([*master.placeholders, *(p for lay in master.slide_layouts
                                            for p in lay.placeholders)])  # fmt: skip
    return deck


def _learn(placeholders: list[Any]) -> None:
    """Make a style of how the sample texts look: LibreOffice saves no other in a template."""
    for shape in placeholders:
        body = shape._element.find(qn("p:txBody"))
        run = None if body is None else body.find(f"{qn('a:p')}/{qn('a:r')}/{qn('a:rPr')}")
        styled = f"{qn('a:lstStyle')}/{qn('a:lvl1pPr')}"
        if body is None or run is None or body.find(styled) is not None:
            continue
        text, sample = deepcopy(run), run.getparent().getparent().find(qn("a:pPr"))
        level = OxmlElement("a:lvl1pPr") if sample is None else deepcopy(sample)
        for old in level.findall(qn("a:defRPr")):
            level.remove(old)
        level.tag, text.tag = qn("a:lvl1pPr"), qn("a:defRPr")
        level.append(text)
        styles = body.find(qn("a:lstStyle"))
        if styles is None:
            styles = OxmlElement("a:lstStyle")
            body.find(qn("a:bodyPr")).addnext(styles)
        styles.insert(0, level)


def _ours() -> Any:
    """Give the plain look: 16:9, our colours, titles to the left."""
    deck = Presentation()
    wide = _SIZE[0] / deck.slide_width
    deck.slide_width, deck.slide_height = Emu(int(_SIZE[0])), Emu(int(_SIZE[1]))
    deck.part._element.find(qn("p:sldSz")).attrib.pop("type")  # it says 4:3
    master = deck.slide_master
    for shape in [*master.placeholders, *(p for lay in master.slide_layouts
                                          for p in lay.placeholders)]:  # fmt: skip
        if shape._element.spPr.xfrm is not None:
            shape.left, shape.width = Emu(int(shape.left * wide)), Emu(int(shape.width * wide))
    for shape in master.placeholders:
        kind = shape.placeholder_format.type
        if kind in _TITLES:
            shape.left, shape.top = Inches(0.7), Inches(0.35)
            shape.width, shape.height = Inches(11.93), Inches(1.15)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        elif kind in _BODIES:
            shape.left, shape.top = Inches(0.7), Inches(1.7)
            shape.width, shape.height = Inches(11.93), Inches(5.6)
    styles = master._element.find(qn("p:txStyles"))
    first = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    first.set("algn", "l")
    for layout in master.slide_layouts:
        for level in layout._element.iter(qn("a:lvl1pPr")):
            if level.get("algn") == "ctr":
                level.set("algn", "l")
    first.find(qn("a:defRPr")).set("sz", "3000")
    first.find(qn("a:defRPr")).set("b", "1")
    for level in styles.find(qn("p:bodyStyle")):
        run = level.find(qn("a:defRPr"))
        if run is not None:
            run.set("sz", "2000")
    _restyle(master)
    _strip(master)
    _opening(_first(list(master.slide_layouts), titles=1, subtitles=1))
    bare = _first(list(master.slide_layouts), titles=1, bodies=0)
    title = next(p for p in bare.placeholders if p.placeholder_format.type in _TITLES)
    title.left, title.top = Inches(0.7), Inches(0.3)
    title.width, title.height = Inches(11.93), Inches(0.65)
    return deck


def _opening(layout: Any) -> None:
    """Put the first slide on the first accent, its title and subtitle in white and in line."""
    layout.background.fill.solid()
    layout.background.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
    for shape in layout.placeholders:
        kind = shape.placeholder_format.type
        if kind not in (*_TITLES, PP_PLACEHOLDER.SUBTITLE):
            continue
        above = kind in _TITLES
        shape.left, shape.width = Inches(1.1), Inches(11)
        shape.top, shape.height = (Inches(2.1), Inches(1.5)) if above else (Inches(3.75), Inches(1))
        shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if above else MSO_ANCHOR.TOP
        given = shape._element.txBody.find(qn("a:lstStyle"))
        given.getparent().replace(given, parse_xml(
            f'<a:lstStyle {nsdecls("a")}><a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/>'
            f'<a:defRPr sz="{4000 if above else 2200}" b="{int(above)}"><a:solidFill>'
            '<a:schemeClr val="bg1"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>'
        ))  # fmt: skip


def _strip(master: Any) -> None:
    """Put a strip of the first accent along the left edge of every slide."""
    height = int(_SIZE[1])
    text = (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="99" name="Strip"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{int(Inches(0.22))}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
        '<a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
    master.shapes._spTree.insert(2, parse_xml(text))


def _restyle(master: Any) -> None:
    """Put our colours and a font that every machine has into the theme of a master."""
    part = next(rel.target_part for rel in master.part.rels.values() if "theme" in rel.reltype)
    tree = parse_xml(part.blob)
    scheme = tree.find(".//" + qn("a:clrScheme"))
    for name, colour in _COLOURS.items():
        slot = scheme.find(qn(f"a:{name}"))
        for child in list(slot):
            slot.remove(child)
        slot.append(slot.makeelement(qn("a:srgbClr"), {"val": colour.removeprefix("#")}))
    for latin in tree.findall(".//" + qn("a:fontScheme") + "/*/" + qn("a:latin")):
        latin.set("typeface", _FONT)
    part._blob = serialize_part_xml(tree)
