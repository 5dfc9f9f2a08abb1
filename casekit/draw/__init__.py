"""Static pictures with matplotlib: each states its finding, its evidence and its sources."""

from casekit.draw.canvas import save
from casekit.draw.timeline import timeline

__all__ = ["save", "timeline"]
