"""Whether posts came as a law says: time is rescaled, and what is left must be pure chance."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.process import kernels
from casekit.process.fitting import Fit
from casekit.process.laws import hours, share_left
from casekit.process.likelihood import Likelihood

__all__ = ["Residuals", "compensator", "residuals"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Residuals:
    """What is left of the posts when the law is taken off.

    Parameters
    ----------
    table
        Index `post`, in the order of time: `at`, `expected` (posts that the law expected from the
        start of the window until then), `gap` (the same since the post before: exponential with
        mean 1 if the law holds), `share` (its distribution: uniform from 0 to 1).
    statistic, p
        Test of Kolmogorov and Smirnov of the gaps, at parameters drawn from what is known of
        them: p is uniform if the law holds.
    p_fitted
        The same at the fitted parameters. It is too kind, for they have been made to fit.
    """

    table: pd.DataFrame
    statistic: float
    p: float
    p_fitted: float


def residuals(fit: Fit, *, seed: int = 0) -> Residuals:
    """Test a fit by time rescaling: the posts expected between two posts are exponential.

    Ogata, JASA 83, 1988. A test at fitted parameters never doubts enough; at parameters drawn
    once from their distribution around the fit it is right for many posts (Durbin, Proceedings
    of the Fourth Berkeley Symposium, 1961). Posts that were written down at one time are put at
    random places within its step, for the test would see the clock otherwise.

    Parameters
    ----------
    fit
        What :func:`fit` returns.
    seed
        Of the parameters drawn, and of those places.

    Examples
    --------
    >>> from casekit.process import Law, fit, simulate
    >>> law = Law("exponential", branching=0.5, theta=1 / 600, background=0.01)
    >>> days = ("2013-09-03T00:00Z", "2013-09-05T00:00Z")
    >>> found = fit(simulate(law, days, seed=1), memory="exponential", window=days)
    >>> residuals(found).p > 0.05
    True
    """
    from scipy import stats

    rng = np.random.default_rng(seed)
    model = replace(fit.model, events=fit.events.shaken(rng)) if fit.events.tied else fit.model
    total = compensator(model, fit.peak.x)
    gaps = np.diff(total, prepend=0.0)
    drawn = compensator(model, fit.peak.drawn(model, rng))
    test = stats.kstest(np.diff(drawn, prepend=0.0), "expon")
    first = fit.events.history
    table = pd.DataFrame(
        {
            "at": fit.events.start + pd.to_timedelta(np.rint(model.events.own * 1e6), unit="us"),
            "expected": total, "gap": gaps, "share": -np.expm1(-gaps),
        },
        index=fit.events.index[first:],
    )  # fmt: skip
    fitted = float(stats.kstest(gaps, "expon").pvalue)
    return Residuals(table, float(test.statistic), float(test.pvalue), fitted)


def compensator(model: Likelihood, x: Floats) -> Floats:
    """Give the posts that are expected from the start of the window until each post."""
    given = model.named(x)
    own, t = model.events.own, model.events.seconds
    total = np.zeros(len(own))
    if model.constant:
        passed = hours(model.rhythm, model.events.start, own, model.events.span)[1]
        total += np.exp(given["background"]) * passed
    for n, since in enumerate(model.shocks):
        decay = np.exp(given[f"shock_{n}_decay"])
        now = np.exp(-decay * np.maximum(own - since, 0.0))
        total += np.exp(given[f"shock_{n}_posts"]) * (np.exp(-decay * max(-since, 0.0)) - now)
    weight, slope, _ = model.weights(given["beta"])
    theta = float(np.exp(given["theta"]))
    c = float(np.exp(given["c"])) if "c" in given else None
    begun = np.cumsum(weight * share_left(np.maximum(-t, 0.0), theta, c))
    before = np.concatenate([[0.0], begun])[model.events.history : len(t)]
    if c is None:
        left = kernels.exponential_sums(t, weight, slope, theta, model.events.history)[0]
    else:
        mix = kernels.mixture(model.rates, theta, c, theta * np.log(c))
        left = kernels.power_sums(t, weight, slope, model.rates, *mix, model.events.history)[0]
    return np.asarray(total + np.exp(given["branching"]) * (before - left))
