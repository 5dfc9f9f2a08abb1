"""An interactive picture as a page of its own, which needs no network."""

import html
from base64 import b64encode
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from casekit import theme
from casekit.errors import CasekitError
from casekit.interact.bundle import bundle
from casekit.interact.explore import script
from casekit.writing import whole

__all__ = ["save"]

_STYLE = """
figure{margin:0}
.casekit-explore{display:flex;gap:12px;align-items:center;min-height:36px;padding:0 38px 12px;
font:15px/1.4 '%s',Arial,sans-serif;color:%s}
.casekit-explore button{font:inherit;color:inherit;background:none;border:1px solid;
border-radius:4px;padding:4px 12px;cursor:pointer}
"""


def save(figure: go.Figure, path: str | Path) -> Path:
    """Write an interactive picture as one HTML file that needs no network.

    Raises
    ------
    CasekitError
        The name does not end in ".html", or nothing can be written there.

    Examples
    --------
    >>> save(go.Figure(), "one.png")
    Traceback (most recent call last):
    ...
    casekit.errors.CasekitError: one.png: cannot write '.png'. Cure: use .html
    """
    path = Path(path)
    if path.suffix.lower() != ".html":
        raise CasekitError(f"cannot write {path.suffix!r}", where=str(path), cure="use .html")
    meta: dict[str, Any] = figure.layout.meta or {}
    ground = str(figure.layout.paper_bgcolor or "white")
    style = _STYLE % (theme.FONT, figure.layout.font.color or theme.INK)
    body = figure.to_html(
        full_html=False, include_plotlyjs=False, post_script=script(meta),
        config={"displaylogo": False, "scrollZoom": True},
    )  # fmt: skip
    faces = "".join(
        f"@font-face{{font-family:'{theme.FONT}';font-weight:{700 if 'Bold' in file.name else 400};"
        f"src:url(data:font/ttf;base64,{b64encode(file.read_bytes()).decode()})}}"
        for file in theme.font_files()
    )
    words = {key: html.escape(str(meta.get(key, "")), quote=True) for key in ("title", "alt")}
    page = (
        f'<!doctype html>\n<html lang="{meta.get("lang", "en")}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width={figure.layout.width or 1280}">'
        f"<title>{words['title']}</title><style>{faces}{style}</style>"
        f"<script>{bundle(frozenset(trace.type for trace in figure.data))}</script></head>\n"
        f'<body style="margin:0;background:{ground}"><figure aria-label="{words["alt"]}">'
        f"{body}</figure></body>\n"
        "</html>\n"
    )
    with whole(path) as part:
        part.write_text(page, encoding="utf-8")
    return path
