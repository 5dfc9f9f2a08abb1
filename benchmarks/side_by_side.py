"""Draw one cascade of a real archive by several layouts, for docs/layouts.md.

The folder of archives is the one that the tests use (CASEKIT_ARCHIVES).
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from casekit import archives, draw, spread

ROOT = Path(__file__).parent.parent
ARCHIVES = Path(os.environ.get("CASEKIT_ARCHIVES", ROOT.parent / "shared" / "archives"))
OUT = ROOT / "docs" / "layouts"
SIZE = 484
SOURCE = "Twitter16 rumour trees (Ma, Gao, Wong 2017)"
GEPHI = ("#C57BDB", "#73C000", "#00C4FF", "#FF7045", "#00C7A0", "#FF5584", "#A6A6A6", "#8C8C8C")


def others(graph: nx.Graph, places: dict[str, np.ndarray], name: str, *, gephi: bool) -> None:
    """Paint a layout as networkx does by default, or as Gephi's pictures usually look."""
    figure = Figure(figsize=(13.33, 7.5), dpi=60)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    if not gephi:
        nx.draw_networkx(graph, places, ax=axes, with_labels=False)
    else:
        groups = nx.community.louvain_communities(graph, seed=1)
        ranked = sorted(groups, key=len, reverse=True)
        color = {node: GEPHI[min(n, len(GEPHI) - 1)]
                 for n, group in enumerate(ranked) for node in group}  # fmt: skip
        degree = np.array([graph.degree(node) for node in graph])
        nx.draw_networkx_edges(graph, places, ax=axes, alpha=0.4, width=0.8,
                               edge_color=[color[a] for a, _ in graph.edges])  # fmt: skip
        nx.draw_networkx_nodes(graph, places, ax=axes, node_color=[color[n] for n in graph],
                               node_size=8 + 500 * degree / degree.max())  # fmt: skip
    axes.set_axis_off()
    figure.savefig(OUT / f"{name}.png", dpi=60)


def timed(name: str, run: Callable[[], object]) -> object:
    """Say how long the processor takes for a layout."""
    start = time.process_time()
    made = run()
    print(f"{name}: {time.process_time() - start:.2f} s of processor")
    return made


def main() -> None:
    """Draw the one cascade of that size."""
    OUT.mkdir(parents=True, exist_ok=True)
    posts = archives.read(ARCHIVES / "twitter16-trees" / "twitter16.tar.xz").posts
    edges = spread.edges(posts, rule="reported")
    forest = spread.forest(posts, edges)
    sizes = np.bincount(forest.cascade)
    number = int(np.abs(sizes - SIZE).argmin())
    mine = posts.iloc[forest.rows[forest.cascade == number]]
    edges = edges[edges["child"].isin(mine.index)]
    root = str(mine.index[0])
    for layout in ("time", "radial", "map"):
        figure = timed(f"casekit {layout}", lambda one=layout: draw.spread(
            mine, edges, root=root, layout=one, source=SOURCE))  # fmt: skip
        figure.savefig(OUT / f"{layout}.png", dpi=60)
    graph = nx.Graph(edges[["parent", "child"]].itertuples(index=False, name=None))
    print(f"{graph.number_of_nodes()} posts")
    spring = timed("networkx spring_layout", lambda: nx.spring_layout(graph, seed=1))
    others(graph, spring, "spring", gephi=False)
    atlas = timed("networkx forceatlas2_layout", lambda: nx.forceatlas2_layout(
        graph, seed=1, max_iter=300))  # fmt: skip
    others(graph, atlas, "forceatlas2", gephi=True)


if __name__ == "__main__":
    main()
