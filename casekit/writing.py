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
