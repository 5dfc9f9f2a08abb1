"""Crowds: what each post stands for, against published values, closed forms and their own draw."""

import dataclasses
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

import casekit as ck
from casekit import reconstruct, schema, spread
from casekit.cases import crowds
from casekit.errors import CatalogueError, EvidenceError, ReadError, SchemaError
from casekit.reconstruct import Ensemble, followers, parents
from casekit.reconstruct.documented import shocks_of

ROUND = re.compile(r"[125]0*")


@cache
def curves(slug: str, series: str | None = None) -> Ensemble:
    return reconstruct.documented(ck.load.case(slug), series, draws=12)


@cache
def drawn(slug: str, series: str, **options: object) -> pd.DataFrame:
    return reconstruct.crowd(curves(slug, series), ck.load.case(slug), **options)  # type: ignore


CROWDS = [
    ("o2-2011", "site-reports"), ("british-airways-2013", "mashable-story"),
    ("united-guitars-2009", "first-video-views"), ("nestle-kitkat-2010", "mails-to-nestle"),
]  # fmt: skip
every_crowd = pytest.mark.parametrize(("slug", "series"), CROWDS)


def test_followers_have_the_published_quantiles() -> None:
    # Bruner, O'Reilly Radar, December 2013: median 61, 1,000 at the 96th, 3,000 at the 99th.
    assert followers.quantile([0.5, 0.96, 0.99]) == pytest.approx([61, 1_000, 3_000])
    sample = followers.quantile(np.random.default_rng(0).random(100_000))
    assert np.quantile(sample, [0.5, 0.96, 0.99]) == pytest.approx([61, 1_000, 3_000], rel=0.06)
    assert (sample.min() >= 0, sample.max() <= 1_000_000) == (True, True)


def test_the_tail_of_followers_is_the_published_power_law() -> None:
    rare = np.array([5e-3, 1e-3, 1e-4])
    slope = np.diff(np.log(rare)) / np.diff(np.log(followers.quantile(1 - rare)))
    assert slope == pytest.approx([-(2.016 - 1)] * 2, rel=1e-4)


def test_followers_rise_with_their_share() -> None:
    assert (np.diff(followers.quantile(np.linspace(0, 1, 5_001))) >= 0).all()


def test_a_post_is_shown_to_the_published_share() -> None:
    sizes = np.array([1_000, 100_000, 1_000_000, 5_050_000, 10_000_000, 40_000_000])
    shares = followers.seen(sizes) / sizes
    assert shares == pytest.approx([0.15, 0.15, 0.141818, 0.105, 0.06, 0.06], abs=5e-7)
    assert followers.seen(302_000) == pytest.approx(44_745, abs=0.5)


def test_the_memory_is_that_of_seismic() -> None:
    whole = 300 + 300 / 0.2314843
    for seconds, beyond in [(60, 0.962406), (300, 0.812028), (3_600, 0.456833), (21_600, 0.301736),
                            (86_400, 0.218907)]:  # fmt: skip
        passed = integrate.quad(
            lambda s: parents.memory(np.array([s]))[0], 0, seconds, points=[300], limit=500
        )[0]
        assert 1 - passed / whole == pytest.approx(beyond, abs=1e-6)


def test_reactions_drawn_for_a_known_process_are_as_fast_as_seismic_says() -> None:
    rng = np.random.default_rng(7)
    theta, held = 0.2314843, 0.2314843 / 1.2314843  # share of the memory in its first 300 s

    def delays(size: int) -> np.ndarray:
        u = rng.random(size)
        late = 300 * ((1 - u) / (1 - held)) ** (-1 / theta)
        return np.where(u < held, 300 * u / held, late)

    born = [delays(1_500)]  # the root passes on 1,500 times, each of the others 0.4 times
    while len(born[-1]):
        again = np.repeat(born[-1], rng.poisson(0.4, len(born[-1])))
        born.append(again + delays(len(again)))
    at = np.concatenate([[0.0], np.sort(np.concatenate(born))])
    at = at[at < 1e9].astype(np.int64)
    at[1:] = np.maximum(at[1:], 1)
    audience = np.full(len(at), 0.4)
    audience[0] = 1_500
    above = parents.drawn(at, audience, rule="reaction", seed=1)
    waited = (at[1:] - at[above[1:]]).astype("float64")

    def done(s: np.ndarray) -> np.ndarray:
        early = held * np.minimum(s, 300) / 300
        return np.where(s < 300, early, 1 - (1 - held) * (np.maximum(s, 300) / 300) ** -theta)

    found = stats.kstest(waited, done)
    assert len(waited) > 2_000
    assert found.statistic < 1.95 / np.sqrt(len(waited))


