"""Readers: what a record becomes, and that nothing is lost and nothing silent."""

import gzip
import json

import pandas as pd
import pytest

from casekit import archives, language, load, schema
from casekit.archives import Reading
from casekit.errors import ClockError, ReadError
from tests import storm
from tests.readings import counted, read, written

HEADER = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
AT = "Tue Oct 31 22:10:47 +0000 2017"


def reading(path, text: str | bytes, **options) -> Reading:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = archives.read(path, **options)
    report = found.report
    assert report.records == report.accepted + report.duplicates + report.rejected
    assert len([p for p in report.problems if p.line]) == report.rejected
    schema.check(found.posts, schema.POSTS)
    schema.check(found.accounts, schema.ACCOUNTS)
    return found


def status(post: str, **more) -> dict:
    user = {"id_str": "7", "screen_name": "example", "followers_count": 10}
    return {"id_str": post, "created_at": AT, "text": "placeholder", "user": user,
            "favorite_count": 1, "retweet_count": 2} | more  # fmt: skip


def tweet(post: str, **more) -> dict:
    return {"id": post, "author_id": "7", "created_at": "2021-04-08T19:34:16.000Z",
            "text": "placeholder", "conversation_id": post,
            "public_metrics": {"like_count": 1, "retweet_count": 2, "reply_count": 3},
            } | more  # fmt: skip


def lines(*records) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def row(post: int | str, **more) -> str:
    values = {"author": "900001", "inbound": "True", "at": AT, "text": "placeholder",
              "answers": "", "parent": ""} | more  # fmt: skip
    return (
        f"{post},{values['author']},{values['inbound']},{values['at']},{values['text']},"
        f"{values['answers']},{values['parent']}\n"
    )


@pytest.fixture
def file(tmp_path):
    return tmp_path / "archive"


@pytest.fixture(scope="module")
def samples():
    from casekit import load

    return load.sample("customer-care.csv").parent


def test_a_record_that_gets_lost_shows_in_the_count(tmp_path, monkeypatch) -> None:
    from casekit.archives.formats import twitter_v1

    add = twitter_v1._add

    def careless(status, *rest):
        return None if status.id_str == "2" else add(status, *rest)

    monkeypatch.setattr(twitter_v1, "_add", careless)
    path = tmp_path / "posts.jsonl"
    path.write_text("\n".join(json.dumps(status(post)) for post in "123"), encoding="utf-8")
    report = archives.read(path).report
    assert (report.records, report.accepted, report.rejected) == (3, 2, 0)
    assert "records unaccounted for, a defect of casekit: 1" in map(str, report.warnings)


