"""When a monitor would have rung: run lengths, false alarms, no look ahead, leads."""

import itertools
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casekit import alarm, load, schema, tell
from casekit.alarm.kernels import cusum, rings_of_cusum, rings_of_window, window
from casekit.errors import ClockError, EvidenceError, SchemaError

START = pd.Timestamp("2013-09-02T00:00Z")
QUIET = START + pd.Timedelta(days=21)


def times(minutes) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(START + pd.to_timedelta(np.sort(minutes), unit="min"))


def quiet(rate: float, days: int, seed: int = 7, night: float = 1.0) -> pd.DatetimeIndex:
    """Posts that come by chance, so many an hour, from midnight to 6 fewer by a factor."""
    draw = np.random.default_rng(seed)
    hours = np.arange(days * 24)
    level = np.where(hours % 24 < 6, night, 1.0) * rate
    place = np.repeat(hours, draw.poisson(level))
    return times((place + draw.uniform(size=len(place))) * 60)


def posts(at: pd.DatetimeIndex, **columns) -> pd.DataFrame:
    table = pd.DataFrame({"post": [f"p{n}" for n in range(len(at))], "at": at, **columns})
    return schema.conform(table.assign(evidence="archived"), schema.POSTS)


# --- run lengths against published values


@pytest.mark.parametrize(
    ("mean", "k", "h", "start", "published", "digits"),
    [
        (0.25, 0.25, 10, 0, 438, 0),  # Lucas 1985, table 2
        (0.25, 0.25, 10, 5, 333, 0),  # Lucas 1985, table 3: head start of half the limit
        (1.88, 2, 6, 0, 37.2, 2),  # R package IAcsSPCR, documented output of arl()
        (1.88, 2, 6, 3, 29.19, 2),
        (1.88 + 0.9627 * 1.88**0.5, 2, 6, 0, 5.49, 2),
        (1.88 + 0.9627 * 1.88**0.5, 2, 6, 3, 3.33, 2),
    ],
)
def test_average_run_lengths_are_the_published_ones(mean, k, h, start, published, digits):
    assert round(alarm.run_length(mean, k=k, h=h, start=start), digits) == published


def test_a_published_design_for_500_and_7_lies_between_two_limits():
    # R package spc, documented result for Rossi et al. 1999: mean 0.52, k 0.948, limit between
    # 3.832 and 3.833 gives 500 in control, and 7 at a mean of 1.563777
    mean, shifted, k = 0.52, 1.563777, 0.948
    assert round((shifted - mean) / (np.log(shifted) - np.log(mean)), 3) == k
    low, high = (alarm.run_length(mean, k=k, h=h) for h in (3.832, 3.833))
    assert low < 500 < high
    low, high = (alarm.run_length(shifted, k=k, h=h) for h in (3.832, 3.833))
    assert low <= 7.0005
    assert high >= 6.9995


def test_the_chain_is_that_of_enumerating_every_path():
    mean, k, h = 0.8, 1, 3
    chance = stats.poisson.pmf(np.arange(h + k), mean)
    alive, expected = {0: 1.0}, 0.0
    for _ in range(4000):  # the sum over bins of the chance that it has not rung yet
        expected += sum(alive.values())
        following: dict[int, float] = {}
        for (state, p), n in itertools.product(alive.items(), range(h + k)):
            after = max(state + n - k, 0)
            if after < h:
                following[after] = following.get(after, 0.0) + p * chance[n]
        alive = following
    assert alarm.run_length(mean, k=k, h=h) == pytest.approx(expected, rel=1e-9)


def test_what_was_simulated_rings_as_often_as_the_chain_says():
    draw = np.random.default_rng(5)
    counts = draw.poisson(0.25, 2_000_000)
    _, rang = cusum(counts, np.full(len(counts), 0.25), 10.0)
    assert len(counts) / rang.sum() == pytest.approx(438.125, rel=0.05)


