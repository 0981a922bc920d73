"""Word files: paragraphs and tables in the order in which they stand.

The words of tracked insertions count, those of deletions do not. Numbers that Word itself puts
before the items of a list are not part of the text, neither are notes, headers and footers.
"""

import io
from collections.abc import Iterator
from typing import Any

from ecstats.errors import InputError
from ecstats.extraction.plain import cell, joined, row

__all__ = ["read"]

_OLD = b"\xd0\xcf\x11\xe0"  # both a .doc and an encrypted .docx begin so


def read(data: bytes, name: str) -> str:
    """Text of a Word file.

    Raises
    ------
    InputError
        If the file is encrypted, of the old format, or broken.
    """
    import docx

    if data.startswith(_OLD):
        raise InputError(
            f"{name}: is encrypted or in the old format .doc; save it as .docx without a password"
        )
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except Exception as error:  # a broken file fails in the zip, the XML or the package
        raise InputError(
            f"{name}: is no Word file that can be read ({type(error).__name__}); save it anew"
        ) from None
    return joined(_lines(body))


def _lines(parent: Any) -> Iterator[str]:
    from docx.oxml.ns import qn

    for child in parent.iterchildren():
        if child.tag == qn("w:p"):
            yield from (cell(line) for line in _words(child).split("\n"))
        elif child.tag == qn("w:tbl"):
            yield from _rows(child)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _lines(child)


def _words(element: Any) -> str:
    """Text of an element, with breaks; that of a drawing's fallback would stand twice."""
    from docx.oxml.ns import qn

    text = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    fallback = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
    found = []
    for item in element.iter(qn("w:t"), *text):
        if item.getparent().tag != qn("w:tabs") and not any(
            above.tag == fallback for above in item.iterancestors()
        ):
            found.append(text.get(item.tag, item.text or ""))
    return "".join(found)


def _rows(table: Any) -> Iterator[str]:
    """Rows of a table; a cell over several rows or columns stands in the first of them."""
    from docx.oxml.ns import qn

    for line in table.iterchildren(qn("w:tr")):
        cells: list[str] = []
        for item in line.iter(qn("w:tc")):
            if item.getparent().tag == qn("w:tc"):
                continue
            merged = item.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            continued = merged is not None and merged.get(qn("w:val")) != "restart"
            paragraphs = (_words(paragraph) for paragraph in item.iter(qn("w:p")))
            cells.append("" if continued else " ".join(filter(None, paragraphs)))
            span = item.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            width = int(span.get(qn("w:val"), "1")) if span is not None else 1
            cells += [""] * (width - 1)
        yield row(cells)
