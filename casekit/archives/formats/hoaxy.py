"""Edges between accounts as Hoaxy exports them, as CSV.

An edge runs the way the message travelled only for retweets and quotes: their post is that of the
account at its end. For mentions and replies it is that of the account at its start, and so it is
for whatever older exports mark as a mention: they give such a row the type of the post, which may
be a quote of somebody else, or "origin" for one that passes nothing on. The id of the
post is given, not that of what it passed on: reposts hang below a post that stands in for any of
that account. A post that mentions several accounts has a row for each; they are one post. Posts
that only mention may be answers: their kind is left unknown. The address joins the account at the
start with the post, and is kept where that is the one that posted it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyarrow as pa

from casekit.archives import ids
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.standins import ACCOUNT, StandIns
from casekit.archives.tables import Table, columns, described_columns, flag
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "hoaxy"
ABOUT = "edges between accounts as Hoaxy exports them, as CSV"

NEEDED = ("from_user_id", "from_user_screen_name", "to_user_id", "to_user_screen_name", "tweet_id",
          "tweet_type", "tweet_created_at")  # fmt: skip
TYPES = {"retweet": "repost", "quote": "quote", "reply": "reply", "origin": "post",
         "mention": None}  # fmt: skip
"""Kinds of edges, what tells most of a post first."""
_RANK = list(TYPES)


class Edge(NamedTuple):
    """One row: who posted, on whom, and how."""

    type: str
    by: tuple[str, str | None]
    on: tuple[str, str | None]
    at: int
    url: str | None


def sniff(file: File) -> Verdict:
    """Look at the names of the columns."""
    names = columns(file)
    if set(NEEDED) <= set(names):
        return Verdict(True, f"the columns {', '.join(NEEDED)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read edges, in batches; a record is a row."""
    rows = Rows("twitter")
    posts = _Posts(tally)
    for file in files:
        table = Table(file, tally, NEEDED)
        if not table.complete:
            continue
        table.leave([*NEEDED, "tweet_url", "pub_date", "date_published", "is_mention"])
        for line, values, raw in table:
            try:
                post, edge = _edge(values, tally)
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
                continue
            posts.add(post, edge)
    standins = StandIns(rows)
    for row in posts.rows(standins):
        rows.add(row)
        if rows.full:
            yield rows.batch()
    standins.finish(tally)
    yield rows.batch()


def _edge(values: dict[str, str], tally: Tally) -> tuple[str, Edge]:
    post = ids.plain(values["tweet_id"])
    start, end = (ids.plain(values[f"{side}_user_id"]) for side in ("from", "to"))
    if post is None or start is None or end is None:
        raise RecordError("no tweet_id, from_user_id or to_user_id")
    kind = values["tweet_type"].strip().lower()
    if kind not in TYPES:
        raise RecordError("{name} is {seen!r}, none of {words}", name="tweet_type",
                          seen=kind[:40], words=", ".join(TYPES))  # fmt: skip
    one = (start, values["from_user_screen_name"] or None)
    other = (end, values["to_user_screen_name"] or None)
    at = micros(values["tweet_created_at"], tally.tz)
    tally.count("rows of type {kind}", kind=kind)
    if kind != "origin" and flag(values.get("is_mention", "")):
        kind = "mention"
    if kind in ("retweet", "quote"):
        return post, Edge(kind, other, one, at, None)
    return post, Edge(kind, one, other, at, values.get("tweet_url") or None)


class _Posts:
    """The posts that the rows speak of, each with its rows."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._edges: dict[tuple[str, int], list[Edge]] = {}
        """By the id of the post; one that went through a number is never taken for another."""
        self._starts: set[str] = set()
        self._ends: set[str] = set()

    def add(self, post: str, edge: Edge) -> None:
        """Take a row."""
        passed = edge.type in ("retweet", "quote")
        self._starts.add((edge.on if passed else edge.by)[0])
        self._ends.add((edge.by if passed else edge.on)[0])
        key = (post, len(self._edges) if ids.damaged(post) else 0)
        edges = self._edges.setdefault(key, [])
        if edge in edges:
            self._tally.duplicates += 1
            return
        if edges:
            self._tally.accepted += 1
            self._tally.count("further rows of a post, such as for each account it mentions")
        edges.append(edge)

    def rows(self, standins: StandIns) -> Iterator[Row]:
        """Give a row for each post."""
        for (post, _), edges in self._edges.items():
            edge = min(edges, key=lambda edge: _RANK.index(edge.type))
            url = edge.url
            if len({one.by for one in edges}) > 1:
                self._tally.count("posts that rows give to different accounts; one is kept", post)
            kind = TYPES[edge.type]
            passed = kind not in (None, "post")
            yield Row(
                post=post,
                at=edge.at,
                account=edge.by[0],
                name=edge.by[1],
                kind=kind,
                parent=standins.of(*edge.on) if passed else None,
                parent_is=ACCOUNT if passed else None,
                seen=edge.at,
                url=url,
            )
        self._tally.count("accounts under from_user_id", n=len(self._starts))
        self._tally.count("accounts under to_user_id", n=len(self._ends))
        self._tally.count("accounts named, some only in mentions",
                          n=len(self._starts | self._ends))  # fmt: skip
