"""The commands on archives, called without a process of their own: options that reach readers."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.main import get_command
from typer.testing import CliRunner

import casekit as ck
from casekit import archives
from casekit.archives import tasks
from casekit.cli import app
from casekit.cli.screen import OPTIONS, in_options
from casekit.errors import CasekitError

STORM = ck.load.sample("repost-storm.jsonl.gz")
TABLE = "wann;wer;was\n2013-09-02T10:00:00Z;a;erster Text\n2013-09-02T11:00:00Z;b;zweiter\n"
COLUMNS = "at=wann,account=wer,text=was"


def run(*words: object) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    if isinstance(done.exception, CasekitError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_columns_reach_every_command(table: Path, tmp_path: Path) -> None:
    found = json.loads(run("inspect", table, "--columns", COLUMNS, "--json"))
    assert (found["format"], found["accepted"]) == ("table", 2)
    for name in ("posts.parquet", "posts.csv"):
        run("convert", table, "--columns", COLUMNS, "--out", tmp_path / name, "--processes", 1)
    assert pd.read_csv(tmp_path / "posts.csv")["text"].tolist() == ["erster Text", "zweiter"]
    toml = tmp_path / "map.toml"
    toml.write_text('[columns]\nat = "wann"\naccount = "wer"\ntext = "was"\n', encoding="utf-8")
    out = tmp_path / "found.parquet"
    told = run("extract", table, "--columns", toml, "--words", "erster", "--out", out, "--json",
               "--processes", 1)  # fmt: skip
    assert json.loads(told)["posts"] == 1
    run("measure", table, "--columns", COLUMNS, "--out", tmp_path / "shapes.csv")
    assert len(pd.read_csv(tmp_path / "shapes.csv")) == 2


def test_a_proposal_is_written_beside_the_table(table: Path) -> None:
    done = CliRunner().invoke(app, ["inspect", str(table), "--propose"])
    assert done.stdout == f"{table}.toml\n"
    assert f"casekit inspect {table}" in done.stderr
    assert '"was"' in Path(f"{table}.toml").read_text(encoding="utf-8")


def test_the_command_that_a_proposal_prints_works_as_it_is_printed(tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_bytes(ck.load.sample("acme-air-2019/posts.csv").read_bytes())
    done = CliRunner().invoke(app, ["inspect", str(table), "--propose"])
    assert "state no zone" in done.stderr
    printed = done.stderr.partition("then: casekit ")[2].splitlines()[0]
    assert printed.endswith(" --tz Europe/London")
    assert "492 accepted" in run(*printed.split())


def test_where_nothing_answers_anything_no_wait_is_told(tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_text("date,author,text\n2013-09-02T10:00Z,anna,@shop where is it\n"
                     "2013-09-02T11:00Z,shop,@anna sorry\n")  # fmt: skip
    done = CliRunner().invoke(app, ["responses", str(table), "--by", "shop"])
    assert "cannot be told" in done.stderr


def test_a_page_of_an_archive_and_a_case(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run("inspect", STORM, "--page", page, "--case", "british-airways-2013", "--lang", "de",
        "--tz", "Europe/Berlin")  # fmt: skip
    text = page.read_text(encoding="utf-8")
    assert '<html lang="de">' in text
    assert "Zeiten in Europe/Berlin" in text
    assert " UTC" not in text
    assert "Die längsten Pausen" in text
    assert 'lang="en"' not in text
    with pytest.raises(CasekitError, match="no share"):
        run("inspect", STORM, "--page", page, "--sample", 2)


def test_measure_in_parts_writes_what_measure_writes(tmp_path: Path) -> None:
    run("measure", STORM, "--out", tmp_path / "one.csv")
    run("measure", STORM, "--out", tmp_path / "two.csv", "--processes", 1)
    one, two = ((tmp_path / name).read_text(encoding="utf-8") for name in ("one.csv", "two.csv"))
    assert one == two
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.csv", "two.csv"]


def test_measure_says_how_many_links_were_inferred(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trees = ck.load.sample("propagation-tree.txt")
    told = "6 links in them are derived"
    kept = tmp_path / "trees.parquet"
    run("convert", trees, "--out", kept, "--processes", 1)
    for asked in ((trees,), (trees, "--processes", 1), (kept, "--processes", 1)):
        capsys.readouterr()
        said = run("measure", *asked, "--out", tmp_path / "shapes.csv")
        assert told in said + capsys.readouterr().err
    capsys.readouterr()
    said = run("measure", STORM, "--out", tmp_path / "shapes.csv")
    assert "derived" not in said + capsys.readouterr().err


def test_a_stored_archive_becomes_a_table(tmp_path: Path) -> None:
    kept = tmp_path / "kept.parquet"
    run("convert", STORM, "--out", kept, "--processes", 1)
    run("convert", kept, "--out", tmp_path / "back.csv")
    run("convert", STORM, "--out", tmp_path / "straight.csv")
    back, straight = ((tmp_path / f"{name}.csv").read_bytes() for name in ("back", "straight"))
    assert back == straight


def test_a_run_that_goes_on_says_so(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tasks, "PIECE", 1)
    tables = [table, table.with_name("other.csv")]
    tables[1].write_text(TABLE, encoding="utf-8")
    to = tmp_path / "posts.parquet"

    def stops(work, todo):  # type: ignore[no-untyped-def]
        yield work(todo[0])
        raise KeyboardInterrupt

    sources = [str(one) for one in tables]
    with pytest.raises(KeyboardInterrupt):
        archives.store(sources, to, columns=COLUMNS, workers=stops)
    told = run("convert", *sources, "--columns", COLUMNS, "--out", to, "--processes", 1)
    told += capsys.readouterr().err
    assert to.exists()
    assert "goes on where a run was broken off: 1 of 2 parts are there" in " ".join(told.split())


def test_most_rows_lost_is_an_error_with_a_cure_that_can_be_typed(tmp_path: Path) -> None:
    table = tmp_path / "open.csv"
    table.write_text("date,author,text\n" + "01/02/2013 10:00,a,x\n" * 9 + "05/05/2013 10:00,a,y\n")
    done = CliRunner().invoke(app, ["inspect", str(table), "--tz", "UTC"])
    assert done.exit_code == 1
    assert "most records could not be read, 9 of 10" in done.stderr
    assert done.stdout.count("cure ") == 1
    columns = "at=date,text=text,name=author,order=day first"
    assert f"--columns '{columns}'" in done.stderr
    assert json.loads(run("inspect", table, "--tz", "UTC", "--columns", columns, "--json"))[
        "accepted"
    ] == 10  # fmt: skip


def test_what_cures_name_are_options_of_commands() -> None:
    commands = get_command(app).commands.values()  # type: ignore[attr-defined]
    there = {option for command in commands for each in command.params for option in each.opts}
    assert {f"--{name}" for name in OPTIONS} <= there
    assert in_options('by=None, tz="Europe/London"') == "by=None, --tz Europe/London"
