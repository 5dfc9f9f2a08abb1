"""Any table of posts, with a mapping of its columns."""

import datetime as dt
import io

import pytest
from openpyxl import Workbook

from casekit import archives, load
from casekit.archives.dates import written as moment
from casekit.archives.mapping import proposed
from casekit.archives.times import micros
from casekit.errors import ClockError, ReadError
from tests.readings import counted, read, written

HEAD = "date,author,text\n"
ROW = "2013-09-02T10:00:00Z,a,x\n"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "table.csv"


def test_a_german_table_in_cp1252():
    found = read(load.sample("table.csv"))
    posts = found.posts
    assert (found.report.format, found.report.accepted) == ("table", 2)
    assert [str(at) for at in posts["at"]] == [
        "2013-09-02 21:16:00+00:00", "2013-09-03 06:05:30+00:00",
    ]  # fmt: skip
    assert posts["text"].iloc[0] == "ein Platzhalter für\nzwei Zeilen"
    assert posts["likes"].fillna(-1).tolist() == [1204, -1]
    assert posts["followers"].iloc[0] == 12
    assert counted(found, "values of likes that are no count, left unknown") == 1
    assert counted(found, "columns that are not read (Tonalität)") == 1


def test_times_without_a_zone_are_refused_with_the_cure(file):
    text = load.sample("table.csv").read_text("cp1252").replace(" +02:00", "")
    file.write_text(text)
    with pytest.raises(ReadError, match="zone") as caught:
        archives.read(file)
    assert caught.value.cure
    posts = read(file, tz="Europe/Berlin").posts
    assert str(posts["at"].min()) == "2013-09-02 21:16:00+00:00"


@pytest.mark.parametrize("said", ["2013-09-02 22:00:54", "2013-09-02 23:00", "2013-09-03 03:45:54"])
def test_a_time_without_a_zone_is_taken_from_the_id_that_says_the_same(file, said):
    file.write_text(f"date,author,text,tweet id\n{said},a,x,374653183200202752\n")
    found = archives.read(file)
    assert str(found.posts["at"].iloc[0]) == "2013-09-02 22:00:54.251000+00:00"  # METHODS 8.6
    assert counted(found, "times without a zone, taken from the ids of tweets") == 1


@pytest.mark.parametrize(
    ("said", "post"),
    [("2013-09-02 22:04:54", "374653183200202752"), ("2013-09-02", "374653183200202752"),
     ("2013-09-05 22:00:54", "374653183200202752"), ("2013-09-02 22:00:54", "1234"),
     ("2013-09-02 22:00:54", "3.746531832E+17")],
)  # fmt: skip
def test_an_id_that_says_another_time_bears_out_no_zone(file, said, post):
    file.write_text(f"date,author,text,tweet id\n{said},a,x,{post}\n")
    with pytest.raises(ReadError, match=r"zone|day"):
        archives.read(file)


def test_rows_before_the_header():
    found = read(load.sample("monitoring.csv"))
    posts = found.posts
    assert (found.report.format, found.report.records) == ("table", 2)
    assert counted(found, "lines before the header, passed over") == 3
    assert posts["kind"].tolist() == ["post", "repost"]
    assert posts["impressions"].fillna(-1).tolist() == [90, -1]
    assert posts.index.tolist() == ["https://social.example/1", "https://social.example/2"]
    assert (posts["platform"] == "twitter").all()


def test_problems_are_on_the_lines_of_the_file(file):
    text = load.sample("monitoring.csv").read_text().replace("2020-01-13 11:30:00Z", "soon")
    (problem,) = written(file, text, tz="UTC").report.problems
    assert problem.line == 6


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("01/02/2013", "13/02/2013"), "2013-02-01"),
        (("01/02/2013", "02/13/2013"), "2013-01-02"),
        (("13/02/2013", "14/02/2013"), "2013-02-13"),
        (("1.2.13", "3.2.13"), "2013-02-01"),
    ],
)
def test_the_order_of_day_and_month_by_evidence(file, days, first):
    text = HEAD + "".join(f"{day} 10:00,a,x\n" for day in days)
    found = written(file, text, tz="UTC")
    assert found.report.accepted == 2
    assert str(found.posts["at"].min()).startswith(first)


