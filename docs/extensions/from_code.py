"""Pages that are written from the code: frames, grades, formats, commands, the reference.

Such a page begins with the line `% from code` and is a Jinja template over what stands below.
"""

import inspect
from importlib import import_module

import typer.main
from jinja2 import Environment, StrictUndefined
from sphinx.application import Sphinx
from typer.testing import CliRunner

import casekit as ck
from casekit.cli import app as commands

__all__ = ["setup"]

MARK = "% from code\n"


def _helps() -> dict[str, str]:
    """Give what each command says of itself, as a terminal of 88 columns shows it."""
    group = typer.main.get_command(commands)
    run = CliRunner(env={"COLUMNS": "88", "TERMINAL_WIDTH": "88"})
    asked = {name: run.invoke(commands, [name, "--help"]) for name in group.commands}  # type: ignore[attr-defined]
    return {name: said.output.replace("Usage: root", "Usage: casekit").strip()
            for name, said in asked.items()}  # fmt: skip


def _module(name: str) -> str:
    """Give the reference of a module: a table of what can be called, then each in full."""
    module = import_module(f"casekit.{name}")
    named = {each: getattr(module, each) for each in module.__all__}
    kinds = {each: "autoclass" if inspect.isclass(value) else "autofunction"
             for each, value in named.items() if _callable(value)}  # fmt: skip
    rows = [f"   {each}" for each in kinds]
    full = [f".. {kind}:: {each}\n" for each, kind in kinds.items()]
    lines = [f".. automodule:: casekit.{name}\n   :no-members:\n",
             f".. currentmodule:: casekit.{name}\n",
             ".. autosummary::\n   :nosignatures:\n", *rows, "", *full]  # fmt: skip
    return "\n".join([f"## `ck.{name}`\n", "```{eval-rst}", *lines, "```", ""])


def _callable(value: object) -> bool:
    cached = hasattr(value, "__wrapped__")
    return inspect.isclass(value) or inspect.isroutine(value) or cached


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")


def _fill(_app: Sphinx, _page: str, source: list[str]) -> None:
    if not source[0].startswith(MARK):
        return
    pages = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    pages.filters["cell"] = _escaped
    source[0] = pages.from_string(source[0].removeprefix(MARK)).render(
        frames=ck.schema.FRAMES, words=ck.schema, formats=ck.archives.formats, helps=_helps,
        module=_module,
    )  # fmt: skip


def setup(app: Sphinx) -> dict[str, bool]:
    """Fill the pages as they are read."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
