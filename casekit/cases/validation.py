"""From plain data to a ledger: every breach of the models, worded, with its line.

Where parts are broken, the sound ones still come back, so that the rules that hold between parts
can be checked in the same go. What is marked as still empty is a warning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from casekit import language
from casekit.cases import models
from casekit.cases.problems import Key, Place, Problem, nearest
from casekit.cases.reading import Document
from casekit.errors import CasekitError

__all__ = ["Sound", "validate"]

_LISTS = ("sources", "events", "figures", "series", "links", "conflicts", "lessons",
          "open_questions", "public", "questions")  # fmt: skip
_HEAD = tuple(name for name in models.Ledger.model_fields if name not in _LISTS)
_WANTED = {
    "string_type": ("text", "put it in quotes"),
    "float_type": ("a number", "write digits alone, with '.' before decimals: 25000"),
    "int_type": ("a whole number", "write digits alone: 4"),
    "tuple_type": ("a list", "write [a, b] or a line with '- ' for each"),
    "model_type": ("a mapping", ""),
}


@dataclass(frozen=True)
class Sound:
    """What is sound of a ledger: its models, where they stood in the file, and all ids.

    In `ledger`, a head field that is broken is None and a broken row of a list is left out. Of a
    context, which has neither head nor story, it holds zone, sources and figures alone.
    """

    ledger: models.Ledger
    rows: dict[str, tuple[int, ...]]
    ids: dict[str, tuple[tuple[int, str], ...]]
    """Row and id of everything that has an id, broken or not; a list that is none is left out."""
    whole: bool
    """Whether nothing is broken."""


def validate(
    document: Document, place: Place, model: type[BaseModel] = models.Ledger
) -> tuple[Sound, list[Problem]]:
    """Hold the data against the models."""
    data = document.data
    problems = [_twice(key, line, place, model) for key, line in document.duplicates.items()]
    problems += _unwritten(data, (), place)
    broken: list[ErrorDetails] = []
    ledger = None
    try:
        checked = model.model_validate(data)
        ledger = checked if isinstance(checked, models.Ledger) else None
    except ValidationError as error:
        broken = error.errors(include_url=False)
        problems += _worded(_once(broken, place), place, model)
    ledger = ledger or _salvaged(data, {e["loc"] for e in broken})
    bad = {error["loc"][:2] for error in broken}
    rows = {
        name: tuple(i for i in range(len(_rows(data, name))) if (name, i) not in bad)
        for name in _LISTS
    }
    ids = {
        name: tuple(
            (i, row["id"])
            for i, row in enumerate(_rows(data, name))
            if isinstance(row, dict) and isinstance(row.get("id"), str)
        )
        for name in ("sources", "events", "figures", "series")
        if isinstance(data.get(name), tuple) or data.get(name) == models.EMPTY
    }
    return Sound(ledger, rows, ids, whole=not broken), problems


def _rows(data: dict[str, Any], name: str) -> tuple[Any, ...]:
    rows = data.get(name)
    return rows if isinstance(rows, tuple) else ()


def _salvaged(data: dict[str, Any], broken: set[Key]) -> models.Ledger:
    blank = dict.fromkeys(_HEAD) | dict.fromkeys(_LISTS, ())
    ledger = models.Ledger.model_construct(**blank)
    bad = {key[:2] for key in broken}
    for name in _LISTS:
        rows = enumerate(_rows(data, name))
        setattr(ledger, name, tuple(row for i, row in rows if (name, i) not in bad))
    for name in _HEAD:
        if name in data and not any(key[0] == name for key in broken):
            setattr(ledger, name, data[name])
    return ledger


def _unwritten(node: Any, key: Key, place: Place) -> Iterator[Problem]:
    """Warn of each place whose text, list or zone is still to be written."""
    if isinstance(node, dict) and node and all(_marks(part) for part in node.values()):
        yield _empty(key, "write it in both languages", place)
    elif isinstance(node, dict | tuple):
        parts = node.items() if isinstance(node, dict) else enumerate(node)
        for step, part in parts:
            yield from _unwritten(part, (*key, step), place)
    elif _marks(node):
        cure = "write it"
        if key[-1:] == ("zone",):
            cure = "name it, such as Europe/Berlin; until then days are those of UTC"
        elif key[-1] in _LISTS:
            cure = "add rows, or write [] where there are none"
        yield _empty(key, cure, place)


def _marks(node: object) -> bool:
    return isinstance(node, str) and node.strip() == models.EMPTY


def _empty(key: Key, cure: str, place: Place) -> Problem:
    name = _name(key)
    return place.warning(key, f"'{name}' is still empty", cure)


def _twice(key: Key, line: int, place: Place, model: type[BaseModel]) -> Problem:
    there = {k[-1] for k in place.lines if k[:-1] == key[:-1]}
    free = [name for name in models.keys(key[:-1], model) if name not in there]
    cure = nearest(str(key[-1]), free, otherwise="keep one of the two")
    what = f"key '{key[-1]}' is there twice, first on line {place.line(key)}"
    return Problem(place.file, line, what, cure)


def _once(errors: list[ErrorDetails], place: Place) -> list[ErrorDetails]:
    """Take what is wrong with a text that stands once for both languages as one, at its key."""
    there: dict[Key, ErrorDetails] = {}
    for error in errors:
        key = error["loc"]
        if key[-1] in language.LANGUAGES and error["type"] != "missing" and key not in place.lines:
            key = key[:-1]
        there.setdefault(key, {**error, "loc": key})
    return list(there.values())


def _worded(errors: list[ErrorDetails], place: Place, model: type[BaseModel]) -> list[Problem]:
    problems, meant = [], set()
    for error in errors:
        key = error["loc"]
        if error["type"] == "extra_forbidden":
            name, known = str(key[-1]), models.keys(key[:-1], model)
            use = f"use one of {', '.join(known)}"
            if known == language.LANGUAGES and error["input"] is None:
                use = "put the text in quotes: inside { } a comma ends it"
            cure = nearest(name, known, otherwise=use)
            meant |= {(*key[:-1], word) for word in known if repr(word) in cure}
            problems.append(place.error(key, f"unknown key '{name}'", cure))
    for error in errors:
        key = error["loc"]
        # A key that is missing because it is misspelt has been reported already.
        if error["type"] == "extra_forbidden" or (error["type"] == "missing" and key in meant):
            continue
        problems.append(place.error(key, *_wording(error, model)))
    return problems


def _wording(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    name = _name(error["loc"])
    kind, seen = error["type"], error["input"]
    cause = error.get("ctx", {}).get("error")
    if kind == "missing":
        cure = "add it"
        if name.endswith((".en", ".de")):
            cure = "write it in both languages, or the text alone, without { }, for both"
        return f"missing key '{name}'", cure
    if isinstance(cause, CasekitError):
        return f"'{name}': {cause.what}", cause.cure or "see data/cases/FORMAT.md"
    wanted, cure = _WANTED.get(kind, (error["msg"], "see data/cases/FORMAT.md"))
    if kind == "model_type":
        known = models.keys(error["loc"], model)
        cure = "write {" + ", ".join(f"{key}: ..." for key in known) + "}"
    if seen is None:
        return f"'{name}' is empty, {wanted} is wanted", cure
    return f"'{name}' is {_excerpt(seen)}, not {wanted}", cure


def _name(key: Key) -> str:
    names = [step for step in key if isinstance(step, str)]
    return ".".join(names[-2:]) if names and names[-1] in ("en", "de") else (names or ["?"])[-1]


def _excerpt(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, tuple):
        return "a list"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
