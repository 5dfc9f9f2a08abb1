"""How far down and how wide a cascade went, and when: the measures of its shape."""

from casekit.shape.cascades import depth, describe, roots, structural_virality, subtrees
from casekit.shape.faults import faults
from casekit.shape.growth import generations, growth, time_to
from casekit.shape.matching import matched
from casekit.shape.reasons import STAR
from casekit.shape.stored import stored

__all__ = [
    "STAR",
    "depth",
    "describe",
    "faults",
    "generations",
    "growth",
    "matched",
    "roots",
    "stored",
    "structural_virality",
    "subtrees",
    "time_to",
]
