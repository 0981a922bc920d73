import datetime

import pytest

from ecstats.mentions import find

DIGITS = "〇一二三四五六七八九"
DAYS = [datetime.date(2020, 1, 1) + datetime.timedelta(days) for days in range(366)]
YEARS = (1840, 1911, 1949, 1978, 1999, 2000, 2008, 2020, 2035, 2119, 2156)


def spelt(number):
    tens, ones = divmod(number, 10)
    return ("", "十", "二十", "三十")[tens] + DIGITS[ones] * bool(ones)


def read_out(year, zero="〇"):
    return "".join(DIGITS[int(digit)] for digit in str(year)).replace("〇", zero)


def only(written, before, after):
    """Kind of the only mention of a text, which is all that stands between two words."""
    (found,) = find(before + written + after)
    assert found.text == written
    return found.kind


NOTATIONS = {
    "digits": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "two digits": lambda day: f"{day.year}年{day:%m}月{day:%d}日",
    "号": lambda day: f"{day.year}年{day.month}月{day.day}号",
    "gaps": lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日",
    "no year": lambda day: f"{day.month}月{day.day}日",
    "no year, gaps": lambda day: f"{day.month} 月 {day.day} 日",
    "characters": lambda day: f"{read_out(day.year)}年{spelt(day.month)}月{spelt(day.day)}日",
    "characters, ○": lambda day: (
        f"{read_out(day.year, '○')}年{spelt(day.month)}月{spelt(day.day)}日"
    ),
    "characters, 零": lambda day: f"{read_out(day.year, '零')}年{spelt(day.month)}月",
    "廿": lambda day: f"{spelt(day.month)}月{spelt(day.day).replace('二十', '廿')}日",
    "month in characters": lambda day: f"{spelt(day.month)}月",
    "ISO 8601": "{:%Y-%m-%d}".format,
    "stroke": lambda day: f"{day.year}/{day.month}/{day.day}",
    "points": lambda day: f"{day.year}.{day.month}.{day.day}",
    "ISO 8601 month": "{:%Y-%m}".format,
    "day of the month": lambda day: f"{day.day}日",
    "two digits of the month": "{:%d}日".format,
}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_day_of_a_year_is_a_date(notation):
    for day in DAYS:
        written = NOTATIONS[notation](day)
        assert only(written, "于", "印发") == "date"


@pytest.mark.parametrize("year", YEARS)
def test_a_year_is_a_date(year):
    for written in (f"{year}年", f"{read_out(year)}年", f"{read_out(year, '零')}年", f"{year}年底"):
        assert only(written, "到", "。") == "date"


def test_every_time_of_the_day_is_a_date():
    for hour in range(24):
        for minute in range(hour % 7, 60, 7):
            for written in (
                f"{hour}:{minute:02}",
                f"{hour:02}：{minute:02}",
                f"{hour}时{minute}分",
            ):
                assert only(written, "，", "，") == "date"
        for written in (
            f"{hour}时整",
            f"{hour:02}时",
            f"{hour}点半",
            f"{hour}点钟",
            f"{hour}点5分",
        ):
            assert only(written, "于", "。") == "date"


@pytest.mark.parametrize("dash", "- — – ~ 〜 至 到 ——".split())
def test_every_span_of_months_is_a_period(dash):
    for first in range(1, 12):
        for last in range(first + 1, 13):
            for written in (
                f"{first}{dash}{last}月",
                f"{first}月{dash}{last}月份",
                f"2020年{first}{dash}{last}月",
                f"2020年{first}月{dash}2021年{last}月",
                f"{spelt(first)}月{dash}{spelt(last)}月",
            ):
                assert only(written, "，", "，") == "period"


@pytest.mark.parametrize("dash", "- — – ~ 〜 至 到 ——".split())
def test_every_span_of_days_is_a_period(dash):
    for first in range(1, 31):
        for written in (
            f"5月{first}日{dash}{first + 1}日",
            f"5月{first}号{dash}{first + 1}号",
            f"2020年5月{first}日{dash}6月{first}日",
            f"2020年12月{first}日{dash}2021年1月{first}日",
            f"五月{spelt(first)}日{dash}{spelt(first + 1)}日",
        ):
            assert only(written, "，", "，") == "period"


def test_every_century_and_decade_is_a_period():
    for number in range(10, 30):
        for written in (f"{number}世纪", f"{spelt(number)}世纪", f"{number}世纪80年代"):
            assert only(written, "在", "，") == "period"
        assert find(f"{spelt(number).replace('二十', '廿')}世纪，")[0].kind == "period"
    for number in range(20, 100, 10):
        tens = DIGITS[number // 10] + "十"
        for written in (f"{number}年代", f"{tens}年代"):
            assert only(written, "上世纪", "，") == "period"
