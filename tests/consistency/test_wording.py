"""Figures, periods and intervals in words, in both languages."""

from fractions import Fraction

import pandas as pd
import pytest

import ecstats
from ecstats.consistency.quoted import read
from ecstats.consistency.wording import about, figure, labels, period, reproduced, span
from ecstats.intervals import Interval, point

INF = float("inf")


@pytest.fixture(scope="module")
def known():
    return labels(
        ecstats.load_indicators(),
        ecstats.load_areas(),
        ecstats.load_entities(),
        ecstats.load_units(),
    )


@pytest.fixture(scope="module")
def rows():
    found, _ = read(ecstats.load_quoted_figures(), ecstats.load_indicators())
    return {row.figure_id: row for row in found}


@pytest.mark.parametrize(
    ("figure_id", "english", "chinese"),
    [
        ("hebei-ecommerce-fyp14-001", "273.58 billion CNY", "2735.8亿元"),
        ("hebei-ecommerce-fyp14-002", "440.0 billion CNY", "4400亿元"),
        ("hebei-ecommerce-fyp14-007", "727,000 shops", "72.7万家"),
        ("hebei-ecommerce-fyp14-013", "at least 1 platform", "1个以上"),
        ("hebei-ecommerce-fyp14-019", "10–15 platforms", "10至15个"),
        ("hebei-ecommerce-fyp14-020", "of the order of 1.0 billion CNY", "10亿元级"),
        ("cangzhou-ecommerce-plan-026", "4 firms", "4家"),
        ("hebei-miit-article-006", "over 36.00 million CNY", "超过3600万元"),
        ("hebei-miit-article-032", "12.64 percentage points", "12.64个百分点"),
        ("hebei-miit-article-003", "43.9 %", "43.9%"),
        ("hebei-miit-article-022", "somewhat over 30 platforms", "30多个"),
        ("hebei-miit-article-039", "about 36.00 million CNY", "约3600万元"),
    ],
)
def test_figures_keep_their_digits(known, rows, figure_id, english, chinese):
    assert figure(known, rows[figure_id], "en") == english
    assert figure(known, rows[figure_id], "zh") == chinese


def test_what_a_figure_is_about(known, rows):
    plain = rows["hebei-ecommerce-fyp14-001"]
    assert about(known, plain, "en") == "Online retail sales, Hebei"
    assert about(known, plain, "zh") == "河北省“网上零售额”"
    of_entity = rows["hebei-miit-article-029"]
    assert "Qinghe cashmere" in about(known, of_entity, "en")
    per_unit = rows["cangzhou-ecommerce-plan-008"]
    assert about(known, per_unit, "en").count("per county") == 1
    bare = labels(pd.DataFrame(columns=["indicator_id", "label_en", "label_zh"]), None, None, None)
    assert about(bare, plain, "en") == "online_retail_sales, 130000"
    assert figure(bare, plain, "en") == "273.58 billion CNY"


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2020", "2020", "2020年"),
        ("2020-S1", "the first half of 2020", "2020年上半年"),
        ("2020-S2", "the second half of 2020", "2020年下半年"),
        ("2020-Q3", "quarter 3 of 2020", "2020年第3季度"),
        ("2020-03", "2020-03", "2020年3月"),
        ("2016/2020", "2016 to 2020", "2016—2020年"),
        (None, "no stated period", "未注明时期"),
    ],
)
def test_periods(text, english, chinese):
    assert period(text, "en") == english
    assert period(text, "zh") == chinese


@pytest.mark.parametrize(
    ("bounds", "unit", "english", "chinese"),
    [
        (Interval(Fraction("5.59"), Fraction("5.61")), "PERCENT", "5.59 to 5.61 %", "5.59%至5.61%"),
        (Interval(Fraction(30), Fraction(70)), "PERCENT", "30.00 to 70.00 %", "30.00%至70.00%"),
        (Interval(Fraction(-8), Fraction(-7)), "PERCENTAGE_POINT",
         "-8.00 to -7.00 percentage points", "-8.00至-7.00个百分点"),
        (Interval(Fraction(19 * 10**10), Fraction(20 * 10**10)), "CNY",
         "190 to 200 billion CNY", "1900亿至2000亿元"),
        (Interval(Fraction(15, 10), INF), "CNY", "at least 1.500 CNY", "1.500元以上"),
        (Interval(-INF, Fraction(7)), "FIRM", "at most 7 firms", "7家以内"),
        (Interval(-INF, INF), "FIRM", "any value", "任何数值"),
        (point(Fraction(20)), "FIRM", "20 firms", "20家"),
        (point(Fraction(1, 3)), "PERCENT", "0.3333 %", "0.3333%"),
        (point(Fraction(0)), "PERCENT", "0 %", "0%"),
    ],
)  # fmt: skip
def test_intervals(known, bounds, unit, english, chinese):
    assert span(known, bounds, unit, "en") == english
    assert span(known, bounds, unit, "zh") == chinese


def test_a_narrow_interval_shows_that_it_is_one(known):
    narrow = Interval(Fraction("36.60643"), Fraction("36.60654"))
    assert span(known, narrow, "PERCENT", "en") == "36.6064 to 36.6065 %"


def test_an_inconsistent_number_is_not_called_wrong():
    assert reproduced("consistent", "it", "它") == ("which reproduces it", "与它相符")
    assert reproduced("inconsistent", "it", "它") == ("which does not give it", "得不出它")
