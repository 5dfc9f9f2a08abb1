"""What an earlier answer may have done: a distribution with none and harm in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casekit.errors import SchemaError

__all__ = ["CITED", "Effect", "chances", "factors", "fixed", "left"]

Floats = NDArray[np.float64]

CITED = {
    "bak-coleman-2022": "Bak-Coleman et al., Nature Human Behaviour 6:1372–1380, 2022, "
    "doi 10.1038/s41562-022-01388-6",
    "chuai-2024": "Chuai et al., arXiv 2409.08781, 2024",
    "friggeri-2014": "Friggeri et al., ICWSM 8:101–110, 2014, doi 10.1609/icwsm.v8i1.14559",
    "golmohammadi-2021": "Golmohammadi et al., Journal of Marketing 85:1–23, 2021, "
    "doi 10.1177/00222429211002183",
    "herhausen-2019": "Herhausen et al., Journal of Marketing 83(3):1–21, 2019, "
    "doi 10.1177/0022242918822300",
    "ma-2015": "Ma, Sun and Kekre, Marketing Science, 2015",
    "myers-2012": "Myers, Zhu and Leskovec, KDD 2012, arXiv 1206.1331",
    "recovery": "casekit.load.recovery()",
    "slaughter-2025": "Slaughter et al., PNAS 122(38):e2503413122, 2025, "
    "doi 10.1073/pnas.2503413122",
}
"""What the numbers of :class:`Effect` lean on, by the keys that it names as sources."""


@dataclass(frozen=True)
class Effect:
    """What an answer does to how readily people pass a thing on, and what it cannot touch.

    The factor multiplies what each person sets off: 1 nothing changes, 0.7 three in ten fewer pass
    it on, 1.2 the answer fuels it. It is one of three: exactly 1, by the chance `none`; above 1,
    by the chance `harm`; else below 1. Off 1 its logarithm is half-normal.

    No source gives this distribution for an organisation's answer. What there is: notes that a
    platform puts on a post cut its reposts by 46 % (Slaughter 2025) and 62 % (Chuai 2024). They
    stand where everybody sees them, an organisation's answer does not: here one in six and one in
    thirty of the answers that help do as much. Large cascades went on through hundreds of
    corrections (Friggeri 2014), and single measures hardly worked in a model of misinformation
    (Bak-Coleman 2022): hence `none`. Answers made complaints more visible and more frequent
    (Golmohammadi 2021; Ma 2015, as its university reports it) and must fit the mood to limit
    virality (Herhausen 2019): hence `harm`. The chances and widths themselves are our
    judgement, in round numbers.

    Parameters
    ----------
    none, harm
        Chance that the answer does nothing, and that it fuels.
    damping, fuelling
        Scale of the logarithm of the factor where it helps, and where it harms.
    outside
        Share of the later growth that comes from outside, by press or promotion, which an answer
        does not touch: equally likely between the two. Around the 29 % of Myers 2012 for links
        on Twitter. State more where the case says so: bought impressions all come from outside,
        ``outside=(1, 1)``. Not used for posts, whose fit tells it.
    handed_on
        Share of the passing on that hangs on how many already have it, so that fewer of them set
        off less; the rest comes straight from posts that were there before. In the cascades of
        :func:`casekit.load.recovery` 23 to 38 % of the posts do not hang from the first one; a
        storm of many first posts, which others set off in turn, has more.
    estimate
        Logarithm of the factor as :func:`learn` measured it, with its standard error; the
        distribution above is then the prior, and it is brought up to date by this.
    drift
        Where such logarithms lie at moments at which nobody answered, with the standard deviation
        of that. The estimate is held against it, for that much would have come without an answer.
    factor
        One factor and no doubt about it, instead of all that.
    sources
        Keys of :data:`CITED`.

    Raises
    ------
    SchemaError
        Chances, widths or shares that cannot be.
    """

    none: float = 0.3
    harm: float = 0.2
    damping: float = 0.45
    fuelling: float = 0.3
    outside: tuple[float, float] = (0.1, 0.5)
    handed_on: tuple[float, float] = (0.2, 0.8)
    estimate: tuple[float, float] | None = None
    drift: tuple[float, float] = (0.0, 0.0)
    factor: float | None = None
    sources: tuple[str, ...] = (
        "slaughter-2025", "chuai-2024", "friggeri-2014", "bak-coleman-2022", "golmohammadi-2021",
        "ma-2015", "herhausen-2019",
    )  # fmt: skip

    def __post_init__(self) -> None:
        ranges = (self.outside, self.handed_on)
        wrong = [
            words
            for words, fine in (
                ("none and harm are chances, together at most 1",
                 min(self.none, self.harm) >= 0 and self.none + self.harm <= 1),
                ("damping and fuelling are above 0", min(self.damping, self.fuelling) > 0),
                ("outside and handed_on are shares, the lower one first",
                 all(0 <= low <= high <= 1 for low, high in ranges)),
                ("estimate is a finite logarithm and a deviation above 0",
                 self.estimate is None or (np.isfinite(self.estimate).all()
                                           and self.estimate[1] > 0)),
                ("drift is a finite logarithm and a deviation of 0 or more",
                 np.isfinite(self.drift).all() and self.drift[1] >= 0),
                ("factor is 0 or more",
                 self.factor is None or (np.isfinite(self.factor) and self.factor >= 0)),
            )
            if not fine
        ]  # fmt: skip
        if wrong:
            raise SchemaError(f"this effect cannot be: {self}", cure="; ".join(wrong))


def fixed(
    factor: float, *, outside: tuple[float, float] = (0.1, 0.5),
    handed_on: tuple[float, float] = (0.2, 0.8),
) -> Effect:  # fmt: skip
    """Give an effect without doubt: what would follow if the factor were just this.

    Examples
    --------
    >>> fixed(0.7).factor
    0.7
    """
    return Effect(factor=factor, outside=outside, handed_on=handed_on, sources=())


def chances(effect: Effect) -> dict[str, float]:
    """Give the chance that an answer helps, does nothing or harms, with what was learnt.

    Examples
    --------
    >>> chances(Effect())
    {'helps': 0.5, 'none': 0.3, 'harms': 0.2}
    """
    if effect.factor is not None:
        kind = "none" if effect.factor == 1 else "helps" if effect.factor < 1 else "harms"
        return {name: float(name == kind) for name in ("helps", "none", "harms")}
    weight, _, _ = _updated(effect)
    return dict(zip(("helps", "none", "harms"), (float(one) for one in weight), strict=True))


def factors(effect: Effect, kind: Floats, size: Floats) -> Floats:
    """Turn pairs of uniform numbers into factors: the first says which kind, the second how much.

    Examples
    --------
    >>> factors(Effect(), np.array([0.25, 0.6, 0.9]), np.array([0.5, 0.5, 0.5])).round(2)
    array([0.74, 1.  , 1.22])
    """
    from scipy.special import ndtr, ndtri

    if effect.factor is not None:
        return np.full(len(kind), effect.factor)
    weight, middle, spread = _updated(effect)
    logs = np.zeros(len(kind))
    helps, harms = kind < weight[0], kind >= weight[0] + weight[1]
    for chosen, n, sign in ((helps, 0, -1.0), (harms, 1, 1.0)):
        floor = ndtr(sign * middle[n] / spread[n])
        beyond = (1 - size[chosen]) * floor
        logs[chosen] = middle[n] - sign * spread[n] * ndtri(np.clip(beyond, 1e-300, None))
    return np.exp(logs)


def left(estimate: tuple[float, float], drift: tuple[float, float]) -> tuple[float, float]:
    """Give what is left of an estimate when it is held against a drift, with its error.

    Examples
    --------
    >>> left((-0.75, 0.3), (-0.5, 0.4))
    (-0.25, 0.5)
    """
    return estimate[0] - drift[0], float(np.hypot(estimate[1], drift[1]))


def _updated(effect: Effect) -> tuple[Floats, Floats, Floats]:
    """Give the chances of helps, none and harms, and the normals that helps and harms are cut from.

    A half-normal prior times a normal likelihood is a normal cut at 0.
    """
    from scipy.special import ndtr

    prior = np.array([1 - (effect.none + effect.harm), effect.none, effect.harm])
    scale = np.array([effect.damping, effect.fuelling])
    if effect.estimate is None:
        return prior, np.zeros(2), scale
    found, error = left(effect.estimate, effect.drift)
    spread = 1 / np.sqrt(scale**-2.0 + error**-2.0)
    middle = spread**2 * found / error**2
    wide = np.sqrt(np.array([scale[0] ** 2, 0.0, scale[1] ** 2]) + error**2)
    log = -np.log(wide) - 0.5 * (found / wide) ** 2
    likely = np.exp(log - log.max())
    likely[[0, 2]] *= 2 * ndtr(np.array([-1.0, 1.0]) * middle / spread)
    weight = prior * likely
    return weight / weight.sum(), middle, spread
