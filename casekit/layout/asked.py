"""What every picture asks of whoever calls it, before it draws."""

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from casekit import given
from casekit.errors import SchemaError

__all__ = ["picture"]

P = ParamSpec("P")
R = TypeVar("R")


def picture(make: Callable[P, R]) -> Callable[P, R]:
    """Refuse to draw where nothing was given: what has no default must not be None.

    Examples
    --------
    >>> from casekit import draw
    >>> try:
    ...     draw.waits(None)
    ... except SchemaError as error:
    ...     print(error)
    draw.waits: steps is None, so there is nothing to draw. Cure: see help(casekit.draw.waits)
    """
    asked, called = inspect.signature(make), f"{make.__module__.split('.')[1]}.{make.__name__}"
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    needed = [p.name for p in asked.parameters.values() if p.default is p.empty and p.kind in named]

    @functools.wraps(make)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            handed = asked.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise SchemaError(str(error), where=called,
                              cure=f"see help(casekit.{called})") from None  # fmt: skip
        for name in needed:
            if handed.get(name) is None:
                raise SchemaError(f"{name} is None, so there is nothing to draw", where=called,
                                  cure=f"see help(casekit.{called})")  # fmt: skip
        if isinstance(one := handed.get("case"), list | tuple):
            given.cases(one)
        elif one is not None:
            given.case("case", one)
        if "cases" in handed:
            given.cases(handed["cases"])
        return make(*args, **kwargs)

    return drawn
