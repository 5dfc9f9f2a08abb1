"""Commands that read an archive: inspect, measure, responses, convert."""

import json
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casekit.cli.findings import findings, print_findings
from casekit.cli.screen import AsJson, Lang, aside, line, mostly_read, parts, waiting
from casekit.errors import ReadError
from casekit.writing import whole, write_table

if TYPE_CHECKING:
    from casekit import archives
    from casekit.archives import Report

__all__ = [
    "KINDS",
    "Columns",
    "Format",
    "Paths",
    "Processes",
    "Scheduler",
    "Zone",
    "convert",
    "inspect",
    "kind_of",
    "measure",
    "responses",
    "share",
    "workers",
    "written",
]

KINDS = (".parquet", ".csv", ".xlsx", ".gexf", ".graphml")
"""Endings of the files that posts are written to."""

Paths = Annotated[list[str], typer.Argument(help="Archive files, folders or globs; - is stdin.")]
Format = Annotated[str | None, typer.Option("--format", help="Format; default: by content.")]
Zone = Annotated[
    str | None, typer.Option("--tz", help="Time zone of times that have none, and of pages.")
]
Columns = Annotated[
    str | None, typer.Option(help="What columns are: at=Datum,text=Inhalt, or a TOML that says it.")
]
Processes = Annotated[int | None, typer.Option(min=1, help="Processes; default: one a processor.")]
Scheduler = Annotated[str | None, typer.Option(help="Dask scheduler, such as tcp://host:8786.")]


def _list_formats(value: bool) -> None:
    """List the formats that can be read, and end."""
    from casekit import archives

    if value:
        for name, about in archives.formats().items():
            line(f"{name:27} {about}")
        raise typer.Exit


Formats = Annotated[
    bool,
    typer.Option("--formats", is_eager=True, callback=_list_formats, help="List the formats."),
]


def inspect(
    paths: Paths,
    *,
    as_json: AsJson = False,
    _formats: Formats = False,
    format: Format = None,
    tz: Zone = None,
    columns: Columns = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="Write beside a table what its columns may be.")
    ] = False,
    page: Annotated[Path | None, typer.Option(help="HTML page to write as well.")] = None,
    case: Annotated[str | None, typer.Option(help="Case that the page compares it with.")] = None,
    sample: Annotated[float | None, typer.Option(help="Share of all posts that it holds.")] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the page.")] = Lang.en,
) -> None:
    """Say what an archive holds, what was read, and what could not be.

    --page writes it as one HTML file, with the gaps of its capture and, with --case, its share of
    what the case documents. --propose writes a TOML beside a table that says which column is what,
    for you to correct.
    """
    if propose:
        from casekit.archives import proposal

        for path in paths:
            print(proposal.write(Path(path)))
            open = tz is None and proposal.zoneless(Path(path))
            zone = "Europe/London" if open else tz
            then = f"casekit inspect {shlex.quote(path)}" + (f" --tz {zone}" if zone else "")
            line(f"correct it where it is wrong, then: {then}", to=aside)
            if open:
                line("its times state no zone: put there the one that they are of", to=aside)
        return
    reading = _read(paths, format, tz, columns)
    if page is not None:
        _write_page(page, reading, case, share(sample), tz or "UTC", lang.value)
    found = findings(reading)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print_findings(found, reading.report)
    mostly_read(reading.report)


def _write_page(
    page: Path, reading: Any, case: str | None, sample: float | None, tz: str, lang: str
) -> None:
    from casekit import load, tell

    known = load.case(case, lang=lang) if case is not None else None
    with waiting("writing"):
        text = tell.inspection(reading, case=known, sample=sample, tz=tz, lang=lang)
        with whole(page) as part:
            part.write_text(text, encoding="utf-8")
    aside.print(f"page in {page}")


