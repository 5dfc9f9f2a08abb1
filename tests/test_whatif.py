"""What would have followed an earlier answer."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import casekit as ck
from casekit import process, whatif
from casekit.errors import ClockError, EvidenceError, SchemaError
from casekit.process import Law
from casekit.reconstruct import Ensemble
from casekit.whatif.curves import damped
from casekit.whatif.effects import factors, left

Floats = NDArray[np.float64]
BEGUN = pd.Timestamp("2013-09-03T00:00Z").as_unit("us")


def storm(draws: int = 40, hours: int = 48) -> Ensemble:
    """Curves that rise from 0 to about 1,000 within two days, with figures at 6 h and 48 h."""
    grid = pd.date_range(BEGUN, periods=4 * hours + 1, freq="15min", name="at").as_unit("us")
    rise = 1 - np.exp(-np.arange(len(grid)) / 4 / 12)
    top = np.random.default_rng(1).uniform(900, 1100, draws)
    curves = pd.DataFrame(
        rise[:, None] * top, index=grid, columns=pd.RangeIndex(draws, name="draw")
    )
    when = [grid[24], grid[-1]]
    figures = pd.DataFrame(
        {"as_of": when, "earliest": when, "latest": when, "least": [300.0, 850.0],
         "most": [480.0, 1150.0], "used": True, "conflicts_with": ""},
        index=pd.Index(["six", "end"], name="figure"),
    )  # fmt: skip
    rows = pd.MultiIndex.from_product([figures.index, curves.columns], names=["figure", "draw"])
    values = np.concatenate([curves.loc[at].to_numpy() for at in when])
    held = pd.DataFrame({"at": np.repeat(when, draws), "value": values}, index=rows)
    return Ensemble(curves, figures, held, (BEGUN, BEGUN), "posts", "posts", "reconstructed", 1.1,
                    0, {})  # fmt: skip


def after(hours: float) -> pd.Timestamp:
    return BEGUN + pd.Timedelta(hours=hours)


class TestCurves:
    def test_no_effect_gives_back_the_same_bits(self) -> None:
        curves = storm()
        found = whatif.answer(curves, at=after(4), answered=after(24), effect=whatif.fixed(1))
        assert found.earlier.draws.equals(curves.draws)
        assert found.earlier.held.equals(curves.held)
        assert found.saved["unchanged"].eq(1).all()
        assert found.saved["worse"].eq(0).all()
        assert found.earlier.evidence == "simulated"
        assert found.actual is curves

    def test_harm_makes_more_and_help_makes_less(self) -> None:
        curves = storm()
        harmed = whatif.answer(curves, at=after(4), answered=after(24), effect=whatif.fixed(1.5))
        helped = whatif.answer(curves, at=after(4), answered=after(24), effect=whatif.fixed(0.5))
        assert (harmed.earlier.draws.iloc[-1] > curves.draws.iloc[-1]).all()
        assert (helped.earlier.draws.iloc[-1] < curves.draws.iloc[-1]).all()
        assert harmed.saved["worse"].eq(1).all()
        assert harmed.saved["count"].lt(0).all()

    def test_nothing_changes_before_the_earlier_answer(self) -> None:
        curves = storm()
        found = whatif.answer(curves, at=(after(4), after(6)), answered=after(24))
        early = curves.draws.index <= after(4)
        assert found.earlier.draws[early].equals(curves.draws[early])

    def test_closed_form_without_outside_and_without_handing_on(self) -> None:
        """Everything between the two answers is halved, nothing else changes."""
        curves = storm()
        half = whatif.fixed(0.5, outside=(0, 0), handed_on=(0, 0))
        found = whatif.answer(curves, at=after(4), answered=after(24), effect=half)
        between = curves.draws.loc[after(24)] - curves.draws.loc[after(4)]
        lost = curves.draws.iloc[-1] - found.earlier.draws.iloc[-1]
        np.testing.assert_allclose(lost, between / 2)
        assert found.saved.loc["end", "count"] == pytest.approx(between.median() / 2, rel=0.02)

    def test_what_came_from_outside_stays(self) -> None:
        curves = storm()
        outside = whatif.fixed(0.1, outside=(1, 1))
        found = whatif.answer(curves, at=after(4), answered=after(24), effect=outside)
        np.testing.assert_array_equal(found.earlier.draws, curves.draws)

    def test_handing_on_alone_follows_a_power_of_the_count(self) -> None:
        """With everything handed on, growth f per head gives N' = N0 (N/N0)^f, in small steps."""
        counts = np.linspace(100, 1000, 20_001)[:, None]
        one = np.ones(1)
        out = damped(counts, np.arange(20_001.0), start=0 * one, end=np.inf * one,
                     factor=0.5 * one, outside=0 * one, handed_on=one)  # fmt: skip
        assert out[-1, 0] == pytest.approx(100 * 10**0.5, rel=1e-3)

    def test_an_answer_within_a_step_takes_its_part_of_it(self) -> None:
        counts, one = np.array([[0.0], [100.0]]), np.ones(1)
        out = damped(counts, np.array([0.0, 4.0]), start=one, end=3 * one, factor=0 * one,
                     outside=0 * one, handed_on=0 * one)  # fmt: skip
        assert out[-1, 0] == 50

    @given(st.floats(0, 3), st.floats(0, 1), st.floats(0, 1), st.integers(0, 99))
    def test_a_count_never_falls(
        self, factor: float, outside: float, handed_on: float, seed: int
    ) -> None:
        rng = np.random.default_rng(seed)
        counts = np.sort(rng.uniform(0, 1e4, (30, 3)), axis=0)
        out = damped(counts, np.sort(rng.uniform(0, 100, 30)), start=rng.uniform(0, 50, 3),
                     end=rng.uniform(50, 100, 3), factor=np.full(3, factor),
                     outside=np.full(3, outside), handed_on=np.full(3, handed_on))  # fmt: skip
        assert (np.diff(out, axis=0) >= 0).all()
        assert (out >= 0).all()
        if factor <= 1:
            assert (out <= counts).all()

    def test_later_figures_do_not_bind_what_did_not_happen(self) -> None:
        found = whatif.answer(storm(), at=after(12), answered=after(24))
        figures = found.earlier.checkpoints
        assert figures.loc["six", ["least", "most"]].tolist() == [300, 480]
        assert figures.loc["end", ["least", "most"]].tolist() == [0, np.inf]

    def test_the_same_seed_gives_the_same_and_another_another(self) -> None:
        curves = storm()
        one, same, other = (
            whatif.answer(curves, at=after(4), answered=after(24), seed=seed) for seed in (0, 0, 1)
        )
        assert one.earlier.draws.equals(same.earlier.draws)
        assert one.saved.equals(same.saved)
        assert not one.earlier.draws.equals(other.earlier.draws)

    def test_saved_holds_each_draw_against_its_twin(self) -> None:
        found = whatif.answer(storm(200), at=after(4), answered=after(24))
        assert found.saved.index.tolist() == ["answer", "end"]
        count = found.actual.draws.iloc[-1] - found.earlier.draws.iloc[-1]
        row = found.saved.loc["end"]
        np.testing.assert_allclose(
            row[["count_low", "count", "count_high"]].astype(float),
            count.quantile([0.05, 0.5, 0.95]),
        )
        assert row["worse"] == pytest.approx(0.2, abs=0.01)
        share = count / found.actual.draws.iloc[-1]
        assert row["tenth"] == pytest.approx((share >= 0.1).mean())
        assert row["unchanged"] == pytest.approx(0.3, abs=0.01)
        assert found.saved["evidence"].eq("simulated").all()


