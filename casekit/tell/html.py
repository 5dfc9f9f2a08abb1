"""A piece of HTML that a notebook shows, made from a template that escapes all it is given."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from casekit import language

__all__ = ["Html", "render"]

# JupyterLab would set words flush right, and knows no grades; on pages casekit.css says the same
_IN_LAB = """<style>
.jp-RenderedHTMLCommon table.told :is(th, td) { text-align: left; vertical-align: top; }
.jp-RenderedHTMLCommon .grade { white-space: nowrap; border-bottom: 3px solid; }
.jp-RenderedHTMLCommon .grade.derived { border-bottom-width: 1px; }
.jp-RenderedHTMLCommon .grade.reconstructed { border-bottom: 2px dashed; }
.jp-RenderedHTMLCommon .grade.simulated { border-bottom: 2px dotted; }
</style>
"""


@dataclass(frozen=True)
class Html:
    """HTML to be shown in a notebook or on a page."""

    text: str

    def _repr_html_(self) -> str:
        return _IN_LAB + self.text

    def __str__(self) -> str:
        return self.text


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("casekit", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, *, lang: str, **values: Any) -> Html:
    """Fill a template of ``casekit/pages``; everything that is not markup is escaped.

    In a template ``say`` speaks the language and ``speak`` is the language itself.
    """
    speak = language.of(lang)

    def say(text: str, **places: object) -> Markup | str:
        return speak(text, **places)

    page = _environment().get_template(template)
    return Html(page.render(lang=lang, say=say, speak=speak, **values))
