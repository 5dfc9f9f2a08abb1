"""What an archive caught of its time, and what it holds of what a case documents."""

import re
from dataclasses import replace

import pandas as pd
import pytest

import casekit as ck
from casekit import archives, language, schema
from casekit.archives.report import Report, Tally, reported
from tests.readings import counted, read

START = pd.Timestamp("2013-09-02T00:00Z")


def posts(minutes: list[float], **columns: object) -> pd.DataFrame:
    """Make posts at so many minutes after the start."""
    at = [START + pd.Timedelta(minutes=minute) for minute in minutes]
    ids = [f"p{n}" for n in range(len(at))]
    table = pd.DataFrame({"post": ids, "at": at, "origin": "record", "kind": "post",
                          "evidence": "archived", **columns})  # fmt: skip
    return schema.conform(table, schema.POSTS)


def report(*files: str) -> Report:
    tally = Tally()
    for file in files:
        tally.file(file)
    counts = dict.fromkeys(("accepted", "duplicates", "embedded", "unknown", "posts"), 0)
    return reported(["x"], "twitter-v1", tally, counts)


def test_the_longest_silences_and_what_was_posted_around_them() -> None:
    found = archives.silences(posts([0, 10, 20, 30, 90, 95, 100, 300]), most=2)
    assert found["begin"].tolist() == [START + pd.Timedelta(minutes=m) for m in (100, 30)]
    assert found["length"].tolist() == [pd.Timedelta(minutes=m) for m in (200, 60)]
    assert found["around"].tolist() == [(7 + 1) / 2, (4 + 3) / 2]


def test_holes_lie_between_full_hours() -> None:
    full = [60 * hour + n for hour in (0, 3, 5) for n in range(12)]
    found = archives.empty_hours(posts([*full, 60 * 8]))
    assert found["begin"].tolist() == [START + pd.Timedelta(hours=h) for h in (1, 4)]
    assert found["hours"].tolist() == [2, 1]
    assert found[["before", "after"]].to_numpy().tolist() == [[12, 12], [12, 12]]
    assert archives.empty_hours(posts(full), least=13).empty


def test_posts_inside_others_are_no_capture() -> None:
    table = posts([0, 60, 600])
    table["origin"] = table["origin"].where([True, True, False], "embedded")
    assert archives.silences(table)["length"].tolist() == [pd.Timedelta(hours=1)]
    none = posts([])
    assert archives.silences(none).empty
    assert archives.empty_hours(none).empty


@pytest.mark.parametrize(
    "names",
    [
        ["stream/2013/09/02/18/05.json.bz2", "stream/2013/09/02/18/06.json.bz2",
         "stream/2013/09/02/18/09.json.bz2"],
        ["twitter-stream-2013-09.tar!02/18/05.json.bz2", "twitter-stream-2013-09.tar!02/18/06.json",
         "twitter-stream-2013-09.tar!2013/09/02/18/09.json.bz2"],
        ["x/20130902180500.json.gz", "x/20130902180600.json.gz", "x/20130902180900.json.gz"],
    ],
)  # fmt: skip
def test_minutes_without_a_file(names: list[str]) -> None:
    found = archives.missing_minutes(report(*names, "README.md", "2013/99/02/18/05.json"))
    assert found["begin"].tolist() == [pd.Timestamp("2013-09-02T18:07Z")]
    assert found["minutes"].tolist() == [2]
    assert archives.missing_minutes(report("posts.json")).empty


def test_minutes_are_kept_through_a_store(tmp_path: object) -> None:
    one, two = Tally(), Tally()
    one.file("2013/09/02/18/05.json")
    two.file("2013/09/02/18/06.json")
    one.add(two)
    assert (one.files, len(one.minutes)) == (2, 2)


@pytest.mark.parametrize(
    ("followers", "taken"), [([1, 2], "with the posts"), ([7, 7], "later"), ([None, 3], "unclear")]
)
def test_when_followers_were_counted(followers: list[object], taken: str) -> None:
    table = posts(
        [m for n in range(20) for m in (n, n + 90)],
        account=[f"a{n}" for n in range(20) for _ in range(2)],
        followers=pd.array(followers * 20, dtype="Int64"),
    )
    found = archives.follower_counts(table)
    assert found["taken"] == taken
    assert found["counted"] == 20 * sum(count is not None for count in followers)
    assert found["posts"] == 40