@pytest.mark.parametrize(
    ("name", "format", "records", "accepted", "posts"),
    [
        ("customer-care.csv", "customer-care-csv", 14, 14, 14),
        ("customer-care-conversations.json", "customer-care-conversations", 9, 9, 9),
        ("twitter-v1.jsonl", "twitter-v1", 9, 9, 10),
        ("twitter-v2-pages.jsonl", "twitter-v2", 7, 7, 8),
        ("rumour-threads.zip", "rumour-threads", 6, 6, 7),
        ("repost-storm.jsonl.gz", "twitter-v1", 459, 459, 459),
        ("propagation-tree.txt", "propagation-trees", 10, 9, 7),
        ("weibo-threads.zip", "weibo-threads", 9, 8, 8),
        ("cascade-paths.txt", "cascade-paths", 10, 10, 12),
        ("cascade-events.csv", "cascade-events", 7, 7, 7),
        ("account-acts.txt", "account-acts", 8, 8, 9),
        ("account-edges.edgelist", "account-edges", 4, 4, 10),
        ("hoaxy.csv", "hoaxy", 6, 6, 7),
        ("coordinated-sharing.csv", "coordinated-sharing", 7, 6, 9),
        ("twarc.csv", "twarc-csv", 5, 4, 4),
        ("tcat.csv", "dmi-tcat", 4, 4, 4),
        ("4cat.csv", "4cat", 4, 4, 4),
        ("twitter-personal.zip", "twitter-personal", 3, 3, 3),
        ("activity-streams.jsonl", "activity-streams", 4, 4, 4),
        ("zeeschuimer.ndjson", "zeeschuimer", 5, 4, 4),
        ("twitter-stream.tar", "twitter-v1", 4, 3, 3),
        ("mastodon-outbox.json", "mastodon", 5, 5, 5),
        ("mastodon-context.json", "mastodon", 4, 4, 4),
        ("bluesky-feed.json", "bluesky", 4, 4, 5),
        ("bluesky-thread.json", "bluesky", 3, 3, 3),
        ("reddit.ndjson", "reddit", 4, 3, 3),
        ("reddit-submissions.csv", "reddit", 2, 2, 2),
        ("youtube-comments.csv", "youtube-comments", 2, 2, 4),
        ("youtube-threads.csv", "youtube-comments", 3, 3, 3),
        ("youtube-api.json", "youtube-comments", 2, 2, 2),
        ("tweet-roots.csv", "tweet-counts", 2, 2, 2),
        ("tweet-ratio.csv", "tweet-counts", 2, 2, 2),
        ("table.csv", "table", 2, 2, 2),
        ("monitoring.csv", "table", 2, 2, 2),
    ],
)
def test_each_sample_is_told_from_its_content(
    samples, tmp_path, name, format, records, accepted, posts
):
    found = archives.read(samples / name)
    assert (found.report.format, found.report.records) == (format, records)
    assert (found.report.accepted, len(found.posts)) == (accepted, posts)
    nameless = tmp_path / "x"
    nameless.write_bytes((samples / name).read_bytes())
    assert archives.read(nameless).report.format == format


def test_the_repost_storm_is_what_its_script_writes(samples):
    held = gzip.decompress((samples / "repost-storm.jsonl.gz").read_bytes())
    assert held.decode() == storm.text()


def test_a_folder_of_several_formats_is_refused_until_one_is_named(samples):
    with pytest.raises(ReadError, match=r"several formats: .*twitter-v2.*format="):
        archives.read(samples)
    assert archives.read(samples, format="twitter-v2").report.accepted == 7


