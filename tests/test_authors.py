"""Whose posts these are, however the account is written."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from casekit import schema

NAMES = st.one_of(
    st.sampled_from(["Straße", "STRASSE", "firm", "FIRM", "ſirm", "İx", "i̇x", "K", "\u212a"]),
    st.text(max_size=4),
)


@given(
    st.lists(st.tuples(st.none() | NAMES, st.none() | NAMES), max_size=12),
    st.lists(NAMES, min_size=1, max_size=3),
)
def test_accounts_are_told_as_casefold_tells_them(
    rows: list[tuple[str | None, str | None]], by: list[str]
) -> None:
    posts = pd.DataFrame(rows, columns=["account", "name"]).astype("str")
    wanted = schema.handles(by)
    slow = [any(x is not None and x.casefold() in wanted for x in row) for row in rows]
    assert schema.authored(posts, by).tolist() == slow


def test_one_name_is_one_account_and_no_list_of_letters() -> None:
    posts = pd.DataFrame({"account": ["a", "abc"], "name": [None, None]}, dtype="str")
    assert schema.authored(posts, "abc").tolist() == [False, True]
