"""How prepared companies said they were when the cases happened."""

import pandas as pd

from casekit import language, schema, share
from casekit.cases import frames
from casekit.cases.examination import CONTEXT, sound

__all__ = ["context"]


def context(*, lang: str = "en") -> pd.DataFrame:
    """Load what surveys of the time say about companies and social media.

    Parameters
    ----------
    lang
        Language of its texts, "en" or "de".

    Returns
    -------
    DataFrame
        A row a figure, in the columns of :data:`casekit.schema.FIGURES`, where `note` says who
        was asked; and `cited`, its sources written out: publisher, title and date.

    Raises
    ------
    CatalogueError
        No such language.
    LedgerError
        The file breaks its rules; the message lists every error with its line.

    Examples
    --------
    >>> context().loc["daily-twitter-2010", "cited"]
    'news aktuell / Faktenkontor: PR-Trendmonitor 2010 (2010)'
    """
    language.of(lang)
    held = sound(share.folder("data") / CONTEXT)
    figures, sources = frames.figures(held, lang), frames.sources(held, lang)
    dates = sources["date"].map(lambda date: f" ({date})", na_action="ignore").fillna("")
    names = sources["publisher"] + ": " + sources["title"] + dates
    cited = figures["sources"].str.split().map(lambda ids: "; ".join(names[ids]))
    return figures.assign(cited=cited.astype(schema.FIGURES["sources"].dtype))