def test_figures_and_events_of_a_case() -> None:
    case = ck.load.case("british-airways-2013")
    joke = case.figures.loc["retweets-luggage-joke-tweet"]
    before = (joke["as_of"] - START) / pd.Timedelta(minutes=1)
    table = posts([before - 60] * 9 + [before + 60 * 24 * 30] * 5, kind="repost")
    found = archives.documented_figures(table, case.figures)
    row = found.loc["retweets-luggage-joke-tweet"]
    assert (row["held"], row["share"]) == (9, 9 / 45)
    assert "cost" not in set(found["metric"])
    events = archives.documented_events(table, case.events)
    assert events.index.tolist() == case.events.index.tolist()
    at = case.events["at"].iloc[5]
    near = posts([(at - START) / pd.Timedelta(minutes=1)])
    assert archives.documented_events(near, case.events).iloc[5]["within"] == 1


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_page_says_it_all_without_a_script(lang: str, tmp_path: object) -> None:
    reading = ck.load.archive(ck.load.sample("repost-storm.jsonl.gz"))
    case = ck.load.case("british-airways-2013", lang=lang)
    page = ck.tell.inspection(reading, case=case, sample=0.01, lang=lang)
    assert f'<html lang="{lang}">' in page
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    speak = language.of(lang)
    assert speak.percent(0.01, digits=2) in page
    for title in ("The longest silences", "Empty hours", "When followers were counted"):
        assert f"<h2>{speak(title)}</h2>" in page
    assert 'alt="' in page


def cascade(root: str, times: list[float]) -> pd.DataFrame:
    table = posts([0, *times], kind="repost", root=root).rename(index=lambda post: f"{root}{post}")
    table["kind"] = table["kind"].mask(table.index == f"{root}p0", "post")
    return table


def test_a_time_that_many_reposts_of_a_cascade_bear_is_the_clock_of_a_tool() -> None:
    people = [float(n) for n in range(1, 85)]
    table = pd.concat([cascade("a", [*people, *[90.0] * 16]), cascade("b", [*people, *[90.0] * 14]),
                       cascade("c", [*range(1, 40), *[50.0] * 10])])  # fmt: skip
    found = archives.shared_times(table)
    assert found.index.tolist() == ["a"]
    assert found.loc["a", "at"] == START + pd.Timedelta(minutes=90)
    assert found.loc["a", ["together", "reposts", "share"]].tolist() == [16, 100, 0.16]
    assert archives.shared_times(table, least=10).index.tolist() == ["c", "a"]
    assert archives.shared_times(posts([])).empty


def test_a_reading_says_how_many_cascades_bear_the_clock_of_a_tool(tmp_path) -> None:
    path = tmp_path / "posts.csv"
    cascade("a", [*range(1, 50), *[60.0] * 10]).to_csv(path)
    found = read(path)
    assert (
        counted(
            found,
            "cascades of 50 reposts or more of which over 15 % bear one and the same "
            "time, a tool's or a rounded one, which does not say how fast they were",
        )
        == 1
    )
    assert "in 1 cascade of 50 reposts or more" in ck.tell.capture(found).text


def test_silences_of_seconds_are_told_to_the_second() -> None:
    reading = ck.load.archive(ck.load.sample("table.csv"))
    for minutes, ends in (([0, 0.2, 0.3], "00:00:12 UTC"), ([0, 30, 90], "00:30 UTC")):
        page = ck.tell.capture(replace(reading, posts=posts(minutes))).text
        assert ends in page


@pytest.mark.parametrize("lang", ["en", "de"])
def test_an_archive_of_other_days_is_not_held_against_a_case(lang: str) -> None:
    case = ck.load.case("british-airways-2013", lang=lang)
    speak = language.of(lang)
    says = f"<h2>{speak('What the case documents')}</h2>"
    table = posts([0, 60])
    for move, apart in ((0, False), (4000, True), (-4000, True)):
        at = case.start + (table["at"] - START) + pd.Timedelta(days=move)
        reading = replace(ck.load.archive(ck.load.sample("table.csv")), posts=table.assign(at=at))
        page = ck.tell.capture(reading, case=case, lang=lang).text
        assert (says in page) is apart
        assert (f"<h2>{speak('What the case documents: events')}</h2>" in page) is not apart
        assert not apart or speak.stamp(case.start, tz="UTC") in page


def test_text_of_an_archive_is_no_markup(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "<b>x.jsonl"
    path.write_bytes(ck.load.sample("twitter-v1.jsonl").read_bytes())
    page = ck.tell.inspection(ck.load.archive(path))
    assert "<b>x" not in page
    assert "&lt;b&gt;x.jsonl" in page
