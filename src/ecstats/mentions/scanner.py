"""What each numeral in a text is: a quantity, a date, a rank, part of a name, or no number.

`find` walks over the numerals from left to right. What it decides at one place depends only on
a bounded number of characters around it, so that its time grows as the text does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from math import log10
from typing import NamedTuple

from ecstats.errors import InputError
from ecstats.mentions import bounds, dates, lexicon, names, numerals, quantities
from ecstats.mentions.dates import Span
from ecstats.mentions.normalise import normalise, simplified
from ecstats.mentions.quantities import Quantity, Reading

# A longer run of digits is an identifier, a longer run of characters nothing at all.
LONGEST = 40


class Mention(NamedTuple):
    """A numeral in a text, with the words that belong to it.

    ``start`` and ``end`` are code-point offsets of ``text``. ``value`` (to ``upper``) is in
    base units, None unless the kind is ``quantity`` or ``ordinal``; ``bound`` is None unless
    the kind is ``quantity``.
    """

    start: int
    end: int
    text: str
    value: float | None
    upper: float | None
    unit: str | None
    bound: str | None
    kind: str


_CHARACTERS = f"{numerals.DIGITS}{numerals.TENS}{numerals.SCALES}"


def _beginnings(words: Iterable[str]) -> str:
    """The first characters of units, as the inside of a character class."""
    return "".join(sorted({re.escape(word[0]) for word in words}))


# Only what may be a number is looked at closely: a single character needs a unit, a list mark,
# a label or quotation mark beside it, and 一 one of the fewer units that count after it.
_LISTS = "-.)）是要至到成—–~〜月世"
_RUN = re.compile(
    rf"[{numerals.ARABIC}{_CHARACTERS}翻半{numerals.ENCLOSED}](?:(?<=[{numerals.ARABIC}])[{numerals.ARABIC}]*"
    r"|(?<![统唯之同单逐专划另某任每这那哪下上新进首归合均如不]一)"
    rf"(?:[{_CHARACTERS}]+"
    rf"|(?<=[一零〇○])(?=[点.][{numerals.DIGITS}])"
    rf"|(?<=一)(?=[{_LISTS}{lexicon.AFTER_ONE}]|半|.一)"
    rf"|(?<![一零〇○壹贰叁肆伍陆柒捌玖])(?=[{_LISTS}{_beginnings(lexicon.UNITS + lexicon.RANKS)}])"
    rf"|(?=[{''.join(names.SECOND)}])|(?<=[百千])(?=[余多企品才店来])|(?<=[万亿])(?=[余多])|(?<=[十拾廿])(?=[几余多来])"
    rf"|(?<=[半翻{numerals.ENCLOSED}])"
    r"|(?<=[“‘「『《〈栏件表录图案例注其第 过破超近逾上数几].)))"
)
_ENCLOSED = re.compile(f"[{numerals.ENCLOSED}]")
_ARABIC = frozenset(numerals.ARABIC)
# 千瓦, 千克 …, 零售, 零部件, 零件: the last character of the numeral belongs to the word after it.
_BEGINS_WORD = dict.fromkeys("千仟", frozenset(numerals.AFTER_KILO)) | {"零": frozenset("售部件")}
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖")
_BARE = frozenset("百千万亿佰仟")
_TENS = frozenset(numerals.TENS + numerals.SCALES)
_DATED = frozenset("年月日时点世季-—–~〜至到/:： \n")

_PAUSE = frozenset("\n\r。；：，,;:、.)）】 \t|")
_OPENING, _CLOSING = frozenset("(（["), frozenset(")）]")
_AFTER_STOP, _AFTER_GAP = frozenset("。；;"), frozenset("：: ")
_AFTER_PAUSE = frozenset("\n\r。；：，,;: \t、“‘「『（(") | {""}

_RANK = re.compile(lexicon.pattern(lexicon.RANKS))
_LEVELS = frozenset("县乡村镇市省区")
_PARTS = frozenset("%‰‱")
_CLOCK_GOES_ON = frozenset("十刻")
# 五次全会 is the fifth; 5次全会, 两次全会 and 召开五次全会 are counted.
_SESSION = re.compile(r"(?<![0-9两 ])次(?:全(?:会|体会议)|(?<=[届大协会].次)会议)")
_COUNTED_BEFORE = frozenset("了过近前少开行")
_TOP = frozenset(("名", "位"))
_LISTED = re.compile(
    r"、(?![二三四五六七八九十](?:、|产业))|[)）\t]|\.(?![0-9]|[一二三四五六七八九][%万亿])"
)
_SAID_FIRST = re.compile(r"[是要](?![求素点闻])")
_CELL_EDGES = frozenset(" \t\r\n|") | {""}
_BEFORE_CELL = _CELL_EDGES | _CLOSING
_CELL_BEFORE = re.compile(r"[^0-9\s|] ?\| ?\n\Z")
_CELL_AFTER = re.compile(r" ?\| ?\n(?=[^0-9\s|])")
_LABEL_ENDS = frozenset("栏件表录图案例注其 ")
_PICTURES = frozenset("图表")
# 图2-1, 表3.1
_PART_OF_PICTURE = re.compile(r"[0-9]{1,2}[-.][0-9]{1,2}(?![0-9%.万亿])")
_LABELLED = re.compile(r"(?:专栏|附件|附表|附录|[图表注其]|方案|案例) ?\Z")
_JOINED = re.compile(
    rf"(?<=[0-9百千万亿])\n(?=[多余]?(?:[百千]?(?:万亿?|亿)|{lexicon.pattern(lexicon.UNITS)}))"
)
_LINE_REACH = 24
# A number that begins its line is a cell of a table.
_BROKEN = re.compile(r"[^\s|0-9.,][0-9][0-9.,]*[百千]?[万亿]*\n\Z")
# With the bound word before it, if there is one.
_BARE_NUMBER = re.compile(r"[^-−–负0-9]*([0-9]+(?:\.[0-9]+)?)")
_LIST_MARKS = frozenset("、和与及或")
_EACH = re.compile("分别|各自")
_REPUBLIC = re.compile("(?<![时达近过共逾满长])1[0-3][0-9]年(?!的|来|间|期|以|历史)")
_FIVE_YEARS = re.compile(r"个五年(?=规划|计划)")
_TO_ORDINAL = re.compile(
    rf"[至到\-—–~](?P<last>[{numerals.ARABIC}]{{1,4}}|[{_CHARACTERS}]{{1,6}})"
    rf"(?:{lexicon.pattern(lexicon.UNITS + lexicon.RANKS)})"
)
_AFTER_ORDINAL = re.compile(
    r"[万亿]{0,2}(?:、(?:[一二三四五六七八九十]|[0-9]{1,2}(?=[、季届期批条章项版]))){0,8}"
    rf"(?:{lexicon.pattern(lexicon.UNITS + lexicon.RANKS)})?"
)


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

    Examples
    --------
    >>> rate, = find("普及率达到51.3%以上")
    >>> rate.text, rate.value, rate.bound
    ('51.3%以上', 51.3, 'at_least')
    """
    if not isinstance(text, str):
        raise InputError(f"text must be a string, not {type(text).__name__}; decode bytes first")
    normal = normalise(text)
    found = list(_scan(_JOINED.sub(_rejoined, normal)))
    _share(found, normal)
    if simplified(text) != text:
        found = [_of_republic(mention, normal) for mention in found]
    return [
        mention if mention.text == printed else mention._replace(text=printed)
        for mention in found
        for printed in (text[mention.start : mention.end],)
    ]


