"""Growth as points, as intervals and in tables; what is undefined says why."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from ecstats import growth, intervals
from ecstats.errors import InputError
from ecstats.intervals import Interval, quoted_interval
from ecstats.tables import (
    load_indicators,
    load_published_values,
    load_quoted_figures,
    with_published_values,
)

VECTORS = json.loads(
    (Path(__file__).parent / "vectors" / "growth.json").read_text(encoding="utf-8")
)
INF = np.inf
thorough = settings(deadline=None, max_examples=200, derandomize=True)


def cases(method):
    found = [vector for vector in VECTORS if vector["method"] == method]
    assert found, method
    return pytest.mark.parametrize("vector", found, ids=[vector["id"] for vector in found])


def floats(bounds):
    return Interval(float(bounds.lower), float(bounds.upper), *bounds[2:])


def per_cent(text):
    return intervals.divide(quoted_interval(text, rounding="up_or_down"), intervals.point(100))


# Vectors


@cases("cagr")
def test_compound_growth_vectors(vector):
    inputs = vector["inputs"]
    got = growth.annual_change(inputs["v0"], inputs["v1"], inputs["years"])
    assert got == pytest.approx(vector["expected"]["cagr"], abs=vector["tolerance"])


@cases("cagr_interval")
def test_compound_growth_interval_vectors(vector):
    inputs, expected = vector["inputs"], vector["expected"]
    got = growth.annual_change_bounds(
        quoted_interval(inputs["v0"]), quoted_interval(inputs["v1"]), inputs["years"]
    )
    assert [got.lower, got.upper] == pytest.approx(expected["interval"], abs=vector["tolerance"])
    point = growth.annual_change(float(inputs["v0"]), float(inputs["v1"]), inputs["years"])
    assert point == pytest.approx(expected["point"], abs=vector["tolerance"])


@cases("bound_cagr")
def test_one_sided_growth_vectors(vector):
    start, end = vector["inputs"]["v0"], vector["inputs"]["v1"]
    assert (start["word"], end["word"]) == ("exact", "超过")
    got = growth.annual_change_bounds(
        intervals.quoted_interval(start["value"], rounded=False),
        intervals.quoted_interval(end["value"], "over"),
        vector["inputs"]["years"],
    )
    assert got.lower == pytest.approx(vector["expected"]["lower"], abs=vector["tolerance"])
    assert got.lower_open
    assert vector["expected"]["upper"] is None
    assert got.upper == INF


@cases("implied_base")
def test_implied_level_vectors(vector):
    inputs = vector["inputs"]
    level, rate = quoted_interval(inputs["level"]), per_cent(inputs["growth_pct"])
    got = growth.implied_earlier_level_bounds(level, rate)
    assert [got.lower, got.upper] == pytest.approx(vector["expected"]["implied_base"], abs=1e-6)
    point = float(inputs["level"]) / (1 + float(inputs["growth_pct"]) / 100)
    assert intervals.satisfies(intervals.point(point), got) == "certain"


@cases("pp_vs_percent")
def test_points_are_not_per_cent_vectors(vector):
    inputs, expected = vector["inputs"], vector["expected"]
    start, end = inputs["from_pct"], inputs["to_pct"]
    near = {"abs": vector["tolerance"]}
    assert growth.annual_change(start, end, 1, True) == pytest.approx(expected["pp"], **near)
    relative = 100 * growth.annual_change(start, end, 1)
    assert relative == pytest.approx(expected["relative_pct"], **near)


@cases("aarr_from_log_slope")
def test_rate_of_reduction_vectors(vector):
    got = -growth.annual_change(1, np.exp(float(vector["inputs"]["slope"])), 1)
    assert got == pytest.approx(vector["expected"]["exact"], abs=1e-12)
    assert f"{100 * got:.1f}" == vector["expected"]["aarr_pct_1dp"]


@cases("aarr_from_log_slope_consistency")
def test_rate_of_reduction_interval_vectors(vector):
    slope = floats(quoted_interval(vector["inputs"]["slope"]))
    got = intervals.monotone(
        lambda x: -100 * growth.annual_change(1, np.exp(x), 1), slope, increasing=[False]
    )
    expected = vector["expected"]
    assert [got.lower, got.upper] == pytest.approx(expected["interval_pct"], abs=1e-6)
    quoted = floats(quoted_interval(vector["inputs"]["quoted_pct"]))
    assert intervals.intersects(got, quoted) == expected["consistent_half_up"]


@cases("ols_log_growth")
def test_loglinear_vectors_under_the_small_sample_policy(vector):
    inputs, expected = vector["inputs"], vector["expected"]
    got = growth.loglinear_growth(inputs["t"], inputs["y"], alpha=inputs["alpha"])
    near = {"abs": vector["tolerance"]}
    assert got.growth == pytest.approx(expected["growth"], **near)
    assert got.observations == len(inputs["t"])
    ends = growth.annual_change(inputs["y"][0], inputs["y"][-1], np.ptp(inputs["t"]))
    assert ends == pytest.approx(expected["cagr"], **near)
    statement = [got.ci_lower, got.ci_upper, got.p_value, got.standard_error]
    if expected["df_resid"] < 3:
        assert got.inference == ("arithmetic" if expected["df_resid"] == 0 else "descriptive")
        assert np.isnan(statement).all()
    else:
        assert got.inference == "interval"
        assert statement[:2] == pytest.approx(expected["ci_growth"], **near)
        assert got.standard_error == pytest.approx(expected["se_slope"], **near)


@cases("t_critical")
def test_intervals_are_student_t(vector):
    quantiles = dict(zip(vector["inputs"]["df"], vector["expected"]["t"], strict=True))
    values = [100, 109, 121, 130, 148, 155, 171]
    for freedom in (3, 4, 5):
        n = freedom + 2
        got = growth.loglinear_growth(range(n), values[:n], alpha=vector["inputs"]["alpha"])
        half = (np.log1p(got.ci_upper) - np.log1p(got.ci_lower)) / 2
        assert half / got.standard_error == pytest.approx(quantiles[freedom], rel=1e-7)


# Formulas


def test_formulas_broadcast():
    got = growth.annual_change([100, 200], 400, [1, 2])
    np.testing.assert_allclose(got, [3, 2**0.5 - 1])
    np.testing.assert_allclose(growth.annual_change(19.7, [26, 20.7], 5, True), [1.26, 0.2])
    mixed = growth.annual_change([19.7, 100], [26, 121], [5, 2], [True, False])
    np.testing.assert_allclose(mixed, [1.26, 0.1])
    bounds = growth.annual_change_bounds(
        Interval(np.array([90.0, 50]), np.array([110.0, 50])), intervals.point(100.0), 1
    )
    np.testing.assert_allclose(bounds.lower, [100 / 110 - 1, 1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: growth.loglinear_growth([2020], [1]), "two observations or more"),
        (lambda: growth.loglinear_growth([2020, 2020], [1, 2]), "every year once"),
        (lambda: growth.loglinear_growth([2020, 2021], [1, 0]), "values 0; valid"),
        (lambda: growth.loglinear_growth([2020, 2021], [np.nan, 1]), "values nan; valid"),
        (lambda: growth.loglinear_growth([2020, np.nan], [1, 2]), "every year once"),
        (lambda: growth.loglinear_growth([1, 2, 3], [1, 2, 3], alpha=5), "between 0 and 1"),
    ],
)
def test_what_is_undefined_is_an_error(call, message):
    with pytest.raises(InputError, match=re.escape(message)):
        call()


def test_levels_that_can_be_zero_give_growth_without_an_upper_end():
    at_most = Interval(-INF, 5.0, True, False)
    got = growth.annual_change_bounds(at_most, intervals.point(10.0), 1)
    assert got == (1, INF, False, True)
    got = growth.annual_change_bounds(intervals.point(10.0), at_most, 1)
    assert got == (-1, -0.5, True, False)


levels = st.decimals(min_value="0.1", max_value="999.9", places=1)
unit = st.floats(0, 1)


def to_the_last_bits(value):
    """A power of many numbers at once may differ in its last bits from that of one alone."""
    return pytest.approx(value, rel=1e-14, abs=1e-14)


def sample(bounds, at):
    return float(bounds.lower) + at * float(bounds.upper - bounds.lower)


@thorough
@given(levels, levels, st.integers(1, 10), unit, unit)
def test_sampled_growth_stays_inside_and_ends_are_attained(start, end, years, at, to):
    first, last = quoted_interval(str(start)), quoted_interval(str(end))
    x, y = sample(first, at), sample(last, to)
    got = growth.annual_change_bounds(first, last, years)
    slack = 1e-12 * (1 + abs(got.upper))
    assert got.lower - slack <= growth.annual_change(x, y, years) <= got.upper + slack
    lower = growth.annual_change(float(first.upper), float(last.lower), years)
    upper = growth.annual_change(float(first.lower), float(last.upper), years)
    assert (got.lower, got.upper) == (to_the_last_bits(lower), to_the_last_bits(upper))
    assert got.lower_open
    assert got.upper_open
    points = growth.annual_change_bounds(floats(first), floats(last), years, True)
    value = growth.annual_change(x, y, years, True)
    assert points.lower - 1e-9 <= value <= points.upper + 1e-9


@thorough
@given(levels, st.decimals(min_value=-90, max_value=200, places=1), unit, unit)
def test_sampled_implied_levels_stay_inside(level, rate, at, to):
    now, quoted = quoted_interval(str(level)), per_cent(str(rate))
    got = growth.implied_earlier_level_bounds(now, quoted)
    value = sample(now, at) / (1 + sample(quoted, to))
    assert float(got.lower) * (1 - 1e-12) <= value <= float(got.upper) * (1 + 1e-12)
    assert got.lower == now.lower / (1 + quoted.upper)
    assert got.upper == now.upper / (1 + quoted.lower)


# Tables


def figures(*rows, **columns):
    """Observed figures of one series: (period, text) or (period, text, other columns)."""
    names = {"obs_kind": "observed", "bound": "exact", "unit_measure": "CNY", "unit_mult": 8}
    frame = pd.DataFrame(
        [
            {"figure_id": f"f{i}", "indicator_id": "online_retail_sales", "ref_area": "130000"}
            | names
            | columns
            | {"time_period": row[0], "obs_text": row[1]}
            | (row[2] if len(row) > 2 else {})
            for i, row in enumerate(rows)
        ]
    )
    frame["base_value"] = frame["obs_text"].astype(float) * 10.0 ** frame["unit_mult"]
    return intervals.with_bounds(frame)


TARGET = {"obs_kind": "target"}


def test_growth_of_the_ledger():
    table = growth.growth_table(
        intervals.with_bounds(load_quoted_figures()), load_indicators()
    ).set_index(["indicator_id", "pair_kind"])
    row = table.loc[("industrial_ecommerce_penetration", "observed")]
    assert (row["years"], row["measure"]) == (3, "points_per_year")
    assert row["value"] == pytest.approx(7.4 / 3)
    assert (row["lower"], row["upper"]) == pytest.approx((7.3 / 3, 2.5))
    row = table.loc[("express_parcels", "to_target")]
    assert row["value"] == pytest.approx((100 / 37) ** 0.2 - 1)
    assert row["lower"] == pytest.approx((100 / 37.5) ** 0.2 - 1)
    assert (row["lower_open"], row["upper_open"]) == (True, False)
    assert (table["status"] == "ok").all()
    assert np.isfinite(table["value"]).all()
    assert ((table["lower"] <= table["value"]) & (table["value"] <= table["upper"])).all()


def test_pairs_of_a_series():
    frame = figures(
        ("2016", "100"), ("2018", "121"), ("2019", "130"), ("2025", "200", TARGET),
        ("2016/2020", "900"), ("2019", "5", {"obs_kind": "change", "unit_measure": "PERCENT"}),
        ("2019", "130", {"repeats": "f2"}),
    )  # fmt: skip
    table = growth.growth_table(frame)
    assert table[["pair", "period_start", "period_end"]].to_numpy().tolist() == [
        ["consecutive", "2016", "2018"],
        ["consecutive", "2018", "2019"],
        ["first_last", "2016", "2019"],
        ["latest_to_target", "2019", "2025"],
    ]
    assert table["years"].tolist() == [2, 1, 3, 6]
    np.testing.assert_allclose(
        table["value"],
        growth.annual_change([100, 121, 100, 130], [121, 130, 130, 200], [2, 1, 3, 6]),
    )
    later = growth.growth_table(frame, base_year=2018)
    assert later["pair"].tolist() == ["consecutive", "baseline_to_target", "latest_to_target"]
    with pytest.raises(InputError, match="no target is due then; valid: 2025"):
        growth.growth_table(frame, target_year=2018)


def test_a_target_is_paired_with_the_quoted_baseline_and_with_the_latest_value():
    later = {"comparability": "same_series"}
    frame = figures(
        ("2020", "37"), ("2023", "66", later), ("2025", "100", TARGET),
    )  # fmt: skip
    table = growth.growth_table(frame)
    aims = table[table["pair_kind"] == "to_target"]
    assert aims[["pair", "period_start"]].to_numpy().tolist() == [
        ["baseline_to_target", "2020"],
        ["latest_to_target", "2023"],
    ]


def test_one_sided_figures_give_one_sided_growth_and_no_point():
    frame = figures(("2018", "8000"), ("2020", "10000", {"bound": "over"}))
    row = growth.growth_table(frame).iloc[0]
    assert np.isnan(row["value"])
    assert row["upper"] == INF
    assert row["upper_open"]
    assert row["lower"] == pytest.approx((10000 / 8000.5) ** 0.5 - 1)
    assert row["status"] == "ok"


def test_half_years_are_compared_with_like_half_years_only():
    frame = figures(("2019-S1", "1900"), ("2020-S1", "2251"), ("2020", "2735.8"))
    table = growth.growth_table(frame)
    assert table[["period_start", "period_end", "years"]].to_numpy().tolist() == [
        ["2019-S1", "2020-S1", 1]
    ]
    assert table["value"].tolist() == [pytest.approx(2251 / 1900 - 1)]
    alone = growth.growth_table(figures(("2020-S1", "2251"), ("2021", "5000"))).iloc[0]
    assert alone["status"] == "not_computable"
    assert alone["reason"] == "unlike_periods|2020-S1|2021"
    aimed = growth.growth_table(figures(("2020-S1", "2251"), ("2025", "5000", TARGET))).iloc[0]
    assert aimed["reason"] == "unlike_period_of_target|2020-S1|2025"


def test_growth_never_crosses_a_break():
    published_values = load_published_values().rename(columns={"value_id": "figure_id"})
    parcels = published_values[published_values["indicator_id"].eq("express_parcels")]
    plan = load_quoted_figures()
    plan = plan[plan["indicator_id"].eq("express_parcels")]
    frame = intervals.with_bounds(
        pd.concat([plan, parcels[parcels["ref_area"].eq("130000")]], ignore_index=True)
    )
    table = growth.growth_table(frame)
    across = table[(table["period_start"] <= "2023") & (table["period_end"] >= "2024")]
    observed = across[across["pair_kind"] == "observed"]
    assert len(observed) == 2
    assert (observed["status"] == "not_computable").all()
    assert observed["reason"].tolist() == ["series_break|2024|2023", "series_break|2024|2023"]
    assert observed[["value", "lower", "upper"]].isna().all(axis=None)
    target = table[table["pair_kind"] == "to_target"].set_index("pair")["period_start"]
    assert target.to_dict() == {"baseline_to_target": "2020", "latest_to_target": "2023"}
    trends = growth.trend_table(frame)
    assert trends[["period_start", "period_end", "inference"]].to_numpy().tolist() == [
        ["2020", "2023", "descriptive"]
    ]


def test_figures_of_another_definition_are_left_out():
    other = {"comparability": "unproven"}
    frame = figures(("2019", "90"), ("2020", "100", other), ("2021", "110"), comparability=None)
    table = growth.growth_table(frame)
    assert table[["period_start", "period_end", "status"]].fillna("").to_numpy().tolist() == [
        ["2019", "2021", "ok"],
        ["", "2020", "left_out"],
    ]
    assert table["reason"].tolist() == [pd.NA, "not_established|2020|unproven"]
    assert table["figure_id_end"].tolist() == ["f2", "f1"]
    assert growth.trend_table(frame)["observations"].tolist() == [2]


def test_a_target_is_compared_with_earlier_figures():
    frame = figures(("2022", "110"), ("2020", "100", TARGET))
    row = growth.growth_table(frame).iloc[0]
    assert row["status"] == "not_computable"
    assert row["reason"] == "not_before_target|2022|2020"
    assert np.isnan(row["value"])


@pytest.mark.parametrize(
    ("start", "end", "columns", "reason"),
    [
        ("0", "5", {}, "not_positive|2019"),
        ("5", "-5", {}, "not_positive|2020"),
        ("5", None, {}, "no_number"),
        ("0.2", "0.3", {"indicator_id": "ipv6_coverage", "unit_measure": "FRACTION"},
         "share_not_in_percent|FRACTION"),
    ],
)  # fmt: skip
def test_what_is_not_computable_says_why(start, end, columns, reason):
    frame = figures(("2019", start), ("2020", end), **columns)
    row = growth.growth_table(frame, load_indicators()).iloc[0]
    assert (row["status"], row["reason"]) == ("not_computable", reason)
    assert reason.split("|")[0] in growth.REASONS
    assert np.isnan(row[["value", "lower", "upper"]].astype(float)).all()


def test_different_units_are_different_series():
    frame = figures(("2019", "5"), ("2020", "6", {"unit_measure": "USD"}))
    assert growth.growth_table(frame).empty


def test_several_figures_for_one_period_count_as_the_narrowest():
    frame = figures(("2019", "100"), ("2020", "110", {"bound": "over"}), ("2020", "112.0"))
    table = growth.growth_table(frame)
    assert table["figure_id_end"].tolist() == ["f2"]


def test_two_figures_of_one_period_that_exclude_each_other_are_a_conflict():
    frame = figures(("2019", "100"), ("2020", "110"), ("2020", "120"), ("2025", "200", TARGET))
    table = growth.growth_table(frame)
    assert table["reason"].tolist() == ["conflict|f1|f2", "conflict|f1|f2"]
    assert table["value"].isna().all()
    assert growth.trend_table(frame)["reason"].tolist() == ["conflict|f1|f2"]


def test_a_reached_target_requires_no_growth():
    for text, reason in (("60", pd.NA), ("61.6", "reached"), ("99", "reached")):
        share = {"indicator_id": "ipv6_coverage", "unit_measure": "PERCENT", "unit_mult": 0}
        frame = figures(("2020", "40"), ("2023", text), ("2025", "60", TARGET), **share)
        aims = growth.growth_table(frame, load_indicators()).query("pair_kind == 'to_target'")
        assert aims["reason"].tolist() == [reason]


def test_years_mean_the_same_as_for_targets():
    frame = figures(
        ("2016", "10"), ("2018", "20"), ("2020", "30"), ("2022", "40"),
        ("2021", "35", TARGET), ("2023", "50", TARGET),
    )  # fmt: skip
    table = growth.growth_table(frame, base_year=2018, target_year=2021)
    assert table[["pair", "period_start", "period_end"]].to_numpy().tolist() == [
        ["consecutive", "2018", "2020"],
        ["baseline_to_target", "2018", "2021"],
        ["latest_to_target", "2020", "2021"],
    ]


def test_empty_tables_keep_their_types():
    empty = intervals.with_bounds(load_quoted_figures()).iloc[:0]
    full = intervals.with_bounds(load_quoted_figures())
    for table in (growth.growth_table, growth.quoted_growth, growth.trend_table):
        assert table(empty).empty
        assert table(empty).dtypes.equals(table(full).dtypes)


def test_bad_input_is_named():
    with pytest.raises(InputError, match=r"column 'lower' is missing.*with_bounds"):
        growth.growth_table(load_quoted_figures())
    with pytest.raises(InputError, match="target_year 2020 is not after base_year 2025"):
        growth.growth_table(figures(("2019", "1")), base_year=2025, target_year=2020)


def test_published_growth_of_the_ledger():
    table = growth.quoted_growth(intervals.with_bounds(load_quoted_figures()))
    table = table.set_index("indicator_id")
    row = table.loc["network_retail_sales"]
    assert (row["period"], row["reference"], row["years"]) == ("2020-S1", "2019-S1", 1)
    assert row["quoted"] == 0.185
    assert (row["quoted_lower"], row["quoted_upper"]) == (0.1845, 0.1855)
    assert row["level"] == 2251e8
    assert row["implied"] == pytest.approx(2251e8 / 1.185)
    assert row["implied_lower"] == pytest.approx(2250.5e8 / 1.1855)
    assert row["implied_upper"] == pytest.approx(2251.5e8 / 1.1845)
    assert np.isnan(row["derived"])
    row = table.loc["key_cluster_revenue"]
    assert row["quoted"] == pytest.approx(0.1824)
    assert row["level_figure_id"] is pd.NA
    assert np.isnan(row[["level", "implied", "implied_lower", "derived"]].astype(float)).all()
    assert (table["status"] == "ok").all()


CHANGE = {"obs_kind": "change", "unit_measure": "PERCENT", "unit_mult": 0}


def test_derived_growth_stands_beside_the_published_one():
    frame = figures(
        ("2019", "100.0"), ("2020", "112.0"), ("2020", "10", CHANGE | {"reference": "2019"})
    )
    row = growth.quoted_growth(frame).iloc[0]
    assert row["quoted"] == 0.1
    assert (row["level_figure_id"], row["earlier_figure_id"]) == ("f1", "f0")
    assert row["derived"] == pytest.approx(0.12)
    assert row["derived_lower"] == pytest.approx(111.95 / 100.05 - 1)
    assert row["derived_upper"] == pytest.approx(112.05 / 99.95 - 1)
    broken = frame.assign(comparability=[None, "series_break", None])
    row = growth.quoted_growth(broken).iloc[0]
    assert row["quoted"] == 0.1
    assert row["earlier_figure_id"] is pd.NA
    assert np.isnan(row[["derived", "derived_lower", "derived_upper"]].astype(float)).all()


@pytest.mark.parametrize(
    ("text", "reference", "reason"),
    [
        ("10", "2019-S1", "unlike_reference|2019-S1|2020"),
        ("10", "2021", "unlike_reference|2021|2020"),
        ("-100", "2019", "growth_leaves_no_level"),
    ],
)
def test_published_growth_that_is_no_growth_says_why(text, reference, reason):
    frame = figures(("2020", "112"), ("2020", text, CHANGE | {"reference": reference}))
    row = growth.quoted_growth(frame).iloc[0]
    assert (row["status"], row["reason"]) == ("not_computable", reason)
    assert np.isnan(row[["quoted", "implied", "implied_upper"]].astype(float)).all()


def test_changes_against_no_period_are_no_growth():
    frame = figures(
        ("2020", "10", CHANGE | {"reference": "before"}),
        ("2020", "3", CHANGE | {"reference": "area:CN"}),
        ("2020", "3", CHANGE | {"reference": "2019", "unit_measure": "PERCENTAGE_POINT"}),
        reference=None,
    )
    assert growth.quoted_growth(frame).empty


def test_trends_follow_the_small_sample_policy():
    years = [str(year) for year in range(2016, 2021)]
    texts = ["100", "109", "121", "130", "148"]
    for n, inference in [(2, "arithmetic"), (3, "descriptive"), (5, "interval")]:
        rows = list(zip(years[:n], texts[:n], strict=True))
        row = growth.trend_table(figures(*rows, ("2025", "300", TARGET))).iloc[0]
        assert (row["inference"], row["observations"]) == (inference, n)
        assert row[["ci_lower", "ci_upper", "p_value"]].notna().all() == (n == 5)
    share = growth.trend_table(
        figures(("2016", "43.9"), ("2019", "51.3"), unit_measure="PERCENT", unit_mult=0)
    )
    assert share["status"].tolist() == ["not_computable"]
    assert share["reason"].tolist() == ["share_has_no_compound_growth"]
    negative = growth.trend_table(figures(("2016", "-1"), ("2019", "2")))
    assert negative["reason"].tolist() == ["levels_not_positive"]


def test_the_years_reach_published_growth_and_trends():
    values = with_published_values(load_quoted_figures(), load_published_values())
    figures = intervals.with_bounds(values, indicators=load_indicators())
    (trend,) = growth.trend_table(figures, base_year=2021).itertuples()
    assert (trend.period_start, trend.period_end, trend.observations) == ("2021", "2023", 3)
    assert growth.trend_table(figures)["period_start"].tolist() == ["2020", "2016"]
    assert growth.trend_table(figures, target_year=2020)["period_end"].tolist() == ["2019"]
    assert growth.quoted_growth(figures, base_year=2020)["period"].tolist() != []
    periods = growth.quoted_growth(figures)["period"]
    later = growth.quoted_growth(figures, base_year=2020)["period"]
    assert later.tolist() == [one for one in periods if one[:4] >= "2020"]
