"""Dates and periods as printed: 2018年8月17日, 上半年, 1—4月份, 十四五, 近三年.

A *date* is a calendar point at the precision printed (day, month or year, a time of day, or a
moment counted from now: 五年后); a *period* is a span, a half year, a quarter, a plan period
or a run of time counted from now.
"""

import re
from typing import NamedTuple


class Span(NamedTuple):
    """Where a mention stands in the text, and its kind."""

    start: int
    end: int
    kind: str


_GAP = r" ?"
_JOIN = rf"{_GAP}(?:——|[-—–~〜至到]){_GAP}"
_YEAR = r"(?:(?:1[0-9]|2[01])[0-9]{2}|[一二][〇零○一二三四五六七八九]{3})"
_CENTURY = r"(?:19|20|21)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = (
    r"(?:[12][0-9]|3[01]|0?[1-9]"
    r"|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
)
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_CLOCK = rf"{_HOUR}时(?:[0-5]?[0-9]分|许|整)?(?![间期代段候效尚刻限点常速任])"
_HALF = "[上下]半年"
_QUARTER = r"(?:前[一二三四两1-4]个?|第?[一二三四1-4])季度"
_EDGE = "[底初末中](?![央国小学期间部])"
_MONTH_DAY = rf"{_MONTH}{_GAP}月(?:{_GAP}{_DAY}{_GAP}[日号]|份|[上中下]旬|{_EDGE})?"
_IN_YEAR = rf"{_GAP}{_MONTH_DAY}|(?P<part>{_HALF}|{_QUARTER}|度(?![假过]))|年?{_EDGE}"
_SPAN = "|".join(
    (
        rf"{_YEAR}年?{_JOIN}{_YEAR}{_GAP}年度?",
        rf"{_YEAR}年{_GAP}{_MONTH}月?{_JOIN}(?:{_YEAR}年)?{_GAP}{_MONTH}{_GAP}月份?(?!{_GAP}{_DAY})",
        rf"(?:{_YEAR}年{_GAP})?{_MONTH}{_GAP}月{_GAP}{_DAY}{_GAP}[日号]?{_JOIN}"
        rf"(?:{_YEAR}年{_GAP})?(?:{_MONTH}{_GAP}月{_GAP})?{_DAY}{_GAP}[日号]",
        rf"{_MONTH}(?:月份?)?{_JOIN}{_MONTH}{_GAP}月份?(?!{_GAP}{_DAY})",
        rf"{_CENTURY}[-—–~〜至到/]{_CENTURY}(?=[)）\]】\s，,。、；;”’」』》]|\Z)",
        rf"{_CENTURY}[-—–~〜至到/](?:{_CENTURY}|[0-9]{{2}})(?:[学财]年|年度|[榨赛]季)",
        r"(?:[0-9]{2}|[一二]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)世纪(?:[0-9]{2}年代)?",
        r"(?:[0-9]{2}|[二三四五六七八九]十)年代",
    )
)
_POINT = "|".join(
    (
        rf"{_YEAR}\s{{0,2}}年(?:{_IN_YEAR})?(?:(?<=[日号]){_GAP}{_CLOCK})?",
        rf"{_CENTURY}(?P<mark>[-/.])(?:1[0-2]|0?[1-9])(?P=mark)(?:[12][0-9]|3[01]|0?[1-9])"
        r"(?!\.?[0-9])",
        rf"{_CENTURY}[-/](?:1[0-2]|0[1-9])(?![0-9/-]|\.[0-9])",
        _MONTH_DAY,
        r"(?:[12][0-9]|3[01]|0?[1-9])日(?![本均元报益常程期产照用化游内以之])",
        rf"{_HOUR}[:：][0-5][0-9](?![0-9]|[:：][0-9])",
        _CLOCK,
        rf"{_HOUR}点(?:[0-5]?[0-9]分|半|整|钟)",
        rf"(?<=[午晚晨]){_HOUR}点",
    )
)
_CALENDAR = re.compile(rf"(?P<span>{_SPAN})|(?P<point>{_POINT})|(?P<quarter>{_QUARTER})")
_YEAR_ONLY = re.compile(_CENTURY)
_YEARS = re.compile(rf"{_CENTURY}[-—–~〜至到]{_CENTURY}")
_CELL_END = r" ?\|? ?\r?\n"
_CELL = re.compile(rf"(?<![^\n])({_CENTURY})(?:{_CELL_END}|\Z)")
_CELL_BEFORE = re.compile(rf"(?<![^\n])({_CENTURY}){_CELL_END}\Z")
_CELL_REACH = 9
_RELATIVE_YEARS = frozenset("今年 去年 明年 前年 上年 本年 当年 同年 次年 翌年".split())

