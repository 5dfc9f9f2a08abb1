"""The story, the plan, the stand-ins and the files of a workshop that are not its replay."""

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pptx import Presentation
from pptx.chart.plot import XyPlot
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt
from typer.testing import CliRunner

from casekit import cases, reconstruct, tell
from casekit.cli import app
from casekit.errors import CatalogueError, EvidenceError, LedgerError
from casekit.workshop import charts, deck, facilitator, handout, injects, stages, story
from casekit.workshop.paper import Heading, Table, Text
from casekit.workshop.plan import plan
from casekit.workshop.slides import fit, lines
from casekit.workshop.standins import StandIn, key, renamer
from casekit.workshop.template import Rect, open_look
from casekit.workshop.wording import counted
from casekit.writing import FORMULA

SLUGS = [path.parent.name for path in cases.bundled() if path.name == "case.yaml"]


@cache
def opened(slug: str, lang: str) -> cases.Case:
    return cases.load(slug, lang=lang)


@pytest.fixture(scope="module")
def told() -> story.Story:
    return story.of(opened("british-airways-2013", "de"), minutes=90)


@pytest.fixture(scope="module")
def hidden() -> story.Story:
    case = opened("british-airways-2013", "de")
    return story.of(case, minutes=90, fictional="Fluglinie X")


