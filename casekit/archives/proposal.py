"""Which column of a table may be what: proposed from names and values, for somebody to correct.

The names are those of :mod:`casekit.archives.mapping`; where they say nothing, values do: times,
web addresses, handles, and the column with the longest texts.
"""

import csv
import io
import itertools
import json
from collections.abc import Callable
from pathlib import Path

from casekit.archives.dates import ORDERS, bears_out, written
from casekit.archives.formats.any_table import SORTS, decoded
from casekit.archives.mapping import FIELDS, plain, proposed
from casekit.archives.report import Tally
from casekit.archives.source import files
from casekit.archives.tables import DELIMITERS, delimiter
from casekit.errors import ClockError, ReadError
from casekit.writing import whole

__all__ = ["propose", "write", "zoneless"]

LOOKED_AT = 200
"""Rows whose values are looked at."""

_NUMBERS = ("no", "nr", "num", "number", "row", "line", "post", "key", "nummer", "zeile", "lfdnr",
            "laufnr", "laufendenummer", "beitragsnr", "beitrag")  # fmt: skip
"""What somebody calls the numbers of rows: ids only where the values are unlike, in one table."""
_ANSWERED = ("answerto", "answersto", "answers", "answered", "answering", "inanswerto", "replytono",
             "inreply", "parent", "parentno", "refersto", "reference", "ref", "bezug", "bezugauf",
             "beziehtsichauf", "antwortaufnr", "antwortzu", "zu")  # fmt: skip
"""What somebody calls a column that names the answered row."""

_NAMES_ACCOUNTS = ("; it names accounts: a column is the parent if it holds what the column of the "
                   "posts' ids or numbers calls the answered row")  # fmt: skip

Rows = list[list[str]]


def write(table: Path) -> Path:
    """Write a proposal beside a table, as `table.csv.toml`; give its path.

    Raises
    ------
    ReadError
        It is no table, or such a file is there already.
    """
    target = Path(f"{table}.toml")
    if target.exists():
        raise ReadError(
            "stands there already", where=str(target), cure="correct it, or remove it first"
        )
    text = propose(table)
    with whole(target) as part:
        part.write_text(text, encoding="utf-8")
    return target


def propose(table: Path) -> str:
    """Say as TOML what the columns of a table may be.

    Raises
    ------
    ReadError
        It is no table.

    Examples
    --------
    >>> import casekit as ck
    >>> print(propose(ck.load.sample("monitoring.csv")).splitlines()[3])
    at = "Date"  # such as "2020-01-12 10:00:00Z"
    """
    names, values = _columns(table)
    found = _found(names, values)
    told = [
        f"# Which column of {table.name} is what: proposed by casekit from names and values.",
        f"# Correct it, then read the table again. A column can be: {', '.join(FIELDS)}.",
        "[columns]",
    ]
    told += [f"{field} = {_quoted(name)}{_such(values, name)}" for field, name in found.items()]
    told += [f'# {field} = "…"  # no column was found for it' for field in ("at", "text", "name")
             if field not in found and not (field == "name" and "account" in found)]  # fmt: skip
    told += _ordered(values.get(found.get("at", ""), []))
    left = [name for name in names if name not in found.values()]
    if left:
        told += ["", "# Columns that are not read:"]
        told += [
            f"# {_quoted(name)}{_such(values, name).replace('  #', ',')}"
            + (_NAMES_ACCOUNTS if _of_accounts(name, found, values) else "")
            for name in left
        ]
    return "\n".join(told) + "\n"


def zoneless(table: Path) -> bool:
    """Say whether the times of a table state no zone, so that whoever reads it has to.

    Raises
    ------
    ReadError
        It is no table.

    Examples
    --------
    >>> import casekit as ck
    >>> zoneless(ck.load.sample("table.csv")), zoneless(ck.load.sample("acme-air-2019/posts.csv"))
    (False, True)
    """
    names, values = _columns(table)
    found = _found(names, values)
    parts = [values.get(found.get(field, ""), [])[:1] for field in ("at", "clock")]
    time = " ".join(part[0] for part in parts if part)
    if not _is_time(time):
        return False
    try:
        written(time, found.get("order", ORDERS[0]), None)
    except ClockError:
        return True
    return False


def _columns(table: Path) -> tuple[list[str], dict[str, list[str]]]:
    """Give the names of the columns of a table, and the values that are looked at."""
    file = next(files(table, Tally()), None)
    lines = [] if file is None else _table(file.head)
    if len(lines) < 2:
        known = " ".join(DELIMITERS).replace("\t", "tab")
        raise ReadError(
            f"no table with a row of names and rows below it, whose values one of {known} parts",
            where=str(table),
            cure="write a row of names, such as date;author;text, above the rows",
        )
    names, *rows = lines
    return names, {name: [row[n] for row in rows if row[n].strip()] for n, name in enumerate(names)}


