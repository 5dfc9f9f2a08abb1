"""The reconstructions that come with a case, as plain text: curves of each series, one crowd."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from casekit.cases import crowds
from casekit.errors import CatalogueError
from casekit.reconstruct.crowd import crowd
from casekit.reconstruct.documented import documented, series_of
from casekit.reconstruct.ensemble import Ensemble, met
from casekit.writing import whole

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["all_series", "curves", "drawn", "figures", "write"]

_MOMENTS = 72
"""So many moments of the grid are written, and those of the figures."""
_DIGITS = 4


def all_series(case: "Case", series: Iterable[str] = ()) -> list[str]:
    """Name the series of a case that add up, or those that are asked for.

    Raises
    ------
    CatalogueError
        The ledger describes no such series, or none that adds up.

    Examples
    --------
    >>> import casekit as ck
    >>> all_series(ck.load.case("british-airways-2013"))
    ['promoted-tweet', 'mashable-story']
    """
    asked = [series_of(case, name) for name in series]
    series_of(case)
    adding = case.series.index[case.series["cumulative"].to_numpy(dtype=bool)]
    return asked or [str(name) for name in adding]


def drawn(
    case: "Case", series: Iterable[str] = (), *, draws: int = 200, seed: int = 0
) -> dict[str, Ensemble]:
    """Draw the curves of several series of a case, by name; none named: all that add up."""
    names = all_series(case, series)
    return {name: documented(case, name, draws=draws, seed=seed) for name in names}


def figures(ensembles: dict[str, Ensemble]) -> pd.DataFrame:
    """Say of all series how the draws meet each figure, as :func:`casekit.reconstruct.met` does.

    Returns
    -------
    DataFrame
        Index `series` and `figure`; values to four digits.
    """
    tables = {name: met(found) for name, found in ensembles.items()}
    table = pd.concat(tables, names=["series", "figure"])
    for name in ("low", "median", "high"):
        table[name] = _rounded(table[name].to_numpy(dtype=np.float64))
    return table


def curves(ensemble: Ensemble) -> str:
    """Give the draws of an ensemble as CSV: a row a moment, a column a draw, to four digits."""
    table = ensemble.draws
    even = np.linspace(0, len(table) - 1, _MOMENTS).round().astype(np.int64)
    stated = table.index.get_indexer(pd.DatetimeIndex(ensemble.checkpoints["as_of"]))
    rows = np.union1d(even, stated[stated >= 0])
    rows = rows[~pd.DatetimeIndex(table.index[rows]).floor("s").duplicated()]
    at = _stamps(table.index[rows])
    values = _rounded(table.to_numpy()[rows]).astype(np.int64)
    lines = [",".join(["at", *map(str, table.columns)])]
    lines += [",".join([moment, *map(str, row)]) for moment, row in zip(at, values, strict=True)]
    return "\n".join(lines) + "\n"


def write(
    case: "Case", folder: Path, ensembles: dict[str, Ensemble], *, seed: int = 0
) -> list[Path]:
    """Write the curves of each series, and a crowd of the case's own if it is among them.

    Parameters
    ----------
    case
        The case that the curves are of.
    folder
        Where to; it is made if need be. Files of the same names are replaced.
    ensembles
        What :func:`drawn` gives.
    seed
        Seed of the crowd.

    Returns
    -------
    list
        Paths of ``<series>.csv`` and ``crowd.csv``. The same seed gives the same bytes.

    Raises
    ------
    CatalogueError
        The folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"cannot be made ({error.strerror})"
        cure = "choose a folder that may be written to"
        raise CatalogueError(what, where=str(folder), cure=cure) from error
    texts = {f"{name}.csv": curves(found) for name, found in ensembles.items()}
    able = case.series.index[case.series["crowd"].notna()]
    if len(able) and able[0] in ensembles:
        texts[crowds.FILE] = _crowd(crowd(ensembles[able[0]], case, seed=seed))
    for name, text in texts.items():
        with whole(folder / name) as part:
            part.write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in texts]


def _crowd(posts: pd.DataFrame) -> str:
    table = posts[list(crowds.COLUMNS)].astype("object")
    table["at"] = _stamps(pd.DatetimeIndex(posts["at"]))
    text = table.where(table.notna(), "").to_csv(lineterminator="\n")
    return str(text)


def _stamps(times: pd.Index) -> list[str]:
    return list(pd.DatetimeIndex(times).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _rounded(values: np.ndarray) -> np.ndarray:
    """Round to four digits, and to whole numbers; what rises goes on rising."""
    size = np.floor(np.log10(np.maximum(np.abs(values), 1.0)))
    step = 10.0 ** np.maximum(size - (_DIGITS - 1), 0)
    return np.asarray(np.rint(values / step) * step)
