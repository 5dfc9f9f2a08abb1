"""What the READMEs of the real archives state, reproduced by reading them."""

import numpy as np
import pandas as pd
import pytest

from casekit import archives
from casekit.archives import Reading
from casekit.errors import ReadError, parted


def counted(reading: Reading, what: str) -> int:
    """Give the count that the report states for something."""
    (line,) = [w for w in map(str, reading.report.warnings) if w.startswith(what + ": ")]
    return int(line.removeprefix(what + ": ").split()[0].replace(",", ""))


def span(posts: pd.DataFrame) -> tuple[str, str]:
    return str(posts["at"].min()), str(posts["at"].max())


def reconciled(reading: Reading) -> Reading:
    report = reading.report
    assert report.records == report.accepted + report.duplicates + report.rejected
    return reading


@pytest.fixture(scope="module")
def twcs(archives_folder):
    return reconciled(archives.read(archives_folder / "twcs-5000" / "twcs.csv"))


@pytest.fixture(scope="module")
def archives_folder(archives):
    return archives


def need(archives_folder, name):
    path = archives_folder / name
    if not path.exists():
        pytest.skip(f"no {path.name} among the real archives")
    return path


class TestCustomerCare:
    def test_rows_ids_and_authors(self, twcs):
        posts = twcs.posts
        assert twcs.report.format == "customer-care-csv"
        assert (twcs.report.records, twcs.report.accepted) == (5000, 5000)
        assert sorted(posts.index.astype(int))[:: len(posts) - 1] == [1, 7630]
        assert len(twcs.accounts) == posts["account"].nunique() == 1519
        company = twcs.accounts["role"] == "organisation"
        assert company.sum() == 76
        assert (posts["role"] == "organisation").sum() == 2222
        assert posts["role"].isna().sum() == 2778

    def test_threads(self, twcs):
        posts = twcs.posts
        named = posts["parent"].dropna()
        assert len(named) == 3694
        assert (~named.isin(posts.index)).sum() == 6
        assert posts["parent"].isna().sum() == 1306
        parent = posts["parent"].where(posts["parent"].isin(posts.index))
        top = pd.Series(posts.index, index=posts.index)
        up = parent.fillna(top)
        for _ in range(200):
            top = up.loc[top.to_numpy()].set_axis(posts.index)
        sizes = top.value_counts()
        assert (len(sizes), sizes.median(), sizes.max(), sizes.idxmax()) == (1312, 3, 130, "7442")

    def test_answers_that_are_listed(self, twcs):
        assert counted(twcs, "posts that list answers") == 3411
        assert counted(twcs, "posts that list several answers") == 545
        assert counted(twcs, "answers listed in response_tweet_id") == 6312
        assert counted(twcs, "answers listed that are not in the archive") == 2624

    def test_times(self, twcs):
        at = twcs.posts["at"]
        assert span(twcs.posts) == ("2011-08-29 03:20:05+00:00", "2017-12-03 18:52:36+00:00")
        assert (at < "2017-10-01").sum() == 13
        assert (at.dt.strftime("%F") == "2017-10-31").sum() == 3056

    def test_bare_carriage_returns_end_no_row(self, twcs):
        assert twcs.posts.loc["3399", "text"].count("\r") == 2
        assert twcs.posts["at"].notna().all()
        assert (twcs.posts["text"].str.contains("\n")).sum() == 190

    def test_html_entities_stay(self, twcs):
        assert twcs.posts["text"].str.contains("&amp;").any()


@pytest.mark.parametrize(
    ("event", "threads", "tweets", "authors", "first", "last", "nodes", "missing", "forests"),
    [
        ("charliehebdo.tar.xz", 74, 1071, 805, "2015-01-07 11:07:51", "2015-01-15 07:43:33",
         1196, 125, 2),
        ("germanwings-crash.tar.xz", 25, 281, 208, "2015-03-24 10:43:44", "2015-04-01 20:12:15",
         301, 20, 0),
        ("putinmissing", 9, 62, 50, "2015-03-13 07:01:45", "2015-03-16 01:55:59", 73, 11, 0),
    ],
)  # fmt: skip
def test_rumour_threads(
    archives_folder, event, threads, tweets, authors, first, last, nodes, missing, forests
):
    reading = reconciled(archives.read(need(archives_folder, "pheme-rumoureval17") / event))
    report, posts = reading.report, reading.posts
    assert report.format == "rumour-threads"
    assert (report.records, report.accepted, report.unknown) == (tweets, tweets, missing)
    assert (len(posts), posts["root"].nunique()) == (nodes, threads)
    assert len(reading.accounts) == authors
    assert span(posts) == (f"{first}+00:00", f"{last}+00:00")
    unknown = posts[posts["at"].isna()]
    assert len(unknown) == missing
    assert unknown["account"].isna().all()
    tops = posts[posts["parent"].isna()]
    assert (tops["root"].value_counts() > 1).sum() == forests
    assert posts["parent"].dropna().isin(posts.index).all()


