"""When an alarm would have rung, as a picture."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from casekit import alarm, draw, interact, schema
from casekit.errors import EvidenceError, SchemaError
from tests.inked import faults, texts

START = pd.Timestamp("2019-03-04T00:00Z")
TRIGGER = START + pd.Timedelta(days=10, hours=19)
PRESS = (TRIGGER + pd.Timedelta(hours=4), TRIGGER + pd.Timedelta(hours=5))
ANSWER = TRIGGER + pd.Timedelta(hours=13)


def archive(evidence="archived"):
    draw_ = np.random.default_rng(4)
    quiet = draw_.uniform(0, 12 * 24 * 60, 400)
    storm = (TRIGGER - START) / pd.Timedelta("1min") + draw_.gamma(2, 150, 300)
    at = START + pd.to_timedelta(np.sort(np.concatenate([quiet, storm])), unit="min")
    table = pd.DataFrame({"post": [f"p{n}" for n in range(len(at))], "at": at})
    table["account"] = [f"a{n % 500}" for n in range(len(at))]
    table["followers"] = 100
    return schema.conform(table.assign(evidence=evidence), schema.POSTS)


@cache
def usual():
    return alarm.baseline(archive(), tz="Europe/London", until=TRIGGER, every="15min")


@cache
def bell_of(kind):
    return alarm.calibrate(usual(), detector=kind)


SINCE = TRIGGER - pd.Timedelta(days=1)


def pieces(kind="cusum", posts=None, **marks):
    posts = archive() if posts is None else posts
    bell = bell_of(kind)
    rung = alarm.play(posts, bell, since=SINCE)
    course = alarm.course(posts, bell, since=SINCE)
    lead = alarm.lead(rung, trigger=TRIGGER, **marks) if marks else None
    return course, rung, {"detector": bell, "lead": lead}


def words(figure):
    return " | ".join(text for text, _ in texts(figure))


MARKS = [
    {},
    {"press": PRESS, "answer": ANSWER},
    {"press": TRIGGER + pd.Timedelta(minutes=1), "answer": (PRESS[0], ANSWER)},
    {"answer": TRIGGER + pd.Timedelta(days=30)},
    {"press": PRESS[0] + pd.Timedelta(days=1)},
]


@pytest.mark.parametrize(("lang", "font"), [("de", "DejaVu Sans"), ("de", None), ("en", None)])
@pytest.mark.parametrize("marks", MARKS)
def test_no_text_leaves_the_figure_or_overlaps_another(marks, lang, font):
    course, rung, rest = pieces("threshold" if font else "cusum", **marks)
    figure = draw.alarm(course, rung, lang=lang, font=font, source="a long name", **rest)
    assert faults(figure) == []


def test_the_title_is_the_lead_and_holds_at_both_ends():
    course, rung, rest = pieces(press=PRESS, answer=ANSWER)
    at = rung["at"].iloc[0]
    figure = draw.alarm(course, rung, **rest)
    low = PRESS[0] - at
    assert pd.Timedelta(hours=3) < low < pd.Timedelta(hours=4)
    minutes = round(low.total_seconds() / 60)
    span = f"{minutes // 60} h {minutes % 60} min"
    assert (
        figure.title == f"The alarm would have rung at least {span} before the first press report"
    )
    assert "first answer" in figure.alt
    assert "set to one false alarm a month; London time" in words(figure)


@pytest.mark.parametrize(
    ("marks", "title"),
    [
        ({"answer": TRIGGER + pd.Timedelta(minutes=1)}, r"only \d+ min .*after the first answer"),
        ({"press": (TRIGGER, ANSWER)}, "It is open whether"),
        ({}, r"The alarm would have rung on Thu 14 Mar, 19:\d\d$"),
    ],
)
def test_other_findings(marks, title):
    course, rung, rest = pieces(**marks)
    assert pd.Series([draw.alarm(course, rung, **rest).title]).str.contains(title).all()


def test_an_alarm_that_never_rang_is_said_to_be_none():
    course, rung, rest = pieces()
    lead = alarm.lead(rung.iloc[:0], trigger=TRIGGER, press=PRESS)
    for options in (rest, {**rest, "lead": lead}):
        figure = draw.alarm(course, rung.iloc[:0], **options)
        assert figure.title == "The alarm would not have rung"
        assert faults(figure) == []


def test_over_draws_the_band_is_told_and_those_that_never_rang():
    posts = archive("reconstructed")
    course, rung, rest = pieces(posts=posts)
    draws = [rung.assign(at=rung["at"] + pd.Timedelta(minutes=n)) for n in range(95)]
    lead = alarm.lead([*draws, *[rung.iloc[:0]] * 5], trigger=TRIGGER, press=PRESS)
    figure = draw.alarm(course, rung, **{**rest, "lead": lead})
    written = words(figure)
    assert "Median and 90 % band of 100 draws; 5 % never rang" in written.replace("\u202f", " ")
    assert "reconstructed" in written
    assert "archived" not in written
    assert faults(figure) == []


def test_false_alarms_are_marked_as_such():
    loose = alarm.calibrate(usual(), per_month=60, detector="threshold")
    rung = alarm.play(archive(), loose, since=SINCE)
    assert (rung["at"] <= TRIGGER).any()
    lead = alarm.lead(rung, trigger=TRIGGER, press=PRESS)
    figure = draw.alarm(alarm.course(archive(), loose, since=SINCE), rung, detector=loose,
                        lead=lead)  # fmt: skip
    assert "rang before the trigger" in [text for text, _ in texts(figure)]
    assert "set to 60 false alarms a month" in words(figure)


def test_it_says_what_is_counted_and_where_the_usual_comes_from():
    posts = archive()
    posts.loc[posts.index[-1], "at"] = pd.NaT
    course, rung, rest = pieces(posts=posts)
    written = words(draw.alarm(course, rung, lang="de", source="sturm.jsonl", **rest))
    for part in ("Gezählt ist, was im Archiv steht", "Quelle: sturm.jsonl", "Übliches Maß:",
                 "1 Beitrag ohne"):  # fmt: skip
        assert part in written.replace(" | ", " ")
    stated = alarm.calibrate(alarm.baseline(rate=2, tz="UTC", every="15min"))
    figure = draw.alarm(alarm.course(posts, stated), alarm.play(posts, stated), detector=stated)
    assert "Usual level as stated: 2 posts an hour." in words(figure)


def test_what_cannot_be_drawn():
    course, rung, rest = pieces()
    with pytest.raises(SchemaError, match="the course has no statistic"):
        draw.alarm(course.drop(columns="statistic"), rung, **rest)
    with pytest.raises(SchemaError, match="the course is empty"):
        draw.alarm(course.iloc[:0], rung, **rest)
    with pytest.raises(EvidenceError, match="without grades of evidence"):
        draw.alarm(course.drop(columns="evidence"), rung, **rest)


@pytest.mark.parametrize("marks", MARKS[1::2])
def test_the_twin_says_the_same_and_its_bars_add_up(marks):
    course, rung, rest = pieces(**marks)
    figure = interact.alarm(course, rung, lang="de", **rest)
    static = draw.alarm(course, rung, lang="de", **rest)
    assert figure.layout.meta["title"] == static.title
    assert figure.layout.meta["alt"] == static.alt
    bars = next(trace for trace in figure.data if trace.type == "bar" and trace.text is not None)
    shown = [text.partition("<br>")[2].split()[0] for text in bars.text]
    assert sum(map(int, shown)) == course["posts"].sum()
