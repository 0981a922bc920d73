"""What printed digits and bound words can mean, and exact arithmetic with it."""

import json
import operator
import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from ecstats import intervals as iv
from ecstats.errors import InputError
from ecstats.intervals import Interval
from ecstats.tables import load_indicators, load_quoted_figures, load_units

VECTORS = json.loads(
    (Path(__file__).parent / "vectors" / "intervals.json").read_text(encoding="utf-8")
)
INF = np.inf
thorough = settings(deadline=None, max_examples=200, derandomize=True)


def cases(method):
    found = [vector for vector in VECTORS if vector["method"] == method]
    assert found, method
    return pytest.mark.parametrize("vector", found, ids=[vector["id"] for vector in found])


def contains(a, value):
    return iv.satisfies(iv.point(value), a) == "certain"


def figures(**columns):
    return pd.DataFrame({name: [value] for name, value in columns.items()})


def one(**columns):
    row = iv.with_bounds(figures(**({"bound": "exact", "unit_mult": 0} | columns))).iloc[0]
    return row["lower"], row["upper"], bool(row["lower_open"]), bool(row["upper_open"])


# Vectors


@cases("unround_bounds")
def test_unround_vectors(vector):
    inputs, expected = vector["inputs"], vector["expected"]
    text = inputs["x"]
    if "digits" in inputs:
        text = str(Decimal(text).quantize(Decimal(1).scaleb(-inputs["digits"])))
    got = iv.quoted_interval(
        text,
        unit_mult=Decimal(inputs.get("scale", "1")).adjusted(),
        rounding=inputs.get("rounding", "up"),
        round_numbers=inputs.get("step") == "10",
    )
    assert float(got.lower) == expected["lower"]
    assert float(got.upper) == expected["upper"]
    if "incl_lower" in expected:
        assert (not got.lower_open, not got.upper_open) == (
            expected["incl_lower"],
            expected["incl_upper"],
        )


@cases("interval_arithmetic")
def test_arithmetic_vectors(vector):
    inputs = vector["inputs"]
    a = Interval(*inputs["a"])
    if inputs["op"] == "**":
        got = iv.monotone(lambda x: x ** inputs["b"], a, increasing=[True])
    elif inputs["op"] == "*":
        got = iv.over_box(operator.mul, a, Interval(*inputs["b"]))
    else:
        got = {"+": iv.add, "-": iv.subtract}[inputs["op"]](a, Interval(*inputs["b"]))
    assert [got.lower, got.upper] == vector["expected"]["result"]
    assert not got.lower_open
    assert not got.upper_open


WORDS = {
    "超过": "over",
    "以上": "at_least",
    "不低于": "at_least",
    "以下": "at_most",
    "不满": "under",
    "近": "nearly",
}
VERDICTS = {"certainly": "certain", "possibly": "possible", "certainly_not": "impossible"}


@cases("target_attainment_3valued")
def test_attainment_vectors(vector):
    current, target = vector["inputs"]["current"], vector["inputs"]["target"]
    if "half" in current:
        value = Interval(current["v"] - current["half"], current["v"] + current["half"])
    elif "lo" in current:
        value = iv.quoted_interval(current["v"], unit_mult=4)
        assert (value.lower, value.upper) == (current["lo"], current["hi"])
    else:
        value = iv.quoted_interval(str(current["v"]), WORDS[current["word"]])
    expected = VERDICTS[vector["expected"]["result"]]
    assert target["op"] == ">="
    assert iv.satisfies(value, Interval(target["v"], INF, False, True)) == expected


@cases("bound_word")
def test_bound_word_vectors(vector):
    inputs, expected = vector["inputs"], vector["expected"]
    got = iv.quoted_interval(str(inputs["value"]), WORDS[inputs["word"]])
    assert got.lower == (-INF if expected["lower"] is None else expected["lower"])
    assert got.upper == (INF if expected["upper"] is None else expected["upper"])
    is_open = got.upper_open if expected["lower"] is None else got.lower_open
    assert is_open == (expected["bracket"] in "()")


@cases("bound_word_yu")
def test_some_over_vectors(vector):
    digits, scale = re.fullmatch(r"([\d.]+)(万?)余", vector["inputs"]["text"]).groups()
    got = iv.quoted_interval(digits, "some_over", unit_mult=4 if scale else 0)
    assert got[:2] == (vector["expected"]["lower"], vector["expected"]["upper"])
    assert got.lower_open
    assert got.upper_open


