"""Whether targets were met, as far as values published elsewhere can show it."""

import pandas as pd

from ecstats.growth.pairing import COMPARABLE
from ecstats.intervals import CERTAIN, IMPOSSIBLE, Interval, satisfies
from ecstats.progress.rules import NO_DIRECTION
from ecstats.targets.goals import (
    BOUNDS,
    ENDS,
    GOAL,
    KEY,
    WITHOUT_UNIT,
    Row,
    goals_of,
    requirement_of,
    typed,
)
from ecstats.targets.observations import NO_YEAR, by_series, usable_for

NOT_ESTABLISHED = "not_established"

_GOAL = ["target_figure_id", *KEY, "target_period", "target_year", "target_level", "target_bound"]
_VALUE = ["year", "value", *ENDS, "comparability", "source_title", "source_url"]
_OUTCOME = {
    **{name: GOAL[name] for name in _GOAL},
    "value_id": "string",
    "period": "string",
    "year": "Int64",
    "value": "float64",
    **BOUNDS,
    **dict.fromkeys(
        ["comparability", "source_title", "source_url", "verdict", "outcome", "first_met"], "string"
    ),
    "series_break": "bool",
    "reason": "string",
}


def attainment(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
) -> pd.DataFrame:
    """Met or not, and when, for each target that has a value published elsewhere.

    The value for the target year decides, else the last one before it. A value for part of a year
    counts for stocks and counts only. Values that are unproven or of another definition never enter
    a verdict: they are named in `reason`.

    Parameters
    ----------
    figures, indicators, base_year, target_year
        As in `target_table`; the values are those that the documents do not quote.

    Returns
    -------
    DataFrame
        One row per target with a published value: `target_figure_id`, the columns of a series,
        `target_period`, `target_year`, `target_level`, `target_bound`; of the deciding value
        `value_id`, `period`, `year`, `value`, four ends, `comparability`, `source_title`,
        `source_url`; `verdict`, how sure it is that the deciding value meets the target
        (``certain``, ``possible``, ``impossible``, ``not_established``); `outcome` (``met``,
        ``not_met``, ``open`` while the digits or a missing target year leave it undecided,
        ``not_established``); `first_met`, the first period for which the target was certainly
        reached, be it late; `series_break`, whether the deciding value comes after a break;
        `reason`, one or several codes of `targets.REASONS`, joined by ";".

    Examples
    --------
    >>> from ecstats import intervals, tables
    >>> indicators = tables.load_indicators()
    >>> values = tables.with_published_values(
    ...     tables.load_quoted_figures(), tables.load_published_values())
    >>> outcomes = attainment(intervals.with_bounds(values, indicators=indicators), indicators)
    >>> outcomes.set_index("target_figure_id").loc["cangzhou-ecommerce-plan-011", "outcome"]
    'met'
    """
    goals = goals_of(figures, indicators, base_year, target_year)
    groups = {
        series: [value for value in values if value["origin"] != "ledger"]
        for series, values in by_series(figures, indicators, base_year).items()
    }
    needed = requirement_of(typed(goals, GOAL))
    rows = []
    for i, goal in enumerate(goals):
        values = groups.get(tuple(goal[column] for column in WITHOUT_UNIT))
        if values:
            rows.append(_record(goal, values, Interval(*(end[i] for end in needed))))
    return typed(rows, _OUTCOME)


def _record(goal: Row, values: list[Row], needed: Interval) -> Row:
    record: Row = {column: goal[column] for column in _GOAL}
    record |= dict.fromkeys(ENDS[2:], False)
    record |= {"verdict": NOT_ESTABLISHED, "outcome": NOT_ESTABLISHED, "series_break": False}
    if goal["target_year"] is None:
        return record | {"reason": NO_YEAR}
    if goal["direction"] is None:
        return record | {"reason": NO_DIRECTION}
    judged = [
        (row, str(satisfies(Interval(*(row[end] for end in ENDS)), needed)))
        for row in usable_for(goal, values)
    ]
    certain = [row["time_period"] for row, verdict in judged if verdict == CERTAIN]
    record["first_met"] = certain[0] if certain else None
    in_time = [(row, verdict) for row, verdict in judged if row["year"] <= goal["target_year"]]
    if not in_time:
        return record | {"reason": _left_out(values, goal)}
    period = in_time[-1][0]["time_period"]
    decisive = [(row, verdict) for row, verdict in in_time if row["time_period"] == period]
    row, verdict = decisive[0]
    record |= {name: row[name] for name in _VALUE}
    record |= {"value_id": row["obs_id"], "period": period}
    record["series_break"] = row["comparability"] == "series_break"
    if any(other != verdict for _, other in decisive):
        ids = "|".join(value["obs_id"] for value, _ in decisive[:2])
        return record | {"outcome": "open", "reason": f"conflict|{ids}"}
    outcome, reason = _outcome(verdict, row, goal["target_year"])
    if record["series_break"]:
        reason += ";value_after_break"
    return record | {"verdict": verdict, "outcome": outcome, "reason": reason}


def _outcome(verdict: str, row: Row, target_year: int) -> tuple[str, str]:
    period = row["time_period"]
    due = row["year"] == target_year
    if verdict == CERTAIN:
        return "met", f"meets|{period}" if due else f"meets_early|{period}|{target_year}"
    if verdict == IMPOSSIBLE and due and row["annual"]:
        return "not_met", f"misses|{period}"
    if verdict == IMPOSSIBLE:
        return "open", f"not_reached_yet|{period}|{target_year}"
    return "open", f"digits_do_not_decide|{period}"


def _left_out(values: list[Row], goal: Row) -> str:
    """Codes why none of the values can decide."""
    codes = []
    for row in values:
        code = row["comparability"]
        if row["unit_measure"] != goal["unit_measure"]:
            code = "other_unit"
        elif code in COMPARABLE:
            code = "after_target_year" if row["usable"] else "part_of_year"
        codes.append(f"{code}|{row['obs_id']}")
    return ";".join(codes)
