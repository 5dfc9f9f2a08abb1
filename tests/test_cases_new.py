"""A new case: it checks without error, says what is still empty, and overwrites nothing."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
import yaml

from casekit import cases, language
from casekit.cases import models, reading
from casekit.errors import CatalogueError, LedgerError

SOUND = Path(__file__).parent / "ledgers" / "harbour-ferries-2012" / "case.yaml"
QUESTIONS = Path(__file__).parent.parent / "notebooks" / "20-british-airways-2013.ipynb"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return cases.new("acme-air-2019", tmp_path)[0]


def test_a_new_ledger_has_warnings_only_each_on_its_line(ledger: Path) -> None:
    found = cases.check(ledger)
    lines = ledger.read_text(encoding="utf-8").splitlines()
    assert {problem.level for problem in found} == {"warning"}
    assert all("is still empty" in problem.what for problem in found)
    assert all("…" in lines[problem.line - 1] for problem in found)
    marked = {n for n, line in enumerate(lines, 1) if "…" in line.split("#")[0]}
    assert {problem.line for problem in found} == marked


@pytest.mark.parametrize("lang", ["en", "de"])
def test_a_new_ledger_opens(ledger: Path, lang: str) -> None:
    case = cases.load(ledger, lang=lang)
    assert (case.slug, case.title, case.zone) == ("acme-air-2019", "…", "UTC")
    assert case.events.index.tolist() == [case.trigger, case.answer]
    assert (len(case.figures), len(case.links)) == (0, 1)


def test_a_text_with_commas_and_colons_may_be_written_over_any_mark(ledger: Path) -> None:
    text = ledger.read_text(encoding="utf-8")
    assert '"…"' in text
    filled = text.replace('"…"', '"Late, again: the #ferry"')
    ledger.write_text(filled, encoding="utf-8")
    assert [problem for problem in cases.check(ledger) if problem.level == "error"] == []
    assert cases.load(ledger).title == "Late, again: the #ferry"


def test_the_check_that_a_new_ledger_names_is_that_of_where_it_lies(tmp_path: Path) -> None:
    text = cases.new("acme-air-2019", tmp_path / "my cases")[0].read_text(encoding="utf-8")
    (said,) = re.findall("`casekit check (.+)`", text)
    (folder,) = shlex.split(said)
    assert Path(folder) == tmp_path / "my cases" / "acme-air-2019"
    assert cases.check(folder)


def test_what_a_new_ledger_shows_in_comments_is_sound_too(ledger: Path) -> None:
    """Take the marks of empty lists and all the hashes away, and there is still no error."""
    text = ledger.read_text(encoding="utf-8")
    text = re.sub(r"^(\w+): (?:…|\[\])(?=\s*#.*\n#)", r"\1:", text, flags=re.MULTILINE)
    # The remarks that are no rows: the head, and the line above the hours.
    text = re.sub(r"\A(?:#.*\n)+|^ +# Only where .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^( *)#", r"\1", text, flags=re.MULTILINE)
    ledger.write_text(text, encoding="utf-8")
    found = cases.check(ledger)
    assert [str(problem) for problem in found if problem.level == "error"] == []
    case = cases.load(ledger)
    assert case.hours is not None
    for name in ("figures", "conflicts", "lessons", "public", "open_questions"):
        assert len(getattr(case, name)) > 0, name
    assert case.links["evidence"].tolist() == ["derived"]


def test_the_notebook_asks_the_questions_of_the_other_cases(tmp_path: Path) -> None:
    path = cases.new("acme-air-2019", tmp_path)[1]
    nbformat.validate(nbformat.read(path, as_version=4))
    ours, theirs = (json.loads(p.read_text(encoding="utf-8"))["cells"] for p in (path, QUESTIONS))
    changed = [new for new, old in zip(ours, theirs, strict=True) if new != old]
    title, parameters = ("".join(cell["source"]) for cell in changed)
    assert title == "# Acme Air 2019\n\n…"
    scope: dict[str, object] = {}
    exec(parameters, scope)
    assert (tmp_path / str(scope["name"])).is_file()
    assert (scope["lang"], scope["series"], scope["count"]) == ("en", None, None)


NO_SLUGS = "acme Acme-2019 acme_2019 2019 a-2319 ../a-2019 a--2019 /a-2019 -2019 a-2019-"


@pytest.mark.parametrize("slug", [*NO_SLUGS.split(), "", "a-2019 "])
def test_what_is_no_slug_is_refused(slug: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no slug of a case") as raised:
        cases.new(slug, tmp_path)
    assert "acme-air-2019" in str(raised.value.cure)
    assert list(tmp_path.iterdir()) == []


def test_a_bundled_slug_is_taken(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is a case 'british-airways-2013' already"):
        cases.new("british-airways-2013", tmp_path)


@pytest.mark.parametrize("there", ["acme-air-2019", "acme-air-2019.ipynb"])
def test_nothing_is_overwritten(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("mine", encoding="utf-8")
    with pytest.raises(CatalogueError, match="stands there already"):
        cases.new("acme-air-2019", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CatalogueError, match="cannot be written"):
        cases.new("acme-air-2019", tmp_path / "file")


# What stands in the sound ledger, the mark in its place, what is warned of
EMPTIES = {
    "text in one language": ("de: Nachtdienst", "de: …", "'label.de' is still empty"),
    "text in both": (
        "{en: A night desk, de: Nachtdienst}", "{en: …, de: …}", "'label' is still empty",
    ),
    "plain text": ("sector: transport", "sector: …", "'sector' is still empty"),
    "zone": ("\nzone: Europe/London", "\nzone: …", "'zone' is still empty"),
    "quoted mark": ("sector: transport", 'sector: " … "', "'sector' is still empty"),
}  # fmt: skip


@pytest.mark.parametrize("kind", EMPTIES)
def test_a_mark_keeps_any_ledger_from_being_clean(kind: str, tmp_path: Path) -> None:
    old, new, says = EMPTIES[kind]
    text = SOUND.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "harbour-ferries-2012" / "case.yaml"
    path.parent.mkdir()
    path.write_text(text.replace(old, new), encoding="utf-8")
    (found,) = cases.check(path)
    line = text[: text.index(old)].count("\n") + 1 + old.startswith("\n")
    assert (found.what, found.level, found.line) == (says, "warning", line)
    cases.load(path)


def test_a_ledger_of_one_language_says_each_text_once(tmp_path: Path) -> None:
    document, _ = reading.read(SOUND)
    assert document
    path = tmp_path / "harbour-ferries-2012" / "case.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(german(document.data), allow_unicode=True), encoding="utf-8")
    assert "de:" not in path.read_text("utf-8")
    assert cases.check(path) == []
    once, twice = cases.load(path, lang="en"), cases.load(SOUND, lang="de")
    assert (once.title, once.summary) == (twice.title, twice.summary)
    for name in ("events", "figures", "links", "conflicts", "lessons"):
        pd.testing.assert_frame_equal(getattr(once, name), getattr(twice, name))


def german(node: Any) -> Any:
    """Give the data of a ledger with each text in German alone."""
    if isinstance(node, tuple):
        return [german(part) for part in node]
    if isinstance(node, dict):
        return node.get("de") or {key: german(part) for key, part in node.items()}
    return node


@pytest.mark.parametrize("slug", cases.catalogue().index)
def test_the_bundled_ledgers_say_each_text_in_both_languages(slug: str) -> None:
    document, _ = reading.read(cases.folder() / slug / "case.yaml")
    assert document
    once = [
        key
        for key, text in _leaves(document.data)
        if isinstance(text, str) and models.keys(key) == language.LANGUAGES
    ]
    assert [key for key in once if key[0] != "sources" or key[-1] != "note"] == []


def _leaves(node: object, key: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, object]]:
    if isinstance(node, dict | tuple):
        parts = node.items() if isinstance(node, dict) else enumerate(node)
        for step, part in parts:
            yield from _leaves(part, (*key, step))
    else:
        yield key, node


def test_an_empty_list_is_marked_and_no_list_is_an_error(tmp_path: Path) -> None:
    text = SOUND.read_text(encoding="utf-8")
    head, rest = text.split("\nopen_questions:\n")
    body = rest.split("\n", 1)[1]
    path = tmp_path / "harbour-ferries-2012" / "case.yaml"
    path.parent.mkdir()
    for value, level in (("…", ["warning"]), ("[]", []), ("", ["error"])):
        path.write_text(f"{head}\nopen_questions: {value}\n{body}", encoding="utf-8")
        assert [problem.level for problem in cases.check(path)] == level, value


def test_what_names_a_row_of_a_list_still_empty_is_an_error(ledger: Path) -> None:
    text = ledger.read_text(encoding="utf-8")
    start, end = text.index("\nlinks:"), text.index("\nconflicts:")
    events = text.index("\nevents:")
    figures = text.index("\nfigures:")
    marked = text[:events] + "\nevents: …\n" + text[figures:start] + "\nlinks: []\n" + text[end:]
    ledger.write_text(marked, encoding="utf-8")
    with pytest.raises(LedgerError, match="no event 'complaint'"):
        cases.load(ledger)
