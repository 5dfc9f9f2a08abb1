"""What a frame is made of: columns with a kind of value, a unit and a meaning."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

__all__ = ["Column", "Frame"]

Type = Literal["text", "time", "span", "count", "number", "flag", "choice"]


@dataclass(frozen=True)
class Column:
    """One column: its name, kind of value, meaning, unit, and closed word list if it has one."""

    name: str
    type: Type
    meaning: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    ordered: bool = False
    required: bool = False
    """A required column holds no missing value."""

    @property
    def dtype(self) -> Any:
        """The pandas dtype of the column."""
        match self.type:
            case "text":
                return pd.StringDtype(na_value=np.nan)
            case "time":
                return pd.DatetimeTZDtype("us", "UTC")
            case "span":
                return np.dtype("timedelta64[us]")
            case "count":
                return pd.Int64Dtype()
            case "number":
                return np.dtype("float64")
            case "flag":
                return pd.BooleanDtype()
            case "choice":
                return pd.CategoricalDtype(list(self.choices), ordered=self.ordered)


@dataclass(frozen=True)
class Frame:
    """A frame as data: what a row is, its index and its columns."""

    name: str
    row: str
    index: Column
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        return next(c for c in (self.index, *self.columns) if c.name == name)

    def table(self) -> pd.DataFrame:
        """Show the frame's columns with type, unit and meaning, for reading.

        Examples
        --------
        >>> from casekit.schema import EDGES
        >>> EDGES.table().loc["delay", "unit"]
        'time'
        """
        rows = [
            (c.name, c.type, c.unit or ("time" if c.type == "span" else ""), c.meaning)
            for c in (self.index, *self.columns)
        ]
        return pd.DataFrame(rows, columns=["column", "type", "unit", "meaning"]).set_index("column")
