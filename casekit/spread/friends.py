"""Follow graphs: who follows whom among the accounts of some posts, as sorted rows."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casekit.errors import ReadError, SchemaError
from casekit.spread.forest import Ints

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Friends", "friends"]

COLUMNS = ("follower", "account")


@dataclass(frozen=True)
class Friends:
    """Whom each account follows.

    Attributes
    ----------
    accounts
        Ids of the accounts; their places are the numbers below.
    first
        Where the friends of each account begin in `friend`, and the end of the last one.
    friend
        Accounts that are followed, sorted within each row.
    """

    accounts: pd.Index
    first: Ints
    friend: Ints


def friends(graph: Any, accounts: pd.Index) -> Friends:
    """Read a follow graph, as far as it is about some accounts.

    Parameters
    ----------
    graph
        A frame with the columns `follower` and `account`, the path of a Parquet or CSV file with
        them, or a pair of a SciPy sparse matrix and the Index of its accounts, in which a row
        follows the columns that it stores. Ids are text; whole numbers are read as text.
    accounts
        Ids of the accounts that are asked about.

    Raises
    ------
    SchemaError
        Missing columns, ids that are missing or not whole, no rows, a matrix that is damaged or
        does not fit its accounts, or none of the accounts that are asked about.
    ReadError
        The file does not exist, cannot be read, or ends in neither .parquet nor .csv.

    Examples
    --------
    >>> graph = pd.DataFrame({"follower": [7, 7], "account": [9, 8]})
    >>> found = friends(graph, pd.Index(["7", "8", "9"], dtype="str"))
    >>> found.accounts[found.friend[found.first[0]:found.first[1]]].tolist()
    ['8', '9']
    """
    if isinstance(graph, tuple):
        return _of_matrix(graph, accounts)
    if isinstance(graph, str | os.PathLike):
        columns = _of_file(Path(graph))
        where = str(graph)
    elif isinstance(graph, pd.DataFrame):
        columns = _of_frame(graph)
        where = "follows"
    else:
        raise SchemaError(
            f"a follow graph is not a {type(graph).__name__}",
            where="follows",
            cure="give a frame with the columns follower and account, the path of a Parquet or "
            "CSV file with them, or a pair (sparse matrix, Index of accounts)",
        )
    follower, followed = (_ids(columns[name], name, where) for name in COLUMNS)
    return _rows(follower, followed, accounts)


def _of_frame(graph: pd.DataFrame) -> dict[str, "pa.ChunkedArray"]:
    import pyarrow as pa

    _complete(list(graph.columns), "follows")
    columns = {}
    for name in COLUMNS:
        try:
            made = pa.array(graph[name], from_pandas=True)
        except pa.ArrowException as error:
            raise SchemaError(
                f"'{name}' holds values of several kinds ({error})", where="follows",
                cure="make all account ids text",
            ) from None  # fmt: skip
        columns[name] = made if isinstance(made, pa.ChunkedArray) else pa.chunked_array([made])
    return columns


def _of_file(path: Path) -> dict[str, "pa.ChunkedArray"]:
    import pyarrow as pa
    from pyarrow import csv, parquet

    if not path.exists():
        raise ReadError(
            "there is no such file to read a follow graph from", where=str(path),
            cure="name a .parquet or .csv file with the columns follower and account",
        )  # fmt: skip
    try:
        match path.suffix.lower():
            case ".parquet":
                _complete(parquet.read_schema(path).names, str(path))
                table = parquet.read_table(path, columns=list(COLUMNS))
            case ".csv":
                text = csv.ConvertOptions(column_types=dict.fromkeys(COLUMNS, pa.large_string()))
                table = csv.read_csv(path, convert_options=text)
                _complete(table.column_names, str(path))
            case ending:
                raise ReadError(
                    f"no follow graph is read from {ending or 'a file without an ending'}",
                    where=str(path), cure="use .parquet or .csv",
                )  # fmt: skip
    except (OSError, pa.ArrowException) as error:
        raise ReadError(
            f"the follow graph cannot be read ({error})", where=str(path),
            cure="name a file with the columns follower and account",
        ) from error  # fmt: skip
    return {name: table[name] for name in COLUMNS}


def _complete(columns: list[Any], where: str) -> None:
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise SchemaError(
            f"a follow graph without {' and '.join(repr(name) for name in missing)}, with "
            f"{', '.join(repr(name) for name in columns) or 'no columns'}",
            where=where,
            cure="name the columns follower (who follows) and account (who is followed)",
        )


def _ids(column: "pa.ChunkedArray", name: str, where: str) -> "pa.ChunkedArray":
    """Give ids as text or as whole numbers, or say what is wrong with them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    textual = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    problem = cure = None
    if len(column) == 0:
        problem, cure = "nobody follows anybody: no rows", "give the links of the follow graph"
    elif column.null_count:
        problem = f"{column.null_count:,} of {len(column):,} ids are missing"
        cure = "leave those rows out"
    elif not (textual or pa.types.is_integer(kind)):
        problem, cure = f"ids are {kind}, not text", "read account ids as text from the start"
    elif not textual and pc.min(column).as_py() < 0:
        problem, cure = "ids under zero", "leave out what stands for no account"
    elif textual and pc.any(pc.equal(column.cast(pa.large_string()), "")).as_py():
        problem, cure = "ids of no letters", "leave those rows out"
    if problem:
        raise SchemaError(problem, where=f"{where}: '{name}'", cure=cure)
    return column.cast(pa.large_string()) if textual else column


