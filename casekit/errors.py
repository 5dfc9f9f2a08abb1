"""What can go wrong, named. Each error says where, what was seen, and the cure."""

from casekit.sentence import Sentence, Value

__all__ = [
    "CasekitError",
    "CatalogueError",
    "ClockError",
    "EvidenceError",
    "LedgerError",
    "PrivacyError",
    "ReadError",
    "SchemaError",
    "cut",
    "parted",
]


_CURE = ". Cure: "


class CasekitError(Exception):
    """Something that the user can put right.

    Parameters
    ----------
    what
        What is wrong, in one sentence; it and the cure may have ``{places}``.
    where
        The place: a file, a file and line, a column.
    cure
        What to do about it.
    values
        What stands in the places.

    Examples
    --------
    >>> print(ReadError("no time zone in '2013-09-03 10:00'", where="export.csv:2",
    ...                 cure="say which one it is: tz='Europe/London'"))
    export.csv:2: no time zone in '2013-09-03 10:00'. Cure: say which one it is: tz='Europe/London'
    """

    def __init__(
        self, what: str, *, where: str | None = None, cure: str | None = None, **values: Value
    ) -> None:
        self.said = Sentence(what, **values)
        """What is wrong and the cure, to be said in any language."""
        self.what, self.where, self.cure = str(self.said), where, None
        place = f"{where}: " if where else ""
        if cure:
            remedy = Sentence(cure, **values)
            self.cure = str(remedy)
            self.said = Sentence("{what}. Cure: {cure}", what=self.said, cure=remedy)
        super().__init__(f"{place}{self.said}")


def cut(what: str, /, **values: Value) -> Sentence:
    """Say of a copy that ends too early what is wrong with it, and the cure.

    Examples
    --------
    >>> print(cut("it ends after {n} bytes", n=480_615))
    it ends after 480,615 bytes. Cure: the copy is incomplete: get it again, or export it anew
    """
    remedy = Sentence("the copy is incomplete: get it again, or export it anew")
    return Sentence("{what}. Cure: {cure}", what=Sentence(what, **values), cure=remedy)


def parted(message: str) -> tuple[str, str | None]:
    """Part a message into what is wrong and its cure, so that many of them need one cure.

    Examples
    --------
    >>> parted("no time zone. Cure: say which one it is")
    ('no time zone', 'say which one it is')
    """
    what, found, cure = message.partition(_CURE)
    return what, cure if found else None


class ReadError(CasekitError, ValueError):
    """An archive, or a part of one, cannot be read."""


class LedgerError(CasekitError, ValueError):
    """A case ledger breaks its rules; the message lists every problem with its line."""


class PrivacyError(CasekitError, ValueError):
    """What was asked would show who somebody is, or a key or a file does not allow it."""


class CatalogueError(CasekitError, LookupError):
    """No case or data set of that name."""


class SchemaError(CasekitError, ValueError):
    """A frame does not have the columns or values that its schema states."""


class ClockError(CasekitError, ValueError):
    """A time without a zone, an impossible interval, or hours that cannot be."""


class EvidenceError(CasekitError, ValueError):
    """The data cannot carry what is asked of it, such as depth from a reported star."""
