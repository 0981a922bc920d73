"""The documents: their identity, and the place of every quoted figure in them.

Documents lie outside the project and are known by their SHA-256. Offsets count code points of the
decoded text (W3C TextPositionSelector), a quote is the exact words (TextQuoteSelector).
"""

import hashlib
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from ecstats import mentions
from ecstats.errors import InputError
from ecstats.extraction.cells import cell_at
from ecstats.mentions import lexicon
from ecstats.mentions.normalise import normalise

__all__ = ["context", "locate", "read", "row_label", "sign_word", "verify"]

QUOTE_LENGTH = 60
# A unit of a flattened table stands in the row label: 网上零售额(亿元), then one cell per line.
_ROW_LABEL = re.compile(r"[(（]([^()（）\d\s]{1,4})[)）][^()（）]*\Z")
_LABEL_REACH = 40
_REVIEWED = re.compile("reviewed ?[:：]|已核对[:：]", re.IGNORECASE)
_CELL_EDGES = frozenset("\t\n\r|") | {""}
_DOWN = (
    "缩短|縮短|减少|減少|降低|下降|低于|低於|节约|節約|节省|節省|压缩|壓縮|回落|缩小|縮小|下滑|收窄"
    r"|下跌|放缓|放緩|[减減][产產]|[减減降跌]\Z"
)
_UP = (
    "提升|提高|增长|增長|增加|高于|高於|高达|高達|上升|扩大|擴大|超过|超過"
    r"|上涨|上漲|加快|[增升涨漲]\Z"
)
_DIRECTION = re.compile(f"(?P<down>{_DOWN})|{_UP}")


# What was checked, what the document gives, what the row holds.
_Fault: TypeAlias = tuple[str, str, str]


def read(source: Any, folder: str | Path) -> str:
    """Text of a document, after its identity is checked.

    Parameters
    ----------
    source : row of `sources.csv`
        Anything with the attributes `source_id`, `file_name` and `sha256`.
    folder : str or Path
        Folder that holds the documents.

    Returns
    -------
    str
        The decoded text; line ends are left as they are, so that offsets hold.

    Raises
    ------
    InputError
        If the document is missing, changed, or not UTF-8.

    Examples
    --------
    >>> import hashlib, tempfile, types
    >>> words = "达到51.3%".encode()
    >>> source = types.SimpleNamespace(
    ...     source_id="a", file_name="a.txt", sha256=hashlib.sha256(words).hexdigest(), n_chars=7
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.txt").write_bytes(words)
    ...     read(source, folder)
    '达到51.3%'
    """
    text, faults = _open(source, Path(folder))
    if text is None or faults:
        check, expected, found = faults[0]
        raise InputError(
            f"{Path(folder) / str(source.file_name)}: {check} of source {source.source_id!r}: "
            f"expected {expected}, found {found}"
        )
    return text


def locate(text: str, quote: str, as_written: str | None = None) -> list[tuple[int, int]]:
    """Every place of some words in a document.

    Parameters
    ----------
    text : str
        The document.
    quote : str
        Words to find.
    as_written : str, optional
        The number within the quote whose place is wanted; the quote's own place by default.

    Returns
    -------
    list of (int, int)
        Start and end offsets in code points, in reading order; empty when the words do not occur.

    Raises
    ------
    InputError
        If the words are empty or `as_written` does not stand in the quote.

    Examples
    --------
    >>> locate("提高到2019年的51.3%，达到51.3%", "51.3%")
    [(9, 14), (17, 22)]
    """
    words = quote if as_written is None else as_written
    if not words or words not in quote:
        raise InputError(f"{words!r} does not stand in the quote {quote!r}")
    places = {
        (outer.start() + inner.start(), outer.start() + inner.start() + len(words))
        for outer in re.finditer(f"(?={re.escape(quote)})", text)
        for inner in re.finditer(f"(?={re.escape(words)})", quote)
    }
    return sorted(places)


def context(text: str, start: int, end: int, width: int = 30) -> str:
    """Words around a place: `width` characters on either side, on one line, place in 【】.

    Examples
    --------
    >>> context("提高到2019年的51.3%", 9, 14)
    '提高到2019年的【51.3%】'
    """
    parts = (text[max(0, start - width) : start], text[start:end], text[end : end + width])
    before, words, after = (re.sub(r"\s+", " ", part) for part in parts)
    return f"{before}【{words}】{after}"


