"""One quantity as printed: number, scale, unit and the bound words beside it.

`read` takes a single printed figure, as the column ``as_written`` holds it. `match` finds
the end of a quantity in running text, `bounds.words_before` its beginning.

Conventions
-----------
- ``超亿元`` is 1 x 10^8, ``百亿级`` 100 x 10^8, ``上百家`` 100: a bare scale counts itself.
- ``十几`` is 10 ``some_over``, ``几十`` and ``数十`` are 10 ``order_of_magnitude``.
- ``百分之三点五`` is 3.5 ``%``, ``三成`` is 3 x 10^1 ``%``, ``翻一番`` is 2 ``倍``.
- ``负增长2.3%`` and ``-2.3%`` are -2.3 ``%``; ``一半`` is 1/2; ``两年半`` is 2.5 ``年``.
- ``一个半月`` is 1.5 ``个月``.
- ``5-10%`` is one range in per cent; ``5000万-1亿元`` is 5000 to 10000 x 10^4.
- The word before the number decides when there is a bound word on both sides.
"""

import re
from typing import NamedTuple

from ecstats.errors import InputError
from ecstats.mentions import bounds, lexicon, numerals
from ecstats.mentions.normalise import normalise

SEPARATORS = "-—–~〜至到"

_THOUSAND = rf"[千仟](?![{numerals.AFTER_KILO}])"
_HUNDRED = r"(?:百(?!分点)|佰)"
# 兆 counts in Taiwan; elsewhere it is a unit (200兆宽带).
_SCALE = rf"(?:(?:{_HUNDRED}|{_THOUSAND})?(?:万亿?|亿)|{_HUNDRED}|{_THOUSAND}|兆(?=[0-9元]|美元))"
_PART = r"(?:[0-9],[0-9]{3}|[0-9]{1,4})"
_NUMBER = (
    r"[0-9]{1,40}(?:(?:[,\u2009\u202f][0-9]{3}){1,12}(?![0-9]))?(?:\.[0-9]{1,40})?"
    rf"(?: ?{_SCALE}(?:零?{_PART}{_SCALE}){{0,2}}"
    r"(?:(?<=万)零?(?:[0-9],[0-9]{3}|[0-9]{3,4})(?![0-9,.年]))?)?"
)
_SPELT = (
    rf"[{numerals.DIGITS}{numerals.TENS}{numerals.SCALES}]{{1,40}}"
    rf"(?<![千仟](?=[{numerals.AFTER_KILO}]))(?<!百(?=分点))(?<!零(?=[售部件]))(?<!十[百千])"
    rf"(?:[点.][{numerals.DIGITS}]{{1,20}}[万亿]{{0,2}})?"
)
_MORE = (
    r"(?:[多余](?!元化|功能|样|层次|媒体|渠道|主体)|\+(?![0-9A-Za-z+])"
    r"|(?<=[十百千0])来(?=[名个人家位岁年天里种项次只头户台]))"
)
# 5个亿, but 5个亿元村.
_LOTS = (
    r"个(?P<lots>多?)(?P<power>万?亿)"
    r"(?![元级吨斤人户亩件平立次千])"
)
_UNIT = lexicon.pattern(lexicon.UNITS)
_WITH_UNIT = (
    r"(?: ?(?P<unit>个(?P<between>[半多余])(?:月|小时)"
    rf"|(?:{_UNIT})(?:/(?:{_UNIT}))?)"
    r"|(?P<tenth>成[一二三四五六七八九半]?(?![立为长不功果员交熟品分就绩效都]))"
    r"(?P<over>[多余](?!元化|样))?)?"
)
# A term of a ratio; 0317 in 热线1：0317 is an area code.
_TERM = r"(?!0[0-9])[0-9]{1,4}(?:\.[0-9]{1,2})?"
# The number with its unit: one expression where it begins with a digit, one for characters.
_IN_DIGITS = re.compile(
    rf"(?:(?P<number>(?>{_NUMBER})(?![/:：∶]|分之[0-9]))"
    rf"|(?P<fraction>(?<![0-9][:∶])[0-9]{{1,6}}/[0-9]{{1,6}}(?![/.0-9])"
    rf"|(?<![0-9][:∶]){_TERM}[:∶]{_TERM}(?![:∶.0-9])"
    rf"|(?<![0-9]：)(?:1：{_TERM}|{_TERM}：1)(?![：.0-9]| ?(?:{_SCALE}|{_UNIT}))"
    r"|[0-9]{1,3}分之[0-9]{1,3})"
    rf"|(?P<other>{_NUMBER}))(?: ?(?P<more>{_MORE})(?P<scale>{_SCALE})?|{_LOTS})?{_WITH_UNIT}"
)
_IN_CHARACTERS = re.compile(
    rf"(?:(?P<halved>一半|半数|半)|(?P<doubled>翻了?[一两二三四]?番)"
    rf"|(?P<number>[百千万]分之[0-9]{{1,4}}(?:\.[0-9]{{1,4}})?|{_SPELT}(?:分之{_SPELT})?))"
    rf"(?:(?P<more>{_MORE}|几)(?P<scale>{_SCALE})?|{_LOTS})?{_WITH_UNIT}"
)
# What may come after that: 百亿级, 10亿元级, 两年半, 5年多, 5家以上, 12小时内.
_AFTER = {word: bound for bound, words in lexicon.AFTER.items() for word in words.split()}
_TAIL = re.compile(
    rf"(?P<level>(?<=[百千万亿])级|(?<=[亿万]元)级)?"
    rf"(?P<half>(?<=[年倍天])半)?(?P<later>(?<=[年月天时倍岁]){_MORE})?"
    rf"(?P<after> ?(?:{lexicon.pattern(_AFTER)})|(?<=[时天日月年钟秒米里])内)?"
)
# The unit of a table's row stands in its label: 网上零售额(亿元), then one number per cell.
_ROW_LABEL = re.compile(
    rf"[(（](?=[^)）])(?P<scale>{_SCALE})?(?P<unit>{_UNIT})?[)）][\s|0-9.,，%\-—]*\Z"
)
_LABEL_REACH = 48
_ARABIC = frozenset(numerals.ARABIC)
_RATIO = re.compile("[:：∶]")
_OF_TEN = {"百": "%", "佰": "%", "千": "‰", "仟": "‰", "万": "‱"}
_PARTS = {"%": 2, "‰": 3, "‱": 4}


