"""Fixtures that every test may use."""

import os
from pathlib import Path

import matplotlib as mpl
import pytest
from hypothesis import settings

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
