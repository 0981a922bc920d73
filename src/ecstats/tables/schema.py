"""What a table must look like: `data/datapackage.json` read and enforced, cell by cell.

The Data Package is the only place where columns, types, constraints and keys are declared. This
module reads a CSV file as text and holds every cell against that declaration; rules that join
several columns of a row stand in `ecstats.tables.rules`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ecstats.errors import InputError, unknown_name_error
from ecstats.files import state_of
from ecstats.tables.csv_files import read_csv
from ecstats.tables.rules import row_faults

SHOWN = 10
# Columns of a draft that are for the person who reviews it; no table has one.
REVIEW = "review_"


class Fault(NamedTuple):
    """One fault of a table: the line of the file (the header is line 1), the column, and why."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column!r}: {self.reason}"


class Row(NamedTuple):
    """One row of a table: the line where it begins and its cells as text, by column."""

    line: int
    cells: dict[str, str]


class ForeignKey(NamedTuple):
    """A column whose codes stand in the column `target` of `table`.

    A cell is one code, a list of codes when there is a `delimiter`, or a code behind a `prefix`
    (`area:CN`); the last two are extensions that the Data Package keeps as `partForeignKeys`.
    """

    column: str
    table: str
    target: str
    prefix: str = ""
    delimiter: str = ""

    def codes(self, text: str) -> list[str]:
        """Codes in a cell: none when it is empty or has another prefix."""
        if not text or not text.startswith(self.prefix):
            return []
        code = text.removeprefix(self.prefix)
        return code.split(self.delimiter) if self.delimiter else [code]


class TableError(InputError):
    """A table with faults. The message shows the first ten, `faults` holds all."""

    def __init__(self, path: str | Path, faults: Sequence[Fault]) -> None:
        self.path = Path(path)
        self.faults = tuple(faults)
        first, *more = faults
        lines = [f"{path}, {first}" + (f" (first of {len(faults)} faults)" if more else "")]
        lines += [f"  {path}, {fault}" for fault in more[: SHOWN - 1]]
        if len(faults) > SHOWN:
            lines.append(f"  … and {len(faults) - SHOWN} more")
        super().__init__("\n".join(lines))


@cache
def resources(folder: Path) -> dict[str, dict[str, Any]]:
    """Tables declared in the `datapackage.json` of a folder, by name."""
    path = folder / "datapackage.json"
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        return {resource["name"]: resource for resource in package["resources"]}
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); "
            "a data folder holds datapackage.json and the tables that it describes"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: is not a Data Package ({error})") from None


def _schema(name: str, folder: Path) -> dict[str, Any]:
    declared = resources(folder)
    if name not in declared:
        raise unknown_name_error("table", name, declared)
    schema: dict[str, Any] = declared[name]["schema"]
    return schema


