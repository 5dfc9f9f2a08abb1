"""The language of a file: the code that office programs know it by, and how they write numbers."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pptx.opc.package import XmlPart
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement

from casekit import language

__all__ = ["CODES", "described", "grouped", "mark"]

CODES = {"en": "en-GB", "de": "de-DE"}
_POINTS = {"en": ",", "de": "."}
_PROMPTS = (
    "Click to edit Master title style", "Click to edit Master subtitle style",
    "Click to edit Master text styles", "Second level", "Third level", "Fourth level",
    "Fifth level",
)  # fmt: skip


def grouped(lang: str) -> str:
    """Give the format of whole numbers with the points of a language, whoever opens the file.

    Examples
    --------
    >>> grouped("de")
    '[>=1000000]0"."000"."000;[>=1000]0"."000;0'
    """
    point = f'"{_POINTS[lang]}"'
    return f"[>=1000000]0{point}000{point}000;[>=1000]0{point}000;0"


def described(document: Any, title: str, lang: str) -> None:
    """Say in the properties of a deck or document what it is, in what language, of today."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "casekit", ""
    properties.last_modified_by = "casekit"  # else whoever saved the template last
    properties.created = properties.modified = dt.datetime.now(dt.UTC)
    properties.language = CODES[lang]


def mark(deck: Any, lang: str) -> None:
    """Mark every text of a deck as written in a language, so that its spelling can be checked.

    Charts, notes, layouts and what these prompt for are marked too.
    """
    prompts = {text: language.of(lang)(text) for text in _PROMPTS}
    for element in _elements(deck):
        for run in [*element.iter(qn("a:r")), *element.iter(qn("a:fld"))]:
            if run.find(qn("a:rPr")) is None:
                run.insert(0, OxmlElement("a:rPr"))
        for name in ("a:rPr", "a:endParaRPr", "a:defRPr"):
            for shape in element.iter(qn(name)):
                shape.set("lang", CODES[lang])
        for text in element.iter(qn("a:t")):
            text.text = prompts.get(text.text, text.text)


def _elements(deck: Any) -> Iterator[Any]:
    for part in deck.part.package.iter_parts():
        if isinstance(part, XmlPart):
            yield part._element
