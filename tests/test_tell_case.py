"""Times of a ledger in words: no finer and no coarser than its bounds."""

import pandas as pd
import pytest

from casekit import load
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
