"""The exam of reconstructions, and the judge: both must be able to fail a model."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from typer.testing import CliRunner

from casekit import archives, load
from casekit.cli import app
from casekit.errors import CasekitError, EvidenceError, SchemaError
from casekit.reconstruct.judgement import answered, judged, summary
from casekit.reconstruct.protocol import LEVELS, Cascade, Exam, cascades, exam, exams
from casekit.reconstruct.rivals import RIVALS, learn
from casekit.reconstruct.validation import reconstructed, taken, validation
from casekit.reconstruct.withheld import withheld


def cascade(seed: int = 0, size: int = 400) -> Cascade:
    """Waits since the original as heavy-tailed as those of reposts."""
    rng = np.random.default_rng(seed)
    return Cascade(np.sort(600 * rng.pareto(0.8, size)))


def posts(times: dict[str, list[float]]) -> pd.DataFrame:
    start = pd.Timestamp("2012-03-01T10:00Z")
    rows = [
        (root if n == 0 else f"{root}-{n}", root, start + pd.Timedelta(seconds=second))
        for root, seconds in times.items()
        for n, second in enumerate([0.0, *seconds])
    ]
    return pd.DataFrame(rows, columns=["post", "root", "at"]).set_index("post")


def believed(spread: float, width: float):
    """A model that is told the truth with noise of `spread`, and believes it to be `width`.

    Where the two are equal its bands hold the truth exactly as often as they say.
    """

    def answer(asked: Exam) -> pd.DataFrame:
        rng = np.random.default_rng(int(asked.hidden["truth"].sum()))
        truth = np.log10(asked.hidden["truth"].to_numpy())
        middle = truth + rng.normal(0, spread, len(truth))
        given = middle[:, None] + width * stats.norm.ppf(LEVELS)[None, :]
        return pd.DataFrame(10**given, asked.hidden.index, list(LEVELS))

    return answer


def raised(found: list[Exam]) -> list[Exam]:
    """Lift all counts by nine decades, so that no band is cut at the one original."""
    return [replace(e, hidden=e.hidden.assign(truth=e.hidden["truth"] * 1e9)) for e in found]


@pytest.fixture(scope="module")
def sat() -> list[Exam]:
    return list(exams([cascade(seed) for seed in range(150)]))


# The protocol


def test_only_cascades_that_can_serve_are_taken() -> None:
    steps = list(range(1, 101))
    found = cascades(posts({
        "long": steps, "short": steps[:99],
        "at once": [*steps[:84], *[500] * 16], "just not": [*steps[:85], *[500] * 15],
    }))  # fmt: skip
    assert [len(one.seconds) for one in found] == [100, 100]
    assert [one.seconds[-1] for one in found] == [100, 500]


def test_posts_before_their_original_or_without_time_are_left_out() -> None:
    table = posts({"a": [-5.0, *range(1, 102)]})
    table.loc["a-7", "at"] = pd.NaT
    (found,) = cascades(table)
    assert len(found.seconds) == 100
    assert found.seconds[0] == 1
    assert found.start == pd.Timestamp("2012-03-01T10:00Z")


def test_an_archive_that_is_cut_says_nothing_beyond() -> None:
    table = posts({"a": list(range(1, 131)), "b": list(range(1, 121))})
    assert [one.until for one in cascades(table)] == [np.inf, np.inf]
    assert [one.until for one in cascades(table, cap=125)] == [130, np.inf]
    cut = cascades(table, cut=pd.Timedelta(seconds=110))
    assert [(len(one.seconds), one.until) for one in cut] == [(110, 110), (110, 110)]
    for one in exams(cut):
        last = one.checkpoints["as_of"].iloc[-1]
        after = one.hidden[one.hidden["part"] == "after"]
        assert (after.index > last).all()
        assert (after.index <= cut[0].start + pd.Timedelta(seconds=110)).all()


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 8))
def test_what_is_shown_is_true_and_what_is_hidden_lies_in_the_hull(seed: int, shown: int) -> None:
    one = cascade(seed, 150)
    made = exam(one, checkpoints=shown, rng=np.random.default_rng(seed))
    assert made is not None
    table = made.checkpoints
    assert len(table) == shown
    counts = one.count((table["as_of"] - one.start).dt.total_seconds().to_numpy() + 1e-6)
    assert ((table["low"] <= counts) & (counts <= table["high"])).all()
    assert 0.03 * 151 <= counts[0] <= 0.15 * 151 + 1
    assert 0.85 * 151 <= counts[-1] <= 0.98 * 151 + 1
    hidden = made.hidden
    assert hidden["part"].value_counts().to_dict() == {"between": 12, "before": 4, "after": 4}
    assert hidden.index.is_monotonic_increasing
    assert (hidden["low"] <= hidden["truth"]).all()
    assert (hidden["truth"] <= hidden["high"]).all()


def test_exams_are_the_same_whatever_cascades_come_after() -> None:
    some = [cascade(seed) for seed in range(4)]
    for one, other in zip(exams(some), exams(some[:2]), strict=False):
        pd.testing.assert_frame_equal(one.hidden, other.hidden)
        pd.testing.assert_frame_equal(one.checkpoints, other.checkpoints)


def test_a_sixfold_jump_is_a_burst_and_a_steady_stream_is_none() -> None:
    steady = np.linspace(60, 36_000, 400)
    jump = np.sort(np.concatenate([steady, np.linspace(15_000, 15_600, 300)]))
    assert [one.burst for one in exams([Cascade(steady), Cascade(jump)])] == [False, True]


def test_one_figure_is_no_exam() -> None:
    with pytest.raises(SchemaError, match="checkpoints is 1"):
        exam(cascade(), checkpoints=1, rng=np.random.default_rng(0))


# The judge


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95])
def test_a_model_that_is_right_about_itself_gets_its_nominal_coverage(
    sat: list[Exam], level: float
) -> None:
    table = judged(raised(sat), believed(0.1, 0.1), level=level)
    row = table.loc["between"]
    assert row["n"] == 12 * 150
    assert row["covered"] == pytest.approx(level, abs=3.5 * np.sqrt(level * (1 - level) / row["n"]))
    # a normal band is 2 z sigma wide
    assert row["mean_width_log10"] == pytest.approx(0.2 * stats.norm.ppf((1 + level) / 2))


def test_a_band_that_is_too_narrow_is_told() -> None:
    found = raised(list(exams([cascade(seed) for seed in range(150)])))
    table = judged(found, believed(0.1, 0.05))
    assert table["covered"].loc["between"] == pytest.approx(
        2 * stats.norm.cdf(stats.norm.ppf(0.95) / 2) - 1, abs=0.04
    )
    honest = judged(found, believed(0.1, 0.1))
    assert (table["interval_score"] > honest["interval_score"]).all()
    assert (judged(found, believed(0.1, 0.3))["interval_score"] > honest["interval_score"]).all()


def test_the_score_is_the_width_and_twenty_times_the_miss() -> None:
    rows = pd.DataFrame({
        "cascade": [0, 0, 1], "exam": [0, 0, 1], "part": "between", "burst": [True, True, False],
        "truth": [100.0, 1000.0, 10.0], "low": 10.0, "high": 1000.0,
    })  # fmt: skip
    band = dict.fromkeys(LEVELS, 100.0) | {0.05: 10.0, 0.025: 10.0, 0.95: 100.0, 0.975: 100.0}
    row = summary(rows.assign(**{"x": 0}).join(pd.DataFrame([band] * 3))).loc["between"]
    # widths 1, 1, 1; misses 0, 1 decade, 0
    assert row["interval_score"] == pytest.approx((1 + 21 + 1) / 3)
    assert (row["covered"], row["covered_bursts"], row["whole"]) == (2 / 3, 1 / 2, 1 / 2)
    assert (row["hull_width_log10"], row["bursts"], row["cascades"]) == (2.0, 1, 2)


def test_the_error_of_a_share_counts_cascades_and_not_times() -> None:
    """Twelve times of a cascade that are all in or all out tell as much as one."""
    held = np.repeat(np.arange(100) % 2 == 0, 12)
    rows = pd.DataFrame({
        "cascade": np.repeat(np.arange(100), 12), "exam": 0, "part": "between", "burst": False,
        "truth": np.where(held, 10.0, 1000.0), "low": 1.0, "high": 1e4,
    })  # fmt: skip
    rows = rows.join(pd.DataFrame({level: [10.0] * 1200 for level in LEVELS}))
    row = summary(rows).loc["between"]
    assert row["covered_se"] == pytest.approx(0.5 / np.sqrt(99))


def test_answers_that_are_none_are_refused(sat: list[Exam]) -> None:
    right = believed(0.1, 0.1)
    for wrong, says in (
        (lambda e: right(e).iloc[1:], "an answer has 19 rows"),
        (lambda e: right(e)[[0.05, 0.95]], "columns"),
        (lambda e: right(e) * np.nan, "no numbers"),
        (lambda e: right(e).iloc[:, ::-1].set_axis(list(LEVELS), axis=1), "that cross"),
    ):
        with pytest.raises(SchemaError, match=says):
            answered(sat[:1], wrong)
    with pytest.raises(SchemaError, match=r"level is 0\.7"):
        judged(sat[:1], right, level=0.7)


# The rivals


@pytest.mark.parametrize("name", list(RIVALS))
def test_rivals_hold_what_they_promise_on_cascades_like_those_they_learnt_from(name: str) -> None:
    known = exams([cascade(seed) for seed in range(100)])
    fresh = exams([cascade(seed) for seed in range(1000, 1060)])
    table = judged(fresh, learn(name, known))
    assert ((table["covered"] - 0.9).abs() < 4 * table["covered_se"] + 0.03).all()
    assert table["mean_width_log10"]["between"] < table["hull_width_log10"]["between"]


def test_rivals_learn_nothing_from_the_exam_that_they_sit(sat: list[Exam]) -> None:
    """Another truth under the same figures changes no answer."""
    rival = learn("line", sat[:50])
    other = replace(sat[60], hidden=sat[60].hidden.assign(truth=1.0))
    pd.testing.assert_frame_equal(rival(sat[60]), rival(other))


# Our own


def test_archives_that_stop_are_asked_nothing_beyond() -> None:
    table = posts({"a": list(range(1, 121))})
    report = archives.Report(
        source="x", format="cascade-paths", files=1, records=0, accepted=0, duplicates=0,
        rejected=0, embedded=0, unknown=0, problems=[], warnings=[],
    )  # fmt: skip
    (one,) = taken(archives.Reading(table, table, report))
    assert (one.until, one.zone) == (86_400, "Asia/Shanghai")


def test_what_answers_is_shown_only_what_is_shown() -> None:
    made = next(exams([cascade(3)]))
    answer = reconstructed(draws=20)
    first = answer(made)
    blind = replace(made, hidden=made.hidden.assign(truth=0.0, low=0.0, high=0.0))
    pd.testing.assert_frame_equal(first, answer(blind))


def test_the_table_has_a_row_for_each_source_and_part() -> None:
    known = [cascade(seed, 150) for seed in range(2)]
    table = validation({"one": known[:1], "two": known}, checkpoints=3, draws=10)
    assert table.index.tolist() == [
        (name, 3, part) for name in ("one", "two") for part in ("before", "between", "after")
    ]
    assert table["exams"].tolist() == [50] * 6
    assert (table["covered_50"] <= table["covered_80"]).all()
    assert (table["covered_80"] <= table["covered"]).all()
    assert (table["covered"] + table["below"] + table["above"]).to_numpy() == pytest.approx(1)
    assert table["line_covered"].between(0, 1).all()
    with pytest.raises(EvidenceError, match="no cascade of none has 100 posts"):
        validation({"none": []})


def test_documented_series_are_judged_by_what_was_withheld() -> None:
    table = withheld([load.case("o2-2011")], rounds=2, draws=20)
    row = table.loc[("o2-2011 site-reports", 4, "between")]
    assert 0 < row["figures"] <= row["n"] <= 2 * 5
    assert row["covered"] >= row["middle"]
    with pytest.raises(EvidenceError, match="no case has a series of 6 dated figures"):
        withheld([load.case("british-airways-2013")])


# The command


def test_the_command_says_what_it_needs() -> None:
    sample = str(load.sample("cascade-events.csv"))
    for options, says in (
        ([], "choose --rules or --reconstruction"),
        (["--rules", "--reconstruction"], "choose --rules or --reconstruction"),
        (["--rules"], "name one: --archive PATH"),
        (["--reconstruction", "--archive", sample], "use an archive of cascades of 100 reposts"),
        (["--reconstruction", "--checkpoints", "1"], "show two figures or more"),
    ):
        with pytest.raises(CasekitError, match=says):
            CliRunner().invoke(app, ["validate", *options], catch_exceptions=False)


def test_the_command_prints_a_row_for_each_part(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    path = tmp_path / "reposts.csv"
    seconds = np.concatenate([[0.0], np.sort(600 * rng.pareto(0.8, 150))]).round(3)
    table = pd.DataFrame({"relative_time_second": seconds, "number_of_followers": 10})
    table.to_csv(path, index=False)
    options = ["validate", "--reconstruction", "--archive", str(path), "--draws", "10", "--json"]
    rows = json.loads(CliRunner().invoke(app, options, catch_exceptions=False).stdout)
    assert [(row["source"], row["part"]) for row in rows] == [
        ("reposts", part) for part in ("before", "between", "after")
    ]
    assert {"n", "nominal", "covered", "mean_width_log10", "interval_score",
            "covered_bursts"} <= set(rows[0])  # fmt: skip
    assert rows[1]["exams"] == 50
    assert rows[1]["line_covered"] is None
