"""Public data sets: where they lie, on what terms, and a way to get them whole or not at all.

``data/datasets.toml`` lists them. Sums come from the record of the repository, which is asked
before each first download; where it states none, the first download is pinned.
"""

import contextlib
import logging
import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from casekit import share
from casekit.errors import CatalogueError, ReadError
from casekit.writing import whole

__all__ = ["Dataset", "File", "catalogue", "fetch", "find"]

SECONDS = 30
"""How long a server may be silent."""


@dataclass(frozen=True)
class File:
    """A file of a data set."""

    name: str
    url: str
    size: int | None
    """Bytes, where the record states them."""
    sum: str | None
    """Checksum such as ``md5:…``, where the record states one."""


@dataclass(frozen=True)
class Dataset:
    """A public data set, as ``data/datasets.toml`` has it."""

    name: str
    title: str
    about: str
    home: str
    licence: str
    cite: str
    terms: str
    record: str | None = None
    """Address of the repository's record of its files; None: `urls` are all there is."""
    urls: tuple[str, ...] = ()
    account: str | None = None
    """How to get it where it needs an account."""


def catalogue() -> pd.DataFrame:
    """List the public data sets, a row each.

    Returns
    -------
    DataFrame
        Index `dataset`; `title`, `about`, `licence`, `home`, and `account`: how to get it where
        casekit cannot, else NA.

    Examples
    --------
    >>> catalogue().loc["pheme", "licence"]
    'CC BY 4.0'
    """
    columns = ["title", "about", "licence", "home", "account"]
    rows = [(each.name, *(getattr(each, name) for name in columns)) for each in _listed()]
    return pd.DataFrame(rows, columns=["dataset", *columns], dtype="str").set_index("dataset")


def find(name: str) -> Dataset:
    """Give a data set by its name.

    Raises
    ------
    CatalogueError
        There is none of that name.

    Examples
    --------
    >>> find("higgs").licence
    'none stated; the authors ask for the citation'
    """
    known = {each.name: each for each in _listed()}
    if name not in known:
        raise CatalogueError(f"no data set {name!r}", cure=f"use one of {', '.join(known)}")
    return known[name]


def fetch(
    name: str | Dataset,
    *,
    to: str | os.PathLike[str] | None = None,
    agree: Callable[[Dataset, list[File]], bool],
) -> Path:
    """Fetch a public data set, once; what lies there whole is not fetched again.

    Parameters
    ----------
    name
        One of :func:`catalogue`.
    to
        Folder of all data sets; None: that of this machine's user for such things.
    agree
        Is asked before the first download, with its terms and its files, whether to go on.

    Returns
    -------
    Path
        The folder of its files, which :func:`casekit.load.posts` reads.

    Raises
    ------
    CatalogueError
        There is no such data set, it needs an account, or the terms were not agreed to.
    ReadError
        It cannot be had: no network, not there, cut off or not what it should be. Nothing is left
        of a file that is not whole.

    Examples
    --------
    >>> fetch("customer-support", agree=lambda chosen, files: True)
    Traceback (most recent call last):
    ...
    casekit.errors.CatalogueError: https://www.kaggle.com/...: customer-support needs an account...
    """
    import pooch

    chosen = find(name) if isinstance(name, str) else name
    if chosen.account is not None:
        raise CatalogueError(f"{chosen.name} needs an account", where=chosen.home,
                             cure=chosen.account)  # fmt: skip
    place = _folder(to) / chosen.name
    pins = _pins(place)
    if pins and all((place / one).is_file() for one in pins):
        for one, known in pins.items():
            _same(place / one, known)
        return place
    chosen, files = _recorded(chosen)
    if not agree(chosen, files):
        raise CatalogueError(f"the terms of {chosen.name} were not agreed to", where=chosen.home,
                             cure="read them, and agree or leave it")  # fmt: skip
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReadError(f"cannot be written ({error.strerror})", where=str(place),
                        cure="choose another folder") from error  # fmt: skip
    try:
        for file in files:
            _download(file, place, pins.get(file.name) or file.sum)
            pins[file.name] = f"sha256:{pooch.file_hash(str(place / file.name))}"
    finally:
        with contextlib.suppress(OSError):
            place.rmdir()  # where nothing came
    _pin(place, pins)
    return place


def _folder(to: str | os.PathLike[str] | None) -> Path:
    if to is not None:
        return Path(to)
    import pooch

    return Path(pooch.os_cache("casekit"))


