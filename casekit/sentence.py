"""A sentence kept as its English text and the values in its places, to be said when it is shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Union

__all__ = ["Sentence", "Value"]

Value = Union[str, int, "Sentence"]
"""What can stand in a place: words, a number, or a sentence that is said in its turn."""

_PLACE = re.compile(r"{(\w+)(!r)?}")


@dataclass(frozen=True, init=False, repr=False)
class Sentence:
    """An English text with ``{places}`` and what stands in them.

    As text it is English; :class:`casekit.language.Language` says it in another language.

    Examples
    --------
    >>> print(Sentence("{n} bytes follow {seen!r}", n=76800, seen="end"))
    76,800 bytes follow 'end'
    """

    text: str
    values: dict[str, Value]

    def __init__(self, text: str, /, **values: Value) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        return self.said(lambda text: text, lambda number: f"{number:,}")

    def __repr__(self) -> str:
        return repr(str(self))

    def said(self, translated: Callable[[str], str], number: Callable[[int], str]) -> str:
        """Say it, and the sentences in it.

        Parameters
        ----------
        translated
            Gives the text of another language for the English one.
        number
            Writes a number.

        Examples
        --------
        >>> Sentence("{n} lines", n=2).said({"{n} lines": "{n} Zeilen"}.get, str)
        '2 Zeilen'
        """

        def put(place: re.Match[str]) -> str:
            value = self.values.get(place[1], place[0])
            if isinstance(value, Sentence):
                return value.said(translated, number)
            if isinstance(value, int):
                return number(value)
            return repr(value) if place[2] else value

        return _PLACE.sub(put, translated(self.text))
