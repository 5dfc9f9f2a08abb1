"""Cascades as paths, and as times and followers."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import archives, load, shape
from casekit.errors import ReadError
from tests.readings import counted, read, written

LINE = "1\t11\t1464739201\t{n}\t{paths}\n"


def paths(path, *texts: str, n: int | None = None):
    return written(path, LINE.format(n=len(texts) if n is None else n, paths=" ".join(texts)))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "archive"


class TestPaths:
    def test_the_sample(self):
        found = read(load.sample("cascade-paths.txt"))
        posts = found.posts
        assert (found.report.format, found.report.records) == ("cascade-paths", 10)
        assert posts.loc["1:11:0", "at"] == pd.Timestamp(1464739201, unit="s", tz="UTC")
        assert posts.loc["1:11/12/15:300", "parent"] == "1:11/12:60"
        assert posts.loc["1:11/12/15:300", "kind"] == "repost"
        assert posts.loc["2:12/11/18:31", ["root", "account"]].tolist() == ["2:12:0", "18"]
        assert (posts["parent_evidence"].dropna() == "archived").all()

    def test_a_parent_without_an_earlier_path_is_named_and_has_no_time(self):
        posts = read(load.sample("cascade-paths.txt")).posts
        assert posts.loc["1:11/12/14:45", "parent"] == "1:11/12"
        named = posts.loc["1:11/12"]
        assert named[["origin", "account", "parent"]].tolist() == ["named", "12", "1:11:0"]
        assert pd.isna(named["at"])

    def test_a_chain_of_accounts_that_are_only_named(self, file):
        posts = paths(file, "11:0", "11/2/3/4:9").posts
        assert posts["parent"].to_dict() | {"1:11:0": ""} == {
            "1:11:0": "", "1:11/2/3/4:9": "1:11/2/3", "1:11/2/3": "1:11/2", "1:11/2": "1:11:0",
        }  # fmt: skip

    def test_the_latest_earlier_post_of_the_same_way_is_the_parent(self, file):
        posts = paths(file, "11:0", "11/2/3:50", "11/2:60", "11/2:40", "11/2:10").posts
        assert posts.loc["1:11/2/3:50", "parent"] == "1:11/2:40"

    def test_a_way_that_nobody_took_falls_back_on_the_account(self, file):
        found = paths(file, "11:0", "11/5/2:10", "11/2/3:50")
        assert found.posts.loc["1:11/2/3:50", "parent"] == "1:11/5/2:10"
        assert counted(found, "parents known by their account only, taken for its latest earlier "
                       "post") == 1  # fmt: skip

    def test_two_that_name_each_other_in_one_second_close_no_circle(self, file):
        posts = paths(file, "11:0", "11/2/3:5", "11/3/2:5").posts
        seen, post = [], "1:11/3/2:5"
        while isinstance(post, str):
            assert post not in seen
            seen.append(post)
            post = posts.loc[post, "parent"]

    def test_a_cascade_whose_first_post_has_no_path(self, file):
        found = paths(file, "11/2:5")
        assert found.posts.loc["1:11:0", ["origin", "kind"]].tolist() == ["embedded", "post"]
        assert (found.report.accepted, found.report.embedded) == (1, 1)

    def test_a_path_twice_is_a_duplicate_and_a_wrong_one_costs_itself(self, file):
        found = paths(file, "11:0", "11/2:5", "11/2:5", "11/:7", "11/2:x", "/:3", n=9)
        report = found.report
        assert (report.records, report.accepted, report.duplicates, report.rejected) == (6, 2, 1, 3)
        assert {str(p.reason) for p in report.problems} == {"no path a/b:seconds"}
        assert counted(found, "cascades whose number of paths is not the stated one") == 1

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("1\t11\t1464739201\t1\n", "fewer than five columns"),
            ("1\t11\tyesterday\t1\t11:0\n", "no Unix time"),
            ("1\t11\t99999999999\t1\t11:0\n", "after 2261"),
            ("no tabs at all\n", "fewer than five columns"),
        ],
    )
    def test_a_damaged_line_is_rejected_with_its_place(self, file, line, why):
        report = written(file, LINE.format(n=1, paths="11:0") + line).report
        assert (report.accepted, report.rejected) == (1, 1)
        assert report.problems[0].line == 2
        assert why in str(report.problems[0].reason)

    def test_a_path_of_endless_depth_is_rejected(self, file):
        deep = "/".join(str(n) for n in range(5000)) + ":5"
        report = paths(file, "11:0", deep).report
        assert (report.accepted, report.rejected) == (1, 1)
        assert "more than 256 accounts" in str(report.problems[0].reason)

    def test_further_columns_are_said(self, file):
        text = LINE.format(n=1, paths="11:0").rstrip() + "\t17\n"
        assert counted(written(file, text), "lines with more columns than five, not read") == 1


WAYS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4).map(
    lambda way: "/".join(["r", *way])
)


@settings(max_examples=30)
@given(steps=st.lists(st.tuples(WAYS, st.integers(0, 9)), max_size=25), own=st.booleans())
def test_whatever_the_paths_every_post_hangs_below_the_first_and_after_its_parent(
    tmp_path_factory, steps, own
):
    texts = [*(["r:0"] if own else []), *(f"{way}:{seconds}" for way, seconds in steps)]
    if not texts:
        return
    path = tmp_path_factory.mktemp("paths") / "x"
    found = written(path, f"1\tr\t1464739201\t{len(texts)}\t{' '.join(texts)}\n")
    posts = found.posts
    assert found.report.rejected == 0
    assert found.report.duplicates == len(texts) - len(set(texts))
    tied = posts[posts["parent"].notna()]
    assert tied["parent"].isin(posts.index).all()
    above = posts.loc[tied["parent"].to_numpy(), "at"].set_axis(tied.index)
    assert not (above > tied["at"]).any()
    top = posts["parent"].fillna(posts.index.to_series())
    for _ in range(6):
        top = top.map(top)
    assert set(top) == {"1:r:0"}


def test_formats_say_whether_they_name_every_hand_only_the_original_or_an_account():
    named = {"cascade-paths.txt": "hand", "weibo-threads.zip": "hand", "cascade-events.csv":
             "original", "coordinated-sharing.csv": "original", "twitter-v1.jsonl": "original",
             "twitter-v2-pages.jsonl": "original"}  # fmt: skip
    for sample, word in named.items():
        posts = read(load.sample(sample)).posts
        reposts = posts["kind"].eq("repost") & posts["parent"].notna()
        assert set(posts.loc[reposts, "parent_is"]) == {word}, sample
        assert posts.loc[~reposts, "parent_is"].isna().all(), sample
    for sample in ("account-acts.txt", "account-edges.edgelist", "hoaxy.csv"):
        posts = read(load.sample(sample)).posts
        assert posts["parent"].notna().any()
        assert set(posts.loc[posts["parent"].notna(), "parent_is"]) == {"account"}, sample
        table = shape.describe(posts)
        tied = table["size"] > 1
        assert table.loc[tied, "depth"].isna().all()
        assert table.loc[tied, "reason"].str.contains("name only an account").all()


def test_a_cascade_of_paths_that_are_all_direct_has_a_depth_of_one(file):
    text = LINE.format(n=4, paths="11:0 11/12:3 11/13:5 11/14:9")
    row = shape.describe(written(file, text).posts).iloc[0]
    assert (row["size"], row["depth"], row["max_breadth"]) == (4, 1, 3)
    assert pd.isna(row["reason"])


class TestEvents:
    def test_the_sample(self):
        found = read(load.sample("cascade-events.csv"))
        posts = found.posts
        assert (found.report.format, found.report.accepted) == ("cascade-events", 7)
        assert counted(found, "cascades") == 3
        one = posts.loc["cascade-events:1:2"]
        assert one[["kind", "parent", "account", "followers"]].tolist() == [
            "repost", "cascade-events:1:0", "4", 0,
        ]  # fmt: skip
        assert one["at"] == pd.Timestamp("1970-01-01T00:22:09Z")
        assert any(
            "only their differences mean anything" in w for w in map(str, found.report.warnings)
        )

    def test_rows_without_a_cascade_begin_a_new_one_where_time_falls(self, file):
        text = "relative_time_second,number_of_followers\n0,9\n5,1\n5,2\n0,7\n3,1\n"
        posts = written(file, text).posts
        assert posts["root"].value_counts().to_dict() == {"archive:0:0": 3, "archive:1:0": 2}

    def test_the_row_names_of_another_package_do_no_harm(self, file):
        text = '"","relative_time_second","number_of_followers"\n"1",0,2290\n"2",11,91\n'
        assert written(file, text).posts["followers"].tolist() == [2290, 91]

    def test_unix_times_are_dates(self, file):
        found = written(file, "time,magnitude\n1405620000.5,3\n1405620010,4\n")
        assert found.posts["at"].iloc[0] == pd.Timestamp("2014-07-17T18:00:00.5Z")
        assert not any("without a date" in w for w in map(str, found.report.warnings))

    def test_followers_that_are_none_stay_unknown(self, file):
        found = written(file, "time,magnitude\n0,NA\n1,-3\n2,1e400\n3,2.5\n4,7\n")
        assert found.posts["followers"].dropna().tolist() == [7]
        assert counted(found, "numbers of followers that are none, left unknown") == 4

    def test_damaged_rows_cost_themselves(self, file):
        text = "cascade,time,magnitude\n0,0,1\n0,soon,1\n,5,1\n0,-4,1\n0,5\n0,6,1\n"
        report = written(file, text).report
        assert (report.records, report.accepted, report.rejected) == (6, 2, 4)
        assert [p.line for p in report.problems] == [3, 4, 5, 6]

    def test_two_files_of_one_name_stay_apart(self, tmp_path):
        for folder in "ab":
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "x.csv").write_text("time,magnitude\n0,1\n")
        assert read(tmp_path).posts.index.tolist() == ["x:0:0", "x~2:0:0"]

    def test_the_index_of_a_set_is_side_material(self, tmp_path):
        (tmp_path / "index.csv").write_text("tweet_id,post_time_day,start_ind,end_ind\n1,2,3,4\n")
        with pytest.raises(ReadError, match="side material of cascades"):
            archives.read(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("true:1\nfalse:1\n", r"label\.txt:2.*1 is true and false"),
        ("true:1\nperhaps:2\n", r"label\.txt:2.*no label and id"),
        ("a,b\n1,2\n", "no labels of trees"),
    ],
)
def test_labels_of_trees_that_are_none_are_refused(tmp_path, text, said):
    path = tmp_path / "label.txt"
    path.write_text(text)
    with pytest.raises(ReadError, match=said):
        archives.labels(path)
