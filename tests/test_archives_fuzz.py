"""Whatever comes in: a reading that reconciles, or a ReadError.

``CASEKIT_FUZZ=10000 pytest tests/test_archives_fuzz.py`` tries so many inputs a test.
"""

import io
import os
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casekit import archives, load, schema
from casekit.errors import ReadError
from tests.readings import sayable

SAMPLES = ("customer-care.csv", "twitter-v1.jsonl", "twitter-v2-pages.jsonl",
           "propagation-tree.txt", "rumour-threads.zip", "weibo-threads.zip", "cascade-paths.txt",
           "cascade-events.csv", "account-acts.txt", "account-edges.edgelist", "hoaxy.csv",
           "coordinated-sharing.csv", "twarc.csv", "tcat.csv", "4cat.csv",
           "twitter-personal.zip", "activity-streams.jsonl", "zeeschuimer.ndjson",
           "twitter-stream.tar", "mastodon-outbox.json", "mastodon-context.json",
           "bluesky-feed.json", "bluesky-thread.json", "reddit.ndjson", "reddit-submissions.csv",
           "youtube-comments.csv", "youtube-threads.csv", "youtube-api.json", "tweet-roots.csv",
           "tweet-ratio.csv", "table.csv", "monitoring.csv")  # fmt: skip
NO_POSTS = ("propagation-trees", "account-acts", "account-edges", "hoaxy", "coordinated-sharing")
"""Formats of which a record is not always a post."""
MANY = settings(
    max_examples=int(os.environ.get("CASEKIT_FUZZ", "15")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def holds(path, **options) -> None:
    """Read it; a ReadError is an answer, and a reading must reconcile."""
    try:
        found = archives.read(path, **options)
    except ReadError as error:
        if error.cure is None:
            raise
        return
    report, posts = found.report, found.posts
    assert report.records == report.accepted + report.duplicates + report.rejected
    rejections = [p for p in report.problems if p.line is not None]
    assert len(rejections) >= report.rejected
    assert all(len(p.excerpt) <= 200 for p in report.problems)
    sayable(report)
    schema.check(posts, schema.POSTS)
    schema.check(found.accounts, schema.ACCOUNTS)
    if report.format not in NO_POSTS:
        assert len(posts) == report.accepted + report.embedded + report.unknown
        counts = posts["origin"].value_counts()
        assert counts["record"] == report.accepted
    assert set(posts["account"].dropna()) <= set(found.accounts.index)


def content(name: str) -> bytes:
    return load.sample(name).read_bytes()


@st.composite
def mutated(draw, data: bytes) -> bytes:
    """Change some places of a real file: bytes, digits to other kinds, lines gone or doubled."""
    out = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(out) - 1, 0)))
        how = draw(st.sampled_from(["byte", "cut", "insert", "swap", "double", "truncate"]))
        if how == "byte" and out:
            out[at] = draw(st.integers(0, 255))
        elif how == "cut":
            del out[at : at + draw(st.integers(1, 40))]
        elif how == "insert":
            word = draw(st.sampled_from([
                b'"', b"{", b"]", b"null", b"\n", b"\r", b"\0", b"\xff", b",", b"1e400", b"NaN",
                b'{"a":[', b"\\ud800", b"-1", b"99999999999999999999999", b"[]", b'"id":', b"'",
                b"0001-01-01T00:00:00.000Z", b"9999-12-31T23:59:59.999Z", b"true", b"->",
            ]))  # fmt: skip
            out[at:at] = word
        elif how == "swap":
            line = bytes(out[at:]).split(b"\n", 1)[0]
            out += b"\n" + line
        elif how == "double":
            out += out[at : at + 500]
        elif how == "truncate":
            del out[at:]
    return bytes(out)


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
@MANY
def test_mutated_samples(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data.draw(mutated(content(name))))
    named = data.draw(st.sampled_from([None, *archives.formats()]))
    holds(path, format=named, tz=data.draw(st.sampled_from([None, "Europe/Berlin"])))


@given(data=st.data())
@MANY
def test_mutated_members_of_threads(tmp_path, data):
    whole = io.BytesIO(content("rumour-threads.zip"))
    path = tmp_path / "threads.zip"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            member = old.read(name)
            if data.draw(st.booleans()):
                member = data.draw(mutated(member))
            new.writestr(name, member)
    holds(path)


@given(raw=st.binary(max_size=3000), magic=st.sampled_from([
    b"", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04",
    b"\xff\xfe", b"[", b'{"id_str": "1", "text": "', b"['ROOT', 'ROOT', '0.0']->[",
]), named=st.sampled_from([None, *archives.formats()]))  # fmt: skip
@MANY
def test_random_bytes(tmp_path, raw, magic, named):
    path = tmp_path / "x"
    path.write_bytes(magic + raw)
    holds(path, format=named)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip
FIELDS = st.sampled_from([
    "id", "id_str", "created_at", "text", "full_text", "user", "lang", "retweeted_status",
    "quoted_status", "in_reply_to_status_id", "favorite_count", "retweet_count", "edit_history",
    "data", "includes", "errors", "meta", "author_id", "referenced_tweets", "public_metrics",
    "edit_history_tweet_ids", "conversation_id", "statuses", "timestamp_ms", "__twarc", "author",
])  # fmt: skip


@pytest.mark.parametrize("name", ["twitter-v1.jsonl", "twitter-v2-pages.jsonl"])
@given(changes=st.dictionaries(FIELDS, JSON, max_size=4))
@MANY
def test_any_value_in_any_field(tmp_path, name, changes):
    import json

    first, *rest = content(name).decode().splitlines()
    record = json.loads(first)
    if "data" in record:
        record["data"][0] |= changes
    odd = json.dumps(record | changes)
    path = tmp_path / name
    path.write_text("\n".join([rest[0], odd, *rest[1:]]))
    holds(path)
