"""How numbers are written in Chinese official prose: digits, characters and mixtures.

`parse` takes one numeral without unit or bound word and gives exact decimal text::

    3.8万                     ->  3.8 x 10^4
    两千三百亿                  ->  2300 x 10^8
    一百二十三万四千五百六十七     ->  1234567
    3亿5000万                 ->  35000 x 10^4
    三分之二, 2/3             ->  2/3
    百分之三点五                ->  3.5 x 10^-2
    七八十                     ->  70 to 80

Only 万, 亿 and their combinations become the exponent of a numeral written in characters;
after Arabic digits 百 and 千 do too (``5百万`` is 5 x 10^6). A numeral that is made of parts
(``3亿5000万``) is added up in units of its last part.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from ecstats.errors import InputError
from ecstats.mentions.normalise import normalise

ARABIC = "0123456789"
# What is no thousand before these: 千瓦, 千克, 千米, 千伏, 千焦, 千卡, 千帕, 千赫.
AFTER_KILO = "瓦克米伏焦卡帕赫"
DIGITS = "〇零○一二三四五六七八九两壹贰叁肆伍陆柒捌玖"
TENS = "十百千拾佰仟廿卅卌"
SCALES = "万亿"
# One character for a whole number, as lists use them: ① ⑴ ⒈ ㈠ Ⅳ ❶
ENCLOSED = "\u2160-\u216b\u2460-\u249b\u2776-\u277f\u3220-\u3229"

_TO_PLAIN = str.maketrans(
    "〇○两壹贰叁肆伍陆柒捌玖拾佰仟",
    "零零二一二三四五六七八九十百千",
)
_JOINED_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}
_GROUPING = str.maketrans("", "", ",\u2009\u202f")
VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_SMALL = {"百": 2, "千": 3}
_BIG = {"": 0, "万": 4, "亿": 8, "万亿": 12, "兆": 12}
_PER = {"百": -2, "千": -3, "万": -4}

_ARABIC = re.compile(
    r"((?:[0-9]{1,3}(?:[,\u2009\u202f][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?) ?(兆|[百千]?万?亿?)"
)
_FRACTION = re.compile(r"([0-9]+(?:\.[0-9]+)?)/([0-9]+(?:\.[0-9]+)?)")
_PIECE = re.compile(r"([0-9]+)(兆|[百千]?万?亿?)")
_BIG_SCALE = re.compile("(?:万亿?|亿)$")
_SECTION = re.compile(
    r"(?:(?P<千>[一二三四五六七八九]?)千)?(?:(?P<百>[一二三四五六七八九]?)百)?"
    r"(?:零?(?P<十>[一二三四五六七八九]?)十)?(?:(?P<gap>零?)(?P<one>[一二三四五六七八九]))?"
)
_NEIGHBOURS = re.compile(r"一二|二三|三四|三五|四五|五六|六七|七八|八九")


class Numeral(NamedTuple):
    """A number as written: ``digits`` (to ``upper``) times ten to the ``exponent``.

    ``digits`` and ``upper`` are decimal text without grouping marks, trailing zeros kept, or a
    fraction ``"2/3"``; ``upper`` is None unless the numeral itself is a range (七八十).
    """

    digits: str
    upper: str | None
    exponent: int


@lru_cache(maxsize=16384)
def parse(text: str) -> Numeral:
    """Read one numeral that stands alone, without unit and bound word.

    Parameters
    ----------
    text : str
        Arabic digits, Chinese characters (plain, formal, simplified or traditional), half or
        full width, or a mixture; a fraction; a range of two neighbouring digits (七八十).

    Returns
    -------
    Numeral
        Exact decimal text with its power of ten.

    Raises
    ------
    InputError
        If the text is not one well-formed numeral.
    """
    numeral = _arabic(text) or _read(normalise(text).translate(_TO_PLAIN))
    if numeral is None:
        shown = text if len(text) <= 40 else text[:40] + "…"
        raise InputError(
            f"numeral {shown!r} is not well formed; valid are '3.8万', '2/3', '一百二十三' …"
        )
    return numeral


def _read(plain: str) -> Numeral | None:
    """The numeral in half-width digits and simplified characters, None if it is malformed."""
    return (
        _arabic(plain) or _fraction(plain) or _part_of(plain) or _added_up(plain) or _spelt(plain)
    )


def _arabic(plain: str) -> Numeral | None:
    match = _ARABIC.fullmatch(plain)
    if not match:
        return None
    digits, scale = match.groups()
    return Numeral(digits.translate(_GROUPING), None, _power(scale))


def _power(scale: str) -> int:
    """The exponent of scale characters of the form `[百千]?万?亿?`."""
    small = _SMALL.get(scale[:1], 0)
    return small + _BIG[scale[1:] if small else scale]


def _fraction(plain: str) -> Numeral | None:
    match = _FRACTION.fullmatch(plain)
    return Numeral(plain, None, 0) if match and match[2].strip("0.") else None


def _part_of(plain: str) -> Numeral | None:
    """`b分之a`: a hundredth, thousandth or ten-thousandth is a power of ten, others a fraction."""
    whole, mark, part = plain.partition("分之")
    taken = _read(part) if mark and "分之" not in part else None
    if taken and whole in _PER:
        return taken._replace(exponent=taken.exponent + _PER[whole])
    divisor = _read(whole) if taken else None
    return _fraction(f"{_integer(taken)}/{_integer(divisor)}") if taken and divisor else None


def _integer(numeral: Numeral) -> str:
    return numeral.digits + "0" * numeral.exponent if numeral.upper is None else ""


def _added_up(plain: str) -> Numeral | None:
    """Parts such as `3亿5000万`, each smaller than the unit of the one before."""
    compact = plain.replace("零", "").translate(_GROUPING)
    big = _BIG_SCALE.search(compact)
    if (
        big
        and _SMALL.keys() & set(compact[: big.start()])
        and not re.search("[万亿]", compact[:-1])
    ):
        below = _added_up(compact[: big.start()])  # 4千零60万
        return below and below._replace(exponent=below.exponent + _BIG[big.group()])
    pieces = _PIECE.findall(compact)
    if len(pieces) < 2 or "".join(map("".join, pieces)) != compact or not plain[0].isdecimal():
        return None
    total, above = pieces[0][0], _power(pieces[0][1])
    for digits, scale in pieces[1:]:
        power = _power(scale)
        if len(digits) > above - power:
            return None
        total += digits.zfill(above - power)
        above = power
    return Numeral(total, None, above)


def _spelt(plain: str) -> Numeral | None:
    """A numeral in characters: an integer or decimal, then 万, 亿 or 万亿 as the exponent."""
    for joined, spelt in _JOINED_TENS.items():
        plain = plain.replace(joined, spelt)
    stem = plain.rstrip("万亿")
    scale = plain[len(stem) :]
    if scale not in _BIG or len(stem) > 64 or (scale and scale[-1] in stem):
        return None
    exponent = _BIG[scale]
    if not stem:
        return Numeral("1", None, exponent) if scale else None
    whole, point, decimals = stem.replace(".", "点").partition("点")
    if point:
        units, fraction = _whole(whole), _digit_string(decimals)
        return Numeral(f"{units}.{fraction}", None, exponent) if units and fraction else None
    if scale == "万" and "亿" in stem:
        digits = _whole(plain)
        return Numeral(digits[:-4], None, exponent) if digits else None
    pair = _NEIGHBOURS.search(stem)
    if pair and (len(stem) == 2 or not _digit_string(stem)):
        low = _whole(stem[: pair.start() + 1] + stem[pair.end() :])
        high = _whole(stem[: pair.start()] + stem[pair.start() + 1 :])
        return Numeral(low, high, exponent) if low and high else None
    digits = _whole(stem)
    return Numeral(digits, None, exponent) if digits else None


def _digit_string(stem: str) -> str:
    """`二〇二五` as ``"2025"``, empty unless every character is a digit."""
    if any(character not in VALUES for character in stem):
        return ""
    return "".join(str(VALUES[character]) for character in stem)


def _whole(stem: str) -> str:
    """The decimal digits of an integer in characters, empty if it is none."""
    if digits := _digit_string(stem):
        return digits
    value = _value(stem)
    return "" if value is None else str(value)


def _value(stem: str) -> int | None:
    """An integer with 亿, 万 and smaller units."""
    for scale, power in (("亿", 8), ("万", 4)):
        above, mark, below = stem.rpartition(scale)
        if mark:
            high, low = _value(above), _below(below, power)
            return None if high is None or low is None else high * 10**power + low
    return _section(stem)


def _below(stem: str, power: int) -> int | None:
    """What follows 亿 or 万; a single digit counts in the next lower unit (三万五 is 35000)."""
    if not stem:
        return 0
    if stem in VALUES:
        return int(VALUES[stem] * 10 ** (power - 1))
    return _value(stem.removeprefix("零"))


def _section(stem: str) -> int | None:
    """An integer below ten thousand; `百` and `千` without a digit only when they stand alone."""
    match = _SECTION.fullmatch(stem)
    if not match or not stem:
        return None
    total, lowest = 0, 0
    for unit, power in (("千", 3), ("百", 2), ("十", 1)):
        digit = match[unit]
        if digit is None:
            continue
        if not digit and power > 1 and len(stem) > 1:
            return None
        total += (VALUES[digit] if digit else 1) * 10**power
        lowest = power
    if one := match["one"]:
        colloquial = lowest > 1 and not match["gap"]
        total += VALUES[one] * (10 ** (lowest - 1) if colloquial else 1)
    return total