@pytest.fixture(scope="module")
def folder(told, hidden, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("pack")
    for made in (told, hidden):
        target = place / ("hidden" if made.fictional else "told")
        target.mkdir()
        deck.write(made, target / "deck.pptx")
        facilitator.write(made, target)
        handout.write(made, target)
        injects.write(made, target)
    return place


def text_of(path: Path) -> str:
    """All text that a file holds, tags taken out."""
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout
    if path.suffix == ".csv":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as parts:
        names = [name for name in parts.namelist() if name.endswith((".xml", ".rels"))]
        whole = " ".join(parts.read(name).decode("utf-8") for name in names)
    return re.sub(r"<[^>]+>", " ", whole)


# --- plan


@given(st.integers(1, 5), st.integers(60, 480))
def test_minutes_of_a_plan_add_up(decisions, minutes):
    blocks = plan(decisions, minutes=minutes)
    assert sum(block.minutes for block in blocks) == minutes
    assert blocks[0].start == 0
    assert all(one.end == two.start for one, two in pairwise(blocks))
    assert min(block.minutes for block in blocks) > 0
    kinds = [block.kind for block in blocks]
    assert kinds.count("decide") == kinds.count("reveal") == decisions


@pytest.mark.parametrize(("minutes", "breaks"), [(90, 0), (180, 15), (360, 60)])
def test_long_workshops_have_breaks(minutes, breaks):
    assert sum(b.minutes for b in plan(3, minutes=minutes) if b.kind == "break") == breaks


def test_a_length_without_a_plan_is_refused():
    with pytest.raises(CatalogueError, match="no plan for 45 minutes"):
        plan(3, minutes=45)


# --- story


@pytest.mark.parametrize("slug", SLUGS)
def test_every_case_is_told_in_order_on_both_clocks(slug):
    made = story.of(opened(slug, "de"))
    beats = made.beats
    assert [b.at for b in beats] == sorted(b.at for b in beats)
    assert [b.minute for b in beats] == sorted(b.minute for b in beats)
    assert [b.stage for b in beats] == sorted(b.stage for b in beats)
    assert len(made.decisions) == 3
    for decision in made.decisions:
        before = [b for b in beats if b.stage < decision.number]
        after = [b for b in beats if b.stage >= decision.number]
        assert before[-1].id == decision.after
        assert {b.id for b in after} >= set(decision.happened)
        assert max(b.minute for b in before) < decision.minute
        assert decision.minute + decision.minutes <= min(b.minute for b in after)
    last = len(made.sources)
    assert all(1 <= n <= last for b in beats for n in b.sources)
    assert all(b.sources or b.grade == "derived" for b in beats)


def test_beats_before_a_break_do_not_fall_into_it():
    made = story.of(opened("o2-2011", "de"), minutes=180)
    pause = next(b for b in made.plan if b.kind == "break")
    minutes = [beat.minute + made.exercise for beat in made.beats]
    assert not any(pause.start <= minute < pause.end for minute in minutes)


def test_a_ledger_without_a_workshop_stops_before_the_first_answer():
    case = opened("motrin-moms-2008", "de")
    made = story.of(replace(case, workshop=None))
    (decision,) = made.decisions
    assert decision.happened == (case.answer,)
    assert decision.ask == case.questions[0].ask


def test_where_nothing_new_comes_in_no_minutes_are_planned_for_it(told, tmp_path):
    first, *others = told.real.workshop.decisions
    every = first.model_copy(update={"happened": tuple(beat.id for beat in told.stage(1))})
    block = told.real.workshop.model_copy(update={"decisions": (every, *others)})
    made = story.of(replace(told.real, workshop=block), minutes=90)
    assert [b.stage for b in made.plan if b.kind == "play"] == [1, 3]
    assert sum(b.minutes for b in made.plan) == 90
    last = max(beat.minute for beat in made.stage(1))
    assert last < made.decisions[1].minute
    slides = Presentation(str(deck.write(made, tmp_path / "deck.pptx"))).slides
    titles = [made.shapes.title.text_frame.text for made in slides]
    assert not [title for title in titles if title.startswith("Was vor Entscheidung 2")]


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("minutes", [60, 180])
def test_a_story_is_told_to_its_end_and_ends_beyond_its_last_decision(slug, minutes):
    made = story.of(opened(slug, "de"), minutes=minutes)
    assert made.beats[-1].id == made.real.workshop.last
    assert made.beats[-1].inject
    last = made.decisions[-1]
    after = [b for b in made.stage(last.number) if b.inject and b.id not in last.happened]
    assert all(b.latest > made.beat(last.after).latest for b in after)
    assert [b.at for b in made.later] == sorted(b.at for b in made.later)
    assert all(b.at >= made.end for b in made.later)


def test_a_deck_tells_what_came_after_the_last_decision_and_the_steps_after_the_end(tmp_path):
    made = story.of(opened("o2-2011", "de"), minutes=90)
    slides = Presentation(str(deck.write(made, tmp_path / "deck.pptx"))).slides
    (end,) = (s for s in slides if s.shapes.title.text_frame.text == "Wie es weiterging")
    (table,) = (shape.table for shape in end.shapes if shape.has_table)
    told = [row.cells[2].text for row in table.rows][1:]
    events = made.real.events["what"]
    assert told == [events["telekom-stops"], events["mid-december-upgrades"]]
    shown = [text_of_slide(s) for s in slides]
    listed = {int(n) for text in shown for n in re.findall(r"^\[(\d+)\] ", text, re.MULTILINE)}
    texts = [cell.text for s in slides for shape in s.shapes if shape.has_table
             for row in shape.table.rows for cell in row.cells]  # fmt: skip
    cited = {int(n) for text in [*shown, *texts] for held in re.findall(r"\[([\d, ]+)\]", text)
             for n in held.split(", ")}  # fmt: skip
    assert cited == listed


def test_headings_of_the_facilitator_have_something_below_them(told):
    bare = replace(told.case, conflicts=told.case.conflicts[:0], lessons=told.case.lessons[:0],
                   open_questions=(), questions=())  # fmt: skip
    full = {part.text for part in facilitator.paper(told).parts if isinstance(part, Heading)}
    left = {part.text for part in facilitator.paper(replace(told, case=bare)).parts
            if isinstance(part, Heading)}  # fmt: skip
    assert full - left == {
        "Fallstricke: wo Quellen sich widersprechen", "Was keine Quelle beantwortet",
        "Was veröffentlichte Analysen folgern", "Fragen für die Diskussion, mit Musterantworten",
    }  # fmt: skip


def test_a_day_that_no_source_names_is_told_as_the_days_that_it_may_be():
    made = story.of(opened("o2-2011", "de"), minutes=90)
    assert made.beat("telekom-banners").when == "28.11.–02.12.2011, genauer Tag unbekannt"
    assert made.beat("injunction").when == "28.11.–04.12.2011, genauer Tag unbekannt"
    assert made.beat("site-launch").when == "12.11.2011"
    assert made.beat("reports-6400").when == "21.11.2011, zwischen 12:00 und 18:00"
    assert made.beat("dapd-report").when == "21.11.2011, zwischen 12:00 und 24:00"
    rows = injects.table(made)
    assert (rows.loc[rows["title"] == made.beat("telekom-banners").label, "real"].iloc[0]
            == made.beat("telekom-banners").when)  # fmt: skip
    said = {point.value: point.when for point in made.counters[0].points}
    assert said[700] == "14.–16.11.2011, genauer Tag unbekannt"


def test_counters_have_their_grade(told):
    paid = told.counters[0]
    assert (paid.series, paid.grade) == ("promoted-tweet", "reconstructed")
    assert [point.value for point in paid.points] == [25_000, 50_000, 76_800]
    assert all(low <= mid <= high for low, mid, high in
               zip(paid.low, paid.median, paid.high, strict=True))  # fmt: skip
    assert all(told.start <= at <= told.end for at in paid.at)


# --- ledger


def _broken(tmp_path: Path, old: str, new: str) -> list[str]:
    text = (cases.folder() / "o2-2011" / "case.yaml").read_text(encoding="utf-8")
    assert old in text
    place = tmp_path / "o2-2011"
    place.mkdir()
    (place / "case.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return [problem.what for problem in cases.check(place) if problem.level == "error"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("      after: reports-700", "      after: no-such", "no event 'no-such'"),
        ("      after: dapd-report", "      after: site-launch", "is not played then"),
        ("happened: [o2-guest-post", "happened: [site-launch", "does not come after"),
        ("  last: telekom-stops", "  last: reports-near-8000", "is not played then"),
    ],
)  # fmt: skip
def test_a_workshop_that_cannot_be_played_is_refused(tmp_path, old, new, said):
    assert any(said in problem for problem in _broken(tmp_path, old, new))


