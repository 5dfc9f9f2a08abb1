"""Hostile files, listed by name: each is refused, or harmless."""

import gzip
import io
import itertools
import json
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casekit import archives, load, schema, tell
from casekit.archives.file import File
from casekit.archives.formats import twitter_v1
from casekit.archives.report import Tally
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


STATUS = (
    json.dumps(
        {
            "id_str": "1",
            "id": 1,
            "created_at": "Wed Oct 19 20:07:25 +0000 2022",
            "text": "x",
            "user": {"id_str": "2", "screen_name": "a"},
        }
    )
    + "\n"
)
"""One status, so that what is hostile has something to hide behind."""


def tarred(*members: tuple[str, bytes, str]) -> bytes:
    """Pack members of a name, a type and what a link points to, and one status behind them."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as container:
        for name, kind, target in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            member.size = len(STATUS) if kind == tarfile.REGTYPE else 0
            container.addfile(member, io.BytesIO(STATUS.encode()))
        last = tarfile.TarInfo("last.json")
        last.size = len(STATUS)
        container.addfile(last, io.BytesIO(STATUS.encode()))
    return out.getvalue()


def overstated() -> bytes:
    """Make a tar whose member says that it is eight gigabytes long."""
    whole = bytearray(tarred())
    whole[124:136] = b"77777777777\0"
    whole[148:156] = b" " * 8
    whole[148:156] = b"%06o\0 " % sum(whole[:512])
    return bytes(whole)


def lying() -> bytes:
    """Make a zip whose directory says that a member of ten megabytes has ten bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("a.json", STATUS * 60_000)
    whole = bytearray(out.getvalue())
    at = whole.index(b"PK\1\2")
    whole[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(whole)


def overlapping() -> bytes:
    """Make a zip whose directory names one member a hundred times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("a.json", STATUS)
    whole = out.getvalue()
    start, end = whole.index(b"PK\1\2"), whole.index(b"PK\5\6")
    entry = whole[start:end]
    tail = bytearray(whole[end:])
    tail[8:12] = struct.pack("<HH", 100, 100)
    tail[12:16] = struct.pack("<I", 100 * len(entry))
    return whole[:start] + entry * 100 + bytes(tail)


def within(depth: int) -> bytes:
    """Pack a status into a zip in a zip, so many times."""
    content = STATUS.encode()
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as container:
            container.writestr("inner", content)
        content = out.getvalue()
    return content


def linked() -> bytes:
    """Make a zip with a link in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        member = zipfile.ZipInfo("link.json")
        member.external_attr = 0o120777 << 16
        container.writestr(member, "/etc/passwd")
        container.writestr("../../above.json", STATUS)
    return out.getvalue()


def stored(change: Callable[[bytes], bytes] = bytes, **columns: list[object]) -> bytes:
    """Make a Parquet file that is none of posts, or not what it says."""
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return change(out.getvalue())


def book(**parts: str) -> bytes:
    """Make a workbook of one sheet, of which parts are others than they should be."""
    from openpyxl import Workbook

    made, out = io.BytesIO(), io.BytesIO()
    whole = Workbook()
    whole.worksheets[0].append(["Datum", "Autor", "Inhalt"])
    whole.worksheets[0].append(["2021-07-01 12:00", "a", "=1+1"])
    whole.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            held = parts.get(Path(name).stem)
            new.writestr(name, old.read(name) if held is None else held)
    return out.getvalue()


def feed(text: str, before: str = "") -> str:
    """Put a text into the one item of a feed, and something before the feed."""
    return (f"<?xml version='1.0'?>{before}<rss version='2.0'><channel><item><title>{text}</title>"
            "<link>http://x.example/1</link><pubDate>Tue, 21 Jun 2005 10:00:00 GMT</pubDate>"
            "</item></channel></rss>")  # fmt: skip


LAUGHS = "<!DOCTYPE rss [<!ENTITY a '" + "ha" * 50 + "'>" + "".join(
    f"<!ENTITY {inner} '{('&' + outer + ';') * 10}'>"
    for outer, inner in itertools.pairwise("abcdefghi")
) + "]>"  # fmt: skip
PASSWD = "SYSTEM 'file:///etc/passwd'"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

POSTS = ("post", *(column.name for column in schema.POSTS.columns))
TABLE = "Datum;Autor;Inhalt\n2021-07-01 12:00;a;x\n"

HOSTILE: dict[str, str | bytes | dict[str, str]] = {
    "a-billion-laughs": feed("&i;", LAUGHS),
    "an-entity-of-a-file": feed("&x;", f"<!DOCTYPE rss [<!ENTITY x {PASSWD}>]>"),
    "an-entity-of-an-address": feed(
        "&x;", "<!DOCTYPE rss [<!ENTITY x SYSTEM 'http://x.example/'>]>"
    ),
    "an-entity-of-parameters": feed("x", f"<!DOCTYPE rss [<!ENTITY % p {PASSWD}> %p;]>"),
    "a-doctype-elsewhere": feed("x", "<!DOCTYPE rss SYSTEM 'http://x.example/rss.dtd'>"),
    "a-quadratic-blow-up": feed("&a;" * 20_000, f"<!DOCTYPE rss [<!ENTITY a '{'x' * 50_000}'>]>"),
    "an-inclusion": feed("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' parse='text' "
                         "href='file:///etc/passwd'/>x"),
    "elements-nested-a-hundred-thousand-deep": "<rss><channel>" + "<item>" * 100_000,
    "an-attribute-of-megabytes": f"<rss a='{'x' * 3_000_000}'/>" + feed("x"),
    "an-element-without-an-end": feed("x").replace("</item>", "") + "<item>" * 100,
    "comments-before-anything": "<!--a-->" * 9_000 + feed("x"),
    "a-script-in-a-feed": feed("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=x&gt;"),
    "a-graph-of-edges-to-nowhere": "<gexf><graph><nodes><node id='a'/></nodes><edges>"
    + "<edge source='a' target='b'/>" * 20_000 + "</edges></graph></gexf>",
    "a-graph-that-bites-its-tail": "<gexf><graph><nodes><node id='a'/><node id='b'/></nodes><edges>"
    "<edge source='a' target='b'/><edge source='b' target='a'/><edge source='a' target='a'/>"
    "</edges></graph></gexf>",
    "a-graph-with-entities": LAUGHS.replace("rss", "graphml")
    + "<graphml><graph><node id='&i;'/></graph></graphml>",
    "grades-that-are-none": "post,at,account,kind,parent,origin,evidence\n1,,,,,record,certain\n"
    "2,,,post,,record,archived\n",
    "a-tar-that-climbs-out": tarred(("../../etc/x.json", tarfile.REGTYPE, "")),
    "a-tar-of-absolute-names": tarred(("/etc/x.json", tarfile.REGTYPE, "")),
    "a-tar-of-links": tarred(("a.json", tarfile.SYMTYPE, "/etc/passwd"),
                             ("b.json", tarfile.LNKTYPE, "/etc/passwd")),
    "a-tar-of-devices": tarred(("zero", tarfile.CHRTYPE, ""), ("pipe", tarfile.FIFOTYPE, ""),
                               ("disk", tarfile.BLKTYPE, "")),
    "a-tar-that-overstates-a-member": overstated(),
    "a-zip-that-lies-of-a-size": lying(),
    "a-zip-that-names-a-member-a-hundred-times": overlapping(),
    "a-zip-in-a-zip-in-a-zip-and-so-on": within(8),
    "a-zip-of-links-that-climbs-out": linked(),
    "a-zip-cut-off": within(1)[:-30],
    "a-gzip-with-garbage-behind-it": gzip.compress(STATUS.encode()) + b"garbage" * 100,
    "a-gzip-that-expands": gzip.compress(STATUS.encode() + b"\0" * 40_000_000),
    "a-gzip-in-a-gzip-and-so-on": gzip.compress(gzip.compress(gzip.compress(gzip.compress(
        gzip.compress(gzip.compress(STATUS.encode())))))),
    "a-parquet-of-something-else": stored(a=[1, 2], b=["x", "y"]),
    "a-parquet-of-other-kinds": stored(**{name: [[1.5], None] for name in POSTS}),
    "a-parquet-that-lies": stored(lambda whole: whole[:40] + b"\xff" * 20 + whole[60:],
                                  post=["a"] * 50, at=[1] * 50),
    "a-parquet-whose-end-is-a-lie": stored(
        lambda whole: whole[:-8] + b"\xff\xff\xff\x7fPAR1", a=[1]
    ),
    "json-nested-deep": "[" * 100_000,
    "objects-nested-deep": '{"a":' * 100_000,
    "a-table-with-tags-beside-it": {"t.csv": TABLE, "t.csv.toml": "[columns]\nat = !!python/object"
                                    ":os.system 'x'\n", "t.csv.yaml": "!!python/object/apply:os."
                                    "system ['touch hacked']\n"},
    "a-table-with-a-mapping-of-anything": {"t.csv": TABLE, "t.csv.toml": "[columns]\nat = 5\n"
                                           "__class__ = 'x'\n"},
    "a-workbook-with-entities": book(
        sheet1=LAUGHS.replace("rss", "worksheet") + "<worksheet><sheetData><row><c t='inlineStr'>"
        "<is><t>&i;</t></is></c></row></sheetData></worksheet>"
    ),
    "a-workbook-that-expands": book(sheet1="<worksheet>" + " " * 60_000_000),
    "a-workbook-of-the-last-row": book(
        sheet1=f"<worksheet xmlns='{SHEET}'><sheetData><row r='1048576'>"
        "<c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
    ),
    "surrogates-everywhere": STATUS.replace('"x"', '"\\ud800\\udfff\\ud83d"') + STATUS,
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
    folder = tmp_path / "given"
    folder.mkdir()
    files = content if isinstance(content, dict) else {"1_zRoot0001_42.json": content}
    for each, inside in files.items():
        (folder / each).write_bytes(inside if isinstance(inside, bytes) else inside.encode())
    try:
        found = read(folder if len(files) > 1 else next(folder.iterdir()))
    except ReadError as error:
        if error.cure is None:
            raise
        return
    finally:
        assert {path.name for path in folder.iterdir()} == set(files)
        assert [path.name for path in tmp_path.iterdir()] == ["given"]
    assert len(found.posts) <= 30_000
    assert not found.posts["text"].str.contains("root:", na=False).any()
    assert all(len(problem.excerpt) <= 200 for problem in found.report.problems)


class Endless(io.RawIOBase):
    """A line of a gigabyte, made as it is read, and a status behind it."""

    def __init__(self) -> None:
        self._left = 1 << 30
        self._start = b'{"id_str": "1", "created_at": "x", "text": "'
        self._block = b"x" * (1 << 20)
        self._end = b'"}\n' + STATUS.encode()

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        if self._start:
            given, self._start = self._start, b""
        elif self._left:
            given = self._block[: min(len(target), self._left)]
            self._left -= len(given)
        else:
            given, self._end = self._end[: len(target)], self._end[len(target) :]
        target[: len(given)] = given
        return len(given)


def test_a_line_of_a_gigabyte_is_never_held() -> None:
    tally = Tally()
    with archives.limits(line=1 << 22):
        file = File("x", io.BufferedReader(Endless(), 1 << 20))
        batches = list(twitter_v1.read([file], tally))
    assert sum(batch.num_rows for batch in batches) == 1
    assert [str(problem.reason) for problem in tally.problems] == [
        "line of more than 4,194,304 bytes"
    ]


@pytest.mark.parametrize("name", sorted(archives.formats()))
@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"\0" * 600, b"{", b"[", b"\xff\xfe", b"\x1a"])
def test_nothing_at_all_is_refused_with_a_cure(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        archives.read(path, format=name)
    assert caught.value.cure


def test_scripts_in_texts_and_names_do_not_run_on_the_page(tmp_path: Path) -> None:
    script = "<script>alert(1)</script>"
    path = tmp_path / "<script>alert(2)<!--.csv"
    path.write_text(f"{TCAT}1,2,2016-05-04 10:00:00,{script},{script}\nx,2,{script},a,b\n")
    reading = read(path)
    assert reading.report.problems[0].excerpt.count(script) == 1
    page = tell.inspection(reading)
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<!--.csv" not in page
    german = tell.inspection(reading, lang="de")
    assert "ist keine Zeit. Abhilfe: " in german
    assert 'lang="en"' not in german


@pytest.mark.parametrize(("sample", "old", "new"), [
    ("customer-care-conversations.json", '"duration": "', '"duration": "1e400:0:0", "x": "'),
    ("youtube-comments.csv", "an answer", "an \\ud800 answer"),
    ("monitoring.csv", ",1204,", ",9999999999999999999,"),
    ("mastodon-context.json", '"in_reply_to_id": "1093002"', '"in_reply_to_id": 1e300'),
])  # fmt: skip
def test_what_fuzzing_found_stays_found(sample: str, old: str, new: str, tmp_path: Path) -> None:
    text = load.sample(sample).read_text("utf-8")
    assert old in text
    path = tmp_path / sample
    path.write_text(text.replace(old, new, 1))
    assert read(path).report.accepted
