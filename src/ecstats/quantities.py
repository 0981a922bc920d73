"""One quantity as printed: number, scale, unit and the bound words beside it.

`read` takes a single printed figure, as the column ``as_written`` holds it. `match` and
`words_before` find the two ends of a quantity around a numeral in running text.

Conventions
-----------
- ``超亿元`` is 1 x 10^8, ``百亿级`` 100 x 10^8, ``上百家`` 100: a bare scale counts itself.
- ``十几`` is 10 ``some_over``, ``几十`` and ``数十`` are 10 ``order_of_magnitude``.
- ``百分之三点五`` is 3.5 ``%``, ``三成`` is 3 x 10^1 ``%``, ``翻一番`` is 2 ``倍``.
- ``负增长2.3%`` and ``-2.3%`` are -2.3 ``%``; ``一半`` is 1/2; ``两年半`` is 2.5 ``年``.
- ``5-10%`` is one range in per cent; ``5000万-1亿元`` is 5000 to 10000 x 10^4.
- The word before the number decides when there is a bound word on both sides.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from ecstats import lexicon, numerals
from ecstats.errors import InputError

SIGNS = "-－−–"
SEPARATORS = "-－—–~～〜至到"

_A = r"[0-9０-９]"
_THOUSAND = r"[千仟](?![瓦克米伏焦])"
_HUNDRED = r"[百佰](?!分[点點])"
_SCALE = rf"(?:(?:{_HUNDRED}|{_THOUSAND})?(?:[万萬][亿億]?|[亿億])|{_HUNDRED}|{_THOUSAND})"
_NUMBER = (
    rf"(?:{_A}{{1,3}}(?:[,\u2009\u202f]{_A}{{3}}){{1,12}}(?!{_A})"
    rf"|[０-９]{{1,3}}(?:，[０-９]{{3}}){{1,12}}(?!{_A})|{_A}{{1,40}})(?:[.．]{_A}{{1,40}})?"
    rf"(?:[ \u3000]?{_SCALE}(?:零?{_A}{{1,4}}{_SCALE}){{0,2}})?"
)
_SPELT = (
    rf"(?:[{numerals.DIGITS}十拾廿卅卌万萬亿億]|{_HUNDRED}|{_THOUSAND}){{1,40}}"
    rf"(?:[点點][{numerals.DIGITS}]{{1,20}}[万萬亿億]{{0,2}})?"
)
_MORE = r"[多余餘](?!元化|功能|样|樣|层次|媒体|渠道|主体)"
_UNIT = lexicon.pattern(lexicon.UNITS)
_AFTER = {word: bound for bound, words in lexicon.AFTER.items() for word in words.split()}
_QUANTITY = re.compile(
    rf"(?:(?P<fraction>{_A}{{1,6}}[/／]{_A}{{1,6}}(?![/／.．0-9０-９])"
    rf"|{_A}{{1,4}}(?:[.．]{_A}{{1,2}})?[:∶]{_A}{{1,4}}(?:[.．]{_A}{{1,2}})?(?![:∶.．0-9０-９]))"
    rf"|(?P<number>{_NUMBER})"
    r"|(?P<doubled>翻了?[一两二三四]?番)"
    r"|(?P<halved>一半|半数|半數|半)"
    rf"|(?P<part>{_SPELT}分之{_SPELT})"
    rf"|(?P<spelt>{_SPELT}))"
    rf"(?:(?P<more>{_MORE}|(?<![0-9０-９])[几幾])(?P<scale>{_SCALE})?)?"
    r"(?:(?P<level>(?<=[十百千万萬亿億])[级級])"
    rf"|[ \u3000]?(?P<unit>(?:{_UNIT})(?:/(?:{_UNIT}))?)"
    r"|(?P<tenth>成[一二三四五六七八九]?(?![立为為长長本功果员員交熟品分就绩效都])))?"
    r"(?P<rank>(?<=[亿億万萬]元)[级級])?"
    rf"(?P<half>(?<=[年倍天])半)?(?P<later>(?<=[年月天时時]){_MORE})?"
    rf"(?P<after>{lexicon.pattern(_AFTER)}|(?<=[时時天日月年钟鐘秒米里])[内內])?"
)
_BARE = frozenset("十百千万亿拾佰仟萬億半")
_OF_TEN = {"百": "%", "佰": "%", "千": "‰", "仟": "‰", "万": "‱", "萬": "‱"}



class _Ending(NamedTuple):
    """A word that may end before a number; `guard` are the characters it must not follow."""

    word: str
    bound: str
    guard: str


def _endings(bounds: dict[str, str]) -> dict[str, list[_Ending]]:
    """The words of a lexicon table by their last character, longest first, in all forms."""
    found: dict[str, list[_Ending]] = {}
    for bound, words in bounds.items():
        for word in sorted(words.split(), key=len, reverse=True):
            guard = lexicon.NOT_BEFORE.get(word[0], "")
            guard += lexicon.traditional(guard)
            for form in sorted({word, lexicon.traditional(word)}):
                found.setdefault(form[-1], []).append(_Ending(form, bound, guard))
    return {last: sorted(words, key=lambda ending: -len(ending.word)) for last, words in found.items()}


_BEFORE = _endings(lexicon.BEFORE)
_BEFORE_SCALE = _endings(lexicon.BEFORE_SCALE)
_NEGATIVE = _endings({"negative": "负 负增长 零下"})
_NO_SIGN_AFTER = frozenset("0123456789０１２３４５６７８９)）]】〕%％—" + SIGNS) | lexicon.LATIN
_SPACES = frozenset(" \u3000")
# A bound word or a sign before a number ends in one of these.
LAST_CHARACTERS = frozenset([*_BEFORE, *_BEFORE_SCALE, *_NEGATIVE, *SIGNS, *_SPACES])
_SEPARATING = frozenset(SEPARATORS)
_FIRST = re.compile(f"[{numerals.ARABIC}{numerals.DIGITS}{numerals.TENS}{numerals.SCALES}翻半]")
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


class Words(NamedTuple):
    """What stands before a number: where it starts, its bound word, its sign."""

    start: int
    bound: str | None
    negative: bool


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
    """
    text = as_written.strip()
    first = _FIRST.search(text)
    found = match(text, first.start()) if first else None
    if first is None or found is None or found[0] != len(text):
        shown = as_written if len(as_written) <= 40 else as_written[:40] + "…"
        raise InputError(
            f"figure {shown!r} is not one number with its unit and bound; "
            "valid are '3.8万多家', '超过3600万元', '10-15个', '2/3' …"
        )
    words = words_before(text, first.start(), 0)
    if text[: words.start] not in _LEADING:
        raise InputError(
            f"figure {as_written!r}: {text[: words.start]!r} before the number is no bound word; "
            "valid are 超过, 突破, 不少于, 至少, 近, 约, 不超过, 不足 …"
        )
    reading = found[1].reading
    value = "-" + reading.value if words.negative else reading.value
    bound = words.bound if words.bound and reading.upper is None else reading.bound
    return reading._replace(value=value, bound=bound)


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
    found = _QUANTITY.match(text, start)
    if found is None:
        return None
    quantity = _quantity(found.group())
    end = found.end()
    if quantity and text[end : end + 1] in _SEPARATING:
        after = end + (2 if text.startswith("——", end) else 1)
        right = _QUANTITY.match(text, after)
        joined = _joined(found.group(), right.group()) if right else None
        if right and joined:
            return right.end(), joined
    return (end, quantity) if quantity else None


