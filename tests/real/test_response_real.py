"""Waits in real archives: the tables of their READMEs, and the unanswered counted beside them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from casekit import archives as reading
from casekit import load, response

MINUTE = pd.Timedelta(minutes=1)


@pytest.fixture(scope="module")
def care(archives: Path) -> pd.DataFrame:
    return load.posts(archives / "twcs-5000" / "twcs.csv")


@pytest.fixture(scope="module")
def talks(archives: Path) -> reading.Reading:
    path = archives / "ibm-customer-care" / "dev.json"
    if not path.exists():
        pytest.skip("no ibm-customer-care among the real archives")
    return reading.read(path)


def slow_median(waits: pd.DataFrame) -> float | None:
    """Kaplan and Meier, wait by wait, as one would with a pencil; in minutes."""
    share, left = 1.0, len(waits)
    for wait, rows in waits.groupby("wait"):
        share *= 1 - rows["answered"].sum() / left
        if share <= 0.5 + 1e-9:
            return float(wait / MINUTE)  # type: ignore[operator]
        left -= len(rows)
    return None


@pytest.mark.parametrize(
    ("brand", "posts", "paired", "answered", "median", "p90", "first", "first_p90"),
    [
        ("British_Airways", 89, 87, 73, 342.53, 605.08, 344.13, 586.56),
        ("O2", 2, 2, 2, 441.16, 791.94, 441.16, 791.94),
        ("AmazonHelp", None, 191, None, 8.88, 38.62, None, None),
        ("Delta", None, 110, None, 22.53, 61.52, None, None),
        ("AmericanAir", None, 68, None, 7.07, 30.59, None, None),
        ("Tesco", None, 68, None, 90.59, 519.57, None, None),
        ("SpotifyCares", None, 79, None, 22.95, 505.28, None, None),
        ("all 76", 2222, 2188, 2083, 12.06, 385.50, 11.53, 380.18),
    ],
)
def test_the_table_and_the_median_of_all(
    care: pd.DataFrame, brand: str, posts: int | None, paired: int, answered: int | None,
    median: float, p90: float, first: float | None, first_p90: float | None,
) -> None:  # fmt: skip
    companies = care.loc[care["role"].eq("organisation"), "account"].unique().tolist()
    assert len(companies) == 76
    by = companies if brand == "all 76" else [brand]
    found = response.describe(care, by=by)
    assert found["replies"] == paired
    assert (found["reply_median_min"], found["reply_p90_min"]) == (median, p90)
    if posts is not None:
        assert care["account"].isin(by).sum() == posts
        assert found["posts_answered"] == answered
        assert found["first_reply_median_min"] == first
        assert found["first_reply_p90_min"] == first_p90
    waits = response.times(care, by=by)
    counted = response.census(care, by=by)
    assert counted["complaints"] == found["complaints"] == len(waits)
    assert counted["unanswered"] == found["censored"]
    assert counted["answers"] == counted[["matched", "unmatched"]].sum()
    slow = slow_median(waits)
    assert found["km_median_min"] == (None if slow is None else round(slow, 2))
    # the unanswered are in it: half never wait less than the median of the answered alone
    alone = waits.loc[waits["answered"], "wait"].quantile(0.5, interpolation="lower") / MINUTE
    assert found["km_median_min"] is None or found["km_median_min"] >= alone - 0.01


def test_a_company_that_is_not_in_the_file_has_no_waits(care: pd.DataFrame) -> None:
    assert not care["account"].eq("DellCares").any()


def test_every_complaining_post_has_its_wait(care: pd.DataFrame) -> None:
    each = response.times(care, by="British_Airways", every=True)
    first = response.times(care, by="British_Airways")
    assert set(first.index) <= set(each.index)
    # the posts that the airline answers directly are among them, also those that name nobody
    answered = response.replies(care, by="British_Airways")["answers"].unique()
    inside = each.index.intersection(answered)
    assert each.loc[inside, "answered"].all()
    assert len(inside) >= 70


class TestConversations:
    """The README of the set of customer care conversations."""

    def test_turns_and_ids(self, talks: reading.Reading) -> None:
        report, posts = talks.report, talks.posts
        assert report.format == "customer-care-conversations"
        assert report.records == report.accepted + report.duplicates + report.rejected
        assert (report.records, report.duplicates) == (686 + 525, 6)
        assert len(posts) == 681 + 524

    def test_companies_are_24(self, talks: reading.Reading) -> None:
        brands = talks.posts.loc[talks.posts["role"].eq("organisation"), "account"]
        assert brands.nunique() == 24
        for absent in ("British_Airways", "O2", "DellCares"):
            assert absent not in set(brands)

    def test_the_header_is_wrong_in_all_but_418(self, talks: reading.Reading) -> None:
        (line,) = [
            w
            for w in map(str, talks.report.warnings)
            if w.startswith("durations in the header that")
        ]
        assert f"not used: {525 - 418}" in line
        assert not any("more than a second apart" in w for w in map(str, talks.report.warnings))

    def test_minutes_to_the_closing_tweet(self, talks: reading.Reading, archives: Path) -> None:
        import json

        told = json.loads((archives / "ibm-customer-care" / "dev.json").read_text("utf-8"))
        at = talks.posts["at"]
        turns = [t["tweet_ID"] for one in told for t in one["dialogContent"]]
        assert (len(turns), len(set(turns))) == (686, 681)
        assert str(at[list(set(turns))].min()) == "2018-05-02 16:14:43+00:00"
        assert str(at[list(set(turns))].max()) == "2020-04-02 20:29:57+00:00"
        ends = at[[one["agentURL"]["tweet_ID"] for one in told]].array
        for part, median, p90 in (
            ([one["dialogContent"][0]["tweet_ID"] for one in told], 147.03, 4765.89),
            ([[t["tweet_ID"] for t in one["dialogContent"] if "agent" not in t][-1]
              for one in told], 77.88, 3683.71),
        ):  # fmt: skip
            minutes = (ends - at[part].array) / MINUTE
            assert round(float(np.median(minutes)), 2) == median
            assert round(float(np.percentile(minutes, 90)), 2) == p90
            assert minutes.min() > 0
        assert round(float(minutes.min()), 2) == 0.64

    def test_every_company_has_waits(self, talks: reading.Reading) -> None:
        posts = talks.posts
        brands = sorted(posts.loc[posts["role"].eq("organisation"), "account"].unique())
        for brand in brands:
            counted = response.census(posts, by=brand)
            waits = response.times(posts, by=brand)
            assert len(waits) == counted["complaints"]
            assert counted["answers"] == counted[["matched", "unmatched"]].sum()
            assert (waits["wait"] >= pd.Timedelta(0)).all()
        together = response.summary(response.times(posts, by=brands)).loc["all"]
        assert together["n"] == together["answered"] + together["censored"]
