"""What the picture of an earlier answer says: how much it spares, and that it may do harm."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit import theme
from casekit.language import Language
from casekit.layout.curve import middle, unit_of
from casekit.layout.estimate import sources
from casekit.layout.lanes import Box
from casekit.layout.lettering import measure, wrap
from casekit.layout.timeline import Answer as Mark
from casekit.layout.whatif import COLORS, Kind, Plan, chances, prior, until
from casekit.whatif import Answer

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = [
    "ANSWER", "Line", "alt", "answers", "column", "finding", "notes", "shares", "sources", "spared",
    "start", "subtitle", "told", "unit",
]  # fmt: skip

ANSWER = 14.0
"""Type size of what stands at both answers."""
_SHRINK, _EFFECT = (1.0, 0.9, 0.8, 0.7), 0.8
"""By how much words beside the curves may shrink, and how many inches the effect should keep."""
_KINDS: dict[Kind, str] = {"helps": "helps {share}", "none": "nothing {share}",
                           "harms": "harms {share}"}  # fmt: skip


def _moments(answer: Answer, made: Plan, tz: str, speak: Language) -> tuple[str, str]:
    """Write when the earlier and the real answer came; their day only where it tells them apart."""
    clock = made.actual.clock
    pairs = [(made.supposed, answer.at), (made.real, answer.answered)]
    known = [(middle(b) if line is None else line.at, b) for line, b in pairs if b is not None]
    vague = any(b[1] - b[0] >= pd.Timedelta(hours=20) for _, b in known)
    days = {speak.day(at, tz=tz) for at, _ in known}
    short = len(days) < len(known) or clock.end - clock.start <= pd.Timedelta(days=2)
    told = []
    for at, bounds in known:
        text = speak.time(at, tz=tz) if short else speak.moment(at, tz=tz)
        if vague:
            text = speak.day(at, tz=tz)
        wide = bounds[1] - bounds[0] > pd.Timedelta(minutes=2) and not vague
        told.append(speak("about {n}", n=text) if wide else text)
    return told[0], told[1] if len(told) > 1 else ""


def spared(row: Any, speak: Language) -> str:
    """Write the interval of what was spared, rounded outwards: "15,000 more to 20,000 fewer"."""
    low, high = float(row["count_low"]), float(row["count_high"])
    most = max(abs(low), abs(high))
    if most < 0.5:
        return speak("none fewer")
    step = 10.0 ** max(math.floor(math.log10(most)) - 1, 0)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    words = {"low": speak.number(round(abs(low))), "high": speak.number(round(abs(high)))}
    return _between(low, high, words, speak)


def _between(low: float, high: float, words: dict[str, str], speak: Language) -> str:
    if low >= 0:
        return speak("{low} to {high} fewer", **words)
    if high <= 0:
        return speak("{high} to {low} more", **words)
    return speak("{low} more to {high} fewer", **words)


def finding(answer: Answer, made: Plan, speak: Language, tz: str) -> str:
    """Say what the earlier answer would have changed, as an interval that holds harm too."""
    at, real = _moments(answer, made, tz, speak)
    row: Any = until(answer)
    words = {"at": at, "spared": spared(row, speak), "unit": unit_of(answer.actual, speak)}
    if row["count_low"] < 0 < row["count_high"]:
        words["spared"] = speak("no clear effect, {spared}", spared=words["spared"])
    if not real:
        return speak("Answered {at}: {spared} {unit}", **words)
    return speak("Answered {at} instead of {real}: {spared} {unit}", real=real, **words)


def subtitle(answer: Answer, case: "Case | None", speak: Language) -> str:
    """Say that it is simulated, what is compared with what, and which answer came earlier."""
    said = speak("Simulated: this did not happen. Each of {n} curves is compared with itself "
                 "without the earlier answer.",
                 n=speak.number(answer.actual.draws.shape[1]))  # fmt: skip
    if case is None:
        return said
    if answer.event not in (None, case.answer):
        label = case.events.loc[answer.event, "label"]
        said += " " + speak("The real answer meant here is not the first: “{label}”.", label=label)
    return f"{case.title}. {said}"


def answers(answer: Answer, made: Plan, speak: Language, tz: str) -> tuple[str, str]:
    """Write what stands at both lines: the simulated answer, and the real one."""
    at, real = _moments(answer, made, tz, speak)
    said = speak("Real answer {at}", at=real) if real else ""
    return speak("Simulated answer {at}", at=at), said


def start(line: Mark, words: str, box: Box, font: str | None) -> float:
    """Say where the words of an answer begin: at its line, or left of it where they do not fit."""
    wide = measure(words, ANSWER, bold=True, font=font)[0]
    right = line.x - 0.03 + wide > box.right + 0.1
    return max(line.x + 0.03 - wide if right else line.x - 0.03, box.left)


def unit(made: Plan, font: str | None) -> float:
    """Say where the name of what is counted begins: at the left, or behind an answer in its way."""
    x = made.actual.box.left + 0.06
    wide = measure(made.actual.title, theme.SIZES["lane"], bold=True, font=font)[0]
    for line in sorted((made.real, made.supposed), key=lambda one: one.x if one else 0.0):
        if line is not None and x - 0.08 < line.x < x + wide + 0.08:
            x = line.x + 0.1
    return x


@dataclass(frozen=True)
class Line:
    """A line of words beside the curves: its place, size and look."""

    x: float
    y: float
    text: str
    size: float
    bold: bool
    color: str
    align: str = "left"


def told(answer: Answer, speak: Language) -> list[tuple[str, str]]:
    """Write what stands beside the curves: texts, each with its size ("lane", "key", "label")."""
    row: Any = until(answer)
    lines = [
        ("lane", speak("By the last figure" if row.name == "figure" else "By the end")),
        ("key", spared(row, speak)),
        ("label", shares(row, speak)),
    ]
    if "answer" in answer.saved.index:
        before: Any = answer.saved.loc["answer"]
        lines += [("lane", speak("By the real answer")),
                  ("label", spared(before, speak))]  # fmt: skip
    return [
        *lines,
        ("lane", speak("Chance that it got worse: {share}", share=speak.percent(row["worse"]))),
        ("label", speak("a tenth or more spared: {share}", share=speak.percent(row["tenth"]))),
    ]  # fmt: skip


def column(answer: Answer, side: Box, speak: Language, font: str | None) -> tuple[list[Line], Box]:
    """Place the words beside the curves, smaller where little room is left for the effect."""
    for shrink in _SHRINK:
        lines, room = _column(answer, side, speak, font, shrink)
        if room.top - room.bottom >= _EFFECT:
            break
    return lines, room


def _column(
    answer: Answer, side: Box, speak: Language, font: str | None, shrink: float
) -> tuple[list[Line], Box]:
    sizes = {"lane": shrink * theme.SIZES["lane"], "key": shrink * 15.0,
             "label": shrink * theme.SIZES["label"]}  # fmt: skip
    y, lines, small = side.top - 0.12, [], shrink * (theme.SIZES["legend"] + 0.5)
    for name, text in told(answer, speak):
        size, bold = sizes[name], name != "label"
        for line in wrap(text, side.right - side.left, size, bold=bold, font=font):
            color = theme.INK if bold else theme.INK_SOFT
            lines.append(Line(side.left, y, line, size, bold, color))
            y -= 1.26 * size / 72
        y -= 0.1 if name != "lane" else 0.02
    y -= 0.08
    title = speak("What an answer does to passing on, assumed")
    for line in wrap(title, side.right - side.left, small, font=font):
        lines.append(Line(side.left, y, line, small, False, theme.INK))
        y -= 0.19 * shrink
    one = prior(answer.effect, side, speak).middle
    places = {"helps": (side.left, "left"), "none": (one, "center"),
              "harms": (side.right, "right")}  # fmt: skip
    for kind, share in chances(answer.effect).items():
        x, align = places[kind]
        words = speak(_KINDS[kind], share=speak.percent(share))
        at = y - 0.01 - 0.2 * (kind != "none")
        lines.append(Line(x, at, words, small, True, COLORS[kind], align))
    return lines, Box(side.left, side.bottom, side.right, max(y - 0.34, side.bottom + 0.3))


def shares(row: Any, speak: Language) -> str:
    """Write the interval of the share spared, rounded outwards."""
    low, high = math.floor(100 * row["share_low"]) / 100, math.ceil(100 * row["share_high"]) / 100
    words = {"low": speak.percent(abs(low)), "high": speak.percent(abs(high))}
    return _between(low, high, words, speak)


def notes(answer: Answer, made: Plan, speak: Language, source: str | None) -> list[str]:
    """Say what the effect leans on, and what no answer can change."""
    effect, known = answer.effect, answer.assumptions
    said = [speak.source(source)] if source else []
    if effect.factor is not None:
        said.append(speak("The effect is set, not known."))
    elif effect.estimate is not None:
        said.append(speak("The effect: a judgement, brought up to date by what the real answer "
                          "changed."))  # fmt: skip
    else:
        said.append(speak("The effect is a judgement between what papers found: {papers}.",
                          papers=speak.list(_papers(effect.sources))))  # fmt: skip
    if "outside" in known.index:
        row: Any = known.loc["outside"]
        said.append(speak("{low} to {high} of what came is taken to come from outside, by press or "
                          "promotion: no answer changes that.", low=speak.percent(row["low"]),
                          high=speak.percent(row["high"])))  # fmt: skip
    said.append(speak("Intervals: 90 % of the curves. Bands hold at each time by themselves."))
    if any(not one.firm for one in made.actual.band):
        said.append(speak("Before the first and after the last figure it is extrapolated."))
    if made.actual.shocks:
        said.append(speak("Above: what may have set off a burst."))
    if made.supposed is None:
        said.append(speak("The simulated answer lies outside of what is shown."))
    if made.actual.beyond:
        said.append(speak("Figures not shown, outside these days: {n}.", n=made.actual.beyond))
    bare = sum(point.label is None for point in made.actual.points)
    if bare:
        said.append(speak("Figures whose number does not stand at their mark: {n}.", n=bare))
    return [" ".join(said).replace("..", ".")]


def _papers(keys: tuple[str, ...]) -> list[str]:
    """Write keys of papers as names and years."""
    return [" ".join(part.title() for part in key.rsplit("-", 1)) for key in keys]


def alt(answer: Answer, title: str, under: str, speak: Language) -> str:
    """Tell the picture to those who cannot see it."""
    parts = [f"{title}.", under]
    parts += [f"{text}." for _, text in told(answer, speak)]
    parts.append(speak("What an answer does, as assumed: {kinds}.", kinds=", ".join(
        speak(_KINDS[kind], share=speak.percent(share))
        for kind, share in chances(answer.effect).items())))  # fmt: skip
    return " ".join(parts)
