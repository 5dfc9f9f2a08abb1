"""Fixtures that every test may use."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more than one a worker but wait for each other
mpl.use("agg")
settings.register_profile("casekit", deadline=None)  # time is measured in benchmarks/
settings.load_profile("casekit")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def archives() -> Path:
    """The folder of real archives; tests that need it skip where there is none."""
    folder = Path(os.environ.get("CASEKIT_ARCHIVES", ROOT.parent / "shared" / "archives"))
    if not folder.is_dir():
        pytest.skip(f"no real archives at {folder}; set CASEKIT_ARCHIVES to their folder")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Headless Chromium that asks nothing of the network; skips where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CASEKIT_NEEDS_BROWSER"):
            pytest.fail("no chromium, and CASEKIT_NEEDS_BROWSER is set")
        pytest.skip("no chromium on this machine: apt install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=[
            "--no-sandbox", "--disable-background-networking", "--no-first-run",
            "--enable-unsafe-swiftshader",
        ])  # fmt: skip
        yield browser
        browser.close()
