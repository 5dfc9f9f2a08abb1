"""The key of pseudonyms: a file of the user's, and what is made with it."""

import hmac
import os
import re
import secrets
from collections.abc import Collection
from pathlib import Path

from casekit.errors import PrivacyError

__all__ = ["Pseudonyms", "new_key", "pseudonyms"]

SHORTEST = 32
"""Characters that a key has at least."""
BYTES = 10
"""Bytes of a pseudonym: 80 bits, so that of a billion hardly ever two are the same."""
_PREFIXES = {"account": "u", "post": "p", "link": "https://pseudonym.invalid/"}

Path_ = str | os.PathLike[str]


def new_key(path: Path_) -> Path:
    """Make a key file that only you can read.

    Whoever has the key can find out whom a pseudonym stands for: keep it, and never hand it on.

    Parameters
    ----------
    path
        The file; it must not be there yet.

    Raises
    ------
    PrivacyError
        It is there already, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(new_key(Path(folder) / "study.key").read_text().strip())
    64
    """
    target = Path(path)
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        cure = "use it with --key, or choose another name; a key that is lost cannot be made again"
        raise PrivacyError("there is a file already", where=str(path), cure=cure) from error
    except OSError as error:
        raise PrivacyError(
            f"cannot be written ({error.strerror})",
            where=str(path),
            cure="choose a folder that exists and may be written to",
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(f"{secrets.token_hex(32)}\n")
    return target


def pseudonyms(key: Path_, kept: Collection[str] = ()) -> "Pseudonyms":
    """Read a key file and give what makes pseudonyms with it.

    Raises
    ------
    PrivacyError
        There is no such file, others can read it, or the key is too short.
    """
    path = Path(key)
    try:
        mode = path.stat().st_mode
        secret = path.read_bytes().strip()
    except OSError as error:
        raise PrivacyError(
            f"no key can be read ({error.strerror})",
            where=str(key),
            cure="make one with `casekit pseudonymise --new-key FILE`",
        ) from error
    if os.name == "posix" and mode & 0o077:
        raise PrivacyError(
            "others on this machine can read the key",
            where=str(key),
            cure=f"run `chmod 600 {key}`; if others may have read it, make a new one",
        )
    if len(secret) < SHORTEST or len(set(secret)) < SHORTEST // 4:
        raise PrivacyError(
            f"the key is too easy to guess: {SHORTEST} characters are the least, at random",
            where=str(key),
            cure="make one with `casekit pseudonymise --new-key FILE`",
        )
    return Pseudonyms(secret, kept)


class Pseudonyms:
    """Pseudonyms of one key: the same name gives the same one, in every file and every run.

    Parameters
    ----------
    secret
        The key.
    kept
        Accounts that keep their names, as :func:`casekit.schema.handles` gives them.
    """

    def __init__(self, secret: bytes, kept: Collection[str] = ()) -> None:
        self._secret, self._kept = secret, frozenset(kept)

    def keeps(self, account: str) -> bool:
        """Say whether an account keeps its name."""
        return _plain(account) in self._kept

    def account(self, name: str) -> str:
        """Give the pseudonym of an account's id or handle, with or without "@", in any case.

        Examples
        --------
        >>> names = Pseudonyms(b"a key that nobody should ever use", {"airline"})
        >>> names.account("@Customer_7") == names.account("customer_7"), names.account("Airline")
        (True, 'Airline')
        """
        return name if self.keeps(name) else self._made("account", _plain(name))

    def post(self, name: str) -> str:
        """Give the pseudonym of a post's id."""
        return self._made("post", name)

    def link(self, address: str) -> str:
        """Give an address that leads nowhere, the same one for the same address."""
        return self._made("link", _SCHEME.sub("", address.strip()))

    def _made(self, what: str, name: str) -> str:
        digest = hmac.digest(
            self._secret, f"{what}\0{name}".encode("utf-8", "surrogatepass"), "sha256"
        )
        return _PREFIXES[what] + digest[:BYTES].hex()


_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)


def _plain(name: str) -> str:
    return name.strip().removeprefix("@").removeprefix("＠").casefold()
