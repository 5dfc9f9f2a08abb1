"""Run one notebook headless and turn it into one page."""

import ast
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from casekit import language, share
from casekit.errors import CasekitError
from casekit.study.kernel import Kernel
from casekit.study.plan import Page
from casekit.writing import whole

__all__ = ["linked", "make"]

_PLOTLY = "application/vnd.plotly.v1+json"
_LINK = re.compile(r"\[([^]]*)\]\(\d\d-([a-z0-9-]+)\.ipynb\)")


def make(
    page: Page, out: Path, *, kernel: Kernel, home: str, languages: Sequence[str],
    leads: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Run the notebook of a page and write ``<slug>.<lang>.html`` and its pictures.

    It runs in `kernel`; `languages` are those that the page is there in, `home` is the gallery's,
    `leads` the slugs of the pages that links of the notebook may lead to.

    Returns
    -------
    dict
        What the gallery shows of the page: file, title, lead, pictures with their alt texts.

    Raises
    ------
    CasekitError
        A cell failed; the message is that of the cell.
    """
    notebook = _notebook(page, leads)
    kernel.run(notebook, folder=page.folder or page.notebook.parent, name=page.notebook.name)
    body, pictures = _body(notebook, page, out)
    title, lead = _heading(notebook)
    title = page.title or title
    from casekit.tell.html import render

    text = render(
        "page.html.j2", lang=page.lang, title=title, page=page, body=Markup(body),
        own=page.archive is not None or page.folder is not None,
        other=[code for code in languages if code != page.lang], home=home,
    ).text  # fmt: skip
    with whole(out / page.file) as part:
        part.write_text(text, encoding="utf-8")
    return {"file": page.file, "slug": page.slug, "lang": page.lang, "title": title, "lead": lead,
            "pictures": pictures}  # fmt: skip


def linked(notebook: Path) -> set[str]:
    """Give the slugs of the notebooks that a notebook links to."""
    return {slug for _, slug in _LINK.findall(notebook.read_text(encoding="utf-8"))}


def _notebook(page: Page, leads: Sequence[str]) -> Any:
    import nbformat

    notebook = nbformat.read(page.notebook, as_version=4)
    _translate(notebook, page.lang, own=page.notebook.parent != share.folder("notebooks"))
    _lead(notebook, page.lang, leads)
    _tell(notebook, page.parameters)
    if page.title is not None:
        first = notebook.cells[0]
        lead = "" if "name" in page.parameters else first.source.partition("\n")[2]
        first.source = f"# {_escaped(page.title)}\n{lead}"
    return notebook


def _escaped(text: str) -> str:
    """Write a text so that Markdown shows it as it is: a file may be called anything."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def _tell(notebook: Any, parameters: dict[str, str | None]) -> None:
    """Put a cell with the parameters behind the one that is tagged for them."""
    from nbformat.v4 import new_code_cell

    cells = notebook.cells
    place = next(i for i, c in enumerate(cells) if "parameters" in c.metadata.get("tags", []))
    text = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    cells.insert(place + 1, new_code_cell(text, metadata={"tags": ["injected-parameters"]}))


def _translate(notebook: Any, lang: str, *, own: bool) -> None:
    """Put the prose of a notebook into another language, cell by cell; the reader's own stays."""
    if lang == "en":
        return
    messages = language.catalogue(share.folder("notebooks") / f"{lang}.po", lang)
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        try:
            cell.source = messages[cell.source.strip()]
        except KeyError:
            if own:
                continue
            raise CasekitError(
                f"no {lang} for the cell that begins {cell.source[:60]!r}",
                cure=f"add it to notebooks/{lang}.po",
            ) from None


def _lead(notebook: Any, lang: str, leads: Sequence[str]) -> None:
    """Let links to notebooks lead to their pages; of a page that is not there keep the words."""

    def there(link: re.Match[str]) -> str:
        words, slug = link.groups()
        return f"[{words}]({slug}.{lang}.html)" if slug in leads else words

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _LINK.sub(there, cell.source)


def _body(notebook: Any, page: Page, out: Path) -> tuple[str, list[dict[str, str]]]:
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import ExtractOutputPreprocessor, Preprocessor

    figures: dict[str, str] = {}

    class Interactive(Preprocessor):
        """Take plotly's figures out, so that nobody reads their megabytes as prose."""

        def preprocess_cell(self, cell: Any, resources: Any, _index: int) -> tuple[Any, Any]:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if _PLOTLY in data:
                    place = f"<!-- figure {len(figures)} of {page.file} -->"
                    figures[place] = _interactive(data[_PLOTLY])
                    output["data"] = {"text/html": place}
            return cell, resources

    exporter = HTMLExporter(
        template_name="notebook",
        extra_template_basedirs=[str(Path(__file__).parent.parent / "pages")],
        preprocessors=[Interactive, ExtractOutputPreprocessor],
    )
    code = language.of(page.lang)("code")
    names = {"output_files_dir": "pictures", "unique_key": f"{page.slug}.{page.lang}"}
    hidden = {"parameters", "injected-parameters", "howto"}
    shown = [c for c in notebook.cells if not hidden & set(c.metadata.get("tags", []))]
    notebook.cells = list(_spoken_to(shown))
    body, resources = exporter.from_notebook_node(notebook, {**names, "casekit_code": code})
    for place, figure in figures.items():
        body = body.replace(place, figure, 1)
    (out / "pictures").mkdir(exist_ok=True)
    for name, content in resources["outputs"].items():
        with whole(out / name) as part:
            part.write_bytes(content)
    alts = re.findall(r'<img[^>]*?alt="([^"]*)"[^>]*?src="([^"]+)"|'
                      r'<img[^>]*?src="([^"]+)"[^>]*?alt="([^"]*)"', body)  # fmt: skip
    pictures = [{"file": b or c, "alt": a or d} for a, b, c, d in alts]
    return body, pictures


def _spoken_to(cells: Sequence[Any]) -> Iterator[Any]:
    """Leave out prose about a picture or table that the case does not have, and its code.

    The cells behind it end in an expression, such as ``draw(...) if there else None``, and none of
    them showed anything.
    """
    starts = [n for n, cell in enumerate(cells) if n and cell.cell_type == "markdown"]
    for first, last in itertools.pairwise([0, *starts, len(cells)]):
        code = [cell for cell in cells[first:last] if cell.cell_type == "code"]
        asked = any(_asks(cell.source) for cell in code)
        if not asked or any(cell.outputs for cell in code):
            yield from cells[first:last]


def _asks(source: str) -> bool:
    """Whether a cell ends in an expression, so that it shows what comes of it."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a line of IPython's own
        return False
    return bool(body) and isinstance(body[-1], ast.Expr)


def _interactive(figure: dict[str, Any]) -> str:
    import plotly.io

    from casekit.interact.explore import script

    text: str = plotly.io.to_html(
        json.loads(json.dumps(figure)), include_plotlyjs=False, full_html=False,
        post_script=script(figure.get("layout", {}).get("meta")), validate=False,
        config={"displaylogo": False, "responsive": True},
    )  # fmt: skip
    return text


def _heading(notebook: Any) -> tuple[str, str]:
    """Give title and first paragraph of the page, from its outputs or its prose."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            first, _, rest = cell.source.partition("\n")
            return first.removeprefix("# ").strip(), rest.strip().split("\n\n")[0]
    return "casekit", ""
