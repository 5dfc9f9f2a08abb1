"""What the READMEs of real archives of accounts state, reproduced by reading them."""

import pandas as pd
import pytest

from casekit.archives import snowflake
from tests.readings import counted, need, read


@pytest.fixture(scope="module")
def higgs(archives):
    return read(need(archives, "higgs") / "higgs-activity_time.txt.gz")


class TestHiggs:
    def test_rows(self, higgs):
        report = higgs.report
        assert report.format == "account-acts"
        assert (report.records, report.accepted) == (563_069, 563_069)
        kinds = {"repost": 354_930, "mention": 171_237, "reply": 36_902}
        assert {kind: counted(higgs, f"rows of kind {kind}") for kind in kinds} == kinds
        assert counted(higgs, "accounts named, some of them only in mentions") == 304_691
        assert not any(w.startswith("rows earlier") for w in map(str, report.warnings))

    def test_who_reposted_whom(self, higgs):
        posts = higgs.posts
        at = posts["at"]
        assert str(at.min()) == "2012-07-01 00:02:52+00:00"
        assert str(at.max()) == "2012-07-07 23:59:53+00:00"
        reposts = posts[posts["kind"] == "repost"]
        assert len(reposts) == 354_930
        pairs = pd.MultiIndex.from_frame(reposts[["parent", "account"]]).unique()
        assert len(pairs) == 328_132

    def test_edges(self, archives):
        found = read(need(archives, "higgs") / "higgs-reply_network.edgelist.gz")
        assert (found.report.format, found.report.records) == ("account-edges", 32_523)
        assert counted(found, "acts that the edges add up to") == 36_902
        assert counted(found, "acts on the largest edge") == 29
        assert counted(found, "edges of an account to itself") == 343
        assert len(found.accounts) == 38_918


def test_hoaxy(archives):
    found = read(need(archives, "hoaxy-csv"))
    posts = found.posts
    own = posts[posts["origin"] == "record"]
    assert (found.report.format, found.report.records, len(own)) == ("hoaxy", 400, 399)
    types = {"retweet": 384, "mention": 13, "quote": 3}
    assert {kind: counted(found, f"rows of type {kind}") for kind in types} == types
    assert counted(found, "accounts under from_user_id") == 142
    assert counted(found, "accounts under to_user_id") == 344
    assert counted(found, "accounts named, some only in mentions") == 480
    assert str(posts["at"].min()) == "2022-11-03 13:19:00+00:00"
    assert str(posts["at"].max()) == "2022-11-04 21:56:45+00:00"
    reposts = own[own["kind"] == "repost"]
    names = posts.loc[reposts["parent"].to_numpy(), "name"].value_counts()
    assert names.head(2).tolist() == [36, 20]
    borne = own.index.map(snowflake)
    assert (own["at"] - borne).abs().max() < pd.Timedelta(seconds=1)


def test_coortweet(archives):
    found = read(need(archives, "coortweet-russian"))
    posts = found.posts
    report = found.report
    own = posts[posts["origin"] == "record"]
    assert (report.format, report.records) == ("coordinated-sharing", 35_125)
    assert (len(own), report.duplicates, len(found.accounts)) == (35_085, 1, 9_509)
    assert counted(found, "further objects that a post shares beside its parent") == 39
    assert counted(found, "objects that were shared") == 7_285
    assert str(posts["at"].min()) == "2021-01-17 07:56:33+00:00"
    assert str(posts["at"].max()) == "2021-08-30 10:21:00+00:00"
    assert counted(found, "rows of the object that was shared most") == 1_053
    assert counted(found, "rows that share a post of the table") == 3_627
    sizes = own["parent"].value_counts()
    assert sizes.median() == 1
    assert sizes.head(3).tolist() == [1_052, 833, 515]


def test_a_personal_archive(archives):
    found = read(need(archives, "twitter-archive-js"))
    posts = found.posts
    assert (found.report.format, found.report.accepted) == ("twitter-personal", 60)
    assert str(posts["at"].min()) == "2016-03-03 02:53:24+00:00"
    assert str(posts["at"].max()) == "2022-10-19 20:07:25+00:00"
    replies = posts[posts["kind"] == "reply"]
    assert (len(replies), replies["parent"].isin(posts.index).sum()) == (18, 7)
    assert counted(found, "reposts that name their original by its author only") == 9
    assert (posts["kind"] == "repost").sum() == 9
    assert len(found.accounts) == 1
    assert posts.loc[posts["kind"] != "repost", "likes"].notna().all()
