"""Rows of targets and observations: the columns that both have, and tables made of them.

The tables are short and mostly text, so that the work on them is done row by row on dictionaries; a
frame is made once, at the end.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecstats.errors import InputError

__all__ = [
    "BOUNDS",
    "ENDS",
    "FIGURES",
    "INDICATORS",
    "KEY",
    "WITHOUT_UNIT",
    "Columns",
    "Row",
    "interleaved",
    "objects",
    "published",
    "require",
    "require_ledger",
    "text",
    "typed",
    "without",
]

Row: TypeAlias = dict[str, Any]
Columns: TypeAlias = dict[str, NDArray[Any]]

KEY = ["indicator_id", "ref_area", "entity_id", "per", "unit_measure"]
WITHOUT_UNIT = [column for column in KEY if column != "unit_measure"]
ENDS = ["lower", "upper", "lower_open", "upper_open"]

BOUNDS = dict(zip(ENDS, ["float64", "float64", "bool", "bool"], strict=True))
"""Dtypes of the columns `ENDS`."""

FIGURES = [
    *KEY, "figure_id", "source_id", "time_period", "year", "obs_kind", "bound", "base_value", *ENDS,
]  # fmt: skip
INDICATORS = ["indicator_id", "measure", "direction", "limit"]


def require(frame: object, columns: Iterable[str], name: str, origin: str) -> pd.DataFrame:
    """`frame`, if it is a table with these columns; else `InputError` with the way to get one."""
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"{name} is a {type(frame).__name__}; valid is a DataFrame from {origin}")
    missing = [column for column in columns if column not in frame]
    if missing:
        raise InputError(f"{name} lacks the column {missing[0]!r}; valid is the table of {origin}")
    return frame


def require_ledger(figures: pd.DataFrame, indicators: pd.DataFrame) -> None:
    """`require` for the two tables that targets and observations are made of."""
    require(figures, FIGURES, "figures", "intervals.with_bounds(load_quoted_figures())")
    require(indicators, INDICATORS, "indicators", "load_indicators()")


def text(cell: Any) -> str:
    """Text of a cell, empty where it is missing."""
    return "" if pd.isna(cell) else str(cell)


def typed(rows: Sequence[Mapping[str, Any]], dtypes: Mapping[str, Any]) -> pd.DataFrame:
    """Table of rows with the columns and dtypes given; what a row lacks is missing."""
    return pd.DataFrame(
        {
            name: pd.array([row.get(name) for row in rows], dtype=dtype)
            for name, dtype in dtypes.items()
        }
    )


def objects(column: "pd.Series[Any]") -> NDArray[np.object_]:
    """Cells of a column as an array of objects."""
    return column.to_numpy(dtype=object)


def without(cells: NDArray[np.object_], rows: NDArray[np.bool_]) -> NDArray[np.object_]:
    """`cells`, missing in these rows."""
    left = cells.copy()
    left[rows] = None
    return left


def interleaved(
    table: pd.DataFrame, answers: Sequence[Columns], dtypes: Mapping[str, Any]
) -> pd.DataFrame:
    """Each row of a table with each answer to it: the columns of `table`, then of the answers."""
    repeated = table.iloc[np.repeat(np.arange(len(table)), len(answers))].reset_index(drop=True)
    columns = {
        name: pd.array(np.stack([one[name] for one in answers], axis=1).ravel(), dtype=dtype)
        for name, dtype in dtypes.items()
    }
    whole: dict[Any, Any] = {name: column.array for name, column in repeated.items()} | columns
    return pd.DataFrame({name: _published(cells) for name, cells in whole.items()})


def published(table: pd.DataFrame) -> pd.DataFrame:
    """`table` with missing instead of empty text, as in the tables of the ledger."""
    cells = {name: _published(column.array) for name, column in table.items()}
    return pd.DataFrame(cells, index=table.index)


def _published(cells: Any) -> Any:
    if not isinstance(cells.dtype, pd.StringDtype):
        return cells
    texts = [None if pd.isna(cell) else cell or None for cell in cells.tolist()]
    return pd.array(texts, dtype="string")
