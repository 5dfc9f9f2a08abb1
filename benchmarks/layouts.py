"""Time the layout of a spread, its picture and its page, beside networkx's spring layout.

Prints seconds of the clock and of the processor; the page is opened in headless Chromium, where
there is one, without network. `spring` runs some of networkx's fifty iterations and scales.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import networkx as nx
import numpy as np
import pandas as pd

from casekit import draw, interact, schema
from casekit.layout import timetree
from casekit.layout.lineage import trace
from casekit.spread import edges

RUNS, SPRINGS, ITERATIONS = 5, 3, 50


def tree(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Grow a cascade in which early posts are passed on most: seconds and parents."""
    rng = np.random.default_rng(seed)
    parent = np.minimum((np.arange(count) * rng.random(count) ** 4).astype(int),
                        np.arange(count) - 1)  # fmt: skip
    seconds = np.sort(rng.exponential(40_000, count))
    return seconds - seconds[0], parent


def frame(count: int) -> pd.DataFrame:
    """Make posts of such a cascade."""
    seconds, parent = tree(count)
    ids = np.array([f"p{n}" for n in range(count)], dtype=object)
    return schema.conform(pd.DataFrame({
        "post": ids, "at": pd.Timestamp("2013-09-03T08:00Z") + pd.to_timedelta(seconds, unit="s"),
        "account": ids, "kind": np.where(parent < 0, "post", "repost"),
        "parent": np.where(parent < 0, None, ids[parent]), "followers": np.arange(count) % 5000,
        "parent_evidence": np.where(parent < 0, None, "derived"), "evidence": "archived",
    }), schema.POSTS)  # fmt: skip


def once(run: Callable[[], object]) -> tuple[float, float]:
    """Give the seconds of the clock and of the processor that a run takes."""
    clock, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - clock, time.process_time() - cpu


def show(name: str, taken: list[tuple[float, float]]) -> float:
    """Print least and middle of both times, and give the least of the processor's."""
    clocks, cpus = zip(*taken, strict=True)
    print(f"{name}: clock {min(clocks):.3f} / {median(clocks):.3f} s, "
          f"processor {min(cpus):.3f} / {median(cpus):.3f} s (least / median of {len(taken)})",
          flush=True)  # fmt: skip
    return min(cpus)


def lay(seconds: np.ndarray, parent: np.ndarray) -> object:
    """Lay a cascade out as a time tree."""
    return timetree.fit(
        trace(seconds, parent), width=12.5, height=4.5, measure=lambda *_: (0.9, 0.2)
    )


def layouts() -> None:
    """Time the time tree of some sizes, and the spring layout of one of them."""
    lay(*tree(30_000)), lay(*tree(300))
    for count in (10_000, 20_000, 100_000, 1_000_000):
        grown = tree(count)
        least = show(f"time tree, {count:,} posts", [once(lambda g=grown: lay(*g))
                                                     for _ in range(RUNS)])  # fmt: skip
        if count == 10_000:
            ours = least
    _, parent = tree(10_000)
    graph = nx.Graph([(int(up), n) for n, up in enumerate(parent) if up >= 0])
    clock, cpu = once(lambda: nx.spring_layout(graph, seed=1, iterations=SPRINGS))
    scaled = cpu * ITERATIONS / SPRINGS
    print(f"networkx spring_layout, 10,000 nodes: {SPRINGS} of {ITERATIONS} iterations took "
          f"{cpu:.1f} s of processor ({clock:.1f} of the clock), so {scaled:.0f} s for all: "
          f"{scaled / ours:,.0f} times the time tree")  # fmt: skip


def pictures() -> None:
    """Time a static picture of 100,000 posts, from the frames to the PNG that a notebook shows."""
    small = frame(300)
    draw.spread(small, edges(small, rule="reported"))._repr_png_()
    posts = frame(100_000)
    links = edges(posts, rule="reported")
    draw.spread(posts, links)
    show("draw.spread, 100,000 posts, to a PNG of 1,600 by 900",
         [once(lambda: draw.spread(posts, links)._repr_png_()) for _ in range(RUNS)])  # fmt: skip


def page() -> None:
    """Weigh the page of 20,000 posts, and time until it answers."""
    from casekit.interact.bundle import bundle

    posts = frame(20_000)
    links = edges(posts, rule="reported")
    interact.spread(posts, links)
    show("interact.spread, 20,000 posts", [once(lambda: interact.spread(posts, links))
                                           for _ in range(2)])  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        picture = interact.spread(posts, links)
        made = interact.save(picture, Path(folder) / "page.html")
        script = len(bundle(frozenset(trace.type for trace in picture.data)).encode())
        print(f"page: {script / 1e6:.2f} MB of plotly's script, "
              f"{(made.stat().st_size - script) / 1e6:.2f} MB beyond it")  # fmt: skip
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            print("no playwright: the page was not opened")
            return
        with sync_playwright() as driver:
            chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=[
                "--no-sandbox", "--enable-unsafe-swiftshader"])  # fmt: skip
            for _ in range(4):
                context = chromium.new_context(offline=True)
                opened = context.new_page()
                watch = context.new_cdp_session(opened)
                watch.send("Performance.enable", {"timeDomain": "threadTicks"})
                opened.goto(made.as_uri())
                opened.wait_for_selector("[data-ready=yes]")
                clock = opened.evaluate("performance.now()") / 1000
                told = watch.send("Performance.getMetrics")["metrics"]
                busy = next(one["value"] for one in told if one["name"] == "TaskDuration")
                print(f"page answers after {clock:.2f} s of the clock, {busy:.2f} s of its "
                      f"thread's processor")  # fmt: skip
                context.close()
            chromium.close()


if __name__ == "__main__":
    for name in sys.argv[1:] or ("layouts", "pictures", "page"):
        {"layouts": layouts, "pictures": pictures, "page": page}[name]()
