"""Whose posts these are: an account is named by its id or its handle, however it is written."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["authored", "handles"]


def handles(by: str | Iterable[str]) -> set[str]:
    """Give names of accounts as they are compared: without @ and in lower case.

    Examples
    --------
    >>> sorted(handles(["@British_Airways", "british_airways", "BA"]))
    ['ba', 'british_airways']
    """
    named = [by] if isinstance(by, str) else by
    return {name.strip().removeprefix("@").casefold() for name in named} - {""}


def authored(posts: pd.DataFrame, by: str | Iterable[str]) -> NDArray[np.bool_]:
    """Mark the posts of some accounts, named by id or handle, with or without @, in any case.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`, or any frame with `account` and `name`.
    by
        The accounts; one name or several.

    Examples
    --------
    >>> posts = pd.DataFrame({"account": ["7", "8"], "name": ["Airline", None]}, dtype="str")
    >>> authored(posts, "@AIRLINE").tolist(), authored(posts, ["8"]).tolist()
    ([True, False], [False, True])
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = pa.array(sorted(handles(by)), pa.large_string())
    ours = np.zeros(len(posts), dtype=bool)
    for column in ("account", "name"):
        names = pa.array(posts[column].astype("str").array, pa.large_string(), from_pandas=True)
        low = pc.utf8_lower(names)
        ours |= np.asarray(pc.is_in(low, value_set=wanted).fill_null(False))
        strange = pc.invert(pc.string_is_ascii(names)).fill_null(False)
        if pc.any(strange).as_py():  # a lower letter is not all that casefold makes equal
            rows = np.flatnonzero(np.asarray(strange))
            ours[rows] |= posts[column].iloc[rows].str.casefold().isin(handles(by)).to_numpy()
    return ours
