"""The rules that say who passed a post on to whom, and what can be set of each."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from casekit.errors import SchemaError

__all__ = ["RULES", "Decay", "Reported", "Rule", "chosen", "positive"]

RULES = {
    "reported": "the parent that the archive names; of a repost most platforms name only the "
    "original, which makes a star",
    "decay": "an earlier sharer, the more probable the more followers and the more recent: "
    "followers times exponential decay (DebateNight)",
}


@dataclass(frozen=True, kw_only=True)
class Reported:
    """The parents that the archive names."""


@dataclass(frozen=True, kw_only=True)
class Decay:
    """Followers times exponential decay.

    Attributes
    ----------
    beta
        Power of the number of followers.
    rate
        Decay a second; 6.8e-5 is a half-life of 2 h 50 min.
    """

    beta: float = 1.0
    rate: float = 6.8e-5

    def __post_init__(self) -> None:
        _number("beta", self.beta)
        _number("rate", self.rate, least=0)


Rule = Reported | Decay

_KINDS: dict[str, type[Rule]] = {"reported": Reported, "decay": Decay}


def chosen(rule: str, parameters: Mapping[str, Any]) -> Rule:
    """Name a rule with its parameters, or say what is wrong with them.

    Raises
    ------
    SchemaError
        No such rule, no such parameter, or a value that cannot be.

    Examples
    --------
    >>> chosen("decay", {"beta": 0.5})
    Decay(beta=0.5, rate=6.8e-05)
    >>> chosen("decay", {"gamma": 0.5})
    Traceback (most recent call last):
    ...
    casekit.errors.SchemaError: rule 'decay' has no parameter 'gamma'. Cure: use beta, rate
    """
    if rule not in _KINDS:
        raise SchemaError(f"no rule {rule!r}", cure=f"use one of {', '.join(RULES)}")
    kind = _KINDS[rule]
    known = [field.name for field in fields(kind)]
    strange = ", ".join(repr(name) for name in parameters if name not in known)
    if strange:
        cure = f"use {', '.join(known)}" if known else "leave it out: this rule has none"
        raise SchemaError(f"rule {rule!r} has no parameter {strange}", cure=cure)
    return kind(**parameters)


def positive(name: str, value: int) -> int:
    """Give a whole number of at least one back, or say what is wrong with it.

    Examples
    --------
    >>> positive("draws", 100)
    100
    """
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) < 1:
        raise SchemaError(f"{name} is {value!r}", cure="give a whole number of 1 or more")
    return int(value)


def _number(
    name: str, value: float, *, least: float | None = None, most: float | None = None
) -> None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise SchemaError(f"{name} is {value!r}", cure="give a number") from None
    if not math.isfinite(number):
        raise SchemaError(f"{name} is {value!r}", cure="give a finite number")
    if (least is not None and number < least) or (most is not None and number > most):
        between = f"from {least:g} on" if most is None else f"from {least:g} to {most:g}"
        raise SchemaError(f"{name} is {value!r}", cure=f"give a number {between}")
