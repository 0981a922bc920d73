"""Milestones: the targets that a document sets for several years of one series."""

import re
from typing import Any

import numpy as np
import pandas as pd

from ecstats.growth import annual_change
from ecstats.growth.pairing import check_years
from ecstats.targets.annual_growth import PER_YEAR
from ecstats.targets.goals import KEY, POINT_UNITS, Row, goals_of, require, typed

__all__ = ["milestone_paths"]

_SERIES = ["source_id", *KEY]
_MILESTONE = {
    **dict.fromkeys(_SERIES, "string"),
    "year": "Int64",
    "figure_id": "string",
    "other_figure_ids": "string",
    "level": "float64",
    "bound": "string",
    "state": "string",
    "previous_year": "Int64",
    "step": "float64",
    "step_kind": "string",
    "required_change": "float64",
    "unit": "string",
    "order": "string",
    "note": "string",
}


def milestone_paths(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
) -> pd.DataFrame:
    """Milestones of the series that a document gives targets for in several years.

    A milestone is a level, not an addition, and a year for which none is printed is missing, not
    zero: it has a row of its own. Levels are numbers that were decided, so a step between them has
    no width; of "at least 18" the level is 18, of a range its least ambitious end. Where a document
    prints one milestone with and without a bound word, the path shows it with the word.

    Parameters
    ----------
    figures, indicators : DataFrame
        As in `target_table`.
    base_year : int, optional
        Milestones before this year are left out.
    target_year : int, optional
        Only paths that lead to a target due in this year, as far as that year.

    Returns
    -------
    DataFrame
        One row per series and year: `source_id`, the columns of a series, `year`, `figure_id`,
        `other_figure_ids`, `level` (base units), `bound`, `state` (``stated`` or ``missing``),
        `previous_year`, `step` (level less previous stated level), `step_kind` (``level`` or
        ``percentage_points``), `required_change` per year between the two, `unit`, `order`
        (``towards``, ``flat``, ``against`` the desired direction), `note`, one or several codes of
        `targets.REASONS`, joined by ";".

    Examples
    --------
    >>> from ecstats import intervals, tables
    >>> figures = tables.select(tables.load_quoted_figures(), "taobao_villages", "Cangzhou")
    >>> paths = milestone_paths(intervals.with_bounds(figures), tables.load_indicators())
    >>> paths[["year", "level", "bound"]]
       year  level     bound
    0  2018   16.0  at_least
    1  2019   18.0  at_least
    2  2020   20.0  at_least
    """
    require(figures, indicators)
    check_years(base_year, target_year, figures.loc[figures["obs_kind"].eq("target"), "year"])
    series: dict[tuple[Any, ...], list[Row]] = {}
    for goal in goals_of(figures, indicators, base_year):
        whole_year = re.fullmatch(r"\d{4}", goal["target_period"] or "")
        if whole_year and goal["target_year"] <= (target_year or np.inf):
            series.setdefault(tuple(goal[name] for name in _SERIES), []).append(goal)
    if target_year is not None:
        series = {
            key: path
            for key, path in series.items()
            if any(goal["target_year"] == target_year for goal in path)
        }
    years = {key: {goal["target_year"] for goal in path} for key, path in series.items()}
    grid: dict[str, set[int]] = {}
    for key, printed in years.items():
        if len(printed) > 1:
            grid.setdefault(key[0], set()).update(printed)
    rows: list[Row] = []
    for key, path in series.items():
        if len(years[key]) > 1:
            rows += _path(dict(zip(_SERIES, key, strict=True)), path, sorted(grid[key[0]]))
    return typed(rows, _MILESTONE)


def _with_bound_word(goal: Row) -> Row:
    """The milestone with its bound word, where another statement of it prints none."""
    others = list(
        zip(
            (goal["other_figure_ids"] or "").split(";"),
            (goal["other_bounds"] or "").split(";"),
            strict=True,
        )
    )
    worded = next(((name, bound) for name, bound in others if bound not in ("", "exact")), None)
    if goal["target_bound"] != "exact" or worded is None or goal["conflict"]:
        return goal
    rest = [(goal["target_figure_id"], "exact"), *(other for other in others if other != worded)]
    return goal | {
        "target_figure_id": worded[0],
        "target_bound": worded[1],
        "other_figure_ids": ";".join(name for name, _ in rest),
        "other_bounds": ";".join(bound for _, bound in rest),
    }


def _path(key: Row, goals: list[Row], years: list[int]) -> list[Row]:
    points = key["unit_measure"] in POINT_UNITS
    stated = {row["target_year"]: _with_bound_word(row) for row in goals}
    rows: list[Row] = []
    previous: Row | None = None
    for year in years:
        row = stated.get(year)
        if row is None:
            note = f"no_milestone|{year}"
            rows.append({**key, "year": year, "state": "missing", "note": note})
            continue
        entry = {
            **key, "year": year, "figure_id": row["target_figure_id"], "state": "stated",
            "other_figure_ids": row["other_figure_ids"], "level": row["target_level"],
            "bound": row["target_bound"], "unit": PER_YEAR[points],
            "step_kind": "percentage_points" if points else "level",
        }  # fmt: skip
        notes = []
        if row["conflict"]:
            notes.append("other_levels|" + row["other_figure_ids"].replace(";", ","))
        elif set((row["other_bounds"] or "").split(";")) - {"", row["target_bound"]}:
            notes.append("other_bound|" + row["other_bounds"].replace(";", ","))
        if previous is not None:
            entry |= _step(previous, row, points)
            gap = year - entry["previous_year"]
            if gap > 1:
                notes.append(f"step_covers|{gap}")
        entry["note"] = ";".join(notes) or None
        previous = row
        rows.append(entry)
    return rows


def _step(before: Row, now: Row, points: bool) -> Row:
    length = int(now["target_year"] - before["target_year"])
    step = now["target_level"] - before["target_level"]
    change = np.nan
    if points or min(before["target_level"], now["target_level"]) > 0:
        change = float(annual_change(before["target_level"], now["target_level"], length, points))
    order = None
    if pd.notna(now["direction"]):
        ahead = step * now["direction"]
        order = "towards" if ahead > 0 else "flat" if ahead == 0 else "against"
    return {
        "previous_year": before["target_year"], "step": step, "required_change": change,
        "order": order,
    }  # fmt: skip
