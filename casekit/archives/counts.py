"""What the records of an archive count, as every report of it says."""

from dataclasses import dataclass

import pandas as pd

from casekit.archives.rows import NAMED, NODE, RECORD

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
    alone: bool
    """All of them are known to be by one account: what others answered cannot be among them."""
    answers: int
    """Posts that answer a post of the archive by somebody else; where there is none, it does not
    say what answers what, and nobody can be said to have had no answer."""
    missing: int
    """Posts that others answer or pass on, and of which the archive holds nothing but the id."""
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
    at, accounts = own["at"].dropna(), int(own["account"].nunique())
    parents = posts["parent"].dropna()
    absent = parents[~parents.isin(posts.index)].nunique() + posts["origin"].eq(NAMED).sum()
    return Census(
        posts=len(own),
        kinds={str(kind): int(count) for kind, count in kinds.items()},
        accounts=accounts,
        alone=accounts == 1 and bool(own["account"].notna().all()),
        answers=_answers(posts),
        missing=int(absent),
        first=at.min() if len(at) else None,
        last=at.max() if len(at) else None,
    )


def _answers(posts: pd.DataFrame) -> int:
    """Count posts, reposts apart, whose parent is held as more than a name, by another account."""
    held = posts["account"].astype("object")[posts["origin"].ne(NAMED).fillna(True)]
    above = held.index.get_indexer(pd.Index(posts["parent"]))
    said = (above >= 0) & posts["kind"].ne("repost").fillna(True).to_numpy(dtype=bool)
    asked = held.to_numpy()[above[said]]
    by = posts["account"].astype("object").to_numpy()[said]
    return int((pd.isna(asked) | pd.isna(by) | (asked != by)).sum())