def verify(
    figures: pd.DataFrame,
    sources: pd.DataFrame,
    folder: str | Path,
    units: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Re-anchor every quoted figure in its document and list every fault.

    Checked are each document's SHA-256 and length and, for each figure: the words between `start`
    and `end`, the quote around them, and that `as_written` reads as the stored value, precision,
    scale, sign and bound. A bare table cell takes scale and unit from its row label; a reduction is
    negative when the word nearest before it in the quote says so; a bound word may stand apart from
    its number within the quote. The number of a row whose note begins with ``reviewed:`` or
    ``已核对：`` is left as a person has read it.

    Parameters
    ----------
    figures, sources : DataFrame
        As `tables.load_quoted_figures` and `tables.load_sources` return them.
    folder : str or Path
        Folder that holds the documents.
    units : DataFrame, optional
        As `tables.load_units` returns it: checks the printed unit against `printed_forms` too.

    Returns
    -------
    DataFrame
        One row per fault, columns `file`, `row`, `check`, `expected` (what the document gives),
        `found` (what the row holds); empty when all is well.

    Raises
    ------
    InputError
        If the folder does not exist.

    Examples
    --------
    >>> import tempfile
    >>> from ecstats import tables
    >>> with tempfile.TemporaryDirectory() as empty:
    ...     faults = verify(tables.load_quoted_figures(), tables.load_sources(), empty)
    >>> faults["check"].value_counts().to_dict()
    {'document': 5}
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of documents")
    forms = {} if units is None else units.set_index("unit_measure")["printed_forms"].to_dict()
    faults: list[tuple[str, str, *_Fault]] = []
    texts: dict[str, str] = {}
    for source in sources.itertuples(index=False):
        text, wrong = _open(source, folder)
        faults += [("sources.csv", str(source.source_id), *fault) for fault in wrong]
        if text is not None:
            texts[str(source.source_id)] = text
    for figure in figures.itertuples(index=False):
        if str(figure.source_id) in texts:
            found = _figure_faults(figure, texts[str(figure.source_id)], forms)
            faults += [("quoted_figures.csv", str(figure.figure_id), *fault) for fault in found]
    columns = ["file", "row", "check", "expected", "found"]
    return pd.DataFrame(faults, columns=columns, dtype="string")


def _open(source: Any, folder: Path) -> tuple[str | None, list[_Fault]]:
    """Text of a document (None when it cannot be read) and what is wrong with it."""
    try:
        data = (folder / str(source.file_name)).read_bytes()
    except OSError as error:
        return None, [("document", f"a file {source.file_name}", str(error.strerror))]
    digest = hashlib.sha256(data).hexdigest()
    faults = [] if digest == source.sha256 else [("sha256", digest, str(source.sha256))]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [*faults, ("encoding", "UTF-8", f"byte {error.start} is not UTF-8")]
    if len(text) != getattr(source, "characters", len(text)):
        faults.append(("characters", str(len(text)), str(source.characters)))
    return text, faults


def _figure_faults(figure: Any, text: str, forms: dict[Any, Any]) -> Iterator[_Fault]:
    start, end, written, quote = figure.start, figure.end, figure.as_written, figure.quote
    if text[start:end] != written:
        places = ", ".join(f"{a}-{b}" for a, b in locate(text, written)[:5])
        hint = f" (as_written stands at {places})" if places else ""
        yield "start, end", f"{text[start:end]!r} at {start}-{end}{hint}", repr(written)
        return
    if len(quote) > QUOTE_LENGTH:
        yield "quote length", f"at most {QUOTE_LENGTH}", str(len(quote))
    begin = text.find(quote, max(0, end - len(quote)), start + len(quote))
    if begin < 0:
        yield "quote", context(text, start, end), repr(quote)
        return
    if not _REVIEWED.match(str(getattr(figure, "note", ""))):
        yield from _number_faults(figure, text, forms, start - begin)


def _number_faults(figure: Any, text: str, forms: dict[Any, Any], place: int) -> Iterator[_Fault]:
    try:
        label = row_label(text, figure.start, figure.end)
        mention = _mentions_of(text).get((figure.start, figure.end))
        if mention is None:
            printed = mentions.read(figure.as_written + label)
        else:
            printed = mentions.read_mention(mention, label)
    except InputError as error:
        yield "as_written", "a number with its unit and bound word", str(error)
        return
    for part, stored, digits in (
        ("obs_value", figure.obs_text, printed.value),
        ("obs_value_upper", figure.obs_text_upper, printed.upper),
    ):
        has = None if pd.isna(stored) else stored
        if not _same(has, figure.unit_mult, digits, printed.unit_mult):
            yield part, _scaled(digits, printed.unit_mult), _scaled(has, figure.unit_mult)
    before, after = figure.quote[:place], figure.quote[place + len(figure.as_written) :]
    word = sign_word(before) if figure.obs_kind == "change" else None
    negative = (word is not None) != printed.value.startswith("-")
    if figure.obs_text.startswith("-") != negative:
        yield "sign", f"negative, after {word!r}" if negative else "positive", figure.obs_text
    apart = printed.bound == "exact" and _has_bound_word(f"{before}\n{after}", str(figure.bound))
    if printed.bound != figure.bound and not apart:
        yield "bound", printed.bound, str(figure.bound)
    valid = forms.get(figure.unit_measure, pd.NA)
    if printed.unit and not pd.isna(valid) and printed.unit not in str(valid).split(";"):
        yield "unit_measure", repr(printed.unit), f"{figure.unit_measure} ({valid})"


@lru_cache(maxsize=8)
def _mentions_of(text: str) -> dict[tuple[int, int], mentions.Mention]:
    return {
        (mention.start, mention.end): mention
        for mention in mentions.find(text)
        if mention.kind == "quantity"
    }


def row_label(text: str, start: int, end: int) -> str:
    r"""Scale and unit of a number in a table cell of its own; empty for anything else.

    A cell is a line of its own, or stands between tabs or upright strokes. What it counts in stands
    in the head of its column, in the label of its row, in a column of units or above its table.

    Examples
    --------
    >>> row_label("网上零售额(亿元)\n4400\n", 10, 14)
    '亿元'
    """
    if not re.fullmatch(r"[-−－]?[\d.,]+", text[start:end]):
        return ""
    edges = text[:start].rstrip(" ")[-1:], text[end : end + 2].lstrip(" ")[:1]
    if not _CELL_EDGES.issuperset(edges):
        return ""
    cell = cell_at(text, start)
    if cell and cell.unit:
        return cell.unit
    label = _ROW_LABEL.search(text, max(0, start - _LABEL_REACH), start)
    return label[1] if label else ""


def sign_word(before: str) -> str | None:
    """Word of reduction that rules a number: the last word of direction before it, if it falls.

    Examples
    --------
    >>> sign_word("采购成本下降")
    '下降'
    """
    words = list(_DIRECTION.finditer(before))
    return words[-1]["down"] if words else None


def _has_bound_word(words: str, bound: str) -> bool:
    """Whether a word for `bound` stands apart from its number: 至少培育、销售一种."""
    synonyms = f"{lexicon.BEFORE.get(bound, '')} {lexicon.AFTER.get(bound, '')}".split()
    return bool(
        synonyms and re.search(lexicon.guarded(synonyms, lexicon.NOT_BEFORE), normalise(words))
    )


def _same(stored: str | None, mult: int, digits: str | None, power: int) -> bool:
    """Whether the stored digits and scale are the printed ones, sign apart."""
    if stored is None or digits is None:
        return stored is digits
    size = stored.lstrip("+-")
    if "/" in digits:
        half_a_unit = Fraction(1, 2 * 10 ** len(size.partition(".")[2]))
        above, below = map(Fraction, digits.split("/"))
        return mult == power and abs(Fraction(size) - abs(above / below)) <= half_a_unit
    return mult == power and size == digits.lstrip("+-")


def _scaled(digits: str | None, power: int) -> str:
    return "nothing" if digits is None else f"{digits} × 10^{power}"
