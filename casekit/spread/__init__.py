"""Who passed it to whom: rules that name parents, the forest they make, and its graph."""

from casekit.spread.assumptions import assumptions
from casekit.spread.bridges import accounts, igraph, matrix
from casekit.spread.communities import brokers
from casekit.spread.coverage import coverage
from casekit.spread.draws import sample
from casekit.spread.files import read, write
from casekit.spread.forest import Forest, forest
from casekit.spread.graph import frames, graph
from casekit.spread.held import held
from casekit.spread.influence import influence, stability
from casekit.spread.parameters import RULES
from casekit.spread.recovery import recovery
from casekit.spread.rules import edges
from casekit.spread.sensitivity import sensitivity

__all__ = [
    "RULES",
    "Forest",
    "accounts",
    "assumptions",
    "brokers",
    "coverage",
    "edges",
    "forest",
    "frames",
    "graph",
    "held",
    "igraph",
    "influence",
    "matrix",
    "read",
    "recovery",
    "sample",
    "sensitivity",
    "stability",
    "write",
]
