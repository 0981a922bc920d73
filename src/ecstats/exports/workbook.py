"""One Excel workbook: typed columns, codes that stay text, and no formula anywhere."""

import io
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

import pandas as pd
import xlsxwriter

from ecstats.errors import InputError
from ecstats.exports.contents import About, Table, facts, stamp
from ecstats.labels import text

__all__ = ["files"]

LONGEST_TEXT = 32767
WIDEST = 48


def files(tables: Sequence[Table], about: About) -> dict[str, bytes]:
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
            {"title": about.title, "comments": about.licence_text, "created": stamp()}
        )
        numeric = book.add_format({"num_format": "General", "valign": "top"})
        styles = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"num_format": "@", "valign": "top"}),
            "wrapped": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "number": numeric,
            "integer": numeric,
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        }
        _readme(book.add_worksheet("README"), styles, tables, about)
        for table in tables:
            _table(book.add_worksheet(table.title), styles, table)
    return {"ecstats.xlsx": file.getvalue()}


def _readme(sheet: Any, styles: Any, tables: Sequence[Table], about: About) -> None:
    row = 0
    for row, (head, fact) in enumerate(facts(about)):
        sheet.write_string(row, 0, head, styles["head"])
        sheet.merge_range(row, 1, row, 6, fact, styles["wrapped"])
        sheet.set_row(row, 15 * (1 + _width(fact) // 130))
    row += 2
    heads = text("export_column_heads", about.language).split(" · ")
    sheet.write_row(row, 0, heads, styles["head"])
    for table in tables:
        for name, type, _, title, description, unit, _ in table.columns:
            row += 1
            cells = (table.title, len(table.frame), name, title, type, unit, description)
            sheet.write_row(row, 0, cells, styles["text"])
            sheet.write_number(row, 1, len(table.frame), styles["number"])
    for place, width in enumerate((22, 8, 22, 26, 10, 28, 90)):
        sheet.set_column(place, place, width)


def _table(sheet: Any, styles: Any, table: Table) -> None:
    rows, columns = len(table.frame), len(table.columns)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.title, styles["head"])
        style = styles.get(column.type, styles["text"])
        widest = _width(column.title) + 3
        for row, value in enumerate(table.frame[column.name], 1):
            if pd.isna(value):
                continue
            if isinstance(value, str) and len(value) > LONGEST_TEXT:
                raise InputError(
                    f"{table.name}, row {row}, column {column.name!r}: has {len(value)} "
                    f"characters; a cell of a workbook holds at most {LONGEST_TEXT}: use another "
                    "format"
                )
            sheet.write(row, place, value, style)
            widest = max(widest, _width(str(value)) + 1)
        sheet.set_column(place, place, 12 if column.type == "date" else min(widest, WIDEST), style)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(rows, 1), columns - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A2:XFD{rows + 2}"})


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
