"""What hover tells of a post: who, when, what, how far from the source, and how it is known."""

import html
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import clock
from casekit.interact.frame import tell
from casekit.language import Language
from casekit.layout.cascade import Cascade

__all__ = ["Telling"]

Ints = npt.NDArray[np.int64]


class Telling:
    """Texts of the posts of a cascade; what many posts share is told once for a whole trace.

    `shared` numbers the posts by what :meth:`rest` says of them, which is the same for all of one
    number; :meth:`one` says the rest.
    """

    def __init__(self, seen: Cascade, speak: Language, *, names: bool) -> None:
        posts = seen.posts
        self._speak = speak
        self._kind = posts["kind"].astype("object").fillna("").tolist()
        self._known = posts["evidence"].astype(str).tolist()
        self._grade = seen.grade.tolist()
        shared = pd.DataFrame({"kind": self._kind, "known": self._known, "grade": self._grade})
        self.shared = np.asarray(shared.groupby(list(shared), sort=False).ngroup(), dtype=np.int64)
        self._at = posts["at"].dt.floor("s").dt.tz_convert(clock.zone(seen.zone))
        self._zone = seen.zone
        who = posts["name"].astype("object").fillna("").tolist()
        shown = [bool(names or own) for own in seen.own.tolist()]
        self._who = [name if known else "" for name, known in zip(who, shown, strict=True)]
        self._fans = posts["followers"].to_numpy(dtype=np.float64, na_value=np.nan).tolist()
        self._sources = posts["sources"].astype("object").fillna("").tolist()

    def rest(self, post: int) -> str:
        """Say what a post shares with others: kind, how it is known, a place for its depth."""
        speak = self._speak
        what = speak(self._kind[post]) if self._kind[post] else speak("kind not known")
        grade = self._grade[post]
        link = speak("link: {grade}", grade=speak(grade)) if grade else ""
        known = speak("post: {grade}", grade=speak(self._known[post]))
        depth = speak("depth {n}", n="%{customdata[2]}")
        return tell(f"{what}, {depth}", ", ".join(part for part in (known, link) if part))

    def one(self, which: Ints) -> list[str]:
        """Say who each post is by, how many heard it, when, and which sources name it."""
        speak = self._speak

        @cache
        def day(text: str) -> str:
            return html.escape(speak.date(pd.Timestamp(text, tz="UTC"), tz="UTC"))

        @cache
        def heard(count: float) -> str:
            return html.escape(speak("{n} followers", n=speak.number(int(count))))

        unknown = html.escape(speak("time not known"))
        stamps = self._at.iloc[which].dt.strftime("%Y-%m-%d %H:%M:%S").tolist()
        out = []
        for post, stamp in zip(which.tolist(), stamps, strict=True):
            when = unknown
            if isinstance(stamp, str):
                when = f"{day(stamp[:10])}, {stamp[11:]} {self._zone}"
            parts = [when]
            if not np.isnan(self._fans[post]):
                parts.insert(0, heard(self._fans[post]))
            if self._who[post]:
                parts.insert(0, f"<b>{tell(self._who[post])}</b>")
            if self._sources[post]:
                parts.append(tell(speak("Sources: {list}", list=str(self._sources[post]))))
            out.append("<br>".join(parts))
        return out
