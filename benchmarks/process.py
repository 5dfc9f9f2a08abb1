"""Hawkes processes: fits of 100,000 posts, rivals on fewer, and whether intervals hold the truth.

Without arguments: the times. With a number: recovery over so many simulated processes of each
kind, such as ``python benchmarks/process.py 200``.
"""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from contest import show
from scipy import optimize, stats

from casekit import process
from casekit.process import laws

DAYS = ("2013-09-03T00:00Z", "2013-09-06T00:00Z")
KINDS = {
    "exponential": process.Law("exponential", 0.6, 1 / 600, background=0.001),
    "exponential, marked": process.Law("exponential", 0.6, 1 / 600, beta=0.5, background=0.001),
    "exponential, n* = 0.95": process.Law("exponential", 0.95, 1 / 600, background=0.0003),
    "power law": process.Law("power-law", 0.6, 1.0, 120.0, background=0.001),
    "power law, marked": process.Law("power-law", 0.6, 1.0, 120.0, beta=0.5, background=0.001),
}


def crowd(size: int = 20_000) -> np.ndarray:
    """Invent followers: a power law from 50 on, whose square root has a mean and a variance."""
    return np.rint(50 * (1 + np.random.default_rng(5).pareto(1.5, size)))


def law(kind: str) -> process.Law:
    """Give the law of a kind, its typical weight that of the crowd."""
    own = KINDS[kind]
    return replace(own, typical=float((crowd() ** own.beta).mean()))


def recovery(kind: str, runs: int) -> dict[str, float]:
    """Simulate, fit, and count how often 95 % intervals hold what the posts were made with."""
    truth = law(kind)
    held = {"branching": 0, "theta": 0, "half_life": 0}
    half = laws.lag(np.array(0.5), truth.theta, truth.c)
    exact = {"branching": truth.branching, "theta": truth.theta, "half_life": float(half)}
    posts, p, fitted = [], [], []
    for seed in range(runs):
        drawn = process.simulate(truth, DAYS, seed=seed, followers=crowd() if truth.beta else None)
        found = process.fit(drawn, memory=truth.memory, window=DAYS)
        for name in held:
            held[name] += found.table["low"][name] <= exact[name] <= found.table["high"][name]
        tested = process.residuals(found, seed=seed)
        posts.append(len(drawn))
        p.append(tested.p)
        fitted.append(tested.p_fitted)
    return {
        "posts": float(np.median(posts)), **{name: n / runs for name, n in held.items()},
        "KS of p": float(stats.kstest(p, "uniform").pvalue),
        "KS of p_fitted": float(stats.kstest(fitted, "uniform").pvalue),
    }  # fmt: skip


def double_sum(t: np.ndarray, span: float, x: np.ndarray) -> float:
    """Give minus the log-likelihood of an exponential process, from all pairs."""
    background, branching, theta = np.exp(x)
    lags = t[:, None] - t
    pairs = np.where(lags > 0, theta * np.exp(-theta * np.maximum(lags, 0)), 0.0)
    rate = background + branching * pairs.sum(axis=1)
    brought = branching * (1 - np.exp(-theta * (span - t))).sum()
    return float(background * span + brought - np.log(rate).sum())


def with_scipy(t: np.ndarray, span: float) -> np.ndarray:
    """Fit by scipy alone: the double sum, and slopes by differences."""
    start = np.log([len(t) / span / 2, 0.5, len(t) / span])
    return np.exp(optimize.minimize(lambda x: double_sum(t, span, x), start, method="BFGS").x)


def timed(title: str, contenders: Mapping[str, Callable[[], object]], repeats: int) -> None:
    """Time contenders in turn, in seconds of the processor, for the machine is shared."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for run in contenders.values():
        run()
    for _ in range(repeats):
        for name, run in contenders.items():
            start = time.process_time()
            run()
            taken[name].append(time.process_time() - start)
    show(title, taken)


def speed() -> None:
    """Time fits of 100,000 marked posts, and of 1,500 beside the rivals."""
    for memory, theta, c in (("exponential", 1 / 600, None), ("power-law", 0.8, 60.0)):
        typical = float((crowd() ** 0.5).mean())
        many = process.Law(memory, 0.6, theta, c, 0.5, typical, 0.155)
        posts = process.simulate(many, DAYS, seed=1, followers=crowd())
        timed(
            f"fit of {len(posts):,} marked posts, {memory} memory",
            {"casekit": partial(process.fit, posts, memory=memory, window=DAYS)},
            repeats=5,
        )
    one = process.simulate(
        process.Law("exponential", 0.6, 1 / 600, background=0.0023), DAYS, seed=1
    )
    start = pd.Timestamp(DAYS[0])
    t = (one["at"] - start).dt.total_seconds().to_numpy()
    span = (pd.Timestamp(DAYS[1]) - start).total_seconds()
    ours = process.fit(one, memory="exponential", window=DAYS)
    theirs = with_scipy(t, span)
    assert np.allclose(theirs[1:], [ours.law.branching, ours.law.theta], rtol=1e-3)
    timed(
        f"fit of {len(t):,} posts without marks, exponential memory",
        {
            "casekit, intervals and all": lambda: process.fit(
                one, memory="exponential", window=DAYS
            ),
            "scipy alone, numpy double sum": lambda: with_scipy(t, span),
        },
        repeats=3,
    )
    timed(
        "one log-likelihood of these",
        {
            "casekit, with its slope": lambda: ours.model(ours.peak.x),
            "numpy double sum, without": lambda: double_sum(t, span, np.log(theirs)),
        },
        repeats=9,
    )


def main() -> None:
    """Print the times, or the table of recovery."""
    if len(sys.argv) < 2:
        speed()
        return
    chosen = sys.argv[2:] or list(KINDS)
    rows = {kind: recovery(kind, int(sys.argv[1])) for kind in chosen}
    print(pd.DataFrame.from_dict(rows, orient="index").round(3).to_string())


if __name__ == "__main__":
    main()
