"""Archives put together into one file: the same posts and the same report as a reading gives."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import casekit as ck
from casekit import archives, language, load
from casekit.archives import tasks
from casekit.archives.report import remembered
from casekit.errors import ReadError
from tests.readings import sayable

STATUS = {
    "created_at": "Mon Sep 02 18:00:00 +0000 2013", "text": "placeholder", "lang": "en",
    "retweet_count": 0, "favorite_count": 0, "user": {"id_str": "7", "screen_name": "someone"},
}  # fmt: skip


def status(number: int, **fields: object) -> str:
    return json.dumps(STATUS | {"id_str": str(374600000000000001 + number * 4321)} | fields)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Many small lines, some of them damaged, repeated, or notices of the stream."""
    lines = []
    for number in range(400):
        second = f"Mon Sep 02 18:{number // 60:02}:{number % 60:02} +0000 2013"
        lines.append(status(number, created_at=second))
        if number % 37 == 0:
            lines.append('{"id_str": "broken", ')
        if number % 41 == 0:
            lines.append(status(number, created_at=second, retweet_count=5))
        if number % 53 == 0:
            lines += ['{"delete": {"status": {"id": 1}}}', ""]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def same(source: list[Path], to: Path, **options: object) -> archives.Report:
    report = archives.store(source, to, **options)
    read = archives.read(source)
    pd.testing.assert_frame_equal(archives.stored(to), read.posts)
    assert dataclasses.asdict(report) == dataclasses.asdict(read.report)
    assert report.posts == len(read.posts) == pq.read_metadata(to).num_rows
    return report


