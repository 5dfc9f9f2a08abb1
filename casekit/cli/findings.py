"""What `casekit inspect` says of an archive: in words, and as JSON has it."""

from typing import TYPE_CHECKING, Any

from casekit.cli.screen import in_options, line
from casekit.errors import parted

if TYPE_CHECKING:
    from casekit.archives import Report

__all__ = ["findings", "print_findings"]


def findings(reading: Any) -> dict[str, Any]:
    """Say in words that JSON has what an archive holds.

    Posts, kinds, accounts and times are those of the archive's own records; posts found inside
    others and posts that are only named are counted beside them.
    """
    from casekit import archives, spread

    report: Report = reading.report
    posts = reading.posts
    own = archives.census(posts)
    trees = spread.forest(posts, spread.edges(posts, rule="reported"))
    return {
        "format": report.format,
        "files": report.files,
        "records": report.records,
        "accepted": report.accepted,
        "duplicates": report.duplicates,
        "rejected": report.rejected,
        "posts": own.posts,
        "embedded": report.embedded,
        "unknown": report.unknown,
        "missing": own.missing,
        "kinds": own.kinds,
        "accounts": own.accounts,
        "cascades": len(trees.roots),
        "first": own.first.isoformat().replace("+00:00", "Z") if own.first is not None else None,
        "last": own.last.isoformat().replace("+00:00", "Z") if own.last is not None else None,
        "problems": [
            {"file": p.file, "line": p.line, "reason": str(p.reason), "excerpt": p.excerpt}
            for p in report.problems
        ],
        "warnings": [str(warning) for warning in report.warnings],
    }


def print_findings(found: dict[str, Any], report: "Report") -> None:
    """Print them, with the notes, problems and cures of the report."""
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in found["kinds"].items())
    lines = {
        "format": found["format"],
        "records": f"{found['records']:,} read: {found['accepted']:,} accepted, "
        f"{found['duplicates']:,} twice, {found['rejected']:,} rejected",
        "posts": f"{found['posts']:,} ({kinds})",
        "besides": f"{found['embedded']:,} inside other posts, {found['missing']:,} only named",
        "accounts": f"{found['accounts']:,}",
        "cascades": f"{found['cascades']:,}",
        "time": f"{found['first']} to {found['last']}" if found["first"] else "not known",
    }
    for name, text in lines.items():
        line(f"{name:10} {text}")
    for warning in report.warnings:
        line(f"note       {in_options(str(warning))}")
    cures: dict[str, None] = {}
    for problem in report.problems[:20]:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        what, cure = parted(str(problem.reason))
        line(f"problem    {place}: {what}")
        cures |= {cure: None} if cure else {}
    if len(report.problems) > 20:
        line(f"           and {len(report.problems) - 20:,} more; --json lists all")
    for cure in cures:
        line(f"cure       {in_options(cure)}")
