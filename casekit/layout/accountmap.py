"""Who passed on whose posts: accounts as dots, drawn together where they pass each other on.

The map has no time. It begins from where the rings of time put each account, and springs then pull
it into place without any chance, so that the same posts always make the same map and one more
post moves nothing far.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import theme
from casekit.language import Language
from casekit.layout import telling
from casekit.layout.axis import log_axis
from casekit.layout.cascade import Cascade
from casekit.layout.lanes import Box
from casekit.layout.radial import angles
from casekit.layout.scene import Measured, Scene, Stroke, Words
from casekit.layout.signs import Entry, link_width
from casekit.schema import EVIDENCE

__all__ = ["compose", "groups", "springs"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST = 400
"""Accounts that are drawn."""
_LABELLED = 6
_TINTS = ("#1F7FB5", "#C2620E", "#7B3F98", "#0B8573", "#5A4632")
_REST = "#8A97A3"
_GROUP = 3
"""Accounts that make a group."""


def compose(
    seen: Cascade, box: Box, speak: Language, measure: Measured, names: bool = False
) -> Scene:
    """Compose the picture in a box of the sheet."""
    code, count = _accounts(seen)
    pairs = _pairs(seen, code)
    first = _firsts(seen, code, count)
    heard = np.bincount(pairs["source"], minlength=count)
    kept = _kept(seen, first, heard, pairs)
    seat = np.full(count, -1)
    seat[kept] = np.arange(len(kept))
    links = pairs[(seat[pairs["source"]] >= 0) & (seat[pairs["target"]] >= 0)]
    ends = np.column_stack([seat[links["source"]], seat[links["target"]]])
    places = springs(ends, _begin(seen, first[kept]))
    x, y = _into(places, box)
    group = groups(ends, len(kept))
    order = np.argsort(heard[kept], kind="stable")
    posts = first[kept]
    own = _own(seen, code, count)[kept]
    wide = 0.07 + 0.4 * np.sqrt(heard[kept] / max(int(heard.max(initial=1)), 10))
    colors = [theme.DEPTH[0] if mine else _TINTS[g] if g < len(_TINTS) else _REST
              for mine, g in zip(own.tolist(), group.tolist(), strict=True)]  # fmt: skip
    through = heard[kept]
    shown = _names(seen, posts, own, names)
    return Scene(
        _finding(heard, count, own, int(np.argmax(heard[kept])) if len(kept) else -1, seen, speak),
        telling.subtitle(seen, speak, straight=False),
        _notes(seen, code, count, len(kept), speak),
        speak("A map of {n} accounts and who passed on whose posts.", n=speak.number(len(kept))),
        tuple(g for g in EVIDENCE if (links["grade"] == g).any()),
        _entries(seen, group, own, speak),
        posts[order], _above(seen, code, first, seat, posts)[order], through[order], x[order],
        y[order], wide[order], [colors[n] for n in order.tolist()], own[order],
        (through >= max(np.sort(through)[-min(_LABELLED, len(through))], 1))[order],
        strokes=_links(links, ends, posts, x, y),
        words=_labels(through, shown, x, y, wide, box, speak, measure),
        told=[_told(int(through[n]), shown[n], speak) for n in order.tolist()],
    )  # fmt: skip


def _accounts(seen: Cascade) -> tuple[Ints, int]:
    code, known = pd.factorize(seen.posts["account"])
    return np.asarray(code, dtype=np.int64), len(known)


def _firsts(seen: Cascade, code: Ints, count: int) -> Ints:
    """Give the first post of each account."""
    first = np.full(count, -1)
    order = np.lexsort((np.arange(len(code)), seen.lineage.time))[::-1]
    order = order[code[order] >= 0]
    first[code[order]] = order
    return first


def _pairs(seen: Cascade, code: Ints) -> pd.DataFrame:
    """List who passed on whose posts, with the worst grade of it; accounts by number."""
    up = seen.lineage.parent
    child = np.flatnonzero((up >= 0) & (code >= 0) & (code[np.maximum(up, 0)] >= 0))
    made = pd.DataFrame({"source": code[up[child]], "target": code[child],
                         "rank": [EVIDENCE.index(str(g)) for g in seen.grade[child]]})  # fmt: skip
    made = made[made["source"] != made["target"]]
    made = made.groupby(["source", "target"], as_index=False).agg(
        posts=("rank", "size"), rank=("rank", "max"))  # fmt: skip
    made["grade"] = [EVIDENCE[n] for n in made["rank"]]
    return made


def _kept(seen: Cascade, first: Ints, heard: Ints, pairs: pd.DataFrame) -> Ints:
    """Keep who was passed on most and who plays a part; of the rest those who came first."""
    joined = np.zeros(len(heard), dtype=bool)
    joined[pairs["source"]] = joined[pairs["target"]] = True
    part = seen.posts["role"].notna().to_numpy()[first] | seen.own[first]
    if not joined.any():
        joined[:] = True
    rank = np.lexsort((seen.lineage.time[first], -heard, ~part))
    rank = rank[joined[rank] | part[rank]]
    if len(rank) <= MOST:
        return np.sort(rank)
    mattering = rank[: MOST // 2]
    rest = rank[MOST // 2 :]
    rest = rest[np.argsort(seen.lineage.time[first[rest]], kind="stable")]
    sample = rest[np.linspace(0, len(rest) - 1, MOST - len(mattering)).astype(np.int64)]
    return np.unique(np.concatenate([mattering, sample]))


def _own(seen: Cascade, code: Ints, count: int) -> npt.NDArray[np.bool_]:
    own = np.zeros(count, dtype=bool)
    own[code[seen.own & (code >= 0)]] = True
    return own


def _begin(seen: Cascade, first: Ints) -> Floats:
    """Give each account the place that rings of time give its first post."""
    axis = log_axis(seen.lineage.time, 0.4, 4.0)[0]
    turn = angles(seen.lineage)[first] * 2 * np.pi
    radius = np.where(seen.lineage.parent[first] < 0, 0.05, axis.place(seen.lineage.time[first]))
    radius = radius + 1e-4 * (first % 997)  # no two in one place, or nothing would part them
    return np.column_stack([radius * np.sin(turn), radius * np.cos(turn)])


def springs(ends: Ints, begin: Floats) -> Floats:
    """Let springs pull dots into place from where they begin, by igraph's graphopt, without chance.

    Examples
    --------
    >>> begin = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    >>> springs(np.array([[0, 1], [0, 2]]), begin).shape
    (3, 2)
    """
    import igraph

    if len(begin) < 2:
        return begin
    graph = igraph.Graph(n=len(begin), edges=ends.tolist())
    made = graph.layout_graphopt(
        seed=(40 * begin).tolist(), niter=300, node_charge=0.001, node_mass=30, spring_length=0,
        spring_constant=1, max_sa_movement=5,
    )  # fmt: skip
    places = np.asarray(made.coords, dtype=np.float64)
    off = places - places.mean(axis=0)
    turned = (off * (begin - begin.mean(axis=0))).sum(axis=0) < 0  # springs swing to and fro
    return np.asarray(np.where(turned, -off, off))


def groups(ends: Ints, count: int) -> Ints:
    """Number accounts by the group they pass each other on in: 0 for the largest, then down.

    What is in no group of three or more gets the last number there is. Groups are those of the
    greedy merging of Clauset, Newman and Moore (2004), which has no chance in it.

    Examples
    --------
    >>> groups(np.array([[0, 1], [1, 2], [2, 0], [3, 4], [4, 5], [5, 3], [2, 3]]), 6).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    import igraph

    graph = igraph.Graph(n=count, edges=ends.tolist()).simplify()
    if not graph.ecount():
        return np.full(count, 99)
    found = np.array(graph.community_fastgreedy().as_clustering().membership)
    sizes = np.bincount(found)
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return np.where(sizes[found] >= _GROUP, rank[found], 99)


