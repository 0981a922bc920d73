"""Charts of growth: rates between quoted figures, and published growth beside them."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts import page
from ecstats.charts.chart import Chart, Sheet
from ecstats.charts.forest import Column, Point, ends_of, forest, interval_note, mark_name
from ecstats.labels.code_lists import CodeLists, Row, quantity, quantity_range
from ecstats.labels.numbers import format_estimate, step_of_interval
from ecstats.labels.words import period

PAIRS = {"observed": page.KINDS["observed"], "to_target": page.KINDS["target"]}
UNITS = {"compound": "FRACTION", "points_per_year": "PERCENTAGE_POINT"}
FACTORS = {"FRACTION": 100.0, "PERCENTAGE_POINT": 1.0}
QUOTED = page.KINDS["change"]
DERIVED = page.KINDS["observed"]._replace(hollow=True)


@page.drawing()
def growth_rates(
    growth: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: page.AxesGiven = None
) -> Chart:
    """Draw annual growth with the range that the printed digits allow, as a forest plot.

    Parameters
    ----------
    growth : DataFrame
        From `growth.growth_table`. Compound growth and points a year get a panel each, since
        they do not share a scale.
    lists : CodeLists
        Labels and quotes of the ids.
    language : {"en", "zh"}
    ax : Axes or sequence of Axes, optional
        Where to draw, one for each panel; by default on a page of its own.

    Returns
    -------
    Chart
        One row per rate: within each measure the series from the fastest to the slowest, in order
        of time. Pairs without a rate are counted in the caption.

    Examples
    --------
    >>> rates = ecstats.growth.growth_table(figures, lists.indicators)
    >>> chart = growth_rates(rates, lists)
    >>> line = chart.ax.axvline(10)
    """
    sheet = Sheet("growth-intervals", "growth", lists, language, ax)
    table = growth[growth["status"] == "ok"]
    rank = table["value"].fillna(table["lower"]).fillna(-math.inf)
    fastest = rank.groupby([table["indicator_id"], table["ref_area"]]).transform("max")
    table = table.assign(block=table["measure"].map(list(UNITS).index), fastest=-fastest)
    table = table.sort_values(["block", "fastest", "period_end", "period_start"], kind="stable")
    rows, cells, places = sheet.series(table.drop(columns=["block", "fastest"]))
    rows["written"] = [rate_text(row, "", UNITS[row["measure"]], language) for row in cells]
    ends = [[period(row[f"period_{end}"], language) for end in ("start", "end")] for row in cells]
    spans = [f"{start} → {end}" for start, end in ends]
    details = sheet.join(places, spans)

    measures = [one for one in UNITS if one in set(rows["measure"])] or ["compound"]
    for axes, measure in zip(sheet.axes(len(measures)), measures, strict=True):
        unit, part = UNITS[measure], rows[rows["measure"] == measure]
        own = [(int(str(number)), cells[int(str(number))]) for number in part.index]
        ranges = [
            "" if pd.isna(row["value"]) else rate_text(row, "", unit, language, point=False)
            for _, row in own
        ]
        columns = [
            Column(sheet.text("a_year"), list(part["written"]), width=0.95),
            Column(sheet.text("range"), ranges, width=1.4),
        ]
        points = [
            Point(y, ends_of(row, "", FACTORS[unit]), PAIRS[row["pair_kind"]], mark_name(number))
            for y, (number, row) in enumerate(own)
        ]
        title = sheet.text(f"growth_{measure.removesuffix('_per_year')}")
        look: dict[str, Any] = {"details": [details[n] for n, _ in own], "titles": [(title, None)]}
        names = list(part["label"])
        sheet.bands.append(forest([axes], names, columns, points, label_width=2.15, **look))
    kinds = rows["pair_kind"].value_counts()
    return sheet.finish(
        rows,
        [
            (f"{row['label']} {span}", text)
            for row, span, text in zip(cells, spans, rows["written"], strict=True)
        ],
        notes=[interval_note(rows, language)],
        keys=[(mark, f"pair_{one}") for one, mark in PAIRS.items() if one in kinds],
        pairs_of_figures=len(rows),
        observed=int(kinds.get("observed", 0)),
        to_target=int(kinds.get("to_target", 0)),
        missing=int((growth["status"] == "not_computable").sum()),
        left_out=int((growth["status"] == "left_out").sum()),
    )


def rate_text(row: Row, stem: str, unit: str, language: str, *, point: bool = True) -> str:
    """Write a rate of a row, from the columns of `ends_of`: its point, or else its range."""
    value, lower, upper = ends_of(row, stem)
    prefix = f"{stem}_" if stem else ""
    open_ends = {f"{end}_open": bool(row[f"{prefix}{end}_open"]) for end in ("lower", "upper")}
    value = value if point else math.nan
    return format_estimate(value, lower, upper, unit, language, **open_ends)


@page.drawing()
def quoted_growth(
    quoted: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: Axes | None = None
) -> Chart:
    """Draw published growth beside the growth that the quoted levels give.

    Parameters
    ----------
    quoted : DataFrame
        From `growth.quoted_growth`.
    lists, language, ax
        As in `growth_rates`.

    Examples
    --------
    >>> quoted_growth(ecstats.growth.quoted_growth(figures), lists).name
    'quoted-growth'
    """
    sheet = Sheet("quoted-growth", "quoted", lists, language, ax)
    rows, cells, places = sheet.series(quoted)
    spans = []
    for row in cells:
        when = {one: period(row[one], language) for one in ("period", "reference")}
        spans.append(sheet.text("against", **when))
    rates, levels = (
        [rate_text(row, one, "FRACTION", language) for row in cells]
        for one in ("quoted", "derived")
    )
    columns = [
        Column(sheet.text("published"), rates, QUOTED),
        Column(sheet.text("derived"), levels, DERIVED, 0.95),
        Column(
            sheet.text("implied"), [_implied(lists, row, language) for row in cells], None, 1.35
        ),
    ]
    points = [
        Point(number, ends_of(row, stem, 100), mark, mark_name(number, column))
        for stem, mark, column in (
            ("derived", DERIVED, "level_figure_id"),
            ("quoted", QUOTED, "figure_id"),
        )
        for number, row in enumerate(cells)
    ]
    look: dict[str, Any] = {"details": sheet.join(places, spans)}
    look["titles"] = [(sheet.text("growth_over_period"), None)]
    labels = list(rows["label"])
    sheet.bands.append(forest(sheet.axes(), labels, columns, points, label_width=2.15, **look))
    return sheet.finish(
        rows,
        zip(sheet.join(labels, spans), rates, strict=True),
        notes=[interval_note(rows, language)],
        rates=len(rows),
        derived=int(rows["derived_lower"].notna().sum()),
    )


def _implied(lists: CodeLists, row: Row, language: str) -> str:
    value, lower, upper = ends_of(row, "implied")
    unit = str(row["unit_measure"])
    if math.isfinite(value):
        return quantity(lists, value, unit, language, step_of_interval(lower, upper))
    return quantity_range(lists, lower, upper, unit, language)
