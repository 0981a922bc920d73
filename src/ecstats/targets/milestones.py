"""Milestones: the targets that a document sets for several years of one series."""

import re

import numpy as np
import pandas as pd

from ecstats.targets.goals import goals_of
from ecstats.targets.pace import PER_YEAR, POINT_UNITS
from ecstats.targets.rows import KEY, Row, published, text, typed

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
    figures: pd.DataFrame, indicators: pd.DataFrame, *, stated: int = 2
) -> pd.DataFrame:
    """Milestones of the series that a document gives targets for in several years.

    A milestone is a level, not an addition, and a year for which none is printed is missing, not
    zero: it has a row of its own. Levels are numbers that were decided, so a step between them has
    no width; of "at least 18" the level is 18, of a range its least ambitious end.

    Parameters
    ----------
    figures, indicators : DataFrame
        As in `target_table`.
    stated : int
        How many years a series must have a milestone for; 1 shows those that stop after one, over
        the years of the document's other series.

    Returns
    -------
    DataFrame
        One row per series and year: `source_id`, the columns of a series, `year`, `figure_id`,
        `other_figure_ids`, `level` (base units), `bound`, `state` (``stated`` or ``missing``),
        `previous_year`, `step` (level less previous stated level), `step_kind` (``level`` or
        ``percentage_points``), `required_change` per year between the two, `unit`, `order`
        (``towards``, ``flat``, ``against`` the desired direction), `note`.
    """
    series: dict[tuple[str, ...], list[Row]] = {}
    for goal in goals_of(figures, indicators):
        if re.fullmatch(r"\d{4}", text(goal["target_period"])):
            series.setdefault(tuple(goal[name] for name in _SERIES), []).append(goal)
    years = {key: {goal["target_year"] for goal in goals} for key, goals in series.items()}
    grid: dict[str, set[int]] = {}
    for key, own in years.items():
        if len(own) > 1:
            grid.setdefault(key[0], set()).update(own)
    rows: list[Row] = []
    for key, goals in series.items():
        spanned = grid.get(key[0], set()) | years[key]
        if len(years[key]) >= stated and len(spanned) > 1:
            rows += _path(dict(zip(_SERIES, key, strict=True)), goals, sorted(spanned))
    return published(typed(rows, _MILESTONE))


def _path(key: Row, goals: list[Row], years: list[int]) -> list[Row]:
    points = key["unit_measure"] in POINT_UNITS
    stated = {row["target_year"]: row for row in goals}
    rows: list[Row] = []
    previous: Row | None = None
    for year in years:
        row = stated.get(year)
        if row is None:
            note = f"no milestone is printed for {year}; that is not zero"
            rows.append({**key, "year": year, "state": "missing", "note": note})
            continue
        entry = {
            **key, "year": year, "figure_id": row["target_figure_id"], "state": "stated",
            "other_figure_ids": row["other_figure_ids"], "level": row["target_level"],
            "bound": row["target_bound"], "unit": PER_YEAR[points],
            "step_kind": "percentage_points" if points else "level",
        }  # fmt: skip
        if row["conflict"]:
            entry["note"] = f"the document prints other levels too: {row['other_figure_ids']}"
        elif set(row["other_bounds"].split(";")) - {"", row["target_bound"]}:
            entry["note"] = f"printed again with another bound word: {row['other_bounds']}"
        if previous is not None:
            entry |= _step(previous, row, points)
            gap = entry["year"] - entry["previous_year"]
            if gap > 1:
                notes = [entry.get("note"), f"the step covers {gap} years"]
                entry["note"] = "; ".join(note for note in notes if note)
        previous = row
        rows.append(entry)
    return rows


def _step(before: Row, now: Row, points: bool) -> Row:
    length = int(now["target_year"] - before["target_year"])
    step = now["target_level"] - before["target_level"]
    change = step / length
    if not points:
        levels = before["target_level"], now["target_level"]
        change = (levels[1] / levels[0]) ** (1 / length) - 1 if min(levels) > 0 else np.nan
    order = None
    if pd.notna(now["direction"]):
        ahead = step * now["direction"]
        order = "towards" if ahead > 0 else "flat" if ahead == 0 else "against"
    return {
        "previous_year": before["target_year"], "step": step, "required_change": change,
        "order": order,
    }  # fmt: skip
