"""What would have followed an earlier answer, as a distribution."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.process import Fit
from casekit.reconstruct import Ensemble
from casekit.whatif.cascades import best_fit, cascade, counted, replayed
from casekit.whatif.curves import damped
from casekit.whatif.effects import Effect, factors
from casekit.whatif.learning import learn
from casekit.whatif.moments import When, Window, checked, drawn, real, window
from casekit.whatif.outcome import assumptions, saved

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["Answer", "answer"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Answer:
    """What would have followed an earlier answer.

    Parameters
    ----------
    actual
        The curves as they went; each draw is the twin of the same draw of `earlier`.
    earlier
        The curves with the earlier answer, evidence ``"simulated"``.
    effects
        Factor on how readily people passed it on, by draw: 1 nothing, below it helps, above it
        fuels.
    at, answered
        Window of the earlier answer, and of the real one; None: nobody ever answered.
    effect
        What the factors are drawn from.
    saved
        What the earlier answer would have spared, as :func:`answer` says.
    assumptions
        What was assumed, as :func:`answer` says.
    event
        Id of the case's event that the real answer is; None: given as a time, or none came.
    """

    actual: Ensemble
    earlier: Ensemble
    effects: pd.Series
    at: Window
    answered: Window | None
    effect: Effect
    saved: pd.DataFrame
    assumptions: pd.DataFrame
    event: str | None = None


def answer(
    subject: Ensemble | Fit | pd.DataFrame, *, at: When, case: "Case | None" = None,
    answered: When | None = None, effect: Effect | None = None, draws: int = 200, seed: int = 0,
) -> Answer:  # fmt: skip
    """Say what would have followed if the organisation had answered at an earlier time.

    Before `at` nothing changes. From then to the real answer, what came by people passing it on is
    multiplied by the effect's factor; what came from outside stays as it was. After the real
    answer the same factor is in the counts already, whoever gave it: there only the people who
    would not have had it are missing, and what they passed on. So a late answer to something
    that spread afterwards anyway can save little, whatever its effect.

    Parameters
    ----------
    subject
        An ensemble of curves, from :func:`casekit.reconstruct.curve` or
        :func:`casekit.reconstruct.documented`; or posts, which are counted and replayed post by
        post; or a process that you fitted to posts, with its shocks and rhythm.
    at
        When the earlier answer would have come: a time, a pair of bounds to draw from, or the id
        of an event of the case.
    case
        Its first public answer is the real one.
    answered
        The real answer without a case, or another one of the case: a time, bounds, or the id of
        an event, such as its apology. Neither: nobody ever answered.
    effect
        What the answer does. Without it the default of :class:`Effect`, mostly judgement; of posts
        that were answered, this default brought up to date by :func:`learn`.
    draws
        How often posts are replayed; an ensemble has draws of its own.
    seed
        Seed of the draws; the same seed takes the same place in each distribution.

    Returns
    -------
    Answer
        With `saved`: index `until` ("answer": up to the real one, "figure": up to the last figure,
        "end": to the end of the curves), `at` (UTC; of "answer" the median over draws), `actual`
        and `earlier` with `earlier_low` and `earlier_high` (counts), `count`
        and `share` spared with `_low` and `_high` (5 % and 95 % of the draws, each against its own
        twin; negative: more came), `tenth` (chance that a tenth and more was spared), `worse`
        (chance that more came), `unchanged` (chance that
        nothing changed), `evidence`. And `assumptions`: index `assumption`; `low`, `median`,
        `high`, `earliest`, `latest`, `evidence`, `sources`.

    Raises
    ------
    ClockError
        `at` is not earlier than the real answer, or nothing had begun by then.
    EvidenceError
        No effect is given, and :func:`learn` cannot learn one from the posts.

    Examples
    --------
    >>> from casekit import reconstruct, whatif
    >>> curves = reconstruct.example()
    >>> begun = curves.origin[0]
    >>> found = answer(curves, at=begun + pd.Timedelta("1h"), effect=whatif.fixed(1.0))
    >>> found.earlier.draws.equals(curves.draws)
    True
    """
    early, late = window(at, case), real(answered, case)
    if isinstance(subject, Ensemble):
        found = _of_curves(subject, early, late, effect or Effect(), seed, True)
    else:
        found = _of_posts(subject, early, late, effect, draws, seed, case is not None)
    if case is None:
        return found
    event = case.answer if answered is None else answered
    named = isinstance(event, str) and event in case.events.index
    return replace(found, event=str(event) if named else None)


def _of_curves(
    curves: Ensemble, early: Window, late: Window | None, effect: Effect, seed: int, stated: bool
) -> Answer:
    grid = curves.draws.index
    checked(early, late, curves.origin, grid[-1])
    places = _places(curves.draws.shape[1], seed)
    start, end = _moments(early, late, grid[0], places)
    found = factors(effect, places[2], places[3])
    outside, handed_on = (
        low + place * (high - low)
        for (low, high), place in zip((effect.outside, effect.handed_on), places[4:], strict=True)
    )
    changed = damped(curves.draws.to_numpy(), _seconds(grid, grid[0]), start=start, end=end,
                     factor=found, outside=outside, handed_on=handed_on)  # fmt: skip
    shares = {"outside": outside, "handed_on": handed_on}
    return _told(curves, changed, found, end, early, late, effect, shares, stated)


def _of_posts(
    subject: Fit | pd.DataFrame, early: Window, late: Window | None, effect: Effect | None,
    draws: int, seed: int, stated: bool,
) -> Answer:  # fmt: skip
    fitted = subject if isinstance(subject, Fit) else best_fit(subject)
    checked(early, late, (fitted.events.start,) * 2, fitted.events.end)
    if effect is None:
        effect = Effect() if late is None else learn(fitted, answered=late)
    one = cascade(fitted, late, _grade(subject))
    curves = counted(one, draws, seed)
    places = _places(draws, seed)
    start, end = _moments(early, late, fitted.events.start, places)
    found = factors(effect, places[2], places[3])
    changed, branching, cut = replayed(one, start=start, answered=end, factor=found, seed=seed)
    shares = {"branching": branching}
    if cut.any():
        shares["cut"] = np.full(1, cut.mean())
    return _told(curves, changed, found, end, early, late, effect, shares, stated)


def _told(
    curves: Ensemble, changed: Floats, found: Floats, end: Floats, early: Window,
    late: Window | None, effect: Effect, shares: dict[str, Floats], stated: bool,
) -> Answer:  # fmt: skip
    later = _simulated(curves, changed, early[0])
    return Answer(
        actual=curves, earlier=later,
        effects=pd.Series(found, index=curves.draws.columns, name="effect"),
        at=early, answered=late, effect=effect, saved=saved(curves, later, end),
        assumptions=assumptions(effect, found, shares, early, late,
                                "documented" if stated else curves.evidence),
    )  # fmt: skip


def _moments(
    early: Window, late: Window | None, zero: pd.Timestamp, places: Floats
) -> tuple[Floats, Floats]:
    """Draw the two answers; where the earlier one is not earlier, nothing lies between them."""
    start = drawn(early, zero, places[0])
    return start, np.maximum(drawn(late, zero, places[1]), start)


def _grade(subject: Fit | pd.DataFrame) -> str:
    if isinstance(subject, pd.DataFrame) and "evidence" in subject.columns:
        return schema.worst(*subject["evidence"].unique())
    return "derived"


def _places(draws: int, seed: int) -> Floats:
    """Draw each draw's place in each of six distributions, evenly over each of them."""
    rng = np.random.Generator(np.random.PCG64(seed))
    return np.stack([(rng.permutation(draws) + rng.random(draws)) / draws for _ in range(6)])


