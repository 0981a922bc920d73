"""What annual growth a target needs, what growth there was, and the ratio of the two."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecstats.growth import annual_change, annual_change_bounds
from ecstats.intervals import CERTAIN, Interval, blanked, from_columns, over_box, satisfies
from ecstats.targets.goals import KEY, POINT_UNITS, requirement_of, side_by_side
from ecstats.targets.observations import NO_OBSERVATION, match

Flags = NDArray[np.bool_]
Reasons = list[tuple[Any, Any]]
Span = tuple[str, str]

PER_YEAR = {True: "percentage_points_per_year", False: "fraction_per_year"}

SPAN = "target_for_a_span"
NO_PAIR = "no_two_annual_values"
NO_TIME_LEFT = "target_year_has_come"
NOT_POSITIVE = "levels_not_positive"
REACHED = "reached"
NOT_TOWARDS = "not_towards_target"
NOTHING_REQUIRED = "nothing_required"
BOTH_OPEN = "both_one_sided"
OTHER_START = "other_start_than_baseline"


def annual_growth_table(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
) -> pd.DataFrame:
    """Required and past annual growth of every target, and their ratios.

    Only annual values of the target's own series count: growth is not chained across a break.

    Parameters
    ----------
    figures, indicators, base_year, target_year
        As in `target_table`.

    Returns
    -------
    DataFrame
        One row per target and quantity: `target_figure_id`, the columns of a series,
        `target_period`, `quantity`, `from_id`, `from_period`, `to_id`, `to_period`, `value`,
        `lower`, `upper`, `lower_open`, `upper_open`, `unit`, `status`, `reason` (a code of
        `targets.REASONS`). Quantities:

        ``required_growth_from_baseline``
            constant growth that leads from the baseline to the target;
        ``required_growth_from_latest``
            the same from the newest annual value of the series, in the years that are left;
        ``past_growth``
            growth from the baseline (or, where it is also the newest, from the earliest value) to
            the newest annual value;
        ``growth_ratio``
            required from the latest over past growth: above 1 the indicator must speed up;
        ``past_to_required_ratio``
            past growth since the baseline over that required from it: below 1 it lags behind.

        Levels have compound growth (`unit` ``fraction_per_year``); shares and rates in per cent
        have ``percentage_points_per_year``. A target that is reached requires no growth.

    Examples
    --------
    >>> from ecstats import intervals, tables
    >>> indicators = tables.load_indicators()
    >>> ledger = tables.select(tables.load_quoted_figures(), "express_parcels", "Hebei")
    >>> figures = intervals.with_bounds(ledger, indicators=indicators)
    >>> annual_growth_table(figures, indicators)[["quantity", "value"]].round(3).head(1)
                            quantity  value
    0  required_growth_from_baseline   0.22
    """
    table = match(figures, indicators, base_year=base_year, target_year=target_year)
    span = table["target_period"].str.contains("/", regex=False).fillna(False)
    common: Reasons = [(table["problem"].notna(), table["problem"]), (span, SPAN)]
    short = ~(table["current_year"] < table["target_year"]).fillna(False)
    baseline, current, start = (
        table[f"{role}_id"].isna() for role in ("baseline", "current", "start")
    )
    other = ~table["start_id"].eq(table["baseline_id"]).fillna(False)
    reached = {
        role: satisfies(from_columns(table, f"{role}_"), requirement_of(table)) == CERTAIN
        for role in ("baseline", "current")
    }
    quantities = [
        _rate(table, "required_growth_from_baseline", "baseline", "target",
              [*common, (baseline, NO_OBSERVATION), (reached["baseline"], REACHED)]),
        _rate(table, "required_growth_from_latest", "current", "target",
              [*common, (current, NO_OBSERVATION), (short, NO_TIME_LEFT),
               (reached["current"], REACHED)]),
        _rate(table, "past_growth", "start", "current", [*common, (start, NO_PAIR)]),
        _ratio(table, "growth_ratio", ("current", "target"), ("start", "current"),
               [*common, (start, NO_PAIR), (short, NO_TIME_LEFT), (reached["current"], REACHED)]),
        _ratio(table, "past_to_required_ratio", ("start", "current"), ("start", "target"),
               [*common, (start, NO_PAIR), (other, OTHER_START)]),
    ]  # fmt: skip
    return side_by_side(quantities)


def _rate(
    table: pd.DataFrame, quantity: str, first: str, last: str, reasons: Reasons
) -> pd.DataFrame:
    points = table["unit_measure"].isin(POINT_UNITS).to_numpy()
    levels = ~points & ~(_positive(table, first) & _positive(table, last))
    reason = first_reason(table, [*reasons, (levels, NOT_POSITIVE)])
    missing = reason.notna().to_numpy()
    years = _years(table, first, last)
    start, end = (blanked(from_columns(table, f"{role}_"), missing) for role in (first, last))
    ends = annual_change_bounds(start, end, years, points)
    before, after = (table[f"{role}_value"].mask(missing) for role in (first, last))
    value = annual_change(before, after, years, points)
    unit = np.where(points, PER_YEAR[True], PER_YEAR[False])
    return _quantity(table, quantity, first, last, value, ends, unit, reason)


def _ratio(
    table: pd.DataFrame, quantity: str, above: Span, below: Span, reasons: Reasons
) -> pd.DataFrame:
    """Annual growth between two roles over that between two others, which share a level."""
    points = table["unit_measure"].isin(POINT_UNITS).to_numpy()
    start, now, goal = (from_columns(table, f"{role}_") for role in ("start", "current", "target"))
    level = table["target_level"].to_numpy(dtype=float)
    sense = table["direction"].astype("float64").to_numpy()
    sense = np.where(np.isnan(sense), np.sign(level - start.lower), sense)
    towards = np.where(sense > 0, now.lower > start.upper, now.upper < start.lower)
    equal = np.where(sense > 0, start.upper >= level, start.lower <= level)
    positive = np.logical_and.reduce([_positive(table, r) for r in ("start", "current", "target")])
    positive &= (start.lower > 0) & (now.lower > 0)
    reason = first_reason(
        table,
        [*reasons, (~points & ~positive, NOT_POSITIVE), (equal, NOTHING_REQUIRED),
         (~towards, NOT_TOWARDS), (np.isinf(now.upper) & np.isinf(goal.upper), BOTH_OPEN)],
    )  # fmt: skip
    missing = reason.notna().to_numpy()
    # Levels are positive, whatever a bound word such as "at most" leaves open.
    floor = goal._replace(lower=np.where(points, goal.lower, np.maximum(goal.lower, 0)))

    def ratio(*levels: Any) -> Any:
        at = dict(zip(("start", "current", "target"), levels, strict=True))
        over, under = (
            annual_change(at[first], at[last], _years(table, first, last), points)
            for first, last in (above, below)
        )
        return over / under

    ends = over_box(ratio, *(blanked(bounds, missing) for bounds in (start, now, floor)))
    values = (table[f"{role}_value"].mask(missing) for role in ("start", "current", "target"))
    value = ratio(*values)
    return _quantity(table, quantity, "start", "target", value, ends, "ratio", reason)


def _positive(table: pd.DataFrame, role: str) -> Flags:
    lower, upper = table[f"{role}_lower"].to_numpy(), table[f"{role}_upper"].to_numpy()
    zero = table[f"{role}_value"].eq(0).to_numpy()
    positive: Flags = (upper > 0) & ((lower >= 0) | np.isinf(lower)) & ~zero
    return positive


def _years(table: pd.DataFrame, first: str, last: str) -> NDArray[np.float64]:
    """Years between two roles; 1 where they are not computable."""
    years = (table[f"{last}_year"] - table[f"{first}_year"]).to_numpy(dtype=float, na_value=np.nan)
    return np.where(years > 0, years, 1.0)


def first_reason(table: pd.DataFrame, reasons: Reasons) -> "pd.Series[str]":
    """First of the reasons that hits each row; missing where none does."""
    first = pd.Series(None, index=table.index, dtype="string")
    for hit, code in reversed(reasons):
        first = first.mask(np.asarray(hit, dtype=bool), code)
    return first


def status_of(reason: "pd.Series[str]") -> "pd.Series[str]":
    """Whether there is a result or a reason that there is none."""
    return reason.isna().map({True: "ok", False: "not_computable"}).astype("string")


def _quantity(
    table: pd.DataFrame, quantity: str, first: str, last: str, value: Any, ends: Interval,
    unit: Any, reason: "pd.Series[str]",
) -> pd.DataFrame:  # fmt: skip
    to = "target_figure_id" if last == "target" else f"{last}_id"
    columns = {
        "quantity": pd.Series(quantity, table.index, dtype="string"),
        "from_id": table[f"{first}_id"],
        "from_period": table[f"{first}_period"],
        "to_id": table[to],
        "to_period": table[f"{last}_period"],
        "value": np.asarray(value, dtype=float),
        **ends._asdict(),
        "unit": pd.Series(unit, table.index, dtype="string"),
        "status": status_of(reason),
        "reason": reason,
    }
    return table[["target_figure_id", *KEY, "target_period"]].assign(**columns)
