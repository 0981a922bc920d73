"""Single checks of printed numbers: exact bounds in, exact bounds or a verdict out.

Everything here is rational arithmetic on the printed decimals, so that a number on the edge of
rounding is never decided by binary noise. Growth and shares are fractions (0.10 is 10 %).
"""

import decimal
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from math import ceil, floor, inf, isinf
from typing import Any, Literal, TypeAlias

from ecstats.errors import InputError
from ecstats.intervals import (
    Interval,
    add,
    divide,
    intersects,
    over_box,
    point,
    quoted_interval,
    subtract,
)

__all__ = [
    "Verdict",
    "average_growth",
    "average_growth_verdict",
    "chain",
    "compounded",
    "denominators",
    "grim",
    "growth",
    "growth_from_increment",
    "growth_from_log_slope",
    "implied_earlier",
    "rising",
    "share",
    "total",
    "total_growth",
    "truncated",
    "verdict",
]

Verdict: TypeAlias = Literal["consistent", "inconsistent", "untestable"]

ONE = point(Fraction(1))


def verdict(derived: Interval, quoted: Interval) -> Verdict:
    """Whether the quoted number can be reproduced from the printed digits.

    Inconsistent means that it cannot; it does not say which of the numbers is wrong.
    """
    return "consistent" if bool(intersects(derived, quoted)) else "inconsistent"


def truncated(text: str) -> Interval:
    """Values that a number can stand for when its further digits were cut off, not rounded."""
    lower, upper, *_ = quoted_interval(text, rounding="up_or_down")
    width = upper - lower
    if Fraction(Decimal(text)) < 0:
        return Interval(lower - width / 2, upper - width / 2, True, False)
    return Interval(lower + width / 2, upper + width / 2, False, True)


def share(part: Interval, whole: Interval) -> Interval:
    """Share of a part in a total, both positive and independently rounded.

    Raises
    ------
    InputError
        If the part can be negative or the total can be zero.
    """
    if part.lower < 0 or whole.lower <= 0:
        raise InputError("a share needs a part from 0 up and a total above 0")
    return divide(part, whole)


def total(parts: Iterable[Interval]) -> Interval:
    """Sum of independently rounded parts.

    Against a rounded total this allows (k + 1)·u/2 for k parts and the unit u of the last digit.
    """
    result = point(Fraction(0))
    for part in parts:
        result = add(result, part)
    return result


def growth(level: Interval, earlier: Interval) -> Interval:
    """Growth from an earlier level to a level, both positive."""
    return subtract(share(level, earlier), ONE)


def implied_earlier(level: Interval, quoted_growth: Interval) -> Interval:
    """Earlier level that a level and its quoted growth imply."""
    return share(level, add(ONE, quoted_growth))


def growth_from_increment(level: Interval, increment: Interval) -> Interval:
    """Growth from a level and the absolute increase that led to it; both enter twice."""
    if level.lower <= increment.upper:
        raise InputError("growth from an increment needs an increment smaller than the level")
    return over_box(lambda y, d: d / (y - d), level, increment)


def total_growth(
    parts: Sequence[tuple[Interval, Interval]], printed_total: Interval | None = None
) -> Interval:
    """Growth of a total from the levels and growths of all its parts.

    Parameters
    ----------
    parts : sequence of (level, growth)
        At most 12, bounded, growth above -1.
    printed_total : Interval, optional
        Level of the total as printed. Without it the total is the sum of the parts; every level
        then stands in the numerator and in the denominator, and all corners are searched.

    Returns
    -------
    Interval
    """
    if not 1 <= len(parts) <= 12:
        raise InputError(f"growth of a total from {len(parts)} parts; valid: 1 to 12")
    if any(isinf(y.upper) or y.lower <= 0 or isinf(g.upper) or g.lower <= -1 for y, g in parts):
        raise InputError("growth of a total needs positive levels and growth above -100 %, bounded")
    if printed_total is not None:
        return growth(printed_total, total(implied_earlier(y, g) for y, g in parts))

    def at(end: Literal["lower", "upper"], best: Callable[[Iterable[Fraction]], Fraction]) -> Any:
        # Growth of the total rises with the growth of each part, so only levels need a search.
        growths = [getattr(g, end) for _, g in parts]
        corners = product(*((y.lower, y.upper) for y, _ in parts))
        return best(
            sum(levels) / sum(y / (1 + g) for y, g in zip(levels, growths, strict=True)) - 1
            for levels in corners
        )

    return Interval(at("lower", min), at("upper", max))


def chain(growths: Iterable[Interval]) -> Interval:
    """Growth over consecutive periods from the growth in each."""
    low = high = Fraction(1)
    for each in growths:
        if each.lower <= -1 or isinf(each.upper):
            raise InputError("chained growth must be bounded and above -100 %")
        low, high = low * (1 + each.lower), high * (1 + each.upper)
    return Interval(low - 1, high - 1)


