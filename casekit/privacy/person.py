"""How one account shows in an archive: by its names, its ids, and those of its posts."""

import re
from collections.abc import Iterable
from functools import cached_property

from casekit.privacy.wording import LATIN, UNSEEN, called, telling

__all__ = ["ERASED", "Person"]

ERASED = "[erased]"
_LINK = re.compile(r"(?:[a-z][a-z0-9+.\-]{0,20}://|www\.)\S+", re.IGNORECASE)
_PART = re.compile(r"[^\s/?&=#:@,;]+")
_LONG = re.compile(r"(?<!\d)\d{8,}(?!\d)")
_REPEATED = r"\b(?:RT|MT|HT|via)\b[\s:\"“”'«»]*"
"""How people began what they passed on by hand."""


class Person:
    """An account that is erased.

    Parameters
    ----------
    names
        Its ids and handles, in small letters.
    posts
        Ids of its posts, and of those that only repeat them.
    """

    def __init__(self, names: Iterable[str], posts: frozenset[str] = frozenset()) -> None:
        self.names = frozenset(names)
        self.posts = posts
        self.called = frozenset(way.casefold() for name in self.names for way in called(name))

    def of(self, posts: Iterable[str]) -> "Person":
        """Give the same account with its posts."""
        return Person(self.names, frozenset(posts))

    @cached_property
    def _named(self) -> re.Pattern[str]:
        """Find it by "@", as a profile, and as a word where that is no short one."""
        marked = "|".join(map(re.escape, sorted(self.called, key=len, reverse=True)))
        ways = [rf"(?:[@＠]{UNSEEN}|(?<!\w)/?u(?:ser)?/)(?:{marked})(?!{LATIN})(?:@[\w.\-]+\w)?"]
        ways += [_bounded(name) for name in sorted(self.called, key=len, reverse=True)
                 if telling(name)]  # fmt: skip
        return re.compile("|".join(ways), re.IGNORECASE)

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        """Find where its words are repeated after its name."""
        return re.compile(rf"{_REPEATED}(?:{self._named.pattern})[\s\S]*", re.IGNORECASE)

    def posted(self, account: str | None, name: str | None) -> bool:
        """Say whether a post is by it."""
        return any(one is not None and _plain(one) in self.names for one in (account, name))

    def repeated(self, text: str | None) -> bool:
        """Say whether a text is nothing but its words, passed on by hand."""
        if text is None or self._named.search(text) is None:
            return False
        found = self._opening.search(text)
        return found is not None and not re.search(r"\w", text[: found.start()])

    def shown(self, text: str) -> bool:
        """Say whether a text names it or one of its posts."""
        return self.cut(text) != text

    def cut(self, text: str) -> str:
        """Give a text without its names, its words, links to it and ids of its posts.

        Examples
        --------
        >>> who = Person(["anna"]).of(["123456789"])
        >>> who.cut("thanks @Anna, see https://example.com/anna/1 and 123456789")
        'thanks [erased], see [erased] and [erased]'
        >>> who.cut("so true RT @anna: my own words")
        'so true [erased]'
        """
        text = _LINK.sub(self._link, text)
        text = self._opening.sub(ERASED, text)
        text = self._named.sub(ERASED, text)
        return _LONG.sub(lambda found: ERASED if found[0] in self.posts else found[0], text)

    def names_it(self, post: str) -> bool:
        """Say whether the id or address of a post holds its id or handle."""
        return any(part.casefold() in self.called for part in _PART.findall(post))

    def _link(self, found: re.Match[str]) -> str:
        link = found[0]
        parts = _PART.findall(link)
        mine = link in self.posts or any(part in self.posts for part in parts)
        return ERASED if mine or self.names_it(link) else link


def _bounded(name: str) -> str:
    """Write a name as a pattern that no longer word of Latin letters matches."""
    before = rf"(?<!{LATIN})" if re.match(LATIN, name) else ""
    after = rf"(?!{LATIN})" if re.match(LATIN, name[-1]) else ""
    return before + re.escape(name) + after


def _plain(name: str) -> str:
    return name.strip().removeprefix("@").casefold()
