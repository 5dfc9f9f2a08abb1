"""Posts that bring posts: marked Hawkes processes fitted, simulated, checked and extended."""

from casekit.process.events import Events, stream
from casekit.process.fitting import Fit, fit
from casekit.process.laws import Law, Rhythm, Shock, branching_factor, rhythm
from casekit.process.simulating import simulate
from casekit.process.stages import TwoStage, two_stage

__all__ = [
    "Events",
    "Fit",
    "Law",
    "Rhythm",
    "Shock",
    "TwoStage",
    "branching_factor",
    "fit",
    "rhythm",
    "simulate",
    "stream",
    "two_stage",
]
