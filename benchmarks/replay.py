"""How long a frame of the replay takes.

`python benchmarks/replay.py [--posts 5000] [--seconds 10]`

A case is played with invented posts in headless Chromium, which draws in software, without a
graphics card. Printed are the time from frame to frame, the page's own work in it, and the
processor time of its main thread, which a busy machine does not blur.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import sync_playwright

import casekit as ck
from casekit.workshop import of, replay
from casekit.workshop.axis import window

SIZES = ((1280, 720), (1920, 1080))


def main() -> None:
    """Play, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args()
    story = of(ck.load.case("british-airways-2013"), minutes=90)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page = replay.write(story, Path(folder) / "r.html", posts=invented(story, asked.posts))
        print(f"{asked.posts:,} posts, {page.stat().st_size / 1e3:,.0f} kB")
        browser = driver.chromium.launch(
            executable_path=asked.chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for size in SIZES:
            print(measured(browser, page, size, asked.seconds))
        browser.close()


def invented(story, count: int) -> pd.DataFrame:
    """Invent posts of an archive: each but the first reposts an earlier one."""
    axis, draw = window(story), np.random.default_rng(9)
    at = axis.start + (axis.end - axis.start) * np.sort(draw.uniform(0.02, 0.98, count))
    ids = np.array([f"p{n}" for n in range(count)])
    above = np.minimum(draw.geometric(0.02, count), np.arange(count))
    parent = [None, *ids[np.arange(1, count) - above[1:]]]
    table = pd.DataFrame({"at": at, "account": ids, "kind": "repost", "parent": parent,
                          "parent_evidence": "archived", "evidence": "archived"},
                         index=pd.Index(ids, name="post"))  # fmt: skip
    table.loc[ids[0], ["kind", "parent_evidence"]] = ["post", None]
    return ck.schema.conform(table, ck.schema.POSTS)


def measured(browser, path: Path, size: tuple[int, int], seconds: float) -> str:
    """Play so long in a window of a size and say what a frame took."""
    page = browser.new_context(
        offline=True, viewport={"width": size[0], "height": size[1]}
    ).new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("#card button")
    tool = page.context.new_cdp_session(page)
    tool.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        found = tool.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in found if one["name"] == "TaskDuration")

    page.keyboard.press("Escape")
    page.evaluate("replay.jump(0.3)")
    page.wait_for_timeout(500)
    before = busy()
    page.evaluate("replay.frames.length = 0; replay.toggle()")
    page.wait_for_timeout(seconds * 1000)
    frames = np.array(page.evaluate("replay.frames.slice(1)"))
    spent = 1000 * (busy() - before) / (len(frames) + 1)
    gaps, costs = np.median(frames, axis=0)
    late = float(np.quantile(frames[:, 1], 0.95))
    page.context.close()
    return (
        f"{size[0]} x {size[1]}: {len(frames)} frames, every {gaps:.1f} ms, page's own work "
        f"{costs:.1f} ms (95 %: {late:.1f}), main thread {spent:.1f} ms of processor a frame"
    )


if __name__ == "__main__":
    main()
