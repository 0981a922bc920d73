"""PDF files: lines joined to paragraphs, ruled tables row by row.

Read with pdfplumber, which is built on pdfminer.six: it knows the predefined character maps of
Adobe-GB1 (GBK-EUC-H, UniGB-UCS2-H), in which Chinese offices set whole documents without the maps
to Unicode that other libraries need. Fonts with neither come out as ``(cid:123)`` and are refused.
"""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ecstats.errors import InputError
from ecstats.extraction.plain import cell, joined, row

__all__ = ["read"]

_UNKNOWN = re.compile(r"\(cid:\d+\)")
_PAGE_NUMBER = re.compile(r"[-—–－\s·]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–－\s·]*")
_SENTENCE_ENDS = "。！？；;!?”：:"
# A line that ends this many characters before the longest one ends its paragraph.
_SHORT = 2.5
_FEWEST = 10  # characters a page, on average; a scan has none
_MOST_UNKNOWN = 0.02


class _Line(NamedTuple):
    text: str
    top: float
    begin: float
    end: float
    size: float
    is_row: bool


def read(data: bytes, name: str) -> str:
    """Text of a PDF file.

    Raises
    ------
    InputError
        If the file is encrypted, broken, scanned, or its characters cannot be told.
    """
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages = [_lines(page) for page in document.pages]
    except Exception as error:  # whatever a damaged file makes the parser fail with
        # pdfplumber hands on the error of pdfminer.six as the argument of its own.
        if any(type(one).__name__ == "PDFPasswordIncorrect" for one in (error, *error.args)):
            raise InputError(f"{name}: is encrypted; save a copy without a password") from None
        raise InputError(
            f"{name}: is no PDF file that can be read ({type(error).__name__}); save it anew"
        ) from None
    found = sum(len(line.text) for lines in pages for line in lines)
    if found < _FEWEST * max(1, len(pages)):
        raise InputError(
            f"{name}: holds {found} characters on {len(pages)} pages, so its pages are pictures; "
            "recognise the text first (OCR) and give that"
        )
    text = joined(_paragraphs(pages))
    unknown = sum(1 for _ in _UNKNOWN.finditer(text))
    if unknown > _MOST_UNKNOWN * len(text):
        raise InputError(
            f"{name}: {unknown} characters cannot be told from their fonts; "
            "recognise the text first (OCR) or give another format"
        )
    return text


def _lines(page: Any) -> list[_Line]:
    """Lines and rows of tables of a page, from top to bottom, without its number."""
    tables = page.find_tables()
    rest = page
    lines: list[_Line] = []
    for table in tables:
        rest = rest.outside_bbox(table.bbox, strict=False)
        begin, top, end, bottom = table.bbox
        for number, cells in enumerate(table.extract()):
            text = row((words or "").replace("\n", "") for words in cells)
            place = top + (bottom - top) * number / max(1, len(table.rows))
            lines.append(_Line(text, place, begin, end, 0, True))
    for line in rest.extract_text_lines(strip=True, return_chars=True):
        size = max(character["size"] for character in line["chars"])
        lines.append(_Line(cell(line["text"]), line["top"], line["x0"], line["x1"], size, False))
    lines.sort(key=lambda line: line.top)
    numbered = [line for line in lines[:1] + lines[-1:] if _PAGE_NUMBER.fullmatch(line.text)]
    return [line for line in lines if line.text and line not in numbered]


def _paragraphs(pages: list[list[_Line]]) -> Iterator[str]:
    """Join the lines of a paragraph: those that reach the right edge and end no sentence."""
    held = ""
    for lines in pages:
        edge = max((line.end for line in lines if not line.is_row), default=0.0)
        for line in lines:
            if line.is_row:
                yield held
                yield line.text
                held = ""
                continue
            held += (" " if _apart(held, line.text) else "") + line.text
            full = line.end > edge - _SHORT * line.size
            if not full or line.text[-1] in _SENTENCE_ENDS:
                yield held
                held = ""
    yield held


def _apart(before: str, after: str) -> bool:
    """Whether two words of Latin letters meet where a line ends."""
    return before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii()