ZERO = pd.Timestamp("2000-01-01T00:00Z").as_unit("us")
SPAN = 100_000.0
LAW = Law("exponential", branching=0.7, theta=1 / 1200, background=0.002)


def second(seconds: float) -> pd.Timestamp:
    return ZERO + pd.Timedelta(seconds=seconds)


def twins(
    seed: int, factor: float, *, at: float, answered: float, rate: float = LAW.background
) -> tuple[Floats, Floats]:
    """One spread with the answer at its time, and the same one with the earlier answer.

    Everybody who would pass it on without an answer is drawn with a place; with the answer in
    force those stay whose place is low enough, and those below them.
    """
    rng = np.random.default_rng(seed)
    most = max(1.0, factor)
    new = rng.uniform(0, SPAN, rng.poisson(rate * SPAN))
    late = early = np.ones(len(new), dtype=bool)
    times, lates, earlies = [new], [late], [early]
    while len(new):
        row = np.repeat(np.arange(len(new)), rng.poisson(LAW.branching * most, len(new)))
        born = new[row] + rng.exponential(1 / LAW.theta, len(row))
        place = rng.random(len(row)) * most
        late = late[row] & (place <= np.where(born >= answered, factor, 1))
        early = early[row] & (place <= np.where(born >= at, factor, 1))
        stays = (born < SPAN) & (late | early)
        new, late, early = born[stays], late[stays], early[stays]
        times.append(new)
        lates.append(late)
        earlies.append(early)
    every = np.concatenate(times)
    return (np.sort(every[np.concatenate(lates)]), np.sort(every[np.concatenate(earlies)]))


