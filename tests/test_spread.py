"""Edges, forest and graph: direction, grades, and files that others open."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import schema, spread
from casekit.errors import ReadError, SchemaError
from casekit.writing import whole
from tests.cascades import edges_of, posts_of, star


def test_edges_run_from_author_to_reposter() -> None:
    posts = posts_of("original > repost", kind="repost", minutes=40)
    edge = edges_of(posts).iloc[0]
    assert (edge["parent"], edge["child"]) == ("original", "repost")
    assert edge["delay"] == pd.Timedelta(minutes=40)
    assert (edge["p"], edge["evidence"], edge["kind"]) == (1.0, "archived", "repost")


def test_an_edge_is_known_as_well_as_the_worse_of_post_and_parent() -> None:
    posts = posts_of("a > b c")
    posts.loc["b", "parent_evidence"] = "derived"
    posts.loc["c", "evidence"] = "reconstructed"
    assert edges_of(posts).set_index("child")["evidence"].to_dict() == {
        "b": "derived",
        "c": "reconstructed",
    }


def test_there_is_no_default_rule_and_unknown_ones_list_what_there_is() -> None:
    with pytest.raises(TypeError):
        spread.edges(posts_of("a"))  # type: ignore[call-arg]
    with pytest.raises(SchemaError, match=r"no rule 'guess'\. Cure: use one of reported"):
        spread.edges(posts_of("a"), rule="guess")


def test_a_measure_does_not_edit_what_it_is_given() -> None:
    posts = posts_of("a > b c; b > d")
    before = posts.copy(deep=True)
    spread.graph(posts, edges_of(posts))
    pd.testing.assert_frame_equal(posts, before)


def test_the_graph_carries_evidence_on_nodes_and_edges_and_keeps_missing_parents() -> None:
    posts = posts_of("a > b; gone > c").drop(index="gone")
    graph = spread.graph(posts, edges_of(posts))
    assert isinstance(graph, nx.DiGraph)
    assert {data["evidence"] for _, data in graph.nodes(data=True)} == {"archived"}
    assert graph.edges["a", "b"]["delay"] == 60.0
    assert graph.nodes["gone"]["missing"] is True
    assert graph.nodes["a"]["known"] is True


@pytest.mark.parametrize("kept", [["a", "b", "d"], ["b", "c", "d"], ["d"]])
def test_posts_that_were_left_out_are_not_taken_for_missing_ones(kept: list[str]) -> None:
    posts = posts_of("a > b c; gone > d").drop(index="gone")
    edges, chosen = edges_of(posts), posts.loc[kept]
    for made in (spread.graph, spread.igraph, spread.matrix):
        with pytest.raises(SchemaError, match=r"not among these .*Cure: make the edges of the"):
            made(chosen, edges)
    graph = spread.graph(chosen, edges_of(chosen))
    assert graph.nodes["gone"]["missing"] is True


def test_a_parent_that_is_only_named_is_graded_like_the_best_edge_that_names_it() -> None:
    posts = posts_of("gone > a b").drop(index="gone")
    posts["parent_evidence"] = pd.Categorical(
        ["reconstructed", "derived"], dtype=schema.POSTS["evidence"].dtype
    )
    graph = spread.graph(posts, edges_of(posts))
    assert graph.nodes["gone"] == {
        "known": False,
        "missing": True,
        "origin": "named",
        "evidence": "derived",
    }
    assert graph.graph["evidence"] == "reconstructed"


def test_every_possible_parent_has_its_edge() -> None:
    posts, edges = candidates()
    graph = spread.graph(posts, edges)
    assert {pair: graph.edges[pair]["p"] for pair in graph.edges} == {
        ("a", "b"): 1.0,
        ("a", "c"): 0.75,
        ("b", "c"): 0.25,
    }
    assert graph.edges["a", "c"]["rest"] == 0.0
    assert graph.graph["evidence"] == "reconstructed"


def test_the_graph_is_like_one_that_networkx_builds() -> None:
    posts = posts_of("a > b c; b > d; gone > e").drop(index="gone")
    ours = spread.graph(posts, edges_of(posts))
    theirs: nx.DiGraph[str] = nx.DiGraph(**ours.graph)
    theirs.add_nodes_from(ours.nodes(data=True))
    theirs.add_edges_from(ours.edges(data=True))
    assert nx.utils.graphs_equal(ours, theirs)
    assert nx.utils.graphs_equal(ours.reverse().reverse(), ours)
    assert list(ours.pred["e"]) == ["gone"]
    ours.add_edge("e", "f")
    assert ours.in_degree("f") == 1


def test_a_pair_that_edges_list_twice_is_refused() -> None:
    posts = posts_of("a > b")
    twice = pd.concat([edges_of(posts)] * 2)
    for bridge in (spread.graph, spread.igraph, spread.matrix):
        with pytest.raises(
            SchemaError, match=r"1 pairs of posts again.*'a' to 'b'.*Cure: keep one"
        ):
            bridge(posts, twice)


def test_a_graph_that_is_too_large_says_what_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["casekit.spread.graph"], "LARGEST", 3)
    posts = posts_of("a > b c; gone > d").drop(index="gone")
    with pytest.raises(SchemaError, match=r"5 nodes .* use spread\.igraph or spread\.matrix"):
        spread.graph(posts, edges_of(posts))


def same(
    found: tuple[pd.DataFrame, pd.DataFrame], posts: pd.DataFrame, edges: pd.DataFrame
) -> None:
    pd.testing.assert_frame_equal(found[0], posts)
    pd.testing.assert_frame_equal(found[1], edges, check_index_type=False)


def candidates() -> tuple[pd.DataFrame, pd.DataFrame]:
    posts = posts_of("a > b c", kind="repost")
    edges = edges_of(posts)
    other = edges.iloc[[1]].assign(parent="b", p=0.25)
    edges = pd.concat([edges, other], ignore_index=True).rename_axis("edge")
    edges.loc[1, "p"] = 0.75
    edges.loc[[1, 2], "rest"] = 0.0
    edges.loc[[1, 2], "evidence"] = "reconstructed"
    return posts, edges


def test_frames_is_the_way_back() -> None:
    posts = posts_of("a > b c; b > d; gone > e").drop(index="gone")
    posts["followers"] = pd.array([2**60 + 1, None, 0, 5, None], dtype="Int64")
    posts.loc["d", "at"] = pd.NaT
    edges = edges_of(posts)
    same(spread.frames(spread.graph(posts, edges)), posts, edges)
    same(spread.frames(spread.graph(*candidates())), *candidates())


def test_of_a_graph_that_says_no_grade_the_grade_is_not_known_unless_stated() -> None:
    foreign = nx.DiGraph([(1, 2, {"rel": "follows", "weight": 3.0})])
    foreign.nodes[1]["evidence"] = "documented"
    posts, edges = spread.frames(foreign)
    assert posts["evidence"].tolist()[:1] == ["documented"]
    assert posts["evidence"].isna().tolist() == [False, True]
    assert edges["evidence"].isna().all()
    with pytest.raises(SchemaError, match="'evidence': 1 of 2 values are missing"):
        schema.check(posts, schema.POSTS)
    assert edges[["rel", "weight", "p"]].values.tolist() == [["follows", 3.0, 1.0]]
    posts, edges = spread.frames(foreign, evidence="derived")
    assert posts["evidence"].tolist() == ["documented", "derived"]
    assert edges["evidence"].tolist() == ["derived"]
    assert "evidence" not in spread.graph(*spread.frames(foreign)).graph
    with pytest.raises(SchemaError, match=r"cannot hold.*yesterday"):
        spread.frames(nx.DiGraph([("a", "b", {"delay": "yesterday"})]))
    with pytest.raises(SchemaError, match="no direction"):
        spread.frames(nx.Graph([("a", "b")]))  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", [".gexf", ".graphml"])
def test_a_written_graph_is_read_back_whole(tmp_path: Path, ending: str) -> None:
    posts = posts_of("a > b c; b > d; gone > e").drop(index="gone")
    posts["text"] = 'placeholder <b>& "quotes"</b>\x0b'
    graph = spread.graph(posts, edges_of(posts))
    path = spread.write(graph, tmp_path / f"spread{ending}")
    read = {".gexf": nx.read_gexf, ".graphml": nx.read_graphml}[ending](path)
    assert set(read.nodes) == set(graph.nodes)
    assert set(read.edges) == set(graph.edges)
    assert read.nodes["b"]["text"] == 'placeholder <b>& "quotes"</b>'
    assert read.edges["a", "b"]["evidence"] == "archived"
    assert read.edges["a", "b"]["rel"] == "reply"
    assert read.is_directed()
    assert [p.name for p in tmp_path.iterdir()] == [f"spread{ending}"]


@pytest.mark.parametrize("ending", [".gexf", ".graphml"])
def test_a_graph_that_was_read_back_is_written_again(tmp_path: Path, ending: str) -> None:
    read = {".gexf": nx.read_gexf, ".graphml": nx.read_graphml}[ending]
    posts = posts_of("a > b c; b > d")
    edges = edges_of(posts).assign(p=0.5)
    once = read(spread.write(spread.graph(posts, edges), tmp_path / f"once{ending}"))
    twice = read(spread.write(once, tmp_path / f"twice{ending}"))
    assert dict(twice.nodes(data=True)) == dict(once.nodes(data=True))
    assert {pair: twice.edges[pair]["weight"] for pair in twice.edges} == dict.fromkeys(
        [("a", "b"), ("a", "c"), ("b", "d")], 0.5
    )
    again = nx.DiGraph([("a", "b", {"weight": 3.0})])
    assert read(spread.write(again, tmp_path / f"w{ending}")).edges["a", "b"]["weight"] == 3.0


@pytest.mark.parametrize("ending", [".gexf", ".graphml"])
def test_a_file_gives_the_same_posts_and_edges(tmp_path: Path, ending: str) -> None:
    read = {".gexf": nx.read_gexf, ".graphml": nx.read_graphml}[ending]
    posts = posts_of("a > b c; b > d; gone > e").drop(index="gone")
    posts["name"] = ["Ann", None, "c", "d", "e"]
    posts["followers"] = pd.array([2**60 + 1, None, 0, 5, None], dtype="Int64")
    posts["text"] = [
        "",
        " = 1,\r\n\tend \r",
        None,
        "zero\u200dwidth\xa0space",
        "\U0001f469\u200d\U0001f680",
    ]
    posts["at"] += pd.to_timedelta([0, 1, 999_999, 123_456, 10], unit="us")
    posts.loc["d", "at"] = pd.NaT
    for n, (known, edges) in enumerate([(posts, edges_of(posts)), candidates()]):
        known = schema.conform(known, schema.POSTS)
        path = spread.write(spread.graph(known, edges), tmp_path / f"{n}{ending}")
        same(spread.frames(read(path)), known, edges)
        same(spread.frames(spread.read(path)), known, edges)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


@given(texts=st.lists(TEXTS, min_size=3, max_size=3), span=st.integers(-(10**15), 10**15))
@settings(max_examples=15, deadline=None)
def test_texts_and_spans_survive_files(texts: list[str], span: int) -> None:
    posts = posts_of("a > b c")
    posts["text"] = pd.array(texts, dtype=posts["text"].dtype)
    edges = edges_of(posts)
    edges["delay"] = pd.to_timedelta([span, 1], unit="us").astype("timedelta64[us]")
    for ending in (".gexf", ".graphml"):
        with TemporaryDirectory() as folder:
            path = spread.write(spread.graph(posts, edges), Path(folder) / f"s{ending}")
            same(spread.frames(spread.read(path)), posts, edges)


def test_edges_in_a_csv_have_what_importers_take_and_come_back(tmp_path: Path) -> None:
    posts, edges = candidates()
    path = spread.write(spread.graph(posts, edges), tmp_path / "edges.csv")
    table = pd.read_csv(path)
    assert table.columns.tolist() == [
        "Source", "Target", "Id", "Type", "Weight", "rel", "delay", "p", "rest", "evidence",
    ]  # fmt: skip
    assert table["Id"].tolist() == [0, 1, 2]
    assert set(table["Type"]) == {"Directed"}
    assert table["Weight"].tolist() == [1.0, 0.75, 0.25]
    again = spread.frames(spread.read(path))
    pd.testing.assert_frame_equal(again[1], edges, check_index_type=False)
    assert sorted(again[0].index) == ["a", "b", "c"]


def test_no_cell_of_a_csv_is_a_formula_and_ids_come_back_as_they_were(tmp_path: Path) -> None:
    names = ["=1+1", "'=1+1", "-7", "@x", "007", "NA", "'quoted'", 'a,b\n"c"']
    graph = nx.DiGraph([(names[i - 1], names[i]) for i in range(1, len(names))])
    path = spread.write(graph, tmp_path / "edges.csv")
    cells = pd.read_csv(path, dtype="str", keep_default_na=False)
    assert not cells["Source"].str.match(r"[=+\-@\t\r]").any()
    assert set(spread.read(path).edges) == set(graph.edges)
    empty = spread.write(nx.DiGraph(), tmp_path / "none.csv")
    assert empty.read_text(encoding="utf-8").startswith("Source,Target,Id,Type,Weight")
    assert len(spread.read(empty)) == 0


def test_what_is_no_graph_is_refused_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "x.gexf").write_text("no graph", encoding="utf-8")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for name in ("x.gexf", "x.csv", "none.graphml", "x.png"):
        with pytest.raises(ReadError, match=f"{name}.*Cure"):
            spread.read(tmp_path / name)
    with pytest.raises(ReadError, match="XML cannot hold the id"):
        spread.write(nx.DiGraph([("a\x0b", "b")]), tmp_path / "s.gexf")


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_a_written_graph_may_be_read_by_whom_the_system_lets(tmp_path: Path) -> None:
    plain = tmp_path / "plain.txt"
    plain.touch()
    path = spread.write(nx.DiGraph([("a", "b")]), tmp_path / "s.gexf")
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_graph_that_cannot_be_written_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="Cure: choose a folder that exists"):
        spread.write(nx.DiGraph([("a", "b")]), tmp_path / "none" / "s.gexf")
    (tmp_path / "s.gexf").write_text("before", encoding="utf-8")

    def interrupted() -> None:
        with whole(tmp_path / "s.gexf") as part:
            part.write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [p.read_text(encoding="utf-8") for p in tmp_path.iterdir()] == ["before"]


def test_no_attribute_takes_a_name_that_gexf_reserves(tmp_path: Path) -> None:
    import xml.etree.ElementTree as ET

    path = spread.write(spread.graph(star(3), edges_of(star(3))), tmp_path / "s.gexf")
    root = ET.parse(path).getroot()
    space = root.tag.split("}")[0] + "}"
    titles = {
        (attributes.get("class"), attribute.get("title"))
        for attributes in root.iter(f"{space}attributes")
        for attribute in attributes.iter(f"{space}attribute")
    }
    reserved = {"id", "label", "type", "source", "target", "weight", "start", "end", "pid", "kind"}
    assert not {title for of, title in titles if of == "edge"} & reserved
    assert not {title for of, title in titles if of == "node"} & (reserved - {"kind"})


def test_a_graph_is_refused_in_another_format_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"use \.gexf, \.graphml or \.csv"):
        spread.write(nx.DiGraph([("a", "b")]), tmp_path / "graph.png")


def test_an_empty_frame_gives_an_empty_forest() -> None:
    posts = schema.empty(schema.POSTS)
    trees = spread.forest(posts, edges_of(posts))
    assert len(trees) == 0
    assert len(trees.roots) == 0


def test_reposts_that_are_held_are_set_beside_those_that_the_platform_counted() -> None:
    posts = posts_of("a > b c; c > d; e > f; g", kind="repost")
    posts["reposts"] = pd.array([722, None, None, None, 1, None, 0], dtype="Int64")
    found = spread.held(posts)
    assert found[["counted", "held"]].T.to_dict("list") == {"a": [722, 3], "e": [1, 1], "g": [0, 0]}
    assert spread.held(posts.assign(reposts=pd.NA).astype({"reposts": "Int64"})).empty
