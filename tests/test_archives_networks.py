"""Posts of networks other than Twitter, as they export them and their interfaces give them."""

import json

import pandas as pd
import pytest

from casekit import load
from casekit.errors import ReadError
from tests.readings import counted, read, written


@pytest.fixture
def file(tmp_path):
    return tmp_path / "archive"


class TestMastodon:
    BASE = "https://social.example/users/sample"

    def test_an_outbox(self):
        found = read(load.sample("mastodon-outbox.json"))
        posts = found.posts
        assert (found.report.format, found.report.records) == ("mastodon", 5)
        assert posts["kind"].tolist() == ["post", "reply", "reply", "repost", "post"]
        assert posts["parent"].fillna("").tolist() == [
            "", f"{self.BASE}/statuses/109300000000000001",
            "https://other.example/users/b/statuses/7",
            "https://other.example/users/b/statuses/7", "",
        ]  # fmt: skip
        assert posts["text"].iloc[0] == "a placeholder\nover two lines"
        assert posts["text"].iloc[2] == "an answer & more"
        assert found.accounts["name"].tolist() == ["sample@social.example"]
        assert counted(found, "posts that not everybody could see") == 1
        assert counted(found, "conversations that are named") == 3
        what = "items by which the total that a collection states is off"
        assert counted(found, what) == 4

    def test_an_outbox_whose_addresses_hold_numbers_and_that_counts_likes(self, file):
        actor = "https://social.example/ap/users/116"
        note = {"id": f"{actor}/statuses/1", "type": "Note", "published": "2026-06-30T18:45:05Z",
                "url": "https://social.example/@sample/1", "attributedTo": actor, "content": "x",
                "likes": {"type": "Collection", "totalItems": 3},
                "shares": {"type": "Collection", "totalItems": 2}}  # fmt: skip
        activity = {"id": "a", "type": "Create", "actor": actor, "object": note}
        boost = {"id": f"{actor}/statuses/2/activity", "type": "Announce", "actor": actor,
                 "published": "2026-06-30T18:50:05Z", "object": "https://o.example/1"}  # fmt: skip
        found = written(file, json.dumps({"type": "OrderedCollection", "totalItems": 2,
                                          "orderedItems": [activity, boost]}))  # fmt: skip
        assert found.posts.loc[note["id"], ["likes", "reposts"]].tolist() == [3, 2]
        assert found.accounts.loc[actor, "name"] == "sample@social.example"

    def test_a_context_knows_its_first_post(self, file):
        found = read(load.sample("mastodon-context.json"))
        posts = found.posts
        assert posts["kind"].tolist() == ["post", "reply", "reply", "reply"]
        first, third, fourth = (f"https://social.example/users/example{n}/statuses/109300{n}"
                                for n in (1, 3, 4))  # fmt: skip
        assert (posts["root"] == first).all()
        assert posts.index.tolist()[:3] == [first, third, fourth]
        assert posts["parent"].tolist()[1:] == [
            "social.example/1093002", third, "social.example/1093002",
        ]  # fmt: skip
        assert found.accounts["name"].iloc[0] == "example1@social.example"
        assert posts["followers"].tolist() == [101, 103, 104, 105]
        thread = json.loads(load.sample("mastodon-context.json").read_text())
        alone = written(file, json.dumps(thread | {"ancestors": []})).posts
        assert set(alone["root"]) == {"1093002"}  # no account shows which server says so

    def test_a_thread_and_the_post_that_was_asked_for_on_another_server(self, tmp_path):
        whole = json.loads(load.sample("mastodon-context.json").read_text())
        first = whole["ancestors"][0]
        asked = first | {"id": "1093002", "in_reply_to_id": "1093001",
                         "uri": "https://other.example/users/b/statuses/7",
                         "account": {"id": "2", "acct": "b@other.example"}}  # fmt: skip
        elsewhere = first | {"id": "55", "in_reply_to_id": "1093003",
                             "uri": "https://third.example/users/c/statuses/55",
                             "account": {"id": "1", "acct": "c"}}  # fmt: skip
        for name, content in (("a", whole), ("b", asked), ("c", elsewhere)):
            (tmp_path / name).write_text(json.dumps(content))
        posts = read(tmp_path).posts
        assert posts.loc[asked["uri"], "parent"] == first["uri"]
        assert (posts["parent"] == asked["uri"]).sum() == 2
        assert posts.loc[elsewhere["uri"], "parent"] == "third.example/1093003"
        assert posts.loc[elsewhere["uri"], "account"] == "https://third.example/users/c"

    def test_one_status_seen_from_two_servers_is_one_post(self, file):
        first = json.loads(load.sample("mastodon-context.json").read_text())["ancestors"][0]
        found = written(file, json.dumps(first) + "\n" + json.dumps(first | {"id": "9"}) + "\n")
        assert (found.report.accepted, found.report.duplicates) == (1, 1)

    def test_statuses_a_line_and_a_boost_without_counts(self, file):
        one = json.loads(load.sample("mastodon-context.json").read_text())["ancestors"][0]
        uri = "https://social.example/users/b/statuses/77/activity"
        boost = one | {"id": "77", "uri": uri, "reblog": one}
        other = one | {"id": "78", "uri": uri.replace("77", "78")}
        found = written(file, json.dumps(boost) + "\n" + json.dumps(other) + "\n")
        assert (found.report.accepted, found.report.embedded) == (2, 1)
        row = found.posts.loc[uri]
        assert row[["kind", "parent", "root"]].tolist() == ["repost", one["uri"], one["uri"]]
        assert row["account"] == "https://social.example/users/b"
        assert row[["likes", "reposts", "replies"]].isna().all()

    def test_damage_costs_single_items(self, file):
        box = json.loads(load.sample("mastodon-outbox.json").read_text())
        box["orderedItems"][1]["object"]["published"] = "soon"
        box["orderedItems"][2]["object"] = None
        box["orderedItems"].append({"type": "Like", "actor": "a", "object": "b"})
        found = written(file, json.dumps(box))
        assert (found.report.records, found.report.rejected) == (5, 2)
        assert counted(found, "activities of type Like, which are no posts") == 1

    def test_an_edited_post_has_its_last_text_and_the_warning_before_it(self, file):
        status = {"id": "1", "created_at": "2022-11-20T10:00:00.000Z", "in_reply_to_id": None,
                  "uri": f"{self.BASE}/statuses/1", "content": "<p>first</p>",
                  "account": {"acct": "sample", "url": self.BASE}}  # fmt: skip
        last = status | {"content": "<p>last</p>", "spoiler_text": "beware",
                         "edited_at": "2022-11-20T11:00:00.000Z"}  # fmt: skip
        for versions in ([status, last], [last, status]):
            found = written(file, "\n".join(map(json.dumps, versions)))
            assert found.posts["text"].tolist() == ["beware\n\nlast"]
            assert counted(found, "posts that were edited, with their last text") == 1


