"""Public data sets come whole or not at all, and not before their terms were shown."""

import hashlib
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from casekit import datasets, load
from casekit.cli import app
from casekit.datasets import Dataset, File
from casekit.errors import CatalogueError, ReadError

BODY = load.sample("customer-care.csv").read_bytes()
MD5 = hashlib.md5(BODY).hexdigest()


class Repository(ThreadingHTTPServer):
    """A server of a record and its one file, which can misbehave."""

    daemon_threads = True
    body, md5, size, cut, status = BODY, MD5, len(BODY), False, 200
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        mine, base = self.server, f"http://127.0.0.1:{self.server.server_port}"
        mine.asked.append(self.path)
        body = mine.body
        if self.path == "/record":
            row = {"name": "care.csv", "size": mine.size, "computed_md5": mine.md5,
                   "download_url": f"{base}/file/1"}  # fmt: skip
            told = {"license": {"name": "CC0"}, "citation": "A. Author (2020)", "files": [row]}
            body = json.dumps(told).encode()
        status = mine.status if self.path != "/record" else 200
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if mine.cut and self.path != "/record" else body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Repository]:
    with Repository(("127.0.0.1", 0), Handler) as made:
        made.asked = []
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def care(server: Repository) -> Dataset:
    base = f"http://127.0.0.1:{server.server_port}"
    return Dataset("care", "Care", "a test", f"{base}/home", "unknown", "cite", "be kind",
                   record=f"{base}/record")  # fmt: skip


def yes(_: Dataset, __: list[File]) -> bool:
    return True


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_data_set_is_fetched_once_and_can_be_read(
    server: Repository, care: Dataset, tmp_path: Path
) -> None:
    place = datasets.fetch(care, to=tmp_path, agree=yes)
    assert left(tmp_path) == ["care.csv", "care.sha256"]
    assert (place / "care.csv").read_bytes() == BODY
    assert len(load.posts(place)) == len(load.posts(load.sample("customer-care.csv")))
    line = f"{hashlib.sha256(BODY).hexdigest()}  care/care.csv\n"
    assert (tmp_path / "care.sha256").read_text("utf-8") == line
    server.asked.clear()
    assert datasets.fetch(care, to=tmp_path, agree=lambda *_: pytest.fail("asked twice")) == place
    assert server.asked == []


def test_its_terms_come_first_with_licence_and_sums_of_the_record(
    server: Repository, care: Dataset, tmp_path: Path
) -> None:
    seen: list[tuple[Dataset, list[File]]] = []

    def no(chosen: Dataset, files: list[File]) -> bool:
        seen.append((chosen, files))
        return False

    with pytest.raises(CatalogueError, match="not agreed to"):
        datasets.fetch(care, to=tmp_path, agree=no)
    ((chosen, (file,)),) = seen
    assert (chosen.licence, chosen.cite, chosen.terms) == ("CC0", "A. Author (2020)", "be kind")
    assert (file.name, file.size, file.sum) == ("care.csv", len(BODY), f"md5:{MD5}")
    assert server.asked == ["/record"]
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"body": b"x" * len(BODY)}, "has not the checksum"),
        ({"cut": True}, "broke off"),
        ({"body": BODY[:100]}, f"100 of {len(BODY):,} bytes came"),
        ({"status": 404}, "the server answers 404"),
    ],
    ids=["corrupt", "cut off", "truncated", "not there"],
)
def test_what_is_not_whole_is_refused_and_leaves_nothing(
    server: Repository, care: Dataset, tmp_path: Path, fault: dict[str, object], says: str
) -> None:
    for name, value in fault.items():
        setattr(server, name, value)
    with pytest.raises(ReadError, match=says):
        datasets.fetch(care, to=tmp_path, agree=yes)
    assert list(tmp_path.iterdir()) == []
    vars(server).update({name: getattr(Repository, name) for name in fault})
    datasets.fetch(care, to=tmp_path, agree=yes)
    assert left(tmp_path) == ["care.csv", "care.sha256"]


def test_without_network_it_says_so(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nobody = Dataset("care", "", "", "", "", "", "", record=f"http://127.0.0.1:{port}/record")
    with pytest.raises(ReadError, match=r"nothing answers there.*network"):
        datasets.fetch(nobody, to=tmp_path, agree=yes)
    direct = replace(nobody, record=None, urls=(f"http://127.0.0.1:{port}/a.csv",))
    with pytest.raises(ReadError, match="nothing answers there"):
        datasets.fetch(direct, to=tmp_path, agree=yes)
    assert left(tmp_path) == []


@pytest.mark.parametrize("told", [b"<html>", b"[]", b'{"files": [{"name": "../.x"}]}'])
def test_a_record_of_another_kind_is_refused(
    server: Repository, care: Dataset, tmp_path: Path, told: bytes
) -> None:
    server.body = told
    strange = replace(care, record=care.home)
    with pytest.raises(ReadError, match="record is not what it was"):
        datasets.fetch(strange, to=tmp_path, agree=yes)


def test_where_no_sum_is_stated_the_first_download_is_pinned(
    server: Repository, care: Dataset, tmp_path: Path
) -> None:
    direct = replace(care, record=None, urls=(f"{care.home}/care.csv",))
    file = datasets.fetch(direct, to=tmp_path, agree=yes) / "care.csv"
    file.write_bytes(b"changed")
    with pytest.raises(ReadError, match="not what was fetched"):
        datasets.fetch(direct, to=tmp_path, agree=yes)
    file.unlink()
    server.body = b"another file"
    with pytest.raises(ReadError, match="has not the checksum"):
        datasets.fetch(direct, to=tmp_path, agree=yes)
    assert left(tmp_path) == ["care.sha256"]


def test_the_list_states_terms_and_no_checksum_of_ours() -> None:
    table = datasets.catalogue()
    assert {"pheme", "pheme-2016", "target-twitterstorm", "higgs"} < set(table.index)
    assert table.drop(columns="account").notna().all(axis=None)
    for name in table.index:
        chosen = datasets.find(name)
        assert chosen.terms and chosen.cite  # noqa: PT018
        assert sum((chosen.record is not None, bool(chosen.urls), chosen.account is not None)) == 1


def test_one_that_needs_an_account_says_how() -> None:
    with pytest.raises(CatalogueError, match=r"needs an account.*sign in at Kaggle"):
        load.dataset("customer-support", agree=True)
    with pytest.raises(CatalogueError, match=r"no data set 'phema'.*pheme"):
        load.dataset("phema")


def test_a_notebook_is_told_the_terms_before_it_agrees(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"Scientific Reports.*agree=True"):
        load.dataset("higgs", to=tmp_path)
    assert left(tmp_path) == []


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_the_command_lists_asks_and_fetches(
    server: Repository, care: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = run("fetch")
    assert listed.exit_code == 0
    assert "target-twitterstorm" in listed.stdout
    assert "needs an account: sign in at Kaggle" in listed.stdout
    monkeypatch.setattr(datasets, "find", lambda _: care)
    asked = run("fetch", "care", "--out", tmp_path)
    assert "not agreed to" in str(asked.exception)
    assert "licence  CC0" in asked.stderr
    assert f"md5:{MD5}" in asked.stderr
    done = run("fetch", "care", "--out", tmp_path, "--yes")
    assert done.stdout == f"{tmp_path / 'care'}\n"
    assert left(tmp_path) == ["care.csv", "care.sha256"]
