"""The parts of a document: title, headings, lists of conditions, outlook, tables."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ecstats.draft.script import simplified

__all__ = ["Cell", "Layout", "Line", "cell_at", "layout", "line_at"]

HEADING_LENGTH = 40
_YEAR = r"(?:1[0-9]|20)[0-9]{2}"
_DATED = re.compile(rf"{_YEAR}\s*年|{_YEAR}\s*[-—–~至]\s*{_YEAR}|^{_YEAR}$|[十]\S五")
_NUMBER = re.compile(r"[\d.,，\s%％—–-]+")
_PLAN = re.compile("规划|计划|方案|行动|纲要|目标|实施意见|若干措施|指导意见")
# A heading or the end of a paragraph that announces conditions; 具备条件的企业 announces none.
_CONDITIONS = re.compile(
    "(?:(?:应|须|需|具备|符合|满足)[^。，]{0,16}|申报|认定|评定|准入|基本|入选|遴选)"
    "(?:条件|要求|标准)(?:如下)?[。：:]?$"
)
_AHEAD = "今后|未来|下一步|下一阶段|下阶段|展望|接下来"
_OUTLOOK = re.compile(f"^(?:{_AHEAD})")
_OUTLOOK_HEADING = re.compile(f"{_AHEAD}|(?:工作|发展|主要|总体)(?:目标|打算|安排)")
_TEN = "[一二三四五六七八九十]"
_ITEM = re.compile(rf"{_TEN}是|{_TEN}+、|[（(]{_TEN}+[)）]|\d+[.、]")
_STOPS = ("。", "；", ";", "，", ",", "：", ":")
_WIDEST, _NARROWEST = 12, 3


class Line(NamedTuple):
    """One line: its place, the heading above it, and what part of the document it is in."""

    start: int
    end: int
    heading: str
    conditions: bool
    outlook: bool


class Cell(NamedTuple):
    """One cell of a table: its place, the head of its column and the label of its row."""

    start: int
    end: int
    head: str
    label: str


class Layout(NamedTuple):
    """Parts of a document, in reading order."""

    title: str
    plan: bool
    lines: Sequence[Line]
    cells: Sequence[Cell]


def layout(text: str, title: str = "") -> Layout:
    """Find the parts of a document.

    Parameters
    ----------
    text : str
        The document.
    title : str
        Its title, if known; by default its first lines.
    """
    plain = simplified(text)
    spans = _spans(plain)
    head = simplified(title) or " ".join(plain[a:b].strip() for a, b in spans[:4])[:200]
    cells = sorted({*_rows(plain, spans), *_stacked(plain, spans)})
    return Layout(head, bool(_PLAN.search(head)), list(_marked(plain, spans)), cells)


def line_at(found: Layout, place: int) -> Line:
    """The line that holds a place."""
    number = bisect_right(found.lines, place, key=lambda line: line.start) - 1
    return found.lines[max(0, number)]


def cell_at(found: Layout, place: int) -> Cell | None:
    """The cell of a table that holds a place, if one does."""
    number = bisect_right(found.cells, place, key=lambda cell: cell.start) - 1
    cell = found.cells[number] if number >= 0 else None
    return cell if cell and cell.start <= place < cell.end else None


def _spans(text: str) -> list[tuple[int, int]]:
    """Offsets of all lines that are not empty; one empty line for a text without any."""
    found = [match.span() for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    return found or [(0, len(text))]


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Line]:
    heading = ""
    conditions = outlook = False
    for start, end in spans:
        words = text[start:end].strip()
        is_heading = (
            len(words) <= HEADING_LENGTH and not words.endswith(_STOPS) and "\t" not in words
            and "|" not in words and not _NUMBER.fullmatch(words)
        )  # fmt: skip
        if is_heading:
            heading, outlook = words, bool(_OUTLOOK_HEADING.search(words))
            conditions = bool(_CONDITIONS.search(words))
        else:
            conditions = conditions or bool(_CONDITIONS.search(words))
            if not _ITEM.match(words):  # the items of a list go on where its first words began
                outlook = bool(_OUTLOOK_HEADING.search(heading) or _OUTLOOK.match(words))
        yield Line(start, end, heading, conditions, outlook)


def _rows(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Cell]:
    """Cells of tables whose rows are lines and whose cells have tabs between them."""
    head: list[str] = []
    for start, end in spans:
        if "\t" not in text[start:end]:
            head = []
            continue
        cells = text[start:end].split("\t")
        if not head and any(_DATED.search(cell) for cell in cells[1:]):
            head = cells
            continue
        label = _label(cells)
        place = start
        for number, cell in enumerate(cells):
            column = head[number].strip() if number < len(head) == len(cells) else ""
            yield Cell(place, place + len(cell) + 1, column, label)
            place += len(cell) + 1


def _stacked(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Cell]:
    """Cells of flattened tables: one cell a line, each with a stroke at its end, or short."""
    run: list[tuple[int, int]] = []
    for start, end in [*spans, (len(text), len(text))]:
        if end > start and text[start:end].rstrip().endswith("|") and "\t" not in text[start:end]:
            run.append((start, end))
            continue
        yield from _folded(text, run)
        run = []


def _folded(text: str, run: Sequence[tuple[int, int]]) -> Iterator[Cell]:
    """Fold a run of cells to the width at which the columns that name a year hold numbers."""
    words = [text[start:end].strip(" |\t") for start, end in run]
    best, width = 0.0, 0
    for wide in range(_NARROWEST, min(_WIDEST, len(run) // 2) + 1):
        dated = [column for column in range(1, wide) if _DATED.search(words[column])]
        below = [words[at] for column in dated for at in range(wide + column, len(run), wide)]
        share = sum(bool(_NUMBER.fullmatch(cell)) for cell in below) / max(1, len(below))
        if dated and share > best:
            best, width = share, wide
    if not width:
        return
    for number, (start, end) in enumerate(run):
        row = number - number % width
        head = words[number % width] if number >= width else ""
        yield Cell(start, end, head, _label(words[row : row + width]))


def _label(cells: Sequence[str]) -> str:
    """Label of a row: its first cell that is more than a number."""
    return next((c.strip() for c in cells if c.strip() and not _NUMBER.fullmatch(c)), "")
