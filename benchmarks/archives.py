"""Time the reading of archives against other tools, and print the table of docs/benchmarks.md.

    python benchmarks/archives.py FOLDER               # all of it, some 30 GB of reading
    python benchmarks/archives.py FOLDER read-v1 dask  # some tables
    python benchmarks/archives.py FOLDER --print       # what was measured so far, as Markdown

FOLDER is for the archives that are made, for what is written, and for the figures. Each contender
is a process of its own; wall time, seconds of processor and peak memory count it and all that it
starts. Contenders of one table run in turn, three times (ROUNDS in the environment); archives
have 200,000 statuses (COUNT). What is not installed is
left out, and the table says so: twarc-csv is taken from FOLDER/twarc-csv/bin if it is there
(`python -m venv FOLDER/twarc-csv`, and there `pip install twarc-csv 'pandas<3'`), the pass in C++
wants a compiler and simdjson (Debian: libsimdjson-dev).
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

HERE = Path(__file__).parent
WORD = "needle"
EVERY = 10_000
"""One record in so many holds the word that is searched for."""
ROUNDS = int(os.environ.get("ROUNDS", "3"))
COUNT = int(os.environ.get("COUNT", "200000"))
"""Statuses of an archive."""

Figures = dict[str, list[list[float]]]
"""Wall seconds, seconds of processor and peak megabytes of each run of each contender."""


def measured(command: list[str]) -> list[float]:
    """Run a command; give wall seconds, seconds of processor and peak megabytes of its tree."""
    ticks = os.sysconf("SC_CLK_TCK")
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    used: dict[str, float] = {}
    peak = 0.0
    while process.poll() is None:
        held = 0.0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                state = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(state[3]) == process.pid:
                    used[folder.name] = (int(state[11]) + int(state[12])) / ticks
                    pss = (folder / "smaps_rollup").read_text().partition("\nPss:")[2]
                    held += int(pss.split()[0]) / 1024 if pss else 0
            except (OSError, IndexError):
                continue
        peak = max(peak, held)
        time.sleep(0.05)
    wall = time.perf_counter() - start
    if process.returncode:
        assert process.stderr is not None
        raise RuntimeError(f"{command}: {process.stderr.read().decode()[-2000:]}")
    return [round(wall, 2), round(sum(used.values()), 2), round(peak)]


def contest(contenders: Mapping[str, list[str]]) -> Figures:
    """Run the contenders in turn."""
    taken: Figures = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, command in contenders.items():
            taken[name].append(measured(command))
            print(f"{name:40} {taken[name][-1]}", file=sys.stderr, flush=True)
    return taken


def me(job: str, *words: object) -> list[str]:
    """Give the command that does one of the jobs below."""
    return [sys.executable, __file__, "--job", job, *map(str, words)]


# Archives


def made(folder: Path, name: str, count: int = COUNT) -> Path:
    """Make an archive of statuses, unless it is there."""
    target = folder / f"{name}.jsonl"
    if not target.exists():
        version = name.partition("-")[0]
        command = [sys.executable, str(HERE / "statuses.py"), version, str(count), str(target)]
        subprocess.run(command, check=True)
    return target


def packed(path: Path, kind: str) -> Path:
    """Pack a file, unless it is packed."""
    target = path.with_name(f"{path.name}.{kind}")
    if not target.exists():
        how = {"gz": "gzip", "bz2": "bzip2", "zst": "zstd"}[kind]
        with target.open("wb") as out:
            subprocess.run([how, "-c", str(path)], stdout=out, check=True)
    return target


def sown(path: Path) -> Path:
    """Write the word into the text of one record in 10,000."""
    target = path.with_name("sown.jsonl")
    if not target.exists():
        with path.open("rb") as lines, target.open("wb") as out:
            for number, line in enumerate(lines):
                if number % EVERY == EVERY // 2:
                    line = line.replace(b'"text":"', b'"text":"' + WORD.encode() + b" ", 1)
                out.write(line)
    return target


def five_gigabytes(folder: Path) -> Path:
    """Make an archive of more than 5 GB with posts of its own in every part."""
    target = folder / "large.jsonl"
    if not target.exists():
        part = made(folder, "v1")
        with target.open("wb") as out:
            for copy in range(4):
                with part.open("rb") as lines:
                    for line in lines:
                        out.write(line.replace(b'_str":"37', b'_str":"%d7' % (30 + copy)))
    return target


# Jobs: each runs in a process of its own


def convert(source: str, to: str, processes: str = "1") -> None:
    """Put an archive into Parquet with casekit."""
    from casekit import archives

    archives.store([Path(source)], Path(to), workers=archives.processes(int(processes)))


def extract(source: str, to: str, processes: str = "1") -> None:
    """Extract what holds the word with casekit."""
    from casekit import archives

    search = archives.Search(words=(WORD,))
    workers = archives.processes(int(processes))
    archives.store([Path(source)], Path(to), search=search, workers=workers)


def on_cluster(source: str, to: str, workers: str) -> None:
    """Put an archive into Parquet on a Dask cluster of this machine."""
    from distributed import LocalCluster

    from casekit import archives

    with LocalCluster(
        n_workers=int(workers), threads_per_worker=1, dashboard_address=None, memory_limit=None
    ) as cluster:
        cluster.wait_for_workers(int(workers))
        start = time.perf_counter()
        archives.store(
            [Path(source)], Path(to), workers=archives.cluster(cluster.scheduler_address)
        )
        Path(f"{to}.seconds").write_text(str(time.perf_counter() - start))


def loop(source: str, _to: str) -> None:
    """Parse every line with the standard library, and keep nothing."""
    with Path(source).open("rb") as lines:
        for line in lines:
            json.loads(line)


def written_loop(source: str, to: str) -> None:
    """Parse every line with the standard library, and write the columns of the statuses."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = ("id_str", "created_at", "text", "lang", "in_reply_to_status_id_str",
              "quoted_status_id_str", "favorite_count", "retweet_count", "reply_count")  # fmt: skip
    of_user = ("id_str", "screen_name", "followers_count", "verified")
    columns: list[list[object]] = [[] for _ in (*fields, *of_user, "parent")]
    out: pq.ParquetWriter | None = None

    def write() -> None:
        nonlocal out
        names = (*fields, *(f"user_{name}" for name in of_user), "parent")
        table = pa.table(dict(zip(names, columns, strict=True)))
        out = out or pq.ParquetWriter(to, table.schema)
        out.write_table(table.cast(out.schema))
        for column in columns:
            column.clear()

    with Path(source).open("rb") as lines:
        for line in lines:
            status = json.loads(line)
            user, inner = status["user"], status.get("retweeted_status") or {}
            values = [status.get(name) for name in fields]
            values += [user[name] for name in of_user]
            for column, value in zip(columns, [*values, inner.get("id_str", "")], strict=True):
                column.append(value)
            if len(columns[0]) == 20_000:
                write()
    write()
    assert out is not None
    out.close()


