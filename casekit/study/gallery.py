"""The gallery: all pages, a card each, with the pictures that tell the story."""

import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

from casekit import language
from casekit.errors import ReadError
from casekit.study.kernel import Kernel
from casekit.study.plan import Page, fingerprint
from casekit.study.run import linked, make
from casekit.tell.html import render
from casekit.writing import whole

__all__ = ["build"]

_MEMORY = ".pages.json"
_KERNELS = 2


def build(pages: Sequence[Page], out: Path, *, done: Callable[[Page], None] | None = None) -> Path:
    """Make the pages that are not there yet or have changed, and the gallery that shows them.

    Where a page cannot be made, those that were made stay, with their gallery; a new folder into
    which none came goes.

    Parameters
    ----------
    pages
        From :func:`casekit.study.plan`.
    out
        Folder to write into; it is made if need be. Pages that stand there from other runs stay in
        the gallery.
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
    new = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReadError(
            f"cannot be made a folder ({error.strerror})",
            where=str(out),
            cure="name a new folder, or one that may be written to",
        ) from error
    cards = _known(out)
    try:
        _make(pages, out, cards, done)
    finally:
        if cards:
            _script(out)
            _show(cards, out)
        elif new:
            shutil.rmtree(out)
    return out / "index.html"


def _known(out: Path) -> dict[str, dict[str, Any]]:
    """Give the cards of pages that stand in the folder, by file."""
    memory = out / _MEMORY
    cards = json.loads(memory.read_text(encoding="utf-8")) if memory.is_file() else {}
    return {file: card for file, card in cards.items() if (out / file).is_file()}


def _make(
    pages: Sequence[Page], out: Path, cards: dict[str, dict[str, Any]],
    done: Callable[[Page], None] | None,
) -> None:  # fmt: skip
    """Make what has changed, on two kernels, and put its cards among those that are there."""
    known, waiting, turn = {**cards}, [*pages], Lock()
    spoken = {(card["slug"], card["lang"]) for card in known.values()}
    spoken |= {(page.slug, page.lang) for page in pages}
    home = _languages([lang for _, lang in spoken])[0] if spoken else ""

    def next_page(slug: str | None) -> Page | None:
        """Give a page of the same notebook if there is one: its kernel knows its numbers."""
        with turn:
            page = next((p for p in waiting if p.slug == slug), next(iter(waiting), None))
            if page is not None:
                waiting.remove(page)
            return page

    def work() -> None:
        slug = None
        with Kernel() as kernel:
            while (page := next_page(slug)) is not None:
                slug = page.slug
                languages = _languages([lang for its, lang in spoken if its == slug])
                leads = sorted(s for s in linked(page.notebook) if (s, page.lang) in spoken)
                mark = fingerprint(page, [home, *languages, *leads])
                card = known.get(page.file)
                if card is None or card["made_of"] != mark:
                    try:
                        made = make(page, out, kernel=kernel, home=home, languages=languages,
                                    leads=leads)  # fmt: skip
                    except BaseException:
                        waiting.clear()  # the other kernel ends with the page that it is at
                        raise
                    card = {**made, "made_of": mark}
                cards[page.file] = card
                if done is not None:
                    done(page)

    with ThreadPoolExecutor() as pool:
        for worker in [pool.submit(work) for _ in range(min(_KERNELS, len(pages)))]:
            worker.result()
    others = known.keys() - {page.file for page in pages}
    for page in pages:  # in their order, or behind those of other runs
        if not others or page.file not in known:
            cards[page.file] = cards.pop(page.file)


def _show(cards: dict[str, dict[str, Any]], out: Path) -> None:
    """Write the gallery, in each language that has pages, and what it remembers of them."""
    with whole(out / _MEMORY) as part:
        part.write_text(json.dumps(cards, indent=1), encoding="utf-8")
    languages = _languages([card["lang"] for card in cards.values()])
    for place, code in enumerate(languages):
        name = "index.html" if place == 0 else f"index.{code}.html"
        shown = [card for card in cards.values() if card["lang"] == code]
        text = render("gallery.html.j2", lang=code, cards=shown, languages=languages,
                      own=False).text  # fmt: skip
        with whole(out / name) as part:
            part.write_text(text, encoding="utf-8")


def _languages(spoken: Sequence[str]) -> list[str]:
    return [code for code in language.LANGUAGES if code in spoken]


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