def test_a_story_of_a_broken_ledger_is_refused(tmp_path):
    _broken(tmp_path, "      after: reports-700", "      after: no-such")
    with pytest.raises(LedgerError):
        cases.load(tmp_path / "o2-2011")


# --- stand-ins


@given(st.text("Syed BA.-", max_size=30))
def test_renaming_leaves_no_whole_name(text):
    say = renamer((StandIn("Syed", "Marlow", "person"), StandIn("BA", "XY", "organisation")))
    assert not re.search(r"(?<!\w)(Syed|BA)s?(?!\w)", say(text))


@pytest.mark.parametrize(
    ("slug", "lang"),
    [*((slug, "de") for slug in SLUGS), ("nestle-kitkat-2010", "en"), ("telekom-hilft-2010", "en")],
)
def test_no_real_name_is_left_in_a_fictional_story(slug, lang):
    case = opened(slug, lang)
    made = story.of(case, minutes=90, fictional="Haus X")
    shown = [made.briefing, *made.objectives, made.title, made.organisation]
    shown += [text for b in made.beats for text in (b.label, b.text, b.note)]
    shown += [text for d in made.decisions
              for text in (d.setting, d.ask, *d.options, d.answer, d.learn)]  # fmt: skip
    shown += [text for s in made.sources for text in (s.label, s.title, s.publisher, s.url)]
    names = "|".join(re.escape(name.real) for name in key(case, "Haus X"))
    found = re.findall(rf"(?<!\w)(?:{names})s?(?!\w)", "\n".join(shown))
    assert found == []


def test_participants_of_a_fictional_case_cannot_tell_it(hidden, folder):
    names = "|".join(re.escape(name.real) for name in hidden.key)
    for name in ("deck.pptx", "handout.docx", "handout.pdf", "injects.csv", "injects.xlsx"):
        text = text_of(folder / "hidden" / name)
        assert "Quellenkürzel" not in text
        assert re.findall(rf"(?<!\w)(?:{names}|{hidden.slug})s?(?!\w)", text) == []
    assert "Marlow" in text_of(folder / "hidden" / "deck.pptx")
    told = text_of(folder / "hidden" / "facilitator.docx")
    assert "Hasan Syed" in told
    assert "Marlow" in told


@pytest.mark.parametrize("slug", SLUGS)
def test_only_public_accounts_are_named(slug):
    case = opened(slug, "de")
    made = story.of(case, minutes=90)
    public = {who.account for who in case.public} | set(case.accounts)
    shown = injects.table(made).drop(columns=["source_ids"]).to_csv() + str(handout.paper(made))
    assert set(re.findall(r"(?<![\w.])@(\w+)", shown)) <= public


# --- deck


