"""Who asks and who answers: each post's part in the exchange with an organisation."""

import re
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.errors import SchemaError
from casekit.schema import authored, handles

__all__ = ["Automatic", "By", "busiest", "example", "mentions", "ours", "spoken",
           "written_by_machine"]  # fmt: skip

Flags = NDArray[np.bool_]
By = str | Iterable[str] | None
"""Accounts of the organisation; None: no organisation, anybody's answer counts."""
Automatic = Callable[[pd.DataFrame], pd.Series] | str | Iterable[str] | None
"""What tells an automatic reply: a predicate over posts, or ids of posts or accounts."""

_LETTER = r"\p{L}\p{N}_"


def spoken(posts: pd.DataFrame) -> Flags:
    """Mark what is said by the account itself: a repost neither asks nor answers."""
    return posts["kind"].ne("repost").fillna(True).to_numpy(dtype=bool)


def ours(posts: pd.DataFrame, by: str | Iterable[str]) -> tuple[Flags, Flags]:
    """Mark the organisation's posts, and the posts of others that mention it.

    Raises
    ------
    SchemaError
        None of the accounts posts or is mentioned in the archive.
    """
    own = authored(posts, by)
    named = mentions(posts, by) & ~own
    if not own.any() and not named.any():
        listed = ", ".join(sorted(handles(by)))
        raise SchemaError(
            f"nobody called {listed} posts or is mentioned in the archive",
            cure="give an account of the organisation, or by=None if there is none; most answers "
            f"are by {busiest(posts)}",
        )
    return own, named


def mentions(posts: pd.DataFrame, by: str | Iterable[str]) -> Flags:
    """Mark the posts whose text has @name as a word of its own, in any case."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = "|".join(re.escape(name) for name in sorted(handles(by)))
    if not names:
        return np.zeros(len(posts), dtype=bool)
    pattern = rf"(?:\A|[^{_LETTER}@])@(?:{names})(?:\z|[^{_LETTER}])"
    texts = pa.array(posts["text"].astype("str").array, pa.large_string(), from_pandas=True)
    hit = pc.match_substring_regex(texts, pattern, ignore_case=True)
    return np.asarray(hit.fill_null(False))


def written_by_machine(posts: pd.DataFrame, automatic: Automatic) -> Flags:
    """Mark the posts that `automatic` tells; see :func:`casekit.response.times`.

    Raises
    ------
    SchemaError
        The predicate gives no truth value a post, or a name is neither post nor account.
    """
    if automatic is None:
        return np.zeros(len(posts), dtype=bool)
    if callable(automatic):
        told = automatic(posts)
        if not isinstance(told, pd.Series) or not told.index.equals(posts.index):
            raise SchemaError(
                "automatic= gives no truth value for each post",
                cure="return a Series of True and False on the posts' index",
            )
        marks = told.astype("boolean").fillna(False)
        return marks.to_numpy(dtype=bool)
    listed = [automatic] if isinstance(automatic, str) else list(automatic)
    marked = posts.index.isin(listed)
    for name in set(listed) - set(posts.index[marked]):
        posted = authored(posts, name)
        if not posted.any():
            raise SchemaError(
                f"automatic= names {name!r}, which is neither a post nor an account",
                cure="give ids of posts, or accounts that post in the archive",
            )
        marked |= posted
    return np.asarray(marked, dtype=bool)


def busiest(posts: pd.DataFrame) -> str:
    """Name the accounts that answer most, with how often.

    Examples
    --------
    >>> busiest(example())
    'airline (1)'
    """
    answered = posts.loc[posts["kind"].isin(["reply", "comment"])]
    names = answered["name"].fillna(answered["account"]).value_counts().head(5)
    found = [f"{name} ({count:,})" for name, count in names.items()]
    return ", ".join(found) or "none: nobody answers anybody in it"


def example() -> pd.DataFrame:
    """Two complaints at one airline, the second never answered; for the examples of others."""
    from casekit import schema

    day = "2013-09-03 "
    return schema.conform(
        pd.DataFrame(
            {
                "post": ["a", "b", "c"],
                "account": ["x", "airline", "y"],
                "at": pd.to_datetime([day + "01:00Z", day + "10:00Z", day + "07:00Z"]),
                "kind": ["post", "reply", "post"],
                "parent": [None, "a", None],
                "text": ["@airline where is it", "@x sorry", "@Airline hello?"],
                "evidence": "archived",
            }
        ),
        schema.POSTS,
    )
