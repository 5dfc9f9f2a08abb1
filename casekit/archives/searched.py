"""How much of an archive was searched, and what was found."""

import msgspec

__all__ = ["Searched"]


class Searched(msgspec.Struct):
    """How much was searched."""

    bytes: int = 0
    lines: int = 0
    """Lines of files that hold a record a line."""
    hits: int = 0
    """Those of them that hold a word or an account, wherever in the record."""
    others: int = 0
    """Records that hold it elsewhere than in a post's text or author, or lie outside the time."""
    parsed: int = 0
    """Other files, which have to be parsed before they can be searched."""

    def add(self, other: "Searched") -> None:
        """Add what was searched elsewhere."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
