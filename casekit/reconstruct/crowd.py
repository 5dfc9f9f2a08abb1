"""Posts that could have made a curve: drawn stand-ins, none of which anybody wrote."""

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import given
from casekit.cases import crowds
from casekit.errors import EvidenceError, SchemaError
from casekit.reconstruct import followers, parents
from casekit.reconstruct.documented import shocks_of
from casekit.reconstruct.ensemble import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["crowd"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_AUDIENCES = ("views", "impressions")
"""Metrics that count what audiences do, not what somebody did."""
_LARGEST = 0.02
"""No post brings a larger share of all views (in a small crowd none over four times its even one):
such a one would be documented."""
_FEWEST = 10
_KINDS = {"shares": "repost", "reposts": "repost", "retweets": "repost", "comments": "comment",
          "replies": "reply"}  # fmt: skip


def crowd(
    ensemble: Ensemble, case: "Case | None" = None, *, draw: int = 0, most: int = 2000,
    rule: str = "decay", seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Draw a crowd of posts that makes one draw of a curve: one of many that could have been.

    What a post stands for. Where acts are counted (reports, shares, comments, signatures,
    members), it stands for one of them or for a round number of them, `stands_for`. Where views or
    impressions are counted, it stands for `stands_for` posts of accounts of that size, whose
    audiences bring them. `brings` is what it adds to the count, at the moment at which the draw
    reaches their sum: the running sum equals the draw at each post. Beginning and possible bursts
    are posts of their own that bring nothing, at times within the ledger's bounds.

    What is invented. Everything but the curve's figures and these events: no post, account, text,
    follower count or link was ever seen. Followers are drawn from published values
    (`casekit.reconstruct.followers`), parents by a rule that takes each act for an answer to
    an earlier one; acts that nobody's post brought (an ad, a newspaper) are in it as if one had.
    Over weeks the rules make long chains: depths are theirs. The crowd shows what the figures
    leave possible; who spread it, how far and how deep does not follow from it, so give a picture
    of it a `title` of its own.

    Parameters
    ----------
    ensemble
        Curves of one count.
    case
        The case that they are of, from :func:`casekit.reconstruct.documented`. None: the crowd
        has one beginning and plain English placeholders.
    draw
        Which curve. It is followed to the last figure, or to the end of the case's period.
    most
        At most so many posts, from 10; where the count is larger, each stands for several.
    rule
        How parents are found: ``"decay"`` or ``"mixture"`` as in :func:`casekit.spread.edges`,
        or ``"reaction"``, followers times SEISMIC's memory.
    seed
        Seed of the drawn posts.

    Returns
    -------
    DataFrame
        Frame of :data:`casekit.schema.POSTS` in the order of time, with `stands_for` and
        `brings`; every row and every parent is graded like the ensemble.

    Raises
    ------
    EvidenceError
        The ledger lets no crowd be drawn from this series, or the draw counts nothing.
    SchemaError
        No such draw or rule, or `most` is too small.

    Examples
    --------
    >>> from casekit import reconstruct
    >>> posts = crowd(reconstruct.example(), most=100)
    >>> posts["evidence"].unique().tolist(), bool(posts["at"].is_monotonic_increasing)
    (['reconstructed'], True)
    """
    line = _line(ensemble, case, draw, most)
    own = zlib.crc32(str(ensemble.model.get("series", "")).encode())
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, draw, own])))
    views = ensemble.metric in _AUDIENCES
    table = _audiences(line, most, rng) if views else _acts(line, most, rng)
    roots = _roots(ensemble, case, line, rng)
    kind = "link" if views else _KINDS.get(ensemble.metric, "link")
    table = pd.concat([roots, table.assign(kind=kind)])
    first = table.index != roots.index[0]
    table = table.assign(first=first).sort_values(["at", "first"], kind="stable")
    each = int(table["stands_for"].max())
    audience = table["followers"].to_numpy(dtype=np.float64, na_value=np.nan) * each
    hub = np.isnan(audience)
    audience[hub] = _heard(table.index[hub], case)
    at = table["at"].to_numpy(dtype=np.int64)
    above = parents.drawn(at, audience, rule=rule, seed=int(rng.integers(2**31)))
    above[hub] = -1
    table["parent"], table["root"] = _named(table.index, above)
    table["at"] = pd.to_datetime(at, unit="s", utc=True).as_unit("us")
    table = table.rename_axis("post")[list(crowds.COLUMNS)]
    name = ensemble.model.get("series")
    return crowds.worded(table, case, name, evidence=ensemble.evidence)


@dataclass(frozen=True)
class _Line:
    """One draw, as seconds and counts on straight lines, from its origin to its end."""

    moment: Floats
    count: Floats

    @property
    def total(self) -> float:
        return float(self.count[-1])

    def reached(self, counts: Floats) -> Ints:
        """Give the whole second at which each count is reached, later than the origin."""
        rising = np.append(True, np.diff(self.count) > 0)
        seconds = np.interp(counts, self.count[rising], self.moment[rising])
        later = np.maximum(np.rint(seconds), np.floor(self.moment[0]) + 1)
        return np.asarray(later, dtype=np.int64)


def _line(ensemble: Ensemble, case: "Case | None", draw: int, most: int) -> _Line:
    if draw not in ensemble.draws.columns:
        cure = f"give one of 0 to {ensemble.draws.shape[1] - 1}"
        raise SchemaError(f"no draw {draw!r}", cure=cure)
    given.whole("most", most, least=_FEWEST)
    if case is not None:
        _allowed(ensemble, case)
    figures = ensemble.checkpoints
    used = figures[figures["used"].to_numpy(dtype=bool)]
    end = used["as_of"].max()
    if case is not None and case.end > ensemble.origin[1]:
        end = min(end, case.end)
    curve = ensemble.draws[draw]
    at = pd.DatetimeIndex(curve.index).as_unit("us").asi8 / 1e6
    count = curve.to_numpy(dtype=np.float64)
    last = end.timestamp()
    stop = float(np.interp(last, at, count))
    start = max(int((count > 0).argmax()) - 1, 0)
    inside = (at < last) & (np.arange(len(at)) >= start)
    if stop < 1:
        raise EvidenceError(
            f"draw {draw} counts {stop:g} by {end:%Y-%m-%d %H:%M} UTC: no act to stand for",
            cure="choose another draw",
        )
    return _Line(np.append(at[inside], last), np.append(count[inside], stop))


def _allowed(ensemble: Ensemble, case: "Case") -> None:
    name = str(ensemble.model.get("series"))
    if ensemble.model.get("case") != case.slug or name not in case.series.index:
        raise EvidenceError(
            f"these curves are not of {case.slug}",
            cure="draw them with reconstruct.documented(case, series), or leave case= out",
        )
    row = case.series.loc[name]
    if pd.isna(row["crowd"]):
        raise EvidenceError(
            f"no crowd may be drawn of {name!r} in {case.slug}: {row['why']}",
            cure="choose a series of case.series that has a crowd",
        )


def _round(least: float) -> int:
    """Give the smallest of 1, 2, 5, 10, 20, 50 ... that is not below a number."""
    ten = 1
    while ten * 5 < least:
        ten *= 10
    return next(step * ten for step in (1, 2, 5) if step * ten >= least)


def _acts(line: _Line, most: int, rng: np.random.Generator) -> pd.DataFrame:
    each = _round(line.total / most)
    size = int(line.total // each)
    counts = each * np.arange(1, size + 1, dtype=np.float64)
    return _posts(
        at=line.reached(counts),
        followers=np.rint(followers.quantile(rng.random(size))),
        stands_for=each,
        brings=np.full(size, each),
    )


def _audiences(line: _Line, most: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw accounts until their audiences bring all views; each as the draw reaches its sum."""
    total = line.total
    largest = max(_LARGEST, 4 / most) * total / 0.15
    middles = (np.arange(20_000) + 0.5) / 20_000
    each, chosen = 1, followers.quantile(middles)
    while True:
        sizes = np.minimum(chosen, largest / each)
        if total <= 0.9 * most * each * float(np.mean(followers.seen(sizes))):
            break
        each = _round(each + 1)
    size = np.minimum(followers.quantile(rng.random(most)), largest / each)
    size = np.maximum(np.rint(size), 1.0)
    brought = np.cumsum(each * followers.seen(size))
    number = min(int(np.searchsorted(brought, total)) + 1, most)
    counts = brought[:number] * (total / brought[number - 1])
    return _posts(
        at=line.reached(counts),
        followers=size[:number],
        stands_for=each,
        brings=np.diff(np.rint(counts), prepend=0.0).astype(np.int64),
    )


def _posts(*, at: Ints, followers: Floats, stands_for: int, brings: Ints) -> pd.DataFrame:
    table = pd.DataFrame(
        {"at": at, "followers": followers, "stands_for": stands_for, "brings": brings},
        index=pd.Index([f"p{n}" for n in range(1, len(at) + 1)]),
    )
    return table.astype(dict.fromkeys(("followers", "stands_for", "brings"), "Int64"))


def _roots(
    ensemble: Ensemble, case: "Case | None", line: _Line, rng: np.random.Generator
) -> pd.DataFrame:
    """Give the beginning, and each possible burst before the end, at a second of its window."""
    name = str(ensemble.model.get("series", "beginning"))
    start, end = int(np.floor(line.moment[0])), int(line.moment[-1])
    origin = case.series.loc[name, "origin"] if case is not None else None
    ids, at = [origin if isinstance(origin, str) else name], [start]
    if case is not None:
        for event, row in shocks_of(case, name).iterrows():
            low = max(int(row["earliest"].timestamp()), start + 1)
            high = min(int(row["latest"].timestamp()), end)
            if low < high and event not in ids:
                ids.append(str(event))
                at.append(int(rng.integers(low, high)))
    table = pd.DataFrame({"at": at, "kind": "post", "stands_for": 0, "brings": 0}, index=ids)
    table["followers"] = pd.array([pd.NA] * len(ids), "Int64")
    return table.astype({"stands_for": "Int64", "brings": "Int64"})


def _heard(roots: pd.Index, case: "Case | None") -> Ints:
    """Give the audience that each documented event counts with as a parent."""
    press = [case is not None and case.events["actor"].get(root) == "press" for root in roots]
    return np.where(press, followers.MOST, followers.HUB)


def _named(ids: pd.Index, above: Ints) -> tuple[list[str | None], list[str]]:
    """Name parents and roots; parents stand before their children."""
    root = np.arange(len(ids))
    for place, parent in enumerate(above):
        if parent >= 0:
            root[place] = root[parent]
    names = [str(name) for name in ids]
    return [names[p] if p >= 0 else None for p in above], [names[r] for r in root]