class TestBluesky:
    def uri(self, n: int, key: str) -> str:
        return f"at://did:plc:example{n}/app.bsky.feed.post/3sample{key}"

    def test_a_feed(self):
        found = read(load.sample("bluesky-feed.json"))
        posts = found.posts
        report = found.report
        assert (report.format, report.records, report.accepted) == ("bluesky", 4, 4)
        assert report.embedded == 1
        repost = posts.loc[f"{self.uri(1, 'a')}#did:plc:example5"]
        assert repost[["kind", "parent", "account"]].tolist() == [
            "repost", self.uri(1, "a"), "did:plc:example5",
        ]  # fmt: skip
        assert posts.loc[self.uri(2, "b"), ["kind", "parent", "root"]].tolist() == [
            "reply", self.uri(1, "a"), self.uri(1, "a"),
        ]  # fmt: skip
        quote = posts.loc[self.uri(3, "q")]
        assert quote[["kind", "parent"]].tolist() == ["quote", self.uri(4, "d")]
        assert pd.isna(quote["quoted"])
        assert posts.loc[self.uri(4, "d"), ["origin", "likes"]].tolist() == ["embedded", 9]
        assert posts.loc[self.uri(1, "a"), "url"].endswith("did:plc:example1/post/3samplea")

    def test_a_thread(self):
        found = read(load.sample("bluesky-thread.json"))
        assert found.report.records == 3
        assert found.posts["kind"].tolist() == ["post", "reply", "reply"]
        assert counted(found, "posts of a thread that are gone or blocked") == 1

    def test_times_that_no_clock_shows_come_from_the_server(self, file):
        feed = json.loads(load.sample("bluesky-feed.json").read_text())["feed"]
        feed[0]["post"]["record"]["createdAt"] = "0000-00-00"
        feed[2]["post"]["record"]["createdAt"] = "2020-01-01T00:00:00Z"
        found = written(file, json.dumps(feed[:1] + feed[2:3]))
        assert counted(found, "times taken from the server") == 1
        assert counted(found, "times that are more than an hour off the server's, kept") == 1

    def test_damage_costs_single_posts(self, file):
        feed = json.loads(load.sample("bluesky-feed.json").read_text())
        del feed["feed"][2]["post"]["uri"]
        assert written(file, json.dumps(feed)).report.rejected == 1

    def test_the_stream_of_all(self, file):
        def act(did: str, kind: str, record: dict[str, object], time: int = 1706781600000000):
            commit = {"operation": "create", "collection": f"app.bsky.feed.{kind}", "rkey": "1",
                      "record": record | {"createdAt": "2024-02-01T10:00:00Z"}}  # fmt: skip
            return json.dumps({"did": did, "time_us": time, "kind": "commit", "commit": commit})

        post = "at://did:plc:a/app.bsky.feed.post/1"
        lines = [
            act("did:plc:a", "post", {"text": "x", "langs": ["de"]}),
            act("did:plc:b", "repost", {"subject": {"uri": post}}),
            act("did:plc:b", "like", {"subject": {"uri": post}}),
            act("did:plc:c", "post", {"text": "y"}, time=1 << 62),
            json.dumps({"did": "did:plc:c", "time_us": 1, "kind": "identity"}),
        ]
        found = written(file, "\n".join(lines))
        posts = found.posts
        assert posts.loc[post, ["account", "text", "lang"]].tolist() == ["did:plc:a", "x", "de"]
        repost = posts.loc["at://did:plc:b/app.bsky.feed.repost/1"]
        assert repost[["kind", "parent", "root"]].tolist() == ["repost", post, post]
        assert (found.report.records, found.report.accepted) == (3, 3)
        assert counted(found, "acts that are no posts (create app.bsky.feed.like)") == 1

    def test_names_of_fields_as_the_library_for_python_writes_them(self, file):
        post = {"uri": "at://did:plc:a/app.bsky.feed.post/1", "author": {"did": "did:plc:a"},
                "record": {"created_at": "2024-02-01T10:00:00Z", "text": 'not "like_count": 9'},
                "indexed_at": "2024-02-01T10:00:01Z", "like_count": 2}  # fmt: skip
        found = written(file, json.dumps(post)).posts
        assert found[["text", "likes"]].values.tolist() == [['not "like_count": 9', 2]]


