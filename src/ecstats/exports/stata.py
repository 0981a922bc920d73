"""Stata files (version 118: Stata 14 and later, UTF-8) within Stata's limits."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ecstats import __version__
from ecstats.exports import readme
from ecstats.exports.contents import Column, Table

__all__ = ["files", "variable_names"]

LONGEST_NAME = 32
LONGEST_LABEL = 80
# Reserved in Stata, and in its matrix language Mata, whose words pandas refuses too.
_RESERVED = frozenset(
    "_all _b _cons _coef _n _N _pi _pred _rc _se _skip byte double float if in int long strL "
    "using with "
    "aggregate array boolean break case catch class colvector complex const continue default "
    "delegate delete do else eltypedef end enum explicit export external for friend function "
    "global goto inline local NULL pragma private protected public quad rowvector short signed "
    "static struct super switch template this throw transmorphic try typedef typename union "
    "unsigned vector version virtual void volatile while".split()
)


def files(tables: Sequence[Table], about: readme.About) -> dict[str, bytes]:
    """Content of a file per table.

    References
    ----------
    Stata help: *dta*, *limits*, *[U] 11.3 Naming conventions*.
    """
    found = {}
    for table in tables:
        names = variable_names(column.name for column in table.columns)
        data = pd.DataFrame(
            {
                name: _values(table.frame[column.name], column)
                for name, column in zip(names, table.columns, strict=True)
            }
        )
        labels = {
            name: shortened(column.title) for name, column in zip(names, table.columns, strict=True)
        }
        days = {
            name: "td"
            for name, column in zip(names, table.columns, strict=True)
            if column.type == "date"
        }
        file = io.BytesIO()
        data.to_stata(
            file,
            convert_dates=days,  # type: ignore[arg-type]
            write_index=False,
            time_stamp=readme.stamp(),
            data_label=shortened(
                f"{table.title} · ecstats {__version__} · {about.package.licence}"
            ),
            variable_labels=labels,
            version=118,
        )
        found[f"{table.name}.dta"] = file.getvalue()
    return found


def variable_names(columns: Iterable[str]) -> list[str]:
    """Make names of variables: at most 32 letters, digits and `_`, all different, not reserved."""
    names: list[str] = []
    for column in columns:
        stem = re.sub(r"\W", "_", column)
        if stem in _RESERVED or re.match(r"\d|str\d+$", stem):
            stem = f"{stem}_" if stem in _RESERVED else f"v_{stem}"
        name, number = stem[:LONGEST_NAME], 2
        while name in names:
            ending = f"_{number}"
            name, number = stem[: LONGEST_NAME - len(ending)] + ending, number + 1
        names.append(name)
    return names


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
