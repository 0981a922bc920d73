"""How each published progress rule judges two observations and a target.

`progress.judge` gives these rules to users; here stand the formulas, the class limits and the
sources. A rule takes `Points` and answers with a `Verdict`; a case for which it is not defined has
a code of `REASONS` in `reason` and no value. Judges may meet infinite levels, which are the
missing ends of quoted figures, and answer with infinite values there.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecstats.progress.points import Flags, Floats, Points

Texts = NDArray[np.object_]
Problem = tuple[Flags, str]

NO_TARGET = "no_target"
NO_OBSERVATION = "no_two_observations"
NO_DIRECTION = "no_direction"
ONE_OBSERVATION = "one_observation"
NO_TIME = "target_not_after_baseline"
TOO_LATE = "after_target_year"
NOT_POSITIVE = "level_changes_sign"
TARGET_IS_BASELINE = "target_is_baseline"
MET_AT_BASELINE = "met_at_baseline"
PASSES_LIMIT = "passes_limit"
BEYOND_LIMIT = "beyond_limit"
FEW_POINTS = "few_annual_values"

REASONS = (
    NO_TARGET, NO_OBSERVATION, NO_DIRECTION, ONE_OBSERVATION, NO_TIME, TOO_LATE, NOT_POSITIVE,
    TARGET_IS_BASELINE, MET_AT_BASELINE, PASSES_LIMIT, BEYOND_LIMIT, FEW_POINTS,
)  # fmt: skip

STATCAN = ("deterioration", "limited_progress", "moderate_progress", "substantial_progress")
UN_CHART = ("stagnation_or_regression", "fair_progress", "met_or_on_track")
SDSN = ("decreasing", "stagnating", "moderately_improving", "on_track")
UNESCAP_NOW = ("regression", "slow_progress", "on_track")
UNESCAP_LATER = ("no_progress_expected", "need_to_accelerate", "will_meet_target")
GERMANY = ("thunderstorm", "cloud", "slightly_cloudy", "sun")


class Verdict(NamedTuple):
    """Answers of a rule, one element per case: `status` and `reason` are None where missing."""

    value: Floats
    score: Floats
    status: Texts
    reason: Texts


class Rule(NamedTuple):
    """A published rule: how it judges, its classes from worst to best, and its title."""

    judge: Callable[[Points], Verdict]
    statuses: tuple[str, ...]
    uses_target: bool
    title: str


def scaling(baseline: Floats, limit: Floats, direction: Floats) -> Floats:
    """Factor by which Statistics Canada scales growth thresholds near a natural limit.

    C = 1 - (y0/limit)^4.44 below a maximum, mirrored above a minimum: 0 at the limit, 1 far from
    it. A limit that does not lie in the desired direction is not considered, as published; neither
    is a missing one.
    """
    usable = np.isfinite(limit) & (limit != 0) & np.isfinite(baseline)
    share = np.where(usable, np.abs(baseline), 0) / np.where(usable, np.abs(limit), 1)
    near = np.where(direction > 0, share, 2 - share)
    considered = usable & np.where(direction > 0, share <= 1, share >= 1)
    return np.where(considered, 1 - np.clip(near, 0, 1) ** 4.44, 1.0)


def statcan(points: Points) -> Verdict:
    """Eurostat-family progress measure as Statistics Canada and Open SDG compute it.

    With a target the value is R = sign·direction·CAGR(actual) / abs(CAGR(required from the
    baseline)); without one it is sign·direction·CAGR(actual), held against thresholds of 1.5 %,
    0.5 % and 0 that are scaled down near a natural limit, which matters only there. The score runs
    from -5 to 5. A reached target comes first: `target_achieved`, score 5.

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
    targeted = ~np.isnan(points.target)
    levels = _same_sign(points.baseline, points.current)
    goal = ~targeted | _same_sign(points.baseline, points.target)
    required = growth(points.baseline, points.target, points.planned, levels & goal & targeted)
    actual = growth(points.baseline, points.current, points.elapsed, levels)
    sense = np.where(points.baseline < 0, -1, 1) * points.direction
    ratio = sense * actual / np.abs(np.where(targeted & (required != 0), required, 1))
    growing = sense * actual
    scale = scaling(points.baseline, points.limit, points.direction)
    value = np.where(targeted, ratio, growing)
    reached = points.reached
    status = np.where(
        targeted,
        classes(ratio, (0, 0.60, 0.95), STATCAN),
        classes(growing, (0 * scale, 0.005 * scale, 0.015 * scale), STATCAN),
    )
    score = np.where(targeted, _ratio_score(ratio), _growth_score(growing, scale))
    problems = [
        *common(points, target=False),
        (~levels | ~goal, NOT_POSITIVE),
        (targeted & (required == 0) & ~reached, TARGET_IS_BASELINE),
        (~targeted & _outside(points), BEYOND_LIMIT),
    ]
    verdict = settle(value, score, status, problems)
    achieved = reached & pd.isna(verdict.reason)
    return Verdict(
        np.where(achieved & (required == 0), np.nan, verdict.value),
        np.where(achieved, 5.0, verdict.score),
        np.where(achieved, "target_achieved", verdict.status),
        verdict.reason,
    )