@pytest.mark.parametrize(
    ("event", "median", "p90", "depth"),
    [
        ("charliehebdo.tar.xz", 12.22, 97.07, 18),
        ("germanwings-crash.tar.xz", 21.69, 2702.03, 19),
        ("putinmissing", 18.08, 100.11, 7),
    ],
)
def test_rumour_threads_delays_and_depth(archives_folder, event, median, p90, depth):
    posts = archives.read(need(archives_folder, "pheme-rumoureval17") / event).posts
    known = posts[posts["at"].notna() & (posts.index != posts["root"])]
    start = posts.loc[known["root"].to_numpy(), "at"].set_axis(known.index)
    minutes = (known["at"] - start).dt.total_seconds() / 60
    assert minutes.median() == pytest.approx(median, abs=0.006)
    assert np.percentile(minutes, 90) == pytest.approx(p90, abs=0.006)
    parents = posts["parent"].to_dict()

    def level(post: str) -> int:
        return 0 if pd.isna(parents[post]) else 1 + level(parents[post])

    assert max(map(level, parents)) == depth


def test_a_thread_without_replies(archives_folder):
    path = need(archives_folder, "pheme-rumoureval17") / "germanwings-crash.tar.xz"
    posts = archives.read(path).posts
    assert posts.loc["580323060533764097", "kind"] == "post"


@pytest.fixture(scope="module")
def trees(archives_folder):
    path = need(archives_folder, "twitter16-trees") / "twitter16.tar.xz"
    return reconciled(archives.read(path))


class TestPropagationTrees:
    def test_counts(self, trees):
        report, posts = trees.report, trees.posts
        assert report.format == "propagation-trees"
        assert (report.files, report.records, report.rejected) == (818, 363_536, 0)
        assert report.duplicates == 10_549
        assert len(posts) == 347_828
        assert len(trees.accounts) == 289_675
        sizes = posts["root"].value_counts()
        assert (len(sizes), sizes.median(), sizes.min(), sizes.max()) == (818, 271, 74, 3089)

    def test_what_the_lines_hold(self, trees):
        assert counted(trees, "trees") == 818
        assert counted(trees, "different edges from a node to itself") == 450
        assert counted(trees, "nodes that several lines name as a child") == 7590
        assert counted(trees, "different edges whose child is earlier than its parent") == 2164
        assert counted(trees, "different edges with a negative delay of the child") == 244
        assert counted(trees, "trees with negative delays") == 10

    def test_each_tree_hangs_together(self, trees):
        posts = trees.posts
        assert posts["parent"].isna().sum() == 818
        assert (posts.index[posts["parent"].isna()] == posts["root"][posts["parent"].isna()]).all()
        place = pd.Series(np.arange(len(posts)), index=posts.index)
        up = place.reindex(posts["parent"]).fillna(-1).to_numpy("int64")
        up[up < 0] = np.flatnonzero(up < 0)
        top = np.arange(len(posts))
        for _ in range(12):
            up = up[up]
        top = up[top]
        assert (posts.index[top] == posts["root"]).all()

    def test_ids_tweets_and_times(self, trees):
        posts = trees.posts
        tweet = posts.index.str.split(":").str[2]
        assert tweet.nunique() == 26_402
        source = posts.index.str.split(":").str[0]
        assert source.nunique() == 818
        delay = posts.index.str.split(":").str[3].astype(float)
        assert delay.max() == 626_139.78
        assert (posts["parent_evidence"].dropna() == "derived").all()
        one = posts.loc["626897206717624320:2841739998:626919269662507008:87.68"]
        start = archives.snowflake("626897206717624320")
        assert one["at"] - start == pd.Timedelta(minutes=87.68)
        assert pd.isna(one["kind"])

    def test_the_unpacked_trees_are_the_same(self, trees, archives_folder):
        folder = archives_folder / "twitter16-trees"
        two = archives.read([folder / "626897206717624320.txt", folder / "647193820812177408.txt"])
        assert set(two.posts.index) <= set(trees.posts.index)
        assert two.report.files == 2


PAGES = [
    ("noflat.jsonl", 100, 96, 31, 47, 8, "2021-04-08 19:31:31", "2021-04-08 19:34:16"),
    ("flat.jsonl", 100, 96, 31, 47, 8, "2021-04-08 19:31:31", "2021-04-08 19:34:16"),
    ("brexit.jsonl", 100, 98, 10, 67, 11, "2021-09-22 16:25:51", "2021-09-22 16:37:29"),
    ("streaming_output_with_error.jsonl", 7, 7, 3, 0, 1, "2021-04-01 15:52:31",
     "2021-04-01 15:54:16"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "tweets", "authors", "replies", "reposts", "quotes", "first", "last"), PAGES
)
def test_twarc2(
    archives_folder, file, tweets, authors, replies, reposts, quotes, first, last
):  # fmt: skip
    path = need(archives_folder, "twarc2-pages") / file
    reading = reconciled(archives.read(path))
    assert reading.report.format == "twitter-v2"
    assert reading.report.accepted == tweets
    own = reading.posts.loc[list(record_ids(path))]
    assert len(own) == tweets
    assert own["account"].nunique() == authors
    assert (own["kind"] == "reply").sum() == replies
    assert (own["kind"] == "repost").sum() == reposts
    assert ((own["kind"] == "quote") | own["quoted"].notna()).sum() == quotes
    assert span(own) == (f"{first}+00:00", f"{last}+00:00")
    metrics = ["impressions", "likes", "reposts", "replies"]
    assert own.loc[own["kind"] == "repost", metrics].isna().all(axis=None)
    assert own.loc[own["kind"] != "repost", "likes"].notna().all()


