"""One item of a feed, or of a WordPress export, as the posts and comments that it holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from casekit.archives.elements import told
from casekit.archives.markup import unmarked
from casekit.archives.report import RecordError, Tally
from casekit.archives.rows import Row
from casekit.archives.tables import count
from casekit.archives.times import micros
from casekit.errors import ClockError

__all__ = ["Entry", "entries"]

POSTS = ("post", "page")
LINKS = ("pingback", "trackback")
_HREF = re.compile(r"""<a\s[^>]*?href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_COMMENT = re.compile(r"#comment-?\w+$")
_TIMES = ("pubDate", "published", "issued", "dc_date", "date", "updated", "modified")
_NEVER = ("0000-00-00 00:00:00", "")
_KIND = "schemas.google.com/blogger/2008/kind#"


@dataclass(frozen=True)
class Entry:
    """What stands in a feed: its row, and the addresses that tie it to others."""

    row: Row
    addresses: tuple[str, ...] = ()
    """What others may call it."""
    of: str | None = None
    """Address of the post that it comments on or links."""
    by: str | None = None
    """Address of the page that a pingback stands for."""
    links: tuple[str, ...] = ()
    """Addresses in its text."""


def entries(element: Element, where: str, tally: Tally) -> list[Entry]:
    """Give the post of an item, and the comments below it; none if it is no post.

    Raises
    ------
    RecordError
        It cannot be read.
    ClockError
        Its time cannot.
    """
    kind = told(element, "wp_post_type")
    if kind is not None:
        return list(_exported(element, kind, where, tally))
    for category in element.iterfind("category"):
        term = category.get("term", "")
        if _KIND in term and not term.endswith(("#post", "#comment", "#page")):
            tally.count("entries of kind {kind}, which are no posts", where,
                        kind=term.rpartition("#")[2][:40])  # fmt: skip
            return []
    if told(element, "app_control/app_draft") == "yes":
        tally.count("drafts, which are no posts", where)
        return []
    return [_fed(element, where, tally)]


def _fed(element: Element, where: str, tally: Tally) -> Entry:
    """Make an entry of an item of RSS or an entry of Atom."""
    link = _link(element)
    ident = told(element, "guid", "id") or element.get("about") or link
    if ident is None:
        tally.count("posts without an id, called by file and line", where)
        ident = where
    answered = element.find("thr_in-reply-to")
    of = None if answered is None else answered.get("ref") or answered.get("href")
    for address in (link, ident):
        if of is None and address and _COMMENT.search(address):
            of = _COMMENT.sub("", address)
    stamp = told(
        element, "pubDate", "published", "issued", "dc_date", "date", "updated", "modified"
    )
    at = _time(stamp, tally) if stamp else None
    tally.count("posts without a time", where, int(stamp is None))
    changed = told(element, "updated", "modified")
    body = told(element, "content_encoded", "content", "description", "summary")
    shown = {"replies": told(element, "slash_comments", "thr_total") or ""}
    name = told(element, "dc_creator", "author/name", "author")
    row = Row(
        post=ident,
        at=at,
        account=_account(link or ident, name),
        name=name,
        kind="comment" if of else "post",
        text=_text(None if of else told(element, "title"), body),
        lang=told(element, "dc_language"),
        replies=count(shown, "replies", tally, where),
        seen=_time(changed, tally) if changed else at,
        url=link,
    )
    addresses = tuple(one for one in (ident, link) if one)
    return Entry(row, addresses, of, links=() if of else _links(body))


def _link(element: Element) -> str | None:
    """Give the address of an item: the text of its link, or what Atom's link points to."""
    for inner in element.iterfind("link"):
        if inner.get("href") and inner.get("rel", "alternate") == "alternate":
            return inner.get("href")
    return told(element, "link")


