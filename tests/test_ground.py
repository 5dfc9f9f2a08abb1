"""Errors, frames, clock and language: what everything else stands on."""

import ast
import datetime as dt
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import clock, language, schema
from casekit.archives import dates, ids
from casekit.errors import CatalogueError, ClockError, SchemaError
from casekit.shape import reasons

ROOT = Path(__file__).parent.parent
LONDON = clock.Hours("Europe/London")


def at(text: str) -> pd.Timestamp:
    return clock.instant(text)


def span(start: str, end: str, hours: clock.Hours = LONDON) -> tuple[float, float]:
    """Give the wait in hours on the wall clock and in opening hours."""
    asked, answered = pd.Series([at(start)]), pd.Series([at(end)])
    wall = (answered - asked).iloc[0] / pd.Timedelta(hours=1)
    return wall, clock.open_time(asked, answered, hours).iloc[0] / pd.Timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "end", "wall", "opened"),
    [
        ("2013-09-03T01:00+01:00", "2013-09-03T10:00+01:00", 9, 1),
        ("2013-08-30T16:30+01:00", "2013-09-02T09:30+01:00", 65, 1),
        ("2013-10-25T16:00+01:00", "2013-10-28T10:00+00:00", 67, 2),
    ],
)
def test_both_clocks_of_london(start: str, end: str, wall: float, opened: float) -> None:
    assert span(start, end) == (wall, opened)


def test_a_day_on_which_the_clocks_change_has_23_hours_in_berlin() -> None:
    start = clock.instant("2011-03-26 12:00", tz="Europe/Berlin")
    end = clock.instant("2011-03-27 12:00", tz="Europe/Berlin")
    assert end - start == pd.Timedelta(hours=23)


def test_public_holidays_and_exceptions_are_closed() -> None:
    bank = clock.Hours("Europe/London", country="GB", region="ENG")
    start, end = "2013-08-25T12:00+01:00", "2013-08-27T10:00+01:00"  # Monday the 26th was one
    assert span(start, end)[1] == 9
    assert span(start, end, bank)[1] == 1
    short = clock.Hours("Europe/London", exceptions={dt.date(2013, 8, 26): ("10:00", "12:00")})
    assert span(start, end, short)[1] == 3


def test_a_desk_that_is_open_over_midnight() -> None:
    night = clock.Hours("Europe/London", opens="22:00", closes="02:00", days=clock.DAYS)
    assert span("2013-09-03T00:00+01:00", "2013-09-03T23:00+01:00", night)[1] == 3
    always = clock.Hours("Europe/London", opens="00:00", closes="24:00", days=clock.DAYS)
    assert span("2013-10-26T00:00+01:00", "2013-10-28T00:00+00:00", always) == (49, 49)


@given(
    st.datetimes(pd.Timestamp("2013-03-01"), pd.Timestamp("2013-11-30")),
    st.integers(0, 40 * 24 * 60),
    st.integers(0, 40 * 24 * 60),
)
def test_open_time_adds_up_and_never_exceeds_the_wall(start: dt.datetime, a: int, b: int) -> None:
    times = pd.Series(pd.to_datetime([start], utc=True)).astype("datetime64[us, UTC]")
    middle, end = times + pd.Timedelta(minutes=a), times + pd.Timedelta(minutes=a + b)
    first = clock.open_time(times, middle, LONDON).iloc[0]
    second = clock.open_time(middle, end, LONDON).iloc[0]
    assert first + second == clock.open_time(times, end, LONDON).iloc[0]
    assert pd.Timedelta(0) <= first <= pd.Timedelta(minutes=a)


def test_naive_and_impossible_times_are_refused_with_the_cure() -> None:
    with pytest.raises(ClockError, match=r"no time zone in '2013-09-03 10:00'\. Cure: say which"):
        clock.instant("2013-09-03 10:00")
    with pytest.raises(ClockError, match="the clocks changed"):
        clock.instant("2013-10-27 01:30", tz="Europe/London")
    with pytest.raises(ClockError, match="is no time"):
        clock.instant("yesterday-ish")
    with pytest.raises(ClockError, match="no time zone 'Europe/Londn'"):
        clock.Hours("Europe/Londn")
    with pytest.raises(ClockError, match="unknown day 'Mo'"):
        clock.Hours("Europe/London", days=("Mo",))


