"""What the picture of a cascade says in words: finding, subtitle, notes, labels of the axis."""

import numpy as np
import pandas as pd

from casekit import spread
from casekit.language import Language
from casekit.layout.axis import DAY, HOUR, Block, Log
from casekit.layout.cascade import Cascade
from casekit.layout.lines import Heads
from casekit.layout.rows import Rows
from casekit.layout.stacks import Areas, Dots

__all__ = [
    "LABEL",
    "alt",
    "block_span",
    "branch_label",
    "counted",
    "depth_words",
    "finding",
    "finding_of",
    "followed",
    "half",
    "lacking",
    "log_mark",
    "log_words",
    "notes",
    "silence",
    "subtitle",
    "things",
    "thinned",
]  # fmt: skip

LABEL = 13.0
"""Type size of what stands at lines, in points."""

Picture = Rows | Dots | Areas

_REPLIES = ("first post", "reply", "reply to a reply", "third level", "deeper")
_HANDS = ("source", "straight from the source", "second hand", "third hand", "fourth hand or later")


def things(seen: Cascade, speak: Language, *, one: bool = False) -> str:
    """Name what was passed on, or one of it: replies, reposts, or posts of several kinds."""
    only = seen.kinds[0] if len(seen.kinds) == 1 else ""
    if one:
        return speak(only if only in ("reply", "repost") else "post")
    return speak({"reply": "replies", "repost": "reposts"}.get(only, "posts"))


def followed(seen: Cascade, speak: Language) -> str:
    """Name what was passed on where it is counted against itself.

    The source is no repost and no reply, but it is a post, and is not among them.
    """
    if seen.kinds in (("reply",), ("repost",)):
        return things(seen, speak)
    first = len(seen.lineage.roots) == 1
    return speak("posts after the first" if first else "posts after the first ones")


def depth_words(seen: Cascade, speak: Language) -> tuple[str, ...]:
    """Name the steps of depth, from the source on."""
    return tuple(speak(word) for word in (_REPLIES if seen.kinds == ("reply",) else _HANDS))


def branch_label(
    seen: Cascade, rank: int, post: int, size: int, speak: Language, *, names: bool = False
) -> str:
    """Write what stands at a line: the size of its branch, or what the first line is."""
    name = ""
    if post < len(seen.posts) and (names or seen.own[post]):
        shown = seen.posts["name"].iloc[post]
        name = seen.who if seen.own[post] else "" if pd.isna(shown) else str(shown)
    number = speak.number(size)
    if rank < 0:
        if post == len(seen.posts):
            return speak("all other accounts: {n}", n=number)
        return name or depth_words(seen, speak)[0]
    text = speak("{n} via this account", n=number) if rank == 0 else number
    return f"{name}: {text}" if name else text


