"""Growth of quoted figures: tables of rates with their bounds.

`growth_table` compares figures of one series at two dates, `quoted_growth` puts
published growth beside the levels it belongs to, `trend_table` fits series that
are long enough. The formulas are in `rates`, whose names are found here too.

Which figures are compared with which is in `pairing`: like periods of one
unbroken series.
"""

from typing import Any

import numpy as np
import pandas as pd

from ecstats import intervals
from ecstats.errors import InputError
from ecstats.growth.pairing import (
    SERIES,
    Pair,
    narrowest,
    observed_pairs,
    periods_of,
    prepared,
    series_break,
    target_pairs,
)
from ecstats.growth.rates import (
    LogLinearGrowth,
    chain_average,
    chain_average_bounds,
    compound_growth,
    compound_growth_bounds,
    growth_of_log_slope,
    implied_earlier_level,
    implied_earlier_level_bounds,
    logit_change,
    loglinear_growth,
    point_change,
    point_change_bounds,
    point_change_per_year,
    point_change_per_year_bounds,
    significant,
)
from ecstats.intervals.bounds import Interval

__all__ = [
    "SERIES", "LogLinearGrowth", "chain_average", "chain_average_bounds", "compound_growth",
    "compound_growth_bounds", "growth_of_log_slope", "growth_table", "implied_earlier_level",
    "implied_earlier_level_bounds", "logit_change", "loglinear_growth", "point_change",
    "point_change_bounds", "point_change_per_year", "point_change_per_year_bounds",
    "quoted_growth", "significant", "trend_table",
]  # fmt: skip


def growth_table(
    figures: pd.DataFrame,
    indicators: pd.DataFrame | None = None,
    *,
    start: int | None = None,
    end: int | None = None,
) -> pd.DataFrame:
    """Annual growth between figures of a series, and from the latest one to each target.

    Parameters
    ----------
    figures : DataFrame
        A result of `with_bounds`, with a column `comparability` where values
        published elsewhere are among them. Repeated rows, changes, thresholds and
        figures of a span of years are left out; of several observed figures for
        one period the narrowest counts.
    indicators : DataFrame, optional
        Table of indicators. A share must then be in per cent to have a rate.
    start, end : int, optional
        First and last year of the figures that are compared.

    Returns
    -------
    DataFrame
        One row per pair: `pair_kind` (``"observed"`` or ``"to_target"``), `pair`
        (``"consecutive"``, ``"first_last"``, ``"baseline_to_target"``,
        ``"latest_to_target"``), the columns
        of `SERIES`, `figure_id_start`, `figure_id_end`, `period_start`,
        `period_end`, `years`, `measure` (``"compound"``: fraction per year;
        ``"points_per_year"``: percentage points a year, for per cent), `value`
        (NaN where an end is no single number), `lower`, `upper`, `lower_open`,
        `upper_open`, `status` (``"ok"`` or ``"not_computable"``) and `reason`. The
        latest figure is the latest one before the target that is in its series; where
        it was published later, the latest one that the documents quote is the baseline.
    """
    rows = prepared(figures)
    if start is not None and end is not None and start >= end:
        raise InputError(f"start {start} and end {end}; valid: a start before the end")
    if start is not None:
        rows = rows[rows["period_year"] >= start]
    if end is not None:
        rows = rows[rows["period_year"] <= end]
    rows = rows.sort_values(["period_year", "period_type"], kind="stable")
    targets = rows[rows["obs_kind"] == "target"]
    observed = narrowest(rows[rows["obs_kind"] == "observed"], SERIES)
    series: dict[tuple[Any, ...], tuple[list[Any], list[Any]]] = {}
    for row in observed.loc[rows.index.intersection(observed.index)].itertuples():
        series.setdefault(_key(row), ([], []))[0].append(row)
    for row in targets.itertuples():
        series.setdefault(_key(row), ([], []))[1].append(row)
    pairs: list[Pair] = []
    for levels, aims in series.values():
        pairs += observed_pairs(levels)
        pairs += [pair for aim in aims for pair in target_pairs(levels, aim)]
    first = rows.loc[[pair.start.Index for pair in pairs]].reset_index(drop=True)
    last = rows.loc[[pair.end.Index for pair in pairs]].reset_index(drop=True)
    years = (last["period_year"] - first["period_year"]).astype("Int64")
    percent = (last["unit_measure"] == "PERCENT").to_numpy(dtype=bool)
    reasons = pd.Series([pair.reason for pair in pairs], dtype="string")
    reasons = reasons.fillna(_obstacles(first, last, percent, indicators))
    value, bounds = _rates(first, last, years, percent, reasons.isna().to_numpy())
    text = {
        "pair_kind": [pair.pair_kind for pair in pairs],
        "pair": [pair.pair for pair in pairs],
        **{name: last[name] for name in SERIES},
        "figure_id_start": first["figure_id"],
        "figure_id_end": last["figure_id"],
        "period_start": first["time_period"],
        "period_end": last["time_period"],
    }
    table = pd.DataFrame(text).astype("string")
    return table.assign(
        years=years,
        measure=pd.Series(np.where(percent, "points_per_year", "compound"), dtype="string"),
        value=value,
        **bounds,
        status=pd.Series(np.where(reasons.isna(), "ok", "not_computable"), dtype="string"),
        reason=reasons,
    )


