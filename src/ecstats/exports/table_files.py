"""A file per table: CSV that a spreadsheet runs no formula from, Parquet, and Stata's dta.

References
----------
RFC 4180. OWASP, *CSV Injection*. Stata help: *dta*, *limits*, *[U] 11.3 Naming conventions*.
"""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from ecstats import __version__
from ecstats.exports.contents import About, Column, Table, stamp
from ecstats.tables.csv_files import guarded

__all__ = ["RENAMED", "files"]

LONGEST_LABEL = 80
# The one column whose name is a word of Stata.
RENAMED = {"end": "end_"}


def files(tables: Sequence[Table], about: About) -> dict[str, bytes]:
    """Content of a file per table, by name of the file."""
    write = {"csv": _csv, "parquet": _parquet, "dta": _stata}[about.format]
    return {f"{table.name}.{about.format}": write(table, about) for table in tables}


def _csv(table: Table, _: About) -> bytes:
    """Cells of the source as they stand there, guarded; Chinese as Excel shows it."""
    cells = table.frame.map(_plain).assign(**table.cells)
    for column in table.columns:
        if column.type not in ("number", "integer"):
            cells[column.name] = cells[column.name].map(guarded)
    return cells.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _plain(value: object) -> str:
    """Write a derived value: no exponent, no decimals that mean nothing, days in ISO 8601."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, float):
        return f"{Decimal(repr(float(value))):f}".removesuffix(".0")
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _parquet(table: Table, about: About) -> bytes:
    """Fields that carry their titles, meanings and units."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"number": pa.float64(), "integer": pa.int64(), "date": pa.date32()}
    fields = []
    for column in table.columns:
        coded = hasattr(table.frame[column.name], "cat")
        text = pa.dictionary(pa.int32(), pa.string()) if coded else pa.string()
        described = {"title": column.title, "description": column.description, "unit": column.unit}
        metadata = {key: said for key, said in described.items() if said}
        fields.append(pa.field(column.name, types.get(column.type, text), metadata=metadata))
    data = pa.Table.from_pandas(table.frame, schema=pa.schema(fields), preserve_index=False)
    described = {
        "title": table.title,
        "description": table.description,
        "licence": about.licence_text,
        "version": f"ecstats {__version__}",
        "language": about.language,
    }
    file = io.BytesIO()
    pq.write_table(data.replace_schema_metadata({**data.schema.metadata, **described}), file)
    return file.getvalue()


def _stata(table: Table, about: About) -> bytes:
    """Version 118 (Stata 14 and later, UTF-8) within Stata's limits."""
    named = {RENAMED.get(column.name, column.name): column for column in table.columns}
    data = pd.DataFrame(
        {name: _stata_values(table.frame[column.name], column) for name, column in named.items()}
    )
    days = {name: "td" for name, column in named.items() if column.type == "date"}
    file = io.BytesIO()
    data.to_stata(
        file,
        convert_dates=days,  # type: ignore[arg-type]
        write_index=False,
        time_stamp=stamp(),
        data_label=shortened(f"{table.title} · ecstats {__version__} · {about.licence}"),
        variable_labels={name: shortened(column.title) for name, column in named.items()},
        version=118,
    )
    return file.getvalue()


def shortened(label: str) -> str:
    """Cut a label to the 80 characters that Stata shows."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _stata_values(values: "pd.Series[Any]", column: Column) -> "pd.Series[Any]":
    if column.type in ("number", "integer", "date"):
        return values
    # pandas fails on value labels of a variable without rows.
    if column.codes and len(values):
        codes: pd.Series[Any] = values.astype(pd.CategoricalDtype(list(column.codes)))
        return codes
    return values.astype("string").fillna("").astype(object)
