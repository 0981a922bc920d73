"""What a quoted figure can mean: printed digits and bound words become bounds.

A figure printed `43.9` says that the quantity was somewhere in [43.85, 43.95);
`超过3600万元` says that it was above 36 million. `with_bounds` adds this to a
table of quoted figures, `exact_bounds` gives the same as fractions. How bounds
are added, divided and compared is in `bounds`, whose names are found here too.
"""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from ecstats.errors import InputError, unknown_name_error
from ecstats.intervals.bounds import (
    CERTAIN,
    IMPOSSIBLE,
    POSSIBLE,
    UNKNOWN,
    Interval,
    add,
    blanked,
    divide,
    from_columns,
    intersects,
    monotone,
    over_box,
    point,
    satisfies,
    scale,
    subtract,
    to_columns,
)
from ecstats.tables.records import need_columns

__all__ = [
    "BOUND_WORDS", "CERTAIN", "IMPOSSIBLE", "MEASURED_UNITS", "POSSIBLE", "UNKNOWN", "Interval",
    "Rounding", "add", "blanked", "divide", "exact_bounds", "from_columns", "intersects",
    "monotone", "over_box", "point", "point_estimate", "quoted_interval", "requirement",
    "satisfies", "scale", "stated_level", "subtract", "to_columns", "with_bounds",
]  # fmt: skip

Rounding: TypeAlias = Literal["up", "down", "up_or_down"]

BOUND_WORDS = (
    "exact", "over", "at_least", "some_over", "nearly", "about", "at_most", "under", "range",
    "order_of_magnitude",
)  # fmt: skip

MEASURED_UNITS = frozenset(
    {
        "CNY", "USD", "EUR", "PERCENT", "PERCENTAGE_POINT", "PERMILLE", "FRACTION", "RATIO",
        "TIMES", "INDEX", "DEGREE_CELSIUS", "SECOND", "MINUTE", "HOUR", "MONTH", "YEAR", "METRE",
        "KILOMETRE", "SQUARE_METRE", "SQUARE_KILOMETRE", "MU", "HECTARE", "CUBIC_METRE", "LITRE",
        "GRAM", "KILOGRAM", "TONNE", "KW", "KWH", "BYTE", "BIT_PER_SECOND",
    }
)  # fmt: skip
"""Units of quantities that are measured, so that their figures are rounded. All
other units count things: a whole number of them, printed without a scale
character (`22个`), is taken as exact."""

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_FRACTION = re.compile(r"(\d+)\s*[/／]\s*([1-9]\d*)")
_DEFAULTS = {
    "obs_text": None, "bound": "exact", "obs_text_upper": None, "unit_mult": 0,
    "unit_measure": "CNY", "obs_kind": "observed", "as_written": "",
}  # fmt: skip
_ONE_SIDED = ("over", "at_least", "at_most", "under")


