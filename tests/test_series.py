"""The block of a ledger that says which figures may stand on one curve."""

from pathlib import Path

import pandas as pd
import pytest

from casekit import cases, reconstruct, schema
from casekit.errors import CatalogueError

SOUND = Path(__file__).parent / "ledgers" / "harbour-ferries-2012" / "case.yaml"
BUNDLED = sorted(path.parent.name for path in cases.folder().glob("*/case.yaml"))


def test_a_series_takes_the_bounds_of_its_origin() -> None:
    series = cases.load(SOUND).series
    schema.check(series, schema.SERIES)
    row = series.loc["picture"]
    assert row["origin"] == "picture-posted"
    assert row["earliest"] == pd.Timestamp("2012-06-04T20:40Z")
    assert row["latest"] == pd.Timestamp("2012-06-04T20:41Z")
    assert (row["shocks"], row["crowd"]) == ("echo-report", "one repost")


def test_stated_bounds_go_before_those_of_the_event(tmp_path: Path) -> None:
    text = SOUND.read_text(encoding="utf-8").replace(
        "    origin: picture-posted\n",
        "    origin: picture-posted\n    earliest: 2012-06-04T20:00+01:00\n"
        "    latest: 2012-06-04\n",
    )
    folder = tmp_path / "harbour-ferries-2012"
    folder.mkdir()
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    row = cases.load(folder, lang="de").series.loc["picture"]
    assert row["earliest"] == pd.Timestamp("2012-06-04T19:00Z")
    assert row["latest"] == pd.Timestamp("2012-06-04T23:00Z")
    assert row["crowd"] == "eine Weiterleitung"


def test_the_line_that_the_cure_gives_for_a_series_is_enough(tmp_path: Path) -> None:
    text = SOUND.read_text(encoding="utf-8")
    start, end = text.index("series:\n  - id"), text.index("links:\n")
    folder = tmp_path / "harbour-ferries-2012"
    folder.mkdir()
    (folder / "case.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(CatalogueError, match="no described series 'picture'") as caught:
        reconstruct.documented(cases.load(folder), "picture", draws=5)
    line = str(caught.value).partition("such as\n")[2].splitlines()[0]
    added = f"{text[:start]}series:\n{line}\n{text[end:]}"
    (folder / "case.yaml").write_text(added, encoding="utf-8")
    assert not [one for one in cases.check(folder) if one.level == "error"]
    assert reconstruct.documented(cases.load(folder), "picture", draws=5).draws.shape[1] == 5


@pytest.mark.parametrize("slug", BUNDLED)
def test_bundled_ledgers_describe_each_series(slug: str) -> None:
    case = cases.load(slug)
    assert set(case.series.index) == set(case.figures["series"].dropna())
    adds = case.series[case.series["cumulative"]]
    assert bool((adds["earliest"] <= adds["latest"]).all())
    for name, row in adds.iterrows():
        points = case.checkpoints(str(name))
        assert len(points) >= 2
        assert row["earliest"] < points["latest"].min()
        for shock in str(row["shocks"]).split() if isinstance(row["shocks"], str) else []:
            assert case.events.loc[shock, "at"] >= row["earliest"]


def test_shares_and_old_accounts_do_not_add_up() -> None:
    flat = {
        (slug, str(name))
        for slug in BUNDLED
        for name, row in cases.load(slug).series.iterrows()
        if not row["cumulative"]
    }
    assert flat == {
        ("british-airways-2013", "airline-followers"), ("motrin-moms-2008", "share-of-mentions"),
        ("nestle-kitkat-2010", "page-fans"),
    }  # fmt: skip