_SEPARATING = frozenset(SEPARATORS)
# A range in words: 6%与8%之间.
_BETWEEN = frozenset("与和")
# 三至五千元 begins at three thousand.
_SHARED = {"百": 2, "千": 3}
_COINS = re.compile(rf"([0-9{numerals.DIGITS}])角(?:([0-9{numerals.DIGITS}])分)?")
_FIRST = re.compile(
    f"(?!零下)[{numerals.ARABIC}{numerals.DIGITS}{numerals.TENS}{numerals.SCALES}翻半]"
)
_LEADING = frozenset(("", "达", "达到", "高达", "多达", "为", "共"))


class Reading(NamedTuple):
    """A printed figure: ``value`` (to ``upper``) x 10^``unit_mult`` in ``unit``.

    ``value`` and ``upper`` are the printed digits as decimal text, or a fraction ``"2/3"``.
    ``unit`` is as printed, in simplified characters, None without one.
    ``bound`` is a word of the ledger's column: ``exact``, ``over``, ``at_least`` …
    """

    value: str
    upper: str | None
    unit_mult: int
    unit: str | None
    bound: str


class Quantity(NamedTuple):
    """A reading with its ``value`` (to ``upper``) in base units."""

    reading: Reading
    value: float
    upper: float | None


def read(as_written: str) -> Reading:
    """Read one printed figure.

    Parameters
    ----------
    as_written : str
        A number with scale, unit and adjoining bound words: ``3.8万多家``, ``10-15个``.

    Returns
    -------
    Reading
        Its digits, power of ten, unit and bound.

    Raises
    ------
    InputError
        If the text is not exactly one figure.

    Examples
    --------
    >>> read("超过3600万元")
    Reading(value='3600', upper=None, unit_mult=4, unit='元', bound='over')
    """
    text = normalise(as_written.strip()).replace("\n", " ")
    first = _FIRST.search(text)
    found = match(text, first.start()) if first else None
    if first is None or found is None or found[0] != len(text):
        shown = as_written if len(as_written) <= 40 else as_written[:40] + "…"
        raise InputError(
            f"figure {shown!r} is not one number with its unit and bound; "
            "valid are '3.8万多家', '超过3600万元', '10-15个', '2/3' …"
        )
    words = bounds.words_before(text, first.start(), 0)
    if text[: words.start] not in _LEADING:
        raise InputError(
            f"figure {as_written!r}: {text[: words.start]!r} before the number is no bound word; "
            "valid are 超过, 突破, 不少于, 至少, 近, 约, 不超过, 不足 …"
        )
    reading = found[1].reading
    value = "-" + reading.value if words.negative else reading.value
    bound = words.bound if words.bound and reading.upper is None else reading.bound
    return reading._replace(value=value, unit=reading.unit or words.unit, bound=bound)