def test_a_run_length_needs_a_limit():
    with pytest.raises(SchemaError, match="use 0 <= start < h"):
        alarm.run_length(1, k=1, h=2, start=2)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"mean": 0}, "mean and h above 0"),
        ({"mean": np.nan}, "mean and h above 0"),
        ({"h": np.inf}, "mean and h above 0"),
        ({"k": -1}, "mean and h above 0"),
        ({"start": np.nan}, "mean and h above 0"),
        ({"k": 0.2512345}, "more than three digits.*round them: k=0.251"),
        ({"h": 20.001}, "20,001 states, too large"),
        ({"h": 15_000}, "too large"),
        ({"k": 1e9}, "too large"),
        ({"mean": 0.01, "k": 3, "h": 60}, "too rarely to be computed"),
    ],
)
def test_a_run_length_that_cannot_be_is_refused(wrong, says):
    with pytest.raises(SchemaError, match=says):
        alarm.run_length(**{"mean": 1.0, "k": 1, "h": 2, **wrong})


# --- both ways through the bins agree

COUNTS = st.lists(st.integers(0, 4), min_size=1, max_size=80)


@given(COUNTS, st.floats(0.05, 3.0), st.floats(0.5, 8.0))
def test_the_cusum_of_bins_with_posts_alone_is_that_of_all_bins(counts, allowed, limit):
    some = np.array(counts)
    _, rang = cusum(some, np.full(len(some), allowed), limit)
    held = np.flatnonzero(some)
    drained = allowed * np.column_stack([held, held + 1])
    margin = np.abs(cusum(some, np.full(len(some), allowed), limit)[0] - limit).min()
    if margin > 1e-9:
        assert rings_of_cusum(some[held], drained, limit) == rang.sum()


@given(COUNTS, st.integers(1, 12), st.integers(1, 9))
def test_the_window_of_bins_with_posts_alone_is_that_of_all_bins(counts, wide, limit):
    some = np.array(counts)
    value, rang = window(some, wide, float(limit))
    held = np.flatnonzero(some)
    assert rings_of_window(held, some[held], wide, limit) == rang.sum()
    last = -1
    for t in range(len(some)):  # as one would say it: posts of the last bins since it rang
        assert value[t] == some[max(last + 1, t - wide + 1) : t + 1].sum()
        last = t if rang[t] else last


# --- what is usual


def test_a_level_without_rhythm_is_the_mean():
    usual = alarm.baseline(quiet(4, 21), tz="UTC", until=QUIET)
    assert usual.rate == pytest.approx(4, rel=0.08)
    assert usual.low < 4 < usual.high
    assert usual.rates["rate"].std() < 0.25
    assert usual.bursts < 0.05


def test_nights_are_found_and_little_data_means_little_rhythm():
    usual = alarm.baseline(quiet(4, 21, night=0.1), tz="UTC", until=QUIET)
    by_hour = usual.rates["rate"].to_numpy().reshape(7, 24).mean(axis=0)
    assert by_hour[:6].max() < 1.0
    assert by_hour[6:].min() > 3.0
    short = alarm.baseline(quiet(0.5, 2), tz="UTC", until=START + pd.Timedelta(days=2))
    spread = short.rates["rate"].max() / short.rates["rate"].min()
    assert spread < 3


def test_the_rhythm_follows_the_wall_clock_through_a_change_of_clocks():
    # midnight to 6 in Berlin is 23 to 5 UTC in winter and 22 to 4 in summer
    usual = alarm.baseline(rate=1, tz="Europe/Berlin", rhythm=[0.0] * 6 + [1.0] * 18)
    winter, summer = (
        alarm.expected(usual, pd.date_range(day, periods=24, freq="h")) > 0
        for day in ("2013-01-15T00:00Z", "2013-07-15T00:00Z")
    )
    assert np.flatnonzero(~winter).tolist() == [0, 1, 2, 3, 4, 23]
    assert np.flatnonzero(~summer).tolist() == [0, 1, 2, 3, 22, 23]


def test_days_of_the_week_are_told_apart_from_two_weeks_on():
    at = quiet(6, 28)
    weekdays = at[at.day_of_week < 5]
    usual = alarm.baseline(weekdays, tz="UTC", until=START + pd.Timedelta(days=28))
    by_day = usual.rates["rate"].to_numpy().reshape(7, 24).mean(axis=1)
    assert by_day[:5].min() > 5
    short = alarm.baseline(weekdays, tz="UTC", until=START + pd.Timedelta(days=10))
    assert short.rates["rate"].to_numpy().reshape(7, 24).std(axis=0).max() == pytest.approx(0)


