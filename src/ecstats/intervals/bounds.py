"""Arithmetic of bounds: exact intervals with open, closed and missing ends.

Every function works element by element on scalars or arrays, on floats or on
`fractions.Fraction` (object arrays): with fractions no end is ever rounded.
An end that does not exist is `-inf` or `inf`, and always open. A missing value
has NaN at both ends and stays missing.
"""

import operator
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

Corner: TypeAlias = tuple[Any, Any]

# A missing value compares false, as it should; numpy warns of that in arrays of fractions.
_quiet_nan = np.errstate(invalid="ignore")

CERTAIN, POSSIBLE, IMPOSSIBLE, UNKNOWN = "certain", "possible", "impossible", "unknown"


class Interval(NamedTuple):
    """All values that a quantity can have: from `lower` to `upper`.

    Attributes
    ----------
    lower, upper : float, Fraction or array
        Ends; `-inf` and `inf` where there is none.
    lower_open, upper_open : bool or array of bool
        Whether the end itself is excluded.
    """

    lower: Any
    upper: Any
    lower_open: Any = False
    upper_open: Any = False


_DTYPES = {"lower": float, "upper": float, "lower_open": bool, "upper_open": bool}


def from_columns(frame: pd.DataFrame, prefix: str = "") -> Interval:
    """Interval in the columns `lower`, `upper`, `lower_open`, `upper_open` of `frame`.

    Parameters
    ----------
    frame : DataFrame
        A table with the four columns, each with `prefix` before its name.
    prefix : str
        For instance ``"growth_"`` for `growth_lower` and its companions.

    Examples
    --------
    >>> from_columns(to_columns(Interval(1, 2))).upper
    array([2.])
    """
    return Interval(*(frame[prefix + name].to_numpy(dtype) for name, dtype in _DTYPES.items()))


def to_columns(
    bounds: Interval, prefix: str = "", index: "pd.Index[Any] | None" = None
) -> pd.DataFrame:
    """Interval as a table of four columns, the inverse of `from_columns`.

    Fractions become the nearest floats.

    Examples
    --------
    >>> list(to_columns(Interval(1, 2), "gap_"))
    ['gap_lower', 'gap_upper', 'gap_lower_open', 'gap_upper_open']
    """
    ends = np.broadcast_arrays(*map(np.atleast_1d, bounds))
    columns = {
        prefix + name: end.astype(dtype)
        for (name, dtype), end in zip(_DTYPES.items(), ends, strict=True)
    }
    return pd.DataFrame(columns, index=index)


def point(value: Any) -> Interval:
    """Interval of a value that is known exactly.

    Examples
    --------
    >>> point(5)
    Interval(lower=5, upper=5, lower_open=False, upper_open=False)
    """
    return Interval(value, value, False, False)


def blanked(bounds: Interval, rows: Any) -> Interval:
    """The bounds, missing in these rows.

    Examples
    --------
    >>> blanked(from_columns(to_columns(Interval([1, 2], [3, 4]))), [True, False]).lower
    array([nan,  2.])
    """
    fills = (np.nan, np.nan, False, False)
    return Interval(*(np.where(rows, fill, end) for end, fill in zip(bounds, fills, strict=True)))


def _infinite(value: Any) -> Any:
    return np.asarray((value == np.inf) | (value == -np.inf), dtype=bool)


def _nan(value: Any) -> Any:
    return np.asarray(pd.isna(np.asarray(value)))


def _any(flags: Sequence[Any]) -> Any:
    return np.logical_or.reduce(np.broadcast_arrays(*flags))


def _vectors(*bounds: Interval) -> tuple[list[Interval], tuple[int, ...]]:
    """Arrays of at least one dimension (a fraction stays an object there), and the shape."""
    arrays = [Interval(*map(np.asarray, a)) for a in bounds]
    shape = np.broadcast_shapes(*(end.shape for a in arrays for end in a))
    exact = any(end.dtype == object for a in arrays for end in a[:2])

    def vector(end: Any) -> Any:
        # Integers of fixed width would overflow; beside fractions they become Python's.
        kind = object if exact else float
        return np.atleast_1d(end.astype(kind) if end.dtype.kind in "iu" else end)

    return [
        Interval(vector(a.lower), vector(a.upper), *(np.atleast_1d(f).astype(bool) for f in a[2:]))
        for a in arrays
    ], shape


