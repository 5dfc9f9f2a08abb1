"""The log-likelihood of a process, and its slope, in terms that an optimiser likes.

Scales are logarithms: the background in posts a second, each shock in posts, the branching
factor, theta and c, and the decays. Only beta, and the change at an answer, are themselves.
A post's weight is its followers^beta over the mean of that in the window; a post whose followers
are unknown weighs 1, as the mean one does.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from casekit.process import kernels
from casekit.process.events import Events
from casekit.process.laws import Memory, Rhythm, hours

__all__ = ["Likelihood", "Stage"]

Floats = NDArray[np.float64]
_TINY = 1e-300
LARGEST_THETA = 10.0
"""Steepest power law: beyond it nobody could tell one from an exponential."""


@dataclass(frozen=True)
class Stage:
    """From when on the branching factor is another one, and for what.

    Parameters
    ----------
    seconds
        Since the start of the window.
    acts
        ``"posts"``: what posts from then on bring; ``"all"``: all that is brought from then on.
    """

    seconds: float
    acts: Literal["posts", "all"]


@dataclass(frozen=True, eq=False)
class _Crowd:
    """Logarithms of followers, less that of `top`; which are known, and of them the window's."""

    logs: Floats
    known: NDArray[np.bool_]
    own: NDArray[np.bool_]
    top: float


