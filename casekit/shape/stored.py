"""The shapes of all cascades of a store that is too large for one frame.

The store is cut into parts, none of which shares a cascade with another; each part is measured by
itself, by whoever does the work, and gives the rows that the whole would give.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from casekit import schema
from casekit.shape.cascades import describe
from casekit.spread import forest
from casekit.writing import whole

if TYPE_CHECKING:
    from casekit.archives import Workers

__all__ = ["stored"]

PART = 200_000
"""Posts of a part, if its cascades are not larger."""
_NEEDED = ["post", "at", "kind", "parent", "root", "parent_evidence", "parent_is", "origin",
           "evidence"]  # fmt: skip
_AT_ONCE = 50_000
_GROUP = 5_000
"""Rows of one part that wait to be written together."""

Ints = NDArray[np.int64]


def stored(path: Path, folder: Path, *, workers: "Workers", most: int = PART) -> pd.DataFrame:
    """Measure every cascade of a Parquet file of posts, as :func:`describe` does, in parts.

    Parameters
    ----------
    path
        What :func:`casekit.archives.store` wrote.
    folder
        An empty folder for the parts, which all workers see; twice as large as what they need of
        the file. About 100 bytes a post are held in memory.
    workers
        Who measures the parts: :func:`casekit.archives.processes` or
        :func:`casekit.archives.cluster`.
    most
        Posts of a part; a larger cascade is a part by itself.

    Returns
    -------
    DataFrame
        The rows of :func:`describe` over the whole file, in the same order.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     posts = Path(name) / "posts.parquet"
    ...     report = ck.archives.store([ck.load.sample("twitter-v1.jsonl")], posts)
    ...     found = stored(posts, Path(name), workers=ck.archives.processes(1), most=2)
    >>> found["size"].sum() == report.posts
    np.True_
    """
    parts = list(_cut(path, folder, _parts(_components(path), most)))
    work: Callable[[Path], Path] = partial(_measured)
    tables = [pd.read_pickle(target) for target in workers(work, parts)]
    table = pd.concat(tables) if tables else _of_part(schema.empty(schema.POSTS))
    order = np.lexsort((table["row"], table["begin"], -table["size"].astype("int64")))
    return table.iloc[order].drop(columns=["begin", "row"])


def _components(path: Path) -> Ints:
    """Number the posts by what holds together: all that parents and roots tie, there or not."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    names = {name: _hashes(path, name) for name in ("post", "parent", "root")}
    known, place = np.unique(names["post"], return_inverse=True)
    ends, ties = [], []
    for name in ("parent", "root"):
        held = np.flatnonzero(names[name])
        ties.append(held)
        ends.append(names[name][held])
    absent = np.setdiff1d(np.concatenate(ends), known)
    every = np.sort(np.concatenate([known, absent]))
    here = np.searchsorted(every, known)[place]
    rows = here[np.concatenate(ties)]
    columns = np.searchsorted(every, np.concatenate(ends))
    graph = coo_array((np.ones(len(rows), bool), (rows, columns)), shape=(len(every),) * 2)
    found: Ints = connected_components(graph, directed=False)[1][here]
    return found


def _hashes(path: Path, name: str) -> NDArray[np.uint64]:
    """Give a number for each id of a column, 0 for none; equal ones of two ids do no harm."""
    hashes = [
        pd.util.hash_array(batch[name].to_numpy(zero_copy_only=False), categorize=False)
        * batch[name].is_valid().to_numpy(zero_copy_only=False)
        for batch in pq.ParquetFile(path).iter_batches(_AT_ONCE, columns=[name])
    ]
    return np.concatenate([np.zeros(0, np.uint64), *hashes]).astype(np.uint64)


def _parts(component: Ints, most: int) -> Ints:
    """Give each post the number of its part; a component lies in one part."""
    size = np.bincount(component)
    before = np.cumsum(size) - size
    part: Ints = (before // most).astype(np.int64)
    return np.unique(part, return_inverse=True)[1][component]


def _cut(path: Path, folder: Path, part: Ints) -> Iterator[Path]:
    """Write each part as a file, its rows in order and each with its number."""
    count = int(part.max()) + 1 if len(part) else 0
    targets = [folder / f"part-{number:06}.parquet" for number in range(count)]
    waiting: list[list[pa.Table]] = [[] for _ in targets]
    writers: dict[int, pq.ParquetWriter] = {}

    def write(number: int) -> None:
        table = pa.concat_tables(waiting[number])
        waiting[number].clear()
        if number not in writers:
            writers[number] = pq.ParquetWriter(targets[number], table.schema, compression="lz4")
        writers[number].write_table(table)

    begin = 0
    for batch in pq.ParquetFile(path).iter_batches(_AT_ONCE, columns=_NEEDED):
        rows = np.arange(begin, begin + len(batch), dtype=np.int64)
        table = pa.Table.from_batches([batch]).append_column("row", pa.array(rows))
        mine = pa.array(part[begin : begin + len(batch)])
        for number in np.unique(part[begin : begin + len(batch)]):
            waiting[number].append(table.filter(pc.equal(mine, number)))
            if sum(map(len, waiting[number])) >= _GROUP:
                write(number)
        begin += len(batch)
    for number in range(count):
        if waiting[number]:
            write(number)
        writers.pop(number).close()
        yield targets[number]


def _measured(path: Path) -> Path:
    """Measure a part; leave its table beside it, and give the table's path."""
    target = path.with_suffix(".shapes")
    posts = pq.read_table(path).to_pandas()
    with whole(target) as out:
        _of_part(schema.conform(posts, schema.POSTS)).to_pickle(out)
    return target


def _of_part(posts: pd.DataFrame) -> pd.DataFrame:
    """Measure posts, with the time and the row in the whole at which each cascade begins."""
    shapes: Any = describe(posts)
    trees = forest(posts)
    number, place = np.unique(trees.cascade, return_index=True)
    first = pd.DataFrame(
        {"begin": posts["at"].astype("int64").to_numpy()[trees.rows[place]],
         "row": posts["row"].to_numpy()[trees.rows[place]] if "row" in posts else place},
        index=trees.roots[number],
    )  # fmt: skip
    unknown = posts["at"].isna().to_numpy()[trees.rows[place]]
    first.loc[unknown, "begin"] = np.iinfo(np.int64).max
    found: pd.DataFrame = shapes.join(first)
    return found
