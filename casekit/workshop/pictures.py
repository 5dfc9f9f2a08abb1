"""The pictures of a case as files: for slides, for print and for a printer without colours."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from casekit import draw, load, response, spread
from casekit.cases import Case, crowds
from casekit.errors import CatalogueError
from casekit.reconstruct import documented
from casekit.writing import whole

if TYPE_CHECKING:
    from casekit.draw.canvas import Figure

__all__ = ["LOOK", "NAMES", "grey", "write"]

LOOK = "deck"
"""They are for slides, read from the back of a room."""

_LIGHT = (0.2126, 0.7152, 0.0722)
"""How much red, green and blue add to how light a colour is (Rec. 709)."""


def write(
    case: Case, folder: str | Path, *, lang: str | None = None, only: Iterable[str] | None = None
) -> list[Path]:
    """Write the pictures of a case: each as PNG at twice its size and as SVG, light and grey.

    Parameters
    ----------
    case
        The case; what it has no data for is left out.
    folder
        Where to; it is made if it is not there.
    lang
        Language of the pictures; None: that of the case.
    only
        Names of pictures: ``timeline``, ``links``, ``waits``, ``curve``, ``spread``; None: all.

    Returns
    -------
    list of Path
        The files, four a picture: ``timeline.png``, ``timeline-grey.png``, ``timeline.svg``, ...

    Raises
    ------
    ReadError
        It cannot be written there.
    CatalogueError
        There is no picture of that name.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> case = ck.load.case("british-airways-2013")
    >>> with tempfile.TemporaryDirectory() as place:
    ...     [path.name for path in write(case, place, only=["waits"])]
    ['waits.png', 'waits-grey.png', 'waits.svg', 'waits-grey.svg']
    """
    names = list(_PICTURES) if only is None else list(only)
    strange = [name for name in names if name not in _PICTURES]
    if strange:
        raise CatalogueError(f"no picture {strange[0]!r}", cure=f"use {', '.join(_PICTURES)}")
    told = case if lang in (None, case.lang) else load.case(case.path, lang=lang or case.lang)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for name in names:
        fig = _PICTURES[name](told)
        if fig is not None:
            made += _files(fig, target, name)
    return made


def _files(fig: "Figure", folder: Path, name: str) -> list[Path]:
    png, svg = (draw.save(fig, folder / f"{name}.{kind}") for kind in ("png", "svg"))
    pale = folder / f"{name}-grey.svg"
    with whole(pale) as part:
        part.write_text(grey(svg.read_text(encoding="utf-8")), encoding="utf-8")
    return [png, _grey_png(png, folder / f"{name}-grey.png"), svg, pale]


def grey(svg: str) -> str:
    """Take the colours out of an SVG; what is equally light becomes the same grey.

    Examples
    --------
    >>> grey('<path style="fill: #ff0000"/>')
    '<path style="fill: #363636"/>'
    """

    def pale(found: re.Match[str]) -> str:
        parts = [int(found[0][n : n + 2], 16) for n in (1, 3, 5)]
        light = round(sum(share * part for share, part in zip(_LIGHT, parts, strict=True)))
        return f"#{light:02x}{light:02x}{light:02x}"

    return re.sub(r"#[0-9A-Fa-f]{6}\b", pale, svg)


def _grey_png(png: Path, target: Path) -> Path:
    with Image.open(png) as colored, whole(target) as part:
        pale = colored.convert("RGB").convert("L", (*_LIGHT, 0))
        pale.save(part, format="png", compress_level=3)
    return target


def _links(case: Case) -> Any:
    return draw.links(case, look=LOOK) if len(case.links) else None


def _waits(case: Case) -> Any:
    steps = response.story(case)
    if steps.empty:
        return None
    return draw.waits(steps, case=case, stated=response.stated(case), look=LOOK)


def _curve(case: Case) -> Any:
    adding = case.series.index[case.series["cumulative"].astype(bool)]
    if adding.empty:
        return None
    return draw.curve(documented(case, str(adding[0])), case=case, look=LOOK)


def _spread(case: Case) -> Any:
    try:
        posts = crowds.posts(case)
    except CatalogueError:
        return None
    edges = spread.edges(posts, rule="reported")
    return draw.spread(posts, edges, by=case.accounts, lang=case.lang, root=_roots(posts),
                       look=LOOK, tz=case.zone)  # fmt: skip


def _roots(posts: Any) -> list[str]:
    return [str(post) for post in posts.index[posts["parent"].isna()]]


_PICTURES: dict[str, Callable[[Case], Any]] = {
    "timeline": partial(draw.timeline, look=LOOK), "links": _links, "waits": _waits,
    "curve": _curve, "spread": _spread,
}  # fmt: skip
NAMES = tuple(_PICTURES)
"""Names of all pictures."""
