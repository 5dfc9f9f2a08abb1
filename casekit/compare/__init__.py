"""Cases side by side: on one clock, in one table, on one scale.

They measure different things, so courses and waits are compared and sizes never are. Cascades of
archives are compared at equal size, which is what :func:`casekit.shape.matched` does.
"""

from casekit.compare.courses import clock, course, half, passed
from casekit.compare.moments import ZEROS, Zero, moment, name, own
from casekit.compare.severity import AXES, LEVELS, levels, scale
from casekit.compare.summary import MEASURES, table

__all__ = [
    "AXES", "LEVELS", "MEASURES", "ZEROS", "Zero", "clock", "course", "half", "levels", "moment",
    "name", "own", "passed", "scale", "table",
]  # fmt: skip
