"""Interactive pictures with plotly: each is the twin of a static one, from the same layout."""

from casekit.interact.alarm import alarm
from casekit.interact.calibration import calibration
from casekit.interact.compare import compare
from casekit.interact.conflicts import conflicts
from casekit.interact.curve import curve
from casekit.interact.generations import generations
from casekit.interact.links import links
from casekit.interact.openings import openings
from casekit.interact.page import save
from casekit.interact.reach import reach
from casekit.interact.scale import scale
from casekit.interact.spread import spread
from casekit.interact.survival import survival
from casekit.interact.tempo import tempo
from casekit.interact.timeline import timeline
from casekit.interact.waits import waits
from casekit.interact.week import week
from casekit.interact.whatif import whatif

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
    "waits",
    "week",
    "whatif",
]