def test_a_deck_names_nobody_who_made_its_template(folder):
    core = Presentation(str(folder / "told" / "deck.pptx")).core_properties
    assert (core.author, core.last_modified_by) == ("casekit", "casekit")
    assert (core.title, core.comments) == ("Krisenübung: British Airways", "")
    assert dt.datetime.now(dt.UTC) - core.created.astimezone(dt.UTC) < dt.timedelta(hours=1)


def test_every_text_of_a_deck_is_marked_as_german(folder):
    with zipfile.ZipFile(folder / "told" / "deck.pptx") as parts:
        names = [name for name in parts.namelist() if re.match(r"ppt/.*\.xml$", name)]
        held = {name: parts.read(name).decode("utf-8") for name in names if "theme" not in name}
    codes = {code for text in held.values() for code in re.findall(r'\blang="([^"]+)"', text)}
    assert codes == {"de-DE"}
    slides = "".join(text for name, text in held.items() if name.startswith("ppt/slides/slide"))
    assert slides.count("<a:r>") == len(re.findall(r'<a:r><a:rPr [^>]*lang="de-DE"', slides)) > 50
    assert 'type="screen4x3"' not in held["ppt/presentation.xml"]
    assert "Click to edit" not in "".join(held.values())
    formats = re.findall(r'formatCode="([^"]+)" sourceLinked="0"', "".join(held.values()))
    assert formats
    assert not [code for code in formats if "#,##0" in code]


def test_each_slide_has_title_notes_and_sources(folder):
    slides = list(Presentation(str(folder / "told" / "deck.pptx")).slides)
    for number, made in enumerate(slides):
        assert made.shapes.title.text_frame.text
        assert re.match(r"\d:\d\d bis \d:\d\d", made.notes_slide.notes_text_frame.text)
        assert number == 0 or any(s.name == "Sources" and s.text_frame.text for s in made.shapes)
        assert all(p.has_text_frame and p.text_frame.text for p in made.placeholders)


def test_the_agenda_has_a_row_a_decision_and_all_minutes(folder, told):
    agenda = Presentation(str(folder / "told" / "deck.pptx")).slides[2]
    (table,) = (shape.table for shape in agenda.shapes if shape.has_table)
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    assert sum(int(minutes) for _, minutes, _ in rows) == told.minutes
    named = [title for *_, title in rows if title.startswith("Entscheidung")]
    assert named == ["Entscheidung 1", "Entscheidung 2", "Entscheidung 3"]


@pytest.mark.parametrize("slug", SLUGS)
def test_no_chart_has_a_single_bar(slug):
    made = story.of(opened(slug, "de"))
    assert all(len(chart.values) > 1 for chart in charts.bars(made))


def test_decisions_come_before_what_happened(folder, told):
    titles = [s.shapes.title.text_frame.text
              for s in Presentation(str(folder / "told" / "deck.pptx")).slides]  # fmt: skip
    for decision in told.decisions:
        assert titles.index(decision.ask) < titles.index(decision.learn)


def test_a_source_whose_publisher_nobody_knows_has_its_label_in_the_lists():
    made = story.of(opened("british-airways-2013", "de"))
    french = next(source for source in made.sources if source.id == "french-news-2013")
    assert french.publisher == french.label == "Französische Nachrichtenseite"
    assert "Französische Nachrichtenseite. Il sponsorise" in str(facilitator.paper(made).parts)
    assert "N. N." not in tell.sources(made.case).text


def test_a_message_is_told_once_and_no_slide_has_the_name_of_its_last_one(folder, told):
    slides = list(Presentation(str(folder / "told" / "deck.pptx")).slides)
    titles = [made.shapes.title.text_frame.text for made in slides]
    labels = {beat.label for beat in told.beats}
    assert "Was vor Entscheidung 1 hereinkommt" in titles
    assert not labels & {re.sub(r" \(\d/\d\)$", "", title) for title in titles}
    tables = [shape.table for made in slides for shape in made.shapes if shape.has_table]
    cells = {cell.text for table in tables for row in table.rows for cell in row.cells}
    first = told.beats[0]
    assert first.text in cells
    assert not any(text.startswith(f"{first.label}.") for text in cells)


def test_the_last_slide_of_a_fictional_case_speaks_of_no_numbers(folder):
    *_, last = Presentation(str(folder / "hidden" / "deck.pptx")).slides
    assert not re.search("Nummern", text_of_slide(last))


