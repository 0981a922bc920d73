"""Dates and periods as printed, in the form of the ledger."""

import re

import pytest
from hypothesis import given, strategies as st

from ecstats import tables
from ecstats.draft.periods import Dated, Published, before, plan_span, read

IN_2024 = Published("2024-03")


@pytest.mark.parametrize(
    ("words", "text", "inferred"),
    [
        ("2018年8月17日", "2018-08-17", False),
        ("2020年3月底", "2020-03", False),
        ("二〇二三年十一月", "2023-11", False),
        ("民國112年", "2023", False),
        ("2020年上半年", "2020-S1", False),
        ("2020年二季度", "2020-Q2", False),
        ("2020年前三季度", "2020-01/2020-09", False),
        ("2020年1—4月份", "2020-01/2020-04", False),
        ("2020年1-12月", "2020", False),
        ("2018-2020年", "2018/2020", False),
        ("２０２５年", "2025", False),
        ("二〇二五年底", "2025", False),
        ("2021-11-16", "2021-11-16", False),
        ("十四五", "2021/2025", False),
        ("十三五", "2016/2020", False),
        ("十四五末", "2025", False),
        ("今年上半年", "2024-S1", True),
        ("去年", "2023", True),
        ("明年", "2025", True),
        ("上半年", "2024-S1", True),
        ("一季度", "2024-Q1", True),
        ("2月", "2024-02", True),
        ("五年后", "2029", True),
    ],
)
def test_words_are_read(words: str, text: str, inferred: bool) -> None:
    assert read(words, IN_2024) == Dated(text, inferred)


@pytest.mark.parametrize("words", ["12:30", "近三年", "世纪", "13月"])
def test_words_that_name_no_period_of_the_calendar_are_none(words: str) -> None:
    assert read(words, IN_2024) is None


@pytest.mark.parametrize("words", ["今年上半年", "一季度", "五年后"])
def test_without_a_year_of_publication_a_relative_date_is_none(words: str) -> None:
    assert read(words, Published()) is None


def test_since_a_year_is_a_span_to_the_publication() -> None:
    assert read("2016年", IN_2024, "以来") == Dated("2016/2024", True)
    assert read("2024年", IN_2024, "以来") == Dated("2024", True)


@given(st.integers(1990, 2099), st.integers(1, 12), st.integers(1, 31))
def test_what_is_read_has_the_form_of_the_ledger(year: int, month: int, day: int) -> None:
    form = tables.schema.fields("quoted_figures", tables.data_folder())["time_period"]
    for words in (f"{year}年{month}月{day}日", f"{year}年{month}月", f"今年{month}月", f"{year}年"):
        period = read(words, IN_2024)
        assert period is not None
        assert re.fullmatch(form["constraints"]["pattern"], period.period)


@pytest.mark.parametrize(
    ("period", "step", "expected"),
    [
        ("2020", "year", "2019"),
        ("2020-S1", "year", "2019-S1"),
        ("2020-03", "year", "2019-03"),
        ("2020-S1", "period", "2019-S2"),
        ("2020-Q3", "period", "2020-Q2"),
        ("2020-01", "period", "2019-12"),
        ("2020-10", "period", "2020-09"),
        ("2022-01/2022-09", "year", "2021-01/2021-09"),
        ("2022-01/2022-09", "period", ""),
        ("2016/2020", "year", ""),
        ("", "year", ""),
    ],
)
def test_the_period_that_a_rate_compares_with(period: str, step: str, expected: str) -> None:
    assert before(period, step) == expected


def test_the_years_of_a_plan_stand_in_its_title() -> None:
    assert plan_span(["发展行动计划（2018-2020年）"]) == "2018/2020"
    assert plan_span(["关于规划的通知", "电子商务“十四五”发展规划"]) == "2021/2025"
    assert plan_span(["发展规划"]) == ""
