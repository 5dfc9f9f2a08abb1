"""The bundled cases hold what the starting documents name; context and README hold what is there.

The starting documents are sources of kind seed. They round: 76,800 impressions are told as 76,000
people reached, 14,600 engagements as 14,000 reactions.
"""

from pathlib import Path

import pandas as pd
import pytest

import casekit as ck
from casekit import cases, schema
from casekit.errors import CatalogueError
from casekit.tell import folder

ROOT = Path(__file__).parent.parent
SLUGS = {
    "british-airways-2013",
    "o2-2011",
    "dell-hell-2005",
    "motrin-moms-2008",
    "telekom-hilft-2010",
    "united-guitars-2009",
    "nestle-kitkat-2010",
}


def seeds(case: cases.Case, row: pd.Series) -> list[str]:
    kinds = case.sources.loc[row["sources"].split(), "kind"]
    return kinds[kinds.eq("seed")].index.tolist()


@pytest.mark.parametrize(
    ("slug", "figure", "value", "qualifier", "metric"),
    [
        ("british-airways-2013", "impressions-final", 76_800, "nearly", "impressions"),
        ("british-airways-2013", "engagements-final", 14_600, "about", "engagements"),
        ("british-airways-2013", "spend", 1_000, "about", "cost"),
        ("motrin-moms-2008", "video-70000-seed", 70_000, "about", "views"),
        ("o2-2011", "reports-8000-nearly", 8_000, "nearly", "complaints"),
    ],
)
def test_figures_of_the_starting_documents(
    slug: str, figure: str, value: float, qualifier: str, metric: str
) -> None:
    case = ck.load.case(slug)
    row = case.figures.loc[figure]
    assert (row["value"], row["qualifier"], row["metric"]) == (value, qualifier, metric)
    assert seeds(case, row)


def test_dell_the_share_price_claim_and_what_refutes_it() -> None:
    case = ck.load.case("dell-hell-2005")
    about = case.conflicts["about"].eq("Whether the complaints moved the share price")
    sides = case.conflicts[about]
    assert case.sources.loc[sides["source"], "kind"].eq("seed").any()
    assert len(sides) > 2
    drawn = case.figures.loc[sides["figures"].iloc[0].split()]
    # Down 45 percent in a year, says the claim; a month after the first post the price was up.
    assert drawn.loc["stock-year-fall", "value"] == -45
    assert drawn.loc["stock-2005-07-21", "value"] > drawn.loc["stock-2005-06-21", "value"]
    assert drawn["sources"].str.split().map(len).gt(0).all()


def test_telekom_the_quick_humorous_answer() -> None:
    case, german = (ck.load.case("telekom-hilft-2010", lang=lang) for lang in ("en", "de"))
    answer = case.events.loc["seed-answer"]
    assert (answer["actor"], answer["phase"]) == ("organisation", "response")
    assert "humour" in answer["what"]
    assert german.events.loc["seed-answer", "label"] == "Schnelle, humorvolle Antwort"
    assert seeds(case, answer)


def test_the_catalogue_is_the_same_through_every_door() -> None:
    table = ck.load.cases(lang="de")
    pd.testing.assert_frame_equal(table, cases.catalogue(lang="de"))
    assert set(table.index) >= SLUGS
    assert (table["documented"] > table["derived"]).all()


def test_everything_that_comes_along_is_clean() -> None:
    found = [str(problem) for path in cases.bundled() for problem in cases.check(path)]
    assert found == []


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_context_is_figures_with_their_surveys(lang: str) -> None:
    table = ck.load.context(lang=lang)
    schema.check(table, schema.FIGURES)
    assert len(table) == 9
    assert table["cited"].str.len().gt(10).all()
    strategy = table.loc["strategy-large-companies"]
    assert (strategy["value"], strategy["unit"]) == (
        39.8, {"en": "percent", "de": "Prozent"}[lang],
    )  # fmt: skip
    assert "taz" in strategy["cited"]
    assert pd.isna(strategy["as_of"])
    # A month that is stated alone has the bounds of that month in the zone of the surveys.
    refuse = table.loc["refuse-2011"]
    assert refuse["earliest"] == pd.Timestamp("2011-09-01", tz="Europe/Berlin")
    assert refuse["latest"] == pd.Timestamp("2011-10-01", tz="Europe/Berlin")
    assert refuse["cited"].count(";") == 1


def test_the_context_knows_no_other_language() -> None:
    with pytest.raises(CatalogueError, match="no language 'fr'"):
        ck.load.context(lang="fr")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sources: [kress-2011]", "sources: [kres-2011]", "no source 'kres-2011'"),
        ("id: refuse-2011", "id: daily-twitter-2010", "figure 'daily-twitter-2010' is there twice"),
        ("value: 39.8", "value: viel", "not a number"),
        ("as_of: 2010", "as_of: 2010\n    earliest: 2011", "lies outside"),
        ("figures:", "figuers:", "unknown key 'figuers'"),
        ("zone: Europe/Berlin", "zone: Europe/Berlin\nevents: []", "unknown key 'events'"),
        ("de: Befragte}", "de: …}", "'label.de' is still empty"),
    ],
)
def test_the_context_keeps_the_rules_of_a_ledger(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    text = (ROOT / "data" / "context.yaml").read_text(encoding="utf-8")
    path = tmp_path / "context.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (found,) = [p for p in cases.check(path) if says in p.what]
    line = text[: text.index(old)].count("\n") + 1
    assert line <= found.line <= line + 1


def test_the_readme_of_the_data_is_that_of_the_catalogue() -> None:
    written = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert written == folder.readme(), "run `make catalogue`"
    for slug in cases.catalogue().index:
        assert f"(cases/{slug}/case.yaml)" in written
