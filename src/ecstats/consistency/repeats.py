"""Checks of what documents say twice: the same figure, goal, path or year."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from ecstats.consistency import arithmetic
from ecstats.consistency.check_rows import FINE, Check, Result, at_precisions, check, untestable
from ecstats.consistency.ledger_rows import QuotedFigure, Reading, grouped, passages, stated
from ecstats.intervals import Interval, intersects, point, scale, subtract

HALF_YEAR_SHARE = Interval(Fraction(30), Fraction(70), False, False)
"""Per cent of a full year within which a half year is usual; outside: likely two series."""


def printed_twice(rows: Sequence[QuotedFigure]) -> list[Check]:
    """Compare figures that one document prints twice: by subject and period, or by `repeats`.

    Thresholds are left out: several size classes of one thing are no repetition.
    """
    by_id = {row.figure_id: row for row in rows}
    pairs = {
        (row.repeats, row.figure_id): (by_id[row.repeats], row)
        for row in rows
        if row.repeats in by_id
    }
    for group in _same_figures(rows, within_source=True):
        for again in group[1:]:
            pairs.setdefault((group[0].figure_id, again.figure_id), (group[0], again))
    ordered = sorted(pairs.values(), key=lambda pair: (pair[1].source_id, pair[1].start))
    return [_agreement("printed_twice", first, again) for first, again in ordered]


def two_documents(rows: Sequence[QuotedFigure]) -> list[Check]:
    """Compare figures of the same series and period in different documents."""
    return [
        _agreement("two_documents", first, again)
        for group in _same_figures(rows, within_source=False)
        for first, again in combinations(group, 2)
        if first.source_id != again.source_id
    ]


def _same_figures(rows: Sequence[QuotedFigure], *, within_source: bool) -> list[list[QuotedFigure]]:
    """Figures of one subject, kind and period; changes also of one unit and reference."""

    def key(row: QuotedFigure) -> tuple[Any, ...]:
        change = (row.unit_measure, row.reference) if row.obs_kind == "change" else ()
        source = (row.source_id,) if within_source else ()
        return (*row.subject, row.obs_kind, row.time_period, *change, *source)

    dated = [row for row in rows if row.obs_kind != "threshold" and row.time_period is not None]
    return list(grouped(dated, key).values())


def _agreement(kind: str, first: QuotedFigure, again: QuotedFigure) -> Check:
    unit = again.unit_measure
    if first.unit_measure != unit:
        result = untestable("value", unit, "units_differ")
        return check(kind, result, FINE, first=first, again=again)
    if not _compatible(again.fine, first.fine):
        reason = "value_differs"
    elif stated(first) != stated(again):
        reason = "compatible"
    else:
        reason = "agrees" if first.bound == again.bound else "bound_differs"
    found: arithmetic.Verdict = "inconsistent" if reason == "value_differs" else "consistent"
    result = Result("value", unit, again.fine, first.fine, found, reason)
    return check(kind, result, FINE, first=first, again=again)


def _compatible(one: Interval, two: Interval) -> bool:
    """Whether one number can have been printed both ways.

    Neighbouring digits (37, 38) share only the value half way between them, which the two
    passages would have to round differently: that is no agreement.
    """
    low, high = max(one.lower, two.lower), min(one.upper, two.upper)
    exact = one.lower == one.upper or two.lower == two.upper
    return bool(intersects(one, two)) and (low < high or exact)


def due_years(
    rows: Sequence[QuotedFigure], stated_goals: Sequence[Mapping[str, Any]]
) -> list[Check]:
    """Find goals that two passages of one document date differently.

    `stated_goals` are the relations ``same_goal``: a passage without a number that sets the goal
    of the indicator `result_indicator` in `ref_area` and `source_id` for another `time_period`.
    """
    passage = passages(rows)
    targets = [row for row in rows if row.figure_id in passage]
    checks = []
    for group in grouped(targets, _series).values():
        for first, again in combinations(group, 2):
            same = stated(first) == stated(again) and first.bound == again.bound
            apart = passage[first.figure_id] != passage[again.figure_id]
            # A goal whose own year another passage has too is an end goal, not a conflict.
            answered = any(
                row.year == goal.year and passage[row.figure_id] != passage[goal.figure_id]
                for goal in (first, again)
                for row in group
            )
            if same and apart and not answered:
                result = _two_years(first, again.year, "year_differs")
                checks.append(check("due_year", result, first=first, again=again))
    goals = grouped(targets, lambda row: (row.source_id, row.indicator_id, row.ref_area))
    for goal in stated_goals:
        key = tuple(goal[name] for name in ("source_id", "result_indicator", "ref_area"))
        for row in goals.get(key, []):
            if str(row.year) != goal["time_period"]:
                result = _two_years(row, int(goal["time_period"]), "year_without_number")
                checks.append(check("due_year", result, relation_id=goal["relation_id"], first=row))
    return checks


def _series(row: QuotedFigure) -> tuple[Any, ...]:
    return (row.source_id, *row.subject, row.unit_measure)


def _two_years(first: QuotedFigure, again: int | None, reason: str) -> Result:
    years = point(Fraction(again or 0)), point(Fraction(first.year or 0))
    return Result("due_year", "YEAR", *years, "inconsistent", reason)


def milestones(rows: Sequence[QuotedFigure], directions: Mapping[str, int]) -> list[Check]:
    """Check that the targets of a series move one way and end at the goal stated elsewhere."""
    passage = passages(rows)
    targets = [row for row in rows if row.figure_id in passage]
    series = grouped(targets, _series)
    checks = []
    for path in grouped(targets, lambda row: (*_series(row), passage[row.figure_id])).values():
        if len({row.year for row in path}) < 2:
            continue
        path.sort(key=lambda row: row.year or 0)
        last = path[-1]
        goals = [
            row
            for row in series[_series(last)]
            if passage[row.figure_id] != passage[last.figure_id] and row.year == last.year
        ]
        result = _steps(path, goals, directions.get(last.indicator_id))
        checks.append(check("milestones", result, FINE, milestone=path, goal=goals))
    return checks


def _steps(
    path: Sequence[QuotedFigure], goals: Sequence[QuotedFigure], direction: int | None
) -> Result:
    levels = [stated(row) for row in path]
    up = levels[-1].lower >= levels[0].lower if direction is None else direction >= 0
    if arithmetic.rising(levels, direction=1 if up else -1) != "consistent":
        reason = "not_monotone"
    elif not goals:
        reason = "no_separate_goal"
    else:
        ends = all(bool(intersects(goal.fine, path[-1].fine)) for goal in goals)
        reason = "reaches_goal" if ends else "misses_goal"
    different = len({level.lower for level in levels})
    movement = "stand_still" if different == 1 else "rise" if up else "fall"
    if 1 < different < len(levels) and reason != "not_monotone":
        movement += "_or_stand_still"
    sign = Fraction(1 if up else -1)
    steps = [scale(subtract(later, earlier), sign) for earlier, later in pairwise(levels)]
    smallest = min(steps, key=lambda step: step.lower)
    unit = "PERCENTAGE_POINT" if path[0].unit_measure == "PERCENT" else path[0].unit_measure
    desired = Interval(Fraction(0), float("inf"), False, True)
    bad = reason in ("not_monotone", "misses_goal")
    found: arithmetic.Verdict = "inconsistent" if bad else "consistent"
    details = f"movement={movement}"
    return Result("smallest_step", unit, smallest, desired, found, reason, details)


def half_years(
    rows: Sequence[QuotedFigure], look_alikes: Mapping[str, Sequence[str]]
) -> list[Check]:
    """Compare half years with full years of the same or a look-alike indicator."""
    observed = grouped(
        (row for row in rows if row.obs_kind == "observed" and row.time_period is not None),
        lambda row: (row.time_period, *row.subject),
    )
    checks: list[Check] = []
    for (period, indicator, *place), halves in observed.items():
        if period[4:] not in ("-S1", "-S2"):
            continue
        others = (indicator, *look_alikes.get(indicator, ()))
        for half in halves:
            for other in others:
                for full in observed.get((period[:4], other, *place), []):
                    checks += at_precisions("half_year", _half_year, half=half, full=full)
    return checks


def _half_year(get: Reading, half: QuotedFigure, full: QuotedFigure) -> Result:
    arithmetic.need_one_unit(half, full)
    derived = scale(arithmetic.share(get(half), get(full)), Fraction(100))
    found = arithmetic.verdict(derived, HALF_YEAR_SHARE)
    reason = "usual_share" if found == "consistent" else "unusual_share"
    return Result("half_year_share", "PERCENT", derived, HALF_YEAR_SHARE, found, reason)
