"""How far each target is, what growth it needs, and what the published rules say.

The tables take the quoted figures with bounds, together with the values published elsewhere
(`tables.with_published_values`), and the table of indicators. Which observation stands for which
target is decided in `observations`; required and past growth are in `annual_growth`, milestones in
`milestones`, and whether a target was met in `outcomes`: their tables are found here too. A target
is a number that was decided, so it is exact as printed; one that says "at least" gives one-sided
results and no point. Why something is not computed is a code of `REASONS`, followed by its
arguments (periods, identifiers, units) between upright strokes.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from ecstats import progress as _progress
from ecstats.errors import unknown_name_error
from ecstats.intervals import blanked, from_columns, monotone, subtract, to_columns
from ecstats.progress import RULES, judge, possible_statuses
from ecstats.progress.rules import FEW_POINTS
from ecstats.targets.annual_growth import (
    NO_PAIR,
    SPAN,
    annual_growth_table,
    first_reason,
    status_of,
)
from ecstats.targets.goals import ENDS, KEY, POINT_UNITS, side_by_side
from ecstats.targets.milestones import milestone_paths
from ecstats.targets.observations import NO_OBSERVATION, match
from ecstats.targets.outcomes import attainment

__all__ = [
    "REASONS", "RULES", "annual_growth_table", "attainment", "milestone_paths", "progress",
    "target_table",
]  # fmt: skip

REASONS = (
    *_progress.REASONS, "both_one_sided", "conflict", "definition_differs",
    "digits_do_not_decide", "levels_not_positive", "meets", "meets_early", "misses",
    "no_milestone", "no_observation", "no_target_year", "no_two_annual_values",
    "not_reached_yet", "not_towards_target", "nothing_required", "other_bound", "other_levels",
    "other_start_than_baseline", "other_unit", "part_of_year", "reached", "series_break",
    "step_covers", "target_for_a_span", "target_year_has_come", "unproven", "value_after_break",
)  # fmt: skip
"""Codes of the columns `reason`, `left_out` and `note`."""


def target_table(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
) -> pd.DataFrame:
    """Every target with its baseline, its latest observation and the gaps.

    Parameters
    ----------
    figures : DataFrame
        `intervals.with_bounds` of the quoted figures, or of `tables.with_published_values`. A
        value published elsewhere counts only if it is of the same series, or after a break (then
        `latest_comparability` says so).
    indicators : DataFrame
        Table of indicators.
    base_year : int, optional
        Figures before this year are left out, and targets due before it; the baseline is then the
        first figure from it on. By default it is the latest that the target's own document
        observes.
    target_year : int, optional
        Only targets due in this year; figures after it are left out.

    Returns
    -------
    DataFrame
        One row per series and target period: the columns of `observations.targets`; `baseline_…`
        and `latest_…` with `id`, `period`, `year`, `value`, the four ends and `comparability`;
        `gap_from_baseline` and `gap_from_latest`, target less observation, each with four ends,
        and the same `…_percent` of the target (levels only); `gap_kind` (``level`` in base units,
        ``percentage_points``); `left_out`; `status` and `reason`, a code of `REASONS`.

    Raises
    ------
    InputError
        If a table lacks a column, the years contradict each other, or no target is due in
        `target_year`.

    Examples
    --------
    >>> from ecstats import intervals, tables
    >>> indicators = tables.load_indicators()
    >>> ledger = tables.select(tables.load_quoted_figures(), "express_parcels", "Hebei")
    >>> goals = target_table(intervals.with_bounds(ledger, indicators=indicators), indicators)
    >>> goals[["baseline_year", "target_year", "gap_from_baseline", "gap_from_baseline_percent"]]
       baseline_year  target_year  gap_from_baseline  gap_from_baseline_percent
    0           2020         2025       6.300000e+09                       63.0
    """
    table = match(figures, indicators, base_year=base_year, target_year=target_year)
    points = table["unit_measure"].isin(POINT_UNITS).to_numpy()
    goal = from_columns(table, "target_")
    parts = []
    for role in ("baseline", "latest"):
        seen = from_columns(table, f"{role}_")
        blank = table["problem"].notna().to_numpy() | np.isnan(seen.lower)
        share = ~points & ~blank & (goal.upper > 0) & (table["target_level"].to_numpy() > 0)
        share &= seen.lower >= 0
        ratio = monotone(
            _percent_missing, blanked(goal, ~share), blanked(seen, ~share), increasing=[True, False]
        )
        value = table["target_value"] - table[f"{role}_value"]
        percent = _percent_missing(table["target_value"], table[f"{role}_value"])
        name = f"gap_from_{role}"
        parts += [
            value.mask(blank).rename(name).to_frame(),
            to_columns(blanked(subtract(goal, seen), blank), f"{name}_"),
            pd.DataFrame({f"{name}_percent": np.where(share, percent, np.nan)}),
            to_columns(ratio, f"{name}_percent_"),
        ]
    roles = [name for name in table if str(name).startswith(("start_", "current_", "run_"))]
    result = pd.concat([table.drop(columns=[*roles, "problem"]), *parts], axis=1)
    nothing = table["baseline_id"].isna() & table["latest_id"].isna()
    reason = table["problem"].mask(table["problem"].isna() & nothing, NO_OBSERVATION)
    kind = pd.Series(np.where(points, "percentage_points", "level"), dtype="string").mask(nothing)
    return result.assign(gap_kind=kind, status=status_of(reason), reason=reason)


def _percent_missing(target: Any, seen: Any) -> Any:
    # An observation over an unbounded target leaves nothing: the whole target is missing.
    endless = np.isinf(target)
    return 100 * (1 - np.where(endless, 0.0, seen / np.where(endless | (target == 0), 1.0, target)))


def progress(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
    rules: Iterable[str] | None = None,
) -> pd.DataFrame:
    """What the published rules say of every target, side by side.

    Parameters
    ----------
    figures, indicators, base_year, target_year
        As in `target_table`. The rules use annual values of the target's own series; a one-sided
        target or a range enters with its least ambitious level.
    rules : iterable of str, optional
        Keys of `RULES`; all by default.

    Returns
    -------
    DataFrame
        One row per target and rule: `target_figure_id`, the columns of a series, `target_period`,
        `target_year`, `target_level`, `rule`, `rule_title`; the input points `baseline_id`,
        `baseline_year`, `baseline_value`, `current_id`, `current_year`, `current_value`; `value`
        with four ends, `score`, `status` (missing where the quoted digits allow several classes
        and there is no point), `statuses` (all classes that they allow, joined by ";"),
        `applies`, `reason` (a code of `REASONS`), `left_out` (values that were not used: codes
        with their ids, joined by ";").

    Raises
    ------
    InputError
        If a rule is unknown, a table lacks a column, or the years contradict each other.

    Examples
    --------
    >>> from ecstats import intervals, tables
    >>> indicators = tables.load_indicators()
    >>> values = tables.with_published_values(
    ...     tables.load_quoted_figures(), tables.load_published_values())
    >>> figures = intervals.with_bounds(values, indicators=indicators)
    >>> table = progress(figures, indicators, rules=["sdsn_trend"])
    >>> table.loc[table["indicator_id"].eq("express_parcels"), "status"].item()
    'moderately_improving'
    """
    names = list(RULES) if rules is None else list(rules)
    for name in names:
        if name not in RULES:
            raise unknown_name_error("rule", name, RULES)
    table = match(figures, indicators, base_year=base_year, target_year=target_year)
    if not names:
        table, names = table.iloc[:0], list(RULES)[:1]
    return side_by_side(_judged(table, name) for name in names)


def _judged(table: pd.DataFrame, rule: str) -> pd.DataFrame:
    first = "run" if rule == "germany_trend" else "start"
    then, now = table[f"{first}_year"], table["current_year"]
    goal, due, sense, limit = (
        table[name] for name in ("target_level", "target_year", "direction", "limit")
    )
    verdict = judge(
        rule, table[f"{first}_value"], then, table["current_value"], now, goal, due,
        direction=sense, limit=limit,
    )  # fmt: skip
    allowed = possible_statuses(
        rule,
        from_columns(table, f"{first}_"), then, from_columns(table, "current_"), now, goal, due,
        direction=sense, limit=limit,
    )  # fmt: skip
    span = table["target_period"].str.contains("/", regex=False).fillna(False)
    trend = rule == "germany_trend"
    few = table["run_length"] < 4 if trend else table["start_id"].isna()
    reason = first_reason(
        table,
        [(table["problem"].notna(), table["problem"]), (span, SPAN),
         (few, FEW_POINTS if trend else NO_PAIR), (~allowed["applies"], allowed["reason"])],
    )  # fmt: skip
    applies = reason.isna()
    statuses = allowed["statuses"].where(applies)
    status = verdict["status"].where(applies)
    several = statuses.str.contains(";", regex=False).fillna(False)
    columns: dict[str, Any] = {
        "rule": pd.Series(rule, table.index, dtype="string"),
        "rule_title": pd.Series(RULES[rule].title, table.index, dtype="string"),
    }
    for name, role in (("baseline", first), ("current", "current")):
        for field in ("id", "year", "value"):
            cells = table[f"{role}_{field}"]
            columns[f"{name}_{field}"] = cells.mask(few) if name == "baseline" else cells
    columns["value"] = verdict["value"].where(applies)
    for end in ENDS:
        ends = allowed[f"value_{end}"]
        columns[end] = ends & applies if end.endswith("open") else ends.where(applies)
    columns |= {
        "score": verdict["score"].where(applies),
        "status": status.fillna(statuses.mask(several)),
        "statuses": statuses,
        "applies": applies,
        "reason": reason,
        "left_out": table["left_out"],
    }
    names = ["target_figure_id", *KEY, "target_period", "target_year", "target_level"]
    return table[names].assign(**columns)
