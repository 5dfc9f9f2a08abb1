"""Customer care on Twitter as a table: the columns of the set twcs.

Only a line feed ends a row: texts hold bare carriage returns. Ids are running numbers, which carry
no time; parents may come as floats. Companies go by their handle, customers by a number.
"""

from array import array
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from casekit.archives import ids
from casekit.archives.file import File
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.archives.tables import Table, columns, described_columns
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "customer-care-csv"
ABOUT = "Customer care on Twitter as CSV, with the columns of the set twcs"

NEEDED = ("tweet_id", "author_id", "inbound", "created_at", "text", "in_response_to_tweet_id")

_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def sniff(file: File) -> Verdict:
    """Look at the names of the columns."""
    names = columns(file)
    if set(NEEDED) <= set(names):
        return Verdict(True, f"the columns {', '.join(NEEDED)}")
    return Verdict(False, described_columns(names) or described(file.magic))


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read tables of customer care, in batches."""
    rows = Rows("twitter")
    listed, known = array("q"), array("q")
    for file in files:
        table = Table(file, tally, NEEDED)
        if not table.complete:
            continue
        for line, values, raw in table:
            try:
                row = _row(values, tally)
            except (ClockError, ValueError) as error:
                tally.reject(file.name, line, error, raw)
                continue
            rows.add(row)
            if row.post.isdecimal() and len(row.post) < 19:
                known.append(int(row.post))
            _note_answers(values.get("response_tweet_id", ""), listed, tally)
            if rows.full:
                yield rows.batch()
    yield rows.batch()
    absent = ~np.isin(np.frombuffer(listed, "int64"), np.frombuffer(known, "int64"))
    tally.count("answers listed in response_tweet_id", n=len(listed))
    tally.count("answers listed that are not in the archive", n=int(absent.sum()))


def _note_answers(text: str, listed: "array[int]", tally: Tally) -> None:
    answers = [one for part in text.split(",") if (one := ids.plain(part.strip()))]
    if answers:
        tally.count("posts that list answers")
        tally.count("posts that list several answers", n=int(len(answers) > 1))
        listed.extend(int(one) for one in answers if one.isdecimal() and len(one) < 19)


def _row(values: dict[str, str], tally: Tally) -> Row:
    post = ids.plain(values["tweet_id"])
    author = ids.plain(values["author_id"])
    if post is None or author is None:
        raise RecordError("no {name}", name="tweet_id" if post is None else "author_id")
    inbound = _FLAGS.get(values["inbound"].strip().lower())
    if inbound is None:
        raise RecordError("inbound is {seen!r}, neither True nor False",
                          seen=values["inbound"][:40])  # fmt: skip
    parent = ids.plain(values["in_response_to_tweet_id"])
    at = micros(values["created_at"], tally.tz)
    return Row(
        post=post,
        at=at,
        account=author,
        name=author,
        kind="post" if parent is None else "reply",
        parent=parent,
        text=values["text"],
        role=None if inbound else "organisation",
        seen=at,
    )
