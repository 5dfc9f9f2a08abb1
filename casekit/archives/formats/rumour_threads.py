"""Rumour threads: folders of v1.1 statuses with their reply structure (PHEME, RumourEval).

A thread's folder holds ``source-tweets`` and ``reactions`` (PHEME) or ``source-tweet`` and
``replies`` (RumourEval), one status a file, and ``structure.json``, which says what answers what.
Statuses that it names without a file become posts without time and account.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Decoder
from casekit.archives.file import File
from casekit.archives.formats.twitter_v1 import Status, status_row
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import NAMED, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.unpack import current
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "rumour-threads"
ABOUT = "rumour threads as folders of v1.1 statuses with structure.json (PHEME, RumourEval)"

_TWEET = re.compile(r"^(?P<thread>.*?)(?P<part>source-tweets?|replies|reactions)/[^/]+\.json$")
_STRUCTURE = re.compile(r"^(?P<thread>.*?)structure\.json$")


@dataclass
class _Thread:
    """One thread while its files come in, in any order."""

    name: str
    sources: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    parents: dict[str, str | None] = field(default_factory=dict)
    """As structure.json says; None: at the top."""

    @property
    def root(self) -> str | None:
        """The id of the source: of its file, or what else names the thread."""
        tops = [post for post, parent in self.parents.items() if parent is None]
        folder = re.split("[/!]", self.name.rstrip("/"))[-1]
        named = [folder] if folder.isdecimal() else []
        return next(iter([*self.sources, *named, *tops]), None)


def sniff(file: File) -> Verdict:
    """Look for a status, or a structure of ids, at its place in a thread's folder."""
    if _STRUCTURE.match(file.name):
        keys = {part for key in file.keys for part in key.split(".")}
        if keys and all(key.removesuffix("[]").isdecimal() for key in keys):
            return Verdict(True, "a structure of ids")
        return Verdict(False, "a structure.json without ids", plausible=True)
    if _TWEET.match(file.name):
        keys = file.keys
        if {"text", "user.screen_name"} <= keys and keys & {"id", "id_str"}:
            return Verdict(True, "a status in the folder of a thread")
        return Verdict(False, "no status, in the folder of a thread", plausible=True)
    if file.name.endswith(("urls.dat", "annotation.json", "retweets.json", "who-follows-whom.dat")):
        return Verdict.aside("side material of threads")
    saw = "JSON" if file.keys else described(file.magic)
    return Verdict(False, f"{saw}, not in a folder source-tweet(s), replies or reactions")


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read threads, in batches."""
    threads: dict[str, _Thread] = {}
    decode = Decoder(Status, tally)
    for file in files:
        match = _TWEET.match(file.name) or _STRUCTURE.match(file.name)
        folder = match["thread"] if match else file.name.rpartition("/")[0]
        thread = threads.setdefault(folder, _Thread(folder))
        with file.open() as stream:
            raw = stream.read(current().line + 1)
        if len(raw) > current().line:
            tally.records += 1
            why = RecordError("file of more than {most} bytes", most=current().line)
            tally.reject(file.name, 1, why, raw)
        elif _STRUCTURE.match(file.name):
            _add_structure(thread, raw, file.name, tally)
        else:
            _add_status(thread, decode, raw, file.name, tally)
    rows = Rows("twitter")
    for thread in threads.values():
        for row in _settled(thread, tally):
            rows.add(row)
        if rows.full:
            yield rows.batch()
    yield rows.batch()


def _add_status(
    thread: _Thread, decode: Decoder[Status], raw: bytes, file: str, tally: Tally
) -> None:
    tally.records += 1
    status = decode(raw, file, 1)
    if status is None:
        return
    try:
        row = status_row(status, tally)
    except ClockError as error:
        tally.reject(file, 1, error, raw)
        return
    if row is None:
        tally.reject(file, 1, RecordError("no id"), raw)
        return
    thread.rows.append(row)
    match = _TWEET.match(file)
    if match and match["part"].startswith("source"):
        thread.sources.append(row.post)


def _add_structure(thread: _Thread, raw: bytes, file: str, tally: Tally) -> None:
    try:
        tree: Any = msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        why = RecordError("the structure of the thread cannot be read: {why}", why=str(error))
        tally.damage(file, 1, why, raw)
        return
    waiting: list[tuple[Any, str | None]] = [(tree, None)]
    while waiting:
        branch, parent = waiting.pop(0)
        if not isinstance(branch, dict):
            if branch not in ([], None):
                tally.count("leaves of structure.json that are no empty list", file)
            continue
        for name, below in branch.items():
            post = ids.plain(name)
            if post is None or post in thread.parents:
                tally.count("ids that structure.json names twice or leaves empty", file)
                continue
            thread.parents[post] = parent
            waiting.append((below, post))


def _settled(thread: _Thread, tally: Tally) -> Iterator[Row]:
    """Give the posts of a thread with parent and root, and those that are only named."""
    root = thread.root
    here = {row.post for row in thread.rows}
    if not thread.parents:
        tally.count("threads without structure.json, tied by in_reply_to alone", thread.name)
    tops = [post for post, parent in thread.parents.items() if parent is None]
    if len(tops) > 1:
        tally.count("threads with several posts at the top of structure.json", thread.name)
    for row in thread.rows:
        if row.post in thread.parents:
            parent = thread.parents[row.post]
            kind = row.kind if parent is None or row.kind == "quote" else "reply"
            yield row._replace(parent=parent, root=root, kind=kind)
        else:
            if thread.parents:
                tally.count("statuses that structure.json does not name", thread.name)
            yield row._replace(root=root)
    for post, parent in thread.parents.items():
        if post not in here:
            kind = None if parent is None else "reply"
            yield Row(post=post, kind=kind, parent=parent, root=root, origin=NAMED)
