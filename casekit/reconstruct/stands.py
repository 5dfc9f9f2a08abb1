"""What a crowd takes for granted, and where each assumption comes from."""

import pandas as pd

from casekit import language
from casekit.reconstruct.followers import HUB, MOST

__all__ = ["crowd_assumptions"]

_CHANCE = {
    "decay": "an earlier one by chance, weighed by followers and age",
    "mixture": "an earlier one by chance, by followers or by age",
    "reaction": "an earlier one by chance, weighed by followers and how fast people react",
}
_SOURCES = {
    "decay": "Rizoiu et al., ICWSM 2018",
    "mixture": "DeVerna et al., 2024",
    "reaction": "Zhao et al., KDD 2015",
}


def crowd_assumptions(
    posts: pd.DataFrame, *, rule: str = "decay", lang: str = "en"
) -> pd.DataFrame:
    """List what was assumed of a crowd, and where it comes from.

    Parameters
    ----------
    posts
        What :func:`casekit.reconstruct.crowd` gives.
    rule
        The rule that found its parents.
    lang
        ``"en"`` or ``"de"``.

    Returns
    -------
    DataFrame
        `assumption`, `value` (text), `source`.

    Examples
    --------
    >>> from casekit import reconstruct
    >>> found = crowd_assumptions(reconstruct.crowd(reconstruct.example(), most=100))
    >>> found["assumption"].iloc[-1], found["value"].iloc[-1]
    ('accounts', 'each posts once')
    """
    speak = language.of(lang)
    drawn = posts[posts["stands_for"].gt(0)]
    views = bool(drawn["brings"].ne(drawn["stands_for"]).any())
    sizes = drawn["followers"]
    what = "posts like it that a post stands for" if views else "acts that a post stands for"
    rows = [
        (speak(what), speak.number(int(drawn["stands_for"].max())),
         speak("a round number, so that the crowd stays small")),
        (speak("moment of a post"), speak("where the draw reaches its sum"), speak("the draw")),
        (speak("documented events that are posts of their own"),
         speak.number(len(posts) - len(drawn)),
         speak("the ledger, at a time within their bounds; they bring nothing")),
        (speak("followers of an account: median; largest"),
         f"{speak.number(float(sizes.median()), digits=0)}; {speak.number(int(sizes.max()))}",
         "Bruner, O'Reilly Radar, 2013; Mishra, Rizoiu, Xie, CIKM 2016"),
        (speak("audience that an event counts with as a parent"),
         speak("{many}; a press report {most}", many=speak.number(HUB), most=speak.number(MOST)),
         speak("assumed: that of one account in a thousand; that of the largest")),
        (speak("parent of a post"), speak(_CHANCE[rule]), _SOURCES[rule]),
        (speak("accounts"), speak("each posts once"), speak("assumed")),
    ]  # fmt: skip
    if views:
        largest = float(drawn["brings"].max() / drawn["brings"].sum())
        rows[3:3] = [
            (speak("share of the followers that see a post"),
             speak("15 %, from 100,000 followers on falling to 6 %"),
             "Sprinklr, earned impressions; Union Metrics: 1–20 %"),
            (speak("largest share of all views that one post brings"),
             speak.percent(largest, digits=1),
             speak("assumed: a larger one would be documented")),
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["assumption", "value", "source"])
