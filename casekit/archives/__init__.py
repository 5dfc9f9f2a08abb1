"""Archives that people hold, read into posts and accounts, with an account of what was read.

Each format is one module of :mod:`casekit.archives.formats` with the same two functions: ``sniff``
says from the content whether a file is of this format and what it saw, ``read`` gives its posts in
batches. To add a format, write the module and name it in ``FORMATS`` there.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from casekit import clock
from casekit.archives.asked import chosen, is_stored, stored
from casekit.archives.capture import (
    empty_hours,
    follower_counts,
    missing_minutes,
    shared_times,
    silences,
)
from casekit.archives.choice import Choice, confirm
from casekit.archives.counts import Census, census
from casekit.archives.documented import documented_events, documented_figures
from casekit.archives.formats import FORMATS, any_table, known
from casekit.archives.formats.propagation_trees import labels
from casekit.archives.ids import snowflake
from casekit.archives.mapping import Columns, told
from casekit.archives.merge import merged
from casekit.archives.report import Problem, Report, Tally, reported
from casekit.archives.search import Search, Sought
from casekit.archives.source import Source, files
from casekit.archives.store import Workers, cluster, processes, store
from casekit.archives.unpack import limits

__all__ = [
    "Census", "Problem", "Reading", "Report", "Search", "Sought", "Workers", "census", "chosen",
    "cluster", "documented_events", "documented_figures", "empty_hours", "follower_counts",
    "formats", "is_stored", "labels", "limits", "missing_minutes", "processes", "read",
    "shared_times", "silences", "snowflake", "store", "stored",
]  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What was read: the frames of posts and accounts, and the report."""

    posts: pd.DataFrame
    accounts: pd.DataFrame
    """Accounts that posted, not those that are only mentioned."""
    report: Report


def formats() -> dict[str, str]:
    """List the formats that can be read, with a line on each.

    Examples
    --------
    >>> list(formats())[:4]
    ['rumour-threads', 'twitter-v1', 'twitter-v2', 'customer-care-csv']
    """
    return {name: module.ABOUT for name, module in known().items()}


def read(
    source: Source | Iterable[Source],
    *,
    format: str | None = None,
    tz: str | None = None,
    columns: Columns | None = None,
) -> Reading:
    """Read an archive.

    Parameters
    ----------
    source
        A file, a folder, a glob, ``"-"`` for standard input, or several of them; plain, gzip,
        bzip2, xz, zstandard, zip, tar, and these within each other. Nothing is unpacked to disk;
        :func:`limits` bounds what may come out.
    format
        One of :func:`formats`; None: told from the content.
    tz
        Time zone of times that state none, such as ``"Europe/London"``.
    columns
        Which column of all its tables is what, such as ``{"at": "Datum", "text": "Inhalt"}``, the
        same as ``"at=Datum,text=Inhalt"``, or the path of a TOML; ``order`` is ``"day first"`` or
        ``"month first"``. None: as a TOML beside each file says (``table.csv.toml``, its part
        ``[columns]``), or as the names of the columns propose.

    Returns
    -------
    Reading
        ``posts`` (:data:`casekit.schema.POSTS`, in the order of time), ``accounts``
        (:data:`casekit.schema.ACCOUNTS`) and ``report``.

    Raises
    ------
    ReadError
        Nothing could be read, or the source holds several formats; the message says what was
        tried and what was seen.
    ClockError
        There is no such time zone.

    Examples
    --------
    >>> import casekit as ck
    >>> reading = read(ck.load.sample("customer-care.csv"))
    >>> reading.report.format, len(reading.posts) == reading.report.accepted
    ('customer-care-csv', True)
    """
    given = [source] if isinstance(source, str | os.PathLike) else list(source)
    if tz is not None:
        clock.zone(tz)
    tally = Tally(tz)
    if columns is not None:
        tally.columns = told(columns) or {}
        format = format or any_table.NAME
    choice = Choice(FORMATS, format, tally)
    module, mine = choice.made(files(given, tally))
    found = merged(module.read(mine, tally), tally)
    tally.count("cascades of 50 reposts or more of which over 15 % bear one and the same time, a "
                "tool's or a rounded one, which does not say how fast they were",
                n=len(shared_times(found.posts)))  # fmt: skip
    confirm(module.NAME, tally.accepted + found.counts["accepted"], tally, choice.others)
    report = reported([os.fspath(each) for each in given], module.NAME, tally, found.counts)
    return Reading(found.posts, found.accounts, report)
