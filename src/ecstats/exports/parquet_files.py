"""Parquet files whose fields carry their titles, meanings and units."""

import io
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from ecstats import __version__
from ecstats.exports import readme
from ecstats.exports.contents import Column, Table

__all__ = ["files"]


def files(tables: Sequence[Table], about: readme.About) -> dict[str, bytes]:
    """Content of a file per table."""
    found = {}
    for table in tables:
        data = pa.Table.from_pandas(table.frame, schema=_schema(table), preserve_index=False)
        described = {
            **data.schema.metadata,
            b"title": table.title.encode(),
            b"description": table.description.encode(),
            b"licence": about.package.licence_text.encode(),
            b"version": f"ecstats {__version__}".encode(),
            b"language": about.language.encode(),
        }
        fields = [
            data.schema.field(column.name).with_metadata(_metadata(column))
            for column in table.columns
        ]
        file = io.BytesIO()
        pq.write_table(data.cast(pa.schema(fields, described)), file)
        found[f"{table.name}.parquet"] = file.getvalue()
    return found


def _schema(table: Table) -> pa.Schema:
    return pa.schema(
        [(column.name, _type(column, table)) for column in table.columns],
    )


def _type(column: Column, table: Table) -> pa.DataType:
    if column.type == "number":
        return pa.float64()
    if column.type == "integer":
        return pa.int64()
    if column.type == "date":
        return pa.date32()
    coded = hasattr(table.frame[column.name], "cat")
    return pa.dictionary(pa.int32(), pa.string()) if coded else pa.string()


def _metadata(column: Column) -> dict[str, str]:
    described = {"title": column.title, "description": column.description, "unit": column.unit}
    return {key: text for key, text in described.items() if text}
