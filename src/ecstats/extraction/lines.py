"""The one form of an extracted text: a line is a paragraph or a row of a table."""

import re
from collections.abc import Iterable

__all__ = ["cell", "joined", "row"]

# A no-break space is a space; what has no width would stand inside of numbers and words.
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029]+")


def cell(text: str) -> str:
    """A paragraph or cell on one line, without what cannot be seen."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip(" \u3000")


def row(cells: Iterable[str]) -> str:
    """A row of a table: its cells with tabs between them; empty if all are empty."""
    line = "\t".join(cell(text) for text in cells)
    return line if line.strip("\t") else ""


def joined(lines: Iterable[str]) -> str:
    """Lines as one text, each with a line end; empty ones are left out."""
    return "".join(f"{line}\n" for line in lines if line)
