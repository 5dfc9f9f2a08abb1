"""Time: aware or refused, as precise as it is known, on the wall clock and in opening hours.

Everything inside casekit is UTC; zones return where something is read or drawn. Differences are
taken in UTC, so that a night on which the clocks change has the length it really had.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

from casekit.errors import ClockError

__all__ = ["DAYS", "Hours", "bounds", "instant", "open_time", "openings", "zone"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_ISO = re.compile(
    r"\d{4}-?(\d\d-?\d\d|W\d\d-?\d)([T ][\d:.,]+(Z|[+-][\d:]+)?)?", re.ASCII
)  # fmt: skip

_STEP = {
    "second": pd.DateOffset(seconds=1),
    "minute": pd.DateOffset(minutes=1),
    "hour": pd.DateOffset(hours=1),
    "day": pd.DateOffset(days=1),
    "month": pd.DateOffset(months=1),
    "year": pd.DateOffset(years=1),
}


@dataclass(frozen=True)
class Hours:
    """Opening hours as a source documents them.

    Parameters
    ----------
    zone
        Time zone in which they are stated, such as ``"Europe/London"``.
    opens, closes
        Local clock times. Closing at or before opening means over midnight; ``"24:00"`` is the
        end of the day.
    days
        Days of the week on which it opens; Monday to Friday unless they are given.
    country, region
        Public holidays of this country, and region of it, are closed (ISO 3166 codes).
        None: the source says nothing of holidays, and none are taken off.
    exceptions
        Days with hours of their own: date to (opens, closes), or to None for closed.
    source
        Id of the source that documents the hours.
    """

    zone: str
    opens: str = "09:00"
    closes: str = "17:00"
    days: tuple[str, ...] = DAYS[:5]
    country: str | None = None
    region: str | None = None
    exceptions: dict[dt.date, tuple[str, str] | None] = field(default_factory=dict)
    source: str | None = None

    def __post_init__(self) -> None:
        zone(self.zone)
        _minutes(self.opens)
        _minutes(self.closes)
        strange = [day for day in self.days if day not in DAYS]
        if strange:
            raise ClockError(
                f"unknown day {', '.join(map(repr, strange))}", cure=f"use {', '.join(DAYS)}"
            )


def zone(name: str) -> ZoneInfo:
    """Give the time zone of a name from the IANA database.

    Examples
    --------
    >>> zone("Europe/London")
    zoneinfo.ZoneInfo(key='Europe/London')
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ClockError(
            "no time zone {name!r}", cure="use a name such as 'Europe/London' or 'UTC'", name=name
        ) from error


def instant(value: str | dt.date | pd.Timestamp, *, tz: str | None = None) -> pd.Timestamp:
    """Read one time and give it in UTC.

    Parameters
    ----------
    value
        A time with its offset, or one without if `tz` says where it was noted down; a text is
        ISO 8601, a date alone is its midnight.
    tz
        Time zone of a time that has none.

    Raises
    ------
    ClockError
        The text is no time; it has no zone and none is given; it does not exist or exists twice
        because the clocks changed.

    Examples
    --------
    >>> instant("2013-09-03T10:00:00+01:00")
    Timestamp('2013-09-03 09:00:00+0000', tz='UTC')
    >>> instant("2013-09-03 10:00", tz="Europe/London")
    Timestamp('2013-09-03 09:00:00+0000', tz='UTC')
    """
    time = _read(value)
    if time.tzinfo is None:
        if tz is None:
            raise ClockError(
                "no time zone in {text!r}",
                cure="say which one it is, such as tz='Europe/London'",
                text=str(value),
            )
        try:
            time = time.tz_localize(zone(tz))
        except ValueError as error:
            raise ClockError(
                "{time} is not one moment in {zone}: the clocks changed there",
                cure="write the time with its offset",
                time=str(value),
                zone=tz,
            ) from error
    return time.tz_convert("UTC").as_unit("us")


def _read(value: object) -> pd.Timestamp:
    """Read ISO 8601 only: pandas would take "10:00" for today and guess at "03.09.2013"."""
    wrong = ClockError("{value} is no time", cure="write 2013-09-03T10:00+01:00 (ISO 8601)",
                       value=repr(value))  # fmt: skip
    try:
        if isinstance(value, str):
            text = value.strip()
            if not _ISO.fullmatch(text):
                raise wrong
            return pd.Timestamp(dt.datetime.fromisoformat(text))
        if isinstance(value, dt.date) and not pd.isna(value):
            return pd.Timestamp(value)
    except (ValueError, OverflowError) as error:
        raise wrong from error
    raise wrong


