"""Every text in both languages: keys, blanks, counts, codes, periods and reasons."""

import importlib
import re
import string

import pytest

from ecstats import labels, tables
from ecstats.errors import InputError
from ecstats.labels.words import LANGUAGES, words
from ecstats.tables import schema

KEYS = sorted(words())
CODES = {
    (name, code)
    for table in schema.resources(tables.data_folder())
    for name, field in schema.fields(table, tables.data_folder()).items()
    for code in field.get("constraints", {}).get("enum", ())
    if name != "direction"
}


def blanks(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", KEYS)
def test_a_text_says_the_same_in_both_languages(key):
    forms = words()[key]
    assert set(forms) - {"one"} == set(LANGUAGES)
    assert all(forms.values())
    assert blanks(forms["en"]) - {"printed"} == blanks(forms["zh"]) >= blanks(forms.get("one", ""))
    assert not re.search(r"[\u3400-\u9fff]", re.sub(r"\([亿万]\)|^中文$", "", forms["en"]))


def test_chinese_has_one_word_for_one_thing():
    others = "现状|须线|数词|界限词|断点|序列中断|上期|速度|照实|相符|检验|节点值|份额"
    assert {key for key, forms in words().items() if re.search(others, forms["zh"])} == set()


@pytest.mark.parametrize(("column", "code"), sorted(CODES))
def test_every_code_of_the_tables_has_a_name(column, code):
    for language in LANGUAGES:
        assert labels.code_name(column, code, language)


def test_a_name_belongs_to_one_code():
    for column in {column for column, _ in CODES}:
        codes = [code for name, code in CODES if name == column]
        for language in LANGUAGES:
            names = {labels.code_name(column, code, language) for code in codes}
            assert len(names) == len(codes)


ECONOMICS = ("growth", "targets", "progress", "clusters", "consistency")


@pytest.mark.parametrize("package", ECONOMICS)
def test_every_reason_of_the_economics_has_a_text(package):
    module = importlib.import_module(f"ecstats.{package}")
    start = "check" if package == "consistency" else "reason"
    keys = [key for key in words() if key.startswith(f"{start}_")]
    for code in getattr(module, "REASONS", ()):
        assert any(re.fullmatch(rf"{start}_(\w+_)?{code}", key) for key in keys), code


def test_a_reason_is_worded_with_what_it_is_about():
    lists = labels.load_code_lists()
    cell = "not_before_target|2025|2025-S1;not_quoted|observed|express_parcels"
    assert labels.reason(cell, "en", lists) == (
        "2025 is not dated before the target for first half of 2025; the documents quote no "
        "observed figure of Express parcels for this unit"
    )
    assert labels.reason(cell, "zh", lists) == (
        "2025年不早于2025年上半年目标；文件中没有该对象“快递包裹数”的实际值"
    )
    left_out = "unproven|o007;other_bound|at_least,over;after_target_year"
    assert labels.reason(left_out, "en", lists) == (
        "CNY 465.46 billion, 2023 is not proven to be of the same series; the document prints its "
        "bound elsewhere as: at least or over; the latest observation is dated after the target "
        "year: see whether the target was met"
    )
    assert labels.reason("unproven|o007", "zh") == "o007未证实为同一序列"
    assert labels.reason(None, "en") == ""
    with pytest.raises(InputError, match="unknown reason 'no_targets'; nearest valid: 'no_target'"):
        labels.reason("no_targets", "en")


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("2020", "2020", "2020年"),
        ("2019-S1", "first half of 2019", "2019年上半年"),
        ("2020-S2", "second half of 2020", "2020年下半年"),
        ("2021-Q3", "Q3 2021", "2021年三季度"),
        ("2020-03", "March 2020", "2020年3月"),
        ("2020-03-31", "31 March 2020", "2020年3月31日"),
        ("2016/2020", "2016–2020", "2016–2020年"),
        ("2020-01/2020-03", "January–March 2020", "2020年1月–3月"),
        ("2019-11/2020-02", "November 2019 – February 2020", "2019年11月–2020年2月"),
        ("2020-Q1/2020-Q3", "Q1–Q3 2020", "2020年一季度–三季度"),
        ("2019-S1/2019-S2", "first half of 2019 – second half of 2019", "2019年上半年–下半年"),
        (None, "", ""),
    ],
)
def test_a_period_is_written_in_words(code, english, chinese):
    assert labels.period(code, "en") == english
    assert labels.period(code, "zh") == chinese


def test_counts_are_singular_and_plural():
    assert labels.count(1, "checks", "en") == "1 check"
    assert labels.count(0, "checks", "en") == "0 checks"
    assert labels.count(1, "checks", "zh") == "1项核对"


def test_alt_text_ends_its_sentences_once():
    assert labels.alt_text("Which?", [("a", 1)], "en") == "Which? a: 1."
    assert labels.alt_text("So far", [("a", 1), ("b", 2)], "en") == "So far. a: 1; b: 2."
    assert labels.alt_text("哪些？", [("甲", 1)], "zh") == "哪些？甲：1。"


def test_an_unknown_text_or_language_names_the_nearest():
    with pytest.raises(InputError, match="unknown text 'n_target'; nearest valid: 'n_targets'"):
        labels.text("n_target", "en")
    with pytest.raises(InputError, match="unknown language 'fr'"):
        labels.text("observed", "fr")
