"""What comes with each case: made anew, byte for byte, and held to every figure."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import casekit as ck
from casekit import cases, schema
from casekit.cases import crowds
from casekit.cli import app
from casekit.errors import CatalogueError
from casekit.reconstruct import bundle

SLUGS = sorted(path.parent.name for path in cases.folder().glob("*/case.yaml"))
every_case = pytest.mark.parametrize("slug", SLUGS)


def folder(slug: str) -> Path:
    return cases.folder() / slug / crowds.FOLDER


@pytest.mark.slow
@every_case
def test_what_comes_along_is_what_the_command_writes(slug: str, tmp_path: Path) -> None:
    case = ck.load.case(slug)
    ensembles = bundle.drawn(case)
    written = bundle.write(case, tmp_path, ensembles)
    assert sorted(path.name for path in written) == sorted(
        path.name for path in folder(slug).iterdir()
    )
    for path in written:
        assert path.read_bytes() == (folder(slug) / path.name).read_bytes(), path.name
    table = bundle.figures(ensembles)
    unmet = table[table["met"] < 1]
    assert unmet["conflicts_with"].ne("").all(), unmet
    for name in ensembles:
        assert set(table.loc[name].index) == set(case.checkpoints(name).index)


@every_case
def test_curves_rise_and_reach_over_all_figures(slug: str) -> None:
    case = ck.load.case(slug)
    for name in bundle.all_series(case):
        table = pd.read_csv(folder(slug) / f"{name}.csv", index_col="at", parse_dates=["at"])
        assert table.shape[1] == 200
        assert table.index.is_monotonic_increasing
        assert table.index.is_unique
        assert (np.diff(table.to_numpy(), axis=0) >= 0).all()
        assert table.index[-1] >= case.checkpoints(name)["as_of"].max().floor("s")


@every_case
def test_the_posts_of_a_case_are_its_crowd(slug: str) -> None:
    case = ck.load.case(slug)
    posts = ck.load.posts(case)
    schema.check(posts, schema.POSTS)
    assert set(posts["evidence"]) == {"reconstructed"}
    assert 500 <= len(posts) <= 2_010
    name = crowds.series(case)
    grown = pd.read_csv(folder(slug) / f"{name}.csv", index_col="at", parse_dates=["at"])["0"]
    seen = grown[: posts["at"].iloc[-1]]
    ours = posts.set_index("at")["brings"].cumsum()
    known = np.searchsorted(ours.index.as_unit("us").asi8, seen.index.as_unit("us").asi8, "right")
    total = np.concatenate([[0.0], ours.to_numpy(dtype="float64")])[known]
    most = posts["brings"].max()  # a post comes when its last act does; four digits are written
    assert (total <= seen.to_numpy() * 1.001 + 1).all()
    assert (total >= seen.to_numpy() * 0.999 - most - 1).all()
    assert ck.load.posts(ck.load.case(slug, lang="de"))["lang"].eq("de").all()


def test_all_of_it_is_small() -> None:
    sizes = [path.stat().st_size for slug in SLUGS for path in folder(slug).iterdir()]
    assert sum(sizes) < 4_000_000


def test_the_command_says_how_each_figure_is_met(tmp_path: Path) -> None:
    asked = ["reconstruct", "british-airways-2013", "--series", "mashable-story", "--draws", "8"]
    run = CliRunner().invoke(app, [*asked, "--out", str(tmp_path / "new"), "--json"])
    assert run.exit_code == 0, run.output
    rows = json.loads(run.stdout)
    assert [row["figure"] for row in rows] == [
        "mashable-shares-early", "mashable-shares-two-networks"
    ]  # fmt: skip
    assert {"series", "value", "low", "median", "high", "met", "conflicts_with"} <= set(rows[0])
    assert all(row["low"] <= row["median"] <= row["high"] for row in rows)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "crowd.csv", "mashable-story.csv"
    ]  # fmt: skip
    curves = pd.read_csv(tmp_path / "new" / "mashable-story.csv")
    assert curves.columns.tolist() == ["at", *map(str, range(8))]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CatalogueError, match="cannot be made"):
        bundle.write(ck.load.case("o2-2011"), tmp_path / "file" / "in", {})


def test_an_unknown_series_is_told() -> None:
    with pytest.raises(CatalogueError, match="did you mean 'site-reports'"):
        bundle.drawn(ck.load.case("o2-2011"), ["site-report"])
