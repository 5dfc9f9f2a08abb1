"""Waits on both clocks, by the hour of the week, and against what was open."""

import numpy as np
import pandas as pd
import pytest

from casekit import clock, draw, interact, language, load, response, schema, tell
from casekit.errors import CatalogueError, EvidenceError, SchemaError
from casekit.layout import openings
from casekit.layout import survival as curves
from casekit.layout import week as squares
from casekit.layout.lanes import Box
from tests.inked import faults, texts
from tests.week import DESK, text

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
    return " | ".join(line for line, _ in texts(figure))


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
    assert "Opening hours" not in told
    said = words(draw.survival(clocks, opened=opened, hours=HOURS))
    assert "Opening hours: Monday and Sunday, 22:00 to 06:00, London time." in said.replace(
        " | ", " "
    )
    alone = words(draw.survival(clocks))
    assert "on the clock" not in alone


def test_opening_hours_are_told_with_days_holidays_and_source() -> None:
    desk = clock.Hours("Europe/Berlin", "08:00", "20:00", country="DE", region="BY", source="s-1",
                       exceptions={pd.Timestamp("2019-03-05").date(): None})  # fmt: skip
    assert squares.open_hours(desk, language.of("de")) == (
        "Öffnungszeiten: Montag bis Freitag, 08:00 bis 20:00 Uhr, Ortszeit Berlin. An Feiertagen "
        "(DE-BY) ist geschlossen. Tage mit eigenen Zeiten: 1. Beleg der Zeiten: s-1."
    )
    every = clock.Hours("UTC", days=clock.DAYS)
    assert squares.open_hours(every, language.of("en")) == (
        "Opening hours: Monday to Sunday, 09:00 to 17:00, UTC."
    )


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
        (0, 6, 5), (0, 6, 6), (22, 24, 0), (22, 24, 6),
    ]  # fmt: skip


def test_what_came_while_it_was_shut_is_counted() -> None:
    made = waits()
    local = made["asked"].dt.tz_convert("Europe/London")
    nine_to_five = clock.Hours("Europe/London")
    inside = local.dt.hour.between(9, 16) & (local.dt.day_of_week < 5)
    week = response.week(made, zone="Europe/London")
    figure = draw.week(week, zone="Europe/London", hours=nine_to_five)
    shut = int((~inside).sum())
    assert figure.title == f"{shut} of 60 complaints came while the desk was shut"
    half_past = clock.Hours("Europe/London", "09:30")
    assert "came on" in draw.week(week, zone="Europe/London", hours=half_past).title


def test_the_sample_is_what_its_script_writes() -> None:
    import gzip

    written = gzip.decompress(load.sample("customer-care-week.csv.gz").read_bytes())
    assert written.decode() == text()
    posts = load.posts(load.sample("customer-care-week.csv.gz"))
    found = response.summary(response.times(posts, by=DESK)).loc["all"]
    assert found["n"] == posts["role"].isna().sum()
    assert found["answered"] == posts["role"].eq("organisation").sum()


def test_waits_are_told_in_both_languages_and_say_what_they_do_not_know() -> None:
    made = waits()
    summary = response.summary(made, horizon="2D")
    silent = made.assign(answered=pd.array([False] * len(made), "boolean"))
    opened = response.summary(silent, horizon="90D", column="open_wait")
    english, german = (tell.waits(summary, opened=opened, lang=lang).text for lang in ("en", "de"))
    assert "in opening hours" in english
    assert "in der Öffnungszeit" in german
    assert "95" in english.split("±")[1].split("</td>")[0]
    assert "Opening hours" not in english
    assert "London time" in tell.waits(summary, opened=opened, hours=HOURS).text
    assert "–</td>" in english  # nobody was answered, and nobody watched for 90 days
    counted = pd.Series({"complaints": 3, "answered": 1, "unanswered": 2, "undated": 0,
                         "answers": 1, "matched": 1, "automatic": 4})  # fmt: skip
    assert "written by a machine" in tell.census(counted).text
    assert "without a time" not in tell.census(counted).text
    assert "does not mean that nobody was answered" not in tell.census(counted).text
    counted[["answered", "matched"]] = 0
    assert "does not mean that nobody was answered" in tell.census(counted).text


def test_a_week_in_which_nobody_asked_is_refused() -> None:
    week = response.week(waits().iloc[:0], zone="UTC")
    with pytest.raises(SchemaError, match="no complaint"):
        draw.week(week, zone="UTC")
    with pytest.raises(EvidenceError):
        draw.week(response.week(waits(), zone="UTC").drop(columns="evidence"), zone="UTC")


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_was_open_when(lang, font) -> None:
    case = load.case("british-airways-2013", lang=lang)
    figure = draw.openings(case, font=font)
    assert faults(figure) == []
    assert interact.openings(case).layout.meta["title"] == figure.title
    with pytest.raises(CatalogueError):
        draw.openings(case, lang="en" if lang == "de" else "de")


def test_labels_stand_beside_their_bars_and_not_on_the_answer() -> None:
    made = openings.plan(load.case("british-airways-2013"), sheet=Box(1.67, 1.5, 12.93, 5.5))
    own = [one for one in made.stage.entries if one.actor == "organisation" and one.mark != "day"]
    sides = [openings.beside(one, made.stage.window, 2.4) for one in own]
    assert [left for _, left in sides] == [False, True, False]
    for one, (x, left) in zip(own, sides, strict=True):
        assert x == (one.bar[0] if left else one.bar[1])
        assert not (x - 2.4 * left < made.stage.answer.x < x + 2.4 * (not left))


def test_without_documented_hours_there_is_no_picture_of_them() -> None:
    with pytest.raises(SchemaError, match="no source documents opening hours of Dell"):
        draw.openings(load.case("dell-hell-2005"))