def digits(printed: str, end: int) -> tuple[int, Quantity]:
    """Like `match`, for Arabic digits alone."""
    return end, _measured(Reading(numerals.parse(printed).digits, None, 0, None, "exact"))


def words_before(text: str, start: int, floor: int) -> Words:
    """Bound words and sign that adjoin the number at `start`, not reaching before `floor`."""
    begin, bound, negative = start, None, False
    if text[start] in _BARE:
        found = _ending(_BEFORE_SCALE, text, start, floor)
        if found:
            begin, bound = found
    elif start > floor and text[start - 1] in SIGNS:
        negative = start - 1 == floor or text[start - 2] not in _NO_SIGN_AFTER
        begin = start - 1 if negative else start
    elif found := _ending(_NEGATIVE, text, start, floor):
        begin, negative = found[0], True
    found = _ending(_BEFORE, text, begin, floor)
    if not found and begin - 1 > floor and text[begin - 1] in _SPACES:
        found = _ending(_BEFORE, text, begin - 1, floor)
    if found:
        begin, bound = found
    return Words(begin, bound, negative)


def _ending(
    endings: dict[str, list[_Ending]], text: str, end: int, floor: int
) -> tuple[int, str] | None:
    """Where the longest of the words begins that ends at `end`, and its bound."""
    if end > floor:
        for word, bound, guard in endings.get(text[end - 1], ()):
            begin = end - len(word)
            if begin >= floor and text.startswith(word, begin):
                if begin and text[begin - 1] in guard:
                    return None
                return begin, bound
    return None


