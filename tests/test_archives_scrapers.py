"""Tweets as scrapers wrote them: snscrape, twint, twitterscraper, Apify."""

import json

import pandas as pd
import pytest

from casekit import load
from tests.readings import counted, read, written

ROOT = "374653183200202752"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "archive"


class TestSnscrape:
    def test_tweets(self):
        found = read(load.sample("snscrape.jsonl"))
        report, own = found.report, found.posts[found.posts["origin"] == "record"]
        assert (report.format, report.records, report.accepted) == ("snscrape", 6, 5)
        assert own["kind"].tolist() == ["post", "reply", "repost", "quote", "quote"]
        assert own["parent"].fillna("").tolist() == [
            "", ROOT, ROOT, "374650000000000017", "374640000000000023",
        ]  # fmt: skip
        assert own["likes"].fillna(-1).tolist() == [3, 3, -1, 3, 3]
        assert own["followers"].tolist() == [100, 200, 300, 400, 400]
        assert report.embedded == 1
        assert str(report.problems[0].reason) == "items of type twitter.Trend are not read"

    def test_the_older_form(self, file):
        lines = load.sample("snscrape.jsonl").read_text().splitlines()[:2]
        old = []
        for line in map(json.loads, lines):
            del line["_type"], line["viewCount"], line["inReplyToTweetId"]
            old.append(line | {"content": line.pop("rawContent")})
        found = written(file, "\n".join(map(json.dumps, old)) + "\n")
        assert found.report.format == "snscrape"
        assert found.posts["text"].tolist() == ["a placeholder", "@sample1 an answer"]
        assert found.posts["root"].fillna("").tolist() == ["", ROOT]
        assert counted(found, "replies that name their thread and not what they answer") == 1

    def test_an_early_version_names_the_user_only(self, file):
        tweet = {"url": "https://twitter.com/a/status/1", "date": "2013-09-02T22:00:54+00:00",
                 "content": "x", "id": 1, "username": "a", "tcooutlinks": []}  # fmt: skip
        found = written(file, json.dumps(tweet))
        assert (found.report.format, found.posts["name"].tolist()) == ("snscrape", ["a"])


class TestTwitterscraper:
    def test_tweets_of_two_versions(self):
        found = read(load.sample("twitterscraper.json"))
        posts = found.posts
        assert (found.report.format, found.report.records) == ("twitterscraper", 3)
        assert posts.loc[ROOT, ["kind", "likes", "origin", "name"]].tolist() == [
            "post", 3, "record", "sample1",
        ]  # fmt: skip
        assert str(posts.loc[ROOT, "at"]) == "2013-09-02 22:00:54+00:00"
        reply = posts.loc["374655000000000001"]
        assert (reply["kind"], reply["root"], pd.isna(reply["parent"])) == ("reply", ROOT, True)
        repost = posts.loc["374660000000000002"]
        assert repost[["kind", "parent", "account", "name"]].tolist() == [
            "repost", ROOT, "3", "sample3",
        ]  # fmt: skip
        assert str(repost["at"].floor("s")) == "2013-09-02 22:27:59+00:00"

    def test_what_is_missing_is_said(self, file):
        tweet = {
            "username": "a",
            "tweet_id": "1",
            "tweet_url": "/a/status/1",
            "timestamp_epochs": 1378159254,
            "is_retweet": 1,
            "retweeter_username": "b",
        }
        gone = {"tweet_id": "2", "tweet_url": "", "timestamp_epochs": None, "username": "a"}
        found = written(file, json.dumps([tweet, gone, gone | {"tweet_id": ""}]))
        assert found.posts["origin"].to_dict() == {"1": "embedded", "1#b": "record"}
        assert counted(found, "reposts without a time") == 1
        reasons = [str(problem.reason) for problem in found.report.problems]
        assert reasons == ["no date", "no id"]


class TestTwint:
    def test_a_table(self):
        found = read(load.sample("twint.csv"))
        posts = found.posts
        assert (found.report.format, found.report.records) == ("twint", 4)
        assert posts.loc[ROOT, ["kind", "likes", "origin"]].tolist() == ["post", 3, "record"]
        assert str(posts.loc[ROOT, "at"]) == "2013-09-02 22:00:54+00:00"
        repost = posts.loc["374660000000000002"]
        assert repost[["kind", "parent", "account", "name"]].tolist() == [
            "repost", ROOT, "3", "sample3",
        ]  # fmt: skip
        assert posts.loc["374660000000000001", ["kind", "root"]].tolist() == ["reply", ROOT]
        assert posts.loc["374660000000000003", ["kind", "parent"]].tolist() == ["quote", ROOT]
        assert counted(found, "times in a zone that cannot be read, taken from the id") == 1

    def test_lines_of_json_and_the_form_of_data_frames(self, file):
        one = {"id": int(ROOT), "conversation_id": ROOT, "created_at": 1378159254000.0,
               "date": "2013-09-03 00:00:54", "timezone": "+0200", "user_id": 1,
               "username": "sample1", "tweet": "a placeholder", "nlikes": 3, "retweet": False,
               "link": "https://twitter.com/sample1/status/" + ROOT, "reply_to": []}  # fmt: skip
        found = written(file, json.dumps(one) + "\n" + json.dumps(one | {"id": 5}) + "\n")
        assert found.posts.loc[ROOT, "likes"] == 3
        assert str(found.posts.loc[ROOT, "at"]) == "2013-09-02 22:00:54+00:00"


class TestApify:
    def test_items(self):
        found = read(load.sample("apify.json"))
        own = found.posts[found.posts["origin"] == "record"]
        assert (found.report.format, found.report.records) == ("apify", 4)
        assert own["kind"].tolist() == ["post", "reply", "repost", "quote"]
        assert own["parent"].fillna("").str[-1:].tolist() == ["", "1", "1", "5"]
        assert own["impressions"].fillna(-1).tolist() == [50, 50, -1, 50]
        assert counted(found, "items that say that nothing was found") == 1

    def test_a_table(self, file):
        found = written(file, "author/id,author/userName,author/followers,createdAt,id,isReply,"
                        "inReplyToId,likeCount,fullText,retweet/id,isRetweet,media/0/url\n"
                        "1,a,7,Wed Nov 29 22:31:41 +0000 2023,11,false,,3,x,,false,\n"
                        "2,b,,Wed Nov 29 22:32:41 +0000 2023,12,true,11,0,y,,false,z\n"
                        "2,b,,Wed Nov 29 22:33:41 +0000 2023,13,false,,0,x,11,true,z\n"
                        "2,b,,Wed Nov 29 22:33:41 +0000 2023,14,perhaps,,0,x,11,true,z\n"
                        )  # fmt: skip
        assert found.report.format == "apify"
        assert found.posts["kind"].tolist() == ["post", "reply", "repost"]
        assert found.posts["parent"].fillna("").tolist() == ["", "11", "11"]
        assert found.posts["followers"].fillna(0).tolist() == [7, 0, 0]
        assert found.report.rejected == 1
