"""Tweets as Apify's tweet scrapers leave them in a dataset: JSON, JSON Lines or CSV.

Written from the schema, not seen in the wild. The tables lay objects flat, with a stroke between
the names (author/userName). Reposted and quoted tweets stand inside and become posts of their own.
Items that say that nothing was found are counted.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Count, Decoder, documents
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, described_columns
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "apify"
APART = True
ABOUT = "tweets as Apify's tweet scrapers leave them: JSON, JSON Lines or CSV"

NEEDED = ("id", "createdAt", "author/userName")
INNER = ("quote", "retweet", "quoted_tweet", "retweeted_tweet")
Id = str | int | None


class Author(msgspec.Struct):
    """The account of a tweet."""

    id: Id = None
    userName: str | None = None  # noqa: N815
    followers: Count = None
    isVerified: bool | None = None  # noqa: N815


class Tweet(msgspec.Struct):
    """A tweet, with those that it quotes or reposts."""

    type: str | None = None
    id: Id = None
    url: str | None = None
    text: str | None = None
    fullText: str | None = None  # noqa: N815
    createdAt: str | None = None  # noqa: N815
    lang: str | None = None
    author: Author | None = None
    isReply: bool | None = None  # noqa: N815
    isRetweet: bool | None = None  # noqa: N815
    isQuote: bool | None = None  # noqa: N815
    inReplyToId: Id = None  # noqa: N815
    conversationId: Id = None  # noqa: N815
    quoteId: Id = None  # noqa: N815
    quote: "Tweet | None" = None
    retweet: "Tweet | None" = None
    quoted_tweet: "Tweet | None" = None
    retweeted_tweet: "Tweet | None" = None
    likeCount: Count = None  # noqa: N815
    retweetCount: Count = None  # noqa: N815
    replyCount: Count = None  # noqa: N815
    viewCount: Count = None  # noqa: N815
    noResults: bool | None = None  # noqa: N815


_FIELDS = {field.name for field in msgspec.structs.fields(Tweet)}
_AUTHOR = {field.name for field in msgspec.structs.fields(Author)}


def sniff(file: File) -> Verdict:
    """Look for the fields of a tweet, nested or laid flat."""
    keys = file.keys
    if keys >= {"author.userName", "createdAt"} and keys & {"text", "fullText"}:
        return Verdict(True, "tweets with author.userName and createdAt")
    if keys:
        seen = f"JSON with {', '.join(sorted(keys)[:8])}"
        return Verdict(False, seen, plausible="author.userName" in keys)
    names = columns(file)
    if set(NEEDED) <= set(names):
        return Verdict(True, f"the columns {', '.join(NEEDED)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read files, in batches; a record is an item or a row."""
    rows = Rows("twitter")
    for file in files:
        is_json = file.lines or file.head.lstrip()[:1] in (b"{", b"[")
        for number, tweet, raw in (_items if is_json else _table)(file, tally):
            where = f"{file.name}:{number}"
            if tweet.noResults or tweet.type == "mock_tweet":
                tally.records -= 1
                tally.count("items that say that nothing was found", where)
                continue
            try:
                found = _rows(tweet, tally, where)
            except (ClockError, ValueError) as error:
                tally.reject(file.name, number, error, raw)
                continue
            for row in found:
                rows.add(row)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _items(file: File, tally: Tally) -> Iterator[tuple[int, Tweet, bytes]]:
    decode = Decoder(Tweet, tally)
    for number, raw in documents(file, tally):
        tally.records += 1
        tweet = decode(raw, file.name, number)
        if tweet is not None:
            yield number, tweet, raw


def _table(file: File, tally: Tally) -> Iterator[tuple[int, Tweet, bytes]]:
    table = Table(file, tally, NEEDED)
    if not table.complete:
        return
    table.leave([name for name in table.names if _is_read(name)])
    for number, values, raw in table:
        tree = _raised(values)
        try:
            yield number, msgspec.convert(tree, Tweet, strict=False), raw
        except msgspec.ValidationError as error:
            tally.reject(file.name, number, error, raw)


def _is_read(name: str) -> bool:
    *outer, last = name.split("/")
    if outer and outer[-1] == "author":
        return last in _AUTHOR and all(part in INNER for part in outer[:-1])
    return last in _FIELDS - {"author", *INNER} and all(part in INNER for part in outer)


def _raised(values: dict[str, str]) -> dict[str, Any]:
    """Put the columns of a row back into the objects that they were."""
    tree: dict[str, Any] = {}
    for name, value in values.items():
        if value == "" or not _is_read(name):
            continue
        *outer, last = name.split("/")
        here = tree
        for part in outer:
            here = here.setdefault(part, {})
        here[last] = value
    return tree


def _rows(tweet: Tweet, tally: Tally, where: str) -> list[Row]:
    """Give a tweet and those inside it."""
    found = [_row(tweet, tally)]
    waiting = [tweet]
    while waiting:
        here = waiting.pop()
        for inner in (getattr(here, name) for name in INNER):
            if inner is None or inner.createdAt is None:
                continue
            waiting.append(inner)
            try:
                row = _row(inner, tally)
            except (ClockError, ValueError):
                tally.count("tweets inside others that cannot be read", where)
            else:
                found.append(row._replace(origin=EMBEDDED, seen=found[0].at))
    return found


def _row(tweet: Tweet, tally: Tally) -> Row:
    post = ids.plain(tweet.id)
    if post is None or tweet.createdAt is None:
        raise RecordError("no id or no createdAt")
    at = micros(tweet.createdAt, tally.tz)
    author = tweet.author or Author()
    kind, parent, root, quoted = _relations(tweet, post)
    tally.count("reposts that do not name their original", n=int(kind == "repost" and not parent))
    own = kind != "repost"
    return Row(
        post=post,
        at=at,
        account=ids.plain(author.id) or author.userName,
        name=author.userName,
        kind=kind,
        parent=parent,
        root=root,
        quoted=quoted,
        text=tweet.fullText or tweet.text,
        lang=tweet.lang,
        followers=author.followers,
        impressions=tweet.viewCount if own else None,
        likes=tweet.likeCount if own else None,
        reposts=tweet.retweetCount if own else None,
        replies=tweet.replyCount if own else None,
        verified=author.isVerified,
        seen=at,
        url=tweet.url,
    )


def _relations(tweet: Tweet, post: str) -> tuple[str, str | None, str | None, str | None]:
    """Tell kind, parent, root and quoted post."""
    passed, inside = tweet.retweet or tweet.retweeted_tweet, tweet.quote or tweet.quoted_tweet
    original = ids.plain(passed.id) if passed else None
    quoted = ids.plain(tweet.quoteId) or (ids.plain(inside.id) if inside else None)
    if original or tweet.isRetweet:
        return "repost", original, original, None
    answered = ids.plain(tweet.inReplyToId)
    if answered or tweet.isReply:
        thread = ids.plain(tweet.conversationId)
        return "reply", answered, None if thread == post else thread, quoted
    if quoted or tweet.isQuote:
        return "quote", quoted, None, None
    return "post", None, None, None
