"""Indicators by the words of their labels, areas and entities by their place in the sentence."""

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from ecstats import tables
from ecstats.draft import code_lists
from ecstats.draft.code_lists import indicator_hints

KNOWN = code_lists.labels(tables.load_indicators())
AREAS = code_lists.names(tables.load_areas(), "ref_area")
ENTITIES = code_lists.names(tables.load_entities(), "entity_id")


@pytest.mark.parametrize(
    ("words", "unit", "first"),
    [
        ("全省网上零售额达到", "CNY", "online_retail_sales"),
        ("全省网络零售额达到", "CNY", "network_retail_sales"),
        ("工业电子商务普及率达到", "PERCENT", "industrial_ecommerce_penetration"),
        ("行政村快遞通達率達到", "PERCENT", "village_express_coverage"),
        ("培育电商龙头企业", "FIRM", "leading_ecommerce_firms"),
    ],
)
def test_the_label_that_is_matched_best_comes_first(words: str, unit: str, first: str) -> None:
    found = indicator_hints(KNOWN, unit, False, [words])
    assert found[0].indicator_id == first
    assert [hint.score for hint in found] == sorted((h.score for h in found), reverse=True)


LABELS = tables.load_indicators().set_index("indicator_id")["label_zh"]


@pytest.mark.parametrize("indicator", LABELS.index)
def test_every_label_finds_itself(indicator: str) -> None:
    found = indicator_hints(KNOWN, "", False, [LABELS[indicator]])
    assert found[0].score == 1
    assert indicator in [hint.indicator_id for hint in found]


def test_words_farther_away_count_less() -> None:
    words = ["", "", "", ""]
    scores = []
    for place in range(4):
        near = [*words[:place], "行政村快递通达率", *words[place + 1 :]]
        scores += [hint.score for hint in indicator_hints(KNOWN, "PERCENT", False, near)[:1]]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_a_share_is_no_amount_but_an_amount_may_change_by_per_cent() -> None:
    ids = [h.indicator_id for h in indicator_hints(KNOWN, "PERCENT", False, ["网上零售额"])]
    assert "online_retail_sales" not in ids
    ids = [h.indicator_id for h in indicator_hints(KNOWN, "PERCENT", True, ["网上零售额"])]
    assert ids[0] == "online_retail_sales"


@given(st.text(max_size=40))
def test_there_are_at_most_three_and_their_scores_are_shares(words: str) -> None:
    found = indicator_hints(KNOWN, "", False, [words, words])
    assert len(found) <= 3
    assert all(0.25 <= hint.score <= 1 for hint in found)


@pytest.mark.parametrize(
    ("ahead", "behind", "code"),
    [
        ("2020年,沧州市网店达到", "", "130900"),
        ("2020年,沧州网店达到", "", "130900"),
        ("邢台清河羊绒产业园建立网店", "", "130534"),
        ("与沧州市合作,网店达到", "", "own"),  # not what the clause is about
        ("沧州市网店多,全省网店达到", "", "own"),
        ("全国网店达到", "", "CN"),
        ("拥有", "中国驰名商标", "own"),
        ("河北企业与", "湖北企业签约", "420000"),
    ],
)
def test_areas(ahead: str, behind: str, code: str) -> None:
    assert code_lists.area_of(AREAS, ahead, behind, "own") == code


def test_an_entity_in_an_enumeration_is_not_the_subject() -> None:
    (name, code), *_ = [(n, c) for n, c in ENTITIES.items() if len(n) > 3]
    assert code_lists.entity_of(ENTITIES, f"{name}的订单增长") == code
    assert code_lists.entity_of(ENTITIES, f"甲、{name}等企业") == ""
    assert code_lists.entity_of(ENTITIES, "无名企业") == ""


def test_labels_that_share_all_their_pairs_are_ordered_by_identifier() -> None:
    table = pd.DataFrame(
        {
            "indicator_id": ["b", "a"],
            "label_zh": ["网上销售额", "网上销售额"],
            "label_en": ["", ""],
            "measure": ["flow", "flow"],
        }
    )
    found = indicator_hints(code_lists.labels(table), "CNY", False, ["网上销售额"])
    assert [hint.indicator_id for hint in found] == ["a", "b"]
