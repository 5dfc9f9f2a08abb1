"""Colours: readable on both grounds, apart for the colour-blind, and in order in grey."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from casekit import theme
from casekit.errors import SchemaError
from casekit.layout.bands import tint

DEUTERANOPIA = np.array([
    [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
])  # fmt: skip
"""Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB."""
TO_XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])  # fmt: skip
WORDS = {
    "ink": theme.INK, "soft": theme.INK_SOFT, "open": theme.OPEN_INK, "alarm": theme.ALARM,
    "reach": theme.REACH, **{f"case {n}": color for n, color in enumerate(theme.CASES)},
    **{name: role.text for name, role in theme.ROLES.items()},
}  # fmt: skip
"""Every colour that words are written in."""
GROUNDS = ("#FFFFFF", theme.PANEL, theme.OPEN, theme.ANSWER_BAND, theme.PRESS_BAND)
both = pytest.mark.parametrize("look", ["light", "dark"])


def linear(color):
    parts = np.array(to_rgb(color))
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(color):
    return float(linear(color) @ TO_XYZ[1])


def contrast(one, two):
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def lab(light):
    x, y, z = np.cbrt(np.maximum(TO_XYZ @ light / (0.95047, 1.0, 1.08883), 0.008856))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def seen(color):
    """Where a colour stands in Lab for somebody without the green cones."""
    return lab(np.clip(DEUTERANOPIA @ linear(color), 0, 1))


@both
@pytest.mark.parametrize("name", WORDS)
def test_words_stand_out_from_the_sheet(look, name):
    paint = theme.look(look).paint
    assert contrast(paint(WORDS[name]), paint("#FFFFFF")) >= 4.5


@both
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", [theme.INK, theme.INK_SOFT])
def test_labels_stand_out_from_whatever_lies_below_them(look, ground, ink):
    paint = theme.look(look).paint
    assert contrast(paint(ink), paint(ground)) >= 4.5


@both
def test_what_differs_by_role_differs_without_green_too(look):
    paint = theme.look(look).paint
    for one, two in combinations(theme.ROLES.values(), 2):
        apart = np.linalg.norm(seen(paint(one.mark)) - seen(paint(two.mark)))
        assert apart >= (20 if one.marker == two.marker else 15), (one, two)


@both
def test_marks_stand_out_from_the_sheet_or_have_an_outline(look):
    paint = theme.look(look).paint
    marks = [role.mark for role in theme.ROLES.values()] + list(theme.CASES)
    assert min(contrast(paint(mark), paint("#FFFFFF")) for mark in marks) >= 2.0


@both
def test_deeper_is_farther_from_the_ground_in_grey_too(look):
    paint = theme.look(look).paint
    steps = [contrast(paint(color), paint("#FFFFFF")) for color in theme.DEPTH[1:]]
    assert steps == sorted(steps)
    assert min(two / one for one, two in pairwise(steps)) > 1.3


def test_every_grade_has_a_line_of_its_own_without_colour():
    lines = {(grade.width, grade.dashes, grade.hatch) for grade in theme.GRADES.values()}
    assert len(lines) == len(theme.GRADES) - 1  # a source number parts archived and documented


def test_light_is_what_the_palette_says():
    assert theme.look("light") == theme.look("notebook") == theme.look("light notebook")
    assert theme.look("light").paint(theme.INK) == theme.INK
    assert theme.look("light").ground == "#FFFFFF"


@pytest.mark.parametrize("share", [0.08, 0.17, 0.5, 0.9])
def test_a_tint_stays_the_same_tint_on_dark_ground(share):
    paint = theme.look("dark").paint
    mark, ground = theme.ROLES["customer"].mark, np.array(to_rgb(paint("#FFFFFF")))
    wanted = ground + (np.array(to_rgb(paint(mark))) - ground) * share
    assert np.abs(np.array(to_rgb(paint(tint(mark, share)))) - wanted).max() < 0.02


def test_words_and_opacity_are_no_colours():
    paint = theme.look("dark").paint
    assert (paint("none"), paint("white")) == ("none", paint("#FFFFFF"))
    assert paint("rgba(27, 35, 43, 0.3)") == "rgba(233,238,243, 0.3)"


@pytest.mark.parametrize("name", ["sepia", "deck print", "dark light", "dark sepia"])
def test_an_unknown_look_is_named_with_those_there_are(name):
    with pytest.raises(SchemaError, match="notebook, deck, print"):
        theme.look(name)


@pytest.mark.parametrize("context", list(theme.LOOKS))
def test_a_slide_has_larger_type_than_a_page_of_a_notebook(context):
    look = theme.look(context)
    assert look.width <= theme.look("notebook").width
    assert look.width * look.dpi >= 1590
