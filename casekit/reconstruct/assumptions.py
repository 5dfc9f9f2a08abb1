"""What a curve takes for granted: each figure, each prior, and where it comes from."""

import pandas as pd

from casekit import language
from casekit.language import Language
from casekit.reconstruct.ensemble import Ensemble

__all__ = ["assumptions"]

Rows = list[tuple[str, str, str]]


def assumptions(ensemble: Ensemble, *, lang: str = "en") -> pd.DataFrame:
    """List what was assumed of the curves, what was taken from sources, and from which.

    Parameters
    ----------
    lang
        ``"en"`` or ``"de"``.

    Returns
    -------
    DataFrame
        `assumption`, `value` (text), `source`.

    Examples
    --------
    >>> from casekit import reconstruct
    >>> found = assumptions(reconstruct.example()).set_index("assumption")
    >>> found.loc["figure morning", "value"]
    '22,500–28,600, 2013-09-03 07:00 UTC'
    """
    speak = language.of(lang)
    rows = [
        *_figures(ensemble, speak),
        *_times(ensemble, speak),
        *_priors(speak),
        *_beyond(ensemble, speak),
    ]
    return pd.DataFrame(rows, columns=["assumption", "value", "source"])


def _figures(ensemble: Ensemble, speak: Language) -> Rows:
    table = ensemble.checkpoints
    rows = []
    for name, row in table.iterrows():
        span = f"{speak.number(row['least'])}–{speak.number(row['most'])}"
        span = f"{span}, {_window(row['earliest'], row['latest'])}"
        if row["conflicts_with"]:
            told = speak("held; contradicts {others}", others=row["conflicts_with"])
            if not row["used"]:
                told = speak("left out; contradicts {others}", others=row["conflicts_with"])
            span = f"{span}; {told}"
        given = row.get("sources")
        sources = str(given) if isinstance(given, str) and given else speak("as given")
        rows.append((speak("figure {name}", name=name), span, sources))
    noise = float(ensemble.model.get("noise", 0.0))
    rows.append((
        speak("source noise"), speak("{share}, exact counts aside", share=speak.percent(noise)),
        speak("assumed: sources differ beyond their hedges"),
    ))  # fmt: skip
    return rows


def _times(ensemble: Ensemble, speak: Language) -> Rows:
    clock, shocks = ensemble.model.get("clock"), ensemble.model.get("shocks")
    if clock is None:
        day = (speak("none: day and night count alike"), speak("no clock was given"))
    elif isinstance(clock, str):
        day = (speak("people sleep by the clock of {zone}", zone=clock),
               speak("assumed: a round profile of waking hours, to the power 0.7"))  # fmt: skip
    else:
        day = (speak("24 activities, by hours of UTC"), speak("as given"))
    given = ensemble.model.get("sources")
    source = str(given) if isinstance(given, str) and given else speak("as given")
    rows = [
        (speak("when the count began"), _window(*ensemble.origin), source),
        (speak("time within a window"), speak("each moment alike, in the order of the values"),
         speak("assumed")),
        (speak("day and night"), *day),
    ]  # fmt: skip
    for name, row in (shocks if shocks is not None else pd.DataFrame()).iterrows():
        what = speak("a burst, or nothing with a chance of {share}",
                     share=speak.percent(row["nothing"]))  # fmt: skip
        span = _window(row["earliest"], row["latest"])
        rows.append((speak("shock {name}", name=name), f"{span}: {what}", speak("assumed")))
    return rows


def _priors(speak: Language) -> Rows:
    held = speak("assumed; held against real cascades of reposts, not of views")
    return [
        (speak("shape of the rise"),
         speak("a first shock and two more on average, each fading like a power of time"), held),
        (speak("fit of a shape to the figures"),
         speak("within 20 % of what came between them, and as counts scatter"), held),
        (speak("between two figures"),
         speak("along the shape, with gamma noise: even to 40 for each e-fold of growth"), held),
    ]  # fmt: skip


def _beyond(ensemble: Ensemble, speak: Language) -> Rows:
    held = speak("assumed; held against real cascades of reposts, not of views")
    over = speak("extrapolation, only for counts whose last figure stands near their end")
    return [
        (speak("before the first figure"),
         speak("log-log slope about 1.25, with jumps"), speak("extrapolation")),
        (speak("after the last figure"),
         speak("0.22 of the log-log slope so far, fading; one curve in ten is over"), over),
        (speak("band"),
         speak("each moment for itself, between figures {times} times as wide as the draws",
               times=speak.number(ensemble.stretch)), held),
    ]  # fmt: skip


def _window(first: pd.Timestamp, last: pd.Timestamp) -> str:
    ends = [f"{end:%Y-%m-%d %H:%M}" for end in (first, last)]
    return f"{ends[0]} UTC" if ends[0] == ends[1] else f"{ends[0]} – {ends[1]} UTC"
