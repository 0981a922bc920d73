"""Sentences and clauses around a number, and the quote that holds it."""

import re
from typing import NamedTuple

__all__ = ["Span", "clause", "line", "quote", "sentence"]

QUOTE_LENGTH = 60
_LINE = "\n\r\t|"
_SENTENCE = f"{_LINE}。！？；;!?"
_CLAUSE = f"{_SENTENCE}，,：:"
_INSIDE = "、（）()"
_REACH = 400


class Span(NamedTuple):
    """Offsets of a part of a text."""

    start: int
    end: int


def line(text: str, start: int, end: int) -> Span:
    """The paragraph, table cell or line around a place."""
    return _between(text, start, end, _LINE)


def sentence(text: str, start: int, end: int) -> Span:
    """The sentence around a place; a semicolon ends one."""
    return _between(text, start, end, _SENTENCE)


def clause(text: str, start: int, end: int) -> Span:
    """The clause around a place: between commas or colons."""
    return _between(text, start, end, _CLAUSE)


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
    outer = sentence(text, start, end)
    found = _trimmed(text, clause(text, start, end))
    if found.end - found.start > QUOTE_LENGTH:
        found = _shortened(text, start, end)
    while found.start > outer.start:
        before = clause(text, found.start - 1, found.start - 1)
        wider = _trimmed(text, Span(max(before.start, outer.start), found.end))
        if wider.start >= found.start or wider.end - wider.start > QUOTE_LENGTH:
            break
        found = wider
    return text[found.start : found.end]


def _between(text: str, start: int, end: int, marks: str) -> Span:
    first = start
    while first > max(0, start - _REACH) and not _ends(text, first - 1, marks):
        first -= 1
    last = end
    while last < min(len(text), end + _REACH) and not _ends(text, last, marks):
        last += 1
    return Span(first, last)


def _ends(text: str, place: int, marks: str) -> bool:
    """Whether a mark ends a part there; the comma of 1,002 and the colon of 12:30 do not."""
    if text[place] not in marks:
        return False
    around = text[max(0, place - 1) : place + 2]
    return text[place] not in ",:" or not re.fullmatch("[0-9].[0-9]", around)


def _trimmed(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    return Span(
        span.start + len(words) - len(words.lstrip()), span.end - len(words) + len(words.rstrip())
    )


def _shortened(text: str, start: int, end: int) -> Span:
    """A long clause, cut at enumeration commas and brackets, or else around the number."""
    inner = _trimmed(text, _between(text, start, end, _CLAUSE + _INSIDE))
    if inner.end - inner.start <= QUOTE_LENGTH:
        return inner
    room = QUOTE_LENGTH - (end - start)
    first = max(inner.start, start - room)
    return _trimmed(text, Span(first, min(inner.end, first + QUOTE_LENGTH)))
