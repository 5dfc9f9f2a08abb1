"""The invented week of a railway's help desk, from which a sample is written."""

import csv
import io

import numpy as np
import pandas as pd

DESK = "ExampleRail"
MONDAY = pd.Timestamp("2017-03-06", tz="Europe/London")
HEAD = ("tweet_id", "author_id", "inbound", "created_at", "text", "response_tweet_id",
        "in_response_to_tweet_id")  # fmt: skip


def text() -> str:
    """Give the table: a week of complaints, answered at the desk's hours or never."""
    draw = np.random.default_rng(7)
    rate = [1, 0, 0, 0, 0, 1, 3, 6, 8, 4, 3, 2, 3, 2, 2, 3, 5, 8, 8, 5, 3, 2, 2, 1]
    posts = []
    for day in range(7):
        for hour, usual in enumerate(rate):
            for _ in range(draw.poisson(usual * (0.5 if day < 5 else 0.25))):
                minute = float(draw.uniform(0, 60))
                posts.append(MONDAY + pd.Timedelta(days=day, hours=hour, minutes=minute))
    rows = []
    for n, asked in enumerate(sorted(posts)):
        who, number = str(700_001 + n), str(2 * n + 1)
        silent = draw.random() < 0.3
        answered = None if silent else _answered(asked, float(draw.exponential(50)) + 2)
        answer = "" if answered is None else str(2 * n + 2)
        said = f"@{DESK} question {n + 1}"
        rows.append((number, who, True, _stamp(asked), said, answer, ""))
        if answered is not None:
            rows.append((answer, DESK, False, _stamp(answered), f"@{who} answer {n + 1}", "",
                         number))  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([HEAD, *rows])
    return out.getvalue()


def _answered(asked: pd.Timestamp, minutes: float) -> pd.Timestamp:
    """Let the desk work weekdays from nine to five; what comes later waits for its next hour."""
    left, now = pd.Timedelta(minutes=minutes), asked
    while True:
        opens, closes = (now.normalize() + pd.Timedelta(hours=hour) for hour in (9, 17))
        if now.day_of_week < 5 and now < closes:
            now = max(now, opens)
            if now + left <= closes:
                return now + left
            left -= closes - now
        now = now.normalize() + pd.Timedelta(days=1)


def _stamp(time: pd.Timestamp) -> str:
    return time.tz_convert("UTC").strftime("%a %b %d %H:%M:%S +0000 %Y")
