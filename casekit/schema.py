"""The dictionary of the house: each frame as data, one word per thing.

Every frame that casekit hands out is described here: column by column its name, kind of value,
unit and meaning. :func:`conform` gives a frame these columns and dtypes, :func:`check` reports
everything that is wrong with one, and :func:`worst` combines grades of evidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from casekit.errors import SchemaError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "ACCOUNTS", "CONFLICTS", "EDGES", "EVENTS", "EVIDENCE", "FIGURES", "FRAMES",
    "KINDS", "LESSONS", "LINKS", "LINK_KINDS", "PHASES", "POSTS", "PRECISIONS", "QUALIFIERS",
    "ROLES", "SOURCES", "SOURCE_KINDS", "WAITS", "Column", "Frame", "arrow", "check", "conform",
    "empty", "worst",
]  # fmt: skip

EVIDENCE = ("archived", "documented", "derived", "reconstructed", "simulated")
"""Grades of evidence, best first. When things are combined, the worst one holds."""

KINDS = ("post", "repost", "reply", "quote", "comment", "link")
ROLES = (
    "organisation", "regulator", "competitor", "customer", "influencer", "public", "agency",
    "press",
)  # fmt: skip
PHASES = ("trigger", "escalation", "amplification", "response", "resolution", "aftermath")
PRECISIONS = ("second", "minute", "hour", "part-of-day", "day", "month", "year")
QUALIFIERS = ("exact", "about", "over", "nearly", "under")
SOURCE_KINDS = ("news", "blog", "academic", "company", "seed", "wiki", "interview")
LINK_KINDS = ("repost", "reply", "cover", "call", "respond", "join")

Type = Literal["text", "time", "span", "count", "number", "flag", "choice"]


@dataclass(frozen=True)
class Column:
    """One column: its name, kind of value, meaning, unit, and closed word list if it has one."""

    name: str
    type: Type
    meaning: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    ordered: bool = False
    required: bool = False
    """A required column holds no missing value."""

    @property
    def dtype(self) -> Any:
        """The pandas dtype of the column."""
        match self.type:
            case "text":
                return pd.StringDtype(na_value=np.nan)
            case "time":
                return pd.DatetimeTZDtype("us", "UTC")
            case "span":
                return np.dtype("timedelta64[us]")
            case "count":
                return pd.Int64Dtype()
            case "number":
                return np.dtype("float64")
            case "flag":
                return pd.BooleanDtype()
            case "choice":
                return pd.CategoricalDtype(list(self.choices), ordered=self.ordered)


@dataclass(frozen=True)
class Frame:
    """A frame as data: what a row is, its index and its columns."""

    name: str
    row: str
    index: Column
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        return next(c for c in (self.index, *self.columns) if c.name == name)

    def table(self) -> pd.DataFrame:
        """Show the frame's columns with type, unit and meaning, for reading.

        Examples
        --------
        >>> EDGES.table().loc["delay", "unit"]
        'time'
        """
        rows = [
            (c.name, c.type, c.unit or ("time" if c.type == "span" else ""), c.meaning)
            for c in (self.index, *self.columns)
        ]
        return pd.DataFrame(rows, columns=["column", "type", "unit", "meaning"]).set_index("column")


def _evidence() -> Column:
    return Column("evidence", "choice", "how the row is known", choices=EVIDENCE, ordered=True,
                  required=True)  # fmt: skip


def _sources() -> Column:
    return Column("sources", "text", "ids of the sources that say so, separated by spaces")


POSTS = Frame(
    "posts",
    "a post on a platform, a blog or a news site; one that is only named has neither time nor "
    "account",
    Column("post", "text", "id of the post, as text", required=True),
    (
        Column("at", "time", "when it was posted", "UTC"),
        Column("account", "text", "stable id of the account that posted it"),
        Column("name", "text", "handle of that account as the archive shows it"),
        Column("kind", "choice", "what the post is; NA if the archive does not say",
               choices=KINDS),
        Column("parent", "text", "the post it reposts, answers, quotes or links to, as reported"),
        Column("root", "text", "the first post of its cascade or thread, as reported"),
        Column("quoted", "text", "the post it quotes, where its parent is another one"),
        Column("parent_evidence", "choice", "how the parent is known", choices=EVIDENCE,
               ordered=True),
        Column("platform", "text", "where it was posted"),
        Column("text", "text", "what it says"),
        Column("lang", "text", "language of the text, BCP 47"),
        Column("url", "text", "its address"),
        Column("followers", "count", "followers of the account when it was read", "accounts"),
        Column("impressions", "count", "times shown; NA on a repost", "impressions"),
        Column("likes", "count", "likes; NA on a repost", "likes"),
        Column("reposts", "count", "reposts; NA on a repost", "reposts"),
        Column("replies", "count", "replies; NA on a repost", "replies"),
        Column("role", "choice", "part that the account plays in the case", choices=ROLES),
        _evidence(),
        _sources(),
    ),
)  # fmt: skip

ACCOUNTS = Frame(
    "accounts",
    "an account",
    Column("account", "text", "stable id of the account", required=True),
    (
        Column("name", "text", "handle, newest one seen"),
        Column("role", "choice", "part that it plays in the case", choices=ROLES),
        Column("followers", "count", "followers, newest count seen", "accounts"),
        Column("verified", "flag", "verified by the platform"),
        _evidence(),
    ),
)

EDGES = Frame(
    "edges",
    "a passing-on, in the direction in which the message travelled",
    Column("edge", "count", "running number"),
    (
        Column("parent", "text", "post that was passed on or answered", required=True),
        Column("child", "text", "post that did so", required=True),
        Column("kind", "choice", "what the child is", choices=KINDS),
        Column("delay", "span", "time from parent to child; NA if either time is unknown"),
        Column("p", "number", "probability that this is the parent; 1 where reported", "0 to 1",
               required=True),
        _evidence(),
    ),
)  # fmt: skip

_BOUNDS = (
    Column("earliest", "time", "earliest it can have been; NA if nothing bounds it", "UTC"),
    Column("latest", "time", "latest it can have been, exclusive; NA if nothing bounds it", "UTC"),
)

EVENTS = Frame(
    "events",
    "something that a source says happened",
    Column("event", "text", "id of the event", required=True),
    (
        Column("at", "time", "best estimate", "UTC", required=True),
        *_BOUNDS,
        Column("precision", "choice", "how finely the time is known", choices=PRECISIONS,
               ordered=True, required=True),
        Column("actor", "choice", "who acted", choices=ROLES, required=True),
        Column("phase", "choice", "part of the story", choices=PHASES, required=True),
        Column("platform", "text", "where"),
        Column("label", "text", "what happened, in at most 34 characters", required=True),
        Column("what", "text", "what happened", required=True),
        Column("note", "text", "how it is known, what is doubtful"),
        _evidence(),
        _sources(),
    ),
)  # fmt: skip

FIGURES = Frame(
    "figures",
    "a number that a source states",
    Column("figure", "text", "id of the figure", required=True),
    (
        Column("metric", "text", "what is counted", required=True),
        Column("value", "number", "the number as stated", required=True),
        Column("unit", "text", "unit of the number", required=True),
        Column("span", "span", "the number as a duration, where its unit is one of time"),
        Column("qualifier", "choice", "how the source hedges it", choices=QUALIFIERS,
               required=True),
        Column("as_of", "time", "best estimate of the time it holds for", "UTC"),
        *_BOUNDS,
        Column("precision", "choice", "how finely that time is known", choices=PRECISIONS,
               ordered=True),
        Column("series", "text", "figures of one series can be drawn on one curve"),
        Column("label", "text", "in at most 34 characters", required=True),
        Column("what", "text", "what the number says", required=True),
        Column("note", "text", "how it is known, what is doubtful"),
        _evidence(),
        _sources(),
    ),
)  # fmt: skip

LINKS = Frame(
    "links",
    "an event that set off another one",
    Column("link", "count", "running number"),
    (
        Column("from", "text", "event that set it off", required=True),
        Column("to", "text", "event that was set off", required=True),
        Column("kind", "choice", "how it was passed on", choices=LINK_KINDS, required=True),
        Column("note", "text", "why it is believed"),
        _evidence(),
        _sources(),
    ),
)

SOURCES = Frame(
    "sources",
    "a text in which something was read",
    Column("source", "text", "id of the source", required=True),
    (
        Column("publisher", "text", "who published it", required=True),
        Column("title", "text", "its title", required=True),
        Column("date", "text", "when, as far as it is dated"),
        Column("url", "text", "its address"),
        Column("kind", "choice", "what sort of text", choices=SOURCE_KINDS, required=True),
        Column("label", "text", "in at most 34 characters", required=True),
        Column("note", "text", "how it was read"),
    ),
)

CONFLICTS = Frame(
    "conflicts",
    "what one source says where sources disagree",
    Column("conflict", "count", "running number"),
    (
        Column("about", "text", "what they disagree on", required=True),
        Column("source", "text", "who says it", required=True),
        Column("value", "text", "what it says", required=True),
    ),
)

LESSONS = Frame(
    "lessons",
    "what published analyses conclude",
    Column("lesson", "count", "running number"),
    (Column("text", "text", "the conclusion", required=True), _sources()),
)

WAITS = Frame(
    "waits",
    "a complaint and its first answer, if there was one",
    Column("complaint", "text", "post that complains", required=True),
    (
        Column("asked", "time", "when it was posted", "UTC", required=True),
        Column("answered_at", "time", "first answer; NA where there was none", "UTC"),
        Column("answered", "flag", "whether it was answered", required=True),
        Column("wait", "span", "time to the answer or, unanswered, to the end of the archive",
               required=True),
        Column("open_wait", "span", "the same in opening hours, where they are documented"),
        Column("replies", "count", "answers to this complaint", "posts"),
        _evidence(),
    ),
)  # fmt: skip

FRAMES = (POSTS, ACCOUNTS, EDGES, EVENTS, FIGURES, LINKS, SOURCES, CONFLICTS, LESSONS, WAITS)


def empty(frame: Frame) -> pd.DataFrame:
    """Give a frame without rows that has all columns and dtypes.

    Examples
    --------
    >>> empty(EDGES).columns.tolist()
    ['parent', 'child', 'kind', 'delay', 'p', 'evidence']
    """
    return conform(pd.DataFrame({frame.index.name: []}), frame)


def conform(table: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """Give a table the columns, order, dtypes and index of its frame.

    Missing columns are added as NA, the index may come as a column, columns that the schema does
    not know stay, to the right.

    Raises
    ------
    SchemaError
        A value does not fit its column, such as a time without a zone.

    Examples
    --------
    >>> conform(pd.DataFrame({"parent": ["a"], "child": ["b"]}), EDGES)["delay"].tolist()
    [NaT]
    """
    name = frame.index.name
    if name in table.columns:
        table = table.set_index(name)
    known: dict[str, Any] = {}
    problems: list[str] = []
    for column in frame.columns:
        if column.name not in table.columns:
            known[column.name] = pd.Series(index=table.index, dtype=column.dtype)
            continue
        try:
            known[column.name] = _cast(table[column.name], column)
        except (TypeError, ValueError) as error:
            problems.append(f"'{column.name}': {error}")
    if problems:
        raise _schema_error(frame, problems)
    index = table.index
    if frame.index.type == "text":
        index = index.astype(frame.index.dtype)
    extra = {c: table[c] for c in table.columns if c not in known}
    out = pd.DataFrame({**known, **extra}, index=table.index)
    out.index = index.rename(name)
    return out


def _cast(values: pd.Series, column: Column) -> pd.Series:
    if values.dtype == column.dtype:
        return values
    if column.type == "time":
        if values.isna().all():
            return pd.Series(pd.NaT, index=values.index).astype(column.dtype)
        if isinstance(values.dtype, np.dtype) and values.dtype.kind == "M":
            raise ValueError("times without a zone")
        return pd.to_datetime(values, utc=False).dt.tz_convert("UTC").astype(column.dtype)
    if column.type == "choice":
        strange = set(values.dropna().unique()) - set(column.choices)
        if strange:
            raise ValueError(_unknown_words(strange, column))
    if column.type in ("text", "choice") and values.isna().all():
        values = values.astype("object")
    return values.astype(column.dtype)


def _unknown_words(strange: Iterable[object], column: Column) -> str:
    seen = ", ".join(sorted(repr(word) for word in strange))
    return f"unknown {seen} (use {', '.join(column.choices)})"


def check(table: pd.DataFrame, frame: Frame) -> None:
    """Report everything that is wrong with a frame, at once.

    Raises
    ------
    SchemaError
        With one clause a problem: missing columns, wrong dtypes, missing values in required
        columns, an index that is not unique.

    Examples
    --------
    >>> check(empty(EDGES).drop(columns="p"), EDGES)
    Traceback (most recent call last):
    ...
    casekit.errors.SchemaError: edges have 1 problem. 'p': missing. Cure: casekit.schema.EDGES...
    """
    problems = []
    for column in frame.columns:
        if column.name not in table.columns:
            problems.append(f"'{column.name}': missing")
            continue
        values = table[column.name]
        if values.dtype != column.dtype:
            naive = column.type == "time" and getattr(values.dtype, "tz", None) is None
            why = "times have no zone" if naive else f"is {values.dtype}, not {column.dtype}"
            problems.append(f"'{column.name}': {why}")
        elif column.required and values.isna().any():
            rows = np.flatnonzero(values.isna())
            problems.append(
                f"'{column.name}': {len(rows):,} of {len(values):,} values are missing "
                f"(first: row {rows[0]})"
            )
    if table.index.name != frame.index.name:
        problems.append(f"index is {table.index.name!r}, not {frame.index.name!r}")
    elif frame.index.required and not table.index.is_unique:
        twice = table.index[table.index.duplicated()][0]
        problems.append(f"index '{frame.index.name}': {twice!r} is there twice")
    if problems:
        raise _schema_error(frame, problems)


def _schema_error(frame: Frame, problems: list[str]) -> SchemaError:
    count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
    return SchemaError(
        f"{frame.name} have {count}. {'; '.join(problems)}",
        cure=f"casekit.schema.{frame.name.upper()}.table() lists what is wanted",
    )


def worst(*grades: "str | Iterable[str]") -> str:
    """Combine grades of evidence: the worst one holds.

    Examples
    --------
    >>> worst("archived", ["documented", "derived"])
    'derived'
    """
    flat: list[str] = []
    for grade in grades:
        flat.extend([grade] if isinstance(grade, str) else grade)
    if not flat:
        raise SchemaError("no grade of evidence to combine", cure="give at least one row")
    return max(flat, key=EVIDENCE.index)


@cache
def arrow(frame: Frame) -> "pa.Schema":
    """Give the Arrow schema of a frame, index first, as it is stored in Parquet.

    Examples
    --------
    >>> arrow(EDGES).names
    ['edge', 'parent', 'child', 'kind', 'delay', 'p', 'evidence']
    """
    import pyarrow as pa

    types: dict[str, pa.DataType] = {
        "text": pa.large_string(),
        "time": pa.timestamp("us", "UTC"),
        "span": pa.duration("us"),
        "count": pa.int64(),
        "number": pa.float64(),
        "flag": pa.bool_(),
        "choice": pa.dictionary(pa.int8(), pa.large_string()),
    }
    return pa.schema([(c.name, types[c.type]) for c in (frame.index, *frame.columns)])