def read_mention(mention: Mention, label: str = "") -> Reading:
    """Read a quantity where it stands: a list may give it scale, unit or bound (12、15和18万件).

    Parameters
    ----------
    mention : Mention
        From `find`.
    label : str
        Scale and unit of a bare cell of a table, from the head of its column or the like.

    Returns
    -------
    Reading
        As `read` gives it for the figure alone, completed.

    Raises
    ------
    InputError
        If the mention is no quantity.

    Examples
    --------
    >>> first, last = find("分别为12和18万件")
    >>> read_mention(first)
    Reading(value='12', upper=None, unit_mult=4, unit='件', bound='exact')
    """
    reading = quantities.read(mention.text + label)
    if reading.unit is None and mention.value:
        power = round(log10(abs(mention.value / quantities.number(reading.value, 0))))
        reading = reading._replace(unit=mention.unit, unit_mult=power)
    return reading._replace(bound=mention.bound or reading.bound)


def _rejoined(found: re.Match[str]) -> str:
    """A number that a line break of a PDF parts from its scale or unit: 1.3⏎万吨."""
    line = found.string[max(0, found.start() - _LINE_REACH) : found.start() + 1]
    return " " if _BROKEN.search(line) else found.group()


def _share(found: list[Mention], text: str) -> None:
    """Give the numbers of a list the scale and unit of its last one, and the bound of its first.

    15.6和5.6个百分点, 12、15和18万件; 分别突破30亿元和300亿元.
    """
    mult = 0
    for number in range(len(found) - 2, -1, -1):
        mention, last = found[number], found[number + 1]
        bare = mention.unit is None and _BARE_NUMBER.fullmatch(mention.text)
        if bare and last.text[0].isdigit() and _listed_together(mention, last, text):
            if not _BARE_NUMBER.fullmatch(last.text):
                mult = quantities.read(last.text).unit_mult
            value = quantities.number(bare[1], mult)
            found[number] = mention._replace(value=value, unit=last.unit)
    shared = -1
    for number, last in enumerate(found[1:]):
        mention = found[number]
        if (
            last.bound == "exact"
            and mention.unit == last.unit
            and mention.bound not in ("exact", "range")
            and _listed_together(mention, last, text)
            and (shared == number or _EACH.search(text, max(0, mention.start - 4), mention.start))
        ):
            found[number + 1] = last._replace(bound=mention.bound)
            shared = number + 1


