"""Time the measures of shape against networkx and igraph.

Run ``python benchmarks/shape.py``: some ten minutes, of which networkx takes more than one for one
cascade of 10,000 posts, run once. Seconds are those that a process computes. What igraph and
networkx do to a million cascades is measured on 20,000 and scaled by their number; the rows say so.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
from contest import show

from casekit import schema, shape
from casekit.spread import kernels

SOME = 20_000


def tree(posts: int, seed: int = 0) -> np.ndarray:
    """Let each post pass on the first one, or any of the earlier ones."""
    rng = np.random.default_rng(seed)
    number = np.arange(posts)
    parent = np.where(rng.random(posts) < 0.5, 0, (rng.random(posts) * number).astype(np.int64))
    parent[0] = -1
    return parent


def cascades(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Make parents, cascades and seconds: 44 % single, the others with a heavy tail."""
    rng = np.random.default_rng(seed)
    tail = 2 + np.minimum(6.1 * rng.pareto(1.5, count), 100_000).astype(np.int64)
    size = np.where(rng.random(count) < 0.44, 1, tail)
    first = np.concatenate([[0], np.cumsum(size)])
    cascade = np.repeat(np.arange(count), size)
    inside = np.arange(first[-1]) - first[cascade]
    pick = (rng.random(len(inside)) * inside).astype(np.int64)
    parent = first[cascade] + np.where(rng.random(len(inside)) < 0.5, 0, pick)
    parent[inside == 0] = -1
    lag = np.where(inside == 0, 0.0, rng.exponential(1800, len(inside))).cumsum()
    seconds = (rng.random(count) * 30 * 86_400)[cascade] + lag - lag[first[cascade]]
    return parent, cascade, seconds


def measure(parent: np.ndarray, cascade: np.ndarray, count: int = 1) -> kernels.Measures:
    """Lay posts side by side and measure them."""
    first, seat = kernels.bundle(cascade, count)
    return kernels.measure(kernels.moved(parent, seat), first)


def frame(parent: np.ndarray, seconds: np.ndarray) -> pd.DataFrame:
    """Make posts with ids of 18 digits, in the order of time."""
    ids = 380_000_000_000_000_000 + np.arange(len(parent)) * 1_000_003
    order = np.argsort(seconds, kind="stable")
    above = parent[order]

    def text(numbers: np.ndarray, missing: np.ndarray | None = None) -> object:
        return pd.array(pa.array(numbers, mask=missing).cast(pa.large_string()), dtype="str")

    posts = pd.DataFrame(
        {
            "at": pd.to_datetime((seconds[order] * 1e6).astype(np.int64), unit="us", utc=True),
            "parent": text(ids[np.maximum(above, 0)], above < 0),
            "kind": pd.Categorical.from_codes((above >= 0) * 2, dtype=schema.POSTS["kind"].dtype),
            "evidence": pd.Categorical.from_codes(
                np.zeros(len(above), dtype=np.int8), dtype=schema.POSTS["evidence"].dtype
            ),
        },
        index=pd.Index(text(ids[order]), name="post"),
    )
    return schema.conform(posts, schema.POSTS)


def once(run: Callable[[], object]) -> float:
    """Give the seconds that one run computes, whatever else the machine does meanwhile."""
    start = time.process_time()
    run()
    return time.process_time() - start


def one_cascade() -> None:
    """Race structural virality of one cascade, and measure three of a million posts."""
    parent = tree(10_000)
    first, above = np.array([0, len(parent)]), parent.astype(np.int32)
    links = [(int(p), i) for i, p in enumerate(parent) if p >= 0]
    other, third = igraph.Graph(links), nx.Graph(links)

    def ours() -> float:
        wiener = kernels.measure(above, first).wiener[0]
        return float(2 * wiener / (len(parent) * (len(parent) - 1)))

    values = {}

    def networkx() -> None:
        values["networkx"] = nx.average_shortest_path_length(third)

    ours()
    taken = {
        "casekit: all measures, exact": [once(ours) for _ in range(200)],
        "igraph: average_path_length": [once(other.average_path_length) for _ in range(3)],
        "networkx: average_shortest_path_length, once": [once(networkx)],
    }
    show("Structural virality of one cascade of 10,000 posts", taken)
    print(f"the same: {ours():.9f}, {other.average_path_length():.9f}, {values['networkx']:.9f}")
    for name, shape_of in {
        "any": tree(1_000_000), "chain": np.arange(-1, 999_999),
        "star": np.concatenate([[-1], np.zeros(999_999, dtype=np.int64)]),
    }.items():  # fmt: skip
        alone = np.zeros(1_000_000, dtype=np.int64)
        runs = [once(lambda p=shape_of, c=alone: measure(p, c)) for _ in range(9)]
        show(f"All measures of one cascade of 1,000,000 posts ({name})", {"casekit": runs})


