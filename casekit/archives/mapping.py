"""Which column of a table is what: told by whoever has it, or proposed from the names.

It is told for all tables of a source, or for one by a TOML beside it: `table.csv.toml`, with a part
`[columns]`.

The names are those that tables have in English and German, and those of exports of Brandwatch,
Talkwalker, Meltwater and Sprinklr; these are written from the published schemas, not seen in the
wild. Estimates of reach are not taken for impressions.
"""

import os
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from casekit.archives.dates import ORDERS
from casekit.errors import ReadError

__all__ = ["FIELDS", "Columns", "beside", "checked", "plain", "proposed", "told"]

Columns = Mapping[str, str] | str | os.PathLike[str]
"""Field to column, the same as text (``at=Datum,text=Inhalt``), or the path of a TOML."""

_NAMES = {
    "at": ("at", "date", "datetime", "timestamp", "createdat", "createdtime", "published",
           "publishedat", "publicationdate", "publishdate", "postdate", "posted", "postedat",
           "created", "postcreated", "datum", "datumuhrzeit", "zeitpunkt", "zeitstempel",
           "veroffentlicht", "veroffentlichtam", "veroffentlichungsdatum", "erscheinungsdatum",
           "erstelltam", "alternatedateformat"),
    "clock": ("time", "uhrzeit", "zeit"),
    "text": ("fulltext", "text", "rawcontent", "content", "message", "body", "posttext", "tweet",
             "hitsentence", "openingtext", "snippet", "contentsnippet", "inhalt", "nachricht",
             "beitrag", "beitragstext", "volltext", "wortlaut", "kommentar", "comment",
             "description", "title", "headline", "titel", "uberschrift"),
    "title": ("title", "headline", "titel", "uberschrift"),
    "post": ("postid", "messageid", "universalmessageid", "mentionid", "resourceid", "tweetid",
             "statusid", "idstr", "documentid", "beitragsid", "id"),
    "account": ("authorid", "userid", "accountid", "senderuserid", "twitterauthorid", "xauthorid",
                "fromuseridstr", "fromuserid", "useridstr", "facebookid",
                "extraauthorattributesid", "autorid", "nutzerid", "benutzerid"),
    "name": ("author", "username", "user", "screenname", "senderscreenname", "fromuser", "handle",
             "influencer", "extraauthorattributesshortname", "extraauthorattributesname",
             "authorname", "autor", "autorin", "nutzer", "nutzername", "benutzer", "benutzername",
             "absender", "verfasser", "name", "account", "konto", "profil", "pagename"),
    "url": ("url", "link", "permalink", "posturl", "tweeturl", "adresse", "webadresse"),
    "platform": ("platform", "pagetype", "contentsourcename", "sntype", "socialnetwork",
                 "plattform", "netzwerk", "sourcetype"),
    "lang": ("lang", "language", "sprache"),
    "kind": ("threadentrytype", "messagetype", "posttype", "beitragsart"),
    "parent": ("parentid", "inreplytoid", "inreplytostatusidstr", "inreplytostatusid",
               "inreplytotweetid", "replytostatusid", "twitterreplyto", "xreplyto", "parenturl",
               "inreplyto", "replyto", "antwortauf"),
    "original": ("retweetedstatusid", "retweetstatusid", "retweetedid", "retweetid",
                 "twitterretweetof", "xrepostof", "repostof", "retweetof"),
    "quoted": ("quotedstatusid", "quotedtweetid", "quotedid"),
    "followers": ("followers", "followerscount", "followercount", "follower", "xfollowers",
                  "twitterfollowers", "userfollowerscount", "followersatposting",
                  "authorfollowers", "senderfollowerscount", "anzahlfollower",
                  "subscribers", "abonnenten"),
    "impressions": ("impressions", "views", "viewcount", "postviews", "impressionen", "aufrufe",
                    "ansichten"),
    "likes": ("likes", "likecount", "xlikes", "twitterlikes", "favorites", "favoritecount",
              "articleextendedattributestwitterlikes", "facebooklikes",
              "gefalltmir", "gefalltmirangaben"),
    "reposts": ("reposts", "retweets", "shares", "xreposts", "twitterretweets", "retweetcount",
                "articleextendedattributestwitterretweets", "articleextendedattributesnumretweets",
                "geteilt", "teilungen"),
    "replies": ("replies", "comments", "replycount", "commentcount", "xreplies", "twitterreplies",
                "twitterreplycount", "antworten", "kommentare"),
}  # fmt: skip
FIELDS = (*_NAMES, "root", "order")
"""What a column can be.

`clock` is the time of day beside a date, `order` that of day and month; `title` is the text where
there is no other; `original` is what a repost passes on.
"""


