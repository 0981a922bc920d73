"""Charts of growth: rates between quoted figures, and published growth beside them."""

import math
from collections.abc import Sequence

import pandas as pd

from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import Key, page
from ecstats.charts.marks import draw_interval, float_of, interval_note, mark_name, rounded, scale
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.rows import Column, Panel, Rows, draw_rows, plan_rows
from ecstats.charts.style import KINDS, drawing
from ecstats.labels.code_lists import (
    CodeLists,
    Row,
    period_text,
    quantity,
    series_detail,
    series_label,
)
from ecstats.labels.numbers import format_interval, format_value, step_of_interval
from ecstats.labels.words import alt_text, say
from ecstats.tables.records import dicts

BLOCK_GAP = 0.3
PAIRS = {"observed": KINDS["observed"], "to_target": KINDS["target"]}
_UNITS = {"compound": "FRACTION", "points_per_year": "PERCENTAGE_POINT"}
_FINEST = {"FRACTION": 1e-4, "PERCENTAGE_POINT": 1e-2}
_FACTORS = {"compound": 100.0, "points_per_year": 1.0}


def growth_intervals(
    growth: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "growth-intervals",
) -> Chart:
    """Draw annual growth with the range that the printed digits allow.

    Parameters
    ----------
    growth : DataFrame
        From `growth.growth_table`. Compound growth and points a year get a table each, since
        they do not share a scale.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
        One row per rate: within each measure the series from the fastest to the slowest, in order
        of time. Pairs without a rate are counted in the caption.
    """
    missing = int((growth["status"] != "ok").sum())
    title, subtitle = say("growth_title", language), say("growth_subtitle", language)
    rows = with_quotes(rounded(growth[growth["status"] == "ok"]), lists)
    if rows.empty:
        return blank(rows, title, subtitle, language, name)
    rows["block"] = rows["measure"].map(list(_UNITS).index)
    rows["rank"] = rows["value"].fillna(rows["lower"]).fillna(-math.inf)
    series = rows.groupby(["indicator_id", "ref_area"], sort=False)
    rows["series"] = -series["rank"].transform("max")
    rows = rows.sort_values(["block", "series", "period_end", "period_start"], kind="stable")
    rows = rows.drop(columns=["rank", "block", "series"]).reset_index(drop=True)
    cells = dicts(rows)
    rows["label"] = [series_label(lists, row, language) for row in cells]
    rows["written"] = [_rate(row, language) for row in cells]
    places = series_detail(lists, cells, language)
    details = [
        say("comma", language).join(filter(None, (place, _span(row, language))))
        for place, row in zip(places, cells, strict=True)
    ]

    source = source_line(rows, lists, language)
    blocks = [part for one in _UNITS if not (part := rows[rows["measure"] == one]).empty]
    with drawing(name):
        plans = [
            _plan_block(part, [details[int(str(number))] for number in part.index], language)
            for part in blocks
        ]
        height = math.fsum(plan.height + BLOCK_GAP for plan in plans) - BLOCK_GAP
        shown = [one for one in PAIRS if one in set(rows["pair_kind"])]
        keys = [Key(PAIRS[one], say(f"pair_{one}", language)) for one in shown]
        notes = [interval_note(rows, language), source]
        canvas = page(title, subtitle, height, notes, keys)
        top = 0.0
        for part, plan in zip(blocks, plans, strict=True):
            (axes,) = draw_rows(canvas, plan, top)
            factor = _FACTORS[str(part["measure"].iloc[0])]
            ends = [*part["value"], *part["lower"], *part["upper"]]
            scale(axes, [factor * float_of(one) for one in ends])
            for y, number in zip(plan.centres, part.index, strict=True):
                row = cells[int(str(number))]
                value, lower, upper = (
                    factor * float_of(row[one]) for one in ("value", "lower", "upper")
                )
                mark = PAIRS[str(row["pair_kind"])]
                draw_interval(axes, y, value, lower, upper, mark, gid=mark_name(number))
            top += plan.height + BLOCK_GAP
    kinds = rows["pair_kind"].value_counts()
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say(
            "growth_caption",
            language,
            n=len(rows),
            observed=int(kinds.get("observed", 0)),
            targets=int(kinds.get("to_target", 0)),
            missing=missing,
        ),
        source_line=source,
        alt=alt_text(
            title,
            [
                (f"{label} {_span(row, language)}", written)
                for row, label, written in zip(cells, rows["label"], rows["written"], strict=True)
            ],
            language,
        ),
        language=language,
    )


def _span(row: Row, language: str) -> str:
    start = period_text(row["period_start"], language)
    return f"{start} → {period_text(row['period_end'], language)}"


