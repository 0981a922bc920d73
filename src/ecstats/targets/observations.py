"""Which observations stand for which target.

A target and an observation belong together when indicator, area, entity, unit and the unit that the
target is set per are the same. Four observations matter, and each has its own prefix in the table
of `match`:

`baseline`
    the latest quoted figure before the target year, no later than what the target's own document
    observes; the first one from the base year on where a base year is chosen;
`latest`
    the newest comparable value up to the target year; it may come after a break in the series
    (then its `comparability` says so), because a gap compares one level with one target;
`start` and `current`
    the two ends of the past growth: annual values of the target's own series only. Growth is never
    chained across a break and a part of a year is never annualised. `start` is the baseline, or
    the earliest value where the baseline is also the newest;
`run`
    the oldest of at most six consecutive annual values that end with `current`.
"""

from itertools import combinations
from typing import Any

import pandas as pd

from ecstats.errors import InputError
from ecstats.growth.pairing import COMPARABLE
from ecstats.intervals import Interval, intersects, point_estimate
from ecstats.tables.records import dicts
from ecstats.targets.goals import BOUNDS, ENDS, GOAL, KEY, WITHOUT_UNIT, Row, goals_of, typed

ROLES = ["baseline", "latest", "start", "current", "run"]
VERDICTS_ON_SERIES = (*COMPARABLE, "definition_differs", "unproven")

# A stock or a count holds at any date of the year; a flow or a share of half a year does not.
HOLDS_WITHIN_YEAR = ("stock", "count")
LONGEST_RUN = 6

NO_YEAR = "no_target_year"
NO_OBSERVATION = "no_observation"

_TEXT = [
    *KEY, "figure_id", "source_id", "time_period", "origin", "comparability", "source_title",
    "source_url",
]  # fmt: skip
_ROLE = {
    "id": "string",
    "period": "string",
    "year": "Int64",
    "value": "float64",
    **BOUNDS,
    "comparability": "string",
}
_MATCH = {
    **{f"{role}_{field}": dtype for role in ROLES for field, dtype in _ROLE.items()},
    "run_length": "Int64",
    "left_out": "string",
    "problem": "string",
}


def by_series(
    figures: pd.DataFrame, indicators: pd.DataFrame, base_year: int | None = None
) -> dict[tuple[Any, ...], list[Row]]:
    """Observed values in order of time, by indicator, area, entity and per-unit.

    Parameters
    ----------
    figures, indicators : DataFrame
        As in `targets.target_table`.
    base_year : int, optional
        Values before this year are left out.

    Returns
    -------
    dict of list
        Rows with the keys of a series, of its interval and of its source, `obs_id`, `origin`,
        `time_period`, `year`, `value`, `comparability`, and three flags: `quoted` (the value is,
        or takes the place of, a figure that the documents quote), `annual`, and `usable` (the
        period can stand for its year). Of one period, quoted figures come first.
    """
    observed = figures["obs_kind"].isin(["observed"]) & figures["lower"].notna()
    if "repeats" in figures:
        observed &= figures["repeats"].isna()
    columns = [*_TEXT, "year", *ENDS, "bound", "base_value", "quoted"]
    rows = figures[observed].reindex(columns=columns).astype(dict.fromkeys(_TEXT, "string"))
    rows = rows.rename(columns={"figure_id": "obs_id"})
    strange = rows[~rows["comparability"].fillna("same_series").isin(VERDICTS_ON_SERIES)]
    if len(strange):
        raise InputError(
            f"{strange['obs_id'].iloc[0]}: comparability {strange['comparability'].iloc[0]!r}; "
            f"valid: {', '.join(VERDICTS_ON_SERIES)}"
        )
    if base_year is not None:
        rows = rows[(rows["year"] >= base_year).fillna(False)]
    published, period = rows["comparability"].notna(), rows["time_period"].fillna("/")
    annual = period.str.fullmatch(r"\d{4}")
    measure = rows["indicator_id"].map(indicators.set_index("indicator_id")["measure"])
    within = ~period.str.contains("/") & measure.isin(HOLDS_WITHIN_YEAR)
    rows = rows.assign(
        origin=rows["origin"].fillna(published.map({True: "published_value", False: "ledger"})),
        quoted=rows["quoted"].astype("boolean").fillna(~published).astype(bool),
        value=point_estimate(rows),
        comparability=rows["comparability"].fillna("same_series"),
        annual=annual,
        usable=rows["year"].notna() & (annual | within),
    )
    rows = rows.sort_values("quoted", ascending=False, kind="stable")
    rows = rows.sort_values(["year", "annual", "time_period"], kind="stable")
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in dicts(rows):
        groups.setdefault(tuple(row[column] for column in WITHOUT_UNIT), []).append(row)
    return groups