def bounds(
    at: pd.Timestamp, precision: str, *, tz: str = "UTC"
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the interval that a time of stated precision stands for, `latest` exclusive.

    An hour, day, month or year is the one of the given zone. A part of a day has no bounds of its
    own: both are NaT, and whoever knows them must state them.

    Examples
    --------
    >>> [str(t) for t in bounds(instant("2013-09-03T10:00+01:00"), "day", tz="Europe/London")]
    ['2013-09-02 23:00:00+00:00', '2013-09-03 23:00:00+00:00']
    """
    if precision == "part-of-day":
        return pd.NaT, pd.NaT  # type: ignore[return-value]
    try:
        step = _STEP[precision]
    except KeyError:
        raise ClockError(
            f"unknown precision {precision!r}", cure=f"use {', '.join(_STEP)} or part-of-day"
        ) from None
    local = at.tz_convert(zone(tz)).tz_localize(None)
    if precision in ("second", "minute", "hour"):
        ahead = local - at.tz_convert("UTC").tz_localize(None)
        floor = local.floor({"second": "s", "minute": "min", "hour": "h"}[precision])
        start = (floor - ahead).tz_localize("UTC")
        return start, start + step
    local = local.normalize()
    if precision != "day":
        local = local.replace(day=1)
    if precision == "year":
        local = local.replace(month=1)
    first, last = (
        t.tz_localize(zone(tz), ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")
        for t in (local, local + step)
    )
    return first, last


def openings(hours: Hours, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """List the times between start and end at which it was open.

    Returns
    -------
    DataFrame
        `opens` and `closes` (UTC), a row an opening, cut to the span asked for.

    Examples
    --------
    >>> openings(Hours("Europe/London"), instant("2013-09-02T18:00+01:00"),
    ...          instant("2013-09-03T18:00+01:00")).iloc[0].astype(str).tolist()
    ['2013-09-03 08:00:00+00:00', '2013-09-03 16:00:00+00:00']
    """
    here = zone(hours.zone)
    first = start.tz_convert(here).date() - dt.timedelta(days=1)
    last = end.tz_convert(here).date()
    closed = _holidays(hours, first, last)
    rows = []
    for n in range((last - first).days + 1):
        day = first + dt.timedelta(days=n)
        plan: tuple[str, str] | None = (hours.opens, hours.closes)
        if day in hours.exceptions:
            plan = hours.exceptions[day]
        elif DAYS[day.weekday()] not in hours.days or day in closed:
            plan = None
        if plan is None:
            continue
        opens, closes = (_minutes(clock) for clock in plan)
        if closes <= opens:
            closes += 24 * 60
        rows.append((_local(day, opens, here), _local(day, closes, here)))
    table = pd.DataFrame(rows, columns=["opens", "closes"], dtype="datetime64[us, UTC]")
    table = table.clip(lower=start, upper=end)
    return table[table["opens"] < table["closes"]].reset_index(drop=True)


def open_time(start: pd.Series, end: pd.Series, hours: Hours) -> pd.Series:
    """Measure how much of each span lies within the opening hours.

    Parameters
    ----------
    start, end
        UTC-aware times on one index.
    hours
        The documented opening hours.

    Returns
    -------
    Series
        timedelta64, on the index of `start`; NaT where either end is unknown.

    Examples
    --------
    >>> asked = pd.Series([instant("2013-08-30T16:30+01:00")])
    >>> answered = pd.Series([instant("2013-09-02T09:30+01:00")])
    >>> open_time(asked, answered, Hours("Europe/London")).iloc[0]
    Timedelta('0 days 01:00:00')
    """
    known = start.notna() & end.notna()
    out = pd.Series(pd.NaT, index=start.index, dtype="timedelta64[us]")
    if not known.any():
        return out
    table = openings(hours, start[known].min(), end[known].max())
    opens, closes = (_microseconds(table[side]) for side in ("opens", "closes"))
    worked = np.concatenate([[0], np.cumsum(closes - opens)])
    edges = np.column_stack([opens, closes]).ravel()
    total = np.column_stack([worked[:-1], worked[1:]]).ravel()
    if len(edges):
        spent = np.interp(_microseconds(end[known]), edges, total) - np.interp(
            _microseconds(start[known]), edges, total
        )
    else:
        spent = np.zeros(int(known.sum()))
    out[known] = np.round(spent).astype("int64").astype("timedelta64[us]")
    return out


def _microseconds(times: pd.Series) -> np.ndarray:
    return np.asarray(times.dt.as_unit("us").astype("int64"))


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    try:
        total = int(hour) * 60 + int(minute)
    except ValueError:
        total = -1
    if not 0 <= total <= 24 * 60:
        raise ClockError(f"{clock!r} is no clock time", cure="write 09:00; 24:00 ends the day")
    return total


def _local(day: dt.date, minutes: int, here: ZoneInfo) -> pd.Timestamp:
    """Give the moment at which the wall clock shows so many minutes after midnight."""
    naive = pd.Timestamp(day) + pd.Timedelta(minutes=minutes)
    return naive.tz_localize(
        here, ambiguous=True, nonexistent="shift_forward"
    ).tz_convert("UTC")  # fmt: skip


def _holidays(hours: Hours, first: dt.date, last: dt.date) -> set[dt.date]:
    if hours.country is None:
        return set()
    import holidays

    try:
        days = holidays.country_holidays(
            hours.country, subdiv=hours.region, years=range(first.year, last.year + 1)
        )
    except NotImplementedError as error:
        raise ClockError(
            f"no public holidays known for {hours.country} {hours.region or ''}".rstrip(),
            cure="use ISO codes such as country='GB', region='ENG'",
        ) from error
    return set(days)
