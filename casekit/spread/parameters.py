"""The rules that say who passed a post on to whom, and what can be set of each."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from casekit.errors import SchemaError

__all__ = [
    "RULES",
    "Decay",
    "Follows",
    "Mixture",
    "Reported",
    "Rule",
    "Text",
    "chosen",
    "draws_of",
    "positive",
]

_DRAWS, _HELD = 1_000_000, 1_000_000_000
"""The most draws, and the most parents that are held at once: eight gigabytes."""

RULES = {
    "reported": "the parent that the archive names; of a repost most platforms name only the "
    "original, which makes a star",
    "text": "whom the post itself names: RT @x, via @x, HT @x, outermost first",
    "follows": "the most recent earlier sharer that the account follows, or the original if it "
    "follows that (time-inferred diffusion)",
    "decay": "an earlier sharer, the more probable the more followers and the more recent: "
    "followers times exponential decay (DebateNight)",
    "mixture": "an earlier sharer, by chance one with followers or a recent one: followers mixed "
    "with a power law of time (PDI)",
}


@dataclass(frozen=True, kw_only=True)
class Reported:
    """The parents that the archive names."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """Whom the post itself names."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Follows:
    """Time-inferred diffusion along a follow graph.

    Attributes
    ----------
    follows
        Who follows whom: a frame with the columns `follower` and `account`, the path of a Parquet
        or CSV file with them, or a SciPy sparse matrix and the Index of its accounts, in which a
        row follows the columns that it stores.
    prefer
        "recent": the most recent earlier sharer that the reposter follows; "root": the original,
        if the reposter follows its author.
    otherwise
        What holds if the reposter follows none of them: "unknown" or "root".
    """

    follows: Any = None
    prefer: str = "recent"
    otherwise: str = "unknown"

    def __post_init__(self) -> None:
        if self.follows is None:
            raise SchemaError(
                "rule 'follows' needs a follow graph",
                cure="give follows=, a frame with the columns follower and account",
            )
        _word("prefer", self.prefer, ("recent", "root"))
        _word("otherwise", self.otherwise, ("unknown", "root"))


@dataclass(frozen=True, kw_only=True)
class Decay:
    """Followers times exponential decay.

    Attributes
    ----------
    beta
        Power of the number of followers, from -100 to 100.
    rate
        Decay a second, up to 1e6; 6.8e-5 is a half-life of 2 h 50 min.
    """

    beta: float = 1.0
    rate: float = 6.8e-5

    def __post_init__(self) -> None:
        _number("beta", self.beta, least=-100, most=100)
        _number("rate", self.rate, least=0, most=1e6)


@dataclass(frozen=True, kw_only=True)
class Mixture:
    """Followers mixed with a power law of time.

    Attributes
    ----------
    gamma
        Weight of the followers, from 0 (only time) to 1 (only followers).
    alpha
        Exponent of the power law, above 1.
    """

    gamma: float = 0.5
    alpha: float = 2.0

    def __post_init__(self) -> None:
        _number("gamma", self.gamma, least=0, most=1)
        _number("alpha", self.alpha)
        if self.alpha <= 1:
            raise SchemaError(f"alpha is {self.alpha!r}", cure="give a number above 1")


Rule = Reported | Text | Follows | Decay | Mixture

_KINDS: dict[str, type[Rule]] = {
    "reported": Reported,
    "text": Text,
    "follows": Follows,
    "decay": Decay,
    "mixture": Mixture,
}


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


def draws_of(draws: int, seed: int, *, held: int = 1) -> int:
    """Give back how many forests to draw, of so many posts held at once, or say why it cannot be.

    Examples
    --------
    >>> draws_of(100, 0, held=1_000_000)
    100
    """
    number = positive("draws", draws)
    if isinstance(seed, bool) or not hasattr(seed, "__index__") or int(seed) < 0:
        raise SchemaError(f"seed is {seed!r}", cure="give a whole number of 0 or more")
    most = min(_DRAWS, max(_HELD // max(held, 1), 1))
    if number > most:
        raise SchemaError(
            f"{number:,} draws are more than can be made", cure=f"draw {most:,} at most"
        )
    return number


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


def _number(name: str, value: float, *, least: float = -math.inf, most: float = math.inf) -> None:
    try:
        number = math.nan if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or not least <= number <= most:
        between = f" from {least:g} to {most:g}" if math.isfinite(least) else ""
        raise SchemaError(f"{name} is {value!r}", cure=f"give a finite number{between}")


def _word(name: str, value: str, words: tuple[str, ...]) -> None:
    if value not in words:
        raise SchemaError(f"{name} is {value!r}", cure=f"use one of {', '.join(words)}")
