"""The same work on a cluster: two workers, one of which dies on the way."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from casekit import archives, load
from casekit.archives import tasks
from casekit.errors import ReadError

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore:.*:pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_a_worker_that_dies_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = load.sample("repost-storm.jsonl.gz")
    files = []
    for number in range(12):
        files.append(tmp_path / f"minute-{number:02}.jsonl.gz")
        files[-1].write_bytes(sample.read_bytes())
    monkeypatch.setattr(tasks, "PIECE", 1)
    archives.store(files, tmp_path / "alone.parquet")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]
        parts = tmp_path / ".together.parquet.parts"

        def kill() -> None:
            while not (parts.is_dir() and any(parts.glob("0*.parquet"))):
                time.sleep(0.01)
            os.kill(pids[0], signal.SIGKILL)

        killer = threading.Thread(target=kill, daemon=True)
        killer.start()
        workers = archives.cluster(cluster.scheduler_address)
        archives.store(files, tmp_path / "together.parquet", workers=workers)
        killer.join(10)
    alone, together = tmp_path / "alone.parquet", tmp_path / "together.parquet"
    assert alone.read_bytes() == together.read_bytes()


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path) -> None:
    workers = archives.cluster("tcp://127.0.0.1:1")
    with pytest.raises(ReadError, match="no scheduler answers"):
        archives.store(
            [load.sample("repost-storm.jsonl.gz")], tmp_path / "x.parquet", workers=workers
        )
