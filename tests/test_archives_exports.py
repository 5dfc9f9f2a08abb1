"""Tweets and other posts as tools and platforms export them."""

import bz2
import csv
import io
import json
import tarfile

import pandas as pd
import pytest

from casekit import archives, load
from tests.readings import counted, read, written

RELATIONS = ["kind", "parent", "root", "quoted"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "archive"


def table(columns: list[str], *rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


class TestTwarcCsv:
    def as_csv(self, found) -> str:
        """Write posts as twarc-csv writes them: a repost with the counts of its original."""
        rows = []
        for post, row in found.posts.iterrows():
            kind = {"repost": "retweeted", "reply": "replied_to", "quote": "quoted"}.get(
                row["kind"]
            )
            cells = {"id": post, "author_id": row["account"], "text": row["text"],
                     "conversation_id": row["root"], "created_at": row["at"].isoformat(),
                     "author.username": row["name"], "public_metrics.like_count": "12",
                     "public_metrics.retweet_count": "7.0"}  # fmt: skip
            if kind:
                cells[f"referenced_tweets.{kind}.id"] = row["parent"]
            if pd.notna(row["quoted"]):
                cells["referenced_tweets.quoted.id"] = row["quoted"]
            rows.append({name: "" if pd.isna(cell) else cell for name, cell in cells.items()})
        return table(sorted({name for row in rows for name in row}), *rows)

    def test_the_table_says_what_the_pages_said(self, file):
        pages = read(load.sample("twitter-v2-pages.jsonl"))
        found = written(file, self.as_csv(pages))
        assert found.report.format == "twarc-csv"
        columns = ["at", "account", "name", "kind", "parent", "quoted", "text"]
        pd.testing.assert_frame_equal(
            found.posts[columns].sort_index(), pages.posts[columns].sort_index()
        )

    def test_the_counts_of_an_original_are_not_those_of_its_repost(self):
        found = read(load.sample("twarc.csv"))
        posts = found.posts
        assert (found.report.accepted, found.report.duplicates) == (4, 1)
        repost = posts.loc["1631100000000000002"]
        assert repost[["kind", "parent", "root"]].tolist() == [
            "repost", "1631100000000000001", "1631100000000000001",
        ]  # fmt: skip
        assert repost[["likes", "reposts", "replies", "impressions"]].isna().all()
        assert posts.loc["1631100000000000001", ["likes", "impressions"]].tolist() == [5, 900]

    def test_line_feeds_come_back(self):
        posts = read(load.sample("twarc.csv")).posts
        assert posts.loc["1631100000000000001", "text"] == "a placeholder\nover two lines"

    def test_rows_of_which_every_value_is_json(self, file):
        cells = {"id": '"12"', "author_id": '"7"', "text": '"say \\"b\\""',
                 "conversation_id": '"12"', "created_at": '"2021-04-08T19:34:16.000Z"',
                 "public_metrics.like_count": "3"}  # fmt: skip
        posts = written(file, table(list(cells), cells)).posts
        assert posts.loc["12", ["account", "text", "likes"]].tolist() == ["7", 'say "b"', 3]

    def test_the_first_versions_list_references_and_write_texts_as_json(self, file):
        cells = {"id": "12", "author.id": "7", "text": '"say \\"b\\"\\n\\u2019"',
                 "conversation_id": "12", "created_at": "2021-04-08T19:34:16.000Z",
                 "public_metrics.like_count": "3",
                 "referenced_tweets": '[{"type": "quoted", "id": "11"}]'}  # fmt: skip
        posts = written(file, table(list(cells), cells)).posts
        assert posts.loc["12", ["kind", "parent", "text"]].tolist() == [
            "quote", "11", 'say "b"\n\u2019',
        ]  # fmt: skip

    def test_json2csv_of_the_first_twarc(self, file):
        names = ["id", "tweet_url", "created_at", "user_screen_name", "text", "tweet_type",
                 "favorite_count", "in_reply_to_status_id", "retweet_count", "retweet_or_quote_id",
                 "user_id", "user_followers_count", "user_verified"]  # fmt: skip
        base = {"created_at": "Wed Oct 19 20:07:25 +0000 2016", "user_id": "7", "text": "x",
                "user_followers_count": "9", "favorite_count": "4",
                "retweet_count": "2"}  # fmt: skip
        found = written(file, table(
            names,
            base | {"id": "1", "tweet_type": "original"},
            base | {"id": "2", "tweet_type": "retweet", "retweet_or_quote_id": "1"},
            base | {"id": "3", "tweet_type": "quote", "retweet_or_quote_id": "1"},
            base | {"id": "4", "tweet_type": "reply", "in_reply_to_status_id": "1"},
        ))  # fmt: skip
        posts = found.posts.sort_index()
        assert posts["kind"].tolist() == ["post", "repost", "quote", "reply"]
        assert posts["parent"].fillna("").tolist() == ["", "1", "1", "1"]
        assert posts["likes"].isna().tolist() == [False, True, False, False]

    def test_damage_costs_single_rows_and_values(self, file):
        names = ["id", "conversation_id", "author_id", "created_at", "text",
                 "public_metrics.like_count"]  # fmt: skip
        base = dict.fromkeys(names, "") | {"created_at": "2021-04-08T19:34:16.000Z"}
        text = table(names, base | {"id": "1", "public_metrics.like_count": "many"},
                     base, base | {"id": "3", "created_at": "soon"},
                     base | {"id": "4"})  # fmt: skip
        found = written(file, text)
        assert (found.report.accepted, found.report.rejected) == (2, 2)
        assert pd.isna(found.posts.loc["1", "likes"])
        what = "values of public_metrics.like_count that are no count, left unknown"
        assert counted(found, what) == 1


class TestTcat:
    def test_the_sample(self):
        found = read(load.sample("tcat.csv"))
        assert found.report.format == "dmi-tcat"
        posts = found.posts
        assert posts["kind"].tolist() == ["post", "repost", "reply", "quote"]
        assert posts["parent"].isna().tolist() == [True, True, False, False]
        assert counted(found, "reposts that name their original by its author only") == 1

    def test_two_hours_that_the_id_contradicts_are_put_right(self):
        found = read(load.sample("tcat.csv"))
        what = "times taken from the column time: created_at is not in UTC"
        assert counted(found, what) == 1
        assert str(found.posts["at"].max()) == "2016-05-04 10:03:00+00:00"

    def test_times_that_nothing_bears_out_are_said(self, file):
        row = {"id": "727799930680246273", "time": "1462363200", "text": "x",
               "created_at": "2016-05-04 12:00:00", "from_user_name": "a"}  # fmt: skip
        found = written(file, table(list(row), row))
        assert counted(found, "times that the ids of their tweets contradict") == 1

    def test_originals_that_a_column_names(self, file):
        row = {"id": "727799930680246273", "time": "1462356000", "text": "RT @b: x",
               "created_at": "2016-05-04T10:00:00", "from_user_name": "a",
               "retweeted_id": "727799930680246000"}  # fmt: skip
        posts = written(file, table(list(row), row)).posts
        assert posts["parent"].tolist() == posts["root"].tolist() == ["727799930680246000"]

    def test_tabs_instead_of_commas(self, file):
        text = load.sample("tcat.csv").read_text("utf-8-sig").replace(",", "\t")
        assert written(file, text).report.records == 4


class TestFourcat:
    def test_the_sample(self):
        found = read(load.sample("4cat.csv"))
        posts = found.posts
        assert found.report.format == "4cat"
        assert posts["kind"].tolist() == ["post", "repost", "reply", "quote"]
        assert posts["root"].fillna("").tolist() == ["1631100000000000001", "",
                                                     "1631100000000000001", ""]  # fmt: skip
        assert (posts["platform"] == "twitter").all()
        assert posts["followers"].tolist() == [147, 154, 161, 168]

    def test_times_are_utc(self, file):
        row = {"id": "1", "thread_id": "1", "timestamp": "2021-07-01 12:00:00", "body": "x",
               "author": "a"}  # fmt: skip
        posts = written(file, table(list(row), row)).posts
        assert posts.loc["1", "at"] == pd.Timestamp("2021-07-01T12:00:00Z")

    def test_comments_of_reddit(self, file):
        row = {"id": "c2", "thread_id": "p1", "timestamp": "2021-07-01 12:00:00", "body": "x",
               "author": "a", "subreddit": "s", "parent": "t1_c1", "score": "4"}  # fmt: skip
        top = row | {"id": "p1", "parent": "", "num_comments": "2"}
        posts = written(file, table([*row, "num_comments"], row, top)).posts
        assert posts.loc["c2", ["kind", "parent", "root", "likes"]].tolist() == [
            "comment", "c1", "p1", 4,
        ]  # fmt: skip
        assert posts.loc["p1", ["kind", "replies", "platform"]].tolist() == ["post", 2, "reddit"]

    def test_the_chat_of_a_message_is_not_its_root(self, file):
        row = {"id": "9-1", "thread_id": "9", "timestamp": "2021-07-01 12:00:00", "body": "x",
               "author": "a", "chat": "c", "views": "30"}  # fmt: skip
        posts = written(file, table(list(row), row)).posts
        assert posts.loc["9-1", ["kind", "impressions"]].tolist() == ["post", 30]
        assert pd.isna(posts.loc["9-1", "root"])

    def test_messages_of_two_chats_and_their_answers(self, file):
        row = {"id": "1", "thread_id": "9", "timestamp": "2021-07-01 12:00:00", "body": "x",
               "author": "a", "author_username": "anna", "chat": "9", "reply_to": "",
               "author_forwarded_from_name": ""}  # fmt: skip
        found = written(file, table(
            list(row), row, row | {"thread_id": "8", "chat": "8"},
            row | {"id": "2", "reply_to": "1"},
            row | {"id": "3", "author_forwarded_from_name": "N"},
        ))  # fmt: skip
        posts = found.posts
        assert sorted(posts.index) == ["8-1", "9-1", "9-2", "9-3"]
        assert posts.loc["9-2", ["kind", "parent", "name"]].tolist() == ["reply", "9-1", "anna"]
        assert posts.loc["9-3", "kind"] == "repost"

    def test_subjects_are_read_and_what_is_gone_on_reddit_is_nobody(self, file):
        row = {"id": "p1", "thread_id": "p1", "timestamp": "2021-07-01 12:00:00", "body": "",
               "subject": "Title", "author": "a", "subreddit": "s"}  # fmt: skip
        gone = row | {"id": "c1", "subject": "", "body": "[removed]", "author": "[deleted]"}
        posts = written(file, table(list(row), row, gone)).posts
        assert posts.loc["p1", "text"] == "Title"
        assert posts.loc["c1", ["account", "text"]].isna().all()


class TestPersonal:
    def test_the_sample(self):
        found = read(load.sample("twitter-personal.zip"))
        posts = found.posts
        assert (found.report.format, found.report.records) == ("twitter-personal", 3)
        assert (posts["account"] == "42").all()
        assert (posts["name"] == "example42").all()
        assert posts["kind"].tolist() == ["repost", "post", "reply"]
        assert posts["likes"].fillna(-1).tolist() == [-1, 3, 3]

    def script(self, *tweets: dict, name: str = "YTD.tweets.part0") -> str:
        return f"window.{name} = " + json.dumps([{"tweet": tweet} for tweet in tweets], indent=1)

    def tweet(self, post: str, **more: object) -> dict:
        return {"id_str": post, "created_at": "Wed Oct 19 20:07:25 +0000 2022",
                "full_text": "x"} | more  # fmt: skip

    def test_an_account_that_nothing_tells_is_called_owner(self, file):
        found = written(file, self.script(self.tweet("1"), self.tweet("2")))
        assert found.accounts.index.tolist() == ["owner"]

    def test_an_account_told_by_a_reply_to_itself(self, file):
        answer = self.tweet("2", in_reply_to_status_id_str="1", in_reply_to_user_id_str="77")
        assert written(file, self.script(answer, self.tweet("1"))).accounts.index.tolist() == ["77"]

    def test_parts_and_older_names(self, tmp_path):
        (tmp_path / "tweet.js").write_text(self.script(self.tweet("1"), name="YTD.tweet.part0"))
        (tmp_path / "tweet-part1.js").write_text(
            self.script(self.tweet("2"), name="YTD.tweet.part1")
        )
        assert read(tmp_path).report.accepted == 2

    def test_archives_from_before_2018(self, file):
        user = {"id_str": "42", "screen_name": "example42"}
        inner = {"id_str": "1", "created_at": "2013-01-02 03:04:05 +0000", "text": "x",
                 "user": {"id_str": "9", "screen_name": "other"}}  # fmt: skip
        tweet = {"id_str": "2", "created_at": "2013-01-02 04:04:05 +0000", "text": "RT @other: x",
                 "user": user, "retweeted_status": inner}  # fmt: skip
        text = "Grailbird.data.tweets_2013_01 = \n " + json.dumps([tweet])
        found = written(file, text)
        assert (found.report.accepted, found.report.embedded) == (1, 1)
        assert found.posts.loc["2", ["kind", "parent", "account"]].tolist() == ["repost", "1", "42"]
        assert found.posts.loc["1", "account"] == "9"

    def test_whole_statuses_of_2013_ended_as_scripts_are(self, file):
        user = {"name": "E", "screen_name": "example42", "protected": False, "id_str": "42",
                "id": 42, "profile_image_url_https": "", "verified": False}  # fmt: skip
        tweet = {"source": "web", "entities": {"urls": []}, "geo": {}, "id_str": "3", "id": 3,
                 "text": "x", "created_at": "2013-01-02 04:04:05 +0000", "user": user}  # fmt: skip
        found = written(file, f" Grailbird.data.tweets_2013_01 = \n{json.dumps([tweet])};\n")
        assert found.report.format == "twitter-personal"
        assert (found.report.records, found.report.accepted) == (1, 1)
        assert found.posts.loc["3", "account"] == "42"

    def test_a_whole_archive_of_2013_has_each_tweet_as_script_and_in_a_table(self, tmp_path):
        scripts = tmp_path / "data" / "js"
        (scripts / "tweets").mkdir(parents=True)
        (scripts / "user_details.js").write_text(
            'var user_details =  {\n  "screen_name" : "example42",\n  "id" : "42"\n}'
        )
        (scripts / "payload_details.js").write_text('var payload_details =  {\n  "tweets" : 1\n}')
        user = {"id_str": "42", "screen_name": "example42"}
        tweet = {"id_str": "3", "text": "x", "created_at": "2013-01-02 04:04:05 +0000"}
        (scripts / "tweets" / "2013_01.js").write_text(
            "Grailbird.data.tweets_2013_01 = \n " + json.dumps([tweet | {"user": user}], indent=1)
        )
        (tmp_path / "tweets.csv").write_text(
            '"tweet_id","in_reply_to_status_id","in_reply_to_user_id","timestamp","source","text",'
            '"retweeted_status_id","retweeted_status_user_id","retweeted_status_timestamp",'
            '"expanded_urls"\n'
            '"3","","","2013-01-02 04:04:05 +0000","web","x","","","",""\n'
            '"2","","","2013-01-02 03:04:05 +0000","web","RT @other: y","1","9",'
            '"2013-01-02 02:04:05 +0000",""\n'
        )
        found = read(tmp_path)
        report = found.report
        assert (report.format, report.records) == ("twitter-personal", 3)
        assert (report.accepted, report.duplicates, report.embedded) == (2, 1, 1)
        assert found.posts.loc["2", ["kind", "parent", "account"]].tolist() == ["repost", "1", "42"]
        assert found.posts.loc["1", "account"] == "9"
        assert str(found.posts.loc["1", "at"]) == "2013-01-02 02:04:05+00:00"
        assert found.accounts.loc["42", "name"] == "example42"

    def test_a_tweet_without_a_time_is_dated_by_its_id(self, file):
        tweet = self.tweet("374653183200202752")
        del tweet["created_at"]
        found = written(file, self.script(tweet))
        assert str(found.posts["at"].iloc[0]) == "2013-09-02 22:00:54.251000+00:00"  # METHODS 8.6
        assert "tweets without a time, dated by their id: 1" in map(str, found.report.warnings)

    def test_damage_costs_single_tweets(self, file):
        text = self.script(self.tweet("1"), self.tweet("2", created_at="soon"), {}, self.tweet("4"))
        report = written(file, text.replace("]", ', 5, {"tweet"', 1)).report
        assert (report.records, report.accepted) == (6, 2)


class TestActivities:
    def test_the_sample(self):
        found = read(load.sample("activity-streams.jsonl"))
        posts = found.posts
        assert (found.report.format, found.report.records) == ("activity-streams", 4)
        first = "1307025659294674945"
        assert posts["kind"].tolist() == ["post", "repost", "reply", "quote"]
        assert posts["parent"].fillna("").tolist() == ["", first, first, first]
        assert posts.loc[first, ["account", "name", "followers"]].tolist() == [
            "31", "example31", 155,
        ]  # fmt: skip
        assert posts["likes"].fillna(-1).tolist() == [2, -1, 2, 2]

    def test_what_stands_inside_is_a_post(self, file):
        share = load.sample("activity-streams.jsonl").read_text().splitlines()[0]
        found = written(file, share)
        assert (found.report.accepted, found.report.embedded) == (1, 1)

    def test_the_results_of_a_search(self, file):
        sound = load.sample("activity-streams.jsonl").read_text().splitlines()[:4]
        text = json.dumps({"results": [json.loads(one) for one in sound], "next": "x"})
        found = written(file, text)
        assert (found.report.format, found.report.accepted) == ("activity-streams", 4)

    def test_other_verbs_and_damage(self, file):
        sound = json.loads(load.sample("activity-streams.jsonl").read_text().splitlines()[3])
        text = lines(sound, sound | {"verb": "tag"}, sound | {"postedTime": "soon"}, {"a": 1})
        report = written(file, text).report
        assert (report.accepted, report.rejected) == (1, 3)
        assert "neither post nor share" in str(report.problems[0].reason)


class TestZeeschuimer:
    def test_the_sample(self):
        found = read(load.sample("zeeschuimer.ndjson"))
        posts = found.posts
        assert (found.report.format, found.report.rejected) == ("zeeschuimer", 1)
        assert str(found.report.problems[0].reason) == "items of imgur are not read"
        assert posts["platform"].tolist() == ["tiktok", "instagram", "twitter", "twitter"]
        repost = posts.loc["1631100000000000002"]
        assert repost[["kind", "parent", "account"]].tolist() == [
            "repost", "1631100000000000001", "52",
        ]  # fmt: skip

    def test_items_that_4cat_laid_flat(self, file):
        wrapped = json.loads(load.sample("zeeschuimer.ndjson").read_text().splitlines()[0])
        flat = wrapped["data"] | {"__import_meta": {"source_platform": "twitter.com"}}
        posts = written(file, lines(flat)).posts
        assert posts.loc["1631100000000000001", ["name", "likes"]].tolist() == ["example51", 3]

    def test_items_of_a_wrong_shape_cost_themselves(self, file):
        wrapped = json.loads(load.sample("zeeschuimer.ndjson").read_text().splitlines()[0])
        odd = [wrapped | {"data": data} for data in ({}, {"legacy": []}, {"legacy": {"x": 1}})]
        tiktok = {"source_platform": "tiktok.com", "data": {"id": "1", "createTime": {}}}
        report = written(file, lines(wrapped, *odd, tiktok)).report
        assert (report.accepted, report.rejected) == (1, 4)


class TestStream:
    def test_the_sample(self):
        found = read(load.sample("twitter-stream.tar"))
        report = found.report
        assert (report.format, report.files, report.records) == ("twitter-v1", 2, 4)
        assert (report.accepted, report.rejected) == (3, 1)
        for kind in ("delete", "limit"):
            assert counted(found, f"{kind} notices of the stream, which are not posts") == 1
        assert str(report.problems[0].reason).startswith("cut off in the middle. Cure: the copy is")

    def test_a_minute_of_notices_alone_is_read_too(self, tmp_path):
        status = {"id_str": "1", "created_at": "Mon Oct 29 06:00:01 +0000 2012", "text": "x",
                  "user": {"id_str": "2"}, "retweet_count": 0}  # fmt: skip
        notices = [{"delete": {"status": {"id": 1}}}, {"status_withheld": {"id": 2}},
                   {"scrub_geo": {"user_id": 3}}]  # fmt: skip
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as container:
            for name, text in (("00.json.bz2", lines(*notices)), ("01.json.bz2", lines(status))):
                data = bz2.compress(text.encode())
                member = tarfile.TarInfo(name)
                member.size = len(data)
                container.addfile(member, io.BytesIO(data))
        found = written(tmp_path / "x.tar", out.getvalue())
        assert (found.report.files, found.report.accepted, found.report.rejected) == (2, 1, 0)
        assert counted(found, "scrub_geo notices of the stream, which are not posts") == 1


def test_the_premium_search_of_v1(file):
    statuses = load.sample("twitter-v1.jsonl").read_text("utf-8").splitlines()
    found = written(file, json.dumps({"results": [json.loads(one) for one in statuses]}))
    plain = read(load.sample("twitter-v1.jsonl")).report
    assert (found.report.format, found.report.accepted) == ("twitter-v1", plain.accepted)


def test_tweets_that_4cat_keeps_name_their_author(file):
    tweet = {"id": "1", "text": "x", "author_id": "7", "conversation_id": "1",
             "created_at": "2021-04-08T19:34:16.000Z",
             "author_user": {"id": "7", "username": "example"}}  # fmt: skip
    found = written(file, lines(tweet, tweet | {"id": "2"}))
    assert found.report.format == "twitter-v2"
    assert found.accounts.loc["7", "name"] == "example"


def test_every_format_is_listed_once() -> None:
    names = list(archives.formats())
    assert len(names) == len(set(names))
