"""Estimates of waits against published prints, closed forms, brute force and known truth."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from casekit import response, schema
from casekit.errors import SchemaError

DAY = pd.Timestamp("2013-09-03T00:00Z")
HOUR = pd.Timedelta(hours=1)
# Freireich and others, Blood 21, 1963: weeks in remission, 6-MP and placebo
DRUG = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
# Finkelstein and Wolfe, Biometrics 41, 1985: months to retraction, radiotherapy alone and with
# chemotherapy; 0 stands for open above
ALONE = """45- 6-10 0-7 46- 46- 7-16 17- 7-14 37-44 0-8 4-11 15- 11-15 22- 46- 46- 25-37 46- 26-40
46- 27-34 36-44 46- 36-48 37- 40- 17-25 46- 11-18 38- 5-12 37- 0-5 18- 24- 36- 5-11 19-35 17-25
24- 32- 33- 19-26 37- 34- 36-"""
BOTH = """8-12 0-22 24-31 17-27 17-23 24-30 16-24 13- 11-13 16-20 18-25 17-26 32- 23- 44-48 14-17
0-5 5-8 12-20 11- 33-40 31- 13-39 19-32 34- 13- 16-24 35- 15-22 11-17 22-32 10-35 30-34 13- 10-17
8-21 4-9 11- 14-19 4-8 34- 30-36 18-24 16-60 35-39 21- 11-20 48-"""
# as the R package interval prints them: Fay and Shaw, J. Stat. Software 36 (2), 2010
PRINTED = {
    ALONE: {(4, 5): 0.0463, (6, 7): 0.0334, (7, 8): 0.0887, (11, 12): 0.0708, (24, 25): 0.0926,
            (33, 34): 0.0818, (38, 40): 0.1209, (46, 48): 0.4656},
    BOTH: {(4, 5): 0.0433, (5, 8): 0.0433, (11, 12): 0.0692, (16, 17): 0.1454, (18, 19): 0.1411,
           (19, 20): 0.1157, (24, 25): 0.0999, (30, 31): 0.0709, (35, 36): 0.1608,
           (44, 48): 0.0552, (48, 60): 0.0552},
}  # fmt: skip


def waits_of(answered: list[float], silent: list[float], unit: str = "min") -> pd.DataFrame:
    spans = pd.to_timedelta([*answered, *silent], unit=unit)  # type: ignore[call-overload]
    heard = np.arange(len(spans)) < len(answered)
    table = pd.DataFrame({"asked": DAY, "answered": heard, "wait": spans, "evidence": "archived"})
    table["answered_at"] = (DAY + spans).where(heard)
    table["complaint"] = [str(n) for n in range(len(spans))]
    return schema.conform(table, schema.WAITS)


def bounded(text: str) -> pd.DataFrame:
    pairs = [part.split("-") for part in text.split()]
    return pd.DataFrame(
        {
            "low": pd.to_timedelta([int(low) for low, _ in pairs], unit="h"),
            "high": pd.to_timedelta([int(high) if high else None for _, high in pairs], unit="h"),
            "evidence": "documented",
        }
    )


def test_the_summary_of_the_published_example() -> None:
    found = response.summary(
        waits_of([10, 15, 23, 30, 35, 52], [100]), horizon="100min"
    ).loc["all"]  # fmt: skip
    assert found["median"] == pd.Timedelta(minutes=30)
    minute = pd.Timedelta(minutes=1)
    assert round(found["mean"] / minute, 3) == 37.857
    assert round(found["mean_se"] / minute, 3) == 10.739
    assert (found["n"], found["answered"], found["censored"]) == (7, 6, 1)
    assert found["within_1h"] == pytest.approx(1 - 0.142857, abs=1e-6)
    assert pd.isna(found["within_24h"])


def test_the_summary_of_the_freireich_arms_and_their_test() -> None:
    both = pd.concat([waits_of(*DRUG), waits_of(PLACEBO, [])])
    both.index = pd.Index([str(n) for n in range(len(both))], name="complaint")
    arm = pd.Series(["drug"] * 21 + ["placebo"] * 21, both.index)
    found = response.summary(both, by=arm, horizon="20min")
    assert (found["median"] / pd.Timedelta(minutes=1)).to_dict() == {"drug": 23, "placebo": 8}
    tested = response.compare(both, by=arm).iloc[0]
    assert round(tested["statistic"], 2) == 16.79  # as R's survdiff prints it, p = 4e-05
    assert round(tested["p"], 5) == 0.00004
    curves = response.survival(both, by=arm)
    assert curves.loc["drug"].equals(response.survival(waits_of(*DRUG)))


def test_one_half_is_one_half_however_it_was_multiplied() -> None:
    for n in range(2, 80, 2):  # a product of shares comes out a little beside it
        spans = [float(m) for m in range(1, n + 1)]
        found = response.summary(waits_of(spans, [])).iloc[0]
        assert found["median"] == pd.Timedelta(minutes=n // 2)


def test_a_mean_beyond_the_archive_is_not_known() -> None:
    waits = waits_of([10, 20], [30])
    assert pd.isna(response.summary(waits, horizon="1h")["mean"].iloc[0])
    full = response.summary(waits_of([10, 20], []), horizon="1h").iloc[0]
    assert full["mean"] == pd.Timedelta(minutes=15)
    assert full["within_24h"] == 1


def test_half_of_all_is_the_94th_of_those_answered_where_47_percent_are_not() -> None:
    """Einwiller and Steilen, Public Relations Review 41, 2015: METHODS 8.5."""
    answered = [*np.linspace(1, 46, 265), *np.linspace(46.01, 600, 265)]
    waits = waits_of([round(float(m), 4) for m in answered], [10_000.0] * 470)
    curve = response.survival(waits)
    at = curve.index[curve.index <= pd.Timedelta(minutes=46)][-1]
    assert 1 - curve.loc[at, "unanswered"] == pytest.approx(0.265)
    assert round(100 * 0.5 / 0.53, 1) == 94.3
    median = response.summary(waits)["median"].iloc[0] / pd.Timedelta(minutes=1)
    assert median == pytest.approx(np.quantile(answered, 0.5 / 0.53), rel=0.01)


@pytest.mark.parametrize("arm", [ALONE, BOTH], ids=["alone", "both"])
def test_bounded_waits_agree_with_the_published_print(arm: str) -> None:
    found = response.turnbull(bounded(arm))
    shares = {(int(row.low / HOUR), int(row.high / HOUR)): row.share for row in found.itertuples()}  # type: ignore[operator,arg-type]
    assert shares.keys() == PRINTED[arm].keys()
    for interval, share in PRINTED[arm].items():
        assert shares[interval] == pytest.approx(share, abs=0.5e-4 + 1e-9)


def _bounds(waits: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    low, high = ((waits[side] / HOUR).to_numpy(dtype=float) for side in ("low", "high"))
    return np.nan_to_num(low), np.where(np.isnan(high), np.inf, high)


def _inside(found: pd.DataFrame, waits: pd.DataFrame) -> np.ndarray:
    """Which interval of the estimate lies within the bounds of which wait."""
    low, high = _bounds(waits)
    left, right = _bounds(found)
    exact = low == high
    begins = np.where(exact[:, None], left >= low[:, None], (left >= low[:, None]) & (
        (left > low[:, None]) | (right > left)))  # fmt: skip
    return begins & (right <= high[:, None])


small = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 4), st.booleans()), min_size=1, max_size=9
)


@settings(max_examples=60)
@given(small)
def test_no_other_shares_are_likelier(rows: list[tuple[int, int, bool]]) -> None:
    waits = pd.DataFrame(
        {
            "low": pd.to_timedelta([low for low, _, _ in rows], unit="h"),
            "high": pd.to_timedelta([None if ever else low + more for low, more, ever in rows],
                                    unit="h"),
            "evidence": "documented",
        }
    )  # fmt: skip
    found = response.turnbull(waits)
    inside = _inside(found, waits)
    reached = inside @ found["share"].to_numpy()
    assert (reached > 0).all()
    # Kuhn and Tucker: no grid point, which may hold more or fewer intervals, gains by mass
    grid = [(t, t) for t in range(12)] + [(t, t + 1) for t in range(12)] + [(20, np.inf)]
    points = pd.DataFrame({"low": pd.to_timedelta([a for a, _ in grid], unit="h"),
                           "high": pd.to_timedelta([None if b == np.inf else b for _, b in grid],
                                                   unit="h")})  # fmt: skip
    gain = (_inside(points, waits) / reached[:, None]).sum(axis=0)
    assert gain.max() <= len(rows) + 1e-6


@pytest.mark.parametrize("arm", [ALONE, BOTH], ids=["alone", "both"])
def test_brute_force_finds_nothing_better(arm: str) -> None:
    waits = bounded(arm)
    found = response.turnbull(waits)
    inside = _inside(found, waits).astype(float)

    def loss(free: np.ndarray) -> float:
        share = np.exp(free - free.max())
        return -float(np.log(inside @ (share / share.sum())).sum())

    best = optimize.minimize(loss, np.zeros(inside.shape[1]), method="BFGS").fun
    ours = -float(np.log(inside @ found["share"].to_numpy()).sum())
    assert ours <= best + 1e-7


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 15), st.booleans()), min_size=1, max_size=25))
def test_exact_and_right_censored_waits_are_those_of_kaplan_and_meier(
    rows: list[tuple[int, bool]],
) -> None:
    answered = [float(m) for m, heard in rows if heard]
    waits = waits_of(answered, [float(m) for m, heard in rows if not heard])
    curve = response.survival(waits)
    known = waits[["answered", "evidence"]].assign(low=waits["wait"], high=waits["wait"])
    found = response.turnbull(known)
    ended = found[found["high"].notna()].set_index("high")["unanswered"]
    expected = curve["unanswered"][curve["answered"] > 0]
    pd.testing.assert_series_equal(
        ended.rename(None), expected.rename(None), check_names=False, check_freq=False,
        check_index_type=False, atol=1e-5, rtol=0,
    )  # fmt: skip


def test_bounds_that_say_nothing_are_refused() -> None:
    nothing = pd.to_timedelta([None])
    waits = pd.DataFrame({"low": nothing, "high": nothing, "evidence": "derived"})
    with pytest.raises(SchemaError, match="neither low nor high"):
        response.turnbull(waits)
    with pytest.raises(SchemaError, match="low above high"):
        response.turnbull(waits.assign(low=2 * HOUR, high=HOUR))
    with pytest.raises(SchemaError, match="no wait"):
        response.turnbull(waits.iloc[:0])


def _median_bands(spans: np.ndarray, heard: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kaplan-Meier medians' log-log intervals, a row of distinct waits a simulation."""
    order = np.argsort(spans, axis=1)
    t = np.take_along_axis(spans, order, 1)
    d = np.take_along_axis(heard, order, 1).astype(float)
    n = spans.shape[1]
    risk = np.arange(n, 0, -1.0)
    share = np.cumprod(1 - d / risk, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.cumsum(np.where(d > 0, d / (risk * (risk - d)), 0.0), axis=1)
        width = 1.959963984540054 * np.sqrt(spread) / np.abs(np.log(share))
        low, high = share ** np.exp(width), share ** np.exp(-width)
    first = [np.where(side <= 0.5, t, np.inf).min(axis=1) for side in (low, high)]
    return first[0], first[1]


@pytest.mark.parametrize("kind", ["leaves early", "never answers"])
def test_the_interval_of_the_median_holds_the_truth(kind: str) -> None:
    """47 % unanswered, 2,000 runs: 93 to 97 % of the intervals hold the true median."""
    draw = np.random.default_rng(5)
    runs, n = 2000, 200
    if kind == "leaves early":  # each is watched for a time of its own
        wait = draw.exponential(60.0, (runs, n))
        watched = draw.exponential(60.0 * 0.53 / 0.47, (runs, n))
        truth = 60 * np.log(2)
    else:  # 47 % are never answered, all are watched for a week
        wait = np.where(draw.random((runs, n)) < 0.47, np.inf, draw.exponential(60.0, (runs, n)))
        watched = np.full((runs, n), 7 * 1440.0) + np.arange(n)
        truth = -60 * np.log(1 - 0.5 / 0.53)
    heard = wait <= watched
    assert (~heard).mean() == pytest.approx(0.47, abs=0.005)
    spans = np.minimum(wait, watched)
    low, high = _median_bands(spans, heard)
    for run in range(0, runs, 100):  # the same as casekit says, run by run
        waits = waits_of(spans[run][heard[run]].tolist(), spans[run][~heard[run]].tolist())
        found = response.summary(waits).iloc[0]
        minutes = [found[name] / pd.Timedelta(minutes=1) for name in ("median_low", "median_high")]
        assert minutes[0] == pytest.approx(low[run], abs=1e-5)
        assert np.isinf(high[run]) if pd.isna(minutes[1]) else minutes[1] == pytest.approx(
            high[run], abs=1e-5)  # fmt: skip
    covered = ((low <= truth) & (truth <= high)).mean()
    assert 0.93 <= covered <= 0.97


def test_the_hours_of_the_week_are_those_of_the_wall() -> None:
    waits = waits_of([30, 90], [600])
    asked = ["2013-10-27T00:30Z", "2013-10-27T01:30Z", "2013-10-28T09:00Z"]  # clocks go back
    waits["asked"] = pd.to_datetime(asked).as_unit("us")
    found = response.week(waits, zone="Europe/London")
    assert found.shape[0] == 168
    assert found.loc[("sun", 1), "complaints"] == 2
    assert found.loc[("mon", 9), ["complaints", "answered"]].tolist() == [1, 0]
    assert found.loc[("sun", 1), "median"] == pd.Timedelta(minutes=30)
    assert found.loc[("sun", 1), "within_1h"] == 0.5
    assert found["complaints"].sum() == 3
    assert pd.isna(found.loc[("tue", 3), "median"])


def test_a_week_without_complaints_is_empty_and_has_all_its_hours() -> None:
    assert response.week(waits_of([], []), zone="UTC")["complaints"].sum() == 0


def test_groups_that_are_not_there_are_refused() -> None:
    waits = waits_of([1, 2], [])
    with pytest.raises(SchemaError, match="no column 'brand'"):
        response.summary(waits, by="brand")
    with pytest.raises(SchemaError, match="1 waits are in no group"):
        response.summary(waits, by=pd.Series({"0": "a"}))
    with pytest.raises(SchemaError, match="nothing to be compared"):
        response.compare(waits, by=pd.Series({"0": "a", "1": "a"}))
