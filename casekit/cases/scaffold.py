"""A new case: a ledger that says what goes where, and the notebook that asks it the questions."""

import json
import os
import re
import shlex
from pathlib import Path
from string import Template

from casekit import share
from casekit.cases.models import EMPTY
from casekit.errors import CatalogueError

__all__ = ["new"]

_SLUG = re.compile(r"([a-z0-9]+)(?:-[a-z0-9]+)*-((?:19|20)\d\d)")
_NOTEBOOK = "20-british-airways-2013.ipynb"


def new(slug: str, out: str | os.PathLike[str] = ".") -> tuple[Path, Path]:
    """Write the ledger and the notebook of a new case, in which everything is still to be said.

    Parameters
    ----------
    slug
        Organisation and year with hyphens, such as ``"acme-air-2019"``.
    out
        Folder to write into; it is made if need be.

    Returns
    -------
    tuple
        The paths of ``<slug>/case.yaml`` and ``<slug>.ipynb``.

    Raises
    ------
    CatalogueError
        The slug is none, or is taken; or something stands already where they would be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in new("acme-air-2019", folder)]
    ['case.yaml', 'acme-air-2019.ipynb']
    """
    found = _SLUG.fullmatch(slug)
    if not found:
        cure = "use small letters, digits and hyphens, with the year at the end: acme-air-2019"
        raise CatalogueError(f"{slug!r} is no slug of a case", cure=cure)
    if (share.folder("data", "cases") / slug).exists():
        cure = f"choose another name, or open it with `casekit study {slug}`"
        raise CatalogueError(f"there is a case {slug!r} already", cure=cure)
    ledger, notebook = Path(out) / slug / "case.yaml", Path(out) / f"{slug}.ipynb"
    for path in (ledger.parent, notebook):
        if path.exists():
            cure = "nothing is overwritten: choose another name or another folder"
            raise CatalogueError("stands there already", where=str(path), cure=cure)
    word, year = found.groups()
    text = Path(__file__).with_name("new.yaml").read_text(encoding="utf-8")
    place = shlex.quote(_seen(ledger.parent))
    filled = Template(text).substitute(slug=slug, folder=place, year=year, word=word)
    asked = json.dumps(_notebook(slug), indent=1, ensure_ascii=False) + "\n"
    try:
        ledger.parent.mkdir(parents=True)
        for path, content in ((ledger, filled), (notebook, asked)):
            with path.open("x", encoding="utf-8") as file:
                file.write(content)
    except OSError as error:
        cure = "choose a folder that may be written to"
        what = f"cannot be written ({error.strerror})"
        raise CatalogueError(what, where=str(error.filename or out), cure=cure) from error
    return ledger, notebook


def _seen(folder: Path) -> str:
    """Write a folder as a terminal in the folder of casekit knows it; of one elsewhere, as said."""
    home = share.folder("notebooks").resolve().parent
    inside = folder.resolve().is_relative_to(home)
    return (folder.resolve().relative_to(home) if inside else folder).as_posix()


def _notebook(slug: str) -> object:
    """Take the notebook of a bundled case, and give it another title and other parameters."""
    path = share.folder("notebooks") / _NOTEBOOK
    notebook = json.loads(path.read_text(encoding="utf-8"))
    title, *cells = notebook["cells"]
    name = slug.replace("-", " ").title()
    title["source"] = [f"# {name}\n", "\n", EMPTY]
    (told,) = (cell for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    values: dict[str, str | None] = {"name": f"{slug}/case.yaml", "lang": "en"}
    values |= dict.fromkeys(("series", "count", "sooner", "answered"))
    told["source"] = "\n".join(f"{key} = {value!r}" for key, value in values.items())
    return notebook
