"""Customer care as conversations: what is dated by its id, and what is said not to fit."""

import json
from pathlib import Path

import pandas as pd

from casekit import archives, load, response
from casekit.errors import parted


def test_the_sample_and_its_closing_tweets() -> None:
    found = archives.read(load.sample("customer-care-conversations.json"))
    posts = found.posts
    last = posts.loc["1102498917381046279"]
    assert str(last["at"]) == "2019-03-04 09:20:00+00:00"
    assert (last["account"], last["role"]) == ("ExampleCare", "organisation")
    assert last["parent"] == "1102486334469046279"
    assert last["parent_evidence"] == "derived"
    assert posts.loc["1103385761018806279", "account"] == "customer4"
    assert any(w.endswith("not used: 1 (first: " + w.split("(first: ")[1]) for w in
               map(str, found.report.warnings) if w.startswith("durations"))  # fmt: skip


def test_its_waits() -> None:
    posts = load.posts(load.sample("customer-care-conversations.json"))
    waits = response.times(posts, by=["ExampleCare", "OtherDesk"])
    assert (waits["wait"] / pd.Timedelta(minutes=1)).tolist() == [50, 6, 15]


def test_a_turn_without_id_or_time_is_rejected_and_the_others_stay(tmp_path: Path) -> None:
    told = json.loads(load.sample("customer-care-conversations.json").read_text("utf-8"))
    del told[0]["dialogContent"][0]["tweet_ID"]
    del told[1]["dialogContent"][0]["datetime"]
    told[2]["agentURL"]["tweet_ID"] = "12"
    told.append({"dialogContent": [], "dialogHeader": {}})
    path = tmp_path / "damaged.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    report = archives.read(path).report
    assert (report.records, report.accepted, report.rejected) == (10, 6, 4)
    reasons = [str(problem.reason) for problem in report.problems]
    assert reasons[:2] == ["no tweet_ID", "no datetime"]
    assert "carries no time" in reasons[2]
    assert reasons[3] == "a conversation without any turn"


def test_each_element_that_is_no_conversation_is_rejected_on_its_line(tmp_path: Path) -> None:
    told = json.loads(load.sample("customer-care-conversations.json").read_text("utf-8"))
    first, *others = (json.dumps(one) for one in told)
    path = tmp_path / "strays.json"
    parts = ["[]", first, "[[[1, []]]]", '1,\n"x, [y"', "null", *others, "[]", "2", '{"cut']
    path.write_text("[" + ",\n".join(parts), encoding="utf-8")
    plain = archives.read(load.sample("customer-care-conversations.json")).report
    report = archives.read(path).report
    assert report.accepted == plain.accepted
    assert report.records == plain.records + 8
    assert report.rejected == plain.rejected + 8
    kinds = ["a list", "a list", "a number", "a text", "null", "a list", "a number"]
    seen = [(problem.line, parted(str(problem.reason))[0]) for problem in report.problems]
    lines = [1, 3, 4, 5, 6, *(7 + len(others) + i for i in range(2))]
    want = [(line, f"no record, but {kind}") for line, kind in zip(lines, kinds, strict=True)]
    assert seen == [*want, (9 + len(others), "cut off in the middle")]
