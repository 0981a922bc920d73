"""Growth of quoted figures: tables of rates with their bounds.

`growth_table` compares figures of one series at two dates, `quoted_growth` puts
published growth beside the levels it belongs to, `trend_table` fits series that
are long enough. The formulas are in `rates`, whose names are found here too.

Which figures are compared with which is in `pairing`: like periods of one
unbroken series. Why something is not computed is a code of `REASONS`, followed
by its arguments (periods, identifiers, units) between upright strokes.
"""

from typing import Any

import numpy as np
import pandas as pd

from ecstats import intervals
from ecstats.growth.pairing import (
    Pair,
    check_years,
    comparable,
    observed_pairs,
    one_per_period,
    periods_of,
    prepared,
    series_break,
    target_pairs,
    within_years,
)
from ecstats.growth.rates import (
    LogLinearGrowth,
    annual_change,
    annual_change_bounds,
    implied_earlier_level_bounds,
    loglinear_growth,
)
from ecstats.intervals import CERTAIN
from ecstats.tables.records import SERIES

__all__ = [
    "REASONS", "SERIES", "LogLinearGrowth", "annual_change", "annual_change_bounds",
    "growth_table", "implied_earlier_level_bounds", "loglinear_growth", "quoted_growth",
    "trend_table",
]  # fmt: skip

REASONS = (
    "break_to_target", "conflict", "growth_leaves_no_level", "levels_not_positive", "no_number",
    "not_before_target", "not_established", "not_positive", "reached", "series_break",
    "share_has_no_compound_growth", "share_not_in_percent", "unlike_period_of_target",
    "unlike_periods", "unlike_reference",
)  # fmt: skip
"""Codes of the columns `reason`."""


def growth_table(
    figures: pd.DataFrame,
    indicators: pd.DataFrame | None = None,
    *,
    base_year: int | None = None,
    target_year: int | None = None,
) -> pd.DataFrame:
    """Annual growth between figures of a series, and from the latest one to each target.

    Parameters
    ----------
    figures : DataFrame
        A result of `with_bounds`, with a column `comparability` where values
        published elsewhere are among them (`tables.with_published_values`). Repeated
        rows, changes, thresholds and figures of a span of years are left out; of
        several observed figures for one period the narrowest counts, unless they
        exclude each other.
    indicators : DataFrame, optional
        Table of indicators. A share must then be in per cent to have a rate, and a
        target that is reached in its direction has none.
    base_year : int, optional
        Figures before this year are left out.
    target_year : int, optional
        Only targets due in this year; figures after it are left out.

    Returns
    -------
    DataFrame
        One row per pair: `pair_kind` (``"observed"`` or ``"to_target"``), `pair`
        (``"consecutive"``, ``"first_last"``, ``"baseline_to_target"``,
        ``"latest_to_target"``), the columns of `SERIES`, `figure_id_start`,
        `figure_id_end`, `period_start`, `period_end`, `years`, `measure`
        (``"compound"``: fraction per year; ``"points_per_year"``: percentage points a
        year, for per cent), `value` (NaN where an end is no single number), `lower`,
        `upper`, `lower_open`, `upper_open`, `status` (``"ok"`` or
        ``"not_computable"``) and `reason`, a code of `REASONS`. The latest figure is
        the latest one before the target that is in its series; the baseline is the
        latest one that the documents quote, or the first from `base_year` on.

        Values that are not comparable (``definition_differs``, ``unproven``) enter no
        pair. Each has a row at the end with its id and period in `figure_id_end` and
        `period_end`, `pair_kind` and `status` ``"left_out"``, and the reason.

    Raises
    ------
    InputError
        If a column is missing, the years contradict each other, or no target is due in
        `target_year`.

    Examples
    --------
    >>> from ecstats import tables
    >>> figures = intervals.with_bounds(tables.select(
    ...     tables.load_quoted_figures(), indicators="express_parcels", areas="Hebei"))
    >>> growth_table(figures)[["period_start", "period_end", "lower", "upper"]].round(4)
      period_start period_end   lower   upper
    0         2020       2025  0.2167  0.2233
    """
    rows = prepared(figures)
    targets = rows[rows["obs_kind"] == "target"]
    check_years(base_year, target_year, targets["period_year"])
    rows = within_years(rows, base_year, target_year)
    rows = rows.sort_values(["period_year", "period_type"], kind="stable")
    targets = rows[rows["obs_kind"] == "target"].assign(conflict=None)
    observed = rows[rows["obs_kind"] == "observed"]
    left_out = observed.drop(comparable(observed).index)
    observed = one_per_period(comparable(observed), SERIES)
    in_time = observed.loc[rows.index.intersection(observed.index)]
    series: dict[tuple[Any, ...], list[Any]] = {}
    for row in (*in_time.itertuples(), *targets.itertuples()):
        series.setdefault(tuple(getattr(row, name) for name in SERIES), []).append(row)
    pairs: list[Pair] = []
    for members in series.values():
        levels = [row for row in members if row.obs_kind == "observed"]
        pairs += observed_pairs(levels)
        for aim in members[len(levels) :]:
            pairs += target_pairs(levels, aim, based=base_year is not None)
    table = _table_of_pairs(rows, pairs, indicators)
    return pd.concat([table, _left_out(left_out, table)], ignore_index=True)


