"""Where archives lie and how they are packed; damage is told, hostile files are refused."""

import bz2
import gzip
import io
import json
import lzma
import os
import sys
import tarfile
import zipfile

import pytest
import zstandard

from casekit import archives, load
from casekit.errors import ReadError


def status(post: int, text: str = "placeholder") -> bytes:
    record = {"id_str": str(post), "created_at": "Tue Oct 31 22:10:47 +0000 2017", "text": text,
              "user": {"id_str": "7", "screen_name": "example"}, "retweet_count": 0}  # fmt: skip
    return json.dumps(record).encode() + b"\n"


LINES = b"".join(status(n, os.urandom(300).hex()) for n in range(2000))


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as container:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            container.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(name, data)
    return out.getvalue()


PACKED = {
    "plain": LINES,
    "gzip": gzip.compress(LINES),
    "gzip members": gzip.compress(LINES[:1000]) + gzip.compress(LINES[1000:]),
    "bzip2": bz2.compress(LINES),
    "xz": lzma.compress(LINES),
    "zstandard": zstandard.compress(LINES),
    "zstandard frames": zstandard.compress(LINES[:1000]) + zstandard.compress(LINES[1000:]),
    "zip": zipped({"a/x.jsonl": LINES}),
    "tar": tarred({"a/x.jsonl": LINES}),
    "tar.gz": tarred({"a/x.jsonl": LINES}, "w:gz"),
    "tar.xz of gz": lzma.compress(tarred({"a/x.jsonl.gz": gzip.compress(LINES)})),
    "zip of bz2": zipped({"x.bz2": bz2.compress(LINES)}),
    "tar of zip": tarred({"a.zip": zipped({"x": LINES})}),
    "utf-16": b"\xff\xfe" + LINES.decode().encode("utf-16-le"),
}


@pytest.mark.parametrize("how", PACKED)
def test_packed_is_read_like_plain(tmp_path, how):
    file = tmp_path / "archive.bin"
    file.write_bytes(PACKED[how])
    report = archives.read(file).report
    assert (report.records, report.accepted, report.problems) == (2000, 2000, [])


@pytest.mark.parametrize("how", ["gzip", "tar.gz", "zip"])
def test_standard_input(monkeypatch, how):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Pipe(PACKED[how])))
    assert archives.read("-").report.accepted == 2000


def test_folders_globs_and_lists(tmp_path):
    for n in range(3):
        (tmp_path / "deep" / str(n)).mkdir(parents=True)
        (tmp_path / "deep" / str(n) / "part.jsonl").write_bytes(status(n))
    (tmp_path / ".hidden").write_bytes(status(9))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    report = archives.read(tmp_path).report
    assert (report.files, report.accepted) == (3, 3)
    assert any("PNG picture: " in w for w in map(str, report.warnings))
    assert any("hidden file: " in w for w in map(str, report.warnings))
    assert archives.read(str(tmp_path / "deep" / "*" / "*.jsonl")).report.accepted == 3
    several = [tmp_path / "deep" / "0", tmp_path / "deep" / "1" / "part.jsonl"]
    assert archives.read(several).report.accepted == 2


def test_names_inside_containers_are_shown_whole(tmp_path):
    file = tmp_path / "x.tar.gz"
    file.write_bytes(tarred({"a/x.jsonl": status(1) + b"{broken\n"}, "w:gz"))
    (problem,) = archives.read(file).report.problems
    assert problem.file.endswith("x.tar.gz!a/x.jsonl")
    assert problem.line == 2


