"""Feed every reader what is broken, and say whether each answer is one: `python -m tests.fuzz`.

An input is a small file made of a sample: bytes and values changed, cut, doubled, spliced with
those of other formats, or random. It must be read, or be refused by a ReadError; nothing may take
more than five seconds; the report must reconcile and the frames be what they promise. Many inputs
are read together; where something fails, halves are read again until one input is left, which is
kept. Not collected by pytest.
"""

import argparse
import io
import json
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from casekit import archives, load, schema, share
from casekit.archives.containers import opened
from casekit.archives.file import File
from casekit.archives.formats import known
from casekit.archives.merge import merged
from casekit.archives.report import Tally, reported
from casekit.archives.unpack import Meter
from casekit.errors import ReadError
from tests.readings import sayable

BATCH = 400
SECONDS = 5.0
"""Processor time that one input may take."""
LARGEST = 20_000
NO_POSTS = ("propagation-trees", "account-acts", "account-edges", "hoaxy", "coordinated-sharing")
"""Formats of which a record is not always a post."""
WORDS = [
    b'"', b"{", b"}", b"[", b"]", b"null", b"\n", b"\r\n", b"\0", b"\xff", b",", b";", b"\t", b"<",
    b">", b"&amp;", b"&x;", b"<![CDATA[", b"]]>", b"</", b"1e400", b"NaN", b'{"a":[', b"\\ud800",
    b"-1", b"99999999999999999999999", b"[]", b'"id":', b"'", b"''", b"=1+1", b"true", b"->",
    b"0001-01-01T00:00:00.000Z", b"9999-12-31T23:59:59.999Z", b"\xef\xbb\xbf", b"\xff\xfe",
    b"[[" * 40, b"\xe4",
    b"1.23E+18", b"Tue Feb 30 25:61:61 +0000 2017", b"-0001", b"2013-09-02 10:00",
]  # fmt: skip
VALUES = [
    None, True, False, 0, -1, 2**63, 10**400, 1e308, "", " ", "x" * 300, "\ud800", "0", "nan",
    [], {}, [[]], [None], {"": None}, {"id": []}, [1, "a", {}], "2013-09-02T10:00:00",
]  # fmt: skip
PACKED = [b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"PAR1"]


class TooLongError(BaseException):
    """The time of a read is over; no reader may catch it."""


def seeds() -> dict[str, list[bytes]]:
    """Give small files of each format, cut out of the samples; under "" packed ones."""
    found: dict[str, list[bytes]] = {"": []}
    for path in sorted((share.folder("data") / "samples").iterdir()):
        if path.suffix in ("", ".md"):
            continue
        name = archives.read(path).report.format
        with path.open("rb") as stream:
            meter = Meter(stream, path.name)
            if path.suffix in (".gz", ".zip", ".tar"):
                found[""].append(path.read_bytes()[: 4 * LARGEST])
            for file in opened(path.name, io.BufferedReader(meter), meter, Tally(), 0):
                found.setdefault(name, []).extend(pieces(file.open().read(1 << 20)))
    found["casekit"] = pieces(_own_table())
    found["graph"] = [_own_graph(ending) for ending in (".gexf", ".graphml")]
    found["casekit-parquet"] = [_own_store()]
    return found


def pieces(content: bytes) -> list[bytes]:
    """Cut a file into small ones; the first line of each is that of the file."""
    if len(content) < LARGEST // 4 or b"\n" not in content[:LARGEST]:
        return [content[:LARGEST]]
    first, *rest = content.splitlines(keepends=True)
    return [first + b"".join(rest[at : at + 3]) for at in range(0, min(len(rest), 90), 3)]


def _own_table() -> bytes:
    from casekit.writing import write_table

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.csv"
        write_table(archives.read(load.sample("twitter-v1.jsonl")).posts, path)
        return path.read_bytes()


def _own_graph(ending: str) -> bytes:
    from casekit import spread

    posts = archives.read(load.sample("twitter-v2-pages.jsonl")).posts
    with tempfile.TemporaryDirectory() as folder:
        graph = spread.graph(posts, spread.edges(posts, rule="reported"))
        return spread.write(graph, Path(folder) / f"graph{ending}").read_bytes()


