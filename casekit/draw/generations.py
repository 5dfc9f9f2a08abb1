"""The star beside the band: what the platform reports, and what may have been."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.collections import CircleCollection, LineCollection
from matplotlib.colors import to_rgba

from casekit import theme
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out
from casekit.draw.marks import grade_key, line_style
from casekit.language import Language, of
from casekit.layout import generations as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.lettering import fit
from casekit.layout.sheet import MARGIN

__all__ = ["generations"]


@picture
def generations(
    posts: pd.DataFrame, *, rule: str, draws: int = 100, seed: int = 0, root: str | None = None,
    lang: str = "en", title: str | None = None, source: str | None = None,
    font: str | None = None, look: str = "light", **parameters: Any,
) -> Figure:  # fmt: skip
    """Draw a star of reposts as it is reported, beside how deep it may have been.

    Left the reposts as spokes of their original, as most tools draw them; right how many posts
    stand at each step: all at the first as reported, and the median and 90 % band of the draws of
    a rule.

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
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

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
    >>> generations(posts, rule="decay").title
    'Probably 4 to 9 steps deep; the platform shows only one'
    """
    speak = of(lang)
    found = layout.measure(posts, rule=rule, draws=draws, seed=seed, root=root, **parameters)
    words = title or layout.finding(found, speak)
    under = layout.subtitle(found, speak)
    sheet = lay_out(
        title=words, subtitle=under, lang=lang, font=font, keys=_keys(found, speak),
        notes=layout.notes(found, source, speak), alt=layout.alt(found, words, under, speak),
        look=look, about={"seed": seed},
    )  # fmt: skip
    box = Box(MARGIN, sheet.bottom, sheet.right, sheet.top)
    made = layout.plan(found, sheet=box, speak=speak)
    _star(sheet, made)
    _axes(sheet, made)
    _bands(sheet, made, found)
    _words(sheet, made, found)
    return sheet.finish()


def _star(sheet: Canvas, made: layout.Plan) -> None:
    x, y = made.hub.middle
    ends = np.stack([made.hub.x, made.hub.y], axis=1)
    thin, faint = min(0.9, 60 / len(ends)), min(1.0, (400 / len(ends)) ** 0.5)
    sheet.page.add_collection(LineCollection(
        [((x, y), end) for end in ends], colors=theme.LINK, linewidths=max(thin, 0.15), alpha=faint,
        zorder=2,
    ), autolim=False)  # fmt: skip
    order = np.argsort(-made.hub.radius, kind="stable")
    sheet.page.add_collection(CircleCollection(
        np.pi * (72 * made.hub.radius[order]) ** 2, offsets=ends[order],
        offset_transform=sheet.page.transData, facecolors=theme.DEPTH[1],
        edgecolors=theme.INK_SOFT, linewidths=0.5 * made.hub.scale, zorder=3,
    ), autolim=False)  # fmt: skip
    sheet.line([x], [y], marker="o", markersize=17, color=theme.DEPTH[0],
               markeredgecolor="white", zorder=4)  # fmt: skip


def _axes(sheet: Canvas, made: layout.Plan) -> None:
    box, size = made.right, theme.SIZES["axis"]
    for y, text in made.ticks:
        sheet.line([box.left, box.right], [y, y], color=theme.GRID, linewidth=1, zorder=0.7)
        sheet.text(box.left - 0.1, y, text, size, align="right", color=theme.INK_SOFT)
    sheet.line([box.left, box.right], [box.bottom] * 2, color=theme.INK_SOFT, linewidth=1.2)
    for x, text in made.steps:
        sheet.text(x, box.bottom - 0.16, text, size, align="center")
    sheet.text((box.left + box.right) / 2, box.bottom - 0.4,
               sheet.speak("steps from the original"), size, align="center",
               color=theme.INK_SOFT)  # fmt: skip


def _bands(sheet: Canvas, made: layout.Plan, found: layout.Found) -> None:
    """Draw the star as a hollow bar, and the rule as a band of steps with its median."""
    page, box, color = sheet.page, made.right, layout.COLOR
    left, right = made.edges[0] + 0.03, made.edges[1] - 0.03
    page.plot([left, left, right, right], [box.bottom, made.star, made.star, box.bottom],
              color=theme.INK, zorder=3, **line_style(found.reported))  # fmt: skip
    look = theme.GRADES[found.grade]
    if found.draws > 1:
        page.fill_between(
            np.repeat(made.edges, 2)[1:-1], np.repeat(made.low, 2), np.repeat(made.high, 2),
            facecolor=to_rgba(color, look.band), edgecolor="none", zorder=2,
        )  # fmt: skip
    median = line_style(found.grade)
    page.add_collection(LineCollection(
        [np.stack(step, axis=1) for step in made.line], colors=color, zorder=4,
        linewidths=median["linewidth"], linestyles=[median["linestyle"]],
    ), autolim=False)  # fmt: skip


def _words(sheet: Canvas, made: layout.Plan, found: layout.Found) -> None:
    speak, label = sheet.speak, theme.SIZES["label"]
    for x, room, text in layout.headings(found, made, speak):
        size, lines = fit(text, room, theme.SIZES["key"], label, bold=True, font=sheet.font)
        for n, line in enumerate(lines):
            sheet.text(x, sheet.top - 0.16 - n * 1.25 * size / 72, line, size, bold=True)
    sheet.text(made.hub.middle[0], made.left.bottom - 0.2,
               speak("rings only make room; clockwise by time"), label, align="center",
               color=theme.INK_SOFT)  # fmt: skip
    sheet.text((made.edges[0] + made.edges[1]) / 2, made.star + 0.13, speak.number(found.size),
               label, bold=True, align="center")  # fmt: skip
    for x, y, text in made.numbers:
        sheet.text(x, y, text, label, align="center", color=layout.COLOR, halo="white")
    left, right, y = made.span
    sheet.line([left, left, right, right], [y - 0.1, y, y, y - 0.1], color=theme.INK,
               linewidth=1.6, zorder=5)  # fmt: skip
    text = layout.depth_words(found, speak)
    sheet.text(
        layout.centred(made, text, sheet.font),
        y + 0.18,
        text,
        theme.SIZES["key"],
        bold=True,
        align="center",
        halo="white",
    )


def _keys(found: layout.Found, speak: Language) -> list[Key]:
    def dot(color: str, points: float) -> Any:
        def draw(sheet: Canvas, x: float, y: float) -> None:
            sheet.line([x + SWATCH / 2], [y], marker="o", markersize=points, color=color,
                       markeredgecolor=theme.INK_SOFT, markeredgewidth=0.5)  # fmt: skip

        return draw

    star, rule, band = layout.key_words(found, speak)
    keys = [
        Key(speak("original"), dot(theme.DEPTH[0], 12)),
        Key(speak("repost (size: followers)"), dot(theme.DEPTH[1], 9)),
        grade_key(found.reported, speak, form="line", color=theme.INK, label=star),
        grade_key(found.grade, speak, form="line", color=layout.COLOR, label=rule),
    ]
    if found.draws > 1:
        keys.append(Key(band, _patch))
    return keys


def _patch(sheet: Canvas, x: float, y: float) -> None:
    band = theme.GRADES["reconstructed"].band
    sheet.page.fill_between([x, x + SWATCH], y - 0.06, y + 0.06,
                            facecolor=to_rgba(layout.COLOR, band), linewidth=0)  # fmt: skip