def fields(name: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Field descriptors of a table, by column, in the order of the declaration."""
    return {field["name"]: field for field in _schema(name, folder)["fields"]}


def foreign_keys(name: str, folder: Path) -> list[ForeignKey]:
    """Columns of a table whose cells, or parts of cells, are codes of another."""
    schema = _schema(name, folder)
    columns = fields(name, folder)
    return [
        ForeignKey(
            column,
            key["reference"].get("resource") or name,
            key["reference"]["fields"][0],
            key.get("prefix", ""),
            columns[column].get("delimiter", ""),
        )
        for key in [*schema.get("foreignKeys", []), *schema.get("partForeignKeys", [])]
        for column in key["fields"]
    ]


def read(
    name: str, path: Path, folder: Path, defaults: Mapping[str, str] | None = None
) -> list[Row]:
    """Read a CSV file and hold it against the declaration of the table `name`.

    Parameters
    ----------
    name : str
        Table that the file must be like: a resource of `datapackage.json`.
    path : Path
        The CSV file, as `read_csv` reads it.
    folder : Path
        Data folder with `datapackage.json` and the tables that foreign keys point to.
    defaults : mapping, optional
        What stands in empty cells of these columns, ``{line}`` and ``{file}`` for the row's line
        and the name of the file. With it a column may be missing that has a default or needs no
        value.

    Returns
    -------
    list of Row
        Cells as text, columns in the order of the declaration.

    Raises
    ------
    TableError
        With every fault: file, line, column, the value, and what would be valid.
    InputError
        If the file or the declaration cannot be read.
    """
    declared = fields(name, folder)
    rows = _rows(path, declared, defaults)
    faults: list[Fault] = []
    for row in rows:
        wrong = [
            (column, reason)
            for column, field in declared.items()
            if (reason := cell_fault(field, row.cells[column])) is not None
        ]
        found = wrong or row_faults(name, row.cells)
        faults += [Fault(row.line, column, reason) for column, reason in found]
    faults += _key_faults(name, rows, folder)
    faults += _reference_faults(name, rows, folder)
    if faults:
        raise TableError(path, sorted(faults, key=lambda fault: fault.line))
    return rows


def _rows(
    path: Path, declared: Mapping[str, Mapping[str, Any]], defaults: Mapping[str, str] | None = None
) -> list[Row]:
    """Rows of a file whose header has the columns that are declared and needed."""
    header, rows = read_csv(path)
    fill = defaults or {}
    needed = {
        column
        for column, field in declared.items()
        if defaults is None or (column not in fill and field.get("constraints", {}).get("required"))
    }
    faults = [
        Fault(1, column, "stands twice; a column stands once")
        for column in dict.fromkeys(header)
        if header.count(column) > 1
    ]
    faults += [
        Fault(1, column, "is missing; valid: a header with this column")
        for column in declared
        if column in needed.difference(header)
    ]
    faults += [
        Fault(1, column, str(unknown_name_error("column", column, declared)))
        for column in dict.fromkeys(header)
        if column not in declared and not column.startswith(REVIEW)
    ]
    if faults:
        raise TableError(path, faults)
    return [
        Row(
            line,
            {
                column: cells.get(column) or fill.get(column, "").format(line=line, file=path.name)
                for column in declared
            },
        )
        for line, cells in rows
    ]


def cell_fault(field: Mapping[str, Any], text: str) -> str | None:
    """Why a cell breaks its field's declaration, or None."""
    constraints = field.get("constraints", {})
    if text == "":
        return "is empty; a value is required" if constraints.get("required") else None
    kind = field["type"]
    if kind == "integer" and not re.fullmatch("[+-]?[0-9]{1,15}", text):
        return f"{text!r} is not a whole number such as 2020"
    if kind == "number" and not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", text):
        return f"{text!r} is not a number such as 2735.8"
    if kind == "list":
        items = text.split(field["delimiter"])
        if "" in items or len(set(items)) < len(items) or any(i != i.strip() for i in items):
            return f"{text!r} is not a list of different items, separated by {field['delimiter']!r}"
    value = Decimal(text) if kind in ("integer", "number") else text
    if "enum" in constraints and value not in constraints["enum"]:
        return str(unknown_name_error(field["name"], text, constraints["enum"]))
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], text):
        like = f"like {field['example']!r}" if "example" in field else constraints["pattern"]
        return f"{text!r} has the wrong form; valid: {like}"
    if len(text) > constraints.get("maxLength", len(text)):
        return f"has {len(text)} characters; valid: at most {constraints['maxLength']}"
    if isinstance(value, Decimal):
        if value < constraints.get("minimum", value):
            return f"{text} is too small; valid: at least {constraints['minimum']}"
        if value > constraints.get("maximum", value):
            return f"{text} is too large; valid: at most {constraints['maximum']}"
    return None


def _key_faults(name: str, rows: Sequence[Row], folder: Path) -> Iterator[Fault]:
    schema = _schema(name, folder)
    keys = [list(schema["primaryKey"])]
    keys += [
        [column]
        for column, field in fields(name, folder).items()
        if field.get("constraints", {}).get("unique") and [column] not in keys
    ]
    for key in keys:
        seen: dict[tuple[str, ...], int] = {}
        for row in rows:
            value = tuple(row.cells[column] for column in key)
            first = seen.setdefault(value, row.line)
            if first != row.line and any(value):
                shown = " + ".join(repr(part) for part in value)
                reason = f"{shown} stands already in line {first}; each must be unique"
                yield Fault(row.line, ", ".join(key), reason)


def _reference_faults(name: str, rows: Sequence[Row], folder: Path) -> Iterator[Fault]:
    for key in foreign_keys(name, folder):
        if key.table == name:
            valid = {row.cells[key.target] for row in rows}
        else:
            valid = set(column_of(key.table, key.target, folder))
        for row in rows:
            for code in key.codes(row.cells[key.column]):
                if code not in valid:
                    reason = f"{unknown_name_error(key.target, code, valid)} (from {key.table})"
                    yield Fault(row.line, key.column, reason)


def column_of(name: str, column: str, folder: Path) -> list[str]:
    """Cells of one column of a table in the data folder, as text, in the order of the rows."""
    path = folder / resources(folder)[name]["path"]
    return list(_columns(name, path, folder, state_of([path]))[column])


@lru_cache(maxsize=64)
def _columns(name: str, path: Path, folder: Path, _state: object) -> dict[str, list[str]]:
    """Cells of all columns of a table, read anew when its file has changed."""
    declared = fields(name, folder)
    rows = _rows(path, declared)
    return {column: [row.cells[column] for row in rows] for column in declared}
