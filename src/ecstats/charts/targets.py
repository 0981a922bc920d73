"""Chart of targets: how far each of them is."""

import math

import pandas as pd

from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import Key, page
from ecstats.charts.marks import draw_interval, float_of, mark_name, rounded
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.rows import Column, Panel, draw_rows, plan_rows
from ecstats.charts.shares import (
    BAR,
    CUT,
    PUBLISHED_VALUE,
    TARGET,
    draw_share,
    printed_column,
    share,
    share_scale,
    units,
)
from ecstats.charts.style import KINDS, drawing
from ecstats.labels.code_lists import CodeLists, Row, dated, series_label
from ecstats.labels.numbers import format_interval, format_value, step_of_interval
from ecstats.labels.words import alt_text, say
from ecstats.tables.records import dicts

BASELINE = KINDS["observed"]


def target_bullets(
    targets: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "target-bullets",
) -> Chart:
    """Draw the latest value of each indicator on the way to its target (a bullet graph).

    Units differ, so every row is drawn as a share of its own target; the numbers stand beside
    it in their unit.

    Parameters
    ----------
    targets : DataFrame
        From `targets.target_table`. Targets without a comparable observation are counted in
        the caption and not drawn.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart

    References
    ----------
    Few, *Bullet graph design specification* (2013).
    """
    drawn = targets["latest_id"].notna() & (targets["target_level"] > 0)
    title, subtitle = say("bullets_title", language), say("bullets_subtitle", language)
    rows = with_quotes(rounded(targets[drawn]), lists).reset_index(drop=True)
    if rows.empty:
        return blank(rows, title, subtitle, language, name)
    cells = dicts(rows)
    rows = rows.assign(
        label=[series_label(lists, row, language) for row in cells],
        share_of_target=100 * rows["latest_value"] / rows["target_level"],
        gap_written=[_gap(row, language) for row in cells],
    )
    rows["share_of_target"] = rounded(rows[["share_of_target"]])
    powers, details = units(lists, cells, language)

    source = source_line(rows, lists, language)
    with drawing(name):
        plan = plan_rows(
            list(rows["label"]),
            [
                printed_column(
                    lists,
                    cells,
                    powers,
                    "baseline",
                    language,
                    ids="baseline_id",
                    prefix="baseline_",
                    mark=BASELINE,
                    hollow=True,
                ),
                printed_column(
                    lists, cells, powers, "latest", language, ids="latest_id", prefix="latest_"
                ),
                printed_column(
                    lists,
                    cells,
                    powers,
                    "target",
                    language,
                    ids="target_figure_id",
                    prefix="target_",
                    mark=TARGET,
                ),
                Column(say("gap", language), list(rows["gap_written"]), width=0.75),
            ],
            details=details,
            panels=[Panel(say("share_of_target", language))],
            label_width=1.9,
            guides=False,
        )
        later = rows["latest_id"].isin(lists.published_values["value_id"])
        keys = [Key(BAR, say("latest_quoted", language))]
        keys += (
            [Key(PUBLISHED_VALUE, say("latest_published_value", language))] if later.any() else []
        )
        notes = [say("bullets_note", language, cut=CUT), source]
        canvas = page(title, subtitle, plan.height, notes, keys)
        (axes,) = draw_rows(canvas, plan)
        latest = [share(row, "latest_") for row in cells]
        baseline = [share(row, "baseline_").value for row in cells]
        share_scale(axes, latest)
        values = zip(plan.centres, latest, baseline, later, strict=True)
        for number, (y, shown, start, one) in enumerate(values):
            draw_share(axes, y, shown, later=bool(one), row=number, column="latest_id")
            gid = mark_name(number, "baseline_id")
            draw_interval(axes, y, start, start, start, BASELINE, hollow=True, gid=gid)
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say("bullets_caption", language, n=len(rows), missing=len(targets) - len(rows)),
        source_line=source,
        alt=alt_text(
            title,
            [
                (
                    dated(label, period, language),
                    f"{say('gap', language)} {gap}",
                )
                for label, period, gap in zip(
                    rows["label"], rows["target_period"], rows["gap_written"], strict=True
                )
            ],
            language,
        ),
        language=language,
    )


def _gap(row: Row, language: str) -> str:
    percent = row["gap_kind"] == "level"
    stem = "gap_from_latest_percent" if percent else "gap_from_latest"
    value = float_of(row[stem])
    lower, upper = (float_of(row[f"{stem}_{end}"]) for end in ("lower", "upper"))
    unit = "PERCENT" if percent else "PERCENTAGE_POINT"
    if upper <= 0:
        return say("reached", language)
    if math.isfinite(value):
        step = max(step_of_interval(lower, upper) or 0.0, 0.1)
        return format_value(value, unit, language, step=step)
    return format_interval(lower, upper, unit, language)
