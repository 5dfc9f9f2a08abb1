"""The pictures of a workshop: as large as they should be, in colours and without."""

import re
from pathlib import Path

import pytest
from matplotlib import image

import casekit as ck
from casekit.errors import CatalogueError
from casekit.workshop import pictures


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    case = ck.load.case("o2-2011")
    return pictures.write(case, tmp_path_factory.mktemp("p") / "new", lang="de", only=["waits"])


def test_each_picture_comes_four_times(made: list[Path]) -> None:
    names = ["waits.png", "waits-grey.png", "waits.svg", "waits-grey.svg"]
    assert [path.name for path in made] == names
    assert {path.parent.name for path in made} == {"new"}


def test_the_png_is_twice_the_size_of_the_screen_and_the_other_has_no_colour(
    made: list[Path],
) -> None:
    color, grey = (image.imread(path) for path in made[:2])
    assert color.shape[:2] == grey.shape[:2] == pytest.approx((2 * 7.5 * 120, 2 * 13.33 * 120), 1)
    assert (color[..., 0] != color[..., 2]).any()
    assert grey.ndim == 2  # lightness alone


def test_the_grey_svg_says_the_same_without_colours(made: list[Path]) -> None:
    color, grey = (path.read_text(encoding="utf-8") for path in made[2:])
    inks = set(re.findall(r"#[0-9a-f]{6}\b", grey))
    assert inks
    assert all(ink[1:3] == ink[3:5] == ink[5:7] for ink in inks)
    strip = re.compile(r"#[0-9A-Fa-f]{6}\b")
    assert strip.sub("", color) == strip.sub("", grey)


def test_a_picture_that_there_is_not_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="use timeline, links"):
        pictures.write(ck.load.case("o2-2011"), tmp_path, only=["map"])
