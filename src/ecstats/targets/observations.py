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

from collections.abc import Hashable
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ecstats.errors import InputError, unknown
from ecstats.intervals import Bounds, intersects, printed_value, stated_level, with_bounds

__all__ = ["COMPARABLE", "ENDS", "KEY", "ROLES", "match", "observations", "published", "targets"]

Row: TypeAlias = dict[Hashable, Any]

KEY = ["indicator_id", "ref_area", "entity_id", "per", "unit_measure"]
WITHOUT_UNIT = [column for column in KEY if column != "unit_measure"]
ENDS = ["lower", "upper", "lower_open", "upper_open"]
ROLES = ["baseline", "latest", "start", "current", "run"]
COMPARABLE = ("same_series", "series_break")
VERDICTS_ON_SERIES = (*COMPARABLE, "definition_differs", "unproven")

# A stock or a count holds at any date of the year; a flow or a share of half a year does not.
HOLDS_WITHIN_YEAR = ("stock", "count")
LONGEST_RUN = 6

NO_YEAR = "the target has no year"
NO_OBSERVATION = "no observation of the series before the target year"

_FIGURES = [*KEY, "figure_id", "source_id", "time_period", "year", "obs_kind", "bound", *ENDS]
_OUTTURNS = [
    "outturn_id", "indicator_id", "ref_area", "unit_measure", "time_period", "year", "bound",
    "base_value", "comparability",
]  # fmt: skip


def require(frame: object, columns: list[str], name: str, origin: str) -> pd.DataFrame:
    """`frame`, if it is a table with these columns; else `InputError` with the way to get one."""
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"{name} is a {type(frame).__name__}; valid is a DataFrame from {origin}")
    missing = [column for column in columns if column not in frame]
    if missing:
        raise InputError(f"{name} lacks the column {missing[0]!r}; valid is the table of {origin}")
    return frame


def published(table: pd.DataFrame) -> pd.DataFrame:
    """`table` with missing instead of empty text, as in the tables of the ledger."""
    names = [name for name in table if isinstance(table[name].dtype, pd.StringDtype)]
    texts = {str(name): table[name].astype("string") for name in names}
    return table.assign(**{name: text.mask(text.eq("")) for name, text in texts.items()})


def _text(frame: pd.DataFrame, column: str) -> "pd.Series[str]":
    if column not in frame:
        return pd.Series("", index=frame.index, dtype="string")
    return frame[column].astype("string").fillna("")


