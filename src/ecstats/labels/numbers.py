"""How a value is written: the same words in charts, captions and notebooks."""

import math
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from ecstats.errors import unknown_name_error

LANGUAGES: Final = ("en", "zh")
NO_VALUE: Final = "—"

_SCALES: Final[dict[str, tuple[tuple[int, str], ...]]] = {
    "en": ((12, " trillion"), (9, " billion"), (6, " million")),
    "zh": ((12, "万亿"), (8, "亿"), (4, "万")),
}


_NOTHING: Final[dict[str, str]] = {"en": "", "zh": ""}


class _Unit(NamedTuple):
    """Texts before and after a number by language, power of ten applied, large scale words."""

    before: dict[str, str] = _NOTHING
    after: dict[str, str] = _NOTHING
    power: int = 0
    scaled: bool = False


_PERCENT: Final = {"en": "%", "zh": "%"}
_PERCENT_A_YEAR: Final = {"en": "% a year", "zh": "%/年"}
_POINTS: Final = {"en": " pp", "zh": "个百分点"}
_POINTS_A_YEAR: Final = {"en": " pp a year", "zh": "个百分点/年"}

_UNITS: Final[dict[str, _Unit]] = {
    "CNY": _Unit({"en": "CNY ", "zh": ""}, {"en": "", "zh": "元"}, scaled=True),
    "PERCENT": _Unit(after=_PERCENT),
    "PERCENT_PER_YEAR": _Unit(after=_PERCENT_A_YEAR),
    "PERCENTAGE_POINT": _Unit(after=_POINTS),
    "PERCENTAGE_POINT_PER_YEAR": _Unit(after=_POINTS_A_YEAR),
    "FRACTION": _Unit(after=_PERCENT, power=2),
    "FRACTION_PER_YEAR": _Unit(after=_PERCENT_A_YEAR, power=2),
    "RATIO": _Unit(),
}
_COUNT: Final = _Unit(scaled=True)


def check_language(language: str) -> str:
    """Return a language that has texts; raise `InputError` naming the valid ones."""
    if language not in LANGUAGES:
        raise unknown_name_error("language", language, LANGUAGES)
    return language


def step_of(printed: str, unit_mult: int = 0) -> float:
    """One unit of the last printed digit, in base units.

    Parameters
    ----------
    printed : str
        The digits as printed, trailing zeros kept: ``"2735.8"``.
    unit_mult : int
        Power of ten of the printed unit: 8 for 亿.

    Returns
    -------
    float
        1e7 for the example: the figure is printed to ten million.
    """
    decimals = len(printed.partition(".")[2])
    return float(Decimal(1).scaleb(unit_mult - decimals))


def step_of_interval(lower: float, upper: float) -> float | None:
    """Power of ten at or below the width of an interval: the digits that mean something.

    Returns
    -------
    float or None
        0.01 for [9.96, 9.98]; None for an empty or unbounded interval.
    """
    width = upper - lower
    if not math.isfinite(width) or width <= 0:
        return None
    return float(Decimal(1).scaleb(math.floor(math.log10(width) + 1e-9)))


def format_value(
    value: float, unit: str, language: str = "en", *, step: float | None = None
) -> str:
    """Write a value with its unit, in large units that people say.

    Parameters
    ----------
    value : float
        In base units: yuan, items, per cent; growth and fractions as fractions.
    unit : str
        A code of ``units.csv``, or ``FRACTION_PER_YEAR``, ``PERCENTAGE_POINT_PER_YEAR``,
        ``RATIO``. Anything else is a count, written without its noun.
    language : {"en", "zh"}
    step : float, optional
        One unit of the last digit worth showing, in base units (`step_of`). Without it all
        digits are shown when six are enough, otherwise three significant ones.

    Returns
    -------
    str
        ``"CNY 273.58 billion"``, ``"2735.8亿元"``, ``"51.3%"``, ``"1.8个百分点"``; an em
        dash for a missing or unbounded value.
    """
    if not math.isfinite(value):
        return NO_VALUE
    spec = _UNITS.get(unit, _COUNT)
    number = _decimal(value).scaleb(spec.power)
    size = None if step is None else _decimal(step).scaleb(spec.power)
    power, word = _scale(abs(number), spec, check_language(language))
    text = _digits(number.scaleb(-power), _places(number, power, size), language)
    return f"{spec.before[language]}{text}{word}{spec.after[language]}"


