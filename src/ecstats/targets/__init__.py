"""How far each target is, what pace it needs, and what the published rules say.

The tables take the quoted figures with bounds, the table of indicators and, optionally, values
published elsewhere and newer values. Which observation stands for which target is decided in
`observations`; paces are in `pace`, milestones in `milestones`, and whether a target was met in
`attainment`: their tables are found here too. A target is a number that was decided, so it is exact as printed; one that says
"at least" gives one-sided results and no point.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from ecstats.errors import unknown_name_error
from ecstats.intervals import from_columns, monotone, subtract, to_columns
from ecstats.progress import FEW_POINTS
from ecstats.progress.points import points_of
from ecstats.progress.rules import RULES
from ecstats.progress.statuses import possible_statuses
from ecstats.targets.milestones import milestone_paths
from ecstats.targets.observations import NO_OBSERVATION, match
from ecstats.targets.outcomes import attainment
from ecstats.targets.pace import NO_PAIR, POINT_UNITS, SPAN, blanked, only, pace_table, status, why
from ecstats.targets.rows import (
    BOUNDS,
    ENDS,
    KEY,
    Columns,
    interleaved,
    objects,
    published,
    without,
)

__all__ = ["RULES", "attainment", "milestone_paths", "pace_table", "progress", "target_table"]


def target_table(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    published_values: pd.DataFrame | None = None,
    newer_values: pd.DataFrame | None = None,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
) -> pd.DataFrame:
    """Every target with its baseline, its latest observation and the gaps.

    Parameters
    ----------
    figures : DataFrame
        `intervals.with_bounds` of the quoted figures.
    indicators : DataFrame
        Table of indicators.
    published_values, newer_values : DataFrame, optional
        Tables with the columns of `published_values.csv`. Values count only if they are of the same
        series, or after a break (then `latest_comparability` says so).
    base_year : int, optional
        Last year that a baseline may have; by default the last one that the document observes.
    target_year : int, optional
        Keeps the targets of this year only.

    Returns
    -------
    DataFrame
        One row per series and target period: the columns of `observations.targets`; `baseline_…`
        and `latest_…` with `id`, `period`, `year`, `value`, the four ends and `comparability`;
        `gap_from_baseline` and `gap_from_latest`, target less observation, each with four ends,
        and the same `…_percent` of the target (levels only); `gap_kind` (``level`` in base units,
        ``percentage_points``); `left_out`; `status` and `reason`.

    Raises
    ------
    InputError
        If a table lacks a column, or the years contradict each other.
    """
    table = match(figures, indicators, published_values, newer_values,
                  base_year=base_year, target_year=target_year)  # fmt: skip
    points = table["unit_measure"].isin(POINT_UNITS).to_numpy()
    goal = from_columns(table, "target_")
    parts = []
    for role in ("baseline", "latest"):
        seen = from_columns(table, f"{role}_")
        gap = subtract(goal, seen)
        blank = table["problem"].notna().to_numpy() | np.isnan(seen.lower)
        share = ~points & ~blank & (goal.upper > 0) & (table["target_level"].to_numpy() > 0)
        share &= seen.lower >= 0
        ratio = monotone(
            _percent_missing, only(goal, share), only(seen, share), increasing=[True, False]
        )
        value = (table["target_value"] - table[f"{role}_value"]).mask(blank)
        percent = _percent_missing(
            np.where(share, table["target_value"], 1.0), np.where(share, table[f"{role}_value"], 1)
        )
        name = f"gap_from_{role}"
        parts += [
            value.rename(name).to_frame(),
            to_columns(blanked(gap, blank), f"{name}_"),
            pd.DataFrame({f"{name}_percent": np.where(share, percent, np.nan)}),
            to_columns(blanked(ratio, ~share), f"{name}_percent_"),
        ]
    roles = [name for name in table if str(name).startswith(("start_", "current_", "run_"))]
    result = pd.concat([table.drop(columns=[*roles, "problem"]), *parts], axis=1)
    nothing = table["baseline_id"].isna() & table["latest_id"].isna()
    reason = table["problem"].mask(table["problem"].isna() & nothing, NO_OBSERVATION)
    kind = pd.Series(np.where(points, "percentage_points", "level"), dtype="string").mask(nothing)
    found = pd.array(status(objects(reason)), dtype="string")
    return published(result.assign(gap_kind=kind, status=found, reason=reason))


def _percent_missing(target: Any, seen: Any) -> Any:
    # An observation over an unbounded target leaves nothing: the whole target is missing.
    share = np.where(np.isinf(target), 0.0, seen / np.where(np.isinf(target), 1.0, target))
    return 100 * (1 - share)


def progress(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    published_values: pd.DataFrame | None = None,
    newer_values: pd.DataFrame | None = None,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
    rules: Iterable[str] | None = None,
) -> pd.DataFrame:
    """What the published rules say of every target, side by side.

    Parameters
    ----------
    figures, indicators, published_values, newer_values, base_year, target_year
        As in `target_table`. The rules use annual values of the target's own series; a one-sided
        target or a range enters with its least ambitious level.
    rules : iterable of str, optional
        Keys of `rules.RULES`; all by default.

    Returns
    -------
    DataFrame
        One row per target and rule: `target_figure_id`, the columns of a series, `target_period`,
        `target_year`, `target_level`, `rule`, `rule_title`; the input points `baseline_id`,
        `baseline_year`, `baseline_value`, `current_id`, `current_year`, `current_value`; `value`
        with four ends, `score`, `status` (missing where the quoted digits allow several classes
        and there is no point), `statuses` (all classes that they allow, joined by ";"),
        `applies`, `reason`, `left_out` (values that were not used, and why).

    Raises
    ------
    InputError
        If a rule is unknown, a table lacks a column, or the years contradict each other.
    """
    names = list(RULES) if rules is None else list(rules)
    for name in names:
        if name not in RULES:
            raise unknown_name_error("rule", name, RULES)
    table = match(figures, indicators, published_values, newer_values,
                  base_year=base_year, target_year=target_year)  # fmt: skip
    if not names:
        table, names = table.iloc[:0], list(RULES)[:1]
    columns = ["target_figure_id", *KEY, "target_period", "target_year", "target_level"]
    return interleaved(table[columns], [_judged(table, name) for name in names], _JUDGED)


_ROLES = {
    f"{role}_{field}": dtype
    for role in ("baseline", "current")
    for field, dtype in (("id", "string"), ("year", "Int64"), ("value", "float64"))
}
_JUDGED = {
    **dict.fromkeys(["rule", "rule_title"], "string"),
    **_ROLES,
    "value": "float64",
    **BOUNDS,
    "score": "float64",
    **dict.fromkeys(["status", "statuses"], "string"),
    "applies": "bool",
    **dict.fromkeys(["reason", "left_out"], "string"),
}


def _judged(table: pd.DataFrame, rule: str) -> Columns:
    first = "run" if rule == "germany_trend" else "start"
    then, now = table[f"{first}_year"], table["current_year"]
    goal, due, sense, limit = (
        table[name] for name in ("target_level", "target_year", "direction", "limit")
    )
    verdict = RULES[rule].judge(
        points_of(
            table[f"{first}_value"], then, table["current_value"], now, goal, due, sense, limit
        )
    )
    allowed = possible_statuses(
        rule,
        from_columns(table, f"{first}_"), then, from_columns(table, "current_"), now, goal, due,
        direction=sense, limit=limit,
    )  # fmt: skip
    span = table["target_period"].str.contains("/", regex=False).fillna(False)
    trend = rule == "germany_trend"
    few = table["run_length"].to_numpy() < 4 if trend else table["start_id"].isna().to_numpy()
    reason = why(
        table,
        [(table["problem"].notna(), objects(table["problem"])), (span, SPAN),
         (few, FEW_POINTS if trend else NO_PAIR),
         (~allowed["applies"], objects(allowed["reason"]))],
    )  # fmt: skip
    applies = pd.isna(reason)
    statuses = without(objects(allowed["statuses"]), ~applies)
    sole = without(statuses, np.array([";" in str(one) for one in statuses], dtype=bool))
    columns: Columns = {
        "rule": np.full(len(table), rule, dtype=object),
        "rule_title": np.full(len(table), RULES[rule].title, dtype=object),
    }
    for name, role in (("baseline", first), ("current", "current")):
        for field in ("id", "year", "value"):
            cells = objects(table[f"{role}_{field}"])
            columns[f"{name}_{field}"] = without(cells, few & (name == "baseline"))
    for name, values in (("value", verdict.value), ("score", verdict.score)):
        columns[name] = np.where(applies, values, np.nan)
    for end in ENDS:
        ends = allowed[f"value_{end}"].to_numpy()
        columns[end] = ends & applies if end.endswith("open") else np.where(applies, ends, np.nan)
    return columns | {
        "status": np.where(applies & pd.notna(verdict.status), verdict.status, sole),
        "statuses": statuses,
        "applies": applies,
        "reason": reason,
        "left_out": objects(table["left_out"]),
    }
