"""German and English: words, numbers, dates and durations as a reader expects them.

Texts stand in the code in English and are looked up in ``locale/<language>.po``. Numbers and
dates go through babel, so that 76800 reads "76,800" here and "76.800" there.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd
from babel import Locale, dates, numbers
from babel.messages import pofile

from casekit import clock, share
from casekit.errors import CatalogueError
from casekit.sentence import Sentence

__all__ = ["LANGUAGES", "Language", "catalogue", "of"]

LANGUAGES = ("en", "de")

_NARROW = "\N{NARROW NO-BREAK SPACE}"
_HEDGES = {"exact": "{n}", "about": "about {n}", "over": "over {n}", "nearly": "nearly {n}",
           "under": "under {n}"}  # fmt: skip


@dataclass(frozen=True)
class Language:
    """One language; call it with an English text to get its own.

    Examples
    --------
    >>> of("de").number(76800), of("en").number(76800)
    ('76.800', '76,800')
    """

    code: str
    in_days: bool = True
    """Whether long durations are told in days."""

    def worked(self) -> "Language":
        """Give the language of durations in opening hours, which are hours however long.

        A day of opening hours is no day of the clock.

        Examples
        --------
        >>> week = pd.Timedelta(hours=160)
        >>> of("en").duration(week), of("en").worked().duration(week)
        ('6 days 16 h', '160 h')
        """
        return replace(self, in_days=False)

    @property
    def locale(self) -> Locale:
        """The babel locale; English is British, as the cases are told."""
        return Locale.parse({"en": "en_GB"}.get(self.code, self.code))

    def __call__(self, text: str | Sentence, /, **values: object) -> str:
        """Say a text in this language, with its places filled in; a sentence has its own values.

        Raises
        ------
        CatalogueError
            The text is not translated.
        """
        if isinstance(text, Sentence):
            return text.said(self._translated, self.number)
        text = self._translated(text)
        return text.format(**values) if values else text

    def _translated(self, text: str) -> str:
        if self.code == "en":
            return text
        try:
            return _messages(self.code)[text]
        except KeyError:
            raise CatalogueError(
                f"no {self.code} for {text!r}", cure=f"add it to casekit/locale/{self.code}.po"
            ) from None

    def number(self, value: float, *, digits: int | None = None) -> str:
        """Write a number with its separators, and at most so many digits after the point."""
        pattern = None
        if digits is not None:
            pattern = "#,##0" + ("." + "#" * digits if digits else "")
        text = str(numbers.format_decimal(value, format=pattern, locale=self.locale))
        nought = set(text) & set("0123456789") == {"0"}  # which has no sign
        return text.replace("-", "" if nought else "\N{MINUS SIGN}")

    def percent(self, share: float, *, digits: int = 0) -> str:
        """Write a share of 1 as a percentage, a narrow space before the sign in both languages."""
        return f"{self.number(100 * share, digits=digits)}{_NARROW}%"

    def figure(self, value: float, qualifier: str = "exact") -> str:
        """Write a number as its source hedges it: "over 25,000", "knapp 76.800"."""
        return self(_HEDGES[qualifier], n=self.number(value))

    def date(self, time: pd.Timestamp, *, tz: str, style: str = "medium") -> str:
        """Write a date in a zone; style short is "31.08.2013" and "31/08/2013"."""
        local = time.tz_convert(clock.zone(tz))
        if style == "short":
            return local.strftime("%d.%m.%Y" if self.code == "de" else "%d/%m/%Y")
        return str(dates.format_date(local.date(), format=style, locale=self.locale))

    def days(self, start: pd.Timestamp, end: pd.Timestamp, *, tz: str) -> str:
        """Write the days from a time up to another, which is not in it; whole months as months.

        Examples
        --------
        >>> known = pd.Timestamp("2011-11-28", tz="UTC"), pd.Timestamp("2011-12-03", tz="UTC")
        >>> of("en").days(*known, tz="UTC"), of("de").days(*known, tz="UTC")
        ('28 Nov–2 Dec 2011', '28.11.–02.12.2011')
        """
        first, after = (time.tz_convert(clock.zone(tz)) for time in (start, end))
        last = max(after - pd.Timedelta(1, "us"), first).date()
        whole = all(time == time.normalize() and time.day == 1 for time in (first, after))
        skeleton = "yMMMM" if whole else "yMd" if self.code == "de" else "yMMMd"
        if first.date() == last:
            return self.date(start, tz=tz)
        text = dates.format_interval(first.date(), last, skeleton=skeleton, locale=self.locale)
        return str(text).replace("\N{THIN SPACE}", "")

    def published(self, date: str) -> str:
        """Write the date of a source as far as it is stated: "3 Sept 2013", "2013".

        Examples
        --------
        >>> [of("de").published(date) for date in ("2013-09-03", "2013-09", "2013")]
        ['03.09.2013', 'September 2013', '2013']
        """
        write = (self.year, self.month, self.date)[date[:10].count("-")]
        return write(pd.Timestamp(date[:10], tz="UTC"), tz="UTC")

    def day(self, time: pd.Timestamp, *, tz: str) -> str:
        """Write a day as an axis shows it: "Mon 2 Sept", "Mo 2. Sept."."""
        local = time.tz_convert(clock.zone(tz))
        pattern = "EEE d. MMM" if self.code == "de" else "EEE d MMM"
        text = str(dates.format_date(local.date(), format=pattern, locale=self.locale))
        return text.replace(". ", " ", 1) if self.code == "de" else text

    def time(self, time: pd.Timestamp, *, tz: str, seconds: bool = False) -> str:
        """Write a clock time, "09:00", or "09:00:30" with its seconds."""
        return time.tz_convert(clock.zone(tz)).strftime("%H:%M:%S" if seconds else "%H:%M")

    def moment(self, time: pd.Timestamp, *, tz: str) -> str:
        """Write day and time, "Tue 3 Sept, 10:00"."""
        return f"{self.day(time, tz=tz)}, {self.time(time, tz=tz)}"

    def stamp(self, time: pd.Timestamp, *, tz: str, seconds: bool = False) -> str:
        r"""Write date, time and whose time it is, "3 Sept 2013, 10:00 UTC".

        Examples
        --------
        >>> of("de").stamp(pd.Timestamp("2013-09-03 09:00", tz="UTC"), tz="Europe/London")
        '03.09.2013, 10:00 Ortszeit\xa0London'
        """
        place = self.place(tz).replace(" ", "\N{NO-BREAK SPACE}")
        return f"{self.date(time, tz=tz)}, {self.time(time, tz=tz, seconds=seconds)} {place}"

    def place(self, tz: str) -> str:
        """Say whose clock it is: "London time", "local time" where the zone has no place.

        Examples
        --------
        >>> of("en").place("Europe/London"), of("de").place("CET"), of("de").place("UTC")
        ('London time', 'Ortszeit', 'UTC')
        """
        if tz == "UTC":
            return tz
        if "/" not in tz:
            return self("local time")
        city = dates.get_timezone_location(tz, locale=self.locale, return_city=True)
        return self("{city} time", city=city)

    def month(self, time: pd.Timestamp, *, tz: str) -> str:
        """Write month and year, "September 2013"."""
        local = time.tz_convert(clock.zone(tz)).date()
        return str(dates.format_date(local, format="MMMM y", locale=self.locale))

    def year(self, time: pd.Timestamp, *, tz: str) -> str:
        """Write the year."""
        return str(time.tz_convert(clock.zone(tz)).year)

    def duration(self, span: dt.timedelta | pd.Timedelta) -> str:
        """Write a duration in the two largest units that say something: "1 h 12 min".

        From 7 days on it is rounded to days. A negative one has a minus sign.

        Examples
        --------
        >>> of("en").duration(pd.Timedelta(minutes=607)), of("de").duration(pd.Timedelta(days=4))
        ('10 h 7 min', '4 Tage')
        """
        seconds = round(span.total_seconds())
        if seconds < 0:
            return "\N{MINUS SIGN}" + self.duration(-span)
        if seconds < 60:
            return self("{n} s", n=seconds)
        if seconds < 600 and seconds % 60:
            whole, rest = divmod(seconds, 60)
            return f"{self('{n} min', n=whole)} {self('{n} s', n=rest)}"
        minutes = round(seconds / 60)
        if minutes < 60:
            return self("{n} min", n=minutes)
        hours, rest = divmod(minutes, 60)
        if hours < 48:
            text = self("{n} h", n=hours)
            return f"{text} {self('{n} min', n=rest)}" if rest else text
        if not self.in_days:
            return self("{n} h", n=self.number(round(minutes / 60)))
        days, rest = divmod(round(minutes / 60), 24)
        if days >= 7:
            days, rest = (seconds + 43_200) // 86_400, 0
        text = self("{n} days", n=self.number(days))
        return f"{text} {self('{n} h', n=rest)}" if rest else text

    def source(self, name: str) -> str:
        """Name what a picture was made of, and say of a sample that it is invented.

        Examples
        --------
        >>> of("de").source("storm.jsonl (invented sample)")
        'Quelle: storm.jsonl (erfundenes Beispiel).'
        """
        known = name.replace(share.INVENTED, self(share.INVENTED)).rstrip(".")
        return self("Source: {source}.", source=known)

    def list(self, items: Iterable[str]) -> str:
        """Join words: "a, b and c"."""
        from babel.lists import format_list

        return str(format_list(list(items), locale=self.locale)).replace(", and ", " and ")


@cache
def of(code: str) -> Language:
    """Give the language of a code, "en" or "de".

    Raises
    ------
    CatalogueError
        A language that casekit does not speak.

    Examples
    --------
    >>> of("de")("about {n}", n=3)
    'etwa 3'
    """
    if code not in LANGUAGES:
        raise CatalogueError(f"no language {code!r}", cure=f"use one of {', '.join(LANGUAGES)}")
    return Language(code)


def catalogue(path: Path, code: str) -> dict[str, str]:
    """Read the messages of a .po file: English text to its translation.

    Examples
    --------
    >>> catalogue(Path(__file__).parent / "locale" / "de.po", "de")["about {n}"]
    'etwa {n}'
    """
    with path.open("rb") as stream:
        entries = pofile.read_po(stream, locale=code, abort_invalid=True)
    return {str(m.id): str(m.string) for m in entries if m.id and m.string}


@cache
def _messages(code: str) -> dict[str, str]:
    return catalogue(Path(__file__).parent / "locale" / f"{code}.po", code)
