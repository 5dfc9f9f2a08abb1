"""Weibo threads: what the names of files say, and times that say too little."""

import json

import pandas as pd
import pytest

from casekit import load
from tests.readings import counted, read, written

FIRST = {"text": "placeholder", "user": {"followers": 5, "verified": True}, "time": 1353027158,
         "reposts": 3, "likes": 2, "comments": 1, "pics": 0, "has_url": False}  # fmt: skip


def entry(mid: str, **more) -> dict:
    return {"mid": mid, "uid": "7", "parent": "", "kids": [], "text": "",
            "date": "2012-11-16 09:00:00"} | more  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "original-microblog").mkdir()
    (tmp_path / "rumor-repost").mkdir()

    def make(entries: list, first: object = FIRST, name: str = "1_zRoot0001_42.json"):
        place = tmp_path / "original-microblog" / name
        place.write_text(json.dumps(first), encoding="utf-8")
        place = tmp_path / "rumor-repost" / name
        place.write_text(json.dumps(entries), encoding="utf-8")
        return read(tmp_path)

    return make


def test_the_sample():
    found = read(load.sample("weibo-threads.zip"))
    posts, report = found.posts, found.report
    assert (report.format, report.records, report.duplicates) == ("weibo-threads", 9, 1)
    assert posts.loc["zAbCdE004", ["parent", "root"]].tolist() == ["zAbCdE002", "zAbCdE001"]
    assert posts.loc["zAbCdE003", ["parent", "kind", "name"]].tolist() == [
        "zAbCdE001", "repost", "vanityname",
    ]  # fmt: skip
    assert (posts["platform"] == "weibo").all()


def test_an_entry_twice_with_two_parents_has_the_later_one_and_is_counted(folder):
    twice = [entry("zA000001"), entry("zB000001"), entry("zB000001", parent="zA000001"),
             entry("zC000001"), entry("zC000001")]  # fmt: skip
    found = folder(twice)
    assert found.posts.loc["zB000001", "parent"] == "zA000001"
    assert counted(found, "entries that are listed again with another parent, of which the later "
                   "one stands") == 1  # fmt: skip
    assert found.report.duplicates == 2


def test_ids_of_the_first_post_come_from_the_name(folder):
    one = folder([entry("zA000001")]).posts.loc["zRoot0001"]
    assert one[["account", "kind", "followers", "likes", "reposts", "replies"]].tolist() == [
        "42", "post", 5, 2, 3, 1,
    ]  # fmt: skip
    assert one["at"] == pd.Timestamp(1353027158, unit="s", tz="UTC")


def test_beijing_time_unless_another_zone_is_given(tmp_path):
    text = json.dumps([entry("zA000001")])
    posts = written(tmp_path / "1_zRoot0001_42.json", text).posts
    assert posts.loc["zA000001", "at"] == pd.Timestamp("2012-11-16T01:00:00Z")
    posts = written(tmp_path / "1_zRoot0001_42.json", text, tz="Europe/Berlin").posts
    assert posts.loc["zA000001", "at"] == pd.Timestamp("2012-11-16T08:00:00Z")


def test_a_time_as_text_and_a_user_that_is_empty(folder):
    first = FIRST | {"time": "Mon May 27 12:07:05 +0800 2013", "user": "empty"}
    found = folder([entry("zA000001")], first)
    assert found.posts.loc["zRoot0001", "at"] == pd.Timestamp("2013-05-27T04:07:05Z")
    assert counted(found, "first posts whose time is a text") == 1


def test_a_time_without_a_year_is_unknown_and_said(folder):
    found = folder([entry("zA000001", date="07月23日 11:47")])
    assert found.report.rejected == 0
    assert pd.isna(found.posts.loc["zA000001", "at"])
    assert counted(found, "times that state no year, left unknown") == 1


def test_an_entry_with_a_text_may_be_a_comment(folder):
    posts = folder([entry("zA000001", text="placeholder"), entry("zA000002")]).posts
    assert pd.isna(posts.loc["zA000001", "kind"])
    assert posts.loc["zA000002", "kind"] == "repost"


def test_threads_are_counted_by_their_label(folder):
    found = folder([entry("zA000001")])
    assert counted(found, "lists of entries in rumor-repost") == 1
    assert counted(found, "threads with their first post") == 1


def test_damaged_entries_cost_themselves(folder):
    dateless = {k: v for k, v in entry("zA000004").items() if k != "date"}
    odd = [entry("zA000001"), entry("", uid="8"), entry("zA000003", date="soon"), 5, [], dateless,
           entry("zA000005")]  # fmt: skip
    report = folder(odd).report
    assert (report.records, report.accepted, report.rejected) == (8, 3, 5)


def test_a_name_without_ids_is_said_and_names_the_thread(tmp_path):
    found = written(tmp_path / "x", json.dumps([entry("zA000001")]))
    assert found.posts.loc["zA000001", "root"] == "x"
    assert counted(found, "files whose name states no ids; their thread is called by that name")