def _ordered(times: list[str]) -> list[str]:
    """Say which of day and month comes first, or that somebody else has to."""
    order = next(filter(None, map(bears_out, times)), None)
    if order is not None:
        return [f'order = "{order}"']
    try:
        is_open = any(written(time, None, "UTC") is None for time in times)
    except ClockError:
        is_open = False
    first, other = ORDERS
    why = f'the dates fit both: take the # away, and write "{other}" if the month comes first'
    return [f'# order = "{first}"  # {why}'] if is_open else []


def _table(head: bytes) -> Rows:
    """Give the header of a table and rows below it: the first row with most names, all unlike."""
    lines = head.split(b"\n")
    best: Rows = []
    for start, line in enumerate(lines[:40]):
        text = decoded(b"\n".join(lines[start:])).replace("\r", "")
        rows = csv.reader(io.StringIO(text), delimiter=delimiter(decoded(line)))
        try:
            taken = list(itertools.islice(rows, LOOKED_AT))
        except csv.Error:
            continue
        if len(taken) > 1 and len(taken[0]) == len(taken[1]) > max(1, len(best[0]) if best else 1):
            names = {name.strip() for name in taken[0]}
            if len(names) == len(taken[0]) and not any(map(_is_value, names)):
                best = [row for row in taken if len(row) == len(names)]
    return best


def _found(names: list[str], values: dict[str, list[str]]) -> dict[str, str]:
    found = proposed(names)
    looks: dict[str, Callable[[str], bool]] = {
        "at": _is_time,
        "kind": lambda value: value.casefold() in SORTS,
        "url": lambda value: value.startswith(("http://", "https://")),
        "name": lambda value: value.startswith("@") and " " not in value,
    }
    for field, fits in looks.items():
        if field in found:
            continue
        for name in names:
            if name not in found.values() and values[name] and all(map(fits, values[name])):
                found[field] = name
                break
    free = [name for name in names if name not in found.values() and values[name]]
    long = {name: sum(map(len, values[name])) / len(values[name]) for name in free}
    texts = [name for name in free if sum(" " in value for value in values[name]) * 2
             > len(values[name])]  # fmt: skip
    if "text" not in found and texts:
        found["text"] = max(texts, key=lambda name: long[name])
    _number(found, names, values)
    _answer(found, names, values)
    return {field: found[field] for field in FIELDS if field in found}


def _number(found: dict[str, str], names: list[str], values: dict[str, list[str]]) -> None:
    """Take for the id of a post the numbers of the rows, where no two are alike."""
    for name in names:
        free = "post" not in found and name not in found.values() and plain(name) in _NUMBERS
        if free and values[name] and len(set(values[name])) == len(values[name]):
            found["post"] = name


def _answer(found: dict[str, str], names: list[str], values: dict[str, list[str]]) -> None:
    """Take for the parent what names other rows, and never what names accounts."""
    called = set(values.get(found.get("post", ""), []))
    if "parent" in found and _of_accounts(found["parent"], found, values):
        del found["parent"]
    for name in names:
        free = "parent" not in found and name not in found.values() and plain(name) in _ANSWERED
        if free and 2 * sum(value in called for value in values[name]) > len(values[name]):
            found["parent"] = name


def _of_accounts(name: str, found: dict[str, str], values: dict[str, list[str]]) -> bool:
    """Say whether a column names mostly who wrote other rows."""
    who = [values.get(found.get(field, ""), []) for field in ("name", "account")]
    accounts = {value.removeprefix("@").casefold() for one in who for value in one}
    posts = set(values.get(found.get("post", ""), []))
    strange = [value for value in values[name] if value not in posts]
    known = sum(value.removeprefix("@").casefold() in accounts for value in strange)
    return 2 * known > len(values[name])


def _is_time(value: str) -> bool:
    if value.strip().isdecimal():
        return False
    try:
        written(value, "month first" if bears_out(value) == "month first" else "day first", "UTC")
    except ClockError:
        return False
    return True


def _is_value(text: str) -> bool:
    """Say whether a text is what stands in a column, and not the name of one."""
    number = text.strip("-+ ").replace(".", "").replace(",", "")
    return number.isdecimal() or "://" in text or _is_time(text)


def _such(values: dict[str, list[str]], name: str) -> str:
    first = next(iter(values.get(name, [])), "")
    return f"  # such as {_quoted(' '.join(first.split())[:60])}" if first else ""


def _quoted(text: str) -> str:
    """Write a text as TOML does, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
