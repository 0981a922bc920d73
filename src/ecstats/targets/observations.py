"""Which observations stand for which target.

A target and an observation belong together when indicator, area, entity, unit and the unit that the
target is set per are the same. Four observations matter, and each has its own prefix in the table
of `match`:

`baseline`
    the latest figure of the ledger up to the base year and before the target year;
`latest`
    the newest comparable value up to the target year; it may come after a break in the series
    (then its `comparability` says so), because a gap compares one level with one target;
`start` and `current`
    the two ends of the past pace: annual values of the target's own series only. Growth is never
    chained across a break and a part of a year is never annualised. `start` is the baseline, or
    the earliest value where the baseline is also the newest;
`run`
    the oldest of at most six consecutive annual values that end with `current`.
"""

import re
from itertools import combinations
from typing import Any

import pandas as pd

from ecstats.errors import InputError, unknown_name_error
from ecstats.intervals import Interval, intersects, point_estimate, with_bounds
from ecstats.tables.records import dicts
from ecstats.targets.goals import GOAL, goals_of
from ecstats.targets.rows import (
    ENDS,
    KEY,
    WITHOUT_UNIT,
    Row,
    require,
    require_ledger,
    text,
    typed,
)

__all__ = ["COMPARABLE", "OBSERVATION", "ROLES", "match", "observations", "observed"]

ROLES = ["baseline", "latest", "start", "current", "run"]
COMPARABLE = ("same_series", "series_break")
VERDICTS_ON_SERIES = (*COMPARABLE, "definition_differs", "unproven")

# A stock or a count holds at any date of the year; a flow or a share of half a year does not.
HOLDS_WITHIN_YEAR = ("stock", "count")
LONGEST_RUN = 6

NO_YEAR = "the target has no year"
NO_OBSERVATION = "no observation of the series before the target year"

_PUBLISHED_VALUES = [
    "value_id", "indicator_id", "ref_area", "unit_measure", "time_period", "year", "bound",
    "base_value", "comparability",
]  # fmt: skip
_NOTES = ["note", "source_title", "source_url"]
_ENDS = {end: "bool" if end.endswith("open") else "float64" for end in ENDS}
OBSERVATION = {
    **dict.fromkeys([*KEY, "obs_id", "origin", "time_period"], "string"),
    "year": "Int64",
    "value": "float64",
    **_ENDS,
    **dict.fromkeys(["comparability", *_NOTES], "string"),
    "annual": "bool",
    "usable": "bool",
}
_ROLE = {
    "id": "string",
    "period": "string",
    "year": "Int64",
    "value": "float64",
    **_ENDS,
    "comparability": "string",
}
_MATCH = {
    **{f"{role}_{field}": dtype for role in ROLES for field, dtype in _ROLE.items()},
    "run_length": "Int64",
    "left_out": "string",
    "problem": "string",
}


