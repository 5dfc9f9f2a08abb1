"""The commands as a shell sees them: output, silence when piped, exit codes, no traceback."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from casekit.cli.screen import line

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "data" / "samples"
CARE = SAMPLES / "customer-care.csv"


def run(*arguments: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "casekit", *map(str, arguments)],
        input=stdin, capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def refused(*arguments: object, says: str) -> None:
    done = run(*arguments)
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert says in done.stderr
    assert "Cure:" in done.stderr


def test_cases_are_listed() -> None:
    done = run("cases", "--json")
    assert done.returncode == 0
    assert "british-airways-2013" in {case["slug"] for case in json.loads(done.stdout)}
    assert "British Airways" in run("cases").stdout


def test_all_that_comes_along_is_checked_and_clean() -> None:
    done = run("check")
    files = len(list((ROOT / "data" / "cases").glob("*/case.yaml"))) + 1
    assert (done.returncode, done.stdout) == (0, f"{files} files, 0 errors, 0 warnings\n")
    assert json.loads(run("check", "british-airways-2013", "--json").stdout) == []


def test_check_lists_every_problem_with_its_line_and_fails_on_errors(tmp_path: Path) -> None:
    made = run("new", "acme-air-2019", "--out", tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    ledger = tmp_path / "acme-air-2019" / "case.yaml"
    assert str(ledger) in made.stdout
    assert str(tmp_path / "acme-air-2019.ipynb") in made.stdout
    warned = run("check", ledger.parent, "british-airways-2013")
    *listed, summary = warned.stdout.splitlines()
    assert (warned.returncode, summary) == (0, f"2 files, 0 errors, {len(listed)} warnings")
    assert listed[0].startswith(f"{ledger}:8: warning: 'title' is still empty. Cure: write it")
    text = ledger.read_text(encoding="utf-8")
    ledger.write_text(text.replace("kind: respond", "kind: respnd"), encoding="utf-8")
    broken = run("check", ledger)
    *_, summary = broken.stdout.splitlines()
    assert (broken.returncode, broken.stderr) == (1, "")
    assert "error: 'kind': unknown word 'respnd'. Cure: did you mean 'respond'?" in broken.stdout
    assert summary == f"1 file, 1 error, {len(listed)} warnings"
    told = run("check", ledger, "--json")
    assert told.returncode == 1
    (error,) = (p for p in json.loads(told.stdout) if p["level"] == "error")
    assert set(error) == {"file", "line", "what", "cure", "level"}
    refused("check", "british-airway-2013", says="did you mean 'british-airways-2013'?")
    refused("study", ledger.parent, "--out", tmp_path / "out", says="unknown word 'respnd'")


def test_the_page_of_a_new_case_builds_with_what_is_there(tmp_path: Path) -> None:
    """There are two events, one link, and neither figures nor waits."""
    run("new", "acme-2019", "--out", tmp_path)
    ledger = tmp_path / "acme-2019" / "case.yaml"
    text = ledger.read_text(encoding="utf-8")
    titled = text.replace('title: {en: "…", de: "…"}', 'title: {en: A <b>, de: "Ein Flug <b>"}', 1)
    start, end = titled.index("\nlinks:"), titled.index("\nconflicts:")
    ledger.write_text(f"{titled[:start]}\nlinks: []\n{titled[end:]}", encoding="utf-8")
    done = run("study", ledger.parent, "--lang", "de", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "22 warnings" in done.stderr
    page = (tmp_path / "out" / "acme-2019.de.html").read_text(encoding="utf-8")
    assert re.search("<h1[^>]*>Ein Flug &lt;b&gt;", page)
    assert "bezahlte Beschwerde" not in page


def test_new_refuses_what_is_no_slug_and_never_overwrites(tmp_path: Path) -> None:
    refused("new", "Acme", "--out", tmp_path, says="'Acme' is no slug of a case")
    assert run("new", "acme-2019", "--out", tmp_path).returncode == 0
    ledger = tmp_path / "acme-2019" / "case.yaml"
    ledger.write_text("mine", encoding="utf-8")
    refused("new", "acme-2019", "--out", tmp_path, says="stands there already")
    assert ledger.read_text(encoding="utf-8") == "mine"


def test_inspect_accounts_for_every_record() -> None:
    done = run("inspect", CARE, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["format"] == "customer-care-csv"
    assert found["records"] == found["accepted"] + found["duplicates"] + found["rejected"]
    assert sum(found["kinds"].values()) == found["posts"]
    assert found["first"].endswith("Z")
    wanted = "format records accepted duplicates rejected posts kinds accounts cascades first last"
    assert {*wanted.split(), "problems", "warnings"} <= set(found)


def test_inspect_reads_what_is_piped_in() -> None:
    piped = run("inspect", "-", "--json", stdin=gzip.compress(CARE.read_bytes()))
    assert (
        json.loads(piped.stdout)["posts"]
        == json.loads(run("inspect", CARE, "--json").stdout)["posts"]
    )


def test_measure_writes_a_row_a_cascade(tmp_path: Path) -> None:
    out = tmp_path / "shapes.csv"
    assert run("measure", SAMPLES / "rumour-threads.zip", "--out", out).returncode == 0
    table = pd.read_csv(out, dtype={"root": "str"})
    assert table.columns.tolist() == [
        "root", "size", "depth", "max_breadth", "structural_virality", "duration_s", "evidence",
        "reason",
    ]  # fmt: skip
    found = json.loads(run("inspect", SAMPLES / "rumour-threads.zip", "--json").stdout)
    assert len(table) == found["cascades"]
    assert table["size"].sum() == found["posts"] + found["embedded"] + found["unknown"]


def test_responses_names_the_account_and_counts_the_silent(tmp_path: Path) -> None:
    posts = pd.read_csv(CARE, dtype="str")
    company = posts.loc[posts["inbound"].eq("False"), "author_id"].iloc[0]
    summary = json.loads(run("responses", CARE, "--by", f"@{company.upper()}", "--json").stdout)
    assert summary["complaints"] == summary["complaints_answered"] + summary["censored"]
    wanted = (
        "by replies posts_answered reply_median_min reply_p90_min first_reply_median_min "
        "first_reply_p90_min complaints complaints_answered censored km_median_min km_ci95_min"
    )
    assert list(summary) == wanted.split()
    refused("responses", CARE, "--by", "nobody", says="nobody called nobody posts")


def told(table: Path, by: str) -> dict[str, str]:
    done = run("responses", table, "--by", by)
    assert done.returncode == 0, done.stderr
    return {text[:26].strip(): text[27:] for text in done.stdout.splitlines()}


def test_responses_tells_what_is_not_there_from_what_was_not_reached(tmp_path: Path) -> None:
    head = CARE.read_text(encoding="utf-8").splitlines()[0]
    own = "1,Airline,False,Tue Oct 31 22:10:47 +0000 2017,good day,,"
    asked = "2,77,True,Tue Oct 31 22:12:47 +0000 2017,@Airline hello?,,"
    table = tmp_path / "posts.csv"
    table.write_text(f"{head}\n{own}\n", encoding="utf-8")
    nobody = told(table, "Airline")
    assert {nobody[name] for name in nobody if name.endswith(" min")} == {"none"}
    table.write_text(f"{head}\n{own}\n{asked}\n", encoding="utf-8")
    silent = told(table, "Airline")
    assert (silent["km median min"], silent["reply median min"]) == ("not reached", "none")
    assert silent["km ci95 min"] == "not reached"
    rows = [head]
    for n in range(1, 21):
        rows.append(f"{n},7{n},True,Tue Oct 31 22:00:00 +0000 2017,@Airline hello?,,")
        rows.append(f"9{n},Airline,False,Tue Oct 31 22:{n:02}:00 +0000 2017,@7{n} hello,,{n}")
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    heard = told(table, "Airline")
    assert heard["km median min"] == "10.0"
    low, _, high = heard["km ci95 min"].partition(" to ")
    assert 1 <= float(low) < 10 < float(high) <= 20


@pytest.mark.parametrize(
    "name", ["twitter-v1.jsonl", "rumour-threads.zip", "twitter-v2-pages.jsonl"]
)
def test_inspect_and_the_report_of_a_page_count_alike(name: str) -> None:
    from casekit import archives, language, tell

    found = json.loads(run("inspect", SAMPLES / name, "--json").stdout)
    page = tell.report(archives.read(SAMPLES / name)).text
    rows = dict(re.findall(r"<td>([^<]+)</td><td[^>]*>([^<]+)</td>", page))
    assert rows["accounts"] == str(found["accounts"])
    speak = language.of("en")
    for row, time in (("first post", found["first"]), ("last post", found["last"])):
        assert rows[row] == speak.stamp(pd.Timestamp(time), tz="UTC")


@pytest.mark.parametrize("ending", ["parquet", "csv", "gexf", "graphml"])
def test_convert_writes_what_can_be_read_again(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"posts.{ending}"
    done = run("convert", CARE, "--out", out)
    assert done.returncode == 0, done.stderr
    assert [p.name for p in tmp_path.iterdir()] == [out.name]
    number = json.loads(run("inspect", CARE, "--json").stdout)["posts"]
    assert ("and the posts that they name" in done.stderr) is (ending in ("gexf", "graphml"))
    match ending:
        case "parquet":
            table = pd.read_parquet(out)
            assert len(table) == number
            assert str(table["at"].dt.tz) == "UTC"
        case "csv":
            assert len(pd.read_csv(out)) == number
        case "gexf":
            assert len(nx.read_gexf(out)) >= number
        case "graphml":
            assert len(nx.read_graphml(out)) >= number


def test_an_exported_cell_runs_nothing_in_a_spreadsheet(tmp_path: Path) -> None:
    hostile = tmp_path / "posts.csv"
    rows = CARE.read_text(encoding="utf-8").splitlines()[0]
    hostile.write_text(
        f"{rows}\n1,77,True,Tue Oct 31 22:10:47 +0000 2017,=HYPERLINK(1),,\n", encoding="utf-8"
    )
    out = tmp_path / "out.csv"
    assert run("convert", hostile, "--out", out).returncode == 0
    assert pd.read_csv(out)["text"].iloc[0] == "'=HYPERLINK(1)"


def test_convert_never_writes_over_its_input_or_where_it_cannot(tmp_path: Path) -> None:
    copy = tmp_path / "posts.csv"
    copy.write_bytes(CARE.read_bytes())
    refused("convert", copy, "--out", copy, says="would write over its own input")
    assert copy.read_bytes() == CARE.read_bytes()
    refused("convert", copy, "--out", tmp_path / "no" / "x.csv", says="cannot be written")
    refused("convert", copy, "--out", tmp_path / "x.docx", says="cannot write .docx")


def test_extract_finds_words_accounts_and_days_and_says_how_much_it_searched(
    tmp_path: Path,
) -> None:
    storm, out = SAMPLES / "repost-storm.jsonl.gz", tmp_path / "found.parquet"
    whole = json.loads(run("inspect", storm, "--json").stdout)
    everything = ("--from", "2000-01-01", "--sample", "0.01", "--json")
    done = run("extract", storm, *everything, "--out", out)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["posts"] == whole["posts"] == len(pd.read_parquet(out)) - found["embedded"]
    estimate = found["estimate"]
    assert estimate["low"] < estimate["posts"] == 100 * found["posts"] < estimate["high"]
    none = json.loads(run("extract", storm, "--words", "zeppelin", "--json", "--out", out).stdout)
    assert (none["posts"], none["hits"], none["lines"]) == (0, 0, whole["records"])
    shown = run("extract", storm, "--case", "british-airways-2013", "--out", out).stdout
    assert "0 posts" in shown
    refused("extract", storm, "--out", out, says="nothing to search for")
    refused("extract", storm, "--words", "x", "--out", tmp_path / "x.csv", says="cannot write .csv")
    refused("extract", storm, "--words", "x", "--sample", "2", "--out", out, says="no share")


def test_bad_input_is_said_with_place_and_cure(tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.touch()
    binary = tmp_path / "noise.bin"
    binary.write_bytes(bytes(range(256)) * 40)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    naive = tmp_path / "naive.csv"
    header = CARE.read_text(encoding="utf-8").splitlines()[0]
    naive.write_text(f"{header}\n1,77,True,2017-10-31 22:10:47,hello,,\n", encoding="utf-8")
    refused("inspect", empty, says="empty.json")
    refused("inspect", binary, says="noise.bin")
    refused("inspect", pictures, says="pictures")
    refused("inspect", tmp_path / "not-there.json", says="not-there.json")
    refused("inspect", naive, says="zone")
    refused("study", "british-airway-2013", "--out", tmp_path / "out", says="british-airways-2013")


def test_what_can_be_read_of_a_damaged_file_is_read(tmp_path: Path) -> None:
    whole = (SAMPLES / "twitter-v1.jsonl").read_bytes()
    lines = whole.splitlines()
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"\n".join(lines[:-1]) + b"\n" + lines[-1][: len(lines[-1]) // 2])
    found = json.loads(run("inspect", cut, "--json").stdout)
    assert (found["rejected"], found["problems"][0]["line"]) == (1, len(lines))
    packed = tmp_path / "cut.jsonl.gz"
    squeezed = gzip.compress(whole * 50)
    packed.write_bytes(squeezed[: len(squeezed) // 2])
    found = json.loads(run("inspect", packed, "--json").stdout)
    assert found["accepted"] > 0
    assert "cut.jsonl.gz" in found["problems"][-1]["file"]


def test_a_wrong_option_is_told_by_usage() -> None:
    done = run("responses", CARE)
    assert done.returncode == 2
    assert "--by" in done.stderr


def test_the_number_of_a_line_is_no_sign(capsys: pytest.CaptureFixture[str]) -> None:
    line("case.yaml:100: warning")
    assert capsys.readouterr().out == "case.yaml:100: warning\n"
