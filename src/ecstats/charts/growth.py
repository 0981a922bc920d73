"""Charts of growth: rates between quoted figures, and published growth beside them."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts.chart import Chart, finish, sourced
from ecstats.charts.forest import (
    Column,
    float_of,
    forest,
    interval,
    interval_note,
    mark_name,
    scale,
)
from ecstats.charts.page import KINDS, axes_of, drawing
from ecstats.labels.code_lists import (
    CodeLists,
    Row,
    period_text,
    quantity,
    series_detail,
    series_label,
)
from ecstats.labels.numbers import format_interval, format_value, step_of_interval
from ecstats.labels.words import text
from ecstats.tables.records import dicts

PAIRS = {"observed": KINDS["observed"], "to_target": KINDS["target"]}
UNITS = {"compound": "FRACTION", "points_per_year": "PERCENTAGE_POINT"}
FINEST = {"FRACTION": 1e-4, "PERCENTAGE_POINT": 1e-2, "RATIO": 1e-2}
FACTORS = {"FRACTION": 100.0, "PERCENTAGE_POINT": 1.0}
QUOTED = {"derived": KINDS["observed"]._replace(hollow=True), "quoted": KINDS["change"]}


@drawing()
def growth_rates(
    growth: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "growth-intervals",
    ax: "Axes | Sequence[Axes] | None" = None,
) -> Chart:
    """Draw annual growth with the range that the printed digits allow, as a forest plot.

    Parameters
    ----------
    growth : DataFrame
        From `growth.growth_table`. Compound growth and points a year get a panel each, since
        they do not share a scale.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes or sequence of Axes, optional
        Where to draw, one for each panel; by default on a page of its own.

    Returns
    -------
    Chart
        One row per rate: within each measure the series from the fastest to the slowest, in order
        of time. Pairs without a rate are counted in the caption.

    Examples
    --------
    >>> from ecstats import charts, growth, intervals, labels
    >>> lists = labels.load_code_lists()
    >>> figures = intervals.with_bounds(lists.figures, indicators=lists.indicators)
    >>> chart = charts.growth_rates(growth.growth_table(figures, lists.indicators), lists)
    >>> line = chart.ax.axvline(10)
    """
    rows = sourced(growth[growth["status"] == "ok"], lists, "growth-intervals")
    rank = rows["value"].fillna(rows["lower"]).fillna(-math.inf)
    fastest = rank.groupby([rows["indicator_id"], rows["ref_area"]], sort=False).transform("max")
    order = rows.assign(block=rows["measure"].map(list(UNITS).index), fastest=-fastest)
    order = order.sort_values(["block", "fastest", "period_end", "period_start"], kind="stable")
    rows = rows.loc[order.index].reset_index(drop=True)
    cells = dicts(rows)
    rows["label"] = [series_label(lists, row, language) for row in cells]
    rows["written"] = [rate_text(row, "", UNITS[row["measure"]], language) for row in cells]
    spans = [_span(row, language) for row in cells]
    details = joined(language, series_detail(lists, cells, language), spans)

    bands = []
    blocks = [part for one in UNITS if not (part := rows[rows["measure"] == one]).empty]
    for axes, part in zip(axes_of(ax, len(blocks)) if blocks else (), blocks, strict=True):
        measure = str(part["measure"].iloc[0])
        unit = UNITS[measure]
        ranges = ["" if pd.isna(row["value"]) else _range(row, "", unit, language) for row in dicts(part)]
        plan = forest(
            [axes],
            list(part["label"]),
            [
                Column(text("a_year", language), list(part["written"]), width=0.95),
                Column(text("range", language), ranges, width=1.15),
            ],
            details=[details[int(str(number))] for number in part.index],
            titles=[(text(f"growth_{measure.removesuffix('_per_year')}", language), None)],
            label_width=2.3,
        )
        numbers = (FACTORS[unit] * part[["value", "lower", "upper"]]).to_numpy(dtype=float)
        scale(axes, numbers.ravel(), plan.band.width)
        for y, number, kind, ends in zip(plan.y, part.index, part["pair_kind"], numbers, strict=True):
            interval(axes, y, *ends, PAIRS[kind], gid=mark_name(number))
        bands.append(plan.band)
    kinds = rows["pair_kind"].value_counts()
    return finish(
        "growth-intervals",
        "growth",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        listed=zip(joined(" ", rows["label"], spans), rows["written"], strict=True),
        notes=[interval_note(rows, language)],
        keys=[(mark, text(f"pair_{one}", language)) for one, mark in PAIRS.items() if one in kinds],
        n=len(rows),
        observed=int(kinds.get("observed", 0)),
        targets=int(kinds.get("to_target", 0)),
        missing=len(growth) - len(rows),
    )


def _span(row: Row, language: str) -> str:
    start = period_text(row["period_start"], language)
    return f"{start} → {period_text(row['period_end'], language)}"


def joined(language: str, *parts: Any) -> list[str]:
    """Join texts row by row with the comma of a language (or a space); empty ones drop out."""
    comma = " " if language == " " else text("comma", language)
    return [comma.join(filter(None, row)) for row in zip(*parts, strict=True)]


def rate_text(row: Row, stem: str, unit: str, language: str) -> str:
    """Write a rate with the digits its interval supports, or a bound where there is no point.

    Parameters
    ----------
    row : mapping
        With ``<stem>``, ``<stem>_lower`` …; with ``value``, ``lower`` … for an empty stem.
    stem : str
    unit : {"FRACTION", "PERCENTAGE_POINT", "RATIO"}
    language : {"en", "zh"}
    """
    value, lower, upper = ends_of(row, stem)
    if math.isfinite(value):
        step = max(step_of_interval(lower, upper) or 0.0, FINEST[unit])
        return format_value(value, unit, language, step=step)
    return _range(row, stem, unit, language)


def ends_of(row: Row, stem: str = "") -> tuple[float, float, float]:
    """Point, lower and upper end of a value of a row."""
    prefix = f"{stem}_" if stem else ""
    names = (stem or "value", f"{prefix}lower", f"{prefix}upper")
    value, lower, upper = (float_of(row[name]) for name in names)
    return value, lower, upper


def _range(row: Row, stem: str, unit: str, language: str) -> str:
    prefix = f"{stem}_" if stem else ""
    _, lower, upper = ends_of(row, stem)
    return format_interval(
        lower,
        upper,
        unit,
        language,
        step=max((step_of_interval(lower, upper) or 0.0) / 10, FINEST[unit]),
        lower_open=bool(row[f"{prefix}lower_open"]),
        upper_open=bool(row[f"{prefix}upper_open"]),
    )


@drawing()
def quoted_growth(
    quoted: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "quoted-growth",
    ax: Axes | None = None,
) -> Chart:
    """Draw published growth beside the growth that the quoted levels give.

    Parameters
    ----------
    quoted : DataFrame
        From `growth.quoted_growth`.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes, optional
        Where to draw; by default on a page of its own.

    Returns
    -------
    Chart

    Examples
    --------
    >>> from ecstats import charts, growth, intervals, labels
    >>> lists = labels.load_code_lists()
    >>> figures = intervals.with_bounds(lists.figures, indicators=lists.indicators)
    >>> charts.quoted_growth(growth.quoted_growth(figures), lists).name
    'quoted-growth'
    """
    rows = sourced(quoted, lists, "quoted-growth")
    cells = dicts(rows)
    rows["label"] = [series_label(lists, row, language) for row in cells]
    spans = [
        text(
            "against",
            language,
            period=period_text(row["period"], language),
            reference=period_text(row["reference"], language),
        )
        for row in cells
    ]
    texts = {one: [rate_text(row, one, "FRACTION", language) for row in cells] for one in QUOTED}
    bands = []
    if cells:
        (axes,) = axes_of(ax)
        columns = [
            Column(text("published", language), texts["quoted"], QUOTED["quoted"]),
            Column(text("derived", language), texts["derived"], QUOTED["derived"], 0.95),
            Column(
                text("implied", language), [_implied(lists, row, language) for row in cells], width=1.35
            ),
        ]
        plan = forest(
            [axes],
            list(rows["label"]),
            columns,
            details=joined(language, series_detail(lists, cells, language), spans),
            titles=[(text("growth_over_period", language), None)],
            label_width=2.3,
        )
        ends = {one: [[100 * end for end in ends_of(row, one)] for row in cells] for one in QUOTED}
        scale(axes, [end for rates in ends.values() for rate in rates for end in rate], plan.band.width)
        for one, mark in QUOTED.items():
            column = "figure_id" if one == "quoted" else "level_figure_id"
            for number, (y, (value, lower, upper)) in enumerate(zip(plan.y, ends[one], strict=True)):
                interval(axes, y, value, lower, upper, mark, gid=mark_name(number, column))
        bands.append(plan.band)
    return finish(
        "quoted-growth",
        "quoted",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        listed=zip(joined(language, rows["label"], spans), texts["quoted"], strict=True),
        notes=[interval_note(rows, language)],
        n=len(rows),
        derived=int(rows["derived_lower"].notna().sum()),
    )


def _implied(lists: CodeLists, row: Row, language: str) -> str:
    value, lower, upper = ends_of(row, "implied")
    unit = str(row["unit_measure"])
    if math.isfinite(value):
        return quantity(lists, value, unit, language, step_of_interval(lower, upper))
    return format_interval(lower, upper, unit, language)
