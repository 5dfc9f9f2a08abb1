"""Pictures for the slides of a deck: the case on one page, and its spread in stages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from PIL import Image

from casekit import draw, language, spread
from casekit.cases import crowds
from casekit.errors import CatalogueError, EvidenceError
from casekit.tell.case import when
from casekit.workshop.pictures import LOOK
from casekit.workshop.story import Story
from casekit.workshop.wording import crowd

if TYPE_CHECKING:
    from casekit.draw.canvas import Figure

__all__ = ["Picture", "pictures"]

_BEGUN = "The model chose its start too ({drawn}); documented: {known}."
_LEAST = 3
"""Fewer posts than that make no picture of a spread."""


@dataclass(frozen=True)
class Picture:
    """A picture on disk: the title of its slide, its file, its alt text, and what to say of it.

    `remark` is for the room and stands above it; `note` is for the facilitator.
    """

    title: str
    path: Path
    alt: str
    remark: str = ""
    note: str = ""


def pictures(story: Story, folder: Path) -> list[Picture]:
    """Draw a story for its slides; what it has no data for is left out.

    Parameters
    ----------
    story
        The story.
    folder
        Where the files go. ``timeline.png`` and ``spread.png`` that are there already, as
        :func:`casekit.workshop.pictures.write` leaves them, are taken.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> story = ck.workshop.of(ck.load.case("british-airways-2013"))
    >>> with tempfile.TemporaryDirectory() as place:
    ...     [made.path.name for made in pictures(story, Path(place))]
    ['stage.png', 'spread.png', 'timeline.png']
    """
    speak = language.of(story.lang)
    posts = _posts(story)
    made = []
    if posts is not None:
        remark = _invented(story, posts) if "stands_for" in posts else ""
        number, seen = _halfway(story, posts)
        title = speak("The spread at decision {n}", n=number)
        if _LEAST <= len(seen) < len(posts):
            note = speak("Decision {n} is the one at which it had come nearest to half.", n=number)
            made.append(_drawn(folder / "stage.png", title, lambda: _tree(story, seen), remark,
                               note))  # fmt: skip
        title = speak("The spread to its end")
        made.append(_drawn(folder / "spread.png", title, lambda: _tree(story, posts), remark))
    title = speak("The case on one page")
    made.append(
        _drawn(folder / "timeline.png", title, lambda: draw.timeline(story.case, look=LOOK))
    )
    return [picture for picture in made if picture]


def _invented(story: Story, posts: pd.DataFrame) -> str:
    """Say what a dot of a crowd is, and how well its beginning is known."""
    speak, case = language.of(story.lang), story.case
    series: Any = case.series.loc[crowds.series(case)]
    said = crowd(story, posts)
    low, high = series["earliest"], series["latest"]
    if not high - low > pd.Timedelta(minutes=2):  # so too where the ledger bounds no beginning
        return said
    drawn = speak.moment(posts["at"].min(), tz=story.zone)
    known = speak.days(low, high, tz=story.zone)
    if not pd.isna(series["origin"]):
        origin: Any = case.events.loc[series["origin"]]
        known = when(case, origin)
    return f"{said} {speak(_BEGUN, drawn=drawn, known=known)}"


def _drawn(path: Path, title: str, make: Callable[[], "Figure"], remark: str = "",
           note: str = "") -> Picture | None:  # fmt: skip
    """Take a picture that is there, or draw it; None where nothing was passed on."""
    if path.exists():
        with Image.open(path) as known:
            return Picture(title, path, str(known.info["Description"]), remark, note)
    try:
        figure = make()
    except EvidenceError:
        return None
    return Picture(title, draw.save(figure, path), figure.alt, remark, note)


def _posts(story: Story) -> pd.DataFrame | None:
    try:
        return crowds.posts(story.case)
    except CatalogueError:
        return None


def _halfway(story: Story, posts: pd.DataFrame) -> tuple[int, pd.DataFrame]:
    """Give the decision at which the spread has come nearest to half, and its posts till then."""
    stages = {}
    for decision in story.decisions:
        seen = posts[posts["at"] <= decision.at]
        stages[decision.number] = seen[seen["parent"].isna() | seen["parent"].isin(seen.index)]
    number = min(stages, key=lambda n: abs(len(stages[n]) - len(posts) / 2))
    return number, stages[number]


def _tree(story: Story, posts: pd.DataFrame) -> "Figure":
    edges = spread.edges(posts, rule="reported")
    roots = [str(name) for name in posts.index[posts["parent"].isna()]]
    return draw.spread(posts, edges, by=story.case.accounts, lang=story.lang, root=roots,
                       look=LOOK, tz=story.case.zone)  # fmt: skip
