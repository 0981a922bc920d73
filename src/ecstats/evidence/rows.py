"""Rows of a chart as name and value, for tables, tooltips and lists of uses."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from ecstats.charts.chart import Columns
from ecstats.labels import (
    NO_VALUE,
    CodeLists,
    by_id,
    format_estimate,
    label,
    period,
    quantity_range,
    series_name,
    text,
)
from ecstats.labels.words import words

__all__ = ["Row", "RowTexts", "cell", "interval_text", "row_texts"]

Row: TypeAlias = Mapping[Any, Any]

# Units by what the tables of results call them.
_UNITS = {
    "compound": "FRACTION_PER_YEAR",
    "fraction_per_year": "FRACTION_PER_YEAR",
    "percentage_points_per_year": "PERCENTAGE_POINT_PER_YEAR",
    "points_per_year": "PERCENTAGE_POINT_PER_YEAR",
    "ratio": "RATIO",
}
# Tables with the names of codes, by column.
_TABLES = {"cluster": "entities", "entity_id": "entities", "ref_area": "areas", "unit": "bodies"}
_PARTS_OF_SERIES = ("ref_area", "entity_id", "per", "unit_measure", "source_id")


def cell(row: Row, name: str) -> str:
    """Text of a cell; empty where there is none."""
    value = row.get(name)
    return "" if value is None or pd.isna(value) else str(value)


class RowTexts(NamedTuple):
    """What a row of a chart is about, what it says, and the values that this allows."""

    name: str
    value: str
    interval: str


def row_texts(columns: Columns, row: Row, lists: CodeLists, language: str) -> RowTexts:
    """Word a row of a chart.

    Parameters
    ----------
    columns : Columns
        What the columns of the chart are for.
    row : mapping
        A row of ``figures/<name>.csv``.
    lists : CodeLists
    language : {"en", "zh"}

    Returns
    -------
    RowTexts
        The name: of the codes in the key columns. The value: as it is written in the chart, else
        the first of the value columns. The interval: of the first value that has one. Each is
        empty where there is nothing to say.
    """
    keys, measures, _ = columns
    names = [name for key in keys for name in _names(key, columns, row, lists, language)]
    drawn = [name for name in row if str(name).endswith("written") and name != "as_written"]
    values = [cell(row, name) for name in drawn]
    values += [_value(name, row, language) for name in measures]
    intervals = (interval_text(lists, row, language, name) for name in measures)
    return RowTexts(
        " · ".join(dict.fromkeys(filter(None, names))),
        next(filter(None, values), ""),
        next(filter(None, intervals), ""),
    )


def _names(column: str, columns: Columns, row: Row, lists: CodeLists, language: str) -> list[str]:
    code = cell(row, column)
    if not code:
        return []
    for table in ("figures", "published_values"):
        if column in columns.figure_ids and code in by_id(lists, table):
            figure = by_id(lists, table)[code]
            return [series_name(figure, lists, language), period(figure["time_period"], language)]
    if column == "indicator_id":
        return [series_name(row, lists, language)]
    if column in _PARTS_OF_SERIES and "indicator_id" in columns.key:
        return []
    if column == "source_id":
        return [str(by_id(lists, "sources")[code][f"title_{language}"])]
    if column == "year":
        return [period(code.removesuffix(".0"), language)]
    if column == "check_id":
        return [_word("check", cell(row, "check"), language)]
    if column in _TABLES and code in by_id(lists, _TABLES[column]):
        return [label(lists, _TABLES[column], code, language)]
    return [_word(column, code, language) or cell(row, f"label_{language}") or cell(row, "label")]


def _value(name: str, row: Row, language: str) -> str:
    codes = cell(row, name)
    if name == "value" and cell(row, "rule"):
        # A rule's own measure: what it says is the class.
        return ""
    try:
        value = float(codes or "nan")
    except ValueError:
        named = [_word(name, code, language) or code for code in codes.split(";")]
        # "unknown: nothing quoted" is explained in the legend.
        return text("or", language).join(named).partition(text("colon", language))[0]
    lower, upper = _ends(name, row)
    written = format_estimate(value, lower, upper, _unit(name, row), language)
    return "" if written == NO_VALUE else written


def interval_text(lists: CodeLists, row: Row, language: str, name: str = "") -> str:
    """Interval of a figure, or of the value of a name; empty where it is exact or unknown."""
    lower, upper = _ends(name, row)
    if not lower < upper or cell(row, "rule"):
        return ""
    stem = f"{name}_" if f"{name}_lower" in row else ""
    open_ends = {end: cell(row, f"{stem}{end}") == "True" for end in ("lower_open", "upper_open")}
    written = quantity_range(lists, lower, upper, _unit(name, row), language, **open_ends)
    return "" if written == NO_VALUE else written


def _ends(name: str, row: Row) -> tuple[float, float]:
    stem = f"{name}_" if f"{name}_lower" in row else ""
    lower, upper = (float(cell(row, f"{stem}{end}") or math.nan) for end in ("lower", "upper"))
    return lower, upper


def _unit(name: str, row: Row) -> str:
    if name in ("quoted", "derived"):
        return "FRACTION"
    if name.startswith("share") or name.endswith("percent"):
        return "PERCENT"
    unit = cell(row, "unit") or cell(row, "unit_measure")
    return _UNITS.get(cell(row, "measure") or unit, unit)


def _word(column: str, code: str, language: str) -> str:
    """Name of a code, also where its text is named after the first word of the column."""
    stem = column.partition("_")[0]
    keys = (f"{column}_{code}", f"{stem}_{code}", code)
    return next((text(key, language) for key in keys if key in words()), "")