class TestReddit:
    def test_lines(self):
        found = read(load.sample("reddit.ndjson"))
        posts = found.posts
        assert (found.report.format, found.report.duplicates) == ("reddit", 1)
        assert posts.index.tolist() == ["t3_aaa1", "t1_ccc1", "t1_aaa1"]
        assert posts["kind"].tolist() == ["post", "comment", "comment"]
        assert posts["parent"].fillna("").tolist() == ["", "t3_aaa1", "t1_ccc1"]
        assert (posts["root"] == "t3_aaa1").all()
        assert posts["likes"].fillna(-1).tolist() == [9, 4, -1]
        assert posts.loc["t3_aaa1", ["text", "replies"]].tolist() == [
            "a placeholder\n\nover two\nlines", 3,
        ]  # fmt: skip
        assert posts.loc["t1_aaa1", ["account", "text"]].isna().all()

    def test_what_the_site_lists_with_answers_below_answers(self, file):
        top, one, two, _ = map(json.loads, load.sample("reddit.ndjson").read_text().splitlines())

        def listing(*children: dict) -> dict:
            return {"kind": "Listing", "data": {"children": list(children)}}

        more = {"kind": "more", "data": {"count": 5, "id": "x", "children": ["a", "b"]}}
        answer = {"kind": "t1", "data": two | {"replies": ""}}
        below = {"kind": "t1", "data": one | {"replies": listing(answer, more)}}
        page = [listing({"kind": "t3", "data": top}), listing(below)]
        found = written(file, json.dumps(page))
        assert (found.report.format, found.report.records) == ("reddit", 3)
        assert found.posts.index.tolist() == ["t3_aaa1", "t1_ccc1", "t1_aaa1"]
        assert counted(found, "places where a listing leaves comments out") == 1

    def test_a_table_without_ids(self):
        found = read(load.sample("reddit-submissions.csv"))
        posts = found.posts
        assert posts["text"].tolist() == ["another placeholder", "a placeholder"]
        assert str(posts["at"].iloc[0]) == "2021-10-21 23:55:13+00:00"
        assert posts["account"].isna().tolist() == [True, False]
        assert counted(found, "posts without an id, called by file and line") == 2

    def test_a_table_of_comments(self, file):
        found = written(file, "id,author,body,created_utc,link_id,parent_id,score,subreddit\n"
                        "c1,a,x,1634877000,t3_p,t3_p,1,s\nc2,b,y,1634877001.0,t3_p,t1_c1,,s\n"
                        "c3,b,y,soon,t3_p,t1_c1,,s\n")  # fmt: skip
        assert found.posts["parent"].tolist() == ["t3_p", "t1_c1"]
        assert found.report.rejected == 1


