"""Elements of XML files, one at a time: nothing is expanded or fetched, depth and size are bounded.

What is damaged ends the file there: the elements before it are given, and the damage is told.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally, reason
from casekit.archives.sight import encoding
from casekit.archives.unpack import current
from casekit.sentence import Sentence

__all__ = ["elements", "root", "told"]

PIECE = 1 << 16
DEEPEST = 200
"""Elements in elements; feeds and graphs have a tenth of it."""

_PROLOGUE = re.compile(
    rb"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*+<([A-Za-z_][\w.:-]*)",
    re.DOTALL,
)
_PREFIXES = (
    ("wordpress.org/export", "wp"), ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/dc/elements", "dc"), ("purl.org/syndication/thread", "thr"),
    ("purl.org/rss/1.0/modules/slash", "slash"), ("purl.org/atom/app", "app"),
    ("w3.org/2007/app", "app"), ("search.yahoo.com/mrss", "media"), ("itunes.com", "itunes"),
)  # fmt: skip
"""What names of foreign vocabularies begin with here, whatever a file calls them."""


def root(head: bytes) -> str | None:
    """Give the name of the outermost element; None: it is no XML.

    Examples
    --------
    >>> root(b'<?xml version="1.0"?><!-- a note --><rss version="2.0">')
    'rss'
    """
    if head.lstrip()[:1] != b"<":
        return None
    found = _PROLOGUE.match(head)
    return found[1].decode("utf-8", "replace").rsplit(":", 1)[-1] if found else None


def elements(file: File, tally: Tally, wanted: frozenset[str]) -> Iterator[tuple[int, Element]]:
    """Give each wanted element of a file, whole, with the line that it begins on.

    Elements inside a wanted one are part of it. Names carry the prefix that they usually have,
    such as ``dc_creator``; those of the file's own vocabulary carry none.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    target = _Target(wanted, current().line)
    known = "utf-8" if encoding(file.magic) else None
    parser: Any = DefusedXMLParser(target=target, encoding=known)
    target.line = lambda: int(parser.parser.CurrentLineNumber)
    stream = file.open()
    why: Sentence | None = None
    while why is None:
        data = stream.read(PIECE)
        try:
            if data:
                target.size += len(data)
                parser.feed(data)
            else:
                parser.close()
        except ParseError as error:
            words = str(error).partition(":")[0]
            why = Sentence("no XML from here on ({words}); the rest is not read", words=words)
        except DefusedXmlException:
            why = Sentence("declares entities, which are never expanded; the rest is not read")
        except (ValueError, LookupError) as error:
            why = Sentence("{why}; the rest is not read", why=reason(error))
        yield from target.taken()
        if why is None and target.size > target.most:
            why = Sentence("an element of more than {most} bytes; the rest is not read",
                           most=target.most)  # fmt: skip
        if not data:
            break
    if why is not None:
        tally.damage(file.name, target.line(), why)


def told(element: Element, *names: str) -> str | None:
    """Give the text of the first of these elements that has any, also below markup of its own.

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> told(fromstring("<item><title/><link>x</link></item>"), "title", "link")
    'x'
    """
    for name in names:
        for inner in element.iterfind(name):
            text = "".join(inner.itertext()).strip()
            if text:
                return text
    return None


class _Target:
    """Builds the wanted elements and forgets the others."""

    def __init__(self, wanted: frozenset[str], most: int) -> None:
        self._wanted, self.most = wanted, most
        self.line: Callable[[], int] = lambda: 1
        self.size = 0
        """Bytes since the last thing that was seen whole."""
        self._done: list[tuple[int, Element]] = []
        self._builder: TreeBuilder | None = None
        self._depth = self._outer = self._began = 0

    def taken(self) -> list[tuple[int, Element]]:
        """Hand on what is whole."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise RecordError("elements nested more than {most} deep", most=DEEPEST)
        name = _named(tag)
        if self._builder is None:
            self.size = 0
            if name not in self._wanted:
                return
            self._builder, self._outer, self._began = TreeBuilder(), self._depth, self.line()
        self._builder.start(name, {_named(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._builder is None:
            return
        self._builder.end(_named(tag))
        if self._depth < self._outer:
            self._done.append((self._began, self._builder.close()))
            self._builder = None
            self.size = 0

    def data(self, text: str) -> None:
        if self._builder is None:
            self.size = 0
        else:
            self._builder.data(text)

    def close(self) -> None:
        """Say that nothing is left to give."""


@lru_cache(maxsize=4096)
def _named(tag: str) -> str:
    """Give a name the prefix of its vocabulary."""
    space, _, name = tag.rpartition("}")
    prefix = next((prefix for part, prefix in _PREFIXES if part in space), None)
    return f"{prefix}_{name}" if prefix else name