def _key(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in SERIES)


def _obstacles(
    first: pd.DataFrame, last: pd.DataFrame, percent: Any, indicators: pd.DataFrame | None
) -> "pd.Series[str]":
    """Why a rate is undefined, missing where it is not."""
    reasons = pd.Series(None, index=last.index, dtype="string")
    for rows in (last, first):
        negative = ~percent & ~((rows["base_value"] > 0) & (rows["upper"] > 0))
        reasons = reasons.mask(
            negative,
            "compound growth needs two positive levels; " + rows["time_period"] + " is not",
        )
    if indicators is not None:
        shares = indicators.loc[indicators["measure"] == "share", "indicator_id"]
        scaled = ~percent & last["indicator_id"].isin(set(shares.astype(str)))
        reasons = reasons.mask(
            scaled, "a share in " + last["unit_measure"] + " has no rate here; valid: PERCENT"
        )
    gap = first[["lower", "upper"]].isna().any(axis=1) | last[["lower", "upper"]].isna().any(axis=1)
    return reasons.mask(gap, "one of the two figures has no number")


def _rates(
    first: pd.DataFrame, last: pd.DataFrame, years: Any, percent: Any, ok: Any
) -> "tuple[Any, pd.DataFrame]":
    """Rates of the pairs that have one: points and bounds."""
    length = years.to_numpy(dtype=float)
    value = np.full(len(first), np.nan)
    ends = intervals.to_columns(Interval(value, value))
    single = ok & first["point"].notna().to_numpy() & last["point"].notna().to_numpy()
    for kind, rate, bounds in (
        (~percent, compound_growth, compound_growth_bounds),
        (percent, point_change_per_year, point_change_per_year_bounds),
    ):
        at = kind & ok
        found = bounds(
            intervals.from_columns(first[at]), intervals.from_columns(last[at]), length[at]
        )
        ends.loc[at] = intervals.to_columns(found, index=ends.index[at])
        at = kind & single
        value[at] = rate(first.loc[at, "point"], last.loc[at, "point"], length[at])
    return value, ends


def quoted_growth(figures: pd.DataFrame) -> pd.DataFrame:
    """Published growth with the level it belongs to and the earlier level that it implies.

    Published growth is an observation of its own: it is never replaced by growth
    derived from levels, which stands beside it where the earlier level is quoted too.

    Parameters
    ----------
    figures : DataFrame
        A result of `with_bounds`. Used are the changes in per cent that are
        measured against a period.

    Returns
    -------
    DataFrame
        One row per published growth: `figure_id`, `indicator_id`, `ref_area`,
        `entity_id`, `per`, `period`, `reference`, `years`, `level_figure_id`,
        `earlier_figure_id`, `unit_measure` of the levels; then, each with `_lower`,
        `_upper`, `_lower_open` and `_upper_open`: `quoted` and `derived` (fractions
        over all the years), `level` and `implied` (the earlier level, in base
        units). NaN where no such level is quoted or growth is not comparable.
        `status` and `reason` are about the quoted growth itself.
    """
    rows = prepared(figures)
    keys = ["indicator_id", "ref_area", "entity_id", "per"]
    changes = rows[(rows["obs_kind"] == "change") & (rows["unit_measure"] == "PERCENT")]
    changes = changes.reset_index(drop=True)
    changes["from_year"], changes["from_type"] = periods_of(changes["reference"])
    changes = changes[changes["from_year"].notna()].reset_index(drop=True)
    levels = rows[(rows["obs_kind"] == "observed") & (rows["base_value"] > 0)]
    now = _joined(changes, narrowest(levels, keys), keys, "time_period")
    units = changes.assign(unit_measure=now["unit_measure"])
    before = _joined(units, narrowest(levels, SERIES), [*keys, "unit_measure"], "reference")
    pairs = zip(before.itertuples(), now.itertuples(), strict=True)
    broken = np.array([series_break(start, end) is not None for start, end in pairs], dtype=bool)
    before.loc[broken, ["lower", "upper", "point", "figure_id"]] = None

    years = (changes["period_year"] - changes["from_year"]).astype("Int64")
    unlike = (changes["from_type"] != changes["period_type"]) | (years < 1).to_numpy(dtype=bool)
    reasons = pd.Series(None, index=changes.index, dtype="string")
    reasons = reasons.mask(
        unlike, changes["reference"] + " is no like period before " + changes["time_period"]
    ).mask(~(changes["base_value"] > -100), "growth of -100 % or less leaves no level")
    ok = reasons.isna()
    quoted = intervals.divide(intervals.from_columns(changes.where(ok)), intervals.point(100.0))
    rate = changes["point"].where(ok) / 100
    level, earlier = intervals.from_columns(now), intervals.from_columns(before)
    growth = compound_growth_bounds(earlier, level, 1)
    quantities = {
        "quoted": (rate, quoted),
        "level": (now["point"], level),
        "implied": (now["point"] / (1 + rate), implied_earlier_level_bounds(level, quoted)),
        "derived": (now["point"] / before["point"] - 1, growth),
    }
    names = ["figure_id", *keys, "time_period", "reference"]
    table = changes[names].rename(columns={"time_period": "period"}).astype("string")
    table = table.assign(
        years=years,
        level_figure_id=now["figure_id"].astype("string"),
        earlier_figure_id=before["figure_id"].astype("string"),
        unit_measure=now["unit_measure"].astype("string"),
    )
    for name, (value, bounds) in quantities.items():
        table[name] = value.astype(float)
        table = table.join(intervals.to_columns(bounds, f"{name}_", index=table.index))
    return table.assign(
        status=pd.Series(np.where(ok, "ok", "not_computable"), dtype="string"), reason=reasons
    )


