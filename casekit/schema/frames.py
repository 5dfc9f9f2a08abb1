"""The frames that casekit hands out, column by column."""

from casekit.schema.columns import Column, Frame
from casekit.schema.words import (
    EVIDENCE,
    KINDS,
    LINK_KINDS,
    ORIGINS,
    PARENTS,
    PHASES,
    PRECISIONS,
    QUALIFIERS,
    ROLES,
    SOURCE_KINDS,
)

__all__ = [
    "ACCOUNTS",
    "CONFLICTS",
    "EDGES",
    "EVENTS",
    "FIGURES",
    "FRAMES",
    "LESSONS",
    "LEVELS",
    "LINKS",
    "POSTS",
    "SERIES",
    "SOURCES",
    "WAITS",
]


def _evidence() -> Column:
    return Column("evidence", "choice", "how the row is known", choices=EVIDENCE, ordered=True,
                  required=True)  # fmt: skip


def _sources() -> Column:
    return Column("sources", "text", "ids of the sources that say so, separated by spaces")


POSTS = Frame(
    "posts",
    "a post on a platform, a blog or a news site; one that is only named has no time, and "
    "seldom an account",
    Column("post", "text", "id of the post, as text", required=True),
    (
        Column("at", "time", "when it was posted", "UTC"),
        Column("account", "text", "stable id of the account that posted it"),
        Column("name", "text", "handle of that account as the archive shows it"),
        Column("kind", "choice", "what the post is; NA if the archive does not say",
               choices=KINDS),
        Column("parent", "text", "the post it reposts, answers, quotes or links to, as reported"),
        Column("root", "text", "the first post of its cascade or thread, as reported"),
        Column("quoted", "text", "the post it quotes, where its parent is another one"),
        Column("parent_evidence", "choice", "how the parent is known", choices=EVIDENCE,
               ordered=True),
        Column("parent_is", "choice", "what the archive's format names as parent: the hand that "
               "passed it on, only the original of a repost, or only an account, of which a "
               "stand-in is the parent; NA if it is not known to", choices=PARENTS),
        Column("platform", "text", "where it was posted"),
        Column("text", "text", "what it says"),
        Column("lang", "text", "language of the text, BCP 47"),
        Column("url", "text", "its address"),
        Column("followers", "count", "followers of the account when it was read", "accounts"),
        Column("impressions", "count", "times shown; NA on a repost", "impressions"),
        Column("likes", "count", "likes; NA on a repost", "likes"),
        Column("reposts", "count", "reposts; NA on a repost", "reposts"),
        Column("replies", "count", "replies; NA on a repost", "replies"),
        Column("role", "choice", "part that the account plays in the case", choices=ROLES),
        Column("origin", "choice", "how the post is in the archive: as a record of its own, inside "
               "another post, or only named", choices=ORIGINS),
        _evidence(),
        _sources(),
    ),
)  # fmt: skip

ACCOUNTS = Frame(
    "accounts",
    "an account",
    Column("account", "text", "stable id of the account", required=True),
    (
        Column("name", "text", "handle, newest one seen"),
        Column("role", "choice", "part that it plays in the case", choices=ROLES),
        Column("followers", "count", "followers, newest count seen", "accounts"),
        Column("verified", "flag", "verified by the platform"),
        _evidence(),
    ),
)

EDGES = Frame(
    "edges",
    "a passing-on, in the direction in which the message travelled",
    Column("edge", "count", "running number"),
    (
        Column("parent", "text", "post that was passed on or answered", required=True),
        Column("child", "text", "post that did so", required=True),
        Column("kind", "choice", "what the child is", choices=KINDS),
        Column("delay", "span", "time from parent to child; NA if either time is unknown"),
        Column("p", "number", "probability that this is the parent; 1 where reported", "0 to 1",
               required=True),
        Column("rest", "number", "probability of all parents of this child that are not listed",
               "0 to 1"),
        _evidence(),
    ),
)  # fmt: skip

_BOUNDS = (
    Column("earliest", "time", "earliest it can have been; NA if nothing bounds it", "UTC"),
    Column("latest", "time", "latest it can have been, exclusive; NA if nothing bounds it", "UTC"),
)

EVENTS = Frame(
    "events",
    "something that a source says happened",
    Column("event", "text", "id of the event", required=True),
    (
        Column("at", "time", "best estimate", "UTC", required=True),
        *_BOUNDS,
        Column("precision", "choice", "how finely the time is known", choices=PRECISIONS,
               ordered=True, required=True),
        Column("actor", "choice", "who acted", choices=ROLES, required=True),
        Column("phase", "choice", "part of the story", choices=PHASES, required=True),
        Column("platform", "text", "where"),
        Column("label", "text", "what happened, in at most 34 characters", required=True),
        Column("what", "text", "what happened", required=True),
        Column("note", "text", "how it is known, what is doubtful"),
        _evidence(),
        _sources(),
    ),
)  # fmt: skip

