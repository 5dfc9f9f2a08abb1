"""Twitter API v1.1: statuses one a line, in an array, or one a file.

A retweeted or quoted status stands inside the one that carries it and becomes a post of its own.
The counts on a repost are the original's, and are not taken for its own.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Decoder, documents
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import EMBEDDED, RECORD, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.times import micros
from casekit.errors import CasekitError, ClockError

__all__ = ["ABOUT", "NAME", "Status", "read", "sniff", "status_row"]

NAME = "twitter-v1"
APART = True
ABOUT = "Twitter API v1.1 statuses as JSON: one a line, an array, or one a file"

Id = str | int | float | None
Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)] | None

NOTICES = ("delete", "limit", "scrub_geo", "status_withheld", "user_withheld", "warning",
           "disconnect", "friends")  # fmt: skip
"""What a stream sends beside statuses."""

_OURS = ("id_str", "retweet_count", "favorite_count", "retweeted", "full_text")
_THEIRS = ("mid", "idstr", "reposts_count")


class User(msgspec.Struct, gc=False):
    """The account, as it was when the status was read."""

    id_str: Id = None
    id: Id = None
    screen_name: str | None = None
    followers_count: Count = None
    verified: bool | None = None


class Extended(msgspec.Struct, gc=False):
    """The long text of a status of the 140-character kind."""

    full_text: str | None = None


class History(msgspec.Struct, gc=False):
    """The versions of an edited status."""

    edit_tweet_ids: list[str | int] | None = None


class Status(msgspec.Struct, gc=False):
    """A status: the fields that are wanted of it."""

    id_str: Id = None
    id: Id = None
    created_at: str | None = None
    timestamp_ms: str | int | None = None
    text: str | None = None
    full_text: str | None = None
    extended_tweet: Extended | None = None
    lang: str | None = None
    user: User | None = None
    in_reply_to_status_id_str: Id = None
    in_reply_to_status_id: Id = None
    quoted_status_id_str: Id = None
    quoted_status_id: Id = None
    retweeted_status: "Status | None" = None
    quoted_status: "Status | None" = None
    edit_history: History | None = None
    favorite_count: Count = None
    retweet_count: Count = None
    reply_count: Count = None


_NOBODY = User()


class Line(Status, gc=False):
    """What else can stand on a line; looked for only where no sound status does."""

    statuses: list[Status] | None = None
    results: list[Status] | None = None
    """What the premium search calls its statuses."""
    delete: object = None
    limit: object = None
    scrub_geo: object = None
    status_withheld: object = None
    user_withheld: object = None
    warning: object = None
    disconnect: object = None
    friends: object = None
    data: object = None
    author_id: Id = None


def sniff(file: File) -> Verdict:
    """Look for statuses with their user inside."""
    keys = file.keys
    for prefix in ("", "statuses[].", "results[]."):
        has = {key.removeprefix(prefix) for key in keys if key.startswith(prefix)}
        body = has & {"text", "full_text"} and has & {"user.screen_name", "user.id_str", "user.id"}
        if body and has & set(_OURS) and not has & set(_THEIRS):
            return Verdict(True, "statuses with text and user")
    if keys:
        return Verdict(False, "JSON without text and user side by side", plausible=True)
    return Verdict(False, described(file.magic), file.head.lstrip()[:1] in (b"{", b"["))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read files of statuses, in batches."""
    rows = Rows("twitter")
    decode, decode_line = msgspec.json.Decoder(Status).decode, Decoder(Line, tally)
    for file in files:
        for number, raw in documents(file, tally):
            try:
                status = decode(raw)
            except (ValueError, RecursionError):
                sound = False
            else:
                sound = status.user is not None and status.id_str is not None
            if sound:
                tally.records += 1
                why = _add(status, rows, tally, file.name, number)
                if why:
                    tally.reject(file.name, number, why, raw)
            else:
                _read_other(raw, decode_line, rows, tally, file.name, number)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _read_other(
    raw: bytes, decode: Decoder[Line], rows: Rows, tally: Tally, file: str, number: int
) -> None:
    """Read a page of a search, a notice, or a status in which something is missing or wrong."""
    line = decode(raw, file, number)
    if line is None:
        tally.records += 1
        return
    where = f"{file}:{number}"
    several = line.results if line.statuses is None else line.statuses
    if several is None and line.id_str is None and line.id is None:
        for kind in NOTICES:
            if getattr(line, kind) is not None:
                tally.count("{kind} notices of the stream, which are not posts", where, kind=kind)
                return
    statuses: list[Status] = [line] if several is None else several
    tally.records += len(statuses)
    of_v2 = line.data is not None or line.author_id is not None
    for status in statuses:
        if status is line and of_v2:
            why: CasekitError | None = RecordError("a record of API v2 in a file of API v1.1")
            tally.count("records of API v2 in a file of API v1.1; format='twitter-v2' reads them",
                        where)  # fmt: skip
        else:
            why = _add(status, rows, tally, file, number)
        if why:
            tally.reject(file, number, why, raw)


