"""Code that is run while the site is built, and what it shows: a picture, a table, a value.

The blocks of a page share their names. A picture comes twice, for light and for dark ground, into
the folder `_pictures`; `shelf` shows pictures of other pages with a way to them.
"""

import ast
import html
import warnings
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import casekit as ck
from casekit.draw.canvas import Figure

__all__ = ["setup"]

FOLDER = "_pictures"


def _dark(last: ast.expr) -> ast.expr | None:
    """Ask for the same picture on dark ground, if it is a call of `ck.draw`."""
    if not (isinstance(last, ast.Call) and ast.unparse(last.func).startswith("ck.draw.")):
        return None
    look = ast.keyword("look", ast.Constant("dark"))
    call = ast.Call(last.func, last.args, [*last.keywords, look])
    return ast.fix_missing_locations(ast.copy_location(call, last))


def _value(expression: ast.expr, names: dict[str, Any]) -> object:
    return eval(compile(ast.Expression(expression), "<page>", "eval"), names)


class Shown(SphinxDirective):
    """Run the block, and show the block and its last value."""

    has_content = True
    option_spec: ClassVar = {"name": directives.unchanged_required}
    folder: ClassVar = Path()

    def run(self) -> list[nodes.Node]:
        """Give the code and what it shows."""
        text = "\n".join(self.content)
        code = nodes.literal_block(text, text, language="python")
        names = self.env.temp_data.setdefault("names", {})
        *before, last = ast.parse(text).body
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                exec(compile(ast.Module(before, []), "<page>", "exec"), names)
                shown = self._shown(last, names)
        except Exception as error:
            raise self.severe(f"the block failed: {error!r}") from error
        return [code, *shown]

    def _shown(self, last: ast.stmt, names: dict[str, Any]) -> list[nodes.Node]:
        if not isinstance(last, ast.Expr):
            exec(compile(ast.Module([last], []), "<page>", "exec"), names)
            return []
        value = _value(last.value, names)
        if isinstance(value, Figure):
            dark = _dark(last.value)
            return [self._picture(value, value if dark is None else _value(dark, names))]
        if isinstance(value, pd.DataFrame | pd.Series):
            with pd.option_context("display.max_colwidth", None):
                table = _table(value).to_html(index=False, border=0, na_rep="–")
            return [_raw(f'<div class="shown" tabindex="0">{table}</div>')]
        if hasattr(value, "_repr_html_"):
            return [_raw(f'<div class="shown" tabindex="0">{value._repr_html_()}</div>')]
        return [nodes.literal_block(repr(value), repr(value), language="text")]

    def _picture(self, light: Figure, dark: object) -> nodes.Node:
        name = self.options["name"]
        self.folder.mkdir(parents=True, exist_ok=True)
        for ground, figure in (("light", light), ("dark", dark)):
            ck.draw.save(figure, self.folder / f"{name}-{ground}.png")  # type: ignore[arg-type]
        return _raw(_images(self.env.docname, name, light.alt, link=True))


def _table(value: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Put the index beside the columns, so that each column has a heading."""
    if isinstance(value, pd.Series):
        return value.rename(value.name or "value").rename_axis("measure").reset_index()
    return value if value.index.name is None else value.reset_index()


class Shelf(SphinxDirective):
    """Show pictures of other pages: a line each, `name | page#part | what it shows`."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Give the shelf."""
        rows = [[part.strip() for part in line.split("|")] for line in self.content]
        up = _up(self.env.docname)
        cards = "".join(
            f'<a href="{up}{page.replace(".md", ".html")}">{_images(self.env.docname, name, "")}'
            f"<span>{html.escape(words)}</span></a>"
            for name, page, words in rows
        )
        return [_raw(f'<div class="shelf">{cards}</div>')]


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def _up(docname: str) -> str:
    return "../" * docname.count("/")


def _images(docname: str, name: str, alt: str, *, link: bool = False) -> str:
    """Give a picture for both grounds; with a link it opens at its full size."""
    told = ""
    for ground in ("light", "dark"):
        address = f"{_up(docname)}{FOLDER}/{name}-{ground}.png"
        image = f'<img src="{address}" alt="{html.escape(alt, quote=True)}" loading="lazy">'
        inner = f'<a href="{address}">{image}</a>' if link else image
        told += f'<span class="only-{ground}">{inner}</span>'
    return f'<span class="picture">{told}</span>'


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the two directives."""
    Shown.folder = Path(app.outdir, FOLDER)
    app.add_directive("shown", Shown)
    app.add_directive("shelf", Shelf)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
