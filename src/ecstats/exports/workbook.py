"""One Excel workbook: typed columns, codes that stay text, and no formula anywhere."""

import io
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

import pandas as pd
import xlsxwriter

from ecstats.errors import InputError
from ecstats.exports import readme
from ecstats.exports.contents import Column, Table

__all__ = ["files"]

LONGEST_TEXT = 32767
WIDEST = 48


def files(tables: Sequence[Table], about: readme.About) -> dict[str, bytes]:
    """Content of the workbook `ecstats.xlsx`.

    Raises
    ------
    InputError
        If a text is longer than a cell can hold.
    """
    file = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties(
            {
                "title": about.package.title,
                "comments": about.package.licence_text,
                "created": readme.stamp(),
            }
        )
        styles = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"num_format": "@", "valign": "top"}),
            "wrapped": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "General", "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        }
        _readme(book.add_worksheet("README"), styles, tables, about)
        for table in tables:
            _table(book.add_worksheet(table.title), styles, table)
    return {"ecstats.xlsx": file.getvalue()}


def _readme(sheet: Any, styles: Any, tables: Sequence[Table], about: readme.About) -> None:
    for row, (head, fact) in enumerate(readme.facts(about)):
        sheet.write_string(row, 0, head, styles["head"])
        sheet.merge_range(row, 1, row, 6, "", styles["wrapped"])
        sheet.write_string(row, 1, fact, styles["wrapped"])
        sheet.set_row(row, 15 * (1 + _width(fact) // 130))
        last = row
    start = last + 2
    sheet_of = {table.name: table.title for table in tables}
    described = enumerate(readme.column_rows(tables, about.language), start)
    for row, (table, count, *cells) in described:
        style = styles["head" if row == start else "text"]
        sheet.write_string(row, 0, sheet_of.get(table, table), style)
        if row == start:
            sheet.write_string(row, 1, count, style)
        else:
            sheet.write_number(row, 1, int(count), styles["number"])
        for place, cell in enumerate(cells, 2):
            sheet.write_string(row, place, cell, style)
    for place, width in enumerate((22, 8, 22, 26, 10, 28, 90)):
        sheet.set_column(place, place, width)


def _table(sheet: Any, styles: Any, table: Table) -> None:
    rows, columns = len(table.frame), len(table.columns)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.title, styles["head"])
        widest = _width(column.title) + 3
        for row, value in enumerate(table.frame[column.name], 1):
            if not pd.isna(value):
                _cell(sheet, styles, row, place, value, column, table)
                widest = max(widest, _width(str(value)) + 1)
        style = styles.get(column.type, styles["text"])
        sheet.set_column(place, place, 12 if column.type == "date" else min(widest, WIDEST), style)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(rows, 1), columns - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A2:XFD{rows + 2}"})


def _cell(
    sheet: Any, styles: Any, row: int, place: int, value: Any, column: Column, table: Table
) -> None:
    if column.type in ("number", "integer"):
        sheet.write_number(row, place, value, styles["number"])
    elif column.type == "date":
        sheet.write_datetime(row, place, value.to_pydatetime(), styles["date"])
    elif len(value) > LONGEST_TEXT:
        raise InputError(
            f"{table.name}, row {row}, column {column.name!r}: has {len(value)} characters; "
            f"a cell of a workbook holds at most {LONGEST_TEXT}: use another format"
        )
    else:
        sheet.write_string(row, place, value, styles["text"])


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
