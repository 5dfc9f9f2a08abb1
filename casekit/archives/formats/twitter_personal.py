"""A person's own Twitter archive: tweets.js as Twitter hands it out, by itself or in its zip.

The files are JavaScript: a name is given a list of ``{"tweet": {...}}``, older ones of tweets, and
all numbers are texts. No tweet says who wrote it: account.js does, or else a reply to a tweet of
the same archive, which names the account that it answers. Reposts are there as ``RT @name: ...``
only, so that their original is not known. Archives from before 2018 hold statuses with user and
original (data/js/tweets, Grailbird), and the same once more as a table, tweets.csv.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Decoder, documents
from casekit.archives.file import File
from casekit.archives.formats.twitter_v1 import note_edits
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, RECORD, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, described_columns
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "twitter-personal"
ABOUT = "a person's own Twitter archive: tweets.js, by itself or in its zip"

UNKNOWN = "owner"
"""What the account is called where the archive does not say whose it is."""

_NAMED = re.compile(
    rb"\s*(?:(?:window\.)?(?:YTD|Grailbird)\.(?:data\.)?(\w+)(?:\.part\d+)?"
    rb"|var\s+(user_details|payload_details|tweet_index))\s*=\s*"
)
_HOLDERS = (b"account", b"user_details")
"""What files are called by that say whose archive it is."""
_COLUMNS = ("tweet_id", "timestamp", "text", "retweeted_status_id", "retweeted_status_timestamp")
"""Columns of the table that archives from before 2018 hold beside their scripts."""
_POSTS = re.compile(rb"(?:tweets?|community_tweet|tweets_\d{4}_\d\d)$")
_SPACED = re.compile(r" (?=[+-]\d{4}$)")


class User(msgspec.Struct):
    """The account, in archives that have it."""

    id_str: str | None = None
    screen_name: str | None = None


class Initial(msgspec.Struct, rename={"versions": "editTweetIds"}):
    """The versions of a tweet."""

    versions: list[str] | None = None


class Edits(msgspec.Struct):
    """Whether a tweet was edited."""

    initial: Initial | None = None


class Tweet(msgspec.Struct):
    """A tweet; older archives lay it bare, newer ones wrap it."""

    tweet: "Tweet | None" = None
    id_str: str | None = None
    id: str | int | None = None
    created_at: str | None = None
    full_text: str | None = None
    text: str | None = None
    lang: str | None = None
    favorite_count: str | int | None = None
    retweet_count: str | int | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_status_id: str | int | None = None
    in_reply_to_user_id_str: str | None = None
    quoted_status_id_str: str | None = None
    retweeted_status: "Tweet | None" = None
    user: User | None = None
    edit_info: Edits | None = None


class Account(msgspec.Struct, rename={"id": "accountId", "name": "username"}):
    """Whose archive it is."""

    id: str | None = None
    name: str | None = None


class Holder(msgspec.Struct):
    """The one element of account.js, or of user_details.js before 2018."""

    account: Account | None = None
    id: str | None = None
    screen_name: str | None = None


def sniff(file: File) -> Verdict:
    """Look for the name that the file gives its list, or for the columns of tweets.csv."""
    name = _name(file)
    if name is None:
        names = columns(file)
        if set(_COLUMNS) <= set(names):
            return Verdict(True, f"the columns {', '.join(_COLUMNS)}")
        return Verdict(False, described_columns(names) or described(file.magic))
    if _POSTS.match(name) or name in _HOLDERS:
        return Verdict(True, f"JavaScript that fills {name.decode()}")
    return Verdict.aside("side material of a Twitter archive ({name})", name=name.decode()[:40])


def _name(file: File) -> bytes | None:
    """Give the name that a script fills."""
    match = _NAMED.match(file.head)
    return match and (match[1] or match[2])


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read archives; a record is a tweet. They come when it is known whose they are."""
    owner: Account | None = None
    found: list[tuple[Row, str | None]] = []
    for file in files:
        name = _name(file)
        if name in _HOLDERS:
            owner = _holder(file, tally) or owner
            continue
        tweets = _scripted(file, tally) if name else _tabled(file, tally)
        for line, tweet, raw in tweets:
            try:
                found += _rows(tweet, tally)
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
    owner = owner or _answered(found, tally)
    rows = Rows("twitter")
    for row, _ in found:
        mine = row.account is None and row.origin == RECORD
        rows.add(row._replace(account=owner.id, name=owner.name) if mine else row)
        if rows.full:
            yield rows.batch()
    yield rows.batch()


def _plain(file: File) -> File:
    """Give a file without the name that it fills."""
    match = _NAMED.match(file.head)
    stream = file.open()
    stream.read(match.end() if match else 0)
    return File(file.name, stream)


