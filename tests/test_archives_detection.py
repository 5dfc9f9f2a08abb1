"""Formats are told from content, and none is taken for another."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from casekit import load
from casekit.archives.formats import FORMATS
from casekit.archives.report import Tally
from casekit.archives.source import files

TOGETHER = {frozenset({"rumour-threads", "twitter-v1"})}
"""Formats of which one file can be both: a status in the folder of a thread is a status."""
MEMBERS = 4
"""Files of a container that are looked at."""

SAMPLES = sorted(
    path.name
    for path in load.sample("customer-care.csv").parent.iterdir()
    if path.suffix not in (".md", "")
)
ARCHIVES = {
    "weibo-ced/CED_sample.tar.xz": "weibo-threads",
    "casflow-weibo-sample": "cascade-paths",
    "seismic-tweet": "cascade-events",
    "evently-v1-jsonl/auspol.csv.gz": "cascade-events",
    "evently-v1-jsonl/tweets_anonymized.jsonl": "twitter-v1",
    "higgs/higgs-activity_time.txt.gz": "account-acts",
    "higgs/higgs-reply_network.edgelist.gz": "account-edges",
    "hoaxy-csv": "hoaxy",
    "coortweet-russian": "coordinated-sharing",
    "twitter-archive-js": "twitter-personal",
    "twcs-5000": "customer-care-csv",
    "ibm-customer-care": "customer-care-conversations",
    "twarc2-pages/noflat.jsonl": "twitter-v2",
    "twarc2-pages/flat.jsonl": "twitter-v2",
    "twitter16-trees/twitter16.tar.xz": "propagation-trees",
    "mastodon-outbox": "mastodon",
    "bluesky-feed": "bluesky",
    "reddit-submissions": "reddit",
    "youtube-comments/_WZktQlsFW8_AmericaParty_user_comments.csv": "youtube-comments",
    "controversy-roots": "tweet-counts",
    "twitter-ratio": "tweet-counts",
    "pheme-rumoureval17/germanwings-crash.tar.xz": "rumour-threads",
}


def fitting(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Give the first files of a path with the formats that take each for theirs."""
    for file in islice(files(path, Tally()), MEMBERS):
        yield file.name, [module.NAME for module in FORMATS if module.sniff(file).fits]


def at_most_one(path: Path) -> set[str]:
    """Give the formats of a path; no file may be of two."""
    seen = set()
    for name, formats in fitting(path):
        assert len(formats) <= 1 or frozenset(formats) in TOGETHER, f"{name} is {formats}"
        seen |= set(formats[:1])
    return seen


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_of_one_format(name):
    assert len(at_most_one(load.sample(name))) == 1


@pytest.mark.parametrize(("name", "format"), ARCHIVES.items())
def test_each_real_archive_is_of_its_format(archives, name, format):
    path = archives / name
    if not path.exists():
        pytest.skip(f"no {name} among the real archives")
    assert at_most_one(path) == {format}


def test_no_file_of_any_real_archive_is_of_two_formats(archives):
    for path in sorted(archives.rglob("*")):
        if path.is_file() and path.suffix != ".xz":
            at_most_one(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dear reader,\n",
        "a,b,c\n1,2,3\n",
        "id,text\n1,x\n",
        "time,value\n0,1\n",
        '{"title": "x"}\n',
        "[]",
        "[[1, 2], [3, 4]]",
        "window.x = [1]\n",
        "1.5 2.5 3.5\n",
        "a b c\n",
        "2013-01-01 12 3\n",
        "<rss></rss>",
        "time,latitude,longitude,depth,magnitude\n2011-03-11T05:46:24Z,38.3,142.4,29,9.1\n",
    ],
)
def test_what_is_of_no_format_is_of_none(text, tmp_path):
    path = tmp_path / "x"
    path.write_text(text)
    assert at_most_one(path) == set()
