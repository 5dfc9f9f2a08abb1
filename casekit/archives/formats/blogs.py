"""Blogs: posts, comments and the links between them (RSS 1.0 and 2.0, Atom, WordPress exports).

Written from the schemas, not seen in the wild. A post that links another one of the archive is a
link to it: the newest of those it links that is not younger than itself is its parent, a second
one is kept as quoted. A comment hangs below its post, or below the comment that it answers. A
pingback or trackback is the post of another blog that links this one; where that post is in the
archive itself, it is not counted twice. Names of authors are only those of their blog, so that an
account is called by its site and its name. Drafts, attachments and comments that nobody approved
are counted and are no posts.
"""

import re
from collections.abc import Iterable, Iterator

import pyarrow as pa

from casekit.archives.elements import elements, root
from casekit.archives.file import File
from casekit.archives.formats.blog_entries import Entry, entries
from casekit.archives.report import Tally
from casekit.archives.rows import NAMED, Row, Rows
from casekit.archives.sight import Verdict, described
from casekit.errors import ClockError

__all__ = ["ABOUT", "NAME", "read", "sniff"]

NAME = "blogs"
ABOUT = "blogs: posts, comments and links between them (RSS, Atom, WordPress exports)"

WANTED = frozenset(("item", "entry"))
ROOTS = ("rss", "RDF", "feed")
_PARTS = re.compile(rb"<(?:\w+:)?(?:channel|title|item|entry)\b")
LAST = 1 << 62
"""Later than any snapshot: what another blog's pingback says of a post holds."""
_SCHEME = re.compile(r"^(?:https?:)?//(?:www\.)?", re.IGNORECASE)
_CAMPAIGN = re.compile(r"[?&](?:utm_\w+|fbclid|replytocom)=[^&]*")


def sniff(file: File) -> Verdict:
    """Look for a feed."""
    name = root(file.head)
    ours = name != "RDF" or b"purl.org/rss" in file.head
    if name in ROOTS and ours and _PARTS.search(file.head):
        return Verdict(True, f"XML with the root {name}")
    seen = f"XML with the root {name}" if name else described(file.magic)
    return Verdict(False, seen, plausible=b"<item>" in file.head or b"<entry>" in file.head)


def read(files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
    """Read feeds, in batches; a record is a post, a comment or a pingback."""
    rows = Rows("blog")
    links = _Links(tally)
    for file in files:
        for line, element in elements(file, tally, WANTED):
            where = f"{file.name}:{line}"
            try:
                found = entries(element, where, tally)
            except (ClockError, ValueError) as error:
                tally.records += 1
                seen = (element.findtext("title") or "").strip()
                tally.reject(file.name, line, error, seen)
                continue
            for entry in found:
                tally.records += 1
                for row in links.ready(entry):
                    rows.add(row)
            if rows.full:
                yield rows.batch()
    for row in links.rest():
        rows.add(row)
        if rows.full:
            yield rows.batch()
    yield rows.batch()


class _Links:
    """The addresses of all posts; those that link anything wait until all of them are known."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._known: dict[str, str] = {}
        self._at: dict[str, int | None] = {}
        self._waiting: list[Entry] = []

    def ready(self, entry: Entry) -> list[Row]:
        """Take an entry; give its row if it can be made already."""
        row = entry.row
        if entry.of is None and entry.by is None:
            self._at[row.post] = row.at
            for address in entry.addresses:
                self._known[address] = self._known[_plain(address)] = row.post
        if entry.links or entry.of or entry.by:
            self._waiting.append(entry)
            return []
        return [row]

    def rest(self) -> Iterator[Row]:
        """Give the rows that waited."""
        named: dict[str, str] = {}
        for entry in self._waiting:
            if entry.by and (post := self._find(entry.by)) and entry.of:
                named.setdefault(post, self._find(entry.of) or entry.of)
        for entry in self._waiting:
            if entry.by and self._find(entry.by):
                self._tally.accepted += 1
                self._tally.count("pingbacks of posts that are in the archive themselves")
            elif entry.of is not None:
                parent = self._find(entry.of) or entry.of
                row = entry.row if entry.row.parent else entry.row._replace(parent=parent)
                yield row._replace(root=parent)
            else:
                yield self._linked(entry, named.pop(entry.row.post, None))
        for post, parent in named.items():
            if parent != post:
                yield Row(post=post, kind="link", parent=parent, origin=NAMED, seen=LAST)

    def _find(self, address: str) -> str | None:
        return self._known.get(address) or self._known.get(_plain(address))

    def _linked(self, entry: Entry, named: str | None) -> Row:
        """Tie a post to those of the archive that it links."""
        row = entry.row
        found = {named: None} if named and named != row.post else {}
        for address in entry.links:
            post = self._find(address)
            if post and post != row.post and not self._is_after(post, row.at):
                found[post] = None
        if not found:
            return row
        first, *more = sorted(found, key=lambda post: -(self._at.get(post) or 0))
        self._tally.count("links of posts to further posts of the archive", n=len(more[1:]))
        return row._replace(kind="link", parent=first, quoted=more[0] if more else None)

    def _is_after(self, post: str, at: int | None) -> bool:
        other = self._at.get(post)
        return at is not None and other is not None and other > at


def _plain(address: str) -> str:
    """Give an address without what does not tell one post from another."""
    bare = _SCHEME.sub("", address.strip()).partition("#")[0]
    host, slash, path = _CAMPAIGN.sub("", bare).partition("/")
    return (host.casefold() + slash + path).rstrip("/?&")