def usable_for(goal: Row, values: list[Row]) -> list[Row]:
    """Values that are comparable with a target, in its unit and of a period that can stand."""
    return [
        row
        for row in values
        if row["comparability"] in COMPARABLE
        and row["usable"]
        and row["unit_measure"] == goal["unit_measure"]
    ]


def match(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
) -> pd.DataFrame:
    """Targets with the observations that stand for them.

    Parameters
    ----------
    figures, indicators, base_year, target_year
        As in `targets.target_table`.

    Returns
    -------
    DataFrame
        The columns of `GOAL` and, for each of `ROLES` as prefix, `_id`, `_period`, `_year`,
        `_value`, the four ends, `_comparability`; `run_length`; `left_out` (values of the series
        that were not used: codes with the value's id, joined by ";"); `problem` (the code why
        there is nothing to compute).

    Raises
    ------
    InputError
        If a table lacks a column, or the years contradict each other.
    """
    goals = goals_of(figures, indicators, base_year, target_year)
    groups = by_series(figures, indicators, base_year)
    last_year: dict[str | None, int] = {}
    for row in (row for values in groups.values() for row in values):
        if row["origin"] == "ledger" and row["annual"] and row["usable"]:
            source = row["source_id"]
            last_year[source] = max(row["year"], last_year.get(source, row["year"]))
    rows = []
    for goal in goals:
        values = groups.get(tuple(goal[column] for column in WITHOUT_UNIT), [])
        last = last_year.get(goal["source_id"])
        rows.append(goal | _roles_of(goal, values, last, first=base_year is not None))
    return typed(rows, GOAL | _MATCH)


def _roles_of(goal: Row, values: list[Row], last_year: int | None, *, first: bool) -> Row:
    """Observations that stand for one target; `values` are those of its series, in order."""
    year = goal["target_year"]
    if year is None:
        return _columns({}) | {"run_length": 0, "problem": NO_YEAR}
    in_time = [row for row in usable_for(goal, values) if row["year"] <= year]
    annual = [row for row in in_time if row["annual"] and row["comparability"] == "same_series"]
    until = year - 1 if first or last_year is None else min(last_year, year - 1)
    quoted = [row for row in annual if row["quoted"] and row["year"] <= until]
    baseline = quoted[0] if first and quoted else _last(quoted)
    current = _last(annual)
    start, run, run_length = baseline, None, 0
    if current is not None:
        now = current["year"]
        if start is None or start["year"] == now:
            start = annual[0] if annual[0]["year"] < now else None
        years = {row["year"] for row in annual}
        while run_length < LONGEST_RUN and now - run_length in years:
            run_length += 1
        run = next(row for row in annual if row["year"] == now - run_length + 1)
    roles = {"baseline": baseline, "latest": _last(in_time), "start": start, "current": current,
             "run": run}  # fmt: skip
    used = {row["time_period"] for row in roles.values() if row is not None}
    clash = conflict([row for row in in_time if row["time_period"] in used])
    return _columns(roles) | {
        "run_length": run_length,
        "left_out": _left_out(values, goal),
        "problem": clash if in_time else NO_OBSERVATION,
    }


def _last(values: list[Row]) -> Row | None:
    """Last observation; of several for one period the first, which is the quoted one."""
    if not values:
        return None
    return next(row for row in values if row["time_period"] == values[-1]["time_period"])


def conflict(values: list[Row]) -> str | None:
    """A code when two comparable values of one period exclude each other."""
    for row, other in combinations(values, 2):
        same = all(row[name] == other[name] for name in ("time_period", "comparability"))
        ends = (Interval(*(value[end] for end in ENDS)) for value in (row, other))
        if same and not intersects(*ends):
            return f"conflict|{row['obs_id']}|{other['obs_id']}"
    return None


def _left_out(values: list[Row], goal: Row) -> str | None:
    notes = []
    for row in values:
        if row["unit_measure"] != goal["unit_measure"]:
            notes.append(f"other_unit|{row['obs_id']}|{row['unit_measure']}")
        elif row["comparability"] != "same_series":
            notes.append(f"{row['comparability']}|{row['obs_id']}")
        elif not row["annual"]:
            notes.append(f"part_of_year|{row['obs_id']}|{row['time_period']}")
        elif row["year"] > goal["target_year"]:
            notes.append(f"after_target_year|{row['obs_id']}")
    return ";".join(notes) or None


def _columns(roles: dict[str, Row | None]) -> Row:
    record: Row = {}
    for role in ROLES:
        row = roles.get(role)
        if row is None:
            record |= {f"{role}_lower_open": False, f"{role}_upper_open": False}
            continue
        record |= {f"{role}_id": row["obs_id"], f"{role}_period": row["time_period"]}
        for field in ("year", "value", *ENDS, "comparability"):
            record[f"{role}_{field}"] = row[field]
    return record
