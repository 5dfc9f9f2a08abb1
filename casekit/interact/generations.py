"""The star beside the band to ask: the interactive twin of :func:`casekit.draw.generations`."""

import html
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from casekit import theme
from casekit.interact.frame import WIDEST, lay_out, legend, pixels, repaint, rgba, tell, write
from casekit.interact.ruler import dash, keys, label, lines
from casekit.language import Language, of
from casekit.layout import generations as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.lettering import fit
from casekit.layout.sheet import MARGIN, WIDTH

__all__ = ["generations"]


@picture
def generations(
    posts: pd.DataFrame, *, rule: str, draws: int = 100, seed: int = 0, root: str | None = None,
    lang: str = "en", title: str | None = None, source: str | None = None,
    look: str = "light", **parameters: Any,
) -> go.Figure:  # fmt: skip
    """Draw the star beside the band with plotly: hover tells each repost, and each step's band.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    rule, draws, seed, parameters
        As in :func:`casekit.spread.sample`.
    root
        Id of an original; None takes the one with most reposts.
    lang
        Language of the picture.
    title
        The finding; None says how deep it went at both ends of the band.
    source
        What the posts were read from, for the source line.
    look
        Its ground: light or dark.

    Raises
    ------
    SchemaError
        There is no star, or none of that original; or the rule is the star itself.
    EvidenceError
        The posts do not say how they are known.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("repost-storm.jsonl.gz"))
    >>> generations(posts, rule="decay", lang="de").layout.meta["title"]
    'Wohl 4 bis 9 Schritte tief; die Plattform zeigt nur einen'
    """
    speak = of(lang)
    found = layout.measure(posts, rule=rule, draws=draws, seed=seed, root=root, **parameters)
    words = title or layout.finding(found, speak)
    under = layout.subtitle(found, speak)
    frame = lay_out(
        title=words, subtitle=under, speak=speak, left=MARGIN,
        notes=layout.notes(found, source, speak), alt=layout.alt(found, words, under, speak),
    )  # fmt: skip
    figure = frame.figure
    box = Box(MARGIN, frame.bottom, WIDTH - MARGIN, frame.top)
    made = layout.plan(found, sheet=box, speak=speak)
    figure.update_layout(xaxis={"range": [0, WIDTH], "domain": [0, 1], "visible": False,
                                "fixedrange": True})  # fmt: skip
    with figure.together():
        _axes(figure, made, speak)
        _words(figure, frame.top, made, found, speak)
    _bands(figure, made, found, speak)
    _star(figure, made, found, speak)
    legend(figure, dict.fromkeys((found.reported, found.grade)), [], speak)
    keys(figure, _keys(found, speak))
    return repaint(figure, look)


def _star(figure: go.Figure, made: layout.Plan, found: layout.Found, speak: Language) -> None:
    (x, y), hub = made.hub.middle, made.hub
    lines(figure, [[[x, y], [a, b]] for a, b in zip(hub.x, hub.y, strict=True)],
          color=theme.LINK, width=0.4, group=found.reported)  # fmt: skip
    stamps = [speak.moment(at, tz="UTC") for at in found.posts["at"]]
    fans = found.posts["followers"].to_numpy(dtype=np.float64, na_value=np.nan)
    heard = ["" if np.isnan(n) else speak("{n} followers", n=speak.number(n)) for n in fans]
    texts = [tell(*parts) for parts in zip(stamps, heard, strict=True)]
    figure.add_trace(go.Scattergl(
        x=[*hub.x, x], y=[*hub.y, y], mode="markers", showlegend=False,
        legendgroup=found.reported, text=[*texts[1:], texts[0]],
        hovertemplate="%{text}<extra></extra>",
        marker={"size": [*(pixels(144) * hub.radius), pixels(17)], "opacity": 1,
                "color": [*[theme.DEPTH[1]] * found.size, theme.DEPTH[0]],
                "line": {"width": 0.7, "color": theme.INK_SOFT}},
    ))  # fmt: skip


def _axes(figure: go.Figure, made: layout.Plan, speak: Language) -> None:
    box, size = made.right, theme.SIZES["axis"]
    for y, text in made.ticks:
        figure.add_shape(type="line", x0=box.left, x1=box.right, y0=y, y1=y, layer="below",
                         line={"color": theme.GRID, "width": 1})  # fmt: skip
        label(figure, box.left - 0.1, y, text, size, align="right", color=theme.INK_SOFT)
    figure.add_shape(type="line", x0=box.left, x1=box.right, y0=box.bottom, y1=box.bottom,
                     line={"color": theme.INK_SOFT, "width": 1.5})  # fmt: skip
    for x, text in made.steps:
        label(figure, x, box.bottom - 0.16, text, size, align="center")
    label(figure, (box.left + box.right) / 2, box.bottom - 0.4, speak("steps from the original"),
          size, align="center", color=theme.INK_SOFT)  # fmt: skip