def quoted_interval(
    text: str,
    bound: str = "exact",
    *,
    upper_text: str | None = None,
    unit_mult: int = 0,
    rounding: Rounding = "up",
    rounded: bool = True,
    round_numbers: bool = False,
    fraction: Fraction | None = None,
) -> Interval:
    """Values that one quoted number with its bound word can stand for.

    Parameters
    ----------
    text : str
        The number as printed (`4.50` is more precise than `4.5`), with a minus sign
        for a reduction. The bound word of a reduction is about its size: `over` 20 %
        less is below -20.
    bound : str
        Code of the bound word, one of `BOUND_WORDS`.
    upper_text : str, optional
        Upper end of a range.
    unit_mult : int
        Power of ten that takes the printed number to base units.
    rounding : {"up", "down", "up_or_down"}
        Where a half goes: away from zero (``"up"``), towards zero, or either
        way, as with the half-even rule of GB/T 8170; then both ends are closed.
    rounded : bool
        False for a number that is exact as printed: a count, a target.
    round_numbers : bool
        Whether whole numbers that end in 0 (70, 3600) are read with ten times
        the step of their last digit, whether or not they are `rounded`.
    fraction : Fraction, optional
        The size that was printed as a fraction (2/3), exact where `text` is not.

    Returns
    -------
    Interval
        Ends as exact fractions (or `-inf`, `inf`), in base units.

    Notes
    -----
    以上, 以下 and 以内 include the number, 超过, 不满 and 以外 exclude it (Civil
    Code of the PRC, art. 1259). The others are conventions of this project, with
    u = one unit of the last non-zero digit: 余 and 多 (x, x + u), 近 (x - u, x),
    约 and 左右 [x - u, x + u], 百亿级 [10^n, 10^(n+1)).

    References
    ----------
    L. Jung, *scrutiny: Error detection in science*, function `unround`.

    Examples
    --------
    >>> quoted_interval("3600", "over", unit_mult=4)
    Interval(lower=Fraction(36000000, 1), upper=inf, lower_open=True, upper_open=True)
    """
    if bound not in BOUND_WORDS:
        raise unknown_name_error("bound", bound, BOUND_WORDS)
    if (upper_text is not None) != (bound == "range"):
        raise InputError(
            f"bound {bound!r} with upper end {upper_text!r}; "
            "a range needs an upper end, and only a range has one"
        )
    value, last, last_nonzero = _read_digits(text)
    unit = Fraction(10) ** unit_mult
    size = (abs(Fraction(value)) if fraction is None else fraction) * unit
    if upper_text is not None:
        other = Fraction(_read_digits(upper_text, "upper end")[0]) * unit
        ends = sorted([Fraction(value) * unit, other])
        return Interval(ends[0], ends[1], False, False)
    if bound == "exact":
        coarse = round_numbers and last == 0 and last_nonzero > 0
        if fraction is not None or not (rounded or coarse):
            return _mirrored(size, size, False, False, value)
        half = Fraction(10) ** (last + coarse) * unit / 2
        open_far = rounding == "up"
        open_near = open_far if size == 0 else rounding == "down"
        return _mirrored(size - half, size + half, open_near, open_far, value)
    if bound in _ONE_SIDED:
        is_open = bound in ("over", "under")
        if bound in ("over", "at_least"):
            return _mirrored(size, np.inf, is_open, True, value)
        return _mirrored(-np.inf, size, True, is_open, value)
    if bound == "order_of_magnitude":
        if size == 0:
            raise InputError(f"text {text!r} has no order of magnitude; valid: a number above 0")
        power = Fraction(10) ** (value.adjusted() + unit_mult)
        return _mirrored(power, power * 10, False, True, value)
    if fraction is not None:
        raise InputError(f"bound {bound!r} of the fraction {fraction} is undefined; valid: 'exact'")
    near = Fraction(10) ** last_nonzero * unit
    lower, upper, is_open = {
        "some_over": (size, size + near, True),
        "nearly": (size - near, size, True),
        "about": (size - near, size + near, False),
    }[bound]
    return _mirrored(lower, upper, is_open, is_open, value)


def _read_digits(text: str, parameter: str = "text") -> tuple[Decimal, int, int]:
    """Value, and the powers of ten of the last digit and of the last non-zero digit."""
    if not _NUMBER.fullmatch(text.strip()):
        raise InputError(f"{parameter} {text!r} is not a number; valid: digits such as '43.90'")
    value = Decimal(text.strip())
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    digits = "".join(map(str, value.as_tuple().digits))
    return value, exponent, exponent + len(digits) - len(digits.rstrip("0") or digits)


def _mirrored(
    lower: Any, upper: Any, lower_open: bool, upper_open: bool, sign: Decimal
) -> Interval:
    """Interval of the size, mirrored for a quantity with a minus sign."""
    if sign < 0:
        return Interval(-upper, -lower, upper_open, lower_open)
    return Interval(lower, upper, lower_open, upper_open)