def _exported(element: Element, kind: str, where: str, tally: Tally) -> Iterator[Entry]:
    """Give the post of an item of a WordPress export, and its comments."""
    status = told(element, "wp_status") or "publish"
    if kind not in POSTS:
        tally.count("items of type {kind}, which are no posts", where, kind=kind[:40])
        return
    if status != "publish":
        tally.count("posts that are not published ({status})", where, status=status[:40])
        return
    link = told(element, "link")
    number = told(element, "wp_post_id")
    ident = told(element, "guid") or link
    if ident is None:
        raise RecordError("no guid and no link")
    stamp, local = told(element, "wp_post_date_gmt"), told(element, "wp_post_date")
    body, name = told(element, "content_encoded"), told(element, "dc_creator")
    at = _dated(stamp, local, told(element, "pubDate"), tally)
    inner = element.findall("wp_comment")
    shown = [each for each in inner if told(each, "wp_comment_approved") in ("1", None)]
    tally.count("comments that nobody approved, left out", where, len(inner) - len(shown))
    row = Row(post=ident, at=at, account=_account(link or ident, name), name=name, kind="post",
              text=_text(told(element, "title"), body), replies=len(shown), seen=at,
              url=link)  # fmt: skip
    addresses = [one for one in (ident, link) if one]
    if number and link:
        parts = urlsplit(link)
        addresses.append(f"{parts.scheme}://{parts.netloc}/?p={number}")
    yield Entry(row, tuple(addresses), links=_links(body))
    for each in shown:
        try:
            yield _commented(each, ident, tally)
        except (ClockError, ValueError) as error:
            tally.records += 1
            file, _, line = where.rpartition(":")
            tally.reject(file, int(line), error, told(each, "wp_comment_content") or "")


def _commented(element: Element, post: str, tally: Tally) -> Entry:
    """Make an entry of a comment or a pingback of a WordPress export."""
    number, above = told(element, "wp_comment_id"), told(element, "wp_comment_parent")
    if number is None:
        raise RecordError("a comment without an id")
    at = _dated(told(element, "wp_comment_date_gmt"), told(element, "wp_comment_date"), None, tally)
    address = told(element, "wp_comment_author_url")
    name = told(element, "wp_comment_author")
    is_link = (told(element, "wp_comment_type") or "comment") in LINKS
    row = Row(
        post=f"{post}#comment-{number}",
        at=at,
        account=_host(address) if is_link else _account(post, name),
        name=name,
        kind="link" if is_link else "comment",
        parent=f"{post}#comment-{above}" if above not in (None, "0") else None,
        text=unmarked(told(element, "wp_comment_content")),
        seen=at,
        url=address if is_link else None,
    )
    return Entry(row, of=post, by=address if is_link else None)


def _dated(utc: str | None, local: str | None, spoken: str | None, tally: Tally) -> int | None:
    """Take the time in UTC, or the one with a zone, or the one of the blog's own clock."""
    if utc and utc not in _NEVER:
        return micros(utc, "UTC")
    if spoken and "-0001" not in spoken:
        return _time(spoken, tally)
    return micros(local, tally.tz) if local and local not in _NEVER else None


def _time(text: str, tally: Tally) -> int:
    """Read a time as mail writes it, or as ISO 8601 does."""
    try:
        time = None if text[:4].isdecimal() else parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        time = None
    if time is None:
        return micros(text, tally.tz)
    is_utc = time.tzinfo is None and text.rstrip().endswith("-0000")
    return micros(time.isoformat(), "UTC" if is_utc else tally.tz)


def _text(title: str | None, body: str | None) -> str | None:
    parts = [unmarked(part) for part in (title, body) if part]
    return "\n\n".join(part for part in parts if part) or None


def _links(body: str | None) -> tuple[str, ...]:
    """List the addresses that a text in HTML links."""
    found = dict.fromkeys(_HREF.findall(body)) if body else {}
    return tuple(one.replace("&amp;", "&") for one in found if "//" in one)


def _host(address: str | None) -> str | None:
    try:
        host = urlsplit(address or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _account(address: str | None, name: str | None) -> str | None:
    """Call an account by its site and its name, since names are only those of a site."""
    host = _host(address)
    return f"{host}/{name}" if host and name else name or host
