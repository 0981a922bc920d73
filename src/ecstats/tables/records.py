"""Rows of a table as dictionaries, and the columns that a table must have."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ecstats.errors import InputError

SERIES = ("indicator_id", "ref_area", "entity_id", "per", "unit_measure")
"""Columns in which figures of one series agree."""


def need_columns(frame: object, columns: Iterable[str], name: str, origin: str) -> None:
    """Refuse what is no table with these columns; the message says where one comes from."""
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"{name}: is a {type(frame).__name__}; valid: a DataFrame from {origin}")
    for column in columns:
        if column not in frame:
            raise InputError(
                f"{name}: column {column!r} is missing; valid: the columns of {origin}"
            )


def dicts(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table, each by column; what is missing in a column of text or of integers is None.

    Column by column, because a text that is taken out of a frame alone costs as much as a column.
    """
    names = [str(name) for name in frame.columns]
    columns = [_cells(column) for _, column in frame.items()]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _cells(column: "pd.Series[Any]") -> list[Any]:
    return [None if cell is pd.NA else cell for cell in column.to_numpy(dtype=object).tolist()]
