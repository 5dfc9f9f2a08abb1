"""Each folder of real archives is told for what it is, without being told; mixed ones are named."""

import pytest

from casekit import archives
from casekit.errors import ReadError
from tests.readings import need

FORMATS = {
    "bluesky-feed": "bluesky",
    "casflow-weibo-sample": "cascade-paths",
    "controversy-roots": "tweet-counts",
    "coortweet-russian": "coordinated-sharing",
    "higgs": "account-acts",
    "hoaxy-csv": "hoaxy",
    "ibm-customer-care": "customer-care-conversations",
    "mastodon-outbox": "mastodon",
    "pheme-rumoureval17": "rumour-threads",
    "reddit-submissions": "reddit",
    "seismic-tweet": "cascade-events",
    "twarc2-pages": "twitter-v2",
    "twcs-5000": "customer-care-csv",
    "twitter-archive-js": "twitter-personal",
    "twitter-ratio": "tweet-counts",
    "twitter16-trees": "propagation-trees",
    "weibo-ced": "weibo-threads",
    "youtube-comments": "youtube-comments",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(archives_folder):
    """Tell formats as a reading does, up to where rows would be read."""
    from casekit.archives.choice import Choice, confirm
    from casekit.archives.formats import FORMATS as READERS
    from casekit.archives.report import Tally
    from casekit.archives.source import files

    def format_of(name: str) -> tuple[str, Tally]:
        tally = Tally()
        choice = Choice(READERS, None, tally)
        module, mine = choice.made(files(need(archives_folder, name), tally))
        for _ in mine:
            pass
        confirm(module.NAME, 1, tally, choice.others)
        return module.NAME, tally

    return format_of


@pytest.fixture(scope="module")
def archives_folder(request):
    return request.getfixturevalue("archives")


@pytest.mark.parametrize("name", FORMATS)
def test_each_folder_is_of_one_format(told, name):
    found, tally = told(name)
    assert found == FORMATS[name]
    assert not tally.problems or name == "twarc2-pages"


def test_sums_that_lie_beside_the_acts_are_passed_over_and_said(told):
    _, tally = told("higgs")
    why = "sums of the acts that are read (format account-edges)"
    assert tally.skipped[why].files == ["higgs/higgs-reply_network.edgelist.gz"]


def test_two_archives_in_a_folder_are_named_with_how_to_read_each(archives_folder):
    folder = need(archives_folder, "evently-v1-jsonl")
    with pytest.raises(ReadError) as caught:
        archives.read(folder)
    for name in ("cascade-events", "twitter-v1"):
        assert f"format='{name}'" in str(caught.value)
        assert archives.read(folder, format=name).report.format == name
