"""Parquet files whose fields carry their titles, meanings and units."""

import io
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from ecstats import __version__
from ecstats.exports.contents import About, Column, Table

__all__ = ["files"]

_TYPES = {"number": pa.float64(), "integer": pa.int64(), "date": pa.date32()}


def files(tables: Sequence[Table], about: About) -> dict[str, bytes]:
    """Content of a file per table."""
    found = {}
    for table in tables:
        schema = pa.schema([_field(column, table) for column in table.columns])
        data = pa.Table.from_pandas(table.frame, schema=schema, preserve_index=False)
        described = {
            **data.schema.metadata,
            b"title": table.title.encode(),
            b"description": table.description.encode(),
            b"licence": about.licence_text.encode(),
            b"version": f"ecstats {__version__}".encode(),
            b"language": about.language.encode(),
        }
        file = io.BytesIO()
        pq.write_table(data.replace_schema_metadata(described), file)
        found[f"{table.name}.parquet"] = file.getvalue()
    return found


def _field(column: Column, table: Table) -> pa.Field:
    coded = hasattr(table.frame[column.name], "cat")
    text = pa.dictionary(pa.int32(), pa.string()) if coded else pa.string()
    described = {"title": column.title, "description": column.description, "unit": column.unit}
    metadata = {key: text for key, text in described.items() if text}
    return pa.field(column.name, _TYPES.get(column.type, text), metadata=metadata)