def _own_store() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.parquet"
        archives.store([load.sample("twitter-v1.jsonl")], path)
        return path.read_bytes()


def made(rng: random.Random, mine: list[bytes], others: list[bytes]) -> bytes:
    """Make one input."""
    seed = rng.choice(mine)
    how = rng.random()
    if how < 0.15:
        other = rng.choice(mine if rng.random() < 0.5 else others)
        at, place = rng.randrange(len(seed) + 1), rng.randrange(len(other) + 1)
        seed = seed[:at] + other[place:]
    elif how < 0.40:
        seed = restructured(rng, seed)
    elif how < 0.44:
        seed = rng.choice([b"", *PACKED, seed[:40]]) + rng.randbytes(rng.randrange(600))
    elif how < 0.48:
        seed = rng.choice(others)
    return mutated(rng, seed) if how < 0.15 or how > 0.35 else seed


def mutated(rng: random.Random, seed: bytes) -> bytes:
    """Change some places."""
    out = bytearray(seed)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        at = rng.randrange(len(out) + 1)
        how = rng.randrange(7)
        if how == 0 and at < len(out):
            out[at] = rng.randrange(256)
        elif how == 1:
            del out[at : at + rng.randrange(1, 60)]
        elif how == 2:
            out[at:at] = rng.choice(WORDS)
        elif how == 3:
            place = rng.randrange(len(out) + 1)
            out[at:at] = out[place : place + rng.randrange(1, 200)]
        elif how == 4:
            out[at : at + rng.randrange(1, 20)] = rng.choice(WORDS)
        elif how == 5:
            del out[at:]
        else:
            out += b"\n" + out[at : at + 500]
    return bytes(out[:LARGEST])


def restructured(rng: random.Random, seed: bytes) -> bytes:
    """Put another value at some places of the first JSON document, or of a row of a table."""
    first, end, rest = seed.partition(b"\n") if seed.count(b"\n") < 50 else (seed, b"", b"")
    for text, before, after in ((seed, b"", b""), (first, b"", end + rest)):
        try:
            tree = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for _ in range(rng.choice((1, 1, 2, 4))):
            tree = _replaced(rng, tree)
        return before + json.dumps(tree).encode("utf-8", "surrogatepass") + after
    header, end, rows = seed.partition(b"\n")
    for delimiter in (b",", b";", b"\t", b" "):
        if delimiter in rows:
            cells = rows.split(delimiter)
            value = rng.choice(VALUES)
            cells[rng.randrange(len(cells))] = str(value)[:400].encode("utf-8", "replace")
            return header + end + delimiter.join(cells)
    return seed


def _replaced(rng: random.Random, tree: object) -> object:
    """Replace, drop or double one value somewhere in a tree."""
    if isinstance(tree, dict) and tree and rng.random() < 0.85:
        key = rng.choice(list(tree))
        if rng.random() < 0.1:
            return {name: value for name, value in tree.items() if name != key}
        return tree | {key: _replaced(rng, tree[key])}
    if isinstance(tree, list) and tree and rng.random() < 0.85:
        at = rng.randrange(len(tree))
        if rng.random() < 0.1:
            return tree + tree[at:]
        return [*tree[:at], _replaced(rng, tree[at]), *tree[at + 1 :]]
    return rng.choice(VALUES)


def read(name: str, inputs: list[bytes], tz: str | None) -> str | None:
    """Read inputs together; say what is wrong with the answer, None if nothing is."""
    module = known()[name]
    tally = Tally(tz)
    places = iter(range(len(inputs)))
    given = [0]

    def files() -> Iterator[File]:
        for place in places:
            given[0] += 1
            tally.files += 1
            yield File(f"input-{place}", io.BytesIO(inputs[place]))

    def batches() -> Iterator[object]:
        while given[0] < len(inputs):
            before = given[0]
            try:
                yield from module.read(files(), tally)
            except ReadError as error:
                if error.cure is None:
                    raise
            if given[0] == before:
                break

    found = merged(batches(), tally)
    report = reported([name], name, tally, found.counts)
    return wrong(report, found)


