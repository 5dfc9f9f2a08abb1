"""Kill convert and extract at random moments: is an output ever broken, is what resumes whole.

`python benchmarks/kills.py --kills 50` takes a quarter of an hour. Each command runs over the same
archive again and again; each run is killed (signal 9, with its processes) at a random moment, and
the next one, which goes on where it stopped, is left alone. Its output is held against that of a
run that nobody disturbed. It prints a row a command: kills, those that hit it while it read, while
it put parts together or before and after that, outputs that could not be read after the kill, and
resumed results that were not the same byte for byte.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks import statuses

PIECE = 1 << 20
"""Bytes of a part: small, so that there are many moments at which one is being written."""
RUN = (
    "import sys; from casekit.archives import tasks; tasks.PIECE = {piece}; "
    "from casekit.cli import main; main()"
)
COMMANDS = {
    "convert": ("--out",),
    "extract": ("--words", "e", "--out"),
}


def started(command: str, source: Path, to: Path) -> "subprocess.Popen[bytes]":
    """Start a command in a session of its own, so that all its processes can be killed."""
    code = RUN.format(piece=PIECE)
    options = [*COMMANDS[command], str(to), "--processes", "2"]
    return subprocess.Popen(
        [sys.executable, "-c", code, command, str(source), *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def finished(command: str, source: Path, to: Path) -> float:
    """Run a command to its end; give the seconds that it took."""
    begin = time.monotonic()
    if code := started(command, source, to).wait():
        raise SystemExit(f"{command} failed with code {code}")
    return time.monotonic() - begin


def unfinished(to: Path) -> set[Path]:
    """Give the files that were being written to take the place of the output."""
    return set(to.parent.glob(f".{to.name}.*-*.part"))


def phase(to: Path, before: set[Path]) -> str:
    """Say what a run was doing when it ended, by what it left."""
    if unfinished(to) - before:
        return "putting together"
    return "reading" if to.with_name(f".{to.name}.parts").is_dir() else "before or after"


def made(source: Path, records: int) -> None:
    """Write an archive of so many records."""
    with source.open("w", encoding="utf-8") as out:
        for status in statuses.statuses(records):
            out.write(json.dumps(status) + "\n")


def killed(command: str, source: Path, folder: Path, kills: int, seed: int) -> dict[str, object]:
    """Kill a command so many times; count what was broken."""
    chance = random.Random(f"{seed} {command}")
    whole, to = folder / f"{command}.whole.parquet", folder / f"{command}.parquet"
    length = finished(command, source, whole)
    wanted = whole.read_bytes()
    phases: Counter[str] = Counter()
    broken = unlike = 0
    while phases.total() < kills:
        before = unfinished(to)
        child = started(command, source, to)
        try:
            if code := child.wait(chance.uniform(0, length)):
                raise SystemExit(f"{command} failed with code {code}")
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            phases[phase(to, before)] += 1
            broken += to.exists() and not readable(to)
            finished(command, source, to)
        unlike += to.read_bytes() != wanted
        to.unlink()
    left = list(folder.glob(f".{to.name}.*"))
    return {"kills": kills, **phases, "broken": broken, "unlike": unlike,
            "left behind": len(left), "seconds undisturbed": round(length, 1)}  # fmt: skip


def readable(path: Path) -> bool:
    """Say whether a Parquet file can be read to its end."""
    try:
        pq.read_table(path)
    except Exception:
        return False
    return True


def main() -> None:
    """Make the archive, disturb each command, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--records", type=int, default=8_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "posts.jsonl"
        made(source, given.records)
        for command in COMMANDS:
            found = killed(command, source, Path(scratch), given.kills, given.seed)
            print(
                command, ", ".join(f"{name}: {value}" for name, value in found.items()), flush=True
            )


if __name__ == "__main__":
    main()
