"""The command that holds casekit's inferences against cascades whose truth is known."""

import json
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from casekit.cli.screen import AsJson, aside, line, waiting
from casekit.errors import ReadError
from casekit.writing import write_table

__all__ = ["validate"]

_CHANCES = ("reported", "decay", "mixture")


def validate(
    *,
    rules: Annotated[bool, typer.Option("--rules", help="Who passed it to whom: the rules.")],
    archive: Annotated[list[Path], typer.Option(help="Archive that names parents; several may.")],
    draws: Annotated[int, typer.Option(help="Forests drawn of each rule.")] = 100,
    seed: Annotated[int, typer.Option(help="Seed of the random numbers.")] = 0,
    out: Annotated[Path | None, typer.Option(help="CSV file to write.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hide what an archive knows, and say how well casekit finds it again."""
    from casekit import archives, spread

    if not rules:
        raise ReadError("nothing to validate", cure="choose --rules")
    tables = {}
    for path in archive:
        with waiting(f"reading {path.name}"):
            posts = archives.read(path).posts
        with waiting(f"hiding the parents of {path.name}"):
            name = path.name.split(".")[0]
            tables[name] = spread.recovery(posts, rules=_CHANCES, draws=draws, seed=seed)
    table = pd.concat(tables, names=["archive", "rule"])
    shares = table.select_dtypes("float").columns
    table[shares] = table[shares].round(4)
    if out is not None:
        write_table(table, out)
        aside.print(f"{len(table)} rows in {out}")
    elif as_json:
        print(json.dumps(table.reset_index().to_dict("records"), ensure_ascii=False))
    else:
        line(table.T.to_string())
