"""Which figures can be compared: like periods of one unbroken series.

A series is what has the same indicator, area, entity, unit and per-unit. A half
year is compared with the same half of another year only, nothing is annualised,
and nothing is compared across a break.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from ecstats import intervals
from ecstats.errors import InputError
from ecstats.intervals import Interval
from ecstats.tables.records import SERIES, need_columns

COMPARABLE = ("same_series", "series_break")

_PERIOD = re.compile(r"(\d{4})(-.+)?")
_REQUIRED = ("indicator_id", "ref_area", "time_period", "unit_measure", "bound", "base_value")
_OPTIONAL = ("figure_id", "obs_kind", "reference", "repeats", "comparability", "entity_id", "per")


class Pair(NamedTuple):
    """Two rows of the prepared figures that are compared, or why they cannot be."""

    pair_kind: str
    pair: str
    start: Any
    end: Any
    reason: str | None


def check_years(base_year: int | None, target_year: int | None, due: Collection[Any]) -> None:
    """Refuse years that contradict each other, and a target year in which no target is due.

    `due` are the years of the targets; where there is none, any target year will do.
    """
    if base_year is not None and target_year is not None and target_year <= base_year:
        raise InputError(
            f"target_year {target_year} is not after base_year {base_year}; "
            f"valid: {base_year + 1} or later"
        )
    years = sorted({int(year) for year in due if not pd.isna(year)})
    if target_year is not None and years and target_year not in years:
        raise InputError(
            f"target_year {target_year}: no target is due then; valid: "
            + ", ".join(map(str, years))
        )


def within_years(
    rows: pd.DataFrame, base_year: int | None, target_year: int | None
) -> pd.DataFrame:
    """Prepared figures from the base year on; targets of the target year, the others until then."""
    if base_year is not None:
        rows = rows[rows["period_year"] >= base_year]
    if target_year is not None:
        due = rows["period_year"] == target_year
        rows = rows[due | ((rows["period_year"] < target_year) & (rows["obs_kind"] != "target"))]
    return rows


def comparable(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures that the documents quote, and values published elsewhere that are comparable."""
    if "comparability" not in figures:
        return figures
    kind = figures["comparability"]
    return figures[kind.isna() | kind.isin(COMPARABLE)]


def prepared(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures of one period with all columns there, text as objects, year and period type."""
    columns = (*_REQUIRED, *Interval._fields)
    need_columns(figures, columns, "figures", "with_bounds(load_quoted_figures())")
    rows = figures.reset_index(drop=True)
    for name in (*_REQUIRED[:-1], *_OPTIONAL):
        column = rows[name].astype(object) if name in rows else pd.Series(None, rows.index, object)
        rows[name] = column.where(column.notna(), None)
    rows["obs_kind"] = rows["obs_kind"].where(rows["obs_kind"].notna(), "observed")
    rows["period_year"], rows["period_type"] = periods_of(rows["time_period"])
    rows["point"] = intervals.point_estimate(rows)
    rows["width"] = rows["upper"] - rows["lower"]
    rows["after_break"] = rows["comparability"] == "series_break"
    if "quoted" not in rows:
        rows["quoted"] = rows["comparability"].isna()
    return rows[rows["repeats"].isna() & rows["period_year"].notna()]


def periods_of(periods: Iterable[Any]) -> "tuple[pd.Series[Any], pd.Series[Any]]":
    """Years, and what follows the year (`-S1` of a half year); missing for a span of years."""
    matches = [_PERIOD.fullmatch(period or "") for period in periods]
    return (
        pd.Series([int(match[1]) if match else None for match in matches], dtype="Int64"),
        pd.Series([match[2] or "" if match else None for match in matches], dtype=object),
    )


def one_per_period(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """One figure per key and period: the one that says most.

    The column `conflict` has a code where figures of one period and key exclude each other, on
    the same side of a break.
    """
    rows = rows.sort_values(["after_break", "width"], kind="stable")
    side = rows.groupby([*SERIES, "time_period", "after_break"], dropna=False).ngroup()
    several = rows[side.duplicated(keep=False) & rows["lower"].notna() & rows["upper"].notna()]
    conflicts = {}
    for number, group in several.groupby(side):
        high, low = group.sort_values("lower").iloc[-1], group.sort_values("upper").iloc[0]
        open_end = high["lower_open"] or low["upper_open"]
        if high["lower"] > low["upper"] or (high["lower"] == low["upper"] and open_end):
            conflicts[number] = f"conflict|{low['figure_id']}|{high['figure_id']}"
    conflict = pd.Series([conflicts.get(number) for number in side], rows.index, dtype=object)
    return rows.assign(conflict=conflict).drop_duplicates([*keys, "time_period"])


def series_break(start: Any, end: Any) -> str | None:
    """Why two figures are not one series, if they are not."""
    for after, before in ((start, end), (end, start)):
        if after.after_break and not before.after_break:
            kind = "break_to_target" if before.obs_kind == "target" else "series_break"
            return f"{kind}|{after.time_period}|{before.time_period}"
    return None


def _obstacle(start: Any, end: Any) -> str | None:
    return start.conflict or end.conflict or series_break(start, end)


def observed_pairs(observed: Sequence[Any]) -> Iterator[Pair]:
    """Consecutive figures of a series in order of time, and its first with its last."""
    paired = set()
    for kind in sorted({row.period_type for row in observed}):
        like = [row for row in observed if row.period_type == kind]
        reasons = [_obstacle(start, end) for start, end in pairwise(like)]
        for (start, end), reason in zip(pairwise(like), reasons, strict=True):
            yield Pair("observed", "consecutive", start, end, reason)
        if len(like) > 2:
            broken = next(filter(None, reasons), None)
            yield Pair("observed", "first_last", like[0], like[-1], broken)
        if len(like) > 1:
            paired.add(kind)
    for start, end in pairwise(observed):
        kinds = {start.period_type, end.period_type}
        if len(kinds) == 2 and not paired & kinds:
            reason = f"unlike_periods|{start.time_period}|{end.time_period}"
            yield Pair("observed", "consecutive", start, end, reason)


def target_pairs(observed: Sequence[Any], target: Any, *, based: bool = False) -> Iterator[Pair]:
    """A target with the figures before it; nothing where none is observed.

    These are the figure that the documents quote (the latest, or the first where a base year was
    chosen: `based`), and the latest one of all where that is another: what the target asked for
    when it was set, and what it asks for now.
    """
    earlier = [row for row in observed if row.period_year < target.period_year]
    like = [row for row in earlier if row.period_type == target.period_type]
    unbroken = [row for row in like if series_break(row, target) is None]
    due = target.time_period
    if unbroken:
        start = unbroken[-1]
        quoted = [row for row in unbroken if row.quoted]
        baseline = quoted[0 if based else -1] if quoted else start
        if baseline is not start:
            yield Pair("to_target", "baseline_to_target", baseline, target, baseline.conflict)
        reason = start.conflict
    elif like:
        start, reason = like[-1], series_break(like[-1], target)
    elif earlier:
        start = earlier[-1]
        reason = f"unlike_period_of_target|{start.time_period}|{due}"
    elif observed:
        start = observed[0]
        reason = f"not_before_target|{start.time_period}|{due}"
    else:
        return
    yield Pair("to_target", "latest_to_target", start, target, reason)
