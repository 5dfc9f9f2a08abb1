"""Static pictures with matplotlib: each states its finding, its evidence and its sources."""

from casekit.draw.canvas import save

__all__ = ["save"]
