"""Waits summed up: medians, restricted means, shares in time, groups, the hours of a week."""

from itertools import combinations

import numpy as np
import pandas as pd

from casekit import clock, schema
from casekit.errors import SchemaError
from casekit.recall import recalled
from casekit.response.parts import Automatic
from casekit.response.parts import By as Accounts
from casekit.response.survival import By, Span, groups, half, survival
from casekit.response.times import replies, times

__all__ = ["compare", "describe", "summary", "week"]


@recalled
def summary(
    waits: pd.DataFrame, *, horizon: str | pd.Timedelta = "7D", column: str = "wait",
    by: By = None,
) -> pd.DataFrame:  # fmt: skip
    """Sum up waits with those that nobody answered among them.

    Parameters
    ----------
    waits
        Frame of :data:`casekit.schema.WAITS`.
    horizon
        Up to which wait the restricted mean is taken: a complaint that waits longer counts as
        waiting so long.
    column
        ``"wait"`` for the clock, ``"open_wait"`` for opening hours.
    by
        A column of `waits`, or a label for each of them: a row for each group.

    Returns
    -------
    DataFrame
        Index `group` ("all" without `by`): `n`, `answered`, `censored`; `median`, `median_low`,
        `median_high` (Kaplan-Meier with its 95 % interval; NaT where the archive ends before it);
        `mean` (restricted to `horizon`) and its standard error `mean_se`; `within_1h` and
        `within_24h` (shares of 1); `evidence`. What the archive is too short for is NA.

    Raises
    ------
    SchemaError
        As :func:`survival`.

    Examples
    --------
    >>> from casekit.response.times import example
    >>> summary(times(example(), by="airline"), horizon="12h")["mean"].tolist()
    [Timedelta('0 days 09:00:00')]
    """
    until = pd.Timedelta(horizon)
    rows = {}
    for name, part in groups(waits, column, by):
        curve = survival(part, column=column)
        median, low, high = half(curve)
        mean, error = _restricted(curve, until.total_seconds())
        rows[name] = {
            "n": len(part),
            "answered": int(curve["answered"].sum()),
            "censored": int(curve["censored"].sum()),
            "median": median,
            "median_low": low,
            "median_high": high,
            "mean": pd.Timedelta(seconds=mean) if np.isfinite(mean) else pd.NaT,
            "mean_se": pd.Timedelta(seconds=error) if np.isfinite(error) else pd.NaT,
            "horizon": until,
            "within_1h": _within(curve, pd.Timedelta(hours=1)),
            "within_24h": _within(curve, pd.Timedelta(hours=24)),
            "evidence": str(curve["evidence"].iloc[0]),
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("group")
    for name in ("median", "median_low", "median_high", "mean", "mean_se", "horizon"):
        table[name] = pd.to_timedelta([row[name] for row in rows.values()]).as_unit("us")
    return table.astype({"evidence": schema.WAITS["evidence"].dtype})


def _restricted(curve: pd.DataFrame, horizon: float) -> tuple[float, float]:
    """Give the area below the curve up to the horizon and its standard error, in seconds."""
    at = np.asarray(pd.TimedeltaIndex(curve.index).total_seconds())
    share = curve["unanswered"].to_numpy()
    if horizon > at[-1] and share[-1] > 0:
        return np.nan, np.nan
    inside = at < horizon
    edges = np.concatenate([[0.0], at[inside], [horizon]])
    heights = np.concatenate([[1.0], share[inside]])
    areas = heights * np.diff(edges)
    beyond = areas.sum() - np.cumsum(areas)[:-1]  # from each time on
    hits = curve["answered"].to_numpy()[inside].astype(float)
    risk = curve["at_risk"].to_numpy()[inside].astype(float)
    left = np.where(risk > hits, risk - hits, np.inf)  # of the last one nothing is left to err on
    return float(areas.sum()), float(np.sqrt((beyond**2 * hits / (risk * left)).sum()))


def _within(curve: pd.DataFrame, span: pd.Timedelta) -> float:
    """Give the share answered within a span; NaN where the archive is too short to say."""
    if span > curve.index[-1] and curve["unanswered"].iloc[-1] > 0:
        return float("nan")
    reached = curve["unanswered"][curve.index <= span]
    return 1.0 - float(reached.iloc[-1]) if len(reached) else 0.0


def compare(waits: pd.DataFrame, *, by: str | pd.Series, column: str = "wait") -> pd.DataFrame:
    """Ask of each two groups whether they waited alike: the log-rank test.

    Parameters
    ----------
    waits, by, column
        As in :func:`summary`.

    Returns
    -------
    DataFrame
        A row a pair: `a`, `b`, `statistic` (chi-square on 1 degree of freedom), `p` (two-sided;
        of many pairs some come out small by chance), both NaN where there are too few to say,
        `evidence`.

    Raises
    ------
    SchemaError
        Fewer than two groups.

    Examples
    --------
    >>> from casekit.response.times import example
    >>> waits = times(example(), by="airline")
    >>> compare(waits, by=waits["asked"].dt.hour)["p"].tolist()  # too few to say
    [nan]
    """
    from scipy import stats

    data = {}
    for name, part in groups(waits, column, by):
        spans = part[column].dt.total_seconds().to_numpy()
        heard = part["answered"].to_numpy(dtype=bool)
        data[name] = stats.CensoredData(uncensored=spans[heard], right=spans[~heard])
    if len(data) < 2:
        raise SchemaError("one group has nothing to be compared with", cure="give two or more")
    rows = []
    for (a, one), (b, two) in combinations(data.items(), 2):
        with np.errstate(invalid="ignore"):  # nobody was answered while both still waited
            found = stats.logrank(one, two)
        statistic, p = found.statistic**2, found.pvalue
        rows.append((a, b, statistic, p, schema.worst("derived", waits["evidence"].unique())))
    table = pd.DataFrame(rows, columns=["a", "b", "statistic", "p", "evidence"])
    return table.astype({"evidence": schema.WAITS["evidence"].dtype})


def week(waits: pd.DataFrame, *, zone: str, column: str = "wait") -> pd.DataFrame:
    """Sum up waits by the hour of the week in which was asked.

    Parameters
    ----------
    zone
        Time zone of the clock on the wall, such as ``"Europe/London"``.

    Returns
    -------
    DataFrame
        Index `day` (mon to sun) and `hour` (0 to 23), all 168 of them: `complaints`, `answered`,
        `median` (Kaplan-Meier; NaT where nothing was asked or the archive ends before it),
        `within_1h` and `within_24h` (shares of 1), `evidence`.

    Examples
    --------
    >>> from casekit.response.times import example
    >>> week(times(example(), by="airline"), zone="Europe/London").loc[("tue", 2), "complaints"]
    np.int64(1)
    """
    local = waits["asked"].dt.tz_convert(clock.zone(zone))
    hour = local.dt.day_of_week * 24 + local.dt.hour
    every = pd.MultiIndex.from_product([clock.DAYS, range(24)], names=["day", "hour"])
    table = pd.DataFrame({"complaints": 0, "answered": 0}, index=every)
    table["median"] = pd.Series(pd.NaT, every, dtype="timedelta64[us]")
    table["within_1h"] = table["within_24h"] = np.nan
    table["evidence"] = "derived"
    if len(waits):
        found = summary(waits, column=column, by=hour)
        table["evidence"] = schema.worst("derived", waits["evidence"].unique())
        found.index = every[found.index.to_numpy(dtype=int)]
        named = found.rename(columns={"n": "complaints"})
        for name in ("complaints", "answered", "median", "within_1h", "within_24h"):
            table.loc[named.index, name] = named[name]
    return table.astype({"evidence": schema.WAITS["evidence"].dtype})


def describe(posts: pd.DataFrame, *, by: Accounts, automatic: Automatic = None) -> pd.Series:
    """Sum up how an organisation answered; with ``by=None``, how anybody did.

    Parameters
    ----------
    posts, by, automatic
        As in :func:`times`.

    Returns
    -------
    Series
        `replies` (its posts that answer a post in the archive by someone else),
        `posts_answered`, median and 90th percentile of all replies and of the first reply to
        each post (minutes, of the answered only), `complaints`, `complaints_answered`,
        `censored`, and the Kaplan-Meier median over all complaints with its 95 % interval
        (minutes; None where the archive ends before it is reached).

    Examples
    --------
    >>> from casekit.response.times import example
    >>> describe(example(), by="airline")[["replies", "complaints", "censored"]].tolist()
    [1, 2, 1]
    """
    answers = replies(posts, by=by, automatic=automatic)
    waits = times(posts, by=by, automatic=automatic)
    minutes = answers["delay"].dt.total_seconds() / 60
    first = minutes[answers["first"]]
    median, low, high = half(survival(waits)) if len(waits) else (pd.NaT,) * 3
    return pd.Series(
        {
            "replies": len(answers),
            "posts_answered": len(first),
            "reply_median_min": _quantile(minutes, 0.5),
            "reply_p90_min": _quantile(minutes, 0.9),
            "first_reply_median_min": _quantile(first, 0.5),
            "first_reply_p90_min": _quantile(first, 0.9),
            "complaints": len(waits),
            "complaints_answered": int(waits["answered"].sum()),
            "censored": int((~waits["answered"]).sum()),
            "km_median_min": _minutes(median),
            "km_ci95_min": [_minutes(low), _minutes(high)],
        },
        dtype="object",
    )


def _quantile(minutes: pd.Series, share: float) -> float | None:
    return None if minutes.empty else round(float(minutes.quantile(share)), 2)


def _minutes(span: Span) -> float | None:
    return round(span.total_seconds() / 60, 2) if isinstance(span, pd.Timedelta) else None