FIGURES = Frame(
    "figures",
    "a number that a source states",
    Column("figure", "text", "id of the figure", required=True),
    (
        Column("metric", "text", "what is counted", required=True),
        Column("value", "number", "the number as stated", required=True),
        Column("unit", "text", "unit of the number", required=True),
        Column("span", "span", "the number as a duration, where its unit is one of time"),
        Column("qualifier", "choice", "how the source hedges it", choices=QUALIFIERS,
               required=True),
        Column("as_of", "time", "best estimate of the time it holds for", "UTC"),
        *_BOUNDS,
        Column("precision", "choice", "how finely that time is known", choices=PRECISIONS,
               ordered=True),
        Column("series", "text", "figures of one series can be drawn on one curve"),
        Column("label", "text", "in at most 34 characters", required=True),
        Column("what", "text", "what the number says", required=True),
        Column("note", "text", "how it is known, what is doubtful"),
        _evidence(),
        _sources(),
    ),
)  # fmt: skip

SERIES = Frame(
    "series",
    "figures of one scope, and whether they add up to a curve",
    Column("series", "text", "id of the series", required=True),
    (
        Column("counts", "text", "what its figures count", required=True),
        Column("cumulative", "flag", "whether the count adds up from an origin", required=True),
        Column("origin", "text", "event from which the count runs; NA where none is it"),
        Column("earliest", "time", "earliest that the count can have begun", "UTC"),
        Column("latest", "time", "latest that it can have begun, exclusive", "UTC"),
        Column("shocks", "text", "events that may have brought a burst, ids with spaces between"),
        Column("crowd", "text", "what one post of a crowd stands for; NA where none may be drawn"),
        Column("why", "text", "why it is read so, and what is doubtful", required=True),
        _sources(),
    ),
)  # fmt: skip

LINKS = Frame(
    "links",
    "an event that set off another one",
    Column("link", "count", "running number"),
    (
        Column("from", "text", "event that set it off", required=True),
        Column("to", "text", "event that was set off", required=True),
        Column("kind", "choice", "how it was passed on", choices=LINK_KINDS, required=True),
        Column("note", "text", "why it is believed"),
        _evidence(),
        _sources(),
    ),
)

SOURCES = Frame(
    "sources",
    "a text in which something was read",
    Column("source", "text", "id of the source", required=True),
    (
        Column("publisher", "text", "who published it", required=True),
        Column("title", "text", "its title", required=True),
        Column("date", "text", "when, as far as it is dated"),
        Column("url", "text", "its address"),
        Column("kind", "choice", "what sort of text", choices=SOURCE_KINDS, required=True),
        Column("label", "text", "in at most 34 characters", required=True),
        Column("note", "text", "how it was read"),
    ),
)

CONFLICTS = Frame(
    "conflicts",
    "what one source says where sources disagree",
    Column("conflict", "count", "running number"),
    (
        Column("about", "text", "what they disagree on", required=True),
        Column("source", "text", "who says it", required=True),
        Column("value", "text", "what it says", required=True),
    ),
)

LESSONS = Frame(
    "lessons",
    "what published analyses conclude",
    Column("lesson", "count", "running number"),
    (Column("text", "text", "the conclusion", required=True), _sources()),
)

LEVELS = Frame(
    "levels",
    "where a case stands on an axis of the practitioners' scale of Graf and Schwede (2012)",
    Column("axis", "text", "social or media", required=True),
    (
        Column("low", "count", "lowest level that fits, 0 (calm) to 6 (hurricane)", "level",
               required=True),
        Column("high", "count", "highest level that fits", "level", required=True),
        Column("why", "text", "what speaks for it", required=True),
        Column("events", "text", "ids of the events that say so, separated by spaces"),
        Column("figures", "text", "ids of the figures that say so, separated by spaces"),
        _evidence(),
        _sources(),
    ),
)  # fmt: skip

WAITS = Frame(
    "waits",
    "a complaint and its first answer, if there was one",
    Column("complaint", "text", "post that complains", required=True),
    (
        Column("asked", "time", "when it was posted", "UTC", required=True),
        Column("answered_at", "time", "first answer; NA where there was none", "UTC"),
        Column("answered", "flag", "whether it was answered", required=True),
        Column("wait", "span", "time to the answer or, unanswered, to the end of the archive",
               required=True),
        Column("open_wait", "span", "the same in opening hours, where they are documented"),
        Column("replies", "count", "answers to this complaint", "posts"),
        _evidence(),
    ),
)  # fmt: skip

FRAMES = (POSTS, ACCOUNTS, EDGES, EVENTS, FIGURES, SERIES, LINKS, SOURCES, CONFLICTS, LESSONS,
          LEVELS, WAITS)  # fmt: skip
