"""Charts of what agrees, and of who answers for what: matrices of markers."""

import pandas as pd
from matplotlib.axes import Axes

from ecstats.charts.chart import Chart, finish, sourced
from ecstats.charts.forest import Column, forest, mark_name, markers, matrix
from ecstats.charts.origins import source_line
from ecstats.charts.page import BLUE, INK, KINDS, LABEL, MUTED, PAPER, SMALL, VERMILION, Mark, axes_of, drawing
from ecstats.consistency import counted
from ecstats.labels.code_lists import CodeLists, label
from ecstats.labels.words import text
from ecstats.tables.records import dicts

VERDICTS = {
    "consistent": Mark(BLUE, "o", size=8.0),
    "inconsistent_fine": Mark(VERMILION, "X", hollow=True, size=8.0),
    "inconsistent": Mark(VERMILION, "X", size=8.0),
    "untestable": Mark(MUTED, "o", hollow=True, size=8.0),
}
COUNTED = ("consistent", "inconsistent", "untestable")
MARKER_ROOM = 0.2
ROLES = {"lead": Mark(INK, "s"), "responsible": Mark(INK, "o", hollow=True)}


@drawing()
def consistency(
    checks: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "consistency-verdicts",
    ax: Axes | None = None,
) -> Chart:
    """Draw one marker per check, by kind of check and verdict.

    Parameters
    ----------
    checks : DataFrame
        From `consistency.check_ledger`. A check that is there at two precisions gets one marker:
        the verdict at the last printed digit, hollow where the coarser reading is consistent.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes, optional
        Where to draw; by default on a page of its own.

    Returns
    -------
    Chart

    Examples
    --------
    >>> from ecstats import charts, consistency, labels
    >>> lists = labels.load_code_lists()
    >>> checks = consistency.check_ledger(lists.figures, lists.indicators)
    >>> charts.consistency(checks, lists).name
    'consistency-verdicts'
    """
    rows = sourced(checks, lists, "consistency-verdicts")
    kinds = rows.drop_duplicates("check")
    # a kind of check that finds no figures has a row of its own: it is shown, not counted
    first = counted(rows.assign(row=rows.index)).reset_index(drop=True)
    lenient = rows[rows["check_id"].duplicated() & (rows["verdict"] == "consistent")]
    softened = first["check_id"].isin(lenient["check_id"]) & (first["verdict"] == "inconsistent")
    first["sign"] = first["verdict"].astype("str").mask(softened, "inconsistent_fine")
    first = first.assign(rank=first["sign"].map(list(VERDICTS).index)).sort_values("rank", kind="stable")
    counts = pd.crosstab(first["check"].astype("str"), first["verdict"].astype("str"))
    counts = counts.reindex(index=kinds["check"].astype("str"), columns=list(COUNTED), fill_value=0)
    bands = []
    if len(rows):
        (axes,) = axes_of(ax)
        plan = forest(
            [axes],
            list(kinds[f"label_{language}"]),
            [
                Column(
                    text(one, language),
                    [str(n) if n else "" for n in counts[one]],
                    VERDICTS[one],
                    width=0.92,
                )
                for one in COUNTED
            ],
            label_width=2.5,
            ticks=False,
            guides=False,
        )
        room = max(plan.band.width / MARKER_ROOM, int(counts.sum(axis="columns").max()))
        axes.set(xlim=(-0.5, room - 0.5), xticks=[])
        places = dict(zip(kinds["check"], plan.y, strict=True))
        for kind, y in places.items():
            if kind not in set(first["check"]):
                look = {"size": SMALL, "color": MUTED, "va": "center_baseline"}
                axes.text(-0.5, y, text("nothing_to_test", language), **look)
        size = min(8.0, 0.62 * 72 * plan.band.width / room)
        markers(
            axes,
            list(first.groupby("check", sort=False).cumcount()),
            [places[kind] for kind in first["check"]],
            list(first["sign"]),
            {sign: mark._replace(size=size) for sign, mark in VERDICTS.items()},
            [mark_name(row) for row in first["row"]],
        )
        bands.append(plan.band)
    fine = VERDICTS["inconsistent_fine"], text("inconsistent_fine", language)
    return finish(
        "consistency-verdicts",
        "checks",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        listed=[
            (
                str(kind),
                text("comma", language).join(
                    f"{text(one, language)} {n}" for one, n in zip(COUNTED, numbers, strict=True) if n
                ),
            )
            for kind, numbers in zip(kinds[f"label_{language}"], counts.to_numpy(), strict=True)
        ],
        keys=[fine] if softened.any() else (),
        n=len(first),
        inconsistent=int(counts["inconsistent"].sum()),
        kinds=first["check"].nunique(),
    )


