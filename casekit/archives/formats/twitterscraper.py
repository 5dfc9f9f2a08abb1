"""Tweets as twitterscraper wrote them: one list of JSON.

A reply names the first tweet of its thread and not the one that it answers. Reposts stand in
versions from 2019 only: the tweet with who passed it on, whose id says when.
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
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "twitterscraper"
APART = True
ABOUT = "tweets as twitterscraper wrote them, as JSON"

Id = str | int | None


class Tweet(msgspec.Struct, omit_defaults=True):
    """A tweet; versions from 2019 call the handle username, later ones screen_name."""

    tweet_id: Id = None
    tweet_url: str | None = None
    user_id: Id = None
    screen_name: str | None = None
    username: str | None = None
    timestamp: str | None = None
    timestamp_epochs: Id = None
    text: str | None = None
    likes: Count = None
    retweets: Count = None
    replies: Count = None
    parent_tweet_id: Id = None
    conversation_id: Id = None
    is_retweet: Id = None
    retweet_id: Id = None
    retweeter_userid: Id = None
    retweeter_username: str | None = None


def sniff(file: File) -> Verdict:
    """Look for the fields of a tweet and its time in seconds."""
    if file.keys >= {"tweet_id", "tweet_url", "timestamp_epochs", "username"}:
        return Verdict(True, "tweets with tweet_url, username and timestamp_epochs")
    return Verdict(False, described(file.magic), plausible="timestamp_epochs" in file.keys)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read files, in batches; a record is an object."""
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
    """Give a tweet, or a repost and its original."""
    made = _row(tweet, tally)
    if not tweet.is_retweet or str(tweet.is_retweet) == "0":
        return [made]
    name = tweet.retweeter_username or None
    post = ids.plain(tweet.retweet_id)
    if post is None:
        tally.count("reposts without an id, called by their original and who passed it on", where)
        post = f"{made.post}#{name or where}"
    at = ids.time_in(post)
    tally.count("reposts without a time", where, int(at is None))
    passed = Row(post=post, at=at, account=ids.plain(tweet.retweeter_userid) or name, name=name,
                 kind="repost", parent=made.post, root=made.post, text=made.text,
                 seen=at)  # fmt: skip
    return [passed, made._replace(origin=EMBEDDED)]


def _row(tweet: Tweet, tally: Tally) -> Row:
    post = ids.plain(tweet.tweet_id)
    thread = ids.plain(tweet.parent_tweet_id) or ids.plain(tweet.conversation_id)
    if post is None:
        raise RecordError("no id")
    at = _time(tweet)
    answers = thread not in (None, post)
    tally.count("replies that name their thread and not what they answer", n=int(answers))
    name = tweet.screen_name or tweet.username
    link = tweet.tweet_url or ""
    return Row(post=post, at=at, account=ids.plain(tweet.user_id) or name, name=name,
               kind="reply" if answers else "post", root=thread if answers else None,
               text=tweet.text, likes=tweet.likes, reposts=tweet.retweets, replies=tweet.replies,
               seen=at, url=f"https://twitter.com{link}" if link.startswith("/") else None,
               )  # fmt: skip


def _time(tweet: Tweet) -> int:
    """Take the time that counts seconds; that in words is UTC."""
    if tweet.timestamp_epochs is not None:
        return epoch(tweet.timestamp_epochs)
    if tweet.timestamp is None:
        raise RecordError("no date")
    return micros(tweet.timestamp, "UTC")
