"""Chart of the pace that targets need, beside the pace so far."""

import math

import pandas as pd
from matplotlib.axes import Axes

from ecstats.plots.blank import blank
from ecstats.plots.chart import Chart
from ecstats.plots.layout import page
from ecstats.plots.lookup import Lookup, Row, series_detail, series_label
from ecstats.plots.marks import draw_interval, float_of, interval_note, mark_name, rounded, scale
from ecstats.plots.numbers import NO_VALUE, format_interval, format_value, step_of_interval
from ecstats.plots.origins import source_line, with_quotes
from ecstats.plots.rows import Column, Panel, Rows, draw_rows, plan_rows
from ecstats.plots.style import KINDS, Mark, drawing
from ecstats.plots.words import alt_text, say
from ecstats.tables.records import dicts

BLOCK_GAP = 0.3
DODGE = 0.07
ENDS = ("lower", "upper")
PACES: dict[str, tuple[Mark, bool, float]] = {
    "past_pace": (KINDS["observed"], False, 7.0),
    "required_growth_from_baseline": (KINDS["target"], True, 9.5),
    "required_growth_from_latest": (KINDS["target"], False, 5.5),
}


def required_and_past_pace(
    pace: pd.DataFrame,
    lookup: Lookup,
    *,
    language: str = "en",
    name: str = "required-and-past-pace",
) -> Chart:
    """Draw the pace each target needs beside the pace so far.

    Parameters
    ----------
    pace : DataFrame
        From `targets.pace_table`. Targets for which nothing can be computed are left out.
    lookup : Lookup
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
        One table for growth in per cent, one for change in points.
    """
    wanted = pace["quantity"].isin([*PACES, "pace_ratio"]) & (pace["status"] == "ok")
    title, subtitle = say("pace_title", language), say("pace_subtitle", language)
    rows = with_quotes(rounded(pace[wanted]), lookup).reset_index(drop=True)
    if rows.empty:
        return blank(rows, title, subtitle, language, name)
    rows["label"] = [series_label(lookup, row, language) for row in dicts(rows)]
    rows["place"] = series_detail(lookup, rows, language)
    rates = rows[rows["quantity"] != "pace_ratio"]
    points = rates["unit"].str.startswith("percentage")
    blocks = [part for one in (False, True) if not (part := rates[points == one]).empty]

    source = source_line(rows, lookup, language)
    with drawing(name):
        plans = [_plan_pace(part, rows, language) for part in blocks]
        height = math.fsum(plan.height + BLOCK_GAP for plan in plans) - BLOCK_GAP
        notes = [interval_note(rows, language), source]
        canvas = page(title, subtitle, height, notes)
        top = 0.0
        for part, plan in zip(blocks, plans, strict=True):
            (axes,) = draw_rows(canvas, plan, top)
            factor = _factor(part)
            ends = [*part["value"], *part["lower"], *part["upper"]]
            scale(axes, [factor * float_of(one) for one in ends])
            ids = list(dict.fromkeys(part["target_figure_id"]))
            for y, one in zip(plan.centres, ids, strict=True):
                _draw_pace(axes, y, part[part["target_figure_id"] == one], factor)
            top += plan.height + BLOCK_GAP
    past = int((rates["quantity"] == "past_pace").sum())
    return Chart(
        figure=canvas.figure,
        rows=rows.drop(columns="place"),
        name=name,
        title=title,
        caption=say("pace_caption", language, n=rates["target_figure_id"].nunique(), past=past),
        source_line=source,
        alt=alt_text(
            title,
            [
                (
                    row["label"] + say("comma", language) + say(row["quantity"], language),
                    _pace_text(row, language),
                )
                for row in dicts(rows)
            ],
            language,
        ),
        language=language,
    )


def _factor(part: pd.DataFrame) -> float:
    return 1.0 if str(part["unit"].iloc[0]).startswith("percentage") else 100.0


def _plan_pace(part: pd.DataFrame, rows: pd.DataFrame, language: str) -> Rows:
    ids = list(dict.fromkeys(part["target_figure_id"]))
    first = part.drop_duplicates("target_figure_id").set_index("target_figure_id")
    cells: dict[str, list[str]] = {}
    spans: dict[str, list[str]] = {}
    for quantity in [*PACES, "pace_ratio"]:
        own = {row["target_figure_id"]: row for row in dicts(rows[rows["quantity"] == quantity])}
        cells[quantity] = [
            _pace_text(own[one], language) if one in own else NO_VALUE for one in ids
        ]
        spans[quantity] = [_years(own[one]) if one in own else "" for one in ids]
    block = "growth_compound" if _factor(part) == 100 else "growth_points"
    columns = [
        Column(say(one, language), cells[one], mark, hollow, 0.84, spans[one])
        for one, (mark, hollow, _) in PACES.items()
    ]
    columns.append(Column(say("pace_ratio", language), cells["pace_ratio"], width=0.62))
    return plan_rows(
        list(first["label"]),
        columns,
        details=list(first["place"]),
        panels=[Panel(say(block, language))],
        label_width=1.85,
        guides=False,
    )


def _years(row: Row) -> str:
    return f"{str(row['from_period'])[:4]}→{str(row['to_period'])[:4]}"


def _pace_text(row: Row, language: str) -> str:
    points = str(row["unit"]).startswith("percentage")
    ratio = row["unit"] == "ratio"
    unit = "RATIO" if ratio else "PERCENTAGE_POINT" if points else "FRACTION"
    finest = 1e-4 if unit == "FRACTION" else 1e-2
    value, lower, upper = (float_of(row[one]) for one in ("value", *ENDS))
    if math.isfinite(value):
        step = max(step_of_interval(lower, upper) or 0.0, finest)
        return format_value(value, unit, language, step=step)
    return format_interval(
        lower,
        upper,
        unit,
        language,
        lower_open=bool(row["lower_open"]),
        upper_open=bool(row["upper_open"]),
        step=finest,
    )


def _draw_pace(axes: Axes, y: float, part: pd.DataFrame, factor: float) -> None:
    shift = DODGE if (part["quantity"] == "past_pace").any() else 0.0
    for quantity, (mark, hollow, size) in PACES.items():
        at = y + (shift if quantity == "past_pace" else -shift)
        own = part[part["quantity"] == quantity]
        for number, row in zip(own.index, dicts(own), strict=True):
            value, lower, upper = (factor * float_of(row[one]) for one in ("value", *ENDS))
            gid = mark_name(number)
            draw_interval(axes, at, value, lower, upper, mark, hollow=hollow, size=size, gid=gid)
