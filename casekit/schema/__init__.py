"""The dictionary of the house: each frame as data, one word per thing.

Every frame that casekit hands out is described here: column by column its name, kind of value,
unit and meaning. :func:`conform` gives a frame these columns and dtypes, :func:`check` reports
everything that is wrong with one, and :func:`worst` combines grades of evidence.
"""

from casekit.schema.authors import authored, handles
from casekit.schema.checks import (
    arrow,
    check,
    conform,
    empty,
    worst,
)
from casekit.schema.columns import (
    Column,
    Frame,
)
from casekit.schema.frames import (
    ACCOUNTS,
    CONFLICTS,
    EDGES,
    EVENTS,
    FIGURES,
    FRAMES,
    LESSONS,
    LEVELS,
    LINKS,
    POSTS,
    SERIES,
    SOURCES,
    WAITS,
)
from casekit.schema.words import (
    EVIDENCE,
    KINDS,
    LINK_KINDS,
    ORIGINS,
    PARENTS,
    PHASES,
    PRECISIONS,
    QUALIFIERS,
    ROLES,
    SOURCE_KINDS,
)

__all__ = [
    "ACCOUNTS",
    "CONFLICTS",
    "EDGES",
    "EVENTS",
    "EVIDENCE",
    "FIGURES",
    "FRAMES",
    "KINDS",
    "LESSONS",
    "LEVELS",
    "LINKS",
    "LINK_KINDS",
    "ORIGINS",
    "PARENTS",
    "PHASES",
    "POSTS",
    "PRECISIONS",
    "QUALIFIERS",
    "ROLES",
    "SERIES",
    "SOURCES",
    "SOURCE_KINDS",
    "WAITS",
    "Column",
    "Frame",
    "arrow",
    "authored",
    "check",
    "conform",
    "empty",
    "handles",
    "worst",
]
