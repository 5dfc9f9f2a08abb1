"""Customer care on Twitter as conversations: the set of documents that care desks pointed to.

A conversation holds its turns, each by a client or the agent, and apart from them the agent's
closing tweet, which has no time of its own: its id says when it was sent. The turns name no
parents; each is taken to answer the one before. What the header says of the duration drops whole
days and is not used.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Decoder, documents
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "customer-care-conversations"
ABOUT = "Customer care on Twitter as JSON conversations: dialogContent, dialogHeader, agentURL"

SECOND = 1_000_000
_NEEDED = {"dialogContent", "dialogContent[].tweet_ID", "dialogContent[].datetime"}


class Turn(msgspec.Struct):
    """One tweet of a conversation; the key that holds its handle says whose side it is on."""

    tweet_ID: str | int | None = None  # noqa: N815
    datetime: str | None = None
    message: str | None = None
    client: str | None = None
    client1: str | None = None
    agent: str | None = None


class Closing(msgspec.Struct):
    """The tweet of the agent that ends the conversation."""

    tweet_ID: str | int | None = None  # noqa: N815
    url_utterance: str | None = None


class Header(msgspec.Struct):
    """What is said of the conversation as a whole."""

    company: str | None = None
    duration: str | None = None


class Conversation(msgspec.Struct):
    """One document."""

    dialogContent: list[Turn] | None = None  # noqa: N815
    dialogHeader: Header | None = None  # noqa: N815
    agentURL: Closing | None = None  # noqa: N815


def sniff(file: File) -> Verdict:
    """Look for turns with ids and times."""
    keys = file.keys
    if keys >= _NEEDED:
        return Verdict(True, "conversations with dialogContent and its turns")
    seen = f"JSON with {', '.join(sorted(keys)[:8])}" if keys else described(file.magic)
    return Verdict(False, seen, plausible="dialogContent" in keys)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read conversations, in batches; a record is a tweet, a turn or a closing one."""
    rows = Rows("twitter", parents="derived")
    for file in files:
        decode = Decoder(Conversation, tally)
        for line, raw in documents(file, tally):
            told = decode(raw, file.name, line)
            if told is None or not (told.dialogContent or told.agentURL):
                tally.records += 1
                if told is not None:
                    why = RecordError("a conversation without any turn")
                    tally.reject(file.name, line, why, raw)
                continue
            made = [row for row in _rows(told, file.name, line, tally) if row is not None]
            _compare(told, made, f"{file.name}:{line}", tally)
            for row in made:
                rows.add(row)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _rows(told: Conversation, file: str, line: int, tally: Tally) -> Iterator[Row | None]:
    """Give the tweets of a conversation, each with the one before as its parent."""
    before: str | None = None
    root: str | None = None
    parts: list[Turn | Closing] = [*(told.dialogContent or []), *filter(None, [told.agentURL])]
    for part in parts:
        tally.records += 1
        try:
            row = _row(part, told.dialogHeader or Header(), f"{file}:{line}", tally)
        except (ClockError, ValueError) as error:
            tally.reject(file, line, error, msgspec.json.encode(part))
            continue
        root = root or row.post
        yield row._replace(parent=before, root=root, kind="reply" if before else "post")
        before = row.post


def _row(part: Turn | Closing, header: Header, where: str, tally: Tally) -> Row:
    post = ids.plain(part.tweet_ID)
    if post is None:
        raise RecordError("no tweet_ID")
    sent: Any = None
    if isinstance(part, Closing):
        at = ids.snowflake_micros(post)
        tally.count("closing tweets without a time, dated by their id", where)
        who, text, ours = header.company, part.url_utterance, True
    else:
        if part.datetime is None:
            raise RecordError("no datetime")
        sent = at = micros(part.datetime, tally.tz)
        who, text, ours = part.agent or part.client or part.client1, part.message, bool(part.agent)
    if who is None:
        tally.count("tweets that do not say by whom they are", where)
    if sent is not None and _differs(post, sent):
        tally.count("tweets whose time and id are more than a second apart", where)
    return Row(post=post, at=at, account=who, name=who, text=text, seen=at,
               role="organisation" if ours else None)  # fmt: skip


def _differs(post: str, at: int) -> bool:
    try:
        return abs(ids.snowflake_micros(post) - at) > SECOND
    except ClockError:
        return False


def _compare(told: Conversation, made: list[Row], where: str, tally: Tally) -> None:
    """Count the durations that the header states and the tweets' times contradict."""
    stated = told.dialogHeader.duration if told.dialogHeader else None
    known = [row.at for row in made if row.at is not None]
    if stated is None or not known:
        return
    try:
        hours, minutes, seconds = (float(part) for part in stated.split(":"))
        length = round((hours * 3600 + minutes * 60 + seconds) * SECOND)
    except (ValueError, OverflowError):  # of a number that is none, or endless
        tally.count("durations in the header that are no hours, minutes and seconds", where)
        return
    if abs(max(known) - min(known) - length) > SECOND:
        tally.count("durations in the header that the tweets' times contradict, not used", where)