def _into(places: Floats, box: Box) -> tuple[Floats, Floats]:
    """Stretch a map into its box, each way by itself, with room for labels."""
    inner = Box(box.left + 0.4, box.bottom + 0.3, box.right - 0.9, box.top - 0.3)
    low, high = places.min(axis=0), places.max(axis=0)
    span = np.maximum(high - low, 1e-6)
    share = np.where(high - low > 1e-6, (places - low) / span, 0.5)
    return (
        inner.left + share[:, 0] * (inner.right - inner.left),
        inner.bottom + share[:, 1] * (inner.top - inner.bottom),
    )


def _links(links: pd.DataFrame, ends: Ints, posts: Ints, x: Floats, y: Floats) -> list[Stroke]:
    """Bow each link to the left of the way that the message went."""
    out = []
    share = np.linspace(0, 1, 9)
    for (a, b), grade in zip(ends.tolist(), links["grade"].tolist(), strict=True):
        bow = 0.12 * 4 * share * (1 - share)
        dx, dy = x[b] - x[a], y[b] - y[a]
        path = np.column_stack([x[a] + dx * share - dy * bow, y[a] + dy * share + dx * bow])
        thin = 0.6 if len(ends) > 150 else 1.0
        out.append(Stroke(path, theme.RULE if len(ends) > 150 else theme.LINK,
                          thin * link_width(grade), grade, int(posts[b])))  # fmt: skip
    return out


