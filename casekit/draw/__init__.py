"""Static pictures with matplotlib: each states its finding, its evidence and its sources."""

from casekit.draw.canvas import save
from casekit.draw.links import links
from casekit.draw.reach import reach
from casekit.draw.timeline import timeline

__all__ = ["links", "reach", "save", "timeline"]
