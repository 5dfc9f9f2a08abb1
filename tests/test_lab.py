"""JupyterLab itself, in a real browser: a person opens it, runs a notebook and uses it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
STARTED, RUN = 180, 300  # seconds that a slow machine may take
SETTINGS = {
    "apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false", "checkForUpdates": False,
    },
    "notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
}  # fmt: skip
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab of its own, on copies of two notebooks."""
    home = tmp_path_factory.mktemp("lab")
    folder = home / "notebooks"
    folder.mkdir()
    for name in ("00-start-here", "20-british-airways-2013"):
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    places = {name: str(home / name) for name in names}
    for plugin, settings in SETTINGS.items():
        file = home / "JUPYTER_CONFIG_DIR" / "lab" / "user-settings" / "@jupyterlab" / plugin
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(settings), encoding="utf-8")
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
             f"--port={port}", "--IdentityProvider.token=told", str(folder)],
            env={**os.environ, **places}, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            deadline = time.monotonic() + STARTED
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token=told", timeout=2)
                    break
                except OSError:
                    assert server.poll() is None, (home / "log").read_text(encoding="utf-8")
                    assert time.monotonic() < deadline, (home / "log").read_text(encoding="utf-8")
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token=told&reset"
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="module")
def opened(lab: str, chromium: Any) -> Iterator[Callable[[str], Any]]:
    """Open a notebook in the lab."""
    context = chromium.new_context(viewport={"width": 1500, "height": 1000}, accept_downloads=True)

    def open_notebook(name: str) -> Any:
        page = context.new_page()
        page.goto(lab.format(name))
        page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=STARTED * 1000)
        page.wait_for_selector("text=Python 3 (ipykernel) | Idle", timeout=STARTED * 1000)
        return page

    yield open_notebook
    context.close()


def run(page: Any) -> None:
    """Run all cells as a person does, and wait until the last one has a new number."""
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt")
    before = prompts.all_inner_texts()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    deadline = time.monotonic() + RUN
    while (now := prompts.all_inner_texts())[-1] in (before[-1], "[*]:") or "[*]:" in now:
        assert time.monotonic() < deadline, now
        page.wait_for_timeout(250)
    errors = page.locator("[data-mime-type='application/vnd.jupyter.error']")
    assert errors.all_inner_texts() == []
    stderr = page.locator("[data-mime-type='application/vnd.jupyter.stderr']")
    assert stderr.all_inner_texts() == []
    assert all(prompt.strip("[]:").isdigit() for prompt in now), now


def test_the_first_notebook_runs_and_turns_german_by_one_line(opened: Callable[[str], Any]) -> None:
    page = opened("00-start-here.ipynb")
    run(page)
    assert "August 2013 – September 2013" in page.inner_text(".jp-Notebook")
    assert page.locator(".jp-RenderedImage img").count() == 2
    told = page.locator(".jp-CodeCell .cm-content", has_text='lang = "en"')
    told.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text('lang = "de"')
    run(page)
    words = page.inner_text(".jp-Notebook")
    assert "British Airways und der bezahlte Beschwerde-Tweet" in words


def test_a_point_says_what_it_is_and_the_picture_can_be_kept(
    opened: Callable[[str], Any], tmp_path: Path
) -> None:
    page = opened("20-british-airways-2013.ipynb")
    run(page)
    picture = page.locator(".js-plotly-plot").first
    picture.scroll_into_view_if_needed()
    marks = picture.locator(".scatterlayer .points path")
    said = ""
    for number in range(marks.count()):
        marks.nth(number).hover(force=True)
        page.wait_for_timeout(200)
        said = " ".join(picture.locator(".hoverlayer text").all_text_contents())
        if said:
            break
    assert "documented" in said
    picture.hover()
    with page.expect_download() as kept:
        picture.locator(".modebar-btn[data-title*='png' i]").click()
    kept.value.save_as(tmp_path / "kept.png")
    assert (tmp_path / "kept.png").read_bytes().startswith(b"\x89PNG")
    page.screenshot(path=tmp_path / "seen.png")
