"""What an export holds: every table with its columns, their titles, labels in one language; README.

The README says source, version, licence, citation, and what each column means.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ecstats import __version__, tables
from ecstats.citations import citation, project
from ecstats.errors import InputError
from ecstats.labels import LANGUAGES, code_name, count, text
from ecstats.labels.words import check_language, words
from ecstats.tables import schema
from ecstats.tables.loading import LABELS

__all__ = ["About", "Column", "Table", "about", "days", "facts", "load", "readme", "stamp"]

# Data types of columns that loading derives, by the kind of their values.
_KINDS = {"f": "number", "i": "integer", "M": "date"}
_DATED = {"time_period": "period", "date_published": "published"}
_LABELLED = {added: code for code, (_, added, _) in LABELS.items()}
_UNITS = {"obs_value": "unit_measure × 10^unit_mult", "base_value": "unit_measure",
          "growth_percent": "PERCENT", "start": "code point", "end": "code point",
          "characters": "code point"}  # fmt: skip


class Column(NamedTuple):
    """A column: its name, its type, title and meaning in the language of the export.

    `type` is one of the Table Schema (`string`, `list`, `number`, `integer`) or `date`; `titles`
    are those by language; `codes` are the values of an enumeration in their declared order, else
    empty.
    """

    name: str
    type: str
    titles: dict[str, str]
    title: str
    description: str
    unit: str
    codes: tuple[Any, ...]


class Table(NamedTuple):
    """A table: typed rows, also of derived columns, and the cells of the source as text."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    cells: pd.DataFrame


class About(NamedTuple):
    """What an export says of itself: format, language, and what the data package declares."""

    format: str
    language: str
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


def about(format: str, language: str, folder: Path) -> About:
    """Read what the data package says of itself, in a language."""
    declared = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    licence = declared["licenses"][0]
    return About(
        format,
        language,
        _in(declared, "title", language),
        _in(declared, "description", language),
        _in(declared["sources"][0], "title", language),
        licence["name"],
        f"{licence['title']} ({licence['name']}), {licence['path']}",
    )


def stamp() -> datetime:
    """Date that files carry as that of their making: the release's, so that bytes do not vary."""
    return datetime.combine(project().released or date(2000, 1, 1), time())


def facts(about: About) -> Iterator[tuple[str, str]]:
    """Heads and texts of the README, in the language of the export."""
    language = about.language
    said = [
        ("content", about.title),
        ("content", about.description),
        ("source", about.source),
        ("version", f"ecstats {__version__}"),
        ("licence", about.licence_text),
        ("cite", citation(language=language)),
        ("language", text("export_language_name", language)),
    ]
    for key in ("export_notes", f"export_notes_{about.format}"):
        said += [("note", note) for note in text(key, language).splitlines()]
    for head, fact in said:
        yield text(f"export_{head}", language), fact


def readme(tables: Sequence[Table], about: About) -> str:
    """Write the README of a folder of files."""
    colon = text("colon", about.language)
    lines = [f"{head}{colon}{fact}" for head, fact in facts(about)]
    for table in tables:
        rows = count(len(table.frame), "rows", about.language)
        lines += ["", f"{table.name} — {table.title} ({rows})", f"  {table.description}"]
        for column in table.columns:
            unit = f", {column.unit}" if column.unit else ""
            lines.append(
                f"  {column.name} ({column.type}{unit}): {column.title}. {column.description}"
            )
    return "\n".join(lines) + "\n"


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
    start = first.replace("S1", "Q1").replace("S2", "Q3")
    end = (last or first).replace("S1", "Q2").replace("S2", "Q4")
    return pd.Period(start).start_time.date(), pd.Period(end).end_time.date()


def _table(name: str, language: str, folder: Path) -> Table:
    resource = schema.resources(folder)[name]
    declared = schema.fields(name, folder)
    rows = schema.read(name, folder / resource["path"], folder)
    cells = pd.DataFrame([row.cells for row in rows], columns=list(declared), dtype=object)
    frame: pd.DataFrame = getattr(tables, f"load_{name}")(labels=language, folder=folder)
    for column, stem in _DATED.items():
        if column in frame:
            for place, side in enumerate(("start", "end")):
                ends = [days(period)[place] if period else None for period in cells[column]]
                frame[f"{stem}_{side}"] = np.array(ends, "datetime64[s]")
    for column, field in declared.items():
        if field["type"] == "string" and _codes(field):
            names = {code: code_name(column, code, language) for code in _codes(field)}
            frame[f"{column}_label"] = frame[column].astype("string").map(names).astype("string")
    return Table(
        name,
        _in(resource, "title", language),
        _in(resource, "description", language),
        tuple(_column(str(column), frame, declared, language) for column in frame),
        frame,
        cells,
    )


def _codes(field: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(field.get("constraints", {}).get("enum", ()))


def _column(
    name: str, frame: pd.DataFrame, declared: Mapping[str, Mapping[str, Any]], language: str
) -> Column:
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
    return Column(name, kind, titles, titles[language], meaning, unit, codes)


def _in(described: Mapping[str, Any], key: str, language: str) -> str:
    return str(described[key if language == "en" else f"{key}_{language}"])
