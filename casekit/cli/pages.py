"""Commands that run notebooks: study, lab."""

import os
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.archives import Columns, Zone
from casekit.cli.screen import Lang, aside, line, progress

__all__ = ["lab", "study"]


def study(
    targets: Annotated[
        list[str] | None, typer.Argument(help="Cases, pages, archives; none: all that comes along.")
    ] = None,
    *,
    out: Annotated[Path, typer.Option(help="Folder to write the pages into.")] = Path("build"),
    by: Annotated[str | None, typer.Option(help="Account of the organisation.")] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="Language; default: both, or en for targets.")
    ] = None,
    tz: Zone = None,
    columns: Columns = None,
) -> None:
    """Build a page for each case or archive, and the gallery that shows them."""
    from casekit import cases
    from casekit import study as studies

    both = [code.value for code in Lang] if not targets else ["en"]
    languages = [lang.value] if lang else both
    pages = studies.plan(targets or [], languages=languages, by=by, tz=tz, columns=columns)
    ledgers = {page.archive for page in pages if page.archive and page.archive.suffix == ".yaml"}
    for ledger in sorted(ledgers):
        if doubts := len(cases.check(ledger)):
            warnings = f"{doubts} warning{'' if doubts == 1 else 's'}"
            line(f"{ledger}: {warnings}, `casekit check {ledger.parent}` lists them", to=aside)
    with progress() as bar:
        task = bar.add_task(f"0 of {len(pages)} pages", total=len(pages))
        counted = count(1)

        def tell(page: studies.Page) -> None:
            said = f"{next(counted)} of {len(pages)} pages: {page.file}"
            bar.update(task, advance=1, description=said)
            if not aside.is_terminal:
                line(said, to=aside)

        index = studies.build(pages, out, done=tell)
    print(index)


def lab() -> None:
    """Open JupyterLab on the notebooks."""
    import shutil

    from casekit import share

    notebooks = share.folder("notebooks")
    if "_share" in notebooks.parts:
        here = Path("casekit-notebooks")
        if not here.exists():
            shutil.copytree(notebooks, here)
        notebooks = here
    own = str(Path(sys.executable).parent)  # so that the lab's terminals know casekit
    paths = os.pathsep.join([own, os.environ.get("PATH", os.defpath)])
    raise SystemExit(subprocess.call([sys.executable, "-m", "jupyterlab", str(notebooks)],
                                     env={**os.environ, "PATH": paths}))  # fmt: skip
