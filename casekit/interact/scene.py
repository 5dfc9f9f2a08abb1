"""Painting a finished scene with plotly, to hover, to play through and to take apart."""

import numpy as np

from casekit import theme
from casekit.interact import explore, tree
from casekit.interact.frame import (
    WIDEST,
    Frame,
    Sheet,
    lay_out,
    legend,
    pixels,
    repaint,
    rgba,
)
from casekit.interact.hover import Telling
from casekit.interact.ruler import keys, label, lines
from casekit.language import Language
from casekit.layout.cascade import Cascade
from casekit.layout.lanes import Box
from casekit.layout.lettering import measure
from casekit.layout.scene import Composer, Play, Scene
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH

__all__ = ["scene"]


def scene(
    seen: Cascade, compose: Composer, speak: Language, *, title: str | None, source: str | None,
    names: bool, look: str,
) -> Sheet:  # fmt: skip
    """Lay a scene out between the words around it, and paint it."""
    bottom, top = 1.2, HEIGHT - 1.2
    for _ in range(3):
        made = compose(seen, Box(MARGIN, bottom + 0.1, WIDTH - MARGIN, top - 0.1), speak, _wide,
                       names)  # fmt: skip
        finding = title or made.title
        frame = lay_out(
            title=finding, subtitle=made.under, speak=speak, left=MARGIN,
            notes=[made.sentences(speak, source=source, names=names)],
            alt=f"{finding}. {made.under} {made.shown}",
        )  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    with frame.figure.together():
        _paint(frame, seen, made, speak, names)
    if made.play is not None:
        _play(frame.figure, made.play)
    heads = made.posts[np.argsort(-made.through, kind="stable")]
    set_off = {int(p): int(n) for p, n in zip(made.posts, made.through, strict=True)}
    top_ = {int(post) for post in made.posts[made.above < 0]}
    explore.remember(
        frame.figure, speak, posts=len(seen.posts), sizes=set_off,
        heads=[int(post) for post in heads if set_off[int(post)] and int(post) not in top_][:12],
    )  # fmt: skip
    return repaint(frame.figure, look)


def _wide(text: str, size: float, bold: bool) -> float:
    return measure(text, size, bold=bold, font=WIDEST)[0]


def _paint(frame: Frame, seen: Cascade, made: Scene, speak: Language, names: bool) -> None:
    figure = frame.figure
    figure.update_layout(xaxis={"range": [0, WIDTH], "domain": [0, 1], "visible": False})
    legend(figure, made.grades, [], speak)
    for outline, color in made.grounds:
        figure.add_shape(type="path", path=_path(outline), fillcolor=color, layer="below",
                         line={"width": 0})  # fmt: skip
    for guide in made.guides:
        lines(figure, [guide.path], color=guide.color, width=guide.width)
    looks: dict[tuple[str, str, float], list[int]] = {}
    for n, stroke in enumerate(made.strokes):
        looks.setdefault((stroke.grade, stroke.color, stroke.width), []).append(n)
    for (grade, color, width), some in looks.items():
        held = [made.strokes[n] for n in some]
        tree.strokes(figure, [s.path for s in held], [s.node for s in held], grade,
                     color=color, width=width, kind=tree.trace_of(seen))  # fmt: skip
    _dots(figure, seen, made, speak, names)
    for one in made.words:
        label(figure, one.x, one.y, one.text, one.size, bold=one.bold, color=one.color,
              align=one.align)  # fmt: skip
    keys(figure, [tree.key(entry) for entry in made.entries if not entry.size])


def _dots(figure: Sheet, seen: Cascade, made: Scene, speak: Language, names: bool) -> None:
    """Draw the dots as one trace, the largest on top, so that none hides what stands out."""
    told = Telling(seen, speak, names=names)
    texts = made.told
    if texts is None:
        rest = {int(n): told.rest(int(p)) for p, n in zip(made.posts, told.shared[made.posts],
                                                         strict=True)}  # fmt: skip
        depth = seen.lineage.depth
        texts = [
            f"{one}<br>{rest[int(told.shared[post])]}".replace(
                "%{customdata[2]}", str(depth[post]))
            for one, post in zip(told.one(made.posts), made.posts.tolist(), strict=True)
        ]  # fmt: skip
    figure.add_trace(tree.trace_of(seen)(
        x=made.x.astype(np.float32), y=made.y.astype(np.float32), mode="markers", text=texts,
        hovertemplate="%{text}<extra></extra>", showlegend=False,
        customdata=tree.numbers(seen, made.posts, made.above),
        unselected={"marker": {"opacity": 0.05}},
        marker={
            "size": (pixels(72) * made.wide).astype(np.float32), "color": made.colors, "opacity": 1,
            "symbol": np.where(made.square, "square", "circle").tolist(),
            "line": {"width": np.where(made.rim, 1.0, 0.4).tolist(),
                     "color": np.where(made.rim, theme.INK, "white").tolist()},
        },
    ))  # fmt: skip


def _path(outline: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> str:
    return "M" + "L".join(f"{x:.3f},{y:.3f}" for x, y in outline) + "Z"


def _play(figure: Sheet, play: Play) -> None:
    if play.centre is None:
        explore.curtain(figure, play.places, play.said, right=WIDTH, low=play.box.bottom,
                        high=play.box.top)  # fmt: skip
        return
    number = len(figure.layout.shapes)
    x, y = play.centre
    turn = np.linspace(0, 2 * np.pi, 73)
    frame = (f"M{play.box.left:.2f},{play.box.bottom:.2f}H{play.box.right:.2f}"
             f"V{play.box.top:.2f}H{play.box.left:.2f}Z")  # fmt: skip
    rings = [frame + _path(np.column_stack([x + r * np.sin(turn), y + r * np.cos(turn)]))
             for r in play.places.tolist()]  # fmt: skip
    rings[-1] = "M0,0L0,0Z"
    figure.add_shape(type="path", path=rings[-1], fillrule="evenodd", layer="above",
                     fillcolor=rgba("#FFFFFF", 0.93), line={"width": 0})  # fmt: skip
    explore.slider(figure, [(text, "relayout", [{f"shapes[{number}].path": ring}])
                            for text, ring in zip(play.said, rings, strict=True)])  # fmt: skip
