"""Posts asked for by words, accounts, times and kinds: of a file, a frame, an archive alike."""

import json
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

import casekit as ck
from casekit import archives, load
from casekit.errors import ClockError, ReadError

SAMPLES = load.sample("customer-care.csv").parent
PARTS = [
    {"words": ["placeholder"]}, {"words": ["platzhalter", "GEPÄCK"]}, {"accounts": ["someone"]},
    {"start": "2013-09-02T18:02Z"}, {"end": "2013-09-02T18:02Z"}, {"kinds": ["repost", "quote"]},
    {"words": ["luggage"], "start": "2013-09-02T18:01Z", "end": "2013-09-02T18:05Z"},
    {"accounts": ["@Someone"], "kinds": ["post"]}, {"words": ["nowhere"]},
]  # fmt: skip


def status(number: int, text: str, name: str = "else", **more: object) -> dict[str, object]:
    user = {"id_str": str(1000 + number), "screen_name": name}
    at = f"Mon Sep 02 18:{number:02}:00 +0000 2013"
    return {"id_str": str(900 + number), "created_at": at, "text": text, "user": user} | more


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine posts that answer, repost and quote one another; two are only inside others."""
    old = status(0, "lost LUGGAGE", created_at="Sun Sep 01 18:00:00 +0000 2013")
    statuses = [
        status(1, "my luggage is gone", "Someone"), status(2, "oh no", in_reply_to_status_id=901),
        status(3, "RT", retweeted_status=old), status(4, "ask @someone, please"),
        status(5, "about a Gepäck'ship"), status(6, "@someoneelse is no someone"),
        status(7, "look", quoted_status=status(8, "Luggage!")), status(9, "plain placeholder"),
        status(10, "an answer", in_reply_to_status_id=902),
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("raw") / "raw.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in statuses), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def kept(raw: Path) -> Path:
    archives.store([raw], raw.with_name("kept.parquet"))
    return raw.with_name("kept.parquet")


@pytest.mark.parametrize("search", PARTS, ids=str)
def test_a_file_gives_what_its_frame_and_its_archive_give(
    raw: Path, kept: Path, search: dict[str, object]
) -> None:
    of_file = ck.load.posts(kept, **search)
    pd.testing.assert_frame_equal(of_file, ck.load.posts(raw, **search))
    whole = archives.stored(kept)
    again = archives.chosen(whole, archives.Search.of(**search))
    pd.testing.assert_frame_equal(of_file, again)
    assert set(of_file.index) <= set(whole.index)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"words": ["luggage"]}, "901 902 903 907 900 908"),  # itself, or what it passes on
        ({"words": ["LUGGAGE"], "start": "2013-09-02T18:03Z"}, "903 907 900 908"),
        ({"accounts": ["someone"]}, "901 902 904"),
        ({"words": ["luggage"], "kinds": ["repost"]}, "903 900"),
        ({"words": ["gepäck'ship"]}, "905"),
        ({"start": "2013-09-02T18:09Z"}, "909 910"),
    ],
)
def test_what_is_found(kept: Path, search: dict[str, object], found: str) -> None:
    posts = ck.load.posts(kept, **search)
    assert set(posts.index) == set(found.split())


def test_times_have_a_zone_and_words_are_a_list(kept: Path) -> None:
    with pytest.raises(ClockError):
        ck.load.posts(kept, start="2013-09-02")
    assert len(ck.load.posts(kept, start="2013-09-02T20:09", tz="Europe/Berlin")) == 2
    with pytest.raises(ReadError, match="words") as caught:
        ck.load.posts(kept, words="luggage")
    assert "['luggage']" in str(caught.value.cure)
    with pytest.raises(ReadError, match="no kind"):
        ck.load.posts(kept, kinds=["retweet"])


@pytest.mark.parametrize("name", ["twitter-v1.jsonl", "rumour-threads.zip", "customer-care.csv"])
def test_a_stored_file_is_an_archive_like_any_other(name: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.parquet", tmp_path / "second.parquet"
    report = archives.store([SAMPLES / name], first)
    again = archives.store([first], second)
    pd.testing.assert_frame_equal(archives.stored(second), archives.stored(first))
    assert (again.format, again.accepted, again.embedded, again.unknown) == (
        "casekit-parquet", report.accepted, report.embedded, report.unknown,
    )  # fmt: skip
    assert any(report.format in warning for warning in map(str, again.warnings))
    reading = archives.read(first)
    pd.testing.assert_frame_equal(reading.posts, archives.stored(first))
    assert reading.report.accepted + reading.report.duplicates == reading.report.records


def test_a_parquet_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(ReadError, match="no column post"):
        archives.read(path)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(ReadError, match="damaged Parquet"):
        archives.read(path)
    with pytest.raises(ReadError, match="no Parquet file"):
        archives.stored(path)


def test_a_parquet_file_that_lies_is_refused_or_costs_its_rows(kept: Path, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table, path = pq.read_table(kept), tmp_path / "lies.parquet"
    rows = len(table)

    def lies(name: str, values: pa.Array) -> Path:
        number = table.column_names.index(name)
        pq.write_table(table.set_column(number, name, values), path)
        return path

    first_gone = pa.array([None, *table["post"].to_pylist()[1:]])
    report = archives.read(lies("post", first_gone)).report
    assert (report.rejected, report.records) == (1, report.accepted + 1)
    for name, values in {
        "kind": pa.array(["shout"] * rows), "at": pa.array(range(rows), pa.timestamp("us")),
        "likes": pa.array(["many"] * rows), "text": pa.array([[1]] * rows),
    }.items():  # fmt: skip
        with pytest.raises(ReadError):
            archives.read(lies(name, values))
    pq.write_table(table.replace_schema_metadata({"casekit": "{"}), path)
    assert "cannot be read" in str(archives.read(path).report.problems[0].reason)
    raw = kept.read_bytes()
    for place in range(4, len(raw), len(raw) // 40):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 255]) + raw[place + 1 :])
        for search in ({}, {"words": ["x"]}):
            with suppress(ReadError):
                ck.load.posts(path, **search)


def test_what_is_to_be_written_is_not_read(raw: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "raw.jsonl").write_bytes(raw.read_bytes())
    for _ in range(2):
        report = archives.store([folder], folder / "posts.parquet")
        assert report.accepted == 9
