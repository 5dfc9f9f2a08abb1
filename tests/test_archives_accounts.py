"""Archives that say which accounts acted on which, and little or nothing of their posts."""

import pandas as pd
import pytest

from casekit import archives, load
from casekit.errors import ReadError
from tests.readings import counted, read, written

HOAXY = ("from_user_id,from_user_screen_name,to_user_id,to_user_screen_name,tweet_id,tweet_type,"
         "tweet_created_at,tweet_url\n")  # fmt: skip
SHARES = "object_id,account_id,content_id,timestamp_share\n"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "archive"


def hoaxy(post: str, kind: str, start: int = 1, end: int = 2, at: str = "2022-11-03T13:20:12Z"):
    return f"{start},one,{end},two,{post},{kind},{at},https://twitter.com/one/status/{post}\n"


class TestActs:
    def test_the_sample(self):
        found = read(load.sample("account-acts.txt"))
        posts = found.posts
        assert (found.report.format, found.report.records) == ("account-acts", 8)
        one = posts.loc["1:1341100972:reply:2"]
        assert one[["account", "kind", "parent"]].tolist() == ["1", "reply", "2:unknown"]
        assert one["at"] == pd.Timestamp(1341100972, unit="s", tz="UTC")
        assert posts.loc["2:unknown", ["account", "origin"]].tolist() == ["2", "named"]

    def test_a_mention_in_the_second_of_an_act_is_part_of_it(self, file):
        found = written(file, "1 2 1341100972 MT\n1 2 1341100972 RE\n1 3 1341100972 MT\n")
        own = found.posts[found.posts["origin"] == "record"]
        assert (len(own), found.report.accepted) == (1, 3)
        assert (
            counted(found, "mentions that are part of another act of that account and second") == 2
        )

    def test_mentions_alone_are_one_post_that_passes_nothing_on(self, file):
        found = written(file, "1 2 1341100972 MT\n1 3 1341100972 MT\n")
        assert found.posts["kind"].tolist() == ["post"]
        assert found.posts["parent"].isna().all()
        assert counted(found, "accounts named, some of them only in mentions") == 3

    def test_two_reposts_of_one_second_stay_two(self, file):
        found = written(file, "1 2 1341100972 RT\n1 3 1341100972 RT\n")
        assert (found.posts["origin"] == "record").sum() == 2

    def test_what_stands_twice_is_a_duplicate(self, tmp_path):
        text = "1 2 1341100972 MT\n1 2 1341100972 RE\n4 2 1341100973 RT\n"
        for name in "ab":
            (tmp_path / name).write_text(text)
        report = read(tmp_path).report
        assert (report.records, report.accepted, report.duplicates) == (6, 3, 3)

    @pytest.mark.parametrize("line", ["1 2 1341100972 XX", "1 2 RT", "a 2 1341100972 RT",
                                      "1 2 9999999999999 RT", "1 2 1341100972 RT 5"])  # fmt: skip
    def test_a_damaged_line_costs_itself(self, file, line):
        report = written(file, f"1 2 1341100972 RT\n{line}\n1 2 1341100973 RT\n").report
        assert (report.accepted, report.rejected) == (2, 1)
        assert report.problems[0].line == 2

    def test_lines_out_of_order_are_said(self, file):
        found = written(file, "1 2 1341100972 RT\n1 2 1341100900 RT\n")
        assert any(
            w.startswith("rows earlier than the row before")
            for w in map(str, found.report.warnings)
        )


class TestEdges:
    def test_the_sample(self):
        found = read(load.sample("account-edges.edgelist"))
        assert (found.report.format, found.report.records) == ("account-edges", 4)
        assert counted(found, "acts that the edges add up to") == 7
        own = found.posts[found.posts["origin"] == "node"]
        assert len(own) == 7
        assert own["at"].isna().all()

    def test_times_instead_of_weights(self, file):
        posts = written(file, "# a note\n1 2 1341100972\n1 2 1341100972\n").posts
        own = posts[posts["origin"] == "node"]
        assert len(own) == 2
        assert own["at"].iloc[0] == pd.Timestamp(1341100972, unit="s", tz="UTC")

    def test_a_time_at_which_nobody_posted_costs_its_line(self, file):
        report = written(file, "1 2 19999999999\n1 3 1483228800\n").report
        assert (report.accepted, report.rejected) == (1, 1)
        assert "before 1970 or after 2261" in str(report.problems[0].reason)

    def test_weights_that_would_fill_the_memory_are_refused(self, file):
        lines = "".join(f"1 {n} 200000000\n" for n in range(2, 200))
        report = written(file, "1 2 3\n" + lines).report
        assert (report.accepted, report.rejected) == (1, 198)
        assert "add up to more posts" in str(report.problems[0].reason)

    def test_pairs_are_side_material(self, file):
        file.write_text("1 2\n2 3\n")
        with pytest.raises(ReadError, match="who follows whom"):
            archives.read(file)


