"""Every number in a text: find the mentions, say what they are, account for all of them.

`find` reads a text, `stream` one that comes in pieces, `find_in_file` a file of any size; the
mentions do not depend on where the pieces begin. `read` reads one printed figure. `ledger`
sets the mentions of a document against the figures that are quoted from it.

A mention's text is the number exactly as printed, with scale, unit and adjoining bound word. A
table cell that holds nothing else takes scale and unit from the label of its row: 零售额(亿元).
The kinds:

``quantity``
    A count, amount, share or ratio: ``3.8万多家``, ``2/3``, ``百亿级``, ``一个``. A duration is
    one too (``12小时内``) unless it is counted from now.
``date``, ``period``
    ``2018年8月17日``, ``五年后``, ``12:30``; ``2018-2020年``, ``上半年``, ``十四五``. ``近三年`` is
    a period too: 近 before a length of time is read as "the last", not as "nearly".
``ordinal``
    ``第35次``, ``二级``, ``前10名``, and list marks, of which only the number is the mention
    (``一`` of ``一是`` and ``(一)``, ``1`` of a table's first column).
``document_number``
    ``〔2018〕115号``, ``GB/T 2260``.
``name``
    Numerals inside names and codes: ``5G``, ``618``, ``双11``, ``一带一路``, the ``十四五`` of a
    plan's title, a run of more than 40 digits.

Characters of words (统一, 零售, 进一步) are no mentions. Lone surrogates, NUL and a byte order
mark are characters like any other: they belong to no mention and count one code point.
"""

import codecs
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from ecstats import scanner
from ecstats.errors import InputError
from ecstats.quantities import Reading, read
from ecstats.scanner import Mention

__all__ = ["Mention", "Reading", "find", "find_in_file", "ledger", "read", "stream", "table"]

_PIECE = 1 << 18


def find(text: str) -> list[Mention]:
    """Every numeral mention in reading order.

    Parameters
    ----------
    text : str
        Any text; offsets are code points of it.

    Returns
    -------
    list of Mention
        They do not overlap.

    Raises
    ------
    InputError
        If `text` is not a string.
    """
    if not isinstance(text, str):
        raise InputError(f"text must be a string, not {type(text).__name__}; decode bytes first")
    return list(scanner.scan(text, 0, 0))


def stream(pieces: Iterable[str]) -> Iterator[Mention]:
    """The mentions of a text that comes in pieces, cut anywhere.

    Parameters
    ----------
    pieces : iterable of str
        Consecutive parts of one text.

    Yields
    ------
    Mention
        What `find` gives for the joined text, with its offsets. Memory holds about one piece.
    """
    held: list[str] = []
    text = ""
    offset = begin = floor = size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        # A run of digits that fills the buffer is read again only when that has doubled.
        if size < max(_PIECE, len(text)):
            continue
        text += "".join(held)
        held, size = [], 0
        certain = len(text) - scanner.AHEAD
        cut = certain
        for mention in scanner.scan(text, begin, floor):
            if mention.end > certain:
                cut = min(cut, mention.start)
                break
            yield _moved(mention, offset)
            floor = mention.end
        begin = max(begin, floor, scanner.before_run(text, max(cut, begin)))
        dropped = max(0, begin - scanner.BEHIND)
        text = text[dropped:]
        offset, begin, floor = offset + dropped, begin - dropped, max(0, floor - dropped)
    for mention in scanner.scan(text + "".join(held), begin, floor):
        yield _moved(mention, offset)


def find_in_file(path: str | Path) -> Iterator[Mention]:
    """The mentions of a UTF-8 text file of any size, in flat memory.

    Parameters
    ----------
    path : str or Path
        The file; its line ends are left as they are, so that offsets hold.

    Yields
    ------
    Mention
        With offsets in code points of the decoded file.

    Raises
    ------
    InputError
        If the file cannot be read, or at the first byte that is not UTF-8.
    """
    return stream(_decoded(Path(path)))


def table(text: str) -> pd.DataFrame:
    """The mentions of a text as a table.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    DataFrame
        The fields of `Mention` as columns; ``value`` and ``upper`` are float64.
    """
    frame = pd.DataFrame(find(text), columns=list(Mention._fields))
    kinds = {"start": "int64", "end": "int64", "value": "float64", "upper": "float64"}
    return frame.astype({name: kinds.get(name, "string") for name in Mention._fields})


def ledger(text: str, source_id: str, figures: pd.DataFrame) -> pd.DataFrame:
    """Account for every mention of a document.

    Parameters
    ----------
    text : str
        The document.
    source_id : str
        Its identifier in `sources.csv`.
    figures : DataFrame
        Quoted figures with ``figure_id``, ``source_id``, ``start`` and ``end``; those of other
        documents are left aside.

    Returns
    -------
    DataFrame
        Columns of `mentions.csv`. The ``disposition`` is ``figure`` where a quoted figure stands
        at the mention, ``other`` for a quantity that nobody quotes, else the mention's kind.

    Raises
    ------
    InputError
        If a quoted figure is not one mention: the message names its neighbours.
    """
    own = figures[figures["source_id"] == source_id]
    quoted = {
        (int(start), int(end)): str(figure)
        for start, end, figure in zip(own["start"], own["end"], own["figure_id"], strict=True)
    }
    mentions = find(text)
    places = {(mention.start, mention.end) for mention in mentions}
    for (start, end), figure in quoted.items():
        if (start, end) not in places:
            near = [m for m in mentions if m.start < end + 20 and m.end > start - 20]
            shown = ", ".join(f"{m.text!r} at {m.start}-{m.end}" for m in near) or "none near"
            raise InputError(
                f"{figure}: {text[start:end]!r} at {start}-{end} is not one mention of "
                f"{source_id}; mentions there: {shown}"
            )
    rows = [
        (source_id, m.start, m.end, m.text, _disposition(m, figure), figure)
        for m in mentions
        for figure in (quoted.get((m.start, m.end)),)
    ]
    columns = ["source_id", "start", "end", "as_written", "disposition", "figure_id"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({name: "string" for name in columns if name not in ("start", "end")})


def _disposition(mention: Mention, figure: str | None) -> str:
    if figure is not None:
        return "figure"
    return "other" if mention.kind == "quantity" else mention.kind


def _moved(mention: Mention, offset: int) -> Mention:
    start, end, text, value, upper, unit, bound, kind = mention
    return Mention(start + offset, end + offset, text, value, upper, unit, bound, kind)


def _decoded(path: Path) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    position = 0
    try:
        with path.open("rb") as file:
            while data := file.read(_PIECE):
                pending = len(decoder.getstate()[0])
                yield decoder.decode(data)
                position += len(data)
            pending = len(decoder.getstate()[0])
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        place = position - pending + error.start
        raise InputError(
            f"{path}: byte {place} is not UTF-8 ({error.reason}); convert the file to UTF-8"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; give a text file that can be read") from None
