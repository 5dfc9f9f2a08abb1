"""Frames for reading: tables and lists in German or English, each number with its source."""

from casekit.tell.alarm import alarms
from casekit.tell.archive import answers, cascades, report
from casekit.tell.capture import capture, inspection
from casekit.tell.case import cases, conflicts, events, figures, lessons, links, questions, sources
from casekit.tell.compare import compare, matched, rubric, scale
from casekit.tell.ensemble import met
from casekit.tell.html import Html
from casekit.tell.reconstruction import granted, validation, widths, withheld
from casekit.tell.rehearsal import workshop
from casekit.tell.spread import (
    assumptions,
    brokers,
    coverage,
    influence,
    recovery,
    rules,
    sensitivity,
)
from casekit.tell.waits import census, first_wait, waits
from casekit.tell.whatif import earlier, ladder, placebos, supposed

__all__ = [
    "Html",
    "alarms",
    "answers",
    "assumptions",
    "brokers",
    "capture",
    "cascades",
    "cases",
    "census",
    "compare",
    "conflicts",
    "coverage",
    "earlier",
    "events",
    "figures",
    "first_wait",
    "granted",
    "influence",
    "inspection",
    "ladder",
    "lessons",
    "links",
    "matched",
    "met",
    "placebos",
    "questions",
    "recovery",
    "report",
    "rubric",
    "rules",
    "scale",
    "sensitivity",
    "sources",
    "supposed",
    "validation",
    "waits",
    "widths",
    "withheld",
    "workshop",
]