def observations(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    outturns: pd.DataFrame | None = None,
    newer_values: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Observed values of the ledger, of the outturns and of a user's newer values in one table.

    Parameters
    ----------
    figures : DataFrame
        `intervals.with_bounds` of the quoted figures.
    indicators : DataFrame
        Table of indicators.
    outturns, newer_values : DataFrame, optional
        Tables with the columns of `outturns.csv`; bounds are added where they are missing.

    Returns
    -------
    DataFrame
        The columns of a series (missing as ""), `obs_id`, `origin` (ledger, outturn, newer_value),
        `time_period`, `year`, `annual`, `usable` (whether the period can stand for its year),
        `value`, the four ends, `comparability`, `note`, in order of time.
    """
    require(figures, _FIGURES, "figures", "intervals.with_bounds(load_quoted_figures())")
    require(indicators, ["indicator_id", "measure", "direction", "limit"], "indicators",
            "load_indicators()")  # fmt: skip
    ledger = figures[figures["obs_kind"].astype("string").eq("observed") & figures["lower"].notna()]
    if "repeats" in ledger:
        ledger = ledger[ledger["repeats"].isna()]
    frames = [_uniform(ledger, "figure_id", "ledger")]
    for frame, origin in ((newer_values, "newer_value"), (outturns, "outturn")):
        if frame is None:
            continue
        require(frame, _OUTTURNS, f"{origin}s", "load_outturns()")
        strange = ~frame["indicator_id"].isin(indicators["indicator_id"])
        if strange.any():
            bad_id = frame.loc[strange, "indicator_id"].iloc[0]
            raise unknown(f"indicator of a {origin}", bad_id, indicators["indicator_id"])
        known = frame["comparability"].isin(VERDICTS_ON_SERIES)
        if not known.all():
            bad = frame.loc[~known].iloc[0]
            raise InputError(
                f"{origin} {bad['outturn_id']}: comparability {bad['comparability']!r}; valid: "
                + ", ".join(VERDICTS_ON_SERIES)
            )
        if "lower" not in frame:
            frame = with_bounds(frame.assign(obs_kind="observed"), indicators=indicators)
        frames.append(_uniform(frame[frame["lower"].notna()], "outturn_id", origin))
    table = pd.concat(frames, ignore_index=True)
    measure = indicators.set_index(indicators["indicator_id"].astype(str))["measure"].astype(str)
    table["annual"] = table["time_period"].str.fullmatch(r"\d{4}").fillna(False).astype(bool)
    within = table["indicator_id"].map(measure).isin(HOLDS_WITHIN_YEAR)
    point = ~table["time_period"].str.contains("/", regex=False).fillna(True).astype(bool)
    table["usable"] = table["year"].notna() & (table["annual"] | (within & point))
    return table.sort_values(["year", "annual", "time_period"], kind="stable").reset_index(
        drop=True
    )


def _uniform(frame: pd.DataFrame, name: str, origin: str) -> pd.DataFrame:
    table = pd.DataFrame({column: _text(frame, column) for column in KEY})
    table["obs_id"] = frame[name].astype("string")
    table["origin"] = origin
    table["time_period"] = frame["time_period"].astype("string")
    table["year"] = frame["year"].astype("Int64")
    table["value"] = printed_value(frame)
    for end in ENDS:
        table[end] = frame[end]
    same = origin == "ledger"
    table["comparability"] = "same_series" if same else _text(frame, "comparability")
    for column in ("note", "source_title", "source_url"):
        table[column] = _text(frame, column)
    return table


def targets(figures: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Targets of the documents, one row per series and target period.

    A target that a document states more than once has one row, that of its first statement; the
    others are in `other_figure_ids`, and `conflict` tells whether their levels differ.

    Parameters
    ----------
    figures, indicators : DataFrame
        As in `observations`.

    Returns
    -------
    DataFrame
        `target_figure_id`, `source_id`, the columns of a series, `measure`, `direction`, `limit`,
        `target_period`, `target_year`, `target_bound`, `target_value` (missing where it is
        one-sided or a range), `target_lower` and companions (the values that the bound word
        allows), `target_level` (the least ambitious number that the document sets),
        `other_figure_ids` and `other_bounds`, their bound words, `conflict`.
    """
    require(figures, _FIGURES, "figures", "intervals.with_bounds(load_quoted_figures())")
    require(indicators, ["indicator_id", "measure", "direction", "limit"], "indicators",
            "load_indicators()")  # fmt: skip
    rows = figures[figures["obs_kind"].astype("string").eq("target") & figures["lower"].notna()]
    table = pd.DataFrame({column: _text(rows, column) for column in KEY})
    table.insert(0, "target_figure_id", rows["figure_id"].astype("string"))
    table.insert(1, "source_id", rows["source_id"].astype("string"))
    known = indicators.set_index(indicators["indicator_id"].astype(str))
    unknown_id = ~table["indicator_id"].isin(known.index)
    if unknown_id.any():
        raise InputError(
            f"figure {table.loc[unknown_id, 'target_figure_id'].iloc[0]}: its indicator_id "
            f"{table.loc[unknown_id, 'indicator_id'].iloc[0]!r} is not in the table of indicators"
        )
    table["measure"] = table["indicator_id"].map(known["measure"].astype("string"))
    table["direction"] = table["indicator_id"].map(known["direction"].astype("Int64"))
    table["limit"] = table["indicator_id"].map(known["limit"].astype("float64"))
    table = table.astype({"measure": "string", "direction": "Int64", "limit": "float64"})
    table["target_period"] = rows["time_period"].astype("string")
    table["target_year"] = rows["year"].astype("Int64")
    table["target_bound"] = rows["bound"].astype("string")
    table["target_value"] = printed_value(rows)
    for end in ENDS:
        table[f"target_{end}"] = rows[end]
    level = stated_level(rows)
    less = table["direction"].eq(-1).fillna(False).to_numpy(dtype=bool)
    table["target_level"] = np.where(less, level.upper, level.lower)
    same = table.groupby([*KEY, table["target_period"].fillna("")], sort=False)
    differ = same["target_level"].max() > same["target_level"].min()
    first = table[~table.duplicated([*KEY, "target_period"])].reset_index(drop=True)
    first["other_figure_ids"] = pd.array(
        same["target_figure_id"].agg(_rest).to_numpy(), dtype="string"
    )
    first["other_bounds"] = pd.array(same["target_bound"].agg(_rest).to_numpy(), dtype="string")
    return first.assign(conflict=differ.to_numpy(dtype=bool))


def _rest(texts: "pd.Series[str]") -> str:
    return ";".join(texts.iloc[1:])


def match(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    outturns: pd.DataFrame | None = None,
    newer_values: pd.DataFrame | None = None,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
) -> pd.DataFrame:
    """Targets with the observations that stand for them.

    Parameters
    ----------
    figures, indicators, outturns, newer_values : DataFrame
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
    goals = targets(figures, indicators)
    if target_year is not None:
        years = goals["target_year"].dropna().unique().tolist()
        goals = goals[goals["target_year"].eq(target_year).fillna(False)].reset_index(drop=True)
        if goals.empty and years:
            raise InputError(f"target_year {target_year}: no target is due then; valid: "
                             + ", ".join(map(str, sorted(years))))  # fmt: skip
    values = observations(figures, indicators, outturns, newer_values)
    observed = values[values["origin"].eq("ledger") & values["annual"]]
    source = figures.set_index(figures["figure_id"].astype(str))["source_id"].astype(str)
    last_year = observed.groupby(observed["obs_id"].map(source))["year"].max().to_dict()
    groups: dict[Hashable, list[Row]] = {}
    for value in values.to_dict("records"):
        groups.setdefault(tuple(value[column] for column in WITHOUT_UNIT), []).append(value)
    records = []
    for goal in goals.to_dict("records"):
        base = last_year.get(goal["source_id"]) if base_year is None else base_year
        key = tuple(goal[column] for column in WITHOUT_UNIT)
        records.append(_record(goal, groups.get(key, []), base))
    names = _record_names()
    table = pd.DataFrame(records, columns=names).astype(
        {name: _dtype(name) for name in names}
    )  # fmt: skip
    return pd.concat([goals, table], axis=1)


def _record_names() -> list[str]:
    fields = ["id", "period", "year", "value", *ENDS, "comparability"]
    roles = [f"{role}_{field}" for role in ROLES for field in fields]
    return [*roles, "run_length", "left_out", "problem"]


def _dtype(name: str) -> str:
    if name.endswith("_open"):
        return "bool"
    if name.endswith(("_year", "_length")):
        return "Int64"
    return "float64" if name.endswith(("_value", "_lower", "_upper")) else "string"


def _record(goal: Row, values: list[Row], base_year: int | None) -> dict[str, Any]:
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
        if same and not intersects(*(Bounds(*(row[e] for e in ENDS)) for row in (one, other))):
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


def _roles(found: dict[str, Row | None]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for role in ROLES:
        row = found.get(role)
        record[f"{role}_id"] = None if row is None else row["obs_id"]
        record[f"{role}_period"] = None if row is None else row["time_period"]
        record[f"{role}_year"] = None if row is None else row["year"]
        record[f"{role}_comparability"] = None if row is None else row["comparability"]
        for field in ("value", "lower", "upper"):
            record[f"{role}_{field}"] = np.nan if row is None else row[field]
        for field in ("lower_open", "upper_open"):
            record[f"{role}_{field}"] = False if row is None else row[field]
    return record