def _listed_together(first: Mention, second: Mention, text: str) -> bool:
    return (
        first.kind == second.kind == "quantity"
        and second.unit is not None
        and text[first.end : second.start] in _LIST_MARKS
    )


def _of_republic(mention: Mention, text: str) -> Mention:
    """A year of the Republic (112年), which in simplified characters is a length of time."""
    if mention.kind not in ("quantity", "date") or not _REPUBLIC.match(text, mention.start):
        return mention
    start = mention.start - 2 * text.endswith("民国", 0, mention.start)
    end = text.index("年", mention.start) + 1
    return Mention(start, end, text[start:end], None, None, None, None, "date")


def _scan(text: str) -> Iterator[Mention]:
    search = _RUN.search
    position = floor = 0
    while run := search(text, position):
        start, position = run.span()
        if text[start] in _ARABIC:
            mention = _digits(text, start, position, floor)
        else:
            found = _characters(text, start, position, floor)
            if found is None:
                continue
            mention = found
        position = floor = mention.end
        yield mention


def _digits(text: str, start: int, stop: int, floor: int) -> Mention:
    """The mention at Arabic digits: there always is one."""
    before = text[start - 1] if start else ""
    after = text[stop : stop + 1]
    length = stop - start
    if length > LONGEST:
        return _plain(text, Span(start, stop, "name"))
    if before == "第":
        return _ordinal(text, start, stop, floor)
    span = names.number(text, start, stop, floor)
    if not span and (after in _DATED or (after == "." and length == 4)):
        span = dates.at(text, start, floor)
    if span:
        return _plain(text, span)
    if length < 4 and _enumerates(text, start, stop, before, after):
        return _ordinal(text, start, stop, floor)
    if before in _PICTURES and (label := _PART_OF_PICTURE.match(text, start)):
        return _plain(text, Span(start, label.end(), "ordinal"))
    end, quantity = quantities.match(text, start) or quantities.digits(text, start, stop)
    if length == 4 and quantity.reading.unit is None:
        if dates.is_listed_year(text, start, end):
            return _plain(text, Span(start, stop, "date"))
        if names.is_year_of_name(text, start, end):
            return _plain(text, Span(start, stop, "name"))
    if names.is_version(text, start, end):
        return _plain(text, Span(start, end, "name"))
    reading = quantity.reading
    if reading.upper and reading.unit is None and dates.is_span_of_years(text, start, end):
        return _plain(text, Span(start, end, "period"))
    in_cell = before in _BEFORE_CELL and text[end : end + 1] in _CELL_EDGES
    if in_cell and reading.unit is None and not reading.unit_mult:
        in_row = quantities.in_row(text, start, quantity)
        if in_row is quantity and dates.is_year_of_header(text, start):
            return _plain(text, Span(start, stop, "date"))
        quantity = in_row
    return _measured(text, start, end, quantity, floor)


