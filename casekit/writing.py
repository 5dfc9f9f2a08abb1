"""Files that stand in their place whole or not at all."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casekit.errors import ReadError

__all__ = ["whole"]


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Give a path beside the target to write to; what is there at the end takes its place.

    A link goes on pointing where it did. A device, a pipe or a folder is never replaced.

    Raises
    ------
    ReadError
        It cannot be written there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole(Path(folder) / "counts.csv") as part:
    ...         _ = part.write_text("post,size", encoding="utf-8")
    ...     [path.name for path in Path(folder).iterdir()]
    ['counts.csv']
    """
    target = target.resolve()
    if target.exists() and not target.is_file():
        raise ReadError(
            "cannot be written (this is no file)",
            where=str(target),
            cure="name a new file, or one that may be replaced",
        )
    part = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        raise ReadError(
            f"cannot be written ({error.strerror or error})",
            where=str(target),
            cure="choose a folder that exists and may be written to",
        ) from error
    finally:
        part.unlink(missing_ok=True)