class TestStatuses:
    def test_original_inside_a_repost_is_a_post_with_its_newest_counts(self, file):
        early = "Tue Oct 31 22:00:00 +0000 2017"
        old = status("100", created_at=early, favorite_count=5)
        renamed = {"id_str": "7", "screen_name": "renamed", "followers_count": 11}
        new = status("100", created_at=early, favorite_count=9, user=renamed)
        later = "Tue Oct 31 23:00:00 +0000 2017"
        second = status("102", retweeted_status=new, created_at=later)
        second["user"] = {"id_str": "8", "screen_name": "other", "followers_count": 3}
        first = status("101", retweeted_status=old, user={"id_str": "9"})
        found = reading(file, lines(second, first))
        posts = found.posts
        assert (found.report.accepted, found.report.embedded) == (2, 1)
        assert posts.loc["100", "likes"] == 9
        assert posts.loc["101", ["kind", "parent", "root"]].tolist() == ["repost", "100", "100"]
        assert posts.loc[["101", "102"], ["likes", "reposts", "replies"]].isna().all(axis=None)
        assert posts["origin"].to_dict() == {"100": "embedded", "101": "record", "102": "record"}
        assert found.accounts.loc["7", ["name", "followers"]].tolist() == ["renamed", 11]

    def test_reply_quote_and_reply_that_quotes(self, file):
        posts = reading(
            file,
            lines(
                status("1"),
                status("2", in_reply_to_status_id_str="1"),
                status("3", quoted_status_id_str="1"),
                status("4", in_reply_to_status_id=2, quoted_status_id=1),
            ),
        ).posts
        assert posts["kind"].tolist() == ["post", "reply", "quote", "reply"]
        assert posts["parent"].fillna("").tolist() == ["", "1", "1", "2"]
        assert posts["quoted"].fillna("").tolist() == ["", "", "", "1"]
        assert posts["root"].isna().all()
        assert (
            posts["parent_evidence"].astype(object).fillna("").tolist() == [""] + ["archived"] * 3
        )

    @pytest.mark.parametrize("form", ["array", "pretty", "pretty array", "search"])
    def test_other_ways_to_write_them(self, file, form):
        two = [status("1"), status("2", text='brackets ]}" in a text')]
        text = {
            "array": json.dumps(two),
            "pretty": "\n".join(json.dumps(one, indent=1) for one in two),
            "pretty array": json.dumps(two, indent=2),
            "search": json.dumps({"statuses": two}),
        }[form]
        posts = reading(file, text).posts
        assert posts.index.tolist() == ["1", "2"]
        assert posts.loc["2", "text"] == 'brackets ]}" in a text'

    def test_one_file_a_status(self, tmp_path):
        for post in ("1", "2", "3"):
            (tmp_path / f"{post}.json").write_text(json.dumps(status(post)))
        (tmp_path / "4.json").write_text('{"id_str": "4", "text"')
        report = archives.read(tmp_path).report
        assert (report.files, report.accepted, report.rejected) == (4, 3, 1)
        assert report.problems[0].file.endswith("4.json")

    def test_long_text_wins_over_the_short_one(self, file):
        long = status("1", truncated=True, extended_tweet={"full_text": "all of it"})
        assert reading(file, lines(long)).posts["text"].tolist() == ["all of it"]

    def test_a_wrong_field_is_left_unknown_and_said(self, file):
        odd = status("1", favorite_count="12", retweet_count="many", text=5, lang={"a": 1},
                     brand_new_field={"x": [1, {"y": None}]})  # fmt: skip
        odd["user"]["followers_count"] = -3
        found = reading(file, lines(odd, status("2")))
        assert found.report.accepted == 2
        one = found.posts.loc["1"]
        assert (one["likes"], one["text"]) == (12, "5")
        assert pd.isna(one[["reposts", "lang", "followers"]]).all()
        said = [w for w in map(str, found.report.warnings) if "wrong kind" in w]
        assert {w.split()[2] for w in said} == {"retweet_count", "lang", "user.followers_count"}

    def test_python_none_half_emoji_and_nan_are_read_and_said(self, file):
        python = repr(status("1", lang=None))
        half = json.dumps(status("2")).replace("placeholder", "half \\ud83d")
        nan = json.dumps(status("3")).replace(": 1,", ": NaN,")
        found = reading(file, f"{python}\n{half}\n{nan}\n{lines(status('4'))}")
        assert found.report.accepted == 4
        assert found.posts.loc["2", "text"] == "half \N{REPLACEMENT CHARACTER}"
        assert any(
            w.startswith("records in JSON that breaks") for w in map(str, found.report.warnings)
        )

    def test_a_record_twice_is_a_duplicate(self, file):
        found = reading(file, lines(status("1"), status("1", favorite_count=7)))
        assert (found.report.accepted, found.report.duplicates) == (1, 1)

    def test_notices_of_the_stream_are_counted_not_read(self, file):
        found = reading(file, lines(status("1"), {"delete": {"status": {"id": 1}}}))
        assert (found.report.records, len(found.posts)) == (1, 1)
        assert any("delete notices" in w for w in map(str, found.report.warnings))


