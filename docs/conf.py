"""How the site is built: `make docs` writes it to build/site, and nothing is fetched."""

import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import casekit

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

project = "casekit"
author = "The casekit authors"
copyright = "The casekit authors. Code MIT, cases CC BY 4.0"
version = release = casekit.__version__
language = "en"
highlight_language = "text"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "myst_parser",
    "from_code",
    "mathml",
    "shown",
]
exclude_patterns = ["extensions"]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "none"
autodoc_preserve_defaults = True
autosummary_generate = False
default_role = "literal"
napoleon_google_docstring = False
napoleon_use_rtype = False
nitpicky = True
nitpick_ignore_regex = [(r"py:(class|data|obj|attr|exc)", r".*")]

html_theme = "furo"
html_title = "casekit"
html_baseurl = ""
html_copy_source = False
html_static_path = ["_static", "../casekit/fonts"]
html_css_files = ["site.css"]
html_theme_options = {
    "light_css_variables": {
        "font-stack": "'Source Sans 3', system-ui, sans-serif",
        "color-brand-primary": "#0F2F57",
        "color-brand-content": "#1F5A8C",
    },
    "dark_css_variables": {
        "color-brand-primary": "#9CC7F0",
        "color-brand-content": "#8CBDEB",
    },
}


def _speak(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Tell screen readers that one page is German, and the level of the headings beside all."""
    if page == "auf-deutsch":
        context["language"] = "de"
    tree = context["furo_navigation_tree"]
    context["furo_navigation_tree"] = tree.replace('"heading"', '"heading" aria-level="2"')


def setup(app: Sphinx) -> None:
    """Connect what no extension does."""
    app.connect("html-page-context", _speak, priority=900)  # after the theme