class TestYouTube:
    def test_a_table_of_comments_with_texts_as_replies(self):
        found = read(load.sample("youtube-comments.csv"))
        posts = found.posts
        assert (found.report.records, found.report.embedded) == (2, 2)
        assert sorted(posts.loc[posts["kind"] == "reply", "text"]) == ["an answer", "another's"]
        assert counted(found, "replies of which only the text is known") == 2
        assert posts["replies"].dropna().tolist() == [0, 2]

    def test_a_table_whose_ids_hold_their_thread(self):
        posts = read(load.sample("youtube-threads.csv")).posts
        assert posts["parent"].fillna("").tolist() == ["", "UgA", "UgA"]
        assert posts["account"].tolist() == ["UC1", "UC2", "UC1"]
        assert posts["replies"].sum() == 2

    def test_the_interface(self):
        found = read(load.sample("youtube-api.json"))
        assert found.posts["parent"].fillna("").tolist() == ["", "UgA"]
        assert found.posts["likes"].tolist() == [1, 2]
        assert counted(found, "replies that are counted but not in the answer") == 2

    def test_what_is_saved_beside_a_video(self, file):
        told = {"id": "v", "comments": [
            {"id": "UgA", "parent": "root", "text": "x", "author": "@a", "author_id": "UC1",
             "timestamp": 1634877000, "like_count": 2},
            {"id": "UgA.1", "parent": "UgA", "text": "y", "author": "@b", "author_id": "UC2",
             "timestamp": 1634877001}, {"id": "z"},
        ]}  # fmt: skip
        found = written(file, json.dumps(told))
        assert (found.report.accepted, found.report.rejected) == (2, 1)
        assert found.posts["parent"].fillna("").tolist() == ["", "UgA"]

    def test_youtube_data_tools(self, file):
        found = written(file, "id,replyCount,likeCount,publishedAt,authorName,text,authorChannelId,"
                        "isReply,isReplyTo,isReplyToName\n"
                        "UgA,1,2,2020-12-31 17:41:01,@a,x,UC1,0,,\n"
                        "UgA.1,,0,2020-12-31 17:42:01,@b,y,UC2,1,UgA,@a\n")  # fmt: skip
        assert found.posts["kind"].tolist() == ["comment", "reply"]
        assert found.posts["root"].tolist() == ["UgA", "UgA"]

    def test_youtube_comment_downloader(self, file):
        top = {"cid": "c1", "text": "a", "time": "2 years ago", "author": "@a", "channel": "UCa",
               "votes": "1.2K", "time_parsed": 1668000000.0}  # fmt: skip
        reply = top | {"cid": "c1.r1", "channel": "UCb", "votes": "3"}
        found = written(file, "\n".join(map(json.dumps, (top, reply))))
        posts = found.posts
        assert posts.loc["c1.r1", ["kind", "parent", "account", "likes"]].tolist() == [
            "reply", "c1", "UCb", 3,
        ]  # fmt: skip
        assert posts.loc["c1", ["likes"]].isna().all()
        assert counted(found, "times counted back from words such as '2 years ago'") == 2