def _simulated(curves: Ensemble, changed: Floats, since: pd.Timestamp) -> Ensemble:
    """Make the ensemble of the changed curves; no figure after the answer binds them."""
    actual, grid = curves.draws, curves.draws.index
    lost = actual.to_numpy() - changed
    if not lost.any():
        return replace(curves, evidence="simulated")
    figures = curves.checkpoints.copy()
    later = (figures["latest"] > since).to_numpy()
    figures["least"] = figures["least"].mask(later, 0.0)
    figures["most"] = figures["most"].mask(later, np.inf)
    held, times = curves.held.copy(), _seconds(grid, grid[0])
    column = actual.columns.get_indexer(held.index.get_level_values("draw"))
    met = _seconds(pd.DatetimeIndex(held["at"]), grid[0])
    gone = np.empty(len(held))
    for draw in range(lost.shape[1]):
        mine = column == draw
        gone[mine] = np.interp(met[mine], times, lost[:, draw])
    held["value"] = held["value"] - gone
    draws = pd.DataFrame(changed, index=grid, columns=actual.columns)
    return replace(curves, draws=draws, checkpoints=figures, held=held, evidence="simulated")


def _seconds(times: pd.Index, zero: pd.Timestamp) -> Floats:
    return np.asarray((pd.DatetimeIndex(times) - zero) / pd.Timedelta(seconds=1), dtype=np.float64)