def _scripted(file: File, tally: Tally) -> Iterator[tuple[int, Tweet, bytes]]:
    """Give the tweets of a script with their lines."""
    decode = Decoder(Tweet, tally)
    for line, raw in documents(_plain(file), tally):
        tally.records += 1
        told = decode(raw, file.name, line)
        if told is not None:
            yield line, told.tweet or told, raw


def _tabled(file: File, tally: Tally) -> Iterator[tuple[int, Tweet, bytes]]:
    """Give the tweets of a table with their lines, as a script would have them."""
    table = Table(file, tally, _COLUMNS)
    if not table.complete:
        return
    table.leave([*_COLUMNS, "in_reply_to_status_id", "in_reply_to_user_id",
                 "retweeted_status_user_id"])  # fmt: skip
    for line, row, raw in table:
        get = {name: value.strip() or None for name, value in row.items()}
        original = None
        if get["retweeted_status_id"]:
            original = Tweet(
                id_str=get["retweeted_status_id"],
                created_at=get["retweeted_status_timestamp"],
                user=User(get.get("retweeted_status_user_id")),
            )
        yield (
            line,
            Tweet(
                id_str=get["tweet_id"],
                created_at=get["timestamp"],
                text=get["text"],
                in_reply_to_status_id_str=get.get("in_reply_to_status_id"),
                in_reply_to_user_id_str=get.get("in_reply_to_user_id"),
                retweeted_status=original,
            ),
            raw,
        )


def _holder(file: File, tally: Tally) -> Account | None:
    decode = Decoder(Holder, Tally())
    for line, raw in documents(_plain(file), tally):
        holder = decode(raw, file.name, line) or Holder()
        account = holder.account or Account(holder.id, holder.screen_name)
        if account.id:
            return account
    why = RecordError("a script that should name the account and does not")
    tally.damage(file.name, 1, why, file.head)
    return None


def _answered(found: list[tuple[Row, str | None]], tally: Tally) -> Account:
    """Tell whose archive it is from a reply to one of its own tweets."""
    own = {row.post for row, _ in found}
    for row, answered in found:
        if row.parent in own and answered:
            tally.count("archives without account.js whose account is known from its replies to "
                        "itself")  # fmt: skip
            return Account(answered)
    if any(row.account is None for row, _ in found):
        tally.count("archives that do not say whose they are; the account is called {name!r}",
                    name=UNKNOWN)  # fmt: skip
    return Account(UNKNOWN)


def _rows(tweet: Tweet, tally: Tally) -> Iterator[tuple[Row, str | None]]:
    """Give a tweet, and the one inside it; with each the account that it answers."""
    row = _row(tweet, tally)
    yield row, tweet.in_reply_to_user_id_str
    if tweet.retweeted_status is not None:
        yield _row(tweet.retweeted_status, tally)._replace(origin=EMBEDDED, seen=row.at), None


def _row(tweet: Tweet, tally: Tally) -> Row:
    post = ids.plain(tweet.id_str) or ids.plain(tweet.id)
    if post is None:
        raise RecordError("no id")
    at = _time(tweet.created_at, post, tally)
    text = tweet.text if tweet.full_text is None else tweet.full_text
    answered = ids.plain(tweet.in_reply_to_status_id_str) or ids.plain(tweet.in_reply_to_status_id)
    quoted = ids.plain(tweet.quoted_status_id_str)
    kind, parent = "post", None
    if tweet.retweeted_status is not None or (text or "").startswith("RT @"):
        kind, quoted = "repost", None
        original = tweet.retweeted_status or Tweet()
        parent = ids.plain(original.id_str) or ids.plain(original.id)
        tally.count("reposts that name their original by its author only", n=int(parent is None))
    elif answered:
        kind, parent = "reply", answered
    elif quoted:
        kind, parent, quoted = "quote", quoted, None
    if tweet.edit_info and tweet.edit_info.initial and tweet.edit_info.initial.versions:
        note_edits(post, tweet.edit_info.initial.versions, tally)
    user = tweet.user or User()
    own = kind != "repost"
    return Row(
        post=post,
        at=at,
        account=ids.plain(user.id_str),
        name=user.screen_name,
        kind=kind,
        parent=parent,
        root=parent if kind == "repost" else None,
        quoted=quoted,
        text=text,
        lang=tweet.lang,
        likes=_count(tweet.favorite_count, tally) if own else None,
        reposts=_count(tweet.retweet_count, tally) if own else None,
        seen=at,
    )


def _time(stated: str | None, post: str, tally: Tally) -> int:
    if stated is not None:
        return micros(_SPACED.sub("", stated), tally.tz)
    at = ids.time_in(post)
    if at is None:
        raise RecordError("no created_at")
    tally.count(ids.DATED)
    return at


def _count(value: Any, tally: Tally) -> int | None:
    """Read a count, which is a text."""
    text = str(value).strip()
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    tally.count("counts that are none, left unknown", n=int(value is not None))
    return None