def _column(figures: pd.DataFrame, name: str, default: Any) -> list[Any]:
    if name not in figures:
        return [default] * len(figures)
    cells = figures[name].to_numpy(dtype=object)
    return [default if pd.isna(cell) else cell for cell in cells]


def exact_bounds(
    figures: pd.DataFrame, *, rounding: Rounding = "up", round_numbers: bool = False
) -> Interval:
    """Interval of quoted figures without any rounding.

    Parameters
    ----------
    figures : DataFrame
        Needs `obs_text` and `bound`; uses `obs_text_upper`, `unit_mult`,
        `unit_measure`, `obs_kind`, `as_written` and `figure_id` where present.
    rounding, round_numbers
        As in `quoted_interval`. Consistency checks use ``rounding="up_or_down"``,
        because offices round half up or half to even.

    Returns
    -------
    Interval
        Object arrays of fractions in base units, one element per row; `-inf` and
        `inf` where there is no end, NaN where there is no number.

    Raises
    ------
    InputError
        If a column is missing or a row cannot be read; the message names the row.

    Notes
    -----
    Exact as printed, so a single point, are: counts in units that are not in
    `MEASURED_UNITS` when printed whole and without a scale character (22个),
    targets and thresholds (a target is set, not measured), and fractions (2/3).

    Examples
    --------
    >>> exact_bounds(pd.DataFrame({"obs_text": ["43.9"], "bound": ["exact"]})).lower
    array([Fraction(877, 20)], dtype=object)
    """
    need_columns(figures, ("obs_text", "bound"), "figures", "load_quoted_figures()")
    rows = zip(*(_column(figures, *default) for default in _DEFAULTS.items()), strict=True)
    ends = np.empty((len(figures), 2), dtype=object)
    is_open = np.zeros((len(figures), 2), dtype=bool)
    for i, (text, bound, upper_text, unit_mult, unit, kind, written) in enumerate(rows):
        if text is None:
            ends[i] = np.nan
            continue
        printed = _FRACTION.search(written) if unit == "FRACTION" else None
        counted = unit not in MEASURED_UNITS and int(unit_mult) == 0 and "." not in text
        try:
            lower, upper, *flags = quoted_interval(
                text,
                bound,
                upper_text=upper_text,
                unit_mult=int(unit_mult),
                rounding=rounding,
                rounded=not (counted or kind in ("target", "threshold")),
                round_numbers=round_numbers and kind not in ("target", "threshold"),
                fraction=Fraction(int(printed[1]), int(printed[2])) if printed else None,
            )
        except InputError as fault:
            name = figures["figure_id"].iloc[i] if "figure_id" in figures else f"number {i}"
            raise InputError(f"row {name}: {fault}") from None
        ends[i, 0], ends[i, 1] = lower, upper
        is_open[i] = flags
    return Interval(ends[:, 0], ends[:, 1], is_open[:, 0], is_open[:, 1])


