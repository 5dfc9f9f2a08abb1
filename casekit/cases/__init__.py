"""The documented cases: ledgers that say what happened, and who says so.

A ledger is a YAML file whose format stands in ``data/cases/FORMAT.md``. It is either sound and
becomes a :class:`Case`, or it is refused with every problem, its line and its cure.
"""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

import pandas as pd

from casekit import language, share
from casekit.cases.case import Case, anew, tell
from casekit.cases.context import context
from casekit.cases.examination import CONTEXT, examine, sound
from casekit.cases.models import Ledger
from casekit.cases.problems import Problem, nearest
from casekit.cases.scaffold import new
from casekit.errors import CatalogueError

__all__ = ["Case", "Problem", "bundled", "catalogue", "check", "context", "folder", "load", "new"]

_FILE = "case.yaml"
_GRADES = ("documented", "derived")


def folder() -> Path:
    """Give the folder of the bundled cases: in a checkout its data, else what the wheel carries.

    Examples
    --------
    >>> folder().name
    'cases'
    """
    return share.folder("data", "cases")


def load(name_or_path: str | os.PathLike[str], *, lang: str = "en") -> Case:
    """Load a case in one language.

    Parameters
    ----------
    name_or_path
        Name of a bundled case, or path of a ``case.yaml`` or its folder.
    lang
        Language of its texts, "en" or "de".

    Raises
    ------
    CatalogueError
        No such case, path or language.
    LedgerError
        The ledger breaks its rules; the message lists every error with its line.

    Examples
    --------
    >>> load("british-airways-2013").accounts
    ('British_Airways', 'BritishAirways')
    """
    language.of(lang)
    path = _find(name_or_path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return anew(_told(path, digest, lang))


@lru_cache(32)
def _told(path: Path, digest: bytes, lang: str) -> Case:
    """Tell a ledger once for all who ask while its bytes are the same."""
    return tell(_sound(path, digest), lang=lang, path=path)


@lru_cache(16)
def _sound(path: Path, _digest: bytes) -> Ledger:
    """Read and check a ledger once for all languages."""
    return sound(path)


def check(name_or_path: str | os.PathLike[str]) -> list[Problem]:
    """List everything that is wrong with a ledger, by line.

    Parameters
    ----------
    name_or_path
        Name of a bundled case, path of a ``case.yaml`` or its folder, or of a ``context.yaml``.

    Raises
    ------
    CatalogueError
        No such case or path.

    Examples
    --------
    >>> [problem.what for problem in check("british-airways-2013") if problem.level == "error"]
    []
    """
    return examine(_find(name_or_path))[1]


def bundled() -> list[Path]:
    """Give the paths of all that comes with casekit and that :func:`check` can check.

    Examples
    --------
    >>> bundled()[0].parent.name, bundled()[-1].name
    ('british-airways-2013', 'context.yaml')
    """
    return [*(folder() / slug / _FILE for slug in _slugs()), share.folder("data") / CONTEXT]


def catalogue(*, lang: str = "en") -> pd.DataFrame:
    """List the bundled cases.

    Returns
    -------
    DataFrame
        A row a case, index `slug`: `title`, `organisation`, `first_day` and `last_day` (dates in
        the zone of the case), `platforms` (joined by a comma), how many `events`, `figures`,
        `sources` and `links` there are, and how many events, figures and links are `documented`
        and `derived`.

    Examples
    --------
    >>> catalogue().loc["british-airways-2013", "organisation"]
    'British Airways'
    """
    rows = []
    for slug in _slugs():
        case = load(folder() / slug, lang=lang)
        graded = pd.concat([t["evidence"] for t in (case.events, case.figures, case.links)])
        rows.append(
            {
                "slug": case.slug,
                "title": case.title,
                "organisation": case.organisation.name,
                "first_day": case.start.tz_convert(case.zone).date(),
                "last_day": (case.end - pd.Timedelta("1us")).tz_convert(case.zone).date(),
                "platforms": ", ".join(case.platforms),
                "events": len(case.events),
                "figures": len(case.figures),
                "sources": len(case.sources),
                "links": len(case.links),
                **{grade: int((graded == grade).sum()) for grade in _GRADES},
            }
        )
    columns = ["slug", "title", "organisation", "first_day", "last_day", "platforms", "events",
               "figures", "sources", "links", *_GRADES]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).set_index("slug")


def _slugs() -> list[str]:
    return sorted(path.parent.name for path in folder().glob(f"*/{_FILE}"))


def _find(name_or_path: str | os.PathLike[str]) -> Path:
    name = os.fspath(name_or_path)
    bundled = folder() / name / _FILE
    if isinstance(name_or_path, str) and name in _slugs():
        return bundled
    path = Path(name_or_path)
    if path.is_dir() and (path / _FILE).is_file():
        return path / _FILE
    if path.is_file():
        return path
    slugs = _slugs()
    listed = f"the cases are {', '.join(slugs)}" if slugs else f"there is none in {folder()}"
    near = nearest(name, slugs, otherwise="give a name, or the path of a case.yaml;")
    raise CatalogueError(f"no case {name!r}", cure=f"{near} {listed}")
