r"""Tweets as tables that twarc writes: twarc-csv (API v2), and json2csv of twarc 1 (API v1.1).

Written from the schema, not seen in the wild. twarc-csv gives a repost the text and the counts of
its original: the counts are not taken for its own. Line feeds in a text are written as ``\n`` and
become line feeds again. Its first versions wrote references as a list and texts as JSON.
"""

from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.file import File
from casekit.archives.formats.twitter_v1 import note_edits
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, count, described_columns, flag
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "twarc-csv"
APART = True
ABOUT = "tweets as tables that twarc writes (twarc-csv, json2csv)"

NEW = ("id", "created_at", "text", "conversation_id")
OLD = ("id", "created_at", "text", "tweet_type", "user_id", "user_screen_name",
       "retweet_or_quote_id", "in_reply_to_status_id")  # fmt: skip
_AUTHOR = ("author_id", "author.id")
_NEW_READ = (
    *NEW, *_AUTHOR, "referenced_tweets", "author.username", "lang", "author.verified",
    "__twarc.retrieved_at", "author.public_metrics.followers_count", "edit_history_tweet_ids",
    *(f"public_metrics.{name}_count" for name in ("like", "retweet", "reply", "impression")),
    *(f"referenced_tweets.{name}.id" for name in ("retweeted", "replied_to", "quoted")),
)  # fmt: skip
_OLD_READ = (*OLD, "tweet_url", "lang", "favorite_count", "retweet_count", "user_followers_count",
             "user_verified")  # fmt: skip
_KINDS = {"retweet": "repost", "quote": "quote", "reply": "reply"}


def sniff(file: File) -> Verdict:
    """Look at the names of the columns."""
    names = columns(file)
    layout = _layout(names)
    if layout:
        return Verdict(True, f"the columns {', '.join(layout)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def _layout(names: list[str]) -> tuple[str, ...] | None:
    dotted = any(name.startswith(("public_metrics.", "referenced_tweets.")) for name in names)
    if set(NEW) <= set(names) and set(_AUTHOR) & set(names) and dotted:
        return NEW
    return OLD if set(OLD) <= set(names) else None


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read tables, in batches."""
    rows = Rows("twitter")
    for file in files:
        layout = _layout(columns(file))
        table = Table(file, tally, layout or NEW)
        if layout is None or not table.complete:
            continue
        table.leave(_NEW_READ if layout is NEW else _OLD_READ)
        for line, values, raw in table:
            where = f"{file.name}:{line}"
            try:
                if values["id"].startswith('"'):
                    values = _plain(values, tally, where)
                made = _new(values, tally, where) if layout is NEW else _old(values, tally, where)
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
                continue
            rows.add(made)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _plain(values: dict[str, str], tally: Tally, where: str) -> dict[str, str]:
    """Undo the JSON in which every value of a row can be written."""
    tally.count("rows whose every value is written as JSON", where)
    out = {}
    for name, text in values.items():
        try:
            value = msgspec.json.decode(text) if text else ""
        except msgspec.DecodeError:
            value = text
        out[name] = value if isinstance(value, str) else text
    return out


def _new(values: dict[str, str], tally: Tally, where: str) -> Row:
    post = _needed(values, "id")
    at = micros(values["created_at"], tally.tz or "UTC")
    refers = _references(values, tally, where)
    thread = ids.plain(values["conversation_id"])
    kind, parent, root, quoted = "post", None, thread, None
    if refers["retweeted"]:
        kind, parent, root = "repost", refers["retweeted"], refers["retweeted"]
    elif refers["replied_to"]:
        kind, parent, quoted = "reply", refers["replied_to"], refers["quoted"]
    elif refers["quoted"]:
        kind, parent, root = "quote", refers["quoted"], None
    own = kind != "repost"
    _note_versions(post, values.get("edit_history_tweet_ids", ""), tally)
    fetched = values.get("__twarc.retrieved_at", "")
    metrics = {
        name: count(values, f"public_metrics.{name}_count", tally, where) if own else None
        for name in ("impression", "like", "retweet", "reply")
    }
    return Row(
        post=post,
        at=at,
        account=ids.plain(values.get("author_id", "")) or ids.plain(values.get("author.id", "")),
        name=values.get("author.username") or None,
        kind=kind,
        parent=parent,
        root=root,
        quoted=quoted,
        text=_text(values),
        lang=values.get("lang") or None,
        followers=count(values, "author.public_metrics.followers_count", tally, where),
        impressions=metrics["impression"],
        likes=metrics["like"],
        reposts=metrics["retweet"],
        replies=metrics["reply"],
        verified=flag(values.get("author.verified", "")),
        seen=micros(fetched, "UTC") if fetched else at,
    )


class Reference(msgspec.Struct):
    """What a tweet refers to, in the first versions of the table."""

    type: str | None = None
    id: str | int | None = None


def _references(values: dict[str, str], tally: Tally, where: str) -> dict[str, str | None]:
    """Give the ids that a tweet refers to, by the kind of reference."""
    names = ("retweeted", "replied_to", "quoted")
    found = {name: ids.plain(values.get(f"referenced_tweets.{name}.id", "")) for name in names}
    listed = values.get("referenced_tweets", "")
    if listed:
        try:
            for one in msgspec.json.decode(listed, type=list[Reference]):
                if one.type in found:
                    found[one.type] = ids.plain(one.id)
        except msgspec.DecodeError:
            tally.count("references that cannot be read, left out", where)
    return found


def _text(values: dict[str, str]) -> str:
    text = values["text"]
    if "referenced_tweets" in values and text.startswith('"'):
        try:
            return msgspec.json.decode(text, type=str)
        except msgspec.DecodeError:
            return text
    return text.replace("\\n", "\n")


def _note_versions(post: str, text: str, tally: Tally) -> None:
    if "," in text:
        try:
            note_edits(post, msgspec.json.decode(text, type=list[str | int]), tally)
        except msgspec.DecodeError:
            tally.count("edit histories that cannot be read", post)


def _old(values: dict[str, str], tally: Tally, where: str) -> Row:
    post = _needed(values, "id")
    at = micros(values["created_at"], tally.tz)
    answered = ids.plain(values["in_reply_to_status_id"])
    passed = ids.plain(values["retweet_or_quote_id"])
    kind = _KINDS.get(values["tweet_type"].strip(), "post")
    parent, quoted = None, None
    if kind == "repost":
        parent = passed
    elif answered:
        kind, parent, quoted = "reply", answered, passed
    elif passed:
        kind, parent = "quote", passed
    own = kind != "repost"
    return Row(
        post=post,
        at=at,
        account=ids.plain(values["user_id"]),
        name=values["user_screen_name"] or None,
        kind=kind,
        parent=parent,
        root=parent if kind == "repost" else None,
        quoted=quoted,
        text=values["text"],
        lang=values.get("lang") or None,
        followers=count(values, "user_followers_count", tally, where),
        likes=count(values, "favorite_count", tally, where) if own else None,
        reposts=count(values, "retweet_count", tally, where) if own else None,
        verified=flag(values.get("user_verified", "")),
        seen=at,
        url=values.get("tweet_url") or None,
    )


def _needed(values: dict[str, str], name: str) -> str:
    found = ids.plain(values[name])
    if found is None:
        raise RecordError("no {name}", name=name)
    return found
