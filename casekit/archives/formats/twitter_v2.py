"""Twitter API v2 as twarc2 and the interface itself write it: pages, flattened tweets, streams.

Tweets that a page includes because others refer to them become posts of their own. The counts on
a repost are the original's, and are not taken for its own.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Decoder, documents
from casekit.archives.file import File
from casekit.archives.formats.twitter_v1 import note_edits
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, RECORD, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.times import micros
from casekit.errors import CasekitError, ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "twitter-v2"
APART = True
ABOUT = "Twitter API v2 as JSON: twarc2 pages, flattened tweets, or a stream"

Id = str | int | float | None
Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)] | None

_MARKS = {
    "author_id", "conversation_id", "public_metrics", "edit_history_tweet_ids",
    "referenced_tweets", "edit_controls", "reply_settings",
}  # fmt: skip


class Metrics(msgspec.Struct, gc=False):
    """Counts of a tweet."""

    like_count: Count = None
    retweet_count: Count = None
    reply_count: Count = None
    impression_count: Count = None


class Following(msgspec.Struct, gc=False):
    """Counts of an account."""

    followers_count: Count = None


class User(msgspec.Struct, gc=False):
    """An account."""

    id: Id = None
    username: str | None = None
    verified: bool | None = None
    public_metrics: Following | None = None


class Note(msgspec.Struct, gc=False):
    """The long text of a tweet beyond 280 characters."""

    text: str | None = None


class Tweet(msgspec.Struct, gc=False):
    """A tweet: the fields that are wanted of it."""

    id: Id = None
    type: str | None = None
    author_id: Id = None
    created_at: str | None = None
    text: str | None = None
    note_tweet: Note | None = None
    lang: str | None = None
    conversation_id: Id = None
    edit_history_tweet_ids: list[str | int] | None = None
    public_metrics: Metrics | None = None
    non_public_metrics: Metrics | None = None
    referenced_tweets: "list[Tweet] | None" = None
    author: User | None = None
    author_user: User | None = None
    """The author, as 4CAT lays it into a tweet."""
    username: str | None = None
    user: object = None


class Includes(msgspec.Struct, gc=False):
    """What a page brings along."""

    tweets: list[Tweet] | None = None
    users: list[User] | None = None


class Source(msgspec.Struct, gc=False):
    """What twarc2 says about a response."""

    retrieved_at: str | None = None


class Failure(msgspec.Struct, gc=False):
    """Something that the interface could not deliver."""

    title: str | None = None


class Line(Tweet, gc=False):
    """A page, a line of a stream, or a tweet by itself."""

    data: list[Tweet] | Tweet | None = None
    includes: Includes | None = None
    errors: list[Failure] | None = None
    meta: object = None
    twarc: Source | None = msgspec.field(default=None, name="__twarc")


_NOBODY, _UNCOUNTED = User(), Metrics()


def sniff(file: File) -> Verdict:
    """Look for tweets with id and text, under ``data`` or by themselves."""
    keys = file.keys
    for prefix in ("data[].", "data."):
        has = {key.removeprefix(prefix) for key in keys if key.startswith(prefix)}
        if {"id", "text"} <= has:
            return Verdict(True, f"tweets with id and text under {prefix.rstrip('.')}")
        if {"id", "username"} <= has:
            return Verdict.aside("users (username, no text) under data, and no posts")
    if {"id", "text"} <= keys and keys & _MARKS and "user" not in keys:
        return Verdict(True, "tweets with id, text and " + ", ".join(sorted(keys & _MARKS)[:2]))
    if keys:
        return Verdict(False, "JSON without tweets that have id and text", plausible=True)
    return Verdict(False, described(file.magic), file.head.lstrip()[:1] in (b"{", b"["))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read pages, flattened tweets and streams, in batches."""
    rows = Rows("twitter")
    decode = Decoder(Line, tally)
    for file in files:
        for number, raw in documents(file, tally):
            line = decode(raw, file.name, number)
            if line is None:
                tally.records += 1
            else:
                _Page(line, rows, tally, file.name, number).read(raw)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


