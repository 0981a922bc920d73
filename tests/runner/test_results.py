"""The results of many runs become one tidy table."""

import json

import pandas as pd
import pytest

from ecstats import charts
from ecstats.charts.sensitivity import sensitivity
from ecstats.runner.results import collect, sensitivities

GAPS = """\
key,ref_area,gap,gap_lower,gap_upper,gap_lower_open,target_value,target_lower,verdict,label
010000,010000,{0},{1},inf,False,26.0,25.5,{2},"Share, of sales"
a-2,130000,,,,,,,unknown,Parcels
"""
COUNTS = "kind,count\nx.y,3\nz,\n"
SAID = {
    "gaps": {"key": ["key"], "values": ["gap", "target_value", "verdict"]},
    "counts": {"key": ["kind", "lost"], "values": ["count"]},
}


def gaps(gap=1.5, verdict="met"):
    return {"gaps": GAPS.format(gap, gap - 1, verdict)}


@pytest.fixture
def write(tmp_path):
    """Write the tables of a run, and its record of what the charts say of them."""

    def run(name, tables):
        folder = tmp_path / name
        folder.mkdir()
        for chart, table in tables.items():
            (folder / f"{chart}.csv").write_text(table)
        record = {"charts": {chart: SAID[chart] for chart in tables}}
        (folder / "made_from.json").write_text(json.dumps(record))
        return folder

    return run


@pytest.fixture
def runs(write):
    return {
        "s1": ({"year": 2020, "areas": ["130000", "130900"]}, write("s1", gaps())),
        "s2": ({"year": 2025, "areas": []}, write("s2", gaps(2.5, "not_met"))),
        "s3": ({"year": None, "areas": []}, write("s3", {**gaps(), "counts": COUNTS})),
    }


def test_one_row_per_result(runs):
    table = collect(runs)
    assert [*table.columns] == [
        "set", "year", "areas", "chart", "item", "quantity", "value", "lower", "upper", "text",
    ]  # fmt: skip
    first = table[(table["set"] == "s1") & (table["item"] == "010000")].set_index("quantity")
    assert [*first.index] == ["gap", "target_value", "verdict"]
    assert [*first.loc["gap", ["value", "lower", "upper"]]] == [1.5, 0.5, float("inf")]
    assert first.loc["target_value", "lower"] == 25.5
    assert first.loc["verdict", "text"] == "met"
    assert [*first.loc["gap", ["year", "areas"]]] == ["2020", "130000;130900"]
    assert [*table["set"].unique()] == ["s1", "s2", "s3"]
    counts = table[table["chart"] == "counts"]
    assert [*zip(counts["item"], counts["quantity"], counts["value"].fillna(-1), strict=True)] == [
        ("x.y", "count", 3.0),
        ("z", "count", -1.0),
    ]
    assert table[["set", "chart", "item", "quantity"]].duplicated().sum() == 0


def test_nothing_gives_an_empty_table(write):
    assert collect({}).empty
    assert collect({"a": ({}, write("a", {}))}).empty
    table = collect({"s": ({"x": 1}, write("s", {"counts": "kind,count\n"}))})
    assert table.empty
    assert sensitivities(table, {"s": {"x": 1}}).empty


def test_a_parameter_may_have_the_name_of_a_column(write):
    table = collect({"s": ({"value": 1, "set": "a"}, write("s", gaps()))})
    assert {"value_", "set_", "value"} <= {*table.columns}
    assert {*table["value_"]} == {"1"}


def test_only_pairs_that_differ_in_one_parameter_are_compared(write):
    sets = {
        "s1": {"year": 2020, "rule": "x"},
        "s2": {"year": 2025, "rule": "x"},
        "s3": {"year": 2020, "rule": "y"},
        "lost": {"year": 2025, "rule": "y"},
    }
    tables = {"s1": gaps(), "s2": gaps(2.5), "s3": gaps()}
    runs = {name: (sets[name], write(name, table)) for name, table in tables.items()}
    shares = sensitivities(collect(runs), sets)
    assert [*shares.itertuples(index=False, name=None)] == [
        ("year", 2, "gaps", 6, 1),
        ("rule", 2, "gaps", 6, 0),
    ]


def test_a_result_that_only_one_has_is_changed(write):
    sets = {"s1": {"year": 2020}, "s2": {"year": 2025}}
    fewer = {"gaps": gaps()["gaps"].rpartition("a-2")[0]}
    runs = {"s1": (sets["s1"], write("s1", gaps())), "s2": (sets["s2"], write("s2", fewer))}
    shares = sensitivities(collect(runs), sets)
    assert [*shares.itertuples(index=False, name=None)] == [("year", 2, "gaps", 6, 3)]


SHARES = pd.DataFrame(
    [("year", 3, "gaps", 8, 1), ("year", 3, "counts", 1000, 1), ("rule", 2, "gaps", 8, 8)],
    columns=["parameter", "values", "chart", "results", "changed"],
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_overview_says_what_changes_what(language):
    chart = sensitivity(SHARES, notebook="02_target_gaps", sets=6, failed=1, language=language)
    assert [*chart.rows["share"]] == [0.125, 0.001, 1.0]
    shown = {
        text.get_text() for text in chart.figure.findobj(match=lambda one: hasattr(one, "_text"))
    }
    assert {"12%", "<1%", "100%", "year", "rule"} <= shown
    assert "02_target_gaps" in chart.caption
    assert "1" in chart.caption
    assert "100%" in chart.alt
    assert charts.to_svg(chart) == charts.to_svg(chart)


def test_an_overview_without_pairs_says_so():
    chart = sensitivity(SHARES.iloc[:0], notebook="00_one", sets=1)
    assert "nothing to compare" in chart.alt
    assert "<svg" in charts.to_svg(chart)
