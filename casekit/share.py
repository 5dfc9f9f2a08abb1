"""Where the files that come with casekit lie: in a checkout, or inside the installed wheel."""

from pathlib import Path

__all__ = ["folder"]


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
