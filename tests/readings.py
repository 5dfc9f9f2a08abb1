"""Readings, checked as every reading must be."""

from pathlib import Path

import pytest

from casekit import archives, language, schema
from casekit.archives import Reading, Report


def sayable(report: Report) -> None:
    """Say all of a report in German; a text without a translation is an error."""
    for told in (*report.warnings, *(problem.reason for problem in report.problems)):
        assert language.of("de")(told)


def read(source: object, **options: str) -> Reading:
    """Read a source; the report must reconcile, and the frames be what they promise."""
    found = archives.read(source, **options)  # type: ignore[arg-type]
    report = found.report
    assert report.records == report.accepted + report.duplicates + report.rejected
    assert not any("unaccounted" in warning for warning in map(str, report.warnings))
    assert len([p for p in report.problems if p.line]) >= report.rejected
    sayable(report)
    schema.check(found.posts, schema.POSTS)
    schema.check(found.accounts, schema.ACCOUNTS)
    assert set(found.posts["account"].dropna()) <= set(found.accounts.index)
    return found


def written(path: Path, text: str | bytes, **options: str) -> Reading:
    """Write a file and read it."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, **options)


def counted(reading: Reading, what: str) -> int:
    """Give the count that the report states for something."""
    (line,) = [w for w in map(str, reading.report.warnings) if w.startswith(what + ": ")]
    return int(line.removeprefix(what + ": ").split()[0].replace(",", ""))


def need(folder: Path, name: str) -> Path:
    """Give a real archive, or skip the test where it is missing."""
    path = folder / name
    if not path.exists():
        pytest.skip(f"no {path.name} among the real archives")
    return path
