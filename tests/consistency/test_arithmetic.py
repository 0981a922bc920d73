"""Arithmetic of the checks: published cases, and no false alarm for numbers that were rounded."""

import json
import operator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from ecstats.consistency import arithmetic
from ecstats.consistency.arithmetic import ONE
from ecstats.errors import InputError
from ecstats.intervals import add, intersects, over_box, point, quoted_interval, scale, subtract

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "consistency.json").read_text(encoding="utf-8")
)
HUNDRED = Fraction(100)


def cases(*methods):
    chosen = [case for case in VECTORS if case["method"] in methods]
    assert chosen
    return [pytest.param(case["inputs"], case["expected"], id=case["id"]) for case in chosen]


def number(text, **options):
    return quoted_interval(text, rounding="up_or_down", **options)


def fraction(text, **options):
    return scale(number(text, **options), 1 / HUNDRED)


def percent(bounds):
    return [float(bounds.lower * 100), float(bounds.upper * 100)]


def verdict_of(consistent):
    return "consistent" if consistent else "inconsistent"


@pytest.mark.parametrize(("inputs", "expected"), cases("count_share_denominators"))
def test_count_and_share(inputs, expected):
    share = fraction(inputs["share_pct"], round_numbers=inputs["step"] == "10")
    totals, whole = arithmetic.denominators(inputs["count"], share)
    assert whole == expected["integer_denominators"]
    assert bool(whole) == expected["consistent"]
    assert [float(totals.lower), float(totals.upper)] == pytest.approx(
        expected["interval"], abs=5e-7
    )


@pytest.mark.parametrize(("inputs", "expected"), cases("share_of_total"))
def test_share_of_total(inputs, expected):
    derived = arithmetic.share(point(Fraction(inputs["part"])), point(Fraction(inputs["total"])))
    assert float(derived.lower) == pytest.approx(expected["share"], abs=1e-12)
    quoted = point(Fraction(inputs["quoted"]))
    assert arithmetic.verdict(derived, quoted) == verdict_of(expected["consistent"])


def ratio(inputs):
    derived = arithmetic.share(number(inputs["numerator"]), number(inputs["denominator"]))
    return derived, number(inputs["quoted"])


def growth_of_a_total(inputs):
    parts = [(number(part["level"]), fraction(part["growth_pct"])) for part in inputs["parts"]]
    derived = arithmetic.total_growth(parts, number(inputs["total"]))
    return scale(derived, HUNDRED), number(inputs["quoted_total_growth_pct"])


def growth_from_an_increment(inputs):
    derived = arithmetic.growth_from_increment(number(inputs["level"]), number(inputs["increment"]))
    return scale(derived, HUNDRED), number(inputs["quoted_growth_pct"])


@pytest.mark.parametrize(
    ("derive", "inputs", "expected"),
    [
        pytest.param(derive, *case.values, id=case.id)
        for method, derive in {
            "ratio_rounding_consistency": ratio,
            "weighted_growth": growth_of_a_total,
            "level_increment_growth": growth_from_an_increment,
        }.items()
        for case in cases(method)
    ],
)
def test_what_follows_from_the_others(derive, inputs, expected):
    derived, quoted = derive(inputs)
    interval = expected.get("interval_pct", expected.get("interval"))
    assert [float(derived.lower), float(derived.upper)] == pytest.approx(interval, abs=5e-7)
    assert arithmetic.verdict(derived, quoted) == verdict_of(expected["consistent"])


@pytest.mark.parametrize(("inputs", "expected"), cases("pp_change"))
def test_change_in_points(inputs, expected):
    change = inputs.get("change_pp", inputs.get("difference_pp"))
    other = subtract(number(inputs["current"]), number(change))
    wanted = expected.get("previous", expected.get("reference"))
    assert [float(other.lower), float(other.upper)] == pytest.approx(wanted, abs=1e-9)
    if "consistent_with_quoted_previous" in expected:
        quoted = number(expected["consistent_with_quoted_previous"])
        assert arithmetic.verdict(other, quoted) == "consistent"


@pytest.mark.parametrize(("inputs", "expected"), cases("half_year_share"))
def test_half_year_share(inputs, expected):
    half = number(inputs["h1"].removesuffix("万亿元"), unit_mult=12)
    full = number(inputs["full_year"].removesuffix("亿元"), unit_mult=8)
    derived = arithmetic.share(half, full)
    assert percent(derived) == pytest.approx(expected["h1_share_pct"], abs=5e-7)
    # Twice the half year misses the full year by twice the share less one.
    bias = [2 * share - 100 for share in percent(derived)]
    assert bias == pytest.approx(expected["bias_of_x2_pct"], abs=5e-7)


@pytest.mark.parametrize(("inputs", "expected"), cases("chain_two_year_average"))
def test_average_of_two_years(inputs, expected):
    if "growth_pct" in inputs:
        first, second = (add(fraction(text), ONE) for text in inputs["growth_pct"])
        over_all = subtract(over_box(operator.mul, first, second), ONE)
    else:
        over_all = fraction(inputs["two_year_growth_pct"])
    assert percent(arithmetic.average_growth(over_all, 2)) == pytest.approx(
        expected["interval_pct"], abs=5e-7
    )
    quoted = fraction(inputs["quoted_two_year_avg_pct"])
    verdict = arithmetic.verdict(over_all, arithmetic.compounded(quoted, 2))
    assert verdict == verdict_of(expected["consistent"])


@pytest.mark.parametrize(("inputs", "expected"), cases("implied_base"))
def test_implied_earlier_level(inputs, expected):
    earlier = arithmetic.implied_earlier(number(inputs["level"]), fraction(inputs["growth_pct"]))
    assert [float(earlier.lower), float(earlier.upper)] == pytest.approx(
        expected["implied_base"], abs=5e-7
    )


