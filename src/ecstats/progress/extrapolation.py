"""UNESCAP's prediction of a share from several observations."""

import numpy as np
from numpy.typing import ArrayLike

from ecstats.errors import InputError
from ecstats.progress.points import Floats, numbers

__all__ = ["unescap_prediction", "unescap_weights"]


def unescap_weights(years: ArrayLike, predict_year: float) -> Floats:
    """Weights of the observations in UNESCAP's extrapolation: late years count for more.

    Parameters
    ----------
    years : array_like
        Years of the observations.
    predict_year : float
        Year to predict, later than all of them.

    Returns
    -------
    ndarray
        (t* - t_first) / (t* - t_i), 1 for the first year.

    References
    ----------
    UNESCAP, Working Paper SD/WP/04 (2017), *A weighted extrapolation method*.
    """
    when = np.atleast_1d(numbers("years", years))
    if when.size == 0 or not (when < predict_year).all():
        raise InputError(f"predict_year {predict_year:g}; valid is a year after all those given")
    weights: Floats = (predict_year - when.min()) / (predict_year - when)
    return weights


def unescap_prediction(
    years: ArrayLike,
    values: ArrayLike,
    predict_year: float,
    *,
    limit: float = 100,
    weighted: bool = True,
) -> float:
    """Value of a share predicted on the logit scale from two or more observations.

    Parameters
    ----------
    years, values : array_like, one dimension
        Observations of one series; each value strictly between 0 and `limit`.
    predict_year : float
        Year to predict, later than all of them.
    limit : float
        Upper limit of the share in its unit.
    weighted : bool
        True for the regression weighted by `unescap_weights` (slope weighted, intercept not, as
        in the published code); False for the mean annual change, carried on from the last value.

    Returns
    -------
    float
        The predicted share, in the unit of `values`.

    Raises
    ------
    InputError
        If there are fewer than two years, a year is given twice, or a value is not in (0, limit).

    References
    ----------
    As for `progress.unescap_current_status`.
    """
    weights = unescap_weights(years, predict_year)
    when, share = np.atleast_1d(numbers("years", years)), np.atleast_1d(numbers("values", values))
    if when.shape != share.shape or when.ndim != 1 or np.unique(when).size != when.size:
        raise InputError("years and values: valid are two lists of one length, each year once")
    if when.size < 2 or not ((share > 0) & (share < limit)).all():
        raise InputError(f"values: valid are two or more shares, each inside (0, {limit:g})")
    order = np.argsort(when)
    when, share, weights = when[order], share[order], weights[order]
    logit = np.log(share / (limit - share))
    if weighted:
        centred = when - when.mean()
        spread = centred - np.average(centred, weights=weights)
        rise = logit - np.average(logit, weights=weights)
        slope = np.sum(weights * spread * rise) / np.sum(weights * spread**2)
        ahead = logit.mean() + slope * (predict_year - when.mean())
    else:
        slope = np.mean(np.diff(logit) / np.diff(when))
        ahead = logit[-1] + slope * (predict_year - when[-1])
    return float(limit / (1 + np.exp(-ahead)))
