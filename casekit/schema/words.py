"""Closed word lists: one word per thing, from the field."""

__all__ = [
    "EVIDENCE",
    "KINDS",
    "LINK_KINDS",
    "ORIGINS",
    "PARENTS",
    "PHASES",
    "PRECISIONS",
    "QUALIFIERS",
    "ROLES",
    "SOURCE_KINDS",
]

EVIDENCE = ("archived", "documented", "derived", "reconstructed", "simulated")
"""Grades of evidence, best first. When things are combined, the worst one holds."""

KINDS = ("post", "repost", "reply", "quote", "comment", "link")
ROLES = (
    "organisation", "regulator", "competitor", "customer", "influencer", "public", "agency",
    "press",
)  # fmt: skip
PHASES = ("trigger", "escalation", "amplification", "response", "resolution", "aftermath")
PRECISIONS = ("second", "minute", "hour", "part-of-day", "day", "month", "year")
QUALIFIERS = ("exact", "about", "over", "nearly", "under")
SOURCE_KINDS = ("news", "blog", "academic", "company", "seed", "wiki", "interview")
LINK_KINDS = ("repost", "reply", "cover", "call", "respond", "join")

PARENTS = ("hand", "original", "account")
"""What the parent of a post is, as the archive's format names it: whoever passed it on; of a repost
only the original, whoever passed it on; any post of the account that is named."""

ORIGINS = ("record", "node", "embedded", "named")
"""How a post is in an archive, best first: it is a record; it is drawn out of records that are not
posts, such as the links of a tree; it stands inside another record; only its id is named."""