class _Page:
    """One document: its tweets, the users to look them up, and the time it was fetched."""

    def __init__(self, line: Line, rows: Rows, tally: Tally, file: str, number: int) -> None:
        self._line, self._rows, self._tally = line, rows, tally
        self._file, self._number = file, number
        self._where = f"{file}:{number}"
        users = (line.includes.users if line.includes else None) or ()
        self._users = {_id(user.id): user for user in users}
        self._seen = self._fetched()

    def _fetched(self) -> int | None:
        if self._line.twarc is None or self._line.twarc.retrieved_at is None:
            return None
        try:
            return micros(self._line.twarc.retrieved_at, "UTC")
        except ClockError:
            return None

    def read(self, raw: bytes) -> None:
        """Add everything on it."""
        line = self._line
        tweets: list[Tweet]
        if line.data is None and line.id is None:
            if line.meta is not None or line.errors:
                self._tally.count("pages without tweets", self._where)
                self._note_failures()
                return
            tweets = [line]
        elif line.data is None:
            tweets = [line]
        else:
            tweets = line.data if isinstance(line.data, list) else [line.data]
        self._tally.records += len(tweets)
        for tweet in tweets:
            why = self._add(tweet, RECORD, self._seen)
            if why:
                self._tally.reject(self._file, self._number, why, raw)
        for tweet in (line.includes.tweets if line.includes else None) or ():
            if self._add(tweet, EMBEDDED, self._seen):
                self._tally.count("included tweets that cannot be read", self._where)
        self._note_failures()

    def _note_failures(self) -> None:
        for failure in self._line.errors or ():
            self._tally.count("references that the platform did not deliver ({title})",
                              self._where, title=str(failure.title))  # fmt: skip

    def _add(self, tweet: Tweet, origin: str, seen: int | None) -> CasekitError | None:
        """Add a tweet and those expanded inside it; give what is wrong if it cannot be read."""
        if tweet.user is not None:
            self._tally.count(
                "records of API v1.1 in a file of API v2; format='twitter-v1' reads them",
                self._where,
            )
            return RecordError("a record of API v1.1 in a file of API v2")
        try:
            row = self._row(tweet, origin, seen)
        except ClockError as error:
            return error
        if row is None:
            return RecordError("no id")
        if row.account is None and row.text is None:
            return RecordError(
                "a user, not a post" if tweet.username else "neither author nor text"
            )
        self._rows.add(row)
        for inner in tweet.referenced_tweets or ():
            expanded = inner.text is not None or inner.author_id is not None
            if expanded and self._add(inner, EMBEDDED, row.seen):
                self._tally.count("included tweets that cannot be read", self._where)
        return None

    def _row(self, tweet: Tweet, origin: str, seen: int | None) -> Row | None:
        post = _id(tweet.id)
        if post is None:
            return None
        at = self._time(tweet.created_at, post)
        account = _id(tweet.author_id)
        user = tweet.author or tweet.author_user or self._users.get(account) or _NOBODY
        if tweet.edit_history_tweet_ids:
            note_edits(post, tweet.edit_history_tweet_ids, self._tally)
        kind, parent, root, quoted = _relations(tweet)
        impressions = likes = reposts = replies = None
        if kind != "repost":
            counts = tweet.public_metrics or _UNCOUNTED
            likes, reposts, replies = counts.like_count, counts.retweet_count, counts.reply_count
            impressions = counts.impression_count
            if impressions is None and tweet.non_public_metrics is not None:
                impressions = tweet.non_public_metrics.impression_count
        text = tweet.note_tweet.text if tweet.note_tweet else None
        return Row._make((
            post, at, account or _id(user.id), user.username, kind, parent, root, quoted,
            tweet.text if text is None else text, tweet.lang,
            user.public_metrics.followers_count if user.public_metrics else None,
            impressions, likes, reposts, replies, None, user.verified,
            at if seen is None else seen, origin, None, None, None,
        ))  # fmt: skip

    def _time(self, stated: str | None, post: str) -> int | None:
        """Read when a tweet was posted; where nobody asked for that, its id has it."""
        if stated is not None:
            return micros(stated, self._tally.tz)
        at = ids.time_in(post)
        self._tally.count(ids.DATED, self._where, n=int(at is not None))
        return at


def _relations(tweet: Tweet) -> tuple[str, str | None, str | None, str | None]:
    """Tell kind, parent, root and quoted post from what a tweet refers to."""
    thread = _id(tweet.conversation_id)
    original = answered = quoted = None
    for inner in tweet.referenced_tweets or ():
        if inner.type == "retweeted":
            original = _id(inner.id)
        elif inner.type == "replied_to":
            answered = _id(inner.id)
        elif inner.type == "quoted":
            quoted = _id(inner.id)
    if original:
        return "repost", original, original, None
    if answered:
        return "reply", answered, thread, quoted
    if quoted:
        return "quote", quoted, None, None
    return "post", None, thread, None


def _id(value: Id) -> str | None:
    """Give an id as text; most are plain digits."""
    return value if isinstance(value, str) and value.isdecimal() else ids.plain(value)
