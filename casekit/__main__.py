"""``python -m casekit`` is the same as ``casekit``."""

from casekit.cli import main

main()
