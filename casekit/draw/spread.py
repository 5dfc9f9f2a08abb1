"""Who passed it to whom, over time: a conversation, a cascade, or a crowd."""

from collections.abc import Iterable

import pandas as pd

from casekit import language, theme
from casekit.draw import timetree as paint
from casekit.draw.canvas import MARGIN, Canvas, Figure, lay_out, settle
from casekit.draw.scene import scene
from casekit.layout import telling, timetree
from casekit.layout.asked import picture
from casekit.layout.cascade import Cascade, cascade
from casekit.layout.layouts import Layout, composer
from casekit.layout.lettering import measure
from casekit.layout.rows import Rows
from casekit.layout.signs import NAME, room, stand, upright
from casekit.layout.stacks import Dots
from casekit.layout.telling import LABEL, branch_label

__all__ = ["spread"]


@picture
def spread(
    posts: pd.DataFrame, edges: pd.DataFrame, *, root: str | Iterable[str] | None = None,
    by: str | Iterable[str] | None = None, lang: str = "en", title: str | None = None,
    source: str | None = None, names: bool = False, font: str | None = None,
    look: str = "light", layout: Layout = "time",
    tz: str = "UTC",
) -> Figure:  # fmt: skip
    """Draw who passed it to whom as a time tree: x is time, and nothing crosses.

    Up to 100 posts each has a dot and an edge of its own; above, accounts that set off many become
    lines with stacked dots; above 20,000 posts lines with areas. Other layouts draw at most some
    thousand posts, those that matter among them, and say so.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.
    root
        Id of a post of the cascade to draw, or its name in :func:`casekit.shape.describe`, which
        need not be in the archive; several draw several at once; None draws the largest.
    by
        Account ids or handles of the organisation, whose first answer is the upright line.
    title
        The finding; None says the strongest that holds.
    source
        What the posts were read from, for the source line.
    names
        Whether accounts other than the organisation's are named.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.
    layout
        "time" for the time tree; "radial" for rings of time around the source; "map" for who
        passed on whose posts, without time; "strands" for one band a platform.
    tz
        Time zone of the clock.

    Raises
    ------
    EvidenceError
        A frame does not say how its rows are known, or no post of the cascade has a time.
    SchemaError
        There is no such post, or no such layout.

    Examples
    --------
    >>> from casekit.response.times import example
    >>> from casekit.spread import edges
    >>> spread(example(), edges(example(), rule="reported"), by="airline").title
    'One reply, 9 h after the first post'
    """
    speak = language.of(lang)
    seen = cascade(posts, edges, root=root, by=by, tz=tz)
    if layout != "time":
        return scene(seen, composer(layout), speak, title=title, source=source, names=names,
                     font=font, look=look)  # fmt: skip
    wide = theme.look(look).width - 2 * MARGIN

    def compose(bottom: float, top: float) -> tuple[telling.Picture, Canvas]:
        made = timetree.fit(
            seen.lineage, width=wide, height=room(bottom, top), radius=seen.radius, top=NAME,
            measure=lambda rank, post, size: measure(
                branch_label(seen, rank, post, size, speak, names=names), LABEL, bold=True,
                font=font,
            ),
        )  # fmt: skip
        finding = title or telling.finding(seen, made, speak)
        under = telling.subtitle(seen, speak, straight=not isinstance(made, Rows))
        return made, lay_out(
            title=finding, subtitle=under, lang=speak.code, font=font, look=look,
            keys=paint.keys(seen, made, speak), alt=telling.alt(seen, finding, under, speak),
            notes=telling.notes(seen, made, speak, source=source, names=names),
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.1)
    _paint(sheet, seen, made, names=names)
    return sheet.finish()


def _paint(sheet: Canvas, seen: Cascade, made: telling.Picture, *, names: bool) -> None:
    place = stand(made, sheet.left, sheet.bottom, sheet.top)
    paint.clock(sheet, place, seen, made)
    paint.stem(sheet, place, upright(seen, made, sheet.speak))
    if isinstance(made, Rows):
        paint.rows(sheet, place, seen, made, names=names)
        return
    paint.lines(sheet, place, seen, made)
    if isinstance(made, Dots):
        paint.dots(sheet, place, seen, made)
    else:
        paint.areas(sheet, place, made)
    paint.heads(sheet, place, seen, made)
    paint.labels(sheet, place, seen, made, names=names)