def _add(
    status: Status, rows: Rows, tally: Tally, file: str, number: int
) -> CasekitError | None:  # fmt: skip
    """Add a status and those inside it; give what is wrong if it cannot be read."""
    try:
        row = status_row(status, tally)
    except ClockError as error:
        return error
    if row is None:
        return RecordError("no id")
    rows.add(row)
    inner = status.retweeted_status
    if inner is not None:
        _add_inner(inner, row.at, rows, tally, file, number)
    inner = status.quoted_status
    if inner is not None:
        _add_inner(inner, row.at, rows, tally, file, number)
    return None


def _add_inner(
    status: Status, seen: int | None, rows: Rows, tally: Tally, file: str, number: int
) -> None:
    waiting = [status]
    for inner in waiting:
        try:
            row = status_row(inner, tally, seen=seen, origin=EMBEDDED)
        except ClockError:
            row = None
        if row is None:
            tally.count("statuses inside others that cannot be read", f"{file}:{number}")
        else:
            rows.add(row)
        waiting += [one for one in (inner.retweeted_status, inner.quoted_status) if one is not None]


def status_row(
    status: Status, tally: Tally, *, seen: int | None = None, origin: str = RECORD
) -> Row | None:
    """Make a row of a status; None if it has no id.

    Parameters
    ----------
    status
        The status.
    tally
        The account of the reading, for the time zone and edit histories.
    seen
        When it was read; None: when it was posted.
    origin
        Where it stands, as :mod:`casekit.archives.rows` names it.

    Raises
    ------
    ClockError
        Its time is none, or has no zone.
    """
    post = _id(status.id_str, status.id)
    if post is None:
        return None
    at = _stamp(status) if status.created_at is None else micros(status.created_at, tally.tz)
    user = status.user or _NOBODY
    original, kind, root = status.retweeted_status, "post", None
    likes = reposts = replies = quoted = None
    if original is not None:
        kind, parent = "repost", _id(original.id_str, original.id)
        root = parent
    else:
        likes, reposts, replies = status.favorite_count, status.retweet_count, status.reply_count
        parent = _id(status.in_reply_to_status_id_str, status.in_reply_to_status_id)
        quoted = _id(status.quoted_status_id_str, status.quoted_status_id)
        if quoted is None and status.quoted_status is not None:
            quoted = _id(status.quoted_status.id_str, status.quoted_status.id)
        if parent is not None:
            kind = "reply"
        elif quoted is not None:
            kind, parent, quoted = "quote", quoted, None
    if status.edit_history is not None and status.edit_history.edit_tweet_ids:
        note_edits(post, status.edit_history.edit_tweet_ids, tally)
    text = status.text if status.full_text is None else status.full_text
    if status.extended_tweet is not None and status.extended_tweet.full_text is not None:
        text = status.extended_tweet.full_text
    return Row._make((
        post, at, _id(user.id_str, user.id), user.screen_name, kind, parent, root, quoted, text,
        status.lang, user.followers_count, None, likes, reposts, replies, None, user.verified,
        at if seen is None else seen, origin, None, None, None,
    ))  # fmt: skip


def note_edits(post: str, versions: Iterable[str | int], tally: Tally) -> None:
    """Keep the history of a post that was edited."""
    history = tuple(str(version) for version in versions)
    if len(history) > 1 and post in history:
        tally.edited(history)


def _id(text: Id, number: Id) -> str | None:
    """Give an id that is there as text and as a number, or as one of them."""
    if isinstance(text, str) and text.isdecimal():
        return text
    if text is None and number is None:
        return None
    return ids.plain(text) or ids.plain(number)


def _stamp(status: Status) -> int | None:
    stamp = str(status.timestamp_ms)
    return int(stamp) * 1000 if re.fullmatch("[0-9]{12,13}", stamp) else None
