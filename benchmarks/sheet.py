"""Draw the sheet of all pictures: two languages, light, dark, grey and without green.

    .venv/bin/python -m benchmarks.sheet [NAME …]

Writes into docs/pictures one strip a picture, and beside it the pictures that stand next to the
sketches; those of real archives need CASEKIT_ARCHIVES and are passed over, and said, without it.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

import casekit as ck
from casekit import draw, spread
from casekit.cases import Case
from casekit.draw.canvas import Figure
from tests.gallery import PICTURES

OUT = Path("docs/pictures")
ARCHIVES = Path(os.environ.get("CASEKIT_ARCHIVES", "../shared/archives"))
WIDE, LARGE = 440, 1000
DEUTERANOPIA = np.array([
    [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
])  # fmt: skip
"""Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB."""


def image(figure: Figure, width: int) -> Image.Image:
    """Give a figure as an image of a width in pixels."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=figure.dpi)
    drawn = Image.open(stream).convert("RGB")
    high = round(drawn.height * width / drawn.width)
    return drawn.resize((width, high), Image.Resampling.LANCZOS)


def without_green(drawn: Image.Image) -> Image.Image:
    """Show an image as somebody sees it who has no green cones."""
    part = np.asarray(drawn) / 255
    light = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    seen = np.clip(light @ DEUTERANOPIA.T, 0, 1)
    part = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    return Image.fromarray(np.round(part * 255).astype(np.uint8))


def write(drawn: Image.Image, name: str) -> None:
    """Write an image; a strip with few colours, so that the documents stay small."""
    path = OUT / f"{name}.png"
    if drawn.width != LARGE:
        drawn = drawn.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    drawn.save(path, optimize=True)
    print(f"{path}  {path.stat().st_size / 1024:.0f} kB", flush=True)


def strip(name: str) -> Image.Image:
    """Put a picture in two languages beside itself: light, dark, grey and without green."""
    rows = []
    for lang in ("en", "de"):
        light = image(PICTURES[name](lang, "light"), WIDE)
        dark = image(PICTURES[name](lang, "dark"), WIDE)
        rows.append([light, dark, light.convert("L").convert("RGB"), without_green(light)])
    high = rows[0][0].height
    sheet = Image.new("RGB", (4 * WIDE + 18, 2 * high + 6), "#8C98A4")
    for down, row in enumerate(rows):
        for across, drawn in enumerate(row):
            sheet.paste(drawn, (across * (WIDE + 6), down * (high + 6)))
    return sheet


def beside_sketches() -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Give the pictures that stand beside the sketches, each with its name."""
    for lang in ("de", "en"):
        case = ck.load.case("british-airways-2013", lang=lang)
        yield f"timeline-{lang}", lambda case=case: draw.timeline(case, series="promoted-tweet")
    german = ck.load.case("british-airways-2013", lang="de")
    yield "spread-de", lambda: draw.links(german)
    cases = [ck.load.case(slug, lang="de") for slug in ck.load.cases().index]
    yield "waits-de", lambda: _ladder(cases)
    yield "clock-de", lambda: draw.compare(cases)
    for name, archive, pick, by in (
        ("timetree-small", "pheme-rumoureval17/germanwings-crash.tar.xz", 43, "flightradar24"),
        ("timetree-large", "twitter16-trees/twitter16.tar.xz", 2_822, None),
    ):
        path = ARCHIVES / archive
        if path.exists():
            yield name, lambda path=path, pick=pick, by=by: _tree(path, pick, by)
        else:
            print(f"{name}: no {path}, set CASEKIT_ARCHIVES")
    path = ARCHIVES / "higgs" / "higgs-activity_time.txt.gz"
    if path.exists():
        yield "timetree-density", lambda: _density(path)
    else:
        print(f"timetree-density: no {path}, set CASEKIT_ARCHIVES")


def _ladder(cases: list[Case]) -> Figure:
    steps = pd.concat([ck.response.story(case) for case in cases])
    return draw.waits(steps[steps["first"]].assign(numbers=""), lang="de")


def _tree(path: Path, size: int, by: str | None) -> Figure:
    """Draw the cascade of an archive whose number of posts is nearest to a size."""
    posts = ck.load.posts(path)
    edges = spread.edges(posts, rule="reported")
    shapes = ck.shape.describe(posts, edges)
    root = (shapes["size"] - size).abs().idxmin()
    return draw.spread(posts, edges, root=root, by=by, source=path.parent.name)


def _density(path: Path) -> Figure:
    """Draw all reposts of an archive that names whom each account reposts, and not which post."""
    posts = ck.load.posts(path)
    posts = posts[posts["kind"] == "repost"]
    edges = spread.edges(posts, rule="reported")
    counts = edges["parent"].value_counts()
    share = counts.iloc[:12].sum() / len(posts)
    title = f"Twelve accounts set off {share:.0%} of {len(posts):,} reposts"
    return draw.spread(posts, edges, root=counts.index, source=path.parent.name, title=title)


def main() -> None:
    """Draw what is asked for, or all of it."""
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[1:])
    for name in PICTURES:
        if not wanted or name in wanted:
            write(strip(name), f"sheet-{name}")
    for name, make in beside_sketches():
        if not wanted or name in wanted:
            write(image(make(), LARGE), name)


if __name__ == "__main__":
    main()
