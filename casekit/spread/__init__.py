"""Who passed it to whom: rules that name parents, the forest they make, and its graph."""

from casekit.spread.draws import sample
from casekit.spread.forest import Forest, forest
from casekit.spread.graph import frames, graph, write
from casekit.spread.parameters import RULES
from casekit.spread.rules import edges

__all__ = ["RULES", "Forest", "edges", "forest", "frames", "graph", "sample", "write"]
