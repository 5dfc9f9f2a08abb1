"""The manual says what the code does: calls, commands, links and notebooks that it names exist."""

import ast
import importlib
import inspect
import json
import operator
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
import typer.main
import yaml

import casekit as ck
from casekit.cli import app

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(p for p in DOCS.rglob("*.md") if "extensions" not in p.parts)
READ = [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
COMMANDS = typer.main.get_command(app)

GROUND = {"clock", "language", "schema", "study", "theme"}
"""What other calls stand on; who needs it by itself looks it up in the reference."""
PARTS = {
    "alarm.expected", "archives.chosen", "archives.is_stored", "archives.read", "archives.stored",
    "cases.bundled", "cases.catalogue", "cases.context", "cases.folder", "cases.load",
    "compare.course", "compare.half", "compare.levels", "compare.moment", "compare.name",
    "compare.own", "compare.passed", "errors.cut", "errors.parted",
    "reconstruct.example",
}  # fmt: skip
"""Steps of a call that the guide shows, which are public because other modules take them."""
NO_EXAMPLE = {
    "archives.cluster": "needs a Dask cluster",
    "archives.stored": "needs a file that archives.store wrote, whose example shows it",
    "reconstruct.validation": "takes minutes",
    "study.build": "runs notebooks",
}


def functions() -> dict[str, object]:
    """Give every public function as `module.name`."""
    found = {}
    for name in ck.__all__:
        module = importlib.import_module(f"casekit.{name}")
        for each in getattr(module, "__all__", ()):
            value = getattr(module, each)
            if inspect.isroutine(value) or hasattr(value, "__wrapped__"):
                found[f"{name}.{each}"] = value
    return found


def cells() -> Iterator[str]:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(said(path))["cells"]:
            yield "".join(cell["source"])


FENCE = re.compile(r"^```(\S*)\n((?::[^\n]*\n)*)(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text: str, *kinds: str) -> list[str]:
    """Give what stands between fences of these kinds, without options."""
    return [body for kind, _, body in FENCE.findall(text) if kind in kinds]


def prose(text: str) -> str:
    return FENCE.sub("", text)


def said(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def code() -> Iterator[tuple[Path, str]]:
    """Give each block of Python of the manual, and each call within its prose."""
    for path in READ:
        yield from ((path, text) for text in blocks(said(path), "python", "{shown}"))
        named = re.findall(r"`(ck\.[\w.]+\([^`]*\))`", prose(said(path)))
        yield from ((path, text.replace("…", "...")) for text in named)


def test_every_public_function_has_an_example_that_runs() -> None:
    bare = {name for name, value in functions().items() if ">>>" not in (value.__doc__ or "")}
    assert bare == set(NO_EXAMPLE)


def test_every_public_module_stands_in_the_reference_once() -> None:
    listed = [
        name
        for path in (DOCS / "reference").glob("*.md")
        for name in re.findall(r"\{\{ module\('(\w+)'\) \}\}", said(path))
    ]
    empty = {name for name in ck.__all__ if not hasattr(getattr(ck, name), "__all__")}
    assert sorted(listed) == sorted(set(ck.__all__) - empty)


def test_every_public_function_is_called_by_a_notebook_or_shown_by_the_guide() -> None:
    guide = [said(p) for p in READ if p.parent.name != "reference"]
    text = "\n".join([*cells(), *guide])
    called = set(re.findall(r"\bck\.(\w+\.\w+)\b", text))
    called |= {name.replace("draw.", "interact.") for name in called}  # twins
    missing = {name for name in functions() if name not in called} - PARTS
    assert {name for name in missing if name.split(".")[0] not in GROUND} == set()
    assert not PARTS & called
    assert set(functions()) >= PARTS | set(NO_EXAMPLE)


def test_every_call_that_the_manual_names_exists() -> None:
    named = {
        (path.name, module, name)
        for path in READ
        for module, name in re.findall(r"\bck\.(\w+)\.(\w+)", said(path))
    }
    wrong = {
        (page, f"ck.{module}.{name}")
        for page, module, name in named
        if module not in ck.__all__ or not hasattr(getattr(ck, module), name)
    }
    assert not wrong


@pytest.mark.parametrize(("path", "text"), list(code()), ids=lambda v: getattr(v, "stem", "code"))
def test_every_call_of_a_block_takes_what_it_is_given(path: Path, text: str) -> None:
    """`make docs` runs the blocks of the guide; this finds in no time what can be seen unrun."""
    for node in ast.walk(ast.parse(text)):
        named = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if not re.fullmatch(r"ck(\.\w+)+", named):
            continue
        value = operator.attrgetter(named.removeprefix("ck."))(ck)
        keywords = {word.arg: None for word in node.keywords if word.arg is not None}
        inspect.signature(value).bind(*node.args, **keywords)


def test_the_block_of_the_readme_runs() -> None:
    (block,) = blocks(said(ROOT / "README.md"), "python")
    names: dict[str, object] = {}
    exec(compile(block, "README.md", "exec"), names)
    assert len(names["waits"]) > 0
    assert names["shape"]["structural_virality"].notna().any()
    assert names["graph"].number_of_edges() == len(names["edges"])


def lines() -> Iterator[tuple[str, str]]:
    """Give each command line that the manual or a notebook names, with where."""
    texts = [(p.relative_to(ROOT).as_posix(), said(p)) for p in READ]
    texts += [("notebooks", text) for text in cells()]
    for where, text in texts:
        fenced = blocks(text, "", "bash", "text")
        inline = re.findall(r"`([^`\n]+)`", prose(text))
        for line in [*"\n".join(fenced).splitlines(), *inline]:
            found = re.match(r"(?:\.venv[/\\](?:bin|Scripts)[/\\])?casekit +([a-z].*)", line)
            if found:
                yield where, found[1].split("  #")[0]


@pytest.mark.parametrize(("where", "line"), sorted(set(lines())), ids=str)
def test_every_command_line_is_understood(where: str, line: str) -> None:
    name, *given = shlex.split(line.replace("\\", "/"))
    assert name in COMMANDS.commands, where
    if not given or "…" in line or given == ["--help"]:
        return
    command = COMMANDS.commands[name]
    try:
        command.make_context(name, given, resilient_parsing=False)
    except click.MissingParameter:
        assert all(word.startswith("-") for word in given), line  # names an option alone
    except typer.Exit:
        pass


def test_every_command_stands_in_the_readme_or_the_guide() -> None:
    shown = {line.split()[0] for where, line in lines() if where != "notebooks"}
    assert set(COMMANDS.commands) <= shown | {"lab"}
    assert "make lab" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in READ:
        named = re.findall(r"(?:`|^)make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(named) <= targets, path


def test_every_notebook_that_is_named_exists() -> None:
    held = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    for path in READ:
        named = re.findall(r"`(\d\d-[a-z0-9-]+)`", said(path))
        assert set(named) <= held, path


def headings(path: Path) -> set[str]:
    text = prose(said(path))
    titles = re.findall(r"^#+ (.+)$", text, re.M) + re.findall(r"^\((.+)\)=$", text, re.M)
    if path.stem == "data-model":
        titles += [frame.name for frame in ck.schema.FRAMES]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", READ, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(said(path))):
        if target.startswith("https://"):
            continue  # `sphinx -b linkcheck` asks whether these still stand
        page, _, part = target.partition("#")
        there = (path.parent / page).resolve() if page else path
        assert there.is_file(), target
        assert not part or part in headings(there), target
    for shelf in blocks(said(path), "{shelf}"):
        for line in shelf.splitlines():
            name, page, _ = (part.strip() for part in line.split("|"))
            assert f"```{{shown}}\n:name: {name}\n" in said(path.parent / page), line


def test_every_page_is_reached_from_the_first() -> None:
    def below(path: Path) -> set[Path]:
        trees = blocks(said(path), "{toctree}")
        names = [n for tree in trees for n in tree.split() if re.fullmatch(r"[a-z/-]+", n)]
        under = [path.parent / f"{name}.md" for name in names]
        return {path, *(page for each in under for page in below(each))}

    assert below(DOCS / "index.md") == set(PAGES)


def test_no_page_needs_the_network_to_be_read() -> None:
    for path in (DOCS / "_static").iterdir():
        assert "http" not in path.read_text(encoding="utf-8")
    config = (DOCS / "conf.py").read_text(encoding="utf-8")
    assert "http" not in config
    assert "intersphinx" not in config


def test_the_forms_for_issues_ask_for_something() -> None:
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    asked = {path.stem: yaml.safe_load(said(path)) for path in forms}
    assert asked.pop("config") == {"blank_issues_enabled": True}
    assert set(asked) == {"archive", "correction", "format", "question"}
    for form in asked.values():
        assert form["name"]
        assert form["description"]
        ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]
        assert len(ids) == len(set(ids)) > 1


def test_files_that_contributing_names_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:casekit|data|docs|tests|notebooks)/[\w./*-]*)`", text):
        assert list(ROOT.glob(name.rstrip("/"))), name


def test_what_is_to_be_copied_as_a_citation_says_what_the_citation_file_says() -> None:
    kept = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    (author,) = (person["name"] for person in kept["authors"])
    day, version = str(kept["date-released"]), kept["version"]
    (entry,) = blocks(said(ROOT / "README.md"), "bibtex")
    told = dict(re.findall(r"(\w+) += \{+([^{}]+)\}", entry))
    assert told == {"author": author, "title": kept["title"], "version": version,
                    "date": day, "year": day[:4]}  # fmt: skip
    for path in (ROOT / "README.md", ROOT / "docs" / "auf-deutsch.md"):
        text = said(path)
        assert f"{author} ({day[:4]}). *{kept['title']}*" in text
        assert f"(version {version})" in text.replace("Version", "version")


def test_the_citation_names_the_version_of_the_package() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["version"] == project["version"] == ck.__version__


def test_what_an_effect_leans_on_and_whose_archives_are_named_stands_in_the_references() -> None:
    listed = said(DOCS / "methods.md").partition("## References")[2].splitlines()
    for key, cited in ck.whatif.CITED.items():
        name, year = cited.partition(" ")[0].rstrip(","), key.rpartition("-")[2]
        if year.isdecimal():
            assert any(name in line and year in line for line in listed), cited
    asked = re.findall(r"(\w+), Gao and Wong (\d{4})|(\w+) et al\. (\d{4})",
                       said(DOCS / "archives.md"))  # fmt: skip
    assert len(asked) >= 4
    for found in asked:
        name, year = filter(None, found)
        assert any(name in line and year in line for line in listed), (name, year)
