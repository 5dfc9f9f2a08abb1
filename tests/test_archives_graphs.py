"""Graphs and tables that casekit wrote come back whole; graphs of others are read as posts."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from casekit import archives, cli, load, spread
from casekit.writing import write_table
from tests.readings import counted, read, written

SAMPLES = ("customer-care.csv", "twitter-v2-pages.jsonl", "account-acts.txt")
GEXF = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed">
<attributes class="node"><attribute id="0" title="created_at" type="string"/>
<attribute id="1" title="Text" type="string"/><attribute id="2" title="followers" type="long"/>
</attributes><attributes class="edge"><attribute id="0" title="strength" type="long"/></attributes>
<nodes>
<node id="a" label="ann"><attvalues><attvalue for="0" value="2020-01-01T10:00:00Z"/>
<attvalue for="1" value="a placeholder"/><attvalue for="2" value="7"/></attvalues></node>
<node id="b" label="ben"><attvalues><attvalue for="0" value="2020-01-01T11:00:00Z"/></attvalues>
</node>
<node id="c" label="cem"/>
</nodes>
<edges><edge source="b" target="a"/><edge source="c" target="b"/><edge source="c" target="a"/>
<edge target="a"/></edges></graph></gexf>"""
GRAPHML = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="timestamp" attr.type="double"/>
<key id="d1" for="node" attr.name="message" attr.type="string"/>
<key id="d1e" for="edge" attr.name="message" attr.type="string"/>
<graph edgedefault="directed"><node id="1"><data key="d0">1577872800</data>
<data key="d1">&lt;b&gt; &amp; more</data></node><node id="2"><data key="d0">17.5</data></node>
<edge source="1" target="2"/><edge source="1" target="2"/></graph></graphml>"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "graph"


@pytest.fixture(scope="module", params=SAMPLES)
def posts(request):
    return archives.read(load.sample(request.param)).posts


@pytest.mark.parametrize("ending", [".gexf", ".graphml"])
def test_graphs_of_casekit_come_back_whole(posts, tmp_path, ending):
    graph = spread.graph(posts, spread.edges(posts, rule="reported"))
    found = read(spread.write(graph, tmp_path / f"spread{ending}"))
    assert found.report.format == "graph"
    pd.testing.assert_frame_equal(found.posts, posts)


def test_tables_of_casekit_come_back_whole(posts, tmp_path):
    path = tmp_path / "posts.csv"
    write_table(posts, path)
    found = read(path)
    assert found.report.format == "casekit"
    pd.testing.assert_frame_equal(found.posts, posts)


def test_grades_and_sources_come_back(tmp_path):
    posts = archives.read(load.sample("twitter-v1.jsonl")).posts
    grades = ["archived", "documented", "derived", "reconstructed", "simulated"]
    posts["evidence"] = pd.Categorical(
        [grades[n % 5] for n in range(len(posts))], grades, ordered=True
    )
    posts["sources"] = "s1 s2"
    graph = spread.graph(posts, spread.edges(posts, rule="reported"))
    for path in (spread.write(graph, tmp_path / "x.gexf"), tmp_path / "x.csv"):
        if path.suffix == ".csv":
            write_table(posts, path)
        found = read(path).posts
        assert found["evidence"].tolist() == posts["evidence"].tolist()
        assert (found["sources"] == "s1 s2").all()


def test_formulas_are_sheltered_and_come_back(tmp_path):
    posts = archives.read(load.sample("twitter-v1.jsonl")).posts
    texts = ["=1+1", "+49 123", "-2", "@all", "\ttab", "\rreturn", "'=quoted", "''@twice", "plain"]
    posts = posts.iloc[: len(texts)].assign(text=pd.array(texts[: len(posts)], "str"))
    path = tmp_path / "posts.csv"
    write_table(posts, path)
    for line in path.read_text("utf-8").splitlines():
        assert not any(cell[:1] in "=+-@" for cell in line.split(",") if cell)
    found = read(path)
    assert found.posts["text"].tolist() == posts["text"].tolist()
    assert counted(found, "texts that an apostrophe shelters from spreadsheets, taken off") == 8


