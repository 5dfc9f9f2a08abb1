"""The picture of how often bands held, and its interactive twin."""

import numpy as np
import pandas as pd
import pytest

from casekit import draw, interact, load
from casekit.errors import EvidenceError, SchemaError
from tests.inked import faults, texts


def table(sources=("repost-archive", "an-archive-with-a-long-name"), counts=(2, 4, 8)):
    index = pd.MultiIndex.from_product(
        [sources, counts, ["before", "between", "after"]], names=["source", "checkpoints", "part"]
    )
    made = pd.DataFrame({"n": 1200, "cascades": 100}, index=index)
    for name, share in (("covered_50", 0.52), ("covered_80", 0.78), ("covered", 0.88),
                        ("covered_95", 0.94)):  # fmt: skip
        made[name] = share
    width = 1 / made.index.get_level_values("checkpoints").to_numpy(dtype="float64")
    made["mean_width_log10"] = width
    made["line_mean_width_log10"], made["hull_mean_width_log10"] = 1.3 * width, 2 * width
    return made.assign(evidence="derived")


def words(figure):
    return " | ".join(text for text, _ in texts(figure))


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_text_leaves_the_figure_or_overlaps_another(font, lang):
    for made in (table(), table(["one"], [3]), load.reconstruction()):
        assert faults(draw.calibration(made, lang=lang, font=font)) == []


def test_the_title_says_what_the_bands_held():
    made, space = table(), "\N{NARROW NO-BREAK SPACE}"
    assert draw.calibration(made).title.endswith(f"held 88{space}% of the hidden truth")
    first = made.index.get_level_values("source") == "repost-archive"
    made["covered"] = np.where(first, 0.93, 0.88)
    assert f"held 88{space}% to 93{space}% of" in draw.calibration(made).title
    assert "Proven for reposts, not for views." in words(draw.calibration(made))


def test_both_twins_stand_on_the_same_points():
    made = table()
    made["covered_50"] += made.index.get_level_values("source") == "repost-archive"
    made["covered_50"] = made["covered_50"].clip(upper=0.6)
    static = {
        tuple(np.round(point, 6))
        for line in draw.calibration(made).axes[0].lines
        if line.get_marker() != "None" and len(line.get_xdata()) > 1
        for point in np.column_stack([line.get_xdata(), line.get_ydata()])
    }
    told = [trace for trace in interact.calibration(made).data if trace.text is not None]
    asked = {point for trace in told for point in zip(trace.x, trace.y, strict=True)}
    # the foot of the twins may differ in height, and so the places; their number may not
    assert len(static) == len(asked) == 4 + 1 + 3 * 3
    texts_told = [text for trace in told for text in trace.text]
    assert any("the band of 90" in text and "held 88" in text for text in texts_told)
    assert any("4 figures" in text and "factor of 1.78" in text for text in texts_told)


def test_rivals_that_learnt_nothing_are_left_out():
    made = table().assign(line_mean_width_log10=np.nan, hull_mean_width_log10=np.nan)
    assert "straight line" not in words(draw.calibration(made))
    assert "straight line" not in str(interact.calibration(made).data)


def test_tables_that_are_none_are_refused():
    with pytest.raises(SchemaError, match="the table has no covered_50"):
        draw.calibration(table().drop(columns="covered_50"))
    with pytest.raises(SchemaError, match="the table has no part"):
        draw.calibration(table().droplevel("part"))
    with pytest.raises(EvidenceError):
        draw.calibration(table().drop(columns="evidence"))
