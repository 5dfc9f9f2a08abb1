"""Static pictures with matplotlib: each states its finding, its evidence and its sources."""

from casekit.draw.alarm import alarm
from casekit.draw.calibration import calibration
from casekit.draw.compare import compare
from casekit.draw.conflicts import conflicts
from casekit.draw.curve import curve
from casekit.draw.generations import generations
from casekit.draw.links import links
from casekit.draw.openings import openings
from casekit.draw.reach import reach
from casekit.draw.saving import save
from casekit.draw.scale import scale
from casekit.draw.spread import spread
from casekit.draw.survival import survival
from casekit.draw.tempo import tempo
from casekit.draw.timeline import timeline
from casekit.draw.trials import trials
from casekit.draw.waits import waits
from casekit.draw.week import week
from casekit.draw.whatif import whatif

__all__ = [
    "alarm",
    "calibration",
    "compare",
    "conflicts",
    "curve",
    "generations",
    "links",
    "openings",
    "reach",
    "save",
    "scale",
    "spread",
    "survival",
    "tempo",
    "timeline",
    "trials",
    "waits",
    "week",
    "whatif",
]
