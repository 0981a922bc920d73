"""What an export holds: every table with its columns, their titles, and labels in one language."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ecstats import tables
from ecstats.errors import InputError, unknown_name_error
from ecstats.exports.code_names import CODE_NAMES
from ecstats.exports.periods import days
from ecstats.tables import schema

__all__ = ["LANGUAGES", "Column", "Package", "Table", "load", "package"]

LANGUAGES = ("en", "zh")
Pair = tuple[str, str]

# Columns that loading derives: type, title and meaning in English and Chinese.
_DERIVED: dict[str, tuple[str, Pair, Pair]] = {
    "obs_text": (
        "string", ("Value as printed", "原文数字串"),
        ("The printed digits of the value, trailing zeros kept.", "数值的原文数字，保留末尾的零。"),
    ),
    "obs_text_upper": (
        "string", ("Upper value as printed", "上限原文数字串"),
        ("The printed digits of the upper value.", "上限的原文数字。"),
    ),
    "base_value": (
        "number", ("Value in base units", "基本单位数值"),
        ("obs_value × 10^unit_mult, in units of unit_measure: yuan, persons, per cent.",
         "obs_value × 10^unit_mult，单位为 unit_measure：元、人、百分比。"),
    ),
    "base_value_upper": (
        "number", ("Upper value in base units", "基本单位上限"),
        ("obs_value_upper × 10^unit_mult.", "obs_value_upper × 10^unit_mult。"),
    ),
    "year": (
        "integer", ("Year", "年份"),
        ("Year of the period, the last one of a span.", "时期所在年份；起止时期为末年。"),
    ),
    "period_start": (
        "date", ("First day of the period", "时期首日"),
        ("First day of time_period.", "time_period 的第一天。"),
    ),
    "period_end": (
        "date", ("Last day of the period", "时期末日"),
        ("Last day of time_period.", "time_period 的最后一天。"),
    ),
    "published_start": (
        "date", ("Earliest day of publication", "发布日期（最早）"),
        ("First day of date_published, which is as precise as known.",
         "date_published 的第一天；该日期精确到已知程度。"),
    ),
    "published_end": (
        "date", ("Latest day of publication", "发布日期（最晚）"),
        ("Last day of date_published.", "date_published 的最后一天。"),
    ),
}  # fmt: skip
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
    are those in English and Chinese, `title` is unique in its table; `codes` are the values of
    an enumeration in their declared order, else empty; `declared` says whether the column
    stands in the source table or is derived.
    """

    name: str
    type: str
    titles: Pair
    title: str
    description: str
    unit: str
    codes: tuple[Any, ...]
    declared: bool


class Table(NamedTuple):
    """A table: typed rows as DataFrame, and the cells of the source as text, row by row."""

    name: str
    titles: Pair
    title: str
    description: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    cells: tuple[Mapping[str, str], ...]


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
    if language not in LANGUAGES:
        raise unknown_name_error("language", language, LANGUAGES)
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
    for column in filter(CODE_NAMES.__contains__, declared):
        place = LANGUAGES.index(language)
        names = {code: pair[place] for code, pair in CODE_NAMES[column].items()}
        frame[f"{column}_label"] = frame[column].astype("string").map(names).astype("string")
    columns = tuple(_unique(_columns(frame, declared, language)))
    return Table(
        name,
        (resource["title"], resource["title_zh"]),
        _in(resource, "title", language),
        _in(resource, "description", language),
        columns,
        frame,
        tuple(row.cells for row in rows),
    )


def _columns(
    frame: pd.DataFrame, declared: Mapping[str, Mapping[str, Any]], language: str
) -> Iterator[Column]:
    place = LANGUAGES.index(language)
    for name in map(str, frame.columns):
        unit = _UNITS.get(name.removesuffix("_upper"), "")
        kind, codes = "string", ()
        if name in declared:
            field = declared[name]
            kind, codes = field["type"], tuple(field.get("constraints", {}).get("enum", ()))
            titles = field["title"], field["title_zh"]
            meanings = field["description"], field["description_zh"]
        elif name in _DERIVED:
            kind, titles, meanings = _DERIVED[name]
        else:
            coded = _LABELLED.get(name, name.removesuffix("_label"))
            field = declared[coded]
            titles = f"{field['title']} label", f"{field['title_zh']}名称"
            meanings = f"Name of {coded}.", f"{coded} 的名称。"
        yield Column(
            name, kind, titles, titles[place], meanings[place], unit, codes, name in declared
        )


def _unique(columns: Iterator[Column]) -> Iterator[Column]:
    """Tell columns of one title apart: a spreadsheet shows only the titles."""
    seen: set[str] = set()
    for column in columns:
        title = column.title if column.title not in seen else f"{column.title} ({column.name})"
        seen.add(title)
        yield column._replace(title=title)


def _in(described: Mapping[str, Any], key: str, language: str) -> str:
    return str(described[key if language == "en" else f"{key}_{language}"])
