"""Texts of posts: what in them names somebody, in every script, and what is put in its place.

What has a form is found: mentions, links, e-mail addresses, telephone numbers and long ids, and
the handles of the archive's own accounts. A name that is nobody's handle is not, nor one that an
account shows beside it.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from casekit.privacy.keys import Pseudonyms

__all__ = ["LATIN", "UNSEEN", "Texts", "called", "telling"]

_NO_LETTER = (
    r"\s\x00-,/:-@\[-\^`{-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\u2000-\u200b\u200e-\u206f\u3000-\u3004\u3008-\u3020\u3030"
    r"\ufe00-\ufe0f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff3e\uff40\uff5b-\uff65\ufeff"
)
_LETTER = rf"[^{_NO_LETTER}.\-]"
"""What a handle is made of: letters, marks and digits of every script, pictures, "_"."""
LATIN = r"[0-9A-Za-z_\u00c0-\u024f]"
_OTHER = rf"[^{_NO_LETTER}.\-0-9A-Za-z_\u00c0-\u024f]"
_JOIN = r"[.\-·]"
_HANDLE = rf"{_JOIN}*{_LETTER}(?:{_JOIN}*{_LETTER})*"
UNSEEN = r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]*"
"""Signs of direction and width that platforms put between @ and the handle."""

_FORMS = (
    r"(?P<link>(?<!\w)[a-z][a-z0-9+.\-]{0,20}://\S+|(?<!\w)www\.\S+|(?<!\w)did:[a-z0-9]+:[\w.:%\-]+)",
    rf"(?P<mention>[@＠]{UNSEEN}(?={_JOIN}*{_LETTER})|(?<![\w/])/?u(?:ser)?/(?=\w))",
    r"(?P<mail>(?<![\w.+%\-])[\w.+%\-]{1,64}@[\w\-]+(?:\.[\w\-]+)+)",
    r"(?P<domain>(?<![\w.\-])(?:[\w\-]{1,63}\.){1,8}[a-z]{2,24}(?!\w)(?:[:/]\S*)?)",
    r"(?P<date>(?<!\d)(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4})(?![\d.\-]))",
    r"(?P<number>(?<!\w)[+(]?\d(?:[\s()./\-–]{0,2}\d){6,})",
)
_WORD = rf"(?P<word>{LATIN}+|{_OTHER}+)"
_FORMED = re.compile("|".join(_FORMS), re.IGNORECASE)
_EVERY = re.compile("|".join((*_FORMS, _WORD)), re.IGNORECASE)
_ADDRESSED = re.compile(rf"{_HANDLE}(?:[@＠]{_HANDLE})?")
_RUN = re.compile(rf"{LATIN}+|{_OTHER}+")
_IS_LATIN, _IS_OTHER = re.compile(LATIN), re.compile(_OTHER)


def called(account: str) -> set[str]:
    """Give the ways in which texts call an account: its name, and the part before its server.

    Examples
    --------
    >>> sorted(called("https://social.example/users/anna")), sorted(called("bo@social.example"))
    (['anna'], ['bo', 'bo@social.example'])
    """
    name = account.strip().lstrip("@＠")
    if "://" in name:
        name = name.rstrip("/").rsplit("/", 1)[-1].lstrip("@")
    return {name, name.split("@", 1)[0], name.removesuffix(".bsky.social")} - {""}


class Texts:
    """Texts with pseudonyms in place of names.

    Parameters
    ----------
    names
        What makes the pseudonyms, and says which accounts keep their names.
    accounts
        Ids and handles of the accounts of the archive.
    """

    def __init__(self, names: Pseudonyms, accounts: Iterable[str]) -> None:
        self._names = names
        self._accounts = accounts

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        """Names by their first run of letters, the longest first."""
        known: dict[str, list[str]] = {}
        for name in {one for account in self._accounts for one in called(account)}:
            if run := _RUN.match(name):
                known.setdefault(run[0].casefold(), []).append(name)
        for alike in known.values():
            alike.sort(key=len, reverse=True)
        return known

    def scrubbed(self, text: str) -> str:
        """Give a text with everything replaced that could name somebody.

        Examples
        --------
        >>> texts = Texts(Pseudonyms(b"a key that nobody should ever use", {"airline"}), ["anna"])
        >>> texts.scrubbed("@Airline call Anna on 0171 2345678 or mail a.b@example.com")
        '@Airline call [name] on [number] or mail [e-mail]'
        """
        pattern = _EVERY if self._known else _FORMED
        out, done = [], 0
        while found := pattern.search(text, done):
            out.append(text[done : found.start()])
            new, done = self._replaced(text, found)
            out.append(new)
        return "".join((*out, text[done:]))

    def mentions(self, text: str) -> str | None:
        """Give nothing of a text but whom it mentions; None if it mentions nobody.

        Examples
        --------
        >>> texts = Texts(Pseudonyms(b"a key that nobody should ever use", {"airline"}), [])
        >>> texts.mentions("lost luggage again, @Airline!")
        '@Airline'
        """
        named, done = [], 0
        while found := _FORMED.search(text, done):
            new, done = self._replaced(text, found)
            if found.lastgroup == "mention":
                named.append(f"@{new.rpartition('/')[2].lstrip('@')}")
        return " ".join(named) or None

    def _replaced(self, text: str, found: re.Match[str]) -> tuple[str, int]:
        """Give what stands in place of what was found, and where the text goes on."""
        match found.lastgroup:
            case "link" | "domain":
                return self._names.link(found[0]), found.end()
            case "mail":
                return "[e-mail]", found.end()
            case "number":
                return "[number]", found.end()
            case "mention":
                return self._mention(text, found)
            case "word":
                return self._word(text, found)
        return found[0], found.end()

    def _mention(self, text: str, found: re.Match[str]) -> tuple[str, int]:
        mark = "u/" if found[0].endswith("/") else "@"
        name = self._longest(text, found.end())
        addressed = _ADDRESSED.match(text, found.end())
        if not name and addressed is not None:
            name = next((one for one in _shorter(addressed[0]) if self._names.keeps(one)), "")
        if not name:
            assert addressed is not None  # the pattern looked ahead
            name = addressed[0]
        return mark + self._names.account(name), found.end() + len(name)

    def _word(self, text: str, found: re.Match[str]) -> tuple[str, int]:
        name = self._longest(text, found.start())
        if not telling(name):
            return found[0], found.end()
        end = found.start() + len(name)
        return (name if self._names.keeps(name) else "[name]"), end

    def _longest(self, text: str, start: int) -> str:
        """Give the longest known name that stands at a place, as it is written there."""
        run = _RUN.match(text, start)
        for name in self._known.get(run[0].casefold(), ()) if run else ():
            end = start + len(name)
            if text[start:end].casefold() == name.casefold() and _ends(text, end):
                return text[start:end]
        return ""


def _shorter(handle: str) -> Iterable[str]:
    """Give a handle, and what it may be where a text goes on without a space."""
    yield handle
    for pattern in (r"[0-9A-Za-z_.\-]*[0-9A-Za-z_]", r"[0-9A-Za-z_]+"):
        if begin := re.match(pattern, handle):
            yield begin[0]


def telling(name: str) -> bool:
    """Say whether a word by itself names an account, and is no short number or syllable."""
    return len(name) > 4 if name.isdecimal() else len(name) > 2


def _ends(text: str, end: int) -> bool:
    """Say whether a word ends there: what follows is of another kind."""
    if end >= len(text):
        return True
    last, following = text[end - 1], text[end]
    return not any(kind.match(last) and kind.match(following) for kind in (_IS_LATIN, _IS_OTHER))
