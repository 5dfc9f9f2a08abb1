"""Writing a picture into a file that says what it shows, of which case and by whom."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import matplotlib as mpl

import casekit
from casekit.draw.canvas import PACKED, Figure
from casekit.draw.hatching import as_lines
from casekit.errors import CasekitError
from casekit.layout.lettering import SETTINGS
from casekit.writing import whole

__all__ = ["save"]


def save(fig: Figure, path: str | Path) -> Path:
    """Write a picture as PNG (at twice its size), SVG or PDF, as the file's name ends.

    Into the file go the title and the alt text, casekit's version and, where the picture has
    them, the case, the seed of what was drawn by lot and the sources that it cites. Nothing in it
    depends on when it was written.

    Raises
    ------
    CasekitError
        The name ends in something else, or nothing can be written there.

    Examples
    --------
    >>> from casekit.draw.canvas import lay_out
    >>> save(lay_out(title="One").figure, "one.bmp")
    Traceback (most recent call last):
    ...
    casekit.errors.CasekitError: one.bmp: cannot write '.bmp'. Cure: use .png, .svg or .pdf
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in (".png", ".svg", ".pdf"):
        raise CasekitError(f"cannot write {kind!r}", where=str(path), cure="use .png, .svg or .pdf")
    kept: dict[str, Any] = {"dpi": fig.dpi}
    if kind == ".png":
        kept = {"dpi": 2 * fig.dpi, **PACKED}
    hatched = as_lines(fig) if kind == ".svg" else nullcontext()
    with mpl.rc_context(SETTINGS), whole(path) as part, hatched:
        fig.savefig(part, format=kind[1:], metadata=_metadata(fig, kind), **kept)
    return path


def _metadata(fig: Figure, kind: str) -> dict[str, str | None]:
    """Give what a file says of itself, under the names that its kind knows."""
    maker = f"casekit {casekit.__version__}"
    about = {name.capitalize(): text for name, text in fig.about.items()}
    told = "; ".join(f"{name}: {text}" for name, text in about.items())
    if kind == ".png":
        return {"Title": fig.title, "Description": fig.alt, "Software": maker, **about}
    if kind == ".svg":
        sources = {"Source": about["Sources"]} if "Sources" in about else {}
        return {"Title": fig.title, "Description": fig.alt, "Creator": maker, "Date": None,
                **({"Keywords": told} if told else {}), **sources}  # fmt: skip
    return {"Title": fig.title, "Subject": fig.alt, "Creator": maker, "CreationDate": None,
            **({"Keywords": told} if told else {})}  # fmt: skip