@dataclass(frozen=True, eq=False)
class Likelihood:
    """A model of events, ready to be asked for its log-likelihood at any parameters."""

    events: Events
    memory: Memory
    constant: bool = False
    rhythm: Rhythm | None = None
    shocks: tuple[float, ...] = ()
    beta: float | None = None
    stage: Stage | None = None
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = ["background"] if self.constant else []
        for n in range(len(self.shocks)):
            names += [f"shock_{n}_posts", f"shock_{n}_decay"]
        names += ["branching"]
        names += ["change"] if self.stage else []
        names += ["theta"]
        names += ["c"] if self.memory == "power-law" else []
        names += ["beta"] if self.beta is None else []
        object.__setattr__(self, "names", tuple(names))

    @cached_property
    def factor(self) -> tuple[Floats, float]:
        """The rhythm at each post of the window, and its integral over the window."""
        at = np.append(self.events.own, self.events.span)
        value, total = hours(self.rhythm, self.events.start, at, self.events.span)
        return value[:-1], float(total[-1])

    @cached_property
    def _crowd(self) -> "_Crowd | None":
        followers = self.events.followers
        if followers is None:
            return None
        known = ~np.isnan(followers)
        own = known & (np.arange(len(known)) >= self.events.history)
        own = own if own.any() else known
        top = float(followers[own].max())
        return _Crowd(np.log(np.where(known, followers, top) / top), known, own, top)

    @cached_property
    def rates(self) -> Floats:
        """The rates of decay of which a power law is made."""
        shortest = float(np.exp(self.bounds["c"][0]))
        return kernels.rates(shortest, self.events.span - float(self.events.seconds[0]))

    @cached_property
    def bounds(self) -> dict[str, tuple[float, float]]:
        """The range of each parameter: beyond it, the window could not tell."""
        span, size = self.events.span, len(self.events.own)
        finest = max(self.events.step, span * 1e-7)
        short = max(finest, 0.01 * span / size)
        power = self.memory == "power-law"
        ranges = {
            "background": (1e-9 / span, 100 * size / span),
            "branching": (1e-6, 100.0),
            "c": (finest, span),
            "theta": (0.01, LARGEST_THETA) if power else (1.0 / span, 10.0 / short),
        }
        for n in range(len(self.shocks)):
            ranges[f"shock_{n}_posts"] = (1e-6, 10.0 * size)
            ranges[f"shock_{n}_decay"] = (1.0 / span, 10.0 / short)
        logs = {name: (float(np.log(a)), float(np.log(b))) for name, (a, b) in ranges.items()}
        return logs | {"change": (-12.0, 12.0), "beta": (-1.0, 3.0)}

    @cached_property
    def limits(self) -> tuple[Floats, Floats]:
        """The ends of the ranges, in the order of the names."""
        low, high = np.transpose([self.bounds[name] for name in self.names])
        return low, high

    def weights(self, beta: float) -> tuple[Floats, Floats, float]:
        """Give each post's weight, its derivative by beta, and the mean of followers^beta."""
        return self._given_weights if beta == self.beta else self._weighed(beta)

    @cached_property
    def _given_weights(self) -> tuple[Floats, Floats, float]:
        return self._weighed(self.beta or 0.0)

    def _weighed(self, beta: float) -> tuple[Floats, Floats, float]:
        crowd = self._crowd
        if crowd is None:
            flat = np.ones(len(self.events.seconds))
            return flat, np.zeros_like(flat), 1.0
        power = np.exp(beta * crowd.logs)
        mean = float(power.mean(where=crowd.own))
        slope = power * crowd.logs
        centre = float(slope.mean(where=crowd.own)) / mean
        weight = np.where(crowd.known, power / mean, 1.0)
        return weight, np.where(crowd.known, slope / mean - weight * centre, 0.0), (
            mean * crowd.top**beta
        )  # fmt: skip

    def scatter(self, beta: float) -> float:
        """Give the variance of the logarithm of the mean weight, seen as a sample's mean."""
        if self._crowd is None:
            return 0.0
        weight = self.weights(beta)[0][self._crowd.own]
        return float(weight.var(ddof=1) / len(weight)) if len(weight) > 1 else 0.0

    def named(self, x: Floats) -> dict[str, float]:
        """Give the parameters by name, with those that are not fitted; a missing c as 0."""
        fixed = {} if self.beta is None else {"beta": self.beta}
        return dict(zip(self.names, x.tolist(), strict=True)) | fixed

    def parts(self, x: Floats) -> "list[Part]":
        """Give all that makes up the rate: background, shocks, and what posts bring."""
        given = self.named(x)
        found = []
        if self.constant:
            value, total = self.factor
            found.append(Part("background", value, total, {}))
        for n, since in enumerate(self.shocks):
            found.append(self._shock(n, since, np.exp(given[f"shock_{n}_decay"])))
        return found + self._brought(given)

    def expected(self, x: Floats) -> dict[str, float]:
        """Give the posts of the window that each part of the rate is expected to bring."""
        given = self.named(x)
        sizes = {"background": float(np.exp(given["background"])) * self.factor[1]
                 } if self.constant else {}  # fmt: skip
        for n, since in enumerate(self.shocks):
            size, decay = (float(np.exp(given[f"shock_{n}_{what}"])) for what in ("posts", "decay"))
            sizes[f"shock_{n}_posts"] = size * self._shock_total(since, decay)[0]
        for name, total, _ in self._totals(given, *self.weights(given["beta"])[:2]):
            sizes[name] = _scale(name, given) * total
        return sizes

    def _shock(self, n: int, since: float, decay: float) -> "Part":
        passed = self.events.own - since
        rate = np.where(passed > 0, decay * np.exp(-decay * np.maximum(passed, 0.0)), 0.0)
        total, slope = self._shock_total(since, decay)
        name = f"shock_{n}"
        return Part(f"{name}_posts", rate, total,
                    {f"{name}_decay": (rate * (1 - decay * passed), slope)})  # fmt: skip

    def _shock_total(self, since: float, decay: float) -> tuple[float, float]:
        begun, ended = max(0.0, -since), max(0.0, self.events.span - since)
        total = float(np.exp(-decay * begun) - np.exp(-decay * ended))
        slope = float(decay * (ended * np.exp(-decay * ended) - begun * np.exp(-decay * begun)))
        return total, slope

    def _brought(self, given: dict[str, float]) -> "list[Part]":
        """Give what posts bring, of each stage its own."""
        found = []
        weight, slope, _ = self.weights(given["beta"])
        stages = zip(
            self._totals(given, weight, slope), self._curves(given, weight, slope), strict=True
        )
        for (name, total, slopes), (rate, curves) in stages:
            pairs = {shape: (curves[shape], slopes[shape]) for shape in curves}
            found.append(Part(name, rate, total, pairs))
        return found

    def _curves(
        self, given: dict[str, float], weight: Floats, slope: Floats
    ) -> list[tuple[Floats, dict[str, Floats]]]:
        """Give the memory of earlier posts at each post of the window, and its slopes."""
        stage = self.stage
        if stage is None:
            return [self._memory(weight, slope, given)]
        if stage.acts == "posts":
            later = self.events.seconds >= stage.seconds
            return [self._memory(weight * part, slope * part, given) for part in (~later, later)]
        rate, curves = self._memory(weight, slope, given)
        later = self.events.own >= stage.seconds
        return [
            (rate * part, {shape: curve * part for shape, curve in curves.items()})
            for part in (~later, later)
        ]

    def _totals(
        self, given: dict[str, float], weight: Floats, slope: Floats
    ) -> list[tuple[str, float, dict[str, float]]]:
        """Give what the memory adds up to over the window, and its slopes."""
        end, stage = self.events.span, self.stage
        whole, slopes = self._total(weight, slope, given, end)
        if stage is None:
            return [("branching", whole, slopes)]
        before = self.events.seconds < stage.seconds
        until = end if stage.acts == "posts" else stage.seconds
        early, shapes = self._total(weight * before, slope * before, given, until)
        rest = {name: slopes[name] - shapes[name] for name in slopes}
        return [("branching", early, shapes), ("changed", whole - early, rest)]

    def _memory(
        self, weight: Floats, slope: Floats, given: dict[str, float]
    ) -> tuple[Floats, dict[str, Floats]]:
        t, first = self.events.seconds, self.events.history
        theta = float(np.exp(given["theta"]))
        if self.memory == "exponential":
            _, rate, by_theta, by_beta = kernels.exponential_sums(t, weight, slope, theta, first)
            return rate, {"theta": by_theta, "beta": by_beta}
        c = float(np.exp(given["c"]))
        scale = np.log(theta) + theta * np.log(c)
        a, by_p, by_c = kernels.mixture(self.rates, 1 + theta, c, scale)
        rate, by_theta, falls, by_beta = kernels.power_sums(
            t, weight, slope, self.rates, a,
            theta * by_p + (1 + theta * np.log(c)) * a, c * by_c + theta * a, first,
        )  # fmt: skip
        return rate, {"theta": by_theta, "c": falls, "beta": by_beta}

    def _total(
        self, weight: Floats, slope: Floats, given: dict[str, float], end: float
    ) -> tuple[float, dict[str, float]]:
        t, theta = self.events.seconds, float(np.exp(given["theta"]))
        if self.memory == "exponential":
            total, *slopes = kernels.exponential_total(t, weight, slope, theta, end)
            return total, dict(zip(("theta", "beta"), slopes, strict=True))
        c = float(np.exp(given["c"]))
        total, *slopes = kernels.power_total(t, weight, slope, theta, c, end)
        return total, dict(zip(("theta", "c", "beta"), slopes, strict=True))

    def __call__(self, x: Floats) -> tuple[float, Floats]:
        """Give the log-likelihood and its slope."""
        given = self.named(x)
        parts = self.parts(x)
        rate = np.zeros(len(self.events.own))
        expected = 0.0
        for part in parts:
            rate += part.scale(given) * part.rate
            expected += part.scale(given) * part.total
        inverse = 1.0 / np.maximum(rate, _TINY)
        slope = dict.fromkeys(self.names, 0.0)
        for part in parts:
            scale = part.scale(given)
            own = scale * (float(part.rate @ inverse) - part.total)
            for name in ("branching", "change") if part.name == "changed" else (part.name,):
                slope[name] += own
            for name, (curve, total) in part.slopes.items():
                if name in slope:
                    slope[name] += scale * (float(curve @ inverse) - total)
        value = float(np.log(np.maximum(rate, _TINY)).sum()) - expected
        return value, np.array([slope[name] for name in self.names])


@dataclass(frozen=True, eq=False)
class Part:
    """One part of the rate at each post of the window, at scale 1, and its integral.

    Slopes are by the logarithms of what shapes it (by beta itself), of both.
    """

    name: str
    rate: Floats
    total: float
    slopes: dict[str, tuple[Floats, float]]

    def scale(self, given: dict[str, float]) -> float:
        """Give the factor of this part."""
        return _scale(self.name, given)


def _scale(name: str, given: dict[str, float]) -> float:
    if name == "changed":
        return float(np.exp(given["branching"] + given["change"]))
    return float(np.exp(given[name]))
