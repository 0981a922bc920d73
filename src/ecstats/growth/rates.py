"""Rates of change of levels and shares: formulas for numbers, arrays and bounds.

Growth is a fraction (0.10 is 10 %), a change of a share is in percentage points.
A function whose name ends in `_bounds` takes `Interval` and gives the interval of
all results that the inputs allow.
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
    ci_lower, ci_upper : float
        Student-t interval of the growth; five observations or more.
    p_value, standard_error : float
        Of the slope of the logarithms; five observations or more.
    """

    growth: float
    observations: int
    inference: Literal["arithmetic", "descriptive", "interval"]
    ci_lower: float = np.nan
    ci_upper: float = np.nan
    p_value: float = np.nan
    standard_error: float = np.nan


def annual_change(start: Any, end: Any, years: Any, points: Any = False) -> Any:
    """Change a year: compound growth, or percentage points where `points` is true.

    Parameters
    ----------
    start, end, years : float or array_like
        Levels of one unit, and years between them; not checked. Growth is defined for positive
        levels only.
    points : bool or array_like of bool
        Where the levels are shares or rates in per cent.

    Returns
    -------
    float or ndarray
        Fraction per year, (end/start)^(1/years) - 1, or percentage points a year; broadcast
        shape. Growth from zero has no upper end.

    References
    ----------
    Eurostat, *Sustainable development in the European Union*, annex on methods.

    Examples
    --------
    >>> annual_change([43.9, 2735.8], [51.3, 4400], [3, 5], [True, False]).round(4).tolist()
    [2.4667, 0.0997]
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
    growing = ~np.asarray(points)
    return intervals.monotone(
        lambda first, last: annual_change(first, last, years, points),
        _above_zero(start, growing),
        _above_zero(end, growing),
        increasing=[False, True],
    )


def _above_zero(a: Interval, rows: Any = True) -> Interval:
    """The part of `a` above zero, in these rows."""
    below = rows & np.asarray(a.lower <= 0, dtype=bool)
    return a._replace(lower=np.where(below, 0.0, a.lower), lower_open=a.lower_open | below)


def implied_earlier_level_bounds(level: Interval, growth: Interval) -> Interval:
    """Interval of the level one period earlier that a level and its published growth imply.

    Parameters
    ----------
    level : Interval
        Level at the end of the period.
    growth : Interval
        Published growth over the period as a fraction. What its bounds allow at or below -1 is
        left out: no level would remain.

    Returns
    -------
    Interval
        level / (1 + growth), in the unit of the level.

    Examples
    --------
    >>> float(implied_earlier_level_bounds(Interval(118.0, 119.0), intervals.point(0.18)).lower)
    100.0
    """
    return intervals.divide(level, _above_zero(intervals.add(growth, intervals.point(1))))


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
        year that is missing or comes twice.

    References
    ----------
    `statsmodels.regression.linear_model.OLS` of ln(value) on the year. The average annual rate
    of reduction (UNICEF, *How to calculate average annual rate of reduction*, Technical Note,
    2007) is this growth, e^slope - 1, with the opposite sign.

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
    if not (valid := np.isfinite(y) & (y > 0)).all():
        raise InputError(f"values {y[~valid][0]:g}; valid: finite numbers above 0")
    if not np.isfinite(x).all() or np.unique(x).size < x.size:
        raise InputError(f"years {x.tolist()}; valid: every year once")
    if not 0 < alpha < 1:
        raise InputError(f"alpha {alpha:g}; valid: a number between 0 and 1")
    if x.size == 2:
        first, last = np.argsort(x)
        growth = float(annual_change(y[first], y[last], x[last] - x[first]))
        return LogLinearGrowth(growth, 2, "arithmetic")
    # Importing it takes a second, which most uses of this module need not wait for.
    from statsmodels.regression.linear_model import OLS

    fit = OLS(np.log(y), np.column_stack([np.ones_like(x), x - x.mean()])).fit()
    (growth,) = _significant(np.expm1(fit.params[1]))
    if x.size < 5:
        return LogLinearGrowth(growth, x.size, "descriptive")
    ends = np.expm1(fit.conf_int(alpha)[1])
    statement = _significant([*ends, fit.pvalues[1], fit.bse[1]])
    return LogLinearGrowth(growth, x.size, "interval", *statement)
