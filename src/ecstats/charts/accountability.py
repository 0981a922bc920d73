"""Chart of tasks, responsible units and the years in which targets fall due."""

import pandas as pd

from ecstats.charts import style
from ecstats.charts.blank import blank
from ecstats.charts.chart import Chart
from ecstats.charts.layout import Key, marker_style, page
from ecstats.charts.marks import mark_name
from ecstats.charts.matrix import draw_matrix, plan_matrix
from ecstats.charts.origins import source_line
from ecstats.charts.rows import Column
from ecstats.charts.style import KINDS, Mark, drawing
from ecstats.labels.code_lists import CodeLists, label
from ecstats.labels.words import alt_text, say
from ecstats.tables.records import dicts

LEAD = Mark(style.INK, "s")
SHARED = Mark(style.INK, "o")


def accountability_matrix(
    table: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "accountability",
    source_id: str = "cangzhou-ecommerce-plan",
) -> Chart:
    """Draw tasks by unit, and tasks by the year in which their targets fall due.

    Parameters
    ----------
    table : DataFrame
        From `accountability.responsibilities`.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    source_id : str
        Document that the tasks come from; tasks without figures rest on it too.

    Returns
    -------
    Chart
    """
    title = say("duty_title", language)
    rows = table.assign(source_id=source_id).reset_index(drop=True)
    if rows.empty:
        return blank(rows, title, say("duty_subtitle", language), language, name)
    rows["unit_label"] = [label(lists, "bodies", one, language) for one in rows["unit"]]
    tasks = rows.drop_duplicates("task_id")
    by_year = rows.drop_duplicates(["task_id", "year"]).dropna(subset=["year"])
    years = sorted(int(year) for year in set(by_year["year"]))
    named = rows.drop_duplicates(["task_id", "unit", "year"])
    units = (
        named.groupby("unit_label", sort=False)
        .agg(targets=("targets", "sum"), tasks=("task_id", "nunique"))
        .sort_values(["targets", "tasks"], ascending=False, kind="stable")
    )
    totals = by_year.groupby("year")["targets"].sum()

    source = source_line(rows, lists, language)
    numbered = [f"{row['number']} {row[f'label_{language}']}" for row in dicts(tasks)]
    with drawing(name):
        plan = plan_matrix(
            [*map(str, years), *units.index],
            numbered,
            [
                Column(
                    say("tasks_named", language),
                    [*("" for _ in years), *map(str, units["tasks"])],
                    width=0.4,
                ),
                Column(
                    say("targets_named", language),
                    [*(str(totals[year]) for year in years), *map(str, units["targets"])],
                    KINDS["target"],
                    width=0.65,
                ),
            ],
            groups=[say("targets_due", language)] * len(years)
            + [say("units", language)] * len(units),
            label_width=2.5,
        )
        keys = [
            Key(LEAD, say("lead", language)),
            Key(SHARED, say("responsible", language), hollow=True),
        ]
        canvas = page(title, say("duty_subtitle", language), plan.height, [source], keys)
        axes = draw_matrix(canvas, plan)
        columns = {task: number + 0.5 for number, task in enumerate(tasks["task_id"])}
        for y, year in zip(plan.rows.centres, years, strict=False):
            due = by_year[by_year["year"] == year]
            for number, row in zip(due.index, dicts(due), strict=True):
                axes.text(
                    columns[row["task_id"]],
                    y,
                    str(row["targets"]),
                    ha="center",
                    va="center_baseline",
                    size=style.LABEL,
                    color=KINDS["target"].colour,
                    backgroundcolor=style.PAPER,
                    gid=mark_name(number, again=True),
                )
        for y, unit in zip(plan.rows.centres[len(years) :], units.index, strict=True):
            own = rows[rows["unit_label"] == unit].drop_duplicates("task_id")
            for number, row in zip(own.index, dicts(own), strict=True):
                lead = row["role"] == "lead"
                look = marker_style(LEAD if lead else SHARED, hollow=not lead, size=7)
                gid = mark_name(number)
                x = columns[row["task_id"]]
                axes.plot([x], [y], linestyle="none", zorder=3, gid=gid, **look)
    empty = int(rows.groupby("task_id")["targets"].sum().eq(0).sum())
    return Chart(
        figure=canvas.figure,
        rows=rows,
        name=name,
        title=title,
        caption=say(
            "duty_caption",
            language,
            tasks=len(tasks),
            units=len(units),
            targets=int(totals.sum()),
            empty=empty,
        ),
        source_line=source,
        alt=alt_text(title, zip(units.index, units["targets"], strict=True), language),
        language=language,
    )