def database(source: str, to: str) -> None:
    """Write the same columns with DuckDB on two threads."""
    import duckdb

    user = "STRUCT(id_str VARCHAR, screen_name VARCHAR, followers_count BIGINT, verified BOOLEAN)"
    fields = {
        "id_str": "VARCHAR", "created_at": "VARCHAR", "text": "VARCHAR", "lang": "VARCHAR",
        "in_reply_to_status_id_str": "VARCHAR", "quoted_status_id_str": "VARCHAR",
        "favorite_count": "BIGINT", "retweet_count": "BIGINT", "reply_count": "BIGINT",
        "user": user, "retweeted_status": "STRUCT(id_str VARCHAR)",
    }  # fmt: skip
    with duckdb.connect(config={"threads": 2}) as db:
        kinds = ", ".join(f"'{name}': '{kind}'" for name, kind in fields.items())
        db.execute(
            'COPY (SELECT * EXCLUDE ("user", retweeted_status), unnest("user", recursive := '
            f"false), retweeted_status.id_str AS parent FROM read_json('{source}', "
            f"format = 'newline_delimited', columns = {{{kinds}}})) TO '{to}' (FORMAT parquet)"
        )


def database_v2(source: str, to: str) -> None:
    """Write the tweets of pages of API v2 with DuckDB on two threads."""
    import duckdb

    counts = "STRUCT(retweet_count BIGINT, like_count BIGINT, reply_count BIGINT)"
    data = (
        "STRUCT(id VARCHAR, created_at VARCHAR, text VARCHAR, lang VARCHAR, author_id VARCHAR, "
        "conversation_id VARCHAR, referenced_tweets STRUCT(type VARCHAR, id VARCHAR)[], "
        f"public_metrics {counts})[]"
    )
    with duckdb.connect(config={"threads": 2}) as db:
        db.execute(
            f"COPY (SELECT unnest(data, recursive := true) FROM read_json('{source}', format = "
            f"'newline_delimited', maximum_object_size = 16777216, columns = {{'data': '{data}'}}))"
            f" TO '{to}' (FORMAT parquet)"
        )


