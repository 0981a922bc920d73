"""Rates of change of levels and shares: formulas for numbers, arrays and bounds.

Growth is a fraction (0.10 is 10 %), a change of a share is in percentage points.
The functions are strict: a value for which a rate is undefined is an error, never
`inf` or NaN. A function whose name ends in `_bounds` takes `Interval` and gives the
interval of all results that the inputs allow.
"""

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

    Examples
    --------
    >>> round(float(compound_growth(2735.8, 4400, 5)), 4)
    0.0997
    """
    _positive(start=start, end=end, years=years)
    return (np.asarray(end, dtype=float) / np.asarray(start, dtype=float)) ** (
        1 / np.asarray(years, dtype=float)
    ) - 1


def annual_change(start: Any, end: Any, years: Any, points: Any = False) -> Any:
    """Change a year: compound growth, or percentage points where `points` is true.

    Parameters
    ----------
    start, end, years : float or array_like
        Levels of one unit, and years between them; not checked.
    points : bool or array_like of bool
        Where the levels are shares or rates in per cent.

    Returns
    -------
    float or ndarray
        Fraction per year, or percentage points a year. Growth from zero has no upper end.

    Examples
    --------
    >>> annual_change([43.9, 100.0], [51.3, 121.0], [3, 2], [True, False]).round(2).tolist()
    [2.47, 0.1]
    """
    start, end, years = (np.asarray(value, dtype=float) for value in (start, end, years))
    zero = (start == 0) & ~np.asarray(points)
    ratio = np.where(zero, np.inf, end / np.where(zero | points, 1.0, start))
    return np.where(points, (end - start) / years, ratio.clip(0) ** (1 / years) - 1)[()]


def annual_change_bounds(
    start: Interval, end: Interval, years: Any, points: Any = False
) -> Interval:
    """Interval of `annual_change`: it rises with the end and falls with the start.

    Levels that grow are positive: what the bounds allow at or below zero is left out. A start
    without a lower end above zero gives growth without an upper end.

    Examples
    --------
    >>> ends = annual_change_bounds(Interval(36.5, 37.5), intervals.point(100.0), 5)
    >>> round(float(ends.lower), 4), round(float(ends.upper), 4)
    (0.2167, 0.2233)
    """

    def positive(a: Interval) -> Interval:
        below = ~np.asarray(points) & np.asarray(a.lower <= 0, dtype=bool)
        return a._replace(lower=np.where(below, 0.0, a.lower), lower_open=a.lower_open | below)

    return intervals.monotone(
        lambda first, last: annual_change(first, last, years, points),
        positive(start),
        positive(end),
        increasing=[False, True],
    )


def implied_earlier_level_bounds(level: Interval, growth: Interval) -> Interval:
    """Interval of the level one period earlier that a level and its published growth imply.

    Parameters
    ----------
    level : Interval
        Level at the end of the period.
    growth : Interval
        Published growth over the period as a fraction; at or below -1 there is no level.

    Returns
    -------
    Interval
        level / (1 + growth), in the unit of the level.

    Examples
    --------
    >>> float(implied_earlier_level_bounds(Interval(118.0, 119.0), intervals.point(0.18)).lower)
    100.0
    """
    factor = intervals.add(_from(growth, -1, "growth"), intervals.point(1))
    return intervals.divide(level, factor)


def growth_of_log_slope(slope: Any) -> Any:
    """Growth per year of levels whose logarithm changes by `slope` a year: e^slope - 1.

    The average annual rate of reduction (AARR) is this with the opposite sign.

    References
    ----------
    UNICEF, *How to calculate average annual rate of reduction*, Technical Note (2007).

    Examples
    --------
    >>> round(float(growth_of_log_slope(0.177)), 3)
    0.194
    """
    return np.expm1(slope)


def _significant(values: Any) -> list[float]:
    """Nine significant digits: the last bits of a fit differ between processors."""
    return [float(f"{value:.8e}") for value in np.atleast_1d(values)]


def loglinear_growth(years: Any, values: Any, *, alpha: float = 0.05) -> LogLinearGrowth:
    """Annual growth from a straight line through the logarithms, by least squares.

    The small-sample policy: two observations give compound growth and nothing
    else (a line through two points has no error), three or four a descriptive
    slope without interval or p-value, five or more a Student-t interval.

    Parameters
    ----------
    years, values : array_like, one-dimensional
        Years, each once, and positive levels of one unbroken series. Targets and milestones are
        not observations and never enter a fit.
    alpha : float
        One minus the confidence level of the interval.

    Returns
    -------
    LogLinearGrowth
        Growth as a fraction per year, fitted results to nine significant digits.

    Raises
    ------
    InputError
        With fewer than two observations, a level that is missing or not positive, or a
        year that comes twice.

    References
    ----------
    `statsmodels.regression.linear_model.OLS` of ln(value) on the year.

    Examples
    --------
    >>> fit = loglinear_growth([2020, 2021, 2022, 2023], [37, 50.6, 52.7, 66])
    >>> round(fit.growth, 3), fit.inference
    (0.194, 'descriptive')
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
    if x.size == 2:
        first, last = np.argsort(x)
        growth = float(compound_growth(y[first], y[last], x[last] - x[first]))
        return LogLinearGrowth(growth, 2, "arithmetic")
    # Importing it takes a second, which most uses of this module need not wait for.
    from statsmodels.regression.linear_model import OLS

    fit = OLS(np.log(y), np.column_stack([np.ones_like(x), x - x.mean()])).fit()
    (growth,) = _significant(growth_of_log_slope(fit.params[1]))
    if x.size < 5:
        return LogLinearGrowth(growth, x.size, "descriptive")
    ends = growth_of_log_slope(fit.conf_int(alpha)[1])
    statement = _significant([*ends, fit.pvalues[1], fit.bse[1]])
    return LogLinearGrowth(growth, x.size, "interval", *statement)
