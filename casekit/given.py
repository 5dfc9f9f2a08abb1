"""Arguments that a caller gave: handed back, or refused with what was seen and the cure."""

import math
from collections.abc import Iterable
from typing import TypeVar

from casekit.errors import SchemaError

__all__ = ["case", "cases", "number", "several", "whole", "word"]

T = TypeVar("T")


def case(name: str, value: T) -> T:
    """Give a case back.

    Raises
    ------
    SchemaError
        It is the name of one, or something else, such as the posts of an archive.

    Examples
    --------
    >>> case("case", "o2-2011")
    Traceback (most recent call last):
    ...
    casekit.errors.SchemaError: case is 'o2-2011'. Cure: open it: ck.load.case('o2-2011')
    """
    if hasattr(value, "slug"):
        return value
    seen, cure = f"a {type(value).__name__}", "give what ck.load.case(name) opens"
    if isinstance(value, str):
        seen, cure = repr(value), f"open it: ck.load.case({value!r})"
    elif hasattr(value, "columns"):
        cure += "; `casekit inspect ARCHIVE --page PAGE --case NAME` sets an archive beside a case"
    raise SchemaError(f"{name} is {seen}", cure=cure)


def cases(values: Iterable[T]) -> list[T]:
    """Give several cases back.

    Raises
    ------
    SchemaError
        One of them is no case, as :func:`case` says, or there are not several.

    Examples
    --------
    >>> cases(["o2-2011"])
    Traceback (most recent call last):
    ...
    casekit.errors.SchemaError: case is 'o2-2011'. Cure: open it: ck.load.case('o2-2011')
    """
    if isinstance(values, str) or hasattr(values, "columns"):
        case("case", values)
    if not isinstance(values, Iterable):
        raise SchemaError(f"cases are a {type(values).__name__}", cure="give a list of cases")
    return [case("case", one) for one in values]


def whole(name: str, value: int, *, least: int = 1) -> int:
    """Give a whole number back.

    Raises
    ------
    SchemaError
        It is none, or too small.

    Examples
    --------
    >>> whole("draws", 100)
    100
    >>> whole("draws", 2.5)
    Traceback (most recent call last):
    ...
    casekit.errors.SchemaError: draws is 2.5. Cure: give a whole number of 1 or more
    """
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) < least:
        raise SchemaError(f"{name} is {value!r}", cure=f"give a whole number of {least} or more")
    return int(value)


def number(
    name: str, value: float, *, least: float = -math.inf, most: float = math.inf,
    above: float = -math.inf,
) -> float:  # fmt: skip
    """Give a finite number back.

    Parameters
    ----------
    name, value
        What the argument is called, and what was given.
    least, most
        It lies between these, or is one of them.
    above
        It is greater than this.

    Raises
    ------
    SchemaError
        It is none, or lies outside.

    Examples
    --------
    >>> number("share", 0.5, above=0, most=1)
    0.5
    >>> number("share", 2, above=0, most=1)
    Traceback (most recent call last):
    ...
    casekit.errors.SchemaError: share is 2. Cure: give a finite number above 0 and at most 1
    """
    try:
        found = math.nan if isinstance(value, str | bytes | bool) else float(value)
    except (TypeError, ValueError):
        found = math.nan
    if math.isfinite(found) and least <= found <= most and found > above:
        return found
    if math.isfinite(least) and math.isfinite(most):
        bounds = f" from {least:g} to {most:g}"
    else:
        said = (("above", above), ("at least", least), ("at most", most))
        known = [f"{how} {bound:g}" for how, bound in said if math.isfinite(bound)]
        bounds = f" {' and '.join(known)}" if known else ""
    cure = f"give a finite number{bounds}"
    raise SchemaError(f"{name} is {value!r}", cure=cure)


def word(name: str, value: str, words: Iterable[str]) -> str:
    """Give one of some words back.

    Raises
    ------
    SchemaError
        It is none of them.

    Examples
    --------
    >>> word("prefer", "newest", ["recent", "root"])
    Traceback (most recent call last):
    ...
    casekit.errors.SchemaError: prefer is 'newest'. Cure: use one of recent, root
    """
    known = list(words)
    if not isinstance(value, str) or value not in known:
        raise SchemaError(f"{name} is {value!r}", cure=f"use one of {', '.join(known)}")
    return value


def several(name: str, values: Iterable[T]) -> list[T]:
    """Give some values back as a list: at least one, and not the letters of a word.

    Raises
    ------
    SchemaError
        There is none, or it is a single one.

    Examples
    --------
    >>> several("by", ["depth"])
    ['depth']
    >>> several("by", "depth")
    Traceback (most recent call last):
    ...
    casekit.errors.SchemaError: by is 'depth'. Cure: give a list of one or more
    """
    found = [] if isinstance(values, str | bytes) or not isinstance(values, Iterable) else [*values]
    if not found:
        raise SchemaError(f"{name} is {values!r}", cure="give a list of one or more")
    return found
