"""Rates of change of levels and shares: formulas for numbers, arrays and bounds.

Growth is a fraction (0.10 is 10 %), a change of a share is in percentage points.
The functions are strict: a value for which a rate is undefined is an error, never
`inf` or NaN. A function whose name ends in `_bounds` takes `Interval` and gives the
interval of all results that the inputs allow.
"""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

import numpy as np

from ecstats import intervals
from ecstats.errors import InputError
from ecstats.intervals import Interval


class LogLinearGrowth(NamedTuple):
    """Result of `loglinear_growth`; NaN where the number of observations allows no statement.

    Attributes
    ----------
    growth : float
        Fraction per year.
    observations : int
        Number of observations.
    inference : {"arithmetic", "descriptive", "interval"}
        What the result is: a growth rate of two points, a slope that only
        describes three or four, or an estimate with an interval.
    lower, upper : float
        Student-t interval of the growth; five observations or more.
    p_value, standard_error : float
        Of the slope of the logarithms; five observations or more.
    """

    growth: float
    observations: int
    inference: Literal["arithmetic", "descriptive", "interval"]
    lower: float = np.nan
    upper: float = np.nan
    p_value: float = np.nan
    standard_error: float = np.nan


def _check(name: str, value: Any, valid: Any, rule: str) -> None:
    value, valid = np.broadcast_arrays(np.asarray(value, dtype=float), valid)
    if not valid.all():
        raise InputError(f"{name} {value[~valid].flat[0]:g}; valid: {rule}")


def _positive(**values: Any) -> None:
    for name, value in values.items():
        array = np.asarray(value, dtype=float)
        _check(name, array, np.isfinite(array) & (array > 0), "a finite number above 0")


def _above(name: str, value: Any, limit: float) -> None:
    array = np.asarray(value, dtype=float)
    _check(name, array, np.isfinite(array) & (array > limit), f"a finite number above {limit:g}")


def _from(a: Interval, floor: float, name: str) -> Interval:
    """The part of `a` above `floor`: below it the rate is undefined."""
    lower, upper, lower_open, upper_open = map(np.asarray, a)
    # Missing values pass; numpy warns of comparing them in arrays of fractions.
    with np.errstate(invalid="ignore"):
        below, at = np.asarray(upper <= floor, dtype=bool), np.asarray(lower <= floor, dtype=bool)
    _check(name, upper, ~below, f"bounds that reach above {floor:g}")
    return Interval(np.where(at, floor, lower), upper, lower_open | at, upper_open)


def compound_growth(start: Any, end: Any, years: Any) -> Any:
    """Constant annual growth that takes `start` to `end` in `years`.

    Parameters
    ----------
    start, end : float or array_like
        Levels in the same unit, strictly positive.
    years : float or array_like
        Length of the period in years, strictly positive.

    Returns
    -------
    float or ndarray
        Growth as a fraction per year, broadcast shape: (end/start)^(1/years) - 1.

    Raises
    ------
    InputError
        If a level or the period is missing or not positive: growth is undefined
        there. For a share in per cent use `point_change_per_year` instead.

    References
    ----------
    Eurostat, *Sustainable development in the European Union*, annex on methods.
    """
    _positive(start=start, end=end, years=years)
    return (np.asarray(end, dtype=float) / np.asarray(start, dtype=float)) ** (
        1 / np.asarray(years, dtype=float)
    ) - 1


def compound_growth_bounds(start: Interval, end: Interval, years: Any) -> Interval:
    """Interval of `compound_growth`: it rises with the end and falls with the start.

    Levels are positive: what the bounds allow at or below zero is left out. A
    start without a lower end above zero gives growth without an upper end.
    """
    _positive(years=years)

    def growth(first: Any, last: Any) -> Any:
        first, last = np.asarray(first, dtype=float), np.asarray(last, dtype=float)
        ratio = np.where(first == 0, np.inf, last / np.where(first == 0, 1, first))
        return ratio ** (1 / np.asarray(years, dtype=float)) - 1

    return intervals.monotone(
        growth, _from(start, 0, "start"), _from(end, 0, "end"), increasing=[False, True]
    )


def implied_earlier_level(level: Any, growth: Any) -> Any:
    """Level one period earlier that a level and its published growth imply.

    Parameters
    ----------
    level : float or array_like
        Level at the end of the period.
    growth : float or array_like
        Published growth over the period as a fraction, above -1.

    Returns
    -------
    float or ndarray
        level / (1 + growth), in the unit of the level.

    Raises
    ------
    InputError
        If the level is missing, or the growth is missing or not above -1.
    """
    _above("level", level, -np.inf)
    _above("growth", growth, -1)
    return np.asarray(level, dtype=float) / (1 + np.asarray(growth, dtype=float))


def implied_earlier_level_bounds(level: Interval, growth: Interval) -> Interval:
    """Interval of `implied_earlier_level`."""
    factor = intervals.add(_from(growth, -1, "growth"), intervals.point(1))
    return intervals.divide(level, factor)


def point_change(start: Any, end: Any) -> Any:
    """Change of a share or rate in percentage points.

    Parameters
    ----------
    start, end : float or array_like
        Shares in per cent.

    Returns
    -------
    float or ndarray
        end - start.
    """
    _above("start", start, -np.inf)
    _above("end", end, -np.inf)
    return np.asarray(end, dtype=float) - np.asarray(start, dtype=float)


def point_change_bounds(start: Interval, end: Interval) -> Interval:
    """Interval of `point_change`."""
    return intervals.subtract(end, start)


def point_change_per_year(start: Any, end: Any, years: Any) -> Any:
    """Change of a share or rate in percentage points a year; `years` above 0."""
    _positive(years=years)
    return point_change(start, end) / np.asarray(years, dtype=float)