class TestTweets:
    def test_relations_and_roots(self, file):
        page = {
            "data": [
                tweet("10"),
                tweet("11", referenced_tweets=[{"type": "replied_to", "id": "10"}],
                      conversation_id="10"),
                tweet("12", referenced_tweets=[{"type": "retweeted", "id": "11"}]),
                tweet("13", referenced_tweets=[{"type": "quoted", "id": "10"},
                                               {"type": "replied_to", "id": "11"}],
                      conversation_id="10"),
                tweet("14", referenced_tweets=[{"type": "quoted", "id": "10"}]),
            ],
            "includes": {"users": [{"id": "7", "username": "example",
                                    "public_metrics": {"followers_count": 5}}],
                         "tweets": [tweet("9"), tweet("10")]},
        }  # fmt: skip
        found = reading(file, lines(page))
        posts = found.posts.sort_index()
        kinds = posts["kind"].loc[["10", "11", "12", "13", "14"]].tolist()
        assert kinds == ["post", "reply", "repost", "reply", "quote"]
        assert posts["root"].fillna("").loc[["10", "11", "12", "13", "14"]].tolist() == [
            "10", "10", "11", "10", "",
        ]  # fmt: skip
        assert posts.loc["13", "quoted"] == "10"
        assert (found.report.accepted, found.report.embedded) == (5, 1)
        assert posts.loc["12", ["likes", "replies", "impressions"]].isna().all()
        assert found.accounts.loc["7", "followers"] == 5

    def test_one_bad_tweet_does_not_drop_its_page(self, file):
        page = {"data": [tweet("1"), "no tweet", tweet("2", public_metrics={"like_count": []})]}
        found = reading(file, lines(page))
        assert (found.report.accepted, found.report.rejected) == (2, 1)
        assert pd.isna(found.posts.loc["2", "likes"])

    def test_an_edited_post_stands_once(self, file):
        versions = ["5", "6"]
        old = tweet("5", text="old", edit_history_tweet_ids=versions)
        new = tweet("6", text="new", edit_history_tweet_ids=versions)
        answer = tweet("8", referenced_tweets=[{"type": "replied_to", "id": "5"}])
        found = reading(file, lines({"data": [new, old, answer]}))
        assert found.posts.sort_index()["text"].tolist() == ["new", "placeholder"]
        assert found.posts.loc["8", "parent"] == "6"
        assert (found.report.accepted, found.report.duplicates) == (2, 1)
        assert any("newer version" in w for w in map(str, found.report.warnings))

    def test_the_other_version_of_the_api_is_named(self, file):
        found = reading(file, lines(status("1"), {"data": [tweet("2")]}, status("3")))
        assert (found.report.accepted, found.report.rejected) == (2, 1)
        assert any("format='twitter-v2'" in w for w in map(str, found.report.warnings))
        found = reading(file, lines({"data": [tweet("2")]}, status("1")), format="twitter-v2")
        assert any("format='twitter-v1'" in w for w in map(str, found.report.warnings))


