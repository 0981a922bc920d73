"""The period of a number: from the date nearest to it, its table, its heading or its document."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from ecstats.draft.layout import LINE, PATTERNS, SENTENCE, Line, around, plain
from ecstats.extraction.cells import Cell
from ecstats.mentions import Mention

_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_RELATIVE = {"前": -2, "去": -1, "上": -1, "今": 0, "本": 0, "当": 0, "同": 0, "明": 1, "次": 1}
_YEAR = r"(?P<year>(?:1[89]|2[01])\d\d)\s*年?"
_PARTS = {"S": 2, "Q": 4, "": 12}  # of a year
_HALF = {"上": "S1", "下": "S2"}
_COUNT = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_COUNT |= {"十": 10, "十一": 11, "十二": 12}
_FIVE = re.compile("十([一二三四五六七])五")
_SPAN = re.compile(rf"{_YEAR}\s*[-—–~～〜至到]+\s*(?P<last>(?:1[89]|2[01])\d\d)\s*年?度?")
_RELATIVE_YEAR = re.compile("(?P<word>[前去上今本当同明次])年")
_MONTHS = re.compile(r"(\d{1,2})月?份?\s*[-—–~～〜至到]+\s*(\d{1,2})\s*月")
_MONTH = re.compile(r"(1[0-2]|0?[1-9])\s*月(?:\s*(\d{1,2})\s*[日号])?")
_QUARTER = re.compile("(前)?第?([一二三四两1-4])个?季度")
_MONTH_IN_WORDS = re.compile("(十[一二]?|(?<!十)[一二三四五六七八九])(?=月)")
_REPUBLIC = re.compile("(?:民[国國]([0-9]{2,3})|(1[0-3][0-9]))年")
_START = itemgetter(0)
_REACH = 40  # characters before a number in which its own year may stand
_LATER = re.compile(r"(\d{1,2}|[一二三四五六七八九十])年[后後]")


class Published(NamedTuple):
    """When a document was published, as precise as known, and what years it is about.

    `plan` are those that a plan covers, `about` is the one that a statistical report names in its
    title: a bulletin for 2024 is published in 2025.
    """

    date: str = ""
    plan: str = ""
    about: str = ""

    @property
    def year(self) -> int | None:
        """The present year of its words: 今年, and that of a month without a year."""
        year = self.about or self.date[:4]
        return int(year) if year else None


class Dated(NamedTuple):
    """A period in the form of the ledger, whether its year is inferred, and where it was found.

    `source` is ``sentence``, ``table``, ``paragraph``, ``heading``, ``plan``, ``document`` or
    ``unknown``.
    """

    period: str
    inferred: bool = False
    source: str = "sentence"

    @property
    def last_year(self) -> int | None:
        """Year in which the period ends."""
        return int(self.period.split("/")[-1][:4]) if self.period else None


UNKNOWN = Dated("", True, "unknown")
# Dates of a text in reading order: start, end and period.
Dates = Sequence[tuple[int, int, Dated]]


def read(words: str, published: Published, after: str = "") -> Dated | None:
    """Read a date or period as printed.

    Parameters
    ----------
    words : str
        As printed, from its first to its last character: ``2020年3月底``, ``今年上半年``.
    published : Published
        The year that 今年 means, and a month without a year.
    after : str
        What stands behind it: 以来 makes a span to the date of publication.

    Returns
    -------
    Dated or None
        None if the words name no period of the calendar, as ``12:30``.
    """
    words = unicodedata.normalize("NFKC", words).replace(" ", "")
    words = _MONTH_IN_WORDS.sub(lambda found: str(_COUNT[found[1]]), words)
    if republic := _REPUBLIC.match(words):
        words = f"{1911 + int(republic[1] or republic[2])}年{words[republic.end() :]}"
    if plan := _FIVE.search(words):
        first = 2021 + 5 * (_COUNT[plan[1]] - 4)
        return Dated(f"{first + 4}" if "末" in words + after[:2] else f"{first}/{first + 4}")
    if (span := _SPAN.search(words)) and span["year"] < span["last"]:
        return Dated(f"{span['year']}/{span['last']}")
    if later := _LATER.fullmatch(words):
        count = int(later[1]) if later[1].isdigit() else _COUNT[later[1]]
        return Dated(str(published.year + count), True) if published.year else None
    year, inferred, rest = _year(words, published)
    if year is None:
        return None
    found = _within(year, rest)
    if after.startswith("以来") and published.year:
        end = published.date if len(found) > 4 else str(published.year)
        return Dated(f"{found}/{end}" if found < end else found, True)
    return Dated(found, inferred)


def before(period: str, step: str = "year") -> str:
    """The period a year earlier, or the one that 环比 compares with.

    Parameters
    ----------
    period : str
        In the form of the ledger; a span of several years has none before.
    step : {"year", "period"}
        A year, or the period itself.
    """
    if "/" in period and step == "year":
        first, last = period.split("/")
        same = first[:4] == last[:4]
        return f"{before(first)}/{before(last)}" if same else ""
    if not period or "/" in period:
        return ""
    year, part = int(period[:4]), period[4:]
    if step == "year" or not part:
        return f"{year - 1}{part}"
    letter = part[1] if part[1] in _PARTS else ""
    number = int(part[1 + len(letter) : 3])
    year, number = (year, number - 1) if number > 1 else (year - 1, _PARTS[letter])
    return f"{year}-{letter}{number}" if letter else f"{year}-{number:02}"


def plan_span(texts: Sequence[str]) -> str:
    """The years that the title of a plan covers; empty if none of the texts names any."""
    for words in texts:
        for pattern in (_SPAN, _FIVE):
            if found := pattern.search(unicodedata.normalize("NFKC", words)):
                period = read(found.group(), Published())
                return period.period if period else ""
    return ""


def _year(words: str, published: Published) -> tuple[int | None, bool, str]:
    """Year of some words, whether it is inferred, and the words behind it."""
    spelt = re.match("[一二][〇零○一二三四五六七八九]{3}(?=年)", words)
    if spelt:
        words = words[:4].translate(_DIGITS) + words[4:]
    if found := re.match(_YEAR, words):
        return int(found["year"]), False, words[found.end() :].lstrip("-./")
    if published.year is None:
        return None, True, words
    if found := _RELATIVE_YEAR.match(words):
        return published.year + _RELATIVE[found["word"]], True, words[found.end() :]
    known = _MONTH.match(words) or _MONTHS.match(words) or _QUARTER.match(words)
    if known or words[:1] in _HALF:
        return published.year, True, words
    return None, True, words


def _within(year: int, words: str) -> str:
    """The part of a year that words name."""
    if words[:1] in _HALF and words[1:3] == "半年":
        return f"{year}-{_HALF[words[0]]}"
    if found := _QUARTER.match(words):
        count = int(found[2]) if found[2].isdigit() else _COUNT[found[2]]
        if found[1]:
            return f"{year}-01/{year}-{3 * count:02}"
        return f"{year}-Q{count}"
    if found := _MONTHS.match(words):
        first, last = int(found[1]), int(found[2])
        if 1 <= first < last <= 12:
            return str(year) if (first, last) == (1, 12) else f"{year}-{first:02}/{year}-{last:02}"
    if found := _MONTH.match(words):
        day = f"-{int(found[2]):02}" if found[2] and 1 <= int(found[2]) <= 31 else ""
        return f"{year}-{int(found[1]):02}{day}"
    if found := re.match(r"(\d{1,2})[-./](\d{1,2})$", words):
        return f"{year}-{int(found[1]):02}-{int(found[2]):02}"
    return str(year)


def dates_in(text: str, found: Sequence[Mention], published: Published) -> Dates:
    """The dates of a text that are not what something else is compared with."""
    words = plain(text)
    places: list[tuple[int, int, Dated]] = []
    for mention in found:
        if mention.kind not in ("date", "period"):
            continue
        start, end = mention.start, mention.end
        period = read(words[start:end], published, words[end : end + 2])
        compared = PATTERNS["compared"].search(words, max(0, start - 1), start)
        if period and not compared and not PATTERNS["times_of"].match(words, end):
            places.append((start, end, period))
    for months in PATTERNS["first_months"].finditer(words):
        year = read(f"{months['year'] or '今'}年", published)
        count = int(months["months"]) if months["months"].isdigit() else _COUNT[months["months"]]
        if year and 1 < count <= 12:
            inside = range(months.start(), months.end())
            places = [place for place in places if place[0] not in inside]
            span = _within(int(year.period), f"1-{count}月")
            places.append((*months.span(), Dated(span, not (months["year"] or "").isdigit())))
    taken = {at for start, end, _ in places for at in range(start, end)}
    for bare in PATTERNS["year_in_words"].finditer(words):
        period = read(bare.group(), published)
        if period and bare.start() not in taken:
            places.append((*bare.span(), period))
    return sorted(places)


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
    begin = around(text, start, end, SENTENCE).start
    before = bisect_left(dates, start, key=_START) - 1
    last = dates[before][0] if before >= 0 else -1
    now = list(PATTERNS["now_only"].finditer(plain(text[begin:start])))
    if now and published.date and begin + now[-1].start() > last:
        return Dated(published.date, True, "document")
    near = plain(text[max(begin, start - _REACH) : start]).rstrip("0123456789.:")
    if text[end - 1] != "倍" and (beside := PATTERNS["of_year"].search(near)):
        return read(beside[1], published) or UNKNOWN
    if found := _last(dates, begin, start) or _bracketed(text, dates, end):
        return found
    if cell:
        if found := _last(dates, around(text, start, end, LINE).start, start):
            return found._replace(source="paragraph")
        if found := _in_words(cell.head, published):
            return found._replace(source="table")
    if PATTERNS["now"].search(plain(text[begin:start])) and published.date:
        return Dated(published.date, True, "document")
    if found := _last(dates, line.start, begin):
        return found._replace(inferred=True, source="paragraph")
    if found := _in_words(line.heading, published):
        return found._replace(inferred=True, source="heading")
    return UNKNOWN


def reference_period(words: str, period: str, published: Published) -> str:
    """The period that a clause compares with: 比2016年, 较上年; empty if it names none.

    上年 counts from the period of the number, or from publication where none is known.
    """
    found = PATTERNS["against"].search(plain(words))
    if not found or found["year"]:
        return found["year"][:4] if found else ""
    period = period or published.date[:4]
    if found["end"] or not before(period):
        period = period.split("/")[-1][:4]
    return before(period) if period else ""


def _last(dates: Dates, begin: int, end: int) -> Dated | None:
    """The last date that begins at `begin` or later and ends before `end`."""
    number = bisect_left(dates, end, key=_START) - 1
    return dates[number][2] if number >= 0 and dates[number][0] >= begin else None


def _bracketed(text: str, dates: Dates, end: int) -> Dated | None:
    if text[end : end + 1] not in ("(", "（"):
        return None
    number = bisect_left(dates, end + 1, key=_START)
    near = number < len(dates) and dates[number][0] == end + 1
    return dates[number][2] if near else None


def _in_words(words: str, published: Published) -> Dated | None:
    """The first date in a heading or the head of a column."""
    place = re.search(r"(?:1[89]|2[01])\d\d|(?<![比较])[去今上本明]年|十.五|[一二]〇", words)
    return read(words[place.start() :], published) if place else None
