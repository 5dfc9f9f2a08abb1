"""Where the files that come with casekit lie: in a checkout, or inside the installed wheel."""

from pathlib import Path

__all__ = ["INVENTED", "folder", "invented"]

INVENTED = "(invented sample)"
"""Stands behind the name of a source that is one of the samples."""


def folder(*parts: str) -> Path:
    """Give a folder that comes with casekit, such as ``folder("data", "cases")``.

    Examples
    --------
    >>> folder("data", "cases", "british-airways-2013").name
    'british-airways-2013'
    """
    package = Path(__file__).parent
    installed = package / "_share"
    return (installed if installed.is_dir() else package.parent).joinpath(*parts)


def invented(path: Path) -> bool:
    """Say whether a path is that of a bundled sample, whose posts are invented.

    Examples
    --------
    >>> invented(folder("data", "samples") / "customer-care.csv"), invented(Path("storm.csv"))
    (True, False)
    """
    samples, place = folder("data", "samples").resolve(), path.resolve()
    return place == samples or samples in place.parents
