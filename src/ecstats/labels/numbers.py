"""How a value is written: the same in charts, captions, tables, sentences and on the pages."""

import math
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from ecstats.labels.words import check_language, text

NO_VALUE: Final = "—"

_SCALES: Final = {"en": (6, 9, 12), "zh": (4, 8, 12)}
"""Powers of ten of the words in the text `scales`."""


class _Unit(NamedTuple):
    """Power of ten applied, whether large scale words are used, and digits in groups."""

    power: int = 0
    scaled: bool = False
    grouped: bool = True
    finest: float = 0.0


# Units whose number stands in a text of its own, `unit_<code>` in words.toml.
_UNITS: Final[dict[str, _Unit]] = {
    "CNY": _Unit(scaled=True),
    "PERCENT": _Unit(finest=0.01),
    "PERCENT_PER_YEAR": _Unit(finest=0.01),
    "PERCENTAGE_POINT": _Unit(finest=0.01),
    "PERCENTAGE_POINT_PER_YEAR": _Unit(finest=0.01),
    "FRACTION": _Unit(power=2, finest=1e-4),
    "FRACTION_PER_YEAR": _Unit(power=2, finest=1e-4),
    "RATIO": _Unit(finest=0.01),
    "YEAR": _Unit(grouped=False),
}
_COUNT: Final = _Unit(scaled=True)


def step_of(printed: str, unit_mult: int = 0) -> float:
    """One unit of the last printed digit, in base units: 1e7 for ``"2735.8"`` × 10^8."""
    decimals = len(printed.partition(".")[2])
    return float(Decimal(1).scaleb(unit_mult - decimals))