def test_a_graph_of_another_maker(file):
    found = written(file, GEXF)
    posts = found.posts
    assert (found.report.records, found.report.accepted) == (3, 3)
    assert posts.index.tolist() == ["a", "b", "c"]
    assert posts["name"].tolist() == ["ann", "ben", "cem"]
    assert posts.loc["a", ["text", "followers"]].tolist() == ["a placeholder", 7]
    assert posts["parent"].fillna("").tolist() == ["", "a", "b"]
    assert counted(found, "edges that run against the times of their ends, turned around") == 3
    assert counted(found, "further edges into a post, beside that of its parent") == 1
    assert counted(found, "edges without a source or a target, left out") == 1
    assert (posts["evidence"] == "archived").all()


def test_graphml(file):
    found = written(file, GRAPHML)
    posts = found.posts
    assert str(posts.loc["1", "at"]) == "2020-01-01 10:00:00+00:00"
    assert posts.loc["1", "text"] == "<b> & more"
    assert posts.loc["2", "parent"] == "1"
    assert pd.isna(posts.loc["2", "at"])
    assert counted(found, "times that are numbers without a date, left unknown") == 1


def test_a_bad_node_costs_itself(file):
    found = written(file, GEXF.replace('"2020-01-01T10:00:00Z"', '"soon"'))
    assert (found.report.accepted, found.report.rejected) == (2, 1)
    assert found.report.problems[0].line == 7


def test_a_large_graph_is_streamed(file):
    import tracemalloc

    text = "x" * 2_000
    with file.open("w") as out:
        out.write(GEXF[: GEXF.index('<node id="a"')])
        for n in range(5_000):
            out.write(f'<node id="{n}"><attvalues><attvalue for="1" value="{text}"/>'
                      "</attvalues></node>\n")  # fmt: skip
        out.write("</nodes></graph></gexf>")
    from casekit.archives.elements import elements
    from casekit.archives.file import File
    from casekit.archives.report import Tally

    with file.open("rb") as stream:
        tracemalloc.start()
        found = sum(1 for _ in elements(File("x", stream), Tally(), frozenset(("node",))))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert found == 5_000
    assert peak < 4_000_000 < file.stat().st_size


def test_workbooks_of_casekit_come_back(tmp_path):
    posts = archives.read(load.sample("customer-care.csv")).posts
    path = tmp_path / "posts.xlsx"
    write_table(posts, path)
    found = read(path)
    assert found.report.format == "casekit"
    pd.testing.assert_frame_equal(found.posts, posts)


def test_what_a_workbook_cannot_hold_is_said(tmp_path):
    posts = archives.read(load.sample("twitter-v1.jsonl")).posts.iloc[:3]
    posts = posts.assign(text=pd.array(["=cmd|' /C calc'!A0", "a\rb\x07", "x" * 40_000], "str"))
    notes = write_table(posts, tmp_path / "posts.xlsx")
    assert [note.rsplit(": ", 1)[1] for note in notes] == ["1", "1", "1"]
    from openpyxl import load_workbook

    sheet = load_workbook(tmp_path / "posts.xlsx").worksheets[0]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    found = read(tmp_path / "posts.xlsx").posts
    assert found["text"].str[:10].tolist() == ["=cmd|' /C ", "ab", "xxxxxxxxxx"]


def test_a_conversion_says_what_it_changed(tmp_path):
    source, target = load.sample("customer-care.csv"), tmp_path / "posts.csv"
    done = CliRunner().invoke(cli.app, ["convert", str(source), "--out", str(target)])
    assert done.exit_code == 0
    assert "texts that begin like a formula, with an apostrophe in front: 14" in done.output


def test_all_formats_are_listed():
    done = CliRunner().invoke(cli.app, ["inspect", "--formats"])
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.output.splitlines()] == list(archives.formats())


def test_an_account_is_known_as_well_as_the_best_known_of_its_posts(file):
    posts = load.posts(load.case("o2-2011"))
    path = file.with_suffix(".csv")
    write_table(posts, path)
    found = read(path).accounts
    assert set(found["evidence"]) == {"reconstructed"}
    writer = posts["account"].iloc[-1]
    posts.loc[posts.index[-1], "evidence"] = "archived"
    write_table(posts, path)
    assert read(path).accounts["evidence"][writer] == "archived"
