"""Batches of rows put together: one row a post, the newest snapshot of it, and its account."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from casekit import schema
from casekit.archives import ids
from casekit.archives.report import Tally
from casekit.archives.rows import EMBEDDED, NAMED, RECORD, SCHEMA

__all__ = ["Merged", "merged"]

_NULLABLE = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


@dataclass(frozen=True)
class Merged:
    """The frames of a reading, and how many posts came from where."""

    posts: pd.DataFrame
    accounts: pd.DataFrame
    accepted: int
    duplicates: int
    embedded: int
    unknown: int


def merged(batches: Iterable[pa.RecordBatch], tally: Tally) -> Merged:
    """Put batches together.

    Of a post that occurs several times the newest snapshot wins, value by value: what it leaves
    unknown is taken from the one before. Posts come in the order of time, those without one last.
    """
    rows = pa.Table.from_batches(batches, SCHEMA).to_pandas(types_mapper=_NULLABLE.get)
    rows["origin"] = pd.Categorical(rows["origin"], schema.ORIGINS, ordered=True)
    rows["seen"] = rows["seen"].fillna(np.iinfo(np.int64).min).astype("int64")
    _tell_apart(rows, tally)
    rank = _newest_versions(rows, tally)
    records = int((rows["origin"] == RECORD).sum())
    posts = _one_each(rows, rank)
    origin = posts["origin"]
    accepted = int((origin == RECORD).sum())
    accounts = _accounts(rows)
    del rows
    frame = schema.conform(
        posts.drop(columns=["verified", "seen"]).sort_values(
            "at", kind="stable", na_position="last"
        ),
        schema.POSTS,
    )
    _check_ids(frame, tally)
    schema.check(frame, schema.POSTS)
    schema.check(accounts, schema.ACCOUNTS)
    return Merged(
        frame,
        accounts,
        accepted,
        records - accepted,
        int((origin == EMBEDDED).sum()),
        int((origin == NAMED).sum()),
    )


def _tell_apart(rows: pd.DataFrame, tally: Tally) -> None:
    """Give ids that were rounded a running number, so that different posts stay different."""
    damaged = rows["post"].str.contains(ids.SCIENTIFIC, regex=True)
    if damaged.any():
        first = rows.loc[damaged, "post"].iloc[0]
        numbers = np.arange(1, int(damaged.sum()) + 1).astype(str)
        rows.loc[damaged, "post"] = rows.loc[damaged, "post"] + "~" + numbers
        tally.count(
            f"ids that went through a number, such as {first}: their last digits are lost, "
            "duplicates among them cannot be told and parents not be found",
            n=int(damaged.sum()),
        )


def _newest_versions(rows: pd.DataFrame, tally: Tally) -> np.ndarray:
    """Give all versions of an edited post the id of the newest one; return their order."""
    rank = np.zeros(len(rows), dtype="int64")
    if not tally.edits:
        return rank
    present = set(rows.loc[rows["post"].isin(tally.edits.keys()), "post"])
    newest, order = {}, {}
    for version, history in tally.edits.items():
        here = [v for v in history if v in present]
        if here and version in history:
            newest[version], order[version] = here[-1], history.index(version)
    rank = rows["post"].map(order).fillna(0).to_numpy("int64")
    moved = {old: new for old, new in newest.items() if old != new}
    tally.count(
        "versions of edited posts that a newer version replaces", n=len(present & set(moved))
    )
    missing = {h[-1] for h in tally.edits.values()} - present
    tally.count("edited posts whose newest version is not in the archive", n=len(missing))
    for column in ("post", "parent", "root", "quoted"):
        old = rows[column].isin(moved.keys())
        rows.loc[old, column] = rows.loc[old, column].map(moved)
    return rank


def _one_each(rows: pd.DataFrame, rank: np.ndarray) -> pd.DataFrame:
    several = rows["post"].duplicated(keep=False).to_numpy()
    if not several.any():
        return rows
    copies = rows[several]
    first = copies.drop_duplicates("post")
    best = copies.sort_values("origin").drop_duplicates("post").set_index("post")["origin"]
    order = np.lexsort((-copies["origin"].cat.codes, copies["seen"], rank[several]))
    values = _newest(copies.iloc[order], "post")
    values["origin"] = best
    one = values.loc[first["post"]].reset_index().set_index(first.index)
    return pd.concat([rows[~several], one[rows.columns]]).sort_index(kind="stable")


def _newest(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Take the last known value of each column for each key."""
    return rows.groupby(key, sort=False, observed=True).last()


def _accounts(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ["account", "name", "role", "followers", "verified"]
    known = rows.loc[rows["account"].notna()]
    known = known.iloc[np.argsort(known["seen"].to_numpy(), kind="stable")][columns]
    table = _newest(known, "account")
    table["evidence"] = "archived"
    return schema.conform(table, schema.ACCOUNTS)


def _check_ids(posts: pd.DataFrame, tally: Tally) -> None:
    """Name the zeros that a spreadsheet leaves in long ids."""
    for column in ("post", "parent"):
        values = posts.index.to_series() if column == "post" else posts[column].dropna()
        long = values[values.str.fullmatch(r"\d{16,19}")]
        lengths = Counter(long.str.len().astype(int).tolist())
        found = int(long.str.slice(15).str.fullmatch("0+").sum())
        if ids.zeroed(lengths, found):
            tally.count(
                f"ids ({column}) that end in zeros after 15 digits, as a spreadsheet leaves them: "
                "they are probably not the real ones",
                n=found,
            )