def lively(days: int, draw: np.random.Generator, first: int = 0) -> pd.DatetimeIndex:
    """Posts whose hours differ from their day, and whose days from the usual, by factors."""
    hours = np.arange(days * 24)
    of_day = np.repeat(draw.gamma(1 / 0.3, 0.3, days), 24)
    place = np.repeat(hours, draw.poisson(5 * of_day * draw.gamma(2, 0.5, len(hours))))
    return times((first * 24 + place + draw.uniform(size=len(place))) * 60)


def test_bursts_and_swings_are_measured():
    at = lively(200, np.random.default_rng(3))
    usual = alarm.baseline(at, tz="UTC", until=START + pd.Timedelta(days=200))
    assert usual.bursts == pytest.approx(0.5, rel=0.2)
    assert usual.swings == pytest.approx(0.3, rel=0.3)


def test_a_gap_of_the_archive_is_left_out_and_said():
    at = quiet(5, 21)
    gone = (at >= START + pd.Timedelta(days=8)) & (at < START + pd.Timedelta(days=10))
    usual = alarm.baseline(at[~gone], tz="UTC", until=QUIET)
    assert len(usual.silences) == 1
    assert usual.silences["end"][0] - usual.silences["start"][0] >= pd.Timedelta(days=2)
    assert usual.silences["expected"][0] == pytest.approx(240, rel=0.2)
    assert usual.rate == pytest.approx(5, rel=0.08)


def test_what_is_no_baseline_says_how_to_get_one():
    at = quiet(5, 3)
    with pytest.raises(EvidenceError, match=r"holds \d+ posts.*rate= posts an hour"):
        alarm.baseline(at, tz="UTC", until=START + pd.Timedelta(hours=20))
    with pytest.raises(EvidenceError, match="holds 3 posts"):
        alarm.baseline(at[:3], tz="UTC", until=QUIET)
    with pytest.raises(SchemaError, match="no quiet time is stated"):
        alarm.baseline(at, tz="UTC")
    with pytest.raises(SchemaError, match="a rhythm of 23 numbers"):
        alarm.baseline(rate=1, tz="UTC", rhythm=[1.0] * 23)
    with pytest.raises(ClockError, match="not a whole number of bins of 7min"):
        alarm.baseline(rate=1, tz="UTC", every="7min")
    with pytest.raises(SchemaError, match="times without a zone"):
        alarm.baseline(at.tz_localize(None), tz="UTC", until=QUIET)
    for rate in (np.nan, np.inf, 0, 1e30):
        with pytest.raises(SchemaError, match="the level is above 0"):
            alarm.baseline(rate=rate, tz="UTC")
    with pytest.raises(SchemaError, match="the level is above 0"):
        alarm.baseline(rate=1, tz="UTC", rhythm=[np.inf] * 24)
    with pytest.raises(SchemaError, match=r"too narrow.*use 1s or more"):
        alarm.baseline(rate=1, tz="UTC", every="1ns")
    with pytest.raises(SchemaError, match="'x' is no duration"):
        alarm.baseline(rate=1, tz="UTC", every="x")


def test_a_frame_that_is_none_of_posts_is_refused():
    made = posts(quiet(5, 3))
    for wrong in (made.drop(columns="origin"), made.set_axis([0] * len(made))):
        with pytest.raises(SchemaError, match="posts have 1 problem"):
            alarm.baseline(wrong, tz="UTC", until=QUIET)
        with pytest.raises(SchemaError, match="posts have 1 problem"):
            alarm.quiet_until(wrong)


def test_a_span_of_too_many_bins_is_refused():
    bell = alarm.calibrate(alarm.baseline(rate=2, tz="UTC", every="1min"), per_month=30)
    far = pd.DatetimeIndex(["1901-01-01T00:00Z", "2013-09-03T09:00Z"])
    for run in (alarm.play, alarm.course):
        with pytest.raises(SchemaError, match=r"59,2.* bins of 60 s.*wider every=.*later since="):
            run(far, bell)
    with pytest.raises(SchemaError, match="'x' is no duration"):
        alarm.course(far[1:], bell, every="x")


# --- false alarms are as many as was asked


