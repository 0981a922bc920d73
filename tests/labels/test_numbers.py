import math
import re

import pytest
from hypothesis import given, strategies as st

from ecstats.errors import InputError
from ecstats.labels.numbers import (
    format_estimate,
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
        (2.5e12, "CNY", None, "CNY 2.5 trillion", "2.5万亿元"),
        (2019, "YEAR", None, "2019", "2019年"),
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
        ((43.85, 43.95), "PERCENT", "43.85–43.95%", "43.85%–43.95%"),
        ((0.0395, 0.0436), "FRACTION_PER_YEAR", "3.95–4.36% a year", "3.95%–4.36%/年"),
        ((2.4e12, 2.6e12), "CNY", "CNY 2.4–2.6 trillion", "2.4–2.6万亿元"),
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


@pytest.mark.parametrize(
    ("ends", "unit", "english", "chinese"),
    [
        # economist.md 13: intervals that were rounded inward, or written in two ways
        ((0.047669456, INF), "FRACTION", "> 4.766%", "> 4.766%"),
        ((0.0301749, INF), "FRACTION", "> 3.01749%", "> 3.01749%"),
        ((1.4197809091e12, INF), "CNY", "> CNY 1.419 trillion", "> 1.419万亿元"),
        ((-INF, 36.60650001), "PERCENT", "< 36.61%", "< 36.61%"),
        ((0.03949367, 0.04352331), "FRACTION", "3.94–4.36%", "3.94%–4.36%"),
        ((412.98076e6, 413.75e6), "PARCEL", "412.98–413.75 million", "4.1298–4.1375亿"),
        ((82.259612, 82.299219), "PERCENT", "82.259–82.300%", "82.259%–82.300%"),
        ((100e8, INF), "PARCEL", "> 10 billion", "> 100亿"),
        ((-INF, 5), "SHOP", "< 5", "< 5"),
        # economist.md 66
        ((0.099695, 0.099703), "FRACTION", "9.9695–9.9703%", "9.9695%–9.9703%"),
    ],
)
def test_the_ends_of_an_interval_are_rounded_outwards(ends, unit, english, chinese):
    open_ends = {"lower_open": True, "upper_open": True}
    assert format_interval(*ends, unit, "en", **open_ends) == english
    assert format_interval(*ends, unit, "zh", **open_ends) == chinese


@given(
    st.floats(-1e13, 1e13, allow_nan=False),
    st.floats(1e-3, 1e13),
    st.sampled_from(["COUNT", "PERCENT", "RATIO"]),
    st.sampled_from(["en", "zh"]),
)
def test_what_is_written_holds_what_is_meant(lower, width, unit, language):
    upper = lower + width
    noise = 1e-11 * max(abs(lower), abs(upper))
    assert read_back(format_interval(lower, INF, unit, language))[0] <= lower + noise
    assert read_back(format_interval(-INF, upper, unit, language))[0] >= upper - noise
    ends = read_back(format_interval(lower, upper, unit, language))
    assert ends[0] <= lower + noise
    assert ends[-1] >= upper - noise


def read_back(written):
    """Numbers of an interval as written, the scale word applied to all."""
    powers = {" million": 6, " billion": 9, " trillion": 12, "万亿": 12, "亿": 8, "万": 4}
    power = next((power for word, power in powers.items() if written.endswith(word)), 0)
    digits = re.findall(r"\N{MINUS SIGN}?\d[\d,]*\.?\d*", written)
    return [
        float(one.replace(",", "").replace("\N{MINUS SIGN}", "-")) * 10**power for one in digits
    ]


@pytest.mark.parametrize(
    ("value", "ends", "unit", "written"),
    [
        (36.76, (34.80, 38.77), "PERCENT", "37%"),
        (4.15, (3.949, 4.352), "PERCENT", "4.2%"),
        (0.0997, (0.099695, 0.099703), "FRACTION", "9.97%"),
        (0.588, (0.5767, 0.5993), "RATIO", "0.59"),
        (math.nan, (4.7669, INF), "PERCENT", "≥ 4.7669%"),
        (2.4e11, (2.4e11, 2.4e11), "CNY", "CNY 240 billion"),
    ],
)
def test_an_estimate_has_the_digits_that_its_interval_supports(value, ends, unit, written):
    assert format_estimate(value, *ends, unit) == written


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
    for unit in ("CNY", "PERCENT"):
        with pytest.raises(InputError, match="unknown language 'fr'"):
            format_value(1, unit, "fr")
