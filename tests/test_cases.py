"""A ledger told: texts in one language, times in UTC with bounds, figures as checkpoints."""

import datetime as dt
import os
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import cases, clock, schema
from casekit.cases.checkpoints import interval
from casekit.cases.moments import span, stated
from casekit.errors import CatalogueError, ClockError, LedgerError

FERRIES = Path(__file__).parent / "ledgers" / "harbour-ferries-2012"
LONDON = "Europe/London"


@pytest.fixture(scope="module")
def case() -> cases.Case:
    return cases.load(FERRIES)


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def test_facts_of_a_case(case: cases.Case) -> None:
    assert (case.slug, case.lang, case.zone) == ("harbour-ferries-2012", "en", LONDON)
    assert case.summary.startswith("A ferry left a school class on the quay. A passenger's")
    assert case.accounts == ("HarbourFerries", "hf_help")
    assert (case.start, case.end) == (utc("2012-06-03 23:00"), utc("2012-06-08 23:00"))
    assert case.hours == clock.Hours(LONDON, opens="08:00", closes="18:00", source="echo-2012")
    assert case.hours_note == "summer timetable"
    assert (case.trigger, case.answer) == ("picture-posted", "first-reply")
    assert case.queries.accounts == ("HarbourFerries",)
    assert case.queries.end == utc("2012-06-09 23:00")
    assert [(who.name, who.account, who.why) for who in case.public] == [
        (None, "HarbourFerries", "the company")
    ]
    assert case.questions[0].ask == "Who was awake?"
    assert case.open_questions == ("When did the reply come?",)


@pytest.mark.parametrize("name", ["events", "figures", "links", "sources", "conflicts", "lessons"])
@pytest.mark.parametrize("lang", ["en", "de"])
def test_frames_keep_the_schema(name: str, lang: str) -> None:
    table = getattr(cases.load(FERRIES, lang=lang), name)
    schema.check(table, getattr(schema, name.upper()))
    assert len(table)


def test_every_text_is_in_the_language_asked_for() -> None:
    case = cases.load(FERRIES, lang="de")
    assert case.title == "Eine Fähre, die nicht wartete"
    assert case.events.loc["night-desk", "label"] == "Nachtdienst"
    assert case.figures.loc["wait-10h", "unit"] == "Stunden"
    assert case.links["note"].tolist()[-1] == "der Bericht nennt die vielen"
    assert case.conflicts["about"].unique().tolist() == ["die Wartezeit"]
    assert case.lessons["text"].tolist() == ["Jemand muss wach sein."]
    assert (case.questions[0].answer, case.public[0].why) == ("Niemand.", "das Unternehmen")
    assert case.sources.loc["survey-2013", "label"] == "Fähr-Umfrage"


def test_times_of_events(case: cases.Case) -> None:
    times = case.events[["at", "earliest", "latest"]]
    assert times.loc["picture-posted"].tolist() == [
        utc("2012-06-04 20:40"), utc("2012-06-04 20:40"), utc("2012-06-04 20:41"),
    ]  # fmt: skip
    # From ten in the evening to midnight, so eleven is the best estimate of that day.
    assert times.loc["crowd-passes-it-on"].tolist() == [
        utc("2012-06-04 22:00"), utc("2012-06-04 21:00"), utc("2012-06-04 23:00"),
    ]  # fmt: skip
    assert times.loc["first-reply", "earliest"] == utc("2012-06-05 07:00")
    assert pd.isna(times.loc["first-reply", "latest"])
    assert times.loc["echo-report", "at"] == utc("2012-06-06 11:00")
    assert times.loc["night-desk", "latest"] == utc("2014-01-01")


def test_figures_carry_durations_and_unknown_times(case: cases.Case) -> None:
    wait = case.figures.loc["wait-10h"]
    assert wait["span"] == pd.Timedelta(hours=10, minutes=30)
    assert wait[["as_of", "earliest", "latest", "precision"]].isna().all()
    assert pd.isna(case.figures.loc["reposts-week", "span"])


def test_conflicts_name_their_figures(case: cases.Case) -> None:
    assert case.conflicts["figures"].tolist() == ["wait-10h", "wait-10h"]
    assert case.conflicts.index.tolist() == [0, 0]


def test_checkpoints_are_dated_and_oldest_first(case: cases.Case) -> None:
    table = case.checkpoints("picture")
    assert table.index.tolist() == ["reposts-night", "reposts-early", "reposts-week"]
    assert table.loc["reposts-week", ["low", "high"]].tolist() == [12_300, 12_400]
    assert table.loc["reposts-week", "as_of"] == utc("2012-06-09 11:00")
    pd.testing.assert_frame_equal(case.checkpoints("reposts"), table)
    assert case.checkpoints("response-delay").empty
    with pytest.raises(CatalogueError, match="did you mean 'reposts'"):
        case.checkpoints("repost")


def test_sources_have_one_number_everywhere(case: cases.Case) -> None:
    assert case.source_number("survey-2013") == 3
    expected = [(1, "Harbour Echo"), (3, "Ferry Survey")]
    assert case.cite("survey-2013 echo-2012 survey-2013") == expected
    assert case.cite(["survey-2013", "echo-2012"]) == expected
    with pytest.raises(CatalogueError, match="did you mean 'echo-2012'"):
        case.source_number("echo-2013")


@pytest.mark.parametrize(("lang", "count"), [("en", "3 sources"), ("de", "3 Quellen")])
def test_a_notebook_shows_a_case_without_running_it(lang: str, count: str) -> None:
    shown = cases.load(FERRIES, lang=lang)._repr_html_()
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(shown)
    assert "Harbour Ferries &lt;Ltd&gt;" in shown
    assert count in shown
    assert tags == ["div", "strong", "br", "br", "p"]


