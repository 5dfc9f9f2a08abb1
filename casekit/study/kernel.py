"""A kernel that runs one notebook after the other, each from an empty namespace."""

import asyncio
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from casekit import errors
from casekit.errors import CasekitError

__all__ = ["Kernel"]

# plotly imports nbformat, and with it a checker of web addresses that compiles its grammars for
# seconds; a page needs none
_LIGHT = "import sys; sys.modules['rfc3987_syntax'] = None"
# objects of a picture come and go by the ten thousand: look for cycles among many at once
_SELDOM = "import gc; gc.set_threshold(100_000, 20, 20)"
_SINGLE = {"OPENBLAS_NUM_THREADS": "1"}  # threads on small matrices take the other kernel's core
_SHOWN = {"PLOTLY_RENDERER": "plotly_mimetype", "MPLBACKEND": "agg"}
# what a search leaves when a notebook's names are gone are modules: no later one goes through them
_FRESH = """
get_ipython().reset(new_session=False)
__import__("gc").collect()
__import__("gc").freeze()
__import__("os").chdir({folder!r})
"""
_TIMEOUT = 600


class Kernel:
    """A Python kernel that is started for its first notebook and kept for the next.

    What costs seconds, the start and the imports, is paid once and not once a page. Names do not
    go from one notebook to the next, and each runs in the folder that it is given.
    """

    def __enter__(self) -> Self:
        from jupyter_client.kernelspec import KernelSpecManager
        from jupyter_client.manager import AsyncKernelManager

        self._stack = ExitStack()
        self._loop = self._stack.enter_context(asyncio.Runner())
        own: dict[str, str] = {}
        if os.name == "posix":  # sockets that are this user's alone
            sockets = self._stack.enter_context(tempfile.TemporaryDirectory())
            own = {"transport": "ipc", "ip": f"{sockets}/kernel"}
        native = KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)
        self._manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=native, **own)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with self._stack:
            if self._manager.has_kernel:
                self._loop.run(self._end())

    def run(self, notebook: Any, *, folder: Path, name: str) -> None:
        """Run all cells of a notebook in `folder` and leave their outputs in it.

        Raises
        ------
        CasekitError
            A cell failed; the message is that of the cell, which says its cure, or names the kind
            of error and of which notebook, `name`, it is.
        """
        from nbclient.exceptions import CellExecutionError

        try:
            self._loop.run(self._execute(notebook, folder))
        except CellExecutionError as error:
            raise CasekitError(_said(error.ename, error.evalue, name)) from error

    async def _end(self) -> None:
        await self._manager.shutdown_kernel(now=True)

    async def _execute(self, notebook: Any, folder: Path) -> None:
        from nbclient import NotebookClient

        client = NotebookClient(
            notebook, km=self._manager, timeout=_TIMEOUT,
            extra_arguments=["--IPKernelApp.log_level=40",
                             *(f"--IPKernelApp.exec_lines={line}" for line in (_LIGHT, _SELDOM))],
        )  # fmt: skip
        environment = {**_SINGLE, **os.environ, **_SHOWN}
        async with client.async_setup_kernel(env=environment):
            assert client.kc is not None
            try:
                fresh = client.kc.execute(_FRESH.format(folder=str(folder)), silent=True)
                await client.async_wait_for_reply(fresh)
                await client.async_execute()
            finally:
                client.kc.stop_channels()


def _said(kind: str, message: str, name: str) -> str:
    """Say what a cell said; of what is none of casekit's errors, where to look."""
    ours = issubclass(getattr(errors, kind, object), CasekitError)
    return message if ours else f"{kind}: {message} (in a cell of {name})"
