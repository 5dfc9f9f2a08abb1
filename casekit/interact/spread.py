"""The time tree to ask: the interactive twin of :func:`casekit.draw.spread`."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from casekit import language, theme
from casekit.interact.frame import WIDEST, Frame, lay_out, legend, pixels, rgba, tell
from casekit.interact.ruler import dash, keys, label, lines, ruler
from casekit.language import Language
from casekit.layout import telling, timetree
from casekit.layout.axis import Broken, Linear
from casekit.layout.cascade import Cascade, cascade
from casekit.layout.lettering import measure
from casekit.layout.rows import Rows
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH
from casekit.layout.signs import (
    NAME,
    OTHERS,
    THROUGH,
    Place,
    Upright,
    days,
    entries,
    line_grades,
    line_label,
    link_width,
    room,
    shade,
    stand,
    upright,
)
from casekit.layout.stacks import Areas, Dots
from casekit.layout.telling import LABEL, branch_label

__all__ = ["spread"]


def spread(
    posts: pd.DataFrame, edges: pd.DataFrame, *, root: str | Iterable[str] | None = None,
    by: str | Iterable[str] | None = None, lang: str = "en", title: str | None = None,
    source: str | None = None, names: bool = False,
) -> go.Figure:  # fmt: skip
    """Draw who passed it to whom with plotly: hover tells when, what, how deep and how known.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.
    root
        Id of a post of the cascade to draw; several ids draw several at once; None draws the
        largest.
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

    Raises
    ------
    EvidenceError
        A frame does not say how its rows are known, or no post of the cascade has a time.
    SchemaError
        There is no such post.

    Examples
    --------
    >>> from casekit.response.times import example
    >>> from casekit.spread import edges
    >>> spread(example(), edges(example(), rule="reported"), by="airline").layout.meta["title"]
    'Passed on once, 9 h after the source'
    """
    speak = language.of(lang)
    seen = cascade(posts, edges, root=root, by=by)
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
        under = telling.subtitle(seen, made, speak)
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
    return frame.figure


def _paint(
    frame: Frame, place: Place, seen: Cascade, made: telling.Picture, speak: Language, *,
    names: bool,
) -> None:  # fmt: skip
    figure = frame.figure
    legend(figure, seen.grades, [], speak)
    _clock(figure, place, seen, made, speak)
    _stem(figure, place, upright(seen, made, speak))
    if isinstance(made, Rows):
        _edges(figure, place, seen, made)
        every = np.arange(len(seen.posts))
        _dots(
            figure,
            place,
            seen,
            made,
            every,
            2 * made.radius,
            _hover(seen, speak, names, every),
            1.2,
        )
        _name(figure, place, seen, made, speak, names=names)
    else:
        _branches(figure, place, seen, made)
        if isinstance(made, Dots):
            plain = np.flatnonzero(np.isnan(made.radius[: len(seen.posts)]))
            wide = np.full(len(made.x), made.dot * 0.92)
            _dots(figure, place, seen, made, plain, wide, _hover(seen, speak, names, plain), 0.0)
        else:
            _areas(figure, place, made)
        _heads(figure, place, seen, made, speak, names=names)
    keys(figure, _keys(seen, made, speak))


def _clock(
    figure: go.Figure, place: Place, seen: Cascade, made: telling.Picture, speak: Language
) -> None:
    axis, right = made.axis, WIDTH - MARGIN
    if isinstance(axis, Broken):
        marks = [
            (place.x((b.left + b.right) / 2),
             f"{telling.block_span(b, speak)} ({speak.number(b.posts)})") for b in axis.blocks
        ]  # fmt: skip
        for block in axis.blocks:
            figure.add_shape(
                type="rect", x0=place.x(block.left), x1=place.x(block.right), y0=place.bottom,
                y1=place.top, fillcolor=theme.PANEL, line={"width": 0}, layer="below",
            )  # fmt: skip
        for one, two in zip(axis.blocks, axis.blocks[1:], strict=False):
            middle = place.x((one.right + two.left) / 2)
            quiet = telling.silence(two.start - one.end, speak)
            label(figure, middle, place.bottom + 0.42, quiet, 10.0, color=theme.INK_SOFT,
                  align="center")  # fmt: skip
            label(figure, middle, place.bottom + 0.24, speak("silence"), 10.0, align="center",
                  color=theme.INK_SOFT)  # fmt: skip
            label(figure, middle, place.bottom, "//", 12.0, align="center", color=theme.INK_SOFT)
        ruler(figure, MARGIN, right, place.bottom, place.top, marks, blocks=True)
        return
    if isinstance(axis, Linear):
        marks = [(place.x(t.x), t.day or t.time) for t in days(axis, seen.start, speak)]
    else:
        marks = [
            (float(place.x(axis.place(m))), telling.log_mark(m, speak)) for m in axis.marks
        ]  # fmt: skip
    ruler(figure, MARGIN, right, place.bottom, place.top, marks)


def _stem(figure: go.Figure, place: Place, line: Upright | None) -> None:
    if line is None:
        return
    x = float(place.x(line.x))
    lines(figure, [[[x, place.bottom], [x, place.top + 0.06]]], color=line.color, width=line.width)
    half = measure(line.words, line.size, bold=True, font=WIDEST)[0] / 2
    centre = min(max(x, MARGIN + half), WIDTH - MARGIN - half)
    label(figure, centre, place.top + 0.2, line.words, line.size, bold=True, color=line.color,
          align="center")  # fmt: skip


def _edges(figure: go.Figure, place: Place, seen: Cascade, made: Rows) -> None:
    for own in (False, True):
        for grade in seen.grades:
            paths = [
                np.column_stack([place.x(path[:, 0]), place.y(path[:, 1])])
                for post, path in made.edges.items()
                if seen.grade[post] == grade and bool(seen.own[post]) is own
            ]
            lines(figure, paths, group=grade, dash=dash(grade),
                  color=theme.ROLES["organisation"].mark if own else theme.LINK,
                  width=link_width(grade) * (2 if own else 1))  # fmt: skip


def _branches(figure: go.Figure, place: Place, seen: Cascade, made: Dots | Areas) -> None:
    paths: dict[str, list[Any]] = {}
    for (_, grade), line in zip(line_grades(seen, made).items(), made.lines, strict=True):
        y = place.y(line.y)
        paths.setdefault(grade, []).append([[place.x(line.left), y], [place.x(line.right), y]])
        if not np.isnan(line.fall):
            own = str(seen.grade[made.heads.posts[line.heads[0]]]) or grade
            drop = place.x(line.drop)
            paths.setdefault(own, []).append([[drop, place.y(line.fall)], [drop, y]])
    for grade, some in paths.items():
        lines(figure, some, color=theme.LINK, width=link_width(grade), group=grade,
              dash=dash(grade))  # fmt: skip


def _dots(
    figure: go.Figure, place: Place, seen: Cascade, made: Rows | Dots,
    which: npt.NDArray[np.int64], wide: npt.NDArray[np.float64], texts: dict[int, str], rim: float,
) -> None:  # fmt: skip
    """Draw posts as one WebGL trace for each colour, mark and grade."""
    colors, unknown = shade(seen), seen.lineage.unknown
    looks: dict[tuple[str, str, str], list[int]] = {}
    for post in which.tolist():
        symbol = "square" if seen.own[post] else "circle"
        symbol = "circle-open-dot" if unknown[post] else symbol
        color = theme.INK_SOFT if unknown[post] else colors[post]
        looks.setdefault((str(seen.grade[post]), color, symbol), []).append(post)
    for (grade, color, symbol), some in looks.items():
        figure.add_trace(go.Scattergl(
            x=place.x(made.x[some]), y=place.y(made.y[some]), mode="markers", showlegend=False,
            legendgroup=grade or None, text=[texts[n] for n in some],
            hovertemplate="%{text}<extra></extra>",
            marker={"size": pixels(72) * wide[some], "color": color, "symbol": symbol,
                    "opacity": 1, "line": {"width": rim, "color": "white"}},
        ))  # fmt: skip


def _areas(figure: go.Figure, place: Place, made: Areas) -> None:
    x = place.x((made.edges[:-1] + made.edges[1:]) / 2)
    for row, line in enumerate(made.lines):
        base = float(place.y(line.y))
        color = OTHERS if 0 in line.heads else THROUGH
        up = base + made.heights[row]
        figure.add_trace(go.Scatter(
            x=[*x, *x[::-1]], y=[*up, *np.full(len(x), base)], fill="toself", mode="lines",
            line={"width": 0}, fillcolor=rgba(color, 1), hoverinfo="skip", showlegend=False,
        ))  # fmt: skip


def _heads(
    figure: go.Figure, place: Place, seen: Cascade, made: Dots | Areas, speak: Language, *,
    names: bool,
) -> None:  # fmt: skip
    """Draw the accounts that set off a line, with the sizes of the largest."""
    posts = made.heads.posts
    x = made.x[posts] if isinstance(made, Dots) else made.x
    radius = made.radius[posts] if isinstance(made, Dots) else made.radius
    drawn = [(h, line) for line in made.lines for h in line.heads if posts[h] < len(seen.posts)]
    chosen = [int(posts[h]) for h, _ in drawn]
    texts = _hover(seen, speak, names, np.array(chosen, dtype=np.int64))
    colors = shade(seen)
    figure.add_trace(go.Scattergl(
        x=[place.x(x[h]) for h, _ in drawn], y=[place.y(line.y) for _, line in drawn],
        mode="markers", showlegend=False, hovertemplate="%{text}<extra></extra>",
        text=[f"{texts[post]}<br>{speak('{n} through it', n=speak.number(int(made.heads.size[h])))}"
              for post, (h, _) in zip(chosen, drawn, strict=True)],
        marker={"size": [pixels(72) * 2 * radius[h] for h, _ in drawn], "opacity": 1,
                "color": ["white" if seen.lineage.unknown[p] else colors[p] for p in chosen],
                "symbol": ["square" if seen.own[p] else "circle" for p in chosen],
                "line": {"width": 1, "color": theme.INK}},
    ))  # fmt: skip
    for line in made.lines:
        if not np.isnan(line.label[0]):
            text = line_label(seen, made, line, speak, names=names)
            color = theme.ROLES["organisation"].text if line.rank < 0 else theme.INK
            label(figure, place.x(line.label[0]), place.y(line.label[1]), text, LABEL, bold=True,
                  color=color)  # fmt: skip


def _name(
    figure: go.Figure, place: Place, seen: Cascade, made: Rows, speak: Language, *, names: bool
) -> None:
    for root in seen.lineage.roots.tolist():
        if seen.own[root] or names:
            text = branch_label(seen, -1, root, 0, speak, names=names)
            label(figure, place.x(made.x[root] - made.radius[root]), place.y(made.y[root] - 0.28),
                  text, LABEL, bold=True, color=theme.INK)  # fmt: skip


def _hover(
    seen: Cascade, speak: Language, names: bool, which: npt.NDArray[np.int64]
) -> dict[int, str]:
    """Tell of each post when it came, what it is, how far from the source and how it is known."""
    posts = seen.posts
    kinds = posts["kind"].astype("object").fillna("").tolist()
    times, who = posts["at"].tolist(), posts["name"].astype("object").fillna("").tolist()
    grade, depth = seen.grade.tolist(), seen.lineage.depth.tolist()
    known = posts["evidence"].astype(str).tolist()
    fans = posts["followers"].to_numpy(dtype=np.float64, na_value=np.nan).tolist()
    stamps: dict[str, str] = {}

    def one(n: int) -> str:
        at = times[n]
        when = speak("time not known")
        if not pd.isna(at):
            day = str(at.date())
            if day not in stamps:
                stamps[day] = speak.date(at, tz="UTC")
            when = f"{stamps[day]}, {at.strftime('%H:%M:%S')} UTC"
        name = who[n] if who[n] and (names or seen.own[n]) else ""
        link = speak("link: {grade}", grade=speak(grade[n])) if grade[n] else ""
        what = speak(kinds[n]) if kinds[n] else speak("kind not known")
        post = speak("post: {grade}", grade=speak(known[n]))
        heard = "" if pd.isna(fans[n]) else speak("{n} followers", n=speak.number(int(fans[n])))
        return tell(name, heard, when, f"{what}, {speak('depth {n}', n=depth[n])}", ", ".join(
            part for part in (post, link) if part))  # fmt: skip

    return {n: one(n) for n in which.tolist()}


def _keys(
    seen: Cascade, made: telling.Picture, speak: Language
) -> list[tuple[str, dict[str, Any]]]:
    """List the legend's second row: colours and marks; sizes are told by hover."""
    out = []
    for entry in entries(seen, made, speak):
        if entry.size:
            continue
        mark: dict[str, Any] = {"size": 12, "color": entry.color,
                                "line": {"width": 1, "color": entry.edge}}  # fmt: skip
        mark["symbol"] = "square" if entry.square or not entry.points else "circle"
        if entry.dotted:
            mark |= {"symbol": "circle-open-dot", "color": theme.INK_SOFT}
        out.append((entry.words, {"mode": "markers", "marker": mark}))
    return out