def test_an_order_that_nothing_bears_out_is_refused_until_it_is_said(file):
    file.write_text(HEAD + "01/02/2013 10:00,a,x\n03/04/2013 10:00,a,y\n")
    with pytest.raises(ReadError, match="day and month") as caught:
        archives.read(file, tz="UTC")
    assert "order" in caught.value.cure
    columns = {"at": "date", "name": "author", "text": "text", "order": "month first"}
    posts = archives.read(file, tz="UTC", columns=columns).posts
    assert str(posts["at"].max()) == "2013-03-04 10:00:00+00:00"


def test_a_text_that_names_columns_is_no_table(tmp_path):
    (tmp_path / "README.md").write_text("Columns: date, text, author\nA note on them.\n")
    (tmp_path / "x.csv").write_text(HEAD + "2013-09-02T10:00:00Z,a,x\n")
    assert read(tmp_path).report.files == 1


def test_a_date_against_the_evidence_is_rejected(file):
    found = written(file, HEAD + "13/01/2013 10:00,a,x\n01/13/2013 10:00,a,y\n", tz="UTC")
    assert (found.report.accepted, found.report.rejected) == (1, 1)


def test_a_mapping_is_given_or_lies_beside_the_file(file):
    file.write_text("wann,wer,was\n2013-09-02T10:00:00Z,a,x\n")
    with pytest.raises(ReadError):
        archives.read(file)
    columns = {"at": "wann", "account": "wer", "text": "was"}
    given = archives.read(file, columns=columns).posts
    file.with_name("table.csv.toml").write_text(
        '[columns]\nat = "wann"\naccount = "wer"\ntext = "was"\n'
    )
    found = read(file)
    assert found.posts["text"].tolist() == given["text"].tolist() == ["x"]


@pytest.mark.parametrize(
    "columns", [{"text": "was"}, {"at": "wann", "mood": "x"}, {"at": "wann", "order": "any"}]
)
def test_a_mapping_that_cannot_be_is_refused(file, columns):
    file.write_text("wann,was\n2013-09-02T10:00:00Z,x\n")
    with pytest.raises(ReadError) as caught:
        archives.read(file, columns=columns)
    assert caught.value.cure


@pytest.mark.parametrize("text", ["", "at = 1", "[columns", "[columns]\nat = 1\n", "columns = 5"])
def test_a_damaged_mapping_is_refused(file, text):
    file.write_text("wann,was\n2013-09-02T10:00:00Z,x\n")
    file.with_name("table.csv.toml").write_text(text)
    with pytest.raises(ReadError) as caught:
        archives.read(file)
    assert caught.value.cure


def test_a_sheet_of_excel(tmp_path):
    out = io.BytesIO()
    book = Workbook()
    book.active.append(["Export"])
    book.active.append(["Datum", "Autor", "Inhalt", "Aufrufe"])
    book.active.append([dt.datetime(2013, 9, 2, 10), "a", "x", 1500])  # noqa: DTZ001
    book.save(out)
    found = written(tmp_path / "book.xlsx", out.getvalue(), tz="Europe/Berlin")
    assert str(found.posts["at"].iloc[0]) == "2013-09-02 08:00:00+00:00"
    assert found.posts["impressions"].tolist() == [1500]


def test_a_day_and_a_time_of_day_in_two_columns_of_excel(tmp_path):
    out = io.BytesIO()
    book = Workbook()
    book.active.append(["Datum", "Uhrzeit", "Autor", "Inhalt"])
    book.active.append([dt.datetime(2013, 9, 2), dt.time(23, 16), "a", "x"])  # noqa: DTZ001
    book.save(out)
    found = written(tmp_path / "book.xlsx", out.getvalue(), tz="UTC")
    assert str(found.posts["at"].iloc[0]) == "2013-09-02 23:16:00+00:00"


TWEET = "http://twitter.com/{}/statuses/37465318320020275{}"


def test_an_export_of_brandwatch_says_who_answers_and_reposts_whom(file):
    names = ["Date", "Full Text", "Title", "Author", "Url", "Resource Id", "Twitter Reply to",
             "Twitter Retweet of"]  # fmt: skip
    at, first = "2013-09-02 22:00:54.0", TWEET.format("a", 2)
    rows = [names, [at, "x", "", "a", first, "17", "", ""],
            [at, "", "y", "b", TWEET.format("b", 3), "18", first, ""],
            [at, "x", "", "c", TWEET.format("c", 4), "19", "", first]]  # fmt: skip
    head = "Report:,Mentions\nBrand:,B\n\n"
    posts = written(file, head + "".join(",".join(row) + "\n" for row in rows), tz="UTC").posts
    ids = [TWEET.format("", n).rpartition("/")[2] for n in (2, 3, 4)]
    assert posts.loc[ids[1], ["kind", "parent", "text"]].tolist() == ["reply", ids[0], "y"]
    assert posts.loc[ids[2], ["kind", "parent", "root"]].tolist() == ["repost", ids[0], ids[0]]
    assert (posts["platform"] == "twitter").all()


