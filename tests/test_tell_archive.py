"""What is told of an archive: the notebook on any of them, and tables that name nobody."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from casekit import archives, draw, load, response, shape, spread, tell
from casekit.tell.html import Html
from tests.cascades import posts_of
from tests.inked import texts
from tests.test_tell_spread import cells

ROOT = Path(__file__).parent.parent
OWN = "mastodon-outbox.json"
_LINES = re.DOTALL | re.MULTILINE


def run(**told: object) -> dict[str, object]:
    """Run the notebook with what somebody changed in its cell, and give its names."""
    notebook = json.loads((ROOT / "notebooks/01-open-an-archive.ipynb").read_text("utf-8"))
    shown: list[object] = []
    names: dict[str, object] = {"display": shown.append, "shown": shown}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            before, last = re.fullmatch(
                r"(.*?)(^ck\..*)?", "".join(cell["source"]), _LINES
            ).groups()
            exec(before, names)
            shown.append(eval(last or "None", names))
            if "parameters" in cell["metadata"].get("tags", []):
                names |= told
    return names


@pytest.mark.parametrize(
    "name", [OWN, "rumour-threads.zip", "cascade-paths.txt", "coordinated-sharing.csv", "table.csv"]
)
def test_the_notebook_runs_if_the_path_alone_is_changed(name: str) -> None:
    assert run(archive=load.sample(name))["reading"].report.accepted


def test_the_page_tells_time_in_the_zone_that_is_asked_for() -> None:
    seen = run(archive=load.sample("repost-storm.jsonl.gz"), tz="Asia/Kolkata", lang="de")["shown"]
    pictures = [each for each in seen if hasattr(each, "alt")]
    said = [each.alt for each in pictures if re.search(r"\d\d:\d\d|Ortszeit|Asia", each.alt)]
    assert said
    assert "Kolkata" in str(next(each for each in seen if isinstance(each, Html)))
    assert not [alt for alt in said if "UTC" in alt]


def test_of_one_account_s_own_posts_nothing_is_said_about_answers() -> None:
    names = run(archive=load.sample(OWN))
    told = next(str(each) for each in names["shown"] if "by one account" in str(each))
    assert len(names["waits"])
    assert "<table" not in told
    assert not [each for each in names["shown"] if "answer" in getattr(each, "title", "")]


def test_answers_say_that_some_are_quotes_and_who_does_not_wait() -> None:
    posts = load.posts(load.sample("twitter-v1.jsonl"))
    found = response.describe(posts, by=None)
    plain, told = str(tell.answers(found)), str(tell.answers(found, posts))
    kinds = posts["kind"].reindex(response.replies(posts, by=None).index)
    inside = response.census(posts, by=None)["inside"]
    assert "quotes" not in plain
    assert (f"{kinds.eq('quote').sum()} are quotes" in told) is bool(kinds.eq("quote").any())
    assert (f"there are {inside}" in told) is bool(inside)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_first_posts_are_counted_and_named_only_if_asked(lang: str) -> None:
    posts = load.posts(load.sample("customer-care.csv"))
    shapes = shape.describe(posts, spread.edges(posts, rule="reported"))
    told = tell.cascades(shapes, lang=lang)
    assert [row[0][0] for row in cells(told)[1:]] == [str(n + 1) for n in range(len(shapes))]
    assert "<code>" not in told.text
    named = tell.cascades(shapes, names=True, lang=lang).text
    assert all(f"<code>{root}</code>" in named for root in shapes.index)


@pytest.mark.parametrize(
    ("lang", "said", "seen"),
    [("en", "2 of the 722 reposts that the platform counted are in the archive",
      "Of the 722 reposts that the platform counted of these posts, the archive holds 2."),
     ("de", "2 der 722 Reposts, die die Plattform zählte, stehen im Archiv",
      "Von 722 Reposts, die die Plattform für diese Beiträge zählte, stehen 2 im Archiv.")],
)  # fmt: skip
def test_a_shape_of_a_few_of_many_reposts_says_so(lang: str, said: str, seen: str) -> None:
    posts = posts_of("a > b; b > c; d > e", kind="repost")
    posts["reposts"] = pd.array([722, None, None, 1, None], dtype="Int64")
    shapes = shape.describe(posts)
    told = str(tell.cascades(shapes, posts, lang=lang))
    assert told.count(said) == told.count('class="reason"') == 1
    assert said not in str(tell.cascades(shapes, lang=lang))
    links = spread.edges(posts, rule="reported")
    assert seen in " ".join(text for text, _ in texts(draw.spread(posts, links, lang=lang)))
    assert seen not in " ".join(
        text for text, _ in texts(draw.spread(posts, links, root="d", lang=lang))
    )
    reading = replace(load.archive(load.sample("table.csv")), posts=posts)
    whole = "723" if lang == "en" else "Von 723 Reposts"
    assert whole in str(tell.capture(reading, lang=lang))


def test_a_report_leaves_out_what_files_inside_a_container_are_called() -> None:
    reading = archives.read(load.sample("twitter-stream.tar"))
    (problem,) = reading.report.problems
    assert problem.file.partition("!")[2] in str(tell.report(reading, names=True))
    told = str(tell.report(reading))
    assert problem.file.partition("!")[2] not in told
    assert f"twitter-stream.tar!…:{problem.line}" in told


def test_what_is_named_and_not_held_is_counted() -> None:
    posts = load.posts(load.sample("mastodon-context.json"))
    parents = posts["parent"].dropna()
    gone = sorted(set(parents) - set(posts.index))
    assert archives.census(posts).missing == len(gone) > 0
    graph = spread.graph(posts, spread.edges(posts, rule="reported"))
    assert sorted(node for node, data in graph.nodes(data=True) if data.get("missing")) == gone


def test_an_unknown_account_may_be_another_one() -> None:
    posts = load.posts(load.sample(OWN))
    assert archives.census(posts).alone
    one = posts.index == posts.index[0]
    assert not archives.census(posts.assign(account=posts["account"].mask(one))).alone
    assert not archives.census(pd.DataFrame(posts[:0])).alone
