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
from casekit.process.laws import Memory, Rhythm, hours, share_left

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
    def _logs(self) -> Floats | None:
        crowd = self.events.followers
        return None if crowd is None else np.log(crowd)

    @cached_property
    def rates(self) -> Floats:
        """The rates of decay of which a power law is made."""
        low = self.bounds()["c"][0]
        return kernels.rates(float(np.exp(low)), self.events.span - float(self.events.seconds[0]))

    def bounds(self) -> dict[str, tuple[float, float]]:
        """Give the range of each parameter: beyond it, the window could not tell."""
        span, step = self.events.span, self.events.step
        own = self.events.own
        finest = max(step, span * 1e-7)
        short = max(finest, 0.01 * span / len(own))
        ranges = {
            "background": (np.log(1e-9 / span), np.log(100 * len(own) / span)),
            "branching": (np.log(1e-6), np.log(100.0)),
            "change": (-12.0, 12.0),
            "beta": (-1.0, 3.0),
            "c": (np.log(finest), np.log(span)),
            "theta": (np.log(0.01), np.log(LARGEST_THETA))
            if self.memory == "power-law"
            else (np.log(0.01 / span), np.log(10.0 / short)),
        }
        for n in range(len(self.shocks)):
            ranges[f"shock_{n}_posts"] = (np.log(1e-6), np.log(10.0 * len(own)))
            ranges[f"shock_{n}_decay"] = (np.log(0.1 / span), np.log(10.0 / short))
        return {name: (float(a), float(b)) for name, (a, b) in ranges.items()}

    def weights(self, beta: float) -> tuple[Floats, Floats, float]:
        """Give each post's weight, its derivative by beta, and the mean of followers^beta."""
        if self._logs is None:
            flat = np.ones(len(self.events.seconds))
            return flat, np.zeros_like(flat), 1.0
        logs = self._logs
        own = logs[self.events.history :]
        known = own[~np.isnan(own)]
        if len(known) == 0:
            known = logs[~np.isnan(logs)]
        top = beta * float(known.max()) if beta > 0 else 0.0
        share = np.exp(beta * known - top)
        mean = float(share.mean())
        centre = float((share * known).mean()) / mean
        weight = np.nan_to_num(np.exp(beta * logs - top) / mean, nan=1.0)
        slope = np.nan_to_num(weight * (logs - centre), nan=0.0)
        return weight, slope, mean * float(np.exp(top))

    def scatter(self, beta: float) -> float:
        """Give the variance of the logarithm of the mean weight, seen as a sample's mean."""
        if self._logs is None:
            return 0.0
        known = ~np.isnan(self._logs[self.events.history :])
        weight = self.weights(beta)[0][self.events.history :][known]
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

    def _shock(self, n: int, since: float, decay: float) -> "Part":
        passed = self.events.own - since
        rate = np.where(passed > 0, decay * np.exp(-decay * np.maximum(passed, 0.0)), 0.0)
        begun, ended = max(0.0, -since), max(0.0, self.events.span - since)
        total = float(np.exp(-decay * begun) - np.exp(-decay * ended))
        slope = float(decay * (ended * np.exp(-decay * ended) - begun * np.exp(-decay * begun)))
        name = f"shock_{n}"
        return Part(f"{name}_posts", rate, total,
                    {f"{name}_decay": (rate * (1 - decay * passed), slope)})  # fmt: skip

    def _brought(self, given: dict[str, float]) -> "list[Part]":
        weight, slope, _ = self.weights(given["beta"])
        stage = self.stage
        if stage is None:
            return [self._memory("branching", weight, slope, given)]
        t = self.events.seconds
        if stage.acts == "posts":
            later = t >= stage.seconds
            return [
                self._memory("branching", weight * ~later, slope * ~later, given),
                self._memory("changed", weight * later, slope * later, given),
            ]
        whole = self._memory("branching", weight, slope, given)
        before = t < stage.seconds
        early = self._expected(weight * before, slope * before, given, stage.seconds)
        return whole.split(self.events.own >= stage.seconds, early)

    def _memory(self, name: str, weight: Floats, slope: Floats, given: dict[str, float]) -> "Part":
        t, first = self.events.seconds, self.events.history
        theta = float(np.exp(given["theta"]))
        total, slopes = self._expected(weight, slope, given, self.events.span)
        if self.memory == "exponential":
            _, rate, by_theta, by_beta = kernels.exponential_sums(t, weight, slope, theta, first)
            curves = {"theta": by_theta, "beta": by_beta}
        else:
            c = float(np.exp(given["c"]))
            scale = np.log(theta) + theta * np.log(c)
            a, by_p, by_c = kernels.mixture(self.rates, 1 + theta, c, scale)
            rate, by_theta, falls, by_beta = kernels.power_sums(
                t, weight, slope, self.rates, a,
                theta * by_p + (1 + theta * np.log(c)) * a, c * by_c + theta * a, first,
            )  # fmt: skip
            curves = {"theta": by_theta, "c": falls, "beta": by_beta}
        return Part(name, rate, total, {k: (curves[k], slopes[k]) for k in curves})

    def _expected(
        self, weight: Floats, slope: Floats, given: dict[str, float], end: float
    ) -> tuple[float, dict[str, float]]:
        """Give what the posts bring from the start of the window to `end`, and its slopes."""
        t = self.events.seconds
        theta = float(np.exp(given["theta"]))
        c = float(np.exp(given["c"])) if self.memory == "power-law" else None
        share, by_theta, by_c = np.zeros((3, len(t)))
        for age, sign in ((np.maximum(end - t, 0.0), -1.0), (np.maximum(-t, 0.0), 1.0)):
            left = sign * share_left(age, theta, c)
            share = share + left
            if c is None:
                by_theta = by_theta - left * theta * age
            else:
                by_theta = by_theta - left * theta * np.log1p(age / c)
                by_c = by_c + left * theta * age / (age + c)
        slopes = {"theta": float(weight @ by_theta), "beta": float(slope @ share)}
        if c is not None:
            slopes["c"] = float(weight @ by_c)
        return float(weight @ share), slopes

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
        if self.name == "changed":
            return float(np.exp(given["branching"] + given["change"]))
        return float(np.exp(given[self.name]))

    def split(
        self, later: NDArray[np.bool_], early: tuple[float, dict[str, float]]
    ) -> "list[Part]":
        """Part it at a moment, up to which it brings `early`."""
        total, slopes = early
        before, after = {}, {}
        for name, (curve, whole) in self.slopes.items():
            before[name] = (curve * ~later, slopes[name])
            after[name] = (curve * later, whole - slopes[name])
        return [
            Part("branching", self.rate * ~later, total, before),
            Part("changed", self.rate * later, self.total - total, after),
        ]