def _characters(text: str, start: int, stop: int, floor: int) -> Mention | None:
    """The mention at numeral characters, None if they are part of a word."""
    before = text[start - 1] if start else ""
    after = text[stop : stop + 1]
    if after in _BEGINS_WORD.get(text[stop - 1], ()):
        stop -= 1
    length = stop - start
    if not 0 < length <= LONGEST:
        return None
    if before == "第":
        return _ordinal(text, start, stop, floor)
    if _ENCLOSED.match(text, start):
        return _rank(text, start, stop, unicodedata.numeric(text[start]))
    if length < 4 and _enumerates(text, start, stop, before, after):
        return _ordinal(text, start, stop, floor)
    if names.is_no_number(text, start):
        return None
    span = dates.plan(text, start) or names.characters(text, start, stop, floor)
    if not span and text[start] == "半":
        span = dates.half_year(text, start, floor)
    if not span and after in _DATED:
        span = dates.at(text, start, floor)
    if span:
        return _plain(text, span)
    matched = quantities.match(text, start)
    if matched is None:
        return None
    end, quantity = matched
    if _is_number(text, start, stop, quantity.reading, floor) or _RANK.match(text, end):
        return _measured(text, start, end, quantity, floor)
    return None


def _is_number(text: str, start: int, stop: int, reading: Reading, floor: int) -> bool:
    """Whether numeral characters count something: by their form, their unit or their bound."""
    first, single, unit = text[start], stop - start == 1, reading.unit
    if first == "半":
        return unit in dates.TIMES or _is_bounded(text, start, reading, floor)
    if "/" in reading.value or unit in _PARTS:
        return True
    if "." in reading.value:
        # 三点二亿 and 零点五, but 五点三十分 and 一点一滴.
        spoken = text[start + 1 : start + 2] == "点" and unit is None and not reading.unit_mult
        return not spoken or (first != "一" and text[start + 3 : start + 4] not in _CLOCK_GOES_ON)
    if first in "零〇○":
        return False
    if unit == "分" or (single and first in _FORMAL):
        return False
    if first in _BARE and all(character in _BARE for character in text[start:stop]):
        head = text[start - 1 : start] in ("\n", "\t") and reading.bound == "exact"  # 万亿元 |
        return bool(unit and not single and not head) or _is_bounded(text, start, reading, floor)
    if unit is not None:
        return True
    if single:
        return first == "十" and _is_bounded(text, start, reading, floor)
    return any(character in _TENS for character in text[start:stop])


def _is_bounded(text: str, start: int, reading: Reading, floor: int) -> bool:
    """Whether a bound word stands at a bare scale: 上百, 近千, 亿元以上, 每万."""
    if reading.bound != "exact" or text[start - 1 : start] == "每":
        return True
    return bounds.words_before(text, start, floor).bound is not None


