"""What the replay plays: the clock, what comes in when, the counts and the stops, as plain data.

All places are shares of the clock's width, from 0 to 1, on the same clock that the case's
timeline is drawn on.
"""

from typing import Any

import pandas as pd

from casekit import language
from casekit.cases import Case
from casekit.language import Language
from casekit.layout.lanes import lane_of, lane_order, time_mark
from casekit.layout.sheet import grade_words, time_words
from casekit.layout.window import Window
from casekit.layout.wording import lane_title, wait
from casekit.schema import EVIDENCE
from casekit.workshop.axis import FINE, face, place, window
from casekit.workshop.counters import Counter
from casekit.workshop.story import Beat, Decision, Story

__all__ = ["grades", "playback"]

_READ = 0.012
"""How long, as a share of the clock, the last message before a decision stands alone."""
_LEAD = 0.01
"""How long, as a share of the clock, before the first message it begins to play."""
_APART = 2e-5
_ROWS = 4
_COUNTERS = 3
_DAY = pd.Timedelta(hours=25)
"""A day, also one on which the clocks change."""
_DAYS = ("day", "month", "year")
_ORDER = ("exact", "bounds", "day", "open", "placeholder")

Data = dict[str, Any]


def playback(story: Story) -> Data:
    """Give everything that the page needs but its tree of posts, its words and its colours.

    Examples
    --------
    >>> import casekit as ck
    >>> from casekit.workshop import of
    >>> data = playback(of(ck.load.case("british-airways-2013"), minutes=90))
    >>> len(data["stops"]), data["lanes"][0]["name"]
    (3, 'public')
    """
    speak, axis = language.of(story.lang), window(story)
    beats, stops = _timed(story, axis)
    lanes = _lanes(story, [beat for beat, _ in beats], speak)
    told = [_beat(story, axis, beat, due, lanes) for beat, due in beats]
    _into_rows(told, lanes)
    counts = sorted(story.counters, key=lambda one: -len(one.points))[:_COUNTERS]
    return {
        "lang": speak.code,
        "locale": str(speak.locale).replace("_", "-"),
        "title": story.name,
        "briefing": story.briefing,
        "minutes": story.minutes,
        "begin": round(max(told[0]["due"] - _LEAD, 0.0), 6),
        "pace": [[one["due"], one["minute"]] for one in told],
        "before": _before(story, speak),
        **face(story, axis, speak),
        "lanes": lanes,
        "roles": {name: speak(name) for name in sorted({one["role"] for one in told})},
        "beats": [{name: one[name] for name in one if name != "id"} for one in told],
        "links": _links(story, [beat.id for beat, _ in beats]),
        "stops": [_stop(story, decision, place) for decision, place in stops],
        "afterwards": [_row(beat) for beat in story.later],
        "counters": [_counter(axis, one) for one in counts],
        "wait": _wait(story, told, speak),
        "answer": _answer(story, told),
        "marks": {m: time_words(m, speak) for m in _ORDER if any(o["mark"] == m for o in told)},
        "sources": {
            str(s.number): {"label": "" if story.fictional else s.label, "title": s.title,
                            "publisher": s.publisher, "date": s.date} for s in story.sources
        },
    }  # fmt: skip


def grades(data: Data, speak: Language) -> dict[str, list[str]]:
    """Give the grades that a page holds, best first: the word, and what it means."""
    held = {one["grade"] for part in ("beats", "afterwards", "counters") for one in data[part]}
    held |= {point["grade"] for one in data["counters"] for point in one["stated"]}
    held |= {one["grade"] for one in (data["wait"], data.get("tree")) if one}
    held |= {row["grade"] for stop in data["stops"] for row in stop["happened"]}
    return {name: [speak(name), grade_words(name, speak)] for name in EVIDENCE if name in held}


def _timed(
    story: Story, axis: Window
) -> tuple[list[tuple[Beat, float]], list[tuple[Decision, float]]]:
    """Give each beat and each decision the place at which it comes in; none before the last."""
    beats: list[tuple[Beat, float]] = []
    stops: list[tuple[Decision, float]] = []
    floor = 0.0
    for stage in range(len(story.decisions) + 1):
        for beat in story.stage(stage):
            floor = max(floor, place(axis, beat.at))
            beats.append((beat, floor))
        if stage == len(story.decisions):
            break
        coming = [place(axis, beat.at) for beat in story.stage(stage + 1)]
        room = max(min([*coming, 1.0]) - floor, 2 * _APART)
        stops.append((story.decisions[stage], round(floor + min(_READ, room / 2), 6)))
        floor = stops[-1][1] + _APART
    return beats, stops


def _lanes(story: Story, beats: list[Beat], speak: Language) -> list[Data]:
    actors = {beat.id: beat.role for beat in beats}
    lane = {name: lane_of(actor) for name, actor in actors.items()}
    pairs = [(lane[before], lane[beat.id]) for beat in beats for before in beat.set_off_by]
    order = lane_order(set(lane.values()), pairs)
    return [
        {"name": name, "rows": 1, "title": lane_title(story.case, name, actors.values(), speak)}
        for name in order
    ]


def _before(story: Story, speak: Language) -> str:
    """Give what the clock shows before the first message: years, where its day is not known."""
    first, *_ = story.beats
    if not _spread(first):
        return ""
    years = (speak.year(time, tz=story.zone)
             for time in (first.earliest, first.latest - pd.Timedelta(1, "us")))  # fmt: skip
    return "–".join(dict.fromkeys(years))


def _spread(beat: Beat) -> bool:
    """Whether a time is known to lie within some days, and not on which."""
    known = not (pd.isna(beat.earliest) or pd.isna(beat.latest))
    return known and beat.precision in _DAYS and beat.latest - beat.earliest > _DAY


