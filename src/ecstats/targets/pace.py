"""What pace a target needs, what pace there was, and the ratio of the two."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecstats.growth.rates import compound_growth_bounds, point_change_per_year_bounds
from ecstats.intervals import Interval, from_columns, over_box
from ecstats.targets.observations import NO_OBSERVATION, match
from ecstats.targets.rows import BOUNDS, ENDS, KEY, Columns, interleaved, objects

__all__ = ["pace_table"]

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Reasons = list[tuple[Any, Any]]
Texts = NDArray[np.object_]

POINT_UNITS = ("PERCENT", "PERCENTAGE_POINT")
PER_YEAR = {True: "percentage points per year", False: "fraction per year"}

SPAN = "the target is set for a span of years, not for the level of one year"
NO_PAIR = "needs two annual observations of the series, without a break, before the target"
NO_TIME_LEFT = "the target year has come: see whether the target was met"
NOT_POSITIVE = "compound growth needs two positive levels"
ALREADY_MET = "the latest annual value already meets the target: no further growth is required"
NOT_TOWARDS = "the indicator did not certainly move towards the target: a ratio has no meaning"
NOTHING_REQUIRED = "target and baseline are equal or cannot be told apart: nothing is required"
BOTH_OPEN = "latest value and target are both one-sided: their ratio can be anything"
OTHER_START = "the past pace does not start at the baseline"


_PACE = {
    **dict.fromkeys(["quantity", "from_id", "from_period", "to_id", "to_period"], "string"),
    "value": "float64",
    **BOUNDS,
    **dict.fromkeys(["unit", "status", "reason"], "string"),
}


def pace_table(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    published_values: pd.DataFrame | None = None,
    newer_values: pd.DataFrame | None = None,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
) -> pd.DataFrame:
    """Required and past pace of every target, and their ratios.

    Only annual values of the target's own series count: growth is not chained across a break.

    Parameters
    ----------
    figures, indicators, published_values, newer_values, base_year, target_year
        As in `target_table`.

    Returns
    -------
    DataFrame
        One row per target and quantity: `target_figure_id`, the columns of a series,
        `target_period`, `quantity`, `from_id`, `from_period`, `to_id`, `to_period`, `value`,
        `lower`, `upper`, `lower_open`, `upper_open`, `unit`, `status`, `reason`. Quantities:

        ``required_growth_from_baseline``
            constant pace that leads from the baseline to the target;
        ``required_growth_from_latest``
            the same from the newest annual value of the series, in the years that are left;
        ``past_pace``
            pace from the baseline (or, where it is also the newest, from the earliest value) to
            the newest annual value;
        ``pace_ratio``
            required from the latest over past pace: above 1 the indicator must speed up;
        ``past_to_required_ratio``
            past pace since the baseline over the pace required from it: below 1 it lags behind.

        Levels have compound growth as a fraction per year; shares and rates in per cent have
        percentage points per year.
    """
    table = match(figures, indicators, published_values, newer_values,
                  base_year=base_year, target_year=target_year)  # fmt: skip
    span = table["target_period"].str.contains("/", regex=False).fillna(False).to_numpy(dtype=bool)
    common: Reasons = [(table["problem"].notna(), objects(table["problem"])), (span, SPAN)]
    short = ~(_year(table, "current") < _year(table, "target"))
    baseline, current, start = (
        table[f"{role}_id"].isna().to_numpy() for role in ("baseline", "current", "start")
    )
    quantities = [
        _rate(table, "required_growth_from_baseline", "baseline", "target",
              [*common, (baseline, NO_OBSERVATION)]),
        _rate(table, "required_growth_from_latest", "current", "target",
              [*common, (current, NO_OBSERVATION), (short, NO_TIME_LEFT)]),
        _rate(table, "past_pace", "start", "current", [*common, (start, NO_PAIR)]),
        _ratio(table, "pace_ratio", _speed_up,
               [*common, (start, NO_PAIR), (short, NO_TIME_LEFT)]),
        _ratio(table, "past_to_required_ratio", _so_far,
               [*common, (start, NO_PAIR), (~_same(table, "start", "baseline"), OTHER_START)]),
    ]  # fmt: skip
    return interleaved(table[["target_figure_id", *KEY, "target_period"]], quantities, _PACE)


def _same(table: pd.DataFrame, first: str, second: str) -> Flags:
    same = table[f"{first}_id"].eq(table[f"{second}_id"]).fillna(False)
    return same.to_numpy(dtype=bool)


def _rate(table: pd.DataFrame, quantity: str, first: str, last: str, reasons: Reasons) -> Columns:
    points = table["unit_measure"].isin(POINT_UNITS).to_numpy()
    levels = ~points & ~(_positive(table, first) & _positive(table, last))
    reason = why(table, [*reasons, (levels, NOT_POSITIVE)])
    ok = pd.isna(reason)
    years = _years(table, first, last)
    start, end = from_columns(table, f"{first}_"), from_columns(table, f"{last}_")
    ends = Interval(*(np.full(len(table), fill) for fill in (np.nan, np.nan, False, False)))
    for rows, rate in (
        (ok & points, point_change_per_year_bounds),
        (ok & ~points, compound_growth_bounds),
    ):
        if rows.any():
            found = rate(_rows(start, rows), _rows(end, rows), years[rows])
            for whole, part in zip(ends, found, strict=True):
                whole[rows] = part
    before, after = (table[f"{role}_value"].to_numpy() for role in (first, last))
    known = ok & ~np.isnan(before) & ~np.isnan(after)
    before, after = (np.where(known, value, 1.0) for value in (before, after))
    value = _pace(points, before, after, years)
    unit = np.where(points, PER_YEAR[True], PER_YEAR[False])
    return _quantity(
        table, quantity, first, last, np.where(known, value, np.nan), ends, unit, reason
    )


def _speed_up(table: pd.DataFrame, points: Flags, start: Any, now: Any, goal: Any) -> Any:
    """Required from the latest over past pace."""
    left, past = _years(table, "current", "target"), _years(table, "start", "current")
    return _pace(points, now, goal, left) / _pace(points, start, now, past)


def _so_far(table: pd.DataFrame, points: Flags, start: Any, now: Any, goal: Any) -> Any:
    """Past pace over the pace required from the baseline."""
    past, whole = _years(table, "start", "current"), _years(table, "start", "target")
    return _pace(points, start, now, past) / _pace(points, start, goal, whole)


def _pace(points: Any, first: Any, last: Any, years: Any) -> Any:
    growth = (last / np.where(points, 1.0, first)).clip(0) ** (1 / years) - 1
    return np.where(points, (last - first) / years, growth)


def _ratio(table: pd.DataFrame, quantity: str, formula: Any, reasons: Reasons) -> Columns:
    points = table["unit_measure"].isin(POINT_UNITS).to_numpy()
    start, now, goal = (from_columns(table, f"{role}_") for role in ("start", "current", "target"))
    level = table["target_level"].to_numpy(dtype=float)
    sense = table["direction"].astype("float64").to_numpy()
    sense = np.where(np.isnan(sense), np.sign(level - start.lower), sense)
    towards = np.where(sense > 0, now.lower > start.upper, now.upper < start.lower)
    met = np.where(sense > 0, now.lower >= level, now.upper <= level)
    equal = np.where(sense > 0, start.upper >= level, start.lower <= level)
    positive = np.logical_and.reduce([_positive(table, r) for r in ("start", "current", "target")])
    positive &= (start.lower > 0) & (now.lower > 0)
    reason = why(
        table,
        [*reasons, (~points & ~positive, NOT_POSITIVE), (equal, NOTHING_REQUIRED),
         (met & (formula is _speed_up), ALREADY_MET), (~towards, NOT_TOWARDS),
         (np.isinf(now.upper) & np.isinf(goal.upper), BOTH_OPEN)],
    )  # fmt: skip
    ok = pd.isna(reason)
    # Levels are positive, whatever a bound word such as "at most" leaves open.
    floor = goal._replace(lower=np.where(points, goal.lower, np.maximum(goal.lower, 0)))
    box = [only(bounds, ok) for bounds in (start, now, floor)]

    def value(*levels: Any) -> Any:
        safe = [
            np.where(ok, one, filler) for one, filler in zip(levels, (1.0, 2.0, 3.0), strict=True)
        ]
        return formula(table, points, *safe)

    ends = blanked(over_box(value, *box), ~ok)
    printed = [
        table[f"{role}_value"].to_numpy(dtype=float) for role in ("start", "current", "target")
    ]
    known = ok & ~np.isnan(printed).any(axis=0)
    point = value(*(np.where(known, p, f) for p, f in zip(printed, (1.0, 2.0, 3.0), strict=True)))
    unit = np.full(len(table), "ratio")
    return _quantity(
        table, quantity, "start", "target", np.where(known, point, np.nan), ends, unit, reason
    )


def _positive(table: pd.DataFrame, role: str) -> Flags:
    lower, upper = table[f"{role}_lower"].to_numpy(), table[f"{role}_upper"].to_numpy()
    zero = table[f"{role}_value"].eq(0).to_numpy()
    positive: Flags = (upper > 0) & ((lower >= 0) | np.isinf(lower)) & ~zero
    return positive


def _year(table: pd.DataFrame, role: str) -> Floats:
    return table[f"{role}_year"].to_numpy(dtype=float, na_value=np.nan)


def _years(table: pd.DataFrame, first: str, last: str) -> Floats:
    """Years between two roles; 1 where they are not computable."""
    years = _year(table, last) - _year(table, first)
    return np.where(years > 0, years, 1.0)


def _rows(bounds: Interval, rows: Flags) -> Interval:
    return Interval(*(end[rows] for end in bounds))


def only(bounds: Interval, rows: Flags) -> Interval:
    """The bounds of these rows, and 1 elsewhere."""
    return Interval(
        *(np.where(rows, end, fill) for end, fill in zip(bounds, (1, 1, 0, 0), strict=True))
    )


def blanked(bounds: Interval, rows: Flags) -> Interval:
    fills = (np.nan, np.nan, False, False)
    return Interval(*(np.where(rows, fill, end) for end, fill in zip(bounds, fills, strict=True)))


def why(table: pd.DataFrame, reasons: Reasons) -> Texts:
    """First of the reasons that hits each row, or None."""
    found = np.full(len(table), None, dtype=object)
    for hit, sentence in reversed(reasons):
        rows = np.asarray(hit, dtype=bool)
        found[rows] = sentence if isinstance(sentence, str) else sentence[rows]
    return found


def status(reason: Texts) -> Texts:
    """Whether there is a result or a reason that there is none."""
    return np.where(pd.isna(reason), "ok", "not_computable").astype(object)


def _quantity(
    table: pd.DataFrame, quantity: str, first: str, last: str, value: Floats, ends: Interval,
    unit: Any, reason: Texts,
) -> Columns:  # fmt: skip
    to = "target_figure_id" if last == "target" else f"{last}_id"
    return {
        "quantity": np.full(len(table), quantity, dtype=object),
        "from_id": objects(table[f"{first}_id"]),
        "from_period": objects(table[f"{first}_period"]),
        "to_id": objects(table[to]),
        "to_period": objects(table[f"{last}_period"]),
        "value": value,
        **dict(zip(ENDS, ends, strict=True)),
        "unit": unit,
        "status": status(reason),
        "reason": reason,
    }
