import math

import pytest

from ecstats.errors import InputError
from ecstats.labels.numbers import (
    format_interval,
    format_scaled,
    format_value,
    step_of,
    step_of_interval,
    unit_scale,
)

INF = math.inf


@pytest.mark.parametrize(
    ("value", "unit", "step", "english", "chinese"),
    [
        (2735.8e8, "CNY", 1e7, "CNY 273.58 billion", "2735.8亿元"),
        (4400e8, "CNY", 1e8, "CNY 440.0 billion", "4400亿元"),
        (36e6, "CNY", None, "CNY 36 million", "3600万元"),
        (1.2e12, "CNY", None, "CNY 1.2 trillion", "1.2万亿元"),
        (37e8, "PARCEL", 1e8, "3.7 billion", "37亿"),
        (72.7e4, "SHOP", 1e3, "727,000", "72.7万"),
        (16, "VILLAGE", 1, "16", "16"),
        (51.3, "PERCENT", 0.1, "51.3%", "51.3%"),
        (26, "PERCENT", 1, "26%", "26%"),
        (-7.2, "PERCENTAGE_POINT", 0.1, "−7.2 pp", "−7.2个百分点"),
        (0.0997, "FRACTION", 1e-4, "9.97%", "9.97%"),
        (0.0997, "FRACTION_PER_YEAR", 1e-4, "9.97% a year", "9.97%/年"),
        (1.26, "PERCENTAGE_POINT_PER_YEAR", 0.01, "1.26 pp a year", "1.26个百分点/年"),
        (0.1 + 0.2, "RATIO", None, "0.3", "0.3"),
        (2 / 3, "RATIO", None, "0.667", "0.667"),
        (0, "CNY", None, "CNY 0", "0元"),
        (math.nan, "CNY", None, "—", "—"),
        (INF, "CNY", None, "—", "—"),
    ],
)
def test_values_are_written_in_units_that_people_say(value, unit, step, english, chinese):
    assert format_value(value, unit, "en", step=step) == english
    assert format_value(value, unit, "zh", step=step) == chinese


@pytest.mark.parametrize(
    ("ends", "unit", "english", "chinese"),
    [
        ((43.85, 43.95), "PERCENT", "43.85–43.95%", "43.85–43.95%"),
        ((2735.75e8, 2735.85e8), "CNY", "CNY 273.575–273.585 billion", "2735.75–2735.85亿元"),
        ((-7.25, -7.15), "PERCENTAGE_POINT", "−7.25 to −7.15 pp", "−7.25至−7.15个百分点"),
        ((50, INF), "PERCENT", "≥ 50%", "≥ 50%"),
        ((-INF, -30), "PERCENT", "≤ −30%", "≤ −30%"),
        ((7, 7), "PROJECT", "7", "7"),
        ((-INF, INF), "CNY", "—", "—"),
        ((math.nan, 1), "CNY", "—", "—"),
    ],
)
def test_intervals_show_their_ends_or_the_one_bound(ends, unit, english, chinese):
    assert format_interval(*ends, unit, "en") == english
    assert format_interval(*ends, unit, "zh") == chinese


def test_an_open_bound_is_written_as_more_than():
    assert format_interval(100e8, INF, "PARCEL", "zh", lower_open=True) == "> 100亿"
    assert format_interval(-INF, 5, "SHOP", "en", upper_open=True) == "< 5"


def test_the_ends_of_an_interval_are_rounded_outwards():
    assert format_interval(0.09969, 0.09971, "FRACTION", step=1e-4) == "9.96–9.98%"


def test_steps_follow_the_printed_digits():
    assert step_of("2735.8", 8) == 1e7
    assert step_of("26") == 1
    assert step_of("4.80", 8) == 1e6
    assert step_of_interval(9.96, 9.98) == 0.01
    assert step_of_interval(1, 1) is None
    assert step_of_interval(1, INF) is None


def test_a_shared_unit_is_named_apart_from_the_digits():
    assert unit_scale([2735.8e8, 4400e8], "CNY", "en") == (9, "CNY billion")
    assert unit_scale([2735.8e8, 4400e8], "CNY", "zh") == (8, "亿元")
    assert unit_scale([19.7, 26], "PERCENT", "en") == (0, "%")
    assert format_scaled(2735.8e8, 9, "en", step=1e7) == "273.58"
    assert format_scaled(math.nan, 9) == "—"


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError, match="unknown language 'fr'"):
        format_value(1, "CNY", "fr")
