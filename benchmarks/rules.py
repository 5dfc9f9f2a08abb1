"""Draws of who passed it on, and a follow graph of ten million links.

The row-by-row version weighs all earlier posts of each repost with numpy and draws all parents of
that repost at once. It is measured on some reposts of the same star, evenly spaced from the first
to the last one, and scaled by their number: the time of a repost grows with those before it.
"""

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from contest import show
from scipy import sparse

from casekit import schema, spread

SIZE, PART, DRAWS = 100_000, 500, 100
REPOSTS, LINKS, ACCOUNTS = 1_000_000, 10_000_000, 500_000


def star(size: int, *, stars: int = 1, seed: int = 1) -> pd.DataFrame:
    """Originals and their reposts, three days long, with followers of a heavy tail."""
    rng = np.random.default_rng(seed)
    hub = np.arange(size) % stars
    seconds = np.where(np.arange(size) < stars, 0.0, rng.pareto(0.6, size) * 60 % 259_200)
    names = np.char.add("p", np.arange(size).astype(str)).astype(object)
    posts = pd.DataFrame(
        {
            "post": names,
            "at": pd.Timestamp("2013-09-03T09:00Z") + pd.to_timedelta(seconds, unit="s"),
            "account": rng.integers(0, ACCOUNTS, size).astype(str),
            "parent": np.where(np.arange(size) < stars, None, names[hub]),
            "kind": np.where(np.arange(size) < stars, "post", "repost"),
            "followers": (rng.pareto(0.8, size) * 50).astype(int),
            "evidence": "archived",
        }
    )
    return schema.conform(posts, schema.POSTS)


def row_by_row(posts: pd.DataFrame, weigh: Callable[..., np.ndarray]) -> np.ndarray:
    """Draw the parents of a part of a star as the rule reads."""
    rng = np.random.default_rng(0)
    posts = posts.sort_values("at", kind="stable")
    seconds = posts["at"].astype("int64").to_numpy() / 1e6
    crowd = posts["followers"].to_numpy(dtype=float)
    parents = np.zeros((DRAWS, PART), dtype=np.int64)
    for place, child in enumerate(np.linspace(1, len(posts) - 1, PART).astype(int)):
        p = weigh(seconds[child] - seconds[:child], crowd[:child])
        parents[:, place] = rng.choice(child, size=DRAWS, p=p)
    return parents


def decay(lags: np.ndarray, crowd: np.ndarray) -> np.ndarray:
    """Weigh by followers and recency."""
    weight = np.maximum(crowd, 1) * np.exp(-6.8e-5 * lags)
    return weight / weight.sum()


def mixture(lags: np.ndarray, crowd: np.ndarray) -> np.ndarray:
    """Weigh by followers or recency."""
    law = np.maximum(lags + 0.1, 1.0) ** -2.0
    popular = crowd / crowd.sum() if crowd.sum() else np.full(len(lags), 1 / len(lags))
    return 0.5 * popular + 0.5 * law / law.sum()


def seconds_of(run: Callable[[], object], repeats: int = 3) -> list[float]:
    """Time some runs."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return taken


def compare(rule: str, weigh: Callable[..., np.ndarray]) -> None:
    """Time draws of one star by a rule with chance."""
    posts = star(SIZE)
    spread.sample(star(100), rule=rule, draws=2)
    ours = seconds_of(lambda: spread.sample(posts, rule=rule, draws=DRAWS))
    part = seconds_of(lambda: row_by_row(posts, weigh))
    show(
        f"{DRAWS} draws of {SIZE:,} parents by {rule}",
        {
            "casekit": ours,
            f"numpy row by row, {PART} rows scaled": [s * SIZE / PART for s in part],
        },
    )


def follow() -> None:
    """Time a follow graph in the forms in which it may come."""
    posts = star(REPOSTS, stars=50_000)
    rng = np.random.default_rng(2)
    popular = (rng.beta(0.4, 3.0, LINKS) * ACCOUNTS).astype(np.int64)
    ends = rng.integers(0, ACCOUNTS, LINKS), popular
    frame = pd.DataFrame({"follower": ends[0], "account": ends[1]})
    texts = frame.astype("str")
    names = pd.Index(np.arange(ACCOUNTS).astype(str), dtype="str")
    matrix = sparse.csr_array((np.ones(LINKS, np.int8), ends), shape=(ACCOUNTS, ACCOUNTS))
    wide = star(REPOSTS)
    spread.sample(star(100), rule="follows", follows=frame)

    def run(rows: pd.DataFrame, graph: object) -> Callable[[], object]:
        return lambda: spread.sample(rows, rule="follows", follows=graph)

    show(
        f"{REPOSTS:,} reposts against {LINKS:,} links",
        {
            "sparse matrix, 50,000 stars": seconds_of(run(posts, (matrix, names))),
            "sparse matrix, one star": seconds_of(run(wide, (matrix, names))),
            "frame of whole numbers, 50,000 stars": seconds_of(run(posts, frame)),
            "frame of text, 50,000 stars": seconds_of(run(posts, texts)),
            "edges() and not sample(), 50,000 stars": seconds_of(
                lambda: spread.edges(posts, rule="follows", follows=(matrix, names))
            ),
        },
    )


if __name__ == "__main__":
    compare("mixture", mixture)
    compare("decay", decay)
    follow()
