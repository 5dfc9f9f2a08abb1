"""Interactive pictures with plotly: each is the twin of a static one, from the same layout."""

from casekit.interact.frame import save
from casekit.interact.links import links
from casekit.interact.reach import reach
from casekit.interact.timeline import timeline

__all__ = ["links", "reach", "save", "timeline"]
