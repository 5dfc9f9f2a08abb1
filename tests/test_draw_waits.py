"""The wait ladder, and the share of complaints still unanswered."""

import numpy as np
import pandas as pd
import pytest

from casekit import draw, interact, load, response
from casekit.errors import CatalogueError, EvidenceError, SchemaError
from casekit.language import of
from casekit.layout.survival import median
from tests.inked import faults, texts


def span(text):
    return pd.Timedelta(text) if text else pd.NaT


def ladder():
    rows = [
        ("Corner Bakery", "complaint to first reply", "8h", "8h30min", "10h", True, "1,2"),
        ("Corner Bakery", "complaint to apology", "", "30h", "", True, "3"),
        ("Lion Airways", "song to first call", "", "12h", "1D", True, "4"),
        ("Lion Airways", "mockery on the net", "9h", "9h", "", False, "4"),
        ("A Maker of Machines", "blog to statement", "62D", "63D", "64D", True, ""),
        ("Desk", "average", "20min", "20min", "20min", True, "5"),
    ]
    table = pd.DataFrame(rows, columns=["case", "label", "low", "wait", "high", "answered",
                                        "numbers"])  # fmt: skip
    for side in ("low", "wait", "high"):
        table[side] = [span(text) for text in table[side]]
        table[f"open_{side}"] = pd.Series(pd.NaT, table.index, dtype="timedelta64[us]")
    table.loc[0, ["open_low", "open_wait", "open_high"]] = [span("0h"), span("1h"), span("3h")]
    return table.assign(evidence="derived")


def claims():
    return pd.DataFrame({
        "case": "Corner Bakery", "low": [span("4h"), span("8h"), span("24h"), pd.NaT],
        "high": [span("4h"), span("10h"), pd.NaT, span("12h")],
        "label": ["four hours", "eight to ten", "over a day", "under twelve"],
        "number": ["1", "2", "3", "4"],
    })  # fmt: skip


SOURCES = [(1, "Gazette"), (2, "Herald"), (3, "Blog"), (4, "Tribune"), (5, "Report")]


def words(figure):
    return " | ".join(text for text, _ in texts(figure))


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_text_leaves_the_figure_or_overlaps_another(font, lang):
    for steps in (ladder(), ladder().iloc[:1]):
        figure = draw.waits(steps, stated=claims().iloc[:3], lang=lang, font=font, sources=SOURCES)
        assert faults(figure) == []


def test_waits_are_said_as_they_are_known():
    written = words(draw.waits(ladder(), stated=claims(), sources=SOURCES))
    for part in ("8–10 h", "about 30 h", "under 1 day", "unanswered, at least 9 h", "62–64 days",
                 "20 min", "of which in opening hours: 0–3 h",
                 "as a source states it"):  # fmt: skip
        assert part in written
    assert "1,2" in written
    assert "No opening hours documented: A Maker of Machines, Desk and Lion Airways." in written


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [("8h10min", "9h50min", "8–10 h"), ("21h", "2D10h", "21 h–3 days"), ("0h", "3h", "under 3 h"),
     ("20min", "5h", "20 min–5 h"), ("9h", "9h1min", "9 h 1 min"), ("5min", "50min", "5–50 min")],
)  # fmt: skip
def test_bounds_are_rounded_outwards(low, high, said):
    steps = ladder().iloc[[0]].assign(low=span(low), wait=span(high), high=span(high))
    assert said in words(draw.waits(steps))


def test_cases_stand_by_their_first_wait_and_steps_in_their_order():
    figure = draw.waits(ladder())
    assert figure.title == "Desk: 20 min, A Maker of Machines: 62–64 days until the first answer"
    boxes = {text: box[1] for text, box in texts(figure)}
    names = ["Desk", "Corner Bakery", "Lion Airways", "A Maker of Machines"]
    assert sorted(names, key=lambda name: -boxes[name]) == names
    assert boxes["song to first call"] > boxes["mockery on the net"]


def test_the_legend_holds_what_is_there_and_no_other():
    alone = words(draw.waits(ladder().iloc[[5]]))
    for absent in ("unanswered", "in opening hours", "as a source states it", "one bound open",
                   "later step", "reconstructed"):  # fmt: skip
        assert absent not in alone
    assert "derived by rule" in alone


def test_what_cannot_be_drawn():
    with pytest.raises(EvidenceError, match="without grades"):
        draw.waits(ladder().drop(columns="evidence"))
    with pytest.raises(SchemaError, match="the steps have no low"):
        draw.waits(ladder().drop(columns="low"))
    with pytest.raises(SchemaError, match="there is no wait"):
        draw.waits(ladder().iloc[:0])
    with pytest.raises(SchemaError, match="which has no step"):
        draw.waits(ladder(), stated=claims().assign(case="Nobody"))
    with pytest.raises(SchemaError, match="'eight to ten' has neither"):
        draw.waits(ladder(), stated=claims().iloc[[1]].assign(low=pd.NaT, high=pd.NaT))


