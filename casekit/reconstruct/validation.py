"""How good reconstructions are: where the truth is known, and where only sources are."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casekit import schema
from casekit.errors import EvidenceError, SchemaError
from casekit.reconstruct.curves import curve
from casekit.reconstruct.ensemble import band
from casekit.reconstruct.judgement import LEVELS_OF, answered, summary
from casekit.reconstruct.protocol import LEVELS, Answer, Cascade, Exam, cascades, exams
from casekit.reconstruct.rivals import RIVALS, learn

if TYPE_CHECKING:
    from casekit.archives import Reading

__all__ = ["evenly", "reconstructed", "taken", "validation"]

_LIMITS: dict[str, dict[str, Any]] = {
    "weibo-threads": {"cap": 940, "zone": "Asia/Shanghai"},
    "cascade-paths": {"cut": pd.Timedelta(hours=24), "zone": "Asia/Shanghai"},
}
"""What is known of the archives of a format: where they stop, and where their people live."""

_FEW, _TO_LEARN = 50, 20
_COMPARED = ("covered", "mean_width_log10", "interval_score")


def taken(reading: "Reading") -> list[Cascade]:
    """Give the cascades of an archive that can serve, with what is known of its format.

    Lists of Weibo are cut near 960 posts and those of DeepHawkes and CasFlow after 24 hours:
    nothing is asked of the time beyond. Their people live by the clock of China; of other formats
    no clock is known.
    """
    return cascades(reading.posts, **_LIMITS.get(reading.report.format, {}))


def evenly(found: Sequence[Cascade], most: int | None) -> list[Cascade]:
    """Take at most so many cascades, evenly through a list; None takes all.

    Raises
    ------
    SchemaError
        Fewer than one is asked for.

    Examples
    --------
    >>> some = [Cascade(np.arange(n)) for n in range(100, 110)]
    >>> [len(one.seconds) for one in evenly(some, 3)]
    [100, 103, 106]
    """
    if most is not None and most < 1:
        raise SchemaError(f"most is {most}", cure="take one cascade or more")
    if most is None or len(found) <= most:
        return list(found)
    return [found[n * len(found) // most] for n in range(most)]


def reconstructed(*, draws: int = 200, noise: float = 0.0, seed: int = 0) -> Answer:
    """Give what answers exams by :func:`casekit.reconstruct.curve` and its band.

    The figures of an exam are rounded truth, so no source noise is declared.
    """

    def answer(asked: Exam) -> pd.DataFrame:
        shown = asked.checkpoints
        moments = asked.hidden.index.union(pd.DatetimeIndex(shown["as_of"]))
        number = seed + int(shown["value"].sum())  # figures decide a draw, and so not all alike
        ensemble = curve(
            shown, origin=asked.origin, clock=asked.clock, noise=noise, draws=draws, seed=number,
            grid=pd.DatetimeIndex(moments.union([asked.origin[0]])),
        )  # fmt: skip
        given: dict[float, pd.Series] = {}
        for level, (lower, upper) in LEVELS_OF.items():
            bounds = band(ensemble, level=level, at=pd.DatetimeIndex(asked.hidden.index))
            given |= {lower: bounds["low"], 0.5: bounds["median"], upper: bounds["high"]}
        return pd.DataFrame(given)[list(LEVELS)]

    return answer


def validation(
    sources: Mapping[str, Sequence[Cascade]], *, checkpoints: int = 4, draws: int = 200,
    seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Hide all but a few figures of real cascades, and see how often the bands hold the truth.

    Each cascade sits one exam; where a source has fewer than fifty, each sits several. Rivals
    learn from one half of the cascades of all sources and are judged on the other, and the other
    way round; where there are fewer than twenty exams to learn from there are none.

    Parameters
    ----------
    sources
        Cascades by the name of their source, as `casekit validate` takes them from archives.
    checkpoints
        How many figures are shown.
    draws, seed
        Curves drawn of each exam, and the seed of all chance.

    Returns
    -------
    DataFrame
        Index `source`, `checkpoints` and `part`; the columns of
        `casekit.reconstruct.judgement.summary` for the band of 90 %, `exams`, `covered_50`,
        `covered_80` and `covered_95` (share held by the bands of those levels), and for each of
        :data:`casekit.reconstruct.rivals.RIVALS` its name before `covered`, `mean_width_log10`
        and `interval_score`. `evidence` is derived.

    Raises
    ------
    EvidenceError
        A source has no cascade that can serve.
    """
    empty = [name for name, found in sources.items() if not found]
    if empty:
        raise EvidenceError(
            f"no cascade of {', '.join(empty)} has 100 posts and times of their own",
            cure="use an archive of cascades of 100 reposts and more, with the time of each",
        )
    asked = {
        name: list(exams(found, checkpoints=checkpoints, each=-(-_FEW // len(found)), seed=seed))
        for name, found in sources.items()
    }
    rivals = {name: _folded(name, asked) for name in RIVALS}
    tables = {}
    for name, some in asked.items():
        ours = answered(some, reconstructed(draws=draws, seed=seed))
        table = summary(ours).assign(exams=len(some))
        for level in (0.5, 0.8, 0.95):
            table[f"covered_{level:.0%}".removesuffix("%")] = summary(ours, level=level)["covered"]
        for rival, found in rivals.items():
            other = summary(found[name])[list(_COMPARED)] if name in found else np.nan
            table[[f"{rival}_{column}" for column in _COMPARED]] = other
        tables[name, checkpoints] = table.assign(evidence="derived")
    out = pd.concat(tables, names=["source", "checkpoints", "part"])
    return out.astype({"evidence": schema.POSTS["evidence"].dtype})


def _folded(rival: str, asked: Mapping[str, Sequence[Exam]]) -> dict[str, pd.DataFrame]:
    """Judge a rival on each half of the cascades by what it learns of the other half."""
    found: dict[str, list[pd.DataFrame]] = {}
    for half in (0, 1):
        known = [e for some in asked.values() for e in some if e.cascade % 2 != half]
        if len(known) < _TO_LEARN:
            continue
        answer = learn(rival, known)
        for name, some in asked.items():
            mine = [e for e in some if e.cascade % 2 == half]
            if mine:
                found.setdefault(name, []).append(answered(mine, answer))
    return {name: pd.concat(parts) for name, parts in found.items()}
