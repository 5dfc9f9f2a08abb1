"""Any table of posts, with a mapping that says which column is what.

The mapping is given, lies beside the file, or is proposed from the names of the columns, in English
or German; the report says what was taken for what. Rows before the header, as monitoring tools
write them, are passed over. Day and month are told apart by the values; a table whose values leave
it open is refused with the cure. Counts may hold separators of thousands.

A post that has the address of a tweet is called by the id in it, whatever number the tool that
exported it gave it, and so is a tweet that it answers, reposts or quotes: rows find each other, and
those of other archives. Any other post without an id is called by its address, or by file and line.
Times without a zone are refused, unless the ids of tweets say the same times on some clock: these
are exact, and are taken.
"""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from casekit.archives import ids
from casekit.archives.dates import bears_out, written
from casekit.archives.file import File
from casekit.archives.mapping import proposed
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, delimiter, described_columns
from casekit.errors import ClockError
from casekit.sentence import Sentence

__all__ = ["ABOUT", "NAME", "SORTS", "decoded", "read", "sniff"]

NAME = "table"
ABOUT = "any table of posts, with a mapping of its columns (columns=..., or a TOML beside it)"
APART = True

FIRST = 40
"""Lines among which the header is looked for."""
WATCHED = 10_000
"""Rows of a table that tell whether what they are said to answer are posts."""
SORTS = {"post": "post", "tweet": "post", "original": "post", "beitrag": "post",
         "retweet": "repost", "repost": "repost", "share": "repost", "reshare": "repost",
         "reply": "reply", "antwort": "reply", "comment": "comment", "kommentar": "comment",
         "quote": "quote"}  # fmt: skip
"""What tables call the kinds of posts."""
_COUNTS = ("followers", "impressions", "likes", "reposts", "replies")
_TWEET = re.compile(r"(?:https?:)?//(?:\w+\.)?(?:twitter|x)\.com/\w+/status(?:es)?/(\d+)")
_SIGNED = re.compile(r"x(\d{5,})")
"""An id behind a letter, which keeps spreadsheets from rounding it."""
_NUMBER = re.compile(r"\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+|\d+(?:[.,]0+)?", re.ASCII)

_SECOND = 1_000_000
_MINUTE, _ZONES, _FURTHEST = 60 * _SECOND, 900 * _SECOND, 14 * 3_600 * _SECOND
"""What a stated time may be cut to; steps between the clocks of the world, and how far they go."""

Values = dict[str, str]


def sniff(file: File) -> Verdict:
    """Look for a header that names times, texts and who wrote them; others come before.

    Where somebody said which column is what, those columns are looked for, and nothing else.
    """
    wanted = _wanted(file)
    start, names = _header(file, wanted)
    if wanted is not None:
        named = ", ".join(wanted.values())
        saw = f"a table with {named}" if names else f"no header with {named}"
        return Verdict(names is not None, saw, plausible=_is_even(file.head))
    if names is None:
        seen = described_columns(columns(file)) or described(file.magic)
        return Verdict(False, seen, plausible=_is_even(file.head))
    from casekit.archives.formats import FORMATS

    for module in FORMATS:
        if module.NAME != NAME and module.sniff(file).fits:
            return Verdict(False, f"format {module.NAME}")
    found = proposed(names)
    shown = ", ".join(f"{field}: {name}" for field, name in found.items())
    return Verdict(True, f"a table with {shown}" + (f" after {start} bytes" if start else ""))


def _wanted(file: File) -> dict[str, str] | None:
    """Give the columns that somebody named."""
    if file.columns is None:
        return None
    return {field: name for field, name in file.columns.items() if field != "order"}


def _is_even(head: bytes) -> bool:
    """Say whether two lines one after the other have as many values, and several."""
    widths = [len(_names(line)) for line in head.split(b"\n")[:FIRST]]
    return any(one == other > 1 for one, other in itertools.pairwise(widths))


def _header(file: File, wanted: Mapping[str, str] | None = None) -> tuple[int, list[str] | None]:
    """Give where the header of a table begins, and its names."""
    place = 0
    if file.head.lstrip()[:1] in (b"{", b"[", b"<") or b"\0" in file.head[:4096]:
        return 0, None
    for line in file.head.split(b"\n")[:FIRST]:
        names = _names(line)
        if wanted is not None:
            fits = set(wanted.values()) <= set(names)
        else:
            fits = _fits(names, delimiter(decoded(line)), file.head[place + len(line) + 1 :])
        if fits and len(names) > 1:
            return place, names
        place += len(line) + 1
    return 0, None


def _fits(names: list[str], delimiter: str, below: bytes) -> bool:
    """Say whether names are those of a table of posts, with a row below them that has a time."""
    found = proposed(names)
    if not {"at", "text"} <= found.keys() or not found.keys() & {"name", "account", "url", "post"}:
        return False
    lines = csv.reader(io.StringIO(decoded(below)), delimiter=delimiter)
    try:
        row = next((row for row in lines if row), [])
        written(dict(zip(names, row, strict=True))[found["at"]], None, "UTC")
    except (csv.Error, ClockError, ValueError):
        return False
    return True


