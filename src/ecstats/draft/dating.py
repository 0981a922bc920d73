"""Which date a number belongs to: that of its sentence, table, paragraph, heading or document."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from ecstats.draft import clauses
from ecstats.draft.layout import Line
from ecstats.draft.periods import Period, Published, read
from ecstats.draft.script import simplified
from ecstats.extraction.cells import Cell
from ecstats.mentions import Mention

__all__ = ["Dated", "Dates", "date_of", "dates_in", "reference_year"]

_COMPARED = re.compile("(?:比|较|同|与|相比)$")
_TIMES_OF = re.compile("的[0-9.]+倍")
_NOW = re.compile("截至目前|目前|至今|迄今|现已|现有|日前|近年来|当前|以来")
_NOW_ONLY = re.compile("目前|至今|迄今|现已|现有")
_BARE = re.compile("[去今明]年|上年|本年|当年(?![底初末]?[^，。]{0,2}月)")
_AGAINST = re.compile("(?:比|较)(上年|去年|[12][0-9]{3}年)")


class Dated(NamedTuple):
    """A period, and where it was found.

    `source` is ``sentence``, ``table``, ``paragraph``, ``heading``, ``plan``, ``document`` or
    ``unknown``.
    """

    period: str
    inferred: bool
    source: str

    @property
    def last_year(self) -> int | None:
        """Year in which the period ends."""
        return int(self.period.split("/")[-1][:4]) if self.period else None


UNKNOWN = Dated("", True, "unknown")


class Dates(NamedTuple):
    """Dates of a text in reading order: offsets and periods."""

    starts: Sequence[int]
    ends: Sequence[int]
    periods: Sequence[Period]


def dates_in(text: str, found: Sequence[Mention], published: Published) -> Dates:
    """The dates of a text that are not what something else is compared with."""
    plain = simplified(text)
    places: list[tuple[int, int, Period]] = []
    for mention in found:
        if mention.kind not in ("date", "period"):
            continue
        period = read(
            plain[mention.start : mention.end], published, plain[mention.end : mention.end + 2]
        )
        compared = _COMPARED.search(plain[max(0, mention.start - 2) : mention.start])
        if period and not compared and not _TIMES_OF.match(plain, mention.end):
            places.append((mention.start, mention.end, period))
    taken = {at for start, end, _ in places for at in range(start, end)}
    for bare in _BARE.finditer(plain):
        period = read(bare.group(), published)
        compared = _COMPARED.search(plain[max(0, bare.start() - 2) : bare.start()])
        if period and not compared and bare.start() not in taken:
            places.append((bare.start(), bare.end(), period))
    places.sort()
    return Dates([p[0] for p in places], [p[1] for p in places], [p[2] for p in places])


def date_of(
    text: str,
    start: int,
    end: int,
    dates: Dates,
    line: Line,
    cell: Cell | None,
    published: Published,
) -> Dated:
    """The period of the number at a place, without what its kind implies.

    Parameters
    ----------
    text : str
        The document.
    start, end : int
        The number.
    dates : Dates
        From `dates_in`.
    line, cell : Line, Cell or None
        Where the number stands, from `layout`.
    published : Published
        Of the document.

    Returns
    -------
    Dated
        The date before the number in its sentence, or in brackets behind it; else the head of its
        column; else the date before it in its cell; else that of its paragraph or heading; else,
        where the sentence says 目前, the document's. `UNKNOWN` if there is none of these.
    """
    sentence = clauses.sentence(text, start, end)
    before = bisect_left(dates.starts, start) - 1
    last = dates.starts[before] if before >= 0 else -1
    now = list(_NOW_ONLY.finditer(simplified(text[sentence.start : start])))
    if now and published.date and sentence.start + now[-1].start() > last:
        return Dated(published.date, True, "document")
    if found := _last(dates, sentence.start, start):
        return Dated(found.text, found.inferred, "sentence")
    if found := _bracketed(text, dates, end):
        return Dated(found.text, found.inferred, "sentence")
    if cell:
        if found := _last(dates, clauses.line(text, start, end).start, start):
            return Dated(found.text, found.inferred, "paragraph")
        if found := _in_words(cell.head, published):
            return Dated(found.text, found.inferred, "table")
    if _NOW.search(simplified(text[sentence.start : start])) and published.date:
        return Dated(published.date, True, "document")
    if found := _last(dates, line.start, sentence.start):
        return Dated(found.text, True, "paragraph")
    if found := _in_words(line.heading, published):
        return Dated(found.text, True, "heading")
    return UNKNOWN


def reference_year(words: str, published: Published) -> str:
    """The year that a clause compares with: 比2016年, 较上年; empty if it names none."""
    found = _AGAINST.search(simplified(words))
    period = read(found[1], published) if found else None
    return period.text if period else ""


def _last(dates: Dates, begin: int, end: int) -> Period | None:
    """The last date that begins at `begin` or later and ends before `end`."""
    number = bisect_left(dates.starts, end) - 1
    if number >= 0 and dates.starts[number] >= begin:
        return dates.periods[number]
    return None


def _first(dates: Dates, begin: int, end: int) -> Period | None:
    number = bisect_left(dates.starts, begin)
    if number < len(dates.starts) and dates.ends[number] <= end:
        return dates.periods[number]
    return None


def _bracketed(text: str, dates: Dates, end: int) -> Period | None:
    if text[end : end + 1] not in ("(", "（"):
        return None
    number = bisect_left(dates.starts, end + 1)
    near = number < len(dates.starts) and dates.starts[number] == end + 1
    return dates.periods[number] if near else None


def _in_words(words: str, published: Published) -> Period | None:
    """The first date in a heading or the head of a column."""
    place = re.search(r"(?:1[89]|2[01])\d\d|[去今上本明]年|十.五|[一二]〇", words)
    return read(words[place.start() :], published) if place else None
