"""Which classes of a progress rule the quoted figures allow.

A quoted figure is an interval, so a rule may give several classes. This module finds all of them,
and the bounds of the rule's value.
"""

from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ecstats.errors import unknown_name_error
from ecstats.intervals import Interval
from ecstats.progress.points import Flags, Floats, Points, points_of
from ecstats.progress.rules import RULES, Rule, Texts

NOT_COMPUTABLE = "not_computable"
ONE_SIDED_BASELINE = "one_sided_baseline"
INDISTINCT = "target_near_baseline"

# Where a target falls or is passed, a ratio need not be monotone in the baseline that it shares.
STEPS_ALONG_BASELINE = 9


def possible_statuses(
    rule: str,
    baseline: Interval,
    baseline_year: ArrayLike,
    current: Interval,
    current_year: ArrayLike,
    target: ArrayLike | None = None,
    target_year: ArrayLike | None = None,
    *,
    direction: ArrayLike = 1,
    limit: ArrayLike | None = None,
) -> pd.DataFrame:
    """Every class of a rule that two quoted figures allow, and the bounds of its value.

    The target is a number that was decided, not measured: it has no width. The two observations
    make a joint box. The rule judges its corners, points along the baseline and both sides of the
    target. Short of the target the value is continuous, so a class between two that occur there
    occurs too. The bounds of the value are exact short of a rising target; elsewhere a ratio need
    not be monotone in the baseline, and they are as fine as the points along it.

    Parameters
    ----------
    rule : str
        A key of `rules.RULES`.
    baseline, current : Interval
        Interval of the two observations in one unit; an end of `current` may be infinite.
    baseline_year, current_year, target, target_year, direction, limit
        As in `judge`.

    Returns
    -------
    DataFrame
        One row per case: `value_lower`, `value_upper`, `value_lower_open`, `value_upper_open`;
        `statuses`, joined by ";" from worst to best, with ``not_computable`` at the end where
        some values of the box do not allow the rule; `applies` and `reason`, a code.

    Raises
    ------
    InputError
        If the rule is unknown (the message gives the nearest) or an argument is malformed.

    Examples
    --------
    >>> baseline, current = Interval(36.5, 37.5, False, True), Interval(65.5, 66.5, False, True)
    >>> parcels = possible_statuses("eurostat_family", baseline, 2020, current, 2023, 100, 2025)
    >>> parcels["statuses"].item()
    'moderate_progress;substantial_progress'
    """
    if rule not in RULES:
        raise unknown_name_error("rule", rule, RULES)
    points = points_of(
        baseline.lower, baseline_year, current.lower, current_year, target, target_year,
        direction, limit, finite=False,
    )  # fmt: skip
    size = points.baseline.shape
    start = Interval(*(np.broadcast_to(np.asarray(end), size) for end in baseline))
    end = Interval(*(np.broadcast_to(np.asarray(end), size) for end in current))
    # A share cannot pass its limit, whatever its bound word leaves open.
    capped = (points.direction > 0) & (end.upper > points.limit) & (end.lower <= points.limit)
    end = end._replace(
        upper=np.where(capped, points.limit, end.upper), upper_open=end.upper_open & ~capped
    )
    return _judged(RULES[rule], points, start, end)


def _judged(rule: Rule, points: Points, start: Interval, end: Interval) -> pd.DataFrame:
    """Classes and bounds of points of each case's box: arrays of probes by cases."""
    bounded = np.isfinite(start.lower) & np.isfinite(start.upper)
    first, last = (np.where(bounded, e, 1.0) for e in (start.lower, start.upper))
    along = [
        (_inner(start, 0), start.lower_open),
        (_inner(start, 1), start.upper_open),
        *(
            (first + share * (last - first), np.zeros(first.shape, dtype=bool))
            for share in np.linspace(0, 1, STEPS_ALONG_BASELINE)[1:-1]
        ),
    ]
    short = np.nextafter(points.target, np.where(points.direction > 0, -np.inf, np.inf))
    across = [
        (_inner(end, 0), end.lower_open),
        (_inner(end, 1), end.upper_open),
        *((value, np.zeros(value.shape, dtype=bool)) for value in (points.target, short)),
    ]
    pairs = list(product(along, across))
    baseline = np.array([value for (value, _), _ in pairs])
    current = np.array([value for _, (value, _) in pairs])
    is_open = np.array([first | second for (_, first), (_, second) in pairs])
    inside = (current >= _inner(end, 0)) & (current <= _inner(end, 1)) & bounded
    here = points._replace(
        baseline=np.where(bounded, baseline, 1.0),
        current=np.where(inside, current, _inner(end, 0)),
    )
    # All at once: a rule judges case by case, and a call costs more than the cases of a ledger.
    here = Points(*np.broadcast_arrays(*here))
    value, _, status, reason = rule.judge(here)
    reached = here.reached & rule.uses_target
    judged = inside & pd.isna(reason)
    at_target = (start.lower <= points.target) & (points.target <= start.upper)
    unclear = at_target & rule.uses_target & ~(judged & reached | ~inside).all(axis=0)
    first_reason = reason[np.argmax(pd.notna(reason), axis=0), np.arange(reason.shape[1])]
    why = np.where(
        np.isnan(start.lower) | np.isnan(start.upper) | bounded,
        np.where(unclear, INDISTINCT, first_reason),
        ONE_SIDED_BASELINE,
    )
    applies = judged.any(axis=0) & bounded & ~unclear
    kept = judged & applies & ~np.isnan(value)
    low = np.where(kept, value, np.inf).min(axis=0, initial=np.inf)
    high = np.where(kept, value, -np.inf).max(axis=0, initial=-np.inf)
    has_value = kept.any(axis=0) & ~at_target if rule.uses_target else kept.any(axis=0)
    statuses = [
        _joined(rule, status[:, i], judged[:, i], reached[:, i], inside[:, i]) if fits else None
        for i, fits in enumerate(applies)
    ]
    return pd.DataFrame(
        {
            "value_lower": np.where(has_value, low, np.nan),
            "value_upper": np.where(has_value, high, np.nan),
            "value_lower_open": has_value & (is_open | ~kept | (value != low)).all(axis=0),
            "value_upper_open": has_value & (is_open | ~kept | (value != high)).all(axis=0),
            "statuses": pd.array(statuses, dtype="string"),
            "applies": applies,
            "reason": pd.Series(why, dtype="string").mask(applies),
        }
    )


def _inner(bounds: Interval, side: int) -> Floats:
    """An end of the bounds, or the nearest number inside where the end is open."""
    end, other = (bounds.lower, bounds.upper)[:: 1 - 2 * side]
    is_open = (bounds.lower_open, bounds.upper_open)[side]
    end = np.asarray(end, dtype=float)
    return np.where(is_open & np.isfinite(end), np.nextafter(end, other), end)


def _joined(rule: Rule, status: Texts, judged: Flags, reached: Flags, inside: Flags) -> str:
    rank = {name: place for place, name in enumerate(rule.statuses)}
    short = [rank[name] for name in status[judged & ~reached]]
    places = {rank[name] for name in status[judged & reached]}
    places |= set(range(min(short), max(short) + 1)) if short else set()
    names = [rule.statuses[place] for place in sorted(places)]
    return ";".join(names + [NOT_COMPUTABLE] * bool((inside & ~judged).any()))
