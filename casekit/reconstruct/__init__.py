"""Curves that could have been: draws of one count, held to the figures that are documented."""

from casekit.reconstruct.assumptions import assumptions
from casekit.reconstruct.crowd import crowd
from casekit.reconstruct.curves import curve, example
from casekit.reconstruct.documented import documented
from casekit.reconstruct.ensemble import Ensemble, band, met
from casekit.reconstruct.stands import crowd_assumptions
from casekit.reconstruct.trials import trials
from casekit.reconstruct.validation import validation
from casekit.reconstruct.withheld import withheld

__all__ = [
    "Ensemble",
    "assumptions",
    "band",
    "crowd",
    "crowd_assumptions",
    "curve",
    "documented",
    "example",
    "met",
    "trials",
    "validation",
    "withheld",
]