@pytest.mark.parametrize(
    ("kind", "options", "every", "per_month"),
    [
        ("cusum", {"rate": 3, "rhythm": [0.2] * 7 + [1.3] * 17}, "15min", 1.0),
        ("cusum", {"rate": 0.5}, "15min", 2.0),
        ("cusum", {"rate": 12, "rhythm": [0.5] * 12 + [1.5] * 12}, "15min", 0.5),
        ("threshold", {"rate": 3, "rhythm": [0.2] * 7 + [1.3] * 17}, "5min", 1.0),
        ("threshold", {"rate": 1}, "5min", 2.0),
    ],
)
def test_false_alarms_are_within_a_fifth_of_what_was_asked(kind, options, every, per_month):
    usual = alarm.baseline(tz="Europe/London", every=every, **options)
    bell = alarm.calibrate(usual, per_month=per_month, detector=kind)
    found = alarm.false_alarms(bell, seed=20130902)
    assert found["per_month"] == pytest.approx(per_month, rel=0.2)
    assert bell.per_month == pytest.approx(per_month, rel=0.1)


def test_false_alarms_stay_as_asked_where_posts_come_in_bursts():
    draw = np.random.default_rng(3)
    end = START + pd.Timedelta(days=200)
    usual = alarm.baseline(lively(200, draw), tz="UTC", until=end, every="15min")
    bell = alarm.calibrate(usual)
    assert alarm.false_alarms(bell, seed=9)["per_month"] == pytest.approx(1, rel=0.2)
    # two years of fresh posts of the same kind, which the detector has never seen
    rings = alarm.play(lively(730, draw, first=200), bell, since=end)
    assert 8 <= len(rings) <= 60  # 24 expected if the estimate were exact


def test_a_level_that_is_wrong_shows_in_the_false_alarms():
    bell = alarm.calibrate(alarm.baseline(rate=3, tz="UTC", every="15min"))
    more = alarm.false_alarms(bell, level=1.5, months=100)
    assert more["per_month"] > 3
    assert more["low"] < more["per_month"] < more["high"]


def test_the_same_seed_sets_the_same_limit():
    usual = alarm.baseline(rate=2, tz="UTC", every="15min")
    one, two, other = (alarm.calibrate(usual, seed=seed).limit for seed in (1, 1, 2))
    assert one == two
    assert one != other


def test_a_level_that_chance_never_exceeds_that_far_sets_the_lowest_limit():
    bell = alarm.calibrate(alarm.baseline(rate=2000, tz="UTC", every="1h"))
    assert (bell.limit, bell.per_month) == (0.5, 0.0)


def test_what_cannot_be_set():
    usual = alarm.baseline(rate=2, tz="UTC", every="1h")
    for wrong in (
        {"detector": "guess"}, {"per_month": 0}, {"ratio": 1}, {"ratio": np.nan},
        {"ratio": np.inf}, {"per_month": np.nan}, {"per_month": 1e9},
    ):  # fmt: skip
        with pytest.raises(SchemaError, match="use 'cusum' or 'threshold'"):
            alarm.calibrate(usual, **wrong)
    for wide, says in (("0h", "a window of 0h"), ("x", "no duration"), ("1000D", "28 days")):
        with pytest.raises(SchemaError, match=says):
            alarm.calibrate(usual, detector="threshold", window=wide)
    bell = alarm.calibrate(usual, per_month=30)
    for months in (0, -1, np.nan, 1e12):
        with pytest.raises(SchemaError, match="use months= from 1 to"):
            alarm.false_alarms(bell, months=months)
    for level in (0, -1, np.nan, 1e12):
        with pytest.raises(SchemaError, match="use a level above 0"):
            alarm.false_alarms(bell, level=level)
    with pytest.raises(SchemaError, match=r"ask for 0\.05 or more"):
        alarm.calibrate(usual, per_month=0.01)


# --- playing


@cache
def bell_of(kind: str) -> alarm.Detector:
    return alarm.calibrate(alarm.baseline(rate=2, tz="UTC", every="5min"), detector=kind)


