"""All files of a workshop at once."""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

from casekit.cases import Case
from casekit.errors import CatalogueError
from casekit.workshop import deck, facilitator, handout, injects, replay, stages
from casekit.workshop import pictures as sheets
from casekit.workshop.story import Story, of
from casekit.workshop.template import open_look

__all__ = ["files", "write"]

_SHOWN = ("timeline", "spread")
"""Pictures that the deck shows."""


def write(
    case: Case, out: str | Path, *, lang: str | None = None, minutes: int = 180,
    fictional: str | None = None, template: str | Path | None = None,
) -> list[Path]:  # fmt: skip
    """Write the pack of a workshop: deck, facilitator's file, handout, injects, replay, pictures.

    Parameters
    ----------
    case
        The case.
    out
        Folder for the files; it is made if need be, and files of the same names are replaced.
    lang
        Language of all files; None: that of the case.
    minutes
        Length of the workshop.
    fictional
        What to call the organisation; None: real names.
    template
        A .pptx whose look the deck takes.

    Returns
    -------
    list of Path
        The files; `facilitator.docx` and the injects are not for participants.

    Raises
    ------
    CatalogueError
        No plan for that length, nothing to decide, a template that lacks a layout, or a folder
        that cannot be made.
    ReadError
        A file cannot be written.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> case = ck.load.case("british-airways-2013", lang="de")
    >>> with tempfile.TemporaryDirectory() as out:
    ...     files = write(case, out, minutes=90)
    >>> sorted({path.name for path in files if path.parent.name != "pictures"})
    ['deck.pptx', 'facilitator.docx', 'handout.docx', 'handout.pdf', 'injects.csv', 'injects.xlsx',
     'replay.html']
    """
    look = Path(template) if template else None
    return list(files(of(case, lang=lang, minutes=minutes, fictional=fictional), out,
                      template=look))  # fmt: skip


def files(story: Story, out: str | Path, *, template: Path | None = None,
          beside: Executor | None = None) -> Iterator[Path]:  # fmt: skip
    """Write the pack of a story file by file, the facilitator's first.

    Parameters
    ----------
    story
        The story.
    out
        Folder for the files; it is made if need be, and files of the same names are replaced.
    template
        A .pptx whose look the deck takes.
    beside
        Draws the pictures that the deck does not need meanwhile, such as a process of its own.

    Raises
    ------
    CatalogueError
        A template that lacks a layout, or a folder that cannot be made.
    ReadError
        A file cannot be written.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> story = of(ck.load.case("motrin-moms-2008"), minutes=90)
    >>> with tempfile.TemporaryDirectory() as out:
    ...     next(files(story, out)).name
    'facilitator.docx'
    """
    open_look(template)  # one that lacks something is refused before anything is drawn
    folder = _folder(Path(out))
    drawn = folder / "pictures"
    rest = [name for name in sheets.NAMES if name not in _SHOWN]
    meanwhile = beside.submit(sheets.write, story.case, drawn, only=rest) if beside else None
    yield from facilitator.write(story, folder)
    yield from handout.write(story, folder)
    yield from injects.write(story, folder)
    yield replay.write(story, folder / "replay.html")
    made = sheets.write(story.case, drawn, only=_SHOWN)
    with tempfile.TemporaryDirectory() as place:
        for name in (f"{name}.png" for name in _SHOWN):
            if drawn / name in made:
                shutil.copy(drawn / name, place)
        pictures = stages.pictures(story, Path(place))
        yield deck.write(story, folder / "deck.pptx", pictures=pictures, template=template)
    yield from made
    yield from meanwhile.result() if meanwhile else sheets.write(story.case, drawn, only=rest)


def _folder(out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogueError(
            f"the folder cannot be made ({error.strerror})", where=str(out),
            cure="name a folder that may be written to",
        ) from error  # fmt: skip
    return out
