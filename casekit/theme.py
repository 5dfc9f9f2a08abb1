"""How pictures look: colours of roles, line styles of grades, inks, sizes and the font.

One role has one colour and one marker everywhere, one grade one line style, so that no picture
leans on colour alone. Pictures are drawn in the colours below; :class:`Look` says on what sheet
they stand, and repaints each of them on dark ground. Nothing here touches matplotlib's settings.
"""

import colorsys
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

from casekit.errors import SchemaError

__all__ = [
    "ALARM", "ANSWER_BAND", "CASES", "CELL", "COUNTED", "CROWD", "DEPTH", "FONT", "GRADES", "GRID",
    "INK", "INK_SOFT", "KINDS", "LATER", "LINK", "LOOKS", "OPEN", "OPEN_INK", "OPEN_MARK", "PANEL",
    "PRESS_BAND", "REACH", "ROLES", "RULE", "SIZES", "USUAL", "Grade", "Look", "Role",
    "font_files", "look", "role",
]  # fmt: skip

FONT = "Source Sans 3"
INK = "#1B232B"
INK_SOFT = "#5B6670"
GRID = "#ECEFF2"
RULE = "#D5DADF"
PANEL = "#F6F7F9"
LINK = "#8C98A4"
OPEN = "#E6F0E2"
OPEN_INK = "#4B6B3E"
OPEN_MARK = "#5E8A4A"
ANSWER_BAND = "#DCE2EC"
PRESS_BAND = "#FBF1DC"
LATER = "#7C8A9A"
CELL = "#E8ECEF"
CROWD = "#9FB0BF"
COUNTED = "#5B7690"
USUAL = "#E0D9CB"
ALARM = "#B3123F"
REACH = "#1B75A8"
DEPTH = ("#0F2F57", "#CBD5DE", "#E0922F", "#C24A1C", "#6E1210")
"""Source, then first, second, third hand, then deeper; from the first on darker is further."""
CASES = ("#0F2F57", "#7B3F98", REACH, "#5A4632", "#AF560A", "#0A6D5F")
"""One colour a case where several are compared; each has a marker of its own as well."""
KINDS = {
    "posts": COUNTED, "post": "#0F2F57", "repost": "#8FA6BD", "reply": "#E0922F",
    "quote": "#7B3F98", "comment": "#0B8573", "link": "#5A4632", "unknown": RULE,
}  # fmt: skip
"""One colour a kind of post."""

SIZES = {
    "title": 25.0, "title_least": 19.0, "subtitle": 14.0, "subtitle_least": 11.0, "lane": 13.0,
    "key": 14.0, "label": 11.5, "axis": 11.5, "legend": 10.5, "sources": 9.5, "number": 7.5,
}  # fmt: skip
"""Type sizes in points on a canvas of 13.33 by 7.5 inches."""


@dataclass(frozen=True)
class Role:
    """How a role is drawn: mark colour, text colour on white, matplotlib and plotly markers."""

    mark: str
    text: str
    marker: str
    symbol: str
    bar: float
    """Opacity of its bars, so that all come out equally strong."""


ROLES: dict[str, Role] = {
    "organisation": Role("#0F2F57", "#0F2F57", "s", "square", 0.30),
    "regulator": Role("#5A4632", "#5A4632", "P", "cross", 0.30),
    "competitor": Role("#7B3F98", "#7B3F98", "D", "diamond", 0.30),
    "customer": Role("#C43A1E", "#A82E15", "o", "circle", 0.30),
    "influencer": Role("#0B8573", "#0A6D5F", "*", "star", 0.30),
    "public": Role("#8A97A3", "#55626D", "o", "circle", 0.42),
    "agency": Role("#6DB5E0", "#1F6C99", "v", "triangle-down", 0.42),
    "press": Role("#E9A820", "#8A5A00", "^", "triangle-up", 0.52),
}


@dataclass(frozen=True)
class Grade:
    """How a grade of evidence is drawn: line width in points, dashes, opacity of its band."""

    width: float
    dashes: tuple[float, ...] | None
    band: float
    hatch: str | None = None

    @property
    def plotly_dash(self) -> str:
        """The same dashes as plotly writes them."""
        if self.dashes is None:
            return "solid"
        return ",".join(f"{self.width * part:g}px" for part in self.dashes)


GRADES: dict[str, Grade] = {
    "archived": Grade(2.0, None, 1.0),
    "documented": Grade(2.0, None, 1.0),
    "derived": Grade(1.0, None, 0.0),
    "reconstructed": Grade(1.8, (4.0, 2.2), 0.17),
    "simulated": Grade(2.2, (1.0, 1.6), 0.17, "////"),
}


_DARK = {
    "#FFFFFF": "#12181F", INK: "#E9EEF3", INK_SOFT: "#A9B5C0", GRID: "#232C36", RULE: "#36424E",
    PANEL: "#1A222B", LINK: "#72818F", OPEN: "#1B2F22", OPEN_INK: "#9CCB8F", OPEN_MARK: "#7FB069",
    "#3E5A33": "#9CCB8F", ANSWER_BAND: "#24344C", PRESS_BAND: "#33291A", LATER: "#8796A6",
    CELL: "#26303A", CROWD: "#5F7182", COUNTED: "#6E8CA8", USUAL: "#3B362C", ALARM: "#FF7F9D",
    REACH: "#5CB3E6", "#0F2F57": "#BBDAFF", "#5A4632": "#D6BC9C", "#7B3F98": "#D07FC4",
    "#C43A1E": "#FF7A5C", "#A82E15": "#FF947B", "#0B8573": "#2FC4A8", "#0A6D5F": "#45CDB3",
    "#8A97A3": "#74828F", "#55626D": "#A3B0BC", "#6DB5E0": "#4BA6E0", "#1F6C99": "#6DB5E0",
    "#E9A820": "#F5BC42", "#8A5A00": "#F5BC42", "#CBD5DE": "#52616F", "#E0922F": "#C0802F",
    "#C24A1C": "#F08A4B", "#6E1210": "#FFD0A6", "#AF560A": "#F0934A", "#8FA6BD": "#4A6079",
}  # fmt: skip
"""What each colour becomes on dark ground: what stands out most by day does so by night."""


