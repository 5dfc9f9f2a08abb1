"""The formats that can be read, the more particular before the more general."""

from collections.abc import Iterable, Iterator
from typing import Protocol

import pyarrow as pa

from casekit.archives.file import File
from casekit.archives.formats import (
    account_acts,
    account_edges,
    activity_streams,
    any_table,
    apify,
    blogs,
    bluesky,
    cascade_events,
    cascade_paths,
    coordinated_sharing,
    customer_care,
    customer_care_conversations,
    fourcat,
    graphs,
    hoaxy,
    mastodon,
    own_tables,
    propagation_trees,
    reddit,
    rumour_threads,
    snscrape,
    stored_posts,
    tcat,
    telegram,
    twarc_csv,
    tweet_counts,
    twint,
    twitter_personal,
    twitter_v1,
    twitter_v2,
    twitterscraper,
    weibo_threads,
    youtube,
    zeeschuimer,
)
from casekit.archives.report import Tally
from casekit.archives.sight import Verdict

__all__ = ["FORMATS", "Format", "known"]


class Format(Protocol):
    """A module that reads a format."""

    NAME: str
    ABOUT: str
    # and, where they hold: APART, its files may be read apart; BESIDE, what files of other formats
    # mean that lie beside its own and say nothing more, by these formats

    def sniff(self, file: File) -> Verdict:
        """Say whether a file is of this format, and what says so."""

    def read(self, files: Iterable[File], tally: Tally) -> Iterator[pa.RecordBatch]:
        """Read files of this format, in batches of rows."""


FORMATS: tuple[Format, ...] = (
    rumour_threads,
    twitter_v1,
    twitter_v2,
    customer_care,
    customer_care_conversations,
    propagation_trees,
    weibo_threads,
    cascade_paths,
    cascade_events,
    account_acts,
    account_edges,
    hoaxy,
    coordinated_sharing,
    twarc_csv,
    tcat,
    fourcat,
    twitter_personal,
    activity_streams,
    zeeschuimer,
    mastodon,
    bluesky,
    telegram,
    reddit,
    youtube,
    tweet_counts,
    snscrape,
    stored_posts,
    twint,
    twitterscraper,
    apify,
    blogs,
    graphs,
    own_tables,
    any_table,
)  # fmt: skip
"""The more particular before the more general: a file of a rumour thread is also a status."""


def known() -> dict[str, Format]:
    """Give the formats by their names.

    Examples
    --------
    >>> known()["twitter-v1"].NAME
    'twitter-v1'
    """
    return {module.NAME: module for module in FORMATS}
