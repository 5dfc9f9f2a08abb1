"""Some cascades in full: figures, band and hidden truth."""

import numpy as np
import pandas as pd
import pytest

from casekit import draw, load, reconstruct
from casekit.errors import EvidenceError, SchemaError
from tests.inked import faults, texts


@pytest.fixture(scope="module")
def found():
    return reconstruct.trials(load.reconstruction(of="curves"), draws=40)


def test_eight_thinned_curves_come_along_without_ids():
    curves = load.reconstruction(of="curves")
    assert curves["trial"].nunique() == 8
    assert set(curves.columns) == {
        "trial", "source", "hour", "clock", "seconds", "count", "value", "qualifier"
    }  # fmt: skip
    for _, rows in curves.groupby("trial"):
        assert len(rows) <= 64
        assert rows["value"].notna().sum() == 4
        assert rows["seconds"].is_monotonic_increasing
        assert rows["count"].is_monotonic_increasing


def test_bands_are_made_of_the_figures_alone(found):
    curves = load.reconstruction(of="curves")
    blind = curves.assign(count=1)
    again = reconstruct.trials(blind, draws=40)
    pd.testing.assert_frame_equal(again.drop(columns="count"), found.drop(columns="count"))
    assert found["evidence"].eq("reconstructed").all()
    with pytest.raises(SchemaError, match="the curves have no hour"):
        reconstruct.trials(curves.drop(columns="hour"))


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_text_leaves_the_figure_or_overlaps_another(found, font, lang):
    assert faults(draw.trials(found, lang=lang, font=font)) == []


def test_the_title_counts_the_hidden_moments_between_the_figures(found):
    inside = found.assign(low=1.0, high=1e9)
    assert "at 100\N{NARROW NO-BREAK SPACE}% of the hidden" in draw.trials(inside).title
    outside = found.assign(low=1e8, median=1e8, high=1e9)
    assert "at 0\N{NARROW NO-BREAK SPACE}% of the hidden" in draw.trials(outside).title


def test_the_truth_is_drawn_where_it_is(found):
    figure = draw.trials(found)
    lines = [line for line in figure.axes[0].lines if len(line.get_xdata()) > 40]
    assert len(lines) == 2 * 8
    for line in lines:
        assert (np.diff(line.get_xdata()) >= 0).all()
        assert (np.diff(line.get_ydata()) >= -1e-9).all()
    written = " | ".join(text for text, _ in texts(figure))
    assert "truth, hidden from the model" in written
    assert "extrapolation" in written


def test_tables_that_are_none_are_refused(found):
    with pytest.raises(SchemaError, match="the table has no low"):
        draw.trials(found.drop(columns="low"))
    with pytest.raises(EvidenceError):
        draw.trials(found.drop(columns="evidence"))
