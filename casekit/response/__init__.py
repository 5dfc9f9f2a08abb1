"""How long they waited for an answer: on the clock, in opening hours, silence counted."""

from casekit.response.story import stated, story
from casekit.response.survival import describe, survival
from casekit.response.times import replies, times

__all__ = ["describe", "replies", "stated", "story", "survival", "times"]