# 十四五万 is a number; 十四五三年 is none, but a plan and three years.
_PLAN = re.compile(
    r"十[一二三四五六]五(?![百千万亿])"
    r"|[五六七八九]五(?=[”」’』\"](?:时期|期间|末|以来))"
)
_DURING = re.compile(r"[”」’』\"]?(?:时期|期间|末|初期|以来|开局|前|中期|头|收官)")
_OF_A_PLAN = re.compile(r"[”」’』\"]?[^，。；：、,;:\s“”‘’「」『』]{0,16}?(?:规划|纲要|计划|专项)")

_AGO = re.compile(r"(?:之|以)?[后前](?![三两四季半]|[0-9]|景|期|沿|列|端|往|来|者|续)")
_SINCE = re.compile(r"(?:以)?来(?!自|源|说|看|宾|到)|间(?![隔断接歇])")
_PROGRAMME = re.compile(r"(?:滚动|攻坚|发展|提升|倍增)?(?:计划|规划|行动|方案)")
_FROM_NOW = re.compile(r"(?:近|最近|过去|未来|今后|[前首这])\Z")
TIMES = frozenset(("年", "个月", "天", "日", "周", "小时", "个小时", "季度", "个季度", "个工作日"))


def at(text: str, start: int, floor: int) -> Span | None:
    """The date or period whose number begins at `start`, not reaching before `floor`."""
    found = _CALENDAR.match(text, start)
    if found is None:
        return None
    kind = "date" if found["point"] and not found["part"] else "period"
    if found["quarter"] and start > floor and text[start - 1] in "前第":
        start -= 1
    return Span(_after_year(text, start, floor), found.end(), kind)


def is_listed_year(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is a year beside another one: 2021、2022两年."""
    return bool(_YEAR_ONLY.fullmatch(text, start, end)) and (
        _YEAR_ONLY.fullmatch(text, start - 5, start - 1) is not None
        if text[start - 1 : start] == "、" and start > 4
        else text[end : end + 1] == "、" and _YEAR_ONLY.match(text, end + 1) is not None
    )


def is_span_of_years(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is two years with a dash between them: 2011-2015全县."""
    return _YEARS.fullmatch(text, start, end) is not None


def is_year_of_header(text: str, start: int) -> bool:
    """Whether a year alone on its line follows the year before, or the next one follows it."""
    cell = _CELL.match(text, start)
    if cell is None:
        return False
    before = _CELL_BEFORE.search(text, max(0, start - _CELL_REACH), start)
    after = _CELL.match(text, cell.end())
    year = int(cell[1])
    return bool(before and int(before[1]) == year - 1) or bool(after and int(after[1]) == year + 1)


def half_year(text: str, start: int, floor: int) -> Span | None:
    """`上半年` or `半年` where `start` is the offset of 半."""
    if not text.startswith("半年", start):
        return None
    before = start > floor and text[start - 1] in "上下"
    begin = _after_year(text, start - 1, floor) if before else start
    end = start + 3 if text.startswith("度", start + 2) else start + 2
    return Span(begin, end, "period")


def plan(text: str, start: int) -> Span | None:
    """`十四五`: a period, or a name when it is part of the title of a plan."""
    found = _PLAN.match(text, start)
    if found is None:
        return None
    end = found.end()
    named = not _DURING.match(text, end) and _OF_A_PLAN.match(text, end)
    return Span(start, end, "name" if named else "period")


def counted(text: str, start: int, end: int, floor: int) -> Span | None:
    """A length of time `text[start:end]` that is counted from now, or that a programme has."""
    if text.endswith("民国", floor, start) and text[end - 1] == "年":
        return Span(start - 2, end, "date")
    before = _FROM_NOW.search(text[max(floor, start - 2) : start])
    begin = start - len(before.group()) if before else start
    if found := _SINCE.match(text, end):
        return Span(begin, found.end(), "period")
    if before or _PROGRAMME.match(text, end):
        return Span(begin, end, "period")
    if found := _AGO.match(text, end):
        return Span(start, found.end(), "date")
    return None


def _after_year(text: str, start: int, floor: int) -> int:
    """`start`, or where 今年, 去年 … begins directly before it."""
    known = start - 2 >= floor and text[start - 2 : start] in _RELATIVE_YEARS
    return start - 2 if known else start
