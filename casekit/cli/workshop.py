"""The command that writes the pack of a workshop."""

from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.screen import Lang, line, waiting

__all__ = ["workshop"]


def workshop(
    case: Annotated[str, typer.Argument(help="A case, or the path of its ledger.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the files.")],
    lang: Annotated[Lang, typer.Option(help="Language of all files.")] = Lang.en,
    minutes: Annotated[int, typer.Option(help="Length, such as 90, 180 or 360.")] = 180,
    template: Annotated[
        Path | None, typer.Option(help="A .pptx whose look the deck takes.")
    ] = None,
    fictional: Annotated[
        str | None, typer.Option(help="What to call the organisation; persons and places follow.")
    ] = None,
) -> None:
    """Write deck, script, handout, injects, replay and pictures of a workshop."""
    from casekit import cases
    from casekit.workshop import pack

    told = cases.load(case, lang=lang.value)
    with waiting(f"writing the workshop {told.slug}"):
        made = pack.write(
            told, out, minutes=minutes, template=template, fictional=fictional or None
        )
    for path in made:
        if path.parent.name != "pictures":
            line(f"{path}  {_USE[path.name]}")
    line(f"{out / 'pictures'}  {sum(path.parent.name == 'pictures' for path in made)} pictures")


_USE = {
    "deck.pptx": "the slides, with notes",
    "facilitator.docx": "for you alone: plan, answers, what really happened",
    "handout.docx": "for participants",
    "handout.pdf": "the same, to print",
    "injects.xlsx": "for you alone: the injects, and a sheet for OpenAEV",
    "injects.csv": "the same list",
    "replay.html": "the case on a clock; opens in a browser",
}
