"""Posts of any platform as 4CAT exports them, as CSV.

Written from the schema, not seen in the wild. Every table has id, thread_id, author, body and a
time in UTC, and beside them what its platform offers. A post whose thread is another one stands in
a thread: its root is known, and its parent only where a column names it. Reposts of tweets name
the account that they repost and not the tweet, and so do messages of Telegram that were forwarded.
A message of Telegram is called by its chat and number, whether the table does so or not, since
every chat counts from one.
"""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from casekit.archives import ids
from casekit.archives.file import File
from casekit.archives.formats.reddit import GONE, REMOVED
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, count, described_columns, flag
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "4cat"
APART = True
ABOUT = "posts of any platform as 4CAT exports them, as CSV"

NEEDED = ("id", "thread_id", "author", "body", "timestamp")
_PARENT = ("parent", "parent_id", "reply_to", "in_reply_to", "replied_id")
_COUNTS = {
    "likes": ("like_count", "likes", "num_likes", "score"),
    "reposts": ("retweet_count", "repost_count", "reposts", "num_shares", "shares"),
    "replies": ("reply_count", "num_comments", "comments", "replies"),
    "impressions": ("impression_count", "view_count", "num_views", "views"),
    "followers": ("author_followers", "author_follower_count"),
}
_LINK = ("link", "url", "post_url", "tweet_url")
_LANG = ("language_guess", "lang", "language")
_VERIFIED = ("author_is_verified", "author_verified", "verified")
_TWEETS = ("is_retweet", "is_reply", "is_quote_tweet")
_FORWARDED = ("author_forwarded_from_id", "author_forwarded_from_username",
              "author_forwarded_from_name")  # fmt: skip
_PLATFORMS = (("is_retweet", "twitter"), ("subreddit", "reddit"), ("chat", "telegram"))
_READ = {*NEEDED, "unix_timestamp", "author_id", "subject", "author_username",
         *_FORWARDED, *_PARENT, *_LINK, *_LANG, *_VERIFIED, *_TWEETS,
         *(name for names in _COUNTS.values() for name in names)}  # fmt: skip


def sniff(file: File) -> Verdict:
    """Look at the names of the columns."""
    names = columns(file)
    if set(NEEDED) <= set(names):
        return Verdict(True, f"the columns {', '.join(NEEDED)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read tables, in batches."""
    rows = Rows(None)
    for file in files:
        table = Table(file, tally, NEEDED)
        if not table.complete:
            continue
        table.leave(_READ)
        platform = next((word for name, word in _PLATFORMS if name in table.names), None)
        for line, values, raw in table:
            try:
                rows.add(_row(values, platform, tally, f"{file.name}:{line}"))
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _row(values: dict[str, str], platform: str | None, tally: Tally, where: str) -> Row:
    post = ids.plain(values["id"])
    if post is None:
        raise RecordError("no id")
    if platform == "telegram":
        post = _message(post, values)
    stamp = values.get("unix_timestamp", "").strip()
    at = epoch(stamp) if stamp else micros(values["timestamp"], tally.tz or "UTC")
    thread = ids.plain(values["thread_id"])
    kind, parent = _relation(values, post, thread, platform)
    if kind == "repost":
        tally.count("reposts that name their original by its author only")
    counts = {
        what: next((n for name in names if (n := count(values, name, tally, where)) is not None),
                   None)
        for what, names in _COUNTS.items()
    }  # fmt: skip
    if kind == "repost":
        counts |= dict.fromkeys(("likes", "reposts", "replies", "impressions"))
    author = values["author"].strip() or None
    text = "\n\n".join(filter(None, (values.get("subject"), values["body"]))) or None
    if platform == "reddit":
        author = None if author in GONE else author
        text = None if text in REMOVED else text
    return Row(
        post=post,
        at=at,
        account=ids.plain(values.get("author_id", "")) or author,
        name=values.get("author_username") or author,
        kind=kind,
        parent=parent,
        root=None if kind in ("repost", "quote") or platform == "telegram" else thread,
        text=text,
        lang=_first(values, _LANG),
        followers=counts["followers"],
        impressions=counts["impressions"],
        likes=counts["likes"],
        reposts=counts["reposts"],
        replies=counts["replies"],
        verified=flag(_first(values, _VERIFIED) or ""),
        seen=at,
        url=_first(values, _LINK),
        platform=platform,
    )


def _relation(
    values: dict[str, str], post: str, thread: str | None, platform: str | None
) -> tuple[str | None, str | None]:
    """Tell kind and parent."""
    if platform == "twitter":
        retweet, reply, quote = (flag(values.get(name, "")) for name in _TWEETS)
        if retweet or values["body"].startswith("RT @"):
            return "repost", None
        return ("reply" if reply else "quote" if quote else "post"), None
    if platform == "telegram":
        answered = ids.plain(values.get("reply_to", ""))
        if _first(values, _FORWARDED):
            return "repost", None
        return ("reply", _message(answered, values)) if answered else ("post", None)
    named = ids.plain(_first(values, _PARENT) or "")
    if platform == "reddit" and named:
        named = named.removeprefix("t1_").removeprefix("t3_")
    if thread in (None, post):
        return "post", None
    return "comment", None if named == post else named


def _message(number: str, values: dict[str, str]) -> str:
    """Call a message of Telegram by its chat and number."""
    return number if not number.isdecimal() else f"{values['thread_id']}-{number}"


def _first(values: dict[str, str], names: Iterable[str]) -> str | None:
    return next((values[name] for name in names if values.get(name)), None)
