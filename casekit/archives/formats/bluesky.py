"""Bluesky: feeds, threads and posts as its interface (app.bsky.feed) gives them.

The key of an author is the did, not the handle, which can change. A time is what the author's
program claims; the server's own is taken where there is no other. A repost in a feed carries the
post that it reposts, and has an id of its own only in newer answers: elsewhere one is made of the
post and the account. Posts that are answered, quoted or reposted stand inside and become posts of
their own. The stream of all of Bluesky (Jetstream) writes acts: those that post and repost are
read, others are counted; it names accounts by their did only. Names of fields may be written as
the library for Python writes them (created_at for createdAt).
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from casekit.archives.documents import Count, Decoder, documents
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, RECORD, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "bluesky"
APART = True
ABOUT = "Bluesky: feeds, threads (getPostThread), posts and the stream (Jetstream) as JSON"

DEEPEST = 1_000
"""Answers to answers that are followed; the interface gives no more."""
HOUR = 3_600_000_000
_SNAKED = re.compile(rb'"[a-z]+(?:_[a-z]+)+"(?=\s*:)')


class Ref(msgspec.Struct):
    """A reference to a post; one with media holds it one level deeper."""

    uri: str | None = None
    record: "Ref | None" = None


class Reply(msgspec.Struct):
    """What a record answers."""

    root: Ref | None = None
    parent: Ref | None = None


class Record(msgspec.Struct):
    """What the author wrote, or passed on."""

    subject: Ref | str | None = None
    text: str | None = None
    createdAt: str | None = None  # noqa: N815
    langs: list[str] | None = None
    reply: Reply | None = None
    embed: Ref | None = None


class Author(msgspec.Struct):
    """Whose it is."""

    did: str | None = None
    handle: str | None = None
    followersCount: Count = None  # noqa: N815


class Quoted(msgspec.Struct):
    """A quoted post as it is shown; one with media holds it one level deeper."""

    uri: str | None = None
    author: Author | None = None
    value: Record | None = None
    indexedAt: str | None = None  # noqa: N815
    replyCount: Count = None  # noqa: N815
    repostCount: Count = None  # noqa: N815
    likeCount: Count = None  # noqa: N815
    record: "Quoted | None" = None


class Embed(msgspec.Struct):
    """What a post shows below its text."""

    record: Quoted | None = None


class Post(msgspec.Struct):
    """A post as it is shown."""

    uri: str | None = None
    author: Author | None = None
    record: Record | None = None
    embed: Embed | None = None
    indexedAt: str | None = None  # noqa: N815
    replyCount: Count = None  # noqa: N815
    repostCount: Count = None  # noqa: N815
    likeCount: Count = None  # noqa: N815
    quoteCount: Count = None  # noqa: N815


class Above(msgspec.Struct):
    """The posts that one in a feed answers."""

    root: Post | None = None
    parent: Post | None = None


class Reason(msgspec.Struct):
    """Why a post is in a feed: who reposted it."""

    by: Author | None = None
    uri: str | None = None
    indexedAt: str | None = None  # noqa: N815


class Item(msgspec.Struct):
    """A post in a feed."""

    post: Post | None = None
    reply: Above | None = None
    reason: Reason | None = None


class Node(msgspec.Struct):
    """A post in a thread, or what is left of one."""

    post: Post | None = None
    parent: "Node | None" = None
    replies: "list[Node] | None" = None
    uri: str | None = None


class Commit(msgspec.Struct):
    """An act of an account, as the stream gives it."""

    operation: str | None = None
    collection: str | None = None
    rkey: str | None = None
    record: Record | None = None


class Line(Post):
    """Any document of these forms."""

    did: str | None = None
    time_us: int | None = None
    kind: str | None = None
    commit: Commit | None = None
    post: Post | None = None
    reply: Above | None = None
    reason: Reason | None = None
    parent: Node | None = None
    replies: list[Node] | None = None
    feed: list[Item] | None = None
    posts: list[Post] | None = None
    thread: Node | None = None


def sniff(file: File) -> Verdict:
    """Look for posts with uri, author and record."""
    keys = file.keys
    for prefix in ("", "post.", "feed[].post.", "posts[].", "thread.post."):
        if keys >= {f"{prefix}{key}" for key in ("uri", "author.did", "record")}:
            return Verdict(True, f"posts with {prefix}uri, {prefix}author.did and {prefix}record")
    if keys >= {"did", "time_us", "kind"}:
        return Verdict(True, "acts of a stream with did, time_us and kind")
    if "thread.uri" in keys and keys & {"thread.blocked", "thread.notFound"}:
        return Verdict.aside("side material: a thread whose post is gone or blocked")
    seen = f"JSON with {', '.join(sorted(keys)[:8])}" if keys else described(file.magic)
    return Verdict(False, seen, plausible=any(key.endswith("author.did") for key in keys))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read files, in batches; a record is a post of a feed or a thread."""
    rows = Rows("bluesky")
    for file in files:
        decode = Decoder(Line, tally)
        snaked = any(key.endswith("indexed_at") for key in file.keys)
        for number, raw in documents(file, tally):
            line = decode(_SNAKED.sub(_camel, raw) if snaked else raw, file.name, number)
            if line is None:
                tally.records += 1
                continue
            _Document(rows, tally, file.name, number, raw).take(line)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