def format_interval(
    lower: float,
    upper: float,
    unit: str,
    language: str = "en",
    *,
    lower_open: bool = False,
    upper_open: bool = False,
    step: float | None = None,
) -> str:
    """Write an interval, or the bound of a one-sided one.

    The ends are rounded outwards, so that what is written holds everything that is meant.

    Parameters
    ----------
    lower, upper : float
        In base units, infinite where unbounded.
    unit, language, step
        As in `format_value`; without `step` two digits of the width are shown.
    lower_open, upper_open : bool
        Whether the ends are excluded. Shown only for one-sided intervals.

    Returns
    -------
    str
        ``"43.85–43.95%"``, ``"≥ 50"``, ``"> 100亿"``; an em dash where nothing is known.
    """
    spec = _UNITS.get(unit, _COUNT)
    check_language(language)
    if math.isnan(lower) or math.isnan(upper):
        return NO_VALUE
    if math.isinf(lower) and math.isinf(upper):
        return NO_VALUE
    if math.isinf(upper):
        return f"{'>' if lower_open else '≥'} {format_value(lower, unit, language, step=step)}"
    if math.isinf(lower):
        return f"{'<' if upper_open else '≤'} {format_value(upper, unit, language, step=step)}"
    if lower == upper:
        return format_value(lower, unit, language, step=step)
    low, high = _decimal(lower).scaleb(spec.power), _decimal(upper).scaleb(spec.power)
    power, word = _scale(max(abs(low), abs(high)), spec, language)
    if step is None:
        step = (step_of_interval(lower, upper) or 1.0) / 10
    places = _places(high, power, _decimal(step).scaleb(spec.power))
    ends = (
        _digits(low.scaleb(-power), places, language, ROUND_FLOOR),
        _digits(high.scaleb(-power), places, language, ROUND_CEILING),
    )
    while all("." in end and end[-1] in "0." for end in ends):
        ends = (ends[0][:-1].rstrip("."), ends[1][:-1].rstrip("."))
    dash = "–" if low >= 0 else {"en": " to ", "zh": "至"}[language]
    return f"{spec.before[language]}{dash.join(ends)}{word}{spec.after[language]}"


def unit_scale(values: Iterable[float], unit: str, language: str = "en") -> tuple[int, str]:
    """Power of ten and unit in which all of some values are well read.

    Parameters
    ----------
    values : iterable of float
        In base units; missing and infinite ones are passed over.
    unit : str
    language : {"en", "zh"}

    Returns
    -------
    power : int
        Values divided by ``10**power`` are in the unit.
    name : str
        ``"CNY billion"``, ``"亿元"``, ``"%"``; only the scale word for a count.
    """
    spec = _UNITS.get(unit, _COUNT)
    check_language(language)
    sizes = [abs(_decimal(value)) for value in values if math.isfinite(value)]
    power, word = _scale(max(sizes, default=Decimal(0)), spec, language)
    name = f"{spec.before[language]}{word}{spec.after[language]}"
    return power, " ".join(name.split()) if language == "en" else name


def format_scaled(
    value: float, power: int, language: str = "en", *, step: float | None = None
) -> str:
    """Write a value in a unit of `unit_scale`: digits only, an em dash when it is missing."""
    if not math.isfinite(value):
        return NO_VALUE
    number = _decimal(value)
    size = None if step is None else _decimal(step)
    return _digits(number.scaleb(-power), _places(number, power, size), language)


def _decimal(value: float) -> Decimal:
    """Decimal without the noise of binary arithmetic (twelve significant digits)."""
    return Decimal(f"{float(value):.12g}")


def _scale(magnitude: Decimal, spec: _Unit, language: str) -> tuple[int, str]:
    if spec.scaled:
        for power, word in _SCALES[language]:
            if magnitude >= Decimal(1).scaleb(power):
                return power, word
    return 0, ""


def _places(number: Decimal, power: int, step: Decimal | None) -> int:
    """Decimal places to show once the number is divided by ``10**power``."""
    if step is not None and step > 0:
        return max(0, power - step.adjusted())
    if number == 0:
        return 0
    digits = number.normalize().as_tuple()
    shown = digits.digits if len(digits.digits) <= 6 else digits.digits[:3]
    return max(0, power - (number.adjusted() - len(shown) + 1))


def _digits(number: Decimal, places: int, language: str, rounding: str = ROUND_HALF_UP) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=rounding)
    text = f"{rounded:,f}" if language == "en" else f"{rounded:f}"
    return text.replace("-", "\N{MINUS SIGN}")