def share(sample: float | None) -> float | None:
    """Give a stated share of all posts back, if it is one.

    Raises
    ------
    ReadError
        It is none.

    Examples
    --------
    >>> share(0.01)
    0.01
    """
    if sample is not None and not 0 < sample <= 1:
        raise ReadError(f"--sample {sample} is no share", cure="write 0.01 for one in a hundred")
    return sample


def measure(
    paths: Paths,
    *,
    out: Annotated[Path, typer.Option(help="CSV file to write, a row a cascade.")],
    format: Format = None,
    tz: Zone = None,
    columns: Columns = None,
    processes: Processes = None,
    scheduler: Scheduler = None,
) -> None:
    """Measure every cascade of an archive: size, depth, breadth, structural virality.

    With --processes or --scheduler it is read and measured in parts, however large it is. Roots
    keep their ids; for others measure what `casekit pseudonymise` wrote.
    """
    from casekit import shape

    if processes is None and scheduler is None:
        reading = _read(paths, format, tz, columns)
        report = reading.report
        inferred = int(reading.posts["parent_evidence"].eq("derived").sum())
        with waiting("measuring"):
            table = shape.describe(reading.posts)
    else:
        how = workers(processes, scheduler)
        table, inferred, report = _measured_in_parts(paths, out, format, tz, columns, how)
    table = table.drop(columns="branching")
    table.insert(4, "duration_s", table.pop("duration").dt.total_seconds())
    write_table(table, out)
    aside.print(f"{len(table):,} cascades in {out}")
    if inferred:
        aside.print(f"{inferred:,} links in them are derived: they were inferred, not recorded")
    if report is not None:
        mostly_read(report)


def _measured_in_parts(
    paths: list[str], out: Path, format: str | None, tz: str | None, columns: str | None,
    how: "archives.Workers",
) -> "tuple[Any, int, Report | None]":  # fmt: skip
    """Measure an archive by way of a stored file, in a folder beside the output; tell of both.

    Between table and report stands how many of its links are derived.
    """
    from tempfile import TemporaryDirectory

    import pyarrow.dataset as ds

    from casekit import archives, shape

    place = out.resolve().parent
    if not place.is_dir():
        raise ReadError("cannot be written", where=str(out), cure="choose a folder that exists")
    with TemporaryDirectory(dir=place, prefix=f".{out.name}.") as name:
        folder = Path(name)
        posts, report = Path(paths[0]), None
        if len(paths) > 1 or not archives.is_stored(paths[0]):
            posts = folder / "posts.parquet"
            with parts("reading") as tell:
                report = archives.store(paths, posts, format=format, tz=tz, columns=columns,
                                        workers=how, tell=tell)  # fmt: skip
        with waiting("measuring"):
            inferred = ds.dataset(posts).count_rows(filter=ds.field("parent_evidence") == "derived")
            return shape.stored(posts, folder, workers=how), inferred, report


def responses(
    paths: Paths,
    *,
    by: Annotated[str, typer.Option(help="Account of the organisation.")],
    as_json: AsJson = False,
    format: Format = None,
    tz: Zone = None,
    columns: Columns = None,
) -> None:
    """Say how long complaints waited for the organisation, the unanswered ones included."""
    from casekit import response

    reading = _read(paths, format, tz, columns)
    with waiting("measuring"):
        found = response.describe(reading.posts, by=by)
    summary: dict[str, Any] = {"by": by} | {str(name): each for name, each in found.items()}
    if as_json:
        print(json.dumps(summary))
    else:
        for name, value in summary.items():
            reachable = name.startswith("km_") and summary["complaints"]
            missing = "not reached" if reachable else "none"
            line(f"{name.replace('_', ' '):26} {_shown(value, missing)}")
    _note_answers(reading.posts, by)
    mostly_read(reading.report)