def text_of_slide(made) -> str:
    return "\n".join(shape.text_frame.text for shape in made.shapes if shape.has_text_frame)


def _courses(path: Path) -> list:
    shapes = [shape for made in Presentation(str(path)).slides for shape in made.shapes]
    found = [shape.chart for shape in shapes if shape.has_chart]
    return [chart for chart in found if isinstance(chart.plots[0], XyPlot)]


def test_counts_over_time_stand_on_the_clock_of_the_pictures(folder, told):
    paid, *_ = _courses(folder / "told" / "deck.pptx")
    axis, stated = paid.category_axis, paid.plots[0].series[3]
    assert axis.axis_title.text_frame.text.startswith("Ortszeit London, 03.–")
    last = told.counters[0].points[-1]
    local = last.at.tz_convert("Europe/London").tz_localize(None)
    days = (local - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1)
    assert list(stated.iter_values())[-1] == last.value
    assert float(stated._element.xpath("c:xVal//c:v")[-1].text) == pytest.approx(days)
    assert stated.points[2].data_label.text_frame.text == "knapp 76.800"


@pytest.fixture
def own(tmp_path) -> cases.Case:
    """A ledger with nothing beside it, as one's own is."""
    place = tmp_path / "british-airways-2013"
    place.mkdir()
    shutil.copy(cases.folder() / place.name / "case.yaml", place)
    return cases.load(place, lang="de")


def test_a_case_that_comes_without_curves_gets_them_drawn(own, told):
    made = story.of(own, minutes=90)
    for mine, bundled in zip(made.counters, told.counters, strict=True):
        assert (mine.series, mine.grade) == (bundled.series, "reconstructed")
        assert mine.median[-1] == pytest.approx(bundled.median[-1], rel=0.02)


def test_a_case_of_which_no_curve_can_be_drawn_counts_from_its_declared_origin(
    own, tmp_path, monkeypatch
):
    def refuse(*_):
        raise EvidenceError("the figures contradict each other", cure="leave one out")

    monkeypatch.setattr(reconstruct, "documented", refuse)
    made = story.of(own, minutes=90)
    path = deck.write(made, tmp_path / "deck.pptx")
    axis = _courses(path)[0].category_axis
    origin = made.case.events["at"]["promotion-starts"].tz_convert(made.zone).tz_localize(None)
    begin = (origin - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1)
    assert begin - 0.5 <= axis.minimum_scale <= begin
    stated, start, *spans = _courses(path)[0].plots[0].series
    assert (start.name, list(start.iter_values())) == ("Beginn der Zählung", [0])
    assert {span.name for span in spans} == {"bekannter Zeitraum"}
    assert [span.values for span in spans] == [(v, v) for v in stated.values]
    notes = [s.notes_slide.notes_text_frame.text for s in Presentation(str(path)).slides]
    assert any("Gezählt wird ab „Bezahlter Beschwerde-Tweet“" in text
               and "casekit reconstruct" in text for text in notes)  # fmt: skip


def test_bars_do_not_repeat_what_a_count_over_time_shows():
    made = story.of(opened("british-airways-2013", "de"))
    bars = charts.reached(made)
    assert bars is not None
    assert "Abweichende Reichweite: 73.000 [30, 37]" in bars.names
    figures = made.case.figures
    kept = figures[figures["series"].notna() | (figures["unit"] != bars.axis)]
    assert charts.reached(replace(made, case=replace(made.case, figures=kept))) is None


def test_a_crowd_says_what_a_dot_is_and_that_its_start_is_drawn(told, tmp_path):
    for name in ("spread.png", "timeline.png", "stage.png"):
        meta = PngInfo()
        meta.add_text("Description", "a picture")
        Image.new("RGB", (8, 8)).save(tmp_path / name, pnginfo=meta)
    stage, whole, _ = stages.pictures(told, tmp_path)
    assert "Ein Punkt steht für 10 Weitergaben des Berichts" in whole.remark
    assert "belegt: Di 3. Sept., zwischen 05:00 und 10:06" in whole.remark
    assert "UTC" not in whole.remark
    assert stage.title == "Die Verbreitung: Stand bei Entscheidung 3"
    assert "Entscheidung 3" in stage.note


