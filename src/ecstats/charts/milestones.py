"""Chart of milestones: the targets that a document sets year by year."""

import math
from typing import Any, TypeAlias

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts import style
from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import (
    BODY_WIDTH,
    Page,
    fold,
    line_height,
    marker_style,
    page,
    text_height,
)
from ecstats.charts.marks import mark_name, rounded, tint
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.style import KINDS, drawing
from ecstats.labels.code_lists import (
    CodeLists,
    entity_or_area,
    figure_text,
    series_label,
    unit_text,
)
from ecstats.labels.words import alt_text, say
from ecstats.tables.records import dicts

COLUMNS = 4
GUTTER = 0.3
PANEL_WIDTH = (BODY_WIDTH - (COLUMNS - 1) * GUTTER) / COLUMNS
PLOT_HEIGHT = 0.95
TICK_ROOM = 0.22
BAND_GAP = 0.22
Part: TypeAlias = "list[dict[str, Any]]"
SERIES = ["source_id", "indicator_id", "ref_area", "entity_id", "per", "unit_measure"]


def milestone_paths(
    milestones: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "milestone-paths",
) -> Chart:
    """Draw the milestones of every series as steps, one panel each.

    Parameters
    ----------
    milestones : DataFrame
        From `targets.milestone_paths`. A year without a milestone is marked, not drawn as zero.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
    """
    title, subtitle = say("milestones_title", language), say("milestones_subtitle", language)
    rows = with_quotes(rounded(milestones), lists).reset_index(drop=True)
    if rows.empty:
        return blank(rows, title, subtitle, language, name)
    rows["label"] = [series_label(lists, row, language) for row in dicts(rows)]
    rows["written"] = [
        say("none_set", language) if pd.isna(one) else figure_text(lists, str(one), language)
        for one in rows["figure_id"]
    ]
    panels = _by_series(rows)
    places = {entity_or_area(lists, part[0], language) for part in panels}
    bands = [panels[start : start + COLUMNS] for start in range(0, len(panels), COLUMNS)]

    where = say("colon", language).join([next(iter(places)), ""]) if len(places) == 1 else ""
    source = source_line(rows, lists, language)
    with drawing(name):
        heads = [max(_head_height(part, language, lists) for part in band) for band in bands]
        heights = [head + PLOT_HEIGHT + TICK_ROOM for head in heads]
        body = math.fsum(heights) + BAND_GAP * (len(bands) - 1)
        subtitle = where + subtitle
        canvas = page(title, subtitle, body, [source])
        top = 0.0
        for band, head, height in zip(bands, heads, heights, strict=True):
            for number, part in enumerate(band):
                left = number * (PANEL_WIDTH + GUTTER)
                _draw_panel(canvas, part, left, top, head, lists, language, len(places) > 1)
            top += height + BAND_GAP
    stated = rows[rows["state"] == "stated"]
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say("milestones_caption", language, n=len(stated), series=len(panels)),
        source_line=source,
        alt=alt_text(
            where + title,
            [
                (
                    str(part[0]["label"]),
                    say("comma", language).join(f"{row['year']} {row['written']}" for row in part),
                )
                for part in panels
            ],
            language,
        ),
        language=language,
    )


def _by_series(rows: pd.DataFrame) -> list[Part]:
    """Rows of each series with their places in the table."""
    series: dict[tuple[Any, ...], Part] = {}
    for number, row in enumerate(dicts(rows)):
        key = tuple(row[name] for name in SERIES)
        series.setdefault(key, []).append(row | {"number": number})
    return list(series.values())


def _texts(
    part: Part, language: str, lists: CodeLists, *, with_place: bool
) -> tuple[str, str, int]:
    """Heading of a panel, its unit, and the power of ten of the numbers."""
    first = part[0]
    levels = [row["level"] for row in part if not pd.isna(row["level"])]
    power, unit = unit_text(lists, levels, str(first["unit_measure"]), language)
    if pd.notna(first["per"]):
        unit += say("per", language, unit=say(f"per_{first['per']}", language))
    if with_place:
        unit = entity_or_area(lists, first, language) + say("comma", language) + unit
    return (
        fold(str(first["label"]), PANEL_WIDTH, style.LABEL),
        fold(unit, PANEL_WIDTH, style.SMALL),
        power,
    )


def _head_height(part: Part, language: str, lists: CodeLists) -> float:
    heading, unit, _ = _texts(part, language, lists, with_place=True)
    return text_height(heading, style.LABEL) + text_height(unit, style.SMALL) + 0.04


def _draw_panel(
    canvas: Page,
    part: Part,
    left: float,
    top: float,
    head: float,
    lists: CodeLists,
    language: str,
    with_place: bool,
) -> None:
    heading, unit, power = _texts(part, language, lists, with_place=with_place)
    canvas.text(left, top, heading)
    canvas.text(left, top + text_height(heading, style.LABEL), unit, style.SMALL, color=style.MUTED)
    axes = canvas.axes(left, top + head, PANEL_WIDTH, PLOT_HEIGHT)
    years = [int(row["year"]) for row in part]
    axes.set_xlim(min(years) - 0.45, max(years) + 0.45)
    axes.set_xticks(years, [str(year) for year in years])
    axes.tick_params(axis="x", length=0, pad=3)
    axes.set_yticks([])
    axes.spines["bottom"].set_color(style.BAND_DARK)
    known = [row for row in part if not pd.isna(row["level"])]
    highest = max((float(row["level"]) for row in known), default=1.0)
    room = line_height(style.SMALL) + 0.1
    axes.set_ylim(0, (highest or 1.0) * PLOT_HEIGHT / (PLOT_HEIGHT - room))
    _draw_steps(axes, known)
    for year, row in zip(years, part, strict=True):
        missing = pd.isna(row["level"])
        text: str = (
            say("none_set", language)
            if missing
            else figure_text(lists, str(row["figure_id"]), language, power=power)
        )
        axes.annotate(
            text,
            (year, 0 if missing else row["level"]),
            xytext=(0, 4 if missing else 7),
            textcoords="offset points",
            ha="center",
            va="bottom",
            size=style.SMALL,
            color=style.MUTED if missing else style.INK,
        )


def _draw_steps(axes: Axes, known: Part) -> None:
    """Draw a level for each year, joined by light steps: a path that was set, not observed."""
    target = KINDS["target"]
    years, levels = [int(row["year"]) for row in known], [float(row["level"]) for row in known]
    if len(known) > 1:
        axes.plot(years, levels, drawstyle="steps-mid", color=tint(target.colour), linewidth=1.4)
    for year, level, row in zip(years, levels, known, strict=True):
        if math.isfinite(level):
            axes.plot(
                [year],
                [level],
                linestyle="none",
                zorder=3,
                clip_on=False,
                gid=mark_name(row["number"]),
                **marker_style(target, size=6.5),
            )