def many_cascades() -> None:
    """Race the kernel over a million cascades."""
    parent, cascade, seconds = cascades(1_000_000)
    print(f"\n{len(parent):,} posts in 1,000,000 cascades, {os.cpu_count()} cores")
    order = np.argsort(seconds, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    mixed = np.where(parent[order] >= 0, place[parent[order]], -1), cascade[order]
    first, seat = kernels.bundle(cascade, 1_000_000)
    above = kernels.moved(parent, seat)
    end = int(np.searchsorted(cascade, SOME))
    trees = np.split(parent[:end] - first[cascade[:end]], first[1:SOME])

    def by_igraph() -> None:
        for above in trees:
            if len(above) > 1:
                graph = igraph.Graph([(int(p), i) for i, p in enumerate(above[1:].tolist(), 1)])
                levels = np.bincount(graph.distances(0)[0])
                len(levels), levels.max(), graph.average_path_length()

    def by_networkx() -> None:
        for above in trees:
            if len(above) > 1:
                graph = nx.Graph([(p, i) for i, p in enumerate(above[1:].tolist(), 1)])
                levels = np.bincount(list(nx.single_source_shortest_path_length(graph, 0).values()))
                len(levels), levels.max(), nx.average_shortest_path_length(graph)

    scale = 1_000_000 / SOME
    small = [tree for tree in trees if len(tree) <= 1_000]
    left_out = len(trees) - len(small)
    trees = small  # networkx takes a minute for one of 10,000
    show(
        f"All measures of 1,000,000 cascades (others: {SOME:,} of them less {left_out} of more "
        f"than 1,000 posts, times {scale:.0f})",
        {
            "casekit kernel, posts side by side": [
                once(lambda: kernels.measure(above, first)) for _ in range(5)
            ],
            "casekit kernel, posts mixed by time": [
                once(lambda: measure(*mixed, 1_000_000)) for _ in range(5)
            ],
            "igraph, a cascade at a time, scaled": [once(by_igraph) * scale],
            "networkx, a cascade at a time, scaled": [once(by_networkx) * scale],
        },
    )


def peak() -> float:
    """Give the most memory that this process has held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def from_a_frame() -> None:
    """Measure a frame of 8 million posts; run in a process of its own for its memory."""
    for count in (1000, 1_000_000):
        parent, _, seconds = cascades(count)
        posts = frame(parent, seconds)
        shape.describe(posts.head(100_000))
    del parent, seconds
    made = peak()
    held = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e9
    taken = {"joined for the first time": [once(lambda: shape.describe(posts))]}
    taken["joined before"] = [once(lambda: shape.describe(posts)) for _ in range(3)]
    show(f"shape.describe of {len(posts):,} posts with text ids", taken)
    print(f"memory: {held:.2f} GB with the frame of {posts.shape[1]} columns, {peak():.2f} GB at "
          f"most, or {made:.2f} GB while the frame was made")  # fmt: skip


def first_calls() -> None:
    """Say how long the first call takes with nothing compiled, and in a process after it."""
    code = (
        "import time, numpy as np\nfrom casekit.spread import kernels\n"
        "start = time.perf_counter(), time.process_time()\n"
        "first, seat = kernels.bundle(np.zeros(3, np.int64), 1)\n"
        "kernels.measure(kernels.moved(np.array([-1, 0, 0]), seat), first)\n"
        "print(time.perf_counter() - start[0], time.process_time() - start[1])"
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = os.environ | {"NUMBA_CACHE_DIR": folder}
        for name in ("nothing compiled", "compiled before"):
            run = subprocess.run([sys.executable, "-c", code], env=settings, check=True,
                                 capture_output=True, text=True)  # fmt: skip
            wall, cpu = map(float, run.stdout.split())
            print(f"first call of a process, {name}: {wall:.2f} s, of it {cpu:.2f} s computing")


if __name__ == "__main__":
    if sys.argv[1:] == ["frame"]:
        from_a_frame()
    else:
        first_calls()
        one_cascade()
        many_cascades()
        subprocess.run([sys.executable, __file__, "frame"], check=True)