def average_growth(over_all: Interval, years: int) -> Interval:
    """Average growth a year from the growth over several years.

    The root is taken with 50 digits; for a verdict use `average_growth_verdict`, which is exact.
    """

    def root(value: Any) -> Any:
        if isinf(value):
            return value
        factor = Decimal((1 + value).numerator) / Decimal((1 + value).denominator)
        return Fraction(factor ** (Decimal(1) / years)) - 1

    _check_years(over_all, years)
    with decimal.localcontext(prec=50):
        return over_all._replace(lower=root(over_all.lower), upper=root(over_all.upper))


def compounded(yearly: Interval, years: int) -> Interval:
    """Growth over several years from the same growth in each, exactly."""
    _check_years(yearly, years)
    return yearly._replace(
        lower=(1 + yearly.lower) ** years - 1, upper=(1 + yearly.upper) ** years - 1
    )


def average_growth_verdict(over_all: Interval, quoted: Interval, years: int) -> Verdict:
    """Whether a quoted average growth a year follows from the growth over several years."""
    return verdict(over_all, compounded(quoted, years))


def _check_years(rate: Interval, years: int) -> None:
    if years < 1 or rate.lower < -1:
        raise InputError("average growth needs one year or more and growth from -100 % up")


def growth_from_log_slope(slope: Interval) -> Interval:
    """Growth a year from the slope of a regression of logarithms on years (50 digits)."""

    def exp(value: Fraction) -> Fraction:
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).exp()) - 1

    with decimal.localcontext(prec=50):
        return slope._replace(lower=exp(slope.lower), upper=exp(slope.upper))


def denominators(count: int, quoted_share: Interval) -> tuple[Interval, list[int]]:
    """Totals of which `count` units can be the quoted share.

    Parameters
    ----------
    count : int
        Number of units with the property, 1 or more.
    quoted_share : Interval
        As a fraction, above 0.

    Returns
    -------
    Interval, list of int
        All totals, and the whole numbers among them; without any the count and the share do not
        belong together.

    References
    ----------
    Brown & Heathers, "The GRIM test", *Social Psychological and Personality Science* 8 (2017),
    applied to a share.
    """
    if count < 1 or quoted_share.lower <= 0:
        raise InputError("whole denominators need a count of 1 or more and a share above 0")
    totals = divide(point(Fraction(count)), quoted_share)
    whole = range(max(count, ceil(totals.lower)), floor(totals.upper) + 1)
    return totals, [n for n in whole if bool(intersects(point(Fraction(n)), totals))]


def grim(
    text: str, n: int, *, items: int = 1, percent: bool = False, rounding: str | None = None
) -> bool:
    """Whether a printed mean or percentage of whole numbers is possible with `n` cases.

    Parameters
    ----------
    text : str
        Mean as printed, or percentage when `percent`.
    n, items : int
        Cases, and whole-number items averaged in each case.
    percent : bool
        Divide the printed number by 100 first.
    rounding : str, optional
        One rounding mode of the module `decimal`; by default both half up and half to even.

    References
    ----------
    Brown & Heathers, "The GRIM test", *Social Psychological and Personality Science* 8 (2017).
    """
    if n < 1 or items < 1:
        raise InputError(f"GRIM test with n={n}, items={items}; valid: whole numbers from 1")
    cases = n * items * (Fraction(1, 100) if percent else Fraction(1))
    lower, upper, *_ = quoted_interval(text, rounding="up_or_down")
    if rounding is None:
        return bool(ceil(lower * cases) <= floor(upper * cases))
    # Directed rounding moves a mean by up to a whole unit of the last digit.
    unit = upper - lower
    sums = range(floor((lower - unit) * cases), ceil((upper + unit) * cases) + 1)
    printed = Fraction(Decimal(text)) / unit
    return any(_rounded(k / cases / unit, rounding) == printed for k in sums)


def _rounded(value: Fraction, rounding: str) -> int:
    """Round to a whole number, on a decimal that keeps what every rounding mode looks at."""
    whole, rest = divmod(abs(value), 1)
    half = Fraction(1, 2)
    digit = 0 if rest == 0 else 25 if rest < half else 5 if rest == half else 75
    sign = "-" if value < 0 else ""
    return int(Decimal(f"{sign}{int(whole)}.{digit}").quantize(Decimal(1), rounding=rounding))


def rising(levels: Sequence[Interval], *, direction: Literal[1, -1] = 1) -> Verdict:
    """Whether levels in order of time can rise throughout (or fall), standstill allowed."""
    if len(levels) < 2:
        return "untestable"
    highest = -inf
    for earlier, later in pairwise(levels):
        before = earlier.lower if direction > 0 else -earlier.upper
        after = later.upper if direction > 0 else -later.lower
        highest = max(highest, before)
        if after < highest:
            return "inconsistent"
    return "consistent"
