"""Searching an archive in its bytes finds what searching its posts finds, and nothing less."""

import gzip
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import archives
from casekit.archives import search, tasks

BASE = {
    "created_at": "Mon Sep 02 18:00:00 +0000 2013", "lang": "en", "retweet_count": 0,
    "favorite_count": 0,
}  # fmt: skip
WORDS = ["gepäck", "Straße", "lost luggage", "ΣΊΣΥΦΟΣ", "hvsvn", 'a/b & "c"', "🧳", "@example_air"]


def status(number: int, text: str, name: str = "someone", **more: object) -> dict[str, object]:
    user = {"id_str": str(1000 + number), "screen_name": name}
    return BASE | {"id_str": str(374600000000000001 + number), "text": text, "user": user} | more


def written(path: Path, statuses: list[dict[str, object]], *, ascii: bool) -> Path:
    lines = [json.dumps(one, ensure_ascii=ascii) for one in statuses]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@given(
    word=st.sampled_from(WORDS), before=st.text(max_size=5), after=st.text(max_size=5),
    ascii=st.booleans(), change=st.sampled_from([str, str.upper, str.lower, str.swapcase]),
)  # fmt: skip
def test_a_word_is_found_however_json_writes_it(word, before, after, ascii, change):
    line = json.dumps({"text": before + " " + change(word) + after}, ensure_ascii=ascii)
    raw = line.encode("utf-8", "replace")
    scan = search.Search(words=(word,)).scanner()
    assert list(scan(raw)), raw


@given(word=st.sampled_from(WORDS), text=st.text(max_size=30))
def test_the_two_scanners_agree(word, text):
    found = search.Search(words=(word,))
    raw = json.dumps(text).encode()
    plain = re.search(b"|".join(found.patterns), raw, re.IGNORECASE)
    assert bool(list(found.scanner()(raw))) == bool(plain)


@pytest.fixture
def statuses() -> list[dict[str, object]]:
    original = status(1, "Mein GEPÄCK ist weg")
    out = [
        original,
        status(2, "nothing here"),
        status(3, "RT @someone: Mein ...", retweeted_status=original),
    ]
    out += [status(n, f"filler {n}") for n in range(10, 400)]
    out += [status(5, "hello", name="Example_Air"), status(6, "@example_air where is my bag")]
    out.append(status(7, "filler", source="gepäck"))
    out.append(status(8, "late gepäck", created_at="Mon Sep 09 18:00:00 +0000 2013"))
    return out


@pytest.mark.parametrize("ascii", [True, False])
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_found_is_what_the_posts_say(statuses, tmp_path, monkeypatch, ascii, packed):
    monkeypatch.setattr(tasks, "PIECE", 10_000)
    path = written(tmp_path / "all.jsonl", statuses, ascii=ascii)
    if packed:
        path = tmp_path / "all.jsonl.gz"
        path.write_bytes(gzip.compress((tmp_path / "all.jsonl").read_bytes()))
    sought = archives.Search(
        words=("gepäck",), accounts=("Example_Air",), start=_micros("2013-09-01"),
        end=_micros("2013-09-05"),
    )  # fmt: skip
    report = archives.store([path], tmp_path / "found.parquet", search=sought)
    found = archives.stored(tmp_path / "found.parquet")
    ids = [str(374600000000000001 + n) for n in (1, 3, 5, 6)]
    assert sorted(found.index) == ids
    assert report.accepted == 4
    assert report.searched.lines == len(statuses)
    assert report.searched.others == 2
    assert report.searched.hits == 6
    assert report.searched.bytes == (tmp_path / "all.jsonl").stat().st_size
    assert report.records == report.accepted + report.duplicates + report.rejected


def test_a_damaged_record_in_question_is_named_with_its_line(statuses, tmp_path):
    path = written(tmp_path / "all.jsonl", statuses, ascii=False)
    lines = path.read_text("utf-8").splitlines()
    lines[200] = '{"text": "gepäck", '
    path.write_text("\n".join(lines), encoding="utf-8")
    report = archives.store(
        [path], tmp_path / "found.parquet", search=archives.Search(words=("gepäck",))
    )
    assert [problem.line for problem in report.problems] == [201]


def test_nothing_found_is_an_empty_file_and_no_error(statuses, tmp_path):
    path = written(tmp_path / "all.jsonl", statuses, ascii=False)
    to = tmp_path / "found.parquet"
    report = archives.store([path], to, search=archives.Search(words=("zeppelin",)))
    assert report.accepted == 0
    assert archives.stored(to).empty


def test_days_alone_are_searched_among_all_posts(statuses, tmp_path):
    path = written(tmp_path / "all.jsonl", statuses, ascii=False)
    to = tmp_path / "found.parquet"
    archives.store([path], to, search=archives.Search(start=_micros("2013-09-05")))
    assert archives.stored(to)["text"].tolist() == ["late gepäck"]


def _micros(day: str) -> int:
    return pd.Timestamp(day, tz="UTC").value // 1000
