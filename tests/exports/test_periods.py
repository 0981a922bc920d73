from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from ecstats.exports.periods import days, frequency, sdmx_period


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-S1", "2020-01-01", "2020-06-30"),
        ("2020-S2", "2020-07-01", "2020-12-31"),
        ("2020-Q1", "2020-01-01", "2020-03-31"),
        ("2020-Q4", "2020-10-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2018-08-17", "2018-08-17", "2018-08-17"),
        ("2016/2020", "2016-01-01", "2020-12-31"),
        ("2019-11/2020-S1", "2019-11-01", "2020-06-30"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, first: str, last: str) -> None:
    assert days(period) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("period", "written"),
    [
        ("2020", "2020"),
        ("2020-S1", "2020-S1"),
        ("2016/2020", "2016-01-01/P5Y"),
        ("2018/2020", "2018-01-01/P3Y"),
        ("2019-11/2020-S1", "2019-11-01/P8M"),
        ("2019-07/2020-06", "2019-07-01/P1Y"),
        ("2020-03-30/2020-04-02", "2020-03-30/P4D"),
    ],
)
def test_a_span_is_a_time_range_of_sdmx(period: str, written: str) -> None:
    assert sdmx_period(period) == written


@given(st.dates(date(1949, 10, 1), date(2100, 1, 1)), st.integers(1, 4000))
def test_a_time_range_in_days_ends_where_the_span_ends(start: date, length: int) -> None:
    last = start + timedelta(days=length)
    range_start, duration = sdmx_period(f"{start}/{last}").split("/P")
    assert range_start == start.isoformat()
    number, unit = int(duration[:-1]), duration[-1]
    if unit == "D":
        assert number == length + 1
    else:
        months = number * (12 if unit == "Y" else 1)
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        assert date(year, month + 1, start.day) == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "code"),
    [("2020", "A"), ("2020-S1", "S"), ("2020-Q3", "Q"), ("2020-03", "M"), ("2020-03-31", "D"),
     ("2016/2020", ""), ("", "")],
)  # fmt: skip
def test_the_length_of_a_period_is_its_frequency(period: str, code: str) -> None:
    assert frequency(period) == code