@pytest.mark.parametrize("slug", SLUGS)
def test_every_crowd_says_what_a_dot_is(slug):
    made = story.of(opened(slug, "de"))
    posts = stages._posts(made)
    assert posts is not None
    assert "Ein Punkt steht für" in stages._invented(made, posts)


def test_charts_are_charts_whose_numbers_can_be_changed(folder, tmp_path):
    made = Presentation(str(folder / "told" / "deck.pptx"))
    charts = [s for slide in made.slides for s in slide.shapes if s.has_chart]
    assert len(charts) >= 4
    assert all(s._element.nvGraphicFramePr.cNvPr.get("descr") for s in charts)
    part = charts[-1].chart.part.chart_workbook.xlsx_part
    book = openpyxl.load_workbook(io.BytesIO(part.blob))
    book.active["B2"] = 4711
    changed = io.BytesIO()
    book.save(changed)
    part._blob = changed.getvalue()
    made.save(str(tmp_path / "changed.pptx"))
    again = Presentation(str(tmp_path / "changed.pptx"))
    last = [s for slide in again.slides for s in slide.shapes if s.has_chart][-1]
    blob = last.chart.part.chart_workbook.xlsx_part.blob
    assert openpyxl.load_workbook(io.BytesIO(blob)).active["B2"].value == 4711


def _template(path: Path, *, keep: tuple[str, ...] = ()) -> Path:
    """A company's template: 4:3, other names of layouts, another font; perhaps few layouts."""
    made = Presentation()
    made.slide_width, made.slide_height = Emu(9_144_000), Emu(6_858_000)
    master = made.slide_master
    for number, layout in enumerate(list(master.slide_layouts)):
        if keep and layout.name not in keep:
            master.slide_layouts.remove(layout)
        else:
            layout.name = f"Firma {number}"
    made.slides.add_slide(master.slide_layouts[0]).shapes.title.text = "Muster"
    theme = next(r.target_part for r in master.part.rels.values() if "theme" in r.reltype)
    theme._blob = theme.blob.replace(b'typeface="Calibri"', b'typeface="Georgia"')
    made.save(str(path))
    return path


def test_a_deck_keeps_the_look_of_a_template(told, tmp_path):
    template = _template(tmp_path / "firma.pptx")
    path = deck.write(told, tmp_path / "deck.pptx", template=template)
    made = Presentation(str(path))
    assert (made.slide_width, made.slide_height) == (9_144_000, 6_858_000)
    assert {s.slide_layout.name for s in made.slides} <= {f"Firma {n}" for n in range(11)}
    assert "Muster" not in text_of(path)
    with zipfile.ZipFile(path) as parts:
        assert b"Georgia" in parts.read("ppt/theme/theme1.xml")
        assert len([n for n in parts.namelist() if re.match(r"ppt/slides/slide\d+", n)]) == len(
            made.slides)  # fmt: skip
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= made.slide_width
            assert shape.top + shape.height <= made.slide_height


