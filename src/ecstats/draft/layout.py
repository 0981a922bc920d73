"""The parts of a document: title, headings, lists of conditions, sentences, clauses, quotes."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import takewhile
from typing import Any, NamedTuple

from ecstats.mentions.normalise import simplified

_CONTENT = tomllib.loads((files("ecstats.draft") / "words.toml").read_text("utf-8"))
PATTERNS = {name: re.compile(pattern) for name, pattern in _CONTENT["patterns"].items()}
WORDS: dict[str, dict[str, Any]] = _CONTENT
_MARKS = str.maketrans("％（），：；", "%(),:;")
HEADING_LENGTH = 40
_OPENING = 500  # characters in which a text says what year it is about
_NUMBER = re.compile(r"[\d.,，\s%％—–-]+")
_TEN = "[一二三四五六七八九十]"
_ITEM = re.compile(rf"{_TEN}是|{_TEN}+、|[（(]{_TEN}+[)）]|\d+[.、]")
_STOPS = ("。", "；", ";", "，", ",", "：", ":")
QUOTE_LENGTH = 60
# What ends a line or cell, a sentence, a clause, a part of one; not the comma of 1,002 and the
# colon of 12:30.
LINE = re.compile(r"[\n\r\t|]")
SENTENCE = re.compile(r"[\n\r\t|。！？；;!?]")
CLAUSE = re.compile(rf"{SENTENCE.pattern}|[，：]|(?<![0-9])[,:]|[,:](?![0-9])")
_INSIDE = re.compile(rf"{CLAUSE.pattern}|[、（）()]")
_REACH = 400


class Span(NamedTuple):
    """Offsets of a part of a text."""

    start: int
    end: int


class Line(NamedTuple):
    """One line: its place, the heading above it, and what part of the document it is in."""

    start: int
    end: int
    heading: str
    conditions: bool
    outlook: bool


class Layout(NamedTuple):
    """Parts of a document, in reading order.

    `plan` is whether its title is that of a plan, `about` the year or period that a statistical
    report names in its title, `opening` the one that begins the first paragraph that begins so.
    """

    title: str
    plan: bool
    about: str
    opening: str
    lines: Sequence[Line]


def plain(text: str) -> str:
    """`text` in simplified characters and with half-width brackets and commas; offsets hold."""
    return simplified(text).translate(_MARKS)


def layout(text: str, title: str = "") -> Layout:
    """Find the parts of a document.

    Parameters
    ----------
    text : str
        The document.
    title : str
        Its title, if known; by default its first lines.
    """
    words = plain(text)
    spans = [line.span() for line in re.finditer(r"[^\n]+", words) if line.group().strip()]
    spans = spans or [(0, len(words))]
    head = plain(title)
    if not head or not _is_heading(head):
        head = " ".join(takewhile(_is_heading, (words[a:b].strip() for a, b in spans[:4])))
    found = PATTERNS["about"].search(head) if PATTERNS["report"].search(head) else None
    opening = PATTERNS["opening"].search(words[:_OPENING])
    return Layout(
        head,
        PATTERNS["plan"].search(head) is not None,
        found[0] if found else "",
        opening[1] if opening else "",
        list(_marked(words, spans)),
    )


def line_at(found: Layout, place: int) -> Line:
    """The line that holds a place."""
    number = bisect_right(found.lines, place, key=lambda line: line.start) - 1
    return found.lines[max(0, number)]


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Line]:
    heading = ""
    conditions = outlook = False
    for start, end in spans:
        words = text[start:end].strip()
        if _is_heading(words):
            heading, outlook = words, bool(PATTERNS["outlook_heading"].search(words))
            conditions = bool(PATTERNS["conditions"].search(words))
        else:
            conditions = conditions or bool(PATTERNS["conditions"].search(words))
            if not _ITEM.match(words):  # the items of a list go on where its first words began
                outlook = bool(
                    PATTERNS["outlook_heading"].search(heading) or PATTERNS["outlook"].match(words)
                )
        yield Line(start, end, heading, conditions, outlook)


def _is_heading(words: str) -> bool:
    return (
        len(words) <= HEADING_LENGTH
        and not words.endswith(_STOPS)
        and not {"\t", "|"} & set(words)
        and not _NUMBER.fullmatch(words)
    )


def around(text: str, start: int, end: int, marks: re.Pattern[str]) -> Span:
    """The part of a text around a place that has none of some marks: `LINE`, `SENTENCE`, `CLAUSE`.

    It reaches at most 400 characters to both sides.
    """
    first, last = max(0, start - _REACH), min(len(text), end + _REACH)
    stops = [stop.start() for stop in marks.finditer(text, first, last + 1)]
    return Span(
        max((stop + 1 for stop in stops if stop < start), default=first),
        min((stop for stop in stops if stop >= end), default=last),
    )


def quote(text: str, start: int, end: int) -> str:
    """At most 60 characters around a number, cut at the ends of clauses.

    Parameters
    ----------
    text : str
        The document.
    start, end : int
        The number, with scale, unit and bound word.

    Returns
    -------
    str
        Words of one sentence: the number's clause and the clauses before it that fit, which name
        the year and the subject. A clause that is too long is cut at its enumeration
        commas, and else around the number.
    """
    outer = around(text, start, end, SENTENCE)
    found = _trimmed(text, around(text, start, end, CLAUSE))
    if found.end - found.start > QUOTE_LENGTH:
        found = _shortened(text, start, end)
    while found.start > outer.start:
        before = around(text, found.start - 1, found.start - 1, CLAUSE)
        wider = _trimmed(text, Span(max(before.start, outer.start), found.end))
        if wider.start >= found.start or wider.end - wider.start > QUOTE_LENGTH:
            break
        found = wider
    return text[found.start : found.end]


def _trimmed(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    return Span(
        span.start + len(words) - len(words.lstrip()), span.end - len(words) + len(words.rstrip())
    )


def _shortened(text: str, start: int, end: int) -> Span:
    """A long clause, cut at enumeration commas and brackets, or else around the number."""
    inner = _trimmed(text, around(text, start, end, _INSIDE))
    if inner.end - inner.start <= QUOTE_LENGTH:
        return inner
    room = QUOTE_LENGTH - (end - start)
    first = max(inner.start, start - room)
    return _trimmed(text, Span(first, min(inner.end, first + QUOTE_LENGTH)))
