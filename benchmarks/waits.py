"""Waits of a million complaints and answers, against pandas written the obvious way."""

import sys

import numpy as np
import pandas as pd
from contest import contest

from casekit import response, schema


def posts(size: int = 1_000_000, seed: int = 0) -> pd.DataFrame:
    """Invent complaints, two of three, and answers to half of them, as an archive gives them."""
    draw = np.random.default_rng(seed)
    asked = size * 2 // 3
    start = pd.Timestamp("2017-10-01T00:00Z")
    at = np.sort(draw.uniform(0, 30 * 86_400, asked))
    heard = draw.permutation(asked)[: size - asked]
    delay = draw.exponential(3600, len(heard))
    seconds = np.concatenate([at, at[heard] + delay]).round()
    ids = np.arange(10**9, 10**9 + size).astype(str)
    account = np.concatenate(
        [draw.integers(0, 400_000, asked).astype(str), np.full(len(heard), "acme_air")]
    )
    said = np.array(
        [f"@Acme_Air where is my bag from flight {n}? Nothing yet." for n in range(999)]
    )
    text = np.concatenate(
        [said[draw.integers(0, 999, asked)], np.full(len(heard), "We are sorry. Please write us.")]
    )
    table = pd.DataFrame(
        {
            "post": ids,
            "account": account,
            "name": account,
            "at": start + pd.to_timedelta(seconds, unit="s"),
            "kind": ["post"] * asked + ["reply"] * len(heard),
            "parent": pd.Series([None] * asked + ids[heard].tolist(), dtype="str"),
            "text": text,
            "evidence": "archived",
        }
    )
    return schema.conform(table, schema.POSTS).sort_values("at", kind="stable")


def merge_and_loop(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """Join each complaint with its answers, then walk over the complaints."""
    own = table["account"].str.lower() == by
    asked = table[~own & table["text"].str.lower().str.contains(f"@{by}", regex=False)]
    answers = table[own & table["parent"].notna()]
    both = asked.reset_index().merge(
        answers[["parent", "at"]], left_on="post", right_on="parent", how="left",
        suffixes=("", "_answer"),
    )  # fmt: skip
    end = table["at"].max()
    rows = []
    for post, group in both.groupby("post", sort=False):
        known = group["at_answer"].dropna()
        answer = known.min() if len(known) else pd.NaT
        heard = end if answer is pd.NaT else answer
        rows.append((post, group["at"].iloc[0], answer, heard - group["at"].iloc[0], len(known)))
    return pd.DataFrame(rows, columns=["complaint", "asked", "answered_at", "wait", "replies"])


def main(size: int = 1_000_000) -> None:
    """Time both, the loop over a fiftieth of the posts, for it is that slow."""
    fresh = [posts(size) for _ in range(6)]  # an index remembers its hash: each run gets its own
    contest(
        f"response.times over {size:,} complaints and answers",
        {"casekit": lambda: response.times(fresh.pop(), by="acme_air")},
    )
    part = posts(size // 50)
    ours = response.times(part, by="acme_air")
    theirs = merge_and_loop(part, "acme_air").set_index("complaint").loc[ours.index]
    assert (theirs["wait"].to_numpy() == ours["wait"].to_numpy()).all()
    contest(
        f"the same of {size // 50:,}",
        {
            "casekit": lambda: response.times(part, by="acme_air"),
            "pandas, merge and loop": lambda: merge_and_loop(part, "acme_air"),
        },
        repeats=3,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
