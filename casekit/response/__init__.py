"""How long they waited for an answer: on the clock, in opening hours, silence counted."""

from casekit.response.story import stated, story
from casekit.response.survival import describe, survival
from casekit.response.times import census, replies, times

__all__ = ["census", "describe", "replies", "stated", "story", "survival", "times"]
