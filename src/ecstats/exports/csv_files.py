"""CSV files that a spreadsheet opens with Chinese as it is and runs no formula from."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from ecstats.exports import readme
from ecstats.exports.contents import Column, Table
from ecstats.tables.csv_files import guarded

__all__ = ["files", "guarded", "rows"]


def files(tables: Sequence[Table], _: readme.About) -> dict[str, bytes]:
    """Content of a file per table.

    References
    ----------
    RFC 4180. OWASP, *CSV Injection*.
    """
    found = {}
    for table in tables:
        file = io.StringIO(newline="")
        lines = csv.writer(file)
        lines.writerow([column.name for column in table.columns])
        lines.writerows(rows(table))
        found[f"{table.name}.csv"] = file.getvalue().encode("utf-8-sig")
    return found


def rows(table: Table) -> list[list[str]]:
    """Cells of a table as text: those of the source as they stand there, guarded."""
    columns = [_cells(table, column) for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _cells(table: Table, column: Column) -> list[str]:
    if column.declared:
        cells = [row[column.name] for row in table.cells]
    else:
        cells = [_plain(value) for value in table.frame[column.name]]
    return cells if column.type in ("number", "integer") else [guarded(cell) for cell in cells]


def _plain(value: object) -> str:
    """Write a derived value: no exponent, no decimals that mean nothing, days in ISO 8601."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