class TestCustomerCare:
    def test_quoted_lines_and_bare_carriage_returns(self, file):
        text = HEADER + row(1, text="a\rb\rc") + row(2, text='"x\n\ny ""z"""') + row(3)
        posts = reading(file, text).posts
        assert posts["text"].tolist() == ["a\rb\rc", 'x\n\ny "z"', "placeholder"]

    def test_windows_line_ends_and_german_delimiter(self, file):
        text = (HEADER + row(1) + row(2, parent="1.0")).replace("\n", "\r\n").replace(",", ";")
        posts = reading(file, text).posts
        assert posts["parent"].fillna("").tolist() == ["", "1"]

    def test_a_shifted_row_and_an_open_quote_cost_themselves_only(self, file):
        text = HEADER + row(1, text="a,b") + row(2) + row(3, text='"open') + row(4) + row(5)
        found = reading(file, text)
        assert found.posts.index.tolist() == ["2", "4", "5"]
        assert [p.line for p in found.report.problems] == [2, 4]
        assert "8 values in 7 columns" in str(found.report.problems[0].reason)

    def test_companies_and_customers(self, file):
        text = HEADER + row(1) + row(2, author="ExampleAir", inbound="False", parent="1.0")
        found = reading(file, text)
        assert found.accounts.loc["ExampleAir", ["name", "role"]].tolist() == [
            "ExampleAir", "organisation",
        ]  # fmt: skip
        assert found.posts.loc["2", "kind"] == "reply"
        assert pd.isna(found.accounts.loc["900001", "role"])

    def test_naive_times_are_refused_with_the_cure_and_read_with_it(self, file):
        text = HEADER + row(1, at="2017-07-31 22:10:47")
        with pytest.raises(ReadError, match=r"no time zone in .*Cure: .*tz='Europe/London'"):
            reading(file, text)
        with pytest.raises(ClockError, match="no time zone 'London'"):
            reading(file, text, tz="London")
        posts = reading(file, text, tz="Europe/London").posts
        assert posts["at"].iloc[0] == pd.Timestamp("2017-07-31T21:10:47Z")

    def test_bytes_that_are_not_utf8_are_read_as_cp1252_and_said(self, file):
        found = reading(file, (HEADER + row(1, text="Zürich €")).encode("cp1252"))
        assert found.posts["text"].iloc[0] == "Zürich €"
        assert any("cp1252" in w for w in map(str, found.report.warnings))

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_other_encodings(self, file, encoding):
        found = reading(file, (HEADER + row(1, text="Zürich")).encode(encoding))
        assert found.posts["text"].iloc[0] == "Zürich"


class TestDamagedIds:
    def test_ids_through_a_number_stay_apart_and_are_named(self, file):
        text = HEADER + row("1.2316E+18") + row("1.2316E+18") + row("552783667052167168.0")
        found = reading(file, text)
        assert (len(found.posts), found.report.accepted) == (3, 3)
        assert any("1.2316E+18" in w and ": 3" in w for w in map(str, found.report.warnings))

    def test_zeros_of_a_spreadsheet_are_named(self, file):
        ids = [f"1{n:014d}0000" for n in range(1, 27)] + [
            f"55278366705216{n}" for n in range(7160, 7164)
        ]
        found = reading(file, HEADER + "".join(row(post) for post in ids))
        assert any("end in zeros" in w and ": 26" in w for w in map(str, found.report.warnings))

    def test_long_ids_of_json_numbers_are_kept_to_the_last_digit(self, file):
        odd = status("1") | {"id_str": None, "id": 1234567890123456789}
        assert reading(file, lines(odd)).posts.index.tolist() == ["1234567890123456789"]

    def test_sound_ids_raise_no_warning(self, file):
        ids = range(552783667052160000, 552783667052160400)
        found = reading(file, HEADER + "".join(row(post) for post in ids))
        assert not any("zeros" in w for w in map(str, found.report.warnings))


class TestThreads:
    def tree(self, folder, structure, *, named=("source-tweet", "replies")):
        thread = folder / "event" / "1"
        for part, post, parent in ((0, "1", None), (1, "2", "1"), (1, "4", "3")):
            place = thread / named[part]
            place.mkdir(parents=True, exist_ok=True)
            record = status(post, in_reply_to_status_id_str=parent)
            (place / f"{post}.json").write_text(json.dumps(record))
        if structure is not None:
            (thread / "structure.json").write_text(json.dumps(structure))
        return folder

    @pytest.mark.parametrize("named", [("source-tweet", "replies"), ("source-tweets", "reactions")])
    def test_replies_without_a_file_are_posts_of_which_nothing_is_known(self, tmp_path, named):
        folder = self.tree(tmp_path, {"1": {"2": [], "3": {"4": []}}, "9": []}, named=named)
        found = archives.read(folder)
        posts = found.posts
        assert (found.report.records, found.report.unknown) == (3, 2)
        assert posts.loc["3", ["kind", "parent", "root"]].tolist() == ["reply", "1", "1"]
        assert posts.loc["3", ["at", "account", "text"]].isna().all()
        assert posts.loc["9", ["kind", "parent"]].isna().all()
        assert posts["root"].tolist() == ["1"] * 5
        assert posts.loc[["3", "9"], "origin"].tolist() == ["named", "named"]
        assert (posts["evidence"] == "archived").all()

    def test_without_structure_the_status_says_what_it_answers(self, tmp_path):
        found = archives.read(self.tree(tmp_path, None))
        assert found.posts.loc["4", ["parent", "root"]].tolist() == ["3", "1"]
        assert any("without structure.json" in w for w in map(str, found.report.warnings))

    def test_a_broken_status_is_a_rejected_record(self, tmp_path):
        folder = self.tree(tmp_path, {"1": {"2": []}})
        (folder / "event" / "1" / "replies" / "5.json").write_text("{broken")
        report = archives.read(folder).report
        assert (report.accepted, report.rejected) == (3, 1)