class TestTweetCounts:
    def test_roots(self):
        posts = read(load.sample("tweet-roots.csv")).posts
        assert posts["kind"].tolist() == ["post", "reply"]
        assert posts["parent"].fillna("").tolist() == ["", "1395166133456621572"]
        assert posts["reposts"].tolist() == [16, 1]

    def test_the_ratio(self):
        found = read(load.sample("tweet-ratio.csv"))
        posts = found.posts
        assert posts["kind"].isna().tolist() == [True, False]
        assert str(posts.loc["920061541986250758", "at"]) == "2017-10-16 22:59:00+00:00"
        assert "\rbroken" in posts.loc["920061541986250758", "text"]
        assert counted(found, "lines that are not UTF-8 and were read as cp1252") == 1
        assert counted(found, "tweets with more replies than retweets") == 1

    def test_a_time_that_the_id_contradicts_and_one_that_is_none(self, file):
        row = "x,https://twitter.com/a/status/920061541986250758,1,2,3,a\n"
        found = written(file, "created_at,text,url,replies,retweets,favorites,user\n"
                        f"10/16/17 21:59,{row}16/10/17 22:59,{row}10/16/17 22:59,x,none,1,2,3,a\n"
                        )  # fmt: skip
        assert (found.report.accepted, found.report.rejected) == (1, 2)
        assert counted(found, "times that the ids of their tweets contradict") == 1


class TestTelegram:
    def test_a_group(self):
        found = read(load.sample("telegram.json"))
        report, posts = found.report, found.posts
        assert (report.format, report.records, report.accepted) == ("telegram", 5, 4)
        assert posts["kind"].tolist() == ["post", "reply", "repost", "reply"]
        assert posts["parent"].fillna("").tolist() == [
            "", "4000000001-2", "", "4000000002-77",
        ]  # fmt: skip
        assert posts["text"].iloc[0] == "a placeholder with https://tram.example/late in it"
        assert str(posts["at"].iloc[0]) == "2013-09-02 16:05:00+00:00"
        assert counted(found, "reactions that the posts count") == 3
        assert counted(found, "posts that were edited, with their last text") == 1
        assert str(report.problems[0].reason).startswith("no time zone in '2013-09-02T18:11:00'")
        whole = read(load.sample("telegram.json"), tz="Europe/Berlin")
        assert str(whole.posts["at"].iloc[-1]) == "2013-09-02 16:11:00+00:00"

    def test_all_chats_of_an_account(self, file):
        chat = json.loads(load.sample("telegram.json").read_text("utf-8"))
        private = {"type": "private_group", "id": 7, "messages": chat["messages"][:2]}
        lost = {"type": "personal_chat", "messages": chat["messages"][1:2]}
        whole = {"about": "x", "personal_information": {"user_id": 1, "first_name": "sample"},
                 "chats": {"about": "x", "list": [chat, private, lost]},
                 "left_chats": {"list": [{"type": "public_channel", "id": 9}]}}  # fmt: skip
        found = written(file, json.dumps(whole, indent=1), tz="Europe/Berlin")
        report = found.report
        assert (report.format, report.records, report.accepted) == ("telegram", 7, 6)
        assert counted(found, "posts that not everybody could see") == 1
        assert str(report.problems[0].reason) == "no id of the chat or of the message"

    def test_what_holds_no_messages_is_said(self, file):
        file.write_text('{"about": "x", "personal_information": {"user_id": 1}, "chats": {}}')
        with pytest.raises(ReadError, match="a document without messages"):
            read(file)
