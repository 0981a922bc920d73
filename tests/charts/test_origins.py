from dataclasses import replace

import pandas as pd
import pytest

from ecstats.charts.origins import figure_ids, source_line, split_ids, with_quotes
from ecstats.errors import InputError

PLAN = "hebei-ecommerce-fyp14"


def test_ids_are_found_in_every_column_named(lists):
    rows = pd.DataFrame(
        {
            "figure_id_start": [f"{PLAN}-001", None],
            "target_figure_id": [f"{PLAN}-002", f"{PLAN}-004"],
            "figure_ids": [f"{PLAN}-001;{PLAN}-003", ""],
            "latest_id": ["o004", pd.NA],
            "indicator_id": ["online_retail_sales", "physical_online_share"],
        }
    )
    columns = ["figure_id_start", "target_figure_id", "figure_ids", "latest_id"]
    expected = [f"{PLAN}-001", f"{PLAN}-002", f"{PLAN}-003", "o004", f"{PLAN}-004"]
    assert figure_ids(rows, lists, columns) == expected


def test_an_id_that_does_not_exist_is_an_error(lists):
    rows = pd.DataFrame({"figure_id": [f"{PLAN}-0011"]})
    with pytest.raises(InputError, match=f"unknown figure '{PLAN}-0011'; nearest valid: '{PLAN}"):
        source_line(rows, lists, "en", ["figure_id"])


def test_split_ids_takes_text_lists_and_nothing():
    assert split_ids("a; b;") == ["a", "b"]
    assert split_ids(["a"]) == ["a"]
    assert split_ids(None) == split_ids(pd.NA) == split_ids(float("nan")) == []


def test_quotes_come_from_the_ledger(lists):
    rows = with_quotes(pd.DataFrame({"figure_id": ["hebei-miit-article-014"]}), lists)
    row = rows.iloc[0]
    assert row["as_written"] == "30%以上"
    assert "30%以上" in row["quotes"]
    assert row["source_ids"] == "hebei-miit-article"


def test_the_source_line_follows_the_rows(lists):
    one = pd.DataFrame({"figure_id": [f"{PLAN}-001"]})
    assert source_line(one, lists, "en", ["figure_id"]) == (
        "Source: 14th Five-Year Plan for e-commerce development of Hebei "
        "(Office of Hebei's leading group for e-commerce, 2021-11-16)"
    )
    both = pd.DataFrame({"figure_id": ["hebei-miit-article-001"], "latest_id": ["o010"]})
    chinese = source_line(both, lists, "zh", ["figure_id", "latest_id"])
    assert chinese.startswith("来源：《加快发展工业电子商务")
    assert "日期系推断" in chinese
    assert chinese.endswith("；他处公布：第八届中国淘宝村高峰论坛, 肃宁, 2020-10-14")


def test_a_lookup_can_be_extended_by_newer_values(lists):
    newer = lists.published_values.head(1).assign(value_id="mine", source_title="My page")
    wider = replace(
        lists, published_values=pd.concat([lists.published_values, newer], ignore_index=True)
    )
    rows = pd.DataFrame({"latest_id": ["mine"]})
    assert figure_ids(rows, wider, ["latest_id"]) == ["mine"]
