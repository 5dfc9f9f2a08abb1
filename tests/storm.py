"""The sample of a repost storm: wholly invented, and the same on every machine.

`python -m tests.storm` writes it. Behind the reposts stands a tree that the file does not tell:
every repost names only the original, as the platform reports it.
"""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

PATH = Path(__file__).parent.parent / "data" / "samples" / "repost-storm.jsonl.gz"

START = datetime(2017, 3, 13, 20, 40, tzinfo=UTC)
"""The complaint, on a Monday evening."""
DESK = (8, 18)
"""Hours of the day in which the organisation answers."""
LOUD = {"big_1": (9.6, 182_000, 78), "big_2": (20.3, 431_000, 52)}
"""Two accounts late in the storm: hours after the complaint, followers, reposts that they bring."""

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
_ORGANISATION = ("example_org", 51_000)
_CUSTOMER = ("customer_1", 6_400)


class Storm:
    """Posts that are being written, each with the second of its time."""

    def __init__(self) -> None:
        self.draw = Random(20170313).random
        self.posts: list[dict[str, Any]] = []
        self.accounts: dict[str, int] = {}

    def between(self, low: float, high: float) -> float:
        """Draw a number, evenly."""
        return low + (high - low) * self.draw()

    def followers(self) -> int:
        """Draw from a heavy tail: most have a few hundred, some none."""
        return 0 if self.draw() < 0.05 else min(int(45 * (1 - self.draw()) ** -0.9), 24_000)

    def wait(self, middle: float) -> float:
        """Draw hours until somebody passes it on: half within `middle`, and a long tail."""
        drawn = self.draw()
        return float(middle * drawn / (1.02 - drawn))

    def post(
        self, hours: float, who: str, followers: int, *, answers: str | None = None,
        of: dict[str, Any] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Write one post so many hours after the complaint."""
        at = START + timedelta(seconds=round(hours * 3600))
        number = len(self.posts) + 1
        since = round((at - _EPOCH) / timedelta(milliseconds=1))
        account = self.accounts.setdefault(who, 9_000_001 + len(self.accounts))
        text = f"placeholder text {number}"
        status: dict[str, Any] = {
            "created_at": at.strftime("%a %b %d %H:%M:%S +0000 %Y"),
            "id_str": str((since << 22) + number),
            "text": f"RT @{of['user']['screen_name']}: {of['text']}" if of else text,
            "in_reply_to_status_id_str": answers,
            "user": {
                "id_str": str(account),
                "screen_name": who,
                "followers_count": followers,
                "verified": False,
            },
            "retweet_count": 0,
            "favorite_count": 0,
        }
        if of:
            of["retweet_count"] += 1
            status["retweeted_status"] = dict(of)
        self.posts.append(status)
        return status


def storm() -> list[dict[str, Any]]:
    """Write the whole sample, in the order of time."""
    made = Storm()
    _quiet(made)
    complaint = made.post(0, *_CUSTOMER)
    _pass_on(made, complaint)
    _talk(made, complaint)
    statement = made.post(14.2, *_ORGANISATION)
    for n in range(24):
        hours = 14.25 + min(made.wait(0.9), 19)
        made.post(hours, f"reader_{n + 1}", made.followers(), of=statement)
    return sorted(made.posts, key=lambda status: int(status["id_str"]))


def _quiet(made: Storm) -> None:
    """Write five and a half days of sparse mentions, some of them answered, and go on so."""
    number = 0
    for day in range(-6, 2):
        for _ in range(11 + int(made.between(0, 5))):
            clock = made.between(6.5, 22.5)
            hours = day * 24 + clock - (START.hour + START.minute / 60)
            if -132 <= hours <= 35:
                number += 1
                asked = made.post(hours, f"mention_{number}", made.followers())
                if DESK[0] <= clock < DESK[1] - 2 and made.draw() < 0.5:
                    wait = made.between(0.2, 2)
                    made.post(hours + wait, *_ORGANISATION, answers=asked["id_str"])


def _pass_on(made: Storm, complaint: dict[str, Any]) -> None:
    """Let the complaint be passed on from hand to hand, by a tree that is then forgotten."""
    hands = [0.0] * 45
    hands += [hours for hours, _, brings in LOUD.values() for _ in range(brings)]
    reposts = [(hours, who, followers) for who, (hours, followers, _) in LOUD.items()]
    number = 0
    while hands and len(reposts) < 250:
        hours = hands.pop(0) + made.wait(0.7)
        if hours > 35.5:
            continue
        if made.draw() < 0.08 and number:
            hours = reposts[-1][0]  # at the very second of another one
        number += 1
        reposts.append((hours, f"sharer_{number}", made.followers()))
        hands += [hours] * int(made.draw() ** 3 * 4)
    for hours, who, followers in sorted(reposts):
        made.post(hours, who, followers, of=complaint)


def _talk(made: Storm, complaint: dict[str, Any]) -> None:
    """Let some reply, to the complaint or to one another; the organisation answers some."""
    written = [complaint]
    for n in range(56):
        hours = 0.05 + min(made.wait(3.5), 34)
        ask = written[0] if n < 8 or made.draw() < 0.7 else written[int(made.between(1, n))]
        hours = max(hours, _hours(ask) + 0.03)
        reply = made.post(hours, f"voice_{n % 41 + 1}", made.followers(), answers=ask["id_str"])
        written.append(reply)
    made.post(11.9, *_ORGANISATION, answers=complaint["id_str"])
    for reply in written[1:]:
        clock = (START.hour + START.minute / 60 + _hours(reply)) % 24
        if DESK[0] <= clock < DESK[1] - 1 and made.draw() < 0.7:
            hours = _hours(reply) + made.between(0.1, 0.9)
            made.post(max(hours, 12), *_ORGANISATION, answers=reply["id_str"])


def _hours(status: dict[str, Any]) -> float:
    at = datetime.strptime(status["created_at"], "%a %b %d %H:%M:%S %z %Y")
    return (at - START) / timedelta(hours=1)


def text() -> str:
    """Give the sample as JSON Lines."""
    return "".join(json.dumps(status, separators=(",", ":")) + "\n" for status in storm())


if __name__ == "__main__":
    PATH.write_bytes(gzip.compress(text().encode(), 9, mtime=0))
