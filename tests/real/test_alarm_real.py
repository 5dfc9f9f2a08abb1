"""Alarms on real archives: the storm is found, and the quiet before it stays nearly silent."""

from pathlib import Path

import pandas as pd
import pytest

from casekit import alarm, load

QUIET_UNTIL = "2021-05-10T00:00Z"
NEWS = pd.Timestamp("2021-05-19T01:50Z")
"""First of the posts of that night: two hours with 300 posts where seven a day are usual."""


@pytest.fixture(scope="module")
def inquiry(archives: Path) -> pd.Series:
    table = pd.read_csv(archives / "controversy-roots" / "Trump_Organization.csv")
    assert len(table) == 1492  # as its README says
    return pd.to_datetime(table["time"], utc=True)


@pytest.mark.parametrize(
    ("options", "within"),
    [({}, "45min"), ({"ratio": 10}, "30min"), ({"detector": "threshold"}, "30min")],
)
def test_a_night_of_news_is_found_within_the_hour(inquiry, options, within):
    usual = alarm.baseline(inquiry, tz="America/New_York", until=QUIET_UNTIL, every="5min")
    bell = alarm.calibrate(usual, **options)
    rung = alarm.play(inquiry, bell)["at"]
    first = rung[rung > NEWS].min()
    assert first - NEWS < pd.Timedelta(within)
    assert (rung < NEWS).sum() <= 3  # nine days, in which a smaller storm passed
    calm = alarm.play(inquiry, bell, since=usual.since, until=usual.until)
    assert len(calm) <= 4  # 1.2 months of quiet with two small bursts


def test_days_that_differ_are_told_from_hours_that_do(inquiry):
    usual = alarm.baseline(inquiry, tz="America/New_York", until=QUIET_UNTIL)
    assert usual.swings > 1 > usual.bursts
    assert usual.high / usual.low > 2


@pytest.mark.parametrize(
    ("name", "tz", "most"),
    [("charliehebdo", "Europe/Paris", 30), ("germanwings-crash", "Europe/Berlin", 10)],
)
def test_where_there_is_no_quiet_time_a_level_is_stated(archives, name, tz, most):
    posts = load.posts(archives / "pheme-rumoureval17" / f"{name}.tar.xz")
    own = posts[posts["at"].notna() & ~posts["origin"].eq("embedded")]
    assert alarm.quiet_until(posts) is None
    bell = alarm.calibrate(alarm.baseline(rate=2, tz=tz, every="5min"))
    first = alarm.play(posts, bell).iloc[0]
    assert first["at"] - own["at"].min() < pd.Timedelta(minutes=most)
    assert first["posts"] < 20
    assert first["reached_low"] <= first["reached_high"]
