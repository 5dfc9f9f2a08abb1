"""Which pages a study has: a notebook each, with its parameters, in each language."""

import glob
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from casekit import cases, share
from casekit.archives.source import near
from casekit.errors import CatalogueError, ReadError

__all__ = ["Page", "fingerprint", "plan"]


@dataclass(frozen=True)
class Page:
    """One page: the notebook that makes it and what the notebook is told."""

    slug: str
    lang: str
    notebook: Path
    parameters: dict[str, str | None] = field(default_factory=dict)
    archive: Path | None = None
    title: str | None = None
    """Heading of the page, where it is not that of the notebook."""
    folder: Path | None = None
    """Folder to run in, so that reports name files as their reader knows them."""

    @property
    def file(self) -> str:
        """Name of the page's file."""
        return f"{self.slug}.{self.lang}.html"


def plan(
    targets: Sequence[str],
    *,
    languages: Sequence[str] = ("en",),
    by: str | None = None,
    tz: str | None = None,
    columns: str | None = None,
) -> list[Page]:
    """Say which pages the targets need, each with a file of its own.

    Where two archives are called the same, the later ones have their folder in title and file.

    Parameters
    ----------
    targets
        Slugs of cases, names of notebooks that come with casekit, paths of ledgers, of notebooks
        of one's own, and of archives. None at all: all notebooks that come with casekit.
    languages
        Languages of the pages.
    by
        Account of the organisation, for archives.
    tz, columns
        Time zone of times that have none, and which column of a table is what, for archives;
        as in :func:`casekit.archives.read`.

    Raises
    ------
    CatalogueError
        A target is neither a case nor a file.

    Examples
    --------
    >>> asked = ["british-airways-2013", "06-could-it-have-been-seen"]
    >>> [page.file for page in plan(asked, languages=["de"])]
    ['british-airways-2013.de.html', 'could-it-have-been-seen.de.html']
    """
    notebooks = {path.stem: path for path in sorted(share.folder("notebooks").glob("*.ipynb"))}
    if columns is not None and Path(columns).is_file():
        columns = str(Path(columns).resolve())
    told = {"by": by, "tz": tz, "columns": columns}
    pages = []
    for lang in languages:
        if not targets:
            pages += [_bundled(name, path, lang) for name, path in notebooks.items()]
        given = [_page(target, notebooks, lang, told) for target in targets]
        pages += _apart(given)
    return pages


def _apart(given: list[Page]) -> list[Page]:
    """Give each page a slug of its own; a page that is asked for twice is made once."""
    pages: list[Page] = []
    taken = {"index"}
    for page in given:
        if page in pages:
            continue
        slug, title = page.slug, page.title
        if slug in taken and page.folder is not None:
            slug, title = _clean(f"{page.folder.name}-{slug}"), f"{page.folder.name}/{title}"
        number = 2
        base = slug
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        pages.append(page if slug == page.slug else replace(page, slug=slug, title=title))
    return pages


def _bundled(name: str, path: Path, lang: str) -> Page:
    return Page(_slug(name), lang, path, {"lang": lang})


def _page(target: str, notebooks: dict[str, Path], lang: str, told: dict[str, str | None]) -> Page:
    by_slug = {_slug(name): path for name, path in notebooks.items()}
    path = Path(target)
    if _slug(target) in by_slug and not path.exists():
        return _bundled(target, by_slug[_slug(target)], lang)
    if path.name == "case.yaml" or (path / "case.yaml").is_file():
        case = cases.load(path, lang=lang)
        parameters: dict[str, str | None] = {"name": str(case.path.resolve()), "lang": lang}
        parameters |= {"series": None, "count": _adding(case), "sooner": None, "answered": None}
        return Page(case.slug, lang, by_slug["british-airways-2013"], parameters, case.path,
                    title=case.title)  # fmt: skip
    if path.suffix == ".ipynb" and path.is_file():
        return Page(_clean(path.stem), lang, path, {"lang": lang}, folder=path.resolve().parent)
    if path.exists() or any(sign in target for sign in "*?["):
        folder = path.resolve().parent if path.exists() else Path.cwd()
        name = path.name if path.exists() else target
        parameters = {"archive": name, **told, "lang": lang}
        slug = _clean(path.name.split(".")[0])
        return Page(slug, lang, notebooks["01-open-an-archive"], parameters, path,
                    title=path.name, folder=folder)  # fmt: skip
    if re.fullmatch(r"[a-z0-9-]+", target):
        cases.load(target)
    found = near(path)
    hint = f"did you mean {' or '.join(found)}? " if found else ""
    raise (CatalogueError if "/" not in target else ReadError)(
        f"no case and no file {target!r}",
        cure=f"{hint}give the slug of a case, see `casekit cases`, or the path of an archive",
    )


def _adding(case: cases.Case) -> str | None:
    """Give the series of a ledger whose curves can be drawn: the first that adds up."""
    figures = case.figures[case.figures["as_of"].notna()]
    dated = figures["series"].value_counts()
    adding = case.series.index[case.series["cumulative"].astype(bool)]
    return next((str(name) for name in adding if dated.get(name, 0) > 1), None)


def _clean(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "archive"


def _slug(name: str) -> str:
    return re.sub(r"^\d\d-", "", name)


def fingerprint(page: Page, languages: Sequence[str]) -> str:
    """Sum up all that a page is made of: a page whose sum is unchanged need not be made again."""
    digest = hashlib.sha256(
        json.dumps([page.lang, page.parameters, languages], sort_keys=True).encode()
    )
    package = Path(__file__).parent.parent
    ours = [*package.rglob("*.py"), *package.rglob("*.j2"), *package.rglob("*.po")]
    data = [p for p in share.folder("data").rglob("*") if p.is_file()]
    for path in sorted([*ours, *data, page.notebook]):
        digest.update(path.name.encode() + path.read_bytes())
    for path in _files(page.archive):
        facts = path.stat()
        digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(archive: Path | None) -> Iterator[Path]:
    """Give the file, the files of the folder, or those behind the glob."""
    if archive is None:
        return
    there = archive.exists()
    named = [str(archive)] if there else sorted(glob.glob(str(archive), recursive=True))  # noqa: PTH207
    for path in map(Path, named):
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        if (mapping := Path(f"{path}.toml")).is_file():
            yield mapping
