"""All files of a workshop at once."""

import shutil
import tempfile
from pathlib import Path

from casekit.cases import Case
from casekit.errors import CatalogueError
from casekit.workshop import deck, facilitator, handout, injects, replay, stages
from casekit.workshop import pictures as sheets
from casekit.workshop.story import of
from casekit.workshop.template import open_look

__all__ = ["write"]


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
    story = of(case, lang=lang, minutes=minutes, fictional=fictional)
    look = Path(template) if template else None
    open_look(look)  # a template that lacks something is refused before anything is drawn
    folder = _folder(Path(out))
    drawn = sheets.write(story.case, folder / "pictures")
    with tempfile.TemporaryDirectory() as place:
        for name in ("timeline.png", "spread.png"):
            if (folder / "pictures" / name) in drawn:
                shutil.copy(folder / "pictures" / name, place)
        pictures = stages.pictures(story, Path(place))
        made = [deck.write(story, folder / "deck.pptx", pictures=pictures, template=look)]
    made += facilitator.write(story, folder)
    made += handout.write(story, folder)
    made += injects.write(story, folder)
    made.append(replay.write(story, folder / "replay.html"))
    return [*made, *drawn]


def _folder(out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogueError(
            f"the folder cannot be made ({error.strerror})", where=str(out),
            cure="name a folder that may be written to",
        ) from error  # fmt: skip
    return out
