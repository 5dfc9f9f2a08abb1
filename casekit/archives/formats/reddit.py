"""Reddit: submissions and comments, one a line, in a table, or as the site lists them.

Ids are full names (t3_ a submission, t1_ a comment), since the two count from the same letters; the
answers that a listing shows below a comment become records of their own. Times are UTC, also where
a table states no zone. Some tables hold no ids: rows are then called by file and line, and nothing
links them. Accounts that are gone are no account; a text that was removed is none.
"""

from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.documents import Decoder, documents
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, described_columns
from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "reddit"
APART = True
ABOUT = "Reddit submissions and comments: NDJSON, listings, or a table"

GONE = ("[deleted]", "[removed]", "anonymous", "")
REMOVED = ("[removed]", "[deleted]")
_PLAIN = {"author", "title", "text", "created"}
_READ = ("id", "name", "author", "author_fullname", "title", "selftext", "body", "text", "created",
         "created_utc", "score", "up", "ups", "num_comments", "parent_id", "link_id",
         "permalink")  # fmt: skip

Value = str | int | float | None


class Thing(msgspec.Struct):
    """A submission or a comment."""

    id: Value = None
    name: Value = None
    author: Value = None
    author_fullname: Value = None
    title: Value = None
    selftext: Value = None
    body: Value = None
    text: Value = None
    created: Value = None
    created_utc: Value = None
    score: Value = None
    up: Value = None
    ups: Value = None
    num_comments: Value = None
    parent_id: Value = None
    link_id: Value = None
    permalink: Value = None


class Child(Thing):
    """The same inside a listing, with what stands below it."""

    replies: "Line | str | None" = None


class Held(Child):
    """What a kind of thing wraps: a post, or a list of them."""

    children: "list[Line | str] | None" = None


class Line(Child):
    """Any document of these forms."""

    kind: str | None = None
    data: Held | None = None


def sniff(file: File) -> Verdict:
    """Look for the fields or columns of Reddit."""
    keys = file.keys
    for prefix in ("", "data.", "data.children[].data."):
        has = {key.removeprefix(prefix) for key in keys if key.startswith(prefix)}
        if (
            "author" in has
            and has & {"subreddit", "subreddit_id", "link_id"}
            and (has & {"created_utc", "created"} and has & {"body", "title", "selftext"})
        ):
            return Verdict(True, f"posts with {prefix}author and {prefix}created_utc")
    if keys:
        seen = f"JSON with {', '.join(sorted(keys)[:8])}"
        return Verdict(False, seen, plausible=bool({"created_utc", "link_id"} & keys))
    names = columns(file)
    if _is_table(set(names)):
        return Verdict(True, f"the columns {', '.join(n for n in names if n in _READ)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def _is_table(names: set[str]) -> bool:
    if names >= _PLAIN | {"up", "down"}:
        return True
    body = names & {"body", "title", "selftext"}
    return bool(names >= {"author", "created_utc"} and body and names & {"score", "subreddit"})


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read files, in batches; a record is a submission or a comment."""
    rows = Rows("reddit")
    for file in files:
        if file.head.lstrip()[:1] in (b"{", b"[") or file.lines:
            things = _documents(file, tally)
        else:
            things = _table(file, tally)
        for line, thing, raw in things:
            where = f"{file.name}:{line}"
            try:
                rows.add(_row(thing, where, tally))
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _documents(file: File, tally: Tally) -> Iterator[tuple[int, Thing, bytes]]:
    """Give the posts of each document, and those below them; each counts as a record."""
    decode = Decoder(Line, tally)
    for number, raw in documents(file, tally):
        top = decode(raw, file.name, number)
        if top is None:
            tally.records += 1
            continue
        waiting: list[Line | Child] = [top]
        while waiting:
            here = waiting.pop()
            thing: Child = here
            if isinstance(here, Line) and here.kind is not None and here.data is not None:
                if here.kind == "Listing":
                    children = here.data.children or []
                    waiting += [one for one in reversed(children) if isinstance(one, Line)]
                    continue
                if here.kind == "more":
                    tally.count(
                        "places where a listing leaves comments out", f"{file.name}:{number}"
                    )
                    continue
                thing = here.data
            tally.records += 1
            yield number, thing, raw
            if isinstance(thing.replies, Line):
                waiting.append(thing.replies)


def _table(file: File, tally: Tally) -> Iterator[tuple[int, Thing, bytes]]:
    table = Table(file, tally, ("author",))
    if table.complete:
        table.leave(_READ)
        for line, values, raw in table:
            yield line, Thing(**{name: values[name] for name in _READ if name in values}), raw


def _row(thing: Thing, where: str, tally: Tally) -> Row:
    comment = thing.body is not None and thing.title in (None, "")
    post = _full(thing.name) or _full(thing.id, "t1" if comment else "t3")
    if post is None:
        if thing.author is None and thing.created_utc is None and thing.created is None:
            raise RecordError("no id")
        tally.count("posts without an id, called by file and line", where)
        post = where
    at = _time(thing, tally, where)
    author = ids.plain(thing.author)
    if str(thing.author or "").strip() in GONE:
        author = None
        tally.count("posts whose account is gone or hidden")
    parent = _full(thing.parent_id, "t1") if comment else None
    answers, score = _number(thing.num_comments), thing.score
    if score is None:
        score = thing.ups if thing.up is None else thing.up
    if score is not None and _number(score) is None and str(score).strip():
        tally.count("scores below zero or not whole, left unknown", where)
    return Row(
        post=post,
        at=at,
        account=author,
        name=author,
        kind="comment" if comment else "post",
        parent=parent,
        root=_full(thing.link_id, "t3") if comment else post,
        text=_text(thing, tally, where),
        likes=_number(score),
        replies=None if comment else answers,
        seen=at,
        url=f"https://www.reddit.com{thing.permalink}"
        if str(thing.permalink or "").startswith("/") else None,
    )  # fmt: skip


def _full(value: Value, kind: str | None = None) -> str | None:
    """Give a full name; without a kind only what is one."""
    text = ids.plain(value)
    if text is None or (text[:1] == "t" and text[2:3] == "_"):
        return text
    return f"{kind}_{text}" if kind else None


def _time(thing: Thing, tally: Tally, where: str) -> int:
    stamp = thing.created if thing.created_utc in (None, "") else thing.created_utc
    if stamp in (None, ""):
        raise RecordError("no time")
    if not isinstance(stamp, str) or stamp.strip().replace(".", "", 1).isdecimal():
        return epoch(stamp)
    if "Z" not in stamp and "+" not in stamp:
        tally.count("times without a zone, taken as UTC as Reddit gives them", where)
    return micros(stamp, tally.tz or "UTC")


def _text(thing: Thing, tally: Tally, where: str) -> str | None:
    """Put title and text together; what was removed is neither."""
    parts = []
    body = thing.body if thing.body is not None else thing.selftext
    for part in (thing.title, thing.text if body is None else body):
        text = "" if part is None else str(part)
        if text.strip() in REMOVED:
            tally.count("texts that say {words}", where, words=text.strip())
        elif text:
            parts.append(text)
    return "\n\n".join(parts) or None


def _number(value: Value) -> int | None:
    text = str(value).strip().removesuffix(".0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
