"""JSON documents of a file: one a line, elements of one array, or one after the other.

A document is decoded into a typed struct that names only the fields that are wanted: others cost
nothing and drop nothing. A field of the wrong kind is left out and counted, not the document.
"""

import ast
import json
import re
import warnings
from collections.abc import Iterator
from typing import Annotated, Any, Generic, TypeVar, get_args

import msgspec

from casekit.archives.file import File
from casekit.archives.report import Tally, reason
from casekit.archives.sight import TOKEN
from casekit.archives.text import decoded, lines
from casekit.archives.unpack import CHUNK, current
from casekit.errors import cut
from casekit.sentence import Sentence

__all__ = ["Decoder", "by_line", "documents"]

Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)] | None
"""A number of likes, followers and the like, or none."""

DEEPEST = 1_000
"""Brackets in brackets that a document may have; no decoder goes deeper."""

_PIECE = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\],"]|[^\s\[\],"]+', re.DOTALL)
"""What lies between objects: a text, a bracket, a comma, a quote that opens nothing, a word."""

_KINDS = {list: Sentence("a list"), str: Sentence("a text"), bool: Sentence("a truth value"),
          type(None): Sentence("null")}  # fmt: skip
_AT = re.compile(r"\(byte (\d+)\)")

T = TypeVar("T", bound=msgspec.Struct)


def documents(file: File, tally: Tally) -> Iterator[tuple[int, bytes]]:
    """Give each document of a file with the line it begins on."""
    if file.lines or by_line(file.head):
        return lines(file, tally)
    return _split(file, tally)


def by_line(head: bytes) -> bool:
    """Tell whether each line is a document, from the first lines that are there whole."""
    start = head.lstrip()
    if start.startswith(b"["):
        return False
    first, *more = start.split(b"\n")[:20]
    if not more:
        return True
    for line in (first, *more[:-1]):
        try:
            if msgspec.json.decode(line, type=dict[str, msgspec.Raw]):
                return True
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
    return first.rstrip().endswith(b"}")


def _split(file: File, tally: Tally) -> Iterator[tuple[int, bytes]]:
    """Cut documents out of a text by counting brackets outside of strings.

    Lists in lists are laid flat, down to their objects. What stands between the objects is given
    too, element by element; a list without any object in it is one element.
    """
    most = current().line
    stream = file.open()
    buffer, line, lists = b"", 1, 0
    ended = False
    while not ended:
        more = stream.read(max(CHUNK, len(buffer)))
        ended = not more
        buffer += more
        depth, start, kept = 0, 0, 0
        for token in TOKEN.finditer(buffer):
            first = token[0][:1]
            if first == b'"':
                continue
            if first in b"{[":
                if depth == 0 and first == b"[":
                    continue
                if depth == 0:
                    start = token.start()
                depth += 1
                if depth > DEEPEST:
                    tally.records += 1
                    why = Sentence("nested more than {most} deep; the rest of the file is not read",
                                   most=DEEPEST)  # fmt: skip
                    tally.reject(file.name, line, why, buffer[start:])
                    return
            elif depth:
                depth -= 1
                if depth == 0:
                    if (between := buffer[kept:start]).strip(b" \t\r\n,"):
                        strays, lists = _strays(between, lists)
                        for at, stray in strays:
                            yield line + between.count(b"\n", 0, at), stray
                    line += buffer.count(b"\n", kept, start)
                    yield line, buffer[start : token.end()]
                    line += buffer.count(b"\n", start, token.end())
                    kept = token.end()
        buffer = buffer[kept:]
        if len(buffer) > most:
            tally.records += 1
            why = Sentence("record of more than {most} bytes", most=most)
            tally.reject(file.name, line, why, buffer)
            return
    whole = start - kept if depth else len(buffer)
    for at, stray in _strays(buffer[:whole].rstrip(b" \t\r\n;"), lists)[0]:
        yield line + buffer.count(b"\n", 0, at), stray
    if rest := buffer[whole:].strip(b" \t\r\n,[]"):
        yield line + buffer.count(b"\n", 0, whole), rest


