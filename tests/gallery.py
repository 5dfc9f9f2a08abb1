"""One example of every static picture, from what lies beside the package.

The tests hold each of them to what every picture must keep, and the sheet of all pictures in the
documents is made of them.
"""

from collections.abc import Callable
from functools import cache, partial

import pandas as pd

import casekit as ck
from casekit import alarm, archives, draw, reconstruct, response, spread
from casekit.cases import Case
from casekit.draw.canvas import Figure

__all__ = ["PICTURES", "picture"]

_SLUG = "british-airways-2013"
_SERIES = "promoted-tweet"
_SOME = (_SLUG, "motrin-moms-2008", "united-guitars-2009")
_STORM, _WEEK, _THREADS = (
    "repost-storm.jsonl.gz", "customer-care-week.csv.gz", "conversation-week.jsonl.gz",
)  # fmt: skip
_OPEN, _ZONE = "09:00", "Europe/London"


@cache
def _case(lang: str, slug: str = _SLUG) -> Case:
    return ck.load.case(slug, lang=lang)


@cache
def _reading(name: str) -> archives.Reading:
    return ck.load.archive(ck.load.sample(name))


def _posts(name: str) -> pd.DataFrame:
    return _reading(name).posts


def _source(name: str) -> str:
    return _reading(name).report.source


@cache
def _curves(lang: str) -> reconstruct.Ensemble:
    return reconstruct.documented(_case(lang), _SERIES, draws=60)


@cache
def _waits() -> pd.DataFrame:
    return response.times(_posts(_WEEK), by="ExampleRail", hours=_hours())


def _hours() -> ck.clock.Hours:
    return ck.clock.Hours(_ZONE, _OPEN, "17:00")


@cache
def _rung() -> tuple[pd.DataFrame, pd.DataFrame, alarm.Detector, pd.DataFrame]:
    posts = _posts(_STORM)
    heard, since = posts[~ck.schema.authored(posts, "example_org")], "2017-03-12T20:00Z"
    usual = alarm.baseline(heard, tz=_ZONE, until="2017-03-13T20:00Z")
    bell = alarm.calibrate(usual)
    rung = alarm.play(heard, bell, since=since)
    lead = alarm.lead(rung, trigger="2017-03-13T20:40Z", answer="2017-03-14T08:34Z",
                      press=("2017-03-14T06:00Z", "2017-03-14T07:00Z"))  # fmt: skip
    return alarm.course(heard, bell, since=since), rung, bell, lead


def _alarm(lang: str, look: str) -> Figure:
    course, rung, bell, lead = _rung()
    return draw.alarm(course, rung, detector=bell, lead=lead, source=_source(_STORM), lang=lang,
                      look=look)  # fmt: skip


def _tempo(lang: str, look: str) -> Figure:
    posts = _posts(_STORM)
    counts, summary = ck.tempo.counts(posts), ck.tempo.describe(posts)
    return draw.tempo(counts, summary=summary, source=_source(_STORM), lang=lang, look=look)


def _reach(lang: str, look: str) -> Figure:
    curve = ck.reach.curve(_posts(_STORM))
    return draw.reach(curve, source=_source(_STORM), lang=lang, look=look)


def _tree(lang: str, look: str, *, sample: str, by: str | None = None) -> Figure:
    posts = _posts(sample)
    edges = spread.edges(posts, rule="reported")
    return draw.spread(posts, edges, by=by, source=_source(sample), lang=lang, look=look)


def _generations(lang: str, look: str) -> Figure:
    return draw.generations(_posts(_STORM), rule="decay", draws=20, source=_source(_STORM),
                            lang=lang, look=look)  # fmt: skip


def _survival(lang: str, look: str) -> Figure:
    opened = response.survival(_waits(), column="open_wait")
    return draw.survival(response.survival(_waits()), opened=opened, hours=_hours(),
                         source=_source(_WEEK), lang=lang, look=look)  # fmt: skip


def _week(lang: str, look: str) -> Figure:
    table = response.week(_waits(), zone=_ZONE)
    return draw.week(table, zone=_ZONE, hours=_hours(), source=_source(_WEEK), lang=lang, look=look)


def _ladder(lang: str, look: str) -> Figure:
    steps = pd.concat([response.story(_case(lang, slug)) for slug in _SOME])
    return draw.waits(steps[steps["first"]].assign(numbers=""), lang=lang, look=look)


def _whatif(lang: str, look: str) -> Figure:
    case = _case(lang)
    answer = ck.whatif.answer(_curves(lang), at="2013-09-03T05:00Z", case=case, draws=60)
    return draw.whatif(answer, case=case, look=look)


def _compare(lang: str, look: str) -> Figure:
    return draw.compare([_case(lang, slug) for slug in _SOME], lang=lang, look=look)


def _scale(lang: str, look: str) -> Figure:
    levels = ck.compare.scale([_case(lang, slug) for slug in _SOME])
    return draw.scale(levels, lang=lang, look=look)


def _trials(lang: str, look: str) -> Figure:
    curves = ck.load.reconstruction(of="curves")
    return draw.trials(reconstruct.trials(curves, draws=20), lang=lang, look=look)


PICTURES: dict[str, Callable[[str, str], Figure]] = {
    "timeline": lambda lang, look: draw.timeline(_case(lang), series=_SERIES, look=look),
    "links": lambda lang, look: draw.links(_case(lang), look=look),
    "openings": lambda lang, look: draw.openings(_case(lang), look=look),
    "curve": lambda lang, look: draw.curve(_curves(lang), case=_case(lang), look=look),
    "whatif": _whatif,
    "conflicts": lambda lang, look: draw.conflicts(_case(lang), look=look),
    "waits": _ladder,
    "compare": _compare,
    "scale": _scale,
    "spread": partial(_tree, sample=_STORM),
    "conversation": partial(_tree, sample=_THREADS, by="ExampleTram"),
    "generations": _generations,
    "tempo": _tempo,
    "reach": _reach,
    "alarm": _alarm,
    "survival": _survival,
    "week": _week,
    "calibration": lambda lang, look: draw.calibration(
        ck.load.reconstruction(), lang=lang, look=look),
    "trials": _trials,
}  # fmt: skip
"""The pictures by name: each takes a language and a look."""


@cache
def picture(name: str, lang: str = "en", look: str = "light") -> Figure:
    """Draw a picture once."""
    return PICTURES[name](lang, look)