def observations(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    published_values: pd.DataFrame | None = None,
    newer_values: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Observed values of the ledger, published values and newer values in one table.

    Parameters
    ----------
    figures : DataFrame
        `intervals.with_bounds` of the quoted figures.
    indicators : DataFrame
        Table of indicators.
    published_values, newer_values : DataFrame, optional
        Tables with the columns of `published_values.csv`; bounds are added where they are missing.

    Returns
    -------
    DataFrame
        The columns of a series (missing as ""), `obs_id`, `origin` (ledger, published_value,
        newer_value), `time_period`, `year`, `annual`, `usable` (whether the period can stand for
        its year),
        `value`, the four ends, `comparability`, `note`, in order of time.
    """
    return typed(observed(figures, indicators, published_values, newer_values), OBSERVATION)


def observed(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    published_values: pd.DataFrame | None = None,
    newer_values: pd.DataFrame | None = None,
) -> list[Row]:
    """Rows of `observations`."""
    require_ledger(figures, indicators)
    ledger = figures["obs_kind"].isin(["observed"]) & figures["lower"].notna()
    if "repeats" in figures:
        ledger &= figures["repeats"].isna()
    names = zip(indicators["indicator_id"], indicators["measure"], strict=True)
    measures = {str(name): str(measure) for name, measure in names}
    rows = _uniform(figures, ledger, "figure_id", "ledger", measures)
    for frame, origin in ((newer_values, "newer_value"), (published_values, "published_value")):
        if frame is None:
            continue
        _check(
            require(frame, _PUBLISHED_VALUES, f"{origin}s", "load_published_values()"),
            origin,
            indicators,
        )
        if "lower" not in frame:
            frame = with_bounds(frame.assign(obs_kind="observed"), indicators=indicators)
        rows += _uniform(frame, frame["lower"].notna(), "value_id", origin, measures)
    return sorted(rows, key=_place_in_time)


def _check(frame: pd.DataFrame, origin: str, indicators: pd.DataFrame) -> None:
    strange = ~frame["indicator_id"].isin(indicators["indicator_id"])
    if strange.any():
        bad_id = frame.loc[strange, "indicator_id"].iloc[0]
        raise unknown_name_error(f"indicator of a {origin}", bad_id, indicators["indicator_id"])
    known = frame["comparability"].isin(VERDICTS_ON_SERIES)
    if not known.all():
        bad = frame.loc[~known].iloc[0]
        raise InputError(
            f"{origin} {bad['value_id']}: comparability {bad['comparability']!r}; valid: "
            + ", ".join(VERDICTS_ON_SERIES)
        )


def _uniform(
    frame: pd.DataFrame, wanted: "pd.Series[bool]", name: str, origin: str, measures: dict[str, str]
) -> list[Row]:
    columns = [*KEY, name, "source_id", "time_period", "year", "bound", "base_value", *ENDS,
               "comparability", *_NOTES]  # fmt: skip
    rows = frame[[column for column in columns if column in frame]][wanted]
    found = []
    for row, value in zip(dicts(rows), point_estimate(rows), strict=True):
        period = text(row["time_period"])
        annual = re.fullmatch(r"\d{4}", period) is not None
        dated = bool(period) and "/" not in period
        within = dated and measures.get(text(row["indicator_id"])) in HOLDS_WITHIN_YEAR
        same = "same_series" if origin == "ledger" else text(row["comparability"])
        found.append(
            {
                **{column: text(row.get(column)) for column in (*KEY, "source_id", *_NOTES)},
                "obs_id": row[name],
                "origin": origin,
                "time_period": row["time_period"],
                "year": None if pd.isna(row["year"]) else int(row["year"]),
                "value": float(value),
                **{end: row[end] for end in ENDS},
                "comparability": same,
                "annual": annual,
                "usable": not pd.isna(row["year"]) and (annual or within),
            }
        )
    return found


def _place_in_time(row: Row) -> tuple[Any, ...]:
    year, period = row["year"], row["time_period"]
    return year is None, year or 0, row["annual"], period is None, period or ""


def match(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    published_values: pd.DataFrame | None = None,
    newer_values: pd.DataFrame | None = None,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
) -> pd.DataFrame:
    """Targets with the observations that stand for them.

    Parameters
    ----------
    figures, indicators, published_values, newer_values : DataFrame
        As in `observations`.
    base_year : int, optional
        Last year that a baseline may have; by default the last year that the target's own
        document observes.
    target_year : int, optional
        Keeps the targets of this year only.

    Returns
    -------
    DataFrame
        The columns of `targets` and, for each of `ROLES` as prefix, `_id`, `_period`, `_year`,
        `_value`, the four ends, `_comparability`; `run_length`; `left_out` (values of the series
        that were not used, with the reason); `problem` (why there is nothing to compute).

    Raises
    ------
    InputError
        If a table lacks a column, or the target year is not after the base year.
    """
    if base_year is not None and target_year is not None and target_year <= base_year:
        raise InputError(f"target_year {target_year} is not after base_year {base_year}; valid is "
                         f"{base_year + 1} or later")  # fmt: skip
    goals = goals_of(figures, indicators)
    if target_year is not None:
        years = {goal["target_year"] for goal in goals} - {None}
        goals = [goal for goal in goals if goal["target_year"] == target_year]
        if years and not goals:
            raise InputError(f"target_year {target_year}: no target is due then; valid: "
                             + ", ".join(map(str, sorted(years))))  # fmt: skip
    values = observed(figures, indicators, published_values, newer_values)
    last_year: dict[str, int] = {}
    groups: dict[tuple[str, ...], list[Row]] = {}
    for value in values:
        groups.setdefault(tuple(value[column] for column in WITHOUT_UNIT), []).append(value)
        if value["origin"] == "ledger" and value["annual"] and value["usable"]:
            source = value["source_id"]
            last_year[source] = max(value["year"], last_year.get(source, value["year"]))
    rows = []
    for goal in goals:
        base = last_year.get(goal["source_id"]) if base_year is None else base_year
        key = tuple(goal[column] for column in WITHOUT_UNIT)
        rows.append(goal | _record(goal, groups.get(key, []), base))
    return typed(rows, GOAL | _MATCH)


def _record(goal: Row, values: list[Row], base_year: int | None) -> Row:
    """Observations that stand for one target; `values` are those of its series, in order."""
    year = goal["target_year"]
    if pd.isna(year):
        return _roles({}) | {"run_length": 0, "problem": NO_YEAR}
    in_time = [
        row
        for row in values
        if row["comparability"] in COMPARABLE
        and row["usable"]
        and row["unit_measure"] == goal["unit_measure"]
        and row["year"] <= year
    ]
    own = [row for row in in_time if row["annual"] and row["comparability"] == "same_series"]
    latest_base = year - 1 if base_year is None else min(base_year, year - 1)
    baseline = _last(
        [row for row in own if row["origin"] == "ledger" and row["year"] <= latest_base]
    )
    current = _last(own)
    start, run, run_length = baseline, None, 0
    if current is not None:
        now = current["year"]
        if start is None or start["year"] == now:
            start = own[0] if own[0]["year"] < now else None
        years = {row["year"] for row in own}
        while run_length < LONGEST_RUN and now - run_length in years:
            run_length += 1
        run = next(row for row in own if row["year"] == now - run_length + 1)
    found = {"baseline": baseline, "latest": _last(in_time), "start": start, "current": current,
             "run": run}  # fmt: skip
    used = {row["time_period"] for row in found.values() if row is not None}
    clash = _conflict([row for row in in_time if row["time_period"] in used])
    return _roles(found) | {
        "run_length": run_length,
        "left_out": _left_out(values, goal),
        "problem": clash if in_time else NO_OBSERVATION,
    }


def _last(values: list[Row]) -> Row | None:
    """Last observation; of several for one period the one of the ledger, then a newer value."""
    if not values:
        return None
    period = values[-1]["time_period"]
    return next(row for row in values if row["time_period"] == period)


def _conflict(values: list[Row]) -> str | None:
    """A sentence when two comparable values of one period exclude each other."""
    for one, other in combinations(values, 2):
        same = all(one[name] == other[name] for name in ("time_period", "comparability"))
        if same and not intersects(*(Interval(*(row[e] for e in ENDS)) for row in (one, other))):
            return f"sources in conflict: {one['obs_id']} and {other['obs_id']}"
    return None


def _left_out(values: list[Row], goal: Row) -> str | None:
    notes = []
    for row in values:
        if row["unit_measure"] != goal["unit_measure"]:
            notes.append(f"{row['obs_id']} (in {row['unit_measure']})")
        elif row["comparability"] != "same_series":
            notes.append(f"{row['obs_id']} ({row['comparability']})")
        elif not row["annual"]:
            notes.append(f"{row['obs_id']} (not a whole year: {row['time_period']})")
        elif row["year"] > goal["target_year"]:
            notes.append(f"{row['obs_id']} (after the target year)")
    return "; ".join(notes) or None


def _roles(found: dict[str, Row | None]) -> Row:
    record: Row = {}
    for role in ROLES:
        row = found.get(role)
        if row is None:
            record |= {f"{role}_lower_open": False, f"{role}_upper_open": False}
            continue
        record |= {f"{role}_id": row["obs_id"], f"{role}_period": row["time_period"]}
        for field in ("year", "value", *ENDS, "comparability"):
            record[f"{role}_{field}"] = row[field]
    return record
