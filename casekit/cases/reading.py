"""YAML as a ledger may use it: plain mappings, lists and scalars, each with its line.

The file is read event by event and nothing in it is ever built, expanded or run: tags, anchors,
aliases and tabs are refused, and so are files too large or too deep to be a ledger. Scalars follow
the core schema of YAML 1.2: a date, a clock time or ``no`` is text, so that 2013-09 stays a month
and no offset is lost.
"""

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from casekit.cases.problems import Key, Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Document", "read"]

MAX_BYTES = 4_000_000
MAX_DEPTH = 16

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = re.compile(r"|~|null|Null|NULL")
_FLAG = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
# What YAML does not allow, and the line breaks that an editor does not count as such.
_STRANGE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True)
class Document:
    """A file as plain data, with the line of each node and the keys that stand there twice."""

    data: dict[str, Any]
    lines: dict[Key, int]
    duplicates: dict[Key, int]
    """Key to the line on which it stands again; the first value holds."""


def read(path: Path) -> tuple[Document | None, list[Problem]]:
    """Read a file, or say why it is refused.

    Returns
    -------
    tuple
        The document and no problem, or None and every reason for the refusal.
    """
    file = str(path)
    if path.stat().st_size > MAX_BYTES:
        cure = "a ledger holds what sources say; keep posts in an archive file beside it"
        return None, [Problem(file, 1, f"larger than {MAX_BYTES:,} bytes", cure)]
    text, problems = _text(path.read_bytes(), file)
    if problems:
        return None, problems
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except _TooDeepError:
        pass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error)
        cure = "look at this line and the one above: indentation, a quote, or ': ' in plain text"
        problems.append(Problem(file, mark.line + 1 if mark else 1, f"not YAML: {why}", cure))
    problems = builder.refusals + problems
    if not problems and not isinstance(builder.data, dict):
        seen = "the file is empty" if builder.data is None else "the file is not a mapping"
        problems = [Problem(file, 1, seen, "write the keys that data/cases/FORMAT.md lists")]
    if problems:
        return None, problems
    return Document(builder.data, builder.lines, builder.duplicates), []


def _text(raw: bytes, file: str) -> tuple[str, list[Problem]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = f"byte {raw[error.start]:#04x} is not UTF-8"
        return "", [Problem(file, line, what, "save the file as UTF-8")]
    problems = []
    if "\t" in text or _STRANGE.search(text):
        for line, words in enumerate(re.split("\r\n|\r|\n", text), 1):
            if "\t" in words:
                problems.append(Problem(file, line, "a tab", "indent and separate with spaces"))
            if strange := _STRANGE.search(words):
                what = f"an invisible character (U+{ord(strange[0]):04X})"
                problems.append(Problem(file, line, what, "type the line again"))
    return text, problems


@dataclass
class _Level:
    node: dict[str, Any] | list[Any]
    path: Key
    key: str | None = None


class _TooDeepError(Exception):
    pass


@dataclass
class _Builder:
    """Builds plain data out of YAML's events, and remembers the lines."""

    file: str
    data: Any = None
    lines: dict[Key, int] = field(default_factory=dict)
    duplicates: dict[Key, int] = field(default_factory=dict)
    refusals: list[Problem] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self._refuse(line, "a second document", "one ledger a file: remove '---'")
            case yaml.AliasEvent():
                self._refuse(line, f"an alias, *{event.anchor}", "write the value out")
                self._value("*", line)
            case yaml.ScalarEvent():
                self._plain(event, line)
                # implicit[0] is true for a scalar that is neither quoted nor a block.
                level = self.levels[-1] if self.levels else None
                if level and isinstance(level.node, dict) and level.key is None:
                    self._key(level, event.value, line)
                else:
                    self._value(_resolve(event.value) if event.implicit[0] else event.value, line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._plain(event, line)
                self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close()

    def _plain(self, event: yaml.NodeEvent, line: int) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._refuse(line, f"a tag, {tag}", "remove it: a ledger holds plain values only")
        if event.anchor is not None:
            self._refuse(line, f"an anchor, &{event.anchor}", "remove it: nothing may refer to it")

    def _refuse(self, line: int, what: str, cure: str) -> None:
        self.refusals.append(Problem(self.file, line, what, cure))

    def _key(self, level: _Level, key: str, line: int) -> None:
        level.key = key
        path = (*level.path, key)
        if key in level.node:
            self.duplicates[path] = line
        else:
            self.lines[path] = line

    def _here(self) -> Key:
        if not self.levels:
            return ()
        level = self.levels[-1]
        return (*level.path, len(level.node) if isinstance(level.node, list) else str(level.key))

    def _open(self, node: dict[str, Any] | list[Any], line: int) -> None:
        path = self._here()
        level = self.levels[-1] if self.levels else None
        if level and isinstance(level.node, dict) and level.key is None:
            self._refuse(line, "a mapping or list as a key", "write the key as one word")
            raise _TooDeepError
        if len(self.levels) >= MAX_DEPTH:
            self._refuse(line, f"nested deeper than {MAX_DEPTH} levels", "no ledger is that deep")
            raise _TooDeepError
        self.lines.setdefault(path, line)
        self.levels.append(_Level(node, path))

    def _close(self) -> None:
        node = self.levels.pop().node
        self._value(tuple(node) if isinstance(node, list) else node, None)

    def _value(self, value: Any, line: int | None) -> None:
        if not self.levels:
            self.data = value
            return
        if line is not None:
            self.lines.setdefault(self._here(), line)
        level = self.levels[-1]
        if isinstance(level.node, list):
            level.node.append(value)
        else:
            level.node.setdefault(str(level.key), value)
            level.key = None


def _resolve(text: str) -> str | int | float | bool | None:
    if _NULL.fullmatch(text):
        return None
    if _FLAG.fullmatch(text):
        return text.lower() == "true"
    if _LEADING_ZERO.match(text):
        return text
    if _INTEGER.fullmatch(text) and len(text) < 20:
        return int(text)
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    return number if math.isfinite(number) else text
