"""The parts of a table of cascades."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.spread import Forest

if TYPE_CHECKING:
    from casekit.spread.kernels import Measures

__all__ = ["MEASURES", "grades", "measures", "spans", "table"]

MEASURES = ("depth", "max_breadth", "structural_virality", "branching")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def measures(found: "Measures") -> dict[str, Floats]:
    """Give the measures of each cascade by name, NA where the numbers of posts make them so."""
    pairs = found.size * (found.size - 1.0)
    tree = (found.tops == 1) & (found.size > 1)
    nothing = np.full(len(found.size), np.nan)
    links = found.size - found.tops
    return {
        "depth": found.depth.astype(np.float64),
        "max_breadth": found.breadth.astype(np.float64),
        "structural_virality": np.divide(2 * found.wiener, pairs, out=nothing.copy(), where=tree),
        "branching": np.divide(links, found.parents, out=nothing, where=found.parents > 0),
    }


def table(
    trees: Forest, size: Ints, columns: dict[str, Any], span: Any, grade: Any, why: Any
) -> pd.DataFrame:
    """Put the table of :func:`describe` together, the largest cascade first."""
    largest = np.argsort(-size, kind="stable")
    whole = {
        "size": pd.array(size, dtype="Int64"),
        **columns,
        "duration": span,
        "evidence": grade,
        "reason": pd.array(why, dtype=schema.POSTS["text"].dtype),
    }
    return pd.DataFrame({name: values[largest] for name, values in whole.items()}).set_index(
        trees.roots[largest]
    )


def spans(posts: pd.DataFrame, trees: Forest) -> NDArray[np.timedelta64]:
    """Give the time from the first to the last post of each cascade, NaT if it has no times."""
    known = posts["at"].notna().to_numpy()[trees.rows]
    at = posts["at"].astype("int64").to_numpy()[trees.rows][known]
    cascade = trees.cascade[known]
    begin = np.full(len(trees.roots), np.iinfo(np.int64).max)
    end = np.full(len(trees.roots), np.iinfo(np.int64).min)
    np.minimum.at(begin, cascade, at)
    np.maximum.at(end, cascade, at)
    span = np.where(begin <= end, end - begin, np.iinfo(np.int64).min)  # the least one is NaT
    return span.view("timedelta64[us]")


def grades(posts: pd.DataFrame, edges: pd.DataFrame | None, trees: Forest) -> pd.Categorical:
    """Give each cascade the worst grade among its posts and links: derived at best."""
    codes = posts["evidence"].cat.codes.to_numpy().copy()
    if edges is None:
        named = posts["parent"].notna().to_numpy()
        link = posts["parent_evidence"].cat.codes.to_numpy()
        codes[named] = np.maximum(codes, link)[named]
    else:
        from casekit.schema.ids import known

        child = known(posts.index).rows(edges["child"])
        link = edges["evidence"].cat.codes.to_numpy()
        np.maximum.at(codes, child[child >= 0], link[child >= 0])
    worst = np.full(len(trees.roots), schema.EVIDENCE.index("derived"), dtype=np.int8)
    np.maximum.at(worst, trees.cascade, codes[trees.rows])
    return pd.Categorical.from_codes(worst, dtype=schema.POSTS["evidence"].dtype)
