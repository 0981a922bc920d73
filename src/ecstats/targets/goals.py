"""The targets that the documents set."""

from math import isnan

import pandas as pd

from ecstats.errors import InputError
from ecstats.intervals import point_estimate, stated_level
from ecstats.tables.records import dicts
from ecstats.targets.rows import ENDS, FIGURES, INDICATORS, KEY, Row, require_ledger, text, typed

__all__ = ["GOAL", "goals_of", "targets"]

GOAL = {
    **dict.fromkeys(["target_figure_id", "source_id", *KEY, "measure"], "string"),
    "direction": "Int64",
    "limit": "float64",
    "target_period": "string",
    "target_year": "Int64",
    "target_bound": "string",
    "target_value": "float64",
    **{f"target_{end}": "bool" if end.endswith("open") else "float64" for end in ENDS},
    "target_level": "float64",
    "other_figure_ids": "string",
    "other_bounds": "string",
    "conflict": "bool",
}
"""Columns of `targets` and their dtypes."""


def targets(figures: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Targets of the documents, one row per series and target period.

    A target that a document states more than once has one row, that of its first statement; the
    others are in `other_figure_ids`, and `conflict` tells whether their levels differ.

    Parameters
    ----------
    figures, indicators : DataFrame
        As in `observations.observations`.

    Returns
    -------
    DataFrame
        `target_figure_id`, `source_id`, the columns of a series, `measure`, `direction`, `limit`,
        `target_period`, `target_year`, `target_bound`, `target_value` (missing where it is
        one-sided or a range), `target_lower` and companions (the values that the bound word
        allows), `target_level` (the least ambitious number that the document sets),
        `other_figure_ids` and `other_bounds`, their bound words, `conflict`.
    """
    return typed(goals_of(figures, indicators), GOAL)


def goals_of(figures: pd.DataFrame, indicators: pd.DataFrame) -> list[Row]:
    """Rows of `targets`."""
    require_ledger(figures, indicators)
    known = {str(row["indicator_id"]): row for row in dicts(indicators[INDICATORS])}
    rows = figures[FIGURES]
    rows = rows[rows["obs_kind"].isin(["target"]) & rows["lower"].notna()]
    level = stated_level(rows)
    levels = zip(dicts(rows), point_estimate(rows), level.lower, level.upper, strict=True)
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row, value, low, high in levels:
        name = text(row["indicator_id"])
        if name not in known:
            raise InputError(
                f"figure {row['figure_id']}: its indicator_id {name!r} "
                "is not in the table of indicators"
            )
        goal = _goal(row, known[name], float(value))
        goal["target_level"] = float(high if goal["direction"] == -1 else low)
        period = text(goal["target_period"])
        groups.setdefault((*(goal[column] for column in KEY), period), []).append(goal)
    return [_once(group) for group in groups.values()]


def _goal(row: Row, indicator: Row, value: float) -> Row:
    return {
        "target_figure_id": row["figure_id"],
        "source_id": row["source_id"],
        **{column: text(row[column]) for column in KEY},
        **{name: indicator[name] for name in ("measure", "direction", "limit")},
        "target_period": row["time_period"],
        "target_year": None if pd.isna(row["year"]) else int(row["year"]),
        "target_bound": row["bound"],
        "target_value": value,
        **{f"target_{end}": row[end] for end in ENDS},
    }


def _once(goals: list[Row]) -> Row:
    """First statement of a target, with the others."""
    levels = [goal["target_level"] for goal in goals if not isnan(goal["target_level"])]
    first, *others = goals
    return first | {
        "other_figure_ids": ";".join(goal["target_figure_id"] for goal in others),
        "other_bounds": ";".join(text(goal["target_bound"]) for goal in others),
        "conflict": bool(levels) and max(levels) > min(levels),
    }