# Quoted figures


def test_every_row_of_the_ledger_has_bounds():
    ledger = iv.with_bounds(load_quoted_figures())
    assert ledger[["lower", "upper"]].dtypes.eq("float64").all()
    assert ledger[["lower_open", "upper_open"]].dtypes.eq("bool").all()
    assert not ledger[["lower", "upper"]].isna().any(axis=None)
    assert (ledger["lower"] <= ledger["upper"]).all()
    spread = ledger["lower"] < ledger["upper"]
    assert not ledger.loc[~spread, ["lower_open", "upper_open"]].any(axis=None)
    near = ledger["base_value"].between(ledger["lower"], ledger["upper"])
    fraction = ledger["unit_measure"].eq("FRACTION")
    assert (near | fraction).all()


def test_the_unit_table_agrees_with_what_is_taken_as_measured():
    units = load_units().set_index("unit_measure")["unit_type"].astype(str)
    counted = {unit for unit in units.index if units[unit] == "count"} | {"RANK"}
    assert counted.isdisjoint(iv.MEASURED_UNITS)
    assert set(units.index) - counted <= iv.MEASURED_UNITS


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"obs_text": "43.9"}, (43.85, 43.95, False, True)),
        ({"obs_text": "43.90"}, (43.895, 43.905, False, True)),
        ({"obs_text": "2735.8", "unit_mult": 8}, (273575000000.0, 273585000000.0, False, True)),
        ({"obs_text": "0"}, (-0.5, 0.5, True, True)),
        # Counts and what is set rather than measured are points.
        ({"obs_text": "22", "unit_measure": "PLATFORM"}, (22, 22, False, False)),
        ({"obs_text": "22", "unit_measure": "CNY"}, (21.5, 22.5, False, True)),
        ({"obs_text": "2", "unit_measure": "FIRM", "unit_mult": 4}, (15e3, 25e3, False, True)),
        ({"obs_text": "2.5", "unit_measure": "FIRM"}, (2.45, 2.55, False, True)),
        ({"obs_text": "60", "unit_measure": "PERCENT", "obs_kind": "target"}, (60,) * 2 + (0,) * 2),
        ({"obs_text": "60", "bound": "at_least", "obs_kind": "target"}, (60, INF, False, True)),
        ({"obs_text": "10", "obs_text_upper": "15", "bound": "range"}, (10, 15, False, False)),
        # Bound words.
        ({"obs_text": "3600", "unit_mult": 4, "bound": "over"}, (36e6, INF, True, True)),
        ({"obs_text": "12", "bound": "at_most"}, (-INF, 12, True, False)),
        ({"obs_text": "12", "bound": "under"}, (-INF, 12, True, True)),
        ({"obs_text": "800", "bound": "some_over"}, (800, 900, True, True)),
        ({"obs_text": "3.8", "unit_mult": 4, "bound": "some_over"}, (38e3, 39e3, True, True)),
        ({"obs_text": "1000", "bound": "nearly"}, (0, 1000, True, True)),
        ({"obs_text": "3600", "unit_mult": 4, "bound": "about"}, (35e6, 37e6, False, False)),
        ({"obs_text": "100", "unit_mult": 8, "bound": "order_of_magnitude"}, (1e10, 1e11, 0, 1)),
        # Reductions are mirrored: over 20 % less lies below -20.
        ({"obs_text": "-20", "unit_measure": "PERCENT"}, (-20.5, -19.5, True, False)),
        ({"obs_text": "-20", "bound": "over"}, (-INF, -20, True, True)),
        ({"obs_text": "-30", "bound": "at_least"}, (-INF, -30, True, False)),
        ({"obs_text": "-30", "bound": "at_most"}, (-30, INF, False, True)),
        ({"obs_text": "-30", "bound": "some_over"}, (-40, -30, True, True)),
        # A printed fraction is exact.
        (
            {"obs_text": "-0.6667", "unit_measure": "FRACTION", "as_written": "2/3"},
            (-2 / 3, -2 / 3, False, False),
        ),
    ],
)
def test_bounds_of_a_row(row, expected):
    assert one(**row) == expected


def test_a_missing_number_stays_missing():
    lower, upper, lower_open, upper_open = one(obs_text=None)
    assert np.isnan([lower, upper]).all()
    assert not lower_open
    assert not upper_open


def test_an_empty_table_gives_an_empty_table():
    empty = iv.with_bounds(load_quoted_figures().iloc[:0])
    assert len(empty) == 0
    assert empty["lower"].dtype == float
    assert empty["upper_open"].dtype == bool


