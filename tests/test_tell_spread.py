"""The tables of who may have passed it to whom, in both languages."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from casekit import draw, load, shape, spread, tell
from casekit.spread import RULES
from tests.cascades import posts_of
from tests.inked import texts

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def storm():
    return load.posts(load.sample("repost-storm.jsonl.gz"))


def cells(html):
    rows = re.findall(r"<tr>(.*?)</tr>", html.text, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
            for row in rows]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "de"])
def test_every_table_speaks_and_has_a_cell_for_each_head(storm, lang):
    some = {"rule": "decay", "draws": 10}
    tables = [
        tell.rules(lang=lang),
        tell.assumptions(spread.assumptions(storm, rule="decay"), lang=lang),
        tell.influence(spread.influence(storm, **some), storm, lang=lang),
        tell.brokers(spread.brokers(storm, **some), storm, lang=lang),
        tell.coverage(spread.coverage(storm, **some), lang=lang),
        tell.sensitivity(spread.sensitivity(storm, grid={"beta": [0.5, 1]}, **some), lang=lang),
        tell.recovery(load.recovery(), lang=lang),
    ]
    for table in tables:
        head, *rows = cells(table)
        assert rows
        assert {len(row) for row in rows} == {len(head)}


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "No account passed anything on into another community."),
     ("de", "Kein Konto gab etwas in eine andere Gemeinschaft weiter.")],
)  # fmt: skip
def test_a_table_without_brokers_says_that_there_are_none(lang, said):
    posts = posts_of("a > b c d")
    told = tell.brokers(spread.brokers(posts, rule="reported"), posts, lang=lang)
    assert len(cells(told)) == 1
    assert said in told.text


def test_accounts_are_named_only_if_asked(storm):
    found = spread.influence(storm, rule="reported")
    assert "customer_1" not in tell.influence(found, storm).text
    assert cells(tell.influence(found, storm, names=True))[1][0] == "customer_1"


def test_rules_say_how_what_they_say_is_known(storm):
    said = {row[0]: row[-1] for row in cells(tell.rules())[1:]}
    assert list(said) == list(RULES)
    for rule in ("reported", "decay", "mixture"):
        stars = spread.edges(storm, rule=rule)
        known = stars.loc[stars["kind"].eq("repost"), "evidence"].astype(str).unique()
        assert list(known) == [said[rule]]


def test_bands_stand_in_brackets(storm):
    shapes = shape.describe(storm, rule="decay", draws=20)
    first = cells(tell.cascades(shapes, most=1))[1]
    row = shapes.iloc[0]
    ends = [f"{row[name]:.0f}" for name in ("depth", "depth_low", "depth_high")]
    assert first[2] == f"{ends[0]} ({ends[1]}–{ends[2]})"


def test_a_tree_of_most_probable_parents_says_that_it_is_one(storm):
    figure = draw.spread(storm, spread.edges(storm, rule="decay"))
    written = " ".join(text for text, _ in texts(figure))
    assert "most probable of several possible parents" in written
    assert "reconstructed" in written
    assert figure.title.startswith(("By the most probable paths", "Half of all"))


def test_a_true_depth_of_inferred_parents_is_said_to_be_inferred():
    assert "what the makers of the set inferred" in tell.recovery(load.recovery()).text
    german = tell.recovery(load.recovery(), lang="de").text
    assert "die Urheber des Datensatzes erschlossen haben" in german


def test_where_nothing_is_left_to_infer_a_sentence_says_so(storm):
    told = "The archive leaves no parent to infer"
    trees = load.posts(load.sample("propagation-tree.txt"))
    assert told in tell.assumptions(spread.assumptions(trees, rule="decay")).text
    assert told not in tell.assumptions(spread.assumptions(storm, rule="decay")).text
    drawn = shape.describe(trees, rule="decay", draws=5)
    assert "every parent stays as the archive reports it" in tell.cascades(drawn).text


@pytest.mark.parametrize(
    ("rule", "archive"),
    [("mixture", None), ("text", None), ("reported", None), ("decay", "propagation-tree.txt")],
)
def test_the_notebook_runs_by_any_rule_and_without_a_star(rule, archive):
    notebook = json.loads((ROOT / "notebooks/02-rebuild-the-spread.ipynb").read_text("utf-8"))
    shown: list[object] = []
    names: dict[str, object] = {"display": shown.append}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names["rule"] = rule
                names["archive"] = load.sample(archive) if archive else names["archive"]
    assert len(shown) == (rule in ("mixture", "decay"))


def test_what_the_notebook_concludes_is_what_the_table_holds():
    notebook = json.loads((ROOT / "notebooks/02-rebuild-the-spread.ipynb").read_text("utf-8"))
    prose = "\n".join("".join(c["source"]) for c in notebook["cells"] if c["id"] == "02-honest")
    table = load.recovery()
    threads = table[table["parents"] == "archived"]

    def span(rule: str, name: str) -> str:
        values = threads.xs(rule, level="rule")[name]
        return f"{100 * values.min():.0f} to {100 * values.max():.0f}\N{NARROW NO-BREAK SPACE}%"

    for rule, name in (("reported", "found"), ("decay", "found"), ("mixture", "found"),
                       ("mixture", "likeliest"), ("reported", "held_depth"),
                       ("decay", "held_depth"), ("mixture", "held_depth")):  # fmt: skip
        assert span(rule, name) in prose, (rule, name, span(rule, name))
    trees: pd.DataFrame = table.loc["twitter16"]
    assert f"{100 * trees.loc['reported', 'found']:.0f}\N{NARROW NO-BREAK SPACE}%" in prose
    assert f"{trees.loc['decay', 'depth']:.0f} and {trees.loc['mixture', 'depth']:.0f}" in prose
