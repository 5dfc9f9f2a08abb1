"""Edges, forest and graph: direction, grades, and files that others open."""

import os
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

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


def test_frames_is_the_way_back() -> None:
    posts = posts_of("a > b c; b > d; gone > e").drop(index="gone")
    edges = edges_of(posts)
    again, links = spread.frames(spread.graph(posts, edges))
    pd.testing.assert_frame_equal(again, posts)
    pd.testing.assert_frame_equal(
        links.sort_values("child", ignore_index=True),
        edges.sort_values("child", ignore_index=True),
        check_names=False,
        check_index_type=False,
    )


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
    with pytest.raises(ReadError, match=r"use \.gexf or \.graphml"):
        spread.write(nx.DiGraph([("a", "b")]), tmp_path / "graph.png")


def test_an_empty_frame_gives_an_empty_forest() -> None:
    posts = schema.empty(schema.POSTS)
    trees = spread.forest(posts, edges_of(posts))
    assert len(trees) == 0
    assert len(trees.roots) == 0
