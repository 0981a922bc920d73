"""Rows of a table as dictionaries."""

from typing import Any

import pandas as pd

__all__ = ["dicts"]


def dicts(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table, each by column; what is missing in a column of text or of integers is None.

    Column by column, because a text that is taken out of a frame alone costs as much as a column.
    """
    names = [str(name) for name in frame.columns]
    columns = [_cells(column) for _, column in frame.items()]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _cells(column: "pd.Series[Any]") -> list[Any]:
    return [None if cell is pd.NA else cell for cell in column.to_numpy(dtype=object).tolist()]
