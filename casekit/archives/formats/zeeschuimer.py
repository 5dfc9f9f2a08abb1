"""Posts as the browser extension Zeeschuimer captures them for 4CAT, as NDJSON.

Written from the schema, not seen in the wild. A line holds what the platform sent to the browser,
wrapped by Zeeschuimer or as 4CAT lays it flat on import. Tweets, TikTok videos and Instagram posts
are read; items of other platforms are rejected by name. A reposted or quoted tweet inside another
becomes a post of its own.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Decoder, documents
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "zeeschuimer"
APART = True
ABOUT = "posts captured with Zeeschuimer for 4CAT, as NDJSON (tweets, TikTok, Instagram)"

Tree = dict[str, Any]


class Meta(msgspec.Struct):
    """What 4CAT keeps of the capture."""

    source_platform: str | None = None
    timestamp_collected: int | float | None = None


class Item(msgspec.Struct):
    """A captured item: the wrapped one in `data`, or one laid flat."""

    source_platform: str | None = None
    timestamp_collected: int | float | None = None
    data: Tree | None = None
    meta: Meta | None = msgspec.field(default=None, name="__import_meta")


def sniff(file: File) -> Verdict:
    """Look for what Zeeschuimer or 4CAT say of the capture."""
    keys = file.keys
    if {"source_platform", "data"} <= keys or "__import_meta.source_platform" in keys:
        return Verdict(True, "items with source_platform")
    seen = f"JSON with {', '.join(sorted(keys)[:8])}" if keys else described(file.magic)
    return Verdict(False, seen, plausible="__import_meta" in keys)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read items, in batches; a record is a line."""
    rows = Rows(None)
    for file in files:
        decode = Decoder(Item, tally)
        for line, raw in documents(file, tally):
            tally.records += 1
            item = decode(raw, file.name, line)
            if item is None:
                continue
            try:
                rows_here = _rows(item, raw, tally)
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
                continue
            except (TypeError, AttributeError, RecursionError) as error:
                why = RecordError("not as the platform writes it: {why}", why=str(error))
                tally.reject(file.name, line, why, raw)
                continue
            for row in rows_here:
                rows.add(row)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _rows(item: Item, raw: bytes, tally: Tally) -> list[Row]:
    """Give the post of an item and those inside it."""
    meta = item.meta or Meta(item.source_platform, item.timestamp_collected)
    data = item.data
    if data is None:
        data = msgspec.json.decode(raw, type=Tree)
    seen = None if meta.timestamp_collected is None else epoch(meta.timestamp_collected)
    platform = (meta.source_platform or "").removesuffix(".com").removeprefix("www.")
    if platform in ("twitter", "x"):
        return _tweets(data, seen, tally)
    if platform == "tiktok":
        return [_video(data, seen)]
    if platform == "instagram":
        return [_picture(data, seen)]
    if not platform:
        raise RecordError("items of no platform are not read")
    raise RecordError("items of {platform} are not read", platform=platform[:40])


def _at(tree: Any, *path: str) -> Any:
    """Follow keys into a tree; None where they lead nowhere."""
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _id(value: Any) -> str | None:
    return ids.plain(value) if isinstance(value, str | int | float) else None


def _needed(value: Any) -> str:
    found = _id(value)
    if found is None:
        raise RecordError("no id")
    return found


def _tweets(data: Tree, seen: int | None, tally: Tally) -> list[Row]:
    """Give a tweet and those inside it."""
    found = [_tweet(data, seen, tally)]
    waiting = [data]
    while waiting:
        here = waiting.pop()
        inside = (_at(here, "legacy", "retweeted_status_result", "result"),
                  _at(here, "quoted_status_result", "result"))  # fmt: skip
        for inner in inside:
            inner = _at(inner, "tweet") or inner
            if not isinstance(inner, dict):
                continue
            waiting.append(inner)
            try:
                found.append(_tweet(inner, seen, tally)._replace(origin=EMBEDDED))
            except (ClockError, ValueError):
                tally.count("tweets inside others that cannot be read")
    return found


def _tweet(data: Tree, seen: int | None, tally: Tally) -> Row:
    legacy = _at(data, "legacy") or {}
    user = _at(data, "core", "user_results", "result")
    post = _needed(_at(data, "rest_id") or _at(legacy, "id_str") or _at(data, "id"))
    at = micros(str(_at(legacy, "created_at")), tally.tz)
    original = _at(legacy, "retweeted_status_result", "result")
    original = _at(original, "tweet") or original
    answered, quoted = (
        _id(_at(legacy, name)) for name in ("in_reply_to_status_id_str", "quoted_status_id_str")
    )
    kind, parent, root = "post", None, _id(_at(legacy, "conversation_id_str"))
    if original is not None:
        kind, parent, quoted = "repost", _needed(_at(original, "rest_id")), None
        root = parent
    elif answered:
        kind, parent = "reply", answered
    elif quoted:
        kind, parent, root, quoted = "quote", quoted, None, None
    own = kind != "repost"
    long = _at(data, "note_tweet", "note_tweet_results", "result", "text")
    return Row(
        post=post,
        at=at,
        account=_id(_at(legacy, "user_id_str") or _at(user, "rest_id")),
        name=_text(_at(user, "legacy", "screen_name") or _at(user, "core", "screen_name")),
        kind=kind,
        parent=parent,
        root=root,
        quoted=quoted,
        text=_text(long) or _text(_at(legacy, "full_text")),
        lang=_text(_at(legacy, "lang")),
        followers=_number(_at(user, "legacy", "followers_count")),
        impressions=_number(_at(data, "views", "count")) if own else None,
        likes=_number(_at(legacy, "favorite_count")) if own else None,
        reposts=_number(_at(legacy, "retweet_count")) if own else None,
        replies=_number(_at(legacy, "reply_count")) if own else None,
        seen=at if seen is None else seen,
        platform="twitter",
    )


def _video(data: Tree, seen: int | None) -> Row:
    author = _at(data, "author")
    at = epoch(_at(data, "createTime"))
    name = author if isinstance(author, str) else _at(author, "uniqueId")
    return Row(
        post=_needed(_at(data, "id")),
        at=at,
        account=_id(_at(author, "id")) or _text(name),
        name=_text(name),
        kind="post",
        text=_text(_at(data, "desc")),
        followers=_number(_at(data, "authorStats", "followerCount")),
        impressions=_number(_at(data, "stats", "playCount")),
        likes=_number(_at(data, "stats", "diggCount")),
        reposts=_number(_at(data, "stats", "shareCount")),
        replies=_number(_at(data, "stats", "commentCount")),
        seen=at if seen is None else seen,
        platform="tiktok",
    )


def _picture(data: Tree, seen: int | None) -> Row:
    user = _at(data, "user") or _at(data, "owner")
    at = epoch(_at(data, "taken_at") or _at(data, "taken_at_timestamp"))
    return Row(
        post=_needed(_at(data, "id") or _at(data, "pk") or _at(data, "code")),
        at=at,
        account=_needed(_at(user, "pk") or _at(user, "id") or _at(user, "username")),
        name=_text(_at(user, "username")),
        kind="post",
        text=_text(_at(data, "caption", "text")),
        impressions=_number(_at(data, "play_count")),
        likes=_number(_at(data, "like_count")),
        replies=_number(_at(data, "comment_count")),
        seen=at if seen is None else seen,
        platform="instagram",
    )
