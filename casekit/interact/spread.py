"""The time tree to ask: the interactive twin of :func:`casekit.draw.spread`."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from casekit import language
from casekit.interact import explore, tree
from casekit.interact.frame import WIDEST, Frame, lay_out, legend, repaint
from casekit.interact.hover import Telling
from casekit.interact.ruler import keys
from casekit.interact.scene import scene
from casekit.language import Language
from casekit.layout import telling, timetree
from casekit.layout.asked import picture
from casekit.layout.axis import Broken
from casekit.layout.cascade import Cascade, cascade
from casekit.layout.layouts import Layout, composer
from casekit.layout.lettering import measure
from casekit.layout.rows import Rows
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH
from casekit.layout.signs import NAME, Place, entries, room, stand, upright
from casekit.layout.stacks import Areas, Dots
from casekit.layout.telling import LABEL, branch_label

__all__ = ["spread"]


@picture
def spread(
    posts: pd.DataFrame, edges: pd.DataFrame, *, root: str | Iterable[str] | None = None,
    by: str | Iterable[str] | None = None, lang: str = "en", title: str | None = None,
    source: str | None = None, names: bool = False, look: str = "light", layout: Layout = "time",
    tz: str = "UTC",
) -> go.Figure:  # fmt: skip
    """Draw who passed it to whom with plotly: hover tells when, what, how deep and how known.

    A slider plays it through. On a page of its own (:func:`casekit.interact.save`) and in a
    gallery a click or a tap leaves one branch alone, and keys do the same.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.
    root
        Id of a post of the cascade to draw, or its name in :func:`casekit.shape.describe`, which
        need not be in the archive; several draw several at once; None draws the largest.
    by
        Account ids or handles of the organisation, whose first answer is the upright line.
    lang
        Language of the picture.
    title
        The finding; None says the strongest that holds.
    source
        What the posts were read from, for the source line.
    names
        Whether hover names accounts other than the organisation's.
    look
        Its ground: light or dark.
    layout
        "time", "radial", "map" or "strands", as in the static twin.
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
    >>> spread(example(), edges(example(), rule="reported"), by="airline").layout.meta["title"]
    'One reply, 9 h after the first post'
    """
    speak = language.of(lang)
    seen = cascade(posts, edges, root=root, by=by, tz=tz)
    if layout != "time":
        return scene(seen, composer(layout), speak, title=title, source=source, names=names,
                     look=look)  # fmt: skip
    bottom, top = 1.2, HEIGHT - 1.2
    for _ in range(3):
        made = timetree.fit(
            seen.lineage, width=WIDTH - 2 * MARGIN, height=room(bottom, top),
            radius=seen.radius, top=NAME,
            measure=lambda rank, post, size: measure(
                branch_label(seen, rank, post, size, speak, names=names), LABEL, bold=True,
                font=WIDEST,
            ),
        )  # fmt: skip
        words = title or telling.finding(seen, made, speak)
        under = telling.subtitle(seen, speak, straight=not isinstance(made, Rows))
        frame = lay_out(
            title=words, subtitle=under, speak=speak, left=MARGIN,
            notes=telling.notes(seen, made, speak, source=source, names=names),
            alt=telling.alt(seen, words, under, speak),
        )  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    place = stand(made, MARGIN, frame.bottom, frame.top)
    _paint(frame, place, seen, made, speak, names=names)
    return repaint(frame.figure, look)


def _paint(
    frame: Frame, place: Place, seen: Cascade, made: telling.Picture, speak: Language, *,
    names: bool,
) -> None:  # fmt: skip
    figure, told = frame.figure, Telling(seen, speak, names=names)
    legend(figure, seen.grades, [], speak)
    tree.clock(figure, place, seen, made, speak)
    tree.stem(figure, place, upright(seen, made, speak))
    if isinstance(made, Rows):
        tree.edges(figure, place, seen, made)
        every = np.arange(len(seen.posts))
        tree.dots(figure, seen, told, every, place.x(made.x), place.y(made.y), 2 * made.radius,
                  rim=1.2)  # fmt: skip
        tree.name(figure, place, seen, made, speak, names=names)
    else:
        tree.branches(figure, place, seen, made)
        if isinstance(made, Dots):
            plain = np.flatnonzero(np.isnan(made.radius[: len(seen.posts)]))
            tree.dots(figure, seen, told, plain, place.x(made.x[plain]), place.y(made.y[plain]),
                      np.full(len(plain), made.dot * 0.92))  # fmt: skip
        else:
            tree.areas(figure, place, made)
        tree.heads(figure, place, seen, made, told, speak, names=names)
    keys(figure, [tree.key(entry) for entry in entries(seen, made, speak) if not entry.size])
    _play(frame, place, seen, made, speak)


def _play(
    frame: Frame, place: Place, seen: Cascade, made: telling.Picture, speak: Language
) -> None:
    """Let a slider draw the curtain over what came later, and keys walk the branches."""
    axis = made.axis
    left, right = ((axis.blocks[0].left, axis.blocks[-1].right) if isinstance(axis, Broken)
                   else (axis.left, axis.right))  # fmt: skip
    places = np.linspace(left, right, explore.STEPS + 1)[1:]
    drawn = axis.place(seen.lineage.time) if isinstance(made, Areas) else made.x
    came = np.searchsorted(np.sort(drawn[: len(seen.posts)]), places + 1e-6, side="right")
    words = [
        speak("{span} after the first post: {n} of {all}", n=speak.number(int(n)),
              span=speak.duration(pd.Timedelta(seconds=round(float(time)))),
              all=speak.number(len(seen.posts)))
        for n, time in zip(came, axis.back(places), strict=True)
    ]  # fmt: skip
    words[-1] = speak("All {n}", n=speak.number(len(seen.posts)))
    explore.curtain(frame.figure, place.x(places) + 0.02, words, right=WIDTH,
                    low=place.bottom + 0.01, high=place.top)  # fmt: skip
    size = seen.lineage.size - 1
    largest = np.argsort(-size, kind="stable")[: explore.STEPS]
    heads = [int(post) for post in largest if seen.parent[post] >= 0 and size[post] > 0][:12]
    sizes = None
    if isinstance(made, Areas):
        drawn_heads = made.heads.posts[made.heads.posts < len(seen.posts)].tolist()
        sizes = {post: int(size[post]) for post in drawn_heads}
        heads = [post for post in heads if post in sizes]
    explore.remember(frame.figure, speak, posts=len(seen.posts), heads=heads, sizes=sizes)
