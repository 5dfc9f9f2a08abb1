"""One kernel for many notebooks: nothing of one reaches the next."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from casekit.errors import CasekitError
from casekit.study.kernel import Kernel


def printed(kernel: Kernel, folder: Path, *cells: str) -> str:
    notebook = new_notebook(cells=[new_code_cell(text) for text in cells])
    kernel.run(notebook, folder=folder, name="a.ipynb")
    return "".join(o.text for cell in notebook.cells for o in cell.outputs).strip()


def test_names_end_with_their_notebook_and_each_runs_in_its_own_folder(tmp_path: Path) -> None:
    there = tmp_path / "it's there"
    there.mkdir()
    with Kernel() as kernel:
        assert printed(kernel, tmp_path, "left = 1", "print(left)") == "1"
        seen = printed(kernel, there, "import os; print('left' in globals(), os.getcwd())")
        assert seen == f"False {there}"
        with pytest.raises(CasekitError, match=r"^ValueError: no more .*a\.ipynb"):
            printed(kernel, tmp_path, "raise ValueError('no more')")
        assert printed(kernel, tmp_path, "print(2)") == "2"


def test_what_points_at_itself_ends_with_its_notebook_too(tmp_path: Path) -> None:
    ring = """
import sys, weakref
class Ring:
    pass
one = Ring()
one.itself = one
sys.watched = weakref.ref(one)
"""
    with Kernel() as kernel:
        printed(kernel, tmp_path, ring)
        assert printed(kernel, tmp_path, "import sys; print(sys.watched() is None)") == "True"


def test_a_kernel_that_no_page_needed_is_never_started() -> None:
    with Kernel() as kernel:
        assert not kernel._manager.has_kernel
