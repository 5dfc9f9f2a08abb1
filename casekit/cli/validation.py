"""The command that holds casekit's inferences against cascades whose truth is known."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casekit.cli.screen import AsJson, aside, line, waiting
from casekit.errors import ReadError
from casekit.writing import write_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["validate"]

_CHANCES = ("reported", "decay", "mixture")
_DRAWS = {"rules": 100, "reconstruction": 200}


def validate(
    *,
    rules: Annotated[bool, typer.Option("--rules", help="Who passed it to whom.")] = False,
    reconstruction: Annotated[
        bool, typer.Option("--reconstruction", help="Curves held to a few figures.")
    ] = False,
    archive: Annotated[list[Path] | None, typer.Option(help="Archive; several may.")] = None,
    checkpoints: Annotated[int, typer.Option(help="Figures shown of each curve.")] = 4,
    most: Annotated[int | None, typer.Option(help="Most cascades of each archive.")] = None,
    draws: Annotated[int | None, typer.Option(help="Forests (100) or curves (200) drawn.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the random numbers.")] = 0,
    out: Annotated[Path | None, typer.Option(help="CSV file to write.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hide what an archive knows, and say how well casekit finds it again.

    --rules hides parents, of archives that name them. --reconstruction hides all but a few figures
    of cascades of 100 posts and more, or, without an archive, of the documented series of the
    cases.
    """
    if rules == reconstruction:
        raise ReadError("nothing to validate", cure="choose --rules or --reconstruction")
    if rules:
        table = _rules(archive or [], draws or _DRAWS["rules"], seed)
    elif archive:
        table = _curves(archive, checkpoints, most, draws or _DRAWS["reconstruction"], seed)
    else:
        table = _series(checkpoints, draws or _DRAWS["reconstruction"], seed)
    shares = table.select_dtypes("float").columns
    table[shares] = table[shares].round(4)
    if out is not None:
        write_table(table, out)
        aside.print(f"{len(table)} rows in {out}")
    elif as_json:
        told = table.reset_index().astype("object")
        print(json.dumps(told.where(told.notna(), None).to_dict("records"), ensure_ascii=False))
    else:
        line(table.T.to_string())


def _rules(archive: list[Path], draws: int, seed: int) -> "pd.DataFrame":
    import pandas as pd

    from casekit import archives, spread

    if not archive:
        raise ReadError("no archive whose parents could be hidden", cure="name one: --archive PATH")
    tables = {}
    for path in archive:
        with waiting(f"reading {path.name}"):
            posts = archives.read(path).posts
        with waiting(f"hiding the parents of {path.name}"):
            name = path.name.split(".")[0]
            tables[name] = spread.recovery(posts, rules=_CHANCES, draws=draws, seed=seed)
    return pd.concat(tables, names=["archive", "rule"])


def _curves(
    archive: list[Path], checkpoints: int, most: int | None, draws: int, seed: int
) -> "pd.DataFrame":
    from casekit import archives
    from casekit.reconstruct.validation import evenly, taken, validation

    sources = {}
    for path in archive:
        with waiting(f"reading {path.name}"):
            sources[path.name.split(".")[0]] = evenly(taken(archives.read(path)), most)
    with waiting(f"hiding all but {checkpoints} figures of each cascade"):
        return validation(sources, checkpoints=checkpoints, draws=draws, seed=seed)


def _series(checkpoints: int, draws: int, seed: int) -> "pd.DataFrame":
    from casekit import load
    from casekit.reconstruct.withheld import withheld

    cases = [load.case(slug) for slug in load.cases().index]
    with waiting(f"showing {checkpoints} figures of each documented series"):
        return withheld(cases, checkpoints=checkpoints, draws=draws, seed=seed)