class _Document:
    """One document, and where it stands."""

    def __init__(self, rows: Rows, tally: Tally, file: str, line: int, raw: bytes) -> None:
        self._rows, self._tally, self._file, self._line = rows, tally, file, line
        self._raw = raw
        self._where = f"{file}:{line}"

    def take(self, line: Line) -> None:
        """Read whatever form it has."""
        if line.did is not None and line.time_us is not None:
            self._act(line.did, line.time_us, line.commit or Commit(collection=line.kind))
        elif line.thread is not None:
            self._thread(line.thread)
        elif line.post is not None and (line.replies is not None or line.parent is not None):
            self._thread(Node(line.post, line.parent, line.replies))
        elif line.feed is not None:
            for item in line.feed:
                self._item(item)
        elif line.posts is not None:
            for post in line.posts:
                self._item(Item(post))
        elif line.post is not None:
            self._item(Item(line.post, line.reply, line.reason))
        else:
            self._item(Item(line))

    def _act(self, did: str, time: int, act: Commit) -> None:
        """Read an act of the stream; only new posts and reposts are any."""
        uri = f"at://{did}/{act.collection}/{act.rkey}"
        record = act.record
        if record is None or act.operation != "create" or not uri.startswith(
            (f"at://{did}/app.bsky.feed.post/", f"at://{did}/app.bsky.feed.repost/")
        ):  # fmt: skip
            what = f"{act.operation or 'act'} {act.collection or ''}"[:60].strip()
            self._tally.count("acts that are no posts ({act})", self._where, act=what)
            return
        try:
            served = dt.datetime.fromtimestamp(epoch(time // 1000) / 1e6, dt.UTC).isoformat()
        except ClockError:
            served = None
        if _is_post(uri):
            self._item(Item(Post(uri, Author(did), record, indexedAt=served)))
            return
        self._tally.records += 1
        named = record.subject.uri if isinstance(record.subject, Ref) else None
        try:
            at = self._time(record.createdAt, served)
        except (ClockError, ValueError) as error:
            self._reject(error)
            return
        self._rows.add(Row(post=uri, at=at, account=did, kind="repost", parent=named, root=named,
                           seen=at))  # fmt: skip

    def _thread(self, top: Node) -> None:
        waiting = [(top, 0)]
        while waiting:
            node, depth = waiting.pop()
            if node.post is not None:
                self._item(Item(node.post))
            elif node.uri is not None:
                self._tally.count("posts of a thread that are gone or blocked", self._where)
            else:
                self._tally.records += 1
                self._reject(RecordError("a place in a thread without a post"))
            if depth < DEEPEST:
                if node.parent is not None:
                    waiting.append((node.parent, depth + 1))
                waiting += [(answer, depth + 1) for answer in reversed(node.replies or ())]

    def _reject(self, why: Exception) -> None:
        self._tally.reject(self._file, self._line, why, self._raw)

    def _item(self, item: Item) -> None:
        self._tally.records += 1
        try:
            row = self._row(item.post)
            repost = self._repost(item.reason, row)
        except (ClockError, ValueError) as error:
            self._reject(error)
            return
        self._rows.add(row if repost is None else row._replace(origin=EMBEDDED, seen=repost.seen))
        if repost is not None:
            self._rows.add(repost)
        post = item.post
        if post is not None and repost is None:
            self._tally.count("quotes that the posts count", n=post.quoteCount or 0)
        above = item.reply or Above()
        inside = [above.root, above.parent, _shown(post.embed if post else None)]
        for inner in inside:
            if inner is None or inner.record is None:
                continue
            try:
                self._rows.add(self._row(inner)._replace(origin=EMBEDDED))
            except (ClockError, ValueError):
                self._tally.count("posts inside others that cannot be read", self._where)

    def _repost(self, reason: Reason | None, row: Row) -> Row | None:
        """Make a row of the repost that brought a post into a feed."""
        if reason is None or reason.by is None:
            return None
        if reason.by.did is None or reason.indexedAt is None:
            raise RecordError("a repost without its account or time")
        at = micros(reason.indexedAt, self._tally.tz)
        return Row(post=reason.uri or f"{row.post}#{reason.by.did}", at=at, account=reason.by.did,
                   name=reason.by.handle, kind="repost", parent=row.post, root=row.post,
                   text=row.text, seen=at, origin=RECORD)  # fmt: skip

    def _row(self, post: Post | None) -> Row:
        if post is None or post.uri is None or post.record is None:
            raise RecordError("no uri or no record")
        record, author = post.record, post.author or Author()
        at = self._time(record.createdAt, post.indexedAt)
        reply, quoted = record.reply or Reply(), record.embed
        if quoted is not None and quoted.record is not None:
            quoted = quoted.record if quoted.record.record is None else quoted.record.record
        quote = quoted.uri if quoted is not None and _is_post(quoted.uri) else None
        kind, parent = "post", None
        if reply.parent is not None and reply.parent.uri:
            kind, parent = "reply", reply.parent.uri
        elif quote:
            kind, parent, quote = "quote", quote, None
        return Row(
            post=post.uri,
            at=at,
            account=author.did or _did(post.uri),
            name=author.handle,
            kind=kind,
            parent=parent,
            root=reply.root.uri if reply.root is not None else None,
            quoted=quote,
            text=record.text,
            lang=record.langs[0] if record.langs else None,
            followers=author.followersCount,
            likes=post.likeCount,
            reposts=post.repostCount,
            replies=post.replyCount,
            seen=at,
            url=_address(post.uri),
        )

    def _time(self, claimed: str | None, served: str | None) -> int:
        """Give the time that the author's program claims, or else the server's."""
        server = None if served is None else micros(served, self._tally.tz)
        try:
            at = None if claimed is None else micros(claimed, self._tally.tz)
        except ClockError:
            if server is None:
                raise
            at = None
        if at is None and server is None:
            raise RecordError("no time")
        if at is None:
            self._tally.count("times taken from the server", self._where)
            assert server is not None
            return server
        if server is not None and abs(at - server) > HOUR:
            self._tally.count("times that are more than an hour off the server's, kept",
                              self._where)  # fmt: skip
        return at


def _camel(name: re.Match[bytes]) -> bytes:
    first, *more = name[0].split(b"_")
    return first + b"".join(word.capitalize() for word in more)


def _shown(embed: Embed | None) -> Post | None:
    """Give the quoted post that stands inside, as a post."""
    seen = embed.record if embed is not None else None
    if seen is not None and seen.record is not None:
        seen = seen.record
    if seen is None or seen.value is None or not _is_post(seen.uri):
        return None
    return Post(seen.uri, seen.author, seen.value, None, seen.indexedAt, seen.replyCount,
                seen.repostCount, seen.likeCount)  # fmt: skip


def _is_post(uri: str | None) -> bool:
    return uri is not None and "/app.bsky.feed.post/" in uri


def _did(uri: str) -> str | None:
    parts = uri.split("/")
    return parts[2] if uri.startswith("at://") and len(parts) > 2 and parts[2] else None


def _address(uri: str) -> str | None:
    if not _is_post(uri):
        return None
    return f"https://bsky.app/profile/{_did(uri)}/post/{uri.rsplit('/', 1)[-1]}"