def test_index_and_input_are_left_alone():
    frame = pd.DataFrame({"obs_text": ["1.0", "2.0"], "bound": "exact"}, index=[7, 7])
    got = iv.with_bounds(frame)
    assert list(frame) == ["obs_text", "bound"]
    assert list(got.index) == [7, 7]
    assert got["lower"].tolist() == [0.95, 1.95]


def test_closed_intervals_for_consistency_checks():
    got = iv.exact_bounds(figures(obs_text="43.9", bound="exact"), rounding="up_or_down")
    assert not got.lower_open.any()
    assert not got.upper_open.any()


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("70", "observed", (65, 75)),
        ("43.9", "observed", (43.85, 43.95)),
        ("71", "observed", (70.5, 71.5)),
        ("70.0", "observed", (69.95, 70.05)),
        ("-20", "change", (-25, -15)),
        ("70", "target", (70, 70)),
        ("0", "observed", (-0.5, 0.5)),
    ],
)
def test_round_numbers(text, kind, expected):
    frame = figures(obs_text=text, bound="exact", obs_kind=kind, unit_measure="PERCENT")
    got = iv.with_bounds(frame, round_numbers=True)
    assert tuple(got[["lower", "upper"]].iloc[0]) == expected


def test_limits_hold_levels_but_not_changes():
    frame = pd.DataFrame(
        {
            "indicator_id": ["online_transaction_rate"] * 3 + ["online_retail_sales"],
            "obs_text": ["80", "100", "100", "100"],
            "bound": ["at_least", "exact", "at_most", "at_least"],
            "obs_kind": ["observed", "observed", "change", "observed"],
            "unit_measure": "PERCENT",
        }
    )
    got = iv.with_bounds(frame, indicators=load_indicators())
    assert got["lower"].tolist() == [80, 99.5, -INF, 100]
    assert got["upper"].tolist() == [100, 100, 100, INF]
    assert got["upper_open"].tolist() == [False, False, False, True]


def test_stated_level_and_requirement():
    frame = pd.DataFrame(
        {
            "obs_text": ["60", "20", "5", "12", "10", None],
            "obs_text_upper": [None, None, None, None, "15", None],
            "bound": ["exact", "at_least", "over", "at_most", "range", "exact"],
            "obs_kind": "target",
        }
    )
    bounds = iv.with_bounds(frame)
    stated = iv.stated_level(bounds)
    np.testing.assert_array_equal(stated.lower, [60, 20, 5, 12, 10, np.nan])
    np.testing.assert_array_equal(stated.upper, [60, 20, 5, 12, 15, np.nan])
    assert not stated.lower_open.any()
    assert not stated.upper_open.any()
    more = iv.requirement(bounds, 1)
    np.testing.assert_array_equal(more.lower, [60, 20, 5, -INF, 10, np.nan])
    np.testing.assert_array_equal(more.upper, [INF, INF, INF, 12, INF, np.nan])
    assert more.lower_open.tolist() == [False, False, True, True, False, False]
    less = iv.requirement(bounds, [-1] * 6)
    np.testing.assert_array_equal(less.lower, [-INF, 20, 5, -INF, -INF, np.nan])
    np.testing.assert_array_equal(less.upper, [60, INF, INF, 12, 15, np.nan])
    undirected = iv.requirement(bounds, pd.array([pd.NA] * 6, dtype="Int64"))
    np.testing.assert_array_equal(undirected.upper, bounds["upper"])
    np.testing.assert_array_equal(
        iv.satisfies(iv.point(np.array([60.0, 19, 5, 12, 9, 1])), more),
        ["certain", "impossible", "impossible", "certain", "impossible", "unknown"],
    )


def test_the_stated_level_is_not_the_limit():
    frame = pd.DataFrame(
        {
            "indicator_id": "online_transaction_rate",
            "obs_text": ["80", "20", "-20", "-20"],
            "bound": ["at_least", "at_most", "over", "at_most"],
            "obs_kind": ["target", "target", "change", "change"],
        }
    )
    bounds = iv.with_bounds(frame, indicators=load_indicators())
    assert bounds["upper"].tolist() == [100, 20, -20, INF]
    assert iv.stated_level(bounds).lower.tolist() == [80, 20, -20, -20]
    assert iv.stated_level(bounds).upper.tolist() == [80, 20, -20, -20]