def _bounds(result: Interval, inputs: Sequence[Interval], shape: tuple[int, ...]) -> Interval:
    """Result in the shape of the inputs; missing where one of them is, open at infinity."""
    lower, upper, lower_open, upper_open = result
    missing = _nan(lower) | _nan(upper) | _missing(*inputs)
    lower, upper = np.where(missing, np.nan, lower), np.where(missing, np.nan, upper)
    return Interval(
        lower.reshape(shape)[()],
        upper.reshape(shape)[()],
        ((lower_open | _infinite(lower)) & ~missing).reshape(shape)[()],
        ((upper_open | _infinite(upper)) & ~missing).reshape(shape)[()],
    )


def _missing(*bounds: Interval) -> Any:
    return _any([_nan(a.lower) | _nan(a.upper) for a in bounds])


def _ends(a: Interval) -> tuple[Corner, Corner]:
    return (a.lower, a.lower_open), (a.upper, a.upper_open)


@_quiet_nan
def _hull(corners: Sequence[Corner]) -> Interval:
    """Smallest and largest corner; an end is closed when one corner satisfies it."""
    (lower, lower_open), (upper, upper_open) = corners[0], corners[0]
    for value, is_open in corners[1:]:
        same, beyond = value == lower, value < lower
        lower_open = np.where(same, lower_open & is_open, np.where(beyond, is_open, lower_open))
        lower = np.where(beyond, value, lower)
        same, beyond = value == upper, value > upper
        upper_open = np.where(same, upper_open & is_open, np.where(beyond, is_open, upper_open))
        upper = np.where(beyond, value, upper)
    return Interval(lower, upper, lower_open, upper_open)


def add(a: Interval, b: Interval) -> Interval:
    """Interval of `a + b` for independent `a` and `b`.

    Examples
    --------
    >>> add(Interval(1, 2), Interval(10, 20))[:2] == (11, 22)
    True
    """
    return monotone(operator.add, a, b, increasing=[True, True])


def subtract(a: Interval, b: Interval) -> Interval:
    """Interval of `a - b` for independent `a` and `b`.

    Examples
    --------
    >>> subtract(Interval(10, 20), Interval(1, 2))[:2] == (8, 19)
    True
    """
    return monotone(operator.sub, a, b, increasing=[True, False])


def scale(a: Interval, factor: Any) -> Interval:
    """Interval of `a * factor` for a known `factor` of either sign, not zero.

    Examples
    --------
    >>> scale(Interval(1, 2), -3)[:2] == (-6, -3)
    True
    """
    return over_box(operator.mul, a, point(factor))


@_quiet_nan
def divide(a: Interval, b: Interval) -> Interval:
    """Interval of `a / b` for independent `a` and `b`, wherever `b` is not zero.

    A divisor that can be zero gives unbounded results; a divisor that can only
    be zero gives a missing one. When `a` and `b` share a quantity, use `over_box`:
    division would give an interval that is too wide.

    Examples
    --------
    >>> divide(Interval(1.0, 2.0), Interval(4.0, 5.0))[:2] == (0.2, 0.5)
    True
    """
    (a, b), shape = _vectors(a, b)
    corners = []
    for x, x_open in _ends(a):
        for (y, y_open), side in zip(_ends(b), (np.inf, -np.inf), strict=True):
            # The other corners enclose what inf / inf could be.
            unsettled = _infinite(x) & _infinite(y)
            ratio = np.where(unsettled, 0, x) / np.where(y == 0, 1, y)
            pole = np.where(x == 0, 0, np.where(x > 0, side, -side))
            attained = (~x_open & ~y_open & (y != 0)) | ((x == 0) & ~x_open)
            corners.append((np.where(y == 0, pole, ratio), ~attained))
    hull = _hull(corners)
    across = (b.lower < 0) & (b.upper > 0)
    nothing = (b.lower == 0) & (b.upper == 0)
    lower = np.where(nothing, np.nan, np.where(across, -np.inf, hull.lower))
    upper = np.where(nothing, np.nan, np.where(across, np.inf, hull.upper))
    return _bounds(Interval(lower, upper, hull.lower_open, hull.upper_open), [a, b], shape)


@_quiet_nan
def _at_corner(function: Callable[..., Any], ends: Sequence[Corner]) -> tuple[Any, Any, Any]:
    """Value at one corner, whether it is excluded, and whether it has no limit (inf - inf)."""
    value = np.asarray(function(*(end for end, _ in ends)))
    infinite = _any([_infinite(end) for end, _ in ends])
    return value, _any([is_open for _, is_open in ends]), _nan(value) & infinite