class TestHoaxy:
    def test_the_sample(self):
        found = read(load.sample("hoaxy.csv"))
        assert (found.report.format, found.report.records) == ("hoaxy", 6)
        assert (len(found.posts), found.report.duplicates) == (7, 0)

    def test_the_way_of_an_edge_depends_on_its_type(self, file):
        rows = [hoaxy("11", "retweet"), hoaxy("12", "quote"), hoaxy("13", "reply"),
                hoaxy("14", "mention")]  # fmt: skip
        posts = written(file, HOAXY + "".join(rows)).posts
        assert posts.loc[["11", "12", "13", "14"], "account"].tolist() == ["2", "2", "1", "1"]
        assert posts.loc[["11", "12", "13"], "parent"].tolist() == [
            "1:unknown", "1:unknown", "2:unknown",
        ]  # fmt: skip
        assert posts.loc["14", ["kind", "parent"]].isna().all()

    def test_older_exports_mark_mentions_and_give_the_type_of_the_post(self, file):
        rows = [hoaxy("11", "origin"), hoaxy("12", "quote")]
        text = HOAXY.replace("\n", ",is_mention\n")
        text += "".join(row.replace("\n", ",True\n") for row in rows)
        posts = written(file, text).posts
        assert posts.loc[["11", "12"], "account"].tolist() == ["1", "1"]
        assert posts.loc["11", "kind"] == "post"
        assert posts["parent"].isna().all()

    def test_an_address_is_kept_where_it_leads_to_the_post(self, file):
        posts = written(file, HOAXY + hoaxy("11", "retweet") + hoaxy("13", "reply")).posts
        assert pd.isna(posts.loc["11", "url"])
        assert posts.loc["13", "url"].endswith("/one/status/13")

    def test_rows_of_one_post_are_one_post(self, file):
        text = HOAXY + hoaxy("11", "mention", end=3) + hoaxy("11", "quote", 4, 1)
        found = written(file, text + hoaxy("11", "quote", 4, 1))
        assert (found.report.accepted, found.report.duplicates) == (2, 1)
        assert found.posts.loc["11", ["kind", "parent"]].tolist() == ["quote", "4:unknown"]

    def test_commas_and_line_ends_in_a_field_break_no_row(self, file):
        text = HOAXY.replace("\n", ",title\r\n")
        row = hoaxy("11", "retweet").replace("\n", ',"a, b\nc ""d"""\r\n')
        report = written(file, text + row + hoaxy("12", "retweet").replace("\n", ",x\r\n")).report
        assert (report.accepted, report.rejected) == (2, 0)

    def test_ids_through_a_spreadsheet_stay_apart(self, file):
        found = written(file, HOAXY + hoaxy("1.58865E+18", "retweet") * 2)
        assert (found.posts["origin"] == "record").sum() == 2
        assert any("went through a number" in w for w in map(str, found.report.warnings))

    def test_damaged_rows_cost_themselves(self, file):
        bad = [hoaxy("", "retweet"), hoaxy("12", "like"), hoaxy("13", "reply", at="soon"), "1,2\n"]
        report = written(file, HOAXY + "".join(bad) + hoaxy("14", "retweet")).report
        assert (report.records, report.accepted, report.rejected) == (5, 1, 4)


class TestShares:
    def test_the_sample(self):
        found = read(load.sample("coordinated-sharing.csv"))
        assert (found.report.format, found.report.records) == ("coordinated-sharing", 7)
        assert (found.report.accepted, found.report.duplicates) == (6, 1)

    def test_a_post_that_shares_two_objects(self, file):
        text = SHARES + "x,1,p,1600000000\ny,1,p,1600000000\ny,1,p,1600000000\n"
        found = written(file, text)
        assert (found.report.accepted, found.report.duplicates) == (2, 1)
        assert found.posts.loc["p", "parent"] == "x"
        assert counted(found, "further objects that a post shares beside its parent") == 1

    def test_an_object_that_is_a_post_of_the_table_keeps_its_time(self, file):
        posts = written(file, SHARES + "x,1,p,1600000000\np,2,q,1600000100\n").posts
        assert posts.loc["p", ["origin", "account"]].tolist() == ["record", "1"]
        assert posts.loc["q", "parent"] == "p"
        assert pd.isna(posts.loc["x", "at"])

    def test_an_address_is_a_link(self, file):
        text = SHARES + "https://example.org/a,1,p,1600000000\n"
        assert written(file, text).posts.loc["p", "kind"] == "link"

    def test_pairs_are_side_material(self, file):
        file.write_text("object_id,account_id,account_id_y,content_id,content_id_y,time_delta\n")
        with pytest.raises(ReadError, match="pairs of shares"):
            archives.read(file)

    def test_damaged_rows_cost_themselves(self, file):
        text = SHARES + ",1,p,1600000000\nx,1,p,\nx,1,q,soon\nx,1,r,1600000000\nx,1\n"
        report = written(file, text).report
        assert (report.records, report.accepted, report.rejected) == (5, 1, 4)
