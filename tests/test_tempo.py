"""Counts over time, peak and half-life."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import schema, shape, tempo
from casekit.errors import SchemaError
from tests.cascades import posts_of

START = pd.Timestamp("2013-09-03T09:00Z")


def stream(minutes: list[float]) -> pd.DataFrame:
    table = pd.DataFrame({"post": [f"p{i}" for i in range(len(minutes))]})
    table["at"] = START + pd.to_timedelta(minutes, unit="min")
    table["kind"] = "post"
    table["evidence"] = "archived"
    return schema.conform(table, schema.POSTS)


def test_half_of_a_hundred_posts_is_the_fiftieth() -> None:
    found = tempo.describe(stream([0.0] + [float(i) for i in range(1, 100)]))
    assert found["half_life"] == pd.Timedelta(minutes=49)
    assert found["total"] == 100


def test_half_of_each_cascade_is_the_lower_median_of_how_it_grew() -> None:
    posts = posts_of("a > b c d e; f > g h", minutes=7)
    posts.loc["c", "at"] = pd.NaT
    grown = shape.growth(posts)
    half = grown["after"].groupby(grown["root"]).quantile(0.5, interpolation="lower")
    for root in ("a", "f"):
        assert half[root] == tempo.describe(posts[grown["root"] == root])["half_life"]


def test_posts_without_a_time_are_counted_beside() -> None:
    posts = stream([0, 1, 2])
    posts.loc["p2", "at"] = pd.NaT
    found = tempo.describe(posts)
    assert (found["total"], found["unknown"]) == (2, 1)


def test_what_comes_after_the_end_of_observation_is_not_seen() -> None:
    end = START + pd.Timedelta(minutes=10)
    found = tempo.describe(stream([0, 1, 5, 600]), until=end)
    assert found["total"] == 3
    assert found["observed_until"] == end
    assert found["last"] == START + pd.Timedelta(minutes=5)


def test_the_peak_is_the_fullest_bin() -> None:
    found = tempo.describe(stream([0, 30.1, 30.2, 30.3, 60]))
    assert found["peak_count"] == 3
    assert found["peak_at"] == START + pd.Timedelta(minutes=30)


@given(st.lists(st.floats(0, 200_000), min_size=1, max_size=60))
def test_no_post_is_lost_in_the_bins_and_there_are_not_too_many(minutes: list[float]) -> None:
    counts = tempo.counts(stream(minutes))
    assert counts.to_numpy().sum() == len(minutes)
    assert len(counts) <= 122
    assert counts.index.is_monotonic_increasing


def test_a_single_post_has_a_tempo() -> None:
    found = tempo.describe(stream([0]))
    assert (found["peak_count"], found["half_life"]) == (1, pd.Timedelta(0))


def test_a_post_held_only_inside_another_does_not_stretch_the_clock() -> None:
    posts = stream([0, 5, 15])
    old = stream([-5_000_000]).rename(index={"p0": "old"})
    old["origin"] = pd.Categorical(["embedded"], dtype=posts["origin"].dtype)
    both = pd.concat([old, posts]).pipe(schema.conform, schema.POSTS)
    found = tempo.describe(both)
    assert (found["total"], found["embedded"]) == (3, 1)
    assert found["first"] == START
    assert found["half_life"] == pd.Timedelta(minutes=5)
    assert tempo.counts(both).to_numpy().sum() == 3


def test_the_summary_is_known_as_well_as_its_worst_post() -> None:
    posts = stream([0, 1])
    posts.loc["p1", "evidence"] = "simulated"
    assert tempo.describe(posts)[["counted", "evidence"]].tolist() == ["simulated"] * 2


def test_a_half_is_worked_out_and_a_count_is_not() -> None:
    assert tempo.describe(stream([0, 1]))[["counted", "evidence"]].tolist() == [
        "archived", "derived",
    ]  # fmt: skip


def test_nothing_to_count_is_not_told_as_posts_without_times() -> None:
    with pytest.raises(SchemaError, match="there are no posts to count"):
        tempo.counts(stream([0, 1]).iloc[:0])
