"""Whether targets were met, as far as values published later can show it."""

import pandas as pd

from ecstats.intervals import CERTAIN, IMPOSSIBLE, Interval, requirement, satisfies
from ecstats.progress.rules import NO_DIRECTION
from ecstats.targets.goals import GOAL, goals_of
from ecstats.targets.observations import COMPARABLE, NO_YEAR, OBSERVATION, observed
from ecstats.targets.rows import ENDS, KEY, WITHOUT_UNIT, Row, published, typed

__all__ = ["NOT_ESTABLISHED", "attainment"]

NOT_ESTABLISHED = "not_established"

_GOAL = ["target_figure_id", *KEY, "target_period", "target_year", "target_level", "target_bound"]
_VALUE = ["period", "year", "value", *ENDS, "comparability", "source_title", "source_url"]
_OUTCOME = {
    **{name: GOAL[name] for name in _GOAL},
    "value_id": "string",
    **{name: OBSERVATION["time_period" if name == "period" else name] for name in _VALUE},
    **dict.fromkeys(["verdict", "outcome", "first_met"], "string"),
    "series_break": "bool",
    "reason": "string",
}
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
    published_values: pd.DataFrame | None,
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
    published_values, newer_values : DataFrame or None
        Tables with the columns of `published_values.csv`.

    Returns
    -------
    DataFrame
        One row per target with an published_value: `target_figure_id`, the columns of a series,
        `target_period`, `target_year`, `target_level`, `target_bound`; of the deciding value
        `value_id`, `period`, `year`, `value`, four ends, `comparability`, `source_title`,
        `source_url`; `verdict`, how sure it is that the deciding value meets the target
        (``certain``, ``possible``, ``impossible``, ``not_established``); `outcome` (``met``,
        ``not_met``, ``open`` while the digits or a missing target year leave it undecided,
        ``not_established``); `first_met`, the first period for which the target was certainly
        reached, be it late; `series_break`, whether the deciding value comes after a break;
        `reason`, a sentence.
    """
    goals = goals_of(figures, indicators)
    groups: dict[tuple[str, ...], list[Row]] = {}
    for value in observed(figures.iloc[:0], indicators, published_values, newer_values):
        groups.setdefault(tuple(value[column] for column in WITHOUT_UNIT), []).append(value)
    table = typed(goals, GOAL)
    allowed = table[["target_bound", *(f"target_{end}" for end in ENDS)]]
    needed = requirement(
        allowed.set_axis(["bound", *ENDS], axis="columns"), table["direction"].astype("float64")
    )
    rows = []
    for i, goal in enumerate(goals):
        values = groups.get(tuple(goal[column] for column in WITHOUT_UNIT))
        if values is not None:
            rows.append(_record(goal, values, Interval(*(end[i] for end in needed))))
    return published(typed(rows, _OUTCOME))


def _record(goal: Row, values: list[Row], needed: Interval) -> Row:
    record: Row = {column: goal[column] for column in _GOAL}
    record |= dict.fromkeys(ENDS[2:], False)
    record |= {"verdict": NOT_ESTABLISHED, "outcome": NOT_ESTABLISHED, "series_break": False}
    if goal["target_year"] is None:
        return record | {"reason": NO_YEAR}
    if goal["direction"] is None:
        return record | {"reason": NO_DIRECTION}
    usable = [
        (row, satisfies(Interval(*(row[end] for end in ENDS)), needed))
        for row in values
        if row["comparability"] in COMPARABLE
        and row["usable"]
        and row["unit_measure"] == goal["unit_measure"]
    ]
    certain = [row["time_period"] for row, verdict in usable if verdict == CERTAIN]
    record["first_met"] = certain[0] if certain else None
    in_time = [(row, verdict) for row, verdict in usable if row["year"] <= goal["target_year"]]
    if not in_time:
        return record | {"reason": _left_out(values, goal)}
    period = in_time[-1][0]["time_period"]
    decisive = [(row, verdict) for row, verdict in in_time if row["time_period"] == period]
    row, verdict = decisive[0]
    record |= {name: row["time_period" if name == "period" else name] for name in _VALUE}
    record |= {"value_id": row["obs_id"], "series_break": row["comparability"] == "series_break"}
    if any(other != verdict for _, other in decisive):
        ids = " and ".join(one["obs_id"] for one, _ in decisive)
        return record | {"outcome": "open", "reason": f"sources in conflict: {ids}"}
    outcome, reason = _outcome(verdict, row, goal["target_year"])
    if record["series_break"]:
        reason += "; the value comes after a break, and the count before it is not established"
    return record | {"verdict": verdict, "outcome": outcome, "reason": reason}


def _outcome(verdict: str, row: Row, target_year: int) -> tuple[str, str]:
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


def _left_out(values: list[Row], goal: Row) -> str:
    """Why none of the values can decide, in one sentence."""
    why: dict[str, list[str]] = {}
    for row in values:
        fault = row["comparability"]
        if row["unit_measure"] != goal["unit_measure"]:
            fault = "unit"
        elif fault in COMPARABLE:
            fault = "late" if row["usable"] else "period"
        why.setdefault(fault, []).append(f"{row['obs_id']} ({row['time_period']})")
    return "; ".join(f"{', '.join(ids)}: {_WHY[fault]}" for fault, ids in why.items())
