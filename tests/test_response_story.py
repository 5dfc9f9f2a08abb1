"""The organisation's documented steps, in all seven cases, on both clocks."""

import pandas as pd
import pytest

from casekit import clock, load, response

HOUR = pd.Timedelta(hours=1)
DOCUMENTED = {
    "british-airways-2013": {"word", "contact", "apology", "fix"},
    "dell-hell-2005": {"word", "contact", "apology", "fix"},
    "motrin-moms-2008": {"word", "contact", "apology", "fix"},
    "nestle-kitkat-2010": {"word", "apology", "fix"},
    "o2-2011": {"word", "contact", "fix"},
    "telekom-hilft-2010": {"word", "contact"},
    "united-guitars-2009": {"word", "contact", "fix"},
}


def test_every_bundled_case_is_here() -> None:
    assert set(load.cases().index) == set(DOCUMENTED)


@pytest.mark.parametrize("slug", DOCUMENTED)
def test_the_steps_of_a_case(slug: str) -> None:
    case = load.case(slug)
    steps = response.story(case)
    named = [word for words in steps["step"] for word in words.split()]
    assert sorted(named) == sorted(DOCUMENTED[slug])
    assert steps.loc[steps["first"], "step"].str.contains("word").all()
    assert (steps["wait"] > pd.Timedelta(0)).all()
    assert steps["wait"].is_monotonic_increasing
    bounded = steps["low"].notna() & steps["high"].notna()
    assert (steps["low"] <= steps["high"])[bounded].all()
    events = case.events.loc[steps.index]
    trigger = case.events.loc[case.trigger]
    expected = (events["at"] - trigger["at"]).rename("wait")
    pd.testing.assert_series_equal(steps["wait"], expected, check_names=False)
    open_ones = steps[["open_low", "open_wait", "open_high"]]
    assert open_ones.isna().all(axis=None) == (case.hours is None)
    assert steps["evidence"].eq("derived").all()


def test_the_british_airways_answer_is_an_interval_on_both_clocks() -> None:
    case = load.case("british-airways-2013")
    answer = response.story(case).loc["ba-first-reply"]
    assert answer["step"] == "word contact"
    trigger, reply = case.events.loc[case.trigger], case.events.loc["ba-first-reply"]
    assert answer["low"] == reply["earliest"] - trigger["latest"]
    assert answer["high"] == reply["latest"] - trigger["earliest"]
    # the desk was shut until nine: nothing of it, best an hour, at most from nine to 12:06
    assert [answer[name] / HOUR for name in ("open_low", "open_wait", "open_high")] == [0, 1, 3.1]
    stated = response.stated(case)
    hours = stated[["low", "high"]] / HOUR
    assert hours.fillna(-1).to_numpy().tolist() == [[4, 4], [8, 8], [10, 10], [24, -1]]


def test_waits_that_the_ledger_computed_are_not_given_as_stated() -> None:
    case = load.case("o2-2011")
    delays = case.figures[case.figures["metric"].eq("response_delay")]
    assert set(delays["evidence"]) == {"derived"}
    assert response.stated(case).empty


def test_first_answers_of_all_cases_as_one_estimate() -> None:
    steps = pd.concat([response.story(load.case(slug)) for slug in DOCUMENTED])
    found = response.turnbull(steps[steps["first"]])
    assert found["share"].sum() == pytest.approx(1)
    middle = found[found["unanswered"] <= 0.5].iloc[0]
    low, high = middle["low"] / HOUR, middle["high"] / HOUR
    assert 6 < low < high < 36  # the fourth of seven lies between British Airways and Motrin


@pytest.mark.parametrize(
    ("asked", "heard", "wall", "opened"),
    [
        ("2013-09-03T01:00+01:00", "2013-09-03T10:00+01:00", 9, 1),
        ("2013-08-30T16:30+01:00", "2013-09-02T09:30+01:00", 65, 1),
        ("2013-10-25T16:00+01:00", "2013-10-28T10:00+00:00", 67, 2),
    ],
)
def test_opening_hours_and_clocks_that_go_back(
    asked: str, heard: str, wall: int, opened: int
) -> None:
    """METHODS 8.5, London, Monday to Friday from nine to five."""
    start, end = (pd.Series([clock.instant(text)]) for text in (asked, heard))
    assert (end - start).iloc[0] / HOUR == wall
    assert clock.open_time(start, end, clock.Hours("Europe/London")).iloc[0] / HOUR == opened


def test_a_day_on_which_the_clocks_go_forward_is_an_hour_short() -> None:
    noon = [clock.instant(f"2011-03-{day} 12:00", tz="Europe/Berlin") for day in (26, 27)]
    assert (noon[1] - noon[0]) / HOUR == 23
    always = clock.Hours("Europe/Berlin", "00:00", "24:00", days=clock.DAYS)
    start, end = (pd.Series([time]) for time in noon)
    assert clock.open_time(start, end, always).iloc[0] / HOUR == 23
