"""What the models of a ledger are made of: texts in both languages, ids, words, times."""

import difflib
import re
from collections.abc import Callable
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    model_validator,
)

from casekit import clock, language, schema
from casekit.cases.moments import Stated, stated
from casekit.errors import LedgerError

__all__ = [
    "EMPTY", "FORCES", "LABEL", "Day", "Evidence", "Force", "Id", "Label", "LinkKind", "Node",
    "Phase", "Precision", "Qualifier", "Role", "Rows", "SourceKind", "Text", "Texts", "Time",
    "Zone", "one_of",
]  # fmt: skip

LABEL = 34
"""A label has at most so many characters, so that pictures can write it out."""

FORCES = range(7)
"""Levels of the scale of Graf and Schwede, from calm to hurricane."""

EMPTY = "…"
"""What stands for a text, a list or a zone that is still to be written; it is a warning."""

_ID = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")


def _filled(text: str) -> str:
    if not text.strip():
        raise LedgerError("empty text", cure="write it, or leave an optional key out")
    return text.strip()


def _short(text: str) -> str:
    if len(text) > LABEL:
        raise LedgerError(
            f"label of {len(text)} characters: {text!r}", cure=f"use at most {LABEL} characters"
        )
    return text


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise LedgerError(
            f"id {text!r}", cure="use small letters and digits, with '-', '_' or '.' between"
        )
    return text


def one_of(*words: str) -> Callable[[str], str]:
    """Give a check that a word is one of these; an unknown one is told the nearest."""

    def known(word: str) -> str:
        if word not in words:
            near = difflib.get_close_matches(word, words, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise LedgerError(f"unknown word {word!r}", cure=f"{hint}Use {', '.join(words)}")
        return word

    return known


def _force(value: int) -> int:
    if value not in FORCES:
        raise LedgerError(f"level {value}", cure="use 0 (calm) to 6 (hurricane)")
    return value


def _zone(name: str) -> str:
    if name == EMPTY:
        return "UTC"
    clock.zone(name)
    return name


def _day(value: object) -> Stated:
    time = stated(value)
    if time.grain != "day":
        raise LedgerError(f"{time.text!r} is no day", cure="write 2013-09-03")
    return time


def _rows(value: object) -> object:
    return () if value == EMPTY else value


Row = TypeVar("Row")
Rows = Annotated[tuple[Row, ...], BeforeValidator(_rows)]
Text = Annotated[str, AfterValidator(_filled)]
Id = Annotated[Text, AfterValidator(_id)]
Role = Annotated[str, AfterValidator(one_of(*schema.ROLES))]
Phase = Annotated[str, AfterValidator(one_of(*schema.PHASES))]
Precision = Annotated[str, AfterValidator(one_of(*schema.PRECISIONS))]
Qualifier = Annotated[str, AfterValidator(one_of(*schema.QUALIFIERS))]
SourceKind = Annotated[str, AfterValidator(one_of(*schema.SOURCE_KINDS))]
LinkKind = Annotated[str, AfterValidator(one_of(*schema.LINK_KINDS))]
Evidence = Annotated[str, AfterValidator(one_of("documented", "derived"))]
Force = Annotated[int, AfterValidator(_force)]
Zone = Annotated[str, AfterValidator(_zone)]
Time = Annotated[Stated, PlainValidator(stated)]
Day = Annotated[Stated, PlainValidator(_day)]


class Node(BaseModel):
    """A mapping of the file: known keys only, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Texts(Node):
    """One text in both languages; one that stands once is for both."""

    en: Text
    de: Text

    @model_validator(mode="before")
    @classmethod
    def _once(cls, value: object) -> object:
        return dict.fromkeys(language.LANGUAGES, value) if isinstance(value, str) else value

    def of(self, lang: str) -> str:
        """Give the text of one language."""
        return str(getattr(self, lang))


class Label(Texts):
    """A text for pictures, at most 34 characters a language."""

    en: Annotated[Text, AfterValidator(_short)]
    de: Annotated[Text, AfterValidator(_short)]
