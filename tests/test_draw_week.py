"""Waits on both clocks, by the hour of the week, and against what was open."""

import numpy as np
import pandas as pd
import pytest

from casekit import clock, draw, interact, response, schema
from casekit.errors import EvidenceError, SchemaError
from casekit.layout import survival as curves
from casekit.layout import week as squares
from tests.inked import faults, texts

HOURS = clock.Hours("Europe/London", "22:00", "06:00", days=("mon", "sun"))


def waits(count: int = 60) -> pd.DataFrame:
    draw_ = np.random.default_rng(4)
    asked = pd.Timestamp("2019-03-04T00:00Z") + pd.to_timedelta(
        draw_.integers(0, 7 * 1440, count), unit="min"
    )
    wait = pd.to_timedelta(draw_.exponential(200, count).round() + 1, unit="min")
    heard = draw_.random(count) < 0.7
    table = pd.DataFrame({"asked": asked, "wait": wait, "answered": heard, "evidence": "archived"})
    table["answered_at"] = (table["asked"] + wait).where(heard)
    table["open_wait"] = clock.open_time(table["asked"], table["asked"] + wait, HOURS)
    table["complaint"] = table.index.astype(str)
    return schema.conform(table, schema.WAITS)


def words(figure) -> str:
    return " | ".join(text for text, _ in texts(figure))


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_text_leaves_the_figures_or_overlaps_another(font, lang) -> None:
    made = waits()
    clocks, opened = response.survival(made), response.survival(made, column="open_wait")
    week = response.week(made, zone="Europe/London")
    for figure in (
        draw.survival(clocks, opened=opened, lang=lang, font=font, source="a sample"),
        draw.week(week, zone="Europe/London", hours=HOURS, lang=lang, font=font),
    ):
        assert faults(figure) == []


def test_both_clocks_are_told_apart_by_words_and_legend() -> None:
    made = waits()
    clocks, opened = response.survival(made), response.survival(made, column="open_wait")
    told = words(draw.survival(clocks, opened=opened))
    assert "on the clock: half waited" in told
    assert "in opening hours: half waited" in told
    assert "in opening hours (derived by rule)" in told
    figure = interact.survival(clocks, opened=opened, lang="de")
    named = [trace.name for trace in figure.data if trace.name]
    assert "auf der Uhr" in named
    assert "in der Öffnungszeit" in named
    alone = words(draw.survival(clocks))
    assert "on the clock" not in alone


def test_a_curve_of_groups_is_refused() -> None:
    made = waits()
    grouped = response.survival(made, by=made["asked"].dt.day_of_week)
    with pytest.raises(SchemaError, match="has groups"):
        draw.survival(grouped)


def test_the_median_of_the_picture_is_that_of_the_summary() -> None:
    made = waits()
    found = response.summary(made).iloc[0]
    low, half, high = curves.median(response.survival(made))
    assert half == found["median"].total_seconds()
    assert (low, high) == (found["median_low"].total_seconds(),
                           found["median_high"].total_seconds())  # fmt: skip


def test_each_hour_of_the_week_is_drawn_once_and_darker_is_longer() -> None:
    week = response.week(waits(), zone="Europe/London")
    figure = interact.week(week, zone="Europe/London")
    drawn = sum(
        len(t.x) for t in figure.data if t.x is not None and len(t.x) and t.x[0] is not None
    )
    assert drawn == (week["complaints"] > 0).sum()
    greys = [sum(int(color[n : n + 2], 16) * w for n, w in ((1, 0.299), (3, 0.587), (5, 0.114)))
             for _, color in squares.STEPS]  # fmt: skip
    assert greys == sorted(greys, reverse=True)


def test_hours_over_midnight_are_open_on_both_days() -> None:
    from casekit.language import of
    from casekit.layout.lanes import Box

    week = response.week(waits(), zone="Europe/London")
    made = squares.plan(week, HOURS, sheet=Box(0, 0, 24, 7), speak=of("en"))
    assert sorted((round(a), round(b), round(low)) for a, b, low, _ in made.open) == [
        (0, 6, 5), (22, 24, 0), (22, 24, 6),
    ]  # fmt: skip


def test_a_week_in_which_nobody_asked_is_refused() -> None:
    week = response.week(waits().iloc[:0], zone="UTC")
    with pytest.raises(SchemaError, match="no complaint"):
        draw.week(week, zone="UTC")
    with pytest.raises(EvidenceError):
        draw.week(response.week(waits(), zone="UTC").drop(columns="evidence"), zone="UTC")
