"""The tables of a workshop, in both languages."""

import re

import pytest

from casekit import load, tell, workshop


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("made", [workshop.timetable, workshop.decisions, workshop.messages])
def test_a_table_has_one_row_of_heads_and_all_that_the_frame_holds(made, lang):
    story = workshop.of(load.case("british-airways-2013", lang=lang), minutes=90)
    frame = made(story)
    text = tell.workshop(frame, lang=lang).text
    heads, *rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    assert re.findall(r"<th[^>]*>(.*?)</th>", heads) == [frame.index.name, *frame.columns]
    assert len(rows) == len(frame)
    assert {row.count("<td") for row in rows} == {1 + frame.shape[1]}
    assert "nan" not in text.lower().split()
