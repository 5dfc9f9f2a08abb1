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


def test_reddit(archives):
    found = read(need(archives, "reddit-submissions"))
    posts, report = found.posts, found.report
    assert (report.format, report.records, report.accepted) == ("reddit", 500, 500)
    gone = "posts whose account is gone or hidden"
    assert len(found.accounts) == 282 - 1
    assert counted(found, gone) == posts["account"].isna().sum() == 153
    assert counted(found, "texts that say [removed]") == 114
    assert str(posts["at"].min()) == "2021-03-30 18:34:56+00:00"
    assert str(posts["at"].max()) == "2021-10-22 04:08:36+00:00"
    assert posts["parent"].isna().all()


def test_youtube_comments_with_replies_as_texts(archives):
    folder = need(archives, "youtube-comments")
    found = read(folder / "_WZktQlsFW8_AmericaParty_user_comments.csv")
    own = found.posts[found.posts["origin"] == "record"]
    assert (found.report.format, found.report.records, len(own)) == ("youtube-comments", 976, 976)
    assert own["name"].nunique() == 912
    assert counted(found, "comments without an account") == 2
    assert (own["replies"] > 0).sum() == 104
    assert own["replies"].sum() == found.report.embedded == 225
    assert str(own["at"].min()) == "2025-07-06 13:02:10+00:00"
    assert str(own["at"].max()) == "2025-09-10 11:24:12+00:00"


def test_roots_of_a_controversy(archives):
    found = read(need(archives, "controversy-roots"))
    posts, report = found.posts, found.report
    assert (report.format, report.records, report.accepted) == ("tweet-counts", 1_492, 1_492)
    assert len(found.accounts) == 1_065
    assert posts[["replies", "reposts", "likes"]].sum().tolist() == [44_229, 151_983, 702_170]
    assert posts["parent"].isna().all()
    assert (posts["root"] == posts.index).all()
    assert str(posts["at"].min()) == "2021-04-01 23:13:22+00:00"
    assert str(posts["at"].max()) == "2021-05-19 23:55:01+00:00"


def test_the_ratio(archives):
    found = read(need(archives, "twitter-ratio"))
    posts, report = found.posts, found.report
    assert (report.format, report.records, report.accepted) == ("tweet-counts", 3_207, 3_207)
    sums = posts[["replies", "reposts", "likes"]].sum().tolist()
    assert sums == [1_674_570, 14_448_644, 44_275_398]
    assert counted(found, "tweets with more replies than retweets") == 14
    assert str(posts["at"].min()) == "2014-08-14 16:50:00+00:00"
    assert str(posts["at"].max()) == "2017-10-16 22:59:00+00:00"
    assert posts["text"].str.count("\r").sum() == 209
    assert not any(w.startswith("times that") for w in map(str, report.warnings))
    assert any(w.startswith("lines that are not UTF-8") for w in map(str, report.warnings))


def test_youtube_threads_of_a_sheet_whose_header_was_sorted_along(archives):
    folder = need(archives, "youtube-comments")
    found = read(folder / "YouTubeComments_JudithButler_intersectionality.xlsx")
    posts, report = found.posts, found.report
    assert (report.format, report.records, report.accepted) == ("youtube-comments", 1_286, 1_286)
    assert counted(found, "sheets whose header is their last row, as sorting leaves it") == 1
    replies = posts[posts["kind"] == "reply"]
    assert (len(posts) - len(replies), len(replies)) == (363, 923)
    assert replies["parent"].isin(posts.index).all()
    assert posts["name"].nunique() == 518
    assert posts["replies"].sum() == 923
    assert str(posts["at"].min()) == "2020-12-31 17:41:01+00:00"
    assert str(posts["at"].max()) == "2021-11-03 14:12:16+00:00"
