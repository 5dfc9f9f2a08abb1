"""The star beside the band: posts at each step, as reported and as a rule says."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import given, schema, theme
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.figures import scale
from casekit.layout.hub import Hub, hub
from casekit.layout.lanes import Box
from casekit.layout.lettering import measure as measure_text
from casekit.layout.sheet import grade_words, grades
from casekit.spread import assumptions, sample
from casekit.spread.parameters import Decay, Mixture, Reported, chosen
from casekit.spread.stars import stars

__all__ = [
    "COLOR", "Found", "Plan", "alt", "centred", "depth_words", "finding", "headings", "key_words",
    "measure", "notes", "plan", "step_words", "subtitle",
]  # fmt: skip

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

COLOR = theme.DEPTH[3]
"""Of what a rule gives."""
HEAD, FOOT, GAP = 0.5, 0.62, 1.15
"""Room for the headings and for the axis, and between the panels, in inches."""
_SHARE = 0.43
_NUMBER = 0.42
"""Width of a step that has room for a number."""
_BRACKET = 0.95
"""Room for the bracket and its words above what it stands over."""


@dataclass(frozen=True)
class Found:
    """What a star and the draws of a rule hold; steps count from the original, which is 0.

    `low`, `middle` and `high` are the 5th percentile, the median and the 95th percentile of the
    posts at each step, `depth` those bounds of the deepest step, outwards to whole steps, and
    `lost` the most posts of a draw that no path leads to.
    """

    posts: pd.DataFrame
    rule: str
    draws: int
    grade: str
    reported: str
    low: Floats
    middle: Floats
    high: Floats
    depth: tuple[int, int]
    deepest: int
    lost: int
    untimed: int
    stars: int
    counts: pd.Series

    @property
    def size(self) -> int:
        """Number of reposts."""
        return len(self.posts) - 1


def measure(
    posts: pd.DataFrame, *, rule: str, draws: int, seed: int, root: str | None,
    **parameters: Any,
) -> Found:  # fmt: skip
    """Draw one star by a rule, and count the posts at each step.

    Raises
    ------
    SchemaError
        There is no star, or none of that original; or the rule is the star itself.
    EvidenceError
        The posts do not say how they are known.
    """
    which = chosen(rule, parameters)
    given.whole("draws", draws)
    if isinstance(which, Reported):
        raise SchemaError("rule 'reported' is the star itself",
                          cure="use text, follows, decay or mixture")  # fmt: skip
    schema.check(posts, schema.POSTS)
    original, count = _original(posts, root)
    ours = (posts["parent"].eq(original) & posts["kind"].eq("repost")).fillna(False)
    timed = ours & posts["at"].notna()
    star = pd.concat([posts.loc[[original]], posts[timed].sort_values("at", kind="stable")])
    held = grades(star)
    whole = posts if rule == "text" else star
    forests = sample(whole, rule=rule, draws=draws, seed=seed, **parameters)
    place = np.full(len(whole), -1)
    place[forests[0].rows] = np.arange(len(whole))
    seats = place[whole.index.get_indexer(star.index)]
    steps = np.stack([_steps(one.parent, seats) for one in forests])
    most = int(steps.max())
    table = np.stack([np.bincount(row[row >= 0], minlength=most + 1) for row in steps])
    low, middle, high = np.percentile(table, (5, 50, 95), axis=0)
    ends = np.percentile(steps.max(axis=1), (5, 95))
    guessed = isinstance(which, Decay | Mixture)
    return Found(
        star, rule, len(forests), "reconstructed" if guessed else "derived", held[-1],
        low, middle, high, (int(np.floor(ends[0])), int(np.ceil(ends[1]))), most,
        int((steps < 0).sum(axis=1).max()), int((ours & ~timed).sum()), count,
        assumptions(star, rule=rule, **parameters) if rule != "text" else pd.Series(dtype="int64"),
    )  # fmt: skip


def _original(posts: pd.DataFrame, root: str | None) -> tuple[str, int]:
    """Name the original of the star to draw, and say how many stars there are."""
    found = stars(posts)
    ids = posts.index[np.asarray(found.base.rows[found.hub])]
    if root is not None and root not in ids:
        raise SchemaError(f"no star of a post {root!r}",
                          cure="give the id of an original whose reposts name only it")  # fmt: skip
    if not len(ids):
        raise SchemaError(
            "no star among the posts: no original that several reposts name and no more",
            cure="draw.spread draws parents that the archive reports",
        )
    return root or str(ids[int(np.diff(found.first).argmax())]), len(ids)


def _steps(parent: Ints, seats: Ints) -> Ints:
    """Count the steps from the original, the first of the seats, to each; -1 without a path."""
    from casekit.spread import kernels

    above = parent.copy()
    above[seats[0]] = -1
    depth, top = kernels.depths(above), kernels.tops(above)
    return np.asarray(np.where(top == seats[0], depth, -1)[seats])


@dataclass(frozen=True)
class Plan:
    """Everything that the picture shows, in inches of the sheet.

    `edges` are the sides of the steps from 1 on, `star` the height of the one bar of the star,
    `line` the median as far as it is not 0, `span` the ends of the bracket over the deepest step
    and its height.
    """

    hub: Hub
    left: Box
    right: Box
    edges: Floats
    low: Floats
    high: Floats
    line: list[tuple[Floats, Floats]]
    star: float
    ticks: list[tuple[float, str]]
    steps: list[tuple[float, str]]
    numbers: list[tuple[float, float, str]]
    span: tuple[float, float, float]


def plan(found: Found, *, sheet: Box, speak: Language) -> Plan:
    """Lay out both panels between the edges of a sheet."""
    split = sheet.left + (sheet.right - sheet.left) * _SHARE
    left = Box(sheet.left, sheet.bottom + 0.34, split, sheet.top - HEAD)
    right = Box(split + GAP, sheet.bottom + FOOT, sheet.right, sheet.top - HEAD)
    last = max(int(np.flatnonzero(found.high > 0).max(initial=1)), found.depth[1], 3)
    wide = (right.right - right.left) / last
    edges: Floats = np.asarray(right.left + wide * np.arange(last + 1), dtype=np.float64)
    marks = scale(float(found.size))[1]
    first, end = found.depth
    below = found.size if first <= 1 else float(found.high[first - 1 : end + 1].max())
    room = right.top - right.bottom
    most = max(found.size * 1.08, below * room / (room - _BRACKET))

    def y(value: Any) -> Any:
        return right.bottom + value / most * (right.top - right.bottom)

    def heights(values: Floats) -> Floats:
        shown = np.zeros(last)
        some = values[1 : last + 1]
        shown[: len(some)] = some
        return np.asarray(y(shown))

    high, middle = heights(found.high), heights(found.middle)
    every = next((n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500) if n * wide >= 0.3), last)
    full = float(y(found.size))
    beside = np.where(middle < full - 0.3, 0.12, -0.14)  # no number over that of the star
    numbers = [
        (float(edges[n]) + wide / 2, float(middle[n] + beside[n]),
         speak.number(float(found.middle[n + 1]), digits=1))
        for n in range(min(last, len(found.middle) - 1))
        if wide >= _NUMBER and found.middle[n + 1] >= 1
    ]  # fmt: skip
    return Plan(
        hub(found.posts, left), left, right, edges, heights(found.low), high,
        [(edges[n : n + 2], middle[[n, n]]) for n in np.flatnonzero(middle > y(0))],
        full, [(float(y(v)), speak.number(v)) for v in marks if v == int(v)],
        [(float(edges[n - 1]) + wide / 2, speak.number(n)) for n in range(1, last + 1)
         if n == 1 or n % every == 0], numbers,
        (float(edges[first - 1]), float(edges[end]), float(y(below)) + 0.6),
    )  # fmt: skip


def finding(found: Found, speak: Language) -> str:
    """Say how deep it went at both ends of the band."""
    low, high = found.depth
    words = {"n": speak.number(low), "m": speak.number(high)}
    if found.lost and low == 1:
        return speak("At least one step deep, as the platform shows it")
    if found.lost:
        return speak("Probably at least {n} steps deep; the platform shows only one", **words)
    if high == 1:
        return speak("Probably one step deep, as the platform shows it")
    if low == high:
        return speak("Probably {n} steps deep; the platform shows only one", **words)
    return speak("Probably {n} to {m} steps deep; the platform shows only one", **words)


def depth_words(found: Found, speak: Language) -> str:
    """Say where the deepest post is, for the bracket."""
    low, high = found.depth
    if low == high:
        return speak("deepest post: step {n}", n=speak.number(low))
    return speak("deepest post: step {n} to {m}", n=speak.number(low), m=speak.number(high))


def subtitle(found: Found, speak: Language) -> str:
    """Say what is drawn, from when on, and what the band is."""
    at = found.posts["at"]
    text = speak("{n} reposts of one post of {stamp}, over {span}.", n=speak.number(found.size),
                 stamp=speak.stamp(at.iloc[0], tz="UTC"),
                 span=speak.duration(at.max() - at.min()))  # fmt: skip
    if found.draws > 1:
        text += " " + speak("Band: 90 % of {n} draws.", n=speak.number(found.draws))
    return text.replace("..", ".")


def headings(found: Found, made: Plan, speak: Language) -> list[tuple[float, float, str]]:
    """Head the two panels: left end, room and words."""
    left = speak("As the platform reports it, and as other tools draw it")
    text = "As it may have been: {n} draws of rule ‘{rule}’"
    if found.draws == 1:
        text = "As it may have been: rule ‘{rule}’"
    right = speak(text, n=speak.number(found.draws), rule=found.rule)
    return [(box.left, end - box.left, words) for box, end, words in (
        (made.left, made.right.left - 0.3, left), (made.right, made.right.right, right),
    )]  # fmt: skip


def key_words(found: Found, speak: Language) -> tuple[str, str, str]:
    """Explain the outline of the star, the line of the rule, and the band."""
    star = speak("star: {grade}", grade=grade_words(found.reported, speak))
    rule = "rule: {grade}" if found.draws == 1 else "median of the draws: {grade}"
    return star, speak(rule, grade=grade_words(found.grade, speak)), speak("90 % of the draws")


def step_words(found: Found, last: int, speak: Language) -> list[str]:
    """Tell the posts at each step, for hover."""
    out = []
    for n in range(1, last + 1):
        held = n < len(found.middle)
        low, middle, high = (
            speak.number(float(values[n]) if held else 0.0, digits=digits)
            for values, digits in ((found.low, 0), (found.middle, 1), (found.high, 0))
        )
        text = "step {n}: {k} posts, {low} to {high} in 90 % of the draws"
        if found.draws == 1:
            text = "step {n}: {k} posts"
        out.append(speak(text, n=speak.number(n), k=middle, low=low, high=high))
    return out


def centred(made: Plan, text: str, font: str | None) -> float:
    """Give the middle of the words over the bracket, so that they stay within the panel."""
    left, right, _ = made.span
    half = measure_text(text, theme.SIZES["key"], bold=True, font=font)[0] / 2
    least = made.edges[0] if left < made.edges[1] else made.edges[1]
    return float(np.clip((left + right) / 2, least + half, made.right.right - half))


def notes(found: Found, source: str | None, speak: Language) -> list[str]:
    """Say where it comes from, what the rule assumed, and what is not drawn."""
    parts = [speak.source(source)] if source else []
    parts.append(speak("A rule gives what may have been, not what was."))
    if found.draws > 1:
        parts.append(speak("Each step has a median of its own; they do not add up."))
    worth = {"decay": 1, "mixture": 0}.get(found.rule)
    unknown, zero = (int(found.counts.get(f"followers_{k}", 0)) for k in ("unknown", "zero"))
    if worth is not None and unknown:
        parts.append(speak("Accounts with unknown followers, counted as {worth}: {n}.",
                           n=speak.number(unknown), worth=worth))  # fmt: skip
    if found.rule == "decay" and zero:
        parts.append(speak("Accounts without followers, counted as 1: {n}.", n=speak.number(zero)))
    tied = int(found.counts.get("same_time", 0))
    if tied:
        parts.append(speak("Posts of one same second, never taken for each other's source: {n}.",
                           n=speak.number(tied)))  # fmt: skip
    if found.lost:
        parts.append(speak("Reposts to which the rule finds no path, not drawn on the right: {n}.",
                           n=speak.number(found.lost)))  # fmt: skip
    if found.untimed:
        parts.append(
            speak("Reposts without a time, not drawn: {n}.", n=speak.number(found.untimed))
        )
    if found.deepest > found.depth[1]:
        parts.append(speak("Deepest of all draws: step {n}.", n=speak.number(found.deepest)))
    if found.stars > 1:
        parts.append(speak("Other originals with reposts, not drawn: {n}.",
                           n=speak.number(found.stars - 1)))  # fmt: skip
    parts.append(speak("Replies are not drawn: they name whom they answer."))
    return [" ".join(parts).replace("..", ".")]


def alt(found: Found, title: str, under: str, speak: Language) -> str:
    """Tell the picture to those who cannot see it."""
    first = found.middle[1] if len(found.middle) > 1 else 0.0
    return speak(
        "{title}. {under} Left a hub with {n} spokes; right the posts at each step: the star has "
        "all {n} at the first, the rule {k}.", title=title, under=under,
        n=speak.number(found.size), k=speak.number(float(first), digits=1),
    )  # fmt: skip