def unpack(source: str, _to: str) -> None:
    """Unpack a file with the library that casekit unpacks it with, and keep nothing."""
    if source.endswith(".gz"):
        from isal import igzip as opener
    elif source.endswith(".bz2"):
        import bz2 as opener  # type: ignore[no-redef]
    else:
        import zstandard

        with Path(source).open("rb") as raw:
            for _ in zstandard.ZstdDecompressor().read_to_iter(raw, write_size=1 << 20):
                pass
        return
    with opener.open(source, "rb") as stream:
        while stream.read(1 << 20):
            pass


JOBS: dict[str, Callable[..., None]] = {
    job.__name__: job
    for job in (
        convert, extract, on_cluster, loop, written_loop, database, database_v2, unpack,
    )
}  # fmt: skip


# Tables


def read_v1(folder: Path) -> Figures:
    """Statuses of API v1.1 into Parquet."""
    path, out = made(folder, "v1"), folder / "out.parquet"
    contenders = {
        "casekit, 1 process": me("convert", path, out),
        "casekit, 2 processes": me("convert", path, out, 2),
        "json.loads, nothing kept": me("loop", path, out),
        "json.loads, columns to Parquet": me("written_loop", path, out),
        "DuckDB, 2 threads, columns to Parquet": me("database", path, out),
    }
    floor, columns = folder / "floor", folder / "columns"
    columns.mkdir(exist_ok=True)
    build = ["g++", "-O3", "-march=native", "-std=c++17", str(HERE / "floor.cpp")]
    if shutil.which("g++") and not floor.exists():
        subprocess.run([*build, "-lsimdjson", "-lpthread", "-o", str(floor)], check=False)
    if floor.exists():
        contenders["simdjson in C++, 2 threads"] = [str(floor), str(path), str(columns), "2"]
    return contest(contenders)


def read_v2(folder: Path) -> Figures:
    """Pages of API v2 into Parquet."""
    path, out = made(folder, "v2"), folder / "out.parquet"
    return contest(
        {
            "casekit, 1 process": me("convert", path, out),
            "casekit, 2 processes": me("convert", path, out, 2),
            "json.loads, nothing kept": me("loop", path, out),
            "DuckDB, 2 threads, columns to Parquet": me("database_v2", path, out),
        },
    )


