"""How long they waited for an answer: on the clock, in opening hours, silence counted."""

from casekit.response.story import STEPS, stated, story
from casekit.response.summary import compare, describe, summary, week
from casekit.response.survival import half, survival
from casekit.response.times import census, replies, times
from casekit.response.turnbull import turnbull

__all__ = [
    "STEPS",
    "census",
    "compare",
    "describe",
    "half",
    "replies",
    "stated",
    "story",
    "summary",
    "survival",
    "times",
    "turnbull",
    "week",
]
