from dataclasses import replace

import pandas as pd
import pytest

from ecstats.charts.origins import figure_ids, source_line, split_ids, with_quotes
from ecstats.errors import InputError
from ecstats.labels.code_lists import dated, figure_text, label, noun, period_text, quantity

PLAN = "hebei-ecommerce-fyp14"


def test_ids_are_found_in_every_column_that_holds_them(lists):
    rows = pd.DataFrame(
        {
            "figure_id_start": [f"{PLAN}-001", None],
            "target_figure_id": [f"{PLAN}-002", f"{PLAN}-004"],
            "figure_ids": [f"{PLAN}-001;{PLAN}-003", ""],
            "latest_id": ["o004", pd.NA],
            "indicator_id": ["online_retail_sales", "physical_online_share"],
            "entity_id": [None, "jingye"],
        }
    )
    expected = [f"{PLAN}-001", f"{PLAN}-002", f"{PLAN}-003", "o004", f"{PLAN}-004"]
    assert figure_ids(rows, lists) == expected


def test_an_id_that_does_not_exist_is_an_error(lists):
    rows = pd.DataFrame({"figure_id": [f"{PLAN}-0011"]})
    with pytest.raises(InputError, match=f"unknown figure '{PLAN}-0011'; nearest valid: '{PLAN}"):
        source_line(rows, lists, "en")


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
    assert source_line(one, lists, "en") == (
        "Source: 14th Five-Year Plan for e-commerce development of Hebei "
        "(Office of Hebei's leading group for e-commerce, 2021-11-16)"
    )
    both = pd.DataFrame({"figure_id": ["hebei-miit-article-001"], "latest_id": ["o010"]})
    chinese = source_line(both, lists, "zh")
    assert chinese.startswith("来源：《加快发展工业电子商务")
    assert "日期系推断" in chinese
    assert chinese.endswith("；后续公布：第八届中国淘宝村高峰论坛, 肃宁, 2020-10-14")


@pytest.mark.parametrize(
    ("figure_id", "english", "chinese"),
    [
        (f"{PLAN}-001", "CNY 273.58 billion", "2735.8亿元"),
        (f"{PLAN}-005", "3.7 billion parcels", "37亿件"),
        ("cangzhou-ecommerce-plan-014", "≥ 1 town", "≥ 1个"),
        ("hebei-miit-article-014", "≤ −30%", "≤ −30%"),
        ("hebei-miit-article-023", "−2/3", "−2/3"),
        ("hebei-miit-article-028", "> 38,000 market entities", "> 3.8万家"),
        ("hebei-miit-article-039", "≈ CNY 36.00 million", "≈ 3600万元"),
        ("cangzhou-ecommerce-plan-051", "1–2 events", "1–2场"),
        ("o006", "> 10.0 billion parcels", "> 100亿件"),
    ],
)
def test_figures_are_written_with_printed_digits_bound_and_unit(lists, figure_id, english, chinese):
    assert figure_text(lists, figure_id, "en") == english
    assert figure_text(lists, figure_id, "zh") == chinese


def test_labels_periods_and_nouns_follow_the_language(lists):
    assert label(lists, "areas", "130900", "zh") == "沧州市"
    assert period_text("2020-S1", "en") == "first half 2020"
    assert period_text("2020-S1", "zh") == "2020年上半年"
    assert period_text("2018/2020", "en") == "2018–2020"
    assert period_text(pd.NA, "en") == ""
    assert dated("Parcels", "2025", "en") == "Parcels (2025)"
    assert dated("包裹", "2025", "zh") == "包裹（2025年）"
    assert noun(lists, "CNY", "en") == ""
    assert quantity(lists, 1, "PARK", "en") == "1 park"
    with pytest.raises(InputError, match="unknown indicator 'online_retail'; nearest valid"):
        label(lists, "indicators", "online_retail", "en")


def test_a_lookup_can_be_extended_by_newer_values(lists):
    newer = lists.published_values.head(1).assign(value_id="mine", source_title="My page")
    wider = replace(
        lists, published_values=pd.concat([lists.published_values, newer], ignore_index=True)
    )
    assert figure_ids(pd.DataFrame({"latest_id": ["mine"]}), wider) == ["mine"]
