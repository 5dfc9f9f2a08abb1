"""A proposal of what the columns of a table are, written beside it and read again."""

import tomllib

import pytest

from casekit import archives, load
from casekit.archives.proposal import propose, write
from casekit.errors import ReadError


@pytest.mark.parametrize("name", ["table.csv", "monitoring.csv"])
def test_a_proposal_reads_the_table_as_the_names_do(name, tmp_path):
    copy = tmp_path / name
    copy.write_bytes(load.sample(name).read_bytes())
    before = archives.read(copy).posts
    assert write(copy) == copy.with_name(f"{name}.toml")
    assert archives.read(copy).posts.equals(before)
    with pytest.raises(ReadError, match="stands there already"):
        write(copy)


def test_values_say_what_names_do_not(tmp_path):
    table = tmp_path / "x.csv"
    table.write_text("a;b;c;d;e\n7;31/12/2013 10:00Z;@one;some words here;https://x.example/1\n"
                     "8;01/02/2014 10:00Z;@two;more of them;https://x.example/2\n")  # fmt: skip
    columns = tomllib.loads(propose(table))["columns"]
    assert columns == {"at": "b", "name": "c", "text": "d", "url": "e", "order": "day first"}
    write(table)
    posts = archives.read(table).posts
    assert posts["name"].tolist() == ["one", "two"] or posts["name"].tolist() == ["@one", "@two"]
    assert str(posts["at"].iloc[1]) == "2014-02-01 10:00:00+00:00"


def test_names_with_any_sign_are_proposed_as_they_are(tmp_path):
    table = tmp_path / "x.csv"
    table.write_text('"Da""tum","In\\halt = #","Autor"\n2013-09-02T10:00Z,some words,a\n')
    columns = tomllib.loads(propose(table))["columns"]
    assert columns == {"at": 'Da"tum', "text": "In\\halt = #", "name": "Autor"}


@pytest.mark.parametrize("text", ["", "one line\n", "{}\n{}\n"])
def test_what_is_no_table_has_no_proposal(tmp_path, text):
    path = tmp_path / "x.txt"
    path.write_text(text)
    with pytest.raises(ReadError, match="no table"):
        propose(path)


@pytest.mark.parametrize("sign", "|~")
def test_a_row_of_values_is_no_row_of_names(tmp_path, sign):
    path = tmp_path / "x.csv"
    row = "2013-09-02 10:00,anna,some words here\n".replace(",", sign)
    path.write_text(row + row.replace("anna", "ben"))
    with pytest.raises(ReadError, match="row of names") as caught:
        propose(path)
    assert sign in str(caught.value)
    path.write_text("date,author,text\n".replace(",", sign) + row)
    assert tomllib.loads(propose(path))["columns"]["name"] == "author"


def test_an_order_that_the_dates_leave_open_is_there_to_be_said(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("date,author,text\n01/02/2013 10:00Z,a,x y\n03/04/2013 10:00Z,b,y z\n")
    text = propose(path)
    assert "order" not in tomllib.loads(text)["columns"]
    path.with_name("x.csv.toml").write_text(text.replace("# order", "order"))
    assert str(archives.read(path).posts["at"].iloc[0]) == "2013-02-01 10:00:00+00:00"


def test_what_is_missing_is_said_in_the_file(tmp_path):
    table = tmp_path / "x.csv"
    table.write_text("p,q\n1,2\n3,4\n")
    text = propose(table)
    assert "# at = " in text
    write(table)
    with pytest.raises(ReadError):
        archives.read(table)


def test_numbers_of_rows_and_the_column_that_names_them_are_proposed(tmp_path):
    copy = tmp_path / "posts.csv"
    copy.write_bytes(load.sample("acme-air-2019/posts.csv").read_bytes())
    found = tomllib.loads(propose(copy))["columns"]
    assert found == {"at": "Zeitpunkt", "post": "Laufnr", "name": "Konto", "text": "Wortlaut",
                     "kind": "Art", "parent": "Bezug", "followers": "Abonnenten"}  # fmt: skip


@pytest.mark.parametrize("column", ["answer to", "in reply to"])
def test_a_column_that_names_accounts_is_no_parent(tmp_path, column):
    table = tmp_path / "x.csv"
    table.write_text(f"no,date,author,text,{column}\n1,2013-09-02T10:00Z,anna,where is it,\n"
                     "2,2013-09-02T11:00Z,shop,here it is,@Anna\n")  # fmt: skip
    text = propose(table)
    assert tomllib.loads(text)["columns"]["post"] == "no"
    assert "parent" not in tomllib.loads(text)["columns"]
    assert f'"{column}", such as "@Anna"; it names accounts' in text
