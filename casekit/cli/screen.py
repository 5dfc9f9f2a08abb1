"""What all commands share: options, the two streams, progress, how messages are worded."""

import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn

from casekit.errors import parted

if TYPE_CHECKING:
    from casekit.archives import Report

__all__ = ["OPTIONS", "AsJson", "Lang", "aside", "in_options", "line", "mostly_read", "parts",
           "progress", "screen", "waiting"]  # fmt: skip

OPTIONS = ("by", "case", "columns", "format", "key", "keep", "lang", "sample", "text", "tz")
"""Options that are called as the parameter of the function behind them is."""
_KEYWORD = re.compile(rf"\b({'|'.join(OPTIONS)})=('[^']*'|\"[^\"]*\"|\.\.\.)")

screen = Console(width=None if sys.stdout.isatty() else 200, emoji=False)
aside = Console(stderr=True, emoji=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Lang(StrEnum):
    """The languages that casekit speaks."""

    en = "en"
    de = "de"


def line(text: str, *, to: Console = screen, style: str | None = None) -> None:
    """Print one line as it is: nothing in it is markup, and it is not broken."""
    to.print(text, style=style, highlight=False, markup=False, soft_wrap=True)


def in_options(message: str) -> str:
    """Say as options what a message says as parameters of a function, so that it can be typed.

    Examples
    --------
    >>> in_options("say which one it is, such as tz='Europe/London'")
    'say which one it is, such as --tz Europe/London'
    >>> in_options("columns='at=Date,order=day first'")
    "--columns 'at=Date,order=day first'"
    """
    return _KEYWORD.sub(lambda found: f"--{found[1]} {_typed(found[2])}", message)


def _typed(value: str) -> str:
    return value if value == "..." else shlex.quote(value[1:-1])


def mostly_read(report: "Report") -> None:
    """End with exit code 1, and say why, if most records of an archive could not be read."""
    if report.rejected <= report.accepted + report.duplicates:
        return
    what, cure = parted(str(report.problems[0].reason))
    remedy = f". Cure: {in_options(cure)}" if cure else ""
    line(f"casekit: most records could not be read, {report.rejected:,} of {report.records:,}: "
         f"{what}{remedy}", to=aside, style="red")  # fmt: skip
    raise typer.Exit(1)


@contextmanager
def progress() -> Iterator[Progress]:
    """Show a bar on a terminal, nothing when piped."""
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=aside,
                  transient=True, disable=not aside.is_terminal) as bar:  # fmt: skip
        yield bar


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show a spinner with the time spent, on a terminal only."""
    columns = (SpinnerColumn(), "{task.description}", TimeElapsedColumn())
    with Progress(*columns, console=aside, transient=True, disable=not aside.is_terminal) as bar:
        bar.add_task(what, total=None)
        yield


@contextmanager
def parts(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how many parts of a long work are done, and say if a run before had begun it.

    Gives what is to be told how many parts are there, and of how many.
    """
    with progress() as bar:
        task = bar.add_task(what, total=None)
        begun = False

        def tell(there: int, total: int) -> None:
            nonlocal begun
            if not begun and there:
                line(f"goes on where a run was broken off: {there:,} of {total:,} parts are there",
                     to=aside)  # fmt: skip
            begun = True
            bar.update(task, completed=there, total=total)

        yield tell
