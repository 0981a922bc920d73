"""Tables in a text: for each cell the head of its column, the label of its row, and its unit.

Two forms are read. In the first a row is a line and its cells have tabs between them, as `text_of`
writes them, or upright strokes. In the second, of pages that lost their tables, a cell is a line
that ends with an upright stroke; the number of columns follows from where the years of the head
come to stand over numbers.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from ecstats.errors import InputError
from ecstats.mentions import read

__all__ = ["Cell", "cell_at", "cells"]

_YEAR = r"(?:1[0-9]|20)[0-9]{2}"
_DATED = re.compile(rf"{_YEAR}\s*年|{_YEAR}\s*[-—–~至]\s*{_YEAR}|^{_YEAR}$|十.五")
_NUMBER = re.compile(r"[\d.,，\s%％—–-]+")
_BARE_YEAR = re.compile(rf"\s*{_YEAR}\s*")
# 网上零售额（亿元）, and 增速% or 单位：万件 without brackets.
_IN_BRACKETS = re.compile(r"[(（]\s*(?:[单單]位[:：]\s*)?([^()（）\d\s]{1,8})\s*[)）]\s*\Z")
_OF_ALL = re.compile(r"[单單]位\s*[:：]\s*([^\d\s，,、/／;；()（）]{1,6})\s*[)）]?\s*\Z")
_UNIT_HEAD = re.compile(r"(?:计量|計量)?[单單]位")
_PERCENT = re.compile("[%％]|百分[点點]")
# A row that only names what follows: 一、用户.
_SECTION = re.compile("[(（]?[一二三四五六七八九十]+[、)）]")
_WIDEST, _NARROWEST = 12, 3


class Cell(NamedTuple):
    """One cell of a table.

    Attributes
    ----------
    start, end : int
        Its place, with the mark that ends it.
    head, label : str
        Head of its column and label of its row; empty if not known.
    unit : str
        Scale and unit of a number without one: from the head of its column, the label of its
        row, a column of units, or the line above the table (单位：亿元); empty if none says.
    """

    start: int
    end: int
    head: str
    label: str
    unit: str


def cell_at(text: str, place: int) -> Cell | None:
    """The cell of a table that holds a place, if one does."""
    found = cells(text)
    number = bisect_right(found, place, key=lambda cell: cell.start) - 1
    cell = found[number] if number >= 0 else None
    return cell if cell and cell.start <= place < cell.end else None


@lru_cache(maxsize=8)
def cells(text: str) -> Sequence[Cell]:
    """The cells of all tables of a text, in order; the heads themselves are none."""
    found = [
        cell
        for run, above in _runs(text, _is_row)
        for number, table in enumerate(_parted(text, run))
        for cell in _rows(text, table, "" if number else above)
    ]
    for run, above in _runs(text, _is_only_cell):
        found += _folded(text, run, above)
    return sorted(found)


def _runs(text: str, kind: Callable[[str], bool]) -> Iterator[tuple[list[tuple[int, int]], str]]:
    """Offsets of consecutive lines of a kind, and the line above them; empty lines do not count."""
    above = ""
    lines = [line for line in re.finditer(r"[^\n]+", text) if line[0].strip()]
    for found, group in groupby(lines, lambda line: kind(line[0])):
        run = list(group)
        if found:
            yield [line.span() for line in run], above
        above = run[-1][0]


def _is_row(line: str) -> bool:
    return "\t" in line or line.count("|") > 1


def _is_only_cell(line: str) -> bool:
    line = line.rstrip()
    return line.endswith("|") and not _is_row(line)


def _split(line: str) -> list[str]:
    """Cells of a row, with tabs or upright strokes between them."""
    line = line.rstrip("\r")
    return line.split("\t") if "\t" in line else line.rstrip(" |").split("|")


def _parted(text: str, run: Sequence[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    """Tables that follow each other: a row of words between rows with numbers is a new head."""
    counts = [
        [_is_number(cell, False) for cell in _split(text[start:end]) if cell.strip()]
        for start, end in run
    ]
    first = 0
    for number in range(1, len(run) - 1):
        words = not any(counts[number]) and len(counts[number]) > 1
        if words and any(counts[number - 1]) and any(counts[number + 1]):
            yield run[first:number]
            first = number
    yield run[first:]


def _rows(text: str, run: Sequence[tuple[int, int]], above: str) -> Iterator[Cell]:
    """Cells of a run of lines with tabs; the first lines without a number are the head."""
    table = [_split(text[start:end]) for start, end in run]
    top = 0
    while top < len(table) and not any(_is_number(cell, top == 0) for cell in table[top]):
        top += 1
    top = 1 if top == len(table) else top
    heads = _heads(table[:top])
    common = _common(above)
    for (start, _), row in zip(run[top:], table[top:], strict=True):
        known = heads if len(row) == len(heads) else [""] * len(row)
        if len(row) == len(heads) + 1:
            known = ["", *heads]  # nothing stands over the labels
        label, place = _label(row), start
        for cell, head in zip(row, known, strict=True):
            unit = _unit(head, label, known, row) or common
            yield Cell(place, place + len(cell) + 1, head, label, unit)
            place += len(cell) + 1


def _heads(rows: Sequence[Sequence[str]]) -> list[str]:
    """Heads of columns: of several rows, each cell also stands over the empty ones behind it."""
    if not rows or len({len(row) for row in rows}) > 1:
        return []
    parts: list[list[str]] = [[] for _ in rows[0]]
    for depth, row in enumerate(rows):
        held = ""
        for column, cell in enumerate(row):
            last = depth == len(rows) - 1
            held = cell.strip() or ("" if last else held)
            parts[column] += [held] if held else []
    return [" ".join(part) for part in parts]


def _folded(text: str, run: Sequence[tuple[int, int]], above: str) -> Iterator[Cell]:
    """Fold a run of cells to the width at which the columns that name a year hold numbers."""
    run = [(a, b) for a, b in run if not _SECTION.match(text, a, b)]
    words = [text[start:end].strip(" |\t") for start, end in run]
    best, width = 0.0, 0
    for wide in range(_NARROWEST, min(_WIDEST, len(run) // 2) + 1):
        dated = [column for column in range(1, wide) if _DATED.search(words[column])]
        below = [words[at] for column in dated for at in range(wide + column, len(run), wide)]
        share = sum(bool(_NUMBER.fullmatch(cell)) for cell in below) / max(1, len(below))
        if dated and share > best:
            best, width = share, wide
    common = _common(above)
    for number, (start, end) in enumerate(run if width else []):
        first = number - number % width
        row, heads = words[first : first + width], words[:width]
        head = heads[number % width] if first else ""
        unit = _unit(head, _label(row), heads, row) or common
        yield Cell(start, end, head, _label(row), unit)


def _label(row: Sequence[str]) -> str:
    """Label of a row: its first cell that is more than a number."""
    return next((c.strip() for c in row if c.strip() and not _NUMBER.fullmatch(c)), "")


def _unit(head: str, label: str, heads: Sequence[str], row: Sequence[str]) -> str:
    """What the head of a column says of its unit, else its row."""
    said = [found[1] for words in (head, label) if (found := _IN_BRACKETS.search(words))]
    if found := _PERCENT.search(head):
        said.insert(0, "%" if found[0] in "%％" else "个百分点")
    pairs = zip(heads, row, strict=False)
    said += [cell.strip() for name, cell in pairs if _UNIT_HEAD.fullmatch(name.strip())]
    return next((unit for unit in said if _counts(unit)), "")


def _common(above: str) -> str:
    """The unit that a line above a table names for all of it: 单位：亿元."""
    found = _OF_ALL.search(above)
    return found[1] if found and _counts(found[1]) else ""


@lru_cache(maxsize=256)
def _counts(unit: str) -> bool:
    """Whether some words are a scale or unit: （亿元） but not （预计）."""
    try:
        reading = read(f"1{unit}")
    except InputError:
        return False
    return reading.unit is not None or reading.unit_mult > 0


def _is_number(cell: str, first: bool) -> bool:
    """Whether a cell is a number; a year alone in the first row is the head of a column."""
    if first and _BARE_YEAR.fullmatch(cell):
        return False
    return bool(cell.strip()) and _NUMBER.fullmatch(cell) is not None