def _rows(follower: "pa.ChunkedArray", followed: "pa.ChunkedArray", accounts: pd.Index) -> Friends:
    from scipy import sparse

    row, column = (_places(ids, accounts) for ids in (follower, followed))
    if len(accounts) and max(row.max(), column.max()) < 0:
        both = pd.concat([follower.to_pandas(), followed.to_pandas()])
        raise _strangers(pd.Index(both.unique()), accounts)
    inside = (row >= 0) & (column >= 0)
    ends, shape = (row[inside], column[inside]), (len(accounts), len(accounts))
    matrix = sparse.csr_array((np.ones(len(ends[0]), np.int8), ends), shape=shape)
    matrix.sort_indices()
    return Friends(accounts, matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64))


def _strangers(ids: pd.Index, accounts: pd.Index) -> SchemaError:
    return SchemaError(
        f"none of the {len(ids):,} accounts of the follow graph posts in the archive, such as "
        f"{str(ids[0])!r}; the archive's accounts look like {str(accounts[0])!r}",
        where="follows", cure="use the accounts' ids as in posts['account']",
    )  # fmt: skip


def _places(ids: "pa.ChunkedArray", accounts: pd.Index) -> Ints:
    """Find each id among the accounts, or -1; as numbers, which is quicker, where all are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    asked = pa.chunked_array([pa.array(accounts.to_numpy(object), type=pa.large_string())])
    numbers, numbers_asked = _numbers(ids), _numbers(asked)
    if numbers is not None and numbers_asked is not None:
        places = pd.Index(numbers_asked.to_numpy()).get_indexer(numbers.to_numpy())
        return np.asarray(places, dtype=np.int64)
    found = pc.index_in(ids.cast(pa.large_string()), value_set=asked).fill_null(-1)
    return np.asarray(found.to_numpy(), dtype=np.int64)


def _numbers(ids: "pa.ChunkedArray") -> "pa.ChunkedArray | None":
    """Give ids as numbers, if every one of them is a number and its only spelling."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_integer(ids.type):
        return ids.cast(pa.int64()) if ids.type != pa.uint64() else None
    zeros = ids.filter(pc.starts_with(ids, "0"))
    if pc.any(pc.greater(pc.binary_length(zeros), 1)).as_py():
        return None
    if pc.any(pc.starts_with(ids, "-")).as_py():
        return None
    try:
        return ids.cast(pa.int64())
    except pa.ArrowInvalid:
        return None


def _of_matrix(graph: tuple[Any, ...], accounts: pd.Index) -> Friends:
    from scipy import sparse

    if len(graph) != 2 or not sparse.issparse(graph[0]):
        raise SchemaError(
            "a pair that is not (sparse matrix, Index of accounts)", where="follows",
            cure="give a SciPy sparse matrix and the ids of its rows and columns",
        )  # fmt: skip
    matrix = _sound(graph[0].copy())
    named = pd.DataFrame(dict.fromkeys(COLUMNS, pd.Series(pd.Index(graph[1]))))
    names = _ids(_of_frame(named)["account"], "account", "follows").to_pandas()
    ids = pd.Index(names.astype(accounts.dtype))
    if matrix.shape != (len(ids), len(ids)):
        raise SchemaError(
            f"a matrix of {' x '.join(f'{n:,}' for n in matrix.shape)} for {len(ids):,} accounts",
            where="follows", cure="give a square matrix and one id for each of its rows",
        )  # fmt: skip
    if not ids.is_unique:
        raise SchemaError(
            f"{ids.duplicated().sum():,} accounts stand twice", where="follows",
            cure="give each account one row and column",
        )  # fmt: skip
    if len(accounts) and not accounts.isin(ids).any():
        raise _strangers(ids, accounts)
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return Friends(ids, matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64))


def _sound(matrix: Any) -> Any:
    """Give a matrix by rows, or say what is wrong with it: SciPy looks at no index by itself."""
    from scipy import sparse

    try:
        if hasattr(matrix, "check_format"):
            matrix.check_format(full_check=True)
    except ValueError as error:
        raise SchemaError(
            f"a damaged sparse matrix ({error})", where="follows",
            cure="build the matrix anew, with indices within its shape",
        ) from None  # fmt: skip
    rows = sparse.csr_array(matrix)
    wrong = len(rows.data) - int(np.isfinite(rows.data).sum())
    if wrong:
        raise SchemaError(
            f"{wrong:,} of {len(rows.data):,} stored values are not finite, such as NaN: they say "
            "neither that an account follows nor that it does not",
            where="follows", cure="store 1 where an account follows, and nothing elsewhere",
        )  # fmt: skip
    return rows
