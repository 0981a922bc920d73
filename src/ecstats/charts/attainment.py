"""Chart of whether targets were met, as far as values published later show it."""

from dataclasses import replace

import pandas as pd

from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import page
from ecstats.charts.marks import float_of, rounded
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.rows import Column, Panel, draw_rows, plan_rows
from ecstats.charts.shares import (
    CUT,
    PUBLISHED_VALUE,
    TARGET,
    Share,
    draw_share,
    printed_column,
    share,
    share_scale,
    units,
)
from ecstats.charts.style import drawing
from ecstats.labels.code_lists import CodeLists, Row, by_id, dated, period_text, series_label
from ecstats.labels.words import alt_text, say
from ecstats.tables.records import dicts

SURE = ("certain", "possible", "impossible")


def attainment(
    outcomes: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "attainment",
) -> Chart:
    """Draw values published later as a share of the target, with the verdict beside them.

    Parameters
    ----------
    outcomes : DataFrame
        From `targets.attainment`.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.

    Returns
    -------
    Chart
    """
    if outcomes.empty:
        title = say("attainment_title", language, met=0, n=0)
        return blank(outcomes, title, say("attainment_subtitle", language), language, name)
    table = rounded(outcomes)
    order = list(dict.fromkeys(zip(table["ref_area"], table["indicator_id"], strict=True)))
    place = [order.index(one) for one in zip(table["ref_area"], table["indicator_id"], strict=True)]
    table = table.assign(place=place).sort_values(["place", "target_year"], kind="stable")
    table = table.drop(columns="place")
    cells = dicts(table)
    excluded = [_excluded(lists, row) for row in cells]
    ids = [None if one is None else str(one["value_id"]) for one in excluded]
    written = [_outcome(row, language) for row in cells]
    rows = with_quotes(table.assign(excluded_id=pd.array(ids, dtype="string")), lists)
    rows = rows.reset_index(drop=True).assign(
        label=[series_label(lists, row, language) for row in cells], outcome_written=written
    )
    powers, details = units(lists, cells, language)
    outcome = rows["outcome"]
    met = int((outcome == "met").sum())

    title = say("attainment_title", language, met=met, n=len(rows))
    source = source_line(rows, lists, language)
    with drawing(name):
        found = printed_column(
            lists,
            [
                row | {"shown_id": row["value_id"] or one}
                for row, one in zip(cells, ids, strict=True)
            ],
            powers,
            "published_value",
            language,
            ids="shown_id",
            prefix="",
            mark=PUBLISHED_VALUE,
        )
        notes = [
            note if one is None else _why(one, row, language)
            for note, one, row in zip(found.notes, excluded, cells, strict=True)
        ]
        plan = plan_rows(
            list(rows["label"]),
            [
                replace(found, notes=notes, width=1.15),
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
                Column(
                    say("verdict", language),
                    written,
                    width=1.1,
                    notes=[_qualified(row, language) for row in cells],
                ),
            ],
            details=details,
            panels=[Panel(say("share_of_target", language))],
            label_width=1.75,
            guides=False,
        )
        footer = [say("bullets_note", language, cut=CUT), source]
        canvas = page(title, say("attainment_subtitle", language), plan.height, footer)
        (axes,) = draw_rows(canvas, plan)
        shares = [
            share(row) if one is None else _share_of(one, row)
            for one, row in zip(excluded, cells, strict=True)
        ]
        share_scale(axes, shares)
        for number, (y, shown, one) in enumerate(zip(plan.centres, shares, excluded, strict=True)):
            decides = one is None
            column = "value_id" if decides else "excluded_id"
            draw_share(axes, y, shown, later=True, row=number, column=column, hollow=not decides)
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say(
            "attainment_caption",
            language,
            n=len(rows),
            met=met,
            open=int(outcome.isin(["open", "not_met"]).sum()),
            unknown=int((outcome == "not_established").sum()),
        ),
        source_line=source,
        alt=alt_text(
            title,
            [
                (dated(label, period, language), outcome)
                for label, period, outcome in zip(
                    rows["label"], rows["target_period"], written, strict=True
                )
            ],
            language,
        ),
        language=language,
    )


def _outcome(row: Row, language: str) -> str:
    """Outcome, and how sure it is where a value decides."""
    text = say(f"outcome_{row['outcome']}", language)
    if str(row["verdict"]) in SURE:
        text += f"{say('comma', language)}{say(str(row['verdict']), language)}"
    return text


def _excluded(lists: CodeLists, row: Row) -> "Row | None":
    """Newest value of the indicator that decides nothing, for a target without a deciding one."""
    if not pd.isna(row["value_id"]):
        return None
    series = ("indicator_id", "ref_area", "unit_measure")
    values = [
        one
        for one in by_id(lists, "published_values").values()
        if all(str(one[name]) == row[name] for name in series)
    ]
    return sorted(values, key=lambda one: str(one["time_period"]))[-1] if values else None


def _why(value: Row, row: Row, language: str) -> str:
    """Period of a value that decides nothing, and why it does not."""
    kind = str(value["comparability"])
    if kind not in ("unproven", "definition_differs"):
        late = float_of(value["year"]) > float_of(row["target_year"])
        kind = "after_due" if late else "part_of_year"
    when = period_text(value["time_period"], language)
    return when + say("comma", language) + say(kind, language)


def _share_of(value: Row, row: Row) -> Share:
    level = 100 * float_of(value["base_value"]) / float_of(row["target_level"])
    return Share(level, level, level)


def _qualified(row: Row, language: str) -> str:
    """By which count a target was met, or when it was reached that no value in time decides."""
    if row["outcome"] == "met" and row["series_break"]:
        return say("met_after_break", language)
    if row["outcome"] == "met" or pd.isna(row["first_met"]):
        return ""
    return say("reached_by", language, period=period_text(row["first_met"], language))
