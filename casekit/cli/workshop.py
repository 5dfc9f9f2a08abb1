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
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from casekit import cases, language
    from casekit.workshop import pack, story

    speak = language.of(lang.value)
    told = story.of(cases.load(case, lang=lang.value), minutes=minutes,
                    fictional=fictional or None)  # fmt: skip
    pictures = 0
    with (
        waiting(speak("writing the workshop {name}", name=told.title)),
        ProcessPoolExecutor(1, get_context("spawn")) as beside,
    ):
        for path in pack.files(told, out, template=template, beside=beside):
            if path.parent.name == "pictures":
                pictures += 1
            else:
                line(f"{path}  {speak(_USE[path.name])}")
    line(f"{out / 'pictures'}  {speak('{n} pictures, for slides and print', n=pictures)}")
    line(speak("Begin with {file}: it has the plan, and says what to prepare.",
               file=out / "facilitator.docx"))  # fmt: skip


_USE = {
    "deck.pptx": "the slides, with notes",
    "facilitator.docx": "for you alone: plan, answers, what really happened",
    "handout.docx": "for participants",
    "handout.pdf": "the same, to print",
    "injects.xlsx": "for you alone: the injects, and a sheet for OpenAEV",
    "injects.csv": "the same list",
    "replay.html": "for the room, played by you: the case on a clock; opens in a browser",
}
