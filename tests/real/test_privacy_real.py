"""No byte of what is handed on holds a name, an id, a mention or a link of a real archive."""

import gzip
import re
import tarfile
from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from casekit import archives as reading
from casekit import privacy
from casekit.privacy.frames import Wording
from casekit.writing import write_table

FILES = (
    "bluesky-feed/bluesky_posts_first100.json",
    "controversy-roots/Trump_Organization.csv",
    "evently-v1-jsonl/tweets_anonymized.jsonl",
    "hoaxy-csv/reforma_tributaria_first400.csv",
    "ibm-customer-care/dev.json",
    "mastodon-outbox/outbox.json",
    "pheme-rumoureval17/putinmissing",
    "reddit-submissions/CrimeJunkiePodcast_first500.csv",
    "twarc2-pages",
    "twitter-archive-js",
    "twitter16-trees/626897206717624320.txt",
    "youtube-comments/_WZktQlsFW8_AmericaParty_user_comments.csv",
)
CUT = {
    "casflow-weibo-sample/dataset.txt": 3,
    "coortweet-russian/russian_coord_tweets.csv.gz": 500,
    "evently-v1-jsonl/auspol.csv.gz": 500,
    "higgs/higgs-activity_time.txt.gz": 500,
    "seismic-tweet/tweet.csv": 500,
    "twcs-5000/twcs.csv": 500,
    "twitter-ratio/BarackObama.csv": 500,
}
"""Large files of lines, and how many of them are read."""
LONG = 5
"""Ids and names of fewer characters stand in every text by chance; in columns none may stand."""
TOKEN = re.compile(r"[0-9A-Za-z_]+")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return privacy.new_key(tmp_path_factory.mktemp("keys") / "study.key")


def named(posts: pd.DataFrame) -> set[str]:
    columns = ["account", "name", "parent", "root", "quoted", "url"]
    return {*posts.index, *(one for name in columns for one in posts[name].dropna())}


def addressed(texts: Iterable[str]) -> set[str]:
    """Mentions and links that stand in texts, as a plain pattern sees them."""
    marks = r"[@＠][^\s,:;.!?()/\"'&…]{4,}|https?://[^\s\"']{6,}"
    return {found.casefold() for text in texts for found in re.findall(marks, text)}


def anonymous(posts: pd.DataFrame, file: Path, table: Path) -> None:
    """Hold every value, and every byte of the table and the file, to what the archive says."""
    before = named(posts)
    mine = reading.stored(file).reset_index()
    for column in mine.select_dtypes("str"):
        assert not before & set(mine[column].dropna()), column
    written = table.read_text(encoding="utf-8").casefold()
    values = {str(one).casefold() for c in mine.select_dtypes("str") for one in mine[c].dropna()}
    told = "\n".join((written.partition("\n")[2], *values))
    runs = set(TOKEN.findall(told))
    long = {one.casefold() for one in before if len(one) >= LONG}
    words = {one for one in long if TOKEN.fullmatch(one)}
    assert not words & runs
    assert not addressed(posts["text"].dropna()) & addressed([told])
    apart = islice(long - words, 200)
    assert not [one for one in apart if one in told and re.search(bounded(one), told)]
    raw = file.read_bytes()
    assert not [one for one in islice(before, 200) if len(one) >= 8 and one.encode() in raw]
    assert not pq.read_metadata(file).metadata.keys() - {b"ARROW:schema"}


def bounded(name: str) -> str:
    return rf"(?<![^\W]){re.escape(name)}(?![^\W])"


def cut(source: Path, to: Path) -> Path:
    """Copy the first lines of a packed file, or some threads of a tar, and leave small ones."""
    rows = CUT.get(f"{source.parent.name}/{source.name}")
    if rows is not None:
        opened = gzip.open if source.suffix == ".gz" else open
        with opened(source, "rb") as stream:
            (to / source.stem).write_bytes(b"".join(islice(stream, rows)))
        return to / source.stem
    if source.name.endswith(".tar.xz"):
        with tarfile.open(source) as tar:
            members = [one for one in tar if one.isfile() and one.name.endswith(".json")]
            few = {Path(one.name).name for one in members[:3]}
            for one in members:
                if Path(one.name).name in few:
                    tar.extract(one, to, filter="data")
        return to
    return source


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, archives: Path) -> Callable[[str], Path]:
    @cache
    def store(name: str) -> Path:
        if not (archives / name).exists():
            pytest.skip(f"no {name} among the real archives")
        folder = tmp_path_factory.mktemp("stores")
        files = folder / "cut"
        files.mkdir()
        reading.store([cut(archives / name, files)], folder / "posts.parquet")
        return folder / "posts.parquet"

    return store


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *((name, "keep") for name in (*FILES, *CUT, "weibo-ced/CED_sample.tar.xz")),
        *((name, "drop") for name in ("mastodon-outbox/outbox.json", "twcs-5000/twcs.csv")),
    ],
)
def test_no_name_id_mention_or_link_is_left(
    name: str, text: Wording, stores: Callable[[str], Path], key: Path, tmp_path: Path
) -> None:
    store, out, table = stores(name), tmp_path / "out.parquet", tmp_path / "out.csv"
    privacy.stored(store, out, key=key, text=text)
    write_table(reading.stored(out), table)
    anonymous(reading.stored(store), out, table)


def test_two_archives_of_one_key_join_where_they_name_the_same(
    stores: Callable[[str], Path], key: Path, tmp_path: Path
) -> None:
    posts = reading.stored(stores("pheme-rumoureval17/putinmissing"))
    one, two = posts.iloc[: len(posts) // 2], posts.iloc[len(posts) // 2 :]
    shared = set(one["account"].dropna()) & set(two["account"].dropna())
    assert shared
    first, second = (privacy.pseudonymise(half, key=key) for half in (one, two))
    assert len(set(first["account"].dropna()) & set(second["account"].dropna())) == len(shared)
    other = privacy.pseudonymise(two, key=privacy.new_key(tmp_path / "other.key"))
    assert not named(first) & named(other)


def test_who_wrote_most_can_be_erased(stores: Callable[[str], Path], tmp_path: Path) -> None:
    posts = reading.stored(stores("pheme-rumoureval17/putinmissing"))
    loudest = posts["name"].value_counts().index[0]
    (own,) = posts.loc[posts["name"] == loudest, "account"].unique()
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(stores("pheme-rumoureval17/putinmissing").read_bytes())
    done = privacy.erase(copy, loudest)
    assert done.posts == (posts["account"] == own).sum()
    left = reading.stored(copy)
    told = left.reset_index().to_csv()
    assert not re.search(rf"(?i)\b(?:{loudest}|{own})\b", told)
    assert not set(posts.index[posts["account"] == own]) & named(left)
