"""Checks of changes: growth and increments against levels, points against shares, gaps."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import ceil, floor, isinf
from typing import Any

from ecstats.consistency import arithmetic
from ecstats.consistency.arithmetic import PERCENT, need_one_unit
from ecstats.consistency.check_rows import (
    FINE,
    Check,
    Result,
    at_precisions,
    check,
    follows,
    untestable,
)
from ecstats.consistency.ledger_rows import QuotedFigure, Reading, grouped
from ecstats.intervals import scale, subtract

_PERIOD = re.compile(r"\d{4}(-(S[12]|Q[1-4]|\d{2}))?")
_RELATIVE = ("PERCENT", "FRACTION", "PERCENTAGE_POINT")
_POINT = "PERCENTAGE_POINT"


def _at(row: QuotedFigure) -> tuple[Any, ...]:
    return (*row.subject, row.time_period, row.obs_kind)


def _like(change: QuotedFigure, period: str | None, kind: str = "observed") -> tuple[Any, ...]:
    """Key of `_at` of the figures of a kind about the subject of a change."""
    # An average growth "a year" is about a level that is not per anything.
    per = None if change.per == "year" else change.per
    return (*change.subject[:3], per, period, kind)


def levels_and_growth(rows: Sequence[QuotedFigure]) -> list[Check]:
    """Compare a quoted growth with the level and the level that it refers to."""
    kind = "level_and_growth"
    at = grouped(rows, _at)
    checks: list[Check] = []
    nameless = []
    for change in rows:
        if change.obs_kind != "change" or change.unit_measure not in ("PERCENT", "FRACTION"):
            continue
        if not _PERIOD.fullmatch(change.reference or "") or change.time_period is None:
            nameless.append(change)
            continue
        levels = at.get(_like(change, change.time_period), [])
        earlier = at.get(_like(change, change.reference)) or (None,)
        if not levels:
            alone = untestable("growth", change.unit_measure, "no_level")
            checks.append(check(kind, alone._replace(quoted=change.fine), change=change))
        for level in levels:
            for before in earlier:
                roles = {"level": level, "earlier": before, "change": change}
                checks += at_precisions(kind, _level_growth, None, **roles)
    if nameless:
        checks.append(check(kind, untestable("growth", "PERCENT", "no_period"), change=nameless))
    return checks


def _level_growth(
    get: Reading, level: QuotedFigure, earlier: QuotedFigure | None, change: QuotedFigure
) -> Result:
    factor = Fraction(1) if change.unit_measure == "FRACTION" else 1 / PERCENT
    quoted = scale(get(change), factor)
    years = int((change.time_period or "")[:4]) - int((change.reference or "")[:4])
    average = change.per == "year" and years > 1
    over_all = arithmetic.compounded(quoted, years) if average else quoted
    if earlier is None:
        implied = arithmetic.implied_earlier(get(level), over_all)
        result = untestable("earlier_level", level.unit_measure, "no_earlier_level")
        return result._replace(derived=implied, details=f"reference={change.reference}")
    need_one_unit(level, earlier)
    derived = arithmetic.growth(get(level), get(earlier))
    result = follows("growth", "PERCENT", derived, over_all)
    if result.verdict == "inconsistent" and (level.after_break or earlier.after_break):
        result = result._replace(reason="series_break")
    if average:
        derived = arithmetic.average_growth(derived, years)
    return result._replace(derived=scale(derived, PERCENT), quoted=scale(quoted, PERCENT))


def increments(rows: Sequence[QuotedFigure]) -> list[Check]:
    """Compare a level, its absolute increase and its quoted growth."""
    kind = "level_and_increment"
    at = grouped(rows, _at)
    checks: list[Check] = []
    for change in rows:
        if change.obs_kind != "change" or change.unit_measure in _RELATIVE:
            continue
        pairs = [
            (level, growth)
            for level in at.get(_like(change, change.time_period), [])
            for growth in at.get(_like(change, change.time_period, "change"), [])
            if level.unit_measure == change.unit_measure
            and (growth.unit_measure, growth.reference) == ("PERCENT", change.reference)
        ]
        for level, growth in pairs:
            roles = {"level": level, "increment": change, "growth": growth}
            checks += at_precisions(kind, _increment, None, **roles)
        if not pairs:
            alone = untestable("growth", "PERCENT", "no_level_or_growth")
            checks.append(check(kind, alone, increment=change))
    return checks


def _increment(
    get: Reading, level: QuotedFigure, increment: QuotedFigure, growth: QuotedFigure
) -> Result:
    derived = arithmetic.growth_from_increment(get(level), get(increment))
    return follows("growth", "PERCENT", scale(derived, PERCENT), get(growth))


def points_and_shares(rows: Sequence[QuotedFigure], measures: Mapping[str, str]) -> list[Check]:
    """Compare changes in points with the shares, and gaps to an area with each other."""
    kind = "points_and_shares"
    points = [row for row in rows if (row.obs_kind, row.unit_measure) == ("change", _POINT)]
    quoted = grouped(points, lambda row: (*row.subject, row.reference, row.time_period))
    shares = [
        row
        for row in rows
        if row.obs_kind == "observed" and measures.get(row.indicator_id) == "share" and row.year
    ]
    checks: list[Check] = []
    for group in grouped(shares, lambda row: row.subject).values():
        for first, last in combinations(sorted(group, key=lambda row: row.year or 0), 2):
            periods = first.time_period, last.time_period
            if periods[0] != periods[1]:
                for change in quoted.get((*last.subject, *periods)) or (None,):
                    roles = {"first": first, "last": last, "change": change}
                    checks += at_precisions(kind, _points, None, **roles)
    gaps = [row for row in points if (row.reference or "").startswith("area:") and row.time_period]
    for group in grouped(gaps, lambda row: (*row.subject, row.reference)).values():
        for first, last in combinations(sorted(group, key=lambda row: row.time_period or ""), 2):
            result = untestable("gap_movement", _POINT, "levels_not_quoted")._replace(
                derived=subtract(last.fine, first.fine),
                details=f"area={(last.reference or '').removeprefix('area:')}",
            )
            checks.append(check(kind, result, FINE, first=first, last=last))
    return checks


def _points(
    get: Reading, first: QuotedFigure, last: QuotedFigure, change: QuotedFigure | None
) -> Result:
    derived = subtract(get(last), get(first))
    if change is None:
        return untestable("change", _POINT, "no_change_quoted")._replace(derived=derived)
    return follows("change", _POINT, derived, get(change))


def growth_gaps(rows: Sequence[QuotedFigure]) -> list[Check]:
    """Take a quoted gap in points off the growth of its subject: growth of the other indicator."""
    growths = [row for row in rows if (row.obs_kind, row.unit_measure) == ("change", "PERCENT")]
    by_subject = grouped(growths, lambda row: (*row.subject, row.time_period))
    by_area = grouped(growths, lambda row: (row.indicator_id, row.ref_area, row.time_period))
    checks: list[Check] = []
    for gap in rows:
        if gap.unit_measure != _POINT or not (gap.reference or "").startswith("indicator:"):
            continue
        own = by_subject.get((*gap.subject, gap.time_period), [])
        for growth in own:
            other = _other(gap), gap.ref_area, gap.time_period
            for against in by_area.get(other) or (None,):
                roles = {"growth": growth, "gap": gap, "against": against}
                checks += at_precisions("growth_gap", _growth_gap, None, **roles)
        if not own:
            alone = untestable("growth", "PERCENT", "no_growth")
            checks.append(check("growth_gap", alone, gap=gap))
    return checks


def _other(gap: QuotedFigure) -> str:
    return (gap.reference or "").removeprefix("indicator:")


def _growth_gap(
    get: Reading, growth: QuotedFigure, gap: QuotedFigure, against: QuotedFigure | None
) -> Result:
    derived = subtract(get(growth), get(gap))
    details = f"indicator={_other(gap)}"
    if against is not None:
        result = follows("growth_of_other", "PERCENT", derived, get(against))
        return result._replace(details=details)
    reason = "other_growth_not_quoted"
    if not (isinf(derived.lower) or isinf(derived.upper)):
        tenths = range(ceil(derived.lower * 10), floor(derived.upper * 10) + 1)
        if len(tenths) == 1:
            reason, details = "one_decimal_fits", f"{details};number={tenths[0] / 10:.1f}"
        elif not tenths:
            reason = "no_decimal_fits"
    return Result("growth_of_other", "PERCENT", derived, None, "untestable", reason, details)