def _listed() -> list[Dataset]:
    told = tomllib.loads((share.folder("data") / "datasets.toml").read_text(encoding="utf-8"))
    return [
        Dataset(name, **{**row, "urls": tuple(row.get("urls", ()))}) for name, row in told.items()
    ]


def _pins(place: Path) -> dict[str, str]:
    """Give the sums of what was fetched before; ``sha256sum -c`` reads them too."""
    kept = place.with_name(f"{place.name}.sha256")
    if not kept.is_file():
        return {}
    rows = (line.split("  ", 1) for line in kept.read_text("utf-8").splitlines())
    return {Path(path).name: f"sha256:{digest}" for digest, path in rows}


def _pin(place: Path, pins: dict[str, str]) -> None:
    rows = (f"{known.removeprefix('sha256:')}  {place.name}/{one}" for one, known in pins.items())
    with whole(place.with_name(f"{place.name}.sha256")) as part:
        part.write_text("".join(f"{row}\n" for row in rows), "utf-8")


def _same(path: Path, known: str) -> None:
    import pooch

    kind, _, digest = known.partition(":")
    if pooch.file_hash(str(path), kind) != digest:
        raise ReadError("is not what was fetched", where=str(path),
                        cure="delete it, and fetch it again")  # fmt: skip


def _recorded(chosen: Dataset) -> tuple[Dataset, list[File]]:
    """Ask the repository's record for licence, citation, and files with their sums."""
    if chosen.record is None:
        return chosen, [File(url.rsplit("/", 1)[-1], url, None, None) for url in chosen.urls]
    import requests

    with _reaching(chosen.record):
        answer = requests.get(chosen.record, timeout=SECONDS)
        answer.raise_for_status()
        try:
            told = answer.json()
            files = [_of_figshare(row) for row in told["files"]]
            licence = (told.get("license") or {}).get("name") or chosen.licence
            cite = told.get("citation") or chosen.cite
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReadError("the repository's record is not what it was", where=chosen.record,
                            cure=f"see {chosen.home}") from error  # fmt: skip
    return replace(chosen, licence=str(licence), cite=str(cite)), files


def _of_figshare(row: dict[str, Any]) -> File:
    name = Path(row["name"]).name
    if name.startswith("."):
        raise ValueError(f"a file called {name!r}")
    md5 = row.get("computed_md5") or row.get("supplied_md5")
    return File(name, row["download_url"], int(row["size"]), md5 and f"md5:{md5}")


def _download(file: File, place: Path, known: str | None) -> None:
    """Get one file; it lies there whole, or not at all."""
    import pooch

    pooch.get_logger().setLevel(logging.WARNING)
    if (place / file.name).is_file() and known is not None:
        with contextlib.suppress(ReadError):
            _same(place / file.name, known)
            return
    get = pooch.HTTPDownloader(timeout=SECONDS)

    def whole_or_none(url: str, target: Any, of: Any) -> None:
        get(url, target, of)
        there = Path(target).stat().st_size
        if file.size is not None and there != file.size:
            raise ReadError(f"{there:,} of {file.size:,} bytes came", where=url,
                            cure="try again")  # fmt: skip

    with _reaching(file.url):
        try:
            pooch.retrieve(file.url, known, fname=file.name, path=place, downloader=whole_or_none)
        except ReadError:
            raise
        except ValueError as error:  # what pooch says of a sum that is another one
            raise _refused(
                "what came has not the checksum that it should have",
                file.url,
                "try again; if it stays so, tell those who keep it",
            ) from error


@contextlib.contextmanager
def _reaching(url: str) -> Iterator[None]:
    """Say in one sentence what a server or the network refuses."""
    from requests import HTTPError, RequestException, exceptions

    try:
        yield
    except HTTPError as error:
        status = "an error"
        if error.response is not None:
            status = str(error.response.status_code)
            error.response.close()  # pooch leaves the connection of an answer it refuses open
        cure = "see whether it has moved; the page of the data set says where"
        raise _refused(f"the server answers {status}", url, cure) from error
    except (exceptions.ChunkedEncodingError, exceptions.ContentDecodingError) as error:
        raise _refused("the download broke off", url, "try again") from error
    except RequestException as error:
        cure = "look whether this machine has a network"
        raise _refused("nothing answers there", url, cure) from error


def _refused(what: str, where: str, cure: str) -> ReadError:
    return ReadError(what, where=where, cure=cure)
