"""What printed digits can mean: rounding, and its undoing."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from ecstats.errors import InputError
from ecstats.intervals.bounds import Interval

Rounding: TypeAlias = Literal["up", "down", "up_or_down"]

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def read_digits(text: str, parameter: str = "text") -> tuple[Decimal, int, int]:
    """Value, and the powers of ten of the last digit and of the last non-zero digit."""
    if not _NUMBER.fullmatch(text.strip()):
        raise InputError(f"{parameter} {text!r} is not a number; valid: digits such as '43.90'")
    value = Decimal(text.strip())
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    digits = "".join(map(str, value.as_tuple().digits))
    return value, exponent, exponent + len(digits) - len(digits.rstrip("0") or digits)


def unround(
    text: str, *, step: str | None = None, unit_mult: int = 0, rounding: Rounding = "up"
) -> Interval:
    """Values that are printed as `text` when they are rounded.

    Parameters
    ----------
    text : str
        The number as printed: `4.50` is more precise than `4.5`.
    step : str, optional
        The rounding step, when it is not that of the last digit: ``"10"`` for a round 70.
    unit_mult : int
        Power of ten that takes the printed number to base units.
    rounding : {"up", "down", "up_or_down"}
        Where a half goes: away from zero (``"up"``), towards zero, or either
        way, as with the half-even rule of GB/T 8170; then both ends are closed.

    Returns
    -------
    Interval
        Ends as exact fractions, in base units.

    Examples
    --------
    >>> lower, upper, *_ = unround("43.9")
    >>> float(lower), float(upper)
    (43.85, 43.95)

    References
    ----------
    L. Jung, *scrutiny: Error detection in science*, function `unround`.
    """
    value, exponent, _ = read_digits(text)
    width = Fraction(10) ** exponent if step is None else Fraction(read_digits(step, "step")[0])
    unit = Fraction(10) ** unit_mult
    size = abs(Fraction(value))
    open_far = rounding == "up"
    open_near = open_far if size == 0 else rounding == "down"
    return mirrored(
        (size - width / 2) * unit, (size + width / 2) * unit, open_near, open_far, value
    )


def mirrored(lower: Any, upper: Any, lower_open: bool, upper_open: bool, sign: Decimal) -> Interval:
    """Interval of the size, mirrored for a quantity with a minus sign."""
    if sign < 0:
        return Interval(-upper, -lower, upper_open, lower_open)
    return Interval(lower, upper, lower_open, upper_open)