@pytest.mark.parametrize(
    "name",
    sorted(p.name for p in load.sample("customer-care.csv").parent.iterdir()
           if p.suffix not in ("", ".md", ".toml")),
)  # fmt: skip
def test_every_sample_is_stored_as_it_is_read(name: str, tmp_path: Path) -> None:
    same([ck.load.sample(name)], tmp_path / "posts.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["posts.parquet"]


@pytest.mark.parametrize("piece", [700, 4_096, 20_000])
def test_a_file_cut_anywhere_gives_the_same(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(tasks, "PIECE", piece)
    report = same([many], tmp_path / "posts.parquet")
    assert report.rejected == 11
    assert report.duplicates == 10
    lines = many.read_text("utf-8").splitlines()
    assert all(lines[problem.line - 1] == '{"id_str": "broken", ' for problem in report.problems)


def test_many_files_on_two_processes_give_the_same_bytes(many: Path, tmp_path: Path) -> None:
    lines = many.read_text("utf-8").splitlines(keepends=True)
    files = []
    for number in range(5):
        files.append(tmp_path / f"minute-{number}.jsonl")
        files[-1].write_text("".join(lines[number::5]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "PIECE", 20_000)
        same(files, tmp_path / "one.parquet")
        archives.store(files, tmp_path / "two.parquet", workers=archives.processes(2))
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_a_run_goes_on_where_it_was_broken_off(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "PIECE", 4_096)
    whole, broken = tmp_path / "whole.parquet", tmp_path / "broken.parquet"
    archives.store([many], whole)
    done = []

    def fails(work, todo):  # type: ignore[no-untyped-def]
        for task in todo[:4]:
            done.append(work(task))
            yield done[-1]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archives.store([many], broken, workers=fails)
    assert not broken.exists()
    stamps = [path.stat().st_mtime_ns for path in done]

    def goes_on(work, todo):  # type: ignore[no-untyped-def]
        yield from map(work, todo)
        assert [path.stat().st_mtime_ns for path in done] == stamps

    archives.store([many], broken, workers=goes_on)
    assert broken.read_bytes() == whole.read_bytes()


def test_what_a_run_over_other_files_left_is_not_used(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "PIECE", 4_096)
    to = tmp_path / "posts.parquet"
    with pytest.raises(KeyboardInterrupt):
        archives.store([many], to, workers=_first_only)
    many.write_text(status(1) + "\n" + status(2) + "\n", encoding="utf-8")
    assert archives.store([many], to).accepted == 2


def _first_only(work, todo):  # type: ignore[no-untyped-def]
    yield work(todo[0])
    raise KeyboardInterrupt


def test_two_formats_are_refused_and_leave_nothing(many: Path, tmp_path: Path) -> None:
    to = tmp_path / "out" / "posts.parquet"
    to.parent.mkdir()
    with pytest.raises(ReadError, match="several formats"):
        archives.store([many, ck.load.sample("customer-care.csv")], to)
    assert list(to.parent.iterdir()) == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_a_killed_run_leaves_no_broken_file_and_is_resumed(many: Path, tmp_path: Path) -> None:
    to, whole = tmp_path / "posts.parquet", tmp_path / "whole.parquet"
    archives.store([many], whole)
    code = (
        "import sys, time; from pathlib import Path; from casekit.archives import store, tasks\n"
        "tasks.PIECE = 2_000; slow = lambda w, t: (time.sleep(.02) or w(one) for one in t)\n"
        "store([sys.argv[1]], Path(sys.argv[2]), workers=slow)"
    )
    for wait in (0.0, 0.3):
        child = subprocess.Popen([sys.executable, "-c", code, str(many), str(to)])
        parts = tmp_path / ".posts.parquet.parts"
        while child.poll() is None and not (parts.is_dir() and any(parts.glob("*.parquet"))):
            time.sleep(0.01)
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert not to.exists() or to.read_bytes() == whole.read_bytes()
    assert subprocess.run([sys.executable, "-c", code, str(many), str(to)]).returncode == 0
    assert to.read_bytes() == whole.read_bytes()
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["many.jsonl", "posts.parquet", "whole.parquet"]


@pytest.mark.parametrize(
    "name",
    ["twarc.csv", "tcat.csv", "4cat.csv", "activity-streams.jsonl", "zeeschuimer.ndjson",
     "mastodon-outbox.json", "bluesky-feed.json", "reddit.ndjson", "youtube-threads.csv",
     "tweet-ratio.csv"],
)  # fmt: skip
def test_files_read_apart_are_what_they_are_together(name: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.part" for n in range(2)]
    for file in files:
        file.write_bytes(load.sample(name).read_bytes())
    kept = archives.store([str(file) for file in files], tmp_path / "out.parquet")
    found = archives.read(files)
    assert (kept.records, kept.accepted, kept.duplicates) == (
        found.report.records, found.report.accepted, found.report.duplicates,
    )  # fmt: skip
    assert sorted(map(str, kept.warnings)) == sorted(map(str, found.report.warnings))
    sayable(kept)


def test_a_report_comes_back_from_a_file_in_both_languages(tmp_path: Path) -> None:
    source, to = tmp_path / "posts.csv", tmp_path / "posts.parquet"
    text = load.sample("customer-care.csv").read_text("utf-8")
    source.write_text(text + "1,2,maybe,3,4,5,6\nx\n", "utf-8")
    report = archives.store([source], to)
    kept = pq.read_metadata(to).metadata[b"casekit"]
    assert remembered(kept) == report
    german = [language.of("de")(problem.reason) for problem in remembered(kept).problems]
    assert german == ["inbound ist 'maybe', weder True noch False", "1 Wert in 7 Spalten"]
    before = json.loads(kept)  # as casekit kept it before its notes could be said in German
    before["warnings"] = list(map(str, report.warnings))
    for problem, told in zip(before["problems"], report.problems, strict=True):
        problem["reason"] = str(told.reason)
    old = remembered(json.dumps(before).encode())
    assert repr(old) == repr(report)
    sayable(old)


def test_an_error_leaves_nothing_and_says_no_more_than_itself(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "PIECE", 4_096)

    def fails(work, todo):  # type: ignore[no-untyped-def]
        yield work(todo[0])
        raise ReadError("no room is left")

    with pytest.raises(ReadError, match="no room"):
        archives.store([many], tmp_path / "posts.parquet", workers=fails)
    assert [path.name for path in tmp_path.iterdir()] == ["many.jsonl"]


def _dies(task: object) -> Path:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_a_killed_process_leaves_what_was_done_for_the_next_run(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "PIECE", 4_096)
    to, whole = tmp_path / "posts.parquet", tmp_path / "whole.parquet"
    archives.store([many], whole)

    def loses(work, todo):  # type: ignore[no-untyped-def]
        yield work(todo[0])
        yield from archives.processes(2)(_dies, todo[1:])

    with pytest.raises(ReadError, match="was killed") as caught:
        archives.store([many], to, workers=loses)
    assert "fewer processes" in str(caught.value.cure)
    told: list[tuple[int, int]] = []
    archives.store([many], to, tell=lambda there, total: told.append((there, total)))
    assert to.read_bytes() == whole.read_bytes()
    total = told[0][1]
    assert told == [(there, total) for there in range(1, total + 1)]


def test_what_a_killed_run_was_writing_is_cleared_away(many: Path, tmp_path: Path) -> None:
    to = tmp_path / "posts.parquet"
    (tmp_path / ".posts.parquet.12-34.part").write_bytes(b"PAR1")
    archives.store([many], to)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many.jsonl", "posts.parquet"]


def test_a_file_of_an_earlier_version_without_a_later_column_is_read(tmp_path: Path) -> None:
    archives.store([load.sample("twitter-v1.jsonl")], tmp_path / "new.parquet")
    table = pq.read_table(tmp_path / "new.parquet")
    pq.write_table(table.drop_columns(["parent_is"]), tmp_path / "old.parquet")
    found = archives.read(tmp_path / "old.parquet")
    assert not found.report.problems
    assert found.posts["parent_is"].isna().all()
    same = load.posts(tmp_path / "new.parquet").drop(columns="parent_is")
    pd.testing.assert_frame_equal(found.posts.drop(columns="parent_is"), same)


def test_edit_histories_are_kept_by_their_longest() -> None:
    from casekit.archives.report import Tally

    one, two = Tally(), Tally()
    one.edited(("a", "b"))
    two.edited(("a", "b", "c"))
    two.add(one)
    one.add(two)
    assert one.edits == two.edits == dict.fromkeys("abc", ("a", "b", "c"))