def test_the_twin_of_the_ladder_tells_each_wait():
    figure = interact.waits(ladder(), stated=claims(), sources=SOURCES)
    told = [t for trace in figure.data if trace.text is not None for t in trace.text]
    assert any("unanswered, at least 9 h" in text for text in told)
    assert {t.legendgroup for t in figure.data if t.legendgroup} == {"derived"}
    assert figure.layout.meta["title"] == draw.waits(ladder()).title


def waits(count, lost, seed=1):
    rng = np.random.default_rng(seed)
    seconds = rng.lognormal(9, 1.2, count).round()
    answered = np.arange(count) >= lost
    return pd.DataFrame({
        "wait": pd.to_timedelta(np.where(answered, seconds, 400_000.0), unit="s"),
        "answered": answered,
        "evidence": "archived",
    })  # fmt: skip


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(("count", "lost"), [(60, 8), (40, 30), (1, 0), (1, 1), (3, 0), (3, 3)])
def test_no_text_of_the_curve_leaves_or_overlaps(font, lang, count, lost):
    curve = response.survival(waits(count, lost))
    assert faults(draw.survival(curve, lang=lang, font=font, source="a file")) == []


def test_the_curve_says_how_many_were_never_answered():
    curve = response.survival(waits(60, 8))
    written = words(draw.survival(curve))
    assert "60 complaints; 8 never answered" in written
    assert "longest wait" in written
    figure = draw.survival(response.survival(waits(40, 30)))
    assert figure.title == "30 of 40 complaints have no answer in the archive"
    assert draw.survival(response.survival(waits(3, 3))).title == (
        "The archive holds no answer to any of the 3 complaints"
    )


def test_the_median_counts_those_that_nobody_answered():
    minutes = pd.DataFrame({"evidence": "archived",
                            "wait": pd.to_timedelta([5, 20, 60, 600, 600], unit="min"),
                            "answered": [True, True, True, False, False]})  # fmt: skip
    assert median(response.survival(minutes))[1] == 3600
    assert draw.survival(response.survival(minutes)).title == (
        "Half of the 5 complaints waited 1 h or longer"
    )


def test_the_twin_of_the_curve_has_each_step():
    curve = response.survival(waits(60, 8))
    figure = interact.survival(curve, lang="de")
    told = [t for trace in figure.data if trace.text is not None for t in trace.text]
    assert len(told) == len(curve)
    assert of("de")("longest wait") in {a.text for a in figure.layout.annotations}
    with pytest.raises(SchemaError, match="the curve has no low"):
        interact.survival(curve.drop(columns="low"))


def test_a_long_label_loses_no_word():
    label = "from the complaint that a passenger posted at night to the first public answer"
    steps = ladder().iloc[[0]].assign(label=label)
    written = words(draw.waits(steps)).replace(" | ", " ")
    assert label in written
    twin = interact.waits(steps)
    assert label in " ".join(a.text.replace("<br>", " ") for a in twin.layout.annotations)


@pytest.mark.parametrize("door", [draw.waits, interact.waits])
def test_a_case_gives_language_and_sources_and_takes_no_other_language(door):
    case = load.case("british-airways-2013", lang="de")
    steps = response.story(case)
    with pytest.raises(CatalogueError, match="told in 'de'"):
        door(steps, case=case, lang="en")
    figure = door(steps, case=case, lang="de")
    assert "bis zur ersten Antwort" in (getattr(figure, "title", "") or figure.layout.meta["title"])


def test_sources_that_are_given_are_written_whatever_the_case():
    case = load.case("british-airways-2013")
    figure = draw.waits(response.story(case), case=case, sources=[(1, "A list of my own")])
    assert "A list of my own" in words(figure)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_ladder_over_all_cases(lang):
    told = [load.case(slug, lang=lang) for slug in load.cases().index]
    steps = pd.concat([response.story(case) for case in told])
    first = steps[steps["first"]].assign(numbers="")
    figure = draw.waits(first, lang=lang)
    assert faults(figure) == []
    for case in told:
        assert case.organisation.name in words(figure)
    crowded = draw.waits(steps.assign(numbers=""), lang=lang)
    assert faults(crowded) == []
    left_out = "no room" if lang == "en" else "kein Platz"
    assert left_out in words(crowded)
    assert left_out not in words(figure)
