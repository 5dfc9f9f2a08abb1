"""The command that finds a case in archives that are too large to read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casekit.cli.archives import Columns, Format, Paths, Processes, Scheduler, Zone, share, workers
from casekit.cli.screen import AsJson, in_options, line, mostly_read, parts
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
    columns: Columns = None,
    processes: Processes = None,
    scheduler: Scheduler = None,
) -> None:
    """Find the posts of a case, or of some words, accounts and days, in archives of any size.

    What holds none of the words and accounts is never parsed, so an answer or a repost comes along
    only if its own record holds one, as a repost does with the original inside. For whole threads,
    convert the archive. A run that was broken off goes on where it stopped. Accounts keep their
    names; for others write it with `casekit pseudonymise`.
    """
    from casekit import archives

    if out.suffix != ".parquet":
        raise ReadError(f"cannot write {out.suffix or 'a file without an ending'}",
                        where=str(out), cure="use .parquet")  # fmt: skip
    share(sample)
    search = _search(case, words, accounts, start, end, tz)
    with parts("searching") as tell:
        report = archives.store(paths, out, format=format, tz=tz, columns=columns, search=search,
                                workers=workers(processes, scheduler), tell=tell)  # fmt: skip
    found = _findings(report, search, sample)
    if as_json:
        print(json.dumps(found | {"out": str(out)}, ensure_ascii=False))
    else:
        _print_findings(found, out)
    mostly_read(report)


def _search(
    case: str | None, words: list[str] | None, accounts: list[str] | None, start: str | None,
    end: str | None, tz: str | None,
) -> "Search":  # fmt: skip
    from casekit import archives, load

    known = load.case(case).queries if case is not None else None
    if known is None and not words and not accounts and not start and not end:
        raise ReadError("nothing to search for", cure="give --case, --words, --accounts or --from")
    return archives.Search.of(
        words=(*(known.words if known else ()), *(words or ())),
        accounts=(*(known.accounts if known else ()), *(accounts or ())),
        start=start or (known.start if known else None),
        end=end or (known.end if known else None),
        tz=tz or "UTC",
    )


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
        "accounts": list(search.accounts),
        "warnings": [str(warning) for warning in report.warnings],
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
        line(f"note       {in_options(warning)}")
    for problem in found["problems"][:20]:
        line(f"problem    {in_options(problem)}")
