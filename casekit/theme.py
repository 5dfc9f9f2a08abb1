"""How pictures look: colours of roles, line styles of grades, inks, sizes and the font.

One role has one colour and one marker everywhere, one grade one line style, so that no picture
leans on colour alone. Nothing here touches matplotlib's settings.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from casekit.errors import SchemaError

__all__ = [
    "ANSWER_BAND", "DEPTH", "FONT", "GRADES", "GRID", "INK", "INK_SOFT", "LINK", "OPEN",
    "OPEN_INK", "PANEL", "ROLES", "RULE", "SIZES", "Grade", "Role", "font_files", "role",
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
ANSWER_BAND = "#DCE2EC"
DEPTH = ("#0F2F57", "#CBD5DE", "#E0922F", "#C24A1C", "#6E1210")
"""Source, then first, second, third hand, then deeper; from the first on darker is further."""

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
    """Give the files of the bundled font (SIL OFL), regular and bold."""
    folder = Path(str(resources.files("casekit") / "fonts"))
    return tuple(sorted(folder.glob("*.ttf")))
