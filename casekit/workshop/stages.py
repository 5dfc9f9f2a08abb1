"""Pictures for the slides of a deck: the case on one page, and its spread in stages."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from casekit import draw, language, spread
from casekit.cases import crowds
from casekit.errors import CasekitError, CatalogueError
from casekit.workshop.story import Story

if TYPE_CHECKING:
    from casekit.draw.canvas import Figure

__all__ = ["Picture", "pictures"]

_LEAST = 3
"""Fewer posts than that make no picture of a spread."""


@dataclass(frozen=True)
class Picture:
    """A picture on disk: the title of its slide, its alt text, and whether all of it is shown."""

    title: str
    path: Path
    alt: str


def pictures(story: Story, folder: Path) -> list[Picture]:
    """Draw a story for its slides; what it has no data for is left out.

    Parameters
    ----------
    story
        The story.
    folder
        Where the files go.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> story = ck.workshop.of(ck.load.case("british-airways-2013"))
    >>> with tempfile.TemporaryDirectory() as place:
    ...     [made.path.name for made in pictures(story, Path(place))]
    ['stage-1.png', 'stage-2.png', 'whole.png']
    """
    speak = language.of(story.lang)
    made = []
    posts = _posts(story)
    cuts = [story.decisions[-1].at, None] if posts is not None else []
    for number, cut in enumerate(cuts, start=1):
        assert posts is not None
        seen = posts if cut is None else posts[posts["at"] <= cut]
        seen = seen[seen["parent"].isna() | seen["parent"].isin(seen.index)]
        if len(seen) < _LEAST or (cut is not None and len(seen) == len(posts)):
            continue
        try:
            figure = _tree(story, seen)
        except CasekitError:  # nothing was passed on by then
            continue
        title = (
            speak("The spread, as far as it has come at decision {n}", n=len(story.decisions))
            if cut is not None else speak("The spread to its end")
        )  # fmt: skip
        made.append(_saved(figure, folder / f"stage-{number}.png", title))
    whole = draw.timeline(story.case)
    made.append(_saved(whole, folder / "whole.png", speak("The case on one page")))
    return made


def _posts(story: Story) -> pd.DataFrame | None:
    try:
        return crowds.posts(story.case)
    except CatalogueError:
        return None


def _tree(story: Story, posts: pd.DataFrame) -> "Figure":
    edges = spread.edges(posts, rule="reported")
    roots = [str(name) for name in posts.index[posts["parent"].isna()]]
    return draw.spread(posts, edges, by=story.case.accounts, lang=story.lang, root=roots)


def _saved(figure: "Figure", path: Path, title: str) -> Picture:
    return Picture(title, draw.save(figure, path), figure.alt)
