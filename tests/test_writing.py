"""Files are written whole, and nothing but a file is ever replaced."""

import os
from pathlib import Path

import pytest

from casekit.errors import ReadError
from casekit.writing import whole


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
