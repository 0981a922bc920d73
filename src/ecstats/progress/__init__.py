"""Published rules that judge how an indicator moves towards its target.

`judge` gives the answer of a rule for numbers, `possible_statuses` every class that quoted figures,
which are intervals, allow. A case for which a rule is not defined is an answer, not an error: zero
or negative levels where growth is compound, one observation only, a target equal to the baseline,
an observation dated after the target. The rules with their formulas and sources are in `rules`.
"""

import pandas as pd
from numpy.typing import ArrayLike

from ecstats.errors import unknown_name_error
from ecstats.progress.rules import REASONS as _REASONS_OF_RULES, RULES, points_of
from ecstats.progress.statuses import INDISTINCT, ONE_SIDED_BASELINE, possible_statuses

__all__ = ["REASONS", "RULES", "judge", "possible_statuses"]

REASONS = (*_REASONS_OF_RULES, INDISTINCT, ONE_SIDED_BASELINE)
"""Codes of the columns `reason`: why a rule does not apply."""


def judge(
    rule: str,
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
    """What a published rule says of observations and targets.

    Parameters
    ----------
    rule : str
        A key of `RULES`; what its value is, and its source, is in the function of that name in
        `progress.rules`.
    baseline, current, target : float or array_like
        Levels in the same unit. For ``"germany_trend"`` the baseline is the oldest of the at most
        six consecutive annual values that the mean change is taken over.
    baseline_year, current_year, target_year : float or array_like
        Calendar years.
    direction : {1, -1} or array_like
        +1 if more is better, -1 if less is better.
    limit : float or array_like, optional
        Natural limit in the desired direction, for example 100 for a share in per cent.

    Returns
    -------
    DataFrame
        One row per case: `value` (the ratio, growth or index of the rule), `score` (the number that
        the publisher attaches to it, missing where the rule has none), `status` (the publisher's
        class), `applies`, `reason` (a code of `REASONS` where the rule does not apply).

    Raises
    ------
    InputError
        If the rule is unknown, an argument is not numeric or infinite, the shapes do not broadcast,
        or a direction is not ±1.

    Examples
    --------
    >>> judge("sdsn_trend", 37, 2020, 66, 2023, 100, 2025).round(3)
       value  score                status  applies reason
    0  0.767    NaN  moderately_improving     True   <NA>
    """
    if rule not in RULES:
        raise unknown_name_error("rule", rule, RULES)
    points = points_of(
        baseline, baseline_year, current, current_year, target, target_year, direction, limit
    )
    verdict = RULES[rule].judge(points)
    return pd.DataFrame(
        {
            "value": verdict.value,
            "score": verdict.score,
            "status": pd.array(verdict.status, dtype="string"),
            "applies": pd.isna(verdict.reason),
            "reason": pd.array(verdict.reason, dtype="string"),
        }
    )
