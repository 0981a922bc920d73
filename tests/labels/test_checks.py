"""The sentences of the checks: every code in both languages, values as everywhere."""

import re

import pytest

from ecstats.consistency import CHECKS, REASONS, check_ledger
from ecstats.labels import checks_table, load_code_lists, text
from ecstats.labels.checks import check_sentence
from ecstats.labels.words import words

LISTS = load_code_lists()
CHECKED = check_ledger(
    LISTS.figures, LISTS.indicators, relations=LISTS.relations,
    published_values=LISTS.published_values,
)  # fmt: skip
ROLES = (
    "first again last change level earlier increment growth gap against half full part total share "
    "early_part early_total late_part late_total count rate milestone goal"
).split()
ANY = {
    "operands": ";".join(f"{role}=hebei-ecommerce-fyp14-001" for role in ROLES),
    "figure_ids": "f1;f2",
    "relation_id": "demo_counties_2020",
    "unit_measure": "YEAR",
    "details": "indicator=industry_value_added;area=CN;number=5.6;numbers=24,25;movement=rise;"
    "reference=2019",
    "lower": 2018.0, "upper": 2018.0, "lower_open": False, "upper_open": False,
    "quoted_lower": 2019.0, "quoted_upper": 2019.0, "quoted_lower_open": False,
    "quoted_upper_open": False,
}  # fmt: skip
CASES = [(kind, reason) for kind, reasons in CHECKS.items() for reason in reasons]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_and_reason_has_a_name_and_a_sentence(language):
    for kind, reason in CASES + [(kind, "no_candidates") for kind in list(CHECKS)[:-1]]:
        sentence = check_sentence({**ANY, "check": kind, "reason": reason}, LISTS, language)
        assert sentence.endswith({"en": ".", "zh": "。"}[language])
        assert not re.search("[{}]|None|nan", sentence)
        assert text(f"check_{kind}", language)
    assert {reason for _, reason in CASES} | {"no_candidates"} == set(REASONS)


def test_no_text_is_left_over():
    said = {f"check_{kind}_{reason}" for kind, reason in CASES} | {f"check_{r}" for r in REASONS}
    said |= {f"check_{kind}{end}" for kind in CHECKS for end in ("", "_needs")}
    moves = ("rise", "rise_or_stand_still", "fall", "fall_or_stand_still", "stand_still")
    said |= {f"check_{key}" for key in ("lead", "comma", "above", "below", "a_year", *moves)}
    assert {key for key in words() if key.startswith("check_")} <= said


@pytest.mark.parametrize(
    ("check_id", "english", "chinese"),
    [
        ("half_year-01", "is 82.259–82.300% of CNY 273.58 billion", "2735.8亿元的82.259%–82.300%"),
        ("printed_twice-02", "prints 20 villages and ≥ 20 villages", "20个和≥ 20个"),
        ("due_year-03", "has no number (“到2020年，盐山县", "另一处（无数字：“到2020年"),
        ("level_and_growth-01", "CNY 189.83–190.09 billion (first half of 2019)",
         "推得2019年上半年为1898.3–1900.9亿元"),
        ("level_and_growth-05", "growth of 31.8%; from 6.6 billion parcels (2023)", "口径调整"),
        ("level_and_growth-07", "imply > CNY 1.419 trillion (2024)", "推得2024年为> 1.419万亿元"),
        ("level_and_growth-08", "412.97–413.76 million parcels", "4.1297–4.1376亿件"),
        ("growth_gap-01", "12.64 pp above that of “Value added", "增加值”12.64个百分点，推得"),
        ("share_of_total-01", "are 36.606–36.645%, a possible share", "的36.606%–36.645%，"),
        ("share_of_total-02", "are 36.59%", "的36.59%"),
        ("milestones-08", "(2019: 1 park; 2020: 1 park) stand still", "2020年：1个）保持不变"),
    ],
)  # fmt: skip
def test_values_are_worded_as_everywhere_and_rounded_outwards(check_id, english, chinese):
    row = CHECKED.set_index("check_id").loc[check_id]
    assert english in check_sentence(row, LISTS, "en")
    assert chinese in check_sentence(row, LISTS, "zh")


def test_the_side_of_a_gap():
    gap = {**ANY, "check": "growth_gap", "reason": "reproduced"}
    below = gap | {
        "operands": "growth=hebei-miit-article-032;gap=hebei-miit-article-055;against=o003"
    }
    assert ", 7.2 pp below that of" in check_sentence(below, LISTS, "en")
    above = gap | {
        "operands": "growth=hebei-miit-article-032;gap=hebei-miit-article-056;against=o003"
    }
    assert "，高于“规模以上工业增加值”1.8个百分点" in check_sentence(above, LISTS, "zh")


def test_names_of_verdict_and_precision():
    worded = checks_table(CHECKED, LISTS, "zh")
    nothing = worded["reason"] == "no_candidates"
    assert set(worded.loc[~nothing, "verdict_name"]) == {"一致", "不一致", "无法核对"}
    assert set(worded.loc[nothing, "verdict_name"]) == {"没有可核对的数字"}
    assert set(worded["precision_name"]) == {"末位", ""}