@every_crowd
def test_the_running_sum_is_the_draw(slug: str, series: str) -> None:
    ensemble, posts = curves(slug, series), drawn(slug, series, draw=3)
    ours = posts[posts["stands_for"] > 0]
    total = ours["brings"].cumsum().to_numpy(dtype="float64")
    curve = ensemble.draws[3]
    grid = curve.index.as_unit("us").asi8 / 1e6
    second = np.array([-1.0, 1.0])[:, None] + pd.DatetimeIndex(ours["at"]).asi8 / 1e6
    before, after = np.interp(second, grid, curve.to_numpy())
    first = ours["at"] == posts["at"].iloc[0] + pd.Timedelta(seconds=1)
    assert ((total >= before - 1) & ((total <= after + 1) | first)).all()


@every_crowd
def test_parents_are_earlier_and_of_the_crowd(slug: str, series: str) -> None:
    posts = drawn(slug, series, draw=3)
    schema.check(posts, schema.POSTS)
    events = posts["stands_for"].eq(0).to_numpy(dtype=bool)
    assert (posts["parent"].isna().to_numpy() == events).all()
    assert posts.index[events].tolist() == posts.loc[events, "root"].tolist()
    waited = posts["at"] - posts["parent"].map(posts["at"])
    assert bool((waited.dropna() > pd.Timedelta(0)).all())
    above = posts["parent"].map(posts["root"]).dropna()
    assert above.tolist() == posts.loc[above.index, "root"].tolist()
    edges = spread.edges(posts, rule="reported")
    assert set(edges["evidence"]) == {"reconstructed"}
    assert len(edges) == int((~events).sum())


@every_crowd
def test_documented_events_stand_within_their_bounds(slug: str, series: str) -> None:
    posts, case = drawn(slug, series, draw=3), ck.load.case(slug)
    asked = case.series.loc[series]
    for event in posts.index[posts["stands_for"] == 0]:
        if event == asked["origin"] or event == series:
            low, high = asked["earliest"], asked["latest"]
        else:
            assert event in asked["shocks"].split()
            low, high = case.events.loc[event, ["earliest", "latest"]]
        assert low.floor("s") <= posts.loc[event, "at"] <= high


@every_crowd
def test_nobody_is_named_and_nothing_is_quoted(slug: str, series: str) -> None:
    posts = drawn(slug, series)
    assert posts["name"].dropna().str.fullmatch(r"account \d+").all()
    assert posts["text"].str.startswith("Placeholder").all()
    assert set(posts["evidence"]) == {"reconstructed"}
    assert posts["account"].is_unique
    assert posts["impressions"].isna().all()


@every_crowd
def test_a_round_number_of_acts_and_few_posts(slug: str, series: str) -> None:
    posts = drawn(slug, series, most=300)
    ours = posts[posts["stands_for"] > 0]
    assert len(ours) <= 300
    assert (ours["stands_for"] == ours["stands_for"].iloc[0]).all()
    assert ROUND.fullmatch(str(ours["stands_for"].iloc[0]))
    if series == "first-video-views":
        assert ours["brings"].max() <= 0.021 * ours["brings"].sum()
    else:
        assert ours["brings"].equals(ours["stands_for"].rename("brings"))


@settings(max_examples=12, deadline=None, phases=[Phase.generate])
@given(draw=st.integers(0, 11), most=st.integers(10, 400), rule=st.sampled_from([*parents.RULES]),
       seed=st.integers(0, 9))  # fmt: skip
def test_any_draw_any_size_any_rule(draw: int, most: int, rule: str, seed: int) -> None:
    case = ck.load.case("o2-2011")
    posts = reconstruct.crowd(curves("o2-2011"), case, draw=draw, most=most, rule=rule, seed=seed)
    ours = posts[posts["stands_for"] > 0]
    assert 1 <= len(ours) <= most
    assert posts["at"].is_monotonic_increasing
    assert bool((ours["at"] > ours["parent"].map(posts["at"])).all())
    again = reconstruct.crowd(curves("o2-2011"), case, draw=draw, most=most, rule=rule, seed=seed)
    pd.testing.assert_frame_equal(posts, again)


def test_seed_and_draw_change_a_crowd() -> None:
    first = drawn("o2-2011", "site-reports", most=200)
    assert not first["at"].equals(drawn("o2-2011", "site-reports", most=200, draw=1)["at"])
    other = drawn("o2-2011", "site-reports", most=200, seed=1)
    assert not first["followers"].equals(other["followers"])


def test_research_curves_have_one_beginning_and_need_no_case() -> None:
    posts = reconstruct.crowd(reconstruct.example(), most=80)
    assert (posts["root"] == posts.index[0]).all()
    assert posts.index[0] == "beginning"
    assert posts["text"].iloc[1].startswith("Placeholder (acts: ")


@pytest.mark.parametrize("most", [10, 50, 2_000])
def test_views_of_any_size_find_their_audiences(most: int) -> None:
    posts = reconstruct.crowd(reconstruct.example(), most=most)
    ours = posts[posts["stands_for"] > 0]
    assert len(ours) <= most
    assert int(ours["brings"].sum()) == pytest.approx(77_000, rel=0.15)


def test_a_german_case_speaks_german() -> None:
    case = ck.load.case("o2-2011", lang="de")
    posts = reconstruct.crowd(reconstruct.documented(case, draws=2), case, most=50)
    assert posts["text"].iloc[-1].startswith("Platzhalter (Meldungen auf der Protestseite: ")
    assert posts["name"].dropna().iloc[0] == "Konto 1"


