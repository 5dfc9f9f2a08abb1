"""Curves that could have been: draws of one count, held to the figures that are documented."""

from casekit.reconstruct.curves import curve, example
from casekit.reconstruct.ensemble import Ensemble, band, met

__all__ = ["Ensemble", "band", "curve", "example", "met"]
