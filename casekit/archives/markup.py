"""Texts in HTML, as platforms and blogs keep them, read as plain text."""

from html.parser import HTMLParser

__all__ = ["unmarked"]

_ENDS = {"p": "\n\n", "div": "\n", "li": "\n", "blockquote": "\n", "h1": "\n", "h2": "\n",
         "h3": "\n"}  # fmt: skip
_SILENT = ("script", "style")


class _Text(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "br":
            self.parts.append("\n")
        self._silent += tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(_ENDS.get(tag, ""))
        self._silent -= tag in _SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def unmarked(text: str | None) -> str | None:
    r"""Read a text in HTML as plain text.

    Examples
    --------
    >>> unmarked("<p>Tea &amp; milk<br>no sugar</p><p>Thanks</p>")
    'Tea & milk\nno sugar\n\nThanks'
    """
    if text is None or ("<" not in text and "&" not in text):
        return text
    parser = _Text()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError:  # what the parser says of markup that no browser would know
        return text
    return "".join(parser.parts).strip()