@dataclass(frozen=True)
class Look:
    """On what a picture stands: the size of its sheet, and its ground.

    Type keeps its size in points, so a smaller sheet, shown as large, reads from further away.
    """

    context: str
    width: float
    """Inches."""
    height: float
    """Inches."""
    dpi: float
    """Pixels an inch where it is shown on a screen."""
    dark: bool = False

    @property
    def ground(self) -> str:
        """Colour of the sheet."""
        return self.paint("#FFFFFF")

    def paint(self, color: str) -> str:
        """Give what a colour of the light palette becomes here; its tints and opacity stay.

        Parameters
        ----------
        color
            `#RRGGBB`, `rgba(r,g,b,a)` or `white`; anything else comes back as it is.

        Examples
        --------
        >>> look("dark").paint("#1B232B"), look("dark").paint("rgba(27,35,43,0.3)")
        ('#E9EEF3', 'rgba(233,238,243,0.3)')
        """
        if not self.dark:
            return color
        clear = re.fullmatch(r"rgba?\((\d+), ?(\d+), ?(\d+)(.*)\)", color)
        if clear:
            red, green, blue = _rgb(_on_dark(_hex(*map(int, clear.groups()[:3]))))
            return f"{color.partition('(')[0]}({red},{green},{blue}{clear[4]})"
        name = "#FFFFFF" if color == "white" else color.upper()
        return _on_dark(name) if re.fullmatch("#[0-9A-F]{6}", name) else color


LOOKS = {
    "notebook": Look("notebook", 13.33, 7.5, 120),
    "deck": Look("deck", 11.85, 6.67, 135),
    "print": Look("print", 11.0, 7.5, 150),
}
"""A page of a notebook, a slide that is read from the back of a room, a page of paper."""


@cache
def look(name: str) -> Look:
    """Give a look by its name: notebook, deck or print, and light or dark, in any order.

    Examples
    --------
    >>> look("light").context, look("dark deck").ground
    ('notebook', '#12181F')
    """
    words = name.replace(",", " ").split()
    contexts = [word for word in words if word in LOOKS] or ["notebook"]
    grounds = [word for word in words if word in ("light", "dark")] or ["light"]
    if len(contexts) > 1 or len(grounds) > 1 or {*words} - {*LOOKS, "light", "dark"}:
        raise SchemaError(
            f"unknown look {name!r}",
            cure=f"use one of {', '.join(LOOKS)}, and light or dark, such as 'dark deck'",
        )
    return replace(LOOKS[contexts[0]], dark=grounds[0] == "dark")


def _hex(red: int, green: int, blue: int) -> str:
    return f"#{red:02X}{green:02X}{blue:02X}"


def _rgb(color: str) -> tuple[int, int, int]:
    red, green, blue = (int(color[n : n + 2], 16) for n in (1, 3, 5))
    return red, green, blue


@cache
def _on_dark(color: str) -> str:
    """Give a colour's counterpart, also where it is a palette colour mixed with white."""
    if color in _DARK:
        return _DARK[color]
    ground = _rgb(_DARK["#FFFFFF"])
    for known, dark in _DARK.items():
        share = _share(_rgb(color), _rgb(known))
        if share is not None:
            return _hex(*(round(g + (d - g) * share)
                          for g, d in zip(ground, _rgb(dark), strict=True)))  # fmt: skip
    hue, light, strength = colorsys.rgb_to_hls(*(part / 255 for part in _rgb(color)))
    red, green, blue = colorsys.hls_to_rgb(hue, 0.95 - 0.86 * light, strength)
    return _hex(round(red * 255), round(green * 255), round(blue * 255))


def _share(color: tuple[int, int, int], known: tuple[int, int, int]) -> float | None:
    """Give the share by which a palette colour was mixed with white to get another, or None."""
    whole = sum(255 - part for part in known)
    if not whole:
        return None
    share = sum(255 - part for part in color) / whole
    off = [abs(255 - c - (255 - k) * share) for c, k in zip(color, known, strict=True)]
    return share if share < 1 and max(off) <= 1.0 else None


def role(name: str) -> Role:
    """Give the look of a role.

    Examples
    --------
    >>> role("customer").mark
    '#C43A1E'
    """
    try:
        return ROLES[name]
    except KeyError:
        raise SchemaError(f"unknown role {name!r}", cure=f"use {', '.join(ROLES)}") from None


@cache
def font_files() -> tuple[Path, ...]:
    """Give the files of the bundled font (SIL OFL), bold and regular.

    Examples
    --------
    >>> [path.name for path in font_files()]
    ['SourceSans3-Bold.ttf', 'SourceSans3-Regular.ttf']
    """
    folder = Path(str(resources.files("casekit") / "fonts"))
    return tuple(sorted(folder.glob("*.ttf")))
