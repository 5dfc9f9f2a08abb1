"""To play a spread through and to look at one branch alone: slider, curtain and a small script.

Slider and hover are plotly's own and work wherever its figures do, JupyterLab included. A click
and the keyboard need a script, which stands in every page that :func:`casekit.interact.save`
writes and in the pages of a gallery.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from casekit import theme
from casekit.interact.frame import FONT, PIXELS, pixels, rgba
from casekit.language import Language
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH

__all__ = ["STEPS", "Step", "curtain", "remember", "script", "slider"]

Floats = npt.NDArray[np.float64]
Step = tuple[str, str, list[Any]]
"""Words of a place of the slider, plotly's method that it calls, and what with."""

STEPS = 40
"""Places of the slider."""

_VEIL = 0.93
_STRIP = 70
"""Room for the slider below the sheet, in pixels."""


def curtain(
    figure: go.Figure, places: Floats, words: Sequence[str], *, right: float, low: float,
    high: float,
) -> None:  # fmt: skip
    """Hide what lies right of a place of the sheet, and let a slider move that place.

    Parameters
    ----------
    places
        Where the curtain hangs at each step, in inches; the last step opens it, wherever that is.
    words
        What the slider says there.
    right, low, high
        Edges of the curtain.
    """
    number = len(figure.layout.shapes)
    figure.add_shape(
        type="rect", x0=right, x1=right, y0=low, y1=high, fillcolor=rgba("#FFFFFF", _VEIL),
        line={"width": 0}, layer="above",
    )  # fmt: skip
    name, open_ = f"shapes[{number}].x0", [*places.tolist()[:-1], right]
    slider(figure, [(text, "relayout", [{name: round(x, 3)}])
                    for x, text in zip(open_, words, strict=True)])  # fmt: skip


def slider(figure: go.Figure, steps: Sequence[Step]) -> None:
    """Put a slider below the sheet, at its last step."""
    tall = round(HEIGHT * PIXELS)
    wide = WIDTH - 2 * MARGIN
    figure.update_layout(
        height=tall + _STRIP, margin_b=_STRIP,
        sliders=[{
            "active": len(steps) - 1, "x": MARGIN / WIDTH, "len": wide / WIDTH, "xanchor": "left",
            "y": 0, "yanchor": "top", "pad": {"t": 2, "b": 0, "l": 0, "r": 0}, "ticklen": 0,
            "tickcolor": "rgba(0,0,0,0)", "minorticklen": 0, "bordercolor": theme.RULE,
            "bgcolor": theme.PANEL, "activebgcolor": theme.LINK,
            "font": {"size": 1, "color": "rgba(0,0,0,0)"},
            "currentvalue": {
                "visible": True, "xanchor": "left", "offset": 8,
                "font": {"family": FONT, "size": pixels(theme.SIZES["label"]), "color": theme.INK},
            },
            "transition": {"duration": 0},
            "steps": [{"label": text, "method": method, "args": args}
                      for text, method, args in steps],
        }],
    )  # fmt: skip


def remember(
    figure: go.Figure, speak: Language, *, posts: int, heads: Sequence[int],
    sizes: dict[int, int] | None = None,
) -> None:  # fmt: skip
    """Note in the figure what the script needs.

    Parameters
    ----------
    posts
        How many there are, drawn or not.
    heads
        Posts whose branches the keys step through, the largest first.
    sizes
        What came through each post, where not every post is drawn.
    """
    words = {
        "back": speak("Show all"),
        "hint": speak("A click on a dot leaves its branch alone, Escape brings all back. "
                      "Keys: left and right for the time, up and down for the branches."),
        "branch": speak("{n} came through this one. Escape: all.", n="{n}"),
    }  # fmt: skip
    tree: dict[str, Any] = {"posts": posts, "heads": list(heads), "words": words}
    if sizes is not None:
        tree["sizes"] = {str(post): size for post, size in sizes.items()}
    figure.update_layout(meta={**figure.layout.meta, "tree": tree})


@cache
def _source() -> str:
    return (resources.files("casekit.interact") / "explore.js").read_text(encoding="utf-8")


def script(meta: Any) -> str | None:
    """Give the script for a figure with this `layout.meta`, as plotly's `post_script` wants it.

    Examples
    --------
    >>> script({"title": "No tree"}) is None, script({"tree": {}})[:23]
    (True, '(function explore(gd) {')
    """
    if not meta or "tree" not in meta:
        return None
    return f'({_source().rstrip()})(document.getElementById("{{plot_id}}"));\n'
