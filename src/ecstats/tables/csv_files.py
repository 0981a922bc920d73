"""A CSV file as people open it in a spreadsheet and save it from there."""

import csv
import io
import re
from pathlib import Path

from ecstats.errors import InputError

# What a spreadsheet may run as a formula; the wide forms in East Asian locales (OWASP).
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def read_csv(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Read a CSV file of a user's own.

    Parameters
    ----------
    path : Path
        UTF-8, with or without a byte-order mark; cells between commas, semicolons or tabs; any
        line ends. Rows without any value and columns at the end without any are left out.

    Returns
    -------
    list of str
        The header.
    list of (int, dict)
        Line of the file and cells by column, stripped of spaces at both ends.

    Raises
    ------
    InputError
        Naming the encoding or the line that cannot be read.
    """
    text = _decoded(path)
    first = text.partition("\n")[0]
    if first.endswith("\r"):
        text = text.replace("\r\n", "\n")  # git or an editor changed those inside cells too
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    end = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((end + 1, [cell.strip() for cell in cells]))
            end = reader.line_num
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: is not CSV ({error})") from None
    if not rows:
        raise InputError(f"{path}: is empty; a header row is needed")
    header = rows[0][1]
    width = max(len(header), *(len(cells) for _, cells in rows))
    while not any(cells[width - 1] for _, cells in rows if len(cells) >= width):
        width -= 1
    for line, cells in rows:
        if len(cells) < width or len(header) < width:
            raise InputError(
                f"{path}, line {line}: has {len(cells)} cells, the header {len(header)}; "
                "put a text with a comma between quotation marks"
            )
    return header[:width], [
        (line, dict(zip(header, cells[:width], strict=False))) for line, cells in rows[1:]
    ]


def guarded(text: str) -> str:
    """Text with an apostrophe in front where a spreadsheet would run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What was `guarded`."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    advice = "save it as “CSV UTF-8”"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise InputError(f"{path}: looks like UTF-16; {advice}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    try:
        data.decode("gb18030")
        instead = " but GB 18030 (GBK)"
    except UnicodeDecodeError:
        instead = ""
    raise InputError(f"{path}, line {line}: is not UTF-8{instead}; {advice}")