def test_an_export_of_meltwater_in_utf_16_with_tabs(file):
    names = ["Date", "Headline", "URL", "Hit Sentence", "Influencer", "Tweet Id", "Time"]
    rows = [names, ["02-Sep-2013 10:00PM", "", TWEET.format("a", 2), "RT @b: x", "@a",
                    "\"\"\"374653183200202752\"\"\"", "10:00 PM"],
            ["03-Sep-2013 08:15AM", "News", "https://news.example/1", "", "", "", ""]]  # fmt: skip
    text = "".join("\t".join(row) + "\r\n" for row in rows)
    found = written(file, text.encode("utf-16"), tz="Europe/London")
    posts = found.posts
    assert posts.loc["374653183200202752", ["name", "kind"]].tolist() == ["a", "repost"]
    assert str(posts.loc["374653183200202752", "at"]) == "2013-09-02 21:00:00+00:00"
    assert posts.loc["https://news.example/1", "text"] == "News"
    assert counted(found, "reposts that name their original by its author only") == 1


def test_ids_behind_a_letter_as_rtweet_writes_them(file):
    text = (
        "status_id,created_at,screen_name,text,reply_to_status_id,retweet_status_id\n"
        "x374653183200202752,2013-09-02 22:00:54,a,x,,\n"
        "x374653183200202753,2013-09-02 22:01:54,b,RT @a: x,,x374653183200202752\n"
    )
    posts = written(file, text, tz="UTC").posts
    assert posts["kind"].tolist() == ["post", "repost"]
    assert posts["root"].iloc[1] == posts.index[0] == "374653183200202752"


@pytest.mark.parametrize("sign", "|~\t;,")
def test_whatever_stands_between_the_values(file, sign):
    found = written(file, (HEAD + ROW).replace(",", sign))
    assert found.posts["name"].tolist() == ["a"]


@pytest.mark.parametrize("rows", [1, 4000])
def test_lines_that_end_in_returns_as_on_a_mac(file, rows):
    found = written(file, (HEAD + ROW * rows).replace("\n", "\r"))
    assert found.report.accepted == rows


@pytest.mark.parametrize(
    ("names", "field", "name"),
    [
        (["Date", "Headline", "Hit Sentence", "Influencer"], "text", "Hit Sentence"),
        (["published", "title", "content", "extra_author_attributes.name"], "name",
         "extra_author_attributes.name"),
        (["Created Time", "Message", "Sender Screen Name", "SN Type"], "platform", "SN Type"),
        (["Date", "Full Text", "X Followers"], "followers", "X Followers"),
        (["Veröffentlicht am", "Überschrift", "Autor"], "text", "Überschrift"),
    ],
)  # fmt: skip
def test_names_of_monitoring_exports(names, field, name):
    assert proposed(names)[field] == name
    assert "at" in proposed(names)


@pytest.mark.parametrize(
    "text",
    ["02-Sep-2013 10:00AM", "2 September 2013 10:00", "Sep 2, 2013 10:00:00 AM",
     "2013/09/02 10:00", "02.09.2013 10:00 Uhr", "02.09.2013 12:00 +02:00",
     "02.09.13, 10.00", "1378116000",
     "2. September 2013 10:00", "Montag, 2. September 2013, 10:00 Uhr", "Mo, 02.09.2013 um 10:00",
     "Mon, 02 Sep 2013 10:00:00 GMT", "Mon Sep 02 10:00:00 UTC 2013", "2013-09-02 10:00:00 UTC",
     "2013-09-02 10:00:00 AM", "2013-9-2 10:00", "2013.09.02 12:00 CEST", "2013-09-02 06:00:00 EDT",
     "Sep 2, 2013 @ 10:00:00.000", "September 2, 2013 at 10:00 AM",
     "Mon Sep 02 10:00:00 +0000 2013"],
)  # fmt: skip
def test_times_as_people_write_them(text):
    assert moment(text, None, "UTC") == (micros("2013-09-02T10:00:00Z"), False)


def test_parts_of_a_second_are_kept():
    assert moment("2013-09-02 10:00:00.25", None, "UTC") == (
        micros("2013-09-02T10:00:00.25Z"),
        False,
    )


