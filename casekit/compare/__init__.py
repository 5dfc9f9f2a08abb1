"""Cases side by side: on one clock, in one table, on one scale.

They measure different things, so courses and waits are compared and sizes never are. Cascades of
archives are compared at equal size: :func:`matched` is :func:`casekit.shape.matched`.
"""

from casekit.compare.courses import clock, course, half, passed
from casekit.compare.moments import ZEROS, Zero, moment, name, own
from casekit.compare.severity import AXES, LEVELS, levels, scale
from casekit.compare.summary import MEASURES, table
from casekit.shape import matched

__all__ = [
    "AXES", "LEVELS", "MEASURES", "ZEROS", "Zero", "clock", "course", "half", "levels", "matched",
    "moment", "name", "own", "passed", "scale", "table",
]  # fmt: skip
