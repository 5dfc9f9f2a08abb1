"""The minutes of a workshop: which block comes when, and how long it takes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from casekit import language
from casekit.errors import CatalogueError

__all__ = ["LEAST", "MOST", "Block", "clock", "exercise", "plan"]

LEAST, MOST = 60, 480
"""A workshop takes at least and at most so many minutes."""

_WEIGHTS = {"welcome": 5, "briefing": 8, "play": 6, "decide": 10, "reveal": 6, "results": 10,
            "transfer": 12, "close": 4}  # fmt: skip
_TITLES = {
    "welcome": "Welcome and aims",
    "briefing": "Briefing and roles",
    "play": "What comes in before decision {n}",
    "decide": "Decision {n}: groups decide and note why",
    "reveal": "What really happened, part {n}, and comparison",
    "break": "Break",
    "results": "The case in numbers",
    "transfer": "Transfer to your own organisation",
    "close": "What we take away",
}
_BREAKS = {150: 15, 300: 60}
"""From so many minutes on, so many of them are breaks."""


@dataclass(frozen=True)
class Block:
    """A part of the workshop: what it is, its stage, first minute and length."""

    kind: str
    stage: int
    title: str
    start: int
    minutes: int

    @property
    def end(self) -> int:
        """The minute at which it is over."""
        return self.start + self.minutes


def plan(decisions: int, *, minutes: int = 180, lang: str = "en",
         silent: Collection[int] = ()) -> tuple[Block, ...]:  # fmt: skip
    """Divide a workshop into blocks whose minutes add up to its length.

    Every decision has three blocks: what comes in, the decision of the groups, and what really
    happened. From 150 minutes on there is a break of 15 minutes, from 300 on breaks of 60 minutes
    in all; what is left is shared out by fixed weights, to whole minutes.

    Parameters
    ----------
    decisions
        How many decision points there are.
    minutes
        Length of the workshop, 60 to 480 minutes.
    lang
        Language of the titles.
    silent
        Numbers of the decisions before which nothing comes in; they have no block for it.

    Raises
    ------
    CatalogueError
        A length for which there is no plan.

    Examples
    --------
    >>> blocks = plan(3, minutes=90)
    >>> sum(block.minutes for block in blocks), blocks[2].title
    (90, 'What comes in before decision 1')
    """
    if not LEAST <= minutes <= MOST:
        raise CatalogueError(
            f"no plan for {minutes} minutes", cure=f"give {LEAST} to {MOST}, such as 90, 180 or 360"
        )
    speak = language.of(lang)
    kinds = [kind for kind in _kinds(decisions, minutes)
             if kind not in {("play", n) for n in silent}]  # fmt: skip
    rest = max((m for least, m in _BREAKS.items() if minutes >= least), default=0)
    breaks = [kind for kind, _ in kinds].count("break")
    lengths = iter(_shares([_WEIGHTS[k] for k, _ in kinds if k != "break"], minutes - rest))
    pauses = iter(_shares([1] * breaks, rest) if breaks != 2 else [15, rest - 15])
    blocks, start = [], 0
    for kind, stage in kinds:
        length = next(pauses) if kind == "break" else next(lengths)
        title = _TITLES[kind].format(n=stage) if lang == "en" else speak(_TITLES[kind])
        blocks.append(Block(kind, stage, title.format(n=stage), start, length))
        start += length
    return tuple(blocks)


def _kinds(decisions: int, minutes: int) -> Iterator[tuple[str, int]]:
    """Name the blocks in their order, each with the number of its decision or 0."""
    pauses = sum(minutes >= least for least in _BREAKS)
    after = {(decisions + 1) // 2} if pauses else set()
    yield from (("welcome", 0), ("briefing", 0))
    for n in range(1, decisions + 1):
        yield from (("play", n), ("decide", n), ("reveal", n))
        if n in after:
            yield "break", 0
    yield "results", 0
    if pauses > 1:
        yield "break", 0
    yield from (("transfer", 0), ("close", 0))


def _shares(weights: list[int], whole: int) -> list[int]:
    """Share whole minutes out by weights; the largest remainders get what is left."""
    if not weights:
        return []
    exact = [whole * weight / sum(weights) for weight in weights]
    shares = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in order[: whole - sum(shares)]:
        shares[i] += 1
    return shares


def exercise(blocks: tuple[Block, ...]) -> int:
    """Give the minute of the workshop at which the clock of the exercise starts.

    Examples
    --------
    >>> exercise(plan(3, minutes=90))
    11
    """
    return next(block.start for block in blocks if block.kind == "play")


def clock(minute: int) -> str:
    """Write minutes as hours and minutes.

    Examples
    --------
    >>> clock(105)
    '1:45'
    """
    return f"{minute // 60}:{minute % 60:02d}"
