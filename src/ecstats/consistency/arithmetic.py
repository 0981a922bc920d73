"""Arithmetic of the checks: exact bounds of printed numbers in, exact bounds or a verdict out.

Everything here is rational arithmetic on the printed decimals, so that a number on the edge of
rounding is never decided by binary noise. Growth and shares are fractions (0.10 is 10 %).
"""

import decimal
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import ceil, floor, inf, isinf
from typing import Any, Literal, TypeAlias

from ecstats.consistency.ledger_rows import QuotedFigure
from ecstats.errors import InputError
from ecstats.intervals import Interval, add, divide, intersects, over_box, point, subtract

Verdict: TypeAlias = Literal["consistent", "inconsistent", "untestable"]

ONE = point(Fraction(1))
PERCENT = Fraction(100)


class Undefined(InputError):
    """A quantity that these figures do not define; the message is a code of `REASONS`."""


def need_one_unit(*rows: QuotedFigure) -> None:
    """Raise `Undefined` if figures are in different units."""
    if len({row.unit_measure for row in rows}) > 1:
        raise Undefined("units_differ")


def verdict(derived: Interval, quoted: Interval) -> Verdict:
    """Whether the quoted number can be reproduced from the printed digits.

    Inconsistent means that it cannot; it does not say which of the numbers is wrong.
    """
    return "consistent" if bool(intersects(derived, quoted)) else "inconsistent"


def share(part: Interval, whole: Interval) -> Interval:
    """Share of a part in a total, both positive and independently rounded.

    Raises
    ------
    Undefined
        If the part can be negative or the total can be zero.
    """
    if part.lower < 0 or whole.lower <= 0:
        raise Undefined("not_positive")
    return divide(part, whole)


def total(parts: Iterable[Interval]) -> Interval:
    """Sum of independently rounded parts.

    Against a rounded total this allows (k + 1)·u/2 for k parts and the unit u of the last digit.
    """
    return reduce(add, parts, point(Fraction(0)))


def growth(level: Interval, earlier: Interval) -> Interval:
    """Growth from an earlier level to a level, both positive."""
    return subtract(share(level, earlier), ONE)


def implied_earlier(level: Interval, quoted_growth: Interval) -> Interval:
    """Earlier level that a level and its quoted growth imply."""
    return share(level, add(ONE, quoted_growth))


def growth_from_increment(level: Interval, increment: Interval) -> Interval:
    """Growth from a level and the absolute increase that led to it; both enter twice."""
    if level.lower <= increment.upper:
        raise Undefined("increment_too_large")
    return over_box(lambda y, d: d / (y - d), level, increment)


def total_growth(parts: Iterable[tuple[Interval, Interval]], level: Interval) -> Interval:
    """Growth of a total from its level and the levels and growths of all its parts."""
    return growth(level, total(implied_earlier(part, rate) for part, rate in parts))


def average_growth(over_all: Interval, years: int) -> Interval:
    """Average growth a year from the growth over several years.

    The root is taken with 50 digits; a verdict compares with `compounded`, which is exact.
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


def _check_years(rate: Interval, years: int) -> None:
    if years < 1 or rate.lower < -1:
        raise Undefined("not_positive")


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

    Raises
    ------
    Undefined
        If the count is below 1 or the share can be zero.

    References
    ----------
    Brown & Heathers, "The GRIM test", *Social Psychological and Personality Science* 8 (2017),
    applied to a share.
    """
    if count < 1 or quoted_share.lower <= 0:
        raise Undefined("not_positive")
    totals = divide(point(Fraction(count)), quoted_share)
    whole = range(max(count, ceil(totals.lower)), floor(totals.upper) + 1)
    return totals, [n for n in whole if bool(intersects(point(Fraction(n)), totals))]


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
