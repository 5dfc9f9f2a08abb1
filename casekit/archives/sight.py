"""What a file is, told from how it begins: what it is packed in, what it holds, which keys."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from casekit.sentence import Sentence, Value

__all__ = ["TOKEN", "Verdict", "described", "encoding", "is_script", "outline", "packing"]

TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:(")|\\?\Z)|[{}\[\]]', re.DOTALL)
"""A string or a bracket of JSON; a string that is cut off has no group 1."""

DEEPEST = 64
_OUTLINED = re.compile(rb'([{}\[\]])|"([^"\\]*(?:\\.[^"\\]*)*)(?:"(\s*:)?|\\?\Z)', re.DOTALL)
"""A bracket, or a string and the colon behind it."""

_ASSIGNED = re.compile(rb"\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w.$]*\s*=\s*[\[{]")

_JSON = re.compile(rb'\s*[\[{]\s*(?:[\[\]{}"]|\Z)')
"""How JSON begins; what has words behind a bracket, such as a file of settings, is text."""

_PACKED = {
    b"\x1f\x8b\x08": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
_BINARY = {
    b"\x89PNG": Sentence("PNG picture"),
    b"\xff\xd8\xff": Sentence("JPEG picture"),
    b"GIF8": Sentence("GIF picture"),
    b"%PDF": Sentence("PDF"),
    b"RDX": Sentence("R data file"),
    b"RDA": Sentence("R data file"),
    b"SQLite format 3": Sentence("SQLite database"),
    b"PAR1": Sentence("Parquet file"),
    b"ARROW1": Sentence("Arrow file"),
    b"7z\xbc\xaf\x27\x1c": Sentence("7z archive (unpack it first)"),
    b"Rar!": Sentence("RAR archive (unpack it first)"),
    b"\xd0\xcf\x11\xe0": Sentence("old Office file"),
    b"\x00\x05\x16\x07": Sentence("macOS resource file"),
    b"RIFF": Sentence("media file"),
    b"\x7fELF": Sentence("program"),
}


@dataclass(frozen=True)
class Verdict:
    """Whether a file is of a format, and what was seen that says so."""

    fits: bool
    saw: str | Sentence
    plausible: bool = False
    """It does not fit, but may be a damaged file of this format."""
    beside: Sentence | None = None
    """What the file is to this format, if it goes with its files and holds no posts."""

    @classmethod
    def aside(cls, what: str, /, **values: Value) -> Self:
        """Say what a file is that goes with those of a format and holds no posts."""
        told = Sentence(what, **values)
        return cls(False, told, beside=told)


def packing(head: bytes) -> str | None:
    """Tell what a file is packed in.

    Examples
    --------
    >>> packing(b"BZh91AY&SY"), packing(b"{}")
    ('bzip2', None)
    """
    for magic, name in _PACKED.items():
        if head.startswith(magic):
            return name
    return "tar" if _is_tar(head) else None


def _is_tar(head: bytes) -> bool:
    if len(head) < 512:
        return False
    if head[257:262] == b"ustar":
        return True
    stated = head[148:156].strip(b" \0")
    if not re.fullmatch(rb"[0-7]{1,7}", stated):
        return False
    return int(stated, 8) == sum(head[:148]) + 8 * 0x20 + sum(head[156:512])


def encoding(head: bytes) -> str | None:
    """Tell the encoding from the first bytes; None: it shows none, and is taken for UTF-8.

    Examples
    --------
    >>> encoding("{".encode("utf-16")), encoding(b"{}")
    ('utf-16', None)
    """
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if len(head) >= 4 and head[0] and not head[1] and head[2] and not head[3]:
        return "utf-16-le"
    if len(head) >= 4 and not head[0] and head[1] and not head[2] and head[3]:
        return "utf-16-be"
    return None


def is_script(head: bytes) -> bool:
    """Tell whether a text begins by giving what follows a name, as JavaScript does.

    Examples
    --------
    >>> is_script(b"window.YTD.tweets.part0 = ["), is_script(b'{"a": "b = c"}')
    (True, False)
    """
    return _ASSIGNED.match(head) is not None


@lru_cache(maxsize=4)
def described(head: bytes) -> Sentence:
    """Say in a few words what a file seems to be.

    Examples
    --------
    >>> described(b""), described(b"%PDF-1.4"), described(b"Dear reader,")
    ('empty file', 'PDF', "text that begins 'Dear reader,'")
    """
    if not head.strip():
        return Sentence("empty file")
    for magic, name in _BINARY.items():
        if head.startswith(magic):
            return name
    if b"\0" in head[:4096]:
        return Sentence("binary file")
    first = head.lstrip()[:400].splitlines()[0]
    text = first.decode("utf-8", "replace")
    if _JSON.match(head):
        keys = sorted(outline(head))
        if keys:
            return Sentence("JSON with {keys}", keys=", ".join(keys[:8]))
        return Sentence("JSON without any key")
    if not text.isprintable():
        text = ascii(text)[1:-1]
    return Sentence("text that begins {start!r}", start=text[:40])


def outline(head: bytes) -> set[str]:
    """List the keys of JSON by their path, also where the text is cut off.

    Elements of the outermost array count as if they stood by themselves.

    Examples
    --------
    >>> sorted(outline(b'{"data": [{"id": "1", "user": {"na'))
    ['data', 'data[].id', 'data[].user']
    """
    found: dict[tuple[str, bytes], str] = {}
    stack: list[tuple[str, bool]] = []
    path, is_array, key = "", True, ""
    for bracket, text, colon in _OUTLINED.findall(head):
        if not bracket:
            if colon and not is_array:
                key = found.get((path, text)) or found.setdefault((path, text), _under(path, text))
        elif bracket in b"{[":
            if len(stack) > DEEPEST:
                break
            stack.append((path, is_array))
            inside = path if is_array else key
            is_array = bracket == b"["
            path = inside + "[]" if is_array and inside else inside
        elif stack:
            path, is_array = stack.pop()
    return set(found.values())


def _under(path: str, key: bytes) -> str:
    name = key.decode("utf-8", "replace")
    return f"{path}.{name}" if path else name
