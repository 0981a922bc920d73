"""What a rule of progress looks at: two observations and a target, checked and of one length."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ecstats.errors import InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Points(NamedTuple):
    """Two observations and a target as one-dimensional arrays of one length."""

    baseline: Floats
    baseline_year: Floats
    current: Floats
    current_year: Floats
    target: Floats
    target_year: Floats
    direction: Floats
    limit: Floats

    @property
    def reached(self) -> Flags:
        """Whether the latest observation is at the target or better; False without a target."""
        return self.direction * (self.current - self.target) >= 0

    @property
    def elapsed(self) -> Floats:
        """Years from the baseline to the latest observation; 1 where that is undefined."""
        years = self.current_year - self.baseline_year
        return np.where(years > 0, years, 1.0)

    @property
    def planned(self) -> Floats:
        """Years from the baseline to the target; 1 where that is undefined."""
        years = self.target_year - self.baseline_year
        return np.where(years > 0, years, 1.0)


def _numbers(name: str, values: object, *, finite: bool = True) -> Floats:
    """`values` as floats, missing as NaN; `InputError` for text and for infinite numbers."""
    if values is None:
        return np.array(np.nan)
    try:
        if isinstance(values, (pd.Series, pd.api.extensions.ExtensionArray)):
            array = values.to_numpy(dtype=float, na_value=np.nan)
        else:
            array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as fault:
        raise InputError(f"{name}: {values!r} is not numeric; valid are numbers or NaN") from fault
    if finite and np.isinf(array).any():
        raise InputError(f"{name}: infinite; valid are finite numbers, or NaN where none is known")
    return array


def points_of(
    baseline: ArrayLike,
    baseline_year: ArrayLike,
    current: ArrayLike,
    current_year: ArrayLike,
    target: ArrayLike | None,
    target_year: ArrayLike | None,
    direction: ArrayLike = 1,
    limit: ArrayLike | None = None,
    *,
    finite: bool = True,
) -> Points:
    """Check and broadcast the arguments of a rule; unless `finite`, levels may be infinite."""
    given = (
        baseline, baseline_year, current, current_year, target, target_year, direction, limit
    )  # fmt: skip
    arrays = {
        name: _numbers(name, values, finite=finite or name not in ("baseline", "current"))
        for name, values in zip(Points._fields, given, strict=True)
    }
    if not (np.isnan(arrays["direction"]) | (np.abs(arrays["direction"]) == 1)).all():
        raise InputError(
            f"direction: {direction!r}; valid: 1 (more is better), -1 (less) or missing"
        )
    try:
        shared = np.broadcast_arrays(*map(np.atleast_1d, arrays.values()))
    except ValueError as fault:
        sizes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items() if array.ndim)
        raise InputError(f"lengths differ: {sizes}; valid are equal lengths or scalars") from fault
    if shared[0].ndim > 1:
        raise InputError(f"shape {shared[0].shape}; valid are scalars and one-dimensional arrays")
    return Points(*shared)
