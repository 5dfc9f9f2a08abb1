"""Response times and shapes of real archives, as their READMEs state them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from casekit import load, response, shape, spread


def casekit(*arguments: object) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "casekit", *map(str, arguments)],
        capture_output=True, text=True, check=True, env=os.environ,
    )  # fmt: skip
    return run.stdout


@pytest.fixture(scope="module")
def care(archives: Path) -> pd.DataFrame:
    return load.posts(archives / "twcs-5000" / "twcs.csv")


@pytest.mark.parametrize(
    ("brand", "replies", "answered", "median", "p90", "first_median", "first_p90"),
    [
        ("British_Airways", 87, 73, 342.53, 605.08, 344.13, 586.56),
        ("O2", 2, 2, 441.16, 791.94, 441.16, 791.94),
        ("DellCares", 0, 0, None, None, None, None),
    ],
)
def test_responses_of_the_table(
    archives: Path, brand: str, replies: int, answered: int, median: float | None,
    p90: float | None, first_median: float | None, first_p90: float | None,
) -> None:  # fmt: skip
    path = archives / "twcs-5000" / "twcs.csv"
    if replies == 0:
        run = subprocess.run(
            [sys.executable, "-m", "casekit", "responses", str(path), "--by", brand, "--json"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if run.returncode:
            assert "nobody called" in run.stderr
            return
        found = json.loads(run.stdout)
    else:
        found = json.loads(casekit("responses", path, "--by", brand, "--json"))
    assert (found["replies"], found["posts_answered"]) == (replies, answered)
    assert (found["reply_median_min"], found["reply_p90_min"]) == (median, p90)
    assert (found["first_reply_median_min"], found["first_reply_p90_min"]) == (
        first_median,
        first_p90,
    )
    assert found["complaints"] == found["complaints_answered"] + found["censored"]


@pytest.mark.parametrize(
    ("brand", "paired", "median", "p90"),
    [
        ("AmazonHelp", 191, 8.88, 38.62),
        ("Delta", 110, 22.53, 61.52),
        ("AmericanAir", 68, 7.07, 30.59),
        ("Tesco", 68, 90.59, 519.57),
        ("SpotifyCares", 79, 22.95, 505.28),
    ],
)
def test_replies_of_other_brands(
    care: pd.DataFrame, brand: str, paired: int, median: float, p90: float
) -> None:
    minutes = response.replies(care, by=brand)["delay"].dt.total_seconds() / 60
    assert len(minutes) == paired
    assert round(minutes.median(), 2) == median
    assert round(minutes.quantile(0.9), 2) == p90


def test_all_76_companies_together(care: pd.DataFrame) -> None:
    companies = care.loc[care["role"].eq("organisation"), "account"].unique()
    assert len(companies) == 76
    found = response.replies(care, by=list(companies))
    minutes = found["delay"].dt.total_seconds() / 60
    assert (len(found), found["answers"].nunique()) == (2188, 2083)
    assert [round(minutes.median(), 2), round(minutes.quantile(0.9), 2)] == [12.06, 385.50]
    first = minutes[found["first"]]
    assert [round(first.median(), 2), round(first.quantile(0.9), 2)] == [11.53, 380.18]


def test_threads_of_the_care_archive(archives: Path, tmp_path: Path) -> None:
    out = tmp_path / "shapes.csv"
    casekit("measure", archives / "twcs-5000" / "twcs.csv", "--out", out)
    table = pd.read_csv(out, dtype={"root": "str"}).set_index("root")
    assert (len(table), table["size"].median(), table["size"].sum()) == (1312, 3, 5000)
    assert (table.index[0], table["size"].iloc[0]) == ("7442", 130)


@pytest.mark.parametrize(
    ("event", "threads", "nodes", "depth", "several"),
    [
        ("charliehebdo.tar.xz", 74, 1196, 18, 2),
        ("germanwings-crash.tar.xz", 25, 301, 19, 0),
        ("putinmissing", 9, 73, 7, 0),
    ],
)
def test_rumour_threads_have_the_depth_of_their_structure(
    archives: Path, tmp_path: Path, event: str, threads: int, nodes: int, depth: int, several: int
) -> None:
    out = tmp_path / "shapes.csv"
    casekit("measure", archives / "pheme-rumoureval17" / event, "--out", out)
    table = pd.read_csv(out, dtype={"reason": "str"})
    assert (len(table), table["size"].sum(), table["depth"].max()) == (threads, nodes, depth)
    assert table["reason"].str.contains("stand at the top", na=False).sum() == several


@pytest.mark.parametrize(
    ("event", "median", "p90"),
    [
        ("charliehebdo.tar.xz", 12.22, 97.07),
        ("germanwings-crash.tar.xz", 21.69, 2702.03),
        ("putinmissing", 18.08, 100.11),
    ],
)
def test_delays_of_replies_to_their_source(
    archives: Path, event: str, median: float, p90: float
) -> None:
    posts = load.posts(archives / "pheme-rumoureval17" / event)
    replies = posts[posts["at"].notna() & (posts["root"] != posts.index)]
    sent = posts["at"].reindex(replies["root"])
    minutes = (replies["at"] - sent.array).dt.total_seconds() / 60
    assert minutes.median() == pytest.approx(median, abs=0.0051)
    assert minutes.quantile(0.9) == pytest.approx(p90, abs=0.0051)


def test_reposts_of_the_stream_are_stars_and_are_not_measured(
    archives: Path, tmp_path: Path
) -> None:
    out = tmp_path / "shapes.csv"
    path = archives / "evently-v1-jsonl" / "tweets_anonymized.jsonl"
    casekit("measure", path, "--out", out)
    table = pd.read_csv(out, dtype={"root": "str"}).set_index("root")
    row = table.loc["467828401085317163"]
    assert row["size"] == 27
    assert pd.isna(row["structural_virality"])
    assert row["reason"] == shape.STAR


def test_propagation_trees_agree_with_networkx(archives: Path, tmp_path: Path) -> None:
    out = tmp_path / "shapes.csv"
    packed = archives / "twitter16-trees" / "twitter16.tar.xz"
    casekit("measure", packed, "--out", out)
    table = pd.read_csv(out, dtype={"root": "str"}).set_index("root")
    size = table["size"]
    assert (len(table), size.median(), size.min(), size.max()) == (818, 271, 74, 3089)
    assert size.sum() == 347_828
    assert set(table["evidence"]) == {"derived"}
    posts = load.posts(packed)
    edges = spread.edges(posts, rule="reported")
    chosen = table.index[:: len(table) // 12]
    for root in chosen:
        tree = posts[posts["root"] == root]
        graph = spread.graph(tree, edges[edges["child"].isin(tree.index)])
        assert nx.is_arborescence(graph)
        steps = nx.single_source_shortest_path_length(graph, root)
        assert table.loc[root, "depth"] == max(steps.values())
        assert table.loc[root, "max_breadth"] == np.bincount(list(steps.values())).max()
        if len(tree) < 400:
            mean = nx.average_shortest_path_length(graph.to_undirected())
            assert table.loc[root, "structural_virality"] == pytest.approx(mean)
