"""Chart of what published rules say of targets, side by side."""

import math
from typing import NamedTuple

import pandas as pd
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from ecstats.charts import style
from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import BODY_WIDTH, Page, fold, line_height, page, text_height
from ecstats.charts.marks import mark_name, rounded
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.rows import GUTTER, Panel, draw_texts, plan_rows
from ecstats.charts.style import drawing
from ecstats.labels.code_lists import (
    CodeLists,
    Row,
    dated,
    period_text,
    series_detail,
    series_label,
)
from ecstats.labels.words import alt_text, say
from ecstats.progress.rules import RULES
from ecstats.tables.records import dicts

COLOURS = (style.VERMILION, style.ORANGE, "#3D9BD1", style.BLUE)
SIGN_ROOM = 0.17
ARROW = Path([(0, 1), (0.9, 0), (0.32, 0), (0.32, -1), (-0.32, -1), (-0.32, 0), (-0.9, 0), (0, 1)])
LABEL_WIDTH = 1.45


class Entry(NamedTuple):
    """One class in a cell: its words on lines, and how good it is (0 worst, 1 best)."""

    text: str
    merit: float | None


def progress_rules(
    progress: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "progress-rules",
) -> Chart:
    """Draw targets by rule: every class that the printed digits allow, side by side.

    Parameters
    ----------
    progress : DataFrame
        From `targets.progress`. Targets to which no rule applies are left out.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
        A sign turns from down (the worst class of its rule) to up (the best).
    """
    target = progress["target_figure_id"]
    some = target.isin(target[progress["applies"]])
    title, subtitle = say("rules_title", language), say("rules_subtitle", language)
    rows = with_quotes(rounded(progress[some]), lists).reset_index(drop=True)
    if rows.empty:
        return blank(rows, title, subtitle, language, name)
    judged = dicts(rows)
    rows["label"] = [series_label(lists, row, language) for row in judged]
    places = series_detail(lists, judged, language)
    rows["classes"] = [_classes(row, language) for row in judged]
    rules = list(dict.fromkeys(row["rule"] for row in judged))
    targets: dict[str, tuple[str, str]] = {}
    for row, label, place in zip(judged, rows["label"], places, strict=True):
        details = filter(None, (place, period_text(row["target_period"], language)))
        targets.setdefault(row["target_figure_id"], (label, say("comma", language).join(details)))

    ids = list(targets)
    cells = {
        (row["target_figure_id"], row["rule"]): _entries(row, len(rules), language)
        for row in judged
    }
    numbers = {(row["target_figure_id"], row["rule"]): number for number, row in enumerate(judged)}
    heights = [
        max(_cell_height(cells[one, rule]) for rule in rules if (one, rule) in cells) for one in ids
    ]

    source = source_line(rows, lists, language)
    with drawing(name):
        plan = plan_rows(
            [label for label, _ in targets.values()],
            details=[detail for _, detail in targets.values()],
            panels=[Panel(say(rule, language)) for rule in rules],
            label_width=LABEL_WIDTH,
            ticks=False,
            guides=False,
            heights=heights,
        )
        notes = [say("rules_note", language), source]
        canvas = page(title, subtitle, plan.height, notes)
        draw_texts(canvas, plan)
        for x, rule in zip(plan.panel_lefts, rules, strict=True):
            for y, one in zip(plan.centres, ids, strict=True):
                if (one, rule) in cells:
                    _draw_cell(canvas, x, y, cells[one, rule], mark_name(numbers[one, rule]))
    idle = int((~rows["applies"].astype(bool)).sum())
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say("rules_caption", language, n=len(targets), rules=len(rules), blank=idle),
        source_line=source,
        alt=alt_text(
            title,
            [
                (
                    dated(label, row["target_period"], language)
                    + say("comma", language)
                    + say(row["rule"], language),
                    classes,
                )
                for row, label, classes in zip(judged, rows["label"], rows["classes"], strict=True)
            ],
            language,
        ),
        language=language,
    )


def _classes(row: Row, language: str) -> str:
    if not row["applies"]:
        return say("not_applicable", language)
    allowed = [one for one in str(row["statuses"]).split(";") if one]
    return say("or", language).join(say(one, language) for one in allowed)


def _entries(row: Row, rules: int, language: str) -> list[Entry]:
    width = (BODY_WIDTH - LABEL_WIDTH - GUTTER) / rules - GUTTER - SIGN_ROOM
    if not row["applies"]:
        return [Entry(fold(say("not_applicable", language), width, style.SMALL), None)]
    scale_of_rule = RULES[str(row["rule"])].statuses
    return [
        Entry(
            fold(say(one, language), width, style.SMALL),
            scale_of_rule.index(one) / (len(scale_of_rule) - 1) if one in scale_of_rule else None,
        )
        for one in str(row["statuses"]).split(";")
    ]


def _cell_height(entries: list[Entry]) -> float:
    return math.fsum(text_height(entry.text, style.SMALL) + 0.03 for entry in entries)


def _draw_cell(canvas: Page, x: float, y: float, entries: list[Entry], gid: str) -> None:
    y -= _cell_height(entries) / 2
    for number, entry in enumerate(entries):
        if entry.merit is not None:
            colour = COLOURS[round(entry.merit * (len(COLOURS) - 1))]
            canvas.sign(
                x + 0.06,
                y + 0.5 * line_height(style.SMALL),
                marker=ARROW.transformed(Affine2D().rotate_deg(-180 * (1 - entry.merit))),
                markersize=9,
                markerfacecolor=colour,
                markeredgecolor="none",
                gid=None if number else gid,
            )
        room, ink = (0.0, style.MUTED) if entry.merit is None else (SIGN_ROOM, style.INK)
        canvas.text(x + room, y, entry.text, style.SMALL, color=ink)
        y += text_height(entry.text, style.SMALL) + 0.03
