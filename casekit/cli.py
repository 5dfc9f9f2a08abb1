"""The commands. Each says what it did, keeps quiet when piped, and never shows a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn

from casekit.errors import CasekitError, ReadError

if TYPE_CHECKING:
    from casekit.archives import Report

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Archived cascades of past social-media crises, rebuilt, measured and drawn.",
)
_screen = Console(width=None if sys.stdout.isatty() else 200)
_aside = Console(stderr=True)

Paths = Annotated[list[str], typer.Argument(help="Archive files, folders or globs; - is stdin.")]
Format = Annotated[str | None, typer.Option("--format", help="Format; default: by content.")]
Zone = Annotated[str | None, typer.Option("--tz", help="Time zone of times that have none.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Lang(StrEnum):
    """The languages that casekit speaks."""

    en = "en"
    de = "de"


@app.command("cases")
def list_cases(*, as_json: AsJson = False, lang: Annotated[Lang, typer.Option()] = Lang.en) -> None:
    """List the documented cases."""
    from rich.table import Table

    from casekit import cases

    table = cases.catalogue(lang=lang.value)
    if as_json:
        print(json.dumps(table.reset_index().to_dict("records"), ensure_ascii=False, default=str))
        return
    show = Table(box=None)
    for name in ("case", "what", "from", "to", "events", "figures", "links", "sources"):
        show.add_column(name, no_wrap=name != "what")
    for slug, row in table.iterrows():
        counts = (str(row[name]) for name in ("events", "figures", "links", "sources"))
        days = (str(row[name]) for name in ("first_day", "last_day"))
        show.add_row(str(slug), str(row["title"]), *days, *counts)
    _screen.print(show)


@app.command()
def inspect(
    paths: Paths, *, as_json: AsJson = False, format: Format = None, tz: Zone = None
) -> None:
    """Say what an archive holds, what was read, and what could not be."""
    reading = _read(paths, format, tz)
    found = _findings(reading)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        _print_findings(found, reading.report)


@app.command()
def study(
    targets: Annotated[
        list[str] | None, typer.Argument(help="Cases and archives; none: all that comes along.")
    ] = None,
    *,
    out: Annotated[Path, typer.Option(help="Folder to write the pages into.")] = Path("build"),
    by: Annotated[str | None, typer.Option(help="Account of the organisation.")] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="Language; default: both, or en for targets.")
    ] = None,
) -> None:
    """Build a page for each case or archive, and the gallery that shows them."""
    from casekit import study as studies

    both = [code.value for code in Lang] if not targets else ["en"]
    languages = [lang.value] if lang else both
    pages = studies.plan(targets or [], languages=languages, by=by)
    with _progress() as bar:
        task = bar.add_task("pages", total=len(pages))
        index = studies.build(pages, out, done=lambda _: bar.advance(task))
    print(index)


@app.command()
def measure(
    paths: Paths,
    *,
    out: Annotated[Path, typer.Option(help="CSV file to write, a row a cascade.")],
    format: Format = None,
    tz: Zone = None,
) -> None:
    """Measure every cascade of an archive: size, depth, breadth, structural virality."""
    from casekit import shape, spread

    posts = _read(paths, format, tz).posts
    with _waiting("measuring"):
        table = shape.describe(posts, spread.edges(posts, rule="reported"))
    table.insert(4, "duration_s", table.pop("duration").dt.total_seconds())
    _write_csv(table, out)
    _aside.print(f"{len(table):,} cascades in {out}")


@app.command()
def responses(
    paths: Paths,
    *,
    by: Annotated[str, typer.Option(help="Account of the organisation.")],
    as_json: AsJson = False,
    format: Format = None,
    tz: Zone = None,
) -> None:
    """Say how long complaints waited for the organisation, the unanswered ones included."""
    from casekit import response

    posts = _read(paths, format, tz).posts
    with _waiting("measuring"):
        summary = {"by": by, **response.describe(posts, by=by).to_dict()}
    if as_json:
        print(json.dumps(summary))
        return
    for name, value in summary.items():
        shown = "not reached" if value is None else value
        _screen.print(
            f"{name.replace('_', ' '):26} {shown}", highlight=False, markup=False, soft_wrap=True
        )


@app.command()
def convert(
    paths: Paths,
    *,
    to: Annotated[Path, typer.Option(help="File to write: .parquet, .csv, .gexf or .graphml.")],
    format: Format = None,
    tz: Zone = None,
) -> None:
    """Write the posts of an archive as a table, or who passed it to whom as a graph."""
    from casekit import schema, spread

    kinds = (".parquet", ".csv", ".gexf", ".graphml")
    if to.suffix not in kinds:
        raise ReadError(f"cannot write {to.suffix or 'a file without an ending'}", where=str(to),
                        cure=f"use one of {', '.join(kinds)}")  # fmt: skip
    if any(Path(path).resolve() == to.resolve() for path in paths):
        raise ReadError("would write over its own input", where=str(to), cure="choose another name")
    posts = _read(paths, format, tz).posts
    with _waiting("writing"):
        if to.suffix == ".csv":
            _write_csv(posts, to)
        elif to.suffix == ".parquet":
            import pyarrow as pa
            import pyarrow.parquet as pq

            table = pa.Table.from_pandas(posts.reset_index(), schema.arrow(schema.POSTS))
            with _whole(to) as part:
                pq.write_table(table, part)
        else:
            spread.write(spread.graph(posts, spread.edges(posts, rule="reported")), to)
    _aside.print(f"{len(posts):,} posts in {to}")


@app.command()
def lab() -> None:
    """Open JupyterLab on the notebooks."""
    import shutil

    from casekit import share

    notebooks = share.folder("notebooks")
    if "_share" in notebooks.parts:
        here = Path("casekit-notebooks")
        if not here.exists():
            shutil.copytree(notebooks, here)
        notebooks = here
    raise SystemExit(subprocess.call([sys.executable, "-m", "jupyterlab", str(notebooks)]))


def main() -> None:
    """Run a command; errors that the user can cure are said in one line, exit code 1."""
    try:
        app()
    except CasekitError as error:
        _aside.print(
            f"casekit: {error}", style="red", highlight=False, markup=False, soft_wrap=True
        )
        raise SystemExit(1) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _read(paths: list[str], format: str | None, tz: str | None) -> Any:
    from casekit import archives

    with _waiting("reading"):
        return archives.read(paths if len(paths) > 1 else paths[0], format=format, tz=tz)


def _findings(reading: Any) -> dict[str, Any]:
    """Say in words that JSON has what an archive holds.

    Posts, kinds, accounts and times are those of the archive's own records; posts found inside
    others and posts that are only named are counted beside them.
    """
    from casekit import spread

    report: Report = reading.report
    posts = reading.posts
    own = posts[posts["origin"].isin(["record", "node"])]
    kinds = own["kind"].astype("object").fillna("unknown").value_counts()
    trees = spread.forest(posts, spread.edges(posts, rule="reported"))
    at = own["at"].dropna()
    return {
        "format": report.format,
        "files": report.files,
        "records": report.records,
        "accepted": report.accepted,
        "duplicates": report.duplicates,
        "rejected": report.rejected,
        "posts": len(own),
        "embedded": report.embedded,
        "unknown": report.unknown,
        "kinds": {str(kind): int(count) for kind, count in kinds.items()},
        "accounts": int(own["account"].nunique()),
        "cascades": len(trees.roots),
        "first": at.min().isoformat().replace("+00:00", "Z") if len(at) else None,
        "last": at.max().isoformat().replace("+00:00", "Z") if len(at) else None,
        "problems": [
            {"file": p.file, "line": p.line, "reason": p.reason, "excerpt": p.excerpt}
            for p in report.problems
        ],
        "warnings": list(report.warnings),
    }


def _print_findings(found: dict[str, Any], report: "Report") -> None:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in found["kinds"].items())
    lines = {
        "format": found["format"],
        "records": f"{found['records']:,} read: {found['accepted']:,} accepted, "
        f"{found['duplicates']:,} twice, {found['rejected']:,} rejected",
        "posts": f"{found['posts']:,} ({kinds})",
        "besides": f"{found['embedded']:,} inside other posts, {found['unknown']:,} only named",
        "accounts": f"{found['accounts']:,}",
        "cascades": f"{found['cascades']:,}",
        "time": f"{found['first']} to {found['last']}",
    }
    for name, text in lines.items():
        _screen.print(f"{name:10} {text}", highlight=False, markup=False, soft_wrap=True)
    for warning in report.warnings:
        _screen.print(f"note       {warning}", highlight=False, markup=False, soft_wrap=True)
    for problem in report.problems[:20]:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        _screen.print(
            f"problem    {place}: {problem.reason}", highlight=False, markup=False, soft_wrap=True
        )
    if len(report.problems) > 20:
        _screen.print(f"           and {len(report.problems) - 20:,} more; --json lists all")


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """Write beside the target and move into place, so that it is whole or not there."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        cure = "choose a folder that exists and may be written to"
        raise ReadError(f"cannot be written ({error.strerror})", where=str(target),
                        cure=cure) from error  # fmt: skip
    finally:
        part.unlink(missing_ok=True)


def _write_csv(table: Any, target: Path) -> None:
    """Write a table that a spreadsheet opens without running anything in it.

    A text that begins like a formula gets an apostrophe in front, which spreadsheets hide.
    """
    safe = table.reset_index()
    for name in safe.columns:
        if safe[name].dtype == "str":
            risky = safe[name].str.match(r"[=+\-@\t\r]", na=False)
            safe.loc[risky, name] = "'" + safe.loc[risky, name]
    with _whole(target) as part:
        safe.to_csv(part, index=False)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show a bar on a terminal, nothing when piped."""
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=_aside,
                  transient=True, disable=not _aside.is_terminal) as bar:  # fmt: skip
        yield bar


@contextmanager
def _waiting(what: str) -> Iterator[None]:
    """Show a spinner with the time spent, on a terminal only."""
    columns = (SpinnerColumn(), "{task.description}", TimeElapsedColumn())
    with Progress(*columns, console=_aside, transient=True, disable=not _aside.is_terminal) as bar:
        bar.add_task(what, total=None)
        yield
