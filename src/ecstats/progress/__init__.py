"""Published rules that judge how an indicator moves towards its target.

Every rule answers in the same shape, one row per case: `value` (the ratio, growth or index of the
rule), `score` (the number that the publisher attaches to it, where there is one), `status` (the
publisher's class), `applies`, and `reason` (a sentence when the rule does not apply, else missing).
A case for which a rule is not defined is an answer, not an error: zero or negative levels where
growth is compound, one observation only, a target equal to the baseline, an observation dated
after the target. Malformed input (text, infinite numbers, shapes that do not broadcast, a direction
other than +1 or -1) raises `InputError`.

The formulas themselves are in `rules`; `statuses` gives every class that quoted figures, which are
intervals, allow.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ecstats.progress.extrapolation import unescap_prediction, unescap_weights
from ecstats.progress.points import Floats, directions, numbers, points_of
from ecstats.progress.rules import (
    Verdict,
    germany as judge_germany,
    scaling,
    sdsn as judge_sdsn,
    statcan as judge_statcan,
    un_chart as judge_un_chart,
    un_growth_grade,
    unescap_anticipated as judge_anticipated,
    unescap_status as judge_current_status,
)

__all__ = [
    "germany_trend",
    "limit_scaling",
    "sdsn_trend",
    "statcan_progress",
    "un_growth_score",
    "un_progress_chart",
    "unescap_anticipated_progress",
    "unescap_current_status",
    "unescap_prediction",
    "unescap_weights",
]

FEW_POINTS = "needs at least four consecutive annual values"


def statcan_progress(
    baseline: ArrayLike,
    baseline_year: ArrayLike,
    current: ArrayLike,
    current_year: ArrayLike,
    target: ArrayLike | None = None,
    target_year: ArrayLike | None = None,
    *,
    direction: ArrayLike = 1,
    limit: ArrayLike | None = None,
) -> pd.DataFrame:
    """Eurostat-family progress measure as Statistics Canada and Open SDG compute it.

    With a target the value is R = sign·direction·CAGR(actual) / abs(CAGR(required from the
    baseline)); without one (missing `target`) it is sign·direction·CAGR(actual), held against
    thresholds of 1.5 %, 0.5 % and 0 that are scaled down near a natural limit.

    Parameters
    ----------
    baseline, current, target : float or array_like
        Levels in the same unit, all positive or all negative (then `sign` is -1).
    baseline_year, current_year, target_year : float or array_like
        Calendar years.
    direction : {1, -1} or array_like
        +1 if more is better, -1 if less is better.
    limit : float or array_like, optional
        Natural limit in the desired direction, for example 100 for a share in per cent. As
        published, it matters only where there is no target.

    Returns
    -------
    DataFrame
        One row per case: `value` (R, or growth as a fraction per year), `score` (-5 to 5),
        `status`, `applies`, `reason`. A reached target comes first: `target_achieved`, score 5.

    Raises
    ------
    InputError
        If an argument is not numeric, the shapes do not broadcast, or a direction is not ±1.

    Notes
    -----
    The publishers replace a baseline or target of zero by 0.001. That number would decide the
    result, so such a case does not apply here; a user who wants it passes 0.001.

    References
    ----------
    Statistics Canada, *Progress Measurement Methodology for the SDGs*, in the documentation of
    Open SDG (docs/progress-methodology.md); Eurostat, *Sustainable development in the European
    Union*, annex on methods.
    """
    points = points_of(
        baseline, baseline_year, current, current_year, target, target_year, direction, limit
    )
    return _frame(judge_statcan(points))


def limit_scaling(
    baseline: ArrayLike, limit: ArrayLike, *, direction: ArrayLike = 1
) -> Floats | float:
    """Factor C by which Statistics Canada scales growth thresholds near a natural limit.

    C = 1 - (y0/limit)^4.44 below a maximum, mirrored above a minimum. A limit that does not lie in
    the desired direction is not considered (C = 1), as published; neither is a missing one.

    Parameters
    ----------
    baseline, limit : float or array_like
        Level in the base year and natural limit, in the same unit.
    direction : {1, -1} or array_like
        Desired direction.

    Returns
    -------
    float or ndarray
        Between 0 (at the limit) and 1 (far from it).

    References
    ----------
    As for `statcan_progress`.
    """
    scale = scaling(
        *np.broadcast_arrays(
            numbers("baseline", baseline), numbers("limit", limit), directions(direction)
        )
    )
    return float(scale) if scale.ndim == 0 else scale


def un_progress_chart(
    baseline: ArrayLike,
    baseline_year: ArrayLike,
    current: ArrayLike,
    current_year: ArrayLike,
    target: ArrayLike | None = None,
    target_year: ArrayLike | None = None,
    *,
    direction: ArrayLike = 1,
    limit: ArrayLike | None = None,
) -> pd.DataFrame:
    """Score of the United Nations SDG Progress Chart.

    The actual compound growth is carried on to the target year; `value` is the projected change
    from the baseline over the required change. Without a target it is the growth itself, in the
    desired direction. A target that the latest value meets scores 3 whatever the trend.

    Parameters
    ----------
    baseline, current, target : float or array_like
        Levels in the same unit; baseline and current strictly positive.
    baseline_year, current_year, target_year : float or array_like
        Calendar years.
    direction : {1, -1} or array_like
        Desired direction.
    limit : float or array_like, optional
        Natural limit, 100 for a share in per cent. A compound projection that passes it is
        meaningless, and the rule does not apply then.

    Returns
    -------
    DataFrame
        `value`, `score` (3, 2, 1), `status`, `applies`, `reason`.

    References
    ----------
    United Nations Statistics Division, *Progress Chart Technical Note* (2023), as applied by
    Eustat. Its exception for shares within one point of 0 or 100 % is left out.
    """
    points = points_of(
        baseline, baseline_year, current, current_year, target, target_year, direction, limit
    )
    return _frame(judge_un_chart(points))


def un_growth_score(growth: ArrayLike, *, direction: ArrayLike = 1) -> Floats | float:
    """Score of the UN Progress Chart for an annual growth rate where there is no target.

    Parameters
    ----------
    growth : float or array_like
        Fraction per year; missing gives missing.
    direction : {1, -1} or array_like
        Desired direction.

    Returns
    -------
    float or ndarray
        3 from 2 % a year in the desired direction, 2 from 0.5 %, else 1.

    References
    ----------
    As for `un_progress_chart`.
    """
    pace = np.asarray(numbers("growth", growth) * directions(direction))
    score: Floats = np.where(np.isnan(pace), np.nan, 1.0 + un_growth_grade(pace))
    return float(score) if score.ndim == 0 else score


def sdsn_trend(
    baseline: ArrayLike,
    baseline_year: ArrayLike,
    current: ArrayLike,
    current_year: ArrayLike,
    target: ArrayLike,
    target_year: ArrayLike,
    *,
    direction: ArrayLike = 1,
) -> pd.DataFrame:
    """Trend arrow of the SDG Index: actual over required linear change a year.

    Parameters
    ----------
    baseline, current, target : float or array_like
        Values in the same unit, of any sign.
    baseline_year, current_year, target_year : float or array_like
        Calendar years; the required change runs from the baseline to the target year.
    direction : {1, -1} or array_like
        Desired direction.

    Returns
    -------
    DataFrame
        `value` (ratio), `score` (missing: the rule has none), `status`, `applies`, `reason`. At
        the edges: a rate equal to the required one is on track, half of it is moderately
        improving, none is stagnating. A target that is met is on track ("maintaining").

    References
    ----------
    Sachs et al., *Sustainable Development Report*, annex on methods, SDG trends.
    """
    points = points_of(
        baseline, baseline_year, current, current_year, target, target_year, direction
    )
    return _frame(judge_sdsn(points))


def unescap_current_status(
    baseline: ArrayLike,
    baseline_year: ArrayLike,
    current: ArrayLike,
    current_year: ArrayLike,
    target: ArrayLike,
    target_year: ArrayLike,
    *,
    direction: ArrayLike = 1,
) -> pd.DataFrame:
    """Current status index: progress made since the baseline on a scale to 10.

    `value` is 10·(current - baseline)/abs(target - baseline) in the desired direction, and 10 once
    the target is reached. `score` repeats it.

    Parameters
    ----------
    baseline, current, target : float or array_like
        Values in the same unit, of any sign.
    baseline_year, current_year, target_year : float or array_like
        Calendar years.
    direction : {1, -1} or array_like
        Desired direction.

    Returns
    -------
    DataFrame
        `value`, `score`, `status` (above 9 on track, 0 or below regression), `applies`, `reason`.

    References
    ----------
    UNESCAP, *Asia and the Pacific SDG Progress Report*, technical notes; class limits as in the
    UNICEF implementation for the Middle East and North Africa.
    """
    points = points_of(
        baseline, baseline_year, current, current_year, target, target_year, direction
    )
    return _frame(judge_current_status(points))


def unescap_anticipated_progress(
    baseline: ArrayLike,
    baseline_year: ArrayLike,
    current: ArrayLike,
    current_year: ArrayLike,
    target: ArrayLike,
    target_year: ArrayLike,
    *,
    direction: ArrayLike = 1,
    limit: ArrayLike | None = None,
) -> pd.DataFrame:
    """Anticipated progress index: the current status index of the value predicted.

    From two observations the value at the target year is predicted by the logit line where the
    indicator has a limit (a share), else by compound growth.

    Parameters
    ----------
    baseline, current, target : float or array_like
        Values in the same unit; positive, and within the limit where there is one.
    baseline_year, current_year, target_year : float or array_like
        Calendar years.
    direction : {1, -1} or array_like
        Desired direction.
    limit : float or array_like, optional
        Upper limit of a share, in its unit (100 for per cent).

    Returns
    -------
    DataFrame
        `value`, `score`, `status` (above 9 will meet the target, 0 or below no progress expected),
        `applies`, `reason`.

    References
    ----------
    As for `unescap_current_status`. For more than two observations see `unescap_prediction`.
    """
    points = points_of(
        baseline, baseline_year, current, current_year, target, target_year, direction, limit
    )
    return _frame(judge_anticipated(points))


def germany_trend(
    values: ArrayLike,
    *,
    target: ArrayLike,
    years_left: ArrayLike,
    direction: ArrayLike = 1,
) -> pd.DataFrame:
    """Weather symbol of Germany's sustainability indicators.

    The mean of the last five annual absolute changes (of three or four where the series is
    shorter) is carried on to the target year; `value` is the projected shortfall as a share of the
    distance from the last value to the target.

    Parameters
    ----------
    values : array_like, (years,) or (cases, years)
        Annual values in order, the last one the latest; missing where a year has none. Only the
        unbroken run at the end counts, at most six values.
    target : float or array_like
        Target in the same unit.
    years_left : float or array_like
        Years from the last value to the target year.
    direction : {1, -1} or array_like
        Desired direction.

    Returns
    -------
    DataFrame
        `value` (missing once the target is reached), `score` (missing: the rule has none),
        `status` (sun, slightly_cloudy, cloud, thunderstorm), `applies`, `reason`. Fewer than four
        consecutive values do not suffice. A target already reached is judged like one to be kept.

    References
    ----------
    Statistisches Bundesamt, *Indicators of the German Sustainable Development Strategy*, status
    of the indicators.
    """
    table = np.atleast_2d(numbers("values", values))[:, -6:]
    if table.size == 0:
        return _frame(judge_germany(points_of([], [], [], [], [], [], [], [])))
    gaps = np.isnan(table)
    run = np.where(gaps.any(axis=1), np.argmax(gaps[:, ::-1], axis=1), table.shape[1])
    first = table[np.arange(len(table)), -np.clip(run, 1, None)]
    last_year = np.clip(run - 1, 0, None)
    target_year = numbers("years_left", years_left) + last_year
    points = points_of(first, 0, table[:, -1], last_year, target, target_year, direction)
    answer = _frame(judge_germany(points))
    few = np.broadcast_to(run < 4, len(answer))
    return answer.assign(
        value=answer["value"].mask(few),
        status=answer["status"].mask(few),
        applies=answer["applies"] & ~few,
        reason=answer["reason"].mask(few, FEW_POINTS),
    )


def _frame(verdict: Verdict) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "value": verdict.value,
            "score": verdict.score,
            "status": pd.array(verdict.status, dtype="string"),
            "applies": pd.isna(verdict.reason),
            "reason": pd.array(verdict.reason, dtype="string"),
        }
    )
