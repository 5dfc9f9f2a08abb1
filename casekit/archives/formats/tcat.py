"""Tweets as DMI-TCAT exports them, as CSV or TSV.

Written from the schema, not seen in the wild. TCAT keeps times in UTC and writes them twice, as
text and as seconds; on a server with another clock the two differ, and the one that the id of the
tweet bears out is taken. A repost names its original by its text only, ``RT @name: ...``, unless
the table has a column retweet_id, or retweeted_id as Gazouilloire writes it.
"""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from casekit.archives import ids
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, count, described_columns, flag
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "dmi-tcat"
APART = True
ABOUT = "tweets as DMI-TCAT exports them, as CSV or TSV"

NEEDED = ("id", "time", "created_at", "from_user_name", "text")
_READ = (*NEEDED, "from_user_id", "in_reply_to_status_id", "quoted_status_id", "retweet_id",
         "retweeted_id", "quoted_id", "reply_count", "lang", "retweet_count", "favorite_count",
         "from_user_followercount", "from_user_verified")  # fmt: skip
CLOSE = 2_000_000
"""Microseconds between a time and the one in the id, which is taken a moment before."""


def sniff(file: File) -> Verdict:
    """Look at the names of the columns."""
    names = columns(file)
    if set(NEEDED) <= set(names):
        return Verdict(True, f"the columns {', '.join(NEEDED)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read tables, in batches."""
    rows = Rows("twitter")
    for file in files:
        table = Table(file, tally, NEEDED)
        if not table.complete:
            continue
        table.leave(_READ)
        for line, values, raw in table:
            try:
                rows.add(_row(values, tally, f"{file.name}:{line}"))
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _row(values: dict[str, str], tally: Tally, where: str) -> Row:
    post = ids.plain(values["id"])
    if post is None:
        raise RecordError("no id")
    at = _time(values, post, tally, where)
    original, answered, quoted = (
        next((found for name in names if (found := ids.plain(values.get(name, "")))), None)
        for names in (
            ("retweet_id", "retweeted_id"),
            ("in_reply_to_status_id",),
            ("quoted_status_id", "quoted_id"),
        )
    )
    kind, parent = "post", None
    if original or values["text"].startswith("RT @"):
        kind, parent, quoted = "repost", original, None
        tally.count("reposts that name their original by its author only", n=int(not original))
    elif answered:
        kind, parent = "reply", answered
    elif quoted:
        kind, parent, quoted = "quote", quoted, None
    own = kind != "repost"
    name = values["from_user_name"].strip() or None
    return Row(
        post=post,
        at=at,
        account=ids.plain(values.get("from_user_id", "")) or name,
        name=name,
        kind=kind,
        parent=parent,
        root=original,
        quoted=quoted,
        text=values["text"],
        lang=values.get("lang") or None,
        followers=count(values, "from_user_followercount", tally, where),
        likes=count(values, "favorite_count", tally, where) if own else None,
        reposts=count(values, "retweet_count", tally, where) if own else None,
        replies=count(values, "reply_count", tally, where) if own else None,
        verified=flag(values.get("from_user_verified", "")),
        seen=at,
    )


def _time(values: dict[str, str], post: str, tally: Tally, where: str) -> int:
    """Take the time as text, unless only the one in seconds agrees with the id."""
    told = micros(values["created_at"], tally.tz or "UTC")
    borne = ids.time_in(post)
    if borne is None or abs(told - borne) <= CLOSE:
        return told
    try:
        seconds = epoch(values["time"])
    except ClockError:
        seconds = told
    if abs(seconds - borne) <= CLOSE:
        tally.count("times taken from the column time: created_at is not in UTC", where)
        return seconds
    tally.count("times that the ids of their tweets contradict", where)
    return told
