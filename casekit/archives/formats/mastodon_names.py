"""What Mastodon's statuses are called on all servers, told from the numbers of the one that asks.

Each server numbers the statuses of all others anew, and an answer is tied to its parent by such a
number. A status is called by its address (uri), which is the same everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from casekit.archives.report import Tally
from casekit.archives.rows import Row

__all__ = ["Here", "Names"]


@dataclass
class Here:
    """One file: the server that numbered its statuses, if an account shows it, and the numbers."""

    server: str | None = None
    names: dict[str, str] = field(default_factory=dict)


class _Waiting(NamedTuple):
    """A row whose parent or root is not known by its address yet, and their numbers."""

    row: Row
    parent: str | None
    root: str | None
    here: Here


class Names:
    """The addresses of all statuses that were read, by their numbers."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._waiting: list[_Waiting] = []
        self._files: list[Here] = []

    def begin(self) -> Here:
        """Take a new file."""
        self._files.append(Here())
        return self._files[-1]

    def ready(self, row: Row, parent: str | None, root: str | None, here: Here) -> list[Row]:
        """Give a row if its parent and root are known by address; else it waits for `rest`."""
        wanted = {parent, root} - {None}
        if wanted <= here.names.keys():
            return [_named(row, parent, root, here.names)]
        self._waiting.append(_Waiting(row, parent, root, here))
        return []

    def rest(self) -> Iterator[Row]:
        """Give the rows that waited; who is not in the archive is called by server and number.

        A file that shows no server is taken to be of the one whose number it is, if it is one.
        """
        known: dict[str | None, dict[str, set[str]]] = {}
        for file in self._files:
            for number, name in file.names.items():
                known.setdefault(file.server, {}).setdefault(number, set()).add(name)
        for row, parent, root, here in self._waiting:
            near = [here.server, None] if here.server else list(known)
            named: dict[str, str] = {}
            for number in dict.fromkeys(one for one in (parent, root) if one is not None):
                found = {name for server in near for name in known.get(server, {}).get(number, ())}
                named[number] = here.names.get(number) or min(found, default=number)
                if len(found) != 1 and number not in here.names:
                    named[number] = f"{here.server}/{number}" if here.server else number
                    self._tally.count("references to posts that are not in the archive, by the "
                                      "number of a server")  # fmt: skip
            yield _named(row, parent, root, named)


def _named(row: Row, parent: str | None, root: str | None, names: dict[str, str]) -> Row:
    if parent is not None:
        row = row._replace(parent=names[parent])
    return row if root is None else row._replace(root=names[root])