class TestTrees:
    ROOT = "552783667052167168"

    def text(self, *edges) -> str:
        source = ["1", self.ROOT, "0.0"]
        out = [(["ROOT", "ROOT", "0.0"], source)]
        nodes = {"s": source}
        for name, delay in (
            ("a", "1.0"),
            ("b", "2.0"),
            ("c", "3.0"),
            ("d", "3.0"),
            ("e", "4.0"),
            ("n", "-0.5"),
        ):
            nodes[name] = [name, self.ROOT, delay]
        out += [(nodes[parent], nodes[child]) for parent, child in edges]
        return "".join(f"{parent}->{child}\n" for parent, child in out)

    def parents(self, found) -> dict[str, str]:
        known = found.posts.dropna(subset="parent")
        return {
            child.split(":")[1]: parent.split(":")[1] for child, parent in known["parent"].items()
        }

    def test_the_latest_earlier_parent_is_chosen(self, file):
        found = reading(file, self.text("sa", "sb", "sc", "ac", "bc"))
        assert self.parents(found) == {"a": "1", "b": "1", "c": "b"}
        assert found.posts["kind"].tolist() == ["post", "repost", "repost", "repost"]

    def test_one_of_the_same_delay_is_not_earlier_whatever_the_order_of_lines(self, file):
        for edges in (("sc", "sd", "cd"), ("sd", "cd", "sc"), ("sc", "cd", "sd")):
            found = reading(file, self.text(*edges))
            assert self.parents(found) == {"c": "1", "d": "1"}

    def test_of_several_that_are_latest_the_one_named_last_is_chosen(self, file):
        found = reading(file, self.text("sc", "sd", "ce", "de"))
        assert self.parents(found) == {"c": "1", "d": "1", "e": "d"}

    def test_one_of_the_same_delay_is_the_parent_if_none_is_earlier(self, file):
        found = reading(file, self.text("sc", "cd"))
        assert self.parents(found) == {"c": "1", "d": "c"}

    def test_a_child_earlier_than_its_parent_stays_tied_and_no_circle_closes(self, file):
        found = reading(file, self.text("sa", "sc", "cb", "bc", "an"))
        assert self.parents(found) == {"a": "1", "c": "1", "b": "c", "n": "a"}
        assert found.posts["parent"].isna().sum() == 1

    def test_duplicates_loops_and_bad_lines_are_counted(self, file):
        found = reading(file, self.text("sa", "sa", "aa") + "no edge\n")
        report = found.report
        assert (report.records, report.accepted, report.duplicates, report.rejected) == (5, 3, 1, 1)
        assert any(
            w.startswith("different edges from a node to itself: 1")
            for w in map(str, report.warnings)
        )

    def test_a_fault_that_several_lines_and_files_repeat_is_one_edge(self, tmp_path):
        for name in ("x.txt", "y.txt"):
            (tmp_path / name).write_text(self.text("sc", "cb", "cb", "bb", "bb", "sn", "sn"))
        found = read(tmp_path)
        assert counted(found, "different edges from a node to itself") == 1
        assert counted(found, "different edges whose child is earlier than its parent") == 2
        assert counted(found, "different edges with a negative delay of the child") == 1

    def test_what_runs_backwards_after_the_choice_of_a_parent_is_counted_apart(self, file):
        found = written(file, self.text("sc", "sb", "cb"))
        assert counted(found, "different edges whose child is earlier than its parent") == 1
        assert not any("that is chosen" in str(w) for w in found.report.warnings)
        found = written(file, self.text("sc", "cb"))
        assert counted(found, "nodes earlier than the parent that is chosen") == 1

    def test_the_report_says_that_the_links_are_inferred(self, file):
        found = written(file, self.text("sa"))
        told = "trees whose links the makers of the set inferred, by a rule that the set does not"
        assert any(str(w).startswith(told) for w in found.report.warnings)
        assert set(found.posts["parent_evidence"].dropna()) == {"derived"}

    def test_the_same_tree_twice_is_all_duplicates(self, tmp_path):
        for name in ("x.txt", "y.txt"):
            (tmp_path / name).write_text(self.text("sa", "sb"))
        found = archives.read(tmp_path)
        assert (found.report.accepted, found.report.duplicates, len(found.posts)) == (3, 3, 3)

    def test_times_come_from_the_id_and_the_delay(self, file):
        posts = reading(file, self.text("sa")).posts
        assert posts["at"].iloc[0] == archives.snowflake(self.ROOT)
        assert posts["at"].diff().iloc[1] == pd.Timedelta(minutes=1)
        assert set(posts["evidence"]) == {"derived"}

    def test_an_id_without_time_leaves_times_unknown_and_says_so(self, file):
        found = reading(file, self.text("sa").replace(self.ROOT, "123"))
        assert found.posts["at"].isna().all()
        assert any("carries no time" in w for w in map(str, found.report.warnings))