def wrong(report: archives.Report, found: object) -> str | None:
    """Say what does not hold of a reading."""
    posts, accounts = found.posts, found.accounts  # type: ignore[attr-defined]
    if report.records != report.accepted + report.duplicates + report.rejected:
        return (f"{report.records} records, {report.accepted} accepted, {report.duplicates} "
                f"twice, {report.rejected} rejected")  # fmt: skip
    if any("unaccounted" in warning for warning in map(str, report.warnings)):
        return "records unaccounted for"
    listed = sum(problem.line is not None for problem in report.problems)
    if listed < min(report.rejected, 10_000 - len(report.problems) + listed):
        return f"{listed} problems listed for {report.rejected} rejected records"
    if any(len(problem.excerpt) > 200 for problem in report.problems):
        return "a long excerpt"
    sayable(report)
    schema.check(posts, schema.POSTS)
    schema.check(accounts, schema.ACCOUNTS)
    if report.posts != len(posts):
        return f"{report.posts} posts said of {len(posts)}"
    parts = report.accepted + report.embedded + report.unknown
    if report.format not in NO_POSTS and len(posts) != parts:
        return f"{len(posts)} posts of {parts}"
    if not set(posts["account"].dropna()) <= set(accounts.index):
        return "an account without a row"
    return None


def whole(inputs: list[bytes], tz: str | None) -> str | None:
    """Read inputs as files of a folder, of which the format is told from the content."""
    with tempfile.TemporaryDirectory() as folder:
        for place, content in enumerate(inputs):
            (Path(folder) / f"{place:04}").write_bytes(content)
        try:
            found = archives.read(folder, tz=tz)
        except ReadError as error:
            return "an error without a cure" if error.cure is None else None
        return wrong(found.report, found)


def checked(name: str, inputs: list[bytes], tz: str | None) -> list[tuple[bytes, str]]:
    """Give the inputs that fail, each with what is wrong."""

    def over(*_: object) -> None:
        raise TooLongError

    signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, SECONDS * (1 if len(inputs) == 1 else 4))
    began = time.process_time()
    try:
        why = whole(inputs, tz) if name == "" else read(name, inputs, tz)
    except TooLongError:
        why = "too long"
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if why is None and time.process_time() - began > SECONDS:
        why = "too long"
    if why is None:
        return []
    if len(inputs) == 1:
        return [(inputs[0], why)]
    half = len(inputs) // 2
    found = checked(name, inputs[:half], tz) + checked(name, inputs[half:], tz)
    if found or why == "too long":  # each half is quick enough: it was only many
        return found
    return [(b"\n--\n".join(inputs), f"together: {why}")]


def main() -> int:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reader", help="only this format")
    parser.add_argument("--keep", type=Path, help="folder for the inputs that fail")
    asked = parser.parse_args()
    mine = seeds()
    missing = set(known()) - set(mine)
    if missing:
        print(f"no sample of {', '.join(sorted(missing))}")
    rng = random.Random(asked.seed)
    names = [asked.reader] if asked.reader else sorted(mine)
    done, failed = dict.fromkeys(names, 0), 0
    began, shown = time.process_time(), time.monotonic()
    while sum(done.values()) < asked.inputs:
        name = min(names, key=lambda each: done[each] * (8 if each == "" else 1))
        own = mine[name] if name else mine[rng.choice(list(mine))]
        other = [rng.choice(each) for each in mine.values()]
        size = BATCH // 20 if name == "" else BATCH
        inputs = [made(rng, own, other) for _ in range(size)]
        for content, why in checked(name, inputs, rng.choice((None, "Europe/Berlin"))):
            failed += 1
            print(f"{name or 'any'}: {why[:300]}\n  {content[:200]!r}", flush=True)
            if asked.keep:
                asked.keep.mkdir(parents=True, exist_ok=True)
                (asked.keep / f"{name or 'any'}-{failed}").write_bytes(content)
        done[name] += size
        if time.monotonic() - shown > 60:
            shown = time.monotonic()
            print(f"{sum(done.values()):,} inputs, {failed} failed", flush=True)
    spent = time.process_time() - began
    total = sum(done.values())
    print(f"{total:,} inputs over {len(names)} readers, {failed} failed; seed {asked.seed}, "
          f"{spent:,.0f} s of processor ({total / spent:,.0f} a second)")  # fmt: skip
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
