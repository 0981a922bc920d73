"""Which figures can be compared: like periods of one unbroken series.

A series is what has the same indicator, area, entity, unit and per-unit. A half
year is compared with the same half of another year only, nothing is annualised,
and nothing is compared across a break.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from ecstats import intervals
from ecstats.errors import InputError
from ecstats.intervals.bounds import Interval

SERIES = ("indicator_id", "ref_area", "entity_id", "per", "unit_measure")

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


def prepared(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures of one period with all columns there, text as objects, year and period type."""
    for name in (*_REQUIRED, *Interval._fields):
        if name not in figures:
            raise InputError(
                f"column {name!r} is missing from the figures; "
                "valid: the columns of with_bounds(load_quoted_figures())"
            )
    rows = figures.reset_index(drop=True)
    for name in (*_REQUIRED[:-1], *_OPTIONAL):
        column = rows[name].astype(object) if name in rows else pd.Series(None, rows.index, object)
        rows[name] = column.where(column.notna(), None)
    rows["obs_kind"] = rows["obs_kind"].where(rows["obs_kind"].notna(), "observed")
    rows["period_year"], rows["period_type"] = periods_of(rows["time_period"])
    rows["point"] = intervals.point_estimate(rows)
    rows["width"] = rows["upper"] - rows["lower"]
    return rows[rows["repeats"].isna() & rows["period_year"].notna()]


def periods_of(periods: Iterable[Any]) -> "tuple[pd.Series[Any], pd.Series[Any]]":
    """Years, and what follows the year (`-S1` of a half year); missing for a span of years."""
    found = [_PERIOD.fullmatch(period or "") for period in periods]
    return (
        pd.Series([int(match[1]) if match else None for match in found], dtype="Int64"),
        pd.Series([match[2] or "" if match else None for match in found], dtype=object),
    )


def narrowest(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """One figure per key and period: the one that says most."""
    return rows.sort_values("width", kind="stable").drop_duplicates([*keys, "time_period"])


def _name(row: Any) -> str:
    return f"the target for {row.time_period}" if row.obs_kind == "target" else str(row.time_period)


def _established(row: Any) -> bool:
    return row.comparability not in ("definition_differs", "unproven")


def series_break(start: Any, end: Any) -> str | None:
    """Why two figures are not one series, if they are not."""
    for row in (start, end):
        if not _established(row):
            return f"{_name(row)} is not established as the same series ({row.comparability})"
    for after, before in ((start, end), (end, start)):
        if after.comparability == "series_break" != before.comparability:
            return f"{_name(after)} comes after a break in the series that {_name(before)} is in"
    return None


def _unlike(start: Any, end: Any) -> str:
    return f"{_name(start)} and {_name(end)} are unlike periods; nothing is annualised"


def observed_pairs(observed: Sequence[Any]) -> Iterator[Pair]:
    """Consecutive figures of a series in order of time, and its first with its last."""
    paired = set()
    for kind in sorted({row.period_type for row in observed}):
        like = [row for row in observed if row.period_type == kind]
        for start, end in pairwise(like):
            if not _established(start) or not _established(end):
                yield Pair("observed", "consecutive", start, end, series_break(start, end))
        series = list(filter(_established, like))
        reasons = list(map(series_break, series, series[1:]))
        for start, end, reason in zip(series, series[1:], reasons, strict=False):
            yield Pair("observed", "consecutive", start, end, reason)
        if len(series) > 2:
            broken = next(filter(None, reasons), None)
            yield Pair("observed", "first_last", series[0], series[-1], broken)
        if len(like) > 1:
            paired.add(kind)
    for start, end in pairwise(observed):
        kinds = {start.period_type, end.period_type}
        if len(kinds) == 2 and not paired & kinds:
            yield Pair("observed", "consecutive", start, end, _unlike(start, end))


def target_pairs(observed: Sequence[Any], target: Any) -> Iterator[Pair]:
    """A target with the figures before it; nothing where none is observed.

    These are the latest figure that the documents quote, and the latest one of all where that
    was published later: what the target asked for when it was set, and what it asks for now.
    """
    earlier = [row for row in observed if row.period_year < target.period_year]
    like = [row for row in earlier if row.period_type == target.period_type]
    unbroken = [row for row in like if series_break(row, target) is None]
    if unbroken:
        quoted = [row for row in unbroken if pd.isna(row.comparability)]
        if quoted and quoted[-1] is not unbroken[-1]:
            yield Pair("to_target", "baseline_to_target", quoted[-1], target, None)
        start, reason = unbroken[-1], None
    elif like:
        start, reason = like[-1], series_break(like[-1], target)
    elif earlier:
        start, reason = earlier[-1], _unlike(earlier[-1], target)
    elif observed:
        start = observed[0]
        reason = f"{_name(start)} is not dated before {_name(target)}"
    else:
        return
    yield Pair("to_target", "latest_to_target", start, target, reason)
