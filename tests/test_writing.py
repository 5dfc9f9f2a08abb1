"""Files are written whole, and nothing but a file is ever replaced."""

import csv
import os
from pathlib import Path

import pandas as pd
import pytest

from casekit.errors import ReadError
from casekit.writing import whole, write_table


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "counts.csv"
    target.write_text("old", encoding="utf-8")

    def interrupted() -> None:
        with whole(target) as part:
            part.write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [
        ("counts.csv", "old")
    ]


def test_a_link_goes_on_pointing_where_it_did(tmp_path: Path) -> None:
    target, link = tmp_path / "counts.csv", tmp_path / "link.csv"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    with whole(link) as part:
        part.write_text("new", encoding="utf-8")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for target in (pipe, tmp_path):
        with pytest.raises(ReadError, match="this is no file"), whole(target):
            pytest.fail("nothing may be written")
    assert pipe.is_fifo()


def test_a_carriage_return_does_not_end_a_row(tmp_path: Path) -> None:
    posts = pd.DataFrame(
        {"text": ["a\r\rb", "c\nd", None]}, index=pd.Index(["1", "2", "3"], name="post")
    )
    write_table(posts, tmp_path / "posts.csv")
    with (tmp_path / "posts.csv").open(encoding="utf-8", newline="") as file:
        assert [len(row) for row in csv.reader(file)] == [2, 2, 2, 2]
    back = pd.read_csv(tmp_path / "posts.csv", dtype="str", index_col="post")
    assert back["text"].fillna("").tolist() == ["a\r\rb", "c\nd", ""]


def test_what_cannot_be_a_place_is_said_and_nothing_else(tmp_path: Path) -> None:
    file, circle = tmp_path / "file", tmp_path / "circle"
    file.write_text("mine", encoding="utf-8")
    circle.symlink_to(circle)
    for target in (file / "x.csv", circle, tmp_path / "nowhere" / "x.csv"):
        with pytest.raises(ReadError, match="cannot be written"), whole(target):
            pytest.fail("nothing may be written")
    assert file.read_text(encoding="utf-8") == "mine"
