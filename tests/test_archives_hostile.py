"""Hostile files of the formats of cascades, accounts and exports: each is refused or harmless."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from casekit import archives
from casekit.errors import ReadError
from tests.readings import read

AT = "Wed Oct 19 20:07:25 +0000 2022"
SHARES = "object_id,account_id,content_id,timestamp_share\n"
TCAT = "id,time,created_at,from_user_name,text\n"
FOURCAT = "id,thread_id,timestamp,author,body\n"
ENTRY = {"mid": "zA000001", "uid": "7", "parent": "", "kids": [], "text": "",
         "date": "2012-11-16 09:00:00"}  # fmt: skip
TWEET = {"tweet": {"id_str": "1", "created_at": AT, "full_text": "x"}}
ACTIVITY = {"id": "tag:x:1", "verb": "post", "postedTime": "2020-09-18T18:36:15.000Z", "body": "x",
            "actor": {"id": "id:x:2", "preferredUsername": "a"}}  # fmt: skip
ITEM = {"source_platform": "twitter.com", "item_id": "1",
        "data": {"rest_id": "1", "legacy": {"created_at": AT, "full_text": "x"}}}  # fmt: skip


def nested(depth: int, inner: object) -> str:
    """Give an object a value of so many lists in lists; json itself would refuse to write it."""
    text = json.dumps(inner)
    return text[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}"


def shared(depth: int) -> str:
    """Make an activity that shares one that shares one, and so on."""
    text = json.dumps(ACTIVITY | {"verb": "share"})
    return (text[:-1] + ', "object": ') * depth + json.dumps(ACTIVITY) + "}" * depth


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, text in members.items():
            container.writestr(name.replace("__", "/"), text)
    return out.getvalue()


HOSTILE: dict[str, str | bytes] = {
    "paths-of-a-million-accounts": "1\t1\t1464739201\t1\t1:0 " + "1/" * 1_000_000 + "1:5\n",
    "paths-that-name-ever-new-accounts": "1\t0\t1464739201\t1\t0:0 "
    + " ".join("/".join(f"{n}x{i}" for i in range(200)) + ":5" for n in range(50)) + "\n",
    "paths-that-name-each-other": "1\t0\t1464739201\t2\t0:0 "
    + " ".join(f"0/{a}/{b}:5" for a in range(40) for b in range(40)) + "\n",
    "paths-at-the-end-of-time": "1\t1\t9223372036\t1\t1:0 1/2:999999999999\n",
    "a-weight-that-would-fill-the-memory": "1 2 299999999\n" * 3,
    "weights-that-add-up": "1 2 20000\n" + "1 3 20000\n" * 50,
    "acts-of-one-second": "1 2 1341100972 MT\n" * 20_000,
    "events-beyond-any-number": "time,magnitude\n1e308,1e308\n-1,-1\nnan,nan\ninf,inf\n0,1\n",
    "events-that-go-back-in-time": "time,magnitude\n"
    + "".join(f"{9000 - n},1\n" for n in range(9000)),
    "a-header-of-a-hundred-thousand-columns": SHARES.strip()
    + ",x" * 100_000 + "\na,b,c,1600000000\n",
    "a-column-twice": SHARES.replace("\n", ",object_id\n") + "a,b,c,1600000000,d\n",
    "a-quote-in-every-row": SHARES + '"a,b,c,1600000000\n' * 5_000,
    "a-cell-of-megabytes": SHARES + "x" * 3_000_000 + ",b,c,1600000000\n",
    "formulas-as-ids": SHARES + "=cmd|' /C calc'!A0,+1,@SUM(1),1600000000\n-2,b,c,1600000000\n",
    "scripts-as-names": TCAT + "1,2,2016-05-04 10:00:00,<script>alert(1)</script>,<img src=x>\n",
    "null-bytes": FOURCAT + "1\0,1\0,2021-07-01 12:00:00,\0,\0\n",
    "signs-that-turn-the-line": FOURCAT + "1,1,2021-07-01 12:00:00,\u202e\u2066,\ufeff\u202d\n",
    "digits-of-other-scripts": FOURCAT + "\u0661\u0662,\u0661,2021-07-01 12:00:00,a,\u00b2\n",
    "a-thread-in-a-thread": FOURCAT + "1,2,2021-07-01 12:00:00,a,x\n2,1,2021-07-01 12:00:00,a,x\n",
    "a-year-that-never-was": FOURCAT + "1,1,0000-00-00 00:00:00,a,x\n2,2,2021-07-01 12:00:00,a,x\n",
    "entries-that-are-their-own-parents": json.dumps(
        [ENTRY | {"mid": f"zA00000{n}", "parent": f"zA00000{(n + 1) % 3}"} for n in range(3)]
    ),
    "entries-nested-deep": "[" + nested(5_000, ENTRY) + "," + json.dumps(ENTRY) + "]",
    "entries-with-odd-times": json.dumps(
        [ENTRY | {"date": date} for date in ("9999-12-31 23:59:59", "0001-01-01", "13月45日 99:99")]
        + [ENTRY | {"date": ""}, ENTRY]
    ),
    "entries-of-every-kind": json.dumps([None, 1, "x", [], {}, ENTRY, [ENTRY], {"mid": {}}]),
    "names-that-climb-out": zipped(
        **{"..__..__rumor-repost__1_zRoot0001_42.json": json.dumps([ENTRY])}
    ),
    "a-script-without-a-list": "window.YTD.tweets.part0 = ",
    "a-script-that-goes-on": "window.YTD.tweets.part0 = " + json.dumps([TWEET]) + "; alert(1)",
    "a-script-of-brackets": "window.YTD.tweets.part0 = " + "[" * 300_000,
    "an-account-of-every-kind": zipped(
        **{"data__account.js": 'window.YTD.account.part0 = [{"account": []}, 5, {"account": null}]',
           "data__tweets.js": "window.YTD.tweets.part0 = " + json.dumps([TWEET])},
    ),
    "counts-that-are-none": "window.YTD.tweets.part0 = " + json.dumps(
        [{"tweet": TWEET["tweet"] | {"favorite_count": "-1", "retweet_count": "9" * 400}}]
    ),
    "a-tweet-that-edits-itself": "window.YTD.tweets.part0 = " + json.dumps(
        [{"tweet": TWEET["tweet"] | {"edit_info": {"initial": {"editTweetIds": ["1"] * 50_000}}}}]
    ),
    "shares-of-shares": shared(300),
    "shares-too-deep": shared(2_000) + "\n" + json.dumps(ACTIVITY) + "\n",
    "ids-that-are-prefixes": json.dumps(ACTIVITY | {"id": ":::"}) + "\n"
    + json.dumps(ACTIVITY) + "\n",
    "items-of-odd-shape": "\n".join(
        json.dumps(ITEM | {"data": data})
        for data in ({}, {"legacy": 5}, {"core": []}, {"rest_id": {}, "legacy": {}}, ITEM["data"])
    ),
    "items-nested-deep": nested(900, ITEM) + "\n" + json.dumps(ITEM) + "\n",
    "half-an-emoji": json.dumps(ITEM).replace('"x"', '"\\ud83d"') + "\n",
    "utf-16-without-an-end": SHARES.encode("utf-16") + b"\x00",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_each_is_refused_or_harmless(name: str, tmp_path: Path) -> None:
    content = HOSTILE[name]
    path = tmp_path / "1_zRoot0001_42.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        found = read(path)
    except ReadError as error:
        if error.cure is None:
            raise
        return
    assert len(found.posts) <= 30_000
    assert all(len(problem.excerpt) <= 200 for problem in found.report.problems)


@pytest.mark.parametrize("name", sorted(archives.formats()))
@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"\0" * 600, b"{", b"[", b"\xff\xfe", b"\x1a"])
def test_nothing_at_all_is_refused_with_a_cure(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        archives.read(path, format=name)
    assert caught.value.cure