def statcan_without_target(points: Points) -> Verdict:
    """The rule for indicators without a target, whether there is one or not."""
    return statcan(points._replace(target=np.full(points.target.shape, np.nan)))


def _ratio_score(ratio: Floats) -> Floats:
    return np.clip(np.where(ratio >= 0.6, 7.1429 * ratio - 4.2857, 4.1667 * ratio - 2.5), -5, 5)


def _growth_score(growing: Floats, scale: Floats) -> Floats:
    # At the limit itself (C = 0) every growth that is not negative scores 5.
    beside = np.where(growing < 0, growing, 1)
    eased = np.where(scale > 0, growing / np.where(scale > 0, scale, 1), beside)
    slow, fast = 500 * eased - 2.5, 500 * eased - 5
    rising = np.where(eased >= 0.015, fast, np.where(eased >= 0.005, 250 * eased - 1.25, slow))
    return np.clip(np.where(growing < 0, 125 * growing - 2.5, rising), -5, 5)


def un_chart(points: Points) -> Verdict:
    """Score of the United Nations SDG Progress Chart.

    The actual compound growth is carried on to the target year; the value is the projected change
    from the baseline over the required change. Without a target it is the growth itself, in the
    desired direction. A target that the latest value meets scores 3 whatever the trend. A compound
    projection that passes a natural limit is meaningless, and the rule does not apply then.

    References
    ----------
    United Nations Statistics Division, *Progress Chart Technical Note* (2023), as applied by
    Eustat. Its exception for shares within one point of 0 or 100 % is left out.
    """
    targeted = ~np.isnan(points.target)
    levels = (points.baseline > 0) & (points.current > 0)
    actual = growth(points.baseline, points.current, points.elapsed, levels)
    left = np.where(targeted, points.target_year - points.current_year, 0)
    projected = points.current * (1 + np.where(levels, actual, 0)) ** np.where(left > 0, left, 0)
    distance = points.direction * (points.target - points.baseline)
    covered = points.direction * (projected - points.baseline)
    ratio = covered / np.where(distance > 0, distance, 1)
    growing = points.direction * actual
    value = np.where(targeted, ratio, growing)
    reached = points.reached
    rank = np.where(targeted, grade(ratio, (0.10, 0.95)), un_growth_grade(growing))
    rank = np.where(reached, 2, rank)
    problems = [
        *common(points, target=False),
        (~levels, NOT_POSITIVE),
        (targeted & (distance <= 0) & ~reached, MET_AT_BASELINE),
        (targeted & (points.direction > 0) & (projected > points.limit) & ~reached, PASSES_LIMIT),
    ]
    value = np.where(reached & (distance <= 0), np.nan, value)
    return settle(value, rank + 1.0, np.array(UN_CHART, dtype=object)[rank], problems)


def un_growth_grade(growing: Floats) -> NDArray[np.intp]:
    """0, 1 or 2 for growth in the desired direction: from 0.5 and 2 % a year, without a target."""
    return grade(growing, (0.005, 0.02))