def point_change_per_year_bounds(start: Interval, end: Interval, years: Any) -> Interval:
    """Interval of `point_change_per_year`."""
    _positive(years=years)
    length = np.asarray(years)
    return intervals.monotone(
        lambda first, last: (last - first) / length, start, end, increasing=[False, True]
    )


def logit_change(start: Any, end: Any, limit: float = 100) -> Any:
    """Change of the logit of a share: its growth relative to the room that is left.

    Parameters
    ----------
    start, end : float or array_like
        Shares strictly between 0 and `limit`.
    limit : float
        Largest possible share: 100 for shares in per cent.

    Returns
    -------
    float or ndarray
        ln(end / (limit - end)) - ln(start / (limit - start)).
    """
    for name, share in (("start", start), ("end", end)):
        array = np.asarray(share, dtype=float)
        _check(name, array, (array > 0) & (array < limit), f"a share between 0 and {limit:g}")
    start, end = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    return np.log(end / (limit - end)) - np.log(start / (limit - start))


def chain_average(*growths: Any, years: float | None = None) -> Any:
    """Average annual growth over consecutive periods with published growth.

    Parameters
    ----------
    *growths : float or array_like
        Published growth of each period as a fraction, above -1.
    years : float, optional
        Years that the periods take together; one each by default.

    Returns
    -------
    float or ndarray
        Fraction per year: the root of the product of (1 + growth), minus 1. This
        is the two-year average (两年平均增速) that the National Bureau of
        Statistics published for 2020 and 2021.
    """
    if not growths:
        raise InputError("chain_average without growths; valid: one growth per period, or more")
    for growth in growths:
        _above("growth", growth, -1)
    length = len(growths) if years is None else years
    _positive(years=length)
    factors = [1 + np.asarray(growth, dtype=float) for growth in growths]
    return np.prod(np.broadcast_arrays(*factors), axis=0) ** (1 / length) - 1


def chain_average_bounds(*growths: Interval, years: float | None = None) -> Interval:
    """Interval of `chain_average`: it rises with every growth."""
    length = len(growths) if years is None else years
    _positive(years=length)

    def average(*rates: Any) -> Any:
        factors = np.broadcast_arrays(*(1 + np.asarray(rate, dtype=float) for rate in rates))
        return np.prod(factors, axis=0) ** (1 / length) - 1

    parts = [_from(growth, -1, "growth") for growth in growths]
    return intervals.monotone(average, *parts, increasing=[True] * len(parts))


def growth_of_log_slope(slope: Any) -> Any:
    """Growth per year of levels whose logarithm changes by `slope` a year: e^slope - 1.

    The average annual rate of reduction (AARR) is this with the opposite sign.

    References
    ----------
    UNICEF, *How to calculate average annual rate of reduction*, Technical Note (2007).
    """
    return np.expm1(slope)


def significant(value: Any, digits: int = 9) -> Any:
    """Round to a number of significant digits.

    Results of a fit differ in their last bits between processors; nine digits are
    the same everywhere, so that what is shown or drawn is too.
    """
    array = np.asarray(value, dtype=float)
    return np.vectorize(lambda x: float(f"{x:.{digits - 1}e}"), otypes=[float])(array)[()]


def loglinear_growth(
    years: Any, values: Any, *, obs_kind: Iterable[str] | None = None, alpha: float = 0.05
) -> LogLinearGrowth:
    """Annual growth from a straight line through the logarithms, by least squares.

    The small-sample policy: two observations give compound growth and nothing
    else (a line through two points has no error), three or four a descriptive
    slope without interval or p-value, five or more a Student-t interval.

    Parameters
    ----------
    years, values : array_like, one-dimensional
        Years, each once, and positive levels of one unbroken series.
    obs_kind : iterable of str, optional
        Kind of each value, checked: only observed values can enter a fit.
    alpha : float
        One minus the confidence level of the interval.

    Returns
    -------
    LogLinearGrowth
        Growth as a fraction per year, fitted results to nine significant digits.

    Raises
    ------
    InputError
        With fewer than two observations, a level that is missing or not positive,
        a year that comes twice, or a target or milestone among the values.

    References
    ----------
    `statsmodels.regression.linear_model.OLS` of ln(value) on the year.
    """
    x, y = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or x.size < 2:
        raise InputError(
            f"years of shape {x.shape} and values of shape {y.shape}; "
            "valid: two lists of equal length with two observations or more"
        )
    _positive(values=y)
    _above("years", x, -np.inf)
    if np.unique(x).size < x.size:
        raise InputError(f"years {x.tolist()}; valid: every year once")
    if not 0 < alpha < 1:
        raise InputError(f"alpha {alpha:g}; valid: a number between 0 and 1")
    refused = sorted({"observed", *(() if obs_kind is None else obs_kind)} - {"observed"})
    if refused:
        raise InputError(
            f"obs_kind {refused[0]!r} cannot enter a fit; valid: 'observed' "
            "(targets and milestones are not observations)"
        )
    if x.size == 2:
        first, last = np.argsort(x)
        growth = float(compound_growth(y[first], y[last], x[last] - x[first]))
        return LogLinearGrowth(growth, 2, "arithmetic")
    # Importing it takes a second, which most uses of this module need not wait for.
    from statsmodels.regression.linear_model import OLS

    fit = OLS(np.log(y), np.column_stack([np.ones_like(x), x - x.mean()])).fit()
    growth = float(significant(growth_of_log_slope(fit.params[1])))
    if x.size < 5:
        return LogLinearGrowth(growth, x.size, "descriptive")
    ends = growth_of_log_slope(fit.conf_int(alpha)[1])
    statement = significant([*ends, fit.pvalues[1], fit.bse[1]])
    return LogLinearGrowth(growth, x.size, "interval", *map(float, statement))
