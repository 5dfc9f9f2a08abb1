"""The command that draws what the figures of a case leave possible."""

import json
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.screen import AsJson, aside, line, waiting

__all__ = ["reconstruct"]

_SHOWN = [
    "series",
    "figure",
    "value",
    "qualifier",
    "low",
    "median",
    "high",
    "met",
    "conflicts_with",
]


def reconstruct(
    case: Annotated[str, typer.Argument(help="A case, or the path of its ledger.")],
    *,
    series: Annotated[list[str] | None, typer.Option(help="Series; none: all that add up.")] = None,
    draws: Annotated[int, typer.Option(help="Curves drawn of each series.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the random numbers.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for curves and crowd, as CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """Draw the curves that a case's figures leave open; say how each figure is met."""
    from casekit import cases
    from casekit.reconstruct import bundle

    told = cases.load(case)
    with waiting(f"drawing {told.slug}"):
        ensembles = bundle.drawn(told, series or (), draws=draws, seed=seed)
        written = bundle.write(told, out, ensembles, seed=seed) if out is not None else []
    table = bundle.figures(ensembles).reset_index()
    if as_json:
        print(json.dumps(table[_SHOWN].to_dict("records"), ensure_ascii=False))
    else:
        line(table[_SHOWN].to_string(index=False))
    for path in written:
        aside.print(str(path))
