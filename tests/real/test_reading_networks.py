"""What the READMEs of real archives of other networks state, reproduced by reading them."""

from tests.readings import counted, need, read


def test_mastodon(archives):
    found = read(need(archives, "mastodon-outbox"))
    posts, report = found.posts, found.report
    assert (report.format, report.records, report.accepted) == ("mastodon", 300, 300)
    kinds = posts["kind"].value_counts()
    assert kinds[["post", "repost", "reply"]].tolist() == [174, 69, 57]
    replies = posts[posts["kind"] == "reply"]
    assert replies["parent"].isin(posts.index).sum() == 37
    assert counted(found, "conversations that are named") == 187
    what = "items by which the total that a collection states is off"
    assert counted(found, what) == 1557 - 300
    assert str(posts["at"].min()) == "2022-11-08 03:07:14+00:00"
    assert str(posts["at"].max()) == "2023-06-14 18:05:52+00:00"
    assert posts["at"].is_monotonic_increasing
    assert not posts["text"].str.contains("<p>").any()
    assert posts[["likes", "reposts"]].isna().all(axis=None)


def test_bluesky(archives):
    found = read(need(archives, "bluesky-feed"))
    posts, report = found.posts, found.report
    assert (report.format, report.records, len(posts)) == ("bluesky", 100, 100)
    assert len(found.accounts) == 88
    assert posts["account"].str.startswith("did:").all()
    assert posts["at"].min().isoformat() == "2025-08-06T00:48:52.155000+00:00"
    assert posts["at"].max().isoformat() == "2025-08-07T06:10:58.989749+00:00"
    assert posts[["replies", "reposts", "likes"]].sum().tolist() == [7_843, 36_142, 163_302]
    assert counted(found, "quotes that the posts count") == 3_273
    assert not posts["kind"].isin(["reply", "repost"]).any()