def _bands(figure: go.Figure, made: layout.Plan, found: layout.Found, speak: Language) -> None:
    left, right, base = made.edges[0] + 0.03, made.edges[1] - 0.03, made.right.bottom
    lines(figure, [[[left, base], [left, made.star], [right, made.star], [right, base]]],
          color=theme.INK, width=theme.GRADES[found.reported].width, dash=dash(found.reported),
          group=found.reported)  # fmt: skip
    if found.draws > 1:
        across = np.repeat(made.edges, 2)[1:-1]
        figure.add_trace(go.Scatter(
            x=[*across, *across[::-1]],
            y=[*np.repeat(made.low, 2), *np.repeat(made.high, 2)[::-1]], fill="toself",
            mode="lines", line={"width": 0}, hoverinfo="skip", showlegend=False,
            fillcolor=rgba(layout.COLOR, theme.GRADES[found.grade].band),
            legendgroup=found.grade,
        ))  # fmt: skip
    lines(figure, [np.stack([x, y], axis=1) for x, y in made.line], color=layout.COLOR,
          width=theme.GRADES[found.grade].width, dash=dash(found.grade),
          group=found.grade)  # fmt: skip
    figure.add_trace(go.Scatter(
        x=(made.edges[:-1] + made.edges[1:]) / 2, y=made.high, mode="markers", showlegend=False,
        legendgroup=found.grade, text=layout.step_words(found, len(made.edges) - 1, speak),
        hovertemplate="%{text}<extra></extra>",
        marker={"size": 14, "color": layout.COLOR, "opacity": 0.01},
    ))  # fmt: skip


def _words(
    figure: go.Figure, top: float, made: layout.Plan, found: layout.Found, speak: Language
) -> None:
    small, key = theme.SIZES["label"], theme.SIZES["key"]
    for x, room, text in layout.headings(found, made, speak):
        size, told = fit(text, room, key, small, bold=True, font=WIDEST)
        for n, line in enumerate(told):
            write(figure, x, top - 0.16 - n * 1.25 * size / 72,
                  f"<b>{html.escape(line)}</b>", pixels(size))  # fmt: skip
    label(figure, made.hub.middle[0], made.left.bottom - 0.2,
          speak("rings only make room; clockwise by time"), small, align="center",
          color=theme.INK_SOFT)  # fmt: skip
    label(figure, (made.edges[0] + made.edges[1]) / 2, made.star + 0.13, speak.number(found.size),
          small, bold=True, align="center")  # fmt: skip
    for x, y, text in made.numbers:
        label(figure, x, y, text, small, align="center", color=layout.COLOR)
    left, right, y = made.span
    for a, b, low in ((left, left, y - 0.1), (left, right, y), (right, right, y - 0.1)):
        figure.add_shape(type="line", x0=a, x1=b, y0=low, y1=y,
                         line={"color": theme.INK, "width": 2})  # fmt: skip
    text = layout.depth_words(found, speak)
    middle = layout.centred(made, text, WIDEST)
    label(figure, middle, y + 0.18, text, key, bold=True, align="center")


def _keys(found: layout.Found, speak: Language) -> list[tuple[str, dict[str, Any]]]:
    star, rule, band = layout.key_words(found, speak)

    def line(color: str, grade: str) -> dict[str, Any]:
        look = {"color": color, "width": 3, "dash": dash(grade)}
        return {"mode": "lines", "line": look}

    def mark(color: str, size: float, symbol: str = "circle") -> dict[str, Any]:
        edge = {"width": 0.7, "color": theme.INK_SOFT if symbol == "circle" else "white"}
        look = {"size": size, "color": color, "symbol": symbol, "line": edge}
        return {"mode": "markers", "marker": look}

    out = [
        (speak("original"), mark(theme.DEPTH[0], 15)),
        (speak("repost (size: followers)"), mark(theme.DEPTH[1], 12)),
        (star, line(theme.INK, found.reported)),
        (rule, line(layout.COLOR, found.grade)),
    ]
    if found.draws > 1:
        patch = rgba(layout.COLOR, theme.GRADES[found.grade].band)
        out.append((band, mark(patch, 14, "square")))
    return out
