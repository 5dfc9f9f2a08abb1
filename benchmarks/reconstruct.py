"""Curves held to figures: 200 draws of four known times, and of a whole case with its windows."""

import numpy as np
import pandas as pd
from contest import contest
from scipy import interpolate

import casekit as ck
from casekit import reconstruct

ORIGIN = pd.Timestamp("2013-09-02T19:00Z")


def invented() -> pd.DataFrame:
    """Give four exact figures at known times."""
    at = ORIGIN + pd.to_timedelta([2, 12, 20, 60], unit="h")
    return pd.DataFrame(
        {"value": [1_000.0, 25_000.0, 50_000.0, 77_000.0], "qualifier": "exact", "as_of": at}
    )


def line(figures: pd.DataFrame) -> np.ndarray:
    """Draw the smooth curve that has no band (PCHIP of the logarithms)."""
    hours = (figures["as_of"] - ORIGIN) / pd.Timedelta("1h")
    curve = interpolate.PchipInterpolator(np.log(hours), np.log(figures["value"]))
    return np.exp(curve(np.linspace(np.log(2), np.log(60), 240)))


if __name__ == "__main__":
    four = invented()
    contest(
        "four figures at known times, 200 draws",
        {
            "casekit": lambda: reconstruct.curve(four, origin=ORIGIN),
            "casekit, 1,000 draws": lambda: reconstruct.curve(four, origin=ORIGIN, draws=1_000),
            "PCHIP of the same figures, one curve": lambda: line(four),
        },
    )
    case = ck.load.case("united-guitars-2009")
    contest(
        "United: 32 figures in windows of time, with a clock, 200 draws",
        {"casekit": lambda: reconstruct.documented(case, "first-video-views")},
        repeats=3,
    )