def sdsn(points: Points) -> Verdict:
    """Trend arrow of the SDG Index: actual over required linear change a year.

    A rate equal to the required one is on track, half of it is moderately improving, none is
    stagnating. A target that is met is on track ("maintaining"). The rule has no score.

    References
    ----------
    Sachs et al., *Sustainable Development Report*, annex on methods, SDG trends.
    """
    distance = points.direction * (points.target - points.baseline)
    actual = points.direction * (points.current - points.baseline) / points.elapsed
    ratio = actual / np.where(distance > 0, distance / points.planned, 1)
    status = classes(np.where(distance > 0, ratio, actual), (0, 0.5, 1), SDSN)
    status = np.where(points.reached, "on_track", status)
    value = np.where(distance > 0, ratio, np.nan)
    return settle(value, np.full(value.shape, np.nan), status, common(points, target=True))


def unescap_status(points: Points) -> Verdict:
    """Current status index: progress made since the baseline on a scale to 10.

    The value is 10·(current - baseline)/abs(target - baseline) in the desired direction, and 10
    once the target is reached: above 9 on track, 0 or below regression. The score repeats it.

    References
    ----------
    UNESCAP, *Asia and the Pacific SDG Progress Report*, technical notes; class limits as in the
    UNICEF implementation for the Middle East and North Africa.
    """
    return _index(points, points.current, UNESCAP_NOW, common(points, target=True))


def unescap_anticipated(points: Points) -> Verdict:
    """Anticipated progress index: the current status index of the value predicted.

    From two observations the value at the target year is predicted by the logit line where the
    indicator has a limit (a share), else by compound growth: above 9 will meet the target, 0 or
    below no progress expected. Sources as for `unescap_status`.
    """
    sound = ~_outside(points) & (points.baseline > 0) & (points.current > 0)
    sound &= np.isnan(points.limit) | (points.baseline < points.limit)
    problems = [
        *common(points, target=True),
        (~(points.baseline > 0) | ~(points.current > 0), NOT_POSITIVE),
        (~sound, BEYOND_LIMIT),
    ]
    return _index(points, predict(points, sound), UNESCAP_LATER, problems)


def predict(points: Points, sound: Flags) -> Floats:
    """Value at the target year: along the logit line for a share, else by compound growth."""
    steps = (points.target_year - points.current_year) / points.elapsed
    steps = np.where(sound & (steps > 0), steps, 0)
    capped = sound & ~np.isnan(points.limit)
    full = capped & (points.current >= points.limit)
    inner = capped & ~full
    ceiling = np.where(inner, points.limit, 3.0)
    start, end = np.where(inner, points.baseline, 1.0), np.where(inner, points.current, 1.0)
    odds, odds_before = end / (ceiling - end), start / (ceiling - start)
    odds = odds * (odds / odds_before) ** steps
    level = np.where(sound, points.current, 1.0)
    before = np.where(sound & np.isfinite(points.baseline), points.baseline, 1.0)
    compound = level * (level / before) ** steps
    predicted = np.where(inner, ceiling * odds / (1 + odds), compound)
    return np.where(sound, np.where(full, points.limit, predicted), np.nan)


def germany(points: Points) -> Verdict:
    """Weather symbol of Germany's sustainability indicators.

    The mean of the last five annual changes (of three or four where the series is shorter) is
    carried on to the target year; the value is the projected shortfall as a share of the distance
    from the last value to the target. The baseline is the oldest of the values that the mean is
    taken over: fewer than four consecutive values do not suffice. A target already reached is
    judged like one to be kept. The rule has no score.

    References
    ----------
    Statistisches Bundesamt, *Indicators of the German Sustainable Development Strategy*, status
    of the indicators.
    """
    change = points.direction * (points.current - points.baseline) / points.elapsed
    gap = points.direction * (points.target - points.current)
    left = points.target_year - points.current_year
    reached = points.reached
    miss = (gap - np.where(left > 0, change, 0) * left) / np.where(gap > 0, gap, 1)
    status = np.where(miss > 0.20, "cloud", np.where(miss < 0.05, "sun", "slightly_cloudy"))
    status = np.where(change <= 0, "thunderstorm", status)
    # A target already reached is judged like one to be kept: only a setback clouds the sun.
    status = np.where(reached, np.where(change < 0, "slightly_cloudy", "sun"), status)
    value = np.where(reached, np.nan, miss)
    few = points.current_year - points.baseline_year < 3
    problems = [(few, FEW_POINTS), *common(points, target=True)]
    return settle(value, np.full(value.shape, np.nan), status, problems)


