"""What all commands share: options, the two streams, progress."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn

__all__ = ["AsJson", "Lang", "aside", "line", "parts", "progress", "screen", "waiting"]

screen = Console(width=None if sys.stdout.isatty() else 200)
aside = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Lang(StrEnum):
    """The languages that casekit speaks."""

    en = "en"
    de = "de"


def line(text: str, *, to: Console = screen, style: str | None = None) -> None:
    """Print one line as it is: nothing in it is markup, and it is not broken."""
    to.print(text, style=style, highlight=False, markup=False, soft_wrap=True)


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
