"""Web pages: the words of the body, tables row by row."""

from collections.abc import Iterator
from typing import Any

from ecstats.extraction.plain import cell, decoded, joined, row

__all__ = ["read"]

_LEFT_OUT = frozenset("script style noscript template head iframe svg select button object".split())
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody "
    "td tfoot th thead tr ul".split()
)
_LONGEST_SPAN = 50
# Where a line ends, and a cell of a table; neither stands in a page.
_END, _NEXT = "\x1e", "\x1f"


def read(data: bytes, name: str) -> str:
    """Text of a page.

    Raises
    ------
    InputError
        If the bytes are in no encoding that the page may be in.
    """
    from bs4 import BeautifulSoup
    from bs4.dammit import EncodingDetector
    from bs4.element import PreformattedString

    declared = EncodingDetector.find_declared_encoding(
        data, is_html=True, search_entire_document=True
    )
    page = BeautifulSoup(decoded(data, name, declared), "html.parser")
    for element in page([*_LEFT_OUT]):
        element.decompose()
    for text in page(string=lambda text: isinstance(text, PreformattedString)):
        text.extract()  # comments and declarations
    for table in [table for table in page("table") if _holds_data(table)]:
        table.replace_with(_END + _END.join(_rows(table)) + _END)
    for block in page([*_BLOCKS]):
        block.insert_before(_END)
        block.insert_after(_END)
    lines = (page.body or page).get_text().split(_END)
    return joined(cell(line).replace(_NEXT, "\t") for line in lines)


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
        yield row(cells).replace("\t", _NEXT)


def _span(item: Any, name: str) -> int:
    text = str(item.get(name, "1")).strip()
    return min(max(int(text), 1), _LONGEST_SPAN) if text.isdecimal() else 1
