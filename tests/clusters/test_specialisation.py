"""Location quotient, concentration and shift-share: published cases, and the refusals."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from ecstats.clusters.specialisation import (
    herfindahl_hirschman,
    location_quotient,
    location_quotients,
    shift_share,
)
from ecstats.errors import InputError

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "clusters.json").read_text(encoding="utf-8")
)
INDUSTRIES = ["w", "x", "y", "z"]


def cases(method):
    chosen = [case for case in VECTORS if case["method"] == method]
    assert chosen
    return [pytest.param(case, id=case["id"]) for case in chosen]


def by_industry(values):
    return pd.Series(values, index=INDUSTRIES, dtype=float)


@pytest.mark.parametrize("case", cases("location_quotient"))
def test_location_quotient(case):
    amounts = [case["inputs"][name] for name in ("e_ij", "e_j", "e_i", "e")]
    found = location_quotient(*amounts)
    assert isinstance(found, float)
    assert found == pytest.approx(case["expected"]["lq"], abs=case["tolerance"])


@pytest.mark.parametrize("case", cases("location_quotient_matrix"))
def test_location_quotients_of_a_table(case):
    found = location_quotients(pd.DataFrame(case["inputs"]["matrix"]))
    np.testing.assert_allclose(found, case["expected"]["lq"], atol=case["tolerance"])


@pytest.mark.parametrize("case", cases("hhi"))
def test_concentration(case):
    values = case["inputs"]["x"]
    found = herfindahl_hirschman(
        values, sum(values), output=case["inputs"]["output"].replace("hhi", "index")
    )
    assert found == pytest.approx(case["expected"]["value"], abs=case["tolerance"])


@pytest.mark.parametrize("case", cases("hhi_points"))
def test_concentration_in_points(case):
    found = herfindahl_hirschman(case["inputs"]["shares_pct"], 100, output="points")
    assert found == pytest.approx(case["expected"]["value"])


@pytest.mark.parametrize("case", cases("shift_share_dunn"))
def test_shift_share(case):
    inputs = case["inputs"]
    found = shift_share(*(by_industry(inputs[name]) for name in ("e_ij1", "e_ij2", "e_i1", "e_i2")))
    for column, value in case["expected"].items():
        assert found.loc["total", column] == pytest.approx(value, abs=case["tolerance"])
    assert list(found.index) == [*INDUSTRIES, "total"]


@given(
    st.lists(st.tuples(*[st.floats(1, 1e6)] * 4), min_size=1, max_size=6),
)
@settings(max_examples=50)
def test_the_parts_of_shift_share_add_up(rows):
    names = [str(i) for i in range(len(rows))]
    one, two, more_one, more_two = (pd.Series(column, names) for column in zip(*rows, strict=True))
    found = shift_share(one, two, one + more_one, two + more_two)
    parts = found[["national_share", "industry_mix", "regional_share"]].sum(axis=1)
    np.testing.assert_allclose(parts, found["growth"], rtol=1e-9, atol=1e-3)


def test_industries_are_matched_by_name_not_by_place():
    values = [[90, 20, 10, 60], [100, 40, 10, 55], [400, 150, 150, 400], [440, 210, 135, 480]]
    straight = shift_share(*map(by_industry, values))
    mixed = shift_share(
        *(by_industry(row).iloc[::step] for row, step in zip(values, [1, -1, 1, -1], strict=True))
    )
    pd.testing.assert_frame_equal(straight, mixed)


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda: location_quotient(5, np.nan, 10, 100), "region_total: a value is missing"),
        (lambda: location_quotient(5, None, 10, 100), "region_total: a value is missing"),
        (lambda: location_quotient(5, 0, 10, 100), "region_total must be positive"),
        (lambda: location_quotient(5, 20, 4, 100), "exceeds industry_total"),
        (lambda: location_quotient(5, 4, 10, 100), "exceeds region_total"),
        (lambda: location_quotient(5, 200, 10, 100), "exceeds grand_total"),
        (lambda: location_quotient("many", 200, 10, 100), "valid: numbers"),
        (lambda: location_quotient(-1, 20, 10, 100), "valid: amounts from 0 up"),
        (lambda: location_quotients(pd.DataFrame()), "the table is empty"),
        (lambda: location_quotients(pd.DataFrame([[1, None], [2, 3]])), "a value is missing"),
        (lambda: location_quotients(pd.DataFrame([[1, 0], [2, 0]])), "industry 1 is zero"),
        (lambda: herfindahl_hirschman([20, 50], 100), "add up to 70, the total is 100"),
        (lambda: herfindahl_hirschman([], 100), "no values"),
        (lambda: herfindahl_hirschman([1, 2], 0), "valid: a positive number"),
        (lambda: herfindahl_hirschman([1, 2], float("nan")), "valid: a positive number"),
        (lambda: herfindahl_hirschman([1, np.nan], 1), "a value is missing"),
        (lambda: herfindahl_hirschman([1], 1, output="normalised"), "two units or more"),
        (lambda: herfindahl_hirschman([1], 1, output="gini"), "valid: index, normalised"),
    ],
)
def test_no_measure_without_a_denominator_of_the_same_scope(refused, message):
    with pytest.raises(InputError, match=message):
        refused()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda s: s.update(economy_after=s["economy_after"].drop("z")), "different industries"),
        (lambda s: s.update(region_after=s["region_after"].rename({"w": "v"})), r"\(v, w\)"),
        (lambda s: s.update(region_after=by_industry([1, 2, np.nan, 4])), "a value is missing"),
        (lambda s: s.update(economy_before=by_industry([0, 9, 9, 9])), "must be positive"),
        (lambda s: s.update(region_after=by_industry([999, 2, 3, 4])), "exceeds the economy"),
        (lambda s: s.update(region_before=by_industry([1, 2, 3, 4]).iloc[:0]), "one row for each"),
    ],
)
def test_shift_share_refuses_what_is_not_of_one_scope(spoil, message):
    series = {
        "region_before": by_industry([1, 2, 3, 4]),
        "region_after": by_industry([2, 2, 3, 5]),
        "economy_before": by_industry([10, 20, 30, 40]),
        "economy_after": by_industry([20, 20, 30, 50]),
    }
    spoil(series)
    with pytest.raises(InputError, match=message):
        shift_share(**series)