def test_edges_are_decided_exactly():
    # Three times 0.15 is below 0.45 in binary; as printed decimals the intervals just touch.
    derived = arithmetic.total([number("0.1")] * 3)
    assert derived.upper == number("0.5").lower == Fraction(45, 100)
    assert 0.15 + 0.15 + 0.15 < 0.45
    assert arithmetic.verdict(derived, number("0.5")) == "consistent"
    assert arithmetic.verdict(derived, number("0.51")) == "inconsistent"


def test_parts_may_miss_a_total_by_half_a_unit_each():
    parts = [number("1.0"), number("2.0"), number("3.0")]
    derived = arithmetic.total(parts)
    assert arithmetic.verdict(derived, number("6.2")) == "consistent"  # (3 + 1)·0.1/2
    assert arithmetic.verdict(derived, number("6.3")) == "inconsistent"


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["16", "18", "20"], True),
        (["16", "16"], True),
        (["16", "15.4"], False),
        (["16", "15.5"], True),  # both can be 15.5
        (["-20", "-18", "-16"], True),
        (["-20", "-18", "-19.1"], False),
        (["5", "9", "7", "8"], False),
    ],
)
def test_rising(levels, expected):
    assert arithmetic.rising([number(text) for text in levels]) == expected


@pytest.mark.parametrize(
    "bad",
    [
        lambda: arithmetic.growth(number("10"), number("0")),
        lambda: arithmetic.growth(number("-10"), number("5")),
        lambda: arithmetic.implied_earlier(number("10"), fraction("-100")),
        lambda: arithmetic.growth_from_increment(number("5"), number("5")),
        lambda: arithmetic.total_growth([(number("10"), fraction("-100"))], number("10")),
        lambda: arithmetic.average_growth(fraction("5"), 0),
        lambda: arithmetic.average_growth(fraction("-250"), 2),
        lambda: arithmetic.denominators(0, fraction("70")),
        lambda: arithmetic.denominators(3, fraction("0")),
    ],
)
def test_what_has_no_answer_is_an_input_error(bad):
    with pytest.raises(InputError):
        bad()


def test_a_denominator_never_falls_below_the_count():
    totals, whole = arithmetic.denominators(3, fraction("100"))
    assert totals.lower < 3
    assert whole == [3]


LEVELS = st.fractions(min_value="0.5", max_value=10_000, max_denominator=10_000)
DIGITS = st.integers(0, 3)


def rounded(value, digits):
    """Print as an office does: half to even."""
    return f"{Decimal(round(value * 10**digits)).scaleb(-digits):f}"


@given(later=LEVELS, earlier=LEVELS, digits=DIGITS, coarse=st.booleans())
@settings(max_examples=200)
def test_honest_growth_is_never_called_inconsistent(later, earlier, digits, coarse):
    texts = rounded(later, digits), rounded(earlier, digits)
    growth = rounded((later / earlier - 1) * 100, 1)
    if Fraction(texts[1]) <= Fraction(1, 2):
        return
    levels = [number(text, round_numbers=coarse) for text in texts]
    if levels[1].lower <= 0 or levels[0].lower < 0:
        return
    derived = scale(arithmetic.growth(*levels), HUNDRED)
    assert arithmetic.verdict(derived, number(growth)) == "consistent"
    assert derived.lower <= (later / earlier - 1) * 100 <= derived.upper


@given(parts=st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=4), digits=DIGITS)
@settings(max_examples=100)
def test_honest_totals_are_never_called_inconsistent(parts, digits):
    later, earlier = (sum(column) for column in zip(*parts, strict=True))
    levels = [number(rounded(level, digits)) for level, _ in parts]
    assert (
        arithmetic.verdict(arithmetic.total(levels), number(rounded(later, digits))) == "consistent"
    )
    if any(level.lower <= 0 for level in levels):
        return
    rates = [fraction(rounded((one / two - 1) * 100, 1)) for one, two in parts]
    if any(rate.lower <= -1 for rate in rates):
        return
    pairs = list(zip(levels, rates, strict=True))
    true = later / earlier - 1
    derived = arithmetic.total_growth(pairs, number(rounded(later, digits)))
    assert derived.lower <= true <= derived.upper


@given(count=st.integers(1, 60), more=st.integers(0, 60), digits=st.integers(0, 2))
@settings(max_examples=100)
def test_honest_percentages_have_a_whole_total(count, more, digits):
    text = rounded(Fraction(100 * count, count + more), digits)
    share = fraction(text)
    if share.lower > 0:
        assert count + more in arithmetic.denominators(count, share)[1]


@given(yearly=st.fractions("-0.5", 2, max_denominator=10_000), years=st.integers(1, 6))
@settings(max_examples=100)
def test_average_growth_and_compounding_are_inverse(yearly, years):
    over_all = point((1 + yearly) ** years - 1)
    assert float(arithmetic.average_growth(over_all, years).lower) == pytest.approx(float(yearly))
    assert arithmetic.compounded(point(yearly), years) == over_all
    quoted = number(rounded(yearly * 100, 1))
    again = arithmetic.compounded(scale(quoted, 1 / HUNDRED), years)
    assert arithmetic.verdict(over_all, again) == "consistent"


def test_growth_bounds_are_attained():
    derived = arithmetic.growth(number("2251"), number("1900"))
    assert derived.lower == Fraction(22505, 19005) - 1
    assert derived.upper == Fraction(22515, 18995) - 1
    assert bool(intersects(derived, point(derived.lower)))
