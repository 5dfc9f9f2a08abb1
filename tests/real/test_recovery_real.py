"""The table of recovered parents that comes along, made anew from the archives."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from casekit import load


def test_hidden_parents_of_replies_are_found_as_the_table_says(archives: Path) -> None:
    event = archives / "pheme-rumoureval17" / "germanwings-crash.tar.xz"
    made = subprocess.run(
        [sys.executable, "-m", "casekit", "validate", "--rules", "--archive", event, "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    table = load.recovery().loc["germanwings-crash"]
    for row in json.loads(made.stdout):
        for name, value in table.loc[row["rule"]].items():
            assert row[name] == (pytest.approx(value) if isinstance(value, float) else value)