def _above(seen: Cascade, code: Ints, first: Ints, seat: Ints, posts: Ints) -> Ints:
    """Give for each account that from which its first post came, as that one's first post."""
    up = seen.lineage.parent[posts]
    whose = np.where(up >= 0, code[np.maximum(up, 0)], -1)
    shown = (whose >= 0) & (seat[np.maximum(whose, 0)] >= 0)
    above = np.where(shown, first[np.maximum(whose, 0)], -1)
    return np.asarray(np.where(above == posts, -1, above))


def _names(seen: Cascade, posts: Ints, own: npt.NDArray[np.bool_], names: bool) -> list[str]:
    handles = seen.posts["name"].iloc[posts].astype("object").fillna("").tolist()
    return [str(handle) if names or mine else ""
            for handle, mine in zip(handles, own.tolist(), strict=True)]  # fmt: skip


def _labels(
    heard: Ints, shown: list[str], x: Floats, y: Floats, wide: Floats, box: Box, speak: Language,
    measure: Measured,
) -> list[Words]:  # fmt: skip
    """Write by how many the most passed on were passed on, where nothing is in the way."""
    out: list[Words] = []
    taken: list[tuple[float, float, float]] = []
    for n in np.argsort(-heard, kind="stable")[: 2 * _LABELLED].tolist():
        if not heard[n] or len(out) == _LABELLED:
            break
        number = speak.number(int(heard[n]))
        text = f"{shown[n]}: {number}" if shown[n] else number
        start, width = float(x[n] + wide[n] / 2 + 0.05), measure(text, telling.LABEL, True)
        free = all(abs(y[n] - up) > 0.24 or start > b + 0.05 or start + width < a - 0.05
                   for a, b, up in taken)  # fmt: skip
        if free and start + width < box.right:
            out.append(Words(start, float(y[n]), text, telling.LABEL, theme.INK, True, halo=True))
            taken.append((start, start + width, float(y[n])))
    return out


def _told(heard: int, name: str, speak: Language) -> str:
    from html import escape

    text = escape(speak("passed on by {n} others", n=speak.number(heard)))
    return f"<b>{escape(name)}</b><br>{text}" if name else text


def _finding(
    heard: Ints, count: int, own: npt.NDArray[np.bool_], best: int, seen: Cascade, speak: Language
) -> str:
    most = int(heard.max(initial=0))
    if best < 0 or not most:
        return speak("Nobody is recorded to have passed on a post of somebody else")
    words = {"n": speak.number(most), "m": speak.number(count - 1)}
    if own[best] and seen.who:
        return speak("{n} of {m} others passed on posts of {who}", who=seen.who, **words)
    return speak("{n} of {m} others passed on posts of one account", **words)


def _notes(seen: Cascade, code: Ints, count: int, drawn: int, speak: Language) -> list[str]:
    parts = telling.counted(seen, speak)
    lacking = int((code < 0).sum())
    if lacking:
        parts.append(speak("Posts whose account is not known, not in the map: {n}.",
                           n=speak.number(lacking)))  # fmt: skip
    parts.append(speak("Where an account stands says nothing but who is near; there is no time "
                       "in a map."))  # fmt: skip
    if drawn < count:
        parts.append(speak("{n} of {m} accounts are drawn: who was passed on most, who plays a "
                           "part in the case, and a sample of the rest.",
                           n=speak.number(drawn), m=speak.number(count)))  # fmt: skip
    return parts


def _entries(
    seen: Cascade, group: Ints, own: npt.NDArray[np.bool_], speak: Language
) -> list[Entry]:
    sizes = np.bincount(group[group < len(_TINTS)], minlength=len(_TINTS))
    out = [Entry(speak("group of {n} accounts", n=speak.number(int(size))), tint)
           for size, tint in zip(sizes, _TINTS, strict=True) if size]  # fmt: skip
    if (group >= len(_TINTS)).any():
        out.append(Entry(speak("smaller groups"), _REST))
    if own.any():
        out.append(Entry(seen.who or speak("organisation"), theme.DEPTH[0], square=True))
    out.append(Entry(speak("area: by how many passed on"), "white", theme.INK, points=13.0,
                     size=True))  # fmt: skip
    return out