def _names(line: bytes) -> list[str]:
    text = decoded(line).strip()
    try:
        return next(csv.reader([text], delimiter=delimiter(text)), [])
    except csv.Error:
        return []


def decoded(raw: bytes) -> str:
    """Read bytes as UTF-8 or, if they are none, as cp1252.

    Examples
    --------
    >>> decoded("Gepäck".encode("cp1252"))
    'Gepäck'
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read tables, in batches; a record is a row."""
    rows = Rows(None, reposts=None)
    for file in files:
        wanted = _wanted(file)
        start, names = _header(file, wanted)
        if names is None:
            missing = ", ".join(wanted.values()) if wanted else Sentence("a time, a text")
            why = RecordError("no header with {names}", names=missing, cure="say which column is "
                              "what by columns={'at': ..., 'text': ...}")  # fmt: skip
            tally.damage(file.name, 1, why, file.head[:400])
            continue
        mapping = wanted or proposed(names)
        before = file.head[:start].count(b"\n")
        tally.count("lines before the header, passed over", file.name, before)
        stream = file.open()
        stream.read(start)
        numbers = file.numbers[before:] if file.numbers else range(before + 1, 1 << 40)
        table = Table(File(file.name, stream, numbers=numbers), tally, mapping.values())
        if not table.complete:
            continue
        table.leave(mapping.values())
        taken = ", ".join(f"{field}={name}" for field, name in mapping.items())
        tally.count("tables with the columns {names}", file.name, names=taken)
        order = file.columns.get("order") if file.columns else None
        maker = _Maker(mapping, order, tally, file.name)
        for row in _linked(maker.rows(table), mapping, tally, file.name):
            rows.add(row)
            if rows.full:
                yield rows.batch()
    yield rows.batch()


def _linked(
    rows: Iterator[Row], mapping: Mapping[str, str], tally: Tally, file: str
) -> Iterator[Row]:
    """Give rows on, without parents where these are not posts but who wrote them.

    The first rows tell. What cannot be found for want of ids is said and stays.
    """
    held = list(itertools.islice(rows, WATCHED))
    posts = {row.post.casefold() for row in held}
    accounts = {one.casefold() for row in held for one in (row.name, row.account) if one}
    named = {row.parent.removeprefix("@").casefold() for row in held if row.parent is not None}
    strange = named - posts
    authors = strange & accounts
    of_accounts = 2 * len(authors) > len(named)
    if "parent" in mapping and of_accounts:
        tally.count("tables whose column {column}, taken as parent, names accounts and not posts, "
                    "so that nothing in them is known to answer anything; what it has to hold of "
                    "the answered post is its number or address, as in the column that is taken "
                    "as post", file, column=mapping["parent"])  # fmt: skip
    elif "parent" in mapping and strange and not mapping.keys() & {"post", "url"}:
        tally.count("tables with a column taken as parent ({column}) and none taken as post, so "
                    "that the answered posts cannot be found", file,
                    column=mapping["parent"])  # fmt: skip
    for row in itertools.chain(held, rows):
        if of_accounts and row.parent is not None:
            author = row.parent.removeprefix("@").casefold() in authors
            yield row._replace(parent=None) if author or row.kind != "repost" else row
        else:
            yield row