def _table_of_pairs(
    rows: pd.DataFrame, pairs: list[Pair], indicators: pd.DataFrame | None
) -> pd.DataFrame:
    first = rows.loc[[pair.start.Index for pair in pairs]].reset_index(drop=True)
    last = rows.loc[[pair.end.Index for pair in pairs]].reset_index(drop=True)
    years = (last["period_year"] - first["period_year"]).astype("Int64")
    percent = (last["unit_measure"] == "PERCENT").to_numpy(dtype=bool)
    reasons = pd.Series([pair.reason for pair in pairs], dtype="string")
    reasons = reasons.fillna(_obstacles(first, last, percent, indicators))
    ok = reasons.isna().to_numpy()
    # One year where there is no rate anyway: a pair may lie within a year.
    length = np.where(ok, years.to_numpy(dtype=float, na_value=np.nan), 1.0)
    start, end = (intervals.blanked(intervals.from_columns(rows), ~ok) for rows in (first, last))
    bounds = annual_change_bounds(start, end, length, percent)
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
        value=annual_change(first["point"].where(ok), last["point"].where(ok), length, percent),
        **intervals.to_columns(bounds),
        status=pd.Series(np.where(ok, "ok", "not_computable"), dtype="string"),
        reason=reasons,
    )


def _left_out(rows: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Rows that are not comparable, with the columns of the table of pairs."""
    listed = rows[list(SERIES)].assign(
        pair_kind="left_out",
        figure_id_end=rows["figure_id"],
        period_end=rows["time_period"],
        status="left_out",
        reason="not_established|" + rows["time_period"] + "|" + rows["comparability"].astype(str),
        **dict.fromkeys(("lower_open", "upper_open"), False),
    )
    return listed.reindex(columns=like.columns).astype(like.dtypes)


def _obstacles(
    first: pd.DataFrame, last: pd.DataFrame, percent: Any, indicators: pd.DataFrame | None
) -> "pd.Series[str]":
    """Why a rate is undefined, missing where it is not."""
    reasons = pd.Series(None, index=last.index, dtype="string")
    for rows in (last, first):
        negative = ~percent & ~((rows["base_value"] > 0) & (rows["upper"] > 0))
        reasons = reasons.mask(negative, "not_positive|" + rows["time_period"].astype("string"))
    if indicators is not None:
        shares = indicators.loc[indicators["measure"] == "share", "indicator_id"]
        scaled = ~percent & last["indicator_id"].isin(set(shares.astype(str)))
        reasons = reasons.mask(
            scaled, "share_not_in_percent|" + last["unit_measure"].astype("string")
        )
        reasons = reasons.mask(_reached(first, last, indicators), "reached")
    gap = first[["lower", "upper"]].isna().any(axis=1) | last[["lower", "upper"]].isna().any(axis=1)
    return reasons.mask(gap, "no_number")


def _reached(first: pd.DataFrame, last: pd.DataFrame, indicators: pd.DataFrame) -> Any:
    """Whether the first figure certainly satisfies the target that the last one is."""
    senses = indicators.set_index(indicators["indicator_id"].astype(str))["direction"]
    sense = last["indicator_id"].astype(str).map(senses).astype("Float64")
    goal = intervals.requirement(last, sense)
    met = np.atleast_1d(intervals.satisfies(intervals.from_columns(first), goal)) == CERTAIN
    return met & (last["obs_kind"] == "target").to_numpy() & sense.notna().to_numpy()


def quoted_growth(
    figures: pd.DataFrame, *, base_year: int | None = None, target_year: int | None = None
) -> pd.DataFrame:
    """Published growth with the level it belongs to and the earlier level that it implies.

    Published growth is an observation of its own: it is never replaced by growth
    derived from levels, which stands beside it where the earlier level is quoted too.

    Parameters
    ----------
    figures : DataFrame
        A result of `with_bounds`. Used are the changes in per cent that are
        measured against a period.
    base_year, target_year : int, optional
        Figures before the one and after the other are left out.

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

    Examples
    --------
    >>> from ecstats import tables
    >>> figures = intervals.with_bounds(tables.load_quoted_figures())
    >>> quoted_growth(figures)[["period", "quoted", "implied_lower", "implied_upper"]].head(1)
        period  quoted  implied_lower  implied_upper
    0  2020-S1   0.185   1.898355e+11   1.900802e+11
    """
    rows = within_years(prepared(figures), base_year, target_year)
    keys = ["indicator_id", "ref_area", "entity_id", "per"]
    changes = rows[(rows["obs_kind"] == "change") & (rows["unit_measure"] == "PERCENT")]
    changes = changes.reset_index(drop=True)
    changes["from_year"], changes["from_type"] = periods_of(changes["reference"])
    changes = changes[changes["from_year"].notna()].reset_index(drop=True)
    levels = comparable(rows[(rows["obs_kind"] == "observed") & (rows["base_value"] > 0)])
    now = _joined(changes, one_per_period(levels, keys), keys, "time_period")
    units = changes.assign(unit_measure=now["unit_measure"])
    before = _joined(units, one_per_period(levels, SERIES), [*keys, "unit_measure"], "reference")
    pairs = zip(before.itertuples(), now.itertuples(), strict=True)
    broken = np.array([series_break(start, end) is not None for start, end in pairs], dtype=bool)
    broken |= (before["conflict"].notna() | now["conflict"].notna()).to_numpy()
    before.loc[broken, ["lower", "upper", "point", "figure_id"]] = None

    years = (changes["period_year"] - changes["from_year"]).astype("Int64")
    unlike = (changes["from_type"] != changes["period_type"]) | (years < 1).to_numpy(dtype=bool)
    reasons = pd.Series(None, index=changes.index, dtype="string")
    reasons = reasons.mask(
        unlike, "unlike_reference|" + changes["reference"] + "|" + changes["time_period"]
    ).mask(~(changes["base_value"] > -100), "growth_leaves_no_level")
    ok = reasons.isna()
    quoted = intervals.divide(intervals.from_columns(changes.where(ok)), intervals.point(100.0))
    rate = changes["point"].where(ok) / 100
    level, earlier = intervals.from_columns(now), intervals.from_columns(before)
    growth = annual_change_bounds(earlier, level, 1, False)
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
    flags = {name: joined[name].eq(True) for name in ("lower_open", "upper_open", "after_break")}
    return joined.assign(**flags)


def trend_table(
    figures: pd.DataFrame, *, base_year: int | None = None, target_year: int | None = None
) -> pd.DataFrame:
    """Log-linear growth of every series with two observed levels or more.

    The small-sample policy is that of `loglinear_growth`. Only observed figures
    that are a single number enter; years before and after a break of series are
    two rows, and figures that are not established as the series enter none.

    Parameters
    ----------
    figures : DataFrame
        As in `growth_table`.
    base_year, target_year : int, optional
        Figures before the one and after the other are left out.

    Returns
    -------
    DataFrame
        The columns of `SERIES`, `period_start`, `period_end`, `observations`,
        `inference` (``"arithmetic"``, ``"descriptive"`` or ``"interval"``), `growth`
        (fraction per year), `ci_lower`, `ci_upper` (95 %), `p_value` (five observations
        or more), `status` and `reason`.

    Examples
    --------
    >>> from ecstats import tables
    >>> values = tables.load_published_values().assign(obs_kind="observed")
    >>> parcels = intervals.with_bounds(tables.select(values, "express_parcels", "130000"))
    >>> trend_table(parcels)[["period_start", "observations", "inference", "growth"]].round(3)
      period_start  observations    inference  growth
    0         2020             4  descriptive   0.194
    """
    rows = within_years(prepared(figures), base_year, target_year)
    rows = comparable(rows[(rows["obs_kind"] == "observed") & rows["point"].notna()])
    keys = [*SERIES, "period_type", "after_break"]
    rows = one_per_period(rows, keys).sort_index()
    records = []
    for _, group in rows.groupby(keys, dropna=False, sort=False):
        levels = group.sort_values("period_year")
        if len(levels) < 2:
            continue
        record: dict[str, Any] = {name: levels[name].iloc[0] for name in SERIES}
        record |= {
            "period_start": levels["time_period"].iloc[0],
            "period_end": levels["time_period"].iloc[-1],
            "observations": len(levels),
            "status": "not_computable",
        }
        if levels["conflict"].notna().any():
            record["reason"] = levels["conflict"].dropna().iloc[0]
        elif record["unit_measure"] == "PERCENT":
            record["reason"] = "share_has_no_compound_growth"
        elif not (levels["point"] > 0).all():
            record["reason"] = "levels_not_positive"
        else:
            fit = loglinear_growth(levels["period_year"], levels["point"])
            record |= fit._asdict() | {"status": "ok"}
        records.append(record)
    text = [*SERIES, "period_start", "period_end"]
    numbers = ["growth", "ci_lower", "ci_upper", "p_value"]
    order = [*text, "observations", "inference", *numbers, "status", "reason"]
    types: dict[str, Any] = dict.fromkeys([*text, "inference", "status", "reason"], "string")
    types |= dict.fromkeys(numbers, float) | {"observations": "Int64"}
    return pd.DataFrame(records, columns=order).astype(types)
