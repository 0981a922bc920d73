"""Who answers for which quantified target, and when it is due."""

import pandas as pd

__all__ = ["due_by_leader", "responsibilities"]


def responsibilities(
    tasks: pd.DataFrame, task_figures: pd.DataFrame, figures: pd.DataFrame
) -> pd.DataFrame:
    """Tasks with their units and quantified targets, one row per task, unit and year due.

    Parameters
    ----------
    tasks, task_figures, figures : DataFrame
        The tables of the same names; `figures` is the ledger.

    Returns
    -------
    DataFrame
        `task_id`, `number`, `label_en`, `label_zh`, `unit`, `role` (``"lead"`` or
        ``"responsible"``), `year` (missing for a task without quantified target), `targets`
        (how many fall due) and `figure_ids`. A target that is printed twice counts once.

    Examples
    --------
    >>> from ecstats import tables
    >>> rows = responsibilities(
    ...     tables.load_tasks(), tables.load_task_figures(), tables.load_quoted_figures()
    ... )
    >>> rows["role"].unique().tolist()
    ['lead', 'responsible']
    """
    units = [
        (str(row["task_id"]), unit.strip(), role)
        for _, row in tasks.iterrows()
        for role, column in (("lead", "lead_unit"), ("responsible", "responsible_units"))
        for unit in ("" if pd.isna(row[column]) else str(row[column])).split(";")
        if unit.strip()
    ]
    roles = pd.DataFrame(units, columns=["task_id", "unit", "role"]).drop_duplicates(
        ["task_id", "unit"]
    )
    targets = figures[(figures["obs_kind"] == "target") & figures["repeats"].isna()]
    due = (
        task_figures.astype({"task_id": "str", "figure_id": "str"})
        .merge(targets.astype({"figure_id": "str"})[["figure_id", "year"]], on="figure_id")
        .groupby(["task_id", "year"])
        .agg(targets=("figure_id", "size"), figure_ids=("figure_id", ";".join))
        .reset_index()
    )
    named = tasks.astype({"task_id": "str"})[["task_id", "number", "label_en", "label_zh"]]
    table = named.merge(roles, on="task_id").merge(due, on="task_id", how="left")
    return table.assign(targets=table["targets"].fillna(0).astype("int64"))


def due_by_leader(responsibilities: pd.DataFrame) -> pd.DataFrame:
    """Number of targets by lead unit and year, most first.

    Examples
    --------
    >>> from ecstats import tables
    >>> rows = responsibilities(
    ...     tables.load_tasks(), tables.load_task_figures(), tables.load_quoted_figures()
    ... )
    >>> due_by_leader(rows).index[0]
    '市商务局'
    """
    led = responsibilities[(responsibilities["role"] == "lead") & (responsibilities["targets"] > 0)]
    table = led.pivot_table(
        index="unit", columns="year", values="targets", aggfunc="sum", fill_value=0
    )
    return table.loc[table.sum(axis="columns").sort_values(ascending=False, kind="stable").index]
