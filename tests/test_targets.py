"""Gaps, growth, milestones, attainment and the rules side by side, on the ledger and beyond."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from ecstats import targets
from ecstats.errors import InputError
from ecstats.intervals import with_bounds
from ecstats.progress.rules import RULES
from ecstats.tables import (
    data_folder,
    load_indicators,
    load_published_values,
    load_quoted_figures,
    read_table,
    with_published_values,
)
from ecstats.targets.goals import KEY

VECTORS = json.loads(
    (Path(__file__).parent / "vectors" / "targets.json").read_text(encoding="utf-8")
)
INDICATORS = load_indicators()
FIGURES = with_bounds(load_quoted_figures(), indicators=INDICATORS)
PUBLISHED_VALUES = load_published_values()

ALL = with_bounds(
    with_published_values(load_quoted_figures(), PUBLISHED_VALUES), indicators=INDICATORS
)

TABLES = [
    targets.target_table,
    targets.annual_growth_table,
    targets.progress,
    targets.milestone_paths,
]


def of_method(method):
    found = [vector for vector in VECTORS if vector["method"] == method]
    assert found, method
    return found


def ledger(*rows):
    """Figures of an invented ledger: (kind, period, printed number) and, if need be, more."""
    records = []
    for number, (kind, period, text, *rest) in enumerate(rows):
        more = rest[0] if rest else {}
        records.append(
            {
                "figure_id": f"f{number}", "source_id": "doc", "ref_area": "130000",
                "indicator_id": "online_retail_sales", "entity_id": pd.NA, "per": pd.NA,
                "time_period": period,
                "obs_kind": kind, "obs_text": text, "unit_measure": "CNY", "unit_mult": 0,
                "bound": "exact", "repeats": pd.NA, "as_written": text,
            }
            | more
        )  # fmt: skip
    return typed(pd.DataFrame(records))


def typed(frame):
    frame = frame.astype(
        {name: "string" for name in frame if name not in ("unit_mult", "year", "base_value")}
    )
    years = frame["time_period"].str.extract(r"(\d{4})[^/]*$")[0]
    frame = frame.assign(
        year=pd.to_numeric(years).astype("Int64"),
        base_value=pd.to_numeric(frame["obs_text"]).astype(float) * 10.0 ** frame["unit_mult"],
        obs_text_upper=frame.get("obs_text_upper", pd.NA),
    )
    return with_bounds(frame, indicators=INDICATORS)


def later(*rows):
    """Published values of an invented source: (period, printed number, comparability) and more."""
    records = []
    for number, (period, text, comparability, *rest) in enumerate(rows):
        more = rest[0] if rest else {}
        records.append(
            {
                "value_id": f"n{number}", "indicator_id": "online_retail_sales",
                "ref_area": "130000", "time_period": period, "obs_text": text,
                "unit_measure": "CNY", "unit_mult": 0, "bound": "exact", "obs_kind": "observed",
                "comparability": comparability, "source_title": "t", "source_url": "u",
            }
            | more
        )  # fmt: skip
    return typed(pd.DataFrame(records))


def joined(plan, published=None, newer=None):
    return with_bounds(with_published_values(plan, published, newer), indicators=INDICATORS)


PLAN = ledger(("observed", "2020", "100"), ("target", "2025", "150"))


def codes(cell):
    return {part.split("|")[0] for part in cell.split(";")}


def test_whatever_is_said_of_the_ledger_is_a_code():
    for table in (*TABLES, targets.attainment):
        result = table(ALL, INDICATORS)
        for column in {"reason", "left_out", "note"} & set(result):
            for cell in result[column].dropna():
                assert codes(cell) <= set(targets.REASONS), (table.__name__, cell)


def quantities(table, figure_id):
    return table[table["target_figure_id"] == figure_id].set_index("quantity")


# ---------------------------------------------------------------- the plan of the province


def test_every_target_has_one_row():
    table = targets.target_table(ALL, INDICATORS)
    stated = FIGURES[FIGURES["obs_kind"] == "target"]
    ids = set(table["target_figure_id"])
    others = {i for text in table["other_figure_ids"].dropna() for i in text.split(";")}
    assert ids | others == set(stated["figure_id"])
    assert not ids & others
    assert not table.duplicated([*KEY, "target_period"]).any()
    assert not table["conflict"].any()
    assert not (table.select_dtypes("string") == "").any(axis=None)


SIX = targets.target_table(FIGURES, INDICATORS).set_index("indicator_id")
SIX = SIX[SIX["ref_area"] == "130000"]
SIX_GROWTH = targets.annual_growth_table(FIGURES, INDICATORS)


@pytest.mark.parametrize(
    ("indicator", "gap", "percent", "growth"),
    [
        ("online_retail_sales", 1664.2e8, 37.8227, 0.099699),
        ("physical_online_share", 6.3, np.nan, 1.26),
        ("express_parcels", 63e8, 63.0, 0.220000),
        ("active_shops", 7.3e4, 9.125, 0.019321),
        ("crossborder_trade", 226.1e8, 56.525, 0.181278),
        ("rural_online_retail", 608e8, 37.7640, 0.099491),
    ],
)
def test_the_six_indicators_of_the_plan(indicator, gap, percent, growth):
    row = SIX.loc[indicator]
    assert row["baseline_year"] == 2020
    assert row["status"] == "ok"
    assert row["gap_kind"] == ("percentage_points" if np.isnan(percent) else "level")
    assert row["gap_from_baseline"] == pytest.approx(gap)
    assert row["gap_from_baseline_lower"] < gap < row["gap_from_baseline_upper"]
    assert row["gap_from_baseline_percent"] == pytest.approx(percent, abs=1e-4, nan_ok=True)
    # Without anything newer the latest observation is the baseline itself.
    assert row["latest_id"] == row["baseline_id"]
    rates = quantities(SIX_GROWTH, row["target_figure_id"])
    required = rates.loc["required_growth_from_baseline"]
    assert required["value"] == pytest.approx(growth, abs=1e-6)
    assert required["lower"] < required["value"] < required["upper"]
    assert required["unit"].startswith("percentage_points" if np.isnan(percent) else "fraction")
    past = rates.loc["past_growth"]
    assert past["status"] == "not_computable"
    assert past["reason"] == "no_two_annual_values"


def test_industrial_ecommerce_has_a_past_growth():
    table = targets.annual_growth_table(FIGURES, INDICATORS)
    rates = quantities(table, "hebei-ecommerce-fyp14-021")
    assert rates.loc["past_growth", "value"] == pytest.approx((51.3 - 43.9) / 3)
    assert rates.loc["past_growth", "from_period"] == "2016"
    assert rates.loc["required_growth_from_baseline", "value"] == pytest.approx((60 - 51.3) / 6)
    ratio = rates.loc["growth_ratio"]
    assert ratio["value"] == pytest.approx(1.45 / (7.4 / 3))
    # The value of 2019 enters both growth and is counted once.
    assert ratio["lower"] == pytest.approx(((60 - 51.35) / 6) / ((51.35 - 43.85) / 3))
    assert ratio["upper"] == pytest.approx(((60 - 51.25) / 6) / ((51.25 - 43.95) / 3))
    assert rates.loc["past_to_required_ratio", "reason"] == "other_start_than_baseline"


def test_a_broken_series_enters_the_gap_but_no_pace():
    table = targets.target_table(ALL, INDICATORS).set_index("indicator_id")
    row = table.loc["express_parcels"]
    assert row["latest_id"] == "o006"
    assert row["latest_comparability"] == "series_break"
    assert np.isnan(row["gap_from_latest"])  # over 10 billion: one-sided, so no point
    assert (row["gap_from_latest_lower"], row["gap_from_latest_upper"]) == (-np.inf, 0)
    assert row["gap_from_latest_upper_open"]
    assert "series_break|o005" in row["left_out"]
    rates = quantities(targets.annual_growth_table(ALL, INDICATORS), row["target_figure_id"])
    assert rates.loc["past_growth", "to_id"] == "o004"
    assert rates.loc["past_growth", "value"] == pytest.approx((66 / 37) ** (1 / 3) - 1)
    required = rates.loc["required_growth_from_latest"]
    assert required["from_period"] == "2023"
    assert required["value"] == pytest.approx((100 / 66) ** (1 / 2) - 1)
    assert rates.loc["growth_ratio", "lower"] > 1  # even the kindest digits ask for more speed
    assert rates.loc["past_to_required_ratio", "value"] == pytest.approx(0.967168, abs=1e-6)


def test_rules_side_by_side_for_parcels():
    table = targets.progress(ALL, INDICATORS)
    assert len(table) == len(RULES) * len(targets.target_table(FIGURES, INDICATORS))
    parcels = table[table["indicator_id"] == "express_parcels"].set_index("rule")
    assert list(parcels.index) == list(RULES)
    assert parcels["applies"].all()
    assert parcels["status"].to_dict() == {
        "eurostat_family": "substantial_progress",
        "eurostat_family_no_target": "substantial_progress",
        "un_progress_chart": "met_or_on_track",
        "sdsn_trend": "moderately_improving",
        "unescap_current_status": "slow_progress",
        "unescap_anticipated_progress": "will_meet_target",
        "germany_trend": "cloud",
    }
    # The printed digits do not settle the first and the third.
    family = parcels.loc["eurostat_family"]
    assert family["statuses"] == "moderate_progress;substantial_progress"
    assert family["lower"] < 0.95 < family["upper"]
    assert parcels.loc["un_progress_chart", "statuses"] == "fair_progress;met_or_on_track"
    assert parcels["baseline_year"].eq(2020).all()
    assert parcels["current_year"].eq(2023).all()
    # 37, 50.6, 52.7, 66: mean change 29/3, two years left.
    assert parcels.loc["germany_trend", "value"] == pytest.approx((34 - 2 * 29 / 3) / 34)


def test_rules_say_why_they_do_not_apply():
    table = targets.progress(ALL, INDICATORS)
    left = table[~table["applies"]]
    assert left["reason"].notna().all()
    assert left[["value", "lower", "upper", "score", "status", "statuses"]].isna().all(axis=None)
    sales = table[table["indicator_id"] == "online_retail_sales"].set_index("rule")
    assert sales.loc["eurostat_family", "reason"] == "no_two_annual_values"
    assert sales.loc["germany_trend", "reason"] == "few_annual_values"
    assert "unproven|o008" in sales.loc["sdsn_trend", "left_out"]
    undated = table[table["target_period"].isna()]
    assert undated["reason"].eq("no_target_year").all()
    assert table["value"].dropna().map(np.isfinite).all()


def test_rules_can_be_chosen():
    table = targets.progress(FIGURES, INDICATORS, rules=["sdsn_trend"])
    assert set(table["rule"]) == {"sdsn_trend"}
    assert targets.progress(FIGURES, INDICATORS, rules=[]).empty
    with pytest.raises(InputError, match="'sdsn_trend'"):
        targets.progress(FIGURES, INDICATORS, rules=["sdsn trend"])


# ---------------------------------------------------------------- attainment


def test_attainment_of_the_targets_with_published_values():
    table = targets.attainment(ALL, INDICATORS)
    rows = table.set_index(["indicator_id", "target_period"])
    parcels = rows.loc[("express_parcels", "2025")]
    assert parcels["outcome"] == "met"
    assert parcels["verdict"] == "certain"
    assert parcels["first_met"] == "2025"
    assert parcels["series_break"]
    assert parcels["reason"] == "meets|2025;value_after_break"
    villages = rows.loc[("taobao_villages", "2020")]
    assert (villages["outcome"], villages["first_met"]) == ("met", "2020-10")
    assert villages["reason"] == "meets|2020-10;value_after_break"
    for period in ("2018", "2019"):
        early = rows.loc[("taobao_villages", period)]
        assert early["verdict"] == "not_established"
        assert early["reason"] == "after_target_year|o009"
    towns = rows.loc[("taobao_towns", "2020")]
    assert towns["outcome"] == "not_established"
    assert towns["reason"] == "definition_differs|o010"
    sales = rows.loc[("online_retail_sales", "2025")]
    assert sales["verdict"] == "not_established"
    assert "unproven|o008" in sales["reason"]
    assert np.isnan(sales["value"])


@pytest.mark.parametrize(
    ("rows", "outcome", "first_met", "reason"),
    [
        ([("2025", "149", "same_series")], "not_met", None, "misses|2025"),
        ([("2024", "149", "same_series")], "open", None, "not_reached_yet|2024|2025"),
        ([("2023", "160", "same_series")], "met", "2023", "meets_early|2023|2025"),
        ([("2023", "160", "same_series"), ("2025", "140", "same_series")], "not_met", "2023",
         "misses|2025"),
        ([("2025", "140", "same_series"), ("2026", "155", "same_series")], "not_met", "2026",
         "misses|2025"),
        ([("2026", "155", "same_series")], "not_established", "2026", "after_target_year|n0"),
        ([("2025-S1", "155", "same_series")], "not_established", None, "part_of_year|n0"),
        ([("2025", "155", "same_series", {"unit_measure": "USD"})], "not_established", None,
         "other_unit|n0"),
        ([("2025", "155", "series_break")], "met", "2025", "meets|2025;value_after_break"),
        ([("2025", "140", "same_series"), ("2025", "160", "same_series")], "open", "2025",
         "conflict|n0|n1"),
    ],
)  # fmt: skip
def test_when_a_target_was_met(rows, outcome, first_met, reason):
    row = targets.attainment(joined(PLAN, later(*rows)), INDICATORS).iloc[0]
    assert row["outcome"] == outcome
    assert (None if pd.isna(row["first_met"]) else row["first_met"]) == first_met
    assert row["reason"] == reason
    assert codes(row["reason"]) <= set(targets.REASONS)


def test_attainment_where_less_is_better():
    plan = ledger(
        ("target", "2025", "12", {"indicator_id": "customs_clearance_time",
                                  "unit_measure": "HOUR", "bound": "at_most"}),
    )  # fmt: skip
    for text, outcome in (("11.5", "met"), ("12.4", "not_met"), ("12", "open")):
        more = {"indicator_id": "customs_clearance_time", "unit_measure": "HOUR"}
        values = later(("2025", text, "same_series", more))
        assert targets.attainment(joined(plan, values), INDICATORS)["outcome"].item() == outcome


def test_a_target_without_a_direction_is_not_judged():
    more = {"indicator_id": "poverty_counties", "unit_measure": "COUNTY"}
    plan = ledger(("target", "2025", "5", more))
    row = targets.attainment(
        joined(plan, later(("2025", "6", "same_series", more))), INDICATORS
    ).iloc[0]
    assert row["outcome"] == "not_established"
    assert row["reason"] == "no_direction"


def test_a_one_sided_value_can_still_settle_the_class():
    values = later(("2024", "150", "same_series", {"bound": "over"}))
    table = targets.progress(joined(PLAN, values), INDICATORS).set_index("rule")
    family = table.loc["eurostat_family"]
    assert family["applies"]
    assert family["status"] == family["statuses"] == "target_achieved"
    assert np.isnan(family["value"])
    assert family["lower"] > 1
    assert family["upper"] == np.inf
    past = quantities(targets.annual_growth_table(joined(PLAN, values), INDICATORS), "f1").loc[
        "past_growth"
    ]
    assert np.isnan(past["value"])
    assert past["upper"] == np.inf


def test_a_users_file_of_newer_values(tmp_path):
    file = tmp_path / "newer.csv"
    file.write_bytes((data_folder() / "published_values.csv").read_bytes())
    values = read_table("published_values", file)
    read = targets.attainment(joined(load_quoted_figures(), None, values), INDICATORS)
    assert read["outcome"].tolist() == (targets.attainment(ALL, INDICATORS)["outcome"].tolist())


def test_attainment_without_published_values_is_empty():
    assert targets.attainment(PLAN, INDICATORS).empty
    assert targets.attainment(joined(PLAN, PUBLISHED_VALUES.iloc[:0]), INDICATORS).empty


def test_newer_values_count_like_published_values():
    values = later(("2024", "140", "same_series"))
    row = targets.target_table(joined(PLAN, None, values), INDICATORS).iloc[0]
    assert row["latest_id"] == "n0"
    assert row["gap_from_latest"] == 10
    assert row["gap_from_latest_percent"] == pytest.approx(100 * 10 / 150)
    assert targets.attainment(joined(PLAN, None, values), INDICATORS)["outcome"].item() == "open"


# ---------------------------------------------------------------- milestones


def test_milestones_of_cangzhou():
    table = targets.milestone_paths(FIGURES, INDICATORS)
    levels = table.pivot_table(
        index="indicator_id", columns="year", values="level", dropna=False, observed=False
    )
    assert levels.loc["taobao_villages"].tolist() == [16, 18, 20]
    assert levels.loc["community_ecommerce_coverage"].tolist() == [50, 70, 90]
    assert levels.loc["smart_locker_coverage"].tolist() == [30, 40, 50]
    assert levels.loc["crossborder_demo_firms"].tolist() == [4, 6, 15]
    assert levels.loc["crossborder_firm_share"].tolist() == [25, 30, 40]
    assert levels.loc["crossborder_trade_share"].tolist() == [15, 18, 25]
    assert not table["order"].eq("against").any()
    villages = table[table["indicator_id"] == "taobao_villages"]
    assert villages["step"].tolist()[1:] == [2, 2]
    assert villages["required_change"].iloc[1] == pytest.approx(18 / 16 - 1)
    assert villages["bound"].tolist() == ["at_least"] * 3
    assert villages["note"].iloc[2] == "other_bound|exact"
    share = table[table["indicator_id"] == "crossborder_trade_share"]
    assert share["required_change"].tolist()[1:] == [3, 7]
    assert set(share["unit"]) == {"percentage_points_per_year"}


def test_a_missing_milestone_is_not_zero():
    parks = targets.milestone_paths(FIGURES, INDICATORS)
    parks = parks[parks["indicator_id"] == "crossborder_parks"]
    assert parks["state"].tolist() == ["missing", "stated", "stated"]
    assert np.isnan(parks["level"].iloc[0])
    assert parks["step"].isna().tolist() == [True, True, False]
    assert parks["note"].iloc[0] == "no_milestone|2018"


def test_milestones_against_the_direction_and_over_a_gap():
    plan = ledger(
        ("target", "2018", "10"), ("target", "2020", "40"), ("target", "2021", "30"),
        ("target", "2019", "5", {"indicator_id": "rural_online_retail"}),
        ("target", "2020", "5", {"indicator_id": "rural_online_retail"}),
    )  # fmt: skip
    table = targets.milestone_paths(plan, INDICATORS)
    sales = table[table["indicator_id"] == "online_retail_sales"]
    assert sales["year"].tolist() == [2018, 2019, 2020, 2021]
    assert sales["order"].tolist()[2:] == ["towards", "against"]
    assert sales["required_change"].iloc[2] == pytest.approx(1.0)  # fourfold in two years
    assert sales["note"].iloc[2] == "step_covers|2"


def test_a_milestone_of_zero_has_a_step_but_no_growth():
    plan = ledger(("target", "2018", "0"), ("target", "2019", "4"))
    row = targets.milestone_paths(plan, INDICATORS).iloc[1]
    assert row["step"] == 4
    assert np.isnan(row["required_change"])


# ---------------------------------------------------------------- vectors and bad input


@pytest.mark.parametrize("method", ["required_cagr_from_base", "required_cagr_from_now"])
def test_required_growth(method):
    (vector,) = of_method(method)
    inputs = vector["inputs"]
    plan = ledger(
        ("observed", str(inputs["base_year"]), f"{inputs['base']:g}"),
        ("target", str(inputs["target_year"]), f"{inputs['target']:g}"),
    )
    values = later((str(inputs["current_year"]), f"{inputs['current']:g}", "same_series"))
    rates = quantities(targets.annual_growth_table(joined(plan, values), INDICATORS), "f1")
    start = "baseline" if method.endswith("base") else "latest"
    found = rates.loc[f"required_growth_from_{start}", "value"]
    assert found == pytest.approx(vector["expected"]["value"], abs=1e-12)


def test_a_ratio_counts_the_shared_baseline_once():
    (vector,) = of_method("ratio_R_interval_dependency")
    inputs, expected = vector["inputs"], vector["expected"]
    plan = ledger(("observed", "2020", inputs["base"]), ("target", "2025", str(inputs["target"])))
    values = later(("2023", inputs["current"], "same_series"))
    row = quantities(targets.annual_growth_table(joined(plan, values), INDICATORS), "f1").loc[
        "past_to_required_ratio"
    ]
    np.testing.assert_allclose(row[["lower", "upper"]].astype(float), expected["corner_interval"],
                               atol=1e-6)  # fmt: skip
    assert row["value"] == pytest.approx(expected["point"], abs=1e-6)
    assert row["lower"] > expected["naive_interval"][0]


def test_one_sided_targets_give_one_sided_results():
    plan = ledger(("observed", "2020", "100"), ("target", "2025", "150", {"bound": "at_least"}))
    row = targets.target_table(plan, INDICATORS).iloc[0]
    assert np.isnan(row["gap_from_baseline"])
    assert row["gap_from_baseline_upper"] == np.inf
    assert row["gap_from_baseline_lower"] == pytest.approx(150 - 100.5)
    assert row["target_level"] == 150
    values = joined(plan, later(("2023", "121", "same_series")))
    rates = quantities(targets.annual_growth_table(values, INDICATORS), "f1")
    required = rates.loc["required_growth_from_baseline"]
    assert np.isnan(required["value"])
    assert required["lower"] == pytest.approx((150 / 100.5) ** (1 / 5) - 1)
    assert required["upper"] == np.inf
    assert rates.loc["growth_ratio", "upper"] == np.inf
    assert rates.loc["past_to_required_ratio", "lower"] == 0
    assert rates["value"].isna().tolist() == [True, True, False, True, True]


@pytest.mark.parametrize(
    ("rows", "values", "quantity", "reason"),
    [
        ([("observed", "2020", "0")], [], "required_growth_from_baseline", "levels_not_positive"),
        ([("observed", "2020", "-5")], [], "required_growth_from_baseline", "levels_not_positive"),
        ([("observed", "2020", "-5")], [("2023", "5", "same_series")], "past_growth",
         "levels_not_positive"),
        ([], [], "required_growth_from_baseline", "no_observation"),
        ([("observed", "2025", "120")], [], "required_growth_from_baseline", "no_baseline"),
        ([("observed", "2020", "100")], [("2026", "160", "same_series")], "past_growth",
         "no_two_annual_values"),
        ([("observed", "2020", "100")], [("2025", "140", "same_series")],
         "required_growth_from_latest", "target_year_has_come"),
        ([("observed", "2020", "100")], [("2023", "160", "same_series")], "growth_ratio",
         "reached"),
        ([("observed", "2020", "100")], [("2023", "160", "same_series")],
         "required_growth_from_latest", "reached"),
        ([("observed", "2020", "160")], [], "required_growth_from_baseline", "reached"),
        ([("observed", "2020", "100")], [("2023", "90", "same_series")], "growth_ratio",
         "not_towards_target"),
        ([("observed", "2020", "150")], [("2023", "140", "same_series")], "growth_ratio",
         "nothing_required"),
        ([("observed", "2020", "100")],
         [("2023", "120", "same_series"), ("2023", "130", "same_series")], "past_growth",
         "conflict"),
        ([("observed", "2020", "100")], [("2023", "12", "same_series", {"unit_measure": "USD"})],
         "past_growth", "no_two_annual_values"),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_says_why(rows, values, quantity, reason):
    plan = ledger(*rows, ("target", "2025", "150"))
    newer = later(*values) if values else None
    table = targets.annual_growth_table(joined(plan, newer), INDICATORS)
    row = quantities(table, f"f{len(rows)}").loc[quantity]
    assert row["status"] == "not_computable"
    assert codes(row["reason"]) == {reason}
    assert reason in targets.REASONS
    assert np.isnan([row["value"], row["lower"], row["upper"]]).all()
    assert np.isfinite(table["value"].dropna()).all()
    for name, column in targets.progress(joined(plan, newer), INDICATORS).items():
        if name == "value":
            assert np.isfinite(column.dropna()).all()


def test_a_value_for_the_target_year_closes_the_past_growth():
    rates = quantities(
        targets.annual_growth_table(
            joined(PLAN, later(("2025", "140", "same_series"))), INDICATORS
        ),
        "f1",
    )
    # Five years were planned and five have passed.
    expected = (1.4 ** (1 / 5) - 1) / (1.5 ** (1 / 5) - 1)
    assert rates.loc["past_to_required_ratio", "value"] == pytest.approx(expected)
    assert rates.loc["growth_ratio", "reason"] == "target_year_has_come"


@pytest.mark.parametrize("share", [False, True])
def test_two_one_sided_figures_have_no_ratio(share):
    more = {"indicator_id": "physical_online_share", "unit_measure": "PERCENT"} if share else {}
    plan = ledger(
        ("observed", "2020", "10", more), ("target", "2025", "50", more | {"bound": "at_least"})
    )
    values = later(("2023", "20", "same_series", more | {"bound": "over"}))
    ratio = quantities(targets.annual_growth_table(joined(plan, values), INDICATORS), "f1").loc[
        "growth_ratio"
    ]
    if share:  # both end at 100 %
        assert ratio["status"] == "ok"
        assert ratio["lower"] < 0 < ratio["upper"]
    else:
        assert ratio["reason"] == "both_one_sided"


def test_values_that_were_left_out_are_named():
    values = later(
        ("2026", "160", "same_series"), ("2023-S1", "60", "same_series"),
        ("2022", "11", "same_series", {"unit_measure": "USD"}), ("2024", "140", "series_break"),
    )  # fmt: skip
    notes = targets.target_table(joined(PLAN, values), INDICATORS)["left_out"].item()
    assert "after_target_year|n0" in notes
    assert "part_of_year|n1|2023-S1" in notes
    assert "other_unit|n2|USD" in notes
    assert "series_break|n3" in notes


def test_a_target_equal_to_the_baseline_needs_no_growth():
    plan = ledger(("observed", "2020", "150"), ("target", "2025", "150"))
    row = quantities(targets.annual_growth_table(plan, INDICATORS), "f1").loc[
        "required_growth_from_baseline"
    ]
    assert row["value"] == 0
    rules = targets.progress(joined(plan, later(("2023", "140", "same_series"))), INDICATORS)
    rules = rules.set_index("rule")
    assert rules.loc["eurostat_family", "reason"] == "target_near_baseline"
    assert rules.loc["eurostat_family_no_target", "status"] == "deterioration"


def test_a_target_that_is_printed_twice_with_other_levels_is_a_conflict():
    plan = ledger(("target", "2025", "150"), ("target", "2025", "160"))
    row = targets.target_table(plan, INDICATORS).iloc[0]
    assert row["conflict"]
    assert row["other_figure_ids"] == "f1"
    plan = ledger(("target", "2018", "10"), ("target", "2019", "20"), ("target", "2019", "25"))
    assert targets.milestone_paths(plan, INDICATORS)["note"].iloc[1] == "other_levels|f2"


def test_a_range_counts_with_its_least_ambitious_end():
    plan = ledger(
        ("observed", "2020", "5"),
        ("target", "2025", "10", {"bound": "range", "obs_text_upper": "15"}),
    )
    row = targets.target_table(plan, INDICATORS).iloc[0]
    assert row["target_level"] == 10
    assert np.isnan(row["target_value"])
    found = row["gap_from_baseline_lower"], row["gap_from_baseline_upper"]
    assert found == pytest.approx((4.5, 10.5))


def test_the_base_year_can_be_chosen():
    plan = ledger(
        ("observed", "2018", "80"), ("observed", "2020", "100"), ("target", "2025", "150")
    )
    assert targets.target_table(plan, INDICATORS)["baseline_year"].item() == 2020
    first = targets.target_table(plan, INDICATORS, base_year=2018)
    assert first["baseline_year"].item() == 2018
    assert first["latest_year"].item() == 2020
    second = targets.target_table(plan, INDICATORS, base_year=2019)
    assert second["baseline_year"].item() == 2020
    nothing = targets.target_table(plan, INDICATORS, base_year=2021)
    assert pd.isna(nothing["baseline_id"].item())


def test_years_reach_every_table():
    for table in (targets.target_table, targets.progress, targets.attainment):
        assert set(table(ALL, INDICATORS, target_year=2020)["target_year"]) == {2020}
        years = table(ALL, INDICATORS, base_year=2020)["target_year"].dropna()
        assert years.min() >= 2020
    paths = targets.milestone_paths(ALL, INDICATORS, base_year=2019, target_year=2020)
    assert set(paths["year"]) == {2019, 2020}


@pytest.mark.parametrize("table", TABLES)
def test_empty_frames_give_empty_tables_of_the_same_form(table):
    empty, full = table(FIGURES.iloc[:0], INDICATORS), table(FIGURES, INDICATORS)
    assert empty.empty
    assert list(empty) == list(full)
    assert empty.dtypes.equals(full.dtypes)


@pytest.mark.parametrize("table", [*TABLES, targets.attainment])
def test_wrong_tables_are_refused(table):
    with pytest.raises(InputError, match="with_bounds"):
        table(load_quoted_figures(), INDICATORS)
    with pytest.raises(InputError, match="DataFrame"):
        table("figures", INDICATORS)
    with pytest.raises(InputError, match="load_indicators"):
        table(FIGURES, INDICATORS.drop(columns="direction"))


@pytest.mark.parametrize(
    "table", [targets.target_table, targets.annual_growth_table, targets.progress]
)
def test_wrong_years_and_values_are_refused(table):
    with pytest.raises(InputError, match="2026 or later"):
        table(FIGURES, INDICATORS, base_year=2025, target_year=2025)
    with pytest.raises(InputError, match=r"no target is due then; valid: 2018, .*2025"):
        table(FIGURES, INDICATORS, target_year=2031)
    assert set(table(FIGURES, INDICATORS, target_year=2019)["target_period"]) == {"2019"}
    with pytest.raises(InputError, match="comparability 'maybe'"):
        table(joined(PLAN, later(("2023", "120", "maybe"))), INDICATORS)
    strange = later(("2023", "120", "same_series", {"indicator_id": "onlin_retail_sales"}))
    with pytest.raises(InputError, match="'online_retail_sales'"):
        table(joined(PLAN, None, strange), INDICATORS)


DIGITS = st.integers(20, 900)


@settings(max_examples=25, deadline=None)
@given(
    levels=st.tuples(DIGITS, DIGITS, DIGITS),
    share=st.booleans(),
    years=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    seed=st.integers(0, 2**32 - 1),
)
def test_no_sample_leaves_the_bounds_and_the_ends_are_attained(levels, share, years, seed):
    low, middle, high = (level / 10 for level in sorted(levels))
    more = {"indicator_id": "physical_online_share", "unit_measure": "PERCENT"} if share else {}
    then, due = 2020 + years[0], 2020 + sum(years)
    plan = ledger(
        ("observed", "2020", f"{low:.1f}", more), ("target", str(due), f"{high:.1f}", more)
    )
    values = later((str(then), f"{middle:.1f}", "same_series", more))
    table = quantities(targets.annual_growth_table(joined(plan, values), INDICATORS), "f1")
    random = np.random.default_rng(seed)
    start = random.uniform(low - 0.05, low + 0.05, 300)
    now = random.uniform(middle - 0.05, middle + 0.05, 300)
    start[:4], now[:4] = np.array(
        [(a, b) for a in (low - 0.05, low + 0.05) for b in (middle - 0.05, middle + 0.05)]
    ).T

    def rate(first, last, length):
        return (last - first) / length if share else (last / first) ** (1 / length) - 1

    past, left = rate(start, now, years[0]), rate(now, high, years[1])
    whole = rate(start, high, sum(years))
    expected = {
        "required_growth_from_baseline": whole, "required_growth_from_latest": left,
        "past_growth": past,
    }  # fmt: skip
    if table.loc["growth_ratio", "status"] == "ok":
        expected["growth_ratio"] = left / past
    if table.loc["past_to_required_ratio", "status"] == "ok":
        expected["past_to_required_ratio"] = past / whole
    for quantity, samples in expected.items():
        row = table.loc[quantity]
        slack = 1e-9 * max(1, abs(row["upper"]))
        assert row["lower"] - slack <= samples.min() <= row["lower"] + slack
        assert row["upper"] - slack <= samples.max() <= row["upper"] + slack
