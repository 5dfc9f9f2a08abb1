"""Where the ink of texts stands in a drawn figure."""

from itertools import combinations

import matplotlib as mpl
from matplotlib.text import Text

from casekit.draw.canvas import Figure
from casekit.layout.lettering import SETTINGS


def texts(figure: Figure) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Give every written line with the box of its ink in pixels: left, low, right, high."""
    found = []
    with mpl.rc_context(SETTINGS):
        renderer = figure.canvas.get_renderer()
        figure.draw(renderer)
        for text in figure.findobj(Text):
            words = text.get_text()
            if not (text.get_visible() and words.strip()):
                continue
            box = text.get_window_extent(renderer)
            _, high, deep = renderer.get_text_width_height_descent(
                words, text.get_fontproperties(), False
            )
            base = text.get_transform().transform(text.get_unitless_position())[1]
            found.append((words, (box.x0, base - deep, box.x1, base - deep + high)))
    return found


def faults(figure: Figure) -> list[str]:
    """Say which texts leave the figure and which overlap by more than half a pixel."""
    written = texts(figure)
    wide, high = figure.bbox.width, figure.bbox.height
    said = [f"{words!r} leaves the figure" for words, (a, b, c, d) in written
            if a < 0 or b < 0 or c > wide or d > high]  # fmt: skip
    for (one, a), (two, b) in combinations(written, 2):
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5:
            said.append(f"{one!r} overlaps {two!r}")
    return said
