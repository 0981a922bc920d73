"""Whether targets were met, as far as values published later can show it."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from ecstats.intervals import CERTAIN, IMPOSSIBLE, Bounds, attains, of, requirement
from ecstats.progress.rules import NO_DIRECTION
from ecstats.targets.observations import (
    COMPARABLE,
    ENDS,
    KEY,
    NO_YEAR,
    WITHOUT_UNIT,
    observations,
    published,
    targets,
)

__all__ = ["NOT_ESTABLISHED", "attainment"]

NOT_ESTABLISHED = "not_established"

_GOAL = ["target_figure_id", *KEY, "target_period", "target_year", "target_level", "target_bound"]
_VALUE = ["period", "year", "value", *ENDS, "comparability", "source_title", "source_url"]
_WHY = {
    "definition_differs": "of another definition than the target",
    "unproven": "not proven to be the series of the target",
    "unit": "in another unit than the target",
    "period": "for a part of the year only",
    "late": "dated after the target year",
}


def attainment(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    outturns: pd.DataFrame | None,
    newer_values: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Met or not, and when, for each target that has a value published later.

    The value for the target year decides, else the last one before it. A value for part of a year
    counts for stocks and counts only. Values that are unproven or of another definition never enter
    a verdict: they are named in `reason`.

    Parameters
    ----------
    figures, indicators : DataFrame
        As in `targets.target_table`.
    outturns, newer_values : DataFrame or None
        Tables with the columns of `outturns.csv`.

    Returns
    -------
    DataFrame
        One row per target with an outturn: `target_figure_id`, the columns of a series,
        `target_period`, `target_year`, `target_level`, `target_bound`; of the deciding value
        `outturn_id`, `period`, `year`, `value`, four ends, `comparability`, `source_title`,
        `source_url`; `verdict`, how sure it is that the deciding value meets the target
        (``certain``, ``possible``, ``impossible``, ``not_established``); `outcome` (``met``,
        ``not_met``, ``open`` while the digits or a missing target year leave it undecided,
        ``not_established``); `first_met`, the first period for which the target was certainly
        reached, be it late; `series_break`, whether the deciding value comes after a break;
        `reason`, a sentence.
    """
    goals = targets(figures, indicators)
    later = observations(figures.iloc[:0], indicators, outturns, newer_values)
    groups = dict(list(later.groupby(WITHOUT_UNIT)))
    rows = goals.rename(columns={"target_bound": "bound"} | {f"target_{end}": end for end in ENDS})
    needed = requirement(rows, goals["direction"].astype("float64"))
    records = []
    for i, goal in enumerate(goals.to_dict("records")):
        group = groups.get(tuple(goal[column] for column in WITHOUT_UNIT))
        if group is not None:
            records.append(_record(goal, group, Bounds(*(end[i] for end in needed))))
    names = [*_GOAL, "outturn_id", *_VALUE, "verdict", "outcome", "first_met", "series_break",
             "reason"]  # fmt: skip
    table = pd.DataFrame(records, columns=names)
    return published(table.astype({name: _dtype(name) for name in names}))


def _dtype(name: str) -> str:
    if name.endswith("_open") or name == "series_break":
        return "bool"
    if name in ("year", "target_year"):
        return "Int64"
    return "float64" if name in ("value", "lower", "upper", "target_level") else "string"


def _record(goal: dict[Hashable, Any], values: pd.DataFrame, needed: Bounds) -> dict[str, Any]:
    record: dict[str, Any] = {column: goal[column] for column in _GOAL}
    record |= dict.fromkeys(ENDS[:2], np.nan) | dict.fromkeys(ENDS[2:], False)
    record |= {"verdict": NOT_ESTABLISHED, "outcome": NOT_ESTABLISHED, "series_break": False}
    if pd.isna(goal["target_year"]):
        return record | {"reason": NO_YEAR}
    if pd.isna(goal["direction"]):
        return record | {"reason": NO_DIRECTION}
    sure = values["comparability"].isin(COMPARABLE) & values["usable"]
    usable = values[sure & values["unit_measure"].eq(goal["unit_measure"])]
    in_time = usable[usable["year"] <= goal["target_year"]]
    verdicts = pd.Series(attains(of(usable), needed), index=usable.index, dtype=object)
    certain = usable[verdicts.eq(CERTAIN)]
    if not certain.empty:
        record["first_met"] = certain["time_period"].iloc[0]
    if in_time.empty:
        return record | {"reason": _left_out(values, goal)}
    decisive = in_time[in_time["time_period"].eq(in_time["time_period"].iloc[-1])]
    row, found = decisive.iloc[0], set(verdicts[decisive.index])
    record |= {name: row["time_period" if name == "period" else name] for name in _VALUE}
    record |= {"outturn_id": row["obs_id"], "series_break": row["comparability"] == "series_break"}
    if len(found) > 1:
        ids = " and ".join(decisive["obs_id"])
        return record | {"outcome": "open", "reason": f"sources in conflict: {ids}"}
    verdict = found.pop()
    outcome, reason = _outcome(verdict, row, goal["target_year"])
    if record["series_break"]:
        reason += "; the value comes after a break, and the count before it is not established"
    return record | {"verdict": verdict, "outcome": outcome, "reason": reason}


def _outcome(verdict: str, row: "pd.Series[Any]", target_year: int) -> tuple[str, str]:
    period = row["time_period"]
    due = row["year"] == target_year
    if verdict == CERTAIN:
        ahead = "" if due else f", before the target year {target_year}"
        return "met", f"the value for {period} certainly meets the target{ahead}"
    if verdict == IMPOSSIBLE and due and row["annual"]:
        return "not_met", f"the value for {period} certainly misses the target"
    if verdict == IMPOSSIBLE:
        return "open", f"not reached by {period}; the end of {target_year} is not observed"
    return "open", f"the digits printed for {period} do not decide"


def _left_out(values: pd.DataFrame, goal: dict[Hashable, Any]) -> str:
    """Why none of the values can decide, in one sentence."""
    why: dict[str, list[str]] = {}
    for row in values.to_dict("records"):
        fault = row["comparability"]
        if row["unit_measure"] != goal["unit_measure"]:
            fault = "unit"
        elif fault in COMPARABLE:
            fault = "late" if row["usable"] else "period"
        why.setdefault(fault, []).append(f"{row['obs_id']} ({row['time_period']})")
    return "; ".join(f"{', '.join(ids)}: {_WHY[fault]}" for fault, ids in why.items())