def number(value: str, unit_mult: int) -> float:
    """The nearest float to decimal text or a fraction, times a power of ten."""
    above, stroke, below = value.partition("/")
    return float(above) / float(below) if stroke else float(f"{value}e{unit_mult}")


def _measured(reading: Reading) -> Quantity:
    value, upper, mult = reading.value, reading.upper, reading.unit_mult
    return Quantity(reading, number(value, mult), number(upper, mult) if upper else None)


@lru_cache(maxsize=16384)
def _quantity(token: str) -> Quantity | None:
    """What a matched quantity says; None if its number is not well formed."""
    reading = _reading(token)
    return _measured(reading) if reading else None


def _reading(token: str) -> Reading | None:
    found = _QUANTITY.fullmatch(token)
    if found is None:
        return None
    if found["doubled"]:
        times = found["doubled"][-2]
        doublings = numerals.VALUES.get(times, 1)
        return Reading(str(2**doublings), None, 0, "倍", _bound(found))
    ratio = re.sub("[:∶]", "/", found["fraction"] or "")
    written = ratio or found["number"] or found["part"] or found["spelt"]
    try:
        compact = re.sub(r"\s", "", written) if written else "二分之一"
        parsed = numerals.parse(compact + (found["scale"] or ""))
    except InputError:
        return None
    unit = lexicon.simplify(found["unit"]) if found["unit"] else None
    digits, upper, exponent = parsed
    if found["part"] and (sign := _OF_TEN.get(found["part"].partition("分之")[0])):
        exponent, unit = 0, sign
    if tenth := found["tenth"]:
        digits += "." + str(numerals.VALUES[tenth[1]]) if tenth[1:] else ""
        exponent, unit = 1, "%"
    if found["half"] and digits.isdecimal():
        digits += ".5"
    bound = "range" if upper else _bound(found)
    return Reading(digits, upper, exponent, unit, bound)


def _bound(found: re.Match[str]) -> str:
    if after := found["after"]:
        return _AFTER.get(lexicon.simplify(after), "at_most")
    if found["more"] or found["later"]:
        return "some_over"
    return "order_of_magnitude" if found["level"] or found["rank"] else "exact"


@lru_cache(maxsize=4096)
def _joined(left: str, right: str) -> Quantity | None:
    """Two quantities with a dash or 至 between them as one range, None if they are none."""
    low, high = _reading(left), _reading(right)
    if low is None or high is None or low.upper or high.upper or "/" in low.value + high.value:
        return None
    if low.bound != "exact" or low.unit not in (None, high.unit):
        if not (low.unit in _OF_TEN.values() and high.unit is None):
            return None
    unit = high.unit or low.unit
    shared = low.unit_mult if low.unit or low.unit_mult else high.unit_mult
    mult = min(shared, high.unit_mult)
    value = _shifted(low.value, shared - mult)
    upper = _shifted(high.value, high.unit_mult - mult)
    if number(value, 0) >= number(upper, 0):
        return None
    return _measured(Reading(value, upper, mult, unit, "range"))


def _shifted(digits: str, places: int) -> str:
    """Decimal text times ten to the `places`."""
    if not places:
        return digits
    whole, _, decimals = digits.partition(".")
    decimals = decimals.ljust(places, "0")
    rest = decimals[places:]
    return (whole + decimals[:places]).lstrip("0").rjust(1, "0") + ("." + rest if rest else "")

