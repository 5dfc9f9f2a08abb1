"""YouTube comments: as its interface gives them, as yt-dlp saves them, and as tables.

Every thread has two levels: comments and replies. In one form of table a reply's id is the id of
its thread, a dot and its own; so it is with what youtube-comment-downloader saves, whose times
are counted back from words such as "2 years ago" and may be far off. In another form there are no
ids at all, and the replies are a list of texts in a cell: comments are then called by file and
line, and replies have neither account nor time. The id of the video is not in the tables; the first
post of a thread is its comment. What the interface gives, what yt-dlp and
youtube-comment-downloader save and what YouTube Data Tools writes are read as their schemas say,
not seen in the wild; the other tables are.
"""

import ast
import warnings
from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Decoder, documents
from casekit.archives.file import File
from casekit.archives.markup import unmarked
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, count, described_columns, flag
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "youtube-comments"
APART = True
ABOUT = "YouTube comments: its API, yt-dlp, youtube-comment-downloader, or a table"

LISTS = ("comment", "replies", "date", "user_name")
TREES = ("author", "description", "guid", "pubdate", "replycount")
TOOLS = ("id", "authorName", "text", "publishedAt", "isReply", "isReplyTo")
LONGEST = 1 << 20
"""Characters of a cell of replies that are read as a list."""


class Snippet(msgspec.Struct):
    """What a comment says; that of a thread holds the comment."""

    videoId: str | None = None  # noqa: N815
    topLevelComment: "Comment | None" = None  # noqa: N815
    totalReplyCount: int | None = None  # noqa: N815
    textOriginal: str | None = None  # noqa: N815
    textDisplay: str | None = None  # noqa: N815
    authorDisplayName: str | None = None  # noqa: N815
    authorChannelId: dict[str, object] | None = None  # noqa: N815
    parentId: str | None = None  # noqa: N815
    likeCount: int | None = None  # noqa: N815
    publishedAt: str | None = None  # noqa: N815


class Replies(msgspec.Struct):
    """The replies that a thread shows; there may be more."""

    comments: "list[Comment] | None" = None


class Comment(msgspec.Struct):
    """A comment, or a thread of one and its replies."""

    id: str | None = None
    snippet: Snippet | None = None
    replies: Replies | None = None


class Saved(msgspec.Struct):
    """A comment as yt-dlp saves it."""

    id: str | None = None
    parent: str | None = None
    text: str | None = None
    author: str | None = None
    author_id: str | None = None
    timestamp: int | float | None = None
    like_count: int | None = None


class Scraped(Comment):
    """The fields of a comment as youtube-comment-downloader saves it."""

    cid: str | None = None
    text: str | None = None
    author: str | None = None
    channel: str | None = None
    votes: str | int | None = None
    time_parsed: int | float | None = None


class Line(Scraped):
    """Any document of these forms."""

    items: list[Comment] | None = None
    comments: list[Saved] | None = None


