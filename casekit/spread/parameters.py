"""The rules that say who passed a post on to whom, and what can be set of each."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from casekit import given
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
        given.word("prefer", self.prefer, ("recent", "root"))
        given.word("otherwise", self.otherwise, ("unknown", "root"))


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
        given.number("beta", self.beta, least=-100, most=100)
        given.number("rate", self.rate, least=0, most=1e6)


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
        given.number("gamma", self.gamma, least=0, most=1)
        given.number("alpha", self.alpha, above=1)


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
    number = given.whole("draws", draws)
    given.whole("seed", seed, least=0)
    most = min(_DRAWS, max(_HELD // max(held, 1), 1))
    if number > most:
        raise SchemaError(
            f"{number:,} draws are more than can be made", cure=f"draw {most:,} at most"
        )
    return number
