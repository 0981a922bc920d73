"""Plain text: the encodings of Chinese offices, and the one form of an extracted text.

In that form a line is a paragraph or a row of a table.
"""

import re
from collections.abc import Iterable

from ecstats.errors import InputError

__all__ = ["cell", "decoded", "joined", "read", "row"]

_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# GB 18030 holds the other two, and pages declare them while they use its characters.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
# A no-break space is a space; what has no width would stand inside of numbers and words.
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
# But not the one that groups digits (1 234.5).
_SPACES = re.compile(r"(?:(?!(?<=[0-9])\u00a0[0-9]{3}(?![0-9]))[ \t\r\n\f\v\u00a0\u2028\u2029])+")


def read(data: bytes, name: str) -> str:
    """Text of a file.

    Raises
    ------
    InputError
        If it is neither UTF-8, UTF-16 with a byte-order mark, nor GB 18030.
    """
    return decoded(data, name)


def decoded(data: bytes, name: str, declared: str | None = None) -> str:
    """Decode bytes: by their mark, by what they declare, as UTF-8, as GB 18030; never in part.

    Parameters
    ----------
    data : bytes
        All bytes of a file.
    name : str
        For messages.
    declared : str, optional
        The encoding that the file names.

    Raises
    ------
    InputError
        If none fits. A byte-order mark is kept as a character where the text is UTF-8, because
        offsets count it.
    """
    marked = next((code for mark, code in _MARKS.items() if data.startswith(mark)), None)
    tried = [marked] if marked else [declared and _WIDER.get(declared.lower(), declared)]
    tried += [] if marked else ["utf-8", "gb18030"]
    codes = list(dict.fromkeys(code for code in tried if code))
    for code in codes:
        try:
            text = data.decode(code)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    raise InputError(f"{name}: is not text in {' or '.join(codes)}; save it as UTF-8")


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