def half(seen: Cascade) -> float:
    """Give the second by which half of all that was passed on had come, of those with a time."""
    times = seen.seconds[seen.passed]
    times = np.sort(times[~np.isnan(times)])
    return float(times[(len(times) + 1) // 2 - 1]) if len(times) else np.nan


def finding(seen: Cascade, made: Picture, speak: Language) -> str:
    """Say the strongest thing that a time tree shows, with its numbers."""
    return finding_of(seen, None if isinstance(made, Rows) else made.heads, speak)


def finding_of(seen: Cascade, heads: Heads | None, speak: Language) -> str:
    """Say the strongest thing that a picture shows; `heads` are those that it makes stand out."""
    count, times = int(seen.passed.sum()), seen.seconds[seen.passed]
    known = int((~np.isnan(times)).sum())
    words = {"n": speak.number(count), "things": things(seen, speak, one=count == 1)}
    if seen.drawn:
        return speak("One crowd of many that could have been: {n} stand-ins",
                     n=speak.number(len(seen.posts)))  # fmt: skip
    if count == 0:
        return speak("Nobody is recorded to have passed it on")
    if seen.answer >= 0:
        before = int((times < seen.seconds[seen.answer]).sum())
        if before:
            text = "{k} of {n} {things} had come before {who} first answered"
            if known < count:
                text = "At least {k} of {n} {things} had come before {who} first answered"
            return speak(text, k=speak.number(before), who=seen.who, **words)
    if heads is not None and seen.kinds != ("reply",):
        carried = _carried(seen, heads, speak)
        if carried:
            return carried
    if count == 1 and not known:
        return speak("Passed on once")
    if count == 1:
        text = "Passed on once, {span} after the source"
        if seen.kinds == ("reply",):
            text = "One reply, {span} after the first post"
        return speak(text, span=_span(times.max(), speak))
    if known >= 8:
        words["things"] = followed(seen, speak)
        text = "Half of all {n} {things} came within {span}"
        if known < count:
            text = "Half of the {n} {things} with a known time came within {span}"
            words["n"] = speak.number(known)
        return speak(text, span=_span(half(seen), speak), **words)
    if not known:
        return speak("{n} {things}, none with a known time", **words)
    return speak("{n} {things}, {span} from first to last", span=_span(np.nanmax(seen.seconds),
                 speak), **words)  # fmt: skip


def _carried(seen: Cascade, heads: Heads, speak: Language) -> str:
    """Say how much came through one account, if it was a tenth or more."""
    branch = heads.lineage.parent[heads.posts] >= 0
    if heads.joined or not branch.any():
        return ""
    best = int(np.flatnonzero(branch)[np.argmax(heads.size[branch])])
    post = int(heads.posts[best])
    share = heads.size[best] / max(int(seen.passed.sum()), 1)
    if share < 0.1 or np.isnan(seen.seconds[post]):
        return ""
    text = "One account carried {share} of the spread, {span} after the source"
    if "reconstructed" in seen.grades:
        text = "By the most probable paths one account carried {share} of the spread"
    return speak(text, share=speak.percent(share), span=_span(seen.seconds[post], speak))


def subtitle(seen: Cascade, speak: Language, *, straight: bool = True) -> str:
    """Say what is shown, when it was, and what the data cannot tell.

    `straight` adds how many came straight from the source.
    """
    roots, count = int((seen.parent < 0).sum()), int(seen.passed.sum())
    words = {
        "stamp": speak.stamp(seen.start, tz=seen.zone),
        "n": speak.number(count),
        "things": things(seen, speak, one=count == 1),
        "span": _span(float(np.nanmax(seen.seconds)), speak),
    }
    if len(seen.posts) == 1:
        parts = [speak("One post of {stamp}.", stamp=words["stamp"])]
    elif roots == 1 and np.nanmax(seen.seconds) > 0:
        parts = [speak("One post of {stamp} and what came of it: {n} {things} over {span}.",
                       **words)]  # fmt: skip
    elif roots == 1:
        parts = [speak("One post of {stamp} and what came of it: {n} {things}.", **words)]
    else:
        parts = [speak("{roots} first posts, the earliest of {stamp}: {n} {things} over {span}.",
                       roots=speak.number(roots), **words)]  # fmt: skip
    if seen.answer >= 0:
        parts.append(speak("First answer: {span} after the first post.",
                           span=_span(seen.seconds[seen.answer], speak)))  # fmt: skip
    if seen.star:
        parts.append(speak("The platform names only the original: who passed it on is not known."))
    elif straight and roots == 1:
        parts.append(_straight(seen, speak))
    return " ".join(parts).replace("..", ".")


def _straight(seen: Cascade, speak: Language) -> str:
    """Say how many came straight from the source; of links by chance, how many are expected to.

    That each of many has the source for its most probable parent does not make it probable that
    all came from there.
    """
    here = seen.lineage.depth == 1
    text, count = "{n} came straight from the source.", speak.number(int(here.sum()))
    if (seen.p[here] < 1.0).any():
        text = ("The source is the most probable parent of {n}; of these {m} are expected to have "
                "come straight from it.")  # fmt: skip
    return speak(text, n=count, m=speak.number(float(seen.p[here].sum()), digits=0))


def notes(
    seen: Cascade, made: Picture, speak: Language, *, source: str | None, names: bool
) -> list[str]:
    """Say where it comes from, and what was counted, moved or left unsaid."""
    parts = [*([speak.source(source)] if source else []), *counted(seen, speak)]
    if isinstance(made, Rows) and made.moved.any():
        parts.append(speak("Dots that would hide each other are moved right."))
    if isinstance(made.axis, Log):
        parts.append(speak("The clock is logarithmic: a stack's height is no rate."))
        beyond = int((seen.lineage.time > made.axis.end).sum())
        if beyond:
            mark = log_mark(made.axis.end, speak)
            parts.append(speak("Later than {mark}: {n}, drawn at the edge.", mark=mark,
                               n=speak.number(beyond)))  # fmt: skip
    elif isinstance(made, Rows) and len(made.axis.blocks) > 1:
        parts.append(speak("Time runs evenly within each block."))
    elif isinstance(made, Dots):
        each = made.dot * (made.axis.end - made.axis.start) / (made.axis.right - made.axis.left)
        parts.append(speak("A stack holds what came within {span}.", span=_span(each, speak)))
    if isinstance(made, Areas):
        parts.append(speak("Height is the root of the posts over each {n}th of the axis, the same "
                           "for all lines.", n=len(made.edges) - 1))  # fmt: skip
    if not names:
        parts.append(speak("Private accounts are not named."))
    return [" ".join(parts).replace("..", ".")]


def counted(seen: Cascade, speak: Language) -> list[str]:
    """Say how many posts there are, and which of them are not what they seem."""
    parts = []
    if seen.drawn:
        parts.append(speak("No post, account or link in it was ever seen: all were drawn so that "
                           "they make up the figures."))  # fmt: skip
    elif "reconstructed" in seen.grades:
        parts.append(speak("Dashed links go to the most probable of several possible parents."))
    unknown = int(seen.lineage.unknown.sum())
    total, roots = len(seen.posts), int((seen.parent < 0).sum())
    text = "{n} posts, the first one among them." if roots == 1 else "{n} posts."
    parts.append(speak(text, n=speak.number(total)) if total > 1 else speak("1 post."))
    if unknown:
        parts.append(speak("{n} of them only named or undated: drawn at the earliest time that "
                           "their parent allows.", n=speak.number(unknown)))  # fmt: skip
    early = int(seen.lineage.early.sum())
    if early:
        parts.append(speak("{n} dated before what it passes on: drawn at its time." if early == 1
                           else "{n} dated before what they pass on: drawn at its time.",
                           n=speak.number(early)))  # fmt: skip
    return [*parts, *lacking(seen.posts, speak)]


def lacking(posts: pd.DataFrame, speak: Language) -> list[str]:
    """Say how many of the reposts that the platform counted are there, where some are not."""
    found = spread.held(posts)
    counted, there = int(found["counted"].sum()), int(found["held"].sum())
    if there >= counted:
        return []
    return [speak("Of the {n} reposts that the platform counted of these posts, the archive holds "
                  "{k}.", n=speak.number(counted), k=speak.number(there))]  # fmt: skip


def thinned(seen: Cascade, drawn: int, speak: Language) -> list[str]:
    """Say how many posts are drawn where it is not all of them, and which."""
    if drawn == len(seen.posts):
        return []
    return [speak("{n} of them are drawn: through whom most came, who plays a part in the case, "
                  "and a sample of the rest.", n=speak.number(drawn))]  # fmt: skip


def alt(seen: Cascade, title: str, under: str, speak: Language) -> str:
    """Tell the picture to those who cannot see it."""
    deepest = int(seen.lineage.depth.max())
    return speak("{title}. {under} Time tree of {n} posts, depth {depth}.", title=title,
                 under=under, n=speak.number(len(seen.posts)), depth=deepest)  # fmt: skip


def log_words(speak: Language) -> str:
    """Say below a logarithmic clock what it is."""
    return speak("time since the first post; the scale is logarithmic and shrinks later hours")


def log_mark(seconds: float, speak: Language) -> str:
    """Write a mark of a logarithmic axis: "5 min", "1 week"."""
    days = round(seconds / DAY)
    words = {1: "1 day", 7: "1 week", 30: "1 month", 90: "3 months", 365: "1 year"}
    if days in words and seconds % DAY == 0:
        return speak(words[days])
    if days % 365 == 0 and days:
        return speak("{n} years", n=days // 365)
    return speak.duration(pd.Timedelta(seconds=seconds))


def block_span(block: Block, speak: Language) -> str:
    """Write from when to when a burst lasted: "10–12 h"."""
    for unit, text, most in ((60.0, "{n} min", 2 * HOUR), (HOUR, "{n} h", 3 * DAY),
                             (DAY, "{n} days", np.inf)):  # fmt: skip
        first, last = int(block.start // unit), int(-(-block.end // unit))
        if block.end <= most and block.posts > 1 and last - first > 1:
            return speak(text, n=f"{first:,}–{last:,}" if last < 1000 else
                         f"{speak.number(first)}–{speak.number(last)}")  # fmt: skip
    return speak.duration(pd.Timedelta(seconds=block.start))


def silence(seconds: float, speak: Language) -> str:
    """Write how long a silence lasted, in hours or days."""
    unit = HOUR if seconds < 2 * DAY else DAY
    return speak.duration(pd.Timedelta(seconds=round(seconds / unit) * unit))


def _span(seconds: float, speak: Language) -> str:
    return speak.duration(pd.Timedelta(seconds=float(seconds)))
