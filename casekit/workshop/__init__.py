"""The workshop in a box: what is told when, and the files that a room works with."""

from casekit.workshop.pack import write
from casekit.workshop.plan import Block, plan
from casekit.workshop.story import Beat, Counter, Decision, Source, Story, of
from casekit.workshop.tables import decisions, messages, timetable

__all__ = [
    "Beat", "Block", "Counter", "Decision", "Source", "Story", "decisions", "messages", "of",
    "plan", "timetable", "write",
]  # fmt: skip
