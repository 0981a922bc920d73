"""Charts of clusters, platforms and firms."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts import style
from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import Key, line_height, page
from ecstats.charts.marks import (
    ARROW,
    draw_interval,
    float_of,
    interval_note,
    mark_name,
    rounded,
    scale,
)
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.rows import Column, Panel, Rows, draw_rows, plan_rows
from ecstats.charts.style import KINDS, Mark, drawing
from ecstats.labels.code_lists import CodeLists, Row, entity_or_area, figure_text, label
from ecstats.labels.words import alt_text, say
from ecstats.tables.records import dicts

PANELS = 4
BAND_GAP = 0.2
GAIN = KINDS["change"]
REDUCTION = Mark(GAIN.colour, "v")


def changes_by_entity(
    changes: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "reductions-and-gains",
) -> Chart:
    """Draw what firms and platforms are said to have saved and gained.

    Parameters
    ----------
    changes : DataFrame
        From `clusters.reductions_and_gains`.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
        One row per quoted change, grouped by entity.
    """
    title, subtitle = say("changes_title", language), say("changes_subtitle", language)
    rows = with_quotes(rounded(changes), lists)
    if rows.empty:
        return blank(rows, title, subtitle, language, name)
    rows["entity"] = [entity_or_area(lists, row, language) for row in dicts(rows)]
    order = list(dict.fromkeys(rows["entity"]))
    rows = rows.sort_values(
        ["entity", "point_estimate"],
        key=lambda column: column.map(order.index) if column.name == "entity" else column,
        kind="stable",
    ).reset_index(drop=True)
    rows["indicator"] = [label(lists, "indicators", one, language) for one in rows["indicator_id"]]
    rows["written"] = [figure_text(lists, one, language) for one in rows["figure_id"]]

    source = source_line(rows, lists, language)
    with drawing(name):
        plan = plan_rows(
            list(rows["indicator"]),
            [Column(say("quoted_change", language), list(rows["written"]), width=0.85)],
            groups=list(rows["entity"]),
            group_width=1.75,
            label_width=1.75,
            panels=[Panel(say("change_axis", language))],
        )
        canvas = page(
            title,
            subtitle,
            plan.height,
            [interval_note(rows, language), source],
            [Key(REDUCTION, say("reduction", language)), Key(GAIN, say("gain", language))],
        )
        (axes,) = draw_rows(canvas, plan)
        scale(axes, [*rows["point_estimate"], *rows["lower"], *rows["upper"]])
        for number, (y, row) in enumerate(zip(plan.centres, dicts(rows), strict=True)):
            mark = REDUCTION if row["kind"] == "reduction" else GAIN
            value, lower, upper, printed = _numbers(row)
            axes.plot([0, printed], [y, y], color=mark.colour, linewidth=2, zorder=2)
            gid = mark_name(number)
            draw_interval(axes, y, value, lower, upper, mark, printed=printed, gid=gid)
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say("changes_caption", language, n=len(rows), entities=len(order)),
        source_line=source,
        alt=alt_text(
            title,
            [
                (row["entity"] + say("comma", language) + row["indicator"], row["written"])
                for row in dicts(rows)
            ],
            language,
        ),
        language=language,
    )


def cluster_dots(
    comparisons: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "cluster-comparison",
) -> Chart:
    """Draw units side by side, each measure on a scale of its own.

    Parameters
    ----------
    comparisons : DataFrame
        Rows of `clusters.comparison` for one or several measures, one below the other. Every
        unit gets a row and every measure a panel; a pair without a value is marked.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
        A Cleveland dot plot of several measures.
    """
    by = "entity_id" if "entity_id" in comparisons.columns else "ref_area"
    table = {"entity_id": "entities", "ref_area": "areas"}[by]
    title = say("dots_title", language, units=say(f"units_{by}", language))
    subtitle = say("dots_subtitle", language)
    rows = with_quotes(rounded(comparisons), lists).reset_index(drop=True)
    if rows.empty:
        return blank(rows, title, subtitle, language, name)
    rows["entity"] = [label(lists, table, one, language) for one in rows[by]]
    rows["indicator"] = [label(lists, "indicators", one, language) for one in rows["indicator_id"]]
    rows["written"] = [
        pd.NA if pd.isna(one) else figure_text(lists, one, language) for one in rows["figure_id"]
    ]
    units = list(dict.fromkeys(rows["entity"]))
    measures = list(dict.fromkeys(rows["indicator"]))
    quoted = rows[rows["figure_id"].notna()]

    source = source_line(rows, lists, language)
    with drawing(name):
        bands = _bands(measures)
        # two figures of one unit are labelled above and below their marks
        several = set(quoted[quoted.duplicated(["entity", "indicator"])]["entity"])
        heights = [3 * line_height(style.SMALL) if unit in several else 0.0 for unit in units]
        plans = [
            plan_rows(
                units,
                panels=[Panel(one) for one in band],
                label_width=1.9,
                ticks=False,
                guides=False,
                heights=heights,
            )
            for band in bands
        ]
        height = math.fsum(plan.height + BAND_GAP for plan in plans) - BAND_GAP
        canvas = page(title, subtitle, height, [interval_note(rows, language), source])
        top = 0.0
        for band, plan in zip(bands, plans, strict=True):
            for axes, measure in zip(draw_rows(canvas, plan, top), band, strict=True):
                if not measure:
                    axes.remove()
                    continue
                own = rows[rows["indicator"] == measure]
                _measure_panel(axes, plan, units, own, lists, language)
            top += plan.height + BAND_GAP
    missing = len(units) * len(measures) - len(quoted.drop_duplicates(["entity", "indicator"]))
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say(
            "dots_caption",
            language,
            n=len(quoted),
            measures=len(measures),
            units=len(units),
            missing=missing,
        ),
        source_line=source,
        alt=alt_text(
            title,
            [
                (row["entity"] + say("comma", language) + row["indicator"], row["written"])
                for row in dicts(quoted)
            ],
            language,
        ),
        language=language,
    )


def _bands(measures: Sequence[str]) -> list[list[str]]:
    """Measures in bands of at most `PANELS`, as even as can be; empty texts fill the last one."""
    number = math.ceil(len(measures) / PANELS)
    width = math.ceil(len(measures) / number)
    filled = [*measures, *[""] * (number * width - len(measures))]
    return [filled[start : start + width] for start in range(0, len(filled), width)]


def _measure_panel(
    axes: Axes,
    plan: Rows,
    units: Sequence[str],
    rows: pd.DataFrame,
    lists: CodeLists,
    language: str,
) -> None:
    scale(axes, [*rows["point_estimate"], *rows["lower"], *rows["upper"]], pad=0.12)
    axes.set_xticks([])
    axes.axvline(0, color=style.BAND_DARK, linewidth=0.8)
    right = axes.get_xlim()[1]
    quoted: dict[str, list[tuple[object, dict[str, Any]]]] = {}
    for place, row in zip(rows.index, dicts(rows), strict=True):
        if not pd.isna(row["figure_id"]):
            quoted.setdefault(row["entity"], []).append((place, row))
    for y, unit in zip(plan.centres, units, strict=True):
        known = quoted.get(unit, [])
        if not known:
            axes.text(
                0.04 * right,
                y,
                say("not_quoted", language),
                size=style.SMALL,
                color=style.MUTED,
                va="center_baseline",
            )
        else:
            axes.axhline(y, color=style.GRID, linewidth=0.8, zorder=0.5)
        several = "ref_area" in rows and len({row["ref_area"] for _, row in known}) > 1
        for number, (place, row) in enumerate(known):
            mark = KINDS[str(row["obs_kind"])]
            value, lower, upper, printed = _numbers(row)
            gid = mark_name(place)
            draw_interval(axes, y, value, lower, upper, mark, printed=printed, gid=gid)
            text = figure_text(lists, str(row["figure_id"]), language, with_noun=False)
            if several:
                text = f"{label(lists, 'areas', row['ref_area'], language)} {text}"
            left_half = printed < right / 2
            beyond = upper if left_half else lower
            gap = 9 if math.isfinite(beyond) else 9 + ARROW
            # Several figures of one unit are labelled above and below, clear of each other's dots.
            beside = len(known) == 1
            offset = (gap if left_half else -gap, 0) if beside else (0, 10 - 20 * (number % 2))
            axes.annotate(
                text,
                (printed, y),
                xytext=offset,
                size=style.SMALL,
                textcoords="offset points",
                ha=("left" if left_half else "right") if beside else _side(printed / right),
                va="center_baseline",
                color=style.INK,
                zorder=2.2,
                bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1},
            )


def _side(share: float) -> str:
    """Alignment that keeps a text above its mark inside the panel."""
    return "left" if share < 0.2 else "right" if share > 0.8 else "center"


def _numbers(row: Row) -> tuple[float, float, float, float]:
    value, lower, upper = (float_of(row[key]) for key in ("value", "lower", "upper"))
    return value, lower, upper, float_of(row["point_estimate"])