@pytest.mark.parametrize(
    "how", ["gzip", "bzip2", "xz", "zstandard", "tar", "tar.gz", "tar.xz of gz"]
)
def test_of_a_truncated_stream_the_beginning_is_kept(tmp_path, how):
    file = tmp_path / "archive"
    file.write_bytes(PACKED[how][: len(PACKED[how]) * 7 // 10])
    report = archives.read(file).report
    assert report.records == report.accepted + report.duplicates + report.rejected
    assert 0 < report.accepted < 2000
    assert any("truncated" in str(p.reason) or "damaged" in str(p.reason) for p in report.problems)


@pytest.mark.parametrize("how", ["gzip", "xz", "zstandard"])
def test_damage_in_the_middle_is_told(tmp_path, how):
    data = bytearray(PACKED[how])
    data[len(data) // 2 : len(data) // 2 + 64] = os.urandom(64)
    file = tmp_path / "archive"
    file.write_bytes(data)
    try:
        problems = [str(p.reason) for p in archives.read(file).report.problems]
    except ReadError as error:
        problems = [str(error)]
    assert any("damaged" in p or "truncated" in p or "follow" in p for p in problems)


@pytest.mark.parametrize("size", [60, 400])
def test_of_a_copy_that_is_cut_the_cure_is_a_whole_one(tmp_path, size):
    file = tmp_path / "archive.jsonl"
    whole = load.sample("twitter-v2-pages.jsonl").read_bytes()
    file.write_bytes(whole[: whole.index(b"\n") + size if size < 100 else -size])
    problems = [str(problem.reason) for problem in archives.read(file).report.problems]
    assert any("cut off in the middle. Cure: the copy is incomplete" in p for p in problems)
    file.write_bytes(whole[: whole.index(b"\n") // 2])
    with pytest.raises(ReadError, match=r"cut off in the middle\)\. Cure: the copy is incomplete"):
        archives.read(file)


def test_a_wrong_path_is_told_what_lies_there_under_nearly_its_name(tmp_path):
    (tmp_path / "archives").mkdir()
    (tmp_path / "archives" / "posts.jsonl").touch()
    for wrong, near in (
        ("archives/post.jsonl", "posts.jsonl"),
        ("archive/posts.jsonl", "archives"),
    ):
        with pytest.raises(ReadError, match=rf"no such file.*did you mean {near}\?"):
            archives.read(tmp_path / wrong)


def test_a_file_that_goes_with_an_archive_is_called_so_and_no_more(tmp_path):
    users = tmp_path / "users.jsonl"
    users.write_text('{"data": [{"id": "1", "username": "x", "name": "y"}]}', encoding="utf-8")
    with pytest.raises(ReadError, match="give the file of the posts") as refused:
        archives.read(users)
    assert "Tried on" not in str(refused.value)
    settings = tmp_path / "settings.toml"
    settings.write_text('[build]\nname = "x"\n', encoding="utf-8")
    with pytest.raises(ReadError, match=r"text that begins '\[build\]'"):
        archives.read(settings)


def test_a_truncated_zip_is_named(tmp_path):
    file = tmp_path / "x.zip"
    file.write_bytes(PACKED["zip"][:5000])
    with pytest.raises(ReadError, match=r"truncated zip.*Cure: the copy is incomplete"):
        archives.read(file)


@pytest.mark.parametrize(
    "pack",
    [gzip.compress, bz2.compress, lzma.compress, zstandard.compress],
    ids=lambda f: f.__module__,
)
def test_bombs_are_refused_and_the_bound_can_be_moved(tmp_path, pack):
    file = tmp_path / "bomb"
    file.write_bytes(pack(pack(status(1) + b" " * 60_000_000)))
    with archives.limits(ratio=20), pytest.raises(ReadError, match=r"bomb.*limits\(ratio="):
        archives.read(file)
    with archives.limits(ratio=100_000_000):
        assert archives.read(file).report.accepted == 1


def test_size_is_bounded_too(tmp_path):
    file = tmp_path / "x.gz"
    file.write_bytes(PACKED["gzip"])
    with archives.limits(size=100_000), pytest.raises(ReadError, match="bomb"):
        archives.read(file)


def test_names_and_links_in_containers_are_never_followed(tmp_path):
    secret = tmp_path / "secret.jsonl"
    secret.write_bytes(status(99))
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as container:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            link = tarfile.TarInfo("link.jsonl")
            link.type, link.linkname = kind, str(secret)
            container.addfile(link)
        data = status(1)
        up = tarfile.TarInfo("../../outside.jsonl")
        up.size = len(data)
        container.addfile(up, io.BytesIO(data))
    file = tmp_path / "x.tar"
    file.write_bytes(out.getvalue())
    found = archives.read(file)
    assert found.posts.index.tolist() == ["1"]
    assert any("never followed: 2 files" in w for w in map(str, found.report.warnings))
    assert not (tmp_path.parent.parent / "outside.jsonl").exists()


def test_a_link_in_a_zip_is_not_followed(tmp_path):
    file = tmp_path / "x.zip"
    with zipfile.ZipFile(file, "w") as container:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        container.writestr(link, "/etc/hostname")
        container.writestr("x.jsonl", status(1))
    assert any("never followed" in w for w in map(str, archives.read(file).report.warnings))


def test_a_gigantic_line_is_rejected_and_reading_goes_on(tmp_path):
    file = tmp_path / "x.jsonl"
    file.write_bytes(status(1) + status(2, "x" * 10_000) + status(3))
    with archives.limits(line=5_000):
        report = archives.read(file).report
    assert (report.accepted, report.rejected) == (2, 1)
    assert "more than 5,000 bytes" in str(report.problems[0].reason)


@pytest.mark.parametrize(
    "deep", [b"[" * 200_000, b'{"a":' * 200_000, b'{"x":' + b"[" * 200_000 + b"]" * 200_000 + b"}"]
)
def test_deep_nesting_is_rejected(tmp_path, deep):
    file = tmp_path / "x.jsonl"
    file.write_bytes(status(1) + deep + b"\n" + status(2))
    report = archives.read(file).report
    assert (report.accepted, report.rejected) == (2, 1)


def test_deep_nesting_within_an_array_ends_the_file_and_says_so(tmp_path):
    file = tmp_path / "x.json"
    file.write_bytes(b"[" + status(1).strip() + b"," + b'{"a":' * 1_001)
    report = archives.read(file).report
    assert (report.accepted, report.rejected) == (1, 1)
    assert "nested more than 1,000 deep; the rest" in str(report.problems[0].reason)


def test_packing_within_packing_is_bounded(tmp_path):
    data = status(1)
    for _ in range(6):
        data = gzip.compress(data)
    file = tmp_path / "x.gz"
    file.write_bytes(data)
    with pytest.raises(ReadError, match="packed more than 4 times"):
        archives.read(file)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty file"),
        (b" \n\n", "empty file"),
        (os.urandom(5000).replace(b"\x1f", b"\0") + b"\0\0", "file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "PNG picture"),
        (b"Dear reader,\nthis is a letter.\n", "text that begins 'Dear reader,'"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 99, "7z archive"),
        (b"a,b,c\n1,2,3\n", "a table with the columns a, b, c"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_cure(tmp_path, content, said):
    file = tmp_path / "thing"
    file.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        archives.read(file)
    assert said in str(caught.value)
    assert "Cure: " in str(caught.value)


def test_a_folder_of_pictures(tmp_path):
    for n in range(5):
        (tmp_path / f"{n}.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes([n]) * 200)
    with pytest.raises(ReadError, match="JPEG picture: 5 files"):
        archives.read(tmp_path)


def test_an_empty_folder_and_a_missing_file(tmp_path):
    with pytest.raises(ReadError, match="folder without files"):
        archives.read(tmp_path)
    (tmp_path / "archive.jsonl").write_bytes(status(1))
    with pytest.raises(ReadError, match=r"no such file.*did you mean archive\.jsonl"):
        archives.read(tmp_path / "archiv.jsonl")
    for nothing in ([], "", [""]):
        with pytest.raises(ReadError, match="no file was named"):
            archives.read(nothing)