def step_of_interval(lower: float, upper: float) -> float | None:
    """Power of ten at or below the width of an interval; None for an empty or unbounded one."""
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
        A code of ``units.csv``, or ``FRACTION_PER_YEAR``, ``PERCENT_PER_YEAR``,
        ``PERCENTAGE_POINT_PER_YEAR``, ``RATIO``, ``YEAR``. Anything else is a count, written
        without its noun.
    language : {"en", "zh"}
    step : float, optional
        One unit of the last digit worth showing, in base units (`step_of`). Without it all
        digits are shown when six are enough, otherwise three significant ones.

    Returns
    -------
    str
        An em dash for a missing or unbounded value.

    Examples
    --------
    >>> format_value(2735.8e8, "CNY"), format_value(2735.8e8, "CNY", "zh")
    ('CNY 273.58 billion', '2735.8亿元')
    >>> format_value(0.0997, "FRACTION_PER_YEAR", "zh")
    '9.97%/年'
    """
    return _written(value, unit, language, step)


def format_interval(
    lower: float,
    upper: float,
    unit: str,
    language: str = "en",
    *,
    lower_open: bool = False,
    upper_open: bool = False,
) -> str:
    """Write an interval, or the bound of a one-sided one.

    The ends are rounded outwards, also the one end of a one-sided interval, so that what is
    written holds everything that is meant. Two digits of the width are shown; of a single end
    all digits when six are enough, otherwise four significant ones.

    Parameters
    ----------
    lower, upper : float
        In base units, infinite where unbounded.
    unit, language
        As in `format_value`.
    lower_open, upper_open : bool
        Whether the ends are excluded. Shown only for one-sided intervals.

    Returns
    -------
    str
        An em dash where nothing is known.

    Examples
    --------
    >>> format_interval(43.85, 43.95, "PERCENT"), format_interval(43.85, 43.95, "PERCENT", "zh")
    ('43.85–43.95%', '43.85%–43.95%')
    >>> inf = float("inf")
    >>> format_interval(4.7669456, inf, "PERCENT", lower_open=True)
    '> 4.766%'
    """
    if math.isnan(lower) or math.isnan(upper) or (math.isinf(lower) and math.isinf(upper)):
        return NO_VALUE
    if math.isinf(upper):
        end = _written(lower, unit, language, None, ROUND_FLOOR, 4)
        return f"{'>' if lower_open else '≥'} {end}"
    if math.isinf(lower):
        end = _written(upper, unit, language, None, ROUND_CEILING, 4)
        return f"{'<' if upper_open else '≤'} {end}"
    if lower == upper:
        return _written(lower, unit, language, None)
    return format_range(lower, upper, unit, language, (step_of_interval(lower, upper) or 1.0) / 10)


def format_range(lower: float, upper: float, unit: str, language: str, step: float) -> str:
    """Write two ends in one unit, rounded outwards to a step in base units."""
    spec = _UNITS.get(unit, _COUNT)
    low, high = _decimal(lower).scaleb(spec.power), _decimal(upper).scaleb(spec.power)
    power = _scale(max(abs(low), abs(high)), spec, language)
    places = _places(high, power, _decimal(step).scaleb(spec.power))
    ends = [
        _digits(low.scaleb(-power), places, spec, language, ROUND_FLOOR),
        _digits(high.scaleb(-power), places, spec, language, ROUND_CEILING),
    ]
    while all("." in end and end[-1] in "0." for end in ends):
        ends = [end[:-1].rstrip(".") for end in ends]
    if language == "zh" and text(_key(unit), "zh", number="").startswith("%"):
        ends[0] += "%"
    dash = "–" if low >= 0 else {"en": " to ", "zh": "至"}[language]
    return text(_key(unit), language, number=dash.join(ends) + _scale_word(power, language))


def format_estimate(
    value: float,
    lower: float,
    upper: float,
    unit: str,
    language: str = "en",
    *,
    lower_open: bool = False,
    upper_open: bool = False,
) -> str:
    """Write a point estimate with the digits that its interval supports.

    Parameters
    ----------
    value : float
        In base units; missing where only an interval is known, which is then written.
    lower, upper, unit, language, lower_open, upper_open
        As in `format_interval`. Per cent and points have two decimals at most.

    Returns
    -------
    str

    Examples
    --------
    >>> format_estimate(4.15, 3.949, 4.352, "PERCENT"), format_interval(3.949, 4.352, "PERCENT")
    ('4.2%', '3.94–4.36%')
    """
    if not math.isfinite(value):
        return format_interval(
            lower, upper, unit, language, lower_open=lower_open, upper_open=upper_open
        )
    step, finest = step_of_interval(lower, upper), _UNITS.get(unit, _COUNT).finest
    return format_value(value, unit, language, step=max(step or 0.0, finest) or None)


def unit_scale(values: Iterable[float], unit: str, language: str = "en") -> tuple[int, str]:
    """Power of ten and name of the unit in which all of some values are well read.

    Values are in base units, missing and infinite ones are passed over. The name is ``"CNY
    billion"``, ``"亿元"``, ``"%"``; only the scale word for a count.
    """
    spec = _UNITS.get(unit, _COUNT)
    sizes = [abs(_decimal(value)) for value in values if math.isfinite(value)]
    power = _scale(max(sizes, default=Decimal(0)), spec, language)
    name = text(_key(unit), language, number=_scale_word(power, language))
    return power, " ".join(name.split()) if language == "en" else name


def format_scaled(
    value: float, power: int, language: str = "en", *, step: float | None = None
) -> str:
    """Write a value in a unit of `unit_scale`: digits only, an em dash when it is missing."""
    if not math.isfinite(value):
        return NO_VALUE
    number = _decimal(value)
    places = _places(number, power, None if step is None else _decimal(step))
    return _digits(number.scaleb(-power), places, _COUNT, language, ROUND_HALF_UP)


def _written(
    value: float,
    unit: str,
    language: str,
    step: float | None,
    rounding: str = ROUND_HALF_UP,
    significant: int = 3,
) -> str:
    if not math.isfinite(value):
        return NO_VALUE
    spec = _UNITS.get(unit, _COUNT)
    number = _decimal(value).scaleb(spec.power)
    size = None if step is None else _decimal(step).scaleb(spec.power)
    power = _scale(abs(number), spec, language)
    places = _places(number, power, size, significant)
    digits = _digits(number.scaleb(-power), places, spec, language, rounding)
    return text(_key(unit), language, number=digits + _scale_word(power, language))


def _key(unit: str) -> str:
    return f"unit_{unit if unit in _UNITS else 'COUNT'}"


def _decimal(value: float) -> Decimal:
    """Decimal without the noise of binary arithmetic (twelve significant digits)."""
    return Decimal(f"{float(value):.12g}")


def _scale(magnitude: Decimal, spec: _Unit, language: str) -> int:
    """Power of ten of the scale word of a number; 0 where it has none."""
    words = _SCALES[check_language(language)]
    powers = (power for power in words if magnitude >= Decimal(1).scaleb(power))
    return max(powers, default=0) if spec.scaled else 0


def _scale_word(power: int, language: str) -> str:
    named = dict(zip(_SCALES[language], text("scales", language).split(), strict=True))
    gap = " " if language == "en" else ""
    return gap + named[power] if power else ""


def _places(number: Decimal, power: int, step: Decimal | None, significant: int = 3) -> int:
    """Decimal places to show once the number is divided by ``10**power``."""
    if step is not None and step > 0:
        return max(0, power - step.adjusted())
    if number == 0:
        return 0
    digits = number.normalize().as_tuple()
    shown = digits.digits if len(digits.digits) <= 6 else digits.digits[:significant]
    return max(0, power - (number.adjusted() - len(shown) + 1))


def _digits(number: Decimal, places: int, spec: _Unit, language: str, rounding: str) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=rounding)
    grouped = language == "en" and spec.grouped
    return (f"{rounded:,f}" if grouped else f"{rounded:f}").replace("-", "\N{MINUS SIGN}")