@pytest.mark.parametrize(
    "value",
    ["10:00", "now", "today", "03.09.2013", "09/03/2013 10:00", "3 Sept 2013", "2013-09-03x10:00Z",
     "2013-02-30", "20130903100", "", 1378202400, 2013.5, None, pd.NaT],
)  # fmt: skip
def test_a_time_that_is_not_iso_8601_is_refused_and_never_guessed(value: Any) -> None:
    with pytest.raises(ClockError, match=r"is no time\. Cure: write 2013-09-03T10:00\+01:00"):
        clock.instant(value, tz="UTC")


@pytest.mark.parametrize(
    "value",
    ["2013-09-03T10:00+01:00", "2013-09-03 10:00:00.000+0100", "2013-09-03T09:00Z",
     "2013-09-03T10:00", dt.datetime(2013, 9, 3, 9, tzinfo=dt.UTC),
     pd.Timestamp("2013-09-03T09:00Z"), pd.Timestamp("2013-09-03T10:00"), "2013-W36-2T10:00",
     "20130903T100000"],
)  # fmt: skip
def test_every_way_to_state_one_moment_gives_that_moment(value: Any) -> None:
    expected = pd.Timestamp(2013, 9, 3, 9, tz="UTC")
    assert clock.instant(value, tz="Europe/London") == expected


@pytest.mark.parametrize("value", ["2013-09-03", dt.date(2013, 9, 3)])
def test_a_date_alone_is_its_midnight(value: Any) -> None:
    expected = pd.Timestamp(2013, 9, 2, 23, tz="UTC")
    assert clock.instant(value, tz="Europe/London") == expected


@pytest.mark.parametrize(
    ("precision", "low", "high"),
    [
        ("minute", "2013-09-03T09:00Z", "2013-09-03T09:01Z"),
        ("hour", "2013-09-03T09:00Z", "2013-09-03T10:00Z"),
        ("day", "2013-09-02T23:00Z", "2013-09-03T23:00Z"),
        ("month", "2013-08-31T23:00Z", "2013-09-30T23:00Z"),
        ("year", "2013-01-01T00:00Z", "2014-01-01T00:00Z"),
    ],
)
def test_a_precision_stands_for_an_interval_of_the_zone(
    precision: str, low: str, high: str
) -> None:
    found = clock.bounds(at("2013-09-03T09:00:30Z"), precision, tz="Europe/London")
    assert found == (at(low), at(high))


def test_an_hour_is_the_one_of_the_zone_also_where_the_offset_is_no_whole_hour() -> None:
    found = clock.bounds(at("2013-09-03T10:15+05:30"), "hour", tz="Asia/Kolkata")
    assert found == (at("2013-09-03T10:00+05:30"), at("2013-09-03T11:00+05:30"))
    twice = clock.bounds(at("2013-10-27T01:15Z"), "hour", tz="Europe/London")
    assert twice == (at("2013-10-27T01:00Z"), at("2013-10-27T02:00Z"))


def test_a_part_of_a_day_has_no_bounds_of_its_own() -> None:
    assert pd.isna(clock.bounds(at("2013-09-03T09:00Z"), "part-of-day")[0])


def test_check_reports_all_problems_at_once() -> None:
    posts = pd.DataFrame(
        {"at": pd.to_datetime(["2013-09-03 10:00", "2013-09-03 11:00"]), "kind": ["RT", "post"]},
        index=pd.Index(["1", "1"], name="post"),
    )
    with pytest.raises(SchemaError) as caught:
        schema.check(posts, schema.POSTS)
    text = str(caught.value)
    assert "'at': times have no zone" in text
    assert "'evidence': missing" in text
    assert "'1' is there twice" in text
    with pytest.raises(
        SchemaError, match=r"'at': times without a zone; 'kind': unknown 'RT' \(use"
    ):
        schema.conform(posts, schema.POSTS)


def test_conform_is_idempotent_and_keeps_strange_columns() -> None:
    once = schema.conform(
        pd.DataFrame({"post": ["1"], "evidence": ["archived"], "mood": ["fine"]}), schema.POSTS
    )
    schema.check(once, schema.POSTS)
    pd.testing.assert_frame_equal(schema.conform(once, schema.POSTS), once)
    assert once["mood"].tolist() == ["fine"]


@pytest.mark.parametrize("frame", schema.FRAMES, ids=lambda frame: frame.name)
def test_every_frame_is_described_and_has_an_arrow_schema(frame: schema.Frame) -> None:
    assert all(column.meaning for column in (frame.index, *frame.columns))
    schema.check(schema.empty(frame), frame)
    assert schema.arrow(frame).names == [frame.index.name, *(c.name for c in frame.columns)]
    assert frame.table()["meaning"].notna().all()