def _note_answers(posts: Any, by: str) -> None:
    """Say beside the numbers what they may mislead about."""
    from casekit import archives, response
    from casekit.response.parts import busiest

    counted = response.census(posts, by=by)
    if not archives.census(posts).answers:
        line("no post of it is known to answer another one: who was answered cannot be told; in a "
             "table, the column taken as parent has to hold what the one taken as post calls the "
             "answered post", to=aside)  # fmt: skip
    elif not counted["answers"]:
        line(f"{by} answers nobody in it; most answers are by {busiest(posts)}", to=aside)
    if counted["early"]:
        line(f"{counted['early']:,} answers are earlier than what they answer, so that a clock "
             "was wrong: they answer no complaint, and lower the medians of replies",
             to=aside)  # fmt: skip
    if counted["inside"]:
        line(f"{counted['inside']:,} complaints stand only inside other posts and are not "
             "measured", to=aside)  # fmt: skip


def _shown(value: Any, missing: str) -> str:
    """Write a number, or an interval from one to the other."""
    if isinstance(value, list):
        low, high = (_shown(one, missing) for one in value)
        return missing if low == high == missing else f"{low} to {high}"
    return missing if value is None else str(value)


def convert(
    paths: Paths,
    *,
    out: Annotated[Path, typer.Option(help="File: .parquet, .csv, .xlsx, .gexf or .graphml.")],
    format: Format = None,
    tz: Zone = None,
    columns: Columns = None,
    processes: Processes = None,
    scheduler: Scheduler = None,
) -> None:
    """Write the posts of an archive as a table, or who passed it to whom as a graph.

    A .parquet file may come out of archives of any size: they are read in parts, on several
    processes or on a Dask cluster, and a run that was broken off goes on where it stopped.
    Accounts keep their names; for others write it with `casekit pseudonymise`.
    """
    from casekit import archives

    if kind_of(paths, out) == ".parquet":
        with parts("reading") as tell:
            report = archives.store(paths, out, format=format, tz=tz, columns=columns,
                                    workers=workers(processes, scheduler), tell=tell)  # fmt: skip
        aside.print(f"{report.posts:,} posts in {out}")
    else:
        reading = _read(paths, format, tz, columns)
        report = reading.report
        with waiting("writing"):
            notes = written(reading.posts, out)
        told = "" if out.suffix in (".csv", ".xlsx") else ", and the posts that they name"
        aside.print(f"{len(reading.posts):,} posts{told} in {out}")
        for note in notes:
            aside.print(note)
    mostly_read(report)


def kind_of(paths: list[str], to: Path, kinds: tuple[str, ...] = KINDS) -> str:
    """Give the ending of a file that is to be made of others, if it can be.

    Raises
    ------
    ReadError
        It is of another kind, or one of those that are read.

    Examples
    --------
    >>> kind_of(["posts.jsonl"], Path("posts.csv"))
    '.csv'
    """
    if to.suffix not in kinds:
        raise ReadError(f"cannot write {to.suffix or 'a file without an ending'}", where=str(to),
                        cure=f"use one of {', '.join(kinds)}")  # fmt: skip
    if any(Path(path).resolve() == to.resolve() for path in paths):
        raise ReadError("would write over its own input", where=str(to), cure="choose another name")
    if not to.resolve().parent.is_dir():
        raise ReadError("cannot be written", where=str(to), cure="choose a folder that exists")
    return to.suffix


def written(posts: Any, to: Path) -> list[str]:
    """Write posts as a table, or as the graph of who passed it to whom; give what to know of it."""
    from casekit import spread

    if to.suffix in (".csv", ".xlsx"):
        return write_table(posts, to)
    spread.write(spread.graph(posts, spread.edges(posts, rule="reported")), to)
    return []


def workers(count: int | None, scheduler: str | None) -> "archives.Workers":
    """Give those who do the work, as options say; all processors of this machine if they do not."""
    from casekit import archives

    if scheduler is not None:
        return archives.cluster(scheduler)
    return archives.processes(count or os.cpu_count() or 1)


def _read(paths: list[str], format: str | None, tz: str | None, columns: str | None) -> Any:
    from casekit import archives

    source = paths if len(paths) > 1 else paths[0]
    with waiting("reading"):
        return archives.read(source, format=format, tz=tz, columns=columns)
