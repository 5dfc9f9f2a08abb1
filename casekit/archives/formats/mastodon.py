"""Mastodon: an account's own export (outbox.json), and statuses and threads as its API gives them.

Posts are called by their address and accounts by theirs, which are the same on every server; the
API's own numbers are not. A parent that is not in the archive is called by server and number, where
an account of that server shows which it is. A boost in an outbox holds only the address of what it
boosts; in the API the boosted status stands inside and becomes a post of its own.

A warning that stands before a post is the beginning of its text. A post that was edited has the
text of its last version, and counts as seen then.

An outbox counts no boosts and no favourites, and holds what only followers or named people could
see, which is counted. The answer to a request for a thread (context) does not hold
the post that was asked for.
"""

from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Count, Decoder, documents
from casekit.archives.file import File
from casekit.archives.formats.mastodon_names import Here, Names
from casekit.archives.markup import unmarked
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "mastodon"
ABOUT = "Mastodon: the outbox of an account, statuses and threads (context) as JSON"

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_PUBLIC = (PUBLIC, "as:Public", "Public")

Id = str | int | None


class Total(msgspec.Struct):
    """How many likes or boosts the author's server knows of."""

    totalItems: Count = None  # noqa: N815


class Note(msgspec.Struct):
    """The post that an activity creates."""

    id: Id = None
    published: str | None = None
    inReplyTo: str | None = None  # noqa: N815
    url: str | None = None
    attributedTo: str | None = None  # noqa: N815
    summary: str | None = None
    content: str | None = None
    contentMap: dict[str, object] | None = None  # noqa: N815
    conversation: str | None = None
    likes: Total | str | None = None
    shares: Total | str | None = None


class Account(msgspec.Struct):
    """The account of a status."""

    id: Id = None
    acct: str | None = None
    uri: str | None = None
    url: str | None = None
    followers_count: int | None = None


class Status(msgspec.Struct):
    """A status of the API."""

    id: Id = None
    created_at: str | None = None
    in_reply_to_id: Id = None
    reblog: "Status | None" = None
    account: Account | None = None
    edited_at: str | None = None
    spoiler_text: str | None = None
    content: str | None = None
    language: str | None = None
    url: str | None = None
    uri: str | None = None
    replies_count: Count = None
    reblogs_count: Count = None
    favourites_count: Count = None


class Activity(msgspec.Struct):
    """An activity of an outbox; of what it creates or boosts, all or the address."""

    id: Id = None
    type: str | None = None
    actor: str | None = None
    published: str | None = None
    to: object = None
    cc: object = None
    object: Note | str | None = None


class Line(Status):
    """Any document of these forms."""

    type: str | None = None
    actor: str | None = None
    published: str | None = None
    to: object = None
    cc: object = None
    object: Note | str | None = None
    orderedItems: list[Activity] | None = None  # noqa: N815
    totalItems: int | None = None  # noqa: N815
    ancestors: list[Status] | None = None
    descendants: list[Status] | None = None
    statuses: list[Status] | None = None
    """What a search gives."""


