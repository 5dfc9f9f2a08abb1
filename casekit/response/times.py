"""Complaints, replies and the waits between them, read from the posts of an archive."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock, schema
from casekit.errors import SchemaError
from casekit.response.parts import Automatic, By, example, ours, spoken, written_by_machine
from casekit.spread import Forest, forest

__all__ = ["census", "example", "replies", "times"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def replies(posts: pd.DataFrame, *, by: By, automatic: Automatic = None) -> pd.DataFrame:
    """List the organisation's posts that answer a post in the archive by someone else.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    by
        The organisation's accounts, by id or handle, with or without @, in any case. None: all
        replies to somebody else; posts of unknown kind are none.
    automatic
        Replies that count as none; as in :func:`times`.

    Returns
    -------
    DataFrame
        Index `post` (the reply); `answers` (the post it answers), `asked` and `replied_at`
        (UTC), `delay`, and `first`: whether it is the earliest reply to that post.

    Examples
    --------
    >>> replies(example(), by="airline")["delay"].tolist()
    [Timedelta('0 days 09:00:00')]
    """
    above = posts.index.get_indexer(pd.Index(posts["parent"]))
    dated = posts["at"].notna().to_numpy()
    keep = (above >= 0) & dated & dated[above] & spoken(posts)
    keep &= ~written_by_machine(posts, automatic)
    if by is None:
        account = posts["account"].array
        keep &= posts["kind"].notna().to_numpy()
        keep &= np.asarray(account != account[above], dtype=bool)
    else:
        own, _ = ours(posts, by)
        keep &= own & ~own[above]
    parent = above[keep]
    table = pd.DataFrame(
        {
            "answers": posts.index.array[parent],
            "asked": posts["at"].array[parent],
            "replied_at": posts["at"].array[keep],
        },
        index=posts.index[keep],
    )
    table["delay"] = table["replied_at"] - table["asked"]
    order = np.argsort(table["replied_at"].to_numpy(), kind="stable")
    _, earliest = np.unique(parent[order], return_index=True)
    first = np.zeros(len(table), dtype=bool)
    first[order[earliest]] = True
    table["first"] = first
    return table


def times(
    posts: pd.DataFrame, *, by: By, hours: clock.Hours | None = None,
    until: pd.Timestamp | None = None, every: bool = False, automatic: Automatic = None,
) -> pd.DataFrame:  # fmt: skip
    """Measure how long each complaint waited for the organisation's first answer.

    A complaint is the first post of each thread that mentions the organisation, answers one of its
    posts, or is answered by it, by someone else; reposts are none. Its answer is the first post of
    the organisation in the branch that hangs on the complaint. A complaint without one is not left
    out: it has waited until the end of the archive, and `answered` is False. Whoever names nobody
    and gets no answer is not known as a complaint. What has no time, what stands only inside other
    posts, and what finds no complaint is counted by :func:`census`.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.
    by
        The organisation's accounts, by id or handle, with or without @, in any case. None: no
        organisation; the first post of each thread waits for an answer by anybody else. Threads
        that begin with a post which stands only inside others are left out, and so are those with
        posts of unknown kind, which may be answers or reposts.
    hours
        Documented opening hours; without them `open_wait` is NaT.
    until
        End of observation; None: the last post of the archive.
    every
        Take each post that mentions or answers the organisation, or is answered by it. An answer
        then belongs to the nearest one above it, and to those right above that one by the same
        account.
    automatic
        What no person wrote and so answers nobody: a predicate that gives True or False for each
        row of `posts`, or ids of posts or accounts.

    Returns
    -------
    DataFrame
        Frame of :data:`casekit.schema.WAITS`, in the order in which they were asked; a wait is
        derived at best, for it is worked out from the times of two posts.

    Raises
    ------
    SchemaError
        None of the accounts posts or is mentioned in the archive; `automatic` names what is not
        there; `every` without `by`.

    Examples
    --------
    >>> times(example(), by="@Airline")[["answered", "wait"]].values.tolist()
    [[True, Timedelta('0 days 09:00:00')], [False, Timedelta('0 days 03:00:00')]]
    """
    found = _exchange(posts, by, until, every, automatic)
    place = np.flatnonzero(found.complaint)
    place = place[np.argsort(found.moment[place], kind="stable")]
    asked, first = found.moment[place], found.first[place]
    answered = first <= found.end
    heard = np.where(answered, first, found.end)
    rows = found.trees.rows[place]
    grade = np.maximum(found.grade[place], posts["evidence"].cat.codes.to_numpy()[rows])
    table = pd.DataFrame(
        {
            "asked": _instants(asked),
            "answered_at": _instants(first).where(answered),
            "answered": answered,
            "wait": (heard - asked).astype("timedelta64[us]"),
            "replies": found.replies[place],
            "evidence": pd.Categorical.from_codes(
                np.maximum(grade, schema.EVIDENCE.index("derived")),
                dtype=schema.WAITS["evidence"].dtype,
            ),
        }
    )
    if hours is not None:
        table["open_wait"] = clock.open_time(table["asked"], _instants(heard), hours)
    table.index = pd.Index(posts.index.array[rows], name="complaint")
    return schema.conform(table, schema.WAITS)


def census(
    posts: pd.DataFrame, *, by: By, until: pd.Timestamp | None = None, every: bool = False,
    automatic: Automatic = None,
) -> pd.Series:  # fmt: skip
    """Count what :func:`times` measures, and all that it leaves out.

    Returns
    -------
    Series
        `complaints`, `answered` and `unanswered` (the rows of :func:`times`); `undated`, `later`
        and `inside` (posts that complain but have no time, come after `until`, or stand only
        inside others); `answers` (posts of the organisation that answer a post) and its parts:
        `matched` (to a complaint that is measured), `automatic`, `answers_undated`,
        `answers_later`, and `unmatched` (no complaint above it in the file; `missing` of them
        answer a post that is not in the file, `early` one that is later than they are).

    Examples
    --------
    >>> census(example(), by="airline")[["complaints", "unanswered", "matched"]].tolist()
    [2, 1, 1]
    """
    found = _exchange(posts, by, until, every, automatic)
    rows = found.trees.rows
    waits = found.complaint
    heard = waits & (found.first <= found.end)
    named = posts["parent"].notna().to_numpy()[rows]
    answers = found.answering & named
    machine = answers & found.machine
    undated = answers & ~machine & ~found.dated
    later = answers & ~machine & found.dated & (found.moment > found.end)
    matched = found.matched & ~machine
    rest = answers & ~(machine | undated | later | matched)
    return pd.Series(
        {
            "complaints": waits.sum(),
            "answered": heard.sum(),
            "unanswered": (waits & ~heard).sum(),
            "undated": (found.asking & ~found.dated).sum(),
            "later": (found.asking & found.dated & (found.moment > found.end)).sum(),
            "inside": found.inside.sum(),
            "answers": answers.sum(),
            "matched": matched.sum(),
            "automatic": machine.sum(),
            "answers_undated": undated.sum(),
            "answers_later": later.sum(),
            "unmatched": rest.sum(),
            "missing": (rest & (found.trees.parent < 0)).sum(),
            "early": (rest & found.early).sum(),
        },
        dtype="int64",
    )


@dataclass(frozen=True)
class _Exchange:
    """Complaints and answers over the places of the forest; `moment` is in microseconds."""

    trees: Forest
    moment: Ints
    dated: Flags
    end: int
    asking: Flags
    inside: Flags
    answering: Flags
    early: Flags
    machine: Flags
    complaint: Flags
    first: Ints
    replies: Ints
    grade: Ints
    matched: Flags


def _exchange(
    posts: pd.DataFrame, by: By, until: pd.Timestamp | None, every: bool, automatic: Automatic
) -> _Exchange:
    from casekit.response import branches

    trees = forest(posts)
    rows, parent = trees.rows, trees.parent
    dated = posts["at"].notna().to_numpy()[rows]
    at = np.asarray(posts["at"].array.astype("int64"))[rows]
    last = at[dated].max() if dated.any() else 0
    end = last if until is None else clock.instant(until).value // 1000
    said = spoken(posts)[rows]
    machine = written_by_machine(posts, automatic)[rows]
    asking, answering, account = _sides(posts, trees, by, every)
    seen = dated & (at <= end)
    above = np.where(parent >= 0, parent, 0)
    early = (parent >= 0) & dated & dated[above] & (at < at[above])
    if by is not None:
        replies = posts["kind"].isin(["reply", "comment"]).to_numpy()[rows] & answering & ~machine
        heard = above[replies & (parent >= 0) & seen & dated[above] & ~early]
        asking[heard[~answering[heard]]] = True
    # what is held only inside another post had its answers before the archive begins
    embedded = posts["origin"].eq("embedded").to_numpy(dtype=bool)[rows]
    inside = asking & said & embedded
    asking &= said & ~embedded
    answering &= said
    complaint = asking & seen
    if not every:
        complaint = _first_of_each(trees, at, complaint)
    known = (posts[name].cat.codes.to_numpy() for name in ("evidence", "parent_evidence"))
    grade = np.maximum(*known)[rows].astype(np.int64)
    first, count, worst, matched = branches.gather(
        parent, complaint, answering & seen & ~machine, account, at, grade
    )
    return _Exchange(trees, at, dated, int(end), asking, inside, answering, early, machine,
                     complaint, first, count, worst, matched)  # fmt: skip


def _sides(posts: pd.DataFrame, trees: Forest, by: By, every: bool) -> tuple[Flags, Flags, Ints]:
    """Mark who may complain and who may answer, and number their accounts (-1: unknown)."""
    rows = trees.rows
    if by is None:
        if every:
            raise SchemaError("every=True takes the posts that mention or answer an organisation",
                              cure="say by= which accounts are its own")  # fmt: skip
        tied = posts["parent"].notna().to_numpy()[rows]
        unsaid = tied & posts["kind"].isna().to_numpy()[rows]
        told = np.bincount(trees.cascade[unsaid], minlength=len(trees.roots)) == 0
        asks, answers = ~tied & told[trees.cascade], tied & ~unsaid
        return asks, answers, pd.factorize(posts["account"])[0].astype(np.int64)[rows]
    own, named = (marks[rows] for marks in ours(posts, by))
    asking = named | (~own & (trees.parent >= 0) & own[trees.parent])
    account = np.where(own, -1, 0) if not every else pd.factorize(posts["account"])[0][rows]
    return asking, own, account.astype(np.int64)


def _first_of_each(trees: Forest, at: Ints, asking: Flags) -> Flags:
    """Keep the earliest asking post of each cascade."""
    place = np.flatnonzero(asking)
    by_time = place[np.argsort(at[place], kind="stable")]
    _, first = np.unique(trees.cascade[by_time], return_index=True)
    kept = np.zeros_like(asking)
    kept[by_time[first]] = True
    return kept


def _instants(microseconds: Ints) -> pd.Series:
    return pd.Series(microseconds.astype("datetime64[us]")).dt.tz_localize("UTC")