def test_what_was_assumed_is_listed() -> None:
    table = reconstruct.crowd_assumptions(drawn("united-guitars-2009", "first-video-views"))
    wanted = {"share of the followers that see a post", "parent of a post", "accounts"}
    assert wanted <= {*table["assumption"]}
    acts = reconstruct.crowd_assumptions(drawn("o2-2011", "site-reports"))
    assert acts.loc[0, ["assumption", "value"]].tolist() == ["acts that a post stands for", "5"]


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"draw": 99}, SchemaError, "no draw 99. Cure: give one of 0 to 11"),
        ({"most": 9}, SchemaError, "most is 9. Cure: give a whole number of 10"),
        ({"rule": "follows"}, SchemaError, "no rule 'follows' for a crowd. Cure: use one of decay"),
    ],
)
def test_what_cannot_be_is_refused(
    options: dict[str, object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=re.escape(words)):
        drawn("o2-2011", "site-reports", **options)


def test_bought_impressions_are_no_crowd() -> None:
    case = ck.load.case("british-airways-2013")
    with pytest.raises(EvidenceError, match="no crowd may be drawn of 'promoted-tweet'"):
        reconstruct.crowd(curves("british-airways-2013"), case)


def test_curves_of_another_case_are_refused() -> None:
    with pytest.raises(EvidenceError, match="not of united-guitars-2009"):
        reconstruct.crowd(curves("o2-2011"), ck.load.case("united-guitars-2009"))


def test_stands_and_unknown_series_have_no_curve() -> None:
    case = ck.load.case("nestle-kitkat-2010")
    with pytest.raises(EvidenceError, match="'page-fans' of nestle-kitkat-2010 does not add up"):
        reconstruct.documented(case, "page-fans")
    with pytest.raises(CatalogueError, match="did you mean 'vimeo-upload'"):
        reconstruct.documented(case, "vimeo-uploads")


@pytest.mark.parametrize("rule", [*parents.RULES])
def test_assumptions_speak_german(rule: str) -> None:
    posts = drawn("o2-2011", "site-reports")
    german = reconstruct.crowd_assumptions(posts, rule=rule, lang="de")
    english = reconstruct.crowd_assumptions(posts, rule=rule)
    assert not german["assumption"].isin(english["assumption"]).any()
    assert german["source"].str.len().gt(0).all()


def test_curves_say_what_they_are_of_and_who_says_when_it_began() -> None:
    model = curves("o2-2011").model
    assert (model["case"], model["series"], model["origin"]) == (
        "o2-2011", "site-reports", "site-launch"
    )  # fmt: skip
    assert "sz-2011" in model["sources"].split()
    assert (
        curves("nestle-kitkat-2010", "mails-to-nestle").model["sources"]
        == "greenreading-2010-03-20"
    )


def test_shocks_without_bounds_have_those_of_their_day() -> None:
    case = ck.load.case("o2-2011")
    events = case.events.assign(
        earliest=case.events["earliest"].mask(case.events.index == "dapd-report")
    )
    changed = dataclasses.replace(case, events=events)
    window = shocks_of(changed, "site-reports").loc["dapd-report"]
    assert window["earliest"] == pd.Timestamp("2011-11-20T23:00Z")
    assert window["latest"] == pd.Timestamp("2011-11-21T23:00Z")


def test_a_damaged_crowd_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    source = ck.load.case("o2-2011").path
    folder = tmp_path / "o2-2011"
    folder.mkdir()
    (folder / "case.yaml").write_bytes(source.read_bytes())
    case = ck.load.case(folder)
    with pytest.raises(CatalogueError, match="no crowd comes with o2-2011"):
        ck.load.posts(case)
    (folder / crowds.FOLDER).mkdir()
    path = folder / crowds.FOLDER / crowds.FILE
    path.write_text("post,at\na,2011-11-12T00:00:00Z\n", encoding="utf-8")
    with pytest.raises(ReadError, match="no crowd can be read"):
        ck.load.posts(case)
    path.write_text(
        "post,at,kind,parent,root,followers,stands_for,brings\n"
        "x,2011-11-12T00:00:00Z,post,,x,,0,0\n",
        encoding="utf-8",
    )
    with pytest.raises(ReadError, match="root 'x' is no event"):
        ck.load.posts(case)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_pictures_of_a_crowd_say_that_it_was_drawn(lang: str) -> None:
    posts = ck.load.posts(ck.load.case("o2-2011", lang=lang)).iloc[:60]
    edges = ck.spread.edges(posts, rule="reported")
    spread = ck.draw.spread(posts, edges, source="-", lang=lang)
    reach = ck.draw.reach(ck.reach.curve(posts), lang=lang)
    assert {"en": "could have been", "de": "denkbaren"}[lang] in spread.title
    assert {"en": "Stand-ins", "de": "Platzhalter"}[lang] in reach.title
