"""Tweets as Activity Streams, as Gnip and PowerTrack delivered them.

Written from the schema, not seen in the wild. An activity is a post or a share; a share holds the
activity that it shares, a quote the one that it quotes, and each of these becomes a post of its
own. What it answers is named by an address that ends in an id. Ids stand behind a prefix
(``tag:search.twitter.com,2005:``, ``id:twitter.com:``), which is taken off. The counts on a share
are its original's.
"""

from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Count, Decoder, documents
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, RECORD, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "activity-streams"
APART = True
ABOUT = "tweets as Activity Streams of Gnip and PowerTrack, as JSON"

_NEEDED = {"verb", "postedTime", "actor", "actor.preferredUsername"}


class Actor(msgspec.Struct, rename={"name": "preferredUsername", "followers": "followersCount"}):
    """The account."""

    id: str | int | None = None
    name: str | None = None
    followers: Count = None
    verified: bool | None = None


class Answered(msgspec.Struct):
    """What is answered."""

    link: str | None = None


class Long(msgspec.Struct):
    """The long text of a tweet of the 140-character kind."""

    body: str | None = None


class Activity(msgspec.Struct, rename={
    "posted": "postedTime", "answers": "inReplyTo", "quoted": "twitter_quoted_status",
    "lang": "twitter_lang", "likes": "favoritesCount", "shares": "retweetCount",
    "inner": "object",
}):  # fmt: skip
    """An activity: a tweet, or what shares one."""

    id: str | int | None = None
    verb: str | None = None
    posted: str | None = None
    link: str | None = None
    body: str | None = None
    long_object: Long | None = None
    actor: Actor | None = None
    answers: Answered | None = None
    inner: "Activity | None" = None
    quoted: "Activity | None" = None
    lang: str | None = None
    likes: Count = None
    shares: Count = None
    info: object = None
    results: "list[Activity] | None" = None
    """What a search lays its activities into."""


def sniff(file: File) -> Verdict:
    """Look for activities with verb, time and actor."""
    keys = file.keys
    if keys >= _NEEDED or keys >= {f"results[].{key}" for key in _NEEDED}:
        return Verdict(True, "activities with verb, postedTime and actor")
    seen = f"JSON with {', '.join(sorted(keys)[:8])}" if keys else described(file.magic)
    return Verdict(False, seen, plausible="info" in keys and "info.activity_count" in keys)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read activities, in batches; a record is an activity."""
    rows = Rows("twitter")
    for file in files:
        decode = Decoder(Activity, tally)
        for line, raw in documents(file, tally):
            activity = decode(raw, file.name, line)
            if activity is not None and activity.info is not None and activity.id is None:
                tally.count("notices of the delivery, which are not posts", f"{file.name}:{line}")
                continue
            if activity is None:
                tally.records += 1
                continue
            for one in [activity] if activity.results is None else activity.results:
                tally.records += 1
                try:
                    own = _row(one, tally, None, RECORD)
                except (ClockError, ValueError) as error:
                    tally.reject(file.name, line, error, raw)
                    continue
                rows.add(own)
                for row in _inside(one, tally, own.at, f"{file.name}:{line}"):
                    rows.add(row)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _inside(activity: Activity, tally: Tally, seen: int | None, where: str) -> Iterator[Row]:
    """Give the activities inside one."""
    waiting = [activity]
    while waiting:
        here = waiting.pop()
        for inner in (here.inner if here.verb == "share" else None, here.quoted):
            if inner is None:
                continue
            waiting.append(inner)
            try:
                yield _row(inner, tally, seen, EMBEDDED)
            except (ClockError, ValueError):
                tally.count("activities inside others that cannot be read", where)


def _row(activity: Activity, tally: Tally, seen: int | None, origin: str) -> Row:
    post = _id(activity.id)
    if post is None:
        raise RecordError("no id")
    if activity.verb not in ("post", "share"):
        verb = str(activity.verb)[:40]
        raise RecordError("the verb is {verb!r}, neither post nor share", verb=verb)
    at = None if activity.posted is None else micros(activity.posted, tally.tz)
    actor = activity.actor or Actor()
    kind, parent, quoted = "post", None, None
    named = _id(activity.quoted.id) if activity.quoted else None
    answered = _last(activity.answers.link) if activity.answers else None
    if activity.verb == "share":
        kind, parent = "repost", _id(activity.inner.id) if activity.inner else None
    elif answered:
        kind, parent, quoted = "reply", answered, named
    elif named:
        kind, parent = "quote", named
    own = kind != "repost"
    long = activity.long_object.body if activity.long_object else None
    return Row(
        post=post,
        at=at,
        account=_id(actor.id),
        name=actor.name,
        kind=kind,
        parent=parent,
        root=None if own else parent,
        quoted=quoted,
        text=long or activity.body,
        lang=activity.lang,
        followers=actor.followers,
        likes=activity.likes if own else None,
        reposts=activity.shares if own else None,
        verified=actor.verified,
        seen=at if seen is None else seen,
        origin=origin,
        url=activity.link,
    )


def _id(value: str | int | None) -> str | None:
    """Take what stands before an id off."""
    found = ids.plain(value)
    return found.rsplit(":", 1)[-1] or None if found else None


def _last(link: str | None) -> str | None:
    """Take the id at the end of an address."""
    tail = (link or "").rstrip("/").rsplit("/", 1)[-1].split("?")[0]
    return tail if tail.isdecimal() else None
