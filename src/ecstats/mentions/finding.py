"""The mentions of a text, of one that comes in pieces, and of a file of any size."""

import codecs
from collections.abc import Iterable, Iterator
from pathlib import Path

from ecstats.errors import InputError
from ecstats.mentions import scanner
from ecstats.mentions.scanner import Mention

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