def record_ids(path):
    import json

    for line in path.read_text("utf-8").splitlines():
        try:
            document = json.loads(line)
        except ValueError:
            continue
        data = document.get("data", document)
        for tweet in data if isinstance(data, list) else [data]:
            yield tweet["id"]


def test_flattened_or_not_the_posts_are_the_same(archives_folder):
    folder = need(archives_folder, "twarc2-pages")
    pages, flat = (archives.read(folder / f"{name}.jsonl") for name in ("noflat", "flat"))
    assert pages.report.accepted == flat.report.accepted == 100
    columns = ["at", "account", "name", "kind", "parent", "root", "quoted", "text", "likes"]
    pd.testing.assert_frame_equal(
        pages.posts[columns].sort_index(), flat.posts[columns].sort_index()
    )
    both = archives.read([folder / "noflat.jsonl", folder / "flat.jsonl"])
    assert (both.report.records, both.report.accepted, both.report.duplicates) == (200, 100, 100)


def test_a_cut_off_line_is_a_problem_with_its_place(archives_folder):
    path = need(archives_folder, "twarc2-pages") / "streaming_output_with_error.jsonl"
    report = archives.read(path).report
    assert (report.records, report.accepted, report.rejected) == (8, 7, 1)
    (problem,) = report.problems
    assert (problem.line, parted(str(problem.reason))[0]) == (8, "cut off in the middle")
    assert problem.excerpt.startswith('{"data": {"author_id"')


def test_text_of_an_original_is_whole_where_the_repost_is_shortened(archives_folder):
    posts = archives.read(need(archives_folder, "twarc2-pages") / "noflat.jsonl").posts
    reposts = posts[posts["kind"] == "repost"]
    cut = reposts[reposts["text"].str.endswith("…") & reposts["parent"].isin(posts.index)]
    assert len(cut)
    originals = posts.loc[cut["parent"].to_numpy(), "text"]
    assert not originals.str.endswith("…").any()


@pytest.mark.parametrize("file", ["edited_before", "edited_after"])
def test_the_newest_version_of_an_edited_post_is_kept_and_said(archives_folder, file):
    reading = archives.read(need(archives_folder, "twarc2-pages") / f"{file}.jsonl")
    assert reading.posts.index.tolist() == ["1576994789110992896"]
    assert reading.posts["text"].iloc[0].startswith("hey :)")
    assert counted(reading, "versions of edited posts that a newer version replaces") == 1
    assert reading.report.accepted == 1


def test_a_quote_of_an_old_version_points_to_the_newest(archives_folder):
    posts = archives.read(need(archives_folder, "twarc2-pages") / "quoted_edit.jsonl").posts
    assert posts.loc["1576995594388000768", ["kind", "quoted"]].tolist() == [
        "reply", "1576994789110992896",
    ]  # fmt: skip


def test_users_without_tweets_are_named(archives_folder):
    with pytest.raises(ReadError, match=r"users \(username, no text\).*no posts.*Cure: "):
        archives.read(need(archives_folder, "twarc2-pages") / "users.jsonl")


def test_an_empty_file_is_named(archives_folder):
    with pytest.raises(ReadError, match=r"empty file: .*empty\.json.*Cure: "):
        archives.read(need(archives_folder, "twarc2-pages") / "empty.json")


def test_a_folder_is_read_whole_and_names_what_it_leaves(archives_folder):
    reading = reconciled(archives.read(need(archives_folder, "twarc2-pages")))
    left = " ".join(w for w in map(str, reading.report.warnings) if w.startswith("not read"))
    assert all(name in left for name in ("LICENSE", "README.md", "empty.json", "users.jsonl"))


def test_evently_statuses(archives_folder):
    folder = need(archives_folder, "evently-v1-jsonl")
    reading = reconciled(archives.read(folder / "tweets_anonymized.jsonl"))
    report, posts = reading.report, reading.posts
    assert (report.format, report.accepted, report.embedded) == ("twitter-v1", 359, 0)
    assert posts["account"].nunique() == 339
    kinds = posts["kind"].value_counts()
    assert (kinds["repost"], kinds["reply"], kinds["quote"]) == (47, 8, 0)
    assert posts["kind"].ne("repost").sum() == 312
    reposts = posts[posts["kind"] == "repost"]
    sizes = reposts["parent"].value_counts()
    assert (len(sizes), sizes.max(), sizes.idxmax()) == (17, 26, "467828401085317163")
    assert reposts["parent"].isin(posts.index).all()
    assert posts.loc[posts["kind"] == "reply", "parent"].isin(posts.index).sum() == 2
    assert span(posts) == ("2014-07-17 17:58:07+00:00", "2014-12-25 04:03:18+00:00")