def match(text: str, start: int) -> tuple[int, Quantity] | None:
    """The quantity whose number begins at `start`, without the words before it.

    Parameters
    ----------
    text : str
        Running text.
    start : int
        Offset of the first digit or numeral character.

    Returns
    -------
    (end, quantity) or None
        Offset after unit and bound word, or None if no well-formed number begins there.
    """
    found = _single(text, start)
    mark = text[found[0] : found[0] + 1] if found else ""
    if found is None or (mark not in _SEPARATING and mark not in _BETWEEN):
        return found
    end, left = found
    if mark in _BETWEEN:
        right = _single(text, end + 1) if end + 1 < len(text) else None
        if right is None or not text.startswith("之间", right[0]):
            return found
        joined = _joined(left.reading, right[1].reading, False, False)
        return (right[0] + 2, joined) if joined else found
    after = end + (2 if text.startswith("——", end) else 1)
    # -5至3℃, -1.2%至-0.8%: a second sign only after a first one.
    negative = bounds.is_negative(text, start)
    both = negative and text[after : after + 1] in bounds.SIGNS
    after += both
    right = _single(text, after) if after < len(text) else None
    if right and end == start + 1 and (places := _SHARED.get(text[after + 1 : after + 2])):
        shared = left.reading._replace(value=_shifted(left.reading.value, places))
        left = left._replace(reading=shared) if text[start] in numerals.VALUES else left
    joined = _joined(left.reading, right[1].reading, negative, both) if right else None
    return (right[0], joined) if right and joined else found


def _single(text: str, start: int) -> tuple[int, Quantity] | None:
    """Like `match`, for one number that is not a range by a dash or 至."""
    found = (_IN_DIGITS if text[start] in _ARABIC else _IN_CHARACTERS).match(text, start)
    if found is None:
        return None
    end = found.end()
    if found["unit"] == "元" and (coins := _COINS.match(text, end)):
        whole, _, power = numerals.parse(found["number"] or "1/2")  # 218元5角6分
        if whole.isdecimal() and not power:
            cents = "".join(numerals.parse(coin).digits for coin in coins.groups() if coin)
            return coins.end(), _measured(Reading(f"{whole}.{cents}", None, 0, "元", "exact"))
    tail = _TAIL.match(text, end)
    assert tail is not None  # all of it is optional
    reading = _reading(text[start : tail.end()], found, tail)
    return (tail.end(), _measured(reading)) if reading else None


def in_row(text: str, start: int, quantity: Quantity) -> Quantity:
    """The quantity of a bare table cell, with scale and unit of the label that begins its row."""
    label = _ROW_LABEL.search(text, max(0, start - _LABEL_REACH), start)
    if label is None:
        return quantity
    reading = quantity.reading
    power = numerals.parse("1" + label["scale"]).exponent if label["scale"] else 0
    return _measured(reading._replace(unit_mult=power, unit=label["unit"]))


