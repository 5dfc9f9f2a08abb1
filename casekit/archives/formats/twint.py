"""Tweets as twint writes them: CSV, or a JSON object a line.

Written from the schema, not seen in the wild. Times stand in the zone of the machine that asked,
whose name is often none that can be read; the time in the id of the tweet is taken then. A repost
stands as its original with the name of who passed it on beside it: both become posts. A reply
names its thread and not what it answers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Decoder, documents
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, count, described_columns, flag
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "twint"
APART = True
ABOUT = "tweets as twint writes them, as CSV or JSON Lines"

NEEDED = ("id", "conversation_id", "username", "tweet", "link")
Value = str | int | float | bool | None
_QUOTED = re.compile(r"/status(?:es)?/(\d+)")
_ZONE = re.compile(r"[+-]\d\d:?\d\d")


class Tweet(msgspec.Struct):
    """A tweet; the form for data frames names its counts otherwise."""

    id: Value = None
    conversation_id: Value = None
    created_at: Value = None
    date: Value = None
    time: Value = None
    timezone: Value = None
    user_id: Value = None
    username: Value = None
    tweet: Value = None
    language: Value = None
    replies_count: Value = None
    retweets_count: Value = None
    likes_count: Value = None
    nreplies: Value = None
    nretweets: Value = None
    nlikes: Value = None
    link: Value = None
    retweet: Value = None
    quote_url: Value = None
    user_rt_id: Value = None
    user_rt: Value = None
    retweet_id: Value = None


_READ = tuple(field.name for field in msgspec.structs.fields(Tweet))


def sniff(file: File) -> Verdict:
    """Look for the fields or columns of a tweet."""
    keys = file.keys
    if keys >= set(NEEDED):
        return Verdict(True, f"tweets with {', '.join(NEEDED)}")
    if keys:
        seen = f"JSON with {', '.join(sorted(keys)[:8])}"
        return Verdict(False, seen, plausible={"conversation_id", "username"} <= keys)
    names = columns(file)
    if set(NEEDED) <= set(names):
        return Verdict(True, f"the columns {', '.join(NEEDED)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read files, in batches; a record is an object or a row."""
    rows = Rows("twitter")
    for file in files:
        is_json = file.lines or file.head.lstrip()[:1] in (b"{", b"[")
        for number, values, raw in (_objects if is_json else _table)(file, tally):
            try:
                found = _rows(values, tally, f"{file.name}:{number}")
            except (ClockError, ValueError) as error:
                tally.reject(file.name, number, error, raw)
                continue
            for row in found:
                rows.add(row)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


Values = Mapping[str, str]


def _objects(file: File, tally: Tally) -> Iterator[tuple[int, Values, bytes]]:
    decode = Decoder(Tweet, tally)
    for number, raw in documents(file, tally):
        tally.records += 1
        tweet = decode(raw, file.name, number)
        if tweet is not None:
            found = ((name, getattr(tweet, name)) for name in _READ)
            yield number, {name: str(one) for name, one in found if one is not None}, raw


def _table(file: File, tally: Tally) -> Iterator[tuple[int, Values, bytes]]:
    table = Table(file, tally, NEEDED)
    if table.complete:
        table.leave(_READ)
        yield from table


def _rows(values: Values, tally: Tally, where: str) -> list[Row]:
    """Give a tweet, or a repost and its original."""
    tweet = _tweet(values, tally, where)
    if not flag(values.get("retweet", "")):
        return [tweet]
    post = ids.plain(values.get("retweet_id"))
    name = values.get("user_rt", "").strip() or None
    if post is None:
        tally.count("reposts without an id, called by their original and who passed it on", where)
        post = f"{tweet.post}#{name or where}"
    at = ids.time_in(post)
    tally.count("reposts without a time", where, int(at is None))
    passed = Row(post=post, at=at, account=ids.plain(values.get("user_rt_id")) or name, name=name,
                 kind="repost", parent=tweet.post, root=tweet.post, text=tweet.text,
                 lang=tweet.lang, seen=at)  # fmt: skip
    return [passed, tweet._replace(origin=EMBEDDED)]


def _tweet(values: Values, tally: Tally, where: str) -> Row:
    post = ids.plain(values.get("id"))
    if post is None:
        raise RecordError("no id")
    at = _time(values, post, tally, where)
    thread = ids.plain(values.get("conversation_id"))
    address = _QUOTED.search(values.get("quote_url", ""))
    quoted = address[1] if address else None
    kind, parent, root = "post", None, None
    if thread not in (None, post):
        kind, root = "reply", thread
        tally.count("replies that name their thread and not what they answer")
    elif quoted:
        kind, parent, quoted = "quote", quoted, None
    counts = {
        field: next((n for name in names if (n := count(dict(values), name, tally, where))
                     is not None), None)
        for field, names in (("likes", ("likes_count", "nlikes")),
                             ("reposts", ("retweets_count", "nretweets")),
                             ("replies", ("replies_count", "nreplies")))
    }  # fmt: skip
    name = values.get("username", "").strip() or None
    link = values.get("link", "")
    return Row(post=post, at=at, account=ids.plain(values.get("user_id")) or name, name=name,
               kind=kind, parent=parent, root=root, quoted=quoted, text=values.get("tweet"),
               lang=values.get("language") or None, seen=at, likes=counts["likes"],
               reposts=counts["reposts"], replies=counts["replies"],
               url=link if link.startswith("http") else None)  # fmt: skip


def _time(values: Values, post: str, tally: Tally, where: str) -> int:
    """Take the time with its zone; where that cannot be read, the one in the id."""
    made = values.get("created_at", "").strip()
    if made.replace(".", "", 1).isdecimal():
        return epoch(made)
    zone = values.get("timezone", "").strip()
    day, clock = values.get("date", "").strip(), values.get("time", "").strip()
    stamp = f"{day}T{clock}" if clock else day.replace(" ", "T", 1)
    if _ZONE.fullmatch(zone):
        return micros(f"{stamp}{zone[:3]}:{zone[-2:]}")
    if zone in ("UTC", "GMT") or made.endswith((" UTC", " GMT")):
        return micros(f"{stamp or made[:19]}+00:00")
    at = ids.time_in(post)
    if at is None:
        return micros(stamp or made[:19], tally.tz)
    tally.count("times in a zone that cannot be read, taken from the id", where)
    return at
