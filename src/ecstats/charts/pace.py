"""Chart of the pace that targets need, beside the pace so far."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import page
from ecstats.charts.marks import draw_interval, float_of, interval_note, mark_name, rounded, scale
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.rows import Column, Panel, Rows, draw_rows, plan_rows
from ecstats.charts.style import KINDS, Mark, drawing
from ecstats.labels.code_lists import CodeLists, Row, series_detail, series_label
from ecstats.labels.numbers import NO_VALUE, format_interval, format_value, step_of_interval
from ecstats.labels.words import alt_text, say
from ecstats.tables.records import dicts

BLOCK_GAP = 0.3
DODGE = 0.07
ENDS = ("lower", "upper")
PACES: dict[str, tuple[Mark, bool, float]] = {
    "past_growth": (KINDS["observed"], False, 7.0),
    "required_growth_from_baseline": (KINDS["target"], True, 9.5),
    "required_growth_from_latest": (KINDS["target"], False, 5.5),
}


def required_and_past_pace(
    pace: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "required-and-past-pace",
) -> Chart:
    """Draw the pace each target needs beside the pace so far.

    Parameters
    ----------
    pace : DataFrame
        From `targets.annual_growth_table`. Targets for which nothing can be computed are left out.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
        One table for growth in per cent, one for change in points.
    """
    wanted = pace["quantity"].isin([*PACES, "growth_ratio"]) & (pace["status"] == "ok")
    title, subtitle = say("pace_title", language), say("pace_subtitle", language)
    rows = with_quotes(rounded(pace[wanted]), lists).reset_index(drop=True)
    if rows.empty:
        return blank(rows, title, subtitle, language, name)
    cells = dicts(rows)
    rows["label"] = [series_label(lists, row, language) for row in cells]
    shown = zip(cells, rows["label"], series_detail(lists, cells, language), strict=True)
    cells = [
        row | {"label": label, "place": place, "number": number}
        for number, (row, label, place) in enumerate(shown)
    ]
    rates = [row for row in cells if row["quantity"] != "growth_ratio"]
    blocks = [
        part for one in (False, True) if (part := [row for row in rates if _points(row) == one])
    ]

    source = source_line(rows, lists, language)
    with drawing(name):
        plans = [_plan_pace(part, cells, language) for part in blocks]
        height = math.fsum(plan.height + BLOCK_GAP for plan in plans) - BLOCK_GAP
        notes = [interval_note(rows, language), source]
        canvas = page(title, subtitle, height, notes)
        top = 0.0
        for part, plan in zip(blocks, plans, strict=True):
            (axes,) = draw_rows(canvas, plan, top)
            factor = _factor(part)
            scale(axes, [factor * float_of(row[end]) for row in part for end in ("value", *ENDS)])
            for y, own in zip(plan.centres, _by_target(part).values(), strict=True):
                _draw_pace(axes, y, own, factor)
            top += plan.height + BLOCK_GAP
    past = sum(row["quantity"] == "past_growth" for row in rates)
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say("pace_caption", language, n=len(_by_target(rates)), past=past),
        source_line=source,
        alt=alt_text(
            title,
            [
                (
                    row["label"] + say("comma", language) + say(row["quantity"], language),
                    _pace_text(row, language),
                )
                for row in cells
            ],
            language,
        ),
        language=language,
    )


def _points(row: Row) -> bool:
    return str(row["unit"]).startswith("percentage")


def _factor(part: Sequence[Row]) -> float:
    return 1.0 if _points(part[0]) else 100.0


def _by_target(rows: Sequence[Row]) -> dict[str, dict[str, Row]]:
    """Rows by target and quantity."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(row["target_figure_id"], {})[row["quantity"]] = row
    return found


def _plan_pace(part: Sequence[Row], rows: Sequence[Row], language: str) -> Rows:
    every = _by_target(rows)
    targets = [every[one] for one in _by_target(part)]
    first = [next(iter(own.values())) for own in _by_target(part).values()]
    cells: dict[str, list[str]] = {}
    spans: dict[str, list[str]] = {}
    for quantity in [*PACES, "growth_ratio"]:
        own = [one.get(quantity) for one in targets]
        cells[quantity] = [NO_VALUE if row is None else _pace_text(row, language) for row in own]
        spans[quantity] = ["" if row is None else _years(row) for row in own]
    block = "growth_compound" if _factor(part) == 100 else "growth_points"
    columns = [
        Column(say(one, language), cells[one], mark, hollow, 0.84, spans[one])
        for one, (mark, hollow, _) in PACES.items()
    ]
    columns.append(Column(say("growth_ratio", language), cells["growth_ratio"], width=0.62))
    return plan_rows(
        [row["label"] for row in first],
        columns,
        details=[row["place"] for row in first],
        panels=[Panel(say(block, language))],
        label_width=1.85,
        guides=False,
    )


def _years(row: Row) -> str:
    return f"{str(row['from_period'])[:4]}→{str(row['to_period'])[:4]}"


def _pace_text(row: Row, language: str) -> str:
    ratio = row["unit"] == "ratio"
    unit = "RATIO" if ratio else "PERCENTAGE_POINT" if _points(row) else "FRACTION"
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
    )


def _draw_pace(axes: Axes, y: float, own: Mapping[str, Row], factor: float) -> None:
    shift = DODGE if "past_growth" in own else 0.0
    for quantity, (mark, hollow, size) in PACES.items():
        if quantity not in own:
            continue
        row = own[quantity]
        at = y + (shift if quantity == "past_growth" else -shift)
        value, lower, upper = (factor * float_of(row[one]) for one in ("value", *ENDS))
        gid = mark_name(row["number"])
        draw_interval(axes, at, value, lower, upper, mark, hollow=hollow, size=size, gid=gid)
