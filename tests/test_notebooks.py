"""The notebooks, with what somebody brings: another case, no archive, times without a zone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from casekit import language, load, tell

ROOT = Path(__file__).parent.parent
ACME = load.sample("acme-air-2019/case.yaml").parent


def run(name: str, until: str | None = None, **told: Any) -> tuple[list[object], dict[str, Any]]:
    """Run a notebook with other parameters; give what it displays and its names.

    It ends with the cell that makes `until`.
    """
    notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8"))
    shown: list[object] = []
    names: dict[str, Any] = {"display": shown.append}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", []):
                assert set(told) <= set(names)
                names |= told
        if until in names:
            break
    return shown, names


def test_notebooks_lead_to_notebooks_that_are_there_in_both_languages() -> None:
    german = language.catalogue(ROOT / "notebooks" / "de.po", "de")
    held = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    linked: dict[str, set[str]] = {}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        texts = ["".join(c["source"]).strip() for c in cells if c["cell_type"] == "markdown"]
        said = [re.findall(r"\]\((\d\d-[^)]*)\)", text) for text in texts]
        assert said == [re.findall(r"\]\((\d\d-[^)]*)\)", german[text]) for text in texts]
        linked[path.name] = {name for names in said for name in names}
        assert linked[path.name] <= held, path.name
    assert linked["00-start-here.ipynb"] == held - {"00-start-here.ipynb"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The invented case three years later: nothing of its dates stands in the notebook."""
    folder = tmp_path / ACME.name
    folder.mkdir()
    for name in ("case.yaml", "posts.csv"):
        text = (ACME / name).read_bytes().replace(b"2019-0", b"2022-0").replace(b".2019", b".2022")
        (folder / name).write_bytes(text)
    return folder


def test_an_own_case_of_another_year_is_told_to_its_end(own: Path) -> None:
    told = {"ledger": own / "case.yaml", "archive": own / "posts.csv"}
    shown, names = run("10-bring-your-own-case", **told)
    assert len(shown) == 3  # spread, waits, alarm
    assert names["rung"]["at"].dt.year.eq(2022).all()
    assert len(names["cases"]) == 2


@pytest.mark.parametrize("name", ["table.csv", "reddit.ndjson", "customer-care-week.csv.gz"])
def test_how_fast_it_moved_is_seen_closely_wherever_an_archive_is_fullest(name: str) -> None:
    shown = run("04-how-fast-did-it-move", until="edges", archive=load.sample(name))[1]
    assert len(shown["storm"])
    assert shown["counts"].to_numpy().sum() == shown["summary"]["total"] > 0


def test_a_ledger_alone_is_told_to_its_end(own: Path) -> None:
    shown, names = run("10-bring-your-own-case", ledger=own / "case.yaml", archive=None)
    assert shown == []
    assert len(names["cases"]) == 2


def test_an_archive_without_a_quiet_time_has_no_alarm(own: Path) -> None:
    told = {"ledger": own / "case.yaml", "archive": own / "posts.csv"}
    shown, names = run("10-bring-your-own-case", quiet_until="2022-02-25T12:00Z", **told)
    assert len(shown) == 2
    assert not names["calm"]


WITHIN = {
    "02-rebuild-the-spread": {"tz": "Europe/Berlin"},
    "03-how-far-did-it-go": {"tz": "Europe/Berlin"},
    "04-how-fast-did-it-move": {"tz": "Europe/Berlin"},
    "05-how-long-did-they-wait": {"zone": "Europe/Berlin", "by": "AcmeAir"},
    "06-could-it-have-been-seen": {
        "tz": "Europe/Berlin", "by": "AcmeAir", "quiet_until": "2019-03-12T16:42Z",
    },
    "07-what-if-they-had-answered-earlier": {
        "tz": "Europe/Berlin", "by": "AcmeAir", "since": "2019-03-12T16:42Z",
        "answer_in_archive": "2019-03-12T22:00Z",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", WITHIN)
def test_a_table_without_a_zone_is_read_in_the_zone_of_the_notebook(name: str) -> None:
    columns = run("10-bring-your-own-case", until="columns")[1]["columns"]
    told = {"archive": ACME / "posts.csv", "columns": columns, **WITHIN[name]}
    reading = run(name, until="reading", **told)[1]["reading"]
    assert reading.report.accepted == reading.report.records > 200
    assert str(reading.posts["at"].min()) == "2019-02-25 02:25:50+00:00"


def test_a_table_that_links_no_posts_has_no_picture_of_waits(own: Path) -> None:
    """Whoever notes the name of whom a post answers is told so, and no wait is claimed."""
    columns = run("10-bring-your-own-case", until="columns")[1]["columns"]
    rows = (own / "posts.csv").read_bytes().decode("cp1252").splitlines()
    name = {row.split(";")[0]: row.split(";")[2] for row in rows}
    for n, row in enumerate(rows[1:], start=1):
        cells = row.split(";")
        rows[n] = ";".join([*cells[:5], name.get(cells[5], ""), *cells[6:]])
    (own / "posts.csv").write_bytes("\n".join(rows).encode("cp1252"))
    told = {"ledger": own / "case.yaml", "archive": own / "posts.csv", "columns": columns}
    shown, names = run("10-bring-your-own-case", **told)
    assert len(shown) == 1  # the alarm
    assert any("names accounts" in str(each) for each in names["reading"].report.warnings)
    answers = tell.answers(names["told"], names["posts"], by=names["by"]).text
    assert "no post of it answers another one" in answers
    assert "<table" not in answers
    assert names["told"]["complaints"] > 0
    pictures = run("05-how-long-did-they-wait", archive=own / "posts.csv", columns=columns,
                   by="AcmeAir", zone="Europe/Berlin")[1]  # fmt: skip
    assert not pictures["linked"]