class _Maker:
    """Makes rows of one table; rows wait until day and month can be told apart."""

    def __init__(
        self, mapping: Mapping[str, str], order: str | None, tally: Tally, file: str
    ) -> None:  # fmt: skip
        self._mapping, self._order, self._tally, self._file = mapping, order, tally, file

    def rows(self, table: Table) -> Iterator[Row]:
        waiting: list[tuple[int, Values, bytes]] = []
        for line, values, raw in table:
            seen = bears_out(self._moment(values))
            if seen is not None and self._order is None:
                self._order = seen
                for one in waiting:
                    yield from self._made(*one)
                waiting.clear()
                self._tally.count("tables whose dates bear out that they are {order}", self._file,
                                  order=Sentence(seen))  # fmt: skip
            if seen is not None and self._order != seen:
                why = RecordError("its date is {order}, those before it are {other}",
                                  order=Sentence(seen),
                                  other=Sentence(str(self._order)))  # fmt: skip
                self._tally.reject(self._file, line, why, raw)
            elif self._order is None and self._open(values):
                waiting.append((line, values, raw))
            else:
                yield from self._made(line, values, raw)
        told = ",".join(f"{field}={name}" for field, name in self._mapping.items())
        open = RecordError("day and month cannot be told apart", names=told, cure="say which comes "
            "first, as in columns='{names},order=day first', or order=month first")  # fmt: skip
        for line, _, raw in waiting:
            self._tally.reject(self._file, line, open, raw)

    def _moment(self, values: Values) -> str:
        day = values[self._mapping["at"]].strip()
        if "clock" in self._mapping:
            day = day.removesuffix(" 00:00:00")  # which a spreadsheet gives every day
        clock = values[self._mapping["clock"]].strip() if "clock" in self._mapping else ""
        return f"{day} {clock}" if clock and ":" not in day else day

    def _open(self, values: Values) -> bool:
        try:
            return written(self._moment(values), None, "UTC") is None
        except ClockError:
            return False

    def _made(self, line: int, values: Values, raw: bytes) -> Iterator[Row]:
        try:
            row = self._row(values, f"{self._file}:{line}")
        except (ClockError, ValueError) as error:
            self._tally.reject(self._file, line, error, raw)
        else:
            yield row

    def _get(self, values: Values, field: str) -> str | None:
        return values[self._mapping[field]].strip() or None if field in self._mapping else None

    def _row(self, values: Values, where: str) -> Row:
        get = {field: self._get(values, field) for field in self._mapping}
        post = _tweet(get.get("url")) or _called(get.get("post")) or get.get("url")
        at = self._time(self._moment(values), post, where)
        if post is None:
            self._tally.count("posts without an id, called by file and line", where)
            post = where
        name = (get.get("name") or "").removeprefix("@") or None
        kind, parent, root, quoted = self._relations(get)
        counts = {field: self._count(get.get(field), field, where) for field in _COUNTS}
        if kind == "repost":
            counts |= dict.fromkeys(_COUNTS[1:])
        return Row(
            post=post,
            at=at,
            account=_called(get.get("account")) or name,
            name=name,
            kind=kind,
            parent=parent,
            root=root,
            quoted=quoted,
            text=get.get("text") or get.get("title"),
            lang=get.get("lang"),
            seen=at,
            url=get.get("url"),
            platform=_platform(get.get("platform")) or (_tweet(get.get("url")) and "twitter"),
            followers=counts["followers"],
            impressions=counts["impressions"],
            likes=counts["likes"],
            reposts=counts["reposts"],
            replies=counts["replies"],
        )

    def _time(self, said: str, post: str | None, where: str) -> int:
        """Read a time; where it has no zone, the id of a tweet may say what is meant."""
        try:
            moment = written(said, self._order, self._tally.tz)
        except ClockError:
            at = None if self._tally.tz or post is None else _borne_out(said, self._order, post)
            if at is None:
                raise
            self._tally.count("times without a zone, taken from the ids of tweets", where)
            return at
        if moment is None:
            raise RecordError("day and month cannot be told apart")
        self._tally.count("times that are days only, put at midnight", where, int(moment[1]))
        return moment[0]

    def _relations(
        self, get: Mapping[str, str | None]
    ) -> tuple[str | None, str | None, str | None, str | None]:  # fmt: skip
        """Tell kind, parent, root and quoted post, from what is named or else from the kind."""
        parent, original, root, quoted = (
            _called(get.get(field)) for field in ("parent", "original", "root", "quoted")
        )
        said = (get.get("kind") or "").casefold()
        kind = SORTS.get(said) or SORTS.get(said.rpartition(" ")[2])
        if original:
            return "repost", original, root or original, None
        if kind is None and (get.get("text") or "").startswith("RT @"):
            kind = "repost"
        if kind == "repost":
            self._tally.count("reposts that name their original by its author only",
                              n=int(parent is None))  # fmt: skip
            return "repost", parent, root, None
        if parent:
            return kind if kind == "comment" else "reply", parent, root, quoted
        if quoted:
            return "quote", quoted, root, None
        if kind is None and {"parent", "original"} <= self._mapping.keys():
            kind = "post"
        return kind, None, root, None

    def _count(self, text: str | None, field: str, where: str) -> int | None:
        """Read a count, whatever stands between its thousands."""
        if text is None or text in ("-", "NA", "N/A", "n/a", "nan"):
            return None
        if _NUMBER.fullmatch(text) and len(text) < 20:
            digits = re.sub(r"\D", "", re.sub(r"[.,]0{1,2}$", "", text))
            if len(digits) < 19:
                return int(digits)
        self._tally.count("values of {name} that are no count, left unknown", where, name=field)
        return None


def _borne_out(said: str, order: str | None, post: str) -> int | None:
    """Give the time in the id of a tweet if the stated one is the same on some clock."""
    at, stated = ids.time_in(post), written(said, order, "UTC")
    if at is None or stated is None or abs(stated[0] - at) > _FURTHEST:
        return None
    late = (at - stated[0]) % _ZONES
    return at if late < _MINUTE or late > _ZONES - _SECOND else None


def _tweet(address: str | None) -> str | None:
    """Give the id in the address of a tweet."""
    found = _TWEET.match(address or "")
    return found[1] if found else None


def _called(value: str | None) -> str | None:
    """Give an id without what a tool wrapped around it; of the address of a tweet, its id."""
    found = ids.plain(value)
    if found is None:
        return None
    signed = _SIGNED.fullmatch(found)
    return signed[1] if signed else _tweet(found) or found


def _platform(text: str | None) -> str | None:
    """Give the platform; of several words, as Talkwalker writes them, the last."""
    last = (text or "").casefold().rpartition(",")[2].strip()
    return last.removeprefix("socialmedia_") or None
