"""Commands about documented cases: cases, check, new."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.screen import AsJson, Lang, line, screen

__all__ = ["check", "list_cases", "new"]


def list_cases(*, as_json: AsJson = False, lang: Annotated[Lang, typer.Option()] = Lang.en) -> None:
    """List the documented cases."""
    from rich.table import Table

    from casekit import cases, language

    table, speak = cases.catalogue(lang=lang.value), language.of(lang.value)
    if as_json:
        print(json.dumps(table.reset_index().to_dict("records"), ensure_ascii=False, default=str))
        return
    show = Table(box=None)
    for name in ("case", "title", "from", "to", "events", "figures", "links", "sources"):
        show.add_column(speak(name), no_wrap=name != "title")
    for slug, row in table.iterrows():
        counts = (str(row[name]) for name in ("events", "figures", "links", "sources"))
        days = (str(row[name]) for name in ("first_day", "last_day"))
        show.add_row(str(slug), str(row["title"]), *days, *counts)
    screen.print(show)


def check(
    targets: Annotated[
        list[str] | None,
        typer.Argument(help="Cases or paths of ledgers; none: all that comes along."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List everything that is wrong with ledgers, by line; exit code 1 if there is an error."""
    from casekit import cases

    names = list(targets or map(str, cases.bundled()))
    problems = [problem for name in names for problem in cases.check(name)]
    errors = sum(problem.level == "error" for problem in problems)
    if as_json:
        print(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False))
    else:
        for problem in problems:
            line(str(problem))
        counted = [
            _count(len(names), "file"),
            _count(errors, "error"),
            _count(len(problems) - errors, "warning"),
        ]
        line(", ".join(counted))
    if errors:
        raise SystemExit(1)


def new(
    slug: Annotated[str, typer.Argument(help="Organisation and year: acme-air-2019.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder to write into.")] = Path(),
) -> None:
    """Write the ledger and the notebook of a new case, for you to fill."""
    from casekit import cases

    ledger, notebook = cases.new(slug, out)
    empty = _count(len(cases.check(ledger)), "place")
    line(f"{ledger}  the ledger: {empty} still empty, `casekit check {ledger.parent}` lists them")
    line(f"{notebook}  the notebook; `casekit study {ledger.parent}` makes its page")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
