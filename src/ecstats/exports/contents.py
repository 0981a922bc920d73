"""What an export holds: every table with its columns, their titles, and labels in one language."""

import calendar
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ecstats import tables
from ecstats.errors import InputError
from ecstats.labels import LANGUAGES, code_name, text
from ecstats.labels.words import check_language, words
from ecstats.tables import schema

__all__ = ["Column", "Package", "Table", "days", "load", "package"]

# Data types of columns that loading derives, by the kind of their values.
_KINDS = {"f": "number", "i": "integer", "M": "date"}
_DATED = {"time_period": "period", "date_published": "published"}
_LABELLED = {"indicator_label": "indicator_id", "area_label": "ref_area",
             "entity_label": "entity_id", "unit_label": "unit_measure",
             "source_label": "source_id"}  # fmt: skip
_UNITS = {"obs_value": "unit_measure × 10^unit_mult", "base_value": "unit_measure",
          "growth_percent": "PERCENT", "start": "code point", "end": "code point",
          "characters": "code point"}  # fmt: skip


class Column(NamedTuple):
    """A column: its name, its type, title and meaning in the language of the export.

    `type` is one of the Table Schema (`string`, `list`, `number`, `integer`) or `date`; `titles`
    are those by language; `codes` are the values of
    an enumeration in their declared order, else empty; `declared` says whether the column
    stands in the source table or is derived.
    """

    name: str
    type: str
    titles: dict[str, str]
    title: str
    description: str
    unit: str
    codes: tuple[Any, ...]
    declared: bool


class Table(NamedTuple):
    """A table: typed rows as DataFrame, and the cells of the source as text, row by row."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    cells: tuple[Mapping[str, str], ...]

    def column(self, name: str) -> Column | None:
        """Column of a name, if the table has it."""
        return next((column for column in self.columns if column.name == name), None)


class Package(NamedTuple):
    """What the data package says of itself: title, description, source, licence."""

    title: str
    description: str
    source: str
    licence: str
    licence_text: str


def load(language: str, folder: Path) -> list[Table]:
    """Load every table of a data folder with labels and titles in a language.

    Tables that are declared but have no file are left out.

    Parameters
    ----------
    language : {"en", "zh"}
    folder : Path
        Folder with `datapackage.json`.

    Raises
    ------
    InputError
        If the language is unknown, a table is malformed, or there is none.
    """
    check_language(language)
    declared = schema.resources(folder)
    found = [name for name, resource in declared.items() if (folder / resource["path"]).exists()]
    if not found:
        raise InputError(f"{folder}: holds none of the tables {', '.join(declared)}")
    return [_table(name, language, folder) for name in found]


def package(language: str, folder: Path) -> Package:
    """Read what the data package says of itself, in a language."""
    declared = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    licence = declared["licenses"][0]
    return Package(
        _in(declared, "title", language),
        _in(declared, "description", language),
        _in(declared["sources"][0], "title", language),
        licence["name"],
        f"{licence['title']} ({licence['name']}), {licence['path']}",
    )


def days(period: str) -> tuple[date, date]:
    """First and last day of a period; both belong to it.

    Parameters
    ----------
    period : str
        ``2020``, ``2020-S1``, ``2020-Q1``, ``2020-03``, ``2020-03-31``, or a span of two of
        these: ``2016/2020``.

    Examples
    --------
    >>> [day.isoformat() for day in days("2020-S1")]
    ['2020-01-01', '2020-06-30']
    """
    first, _, last = period.partition("/")
    return _ends(first)[0], _ends(last or first)[1]


def _ends(period: str) -> tuple[date, date]:
    year, rest = int(period[:4]), period[5:]
    if len(rest) == len("03-31"):
        day = date.fromisoformat(period)
        return day, day
    if rest.startswith(("S", "Q")):
        length = {"S": 6, "Q": 3}[rest[0]]
        last = length * int(rest[1])
        first = last - length + 1
    else:
        first, last = (int(rest), int(rest)) if rest else (1, 12)
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _table(name: str, language: str, folder: Path) -> Table:
    resource = schema.resources(folder)[name]
    rows = schema.read(name, folder / resource["path"], folder)
    frame: pd.DataFrame = getattr(tables, f"load_{name}")(labels=language, folder=folder)
    for column, stem in _DATED.items():
        if column in frame:
            ends = [days(period) if pd.notna(period) else (None, None) for period in frame[column]]
            for place, side in enumerate(("start", "end")):
                frame[f"{stem}_{side}"] = np.array([one[place] for one in ends], "datetime64[s]")
    declared = schema.fields(name, folder)
    for column, field in declared.items():
        if field["type"] == "string" and _codes(field):
            names = {code: code_name(column, code, language) for code in _codes(field)}
            frame[f"{column}_label"] = frame[column].astype("string").map(names).astype("string")
    return Table(
        name,
        _in(resource, "title", language),
        _in(resource, "description", language),
        tuple(_columns(frame, declared, language)),
        frame,
        tuple(row.cells for row in rows),
    )


def _codes(field: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(field.get("constraints", {}).get("enum", ()))


def _columns(
    frame: pd.DataFrame, declared: Mapping[str, Mapping[str, Any]], language: str
) -> Iterator[Column]:
    for name in map(str, frame.columns):
        unit = _UNITS.get(name.removesuffix("_upper"), "")
        kind, codes = "string", ()
        if name in declared:
            field = declared[name]
            kind, codes = field["type"], _codes(field)
            titles = {one: _in(field, "title", one) for one in LANGUAGES}
            meaning = _in(field, "description", language)
        elif f"column_{name}" in words():
            kind = _KINDS.get(getattr(frame[name].dtype, "kind", ""), "string")
            titles = {one: text(f"column_{name}", one) for one in LANGUAGES}
            meaning = text(f"column_{name}_meaning", language)
        else:
            code = _LABELLED.get(name, name.removesuffix("_label"))
            titles = {
                one: text("column_label", one, title=_in(declared[code], "title", one))
                for one in LANGUAGES
            }
            meaning = text("column_label_meaning", language, code=code)
        yield Column(name, kind, titles, titles[language], meaning, unit, codes, name in declared)


def _in(described: Mapping[str, Any], key: str, language: str) -> str:
    return str(described[key if language == "en" else f"{key}_{language}"])
