"""Posts of networks other than Twitter, as they export them and their interfaces give them."""

import json

import pandas as pd
import pytest

from casekit import load
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

    def test_a_context_knows_its_first_post(self, file):
        found = read(load.sample("mastodon-context.json"))
        posts = found.posts
        assert posts["kind"].tolist() == ["post", "reply", "reply", "reply"]
        assert (posts["root"] == "1093001").all()
        assert posts["parent"].tolist()[1:] == ["1093002", "1093003", "1093002"]
        assert posts["followers"].tolist() == [101, 103, 104, 105]
        thread = json.loads(load.sample("mastodon-context.json").read_text())
        assert set(written(file, json.dumps(thread | {"ancestors": []})).posts["root"]) == {
            "1093002"
        }

    def test_statuses_a_line_and_a_boost_without_counts(self, file):
        one = json.loads(load.sample("mastodon-context.json").read_text())["ancestors"][0]
        boost = one | {"id": "77", "reblog": one, "created_at": "2022-11-09T10:00:00.000Z"}
        found = written(file, json.dumps(boost) + "\n" + json.dumps(one | {"id": "78"}) + "\n")
        assert (found.report.accepted, found.report.embedded) == (2, 1)
        row = found.posts.loc["77"]
        assert row[["kind", "parent", "root"]].tolist() == ["repost", "1093001", "1093001"]
        assert row[["likes", "reposts", "replies"]].isna().all()

    def test_damage_costs_single_items(self, file):
        box = json.loads(load.sample("mastodon-outbox.json").read_text())
        box["orderedItems"][1]["object"]["published"] = "soon"
        box["orderedItems"][2]["object"] = None
        box["orderedItems"].append({"type": "Like", "actor": "a", "object": "b"})
        found = written(file, json.dumps(box))
        assert (found.report.records, found.report.rejected) == (5, 2)
        assert counted(found, "activities of type Like, which are no posts") == 1


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
