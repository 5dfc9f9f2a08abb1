"""The command that gets public data sets."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casekit.cli.screen import aside, line
from casekit.errors import CatalogueError

if TYPE_CHECKING:
    from casekit.datasets import Dataset, File

__all__ = ["fetch"]


def fetch(
    name: Annotated[str | None, typer.Argument(help="A data set; none: list them.")] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to its terms.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder of all data sets; default: your cache folder.")
    ] = None,
) -> None:
    """Get a public data set, with its licence, citation and terms before the first download."""
    from casekit import datasets

    if name is None:
        for slug, row in datasets.catalogue().iterrows():
            line(f"{slug!s:20} {row['title']}")
            line(f"{'':20} {row['about']}")
            line(f"{'':20} {row['licence']}; {row['home']}")
            if isinstance(row["account"], str):
                line(f"{'':20} needs an account: {row['account']}")
        return

    def agreed(chosen: "Dataset", files: list["File"]) -> bool:
        _show(chosen, files)
        if yes:
            return True
        if not sys.stdin.isatty():
            cure = "read them above and say --yes, or leave it"
            raise CatalogueError(f"the terms of {chosen.name} are not agreed to", cure=cure)
        return typer.confirm("Do you agree, and shall it be fetched?", err=True)

    print(datasets.fetch(name, to=out, agree=agreed))


def _show(chosen: "Dataset", files: list["File"]) -> None:
    told = {"title": chosen.title, "from": chosen.home, "licence": chosen.licence,
            "terms": chosen.terms, "cite": chosen.cite}  # fmt: skip
    for what, text in told.items():
        line(f"{what:8} {text}", to=aside)
    for file in files:
        size = f"{file.size / 1e6:,.1f} MB" if file.size is not None else "size not stated"
        known = file.sum or "no checksum stated: pinned on the first download"
        line(f"{'file':8} {file.name}, {size}, {known}", to=aside)
