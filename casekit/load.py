"""The front door: cases, and archives as frames."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack, cast

import pandas as pd

from casekit import archives, datasets, schema, share
from casekit import cases as ledgers
from casekit.cases import crowds
from casekit.errors import CatalogueError

if TYPE_CHECKING:
    from casekit.archives import Reading
    from casekit.archives.mapping import Columns
    from casekit.cases import Case

__all__ = [
    "archive",
    "case",
    "cases",
    "context",
    "dataset",
    "posts",
    "reconstruction",
    "recovery",
    "sample",
]

Source = str | os.PathLike[str]


def case(name: Source, *, lang: str = "en") -> "Case":
    """Open a case: one of the bundled ones by its slug, or any ledger by its path.

    Parameters
    ----------
    name
        A slug such as ``"british-airways-2013"``, or the path of a ``case.yaml``.
    lang
        ``"en"`` or ``"de"``: language of everything in it that is read.

    Raises
    ------
    CatalogueError
        No such case.
    LedgerError
        The ledger breaks its rules; every problem is listed with its line.

    Examples
    --------
    >>> case("british-airways-2013").organisation.name
    'British Airways'
    """
    return ledgers.load(name, lang=lang)


def cases(*, lang: str = "en") -> pd.DataFrame:
    """List the bundled cases, a row each, as :func:`casekit.cases.catalogue` says.

    Parameters
    ----------
    lang
        Language of their titles.

    Raises
    ------
    CatalogueError
        No such language.

    Examples
    --------
    >>> cases(lang="de").loc["british-airways-2013", "title"]
    'British Airways und der bezahlte Beschwerde-Tweet'
    """
    return ledgers.catalogue(lang=lang)


def context(*, lang: str = "en") -> pd.DataFrame:
    """Load how prepared companies said they were when the cases happened.

    Parameters
    ----------
    lang
        Language of its texts.

    Returns
    -------
    DataFrame
        Figures of surveys, each with its source, as :func:`casekit.cases.context` says.

    Raises
    ------
    CatalogueError
        No such language.

    Examples
    --------
    >>> context(lang="de").loc["no-web-monitoring-2010", "label"]
    'Keine Beobachtung des Netzes'
    """
    return ledgers.context(lang=lang)


def reconstruction(*, of: Literal["cascades", "series", "curves"] = "cascades") -> pd.DataFrame:
    """Give how often the reconstructions of this release held what was hidden from them.

    `casekit validate --reconstruction` makes these tables; with `--archive PATH` that of cascades.

    Parameters
    ----------
    of
        "cascades": real ones, whose truth is known; "series": figures of the bundled cases, some
        shown and some withheld; "curves": the counts of eight of the cascades, thinned.

    Returns
    -------
    DataFrame
        Index `source`, `checkpoints` and `part`; columns of :func:`casekit.reconstruct.validation`
        or of :func:`casekit.reconstruct.withheld`. The curves are what
        :func:`casekit.reconstruct.trials` takes.

    Raises
    ------
    CatalogueError
        There is no such table.

    Examples
    --------
    >>> reconstruction().index.get_level_values("part").unique().tolist()
    ['before', 'between', 'after']
    """
    files = {"cascades": "reconstruction.csv", "series": "reconstruction-series.csv",
             "curves": "reconstruction-curves.csv"}  # fmt: skip
    if of not in files:
        raise CatalogueError(f"no table of {of!r}", cure=f"use one of {', '.join(files)}")
    path = share.folder("data") / files[of]
    if of == "curves":
        return pd.read_csv(path, dtype={"clock": "str", "qualifier": "str"})
    table = pd.read_csv(path, index_col=["source", "checkpoints", "part"])
    return table.astype({"evidence": schema.POSTS["evidence"].dtype})


def recovery() -> pd.DataFrame:
    """Give how well the rules of this release found hidden parents of real cascades again.

    `casekit validate --rules --archive PATH` makes such a table of any archive that names parents.

    Returns
    -------
    DataFrame
        Index `archive` and `rule`; columns of :func:`casekit.spread.recovery`.

    Examples
    --------
    >>> recovery().loc[("charliehebdo", "reported"), "parents"]
    'archived'
    """
    table = pd.read_csv(share.folder("data") / "recovery.csv", index_col=["archive", "rule"])
    return table.astype({"evidence": schema.POSTS["evidence"].dtype})


def archive(
    source: Source | Iterable[Source],
    *,
    format: str | None = None,
    tz: str | None = None,
    columns: "Columns | None" = None,
) -> "Reading":
    """Read an archive whole: its posts, its accounts, and the report of what was read.

    Parameters
    ----------
    source
        A file, a folder, a glob, or several; compressed or not. ``"-"`` is the standard input.
    format
        One of :func:`casekit.archives.formats`; None: told from the content.
    tz
        Time zone of times that come without one.
    columns
        Which column of a table is what, as in :func:`casekit.archives.read`.

    Raises
    ------
    ReadError
        Nothing could be read; the message says what was tried and what was seen.

    Examples
    --------
    >>> import casekit as ck
    >>> reading = archive(ck.load.sample("customer-care.csv"))
    >>> reading.report.records == reading.report.accepted
    True
    """
    return archives.read(source, format=format, tz=tz, columns=columns)


def posts(
    source: "Source | Iterable[Source] | Case",
    *,
    case: "Case | None" = None,
    format: str | None = None,
    tz: str | None = None,
    columns: "Columns | None" = None,
    **search: Unpack[archives.Sought],
) -> pd.DataFrame:
    """Read the posts of an archive, or the crowd that comes with a case.

    Parameters
    ----------
    source
        As in :func:`archive`; or a case: none of its posts is archived, and what comes is one
        crowd of placeholders that its figures leave possible, graded reconstructed in every row
        (:func:`casekit.reconstruct.crowd`).
    format, tz, columns
        As in :func:`archive`.
    case
        A case whose organisation's accounts get the role organisation.
    search
        Which posts, as :meth:`casekit.archives.Search.of` takes it: `words` and `accounts` (one
        of them is enough), `start` and `end` (not before, and before), `kinds`. Of a Parquet file
        that `casekit convert` made only what is asked for is read, however large it is; another
        archive is read whole first, and gives the same posts.

    Returns
    -------
    DataFrame
        Frame of :data:`casekit.schema.POSTS`, in the order of time.

    Raises
    ------
    CatalogueError
        The case comes with no crowd.
    ReadError
        Nothing could be read.

    Examples
    --------
    >>> import casekit as ck
    >>> care = ck.load.sample("customer-care.csv")
    >>> posts(care)["kind"].iloc[0], set(posts(care, kinds=["reply"])["kind"])
    ('post', {'reply'})
    """
    if isinstance(source, ledgers.Case):
        return crowds.posts(source)
    sought = archives.Search.of(**search, tz=tz) if search else None
    if format is None and archives.is_stored(source):
        table = archives.stored(cast("Source", source), sought)
    else:
        table = archive(source, format=format, tz=tz, columns=columns).posts
        table = table if sought is None else archives.chosen(table, sought)
    if case is None:
        return table
    ours = schema.authored(table, case.accounts)
    role = table["role"].astype("object").mask(ours, "organisation")
    return schema.conform(table.assign(role=role), schema.POSTS)


def dataset(name: str, *, agree: bool = False, to: Source | None = None) -> Path:
    """Give the folder of a public data set; it is fetched the first time, and only whole.

    Parameters
    ----------
    name
        One of :func:`casekit.datasets.catalogue`, such as ``"pheme"``.
    agree
        Whether you agree to its terms, which the error states as long as you do not.
    to
        Folder of all data sets; None: that of this machine's user for such things.

    Raises
    ------
    CatalogueError
        There is no such data set, it needs an account, or `agree` is not set.
    ReadError
        It cannot be had: no network, not there, cut off or not what it should be.

    Examples
    --------
    >>> dataset("customer-support")
    Traceback (most recent call last):
    ...
    casekit.errors.CatalogueError: https://www.kaggle.com/...: customer-support needs an account...
    """

    def agreed(chosen: datasets.Dataset, _: list[datasets.File]) -> bool:
        if agree:
            return True
        raise CatalogueError(
            f"{chosen.name}: licence {chosen.licence}. {chosen.terms} Cite: {chosen.cite}",
            where=chosen.home,
            cure="if you agree, say agree=True",
        )

    return datasets.fetch(name, to=to, agree=agreed)


def sample(name: str) -> Path:
    """Give the path of one of the small samples that come with casekit.

    Their posts are invented and their texts plain placeholders; they show each format. The folder
    "acme-air-2019" is the worked example of notebook 10: a ledger and a table of posts.

    Examples
    --------
    >>> sample("customer-care.csv").name
    'customer-care.csv'
    """
    folder = share.folder("data", "samples")
    path = folder / name
    if not path.exists() or not path.resolve().is_relative_to(folder.resolve()):
        held = ", ".join(sorted(p.name for p in folder.iterdir() if p.suffix != ".md"))
        raise CatalogueError(f"no sample {name!r}", cure=f"use one of {held}")
    return path