def _clock(story: Story, beat: Beat) -> str:
    """Give what the clock shows while a message may have come: no day or time that is invented."""
    speak, zone = language.of(story.lang), story.zone
    if _spread(beat):
        return speak.days(beat.earliest, beat.latest, tz=zone)
    timed = {b.at.tz_convert(zone).date() for b in story.beats if b.precision not in _DAYS}
    if beat.precision in _DAYS and beat.at.tz_convert(zone).date() not in timed:
        return beat.when
    return ""


def _mark(beat: Beat) -> str:
    """Say how a time is marked; that the day is known only where it is."""
    if _spread(beat):
        return "bounds"
    return time_mark(beat.precision, beat.earliest, beat.latest)


def _beat(story: Story, axis: Window, beat: Beat, due: float, lanes: list[Data]) -> Data:
    names = [lane["name"] for lane in lanes]
    at = place(axis, beat.at)
    low, high = (at if pd.isna(time) else place(axis, time)
                 for time in (beat.earliest, beat.latest))  # fmt: skip
    figures = [f"{point.label}: {point.text}" for point in beat.figures]
    return {
        "id": beat.id, "p": at, "due": round(due, 6), "low": min(low, at), "high": max(high, at),
        "mark": _mark(beat), "clock": _clock(story, beat), "row": 0,
        "lane": names.index(lane_of(beat.role)), "role": beat.role, "minute": beat.minute,
        "label": beat.label, "text": beat.text, "when": beat.when, "grade": beat.grade,
        "cite": list(beat.sources),
        "notes": " · ".join(part for part in (beat.note, *figures) if part),
    }  # fmt: skip


def _into_rows(told: list[Data], lanes: list[Data]) -> None:
    """Put beats of a lane that overlap into rows below one another."""
    for number, lane in enumerate(lanes):
        ends: list[float] = []
        for one in sorted((o for o in told if o["lane"] == number), key=lambda o: o["low"]):
            free = [row for row, end in enumerate(ends) if end < one["low"]]
            row = free[0] if free else len(ends)
            if row == _ROWS:
                row = min(range(_ROWS), key=ends.__getitem__)
            ends[row : row + 1] = [one["high"] + 0.012]
            one["row"] = row
        lane["rows"] = len(ends)


def _links(story: Story, ids: list[str]) -> list[list[Any]]:
    number = {name: n for n, name in enumerate(ids)}
    table = story.case.links
    rows = zip(table["from"], table["to"], table["evidence"].astype(str), strict=True)
    return [[number[a], number[b], grade] for a, b, grade in rows if a in number and b in number]


def _row(beat: Beat) -> Data:
    return {"when": beat.when, "label": beat.label, "text": beat.text, "grade": beat.grade,
            "cite": list(beat.sources)}  # fmt: skip


def _stop(story: Story, decision: Decision, at: float) -> Data:
    return {
        "p": at, "number": decision.number, "when": decision.when, "setting": decision.setting,
        "ask": decision.ask, "options": list(decision.options), "answer": decision.answer,
        "learn": decision.learn, "minutes": decision.minutes,
        "happened": [_row(story.beat(name)) for name in decision.happened],
    }  # fmt: skip


def _counter(axis: Window, counter: Counter) -> Data:
    knots = [
        [place(axis, at), *(float(f"{value:.4g}") for value in values)]
        for at, *values in zip(counter.at, counter.low, counter.high, strict=True)
    ]
    return {
        "name": counter.label, "grade": counter.grade,
        "knots": sorted({knot[0]: knot for knot in knots}.values()),
        "stated": [
            {"p": place(axis, point.at), "words": point.text, "grade": point.grade,
             "when": point.when, "cite": list(point.sources)}
            for point in counter.points
        ],
    }  # fmt: skip


def _wait(story: Story, told: list[Data], speak: Language) -> Data | None:
    """Give the wait for the first answer, where the story plays what it is counted from."""
    case, due = story.case, {one["id"]: one["due"] for one in told}
    if case.trigger not in due:
        return None
    answer = case.answer if case.answer in due else None
    end = None if answer is None else case.events["at"][answer].timestamp()
    return {
        "name": speak("Without an answer"), "grade": "derived", "grain": _grain(case),
        "from": due[case.trigger], "start": case.events["at"][case.trigger].timestamp(),
        "due": None if answer is None else due[answer], "end": end,
        "open": speak("since: {label}", label=str(case.events["label"][case.trigger])),
        "took": "" if answer is None else _took(case, speak),
        "done": speak("until the first answer"),
    }  # fmt: skip


def _grain(case: Case) -> int:
    """Give the step, in seconds, in which a running wait may be told: no finer than it is known."""
    bounds = wait(case)
    unsure = bounds[1] - bounds[0] if bounds else FINE
    if unsure < pd.Timedelta(minutes=30):
        return 60
    return 3600 if unsure < pd.Timedelta(hours=48) else 86400


def _took(case: Case, speak: Language) -> str:
    """Say how long the first answer took, within the bounds of both times."""
    bounds = wait(case)
    if bounds is None:
        return "–"
    low, high = bounds
    if high - low < pd.Timedelta(hours=1):
        return speak.duration(low)
    if high < pd.Timedelta(hours=48):
        hour = pd.Timedelta(hours=1)
        return speak("{low}–{high} h", low=low // hour, high=-(-high // hour))
    day = pd.Timedelta(days=1)
    return speak("{low}–{high} days", low=low // day, high=-(-high // day))


def _answer(story: Story, told: list[Data]) -> Data | None:
    found = [one for one in told if one["id"] == story.case.answer]
    return {name: found[0][name] for name in ("p", "due", "low", "high")} if found else None
