"""Read a file and check it: a ledger by all rules, a context by those that it can keep."""

from pathlib import Path

from casekit.cases import models
from casekit.cases.problems import Place, Problem
from casekit.cases.reading import read
from casekit.cases.rehearsal import workshop_can_be_played
from casekit.cases.rules import CONTEXT_RULES, RULES, Told
from casekit.cases.series import series_are_described
from casekit.cases.validation import validate
from casekit.errors import LedgerError

__all__ = ["CONTEXT", "examine", "sound"]

CONTEXT = "context.yaml"
"""A file of this name is a context, every other one a ledger."""


def examine(path: Path) -> tuple[models.Ledger | None, list[Problem]]:
    """Read and check a file; None where something of it cannot be loaded."""
    document, problems = read(path)
    if document is None:
        return None, _sorted(problems)
    place = Place(str(path), document.lines)
    is_context = path.name == CONTEXT
    found, problems = validate(document, place, models.Context if is_context else models.Ledger)
    told = Told(found, place, path.resolve().parent.name)
    rules = CONTEXT_RULES if is_context else (*RULES, series_are_described, workshop_can_be_played)
    problems += [problem for rule in rules for problem in rule(told)]
    return found.ledger if found.whole else None, _sorted(problems)


def sound(path: Path) -> models.Ledger:
    """Read a file that has no error.

    Raises
    ------
    LedgerError
        It breaks its rules; the message lists every error with its line.
    """
    ledger, problems = examine(path)
    errors = [problem for problem in problems if problem.level == "error"]
    if ledger is None or errors:
        count = f"{len(errors)} problem{'s' if len(errors) != 1 else ''}"
        listed = "\n".join(f"  {problem}" for problem in errors)
        name = "context" if path.name == CONTEXT else "ledger"
        raise LedgerError(f"the {name} has {count}:\n{listed}", where=str(path))
    return ledger


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.line, problem.level, problem.what))