def twarc(folder: Path) -> Figures:
    """40,000 tweets of API v2 into a table."""
    path, out = made(folder, "v2-small", 40_000), folder / "out.parquet"
    contenders = {
        "casekit, 1 process": me("convert", path, out),
        "casekit, 2 processes": me("convert", path, out, 2),
        "json.loads, nothing kept": me("loop", path, out),
    }
    tool = folder / "twarc-csv" / "bin" / "twarc2"
    if tool.exists():
        contenders["twarc-csv"] = [
            str(tool), "--bearer-token", "none", "csv", str(path), str(folder / "out.csv")
        ]  # fmt: skip
    return contest(contenders)


def memory(folder: Path) -> Figures:
    """More than 5 GB of statuses, all different."""
    path = five_gigabytes(folder)
    return contest({"casekit, 2 processes": me("convert", path, folder / "out.parquet", 2)})


def unpacking(folder: Path) -> Figures:
    """Packed statuses into Parquet, one process."""
    path, out = sown(made(folder, "v1")), folder / "out.parquet"
    contenders = {"plain": me("convert", path, out)}
    for kind in ("gz", "bz2", "zst"):
        archive = packed(path, kind)
        contenders[f".{kind}"] = me("convert", archive, out)
        contenders[f".{kind}, unpacked alone"] = me("unpack", archive, out)
    return contest(contenders)


def searching(folder: Path) -> Figures:
    """One record in 10,000 found, one process."""
    path, out = sown(made(folder, "v1")), folder / "out.parquet"
    contenders = {
        "extract, plain": me("extract", path, out),
        "convert, plain": me("convert", path, out),
    }
    for kind in ("gz", "bz2"):
        archive = packed(path, kind)
        contenders[f"extract, .{kind}"] = me("extract", archive, out)
        contenders[f".{kind}, unpacked alone"] = me("unpack", archive, out)
    return contest(contenders)


def dask(folder: Path) -> Figures:
    """Statuses on a Dask cluster; the start of the cluster is not counted."""
    path, out = made(folder, "v1"), folder / "out.parquet"
    names = {f"{n} worker{'s' * (n > 1)}": n for n in (1, 2)}
    taken: Figures = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name, workers in names.items():
            figures = measured(me("on_cluster", path, out, workers))
            seconds = float(Path(f"{out}.seconds").read_text())
            taken[name].append([round(seconds, 2), *figures[1:]])
    return taken


TABLES = {
    "read-v1": read_v1, "read-v2": read_v2, "twarc-csv": twarc, "memory": memory,
    "packed": unpacking, "search": searching, "dask": dask,
}  # fmt: skip


def shown(name: str, figures: Figures) -> str:
    """Lay figures out as a table; ratios are to the first contender."""
    title = (TABLES[name].__doc__ or "").rstrip(".")
    lines = [
        f"## {title}", "",
        "| contender | wall s, least / median | processor s, least / median | peak MB "
        "| wall, of the first | processor, of the first |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    base: list[float] = []
    for contender, runs in figures.items():
        walls, used, peaks = zip(*runs, strict=True)
        halves = [statistics.median(walls), statistics.median(used)]
        base = base or halves
        lines.append(
            f"| {contender} | {min(walls):.1f} / {halves[0]:.1f} "
            f"| {min(used):.1f} / {halves[1]:.1f} | {max(peaks):.0f} "
            f"| {halves[0] / base[0]:.2f} | {halves[1] / base[1]:.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, keep the figures, and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
    parser.add_argument("--print", action="store_true", help="print what was measured so far")
    parser.add_argument("folder", type=Path)
    parser.add_argument("tables", nargs="*")
    asked = parser.parse_args()
    if asked.job:
        JOBS[asked.job](str(asked.folder), *asked.tables)
        return
    kept = asked.folder / "figures.json"
    figures = json.loads(kept.read_text()) if kept.exists() else {}
    for name in () if asked.print else asked.tables or TABLES:
        figures[name] = TABLES[name](asked.folder)
        kept.write_text(json.dumps(figures, indent=1))
    print("\n\n".join(shown(name, figures[name]) for name in TABLES if name in figures))


if __name__ == "__main__":
    main()
