"""Shapes of a stored file, measured in parts: the same rows as of the whole."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import casekit as ck
from casekit import archives, schema, shape

ALONE = archives.processes(1)


def kept(posts: pd.DataFrame, path: Path) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pandas(posts.reset_index(), preserve_index=False), path)
    return path


@pytest.fixture(scope="module")
def tangle() -> pd.DataFrame:
    """Posts tied at random: chains, stars, circles, missing parents and roots, no times."""
    rng = np.random.default_rng(7)
    n = 600
    ids = np.array([f"p{k}" for k in range(n)], dtype=object)
    parent = np.array([f"p{k}" for k in rng.integers(0, n + 40, n)], dtype=object)
    parent[rng.random(n) < 0.4] = None
    root = np.array([f"p{k}" for k in rng.integers(0, n + 40, n)], dtype=object)
    root[rng.random(n) < 0.8] = None
    at = pd.Timestamp("2013-09-02", tz="UTC") + pd.to_timedelta(rng.integers(0, 300, n), unit="s")
    table = pd.DataFrame({"post": ids, "at": at, "parent": parent, "root": root,
                          "kind": rng.choice(["post", "repost", "reply"], n),
                          "origin": "record", "evidence": "archived"})  # fmt: skip
    table.loc[rng.random(n) < 0.1, "at"] = pd.NaT
    return schema.conform(table, schema.POSTS)


@pytest.mark.parametrize("most", [1, 37, 10_000])
def test_a_tangle_in_parts_is_measured_as_a_whole(
    tangle: pd.DataFrame, tmp_path: Path, most: int
) -> None:
    path = kept(tangle, tmp_path / "posts.parquet")
    found = shape.stored(path, tmp_path, workers=ALONE, most=most)
    pd.testing.assert_frame_equal(found, shape.describe(tangle))


@pytest.mark.parametrize("name", ["repost-storm.jsonl.gz", "rumour-threads.zip"])
def test_a_sample_in_parts_is_measured_as_a_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / "posts.parquet"
    archives.store([ck.load.sample(name)], path)
    found = shape.stored(path, tmp_path, workers=ALONE, most=5)
    pd.testing.assert_frame_equal(found, shape.describe(archives.stored(path)))
    assert len(list(tmp_path.glob("part-*.parquet"))) > 1


def test_on_two_processes(tangle: pd.DataFrame, tmp_path: Path) -> None:
    path = kept(tangle, tmp_path / "posts.parquet")
    found = shape.stored(path, tmp_path, workers=archives.processes(2), most=300)
    pd.testing.assert_frame_equal(found, shape.describe(tangle))