def sniff(file: File) -> Verdict:
    """Look for threads of comments, or for the columns of one of the tables."""
    keys = file.keys
    for prefix in ("", "items[]."):
        if keys >= {f"{prefix}snippet"} and any(
            key.startswith(f"{prefix}snippet.")
            and key.endswith(("authorDisplayName", "textOriginal"))
            for key in keys
        ):
            return Verdict(True, f"comments with {prefix}snippet")
    if keys >= {"comments[].id", "comments[].author_id", "comments[].parent"}:
        return Verdict(True, "comments with author_id and parent")
    if keys >= {"cid", "text", "channel", "time_parsed"}:
        return Verdict(True, "comments with cid, channel and time_parsed")
    if keys:
        return Verdict(False, f"JSON with {', '.join(sorted(keys)[:8])}")
    names = columns(file)
    form = _form(names)
    if form is not None:
        return Verdict(True, f"the columns {', '.join(form)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def _form(names: list[str]) -> tuple[str, ...] | None:
    return next((form for form in (LISTS, TREES, TOOLS) if set(form) <= set(names)), None)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read files, in batches; a record is a comment or a reply that has a place of its own."""
    rows = Rows("youtube")
    for file in files:
        if file.head.lstrip()[:1] in (b"{", b"["):
            made = _documents(file, tally)
        else:
            made = _table(file, tally)
        for row in made:
            rows.add(row)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _table(file: File, tally: Tally) -> Iterator[Row]:
    form = _form(columns(file))
    table = Table(file, tally, LISTS if form is None else form)
    if form is None or not table.complete:
        return
    makers = {LISTS: _listed, TREES: _treed, TOOLS: _tooled}
    more = {LISTS: (), TREES: ("id", "to", "likecount", "link", "title", "authorChannelUrl"),
            TOOLS: ("likeCount", "replyCount", "authorChannelId", "authorChannelUrl")}  # fmt: skip
    table.leave((*form, *more[form]))
    for line, values, raw in table:
        try:
            yield from makers[form](values, tally, f"{file.name}:{line}")
        except (ClockError, ValueError) as error:
            tally.reject(file.name, line, error, raw)


def _listed(values: dict[str, str], tally: Tally, where: str) -> list[Row]:
    """Make rows of a comment and of the texts of its replies."""
    at = micros(values["date"].strip(), tally.tz)
    name = values["user_name"].strip() or None
    replies = _texts(values["replies"], tally, where)
    top = Row(post=where, at=at, account=name, name=name, kind="comment", root=where,
              text=values["comment"], replies=len(replies), seen=at)  # fmt: skip
    if name is None:
        tally.count("comments without an account", where)
    tally.count("comments without an id, called by file and line", where)
    tally.count("replies of which only the text is known", where, len(replies))
    return [top] + [
        Row(post=f"{where}.{n}", kind="reply", parent=where, root=where, text=text, origin=EMBEDDED)
        for n, text in enumerate(replies, start=1)
    ]


def _texts(cell: str, tally: Tally, where: str) -> list[str]:
    """Read a list of texts as Python writes it."""
    if cell.strip() in ("", "[]"):
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of literals that Python will not forgive for long
            found = ast.literal_eval(cell.strip()) if len(cell) < LONGEST else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        found = None
    if isinstance(found, list):
        texts = (text for text in found if isinstance(text, str))
        return [
            text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts
        ]
    tally.count("cells of replies that are no list, left out", where)
    return []


def _treed(values: dict[str, str], tally: Tally, where: str) -> list[Row]:
    """Make a row of a comment whose id holds that of its thread."""
    post = ids.plain(values["guid"])
    if post is None:
        raise RecordError("no guid")
    at = _utc(values["pubdate"], tally, where)
    thread = post.split(".", 1)[0]
    top = thread == post
    if values.get("to", "").strip():
        tally.count("replies that name whom they answer by account only, tied to their thread")
    link = values.get("link", "")
    return [Row(
        post=post,
        at=at,
        account=_channel(values.get("authorChannelUrl", "")) or values["author"] or None,
        name=values["author"] or None,
        kind="comment" if top else "reply",
        parent=None if top else thread,
        root=thread,
        text=values["description"],
        likes=count(values, "likecount", tally, where),
        replies=count(values, "replycount", tally, where),
        seen=at,
        url=link if link.startswith("http") else None,
    )]  # fmt: skip


def _tooled(values: dict[str, str], tally: Tally, where: str) -> list[Row]:
    """Make a row of a comment as YouTube Data Tools writes it."""
    post = ids.plain(values["id"])
    if post is None:
        raise RecordError("no id")
    at = _utc(values["publishedAt"], tally, where)
    top = not flag(values["isReply"])
    above = None if top else (ids.plain(values["isReplyTo"]) or post.split(".", 1)[0])
    name = values["authorName"].strip() or None
    channel = values.get("authorChannelId", "") or _channel(values.get("authorChannelUrl", ""))
    return [Row(post=post, at=at, account=channel or name, name=name,
                kind="comment" if top else "reply", parent=above, root=above or post,
                text=values["text"], likes=count(values, "likeCount", tally, where),
                replies=count(values, "replyCount", tally, where), seen=at)]  # fmt: skip


def _utc(text: str, tally: Tally, where: str) -> int:
    text = text.strip()
    if text[-1:].isdigit() and "+" not in text:
        tally.count("times without a zone, taken as UTC as YouTube gives them", where)
    return micros(text, tally.tz or "UTC")


def _channel(address: str) -> str | None:
    return address.rstrip("/").rsplit("/", 1)[-1] if "/channel/" in address else None


def _documents(file: File, tally: Tally) -> Iterator[Row]:
    decode = Decoder(Line, tally)
    for number, raw in documents(file, tally):
        line = decode(raw, file.name, number)
        if line is None:
            tally.records += 1
            continue
        where = f"{file.name}:{number}"
        parts: list[tuple[Comment | Saved, bool]]
        if line.cid is not None:
            parts = [(line, False)]
        elif line.comments is not None:
            parts = [(comment, False) for comment in line.comments]
        else:
            parts = _parts([line] if line.items is None else line.items, where, tally)
        for part, top in parts:
            tally.records += 1
            try:
                if isinstance(part, Saved):
                    yield _saved(part)
                elif isinstance(part, Scraped) and part.cid is not None:
                    yield _scraped(part, tally, where)
                else:
                    yield _told(part, tally, top=top)
            except (ClockError, ValueError) as error:
                tally.reject(file.name, number, error, raw)


def _parts(
    threads: list[Comment], where: str, tally: Tally
) -> list[tuple[Comment | Saved, bool]]:  # fmt: skip
    """Give the comments of threads, each with whether it begins one."""
    parts: list[tuple[Comment | Saved, bool]] = []
    for thread in threads:
        snippet = thread.snippet or Snippet()
        top = snippet.topLevelComment
        if top is None:
            parts.append((thread, snippet.parentId is None))
            continue
        if top.snippet is not None:
            top.snippet.totalReplyCount = snippet.totalReplyCount
        below = (thread.replies.comments if thread.replies else None) or []
        parts += [(top, True), *((reply, False) for reply in below)]
        missing = (snippet.totalReplyCount or 0) - len(below)
        tally.count("replies that are counted but not in the answer", where, max(missing, 0))
    return parts


def _told(comment: Comment, tally: Tally, *, top: bool) -> Row:
    """Make a row of a comment of the interface."""
    snippet = comment.snippet
    if comment.id is None or snippet is None or snippet.publishedAt is None:
        raise RecordError("no id, snippet or publishedAt")
    at = micros(snippet.publishedAt, tally.tz)
    above = None if top else (snippet.parentId or comment.id.split(".", 1)[0])
    channel = (snippet.authorChannelId or {}).get("value")
    name = snippet.authorDisplayName
    return Row(post=comment.id, at=at, account=channel if isinstance(channel, str) else name,
               name=name, kind="comment" if top else "reply", parent=above,
               root=above or comment.id, text=snippet.textOriginal or unmarked(snippet.textDisplay),
               likes=_count(snippet.likeCount), replies=_count(snippet.totalReplyCount),
               seen=at)  # fmt: skip


def _saved(comment: Saved) -> Row:
    """Make a row of a comment that yt-dlp saved."""
    if comment.id is None or comment.timestamp is None:
        raise RecordError("no id or no timestamp")
    at = epoch(comment.timestamp)
    above = None if comment.parent in (None, "root") else comment.parent
    return Row(post=comment.id, at=at, account=comment.author_id or comment.author,
               name=comment.author, kind="reply" if above else "comment", parent=above,
               root=above or comment.id, text=comment.text, likes=_count(comment.like_count),
               seen=at)  # fmt: skip


def _scraped(comment: Scraped, tally: Tally, where: str) -> Row:
    """Make a row of a comment that youtube-comment-downloader saved."""
    post = ids.plain(comment.cid)
    if post is None or comment.time_parsed is None:
        raise RecordError("no cid or no time_parsed")
    at = epoch(comment.time_parsed)
    tally.count("times counted back from words such as '2 years ago'", where)
    above = post.split(".", 1)[0] if "." in post else None
    votes = {"votes": str(comment.votes or "")}
    return Row(post=post, at=at, account=comment.channel or comment.author, name=comment.author,
               kind="reply" if above else "comment", parent=above, root=above or post,
               text=comment.text, likes=count(votes, "votes", tally, where), seen=at)  # fmt: skip


def _count(number: int | None) -> int | None:
    return number if number is not None and 0 <= number < 1 << 63 else None
