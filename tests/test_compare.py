"""Cases side by side: their clock, their table, their levels, and the rules of `scale`."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import cases, compare, load, tell
from casekit.compare.moments import since
from casekit.errors import CatalogueError
from tests.bakery import bakery

HOUR = pd.Timedelta(hours=1)
DAY = pd.Timedelta(days=1)
SLUGS = (
    "british-airways-2013", "dell-hell-2005", "motrin-moms-2008", "nestle-kitkat-2010",
    "o2-2011", "telekom-hilft-2010", "united-guitars-2009",
)  # fmt: skip


@pytest.fixture(scope="module")
def all_cases():
    return [load.case(slug) for slug in SLUGS]


@pytest.fixture(scope="module")
def found(all_cases):
    return compare.clock(all_cases)


def shop(*numbers, **changes):
    """Give the bakery with figures of its own: value, qualifier, as_of, earliest, latest."""
    figures = bakery().figures.iloc[[0] * len(numbers)].copy()
    figures.index = pd.Index([f"n{n}" for n in range(len(numbers))], name="figure")
    for n, (value, qualifier, *times) in enumerate(numbers):
        figures.loc[f"n{n}", ["value", "qualifier"]] = [value, qualifier]
        for side, text in zip(("as_of", "earliest", "latest"), times, strict=True):
            figures.loc[f"n{n}", side] = pd.Timestamp(f"2020-06-02 {text}", tz="UTC")
    return bakery(figures=figures, **changes)


RISING = (
    (100, "exact", "10:00", "10:00", "10:01"), (400, "exact", "12:00", "11:30", "12:30"),
    (1000, "exact", "20:00", "19:00", "21:00"),
)  # fmt: skip


def test_a_course_is_the_share_of_the_last_figure():
    course = compare.course(shop(*RISING))
    assert course["share"].tolist() == [0.1, 0.4, 1.0]
    assert course["on_curve"].all()
    assert compare.course(bakery()).empty  # two figures are no course


def test_half_lies_between_what_is_certainly_below_and_certainly_not():
    case = shop(*RISING)
    low, high = compare.half(compare.course(case), compare.moment(case, "trigger"))
    assert low == 1.5 * HOUR  # from ten, the latest trigger, to half past eleven
    assert high == 13 * HOUR  # from eight, the earliest trigger, to nine in the evening
    assert compare.passed(compare.course(case), compare.moment(case, "answer")) == (0.4, 1.0)


def test_the_narrower_time_wins_and_a_falling_figure_is_a_rival():
    again = (400, "about", "12:10", "09:00", "18:00")
    falls = (300, "exact", "19:30", "19:00", "20:00")
    course = compare.course(shop(*RISING, again, falls), "roll")
    assert course.index[~course["on_curve"]].tolist() == ["n3", "n4"]
    assert course["share"].max() == 1.0


def test_rivals_are_those_that_the_ledger_names(found):
    rivals = found[found["mark"] == "rival"].set_index("id")
    assert "impressions-73k" in rivals.index
    assert "ad-views" not in found["id"].to_numpy()  # views of another video
    line = found[found["mark"] == "figure"]
    for _, course in line.groupby("case"):
        assert course["after"].is_monotonic_increasing
        assert course["share"].iloc[-1] == 1
        assert (course["share_low"] <= course["share"] + 1e-9).all()
        assert (course["share_high"] >= course["share"] - 1e-9).all()


def test_the_clock_of_the_seven(found):
    held = found.set_index("id")
    # PICTURES: over 25,000 of nearly 76,800 impressions after about six hours
    assert held.loc["impressions-6h", "share"] == pytest.approx(25_000 / 76_800)
    assert held.loc["impressions-6h", "after"] == 6.05 * HOUR
    assert held.loc["views-final", "share"] == 1  # Nestlé's last figure of the first year
    assert "views-final-2011" not in held.index
    assert set(found.loc[found["mark"] == "figure", "case"]) == set(SLUGS) - {
        "dell-hell-2005", "telekom-hilft-2010"}  # fmt: skip
    assert set(found.loc[found["own"], "case"]) == {"telekom-hilft-2010"}
    assert set(found["evidence"]) == {"documented", "derived"}


@pytest.mark.parametrize("zero", ["press", "answer"])
def test_another_zero_moves_times_and_not_shares(all_cases, found, zero):
    moved = compare.clock(all_cases, zero=zero)
    pd.testing.assert_series_equal(moved["share"], found["share"])
    for slug in SLUGS:
        one, two = (t[t["case"] == slug] for t in (found, moved))
        shift = (one["after"].reset_index(drop=True) - two["after"].reset_index(drop=True)).unique()
        assert len(shift) == 1
    zeros = moved[moved["mark"] == zero]
    assert (zeros[["low", "after", "high"]] == pd.Timedelta(0)).all(axis=None)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-500, 500), min_size=3, max_size=3), st.lists(
    st.integers(-500, 500), min_size=3, max_size=3))  # fmt: skip
def test_what_came_after_by_best_estimates_never_comes_before_by_bounds(zero, row):
    start = pd.Timestamp("2020-01-01", tz="UTC")
    low, at, high = (start + pd.Timedelta(hours=h) for h in sorted(zero))
    times = [start + pd.Timedelta(hours=h) for h in sorted(row)]
    frame = pd.DataFrame([times], columns=["earliest", "at", "latest"], index=["x"])
    span = since(compare.courses.Moment("z", at, low, high), frame).iloc[0]
    assert span["low"] <= span["after"] <= span["high"]
    if span["after"] > pd.Timedelta(0):
        assert span["low"] >= pd.Timedelta(0)
    if span["after"] < pd.Timedelta(0):
        assert span["high"] <= pd.Timedelta(0)


def test_the_table_of_the_seven(all_cases):
    table = compare.table(all_cases)
    assert set(table["case"]) == set(SLUGS)
    held = {key: rows.iloc[0] for key, rows in table.groupby(["case", "measure"])}
    answer = held["dell-hell-2005", "answer"]
    assert (answer["low"], answer["wait"], answer["high"]) == (61 * DAY, 63 * DAY, 64 * DAY)
    assert answer["label"] == "Dell comments for the first time"
    # the documented average on Twitter
    assert held["telekom-hilft-2010", "stated"]["low"] == pd.Timedelta(minutes=20)
    passed = held["united-guitars-2009", "passed"]
    assert (passed["value_low"], round(passed["value_high"], 3)) == (0.0, 0.015)
    assert table["evidence"].isin(["documented", "derived"]).all()
    assert table.loc[table["measure"] != "passed", "sources"].notna().all()


def test_an_unanswered_case_has_its_row():
    table = compare.table([bakery(answer=None)]).set_index("measure")
    assert not table.loc["answer", "answered"]
    assert pd.isna(table.loc["answer", "wait"])
    assert "never answered" in tell.compare(table.reset_index()).text


def test_what_cannot_be_compared():
    with pytest.raises(CatalogueError, match="no zero 'start'"):
        compare.clock([bakery()], zero="start")
    with pytest.raises(CatalogueError, match="bakery-2020 has no answer"):
        compare.clock([bakery(answer=None)], zero="answer")
    with pytest.raises(CatalogueError, match="there is no case"):
        compare.clock([])
    with pytest.raises(CatalogueError, match="no case 'cafe' among them"):
        compare.clock([bakery()], series={"cafe": "roll"})
    with pytest.raises(CatalogueError, match="there is no case"):
        compare.table([])
    with pytest.raises(CatalogueError, match="no case stands on the scale"):
        compare.scale([bakery()])


@pytest.mark.parametrize("lang", ["en", "de"])
def test_every_level_names_what_says_so(lang):
    table = compare.scale([load.case(slug, lang=lang) for slug in SLUGS])
    assert len(table) == 2 * len(SLUGS)
    assert (table["low"] <= table["high"]).all()
    assert table["low"].between(0, 6).all()
    assert table["high"].between(0, 6).all()
    assert table["shown"].str.len().gt(0).all()
    assert table["evidence"].eq("derived").all()
    text = tell.scale(table, lang=lang).text
    assert all(f"<b>{name}</b>" in text for name in table["name"])
    assert len(compare.levels(lang=lang)) == 7
    assert tell.rubric(lang=lang).text.count("<tr>") == 8


LEDGER = Path(__file__).parent / "ledgers" / "harbour-ferries-2012" / "case.yaml"
BLOCK = """scale:
  social: {low: 3, high: 4, why: {en: a, de: b}, events: [first-reply]}
  media: {low: 2, high: 2, why: {en: a, de: b}, figures: [FIGURE]}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("low: 3", "low: 5", "social", "level 5 to 4"),
        ("high: 4", "high: 7", "social", "level 7"),
        ("low: 3", 'low: "3"', "social", "not a whole number"),
        (", events: [first-reply]", "", "social", "without evidence"),
        ("first-reply", "first-replie", "social", "no event 'first-replie'"),
        ("[FIGURE]", "[nothing]", "media", "no figure 'nothing'"),
        ("  media", "  press", "press", "unknown key 'press'"),
    ],
)
def test_each_rule_of_a_level(tmp_path, old, new, line, what):
    text = LEDGER.read_text(encoding="utf-8")
    figure = cases.load(LEDGER).figures.index[0]
    folder = tmp_path / LEDGER.parent.name
    folder.mkdir()
    for block, known in ((BLOCK, True), (BLOCK.replace(old, new), False)):
        full = text.replace("\nsources:\n", f"\n{block.replace('FIGURE', figure)}\nsources:\n", 1)
        (folder / "case.yaml").write_text(full, encoding="utf-8")
        problems = cases.check(folder)
        if known:
            assert problems == []
            continue
        row = 1 + next(n for n, t in enumerate(full.split("\n")) if t.startswith(f"  {line}:"))
        assert any(what in problem.what and problem.line == row for problem in problems), problems
