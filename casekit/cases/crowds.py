"""Posts that stand for the acts of a crowd: how they read, and the ones that come with a case."""

from pathlib import Path

import numpy as np
import pandas as pd

from casekit import language, schema
from casekit.cases.case import Case
from casekit.errors import CatalogueError, ReadError

__all__ = ["COLUMNS", "FILE", "FOLDER", "posts", "series", "worded"]

FOLDER, FILE = "reconstruction", "crowd.csv"
COLUMNS = ("at", "kind", "parent", "root", "followers", "stands_for", "brings")
"""What the file holds of each post; all else follows from the ledger."""


def series(case: Case) -> str:
    """Give the series that the bundled crowd of a case is drawn from: the first that may be.

    Raises
    ------
    CatalogueError
        The ledger lets no crowd be drawn.

    Examples
    --------
    >>> import casekit as ck
    >>> series(ck.load.case("british-airways-2013"))
    'mashable-story'
    """
    able = case.series.index[case.series["crowd"].notna()]
    if len(able):
        return str(able[0])
    raise CatalogueError(
        f"no crowd may be drawn of {case.slug}",
        cure="say in its ledger, under 'series', what one post of it would stand for",
    )


def posts(case: Case) -> pd.DataFrame:
    """Read the crowd that comes with a case: one of those that could have been.

    Raises
    ------
    CatalogueError
        The case comes with none.
    ReadError
        The file is damaged, or does not belong to the ledger.
    """
    path = Path(case.path).parent / FOLDER / FILE
    if not path.exists():
        raise CatalogueError(
            f"no crowd comes with {case.slug}",
            cure=f"draw one: `casekit reconstruct {case.slug} --out {path.parent}`",
        )
    cure = f"write it anew: `casekit reconstruct {case.slug} --out {path.parent}`"
    try:
        table = pd.read_csv(path, dtype={"post": "str", "parent": "str", "root": "str"})
        table["at"] = pd.to_datetime(table["at"], utc=True).dt.as_unit("us")
        table = table.set_index("post")[list(COLUMNS)]
    except (KeyError, ValueError, OSError) as error:
        raise ReadError(f"no crowd can be read ({error})", where=str(path), cure=cure) from error
    strange = sorted(set(table["root"]) - set(case.events.index) - {series(case)})
    if strange:
        raise ReadError(f"root {strange[0]!r} is no event", where=str(path), cure=cure)
    for name in ("followers", "stands_for", "brings"):
        table[name] = table[name].astype("Int64")
    return worded(table, case, series(case), evidence="reconstructed")


def worded(
    table: pd.DataFrame, case: Case | None, name: str | None, *, evidence: str
) -> pd.DataFrame:
    """Make a frame of posts of drawn ones: accounts and texts are placeholders in its language.

    Parameters
    ----------
    table
        Index `post`, columns :data:`COLUMNS`; a post that is its own root is a documented event
        if the case has one of that id.
    case, name
        The case and its series; None: plain English and no events.
    evidence
        Grade of each row.

    Returns
    -------
    DataFrame
        Frame of :data:`casekit.schema.POSTS`, `stands_for` (acts or posts that a post stands for)
        and `brings` (what it adds to the count of the series).
    """
    speak = language.of(case.lang if case else "en")
    what = case.series.loc[name, "crowd"] if case and name else None
    what = str(what) if isinstance(what, str) else speak("acts")
    events = case.events if case else schema.empty(schema.EVENTS)
    rooted = (table["root"] == table.index).to_numpy()
    known = events.reindex(table.index)
    labels = known["label"].fillna(speak("the beginning"))
    rows = list(zip(rooted, np.cumsum(~rooted), labels, table["stands_for"], strict=True))
    out = table.assign(
        account=[table.index[i] if top else f"account-{n}" for i, (top, n, *_) in enumerate(rows)],
        name=pd.array([None if top else speak("account {n}", n=n) for top, n, *_ in rows], "str"),
        text=[
            speak("Placeholder: {label}", label=label)
            if top
            else speak("Placeholder ({what}: {n})", what=what, n=count)
            for top, _, label, count in rows
        ],
        lang=speak.code,
        platform=known["platform"],
        role=known["actor"].astype("object").where(rooted, "public"),
        sources=known["sources"],
        parent_evidence=table["parent"].notna().map({True: evidence, False: None}),
        evidence=evidence,
    )
    return schema.conform(out, schema.POSTS)
