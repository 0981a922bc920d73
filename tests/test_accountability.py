import pandas as pd
import pytest

from ecstats import accountability, tables


@pytest.fixture(scope="module")
def responsibilities():
    return accountability.responsibilities(
        tables.load_tasks(), tables.load_task_figures(), tables.load_quoted_figures()
    )


def test_every_task_has_its_units_once(responsibilities):
    tasks = tables.load_tasks()
    assert set(responsibilities["task_id"]) == set(tasks["task_id"])
    by_year = responsibilities.drop_duplicates(["task_id", "unit", "year"])
    assert len(by_year) == len(responsibilities)
    printed = {
        unit
        for column in ("lead_unit", "responsible_units")
        for cell in tasks[column].dropna()
        for unit in cell.split(";")
    }
    assert set(responsibilities["unit"]) == printed


def test_a_target_printed_twice_counts_once(responsibilities):
    figures = tables.load_quoted_figures().set_index("figure_id")
    linked = figures.loc[tables.load_task_figures()["figure_id"]]
    wanted = linked[(linked["obs_kind"] == "target") & linked["repeats"].isna()]
    counted = responsibilities.drop_duplicates(["task_id", "year"])
    assert counted["targets"].sum() == len(wanted)
    listed = ";".join(counted["figure_ids"].dropna()).split(";")
    assert sorted(listed) == sorted(wanted.index)


def test_a_task_without_target_stays_with_no_year(responsibilities):
    without = responsibilities[responsibilities["targets"] == 0]
    assert without["year"].isna().all()
    assert "cangzhou-01" in set(without["task_id"])


def test_targets_by_leader_add_up_over_the_tasks_they_lead(responsibilities):
    table = accountability.due_by_leader(responsibilities)
    led = responsibilities[(responsibilities["role"] == "lead") & (responsibilities["targets"] > 0)]
    for unit in table.index:
        assert table.loc[unit].sum() == led.loc[led["unit"] == unit, "targets"].sum()
    totals = table.sum(axis="columns")
    assert totals.is_monotonic_decreasing


def test_no_leader_no_rows():
    empty = pd.DataFrame(columns=["unit", "role", "year", "targets"]).astype({"targets": "int64"})
    assert accountability.due_by_leader(empty).empty
