"""The command that finds a case in archives that are too large to read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer

from casekit.cli.archives import Format, Paths, Processes, Scheduler, Zone, workers
from casekit.cli.screen import AsJson, line, waiting
from casekit.errors import ReadError

if TYPE_CHECKING:
    from casekit.archives import Report, Search

__all__ = ["extract"]


def extract(
    paths: Paths,
    *,
    out: Annotated[Path, typer.Option(help="Parquet file to write.")],
    case: Annotated[
        str | None, typer.Option(help="Case whose words, accounts, days to use.")
    ] = None,
    words: Annotated[list[str] | None, typer.Option(help="Word or phrase; several may.")] = None,
    accounts: Annotated[list[str] | None, typer.Option(help="Account; several may.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day or time.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Day or time that is too late.")] = None,
    sample: Annotated[float | None, typer.Option(help="Share of all posts that it holds.")] = None,
    as_json: AsJson = False,
    format: Format = None,
    tz: Zone = None,
    processes: Processes = None,
    scheduler: Scheduler = None,
) -> None:
    """Find the posts of a case, or of some words, accounts and days, in archives of any size.

    What holds none of the words and accounts is never parsed. A run that was broken off goes on
    where it stopped.
    """
    from casekit import archives

    if out.suffix != ".parquet":
        raise ReadError(f"cannot write {out.suffix or 'a file without an ending'}",
                        where=str(out), cure="use .parquet")  # fmt: skip
    if sample is not None and not 0 < sample <= 1:
        raise ReadError(f"--sample {sample} is no share", cure="write 0.01 for one in a hundred")
    search = _search(case, words, accounts, start, end, tz)
    with waiting("searching"):
        report = archives.store(paths, out, format=format, tz=tz, search=search,
                                workers=workers(processes, scheduler))  # fmt: skip
    found = _findings(report, search, sample)
    if as_json:
        print(json.dumps(found | {"out": str(out)}, ensure_ascii=False))
    else:
        _print_findings(found, out)


def _search(
    case: str | None, words: list[str] | None, accounts: list[str] | None, start: str | None,
    end: str | None, tz: str | None,
) -> "Search":  # fmt: skip
    from casekit import archives, clock, load

    sought = archives.Search(words=tuple(words or ()), accounts=tuple(accounts or ()))
    times = {"start": start, "end": end}
    given = {name: clock.instant(text, tz=tz or "UTC") for name, text in times.items() if text}
    if case is not None:
        known = load.case(case).queries
        sought = archives.Search(
            words=(*known.words, *sought.words), accounts=(*known.accounts, *sought.accounts)
        )
        given = {"start": known.start, "end": known.end} | given
    if not sought.words and not sought.accounts and not given:
        raise ReadError("nothing to search for", cure="give --case, --words, --accounts or --from")
    micros = {name: _micros(time) for name, time in given.items()}
    return archives.Search(words=sought.words, accounts=sought.accounts, **micros)


def _micros(time: pd.Timestamp) -> int:
    return int((time - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(microseconds=1))


def _findings(report: "Report", search: "Search", sample: float | None) -> dict[str, Any]:
    """Say in words that JSON has how much was searched and what was found."""
    searched = report.searched
    assert searched is not None
    found: dict[str, Any] = {
        "format": report.format, "files": report.files, "bytes": searched.bytes,
        "lines": searched.lines, "hits": searched.hits, "parsed_files": searched.parsed,
        "elsewhere": searched.others, "records": report.records, "posts": report.accepted,
        "duplicates": report.duplicates, "rejected": report.rejected,
        "embedded": report.embedded, "words": list(search.words),
        "accounts": list(search.accounts), "warnings": list(report.warnings),
        "problems": [f"{p.file}:{p.line}: {p.reason}" for p in report.problems],
    }  # fmt: skip
    if sample is not None:
        from scipy.stats import chi2

        low = chi2.ppf(0.025, 2 * report.accepted) / 2 if report.accepted else 0.0
        high = chi2.ppf(0.975, 2 * report.accepted + 2) / 2
        found["estimate"] = {
            "sample": sample, "posts": round(report.accepted / sample),
            "low": round(low / sample), "high": round(high / sample),
        }  # fmt: skip
    return found


def _print_findings(found: dict[str, Any], out: Path) -> None:
    lines = {
        "format": found["format"],
        "searched": f"{found['files']:,} files, {found['bytes']:,} bytes, {found['lines']:,} lines"
        + (f"; {found['parsed_files']:,} files parsed whole" if found["parsed_files"] else ""),
        "hits": f"{found['hits']:,} lines hold a word or an account; {found['elsewhere']:,} "
        "records only elsewhere than in a post's text or author, or outside the time",
        "found": f"{found['posts']:,} posts and {found['embedded']:,} inside them, in {out}",
    }
    if "estimate" in found:
        rate = found["estimate"]
        lines["estimate"] = (
            f"about {rate['posts']:,} of all posts, {rate['low']:,} to {rate['high']:,} (95 %), "
            f"if the archive is an even sample of {rate['sample']:.4%} of them"
        )
    for name, text in lines.items():
        line(f"{name:10} {text}")
    for warning in found["warnings"]:
        line(f"note       {warning}")
    for problem in found["problems"][:20]:
        line(f"problem    {problem}")