def _joined(
    changes: pd.DataFrame, levels: pd.DataFrame, keys: list[str], period: str
) -> pd.DataFrame:
    """Level of each change at its `period`, missing where none is quoted."""
    wanted = changes[[*keys, period]].rename(columns={period: "time_period"})
    joined = wanted.merge(levels, how="left", on=[*keys, "time_period"])
    flags = {name: joined[name].eq(True) for name in ("lower_open", "upper_open")}
    return joined.assign(**flags)


def trend_table(figures: pd.DataFrame, *, alpha: float = 0.05) -> pd.DataFrame:
    """Log-linear growth of every series with two observed levels or more.

    The small-sample policy is that of `loglinear_growth`. Only observed figures
    that are a single number enter; years before and after a break of series are
    two rows, and figures that are not established as the series enter none.

    Parameters
    ----------
    figures : DataFrame
        As in `growth_table`.
    alpha : float
        One minus the confidence level.

    Returns
    -------
    DataFrame
        The columns of `SERIES`, `period_start`, `period_end`, `observations`,
        `inference` (``"arithmetic"``, ``"descriptive"`` or ``"interval"``), `growth`
        (fraction per year), `ci_lower`, `ci_upper`, `p_value` (five observations
        or more), `status` and `reason`.
    """
    rows = prepared(figures)
    rows = rows[(rows["obs_kind"] == "observed") & rows["point"].notna()]
    rows = rows[~rows["comparability"].isin(["definition_differs", "unproven"])]
    rows = rows.assign(after_break=rows["comparability"] == "series_break")
    records = []
    for _, group in rows.groupby([*SERIES, "period_type", "after_break"], dropna=False, sort=False):
        levels = narrowest(group, ()).sort_values("period_year")
        if len(levels) < 2:
            continue
        record: dict[str, Any] = {name: levels[name].iloc[0] for name in SERIES}
        record |= {
            "period_start": levels["time_period"].iloc[0],
            "period_end": levels["time_period"].iloc[-1],
            "observations": len(levels),
            "status": "not_computable",
        }
        if record["unit_measure"] == "PERCENT":
            record["reason"] = "a share has no compound growth; its change is in points a year"
        elif not (levels["point"] > 0).all():
            record["reason"] = "growth needs positive levels"
        else:
            fit = loglinear_growth(
                levels["period_year"], levels["point"], obs_kind=levels["obs_kind"], alpha=alpha
            )
            record |= {
                "inference": fit.inference,
                "growth": fit.growth,
                "ci_lower": fit.lower,
                "ci_upper": fit.upper,
                "p_value": fit.p_value,
                "status": "ok",
            }
        records.append(record)
    text = [*SERIES, "period_start", "period_end"]
    numbers = ["growth", "ci_lower", "ci_upper", "p_value"]
    order = [*text, "observations", "inference", *numbers, "status", "reason"]
    types: dict[str, Any] = dict.fromkeys([*text, "inference", "status", "reason"], "string")
    types |= dict.fromkeys(numbers, float) | {"observations": "Int64"}
    return pd.DataFrame(records, columns=order).astype(types)