@drawing()
def accountability(
    responsibilities: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "accountability",
    source_id: str = "cangzhou-ecommerce-plan",
    ax: Axes | None = None,
) -> Chart:
    """Draw tasks by unit, and tasks by the year in which their targets fall due.

    Parameters
    ----------
    responsibilities : DataFrame
        From `accountability.responsibilities`.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    source_id : str
        Document that the tasks come from; tasks without figures rest on it too.
    ax : Axes, optional
        Where to draw; by default on a page of its own.

    Returns
    -------
    Chart

    Examples
    --------
    >>> from ecstats import accountability, charts, labels, tables
    >>> lists = labels.load_code_lists()
    >>> table = accountability.responsibilities(
    ...     tables.load_tasks(), tables.load_task_figures(), lists.figures
    ... )
    >>> charts.accountability(table, lists).title
    'Who answers for which target, and when it is due'
    """
    rows = responsibilities.assign(source_id=source_id).reset_index(drop=True)
    rows["unit_label"] = [label(lists, "bodies", one, language) for one in rows["unit"]]
    tasks = rows.drop_duplicates("task_id")
    by_year = rows.drop_duplicates(["task_id", "year"]).dropna(subset=["year"])
    totals = by_year.groupby(by_year["year"].astype(int))["targets"].sum()
    named = rows.drop_duplicates(["task_id", "unit", "year"])
    units = (
        named.groupby("unit_label", sort=False)
        .agg(targets=("targets", "sum"), tasks=("task_id", "nunique"))
        .sort_values(["targets", "tasks"], ascending=False, kind="stable")
    )
    bands = []
    if len(rows):
        (axes,) = axes_of(ax)
        years = list(totals.index)
        counts = [*totals, *units["targets"]]
        plan = matrix(
            axes,
            [*map(str, years), *units.index],
            [f"{row['number']} {row[f'label_{language}']}" for row in dicts(tasks)],
            [
                Column(
                    text("tasks_named", language),
                    [*("" for _ in years), *map(str, units["tasks"])],
                    width=0.4,
                ),
                Column(
                    text("targets_named", language), list(map(str, counts)), KINDS["target"], 0.65
                ),
            ],
            groups=[text("targets_due", language)] * len(years)
            + [text("units", language)] * len(units),
            label_width=2.5,
        )
        columns = {task: place for place, task in enumerate(tasks["task_id"])}
        places = dict(zip([*years, *units.index], plan.y, strict=True))
        for number, row in zip(by_year.index, dicts(by_year), strict=True):
            axes.text(
                columns[row["task_id"]],
                places[int(row["year"])],
                str(row["targets"]),
                ha="center",
                va="center_baseline",
                size=LABEL,
                color=KINDS["target"].colour,
                backgroundcolor=PAPER,
                gid=mark_name(number, again=True),
            )
        own = rows.drop_duplicates(["unit_label", "task_id"])
        markers(
            axes,
            [columns[task] for task in own["task_id"]],
            [places[unit] for unit in own["unit_label"]],
            ["lead" if role == "lead" else "responsible" for role in own["role"]],
            ROLES,
            [mark_name(number) for number in own.index],
        )
        bands.append(plan.band)
    return finish(
        "accountability",
        "duty",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        source=source_line(rows, lists, language, ("figure_ids",)),
        listed=zip(units.index, units["targets"], strict=True),
        keys=[(mark, text(role, language)) for role, mark in ROLES.items()],
        tasks=len(tasks),
        units=len(units),
        targets=int(totals.sum()),
        empty=int(rows.groupby("task_id")["targets"].sum().eq(0).sum()),
    )
