"""casekit: archived cascades of past social-media crises, rebuilt, measured and drawn.

>>> import casekit as ck
>>> ck.load.case("british-airways-2013").organisation.name
'British Airways'

Importing casekit imports nothing else; each module below is imported when it is first named.
"""

from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

__all__ = [
    "alarm",
    "archives",
    "cases",
    "clock",
    "compare",
    "datasets",
    "draw",
    "errors",
    "interact",
    "language",
    "layout",
    "load",
    "privacy",
    "process",
    "reach",
    "reconstruct",
    "response",
    "schema",
    "shape",
    "spread",
    "study",
    "tell",
    "tempo",
    "theme",
    "whatif",
    "workshop",
]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module 'casekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
