"""The table of held bands that comes along, made anew from the archives."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from casekit import archives as reading
from casekit import load
from casekit.reconstruct.validation import taken

OURS = [
    "n", "cascades", "exams", "nominal", "covered", "mean_width_log10", "interval_score",
    "hull_width_log10", "covered_bursts", "bursts", "covered_50", "covered_95",
]  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "count"),
    [("twitter16-trees", 764), ("weibo-ced", 228), ("casflow-weibo-sample", 13),
     ("seismic-tweet", 1)],
)  # fmt: skip
def test_as_many_cascades_can_serve_as_the_research_says(
    archives: Path, folder: str, count: int
) -> None:
    assert len(taken(reading.read(archives / folder))) == count
    bundled = load.reconstruction().loc[(folder, 4, "between"), "cascades"]
    assert count - 1 <= bundled <= count  # in one of Weibo nothing comes between two figures


def test_bands_hold_as_the_table_says(archives: Path) -> None:
    """The model's own columns do not depend on which other archives are judged beside."""
    made = subprocess.run(
        [sys.executable, "-m", "casekit", "validate", "--reconstruction", "--archive",
         archives / "casflow-weibo-sample", "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    rows = json.loads(made.stdout)
    table = load.reconstruction()
    assert [row["part"] for row in rows] == ["before", "between", "after"]
    for row in rows:
        bundled = table.loc[(row["source"], row["checkpoints"], row["part"])]
        for name in OURS:
            found = float("nan") if row[name] is None else row[name]
            assert found == pytest.approx(bundled[name], abs=2e-4, nan_ok=True), name


def test_the_goal_is_reached_on_the_archives() -> None:
    """What the plan asks of the 90 % band with four figures, as far as it is reached."""
    four = load.reconstruction().xs(4, level="checkpoints")
    between, after = (four.xs(part, level="part") for part in ("between", "after"))
    many = between[between["cascades"] > 1]  # the fourth is one tweet
    assert (between["mean_width_log10"] <= between["hull_width_log10"] / 2).all()
    assert (between["mean_width_log10"] <= 0.21).all()
    assert many["covered"].between(0.85, 0.95).all()
    assert (many["covered_bursts"] >= 0.82).all()
    assert (many["interval_score"] <= 0.82 * many["line_interval_score"]).all()
    assert (between["interval_score"] < between["scaled_interval_score"]).all()
    assert after["covered"].between(0.85, 0.98).all()
    assert (after["interval_score"] <= 0.18).all()
