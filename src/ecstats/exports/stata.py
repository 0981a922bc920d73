"""Stata files (version 118: Stata 14 and later, UTF-8) within Stata's limits."""

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd

from ecstats import __version__
from ecstats.exports.contents import About, Column, Table, stamp

__all__ = ["RENAMED", "files"]

LONGEST_LABEL = 80
# The one column whose name is a word of Stata.
RENAMED = {"end": "end_"}


def files(tables: Sequence[Table], about: About) -> dict[str, bytes]:
    """Content of a file per table.

    References
    ----------
    Stata help: *dta*, *limits*, *[U] 11.3 Naming conventions*.
    """
    found = {}
    for table in tables:
        named = {RENAMED.get(column.name, column.name): column for column in table.columns}
        data = pd.DataFrame(
            {name: _values(table.frame[column.name], column) for name, column in named.items()}
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
        found[f"{table.name}.dta"] = file.getvalue()
    return found


def shortened(label: str) -> str:
    """Cut a label to the 80 characters that Stata shows."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _values(values: "pd.Series[Any]", column: Column) -> "pd.Series[Any]":
    if column.type in ("number", "integer", "date"):
        return values
    # pandas fails on value labels of a variable without rows.
    if column.codes and len(values):
        codes: pd.Series[Any] = values.astype(pd.CategoricalDtype(list(column.codes)))
        return codes
    return values.astype("string").fillna("").astype(object)
