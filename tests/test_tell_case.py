"""Times of a ledger in words: no finer and no coarser than its bounds."""

import pandas as pd
import pytest

from casekit import load, tell
from casekit.tell.case import when


@pytest.mark.parametrize(
    ("slug", "label", "words"),
    [
        ("british-airways-2013", "Handelsblatt reports", "Tue 3 Sept, 12:06"),
        ("british-airways-2013", "BBC News reports", "Tue 3 Sept"),
        ("british-airways-2013", "Bag handed over in Paris",
         "3–4 Sept 2013, day not known"),
        ("united-guitars-2009", "Third song is released", "March 2010"),
    ],
)  # fmt: skip
def test_a_time_is_said_as_its_bounds_leave_it(slug: str, label: str, words: str) -> None:
    case = load.case(slug)
    event = case.events[case.events["label"] == label].iloc[0]
    assert when(case, event) == words


def test_bounds_of_several_days_or_months_are_never_one_day_or_month() -> None:
    for slug in load.cases().index:
        case = load.case(slug)
        coarse = case.events[case.events["precision"].isin(["day", "month"])]
        for _, event in coarse.iterrows():
            days = (event["latest"] - event["earliest"]) / pd.Timedelta("1D")
            one = 1.05 if event["precision"] == "day" else 31.05
            assert days <= one or when(case, event).endswith("day not known"), event["label"]


def test_the_wait_for_the_first_answer_says_what_to_quote_for_what() -> None:
    english, german = (
        tell.first_wait(load.case("british-airways-2013", lang=lang)).text for lang in ("en", "de")
    )
    assert "5–12 h, is worked out from what is known of both ends" in english
    assert "00:57 and 03:57" in english
    assert "over 1 day" in english
    assert "quote what lies within the bounds (about 8 h and about 10 h)" in english
    assert "innerhalb der Grenzen liegt (etwa 8 Std. und etwa 10 Std.)" in german
    plain = tell.first_wait(load.case("o2-2011")).text  # no source states a wait
    assert "2–6 days" in plain
    assert "sources state" not in plain
    assert not tell.first_wait(load.case("telekom-hilft-2010")).text.strip()  # nobody waited yet
