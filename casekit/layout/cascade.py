"""One cascade, read out of posts and edges, ready to be laid out and labelled."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import shape
from casekit.errors import EvidenceError, SchemaError
from casekit.layout.lineage import Lineage, trace
from casekit.schema import EVIDENCE, authored
from casekit.schema.ids import known
from casekit.spread import forest

__all__ = ["Cascade", "cascade"]

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cascade:
    """Posts of one cascade, or of several, with what a picture says of them.

    All arrays run over `posts`, which also holds the posts that are only named. `seconds` counts
    from `start`, the time of the source; `own` marks the organisation's posts, `grade` says how a
    post's parent is known ("" for a first post) and `p` how probable it is (1 for a first post),
    and `answer` is the organisation's first answer to somebody else (-1: none).
    """

    posts: pd.DataFrame
    seconds: npt.NDArray[np.float64]
    parent: Ints
    lineage: Lineage
    grade: npt.NDArray[np.object_]
    p: npt.NDArray[np.float64]
    own: Flags
    who: str
    answer: int
    start: pd.Timestamp
    star: bool
    zone: str
    """Time zone that its times are told in."""

    @property
    def passed(self) -> Flags:
        """Marks the posts that passed something on: all but the first ones."""
        return np.asarray(self.parent >= 0)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of what was passed on; empty for those of which the archive says none."""
        kinds = self.posts["kind"][self.passed].astype("object")
        return tuple(map(str, kinds.where(kinds.notna(), "").unique()))

    @property
    def radius(self) -> npt.NDArray[np.float64]:
        """Radius of a post's dot in inches, by followers; one size where they are unknown."""
        followers = self.posts["followers"].to_numpy(dtype=np.float64, na_value=np.nan)
        points = 5.0 + 2.5 * np.log10(np.clip(followers, 1.0, 1e7))
        points = np.where(np.isnan(followers), 9.0, points)
        return np.asarray(np.where(self.own, np.maximum(points, 14.0), points) / 144.0)

    @cached_property
    def drawn(self) -> bool:
        """Whether the posts themselves are stand-ins that a model drew."""
        return bool((self.posts["evidence"].astype("str") == "reconstructed").all())

    @cached_property
    def grades(self) -> tuple[str, ...]:
        """Grades of the links, best first."""
        return tuple(grade for grade in EVIDENCE if (self.grade == grade).any())


def cascade(
    posts: pd.DataFrame,
    edges: pd.DataFrame,
    *,
    root: "str | Iterable[str] | None" = None,
    by: "str | Iterable[str] | None" = None,
    tz: str = "UTC",
) -> Cascade:
    """Take one cascade out of posts and edges.

    A parent that an edge names and that is not among the posts is added, without time and
    account, so that nothing hangs in the air.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.
    root
        Id of a post of the cascade, or its name in :func:`casekit.shape.describe`, which need not
        be in the archive; several draw several cascades at once; None takes the largest.
    by
        Account ids or handles of the organisation; None goes by the role of the posts (what is
        drawn is a cascade, whoever answers in it; `casekit.response` measures answers, and there
        None is an answer by anybody).
    tz
        Time zone of the clock.

    Raises
    ------
    SchemaError
        Posts or edges are no frame; there is no post, or none of that id.
    EvidenceError
        Posts or edges do not say how they are known, or no post has a time.
    """
    for name, frame in (("posts", posts), ("edges", edges)):
        if not isinstance(frame, pd.DataFrame):
            raise SchemaError(
                f"{name} are {type(frame).__name__} and no frame",
                cure="give posts, and casekit.spread.edges(posts, rule=...)",
            )
        if "evidence" not in frame.columns or frame["evidence"].isna().any():
            raise EvidenceError(f"{name} without grades of evidence cannot be drawn",
                                cure=f"grade each row: {', '.join(EVIDENCE)}")  # fmt: skip
    if posts.empty:
        raise SchemaError("no posts to draw", cure="read an archive that has some")
    held = _with_named(posts, edges)
    found = forest(held, edges)
    chosen = _choose(found.cascade, found.rows, held, root)
    kept = held.iloc[found.rows[chosen]]
    place = np.full(len(held) + 1, -1)
    place[chosen] = np.arange(len(chosen))
    parent = place[np.where(found.parent[chosen] >= 0, found.parent[chosen], len(held))]
    at = kept["at"]
    if at.isna().all():
        raise EvidenceError("no post of the cascade has a time",
                            cure="a time tree needs posts with times")  # fmt: skip
    tops = at[parent < 0].dropna()
    start = at.min() if tops.empty else tops.min()
    seconds = ((at - start) / pd.Timedelta(seconds=1)).to_numpy(dtype=np.float64)
    own, who = _organisation(kept, by)
    grade, p = _links(kept, edges, parent)
    return Cascade(
        kept, seconds, parent, trace(seconds, parent), grade, p, own, who,
        _first_answer(kept, seconds, parent, own), start, _is_star(kept, edges), tz,
    )  # fmt: skip


