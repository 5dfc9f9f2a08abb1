"""Blogs as feeds and exports: posts, comments, and the links between posts."""

import pytest

from casekit import archives, load
from casekit.errors import ReadError
from tests.readings import counted, read, written

FEED = load.sample("blog-feed.xml").read_text("utf-8")
ONE = "http://one.example/?p=1"
ITEM = """<rss version="2.0"><channel><item><title>{}</title><link>http://x.example/{}</link>
<pubDate>{}</pubDate></item></channel></rss>"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "feed"


def test_a_feed():
    found = read(load.sample("blog-feed.xml"))
    posts = found.posts
    assert (found.report.format, found.report.records, found.report.accepted) == ("blogs", 3, 3)
    assert posts["kind"].tolist() == ["comment", "post", "link"]
    assert posts["parent"].fillna("").tolist() == [ONE, "", ONE]
    assert posts.loc[ONE, "text"] == "A placeholder\n\nThe first post & more."
    assert posts.loc[ONE, ["account", "name", "replies"]].tolist() == ["one.example/ann", "ann", 2]
    assert str(posts["at"].iloc[0]) == "2005-06-21 09:30:00+00:00"
    assert (posts["platform"] == "blog").all()


def test_links_between_blogs_that_are_read_together():
    names = ("blog-feed.xml", "blog-feed.atom", "blog-export.xml")
    posts = read([load.sample(name) for name in names]).posts
    theirs, later = "tag:two.example,2005:1", "http://one.example/?p=2"
    assert posts.loc[theirs, ["kind", "parent"]].tolist() == ["link", ONE]
    assert posts.loc[later, ["kind", "parent", "quoted"]].tolist() == ["link", theirs, ONE]
    assert posts.loc[f"{theirs}.comment-1", ["kind", "parent", "text"]].tolist() == [
        "comment", theirs, "an answer",
    ]  # fmt: skip


def test_a_post_links_none_that_came_after_it(file):
    text = FEED.replace("Wed, 22 Jun", "Mon, 20 Jun")
    assert written(file, text).posts["kind"].tolist() == ["post", "comment", "post"]


def test_an_export_of_wordpress():
    found = read(load.sample("blog-export.xml"))
    posts = found.posts
    post = "http://three.example/?p=5"
    assert posts["kind"].tolist() == ["post", "comment", "comment", "link"]
    assert posts["parent"].fillna("").tolist() == ["", post, f"{post}#comment-11", post]
    assert (posts["root"].iloc[1:] == post).all()
    assert posts["account"].iloc[3] == "four.example"
    assert str(posts["at"].iloc[0]) == "2005-06-21 16:00:00+00:00"
    assert counted(found, "comments that nobody approved, left out") == 1
    assert counted(found, "posts that are not published (draft)") == 1
    assert counted(found, "items of type attachment, which are no posts") == 1


def test_a_pingback_of_a_post_that_is_there_itself(tmp_path):
    there = tmp_path / "four.xml"
    there.write_text(ITEM.format("On this", "y", "Wed, 22 Jun 2005 08:59:00 GMT").replace(
        "http://x.example/y", "http://four.example/on-this"))  # fmt: skip
    found = read([load.sample("blog-export.xml"), there])
    assert counted(found, "pingbacks of posts that are in the archive themselves") == 1
    row = found.posts.loc["http://four.example/on-this"]
    assert row[["kind", "parent"]].tolist() == ["link", "http://three.example/?p=5"]
    assert (found.report.records, found.report.accepted, len(found.posts)) == (5, 5, 4)


def test_one_bad_comment_costs_itself(file):
    text = load.sample("blog-export.xml").read_text("utf-8")
    found = written(file, text.replace("2005-06-21 17:30:00", "soon"))
    assert (found.report.accepted, found.report.rejected) == (3, 1)


@pytest.mark.parametrize(("stamp", "time"), [
    ("Tue, 21 Jun 2005 10:00:00 EST", "2005-06-21 15:00:00+00:00"),
    ("21 Jun 2005 10:00 +0130", "2005-06-21 08:30:00+00:00"),
    ("Tue, 21 Jun 2005 10:00:00 -0000", "2005-06-21 10:00:00+00:00"),
    ("2005-06-21T10:00:00+02:00", "2005-06-21 08:00:00+00:00"),
])  # fmt: skip
def test_times_as_feeds_write_them(file, stamp, time):
    assert str(written(file, ITEM.format("x", "a", stamp)).posts["at"].iloc[0]) == time


def test_times_of_no_zone_are_refused_with_the_cure(file):
    text = ITEM.format("x", "a", "Tue, 21 Jun 2005 10:00:00")
    with pytest.raises(ReadError, match="tz"):
        written(file, text)
    posts = written(file, text, tz="Europe/Berlin").posts
    assert str(posts["at"].iloc[0]) == "2005-06-21 08:00:00+00:00"


def test_what_comes_before_damage_is_kept(file):
    found = written(file, FEED[: FEED.index("<title>By: ben")])
    assert found.report.accepted == 2
    (problem,) = found.report.problems
    assert "no XML from here on" in str(problem.reason)
    assert problem.line == FEED[: FEED.index("<title>By: ben")].count("\n") + 1


def test_other_encodings(file):
    text = FEED.replace("The first post", "Grüße")
    assert "Grüße" in written(file, text.encode("utf-16")).posts.loc[ONE, "text"]
    latin = text.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode("latin-1")
    assert "Grüße" in written(file, latin).posts.loc[ONE, "text"]


def test_rss_of_rdf(file):
    text = """<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/"
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="http://x.example/1">
    <title>t</title><link>http://x.example/1</link><dc:date>2004-01-02T03:04:05Z</dc:date>
    </item></rdf:RDF>"""
    posts = written(file, text).posts
    assert posts.index.tolist() == ["http://x.example/1"]
    assert str(posts["at"].iloc[0]) == "2004-01-02 03:04:05+00:00"


def test_other_xml_is_no_blog(file):
    file.write_text("<html><body><entry/></body></html>")
    with pytest.raises(ReadError, match="XML with the root html"):
        archives.read(file)