@pytest.mark.parametrize("kind", ["cusum", "threshold"])
@settings(max_examples=25)
@given(st.lists(st.integers(0, 4000), min_size=4, max_size=80), st.integers(200, 4000))
def test_what_comes_later_changes_nothing_before(kind, minutes, cut):
    at = times(minutes)
    now = START + pd.Timedelta(minutes=cut // 5 * 5)
    ends = {"since": START, "until": START + pd.Timedelta(minutes=4001)}
    if not (at < now).any():
        return
    whole = alarm.play(posts(at), bell_of(kind), **ends)
    seen = alarm.play(posts(at[at < now]), bell_of(kind), **ends)
    pd.testing.assert_frame_equal(whole[whole["at"] <= now], seen[seen["at"] <= now])


@pytest.mark.parametrize("kind", ["cusum", "threshold"])
def test_a_step_is_found_soon_and_quiet_is_not(kind):
    usual = alarm.baseline(quiet(3, 28), tz="UTC", until=QUIET, every="15min")
    bell = alarm.calibrate(usual, detector=kind, per_month=0.3)
    assert alarm.play(quiet(3, 28), bell).empty
    more = np.random.default_rng(2).uniform(0, 12 * 60, 12 * 30)
    storm = QUIET + pd.to_timedelta(np.sort(more), unit="min")
    both = quiet(3, 28).append(storm).sort_values()
    rang = alarm.play(both, bell)["at"].iloc[0] - QUIET
    assert pd.Timedelta(0) < rang < pd.Timedelta(minutes=50)


def test_an_alarm_says_when_it_rang_and_how_far_it_had_gone():
    at = pd.date_range("2013-09-03T09:00Z", periods=30, freq="20s")
    table = posts(at, account=[f"a{n % 3}" for n in range(30)], followers=[100, 50, None] * 10)
    table.loc["p29", "at"] = pd.NaT
    rung = alarm.play(table, bell_of("cusum"))
    first = rung.iloc[0]
    assert first["at"] == pd.Timestamp("2013-09-03T09:05Z")  # fifteen posts, bin complete
    assert first["statistic"] >= first["limit"] == bell_of("cusum").limit
    assert first["posts"] == 15
    assert (first["reached_low"], first["reached_high"], first["unknown"]) == (100, 150, 1)
    assert first["undated"] == 1
    assert pd.isna(first["reported"])
    assert set(rung["evidence"]) == {"derived"}


def test_posts_and_reach_count_from_the_end_of_the_quiet_time():
    old = quiet(3, 21)
    storm = QUIET + pd.to_timedelta(np.arange(40) * 10, unit="s")
    at = old.append(storm)
    table = posts(at, account=[f"a{n}" for n in range(len(at))], followers=10)
    bell = alarm.calibrate(alarm.baseline(table, tz="UTC", until=QUIET, every="5min"))
    for since in (None, QUIET - pd.Timedelta(days=1)):
        rung = alarm.play(table, bell, since=since)
        first = rung[rung["at"] > QUIET].iloc[0]
        assert (first["posts"], first["reached_high"]) == (30, 300)


def test_times_alone_have_no_reach_and_a_reconstruction_stays_one():
    at = pd.date_range("2013-09-03T09:00Z", periods=30, freq="20s")
    assert alarm.play(at, bell_of("cusum"))["reached_high"].isna().all()
    drawn = posts(at).assign(
        evidence=pd.Categorical(["reconstructed"] * 30, dtype=posts(at)["evidence"].dtype)
    )
    assert set(alarm.play(drawn, bell_of("cusum"))["evidence"]) == {"reconstructed"}


def test_posts_held_only_inside_others_ring_nothing():
    at = pd.date_range("2013-09-03T09:00Z", periods=30, freq="20s")
    table = posts(at, origin=["record"] + ["embedded"] * 29)
    assert alarm.play(table, bell_of("cusum")).empty


def test_nothing_to_play_says_so():
    bell = alarm.calibrate(alarm.baseline(quiet(3, 28), tz="UTC", until=QUIET, every="1h"))
    with pytest.raises(SchemaError, match="the archive must go on after the quiet time"):
        alarm.play(quiet(3, 10), bell)


def test_a_course_holds_every_post_and_its_band_holds_nine_in_ten_quiet_steps():
    at = quiet(30, 28, night=0.3)
    bell = alarm.calibrate(alarm.baseline(at, tz="UTC", until=QUIET, every="15min"))
    found = alarm.course(at, bell)
    assert found["posts"].sum() == (at >= QUIET).sum()
    assert len(found) <= 240
    inside = found["posts"].between(found["low"], found["high"]).mean()
    assert 0.85 < inside < 0.99
    assert found["expected"].sum() == pytest.approx(found["posts"].sum(), rel=0.06)


# --- leads


def rung(*hours: float) -> pd.DataFrame:
    at = START + pd.to_timedelta(list(hours), unit="h")
    table = pd.DataFrame({"at": pd.DatetimeIndex(at)})
    return table.assign(evidence="derived")


def test_the_lead_is_from_the_first_alarm_after_the_trigger():
    found = alarm.lead(
        rung(1, 10, 12), trigger=START + pd.Timedelta(hours=8),
        press=START + pd.Timedelta(hours=14), answer=START + pd.Timedelta(hours=9),
    )  # fmt: skip
    assert found.loc["press", "lead"] == pd.Timedelta(hours=4)
    assert found.loc["answer", "lead"] == pd.Timedelta(hours=-1)
    assert (found["never"] == 0).all()


def test_bounds_make_the_lead_an_interval():
    bounds = (START + pd.Timedelta(hours=14), START + pd.Timedelta(hours=16))
    found = alarm.lead(rung(10), trigger=START, press=bounds).loc["press"]
    assert (found["low"], found["lead"], found["high"]) == tuple(
        pd.Timedelta(hours=n) for n in (4, 5, 6)
    )


def test_over_draws_the_lead_is_a_band_and_those_that_never_rang_count():
    press = START + pd.Timedelta(hours=200)
    draws = [rung(n) for n in range(1, 101)]
    found = alarm.lead(draws, trigger=START, press=press).loc["press"]
    assert (found["low"], found["lead"], found["high"]) == tuple(
        pd.Timedelta(hours=200 - n) for n in (95, 50, 5)
    )
    some = alarm.lead([*draws[:80], *[rung()] * 20], trigger=START, press=press).loc["press"]
    assert some["never"] == 0.2
    assert some["lead"] == pd.Timedelta(hours=150)
    assert pd.isna(some["low"])
    none = alarm.lead([rung()], trigger=START, press=press).loc["press"]
    assert pd.isna(none["lead"])
    assert none["never"] == 1


def test_a_case_gives_trigger_press_and_answer():
    case = load.case("british-airways-2013")
    begun = case.events.loc[case.trigger, "at"]
    found = alarm.lead(
        pd.DataFrame({"at": [begun + pd.Timedelta(minutes=30)], "evidence": "derived"}), case=case
    )
    press = case.events[case.events["actor"].eq("press") & (case.events["at"] > begun)]
    assert found.loc["press", "at"] == press["at"].min()
    assert found.loc["answer", "at"] == case.events.loc[case.answer, "at"]
    assert found.loc["answer", "low"] < found.loc["answer", "lead"] < found.loc["answer", "high"]


def test_a_lead_needs_a_trigger_and_a_mark():
    with pytest.raises(SchemaError, match="no trigger"):
        alarm.lead(rung(1), press=START)
    with pytest.raises(SchemaError, match="no press or answer"):
        alarm.lead(rung(1), trigger=START)
    with pytest.raises(SchemaError, match="no draw"):
        alarm.lead([], trigger=START, press=START)


# --- a guess where the quiet time ends, and the table


def test_the_quiet_time_is_guessed_a_day_before_the_fullest_hour():
    calm = quiet(2, 10)
    storm = START + pd.Timedelta(days=10, hours=7) + pd.to_timedelta(np.arange(90) * 20, unit="s")
    assert alarm.quiet_until(calm.append(storm)) == START + pd.Timedelta(days=9, hours=7)
    assert alarm.quiet_until(storm) is None
    assert alarm.quiet_until(calm[-3:].append(storm)) is None


@pytest.mark.parametrize(("lang", "never"), [("en", "never"), ("de", "nie")])
def test_alarms_stand_side_by_side(lang, never):
    bells = [bell_of(kind) for kind in ("cusum", "threshold")]
    played = [alarm.play(pd.date_range(START, periods=40, freq="20s"), bell) for bell in bells]
    played[1] = played[1].iloc[:0]
    leads = [alarm.lead(one, trigger=START, press="2013-09-02T04:05Z") for one in played]
    table = tell.alarms(bells, played, leads, lang=lang).text
    assert f"<td>{never}</td>" in table
    assert "4 h" in table or "4 Std." in table
    assert "CUSUM" in table


def test_alarms_of_one_kind_are_told_apart_by_their_level():
    bells = [alarm.calibrate(alarm.baseline(rate=n, tz="UTC", every="1h")) for n in (1, 10)]
    played = [alarm.play(pd.date_range(START, periods=400, freq="20s"), bell) for bell in bells]
    leads = [alarm.lead(one, trigger=START, press="2013-09-02T04:05Z") for one in played]
    table = tell.alarms(bells, played, leads, lang="de").text
    assert "; üblich: 1 je Stunde</th>" in table
    assert "; üblich: 10 je Stunde</th>" in table
