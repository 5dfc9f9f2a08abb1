"""The tables of how good reconstructions are, and the page that they stand on."""

import json
import re
from pathlib import Path

import pytest

from casekit import load, reconstruct, tell

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "notebooks/11-how-good-are-the-reconstructions.ipynb"
PERCENT = "\N{NARROW NO-BREAK SPACE}%"


def cells(html):
    rows = re.findall(r"<tr>(.*?)</tr>", html.text, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
            for row in rows]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "de"])
def test_every_table_speaks_and_has_a_cell_for_each_head(lang):
    table = load.reconstruction()
    tables = [
        *(tell.validation(table, part=part, lang=lang) for part in ("before", "between", "after")),
        tell.widths(table, lang=lang),
        tell.withheld(load.reconstruction(of="series"), lang=lang),
        tell.granted(reconstruct.assumptions(reconstruct.example(), lang=lang), lang=lang),
    ]
    for one in tables:
        head, *rows = cells(one)
        assert rows
        assert {len(row) for row in rows} == {len(head)}


def test_the_table_says_what_the_numbers_say():
    table = load.reconstruction()
    row = table.loc[("twitter16-trees", 4, "between")]
    ours, line = cells(tell.validation(table))[1:3]
    assert ours[3] == "reconstruction"
    assert ours[4].startswith(f"{100 * row['covered']:.1f}".rstrip("0").rstrip("."))
    assert ours[6] == f"× {10 ** row['mean_width_log10']:.2f}".rstrip("0").rstrip(".")
    gain = 1 - row["interval_score"] / row["line_interval_score"]
    assert ours[8] == f"{100 * gain:.0f}{PERCENT}"
    assert (line[3], line[8]) == ("straight line", "–")


def test_tables_that_come_along_are_whole():
    table = load.reconstruction()
    assert table.index.is_unique
    assert set(table.index.get_level_values("checkpoints")) == {2, 3, 4, 6, 8}
    assert table.index.get_level_values("source").nunique() == 4
    shares = table.filter(regex="covered|whole|below|above").dropna(axis=1)
    assert ((shares >= 0) & (shares <= 1)).all().all()
    assert load.reconstruction(of="series")["covered"].between(0, 1).all()


def said(name: str) -> str:
    page = json.loads(PAGE.read_text("utf-8"))
    return "\n".join("".join(cell["source"]) for cell in page["cells"] if cell["id"] == name)


def span(values) -> str:
    low, high = (f"{100 * value:.0f}" for value in (values.min(), values.max()))
    return f"{low} to {high}{PERCENT}" if low != high else low + PERCENT


def factor(widths) -> str:
    low, high = (f"{10**width:.1f}" for width in (widths.min(), widths.max()))
    return f"{low} to {high}" if low != high else low


def test_what_the_page_concludes_is_what_the_tables_hold():
    table = load.reconstruction()
    four = table.xs(4, level="checkpoints")
    before, between, after = (four.xs(p, level="part") for p in ("before", "between", "after"))
    many = between[between["cascades"] > 1]
    lines, curves, scaled = (1 - many["interval_score"] / many[f"{rival}_interval_score"]
                             for rival in ("line", "pchip", "scaled"))  # fmt: skip
    bursts = between.loc[between["bursts"] > 0, "covered_bursts"]
    prose = said("11-between")
    for part in (between["covered"], bursts, lines, curves, scaled, between["whole"]):
        assert span(part) in prose
    assert factor(between["mean_width_log10"]) in prose
    prose = said("11-outside")
    for part in (before, after):
        assert span(part["covered"]) in prose
        assert factor(part["mean_width_log10"]) in prose
    assert span(table.xs("between", level="part")["covered"]) in said("11-widths")
    series = load.reconstruction(of="series")
    overlap = (series["covered"] * series["n"]).sum() / series["n"].sum()
    assert f"In {100 * overlap:.0f}{PERCENT} of {series['n'].sum()} judgements" in said("11-series")


def test_the_page_says_for_what_it_is_proven():
    assert "Proven for reposts, not for views" in said("11-honest")
    assert "pointwise" in said("11-between")


def test_rivals_that_come_out_the_same_are_told_once() -> None:
    rows = tell.validation(load.reconstruction(), part="after").text
    assert rows.count("straight line") == 4  # one an archive, though three rivals are that line
    assert "smooth curve (PCHIP)" not in rows
    assert "smooth curve (PCHIP)" in tell.validation(load.reconstruction()).text