def _with_named(posts: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    missing = pd.Index(edges["parent"].unique()).difference(posts.index, sort=False)
    if missing.empty:
        return posts
    first = edges.drop_duplicates("parent").set_index("parent").loc[missing]
    blank = posts.iloc[:0].reindex(missing.rename(posts.index.name))
    blank["evidence"] = first["evidence"].astype(posts["evidence"].dtype)
    above = edges.merge(posts["root"].dropna(), left_on="child", right_index=True)
    above = above[above["root"] != above["parent"]].drop_duplicates("parent")
    blank["root"] = above.set_index("parent")["root"].reindex(missing).array
    return pd.concat([posts, blank.astype(posts.dtypes.to_dict())])


def _choose(
    number: Ints, rows: Ints, posts: pd.DataFrame, root: "str | Iterable[str] | None"
) -> Ints:  # fmt: skip
    """Find the posts of the cascades asked for, by one of their posts or by a reported root."""
    if root is None:
        return np.flatnonzero(number == np.bincount(number).argmax())
    names = pd.Index([root] if isinstance(root, str) else list(root), dtype=posts.index.dtype)
    asked = posts.index.isin(names)
    outside = names.difference(posts.index)
    asked |= posts["root"].isin(outside).to_numpy()
    unknown = outside[~outside.isin(posts["root"])]
    if len(unknown):
        raise SchemaError(
            f"no post {unknown[0]!r}, and none that is reported to belong to it",
            cure="give the id of a post of the cascade, or what shape.describe calls it",
        )
    of_row = np.empty(len(rows), dtype=np.int64)
    of_row[rows] = number
    return np.flatnonzero(np.isin(number, of_row[asked]))


def _organisation(
    posts: pd.DataFrame, by: "str | Iterable[str] | None"
) -> tuple[Flags, str]:  # fmt: skip
    """Mark the organisation's posts, and say what it is called."""
    if by is None:
        own = (posts["role"] == "organisation").fillna(False).to_numpy(dtype=bool)
    else:
        own = authored(posts, by)
    handles = posts.loc[own, "name"].dropna()
    if by is not None and handles.empty:
        return own, (by if isinstance(by, str) else next(iter(by), "")).removeprefix("@")
    return own, str(handles.iloc[0]) if len(handles) else ""


def _first_answer(
    posts: pd.DataFrame, seconds: npt.NDArray[np.float64], parent: Ints, own: Flags
) -> int:
    """Find the organisation's first post that answers somebody else."""
    kind = posts["kind"].astype("object").fillna("reply").to_numpy()
    up = np.maximum(parent, 0)
    answers = own & (parent >= 0) & ~own[up] & ~np.isnan(seconds) & (kind != "repost")
    rows = np.flatnonzero(answers)
    return int(rows[np.argmin(seconds[rows])]) if len(rows) else -1


def _links(
    posts: pd.DataFrame, edges: pd.DataFrame, parent: Ints
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    """Say of each post how its parent is known, and how probable it is."""
    best = edges.sort_values("p", ascending=False, kind="stable").drop_duplicates("child")
    own = best.set_index("child")[["evidence", "p"]].reindex(posts.index)
    grade = np.array(own["evidence"].astype("object").fillna(""), dtype=object)
    grade[parent < 0] = ""
    return grade, np.where(parent < 0, 1.0, own["p"].fillna(1.0))


def _is_star(posts: pd.DataFrame, edges: pd.DataFrame) -> bool:
    """Tell whether reposts name the original and no more, so that who passed it on is hidden."""
    inside = edges[known(posts.index).rows(edges["child"]) >= 0]
    reasons = shape.describe(posts, inside)["reason"]
    return bool(reasons.str.contains("only the original", na=False).any())
