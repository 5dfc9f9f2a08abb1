"""Build a spread graph of 1,000,000 edges: ours against networkx's from_pandas_edgelist.

Run from the project's root: ``python benchmarks/graphs.py``.
"""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import numpy as np
import pandas as pd
from contest import contest

from casekit import schema, spread

POSTS, EDGES = 800_000, 1_000_000
CARRIED = ["kind", "delay", "p", "rest", "evidence"]


def million(seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make reposts with ids like a platform's, a part of them with several possible parents."""
    rng = np.random.default_rng(seed)
    child = np.concatenate([np.arange(1, POSTS), rng.integers(1, POSTS, EDGES)])
    parent = (rng.random(len(child)) * child).astype(np.int64)
    pairs = pd.DataFrame({"parent": parent, "child": child}).drop_duplicates().head(EDGES)
    ids = pd.Index([f"37{i * 17_000_003:016d}" for i in range(POSTS)], dtype="str")
    posts = pd.DataFrame(
        {
            "post": ids,
            "at": pd.Timestamp("2013-09-03T09:00Z") + pd.to_timedelta(np.arange(POSTS), unit="s"),
            "account": ids[rng.integers(0, POSTS, POSTS)],
            "kind": "repost",
            "parent": ids[0],
            "followers": rng.integers(0, 5_000, POSTS),
            "evidence": "archived",
        }
    )
    edges = pd.DataFrame(
        {
            "parent": ids[pairs["parent"]],
            "child": ids[pairs["child"]],
            "kind": "repost",
            "delay": pd.to_timedelta((pairs["child"] - pairs["parent"]).to_numpy(), unit="s"),
            "p": 0.5,
            "rest": 0.0,
            "evidence": "reconstructed",
        }
    ).rename_axis("edge")
    return schema.conform(posts, schema.POSTS), schema.conform(edges, schema.EDGES)


CONTENDERS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], object]] = {
    "spread.graph (networkx, all it knows)": spread.graph,
    "spread.igraph (all it knows)": spread.igraph,
    "spread.matrix (scipy CSR)": spread.matrix,
    "spread.accounts": spread.accounts,
    "from_pandas_edgelist, bare": lambda _, edges: nx.from_pandas_edgelist(
        edges, "parent", "child", create_using=nx.DiGraph
    ),
    "from_pandas_edgelist, what edges carry": lambda _, edges: nx.from_pandas_edgelist(
        edges, "parent", "child", edge_attr=CARRIED, create_using=nx.DiGraph
    ),
}


def peak(name: str, folder: Path) -> int:
    """Say by how many megabytes one contender raises the memory that a process of its own holds."""
    posts, edges = (pd.read_pickle(folder / f"{table}.pickle") for table in ("posts", "edges"))
    CONTENDERS[name](*(table.iloc[:10] for table in (posts, edges)))  # imports and compiles
    before = most()
    CONTENDERS[name](posts, edges)
    return (most() - before) // 1024


def most() -> int:
    """Give the most kilobytes that this process ever held, as Linux says."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Print seconds, ratios and memory."""
    posts, edges = million()
    runs = {name: partial(run, posts, edges) for name, run in CONTENDERS.items()}
    taken = contest(f"Graph of {len(edges):,} edges", runs, repeats=3)
    bare = taken["from_pandas_edgelist, bare"]
    print(f"\n{'':44}{'times as fast':>14}{'peak MB':>10}")
    with TemporaryDirectory() as folder:
        posts.to_pickle(Path(folder) / "posts.pickle")
        edges.to_pickle(Path(folder) / "edges.pickle")
        for name, seconds in taken.items():
            own = [sys.executable, __file__, name, folder]
            more = subprocess.run(own, check=True, capture_output=True, text=True).stdout.strip()
            print(f"{name:44}{bare / seconds:14.1f}{more:>10}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(peak(sys.argv[1], Path(sys.argv[2])))
    else:
        main()
