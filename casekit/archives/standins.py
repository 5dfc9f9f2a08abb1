"""Posts of which an archive names only the account: one stands in for all of an account.

Some archives say who passed on whose posts, and not which. What was passed on then hangs below one
post that is only named, `<account>:unknown`: it stands for any post of that account, so that who
passed on whom can be counted, and single cascades cannot.
"""

from casekit.archives.report import Tally
from casekit.archives.rows import NAMED, Row, Rows

__all__ = ["ACCOUNT", "StandIns"]

ACCOUNT = "account"
"""What a parent is that stands in, of :data:`casekit.schema.PARENTS`."""


class StandIns:
    """The stand-ins of one reading; each is handed on once.

    Parameters
    ----------
    rows
        Takes them.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._known: set[str] = set()

    def of(self, account: str, name: str | None = None) -> str:
        """Give the id of the post that stands in for the unknown ones of an account."""
        post = f"{account}:unknown"
        if post not in self._known:
            self._known.add(post)
            self._rows.add(Row(post, account=account, name=name, origin=NAMED))
        return post

    def finish(self, tally: Tally) -> None:
        """Say that there are any."""
        tally.count("posts <account>:unknown that stand in for any post of an account (the archive "
                    "names no more, cascades cannot be told apart)",
                    n=len(self._known))  # fmt: skip