def with_bounds(
    figures: pd.DataFrame,
    *,
    round_numbers: bool = False,
    indicators: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Quoted figures with `lower`, `upper`, `lower_open` and `upper_open` in base units.

    Parameters
    ----------
    figures, round_numbers
        As in `exact_bounds`.
    indicators : DataFrame, optional
        Table of indicators; levels of those with a `limit` then stay between 0
        and the limit (80 % or more is [80, 100]). Changes are left alone.

    Returns
    -------
    DataFrame
        A copy with the four columns: floats nearest to the exact ends, `-inf` and
        `inf` where there is no end, NaN where there is no number. A target "at
        least x" has the set of values that meet it, [x, inf); its stated level
        alone is `stated_level(frame)`.

    Examples
    --------
    >>> from ecstats import tables
    >>> ledger = with_bounds(tables.load_quoted_figures())
    >>> ledger.set_index("figure_id").loc["hebei-miit-article-003", ["lower", "upper"]].tolist()
    [43.85, 43.95]
    """
    bounds = exact_bounds(figures, round_numbers=round_numbers)
    ends = to_columns(bounds, index=figures.index)
    if indicators is not None:
        limits = indicators.set_index(indicators["indicator_id"].astype(str))["limit"]
        limit = figures["indicator_id"].astype(str).map(limits).astype(float)
        limited = limit.notna() & (figures["obs_kind"].astype(str) != "change")
        high = limited & (ends["upper"] > limit) & (ends["lower"] <= limit)
        low = limited & (ends["lower"] < 0) & (ends["upper"] >= 0)
        ends["upper"] = ends["upper"].mask(high, limit)
        ends["lower"] = ends["lower"].mask(low, 0.0)
        ends["upper_open"] &= ~high
        ends["lower_open"] &= ~low
    return figures.assign(**{str(name): ends[name] for name in ends})


def point_estimate(figures: pd.DataFrame) -> "pd.Series[float]":
    """The number that stands for a figure in a chart, or NaN.

    Only `exact` and `about` figures have one: a one-sided figure, a range or an
    order of magnitude has no midpoint, and `30余` is not 30.

    Parameters
    ----------
    figures : DataFrame
        With `base_value` and `bound`.

    Examples
    --------
    >>> frame = pd.DataFrame({"base_value": [30.0, 43.9], "bound": ["some_over", "exact"]})
    >>> point_estimate(frame).tolist()
    [nan, 43.9]
    """
    has_point = figures["bound"].isin(["exact", "about"])
    return figures["base_value"].astype(float).where(has_point)


def stated_level(figures: pd.DataFrame) -> Interval:
    """Interval of the number that a row states, without the direction of its bound word.

    For `at_least`, `over`, `at_most` and `under` this is the number itself: the
    level that a requirement sets. Otherwise it is what `with_bounds` gives.

    Parameters
    ----------
    figures : DataFrame
        A result of `with_bounds`.

    Examples
    --------
    >>> frame = with_bounds(pd.DataFrame({"obs_text": ["60"], "bound": ["at_least"]}))
    >>> stated_level(frame)[:2]
    (array([60.]), array([60.]))
    """
    one_sided = figures["bound"].isin(_ONE_SIDED).to_numpy()
    lower, upper, lower_open, upper_open = from_columns(figures)
    at_upper = figures["bound"].isin(["at_most", "under"]).to_numpy()
    at_upper = np.isinf(lower) | (at_upper & ~np.isinf(upper))
    level = np.where(at_upper, upper, lower)
    return Interval(
        np.where(one_sided, level, lower),
        np.where(one_sided, level, upper),
        np.where(one_sided, False, lower_open),
        np.where(one_sided, False, upper_open),
    )


def requirement(figures: pd.DataFrame, direction: Any = 1) -> Interval:
    """Values that meet a target or threshold.

    Parameters
    ----------
    figures : DataFrame
        A result of `with_bounds`.
    direction : int or array_like
        1 where more is better, -1 where less is better: a target of 60 % is then
        met by [60, inf) or (-inf, 60]. Where it is 0 or missing, and where a
        bound word says which way (以上, 以内), the bounds stay as they are.

    Returns
    -------
    Interval
        For use with `satisfies`.

    Examples
    --------
    >>> target = pd.DataFrame({"obs_text": ["60"], "bound": ["exact"], "obs_kind": ["target"]})
    >>> requirement(with_bounds(target), direction=1)[:2]
    (array([60.]), array([inf]))
    """
    lower, upper, lower_open, upper_open = from_columns(figures)
    senses = pd.array(np.ravel(direction), dtype="Float64").to_numpy(float, na_value=0)
    way = np.broadcast_to(senses, lower.shape)
    free = ~figures["bound"].isin(_ONE_SIDED).to_numpy() & ~np.isnan(lower)
    more, less = free & (way > 0), free & (way < 0)
    return Interval(
        np.where(less, -np.inf, lower),
        np.where(more, np.inf, upper),
        lower_open | less,
        upper_open | more,
    )
