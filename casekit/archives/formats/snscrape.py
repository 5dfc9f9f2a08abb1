"""Tweets as snscrape writes them, a JSON object a line (--jsonl).

Written from the schema, not seen in the wild. A reposted or quoted tweet stands inside and becomes
a post of its own; one that was gone is only named. Items of the tool's other modules are rejected
by their type.
"""

from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Count, Decoder, documents
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "snscrape"
APART = True
ABOUT = "tweets as snscrape writes them, a JSON object a line"

Id = str | int | None


class User(msgspec.Struct):
    """The account of a tweet."""

    id: Id = None
    username: str | None = None
    followersCount: Count = None  # noqa: N815
    verified: bool | None = None


class Tweet(msgspec.Struct):
    """A tweet; older versions call the text content."""

    type: str | None = msgspec.field(name="_type", default=None)
    id: Id = None
    url: str | None = None
    date: str | None = None
    content: str | None = None
    rawContent: str | None = None  # noqa: N815
    username: str | None = None
    user: User | None = None
    lang: str | None = None
    conversationId: Id = None  # noqa: N815
    inReplyToTweetId: Id = None  # noqa: N815
    retweetedTweet: "Tweet | None" = None  # noqa: N815
    quotedTweet: "Tweet | None" = None  # noqa: N815
    replyCount: Count = None  # noqa: N815
    retweetCount: Count = None  # noqa: N815
    likeCount: Count = None  # noqa: N815
    viewCount: Count = None  # noqa: N815


def sniff(file: File) -> Verdict:
    """Look for the type that each item states, or for the fields of a tweet."""
    keys = file.keys
    text = keys & {"rawContent", "renderedContent", "content"}
    if "_type" in keys and b"snscrape." in file.head:
        return Verdict(True, "items that state a type of snscrape")
    if keys >= {"url", "date", "user.username", "conversationId"} and text:
        return Verdict(True, "tweets with conversationId and renderedContent")
    if keys >= {"url", "date", "id", "username", "tcooutlinks"} and text:
        return Verdict(True, "tweets with username and tcooutlinks, of an early version")
    seen = f"JSON with {', '.join(sorted(keys)[:8])}" if keys else described(file.magic)
    return Verdict(False, seen, plausible="conversationId" in keys or b"snscrape." in file.head)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read files, in batches; a record is an item."""
    rows = Rows("twitter")
    for file in files:
        decode = Decoder(Tweet, tally)
        for number, raw in documents(file, tally):
            tally.records += 1
            tweet = decode(raw, file.name, number)
            if tweet is None:
                continue
            try:
                found = _rows(tweet, tally, f"{file.name}:{number}")
            except (ClockError, ValueError) as error:
                tally.reject(file.name, number, error, raw)
                continue
            for row in found:
                rows.add(row)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _rows(tweet: Tweet, tally: Tally, where: str) -> list[Row]:
    """Give a tweet and those inside it, the inner ones as old as the outer one says."""
    found = [_row(tweet, tally)]
    waiting = [tweet]
    while waiting:
        here = waiting.pop()
        for inner in (here.retweetedTweet, here.quotedTweet):
            if inner is None:
                continue
            waiting.append(inner)
            if inner.date is None:
                tally.count("tweets inside others that were gone, only named", where)
                continue
            try:
                row = _row(inner, tally)
            except (ClockError, ValueError):
                tally.count("tweets inside others that cannot be read", where)
            else:
                found.append(row._replace(origin=EMBEDDED, seen=found[0].at))
    return found


def _row(tweet: Tweet, tally: Tally) -> Row:
    kind_of_item = (tweet.type or "").removeprefix("snscrape.modules.")
    if kind_of_item not in ("", "twitter.Tweet"):
        raise RecordError("items of type {kind} are not read", kind=kind_of_item[:60])
    post = ids.plain(tweet.id)
    if post is None or tweet.date is None:
        raise RecordError("no id or no date")
    at = micros(tweet.date, tally.tz)
    user = tweet.user or User(username=tweet.username)
    original, quoted = (
        None if inner is None else ids.plain(inner.id)
        for inner in (tweet.retweetedTweet, tweet.quotedTweet)
    )
    answered = ids.plain(tweet.inReplyToTweetId)
    thread = ids.plain(tweet.conversationId)
    kind, parent, root = "post", None, None
    if original:
        kind, parent, root, quoted = "repost", original, original, None
    elif answered or (thread not in (None, post)):
        kind, parent, root = "reply", answered, thread
        tally.count("replies that name their thread and not what they answer", n=int(not answered))
    elif quoted:
        kind, parent, quoted = "quote", quoted, None
    own = kind != "repost"
    return Row(
        post=post,
        at=at,
        account=ids.plain(user.id) or user.username,
        name=user.username,
        kind=kind,
        parent=parent,
        root=root,
        quoted=quoted,
        text=tweet.content if tweet.rawContent is None else tweet.rawContent,
        lang=tweet.lang,
        followers=user.followersCount,
        impressions=tweet.viewCount if own else None,
        likes=tweet.likeCount if own else None,
        reposts=tweet.retweetCount if own else None,
        replies=tweet.replyCount if own else None,
        verified=user.verified,
        seen=at,
        url=tweet.url,
    )