def proposed(names: list[str]) -> dict[str, str]:
    """Propose which column is what, from its name.

    Examples
    --------
    >>> proposed(["Datum", "Uhrzeit", "Autor", "Inhalt", "Reichweite"])
    {'at': 'Datum', 'clock': 'Uhrzeit', 'text': 'Inhalt', 'name': 'Autor'}
    """
    bare = {plain(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for field, known in _NAMES.items():
        name = next((bare[word] for word in known if word in bare), None)
        if name is not None and name not in found.values():
            found[field] = name
    if "at" not in found and "clock" in found:
        found = {"at": found.pop("clock")} | found
    return found


def plain(name: str) -> str:
    """Give the letters and figures of a name, as names of columns are compared.

    Examples
    --------
    >>> plain("Bezug auf (Nr.)"), plain("Veröffentlicht am")
    ('bezugaufnr', 'veroffentlichtam')
    """
    bare = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]", "", bare)


def checked(columns: Mapping[str, str], where: str = "columns") -> dict[str, str]:
    """Check a mapping that somebody gave.

    Raises
    ------
    ReadError
        It names no time, or something that no column can be.
    """
    for field, name in columns.items():
        if field not in FIELDS or not isinstance(name, str):
            raise ReadError(
                f"{field} = {name!r}: no column of a post",
                where=where,
                cure=f"name the columns of {', '.join(FIELDS)}, such as at = 'Date'",
            )
    if columns.get("order", ORDERS[0]) not in ORDERS:
        raise ReadError(
            f"order = {columns['order']!r}", where=where, cure=f"write {' or '.join(ORDERS)}"
        )
    if "at" not in columns:
        raise ReadError(
            "no column of times", where=where, cure="name it: at = 'Date', or whatever it is called"
        )
    return dict(columns)


def told(columns: Columns | None) -> dict[str, str] | None:
    """Read which column is what, however it was said.

    Raises
    ------
    ReadError
        The file cannot be read, or what is said cannot be.

    Examples
    --------
    >>> told("at=Datum, text=Inhalt")
    {'at': 'Datum', 'text': 'Inhalt'}
    """
    if columns is None:
        return None
    if isinstance(columns, Mapping):
        return checked(columns)
    text = os.fspath(columns)
    if "=" in text and not Path(text).is_file():
        parts = [part.partition("=") for part in text.split(",")]
        return checked({field.strip(): name.strip() for field, _, name in parts})
    return _written(Path(text))


def beside(path: Path) -> dict[str, str] | None:
    """Read the mapping that lies beside a table; None: there is none.

    Raises
    ------
    ReadError
        It cannot be read.
    """
    file = Path(f"{path}.toml")
    return _written(file) if path.is_file() and file.is_file() else None


def _written(file: Path) -> dict[str, str]:
    try:
        columns = tomllib.loads(file.read_text("utf-8"))["columns"]
    except OSError as error:
        raise ReadError(
            f"no mapping: {error.strerror or error}",
            where=str(file),
            cure="give the path of a TOML, or say it: at=Date,text=Content",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise ReadError(
            f"no mapping: {error}",
            where=str(file),
            cure='write [columns] and below it at = "Date", text = "Content"',
        ) from None
    if not isinstance(columns, dict):
        raise ReadError("no mapping", where=str(file), cure="write [columns] as a table")
    return checked(columns, str(file))
