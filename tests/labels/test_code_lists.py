"""The tables behind the words, and what is worded from their rows."""

import pandas as pd
import pytest

from ecstats import labels
from ecstats.errors import InputError
from ecstats.labels.code_lists import unit_text

PLAN = "hebei-ecommerce-fyp14"


@pytest.fixture(scope="module")
def lists():
    return labels.load_code_lists()


def test_what_one_changes_in_its_tables_no_other_sees():
    changed = labels.load_code_lists()
    before = changed.figures.copy()
    changed.figures.loc[changed.figures.index[0], "quote"] = "another"
    changed.figures["more"] = 1
    assert labels.load_code_lists().figures.equals(before)


def test_newer_values_stand_after_the_published_values():
    plain = labels.load_code_lists()
    newer = plain.published_values.iloc[:1].assign(value_id="mine")
    found = labels.load_code_lists(None, newer)
    assert [*found.published_values["value_id"]] == [*plain.published_values["value_id"], "mine"]
    assert found.figures.equals(plain.figures)


@pytest.mark.parametrize(
    ("figure_id", "english", "chinese"),
    [
        (f"{PLAN}-001", "CNY 273.58 billion", "2735.8亿元"),
        (f"{PLAN}-002", "CNY 440.0 billion", "4400亿元"),
        (f"{PLAN}-005", "3.7 billion parcels", "37亿件"),
        (f"{PLAN}-007", "727,000 shops", "72.7万家"),
        (f"{PLAN}-013", "≥ 1 platform", "≥ 1个"),
        (f"{PLAN}-019", "10–15 platforms", "10–15个"),
        (f"{PLAN}-020", "~ CNY 1.0 billion", "~ 10亿元"),
        ("cangzhou-ecommerce-plan-014", "≥ 1 town", "≥ 1个"),
        ("cangzhou-ecommerce-plan-051", "1–2 events", "1–2场"),
        ("hebei-miit-article-014", "≤ −30%", "≤ −30%"),
        ("hebei-miit-article-023", "−2/3", "−2/3"),
        ("hebei-miit-article-028", "> 38,000 market entities", "> 3.8万家"),
        ("hebei-miit-article-032", "12.64 pp", "12.64个百分点"),
        ("hebei-miit-article-039", "≈ CNY 36.00 million", "≈ 3600万元"),
        ("o006", "> 10.0 billion parcels", "> 100亿件"),
    ],
)
def test_figures_are_written_with_printed_digits_bound_and_unit(lists, figure_id, english, chinese):
    assert labels.figure_text(lists, figure_id, "en") == english
    assert labels.figure_text(lists, figure_id, "zh") == chinese


def test_a_series_is_named_by_indicator_place_and_per(lists):
    plain = lists.figures.set_index("figure_id").loc[f"{PLAN}-001"]
    assert labels.series_name(plain, lists, "en") == "Online retail sales (Hebei)"
    assert labels.series_name(plain, lists, "zh") == "河北省网上零售额"
    row = {"indicator_id": "express_parcels", "ref_area": "130900", "per": "household"}
    assert labels.series_name(row, lists, "en") == "Express parcels (Cangzhou, per household)"
    assert labels.series_name(row, lists, "zh") == "沧州市快递包裹数（每户）"


def test_labels_and_nouns_follow_the_language(lists):
    assert labels.label(lists, "areas", "130900", "zh") == "沧州市"
    assert labels.dated("包裹", "2025", "zh") == "包裹，2025年"
    assert labels.dated("Parcels", pd.NA, "en") == "Parcels"
    assert labels.quantity(lists, 1, "PARK", "en") == "1 park"
    assert labels.quantity(lists, 5e5, "CNY", "en") == "CNY 500,000"
    assert unit_text(lists, [3.7e9], "PARCEL", "en") == (9, "billion parcels")
    with pytest.raises(InputError, match="unknown indicator 'online_retail'; nearest valid"):
        labels.label(lists, "indicators", "online_retail", "en")