def _measured(text: str, start: int, end: int, quantity: Quantity, floor: int) -> Mention:
    """A quantity, unless its unit makes it a rank or a time counted from now."""
    reading, value, upper = quantity
    unit, bound = reading.unit, reading.bound
    if unit in dates.TIMES and (span := dates.counted(text, start, end, floor)):
        return _plain(text, span)
    before = text[start - 1] if start > floor else ""
    if (
        unit == "次"
        and bound == "exact"
        and before not in _COUNTED_BEFORE
        and (session := _SESSION.match(text, end - 1))
    ):
        return _rank(text, start, session.end(), value, upper)
    if unit is None and (rank := _RANK.match(text, end)):
        counted = before in _LEVELS or text[start] == "两"
        if rank.group() != "级" or not counted:
            return _rank(text, start, rank.end(), value, upper)
        end, unit = rank.end(), "级"
    if before == "前" and unit in _TOP:
        return _rank(text, start - 1, end, value, upper)
    words = bounds.words_before(text, start, floor)
    bound = words.bound if words.bound and upper is None else bound
    value = -value if words.negative else value
    written = text[words.start : end]
    return Mention(words.start, end, written, value, upper, unit or words.unit, bound, "quantity")


def _plain(text: str, span: Span) -> Mention:
    start, end, kind = span
    return Mention(start, end, text[start:end], None, None, None, None, kind)


def _rank(text: str, start: int, end: int, value: float, upper: float | None = None) -> Mention:
    return Mention(start, end, text[start:end], value, upper, None, None, "ordinal")


def _ordinal(text: str, start: int, stop: int, floor: int) -> Mention:
    """An ordinal with 第 before it, or an enumerator without it."""
    begin, end = start, stop
    if start and text[start - 1] == "第":
        begin = start - 1
        if text.startswith("季度", stop) and (span := dates.at(text, start, floor)):
            return _plain(text, span)
        if found := _FIVE_YEARS.match(text, stop):
            return _plain(text, Span(begin, found.end(), "name"))
        if (to := _TO_ORDINAL.match(text, stop)) and (ordinal := _ordinals(text, start, stop, to)):
            return ordinal
        found = _AFTER_ORDINAL.match(text, stop)
        end = found.end() if found else stop
        if text[end - 1] == "号" and names.is_decree(text, begin):
            return _plain(text, Span(begin, end, "document_number"))
    while text[stop : stop + 1] in ("万", "亿") and stop < end:
        stop += 1  # 第100万辆
    try:
        digits, _, exponent = numerals.parse(text[start:stop])
    except InputError:
        return _plain(text, Span(begin, end, "ordinal"))
    return _rank(text, begin, end, quantities.number(digits, exponent))


def _ordinals(text: str, start: int, stop: int, to: re.Match[str]) -> Mention | None:
    """Ordinals from one to another: 第1至3名."""
    try:
        low, high = numerals.parse(text[start:stop]), numerals.parse(to["last"])
    except InputError:
        return None
    value = quantities.number(low.digits, low.exponent)
    upper = quantities.number(high.digits, high.exponent)
    if low.upper or high.upper or value >= upper:
        return None
    return _rank(text, start - 1, to.end(), value, upper)


def _enumerates(text: str, start: int, stop: int, before: str, after: str) -> bool:
    """Whether a numeral numbers a heading, a list item, a table row or a figure."""
    if before in _OPENING and after in _CLOSING:
        return text[start] not in "万亿"
    above = text[max(0, start - 5) : start].rpartition("\n")
    if _LISTED.match(text, stop) and (
        before in _AFTER_STOP
        or (before in _AFTER_GAP and after == ".")
        or (not above[2].strip(" \t#") and (above[1] or start <= 5))
    ):
        return True
    if before in _AFTER_PAUSE and _SAID_FIRST.match(text, stop):
        return True
    if _CELL_AFTER.match(text, stop) and text[start] in _ARABIC:
        return _CELL_BEFORE.search(text[max(0, start - 6) : start]) is not None
    return (  # 专栏 or 附件 before the numeral, and no word after it
        before in _LABEL_ENDS
        and (not after or after in _PAUSE)
        and _LABELLED.search(text[max(0, start - 4) : start]) is not None
    )