def _strays(text: bytes, lists: int) -> tuple[list[tuple[int, bytes]], int]:
    """Cut what stands between objects into elements, with their places in it.

    `lists` says how many lists are open before it; how many are open after it is given back. What
    is no JSON, such as the rest of a damaged object, stays in one piece.
    """
    found: list[tuple[int, int]] = []
    opened: list[tuple[int, int]] = []
    sound = True
    for piece in _PIECE.finditer(text):
        seen = piece[0]
        if seen == b"[":
            opened.append((piece.start(), len(found)))
        elif seen == b"]" and opened:
            start, before = opened.pop()
            if lists or opened:
                found[before:] = [(start, piece.end())]
        elif seen == b"]":
            lists = max(lists - 1, 0)
        elif seen != b",":
            sound = sound and _is_value(seen)
            found.append(piece.span())
    lists += len(opened)
    if sound:
        return [(start, text[start:stop]) for start, stop in found], lists
    block = text.strip(b" \t\r\n,[]")
    return [(text.index(block), block)], lists


def _is_value(text: bytes) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return text in {b"NaN", b"None"}
    return True


class Decoder(Generic[T]):
    """Decode documents into structs of one kind, and put right what can be put right."""

    def __init__(self, kind: type[T], tally: Tally) -> None:
        self._kind, self._tally = kind, tally
        self._decode = msgspec.json.Decoder(kind).decode

    def __call__(self, raw: bytes, file: str, line: int) -> T | None:
        """Decode one document; None if it was rejected."""
        try:
            return self._decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
            return self._mended(raw, file, line)

    def _mended(self, raw: bytes, file: str, line: int) -> T | None:
        where = f"{file}:{line}"
        try:
            value = self._plain(raw, where)
        except RecursionError:
            self._tally.reject(file, line, Sentence("nested too deeply"), raw)
            return None
        except ValueError as error:
            ends = "truncated" in str(error) and not raw.endswith(b"\n")
            why = cut("cut off in the middle") if ends else _no_json(error)
            self._tally.reject(file, line, why, raw)
            return None
        if not isinstance(value, dict):
            self._tally.reject(file, line, Sentence("no record, but {kind}", kind=_kind_of(value)),
                               raw)  # fmt: skip
            return None
        return self._fitted(value, self._kind, where, "")  # type: ignore[no-any-return]

    def _plain(self, raw: bytes, where: str) -> Any:
        """Decode without a type: as JSON, as lenient JSON, or as a Python literal."""
        text = decoded(raw, where, self._tally)
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            try:
                value = _lenient(text)
            except (ValueError, SyntaxError, MemoryError, TypeError):
                raise error from None
            self._tally.count("records in JSON that breaks the standard", where)
            return value

    def _fitted(self, value: Any, kind: Any, where: str, path: str) -> Any:
        """Fill a struct field by field, leaving out what does not fit."""
        values = {}
        for field in msgspec.structs.fields(kind):
            if field.encode_name in value:
                name = f"{path}{field.encode_name}"
                values[field.name] = self._fit(value[field.encode_name], field.type, where, name)
        return kind(**values)

    def _fit(self, value: Any, kind: Any, where: str, path: str) -> Any:
        try:
            return msgspec.convert(value, kind, strict=False)
        except (ValueError, RecursionError):
            pass
        for option in get_args(kind):
            if _is_struct(option) and isinstance(value, dict):
                return self._fitted(value, option, where, f"{path}.")
            items = get_args(option)
            if items and _is_struct(items[0]) and isinstance(value, list):
                return [
                    self._fitted(x if isinstance(x, dict) else {}, items[0], where, f"{path}[].")
                    for x in value
                ]
        if str in get_args(kind) and isinstance(value, int | float):
            return str(value)
        self._tally.count("values of {path} of the wrong kind, left unknown", where, path=path)
        return None


def _lenient(text: str) -> Any:
    """Read what Python's own parsers forgive: lone surrogates, NaN, None, single quotes."""
    try:
        value = json.loads(text, strict=False, parse_constant=lambda _: None)
    except ValueError:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of literals that Python will not forgive for long
            value = ast.literal_eval(text.strip())
    clean = json.dumps(value, ensure_ascii=False, default=str)
    return msgspec.json.decode(clean.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _kind_of(value: object) -> Sentence:
    return _KINDS.get(type(value), Sentence("a number"))


def _no_json(error: ValueError) -> Sentence:
    """Say where a text stops being JSON, if the decoder does."""
    place = _AT.search(str(error))
    if place is None:
        return Sentence("no JSON: {why}", why=reason(error))
    return Sentence("no JSON from byte {place} on", place=int(place[1]))