def ageing(seed: int) -> Floats:
    """One spread that people pass on less and less by themselves."""
    rng = np.random.default_rng(seed)
    new = rng.uniform(0, SPAN, rng.poisson(0.004 * SPAN))
    born = [new]
    while len(new):
        row = np.repeat(new, rng.poisson(1.4, len(new)))
        new = row + rng.exponential(600, len(row))
        new = new[(rng.random(len(new)) <= (1 + new / 5_000) ** -0.5) & (new < SPAN)]
        born.append(new)
    return np.sort(np.concatenate(born))


def fitted(seconds: Floats) -> process.Fit:
    return process.fit(process.stream(seconds), memory="exponential", window=(ZERO, second(SPAN)))


@pytest.fixture(scope="module")
def spread() -> process.Fit:
    return fitted(twins(1, 0.6, at=TestPosts.AT, answered=TestPosts.REAL)[0])


class TestPosts:
    AT, REAL = 15_000.0, 45_000.0

    def ask(self, posts: process.Fit, effect: whatif.Effect, **options: Any) -> whatif.Answer:
        return whatif.answer(posts, at=second(self.AT), answered=second(self.REAL), effect=effect,
                             draws=60, **options)  # fmt: skip

    def test_no_effect_gives_back_the_posts(self, spread: process.Fit) -> None:
        found = self.ask(spread, whatif.fixed(1))
        assert found.earlier.draws.equals(found.actual.draws)
        assert (found.actual.draws.iloc[-1] == len(spread.events.seconds)).all()

    def test_help_takes_posts_away_and_harm_adds_some(self, spread: process.Fit) -> None:
        helped, harmed = (self.ask(spread, whatif.fixed(f)) for f in (0.6, 1.2))
        assert (helped.earlier.draws <= helped.actual.draws).all(axis=None)
        assert (harmed.earlier.draws >= harmed.actual.draws).all(axis=None)
        assert helped.saved.loc["end", "worse"] == 0
        assert harmed.saved.loc["end", "worse"] > 0.9
        early = helped.actual.draws.index <= second(self.AT)
        assert helped.earlier.draws[early].equals(helped.actual.draws[early])

    @pytest.mark.parametrize("factor", [0.6, 1.2])
    def test_the_known_truth_lies_in_the_band(self, factor: float) -> None:
        """12 spreads with a twin: at a share of 0.9, 7 and fewer come by chance 4 in 1,000."""
        held = 0
        for seed in range(12):
            was, would = twins(seed, factor, at=self.AT, answered=self.REAL)
            row = self.ask(fitted(was), whatif.fixed(factor), seed=seed).saved.loc["end"]
            held += row["count_low"] <= len(was) - len(would) <= row["count_high"]
        assert held >= 8

    def test_the_effect_is_learnt_from_the_real_answer(self) -> None:
        """8 spreads: at a share of 0.95, 5 and fewer come by chance 6 in 1,000."""
        held = 0
        for seed in range(8):
            posts = twins(seed, 0.6, at=self.REAL, answered=self.REAL, rate=0.006)[0]
            effect = whatif.learn(fitted(posts), answered=second(self.REAL), moments=2)
            middle, error = effect.estimate or (np.nan, np.nan)
            held += abs(middle - np.log(0.6)) < 1.96 * error
            assert whatif.chances(effect)["helps"] > whatif.chances(whatif.Effect())["helps"]
        assert held >= 6

    def test_a_spread_that_fades_by_itself_is_not_taken_for_an_answer_that_helped(self) -> None:
        """Answers that change nothing seem to help; held against the moments before, they do not.

        Of four intervals of 0.95, two and fewer hold by chance 1 in 100.
        """
        helps, held, seeming = [], 0, 0
        for seed in range(4):
            posts = fitted(ageing(seed))
            effect = whatif.learn(posts, answered=second(self.REAL), moments=3)
            middle, error = effect.estimate or (np.nan, np.nan)
            rest, doubt = left((middle, error), effect.drift)
            seeming += middle + 1.96 * error < 0
            held += abs(rest) < 1.96 * doubt
            helps.append(whatif.chances(effect)["helps"])
        assert seeming >= 3
        assert held >= 3
        assert np.mean(helps) < 0.62

    def test_one_case_leaves_a_stated_doubt(self, spread: process.Fit) -> None:
        effect = whatif.learn(spread, answered=second(self.REAL), moments=2)
        assert effect.drift[1] >= 0.4

    def test_an_answer_that_nothing_can_be_held_against_is_refused(
        self, spread: process.Fit
    ) -> None:
        assert whatif.placebos(spread, answered=second(3_000)).empty
        with pytest.raises(EvidenceError, match=r"nothing to be held against.*state an effect"):
            whatif.learn(spread, answered=second(3_000))

    def test_a_spread_without_an_end_is_cut_and_said_so(self, spread: process.Fit) -> None:
        found = self.ask(spread, whatif.fixed(3.0))
        assert found.assumptions.loc["cut", "median"] > 0.9
        assert found.saved.loc["end", "worse"] == 1
        assert found.earlier.draws.iloc[-1].max() <= 2 * found.actual.draws.iloc[-1, 0]

    def test_posts_are_fitted_and_their_own_answer_learnt(self) -> None:
        archive = ck.load.posts(ck.load.sample("repost-storm.jsonl.gz"))
        posts = archive[~ck.schema.authored(archive, "example_org")]
        posts = posts[posts["at"] >= "2017-03-13T20:40Z"]
        real = "2017-03-14T08:34Z"
        found = whatif.answer(posts, at="2017-03-13T22:00Z", answered=real, draws=20)
        assert found.effect.estimate is not None
        assert found.effect.drift[1] >= 0.4
        assert found.actual.evidence == "archived"
        assert found.assumptions.loc["answered", "evidence"] == "archived"
        assert {"estimate", "placebo", "left", "branching"} <= set(found.assumptions.index)
        assert found.actual.draws.iloc[-1, 0] == len(posts)


