"""Weibo threads: a post as one file, its reposts and comments as another of the same name (CED).

``original-microblog/<n>_<mid>_<uid>.json`` holds the first post, whose own ids are only in that
name; under the same name another folder holds the list of entries, and that folder is the label of
the thread. An entry names the entry that it passed on, or nothing: then it passed on the first
post. The set does not tell reposts with a text from comments: their kind is left unknown.
Entries' times state no zone; they are Beijing time unless another zone is given. Entries whose time
states no year either are kept without a time. An entry that is listed twice with two parents has
the later one.
"""

import re
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
from casekit.sentence import Sentence

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "weibo-threads"
ABOUT = "Weibo threads as JSON: first posts and lists of reposts and comments (CED)"

BEIJING = "+08:00"

_FIRST = {"text", "time", "reposts", "comments", "likes", "user"}
_ENTRY = {"mid", "uid", "parent", "kids", "text", "date"}
_NOT_OURS = {"id", "id_str", "created_at"}
_FILE = re.compile(r"(?:\d+_)?(?P<mid>[0-9A-Za-z]{6,20})_(?P<uid>\d+)\.json$")
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")
_YEARLESS = re.compile(r"\d{1,2}月\d{1,2}日 *\d{1,2}:\d\d")


class User(msgspec.Struct):
    """The account of a first post."""

    verified: bool | None = None
    followers: Count = None


class Entry(msgspec.Struct):
    """A first post or one of the entries below it; a first post has no mid."""

    text: str | None = None
    mid: str | int | None = None
    uid: str | int | None = None
    parent: str | int | None = None
    date: str | None = None
    time: int | str | None = None
    user: User | str | None = None
    likes: Count = None
    reposts: Count = None
    comments: Count = None


def sniff(file: File) -> Verdict:
    """Look for the keys of a first post, or of the entries of a list."""
    keys = file.keys
    if keys >= _ENTRY and not keys & _NOT_OURS:
        return Verdict(True, "a list of entries with mid, uid, parent, kids and date")
    if keys >= _FIRST and not keys & (_NOT_OURS | {"mid"}):
        return Verdict(True, "a first post with text, time, reposts, comments and likes")
    seen = f"JSON with {', '.join(sorted(keys)[:8])}" if keys else described(file.magic)
    plausible = "-repost/" in file.name or "original-microblog/" in file.name
    return Verdict(False, seen, plausible)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read threads, in batches; a record is a first post or an entry."""
    rows = Rows("weibo", reposts="hand")
    for file in files:
        decode = Decoder(Entry, tally)
        thread = _Thread(file.name, tally)
        for line, raw in documents(file, tally):
            tally.records += 1
            entry = decode(raw, file.name, line)
            if entry is None:
                continue
            try:
                rows.add(thread.row(entry, f"{file.name}:{line}"))
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
            if rows.full:
                yield rows.batch()
        thread.finish()
    yield rows.batch()


class _Thread:
    """One file: what its name says of the thread, and what is counted in it."""

    def __init__(self, file: str, tally: Tally) -> None:
        self._file, self._tally = file, tally
        *folders, name = re.split("[/!]", file)
        match = _FILE.search(name)
        self._label = folders[-1] if folders else ""
        self._root = match["mid"] if match else name.removesuffix(".json")
        self._uid = match["uid"] if match else None
        if match is None:
            tally.count("files whose name states no ids; their thread is called by that name", file)
        self._firsts = self._entries = 0
        self._parents: dict[str, str] = {}

    def row(self, entry: Entry, where: str) -> Row:
        """Make a row of a first post or of an entry."""
        if entry.mid is None and entry.date is None and entry.time is not None:
            self._firsts += 1
            return self._first(entry)
        post = ids.plain(entry.mid)
        if post is None:
            raise RecordError("no mid")
        if entry.date is None:
            raise RecordError("no date")
        self._entries += 1
        at = self._time(entry.date, where)
        account = ids.plain(entry.uid)
        above = ids.plain(entry.parent)
        parent = above or self._root
        twice = self._parents.get(post, parent) != parent
        self._parents[post] = parent
        self._tally.count("entries that name another entry as their parent", n=int(bool(above)))
        self._tally.count("entries that are listed again with another parent, of which the later "
                          "one stands", where, int(twice))  # fmt: skip
        self._tally.count("entries without a text, which are plain reposts", n=int(not entry.text))
        return Row(
            post=post,
            at=at,
            account=account,
            name=account if account and not account.isdecimal() else None,
            kind=None if entry.text else "repost",
            parent=parent,
            root=self._root,
            text=entry.text or None,
            seen=at,
        )

    def _first(self, entry: Entry) -> Row:
        time = entry.time
        at = epoch(time) if isinstance(time, int) else self._time(str(time), self._file)
        if isinstance(time, str):
            self._tally.count("first posts whose time is a text", self._file)
        user = entry.user if isinstance(entry.user, User) else User()
        return Row(
            post=self._root,
            at=at,
            account=self._uid,
            kind="post",
            root=self._root,
            text=entry.text,
            followers=user.followers,
            likes=entry.likes,
            reposts=entry.reposts,
            replies=entry.comments,
            verified=user.verified,
            seen=at,
        )

    def _time(self, text: str, where: str) -> int | None:
        if _YEARLESS.fullmatch(text.strip()):
            self._tally.count("times that state no year, left unknown", where)
            return None
        if self._tally.tz is None and text[:4].isdecimal() and not _ZONE.search(text):
            text = text.strip() + BEIJING
        return micros(text, self._tally.tz)

    def finish(self) -> None:
        """Count the threads, those that have entries by their label."""
        if self._firsts:
            self._tally.count("threads with their first post", n=self._firsts)
        if self._entries:
            self._tally.count("lists of entries in {folder}",
                              folder=self._label or Sentence("no folder"))  # fmt: skip
