"""How large it will be in the end: what has come, what follows from it, and how sure that is."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.process.fitting import Fit
from casekit.process.laws import share_left

__all__ = ["final_size"]

Floats = NDArray[np.float64]
_HUGE = 1_000_000
_CROWD = 1_000
_ENDLESS = "no end within this model: each post brings one further post or more"


def final_size(fit: Fit, *, draws: int = 1_000, seed: int = 0) -> pd.DataFrame:
    """Say how many posts there will have been when all that follows from these has come.

    A background goes on without an end: what it brings after the window is not counted. Where the
    branching factor is 1 or more there is no end within this model, and `final` stays unknown; an
    ending with a million further posts counts as endless.

    The interval says what the model leaves open, and not that the model is right. Of single
    cascades it mostly is not: they age, while the branching factor of one that is nearly over is
    about 1 by the books of :func:`fit`. docs/limits.md says how that went on real ones.

    Parameters
    ----------
    fit
        What :func:`fit` returns.
    draws, seed
        Endings drawn for the interval, each with parameters of its own, and their seed.

    Returns
    -------
    DataFrame
        Index `measure`: `seen` (posts up to the end of the window, the given ones as well),
        `direct` (posts that those, and shocks, will still bring directly), `final` (seen + direct
        / (1 - branching factor), the expected size); columns `value`, `low`, `high` (95 % of the
        endings), `endless` (share of draws whose branching factor is 1 or more: for these the
        size is infinite), `reason` (why `final` is NA, between `seen` and no bound; else empty).
        Unit: posts.

    Examples
    --------
    >>> from casekit.process import Law, fit, simulate
    >>> law = Law("exponential", branching=0.5, theta=1 / 600, background=0.01)
    >>> days = ("2013-09-03T00:00Z", "2013-09-05T00:00Z")
    >>> found = fit(simulate(law, days, seed=1), memory="exponential", window=days)
    >>> final_size(found)["value"].round().tolist()
    [3480.0, 5.0, 3489.0]
    """
    rng = np.random.default_rng(seed)
    seen = len(fit.events.seconds)
    direct = _direct(fit, fit.peak.x)
    scatter = np.sqrt(fit.model.scatter(fit.law.beta))
    weight = fit.model.weights(fit.law.beta)[0][fit.events.history :]
    place = fit.model.names.index("branching")
    first, totals, endless = np.empty(draws), np.empty(draws), 0
    for k in range(draws):
        x = fit.peak.drawn(fit.model, rng)
        factor = float(np.exp(x[place] + scatter * rng.standard_normal()))
        mean = _direct(fit, x)
        first[k] = rng.poisson(min(mean, _HUGE))
        endless += factor >= 1
        totals[k] = np.inf if factor >= 1 else _progeny(first[k], factor, weight, rng)
    ends = fit.law.branching < 1
    final = seen + direct / (1 - fit.law.branching) if ends else np.nan
    bounds = seen + np.quantile(totals, (0.025, 0.975), method="inverted_cdf")
    rows = {
        "seen": (float(seen), float(seen), float(seen)),
        "direct": (direct, *np.quantile(first, (0.025, 0.975))),
        "final": (final, *(bounds if ends else (float(seen), np.inf))),
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high"])
    table["endless"] = [0.0, 0.0, endless / draws]
    table = table.rename_axis("measure").astype("float64")
    table["reason"] = ["", "", "" if ends else _ENDLESS]
    return table


def _direct(fit: Fit, x: Floats) -> float:
    """Give the posts that are still expected to come directly from what has been."""
    given = fit.model.named(x)
    age = fit.events.span - fit.events.seconds
    c = float(np.exp(given["c"])) if "c" in given else None
    weight = fit.model.weights(given["beta"])[0]
    left = float(weight @ share_left(age, float(np.exp(given["theta"])), c))
    shocks = sum(
        np.exp(given[f"shock_{n}_posts"] - np.exp(given[f"shock_{n}_decay"])
               * (fit.events.span - since))
        for n, since in enumerate(fit.model.shocks)
    )  # fmt: skip
    return float(np.exp(given["branching"]) * left + shocks)


def _progeny(first: float, factor: float, weight: Floats, rng: np.random.Generator) -> float:
    """Draw how many posts follow in all from so many, generation after generation."""
    total = born = int(first)
    while born:
        if born > _CROWD:  # so many weights add up to nearly a normal number
            sum_ = rng.normal(born * weight.mean(), np.sqrt(born) * weight.std())
        else:
            sum_ = rng.choice(weight, born).sum()
        born = int(rng.poisson(max(factor * sum_, 0.0)))
        total += born
        if total > _HUGE:
            return np.inf
    return float(total)
