"""Sheets of Excel workbooks are tables like any other."""

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from casekit import archives
from casekit.errors import ReadError
from tests.readings import counted, written

HEAD = ["time", "id", "user_id", "parent_id", "root_id", "reply_count", "rt_count", "like_count",
        "text"]  # fmt: skip
ROW = ["2021-05-19T23:55:01Z", "1395166133456621572", 11, -1, "1395166133456621572", 5, 16.0, 101,
       "a placeholder\nover two lines"]  # fmt: skip


def book(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    made.create_sheet("empty")
    made.save(out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "book.xlsx"


def test_a_sheet_is_a_table(file):
    found = written(file, book(HEAD, ROW, [], ["soon", *ROW[1:]]))
    post = found.posts.loc["1395166133456621572"]
    assert post[["account", "reposts", "text"]].tolist() == ["11", 16, ROW[-1]]
    (problem,) = found.report.problems
    assert (problem.line, problem.file.endswith("!Sheet")) == (4, True)


def test_a_header_that_was_sorted_along(file):
    later = [dt.datetime(2021, 5, 20, 1, 2, 3), "1395166133456621573", *ROW[2:]]  # noqa: DTZ001
    found = written(file, book(ROW, later, HEAD), tz="UTC")
    assert found.report.accepted == 2
    assert counted(found, "sheets whose header is their last row, as sorting leaves it") == 1


def test_ids_that_a_sheet_has_rounded_are_said(file):
    found = written(file, book(HEAD, [ROW[0], 1.3951661334566216e18, *ROW[2:]]))
    assert any(
        "went through a number" in w or "zeros" in w for w in map(str, found.report.warnings)
    )


@pytest.mark.parametrize("at", [40, 400, 2000])
def test_damage_is_told(file, at):
    whole = bytearray(book(HEAD, ROW))
    whole[at : at + 60] = b"\0" * 60
    file.write_bytes(bytes(whole))
    try:
        found = archives.read(file)
    except ReadError as error:
        assert error.cure  # noqa: PT017
    else:
        assert found.report.records == found.report.accepted + found.report.rejected


def test_a_zip_that_only_claims_to_be_a_workbook(file):
    with zipfile.ZipFile(file, "w") as claimed:
        claimed.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(ReadError, match="damaged workbook") as caught:
        archives.read(file)
    assert caught.value.cure