@pytest.mark.parametrize("post", ["1", "29700859247", "abc", str(1 << 63), ""])
def test_ids_without_time_are_refused(post):
    with pytest.raises(ClockError, match="carries no time"):
        archives.snowflake(post)


def test_a_wrong_format_is_answered_with_the_near_one(file):
    file.write_text("x")
    with pytest.raises(ReadError, match="did you mean 'twitter-v1'"):
        archives.read(file, format="twitter-1")


@pytest.mark.parametrize(
    "time",
    [
        "Mon Mar 06 08:00:00 +0000 9999",
        "9999-12-31T23:59:59.999Z",
        "0001-01-01T00:00:00+14:00",
        "1969-12-31T23:59:59.999Z",
        "2262-04-12T00:00:00Z",
    ],
)
def test_times_at_which_nobody_posted_are_refused(file, time):
    file.write_text(lines(status("1"), status("2", created_at=time)), encoding="utf-8")
    report = archives.read(file).report
    assert (report.accepted, report.rejected) == (1, 1)
    assert "before 1970 or after 2261" in str(report.problems[0].reason)


def test_unknown_content_says_what_was_tried_and_seen(file):
    file.write_text('{"title": "x", "selftext": "y"}\n')
    with pytest.raises(ReadError) as caught:
        archives.read(file)
    text = str(caught.value)
    assert f"{len(archives.formats())} formats" in text
    assert "JSON with selftext, title" in text
    assert "Cure: `casekit inspect --formats` lists what is read" in text


def test_a_sample_is_named_as_invented_wherever_it_is_the_source(tmp_path):
    sample = load.sample("customer-care.csv")
    own = tmp_path / sample.name
    own.write_bytes(sample.read_bytes())
    assert load.archive(own).report.source == sample.name
    source = load.archive(sample).report.source
    assert language.of("en").source(source) == "Source: customer-care.csv (invented sample)."
    assert language.of("de").source(source) == "Quelle: customer-care.csv (erfundenes Beispiel)."
