"""Reach of an archive: bounds, and what is unknown."""

import pandas as pd
import pytest

from casekit import draw
from casekit.errors import EvidenceError, SchemaError
from casekit.language import of
from casekit.layout import reach as layout
from tests.inked import faults, texts


def curve(**columns):
    times = pd.date_range("2013-09-03 08:00", periods=4, freq="5h", tz="UTC", name="at")
    base = {
        "posts": [1, 2, 3, 4], "reported": [pd.NA] * 4, "potential_low": [pd.NA, 900, 900, 4000],
        "potential_high": [pd.NA, 900, 1200, 5200], "unknown": [1, 1, 2, 2],
    }  # fmt: skip
    table = pd.DataFrame({**base, **columns}, index=times).astype("Int64")
    return table.assign(evidence="archived")


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_text_leaves_the_figure_or_overlaps_another(font, lang):
    for table in (curve(), curve(reported=[10, 20, 30, 2_000_000], unknown=[0, 0, 0, 0])):
        assert faults(draw.reach(table, lang=lang, font=font, tz="Europe/Berlin")) == []


def test_unknown_accounts_are_counted_and_lift_the_upper_bound():
    figure = draw.reach(curve())
    written = [words for words, _ in texts(figure)]
    assert figure.title.startswith("At least 4,000 accounts")
    assert "2" in written
    assert not any(words.startswith("at most") for words in written)


def test_bounds_are_stated_where_all_is_known():
    figure = draw.reach(curve(unknown=[0, 0, 0, 0]))
    assert figure.title == "Between 4,000 and 5,200 accounts could have seen it"
    assert "at most 5,200" in [words for words, _ in texts(figure)]


def test_nothing_known_is_said():
    blank = curve(potential_low=[pd.NA] * 4, potential_high=[pd.NA] * 4)
    assert "unknown" in draw.reach(blank).title
    seen = blank.assign(reported=pd.array([1, 2, 3, 4], dtype="Int64"))
    seen = blank.assign(reported=pd.array([1, 2, 3, 4], dtype="Int64"))
    assert layout.finding(seen, of("en")).endswith("4 impressions")


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(EvidenceError):
        draw.reach(curve().drop(columns="evidence"))
    with pytest.raises(SchemaError, match="unknown"):
        draw.reach(curve().drop(columns="unknown"))
    with pytest.raises(SchemaError, match="empty"):
        draw.reach(curve().iloc[:0])


def test_one_moment_is_a_curve_too():
    assert faults(draw.reach(curve().iloc[[1]])) == []