def test_styles_that_a_template_shows_in_its_samples_alone_are_kept(tmp_path):
    """LibreOffice saves a template without lists of styles."""
    made = Presentation(str(_template(tmp_path / "firma.pptx")))
    master = made.slide_master._element
    master.remove(master.find(qn("p:txStyles")))
    for layout in made.slide_layouts:
        for shape in layout.placeholders:
            for run in shape.text_frame.paragraphs[0].runs:
                run.font.size = Pt(33)
    made.save(str(tmp_path / "samples.pptx"))
    title = open_look(tmp_path / "samples.pptx").bare.placeholders[0]._element
    style = title.find(f".//{qn('a:lstStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
    assert style.get("sz") == "3300"


def test_a_template_that_lacks_a_layout_is_refused(tmp_path):
    poor = _template(tmp_path / "poor.pptx", keep=("Blank", "Title Slide"))
    with pytest.raises(CatalogueError, match=r"no layout with a title and one body of text.*Firma"):
        open_look(poor)
    nothing = tmp_path / "nothing.pptx"
    nothing.write_bytes(b"PK no deck")
    with pytest.raises(CatalogueError, match="no template can be read"):
        open_look(nothing)


@given(st.lists(st.text("abc def", min_size=1, max_size=120), min_size=1, max_size=6))
def test_text_that_is_fitted_fits(texts):
    room = Rect(0, 0, 6_000_000, 2_500_000)
    size = fit(texts, room, most=28, least=6)
    height = sum(
        lines(t, room.width / 12_700 - 14, size) * size * 1.22 + size * 0.35 for t in texts
    )
    assert size == 6 or height <= room.height / 12_700


# --- papers


def test_the_handout_spoils_nothing(told, folder):
    known = {beat.label for beat in told.stage(0)}
    for name in ("handout.docx", "handout.pdf"):
        text = text_of(folder / "told" / name).replace("\n", " ")
        later = [b.label for b in told.beats if b.stage > 0 and b.label not in known]
        assert not [label for label in later if label in text]
        assert told.decisions[0].ask.split(",")[0] in text
        assert told.decisions[0].answer[:30] not in text


def test_a_public_answer_is_as_short_as_tweets_were_where_the_case_was_on_twitter(told):
    def draft(case: cases.Case, end: str = "2013-09-05") -> str:
        made = replace(told, case=case, end=pd.Timestamp(end, tz="UTC"))
        tables = [part for part in handout.paper(made).parts if isinstance(part, Table)]
        return next(table for table in tables if table.head[0] == "Für wen").rows[0][0]

    assert draft(told.case) == "Öffentlich, höchstens 140 Zeichen"
    assert draft(told.case, "2023-01-13") == "Öffentlich, höchstens 280 Zeichen"
    assert draft(replace(told.case, platforms=("facebook",))) == "Öffentlich, in drei Sätzen"


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_titles_of_counts_say_their_unit_once(slug, lang):
    made = story.of(opened(slug, lang))
    titles = [counted(one.label, one.points[-1].said, one.points[-1].text)
              for one in made.counters] + [chart.title for chart in charts.bars(made)]  # fmt: skip
    for title in titles:
        words = [word for word in re.findall(r"[^\W\d]{5,}", title.casefold()) if word != "first"]
        assert len(words) == len(set(words)), title


def test_a_title_that_ends_in_a_mark_has_no_full_stop_behind_it(told):
    listed = [part.text for part in facilitator.paper(told).parts if isinstance(part, Text)]
    assert not [text for text in listed if re.search(r"[?!…]\.", text)]
    assert any("Trash an Airline?? 04.09.2013" in text for text in listed)


def test_the_facilitator_has_plan_answers_and_references(told, folder):
    paper = docx.Document(str(folder / "told" / "facilitator.docx"))
    tables = [[[c.text for c in row.cells] for row in table.rows] for table in paper.tables]
    timing = next(t for t in tables if t[0][:2] == ["Start", "Minuten"])
    assert sum(int(row[1]) for row in timing[1:]) == 90
    waits = next(t for t in tables if t[0][0] == "Schritt")
    assert waits[1][1] == "etwa 8 Std. (5–12 Std.)"  # two estimates do not make eight hours three
    text = "\n".join(p.text for p in paper.paragraphs)
    assert all(d.answer in text and d.learn in text for d in told.decisions)
    assert all(q.answer in text for q in told.real.questions)
    assert all(f"[{s.number}]" in text for s in told.sources)


def test_the_facilitator_is_told_no_computed_wait_as_one_that_a_source_states():
    def headings(slug: str) -> str:
        return str(facilitator.paper(story.of(opened(slug, "en"), minutes=90)).parts)

    assert "What sources state, which need not agree" in headings("british-airways-2013")
    assert "What sources state, which need not agree" not in headings("o2-2011")


# --- injects


@pytest.mark.parametrize("slug", SLUGS)
def test_injects_are_in_order_and_have_sources(slug):
    told = story.of(opened(slug, "de"))
    rows = injects.table(told)
    assert rows["minute"].is_monotonic_increasing
    assert rows["at"].is_monotonic_increasing
    known = set(told.real.sources.index)
    assert all(ids and set(ids.split()) <= known for ids in rows["source_ids"])
    assert (rows["lasts"] >= 0).all()
    messages = rows[rows["type"] != "Entscheidung"]
    assert messages["text"].str.contains(r"\(nachgestellt nach Quelle \d").all()


@pytest.mark.parametrize("slug", SLUGS)
def test_injects_tell_nothing_of_what_is_to_be_decided(slug):
    told = story.of(opened(slug, "de"), minutes=360)
    rows = injects.table(told)
    messages = rows["type"] != "Entscheidung"
    assert (rows.loc[messages, ["learning", "really"]] == "").all(axis=None)
    assert (rows.loc[~messages, ["learning", "really"]] != "").all(axis=None)
    before = rows[: int((~messages).to_numpy().argmax())]
    assert "was getan wurde" not in set(before["type"])
    assert (rows["lasts"] > 0).all()


@pytest.mark.parametrize("slug", SLUGS)
def test_openaev_has_its_columns_and_times(slug):
    told = story.of(opened(slug, "de"), minutes=360)
    sheet = injects.openaev(told)
    assert tuple(sheet.columns) == injects.OPENAEV
    times = sheet["Trigger Time"].str.extract(r"^D\+(\d+) H\+(\d+) M\+(\d+)$").astype(int)
    minutes = times[0] * 1440 + times[1] * 60 + times[2]
    assert minutes.tolist() == injects.table(told)["minute"].tolist()


def test_the_workbook_has_the_sheet_for_openaev(folder):
    sheet = openpyxl.load_workbook(folder / "told" / "injects.xlsx")["OpenAEV"]
    assert next(sheet.iter_rows(values_only=True)) == injects.OPENAEV


def test_the_workbook_can_be_printed(folder):
    """A4 across: the list on two pages side by side, the other sheets on one; no row is cut."""
    for made in ("told", "hidden"):
        book = openpyxl.load_workbook(folder / made / "injects.xlsx")
        for sheet in book:
            page = sheet.page_setup
            assert (int(page.paperSize), page.orientation) == (9, "landscape")
            for row in sheet.iter_rows():
                tall = sheet.row_dimensions[row[0].row].height
                for cell in row:
                    width = sheet.column_dimensions[cell.column_letter].width
                    needed = len(str(cell.value or "")) / width  # lines, if none ends early
                    assert tall >= 10 * needed, cell.coordinate
        first = book.worksheets[0]
        widths = [first.column_dimensions[cell.column_letter].width for cell in first[1]]
        (left,) = (stop.id for stop in first.col_breaks.brk)
        assert first.cell(1, left).value == "Erwartetes Handeln"
        assert max(sum(widths[:left]), sum(widths[:2] + widths[left:])) < 156


def test_nothing_in_the_lists_is_a_formula(told, folder):
    book = openpyxl.load_workbook(folder / "told" / "injects.xlsx")
    assert all(cell.data_type in "sn" for sheet in book for row in sheet for cell in row)
    with (folder / "told" / "injects.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream, delimiter=";") for cell in row]
    assert not [cell for cell in cells if re.match(FORMULA, cell) and not cell.startswith("'")]
    assert cells[: len(injects.COLUMNS)][1] == "Übungszeit"  # the mark that Excel reads is no text
    assert len(cells) == len(injects.COLUMNS) * (len(injects.table(told)) + 1)


# --- the command


def test_the_command_says_what_it_cannot_plan(tmp_path):
    arguments = ["workshop", "o2-2011", "--minutes", "20", "--out", str(tmp_path / "pack")]
    done = CliRunner().invoke(app, arguments)
    assert isinstance(done.exception, CatalogueError)
    assert "no plan for 20 minutes" in str(done.exception)
    assert not (tmp_path / "pack").exists()


def test_the_commands_start_without_the_writers_of_files():
    code = "import sys, casekit.cli; print('pptx' in sys.modules or 'docx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_frames_of_a_fictional_case_keep_their_numbers(hidden, told):
    assert hidden.case.figures["value"].tolist() == told.case.figures["value"].tolist()
    pd.testing.assert_series_equal(hidden.case.events["at"], told.case.events["at"])


def test_charts_of_waits_say_what_the_ledger_leaves_open() -> None:
    """British Airways' first answer: 5 h 3 min to 11 h 9 min after the tweet, by the ledger."""
    told = story.of(opened("british-airways-2013", "en"))
    first = charts.waited(told)
    assert first.title == "5–12 h to the first answer"
    assert first.names[0] == "First reply: office hours (5–12 h)"
    beside = charts.compared(told)
    assert (
        beside.title == "British Airways: 5–12 h to the first answer, compared with 5 other cases"
    )
    assert not any("Telekom" in name for name in beside.names)  # it set off its own case