def test_only_exact_and_about_figures_have_a_point():
    ledger = load_quoted_figures()
    value = iv.point_estimate(ledger)
    has_point = ledger["bound"].isin(["exact", "about"])
    assert value.notna().equals(has_point)
    assert value[has_point].equals(ledger.loc[has_point, "base_value"])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"obs_text": "4,3", "bound": "exact"}, "'4,3' is not a number"),
        ({"obs_text": "1e3", "bound": "exact"}, "'1e3' is not a number"),
        ({"obs_text": "5", "bound": "atleast"}, "nearest valid: 'at_least'"),
        ({"obs_text": "5", "bound": "range"}, "a range needs an upper end"),
        ({"obs_text": "5", "obs_text_upper": "7", "bound": "over"}, "only a range has one"),
        ({"obs_text": "0", "bound": "order_of_magnitude"}, "a number above 0"),
        (
            {"obs_text": "0.67", "bound": "about", "unit_measure": "FRACTION", "as_written": "2/3"},
            "valid: 'exact'",
        ),
    ],
)
def test_unreadable_rows_are_named(row, message):
    with pytest.raises(InputError, match=re.escape(message)) as fault:
        iv.with_bounds(figures(figure_id="plan-007", **row))
    assert str(fault.value).startswith("row plan-007: ")


def test_a_missing_column_is_named():
    with pytest.raises(InputError, match=r"column 'bound' is missing.*load_quoted_figures"):
        iv.with_bounds(pd.DataFrame({"obs_text": ["1"]}))


# Properties

digits = st.decimals(min_value=-(10**6), max_value=10**6, places=3)
places = st.integers(min_value=0, max_value=3)


@thorough
@given(digits, places, st.sampled_from([0, 4, 8]))
def test_a_rounded_value_lies_in_the_bounds_of_its_print(value, decimals, unit_mult):
    step = Decimal(1).scaleb(-decimals)
    true = Fraction(value) * 10**unit_mult
    for mode, rounding in [(ROUND_HALF_UP, "up"), (ROUND_HALF_EVEN, "up_or_down")]:
        text = str(value.quantize(step, rounding=mode))
        meant = iv.quoted_interval(text, unit_mult=unit_mult, rounding=rounding)
        assert contains(meant, true)
        assert meant.upper - meant.lower == Fraction(step) * 10**unit_mult


@thorough
@given(digits.filter(lambda x: x != 0), st.sampled_from(["some_over", "nearly", "about"]))
def test_a_reduction_mirrors_an_increase(value, bound):
    size = format(abs(value), "f")
    more = iv.quoted_interval(size, bound)
    less = iv.quoted_interval("-" + size, bound)
    assert less == (-more.upper, -more.lower, more.upper_open, more.lower_open)


quarters = st.integers(min_value=-12, max_value=12).map(lambda n: Fraction(n, 4))


@st.composite
def bounded(draw):
    low, high = sorted([draw(quarters), draw(quarters)])
    if low == high:
        return Interval(low, high, False, False)
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


def inside(a, gap=Fraction(1, 10**9)):
    """Values of `a` that matter: near or at its ends, in the middle, and zero."""
    values = {
        a.lower + (gap if a.lower_open else 0),
        a.upper - (gap if a.upper_open else 0),
        (a.lower + a.upper) / 2,
        Fraction(0),
    }
    return sorted(value for value in values if contains(a, value))


def results(operation, a, b):
    found = []
    for x, y in product(inside(a), inside(b)):
        try:
            found.append(operation(x, y))
        except ZeroDivisionError:
            continue
    return found


@thorough
@given(bounded(), bounded(), st.sampled_from(["add", "subtract", "divide"]))
def test_arithmetic_contains_every_result_and_attains_its_ends(a, b, name):
    operation = {"add": operator.add, "subtract": operator.sub, "divide": operator.truediv}[name]
    got = getattr(iv, name)(a, b)
    found = results(operation, a, b)
    if not found:
        assert np.isnan(got.lower)
        return
    assert all(contains(got, value) for value in found)
    for end, is_open, extreme in [
        (got.lower, got.lower_open, min(found)),
        (got.upper, got.upper_open, max(found)),
    ]:
        if abs(end) == INF:
            assert is_open
            assert b.lower <= 0 <= b.upper
        elif is_open:
            assert extreme != end
            assert abs(extreme - end) < Fraction(1, 10**6)
        else:
            assert extreme == end


