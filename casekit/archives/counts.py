"""What the records of an archive count, as every report of it says."""

from dataclasses import dataclass

import pandas as pd

from casekit.archives.rows import NODE, RECORD

__all__ = ["Census", "census"]


@dataclass(frozen=True)
class Census:
    """Counts and time span of the archive's own records.

    Posts that stand inside others, such as the original of a repost, and posts that are only
    named are not among them: they can be years older than the archive.
    """

    posts: int
    kinds: dict[str, int]
    """Posts by kind, ``unknown`` for those whose kind is not."""
    accounts: int
    first: pd.Timestamp | None
    """Time of the earliest; None if no record has a time."""
    last: pd.Timestamp | None


def census(posts: pd.DataFrame) -> Census:
    """Count the archive's own records among its posts.

    Examples
    --------
    >>> import casekit as ck
    >>> found = census(ck.load.posts(ck.load.sample("customer-care.csv")))
    >>> found.posts == sum(found.kinds.values())
    True
    """
    own = posts[posts["origin"].isin([RECORD, NODE])]
    kinds = own["kind"].astype("object").fillna("unknown").value_counts()
    at = own["at"].dropna()
    return Census(
        posts=len(own),
        kinds={str(kind): int(count) for kind, count in kinds.items()},
        accounts=int(own["account"].nunique()),
        first=at.min() if len(at) else None,
        last=at.max() if len(at) else None,
    )
