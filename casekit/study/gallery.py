"""The gallery: all pages, a card each, with the pictures that tell the story."""

import json
import shutil
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from casekit import language
from casekit.errors import ReadError
from casekit.study.kernel import Kernel
from casekit.study.plan import Page, fingerprint
from casekit.study.run import make
from casekit.tell.html import render
from casekit.writing import whole

__all__ = ["build"]

_MEMORY = ".pages.json"


def build(pages: Sequence[Page], out: Path, *, done: Callable[[Page], None] | None = None) -> Path:
    """Make the pages that are not there yet or have changed, and the gallery that shows them.

    Parameters
    ----------
    pages
        From :func:`casekit.study.plan`.
    out
        Folder to write into; it is made if need be. What stands there from other runs stays.
    done
        Called after each page, for a progress bar.

    Returns
    -------
    Path
        The gallery's ``index.html``.

    Raises
    ------
    CasekitError
        A page could not be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReadError(
            f"cannot be made a folder ({error.strerror})",
            where=str(out),
            cure="name a new folder, or one that may be written to",
        ) from error
    _script(out)
    memory = out / _MEMORY
    known: dict[str, dict[str, Any]] = {}
    if memory.is_file():
        known = json.loads(memory.read_text(encoding="utf-8"))

    languages = [code for code in language.LANGUAGES if any(p.lang == code for p in pages)]

    turns = iter(pages)  # both workers draw from it
    cards: dict[str, dict[str, Any]] = {}

    def work() -> None:
        with Kernel() as kernel:
            for page in turns:
                mark = fingerprint(page, languages)
                card = known.get(page.file)
                if card is None or card["made_of"] != mark or not (out / page.file).is_file():
                    card = {**make(page, out, kernel=kernel, languages=languages), "made_of": mark}
                cards[page.file] = card
                if done is not None:
                    done(page)

    with ThreadPoolExecutor() as pool:
        workers = [pool.submit(work) for _ in range(min(2, len(pages)))]
        wait(workers, return_when=FIRST_EXCEPTION)
        deque(turns, maxlen=0)  # where one page failed, the other worker ends with its own
        for worker in workers:
            worker.result()
    cards = {page.file: cards[page.file] for page in pages}
    with whole(memory) as part:
        part.write_text(json.dumps(known | cards, indent=1), encoding="utf-8")
    for place, code in enumerate(languages):
        name = "index.html" if place == 0 else f"index.{code}.html"
        shown = [card for card in cards.values() if card["lang"] == code]
        text = render("gallery.html.j2", lang=code, cards=shown, languages=languages).text
        with whole(out / name) as part:
            part.write_text(text, encoding="utf-8")
    return out / "index.html"


def _script(out: Path) -> None:
    """Put plotly's script and our style sheet beside the pages, so that no network is needed."""
    import plotly

    source = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    target = out / "plotly.min.js"
    if not target.is_file() or target.stat().st_size != source.stat().st_size:
        _copy(source, target)
    pages = Path(__file__).parent.parent / "pages"
    _copy(pages / "casekit.css", out / "casekit.css")
    fonts = pages.parent / "fonts"
    (out / "fonts").mkdir(exist_ok=True)
    for font in fonts.glob("*.ttf"):
        _copy(font, out / "fonts" / font.name)


def _copy(source: Path, target: Path) -> None:
    with whole(target) as part:
        shutil.copyfile(source, part)
