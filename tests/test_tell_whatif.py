"""The tables of an earlier answer, in both languages."""

import re

import numpy as np
import pandas as pd
import pytest

from casekit import tell, whatif
from tests.test_whatif import after, storm


def cells(html):
    rows = re.findall(r"<tr>(.*?)</tr>", html.text, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
            for row in rows]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "de"])
def test_every_table_has_a_cell_for_each_head(lang):
    found = whatif.answer(storm(), at=after(4), answered=(after(20), after(24)))
    for table in (tell.earlier(found, lang=lang), tell.supposed(found, lang=lang)):
        told = cells(table)
        assert len(told) > 2
        assert {len(row) for row in told} == {len(told[0])}
        assert "nan" not in table.text.lower().replace("finan", "")


def test_the_outcome_is_said_as_it_was_found():
    half = whatif.fixed(0.5, outside=(0, 0), handed_on=(0, 0))
    found = whatif.answer(storm(), at=after(4), answered=after(24), effect=half)
    end = cells(tell.earlier(found, tz="Europe/London"))[-1]
    assert end[0] == "up to the end of the curves: 5 Sept 2013, 01:00 London\N{NO-BREAK SPACE}time"
    assert end[-3:] == ["100\N{NARROW NO-BREAK SPACE}%", "0\N{NARROW NO-BREAK SPACE}%", "simulated"]
    assert end[4].startswith("30\N{NARROW NO-BREAK SPACE}%")  # (e^-1/3 - e^-2) / 2 / (1 - e^-4)


def test_each_assumption_names_what_it_leans_on():
    found = whatif.answer(storm(), at=after(4), answered=after(24))
    html = tell.supposed(found).text
    for cited in whatif.CITED.values():
        assert cited.split(",")[0] in html
    assert "chance that it fuels" in html
    assert "20\N{NARROW NO-BREAK SPACE}%" in html


def test_a_stated_effect_leans_on_nothing():
    found = whatif.answer(storm(), at=after(4), answered=after(24), effect=whatif.fixed(1.2))
    assert "PNAS" not in tell.supposed(found).text


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_ladder_has_a_row_for_each_effect(lang):
    found = [whatif.answer(storm(), at=after(4), answered=after(24), effect=whatif.fixed(f))
             for f in (0.5, 1, 1.5)]  # fmt: skip
    told = cells(tell.ladder(found, lang=lang))
    assert [row[0] for row in told[1:]] == (
        ["0.5", "1", "1.5"] if lang == "en" else ["0,5", "1", "1,5"]
    )
    assert told[2][3] == "0\N{NARROW NO-BREAK SPACE}%"


def test_placebos_are_said_as_factors():
    at = pd.DatetimeIndex(["2013-09-03T10:00Z", "2013-09-03T12:00Z"])
    logs = {"log_ratio": np.log([0.5, 2]), "low": np.log([0.25, 0.01]), "high": [0, 900.0]}
    told = cells(tell.placebos(pd.DataFrame(logs | {"posts": [30, 60]}, at), tz="Europe/London"))
    assert told[1][:4] == [
        "3 Sept 2013, 11:00 London\N{NO-BREAK SPACE}time",
        "30",
        "0.5",
        "0.25 – 1",
    ]
    assert told[2][3] == "0.01 – over 100"
