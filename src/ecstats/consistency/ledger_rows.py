"""Rows of the ledger as the consistency checks read them: with exact bounds, one by one."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from ecstats import intervals
from ecstats.errors import InputError, unknown_name_error
from ecstats.intervals import Interval
from ecstats.tables.records import dicts, need_columns

_NEEDED = (
    "figure_id", "source_id", "start", "indicator_id", "ref_area", "time_period", "obs_kind",
    "obs_text", "unit_measure", "unit_mult", "bound",
)  # fmt: skip
_OPTIONAL = ("entity_id", "per", "reference", "repeats")
_PUBLISHED_VALUES = ("value_id", "comparability", "growth_percent", "year")
_YEAR = re.compile(r"\d{4}")


class QuotedFigure(NamedTuple):
    """One quoted figure; a missing cell is None.

    Attributes
    ----------
    fine, coarse : Interval
        Exact values that the number can stand for, in base units, when it is rounded to its last
        digit, and when a round number (70, 3600) is rounded to ten times its last digit.
    after_break : bool
        Whether the series breaks at this value.
    """

    figure_id: str
    source_id: str
    start: int
    indicator_id: str
    ref_area: str
    entity_id: str | None
    per: str | None
    time_period: str | None
    obs_kind: str
    unit_measure: str
    bound: str
    reference: str | None
    repeats: str | None
    fine: Interval
    coarse: Interval
    after_break: bool = False

    @property
    def subject(self) -> tuple[str | None, ...]:
        """What the figure is about, apart from time."""
        return self.indicator_id, self.ref_area, self.entity_id, self.per

    @property
    def year(self) -> int | None:
        """The year of a figure for a whole calendar year."""
        whole = self.time_period is not None and _YEAR.fullmatch(self.time_period)
        return int(self.time_period) if whole and self.time_period else None


Reading: TypeAlias = Callable[[QuotedFigure], Interval]
"""Which interval of a figure a check uses: that of its last digit, or the coarser one."""


def read(figures: pd.DataFrame, indicators: pd.DataFrame) -> tuple[list[QuotedFigure], list[str]]:
    """Read quoted figures in reading order, and the `figure_id` of those without a number.

    Raises
    ------
    InputError
        If a column is missing, a `figure_id` is missing or repeated, an indicator is unknown, or
        a number cannot be read.
    """
    need_columns(figures, _NEEDED, "figures", "load_quoted_figures()")
    if figures["figure_id"].isna().any():
        raise InputError("figures: a figure_id is missing; valid: one for each row")
    repeated = figures["figure_id"][figures["figure_id"].duplicated()]
    if not repeated.empty:
        raise InputError(
            f"figures: figure_id {repeated.iloc[0]!r} stands twice; valid: unique identifiers"
        )
    known = set(indicators["indicator_id"].astype(str))
    for name in figures["indicator_id"].dropna().astype(str).unique():
        if name not in known:
            raise unknown_name_error("indicator", name, known)
    complete = figures[["indicator_id", "obs_text", "unit_measure", "bound"]].notna().all(axis=1)
    numbers = figures[complete]
    # Categories and missing cells alike become texts and None.
    cells = numbers.reindex(columns=[*_NEEDED, *_OPTIONAL]).astype("string")
    cells = cells[[name for name in QuotedFigure._fields if name in cells]]
    fine, coarse = _bounds(numbers), _bounds(numbers, coarse=True)
    rows = [
        QuotedFigure(**row, fine=narrow, coarse=wide)
        for row, narrow, wide in zip(dicts(cells), fine, coarse, strict=True)
    ]
    rows = [row._replace(start=int(row.start or 0)) for row in rows]
    rows.sort(key=lambda row: (row.source_id, row.start))
    return rows, list(figures["figure_id"][~complete].astype(str))


def from_published_values(
    published_values: pd.DataFrame, indicators: pd.DataFrame
) -> list[QuotedFigure]:
    """Read published values: each a level and, where printed, its growth on the year before.

    Values whose comparability is ``definition_differs`` or ``unproven`` are left out. The growth
    has the `figure_id` of its level.
    """
    need_columns(
        published_values,
        (*set(_NEEDED) - {"figure_id", "source_id", "start", "obs_kind"}, *_PUBLISHED_VALUES),
        "published_values",
        "load_published_values()",
    )
    used = published_values[published_values["comparability"].isin(["same_series", "series_break"])]
    levels = used.assign(
        figure_id=used["value_id"], source_id=used["value_id"], start=0, obs_kind="observed"
    )
    broken = set(used["value_id"][used["comparability"] == "series_break"])
    with_growth = levels[levels["growth_percent"].notna() & levels["year"].notna()]
    growth = with_growth.assign(
        obs_kind="change",
        obs_text=[f"{value:.10g}" for value in with_growth["growth_percent"]],
        unit_measure="PERCENT",
        unit_mult=0,
        bound="exact",
        reference=[
            f"{year - 1}{period[4:]}"
            for year, period in zip(with_growth["year"], with_growth["time_period"], strict=True)
        ],
    )
    rows = read(levels, indicators)[0] + read(growth, indicators)[0]
    return [row._replace(after_break=row.figure_id in broken) for row in rows]


def grouped(
    rows: Iterable[QuotedFigure], key: Callable[[QuotedFigure], Hashable]
) -> defaultdict[Any, list[QuotedFigure]]:
    """Rows by a key, each group in reading order; no row has a key that is not there."""
    groups: defaultdict[Any, list[QuotedFigure]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def passages(figures: Iterable[QuotedFigure]) -> dict[str, int]:
    """Number the passages in which a document sets targets, by `figure_id`.

    In reading order the due years of a list of milestones do not fall; where they do (a goal for
    2020, then the milestone of 2018) another passage begins: a column of goals against the
    columns of the years.
    """
    numbers: dict[str, int] = {}
    source, last, passage = None, 0, 0
    for row in figures:
        if row.obs_kind != "target" or row.year is None:
            continue
        if row.source_id != source or row.year < last:
            passage += 1
        numbers[row.figure_id] = passage
        source, last = row.source_id, row.year
    return numbers


def stated(row: QuotedFigure) -> Interval:
    """Interval of the number itself: 20 for `20以上`."""
    if row.bound in ("over", "at_least", "at_most", "under"):
        size = row.fine.lower if np.isfinite(float(row.fine.lower)) else row.fine.upper
        return intervals.point(size)
    return row.fine


def _bounds(figures: pd.DataFrame, *, coarse: bool = False) -> list[Interval]:
    ends = intervals.exact_bounds(figures, rounding="up_or_down", round_numbers=coarse)
    return [Interval(*row) for row in zip(*ends, strict=True)]
