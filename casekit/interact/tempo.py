"""Posts over time to ask: the interactive twin of :func:`casekit.draw.tempo`."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from casekit import theme
from casekit.interact.frame import clock_axis, lay_out, legend, local, pixels, repaint, rgba, tell
from casekit.interact.ruler import keys
from casekit.language import Language, of
from casekit.layout import tempo as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.sheet import AXIS, HEIGHT, MARGIN, WIDTH, grades

__all__ = ["tempo"]

_LEFT, _HEAD = 1.0, 0.75


@picture
def tempo(
    counts: pd.DataFrame, *, summary: pd.Series, lang: str = "en", tz: str = "UTC",
    title: str | None = None, source: str | None = None, look: str = "light",
) -> go.Figure:  # fmt: skip
    """Draw posts over time with plotly: hover tells what each bin holds.

    Parameters
    ----------
    counts
        What :func:`casekit.tempo.counts` returns: posts a bin, a column a kind.
    summary
        What :func:`casekit.tempo.describe` returns.
    lang
        Language of the picture.
    tz
        Zone of the clock.
    title
        The finding; None says by when half of it had come.
    source
        Where the posts come from, for the source line.
    look
        Its ground: light or dark.

    Raises
    ------
    SchemaError
        There is nothing to draw, or the summary lacks an entry.
    EvidenceError
        The summary does not say how the posts are known.

    Examples
    --------
    >>> from casekit.response.times import example
    >>> from casekit import tempo as measure
    >>> posts = example()
    >>> tempo(measure.counts(posts), summary=measure.describe(posts)).layout.meta["lang"]
    'en'
    """
    speak = of(lang)
    held = grades(layout.counted(summary))
    bottom, top = 1.2, HEIGHT - 1.2
    for _ in range(3):
        box = Box(_LEFT, bottom + AXIS, WIDTH - MARGIN, top - _HEAD)
        made = layout.plan(counts, summary, sheet=box, speak=speak, tz=tz)
        words = title or layout.finding(summary, speak)
        under = layout.subtitle(made, summary, tz, speak)
        frame = lay_out(
            title=words, subtitle=under, speak=speak, left=_LEFT,
            notes=layout.notes(summary, source, tz, speak),
            alt=f"{words}. {under} {made.peak_words}; {made.half_words}.",
        )  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    figure = frame.figure
    clock_axis(figure, made.window, box.bottom, tz, speak)
    legend(figure, held, [], speak)
    _bars(figure, counts, made, held[-1], tz, speak)
    _marks(figure, made, tz)
    keys(figure, [(s.words, {"mode": "markers", "marker": {
        "size": 11, "symbol": "square", "color": s.color}}) for s in made.stacks])  # fmt: skip
    return repaint(figure, look)


def _bars(
    figure: go.Figure, counts: pd.DataFrame, made: layout.Plan, grade: str, tz: str, speak: Language
) -> None:
    for y, text in made.ticks:
        figure.add_shape(type="line", xref="x domain", x0=0, x1=1, y0=y, y1=y, layer="below",
                         line={"color": theme.GRID, "width": 1})  # fmt: skip
        figure.add_annotation(
            xref="x domain", x=0, xshift=-8, y=y, text=text, showarrow=False, xanchor="right",
            font={"size": pixels(theme.SIZES["axis"]), "color": theme.INK_SOFT},
        )  # fmt: skip
    look = theme.GRADES[grade]
    plain = grade in ("archived", "documented")
    middles = [local(t + made.every / 2, tz) for t in made.times]
    spans = [f"{speak.moment(t, tz=tz)}–{speak.time(t + made.every, tz=tz)}" for t in made.times]
    for stack in made.stacks:
        values = counts[stack.kind].to_numpy()
        figure.add_trace(go.Bar(
            x=middles, base=stack.foot, y=np.array(stack.head) - np.array(stack.foot),
            width=made.every.total_seconds() * 940, showlegend=False, legendgroup=grade,
            text=[tell(f"{speak.number(int(n))} {stack.words}", span)
                  for n, span in zip(values, spans, strict=True)],
            textposition="none", hovertemplate="%{text}<extra></extra>",
            marker={"color": stack.color if plain else rgba(stack.color, look.band),
                    "line": {"width": 0 if plain else 1, "color": stack.color},
                    "pattern": {"shape": "/" if look.hatch else ""}},
        ))  # fmt: skip
    figure.update_layout(barmode="overlay")


def _marks(figure: go.Figure, made: layout.Plan, tz: str) -> None:
    at, box = local(made.half, tz), made.box
    figure.add_shape(type="line", x0=at, x1=at, y0=box.bottom, y1=box.top + 0.42,
                     line={"color": theme.INK, "width": 2})  # fmt: skip
    late = made.window.x(made.half) > (box.left + box.right) / 2
    figure.add_annotation(
        x=at, y=box.top + 0.4, text=f"<b>{made.half_words}</b>", showarrow=False,
        xanchor="right" if late else "left", xshift=-6 if late else 6,
        font={"size": pixels(theme.SIZES["key"]), "color": theme.INK},
    )  # fmt: skip
    sums = int(np.argmax(made.stacks[-1].head))
    left = made.peak[0] > (box.left + box.right) / 2
    near = abs(made.peak[0] - made.window.x(made.half)) < 2.2
    left = left or (near and made.peak[0] < made.window.x(made.half) and made.peak[0] > 3.5)
    figure.add_annotation(
        x=local(made.times[sums] + made.every / 2, tz), y=made.peak[1], text=made.peak_words,
        showarrow=True, arrowhead=2, ax=-40 if left else 40, ay=-14, arrowcolor=theme.INK,
        xanchor="right" if left else "left", bgcolor="rgba(255,255,255,0.8)",
        font={"size": pixels(theme.SIZES["label"]), "color": theme.INK},
    )  # fmt: skip
    if made.end is not None:
        end = local(made.end, tz)
        figure.add_shape(type="line", x0=end, x1=end, y0=box.bottom, y1=box.top,
                         line={"color": theme.INK_SOFT, "width": 1, "dash": "dot"})  # fmt: skip
