"""Tweets with the counts of their audience, as two public sets keep them, as CSV.

The roots of ControversyDetection have ids, and name their thread; the answers were kept elsewhere.
The `ratio` of FiveThirtyEight has no column of ids: they stand in the address. Its times are
written in the order of the United States, without seconds and zone; they are UTC, as the ids bear
out, and where an id contradicts its time by more than two minutes it is said. Its bytes are of no
one encoding, so that texts hold broken letters. That a text begins like a repost or an answer is
no proof that it is one: the kind of such tweets is left unknown.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

import pyarrow as pa

from casekit.archives import ids
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, count, described_columns
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "tweet-counts"
APART = True
ABOUT = "tweets with their counts as CSV (ControversyDetection, FiveThirtyEight's ratio)"

ROOTS = ("time", "id", "user_id", "parent_id", "root_id", "reply_count", "rt_count", "like_count",
         "text")  # fmt: skip
RATIO = ("created_at", "text", "url", "replies", "retweets", "favorites", "user")
SLACK = 120_000_000
"""Microseconds by which a time without seconds may differ from that in the id."""

_STATUS = re.compile(r"/status(?:es)?/(\d+)", re.ASCII)
_TIME = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4}) (\d{1,2}):(\d{2})", re.ASCII)


def sniff(file: File) -> Verdict:
    """Look at the names of the columns."""
    names = columns(file)
    form = _form(names)
    if form is not None:
        return Verdict(True, f"the columns {', '.join(form)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def _form(names: list[str]) -> tuple[str, ...] | None:
    return next((form for form in (ROOTS, RATIO) if set(form) <= set(names)), None)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read tables, in batches."""
    rows = Rows("twitter")
    for file in files:
        form = _form(columns(file))
        table = Table(file, tally, ROOTS if form is None else form)
        if form is None or not table.complete:
            continue
        table.leave(form)
        make = _rooted if form is ROOTS else _rated
        for line, values, raw in table:
            try:
                rows.add(make(values, tally, f"{file.name}:{line}"))
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _rooted(values: dict[str, str], tally: Tally, where: str) -> Row:
    post = ids.plain(values["id"])
    if post is None:
        raise RecordError("no id")
    at = micros(values["time"].strip(), tally.tz)
    parent = ids.plain(values["parent_id"])
    parent = None if parent == "-1" else parent
    return Row(
        post=post,
        at=at,
        account=ids.plain(values["user_id"]),
        kind="post" if parent is None else "reply",
        parent=parent,
        root=ids.plain(values["root_id"]),
        text=values["text"],
        likes=count(values, "like_count", tally, where),
        reposts=count(values, "rt_count", tally, where),
        replies=count(values, "reply_count", tally, where),
        seen=at,
    )


def _rated(values: dict[str, str], tally: Tally, where: str) -> Row:
    found = _STATUS.search(values["url"])
    if found is None:
        raise RecordError("no id in the address")
    at = _american(values["created_at"])
    try:
        if not -SLACK <= ids.snowflake_micros(found[1]) - at <= SLACK:
            tally.count("times that the ids of their tweets contradict", where)
    except ClockError:
        tally.count("times that no id bears out, taken as UTC", where)
    text = values["text"]
    other = text.startswith(("RT @", "@", ".@"))
    tally.count("texts that begin like a repost or an answer; their kind is left unknown", n=other)
    replies = count(values, "replies", tally, where)
    reposts = count(values, "retweets", tally, where)
    if replies is not None and reposts is not None and replies > reposts:
        tally.count("tweets with more replies than retweets")
    user = values["user"].strip() or None
    return Row(
        post=found[1],
        at=at,
        account=user,
        name=user,
        kind=None if other else "post",
        text=text,
        likes=count(values, "favorites", tally, where),
        reposts=reposts,
        replies=replies,
        seen=at,
        url=values["url"],
    )


def _american(text: str) -> int:
    """Read month/day/year hour:minute, UTC."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise RecordError("{text!r} is no time such as 10/16/17 22:59", text=text[:40])
    month, day, year, hour, minute = map(int, found.groups())
    try:
        at = dt.datetime(year + (2000 if year < 100 else 0), month, day, hour, minute)  # noqa: DTZ001
    except ValueError:
        raise RecordError("{text!r} is no time: no calendar and no clock has it",
                          text=text[:40]) from None  # fmt: skip
    return micros(f"{at.isoformat()}Z")
