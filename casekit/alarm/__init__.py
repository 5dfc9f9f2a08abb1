"""When a monitor would have rung, set by how often it may ring for nothing."""

from casekit.alarm.calibrating import Detector, calibrate, false_alarms
from casekit.alarm.chain import run_length
from casekit.alarm.leading import lead
from casekit.alarm.playing import course, play
from casekit.alarm.quiet import Baseline, baseline, expected, quiet_until

__all__ = [
    "Baseline",
    "Detector",
    "baseline",
    "calibrate",
    "course",
    "expected",
    "false_alarms",
    "lead",
    "play",
    "quiet_until",
    "run_length",
]
