"""The commands. Each says what it did, keeps quiet when piped, and never shows a traceback."""

import os
import sys

import typer

from casekit.cli import (
    archives,
    datasets,
    extraction,
    ledgers,
    pages,
    privacy,
    reconstruction,
    validation,
    workshop,
)
from casekit.cli.screen import aside, in_options, line
from casekit.errors import CasekitError

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Archived cascades of past social-media crises, rebuilt, measured and drawn.",
)
app.command("cases")(ledgers.list_cases)
for command in (
    ledgers.check,
    ledgers.new,
    archives.inspect,
    pages.study,
    archives.measure,
    archives.responses,
    archives.convert,
    extraction.extract,
    privacy.pseudonymise,
    privacy.erase,
    datasets.fetch,
    reconstruction.reconstruct,
    validation.validate,
    workshop.workshop,
    pages.lab,
):
    app.command()(command)


def main() -> None:
    """Run a command; errors that the user can cure are said in one line, exit code 1."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # on small matrices they but wait
    try:
        app()
    except CasekitError as error:
        line(f"casekit: {in_options(str(error))}", to=aside, style="red")
        raise SystemExit(1) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