@thorough
@given(bounded(), bounded())
def test_attainment_agrees_with_the_values(a, b):
    verdict = iv.satisfies(a, b)
    met = [bool(contains(b, value)) for value in inside(a)]
    if verdict == "certain":
        assert all(met)
    elif verdict == "impossible":
        assert not any(met)
    assert (verdict == "impossible") == (not iv.intersects(a, b))
    assert iv.intersects(a, b) == iv.intersects(b, a)


levels = st.integers(min_value=1, max_value=400).map(lambda n: Fraction(n, 4))


@thorough
@given(levels, levels, levels, st.tuples(*[st.floats(0, 1)] * 2))
def test_joint_search_encloses_samples_and_attains_its_ends(base, width, now, at):
    start, current = Interval(base, base + width), Interval(now, now + width)

    def change(x, y):
        return (y - x) / x

    got = iv.over_box(change, start, current)
    x = start.lower + Fraction(at[0]) * width
    y = current.lower + Fraction(at[1]) * width
    assert contains(got, change(x, y))
    assert got.lower == change(start.upper, current.lower)
    assert got.upper == change(start.lower, current.upper)
    assert got == iv.monotone(change, start, current, increasing=[False, True])


# Arithmetic at the edges


def test_one_sided_bounds_stay_one_sided():
    above = Interval(np.array([100.0, 100.0]), np.array([INF, 200.0]), [True, False], [True, True])
    total = iv.add(above, iv.point(1))
    assert total.lower.tolist() == [101, 101]
    assert total.upper.tolist() == [INF, 201]
    assert total.upper_open.tolist() == [True, True]
    share = iv.divide(iv.point(1.0), above)
    assert share.lower.tolist() == [0, 0.005]
    assert share.lower_open.tolist() == [True, True]
    assert share.upper.tolist() == [0.01, 0.01]
    flipped = iv.scale(above, -1)
    assert flipped.lower.tolist() == [-INF, -200]
    assert flipped.upper_open.tolist() == [True, False]


def test_no_limit_at_infinity_means_nothing_is_known():
    above = Interval(1.0, INF, False, True)
    for got in [
        iv.over_box(lambda x, y: x - y, above, above),
        iv.monotone(lambda x, y: x - y, above, above, increasing=[True, False]),
    ]:
        assert got == (-INF, INF, True, True)


def test_division_by_what_can_be_zero():
    assert iv.divide(iv.point(1.0), Interval(0.0, 2.0)) == (0.5, INF, False, True)
    assert iv.divide(iv.point(1.0), Interval(-1.0, 2.0)) == (-INF, INF, True, True)
    assert np.isnan(iv.divide(iv.point(1.0), iv.point(0.0)).lower)


def test_missing_values_stay_missing():
    gap = Interval(np.array([np.nan, 1.0]), np.array([np.nan, 2.0]))
    for got in [
        iv.add(gap, gap),
        iv.over_box(operator.mul, gap, Interval(0.0, 1.0)),
        iv.divide(gap, Interval(1.0, INF)),
        iv.over_box(lambda x: x * 2, gap),
        iv.monotone(lambda x: x * 2, gap, increasing=[True]),
    ]:
        assert np.isnan(got.lower).tolist() == [True, False]
        assert np.isnan(got.upper).tolist() == [True, False]
        assert got.lower_open.tolist() == [False, False]
    assert iv.satisfies(gap, Interval(0.0, INF, True, True)).tolist() == ["unknown", "certain"]


def test_fractions_stay_exact_beside_integers_and_infinity():
    third = Interval(
        np.array([Fraction(1, 3), -INF], dtype=object), np.array([Fraction(1, 2)] * 2, dtype=object)
    )
    got = iv.scale(third, 3)
    assert got.lower.tolist() == [Fraction(1), -INF]
    assert got.upper.tolist() == [Fraction(3, 2)] * 2
    assert got.lower_open.tolist() == [False, True]
    assert iv.scale(Interval(Fraction(1, 3), Fraction(1, 3)), 3).lower == 1


def test_columns_and_of_are_inverses():
    bounds = Interval(np.array([1.0, -INF]), np.array([2.0, 3.0]), [True, True], [False, True])
    frame = iv.to_columns(bounds, "growth_", index=pd.Index(["a", "b"]))
    assert list(frame) == ["growth_lower", "growth_upper", "growth_lower_open", "growth_upper_open"]
    for got, expected in zip(iv.from_columns(frame, "growth_"), bounds, strict=True):
        np.testing.assert_array_equal(got, expected)