class TestMoments:
    def test_a_later_answer_is_refused_with_a_cure(self) -> None:
        with pytest.raises(ClockError, match=r"not earlier than the real one.*Cure: give a time"):
            whatif.answer(storm(), at=after(25), answered=after(24))

    def test_a_real_answer_before_anything_was_counted_is_refused(self) -> None:
        with pytest.raises(ClockError, match=r"before anything was counted.*answered="):
            whatif.answer(storm(), at=after(4), answered=after(-1))

    def test_an_answer_before_anything_began_is_refused(self) -> None:
        with pytest.raises(ClockError, match="nothing yet to answer"):
            whatif.answer(storm(), at=after(-1), answered=after(24))

    def test_an_answer_after_the_end_is_refused(self) -> None:
        with pytest.raises(ClockError, match="have ended"):
            whatif.answer(storm(), at=after(48))

    def test_draws_in_which_the_answer_is_not_earlier_change_nothing(self) -> None:
        curves = storm()
        found = whatif.answer(curves, at=after(10), answered=(after(4), after(14)),
                              effect=whatif.fixed(0.5))  # fmt: skip
        same = (found.earlier.draws == curves.draws).all()
        assert same.mean() == pytest.approx(0.6, abs=0.05)

    def test_without_a_real_answer_it_holds_to_the_end(self) -> None:
        half = whatif.fixed(0.5, outside=(0, 0), handed_on=(0, 0))
        found = whatif.answer(storm(), at=after(4), effect=half)
        assert found.saved.index.tolist() == ["end"]
        growth = found.actual.draws.iloc[-1] - found.actual.draws.loc[after(4)]
        lost = found.actual.draws.iloc[-1] - found.earlier.draws.iloc[-1]
        np.testing.assert_allclose(lost, growth / 2)

    def test_the_real_answer_comes_from_the_case(self) -> None:
        case = ck.load.case("british-airways-2013")
        found = whatif.answer(storm(), at=after(4), case=case)
        row = case.events.loc[case.answer]
        assert found.answered == (row["earliest"], row["latest"])
        assert (
            found.answered
            == whatif.answer(storm(), at=after(4), case=case, answered=case.answer).answered
        )
        assert found.assumptions.loc["answered", "evidence"] == "documented"