def test_a_zone_of_several_meanings_is_refused_with_the_cure():
    with pytest.raises(ClockError, match="several meanings") as caught:
        moment("2013-09-02 10:00:00 IST", None, "UTC")
    assert "+01:00" in caught.value.cure


@pytest.mark.parametrize("text", ["", "soon", "31.02.2013", "2 Smarch 2013", "02.09.2013 25:00"])
def test_what_is_no_time(text):
    with pytest.raises(ClockError):
        moment(text, None, "UTC")


def mapping(path, **columns):
    lines = "".join(f'{field} = "{name}"\n' for field, name in columns.items())
    path.with_name(path.name + ".toml").write_text("[columns]\n" + lines)


@pytest.fixture
def folder(tmp_path):
    """Two tables with a mapping each, one of which no name of a column would give away."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text("wann,wer,was\n" + ROW)
    mapping(folder / "a.csv", at="wann", account="wer", text="was")
    (folder / "b.csv").write_text("t;who;what\n03/04/2013 11:00 +00:00;b;y\n")
    mapping(folder / "b.csv", at="t", account="who", text="what", order="month first")
    return folder


def test_each_file_of_a_folder_or_a_glob_has_its_own_mapping(folder):
    for source in (folder, str(folder / "*"), sorted(folder.glob("*.csv"))):
        found = read(source)
        assert found.posts["text"].tolist() == ["y", "x"]
        assert str(found.posts["at"].iloc[0]) == "2013-03-04 11:00:00+00:00"
        assert found.report.files == 2
    assert any(
        "the mapping of the table beside it" in line
        for line in map(str, read(folder).report.warnings)
    )


@pytest.mark.parametrize("columns", [
    {"at": "wann", "account": "wer", "text": "was"}, "at=wann, account=wer,text=was", "map.toml",
])  # fmt: skip
def test_a_mapping_is_said_in_any_way_and_reaches_every_reading(tmp_path, columns):
    file = tmp_path / "one.csv"
    file.write_text("wann,wer,was\n" + ROW)
    (tmp_path / "map.toml").write_text('[columns]\nat="wann"\naccount="wer"\ntext="was"\n')
    if columns == "map.toml":
        columns = tmp_path / columns
    whole = archives.read(file, columns=columns).posts
    assert whole["text"].tolist() == ["x"]
    assert load.posts(file, columns=columns).equals(whole)
    assert load.archive(file, columns=columns).posts.equals(whole)
    to = tmp_path / "out.parquet"
    archives.store([file], to, columns=columns, workers=archives.processes(1))
    assert archives.stored(to)["account"].tolist() == ["a"]


def test_a_mapping_beside_the_file_reaches_the_parts_of_a_store(folder, tmp_path):
    to = tmp_path / "out.parquet"
    report = archives.store([folder], to)
    assert (report.format, report.accepted) == ("table", 2)
    assert archives.stored(to).equals(archives.read(folder).posts)


def test_a_run_with_another_mapping_does_not_go_on(folder, tmp_path):
    def stops(work, todo):
        yield work(todo[0])
        raise KeyboardInterrupt

    to = tmp_path / "out.parquet"
    with pytest.raises(KeyboardInterrupt):
        archives.store([folder], to, workers=stops)
    mapping(folder / "a.csv", at="wann", account="wer")
    archives.store([folder], to)
    assert archives.stored(to)["text"].isna().sum() == 1


@pytest.mark.parametrize(("columns", "said"), [
    ("at=wann,name=wer,text=was,parent=wem,post=nr", "names accounts and not posts"),
    ("at=wann,name=wer,text=was,parent=wem", "names accounts and not posts"),
    ("at=wann,name=wer,text=was,parent=bezug", "none taken as post"),
    ("at=wann,name=wer,text=was,parent=bezug,post=nr", None),
])  # fmt: skip
def test_a_column_of_parents_that_leads_to_no_post_is_said(file, columns, said):
    text = ("nr;wann;wer;was;wem;bezug\n1;2013-09-02T10:00Z;Anna;wo?;;\n"
            "2;2013-09-02T11:00Z;laden;hier;@anna;1\n")  # fmt: skip
    file.write_text(text)
    warnings = [str(one) for one in archives.read(file, columns=columns).report.warnings]
    assert [said in one for one in warnings].count(True) == 1 if said else not [
        one for one in warnings if "taken as parent" in one]  # fmt: skip
    held = archives.census(archives.read(file, columns=columns).posts)
    assert held.answers == (said is None)
    assert held.missing == (said == "none taken as post")  # an account is no post
