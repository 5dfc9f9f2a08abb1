"""Every static picture: readable, known, sourced, nothing over another, and as it was accepted.

The accepted images lie in `tests/pictures`; `--mpl-generate-path=tests/pictures` with `-m ""`
makes them anew. Look at each before it is committed.
"""

import re

import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from casekit import theme
from casekit.language import of
from casekit.layout.sheet import grade_words
from casekit.schema import EVIDENCE
from tests.gallery import PICTURES, picture
from tests.inked import faults, texts
from tests.test_theme import contrast

WAYS = (("en", "light"), ("de", "dark deck"))
every_picture = pytest.mark.parametrize(
    ("name", "lang", "look"),
    [
        pytest.param(name, *way, id=f"{name}-{way[0]}", marks=[pytest.mark.slow] * (n % 2 != m))
        for n, name in enumerate(PICTURES)
        for m, way in enumerate(WAYS)
    ],
)


@every_picture
def test_no_text_leaves_the_picture_or_overlaps_another(name, lang, look):
    assert faults(picture(name, lang, look)) == []


@every_picture
def test_every_word_stands_out_from_the_ground(name, lang, look):
    ground = theme.look(look).ground
    shown = picture(name, lang, look)
    assert to_hex(shown.get_facecolor()).upper() == ground
    faint = {
        text.get_text() for text in shown.findobj(Text)
        if text.get_text().strip() and contrast(to_hex(text.get_color()), ground) < 4.5
    }  # fmt: skip
    assert faint == set()


@every_picture
def test_the_legend_says_how_it_is_known_and_a_line_from_where(name, lang, look):
    speak = of(lang)
    said = " | ".join(words for words, _ in texts(picture(name, lang, look)))
    grades = [speak(grade) for grade in EVIDENCE] + [grade_words(g, speak) for g in EVIDENCE]
    assert any(grade.split(",")[0] in said for grade in grades)
    assert re.search(r"\b(Sources?|Quellen?|[Aa]rchives?|[Aa]rchiven?|ledgers)\b", said)


@every_picture
def test_who_cannot_see_it_is_told_its_finding_and_more(name, lang, look):
    shown = picture(name, lang, look)
    assert shown.alt.startswith(shown.title)
    assert len(shown.alt) > len(shown.title) + 20


@every_picture
@pytest.mark.mpl_image_compare(
    baseline_dir="pictures", style="default", tolerance=4, savefig_kwargs={"dpi": 40}
)
def test_it_looks_as_it_was_accepted(name, lang, look):
    return picture(name, lang, look)
