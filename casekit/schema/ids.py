"""The rows of ids, found among millions of them in a second.

Of some thousand ids pandas finds the rows. Of more it makes a Python string each; here they stay
the bytes that Arrow holds, and a table of numbers finds them.
"""

import weakref
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from casekit.errors import SchemaError
from casekit.schema import checks

__all__ = ["Ids", "known"]

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_TAG, _ROW, _BLOCK = 0x7FFFFFFF, 0xFFFFFFFF, 1024
_TEXT = pd.StringDtype(na_value=np.nan)
_tables: dict[int, tuple["weakref.ref[Any]", "Ids"]] = {}


class Ids:
    """Where each id of an index stands.

    Attributes
    ----------
    twice
        Row of the first id that stood there before, or -1.
    """

    def __init__(self, ids: pd.Index) -> None:
        self._ids = ids.astype(_TEXT)
        self._large = len(ids) > checks.MANY
        if self._large:
            self._offsets, self._bytes, _ = _buffers(self._ids)
            # at most half of the slots are taken, so that an id is found near where it belongs
            self._slots = np.zeros(1 << (2 * len(ids) - 1).bit_length(), dtype=np.int64)
            hashes = np.empty(len(ids), dtype=np.int64)
            _hash(self._offsets, self._bytes, hashes)
            self.twice = int(_enter(self._offsets, self._bytes, hashes, self._slots))
        else:
            again = self._ids.duplicated()
            self.twice = int(again.argmax()) if again.any() else -1

    def rows(self, wanted: Any) -> Ints:
        """Give the row of each id, -1 where it is NA or not there.

        Raises
        ------
        SchemaError
            The index has an id twice.

        Examples
        --------
        >>> Ids(pd.Index(["a", "b"])).rows(["b", None, "c"]).tolist()
        [1, -1, -1]
        """
        if self.twice >= 0:
            raise SchemaError(
                f"index {self._ids.name!r}: {self._ids[self.twice]!r} is there twice",
                cure="keep one row of each id",
            )
        if not self._large:
            rows = self._ids.get_indexer(pd.Index(wanted, dtype=_TEXT))
            return np.asarray(rows, dtype=np.int64)
        offsets, data, missing = _buffers(pd.array(wanted, dtype=_TEXT))
        found = np.empty(len(offsets) - 1, dtype=np.int64)
        hashes = np.empty_like(found)
        _hash(offsets, data, hashes)
        _guess(hashes, self._slots, found)
        _confirm(offsets, data, self._offsets, self._bytes, self._slots, found)
        found[missing] = -1
        return found


def known(ids: pd.Index) -> Ids:
    """Give the rows of an index; they are worked out once as long as its ids live.

    Examples
    --------
    >>> index = pd.Index(["a", "b"], dtype="str")
    >>> known(index) is known(index)
    True
    """
    held: Any = ids.astype(_TEXT).array
    held = held.__arrow_array__()  # this never changes, and every copy of the index shares it
    key = id(held)
    entry = _tables.get(key)
    if entry is None or entry[0]() is not held:
        entry = weakref.ref(held, partial(_forget, key, _tables)), Ids(ids)
        _tables[key] = entry
    return entry[1]


def _forget(key: int, tables: dict[int, Any], _: object) -> None:
    tables.pop(key, None)


def _buffers(ids: Any) -> tuple[Ints, Bytes, NDArray[np.intp]]:
    """Give where each id begins and ends, the bytes of all of them, and the rows that are NA."""
    text: Any = pa.array(ids, type=pa.large_string(), from_pandas=True)
    if isinstance(text, pa.ChunkedArray):
        text = text.combine_chunks()
    _, offsets, data = text.buffers()
    begin = np.frombuffer(offsets or bytes(8), np.int64)[text.offset : text.offset + len(text) + 1]
    missing = np.flatnonzero(text.is_null().to_numpy(zero_copy_only=False))
    return begin, np.frombuffer(data or b"\0", np.uint8), missing


@njit(cache=True)
def _hash(offsets: Ints, data: Bytes, hashes: Ints) -> None:
    for row in range(len(hashes)):
        mixed = 1469598103934665603
        for byte in data[offsets[row] : offsets[row + 1]]:
            mixed = (mixed ^ byte) * 1099511628211
        mixed = (mixed ^ (mixed >> 29)) * 5871781006564002453
        hashes[row] = mixed ^ (mixed >> 32)


@njit(cache=True)
def _same(one: Bytes, begin: int, end: int, two: Bytes, start: int, stop: int) -> bool:
    if end - begin != stop - start:
        return False
    i, last, j = np.uint64(begin), np.uint64(end), np.uint64(start)
    different = np.uint8(0)
    while i < last:
        different |= one[i] ^ two[j]
        i += np.uint64(1)
        j += np.uint64(1)
    return bool(different == 0)


@njit(cache=True)
def _enter(offsets: Ints, data: Bytes, hashes: Ints, slots: Ints) -> int:
    """Give each id a slot: 31 bits of its hash and its row + 1; stop at an id that has one."""
    last = len(slots) - 1
    for row in range(len(hashes)):
        tag = (hashes[row] >> 33) & _TAG
        slot = hashes[row] & last
        while slots[slot] != 0:
            if slots[slot] >> 32 == tag:
                other = (slots[slot] & _ROW) - 1
                begin, end = offsets[other], offsets[other + 1]
                if _same(data, offsets[row], offsets[row + 1], data, begin, end):
                    return row
            slot = (slot + 1) & last
        slots[slot] = (tag << 32) | (row + 1)
    return -1


@njit(cache=True)
def _guess(hashes: Ints, slots: Ints, found: Ints) -> None:
    """Find the first slot with the tag of each id, or an empty one."""
    last = len(slots) - 1
    for i in range(len(hashes)):
        tag = (hashes[i] >> 33) & _TAG
        slot = hashes[i] & last
        while slots[slot] != 0 and slots[slot] >> 32 != tag:
            slot = (slot + 1) & last
        found[i] = slot


@njit(cache=True)
def _confirm(
    offsets: Ints, data: Bytes, held_offsets: Ints, held: Bytes, slots: Ints, found: Ints
) -> None:
    """Turn slots into rows, byte by byte sure.

    Block by block, so that memory is asked for many ids before the first of them is compared.
    """
    rows, begin = np.empty(_BLOCK, np.int64), np.empty(_BLOCK, np.int64)
    for low in range(0, len(found), _BLOCK):
        high = min(low + _BLOCK, len(found))
        for i in range(low, high):
            rows[i - low] = (slots[found[i]] & _ROW) - 1
        for i in range(low, high):
            begin[i - low] = held_offsets[max(rows[i - low], 0)]
        for i in range(low, high):
            row, start = rows[i - low], begin[i - low]
            if row >= 0 and not _same(
                data, offsets[i], offsets[i + 1], held, start, held_offsets[row + 1]
            ):
                wanted = data[offsets[i] : offsets[i + 1]]
                row = _further(wanted, held_offsets, held, slots, found[i])
            found[i] = row


@njit(cache=True)
def _further(wanted: Bytes, held_offsets: Ints, held: Bytes, slots: Ints, slot: int) -> int:
    """Walk on from a slot whose id has the tag of the wanted one and is another."""
    last = len(slots) - 1
    tag = slots[slot] >> 32
    while slots[slot] != 0:
        if slots[slot] >> 32 == tag:
            row = (slots[slot] & _ROW) - 1
            if _same(wanted, 0, len(wanted), held, held_offsets[row], held_offsets[row + 1]):
                return int(row)
        slot = (slot + 1) & last
    return -1
