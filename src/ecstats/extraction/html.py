"""Web pages: the words of the body, tables row by row."""

from collections.abc import Iterator
from typing import Any

from ecstats.extraction.plain import cell, decoded, joined, row

__all__ = ["read"]

_LEFT_OUT = frozenset("script style noscript template head iframe svg select button object".split())
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody "
    "tfoot thead tr ul".split()
)
_LONGEST_SPAN = 50


def read(data: bytes, name: str) -> str:
    """Text of a page.

    Raises
    ------
    InputError
        If the bytes are in no encoding that the page may be in.
    """
    from bs4 import BeautifulSoup
    from bs4.dammit import EncodingDetector

    declared = EncodingDetector.find_declared_encoding(
        data, is_html=True, search_entire_document=True
    )
    page = BeautifulSoup(decoded(data, name, declared), "html.parser")
    return joined(_lines(page.body or page))


def _lines(element: Any) -> Iterator[str]:
    """Lines of an element; text between two blocks is one line."""
    words: list[str] = []
    for part in _parts(element):
        if isinstance(part, str):
            words.append(part)
            continue
        yield cell("".join(words))
        words.clear()
        if part is not None:
            yield from _rows(part)
    yield cell("".join(words))


def _parts(element: Any) -> Iterator[Any]:
    """Strings of an element, a table of data itself, and None where a block begins or ends."""
    from bs4 import Comment, Doctype, Tag

    for child in element.children:
        if isinstance(child, Tag):
            if child.name in _LEFT_OUT:
                continue
            if child.name == "table" and _holds_data(child):
                yield child
                continue
            edge = child.name in _BLOCKS or child.name in ("td", "th")
            if edge:
                yield None
            yield from _parts(child)
            if edge:
                yield None
        elif isinstance(child, str) and not isinstance(child, (Comment, Doctype)):
            yield str(child)


def _holds_data(table: Any) -> bool:
    """Whether a table has rows of several cells; one that holds tables only arranges a page."""
    if table.find("table") is not None:
        return False
    return any(len(line.find_all(["td", "th"])) > 1 for line in table.find_all("tr"))


def _rows(table: Any) -> Iterator[str]:
    """Rows of a table; a cell over several rows or columns stands in the first of them."""
    if table.caption is not None:
        yield cell(table.caption.get_text())
    below: dict[int, int] = {}  # rows that a cell of a column still covers
    for line in table.find_all("tr"):
        cells: list[str] = []
        for item in line.find_all(["td", "th"]):
            while below.get(len(cells), 0):
                below[len(cells)] -= 1
                cells.append("")
            width, height = _span(item, "colspan"), _span(item, "rowspan")
            for column in range(len(cells), len(cells) + width):
                below[column] = height - 1
            cells += [item.get_text(" " if item.find(["p", "br", "div"]) else "")]
            cells += [""] * (width - 1)
        while below.get(len(cells), 0):
            below[len(cells)] -= 1
            cells.append("")
        yield row(cells)


def _span(item: Any, name: str) -> int:
    text = str(item.get(name, "1")).strip()
    return min(max(int(text), 1), _LONGEST_SPAN) if text.isdecimal() else 1
