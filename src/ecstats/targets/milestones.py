"""Milestones: the targets that a document sets for several years of one series."""

import re
from typing import Any

import numpy as np
import pandas as pd

from ecstats.growth import annual_change
from ecstats.growth.pairing import check_years
from ecstats.targets.annual_growth import PER_YEAR
from ecstats.targets.goals import KEY, POINT_UNITS, Row, goals_of, typed

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
    goals = goals_of(figures, indicators, base_year)
    check_years(base_year, target_year, figures.loc[figures["obs_kind"].eq("target"), "year"])
    series: dict[tuple[Any, ...], dict[int, Row]] = {}
    for goal in goals:
        whole_year = re.fullmatch(r"\d{4}", goal["target_period"] or "")
        if whole_year and goal["target_year"] <= (target_year or np.inf):
            path = series.setdefault(tuple(goal[name] for name in _SERIES), {})
            path[goal["target_year"]] = goal
    paths = {
        key: path
        for key, path in series.items()
        if len(path) > 1 and (target_year is None or target_year in path)
    }
    grid: dict[str, set[int]] = {}
    for key, path in paths.items():
        grid.setdefault(key[0], set()).update(path)
    rows: list[Row] = []
    for key, path in paths.items():
        rows += _path(dict(zip(_SERIES, key, strict=True)), path, sorted(grid[key[0]]))
    return typed(rows, _MILESTONE)


def _worded_first(goal: Row) -> list[tuple[str, str]]:
    """Statements of a milestone, one with a bound word before those that print none."""
    first, *others = goal["statements"]
    worded = [other for other in others if other[1] != "exact"]
    if first[1] != "exact" or not worded or goal["conflict"]:
        return [first, *others]
    return [worded[0], first, *(other for other in others if other != worded[0])]


def _path(key: Row, stated: dict[int, Row], years: list[int]) -> list[Row]:
    points = key["unit_measure"] in POINT_UNITS
    rows: list[Row] = []
    previous: Row | None = None
    for year in years:
        row = stated.get(year)
        if row is None:
            note = f"no_milestone|{year}"
            rows.append({**key, "year": year, "state": "missing", "note": note})
            continue
        (figure_id, bound), *others = _worded_first(row)
        entry = {
            **key, "year": year, "figure_id": figure_id, "state": "stated",
            "other_figure_ids": ";".join(name for name, _ in others) or None,
            "level": row["target_level"], "bound": bound, "unit": PER_YEAR[points],
            "step_kind": "percentage_points" if points else "level",
        }  # fmt: skip
        notes = []
        if row["conflict"]:
            notes.append("other_levels|" + ",".join(name for name, _ in others))
        elif any(other != bound for _, other in others):
            notes.append("other_bound|" + ",".join(other for _, other in others))
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
