"""Posts that bring posts: marked Hawkes processes fitted, simulated, checked and extended."""

from casekit.process.checking import Residuals, residuals
from casekit.process.ending import final_size
from casekit.process.events import stream
from casekit.process.fitting import Fit, fit, profile
from casekit.process.laws import Law, Rhythm, Shock, branching_factor, rhythm
from casekit.process.seismic import reaction_left, seismic
from casekit.process.simulating import simulate
from casekit.process.stages import TwoStage, two_stage

__all__ = [
    "Fit",
    "Law",
    "Residuals",
    "Rhythm",
    "Shock",
    "TwoStage",
    "branching_factor",
    "final_size",
    "fit",
    "profile",
    "reaction_left",
    "residuals",
    "rhythm",
    "seismic",
    "simulate",
    "stream",
    "two_stage",
]
