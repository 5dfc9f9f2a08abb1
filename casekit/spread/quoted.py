"""Rule "text": whom a post itself names, as people did by hand before platforms had a button."""

import re
from bisect import bisect_left
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from casekit import schema
from casekit.spread.forest import Forest
from casekit.spread.forest import forest as join
from casekit.spread.reported import links, reported
from casekit.spread.stars import opens

__all__ = ["edges", "forest"]

_MARK = re.compile(r"(?<!\w)(RT|via|HT)\b\s?:?\s?@(\w+)", re.IGNORECASE)
_CUT = ("…", "...")


class _Post(NamedTuple):
    at: int
    length: int
    post: str
    row: int
    own: str


_Openings = dict[str, list[_Post]]


def edges(posts: pd.DataFrame) -> pd.DataFrame:
    """List the parents that posts name in their text; what they do not name stays as reported.

    Asked are posts without a parent and open reposts. The parent is the most recent earlier post
    of an account of that name, whose own text is in what was passed on; of posts of one time that
    with the greater id. Where there is no such post, an open repost has no parent. One that names
    the author of its original says what the platform says, and stays as reported.
    """
    return _read(posts)[0]


def forest(posts: pd.DataFrame) -> Forest:
    """Join posts by the parents that they name; an open repost that none was found for is a top.

    Posts that the archive leaves apart join where one names the other: cascades are fewer than
    reported.
    """
    named, unknown = _read(posts)
    kept = reported(posts)
    kept = kept[kept["child"].isin(posts.index[unknown])]
    trees = join(posts, pd.concat([named, kept], ignore_index=True))
    return replace(trees, parent=np.where(unknown[trees.rows], -1, trees.parent))


def _read(posts: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Give the edges, and mark the rows of open reposts that name a post that is not there."""
    kept = reported(posts)
    trees = join(posts)
    hub = np.full(len(posts), -1)
    held = opens(posts, None, trees)
    hub[trees.rows[held]] = trees.rows[trees.parent[held]]
    at = posts["at"]
    asked = at.notna() & (posts["parent"].isna() | (hub >= 0))
    asked &= ~((hub >= 0) & at.isna().to_numpy()[hub])
    parent, unknown = _parents(posts, np.flatnonzero(asked & posts["text"].notna()), hub)
    found = parent >= 0
    new = _links(posts, np.flatnonzero(found), parent[found])
    settled = found | unknown
    named = np.flatnonzero(posts["parent"].notna())
    both = pd.concat([kept[~settled[named]], new], ignore_index=True)
    order = np.argsort(np.concatenate([named[~settled[named]], np.flatnonzero(found)]))
    return both.iloc[order].reset_index(drop=True).rename_axis("edge"), unknown


def _links(posts: pd.DataFrame, rows: np.ndarray, parent: np.ndarray) -> pd.DataFrame:
    grade = posts["evidence"].cat.codes.to_numpy()
    grade = np.maximum(np.maximum(grade[rows], grade[parent]), schema.EVIDENCE.index("derived"))
    ids = posts.index.array
    new = links(posts, ids[parent], ids[rows], grade, p=1.0, rest=0.0)
    return schema.conform(new.assign(kind="repost"), schema.EDGES)


def _parents(
    posts: pd.DataFrame, rows: np.ndarray, hub: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Find the row of the parent of each of `rows`, and mark those for which there is none."""
    parent = np.full(len(posts), -1)
    unknown = np.zeros(len(posts), dtype=bool)
    names = posts["name"].str.removeprefix("@").str.casefold().tolist()
    texts = posts["text"].tolist()
    clock = posts["at"].astype("int64").tolist()
    marks = {row: mark for row in rows if (mark := _MARK.search(texts[row]))}
    by = _openings(posts, names, {mark[2].casefold() for mark in marks.values()})
    for row, mark in marks.items():
        name = mark[2].casefold()
        if hub[row] < 0 or names[hub[row]] != name:
            parent[row] = _source(texts[row], mark, by.get(name, {}), clock[row])
            unknown[row] = parent[row] < 0 and hub[row] >= 0
    return parent, unknown


def _openings(posts: pd.DataFrame, names: list[str], wanted: set[str]) -> dict[str, _Openings]:
    """List the posts of each name by their first word, then by time and id."""
    timed = posts["at"].notna() & posts["text"].notna()
    clock = posts["at"].astype("int64").tolist()
    ids: list[str] = posts.index.tolist()
    texts: list[str] = posts["text"].tolist()
    by: dict[str, _Openings] = {}
    for row in np.flatnonzero(timed).tolist():
        if names[row] in wanted and (own := _words(texts[row])):
            post = _Post(clock[row], len(ids[row]), ids[row], row, " ".join(own))
            by.setdefault(names[row], {}).setdefault(own[0], []).append(post)
    for openings in by.values():
        for of_one in openings.values():
            of_one.sort()
    return by


def _source(text: str, mark: re.Match[str], openings: _Openings, at: int) -> int:
    """Find the row of the latest earlier post whose own text is in what was passed on, or -1.

    Of a text that was cut off in its second word or later the beginning is enough.
    """
    after = _words(text[mark.end() :])
    before = _words(text[: mark.start()]) if mark[1].casefold() != "rt" else []
    whole = f" {' '.join(after)} ", f" {' '.join(before)} "
    start = " ".join(after) if len(after) > 1 and text.rstrip().endswith(_CUT) else None
    best = None
    for word in {*after, *before}:
        posts = openings.get(word, [])
        for k in range(bisect_left(posts, (at,)) - 1, -1, -1):
            post = posts[k]
            if best is not None and post < best:
                break
            inside = any(f" {post.own} " in part for part in whole)
            if inside or (start is not None and post.own.startswith(start)):
                best = post
                break
    return best.row if best is not None else -1


def _words(text: str) -> list[str]:
    """Keep what people do not change as they pass a text on: not case, marks, spaces, links."""
    words = (word.strip("…:,.;!?()[]\"'“”‘’-–—|") for word in text.casefold().split())
    return [word for word in words if word and not word.startswith("http")]