def test_the_worst_grade_holds() -> None:
    assert schema.worst("derived", ["archived", "simulated"]) == "simulated"
    with pytest.raises(SchemaError):
        schema.worst()


def test_numbers_dates_and_durations_in_both_languages() -> None:
    de, en = language.of("de"), language.of("en")
    assert (de.number(76800), en.number(76800)) == ("76.800", "76,800")
    assert de.percent(0.187, digits=1) == "18,7\N{NARROW NO-BREAK SPACE}%"
    shown = [en.number(n, digits=0) for n in (-1234.5, -0.4, 0.4)]
    assert shown == ["\N{MINUS SIGN}1,234", "0", "0"]
    assert (de.figure(76800, "nearly"), en.figure(25000, "over")) == ("knapp 76.800", "over 25,000")
    monday = at("2013-09-02T10:00Z")
    zone = "Europe/London"
    assert (de.day(monday, tz=zone), en.day(monday, tz=zone)) == ("Mo 2. Sept.", "Mon 2 Sept")
    assert de.date(at("2013-08-31T12:00Z"), tz=zone, style="short") == "31.08.2013"
    assert en.duration(pd.Timedelta(minutes=67)) == "1 h 7 min"
    assert de.duration(pd.Timedelta(days=4)) == "4 Tage"
    long = pd.Timedelta(days=7, hours=23)
    assert (en.duration(long), de.duration(long)) == ("8 days", "8 Tage")
    assert en.duration(pd.Timedelta(days=6, hours=23)) == "6 days 23 h"
    assert en.duration(pd.Timedelta(days=6, hours=23, minutes=40)) == "7 days"
    assert en.duration(pd.Timedelta(days=8, hours=12)) == "9 days"
    assert en.duration(-pd.Timedelta(minutes=67)) == "\N{MINUS SIGN}1 h 7 min"
    with pytest.raises(CatalogueError, match="no language 'fr'"):
        language.of("fr")


def _texts(node: ast.expr) -> set[str]:
    """Give the texts that an argument can be: a text, or one of two."""
    match node:
        case ast.Constant(value=str() as text):
            return {text}
        case ast.IfExp():
            return _texts(node.body) | _texts(node.orelse)
    return set()


TELLS = ("Sentence", "RecordError", "ClockError", "aside", "cut")
"""What makes a sentence of a text and its values, beside the count of a tally."""


def _told(call: ast.Call) -> set[str]:
    """Give the texts of a sentence that is kept to be said later, none of any other call.

    One that is put together already could be said in no other language.
    """
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name not in TELLS and not (name == "count" and "tally" in ast.unparse(call.func)):
        return set()
    where = ast.unparse(call)
    assert name == "ClockError" or not isinstance(call.args[0], ast.JoinedStr | ast.BinOp), where
    cures = [keyword.value for keyword in call.keywords if keyword.arg == "cure"]
    what = _texts(call.args[0])
    return what.union(*map(_texts, cures)) if what else what


def _spoken() -> tuple[set[str], set[str]]:
    """Collect the English texts that code and templates say, and all texts that they hold."""
    said: set[str] = set()
    held: set[str] = set()
    for path in (ROOT / "casekit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                held.add(node.value)
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", "")
                if name in ("speak", "say", "self"):
                    said |= _texts(node.args[0])
                if path.parts[len(ROOT.parts) + 1] in ("archives", "clock.py", "errors.py"):
                    said |= _told(node)
    for path in (ROOT / "casekit" / "pages").rglob("*.j2"):
        said |= set(re.findall(r"say\(\s*\"([^\"]+)\"\s*[,)]", path.read_text(encoding="utf-8")))
    return said, held | said


def test_everything_that_is_said_in_english_is_said_in_german_and_nothing_else() -> None:
    german = language.catalogue(ROOT / "casekit" / "locale" / "de.po", "de")
    said, held = _spoken()
    words = {*schema.EVIDENCE, *schema.ROLES, *dates.ORDERS, ids.DATED, *reasons.TEXTS}
    assert not sorted((said | words) - set(german))
    assert not sorted(set(german) - held - words), "no longer said"
    for text, translated in german.items():
        places = set(re.findall(r"{(\w+)", text))
        assert set(re.findall(r"{(\w+)", translated)) == places, text


def test_importing_casekit_imports_nothing_heavy() -> None:
    code = (
        "import sys, casekit; heavy = {'pandas', 'numpy', 'matplotlib', 'plotly', 'numba', 'scipy',"
        " 'babel'} & set(sys.modules); print(sorted(heavy))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