def test_a_case_is_found_by_slug_file_and_folder() -> None:
    by_file, by_folder = cases.load(str(FERRIES / "case.yaml")), cases.load(str(FERRIES))
    assert by_file.slug == by_folder.slug
    assert by_file.path == FERRIES / "case.yaml"


@pytest.mark.parametrize("name", ["british-airway-2013", "Z", "", "../nowhere", "nowhere.yaml"])
def test_an_unknown_case_is_told_from_those_there_are(name: str) -> None:
    with pytest.raises(CatalogueError, match="no case") as raised:
        cases.load(name)
    listed = [path.parent.name for path in cases.folder().glob("*/case.yaml")]
    assert all(slug in str(raised.value) for slug in listed)
    with pytest.raises(CatalogueError, match="no case"):
        cases.check(name)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(CatalogueError, match="no language 'fr'"):
        cases.load(FERRIES, lang="fr")


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(LedgerError, match=r"picture.png:1: error: byte 0x89 is not UTF-8"):
        cases.load(file)


def test_the_catalogue_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "folder", lambda: FERRIES.parent)
    table = cases.catalogue(lang="de")
    assert table.index.tolist() == ["harbour-ferries-2012"]
    row = table.loc["harbour-ferries-2012"]
    assert row["title"] == "Eine Fähre, die nicht wartete"
    assert row[["events", "figures", "sources", "links", "documented", "derived"]].tolist() == [
        5, 4, 3, 3, 11, 1,
    ]  # fmt: skip
    with pytest.raises(CatalogueError, match="did you mean 'harbour-ferries-2012'"):
        cases.load("harbour-fairies-2012")


def test_an_empty_catalogue_has_its_columns(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cases, "folder", lambda: tmp_path)
    assert cases.catalogue().empty
    assert "documented" in cases.catalogue().columns


@pytest.mark.parametrize(
    ("value", "qualifier", "low", "high"),
    [
        # Design: nearly 100,000 = 90,000..100,000; one digit shown = full step.
        (100_000, "nearly", 90_000, 100_000),
        (8_000, "nearly", 7_000, 8_000),
        (25_000, "over", 25_000, 26_000),
        (50_000, "over", 50_000, 60_000),
        (76_800, "about", 76_750, 76_850),
        (7_691, "exact", 7_691, 7_691),
        (1_000, "over", 1_000, 2_000),
        (1_000, "about", 950, 1_500),
        (3.5, "about", 3.45, 3.55),
        (300, "under", 200, 300),
        (-7, "over", -8, -7),
    ],
)
def test_a_figure_leaves_open_what_its_digits_do_not_say(
    value: float, qualifier: str, low: float, high: float
) -> None:
    assert interval(value, qualifier) == (low, high)


@settings(deadline=None)
@given(st.integers(0, 10**12), st.sampled_from(schema.QUALIFIERS))
def test_an_interval_holds_its_figure_and_stays_on_its_side(value: int, qualifier: str) -> None:
    low, high = interval(value, qualifier)
    assert low <= value <= high
    assert (high == value) == (qualifier in ("exact", "nearly", "under"))
    assert (low == value) == (qualifier in ("exact", "over"))


@settings(deadline=None)
@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2037, 12, 30)),
    st.sampled_from([LONDON, "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "UTC"]),
)
def test_a_day_is_a_day_wherever_the_clocks_change(day: dt.date, tz: str) -> None:
    time = stated(day.isoformat())
    local = time.middle(tz).tz_convert(tz)
    if day != dt.date(2011, 12, 30):  # a day that Samoa did not have
        assert (local.date(), local.hour) == (day, 12)
    assert time.first(tz) <= time.middle(tz) <= time.last(tz)
    whole = span(time, precision="day", tz=tz)
    if day != dt.date(2011, 12, 30):
        assert (whole.earliest, whole.latest) == (time.first(tz), time.last(tz))
    assert time.last(tz) == stated((day + dt.timedelta(days=1)).isoformat()).first(tz)


@pytest.mark.parametrize(
    ("at", "bounds", "best"),
    [
        ("2012-06-05", {}, "2012-06-05 11:00"),
        ("2012-06", {}, "2012-06-15 23:00"),
        ("2012-06-05", {"latest": "2012-06-05T10:00+01:00"}, "2012-06-05 04:00"),
        ("2012-06-05", {"earliest": "2012-06-01", "latest": "2012-06-30"}, "2012-06-05 11:00"),
        ("2012-06", {"earliest": "2012-06-20"}, "2012-06-25 11:00"),
        ("2012-06-05T15:00+02:00", {"earliest": "2012-06-05"}, "2012-06-05 13:00"),
    ],
)
def test_the_best_estimate_is_the_middle_of_what_is_left(
    at: str, bounds: dict[str, str], best: str
) -> None:
    sides = {name: stated(value) for name, value in bounds.items()}
    assert span(stated(at), **sides, tz=LONDON).at == utc(best)


@pytest.mark.parametrize(
    "value",
    ["2013-9-3", "3.9.2013", "2013-13", "25:00", "", "2013-09-03T10", "2013-09-03T10:00 BST",
     "2013-09-03T25:00+01:00", "9999", "0000-01-01T00:00Z", 20130903, 2013.5, True, None],
)  # fmt: skip
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(ClockError):
        stated(value)


def test_paths_may_be_path_objects() -> None:
    class Here(os.PathLike[str]):
        def __fspath__(self) -> str:
            return str(FERRIES)

    assert cases.load(Here()).slug == "harbour-ferries-2012"