def digits(text: str, start: int, end: int) -> tuple[int, Quantity]:
    """Like `match`, for the Arabic digits `text[start:end]` alone."""
    printed = numerals.parse(text[start:end]).digits
    return end, _measured(Reading(printed, None, 0, None, "exact"))


def number(value: str, unit_mult: int) -> float:
    """The nearest float to decimal text or a fraction, times a power of ten."""
    above, stroke, below = value.partition("/")
    return float(above) / float(below) if stroke else float(f"{value}e{unit_mult}")


def _measured(reading: Reading) -> Quantity:
    value, upper, mult = reading.value, reading.upper, reading.unit_mult
    return Quantity(reading, number(value, mult), number(upper, mult) if upper else None)


def _reading(token: str, found: re.Match[str], tail: re.Match[str]) -> Reading | None:
    """What a matched quantity says; None if its number is not well formed."""
    unit = between = None
    written = found["number"]
    if not written and found.re is _IN_DIGITS:
        written = _RATIO.sub("/", found["fraction"] or found["other"])
    elif not written and (doubled := found["doubled"]):
        written, unit = str(2 ** numerals.VALUES.get(doubled[-2], 1)), "倍"
    scale = found["scale"] or found["power"]
    try:
        digits, upper, exponent = numerals.parse(
            (written or "1/2") + scale if scale else written or "1/2"
        )
    except InputError:
        return None
    if printed := found["unit"]:
        unit = printed
        if between := found["between"]:
            unit = unit[0] + unit[2:]
    elif tenth := found["tenth"]:
        digits += f".{5 if tenth[1] == '半' else numerals.VALUES[tenth[1]]}" if tenth[1:] else ""
        exponent, unit = 1, "%"
    elif "分之" in token and (sign := _OF_TEN.get(token.partition("分之")[0])):
        exponent, unit = exponent + _PARTS[sign], sign
    if (between == "半" or tail["half"]) and digits.isdecimal():
        digits += ".5"
    if upper:
        bound = "range"
    elif after := tail["after"]:
        bound = _AFTER.get(after.strip(), "at_most")
    elif found["more"] == "来":
        bound = "about"
    elif (
        found["more"]
        or found["lots"]
        or found["over"]
        or tail["later"]
        or between not in (None, "半")
    ):
        bound = "some_over"
    else:
        bound = "order_of_magnitude" if tail["level"] else "exact"
    return Reading(digits, upper, exponent, unit, bound)


def _joined(low: Reading, high: Reading, negative: bool, both: bool) -> Quantity | None:
    """Two quantities with a dash or 至 between them as one range, None if they are none.

    The first or both may be negative; the value is given without its sign, which stands before
    the range.
    """
    if low.upper or high.upper or "/" in low.value + high.value:
        return None
    of_ten = low.unit in _PARTS and high.unit is None
    if low.bound != "exact" or not (low.unit is None or low.unit == high.unit or of_ten):
        return None
    # 3-5万元 shares its scale, 8000-1.5万元 does not.
    scales = [low.unit_mult] if low.unit or low.unit_mult else [high.unit_mult, 0]
    for scale in scales:
        mult = min(scale, high.unit_mult)
        value = _shifted(low.value, scale - mult)
        upper = _shifted(high.value, high.unit_mult - mult)
        upper = "-" + upper if both else upper
        below = -number(value, 0) if negative else number(value, 0)
        if below < number(upper, 0):
            return _measured(Reading(value, upper, mult, high.unit or low.unit, "range"))
    return None


def _shifted(digits: str, places: int) -> str:
    """Decimal text times ten to the `places`."""
    if not places:
        return digits
    whole, _, decimals = digits.partition(".")
    decimals = decimals.ljust(places, "0")
    rest = decimals[places:]
    return (whole + decimals[:places]).lstrip("0").rjust(1, "0") + ("." + rest if rest else "")