def sniff(file: File) -> Verdict:
    """Look for activities with actor and object, or for statuses with their account."""
    keys = file.keys
    if "orderedItems" in keys and keys & {"orderedItems[].actor", "totalItems"}:
        return Verdict(True, "a collection with orderedItems")
    if keys >= {"actor", "object", "published"} and not keys & {"verb", "actor.id"}:
        return Verdict(True, "activities with actor and object")
    for prefix in ("", "ancestors[].", "descendants[].", "statuses[]."):
        if keys >= {f"{prefix}{key}" for key in ("account.acct", "content", "in_reply_to_id")}:
            return Verdict(True, "statuses with account.acct and content")
    if keys >= {"account.acct", "content", "spoiler_text"} and "id" not in keys:
        return Verdict.aside("side material: versions of an edited post, without its address")
    seen = f"JSON with {', '.join(sorted(keys)[:8])}" if keys else described(file.magic)
    return Verdict(False, seen, plausible="ancestors" in keys or "account.acct" in keys)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read files, in batches; a record is a status, or an activity that posts or boosts."""
    rows = Rows("mastodon")
    names = Names(tally)
    for file in files:
        decode = Decoder(Line, tally)
        here = names.begin()
        talks: set[str] = set()
        for number, raw in documents(file, tally):
            line = decode(raw, file.name, number)
            if line is None:
                tally.records += 1
                continue
            reader = _Document(rows, names, here, tally, file.name, number, raw, talks)
            reader.take(line)
            if rows.full:
                yield rows.batch()
        tally.count("conversations that are named", n=len(talks))
    for row in names.rest():
        rows.add(row)
        if rows.full:
            yield rows.batch()
    yield rows.batch()


class _Document:
    """One document, and where it stands."""

    def __init__(
        self, rows: Rows, names: Names, here: Here, tally: Tally, file: str, line: int, raw: bytes,
        talks: set[str],
    ) -> None:  # fmt: skip
        self._rows, self._names, self._here = rows, names, here
        self._tally, self._file, self._line = tally, file, line
        self._raw, self._talks = raw, talks
        self._where = f"{file}:{line}"

    def take(self, line: Line) -> None:
        """Read whatever form it has."""
        if line.orderedItems is not None:
            for activity in line.orderedItems:
                self._activity(activity)
            total = line.totalItems
            if total is not None and total != len(line.orderedItems):
                self._tally.count("items by which the total that a collection states is off",
                                  self._where, abs(total - len(line.orderedItems)))  # fmt: skip
            return
        if line.ancestors is not None or line.descendants is not None:
            before, after = line.ancestors or [], line.descendants or []
            root = _root(before, after)
            for status in (*before, *after):
                self._status(status, root)
            return
        if line.statuses is not None:
            for status in line.statuses:
                self._status(status, None)
        elif line.type is not None and line.actor is not None:
            self._activity(Activity(line.id, line.type, line.actor, line.published, line.to,
                                    line.cc, line.object))  # fmt: skip
        else:
            self._status(line, None)

    def _reject(self, why: Exception) -> None:
        self._tally.reject(self._file, self._line, why, self._raw)

    def _activity(self, activity: Activity) -> None:
        if activity.type not in ("Create", "Announce"):
            if activity.type:
                kind = activity.type[:40]
                self._tally.count("activities of type {kind}, which are no posts", self._where,
                                  kind=kind)  # fmt: skip
            else:
                self._tally.records += 1
                self._reject(RecordError("an activity without a type"))
            return
        self._tally.records += 1
        try:
            row = self._created(activity) if activity.type == "Create" else self._boost(activity)
        except (ClockError, ValueError) as error:
            self._reject(error)
            return
        if not _names(activity.to, activity.cc) & set(_PUBLIC):
            self._tally.count("posts that not everybody could see", self._where)
        self._rows.add(row)

    def _created(self, activity: Activity) -> Row:
        note = activity.object
        if not isinstance(note, Note):
            raise RecordError("it creates a post that is not there")
        return self._note(note, activity.actor, activity.published)

    def _note(self, note: Note, actor: str | None, published: str | None) -> Row:
        post, stamp = ids.plain(note.id), note.published or published
        if post is None or stamp is None:
            raise RecordError("no id or no published")
        at = micros(stamp, self._tally.tz)
        account = note.attributedTo or actor
        if note.conversation:
            self._talks.add(note.conversation)
        langs = list(note.contentMap or ())
        return Row(
            post=post,
            at=at,
            account=account,
            name=_shown(note.url) or _handle(account),
            kind="reply" if note.inReplyTo else "post",
            parent=note.inReplyTo or None,
            text=_text(note.summary, note.content),
            lang=langs[0] if len(langs) == 1 else None,
            likes=_total(note.likes),
            reposts=_total(note.shares),
            seen=at,
            url=note.url,
        )

    def _boost(self, activity: Activity) -> Row:
        post, inner = ids.plain(activity.id), activity.object
        if post is None or inner is None or activity.published is None:
            raise RecordError("no id, object or published")
        at = micros(activity.published, self._tally.tz)
        if isinstance(inner, Note):
            row = self._note(inner, None, None)
            self._rows.add(row._replace(origin=EMBEDDED))
            inner = row.post
        return Row(post=post, at=at, account=activity.actor, name=_handle(activity.actor),
                   kind="repost", parent=inner, root=inner, seen=at)  # fmt: skip

    def _status(self, status: Status, root: str | None) -> None:
        self._tally.records += 1
        try:
            row = self._row(status)
            inner = self._row(status.reblog) if status.reblog is not None else None
        except (ClockError, ValueError) as error:
            self._reject(error)
            return
        if status.reblog is not None and inner is not None:
            for one in self._tied(inner._replace(seen=row.at, origin=EMBEDDED), status.reblog):
                self._rows.add(one)
            row = row._replace(kind="repost", parent=inner.post, root=inner.post, text=inner.text,
                               likes=None, reposts=None, replies=None)  # fmt: skip
            self._rows.add(row)
            return
        for one in self._tied(row, status, root):
            self._rows.add(one)

    def _tied(self, row: Row, status: Status, root: str | None = None) -> list[Row]:
        """Give a row with the addresses of its parent and root, or none yet."""
        return self._names.ready(row, ids.plain(status.in_reply_to_id), root, self._here)

    def _row(self, status: Status) -> Row:
        number = ids.plain(status.id)
        if number is None or status.created_at is None:
            raise RecordError("no id or no created_at")
        at = micros(status.created_at, self._tally.tz)
        edited = None if status.edited_at is None else micros(status.edited_at, self._tally.tz)
        self._tally.count("posts that were edited, with their last text", self._where,
                          int(edited is not None))  # fmt: skip
        account = status.account or Account()
        address = _author(status, account)
        name = account.acct
        if name and "@" not in name and (host := _host(address)):
            name = f"{name}@{host}"
            self._here.server = self._here.server or host
        post = status.uri or status.url
        if post is None:
            self._tally.count("posts without an address, called by a number of their server")
            post = number
        self._here.names[number] = post
        followers = account.followers_count
        return Row(
            post=post,
            at=at,
            account=address or ids.plain(account.id) or name,
            name=name,
            kind="reply" if ids.plain(status.in_reply_to_id) else "post",
            text=_text(status.spoiler_text, status.content),
            lang=status.language,
            followers=followers if followers is None or 0 <= followers < 1 << 63 else None,
            likes=status.favourites_count,
            reposts=status.reblogs_count,
            replies=status.replies_count,
            seen=at if edited is None else edited,
            url=status.url or status.uri,
        )


def _text(warning: str | None, content: str | None) -> str | None:
    """Put the warning before a post and its text together."""
    parts = (warning, unmarked(content))
    return "\n\n".join(part for part in parts if part) or None


def _author(status: Status, account: Account) -> str | None:
    """Give the address of an account, as its own server calls it."""
    before, found, _ = (status.uri or "").partition("/statuses/")
    return account.uri or (before if found else account.url)


def _host(address: str | None) -> str | None:
    parts = (address or "").split("/")
    return parts[2] if len(parts) > 3 and parts[2] else None


def _root(before: list[Status], after: list[Status]) -> str | None:
    """Give the first post of a thread: the first ancestor, or else what was asked for."""
    if before:
        return ids.plain(before[0].id) if before[0].in_reply_to_id is None else None
    return ids.plain(after[0].in_reply_to_id) if after else None


def _total(stated: Total | str | None) -> int | None:
    return stated.totalItems if isinstance(stated, Total) else None


def _shown(address: str | None) -> str | None:
    """Read user and server off the address of a post's page, such as //host/@user/1."""
    parts = (address or "").split("/")
    return f"{parts[3][1:]}@{parts[2]}" if len(parts) > 4 and parts[3][:1] == "@" else None


def _handle(address: str | None) -> str | None:
    """Read user and server off the address of an account; newer ones have but its number."""
    parts = (address or "").split("/")
    if len(parts) <= 3 or not parts[-1] or parts[3:5] == ["ap", "users"]:
        return None
    return f"{parts[-1]}@{parts[2]}"


def _names(*fields: object) -> set[object]:
    """Give whom an activity is addressed to; each field holds one or several."""
    found: set[object] = set()
    for field in fields:
        if isinstance(field, list):
            found |= {one for one in field if isinstance(one, str)}
        elif isinstance(field, str):
            found.add(field)
    return found
