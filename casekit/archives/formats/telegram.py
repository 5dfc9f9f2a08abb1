"""Chats as Telegram Desktop exports them as JSON: one chat (result.json), or all of an account.

A message is called by its chat and its number in it. One that was forwarded names from whom and
not which message it was. Reactions are counted and not taken for likes: many of them are none.
"""

from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Count, Decoder, documents
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "telegram"
APART = True
ABOUT = "chats as Telegram Desktop exports them as JSON (result.json)"

Id = str | int | None


class Part(msgspec.Struct):
    """A piece of a text that is a link, a mention or in bold."""

    text: str | None = None


class Reaction(msgspec.Struct):
    """How many reacted with one sign."""

    count: Count = None


class Message(msgspec.Struct, omit_defaults=True):
    """A message, or a notice of what happened in the chat."""

    id: Id = None
    type: str | None = None
    date: str | None = None
    date_unixtime: Id = None
    edited: str | None = None
    sender: str | None = msgspec.field(name="from", default=None)
    from_id: Id = None
    forwarded_from: str | None = None
    reply_to_message_id: Id = None
    reply_to_peer_id: Id = None
    text: str | list[str | Part] | None = None
    reactions: list[Reaction] | None = None


class Chat(msgspec.Struct):
    """A chat, group or channel."""

    id: Id = None
    type: str | None = None
    messages: list[Message] | None = None


class Chats(msgspec.Struct):
    """The chats of an account."""

    held: list[Chat] | None = msgspec.field(name="list", default=None)


class Export(Chat):
    """One chat, or all of an account."""

    chats: Chats | None = None
    left_chats: Chats | None = None


def sniff(file: File) -> Verdict:
    """Look for messages with type and date, and with who sent them or acted."""
    keys = file.keys
    for prefix in ("", "chats.list[]."):
        has = {key.removeprefix(f"{prefix}messages[].") for key in keys}
        if has >= {"id", "type", "date"} and has & {"from_id", "actor_id"}:
            return Verdict(True, f"messages with type, date and from_id under {prefix}messages")
    if keys >= {"about", "personal_information.user_id"}:
        return Verdict(True, "an account's export with personal_information")
    return Verdict(False, described(file.magic), plausible="messages[].id" in keys)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read exports, in batches; a record is a message."""
    rows = Rows("telegram")
    for file in files:
        decode = Decoder(Export, tally)
        for number, raw in documents(file, tally):
            export = decode(raw, file.name, number)
            if export is None:
                tally.records += 1
                continue
            chats = list(_chats(export))
            if not chats:
                tally.records += 1
                tally.reject(file.name, number, RecordError("a document without messages"), raw)
            for chat in chats:
                for row in _messages(chat, file.name, number, tally):
                    rows.add(row)
                    if rows.full:
                        yield rows.batch()
    yield rows.batch()


def _chats(export: Export) -> Iterator[Chat]:
    """Give the chats that hold messages."""
    several = [export.chats or Chats(), export.left_chats or Chats()]
    chats = (export, *(chat for some in several for chat in some.held or ()))
    return (chat for chat in chats if chat.messages is not None)


def _messages(chat: Chat, file: str, line: int, tally: Tally) -> Iterator[Row]:
    """Give the messages of a chat; what happened in it is counted."""
    where = f"{file}:{line}"
    public = (chat.type or "").startswith("public_")
    for message in chat.messages or ():
        if message.type == "service":
            tally.count("notices of a chat, which are no posts", where)
            continue
        tally.records += 1
        try:
            row = _row(message, ids.plain(chat.id), tally, where)
        except (ClockError, ValueError) as error:
            tally.reject(file, line, error, msgspec.json.encode(message))
            continue
        tally.count("posts that not everybody could see", where, int(not public))
        yield row


def _row(message: Message, chat: str | None, tally: Tally, where: str) -> Row:
    number, above = ids.plain(message.id), ids.plain(message.reply_to_message_id)
    if chat is None or number is None:
        raise RecordError("no id of the chat or of the message")
    at = _time(message, tally)
    there = _bare(message.reply_to_peer_id) or chat
    kind, parent = ("reply", f"{there}-{above}") if above else ("post", None)
    if message.forwarded_from is not None:
        kind, parent = "repost", None
        tally.count("reposts that name their original by its author only")
    reactions = sum(one.count or 0 for one in message.reactions or ())
    tally.count("posts that were edited, with their last text", where, int(bool(message.edited)))
    tally.count("reactions that the posts count", n=reactions)
    return Row(post=f"{chat}-{number}", at=at, account=ids.plain(message.from_id) or message.sender,
               name=message.sender, kind=kind, parent=parent, text=_text(message.text),
               seen=at)  # fmt: skip


def _time(message: Message, tally: Tally) -> int:
    """Take the time that counts seconds; that in words is of the clock of who exported it."""
    if message.date_unixtime is not None:
        return epoch(message.date_unixtime)
    if message.date is None:
        raise RecordError("no date")
    return micros(message.date, tally.tz)


def _bare(peer: Id) -> str | None:
    """Give the number of a chat without what kind of chat it is."""
    return (ids.plain(peer) or "").removeprefix("channel").removeprefix("chat") or None


def _text(text: str | list[str | Part] | None) -> str | None:
    """Put the pieces of a text together."""
    if isinstance(text, list):
        text = "".join((one.text or "") if isinstance(one, Part) else one for one in text)
    return text or None
