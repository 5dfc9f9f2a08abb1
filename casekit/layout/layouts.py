"""The layouts of a spread beside the time tree, by name."""

from typing import Literal, get_args

from casekit.errors import SchemaError
from casekit.layout.scene import Composer

__all__ = ["Layout", "composer"]

Layout = Literal["time", "radial", "map", "strands"]


def composer(name: str) -> Composer:
    """Give what composes the scene of a layout.

    Raises
    ------
    SchemaError
        There is no such layout.

    Examples
    --------
    >>> composer("spring")
    Traceback (most recent call last):
    ...
    casekit.errors.SchemaError: no layout 'spring'. Cure: use time, radial, map, strands
    """
    from casekit.layout import accountmap, radial, strands

    known = {"radial": radial.compose, "map": accountmap.compose, "strands": strands.compose}
    if name not in known:
        raise SchemaError(f"no layout {name!r}", cure=f"use {', '.join(get_args(Layout))}")
    return known[name]
