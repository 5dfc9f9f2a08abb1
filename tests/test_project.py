"""The project's own files agree with each other, and the wheel carries what it needs."""

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

from casekit.cli.pages import lab

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = dict(
    line.split("==")
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)


def name_of(requirement: str) -> str:
    return re.split(r"[\s\[<>=!~;]", requirement)[0].lower().replace("_", "-")


def wanted() -> set[str]:
    project = PROJECT["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    groups += PROJECT["dependency-groups"].values()
    return {name_of(requirement) for group in groups for requirement in group}


def test_every_dependency_is_pinned_by_name_and_version_alone() -> None:
    assert wanted() <= set(PINS)
    assert all(re.fullmatch(r"[0-9][0-9a-z.+!]*", version) for version in PINS.values())
    assert list(PINS) == sorted(PINS)


def test_every_installed_distribution_that_we_need_is_pinned() -> None:
    from importlib import metadata

    seen: set[str] = set()
    todo = [name for name in wanted() if name not in ("pip",)]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # of the extra `scale`, or of another platform
        todo += [name_of(text) for text in requires if ";" not in text]
    assert seen <= set(PINS), f"not pinned: {sorted(seen - set(PINS))}"


def test_the_conda_environment_holds_python_and_casekit_and_no_list_of_its_own() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    names = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    assert names == [f"python{PROJECT['project']['requires-python']}", "pip"]
    (pip,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert pip == ["--constraint constraints.txt", "--editable ."]


def test_everything_that_is_imported_is_a_stated_dependency() -> None:
    optional = PROJECT["project"]["optional-dependencies"].values()
    texts = [*PROJECT["project"]["dependencies"], *(text for extra in optional for text in extra)]
    stated = {name_of(text).replace("-", "_") for text in texts}
    modules = {"pyyaml": "yaml", "python_docx": "docx", "python_pptx": "pptx"}
    known = {modules.get(name, name) for name in stated}
    found = set()
    for path in (ROOT / "casekit").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"^\s*(?:import|from) ([a-z_0-9]+)", text, re.MULTILINE))
    strange = {n for n in found if n not in sys.stdlib_module_names} - known - {"casekit"}
    assert not strange


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebooks_hold_prose_and_short_cells_and_no_outputs(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for cell in code:
        source = "".join(cell["source"])
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        assert len(source.splitlines()) <= 12, source
        assert not re.search(r"^\s*(def|class) ", source, re.MULTILINE)
        assert not re.search(r"[\"'](?:\.{0,2}/|~|[A-Z]:\\)", source), "a path"
    assert sum("parameters" in cell["metadata"].get("tags", []) for cell in code) == 1
    assert "".join(cells[0]["source"]).startswith("# ")


def test_every_cell_of_prose_is_said_in_german() -> None:
    from casekit import language

    german = language.catalogue(ROOT / "notebooks" / "de.po", "de")
    prose = {
        "".join(cell["source"]).strip()
        for path in (ROOT / "notebooks").glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    }
    assert prose == set(german)


def test_the_terminal_of_the_lab_knows_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, dict[str, str]] = {}

    def call(_command: list[str], *, env: dict[str, str]) -> int:
        told["env"] = env
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    with pytest.raises(SystemExit) as ended:
        lab()
    assert ended.value.code == 0
    assert told["env"]["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)


def test_no_module_is_over_400_lines() -> None:
    long = {
        path.name: lines
        for path in (ROOT / "casekit").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


@pytest.mark.slow
def test_the_wheel_installs_into_an_empty_environment_and_opens_a_case(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "casekit/_share/data/cases/british-airways-2013/case.yaml" in names
    assert any(name.startswith("casekit/_share/notebooks/") for name in names)
    home = tmp_path / "empty"
    venv.create(home, with_pip=True)
    python = next(p for p in (home / "bin/python", home / "Scripts/python.exe") if p.exists())
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([python, *install], check=True, capture_output=True)
    borrowed = [p for p in sys.path if p.endswith("site-packages")]
    code = (
        f"import sys; sys.path += {borrowed!r}\n"
        "import casekit as ck\n"
        "case = ck.load.case('british-airways-2013', lang='de')\n"
        "assert '_share' in str(case.path), case.path\n"
        "posts = ck.load.posts(ck.load.sample('customer-care.csv'))\n"
        "print(case.organisation.name, len(posts) > 0, ck.theme.font_files()[0].exists())"
    )
    run = subprocess.run(
        [python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.stdout.strip() == "British Airways True True", run.stderr
