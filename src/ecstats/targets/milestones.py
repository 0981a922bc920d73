"""Milestones: the targets that a document sets for several years of one series."""

from typing import Any

import numpy as np
import pandas as pd

from ecstats.targets.observations import KEY, published, targets
from ecstats.targets.pace import PER_YEAR, POINT_UNITS

__all__ = ["milestone_paths"]


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
    goals = targets(figures, indicators)
    goals = goals[goals["target_period"].str.fullmatch(r"\d{4}").fillna(False).astype(bool)]
    series = ["source_id", *KEY]
    count = goals.groupby(series)["target_year"].transform("nunique")
    grid = goals[count > 1].groupby("source_id")["target_year"].unique().to_dict()
    rows: list[dict[str, Any]] = []
    for key, group in goals[count >= stated].groupby(series, sort=False):
        years = sorted(set(grid.get(group["source_id"].iloc[0], [])) | set(group["target_year"]))
        if len(years) > 1:
            rows += _path(dict(zip(series, key, strict=True)), group, years)
    names = [*series, "year", "figure_id", "other_figure_ids", "level", "bound", "state",
             "previous_year", "step", "step_kind", "required_change", "unit", "order",
             "note"]  # fmt: skip
    table = pd.DataFrame(rows, columns=names)
    floats = dict.fromkeys(["level", "step", "required_change"], "float64")
    dtypes = (
        dict.fromkeys(names, "string") | floats | dict.fromkeys(["year", "previous_year"], "Int64")
    )
    return published(table.astype(dtypes))


def _path(key: dict[str, Any], group: pd.DataFrame, years: list[Any]) -> list[dict[str, Any]]:
    points = key["unit_measure"] in POINT_UNITS
    stated = {row["target_year"]: row for row in group.to_dict("records")}
    rows: list[dict[str, Any]] = []
    previous: dict[Any, Any] | None = None
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


def _step(before: dict[Any, Any], now: dict[Any, Any], points: bool) -> dict[str, Any]:
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
