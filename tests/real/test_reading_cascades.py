"""What the READMEs of real cascades state, reproduced by reading them."""

import numpy as np
import pandas as pd
import pytest

from tests.readings import counted, need, read


@pytest.fixture(scope="module")
def weibo(archives):
    return read(need(archives, "weibo-ced") / "CED_sample.tar.xz")


class TestWeibo:
    def test_counts(self, weibo):
        report, posts = weibo.report, weibo.posts
        assert report.format == "weibo-threads"
        assert (report.records, report.duplicates, report.rejected) == (242 + 96_041, 57, 0)
        assert counted(weibo, "threads with their first post") == 242
        assert counted(weibo, "lists of entries in rumor-repost") == 99
        assert counted(weibo, "lists of entries in non-rumor-repost") == 143
        assert counted(weibo, "entries without a text, which are plain reposts") == 40_446
        assert counted(weibo, "entries that name another entry as their parent") == 35_346
        again = "entries that are listed again with another parent, of which the later one stands"
        assert counted(weibo, again) == 12
        assert counted(weibo, "first posts whose time is a text") == 31
        assert counted(weibo, "times that state no year, left unknown") == 36
        below = posts[posts.index != posts["root"]]
        assert below["account"].nunique() == 90_895
        assert posts["parent"].dropna().isin(posts.index).all()

    def test_times(self, weibo):
        posts = weibo.posts
        at = posts["at"].dt.tz_convert("Asia/Shanghai")
        assert str(at.min()) == "2011-01-21 12:02:28+08:00"
        assert str(at.max()) == "2015-12-20 15:40:48+08:00"
        below = posts[(posts.index != posts["root"]) & posts["at"].notna()]
        start = posts.loc[below["root"].to_numpy(), "at"].set_axis(below.index)
        minutes = (below["at"] - start).dt.total_seconds() / 60
        assert (minutes < 0).sum() == 2
        # the README counts the 57 repeated entries too
        assert minutes.median() == pytest.approx(362.38, abs=0.2)
        assert np.percentile(minutes, 90) == pytest.approx(8383.71, rel=5e-4)

    def test_the_longest_list(self, weibo):
        sizes = weibo.posts["root"].value_counts() - 1
        assert 950 < sizes.max() <= 964


@pytest.fixture(scope="module")
def found(archives):
    return read(need(archives, "casflow-weibo-sample"))


class TestPaths:
    def test_counts(self, found):
        report, posts = found.report, found.posts
        assert report.format == "cascade-paths"
        assert (report.records, report.accepted) == (7_147, 7_147)
        assert counted(found, "cascades") == 30
        assert not any(w.startswith("cascades whose number") for w in map(str, report.warnings))
        own = posts[posts["origin"] == "record"]
        assert own["root"].value_counts().max() == 2_239
        roots = own[own["kind"] == "post"]
        assert roots["account"].nunique() == 30
        early = "paths that stand on their line before any of their last but one account"
        assert counted(found, early) == 1_830

    def test_times(self, found):
        posts = found.posts[found.posts["origin"] == "record"]
        roots = posts.loc[posts["kind"] == "post", "at"]
        assert str(roots.min()) == "2016-06-01 00:00:01+00:00"
        assert str(roots.max()) == "2016-06-01 09:01:03+00:00"
        delay = posts["at"] - roots.loc[posts["root"].to_numpy()].set_axis(posts.index)
        assert delay.max() == pd.Timedelta(seconds=86_388)

    def test_no_parent_is_later_than_its_child(self, found):
        posts = found.posts
        tied = posts[posts["parent"].notna() & posts["at"].notna()]
        above = posts.loc[tied["parent"].to_numpy(), "at"].set_axis(tied.index)
        assert not (above > tied["at"]).any()
        assert above.isna().sum() == found.report.unknown == 1


def test_the_tweet_of_seismic(archives):
    found = read(need(archives, "seismic-tweet"))
    posts = found.posts
    assert (found.report.format, found.report.accepted) == ("cascade-events", 15_563)
    seconds = (posts["at"] - posts["at"].iloc[0]).dt.total_seconds()
    assert seconds.max() == 604_257
    assert [int((seconds <= hours * 3600).sum()) for hours in (1, 6, 24)] == [907, 8_330, 14_580]
    followers = posts["followers"]
    assert followers.iloc[0] == 2_290
    assert (followers.sum(), followers.median(), (followers == 0).sum()) == (3_927_102, 85, 40)
    assert (seconds.diff() == 0).sum() == 2_276
    assert (posts["kind"] == "repost").sum() == 15_562


def test_the_cascades_of_evently(archives):
    found = read(need(archives, "evently-v1-jsonl") / "auspol.csv.gz")
    posts = found.posts
    assert (found.report.format, found.report.accepted) == ("cascade-events", 10_504)
    assert (counted(found, "cascades"), counted(found, "cascades of one post")) == (3_333, 1_642)
    sizes = posts["root"].value_counts()
    assert ((sizes >= 10).sum(), sizes.max(), sizes.idxmax()) == (159, 309, "auspol:1787:0")
    assert len(found.accounts) == 4_017
    start = posts.loc[posts["root"].to_numpy(), "at"].set_axis(posts.index)
    assert (posts["at"] - start).max() == pd.Timedelta(seconds=217_913_656)
    assert (posts["followers"].min(), posts["followers"].max()) == (0, 1_485_302)
