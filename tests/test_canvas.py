"""The sheet: measured texts, grades, and files that say what they show."""

import io
import subprocess
import sys

import matplotlib as mpl
import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from casekit.draw import save
from casekit.draw.canvas import HEIGHT, MARGIN, WIDTH, Key, grades, lay_out
from casekit.draw.hatching import as_lines
from casekit.draw.marks import grade_key, time_key
from casekit.errors import CasekitError, CatalogueError, EvidenceError
from casekit.language import of
from casekit.layout.lanes import TIME_MARKS
from casekit.layout.lettering import fit, measure, wrap
from casekit.schema import EVIDENCE
from tests.inked import faults, texts

FONTS = (None, "DejaVu Sans")
LONG = "Ein Titel, der so lang ist, dass er auf der Breite eines Blattes sicher nicht mehr steht, "


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_everything_stays_on_the_sheet_however_long_it_is(font, lang):
    speak = of(lang)
    keys = [time_key(mark, speak) for mark in TIME_MARKS]
    keys += [grade_key(grade, speak) for grade in EVIDENCE]
    keys += [grade_key(grade, speak, form="line") for grade in EVIDENCE]
    sheet = lay_out(
        title=LONG * 2, subtitle=LONG * 2, keys=keys, notes=[LONG * 2], lang=lang, font=font,
        sources=[(n, f"A source of some length, {n}") for n in range(1, 40)], left=1.67,
    )  # fmt: skip
    assert faults(sheet.figure) == []
    assert sheet.bottom < sheet.top


def test_title_shrinks_before_it_wraps():
    room = WIDTH - 2 * MARGIN
    size, lines = fit("x" * 80, room, 25, 19, bold=True)
    assert (19 < size < 25, len(lines)) == (True, 1)
    size, lines = fit(LONG * 2, room, 25, 19, bold=True)
    assert size == 19
    assert all(measure(line, 19, bold=True)[0] <= room for line in lines)
    assert " ".join(lines) == (LONG * 2)


def test_wrap_breaks_a_word_that_fits_no_line():
    lines = wrap("a " + "m" * 40, 1.0, 12)
    assert "".join(lines).replace(" ", "") == "a" + "m" * 40
    assert all(measure(line, 12)[0] <= 1.0 for line in lines)


def test_texts_are_never_mathematics_and_unknown_letters_leave_a_square():
    sheet = lay_out(title="$1,000 and $5 \U00016800")
    assert "$1,000 and $5 □" in [words for words, _ in texts(sheet.figure)]


def test_a_label_is_as_wide_as_it_was_measured():
    sheet = lay_out(title="One")
    width = sheet.label(2, 4, "JetBlue executive comments", "1,4", align="right")
    boxes = dict(texts(sheet.figure))
    assert boxes["1,4"][2] == pytest.approx(2 * 120, abs=1.5)
    assert boxes["JetBlue executive comments"][0] == pytest.approx((2 - width) * 120, abs=1.5)


def test_a_frame_without_grades_is_refused():
    with pytest.raises(EvidenceError, match="without grades"):
        grades(pd.DataFrame({"value": [1]}))
    with pytest.raises(EvidenceError, match="1 rows"):
        grades(pd.DataFrame({"evidence": [None]}))


def test_a_font_that_is_not_there_is_named():
    with pytest.raises(CatalogueError, match="No Such Font"):
        lay_out(title="One", font="No Such Font")


def test_drawing_leaves_matplotlib_as_it_was():
    before = dict(mpl.rcParams)
    figure = lay_out(title="One").figure
    shown, told = figure._repr_png_()
    assert told["alt"] == figure.alt
    assert dict(mpl.rcParams) == before
    assert matplotlib.image.imread(io.BytesIO(shown)).shape[:2] == (900, 1599)


def test_drawing_needs_no_pyplot():
    code = "import sys, casekit.draw; print('matplotlib.pyplot' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml"),
                                               (".pdf", b"%PDF")])  # fmt: skip
def test_files_are_the_same_every_time_and_carry_title_and_alt_text(tmp_path, suffix, start):
    figure = lay_out(title="Seven of nine", alt="Told to whom cannot see").figure
    one, two = (save(figure, tmp_path / f"{n}{suffix}").read_bytes() for n in (1, 2))
    assert one == two
    assert one.startswith(start)
    if suffix != ".pdf":
        assert b"Seven of nine" in one
        assert b"Told to whom cannot see" in one


def test_png_is_written_at_twice_the_size(tmp_path):
    image = matplotlib.image.imread(save(lay_out(title="One").figure, tmp_path / "one.png"))
    assert image.shape[:2] == (1800, 3199)


def test_other_files_are_refused(tmp_path):
    with pytest.raises(CasekitError, match=r"\.bmp"):
        save(lay_out(title="One").figure, tmp_path / "one.bmp")


def test_legend_wraps_at_the_width_of_the_drawing():
    def nothing(sheet, x, y):
        return None

    sheet = lay_out(title="One", keys=[Key("some words in a legend", nothing)] * 14)
    rows = {round(box[1]) for words, box in texts(sheet.figure) if words.startswith("some")}
    assert len(rows) == 3
    assert sheet.bottom < HEIGHT / 4


def test_svg_hatches_by_lines_within_the_area_as_some_programs_fill_with_no_pattern(tmp_path):
    sheet = lay_out(title="One")
    area = Rectangle((2, 2), 3, 1, hatch="///", edgecolor="black", facecolor="none")
    sheet.page.add_patch(area)
    kept = save(sheet.figure, tmp_path / "one.svg").read_text()
    assert "<pattern" not in kept
    assert area.get_hatch() == "///"
    with as_lines(sheet.figure):
        lines = np.array(sheet.page.collections[-1].get_segments())
    assert not sheet.page.collections
    assert len(lines) == pytest.approx((3 + 1) * 9, abs=1)  # 9 an inch, counted along an edge
    assert lines.min(axis=(0, 1)) == pytest.approx([2, 2])
    assert lines.max(axis=(0, 1)) == pytest.approx([5, 3])