def monotone(
    function: Callable[..., Any], *bounds: Interval, increasing: Sequence[bool]
) -> Interval:
    """Interval of a function that is strictly monotone in every argument.

    Parameters
    ----------
    function : callable
        Takes one scalar or array per argument, infinite ends included.
    *bounds : Interval
        Independent arguments.
    increasing : sequence of bool
        For each argument whether the function rises with it.

    Returns
    -------
    Interval
        Exact: the ends are the function's values at two corners, and an end is
        closed when all ends that give it are closed.

    Examples
    --------
    >>> share = monotone(lambda x: x / (1 + x), Interval(1.0, 3.0), increasing=[True])
    >>> share[:2] == (0.5, 0.75)
    True
    """
    arrays, shape = _vectors(*bounds)
    ends = [_ends(a) for a in arrays]
    low = [pair[0 if up else 1] for pair, up in zip(ends, increasing, strict=True)]
    high = [pair[1 if up else 0] for pair, up in zip(ends, increasing, strict=True)]
    lower, lower_open, lower_unsettled = _at_corner(function, low)
    upper, upper_open, upper_unsettled = _at_corner(function, high)
    result = Interval(
        np.where(lower_unsettled, -np.inf, lower),
        np.where(upper_unsettled, np.inf, upper),
        lower_open,
        upper_open,
    )
    return _bounds(result, arrays, shape)


def over_box(function: Callable[..., Any], *bounds: Interval) -> Interval:
    """Interval of a function that uses its arguments more than once.

    The function is evaluated at all corners of the box of its arguments. The
    result is exact when the function is monotone in each argument while the
    others stay put, in whatever direction; an argument that enters twice (the
    baseline of a ratio of two growth rates) is then counted once, where dividing two intervals
    would give a result that is too wide.

    Parameters
    ----------
    function : callable
        Takes one scalar or array per argument, infinite ends included.
    *bounds : Interval
        Independent arguments, at most a handful: there are 2 to the power of
        their number corners.

    Examples
    --------
    >>> over_box(lambda x, y: (y - x) / x, Interval(1.0, 2.0), Interval(3.0, 4.0))[:2] == (0.5, 3)
    True
    """
    arrays, shape = _vectors(*bounds)
    corners = [_at_corner(function, ends) for ends in product(*map(_ends, arrays))]
    hull = _hull([(value, is_open) for value, is_open, _ in corners])
    unsettled = _any([flag for _, _, flag in corners])
    gap = _any([_nan(value) for value, _, _ in corners]) & ~unsettled
    result = Interval(
        np.where(gap, np.nan, np.where(unsettled, -np.inf, hull.lower)),
        np.where(gap, np.nan, np.where(unsettled, np.inf, hull.upper)),
        hull.lower_open,
        hull.upper_open,
    )
    return _bounds(result, arrays, shape)


@_quiet_nan
def intersects(a: Interval, b: Interval) -> Any:
    """Whether `a` and `b` have a value in common.

    Examples
    --------
    >>> bool(intersects(Interval(1, 2, False, True), Interval(2, 3)))
    False
    """
    (a, b), shape = _vectors(a, b)
    above = (a.upper > b.lower) | ((a.upper == b.lower) & ~a.upper_open & ~b.lower_open)
    below = (a.lower < b.upper) | ((a.lower == b.upper) & ~a.lower_open & ~b.upper_open)
    return (above & below).astype(bool).reshape(shape)[()]


@_quiet_nan
def satisfies(value: Interval, requirement: Interval) -> Any:
    """Whether a quantity meets a requirement that is a set of values.

    Returns
    -------
    str or array of str
        ``"certain"`` when all its values meet it, ``"impossible"`` when none
        does, else ``"possible"``; ``"unknown"`` when one of the two is missing.

    Examples
    --------
    >>> satisfies(Interval(43.85, 43.95), Interval(43.9, np.inf))
    'possible'
    """
    (a, b), shape = _vectors(value, requirement)
    above = (a.lower > b.lower) | ((a.lower == b.lower) & (a.lower_open | ~b.lower_open))
    below = (a.upper < b.upper) | ((a.upper == b.upper) & (a.upper_open | ~b.upper_open))
    certain = (above & below).astype(bool)
    verdicts = np.where(certain, CERTAIN, np.where(intersects(a, b), POSSIBLE, IMPOSSIBLE))
    return np.where(_missing(a, b), UNKNOWN, verdicts).astype(object).reshape(shape)[()]
