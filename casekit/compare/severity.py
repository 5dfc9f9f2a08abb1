"""How strong it blew: cases on the scale of Graf and Schwede, which is practitioners', no science.

Daniel Graf and Barbara Schwede presented their "weather report" in Zurich in 2012. It borrows from
the Beaufort scale, has one column for social media and one for the media, and rests on experience,
as they say themselves. The words of the levels here are ours.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from casekit import given, language
from casekit.compare.moments import cited, name
from casekit.errors import CatalogueError

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["AXES", "LEVELS", "levels", "scale"]

AXES = {"social": "social media", "media": "media"}
LEVELS = (
    ("calm", "Nobody criticises.", "Nothing."),
    ("light air", "Single people criticise; nobody takes it up.", "Nothing."),
    ("light breeze", "Single people criticise again and again; few react, in one channel.",
     "Nothing."),
    ("fresh breeze", "They keep on; more and more react, and it reaches other channels.",
     "First articles in blogs and online media."),
    ("strong wind", "A connected group protests; a growing audience follows actively everywhere.",
     "Many blogs and online media report; first articles in print."),
    ("storm", "A campaign: much of the audience joins in, accuses wholesale and with emotion; one "
     "channel sets off another.",
     "Long pieces in blogs, online media follow up, more and more in print, radio, television."),
    ("hurricane", "An unchecked snowball; mostly aggressive, insulting, threatening.",
     "Top story online, intense coverage in all media."),
)  # fmt: skip
"""Name of each level from 0 on, and what makes it on social media and in the media."""


def scale(cases: Iterable["Case"]) -> pd.DataFrame:
    """Give the levels of cases on the scale of Graf and Schwede, with what speaks for them.

    The reading is ours, made from the events and figures that it names; it is an interval where
    they leave more than one level open. The scale orders, it does not measure.

    Returns
    -------
    DataFrame
        A row a case and axis (social, media): `case` (slug), `name`, `axis`, `low`, `high`
        (0 calm to 6 hurricane), `why`, `shown` (labels of the events and figures that say so),
        `evidence` (derived), `sources` (of these events and figures), `cited` (two of them).

    Raises
    ------
    CatalogueError
        No case has levels in its ledger.

    Examples
    --------
    >>> import casekit as ck
    >>> found = scale([ck.load.case("united-guitars-2009")])
    >>> found[["axis", "low", "high"]].to_numpy().tolist()
    [['social', 4, 5], ['media', 6, 6]]
    """
    parts = [
        case.scale.reset_index().assign(
            case=case.slug, name=name(case), shown=[_shown(case, row) for _, row in
                                                    case.scale.iterrows()],
            cited=[cited(case, ids) for ids in case.scale["sources"]])
        for case in given.cases(cases) if len(case.scale)
    ]  # fmt: skip
    if not parts:
        cure = "write the block 'scale' of its ledger, see FORMAT.md"
        raise CatalogueError("no case stands on the scale", cure=cure)
    return pd.concat(parts, ignore_index=True)[_COLUMNS]


_COLUMNS = ["case", "name", "axis", "low", "high", "why", "shown", "evidence", "sources", "cited"]


def _shown(case: "Case", row: pd.Series) -> str:
    parts = [(case.events, row["events"]), (case.figures, row["figures"])]
    return "; ".join(str(table.loc[word, "label"]) for table, ids in parts if isinstance(ids, str)
                     for word in ids.split())  # fmt: skip


def levels(*, lang: str = "en") -> pd.DataFrame:
    """Give the levels of the scale, in our words.

    Returns
    -------
    DataFrame
        Index `level`, 0 to 6: `name`, `social`, `media`.

    Examples
    --------
    >>> levels(lang="de")["name"].tolist()[-2:]
    ['Sturm', 'Orkan']
    """
    speak = language.of(lang)
    rows = [[speak(text) for text in row] for row in LEVELS]
    index = pd.RangeIndex(len(rows), name="level")
    return pd.DataFrame(rows, columns=["name", "social", "media"], index=index)