def _rate(row: Row, language: str) -> str:
    return _written(row, "", _UNITS[str(row["measure"])], language)


def _written(row: Row, prefix: str, unit: str, language: str) -> str:
    """Write a point with the digits its interval supports, or a bound where there is none."""
    stem = f"{prefix}_" if prefix else ""
    value = float_of(row[prefix or "value"])
    lower, upper = float_of(row[f"{stem}lower"]), float_of(row[f"{stem}upper"])
    if math.isfinite(value):
        step = step_of_interval(lower, upper) or 0.0
        return format_value(value, unit, language, step=max(step, _FINEST[unit]))
    return _range(row, prefix, unit, language)


def _range(row: Row, prefix: str, unit: str, language: str) -> str:
    stem = f"{prefix}_" if prefix else ""
    lower, upper = float_of(row[f"{stem}lower"]), float_of(row[f"{stem}upper"])
    return format_interval(
        lower,
        upper,
        unit,
        language,
        lower_open=bool(row[f"{stem}lower_open"]),
        upper_open=bool(row[f"{stem}upper_open"]),
    )


def _plan_block(part: pd.DataFrame, details: Sequence[str], language: str) -> Rows:
    measure = str(part["measure"].iloc[0])
    ranges = [
        _range(row, "", _UNITS[measure], language) if pd.notna(row["value"]) else ""
        for row in dicts(part)
    ]
    return plan_rows(
        list(part["label"]),
        [
            Column(say("a_year", language), list(part["written"]), width=0.95),
            Column(say("range", language), ranges, width=1.15),
        ],
        details=details,
        panels=[Panel(say(f"growth_{measure.removesuffix('_per_year')}", language))],
        label_width=2.3,
    )


def quoted_and_derived_growth(
    quoted: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "quoted-growth",
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

    Returns
    -------
    Chart
    """
    title, subtitle = say("quoted_title", language), say("quoted_subtitle", language)
    rows = with_quotes(rounded(quoted), lists).reset_index(drop=True)
    if rows.empty:
        return blank(rows, title, subtitle, language, name)
    cells = dicts(rows)
    rows["label"] = [series_label(lists, row, language) for row in cells]
    places = series_detail(lists, cells, language)
    spans = [
        say(
            "against",
            language,
            period=period_text(row["period"], language),
            reference=period_text(row["reference"], language),
        )
        for row in cells
    ]
    comma = say("comma", language)
    details = [comma.join(filter(None, pair)) for pair in zip(places, spans, strict=True)]
    texts = {
        one: [_written(row, one, "FRACTION", language) for row in cells]
        for one in ("quoted", "derived")
    }
    implied = [_implied(lists, row, language) for row in cells]

    source = source_line(rows, lists, language)
    marks = {"quoted": KINDS["change"], "derived": KINDS["observed"]}
    with drawing(name):
        plan = plan_rows(
            list(rows["label"]),
            [
                Column(say("published", language), texts["quoted"], marks["quoted"], width=0.9),
                Column(say("derived", language), texts["derived"], marks["derived"], True, 0.95),
                Column(say("implied", language), implied, width=1.35),
            ],
            details=details,
            panels=[Panel(say("growth_over_period", language))],
            label_width=2.3,
        )
        notes = [interval_note(rows, language), source]
        canvas = page(title, subtitle, plan.height, notes)
        (axes,) = draw_rows(canvas, plan)
        ends = ("", "_lower", "_upper")
        scale(axes, [100 * float_of(v) for one in marks for end in ends for v in rows[one + end]])
        for number, (y, row) in enumerate(zip(plan.centres, cells, strict=True)):
            for one, hollow in (("derived", True), ("quoted", False)):
                column = "figure_id" if one == "quoted" else "level_figure_id"
                gid = mark_name(number, column)
                value, lower, upper = (100 * float_of(row[one + end]) for end in ends)
                draw_interval(axes, y, value, lower, upper, marks[one], hollow=hollow, gid=gid)
    derived = int(rows["derived_lower"].notna().sum())
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say("quoted_caption", language, n=len(rows), derived=derived),
        source_line=source,
        alt=alt_text(
            title,
            [
                (name + say("comma", language) + span, text)
                for name, span, text in zip(rows["label"], spans, texts["quoted"], strict=True)
            ],
            language,
        ),
        language=language,
    )


def _implied(lists: CodeLists, row: Row, language: str) -> str:
    value = float_of(row["implied"])
    lower, upper = float_of(row["implied_lower"]), float_of(row["implied_upper"])
    unit = str(row["unit_measure"])
    if math.isfinite(value):
        return quantity(lists, value, unit, language, step_of_interval(lower, upper))
    return format_interval(lower, upper, unit, language)