class TestEffect:
    def test_default_holds_none_and_harm(self) -> None:
        assert whatif.chances(whatif.Effect()) == {"helps": 0.5, "none": 0.3, "harms": 0.2}

    def test_default_against_the_published_effects(self) -> None:
        """Reposts 46 % down after a note is in the strong sixth of the answers that help."""
        places = (np.arange(2000) + 0.5) / 2000
        helping = factors(whatif.Effect(none=0, harm=0), places, places)
        assert (helping < 1 - 0.457).mean() == pytest.approx(0.17, abs=0.01)
        assert (helping < 1 - 0.62).mean() == pytest.approx(0.03, abs=0.005)

    @given(st.floats(-1.5, 1.5), st.floats(0.05, 2))
    def test_an_estimate_updates_the_prior_as_bayes_says(self, found: float, error: float) -> None:
        """Against the same posterior by weighing draws of the prior."""
        n = 4001
        places = (np.arange(n) + 0.5) / n
        prior, learnt = whatif.Effect(), whatif.Effect(estimate=(found, error))
        chance = whatif.chances(learnt)
        kinds = {"helps": 0.0, "none": 0.6, "harms": 0.999}
        density = {
            kind: np.exp(
                -0.5 * ((np.log(factors(prior, np.full(n, u), places)) - found) / error) ** 2
            )
            for kind, u in kinds.items()
        }
        weight = {k: whatif.chances(prior)[k] * d.mean() for k, d in density.items()}
        total = sum(weight.values())
        for kind in kinds:
            assert chance[kind] == pytest.approx(weight[kind] / total, abs=0.02)

    def test_an_estimate_without_doubt_is_found_again(self) -> None:
        places = (np.arange(500) + 0.5) / 500
        sure = whatif.Effect(estimate=(np.log(0.6), 0.01))
        assert np.quantile(factors(sure, places, places), [0.05, 0.95]) == pytest.approx(
            [0.59, 0.61], abs=0.005
        )

    @pytest.mark.parametrize(
        "wrong",
        [{"none": 0.9, "harm": 0.2}, {"none": -0.1}, {"damping": 0}, {"outside": (0.5, 0.1)},
         {"handed_on": (0, 2)}, {"estimate": (0.0, 0.0)}, {"factor": -1}],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(SchemaError, match="cannot be"):
            whatif.Effect(**wrong)  # type: ignore[arg-type]

    def test_every_source_is_cited(self) -> None:
        found = whatif.answer(storm(), at=after(4), answered=after(24))
        named = {key for keys in found.assumptions["sources"] for key in keys.split()}
        assert named <= set(whatif.CITED)
        assert set(whatif.CITED) <= named
