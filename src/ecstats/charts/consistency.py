"""Charts of what agrees, and of who answers for what: matrices of markers."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts import page
from ecstats.charts.chart import Chart, Sheet
from ecstats.charts.forest import PLAIN, Column, forest, mark_name, markers, matrix
from ecstats.consistency import counted
from ecstats.labels.code_lists import CodeLists, label
from ecstats.labels.words import code_name
from ecstats.tables.records import dicts

VERDICTS = {
    "consistent": page.Mark(page.BLUE, "o", size=8.0),
    "inconsistent_fine": page.Mark(page.VERMILION, "X", hollow=True, size=8.0),
    "inconsistent": page.Mark(page.VERMILION, "X", size=8.0),
    "untestable": page.Mark(page.MUTED, "o", hollow=True, size=8.0),
}
COUNTED = ["consistent", "inconsistent", "untestable"]
MARKER_ROOM = 0.2
ROLES = {"lead": page.Mark(page.INK, "s"), "responsible": page.Mark(page.INK, "o", hollow=True)}


@page.drawing()
def consistency(
    checks: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: Axes | None = None
) -> Chart:
    """Draw one marker per check, by kind of check and verdict.

    Parameters
    ----------
    checks : DataFrame
        From `consistency.check_ledger`. A check that is there at two precisions gets one marker:
        the verdict at the last printed digit, hollow where the coarser reading is consistent.
    lists, language, ax
        As in `growth_rates`.

    Examples
    --------
    >>> checks = ecstats.consistency.check_ledger(lists.figures, lists.indicators)
    >>> consistency(checks, lists).name
    'consistency-verdicts'
    """
    sheet = Sheet("consistency-verdicts", "checks", lists, language, ax)
    rows = sheet.rows(checks)
    kinds = rows.drop_duplicates("check")
    labels = [code_name("check", kind, language) for kind in kinds["check"]]
    # a kind of check that finds no figures has a row of its own: it is shown, not counted
    first = counted(rows.assign(row=rows.index)).reset_index(drop=True)
    lenient = rows[rows["check_id"].duplicated() & (rows["verdict"] == "consistent")]
    softened = first["check_id"].isin(lenient["check_id"]) & (first["verdict"] == "inconsistent")
    first["shown"] = first["verdict"].astype("str").mask(softened, "inconsistent_fine")
    rank = first["shown"].map(list(VERDICTS).index)
    first = first.assign(rank=rank).sort_values("rank", kind="stable")
    counts = pd.crosstab(first["check"].astype("str"), first["verdict"].astype("str"))
    counts = counts.reindex(index=kinds["check"].astype("str"), columns=COUNTED, fill_value=0)
    columns = [
        Column(sheet.text(one), [str(n) if n else "" for n in counts[one]], VERDICTS[one], 0.92)
        for one in COUNTED
    ]
    (axes,) = sheet.axes()
    sheet.bands.append(forest([axes], labels, columns, label_width=2.5, **PLAIN))
    width = sheet.bands[0].width
    room = max([width / MARKER_ROOM, *counts.sum(axis="columns")])
    axes.set(xlim=(-0.5, room - 0.5), xticks=[])
    places = dict(zip(kinds["check"], axes.get_yticks(), strict=True))
    for kind in [one for one in places if one not in set(first["check"])]:
        text: dict[str, Any] = {"size": page.SMALL, "color": page.MUTED, "va": "center_baseline"}
        axes.text(-0.5, places[kind], sheet.text("nothing_to_test"), **text)
    size = min(8.0, 0.62 * 72 * width / room)
    markers(
        axes,
        list(first.groupby("check", sort=False).cumcount()),
        [places[kind] for kind in first["check"]],
        list(first["shown"]),
        {verdict: mark._replace(size=size) for verdict, mark in VERDICTS.items()},
        [mark_name(row) for row in first["row"]],
    )
    listed = []
    for kind, numbers in zip(labels, counts.to_numpy(), strict=True):
        tally = [f"{sheet.text(one)} {n}" for one, n in zip(COUNTED, numbers, strict=True) if n]
        listed.append(
            (str(kind), sheet.text("comma").join(tally or [sheet.text("nothing_to_test")]))
        )
    return sheet.finish(
        rows,
        listed,
        keys=[(VERDICTS["inconsistent_fine"], "inconsistent_fine")] if softened.any() else (),
        checks=len(first),
        inconsistent=int(counts["inconsistent"].sum()),
        kinds=first["check"].nunique(),
    )


@page.drawing()
def accountability(
    responsibilities: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    source_id: str = "cangzhou-ecommerce-plan",
    ax: Axes | None = None,
) -> Chart:
    """Draw tasks by unit, and tasks by the year in which their targets fall due.

    Parameters
    ----------
    responsibilities : DataFrame
        From `accountability.responsibilities`.
    lists, language, ax
        As in `growth_rates`.
    source_id : str
        Document that the tasks come from; tasks without figures rest on it too.

    Examples
    --------
    >>> tasks, linked = ecstats.tables.load_tasks(), ecstats.tables.load_task_figures()
    >>> table = ecstats.accountability.responsibilities(tasks, linked, lists.figures)
    >>> accountability(table, lists).title
    'Who answers for which target, and when it is due'
    """
    sheet = Sheet("accountability", "duty", lists, language, ax)
    rows = responsibilities.assign(source_id=source_id).reset_index(drop=True)
    rows["unit_label"] = [label(lists, "bodies", one, language) for one in rows["unit"]]
    tasks = rows.drop_duplicates("task_id")
    by_year = rows.drop_duplicates(["task_id", "year"]).dropna(subset=["year"])
    totals = by_year.astype({"year": int}).groupby("year")["targets"].sum()
    years = list(totals.index)
    named = rows.drop_duplicates(["task_id", "unit", "year"]).groupby("unit_label", sort=False)
    units = named.agg(targets=("targets", "sum"), tasks=("task_id", "nunique"))
    units = units.sort_values(["targets", "tasks"], ascending=False, kind="stable")
    numbers_of_tasks = [*("" for _ in years), *map(str, units["tasks"])]
    numbers = list(map(str, [*totals, *units["targets"]]))
    columns = [
        Column(sheet.text("tasks_named"), numbers_of_tasks, width=0.4),
        Column(sheet.text("targets_named"), numbers, page.KINDS["target"], 0.65),
    ]
    groups = [sheet.text("targets_due")] * len(years) + [sheet.text("units")] * len(units)
    numbered = [f"{row['number']} {row[f'label_{language}']}" for row in dicts(tasks)]
    labels = [*map(str, years), *map(str, units.index)]
    (axes,) = sheet.axes()
    sheet.bands.append(matrix(axes, labels, numbered, columns, groups=groups, label_width=2.5))
    x = {task: place for place, task in enumerate(tasks["task_id"])}
    y = dict(zip([*years, *units.index], axes.get_yticks(), strict=True))
    for number, row in zip(by_year.index, dicts(by_year), strict=True):
        place = x[row["task_id"]], y[int(row["year"])]
        look: dict[str, Any] = {"ha": "center", "va": "center_baseline", "size": page.LABEL}
        look |= {"color": page.KINDS["target"].colour, "backgroundcolor": page.PAPER}
        look["gid"] = mark_name(number, again=True)
        axes.text(*place, str(row["targets"]), **look)
    own = rows.drop_duplicates(["unit_label", "task_id"])
    markers(
        axes,
        [x[task] for task in own["task_id"]],
        [y[unit] for unit in own["unit_label"]],
        list(own["role"]),
        ROLES,
        [mark_name(number) for number in own.index],
    )
    return sheet.finish(
        rows,
        zip(map(str, units.index), units["targets"], strict=True),
        keys=[(mark, role) for role, mark in ROLES.items()],
        tasks=len(tasks),
        units=len(units),
        targets=int(totals.sum()),
        empty=int(rows.groupby("task_id")["targets"].sum().eq(0).sum()),
    )