def _index(
    points: Points, arrived: Floats, statuses: Sequence[str], problems: list[Problem]
) -> Verdict:
    """Way from the baseline to the target that is covered at `arrived`, on a scale to 10."""
    distance = np.abs(points.target - points.baseline)
    covered = points.direction * (arrived - points.baseline)
    there = points.direction * (arrived - points.target) >= 0
    value = np.where(there, 10.0, 10 * covered / np.where(distance > 0, distance, 1))
    status = np.array(statuses, dtype=object)[(value > 0).astype(int) + (value > 9)]
    nowhere = (points.target == points.baseline) & ~there
    return settle(value, value, status, [*problems, (nowhere, TARGET_IS_BASELINE)])


def growth(start: Floats, end: Floats, years: Floats, valid: Flags) -> Floats:
    """Compound growth as a fraction per year; missing where it is not `valid`."""
    ratio = np.where(valid, end, 1) / np.where(valid, start, 1)
    return np.where(valid, ratio ** (1 / years) - 1, np.nan)


def grade(value: Floats, limits: Sequence[float | Floats]) -> NDArray[np.intp]:
    """How many of the rising limits a value reaches; a limit belongs to the better class."""
    reached: NDArray[np.intp] = np.sum([value >= limit for limit in limits], axis=0, dtype=np.intp)
    return reached


def classes(value: Floats, limits: Sequence[float | Floats], statuses: Sequence[str]) -> Texts:
    """Class of each value, from worst to best."""
    return np.array(statuses, dtype=object)[grade(value, limits)]


def common(points: Points, *, target: bool) -> list[Problem]:
    """What every rule needs: observations, a direction, time, and a `target` if it must be."""
    missing = np.isnan(points.target)
    late = points.target_year > points.baseline_year
    return [
        (np.isnan(points.baseline) | np.isnan(points.current), NO_OBSERVATION),
        (np.isnan(points.baseline_year) | np.isnan(points.current_year), NO_OBSERVATION),
        (np.isnan(points.direction), NO_DIRECTION),
        (points.current_year <= points.baseline_year, ONE_OBSERVATION),
        (missing & target, NO_TARGET),
        (~missing & ~late, NO_TIME),
        (~missing & (points.current_year > points.target_year), TOO_LATE),
    ]


def settle(value: Floats, score: Floats, status: Texts, problems: Sequence[Problem]) -> Verdict:
    """Blank the cases that have a problem and give the first problem as their reason."""
    reason = np.full(value.shape, None, dtype=object)
    for hit, code in reversed(problems):
        reason[hit] = code
    bad = pd.notna(reason)
    status = status.astype(object)
    status[bad] = None
    return Verdict(np.where(bad, np.nan, value), np.where(bad, np.nan, score), status, reason)


def _same_sign(first: Floats, second: Floats) -> Flags:
    return ((first > 0) & (second > 0)) | ((first < 0) & (second < 0))


def _outside(points: Points) -> Flags:
    above = (points.baseline > points.limit) | (points.current > points.limit)
    return above & (points.direction > 0)


RULES: dict[str, Rule] = {
    "eurostat_family": Rule(
        statcan, (*STATCAN, "target_achieved"), True, "Eurostat family (Statistics Canada)"
    ),
    "eurostat_family_no_target": Rule(
        statcan_without_target, STATCAN, False, "Eurostat family, rule without a target"
    ),
    "un_progress_chart": Rule(un_chart, UN_CHART, True, "UN SDG Progress Chart"),
    "sdsn_trend": Rule(sdsn, SDSN, True, "SDSN trend (SDG Index)"),
    "unescap_current_status": Rule(unescap_status, UNESCAP_NOW, True, "UNESCAP current status"),
    "unescap_anticipated_progress": Rule(
        unescap_anticipated, UNESCAP_LATER, True, "UNESCAP anticipated progress"
    ),
    "germany_trend": Rule(germany, GERMANY, True, "Germany, sustainability indicators"),
}
