"""The targets that the documents set, and the columns that targets and observations share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ecstats.errors import unknown_name_error
from ecstats.growth.pairing import check_years
from ecstats.intervals import Interval, point_estimate, requirement, stated_level
from ecstats.tables.records import SERIES, dicts, need_columns

Row: TypeAlias = dict[str, Any]

KEY = list(SERIES)
WITHOUT_UNIT = [column for column in KEY if column != "unit_measure"]
ENDS = ["lower", "upper", "lower_open", "upper_open"]
BOUNDS = dict(zip(ENDS, ["float64", "float64", "bool", "bool"], strict=True))
"""Dtypes of the columns `ENDS`."""
POINT_UNITS = ("PERCENT", "PERCENTAGE_POINT")

_TEXT = [*KEY, "figure_id", "source_id", "time_period", "bound"]
_FIGURES = [*_TEXT, "year", "obs_kind", "base_value", *ENDS]
_RENAMED = {
    "figure_id": "target_figure_id", "time_period": "target_period", "year": "target_year",
    "bound": "target_bound", **{end: f"target_{end}" for end in ENDS},
}  # fmt: skip
_INDICATORS = ["indicator_id", "measure", "direction", "limit"]
GOAL = {
    **dict.fromkeys(["target_figure_id", "source_id", *KEY, "measure"], "string"),
    "direction": "Int64",
    "limit": "float64",
    "target_period": "string",
    "target_year": "Int64",
    "target_bound": "string",
    "target_value": "float64",
    **{f"target_{end}": dtype for end, dtype in BOUNDS.items()},
    "target_level": "float64",
    "other_figure_ids": "string",
    "other_bounds": "string",
    "conflict": "bool",
}
"""Columns of targets and their dtypes."""


def _require(figures: pd.DataFrame, indicators: pd.DataFrame) -> None:
    """Refuse tables that targets and observations cannot be made of."""
    need_columns(figures, _FIGURES, "figures", "with_bounds(load_quoted_figures())")
    need_columns(indicators, _INDICATORS, "indicators", "load_indicators()")
    strange = ~figures["indicator_id"].isin(indicators["indicator_id"])
    if strange.any():
        name = figures.loc[strange, "indicator_id"].iloc[0]
        raise unknown_name_error("indicator of a figure", name, indicators["indicator_id"])


def typed(rows: Sequence[Mapping[str, Any]], dtypes: Mapping[str, Any]) -> pd.DataFrame:
    """Table of rows with the columns and dtypes given; what a row lacks is missing."""
    return pd.DataFrame(
        {
            name: pd.array([row.get(name) for row in rows], dtype=dtype)
            for name, dtype in dtypes.items()
        }
    )


def side_by_side(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Tables of one index below one another, the rows of each label together."""
    return pd.concat(list(parts)).sort_index(kind="stable").reset_index(drop=True)


def goals_of(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    base_year: int | None = None,
    target_year: int | None = None,
) -> list[Row]:
    """Targets of the documents, one row per series and target period.

    Those due before `base_year` are left out, and those not due in `target_year`.

    A target that a document states more than once has one row, that of its first statement; the
    others are in `other_figure_ids`, with their bound words in `other_bounds`, and `conflict` tells
    whether their levels differ; `statements` has ids and bound words of all. `target_value` is
    missing where the target is one-sided or a range; `target_lower` and companions are the values
    that the bound word allows, `target_level` is the least ambitious number that the document sets.
    """
    _require(figures, indicators)
    rows = figures[_FIGURES]
    rows = rows[rows["obs_kind"].isin(["target"]) & rows["lower"].notna()]
    check_years(base_year, target_year, rows["year"])
    if base_year is not None:
        rows = rows[rows["year"].isna() | (rows["year"] >= base_year)]
    if target_year is not None:
        rows = rows[rows["year"] == target_year]
    level = stated_level(rows)
    facts = indicators.set_index(indicators["indicator_id"].astype("string"))
    goals = rows.astype(dict.fromkeys(_TEXT, "string")).rename(columns=_RENAMED)
    goals = goals.join(facts[["measure", "direction", "limit"]], on="indicator_id")
    goals["target_value"] = point_estimate(rows)
    less = goals["direction"].eq(-1).fillna(False)
    goals["target_level"] = np.where(less, level.upper, level.lower)
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for goal in dicts(goals):
        place = tuple(goal[column] for column in (*KEY, "target_period"))
        groups.setdefault(place, []).append(goal)
    return [_once(group) for group in groups.values()]


def _once(goals: list[Row]) -> Row:
    """First statement of a target, with the others."""
    levels = {goal["target_level"] for goal in goals if not pd.isna(goal["target_level"])}
    first, *others = goals
    return first | {
        "statements": [(goal["target_figure_id"], goal["target_bound"]) for goal in goals],
        "other_figure_ids": ";".join(goal["target_figure_id"] for goal in others) or None,
        "other_bounds": ";".join(str(goal["target_bound"]) for goal in others) or None,
        "conflict": len(levels) > 1,
    }


def requirement_of(goals: pd.DataFrame) -> Interval:
    """Values that meet each target of a table with the columns `GOAL`."""
    allowed = goals[["target_bound", *(f"target_{end}" for end in ENDS)]]
    return requirement(
        allowed.set_axis(["bound", *ENDS], axis="columns"), goals["direction"].astype("float64")
    )
