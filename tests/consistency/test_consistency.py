"""The checks over the ledger and over tables of users' own."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from ecstats import labels
from ecstats.consistency import CHECKS, REASONS, RELATIONS, VERDICTS, check_ledger, counted
from ecstats.consistency.check_rows import COARSE, COLUMNS, FINE
from ecstats.errors import InputError

LISTS = labels.load_code_lists()


def check_all(figures=LISTS.figures, indicators=LISTS.indicators, **options):
    given = {"relations": LISTS.relations, "published_values": LISTS.published_values} | options
    return check_ledger(figures, indicators, **given)


@pytest.fixture(scope="module")
def results():
    return check_all()


def only(results, check, precision=FINE, **also):
    rows = results[results["check"] == check]
    rows = rows[rows["precision"] == precision] if precision else rows[rows["precision"].isna()]
    for column, value in also.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1, rows[["figure_ids", "verdict"]]
    return rows.iloc[0]


# The ledger -----------------------------------------------------------------


def test_the_half_year_is_82_per_cent_of_the_full_year(results):
    row = only(results, "half_year")
    assert row["figure_ids"] == "hebei-miit-article-001;hebei-ecommerce-fyp14-001"
    assert row["verdict"] == "inconsistent"
    assert row["reason"] == "unusual_share"
    assert [row["lower"], row["upper"]] == pytest.approx(
        [100 * 2250.5 / 2735.85, 100 * 2251.5 / 2735.75], abs=1e-12
    )


def test_text_and_annex_agree_but_for_the_bound_of_two_goals(results):
    rows = results[results["check"] == "printed_twice"]
    assert len(rows) == 7
    assert (rows["verdict"] == "consistent").all()
    differing = rows[rows["reason"] == "bound_differs"].set_index("indicator_id")
    assert set(differing.index) == {"taobao_villages", "taobao_towns"}
    assert (rows["reason"][~rows.index.isin(rows[rows["reason"] == "bound_differs"].index)]
            == "agrees").all()  # fmt: skip


def test_every_row_marked_as_a_repeat_is_compared(results):
    marked = LISTS.figures[LISTS.figures["repeats"].notna()]
    pairs = set(results["figure_ids"][results["check"] == "printed_twice"])
    assert {
        f"{a};{b}" for a, b in zip(marked["repeats"], marked["figure_id"], strict=True)
    } == pairs


def test_the_conflicts_of_year_are_found(results):
    rows = results[results["check"] == "due_year"].set_index("indicator_id")
    assert set(rows.index) == {
        "online_brands_per_county", "ecommerce_staff_per_village", "rural_demo_counties",
    }  # fmt: skip
    assert (rows["verdict"] == "inconsistent").all()
    brands = rows.loc["online_brands_per_county"]
    assert {brands["lower"], brands["quoted_lower"]} == {2018, 2019}
    counties = rows.loc["rural_demo_counties"]
    assert {counties["lower"], counties["quoted_lower"]} == {2019, 2020}
    assert counties["relation_id"] == "demo_counties_2020"


def test_milestones_rise_to_the_stated_goals(results):
    rows = results[results["check"] == "milestones"].set_index("indicator_id")
    assert len(rows) == 9
    assert (rows["verdict"] == "consistent").all()
    with_goal = set(rows.index[rows["reason"] == "reaches_goal"])
    assert with_goal == {
        "taobao_villages", "taobao_towns", "community_ecommerce_coverage", "smart_locker_coverage",
    }  # fmt: skip
    assert rows.loc["crossborder_demo_firms", "lower"] == 2
    assert rows.loc["crossborder_parks", "details"] == "movement=stand_still"


def test_cluster_growth_less_the_gap_is_5_6_per_cent(results):
    row = only(results, "growth_gap")
    assert [row["lower"], row["upper"]] == pytest.approx([5.59, 5.61], abs=1e-12)
    assert row["verdict"] == "untestable"
    assert row["reason"] == "one_decimal_fits"
    assert row["details"] == "indicator=industry_value_added;number=5.6"


def test_the_rural_share_falls_a_little_and_targets_are_exact(results):
    shares = results[results["check"] == "share_of_total"].set_index("check_id")
    assert shares["reason"].tolist() == ["possible_share", "possible_share"]
    target = shares.loc["share_of_total-02"]
    assert target["lower"] == target["upper"] == pytest.approx(100 * 1610 / 4400)
    change = only(results, "share_over_time")
    assert (change["verdict"], change["reason"]) == ("untestable", "share_falls")
    # 1610/4400 less the share that 1002 ± 0.5 and 2735.8 ± 0.05 allow
    assert [change["lower"], change["upper"]] == pytest.approx(
        [100 * (1610 / 4400 - 1002.5 / 2735.75), 100 * (1610 / 4400 - 1001.5 / 2735.85)]
    )


def test_the_earlier_half_year_is_implied_but_not_testable(results):
    row = only(results, "level_and_growth", indicator_id="network_retail_sales")
    assert row["verdict"] == "untestable"
    assert [row["lower"], row["upper"]] == pytest.approx([2250.5e8 / 1.1855, 2251.5e8 / 1.1845])
    assert row["details"] == "reference=2019-S1"


def test_points_and_gaps(results):
    rows = results[results["check"] == "points_and_shares"].set_index("quantity")
    gap = rows.loc["gap_movement"]
    assert [gap["lower"], gap["upper"]] == pytest.approx([8.9, 9.1])
    penetration = rows.loc["change"]
    assert penetration["indicator_id"] == "industrial_ecommerce_penetration"
    assert [penetration["lower"], penetration["upper"]] == pytest.approx([7.3, 7.5])


def test_published_values_join_the_checks_and_a_break_is_named(results):
    parcels = results[(results["check"] == "level_and_growth") & (results["ref_area"] == "130000")]
    parcels = parcels[parcels["indicator_id"] == "express_parcels"].set_index("figure_ids")
    assert parcels["verdict"].to_dict() == {
        "o003;o002": "consistent", "o004;o003": "consistent", "o005;o004": "inconsistent",
    }  # fmt: skip
    assert parcels.loc["o005;o004", "reason"] == "series_break"
    both = only(results, "two_documents")
    assert both["figure_ids"] == "hebei-ecommerce-fyp14-005;o001"
    assert both["verdict"] == "consistent"
    unproven = {"o007", "o008", "o010"}
    used = set(";".join(results["figure_ids"].dropna()).split(";"))
    assert not used & unproven


def test_every_row_of_the_result_is_complete(results):
    assert list(results.columns) == COLUMNS
    assert set(results["check"]) == set(CHECKS) - {"without_number"}
    assert set(results["verdict"]) <= set(VERDICTS)
    for row in results.itertuples():
        assert row.reason in (*CHECKS[row.check], "no_candidates")
    assert_worded(results, LISTS)
    decided = results[results["verdict"] != "untestable"]
    assert decided[["lower", "upper", "quoted_lower", "quoted_upper"]].notna().all(axis=None)
    apart = (decided["lower"] > decided["quoted_upper"]) | (
        decided["upper"] < decided["quoted_lower"]
    )
    assert (apart == (decided["verdict"] == "inconsistent")).all()
    assert (decided["lower"] <= decided["upper"]).all()
    assert not results.duplicated(["check_id", "precision"]).any()
    known = {*LISTS.figures["figure_id"], *LISTS.published_values["value_id"]}
    assert set(";".join(results["figure_ids"].dropna()).split(";")) <= known


def test_a_selection_reaches_published_values_and_keeps_whole_relations(results):
    cangzhou = counted(check_all(only_areas="130900"))
    assert set(cangzhou["ref_area"]) == {"130900"}
    retail = check_all(only_indicators="online_retail_sales")
    assert set(counted(retail)["check"]) == {"half_year", "share_of_total", "share_over_time"}
    # A check keeps its number, and its result, whatever is selected.
    same = results.set_index(["check_id", "precision"])
    found = retail[retail["figure_ids"].notna()].set_index(["check_id", "precision"])
    pd.testing.assert_frame_equal(found, same.loc[found.index])
    parcels = check_all(only_indicators="Express parcels", only_areas=["130000"])
    assert set(counted(parcels)["check"]) == {"level_and_growth", "two_documents"}
    with pytest.raises(InputError, match="unknown area"):
        check_all(only_areas="13090")


def test_the_documents_alone(results):
    alone = check_all(include_published_values=False)
    assert len(counted(results)) == 37
    assert counted(alone)["verdict"].value_counts().to_dict() == {
        "consistent": 18, "untestable": 8, "inconsistent": 4,
    }  # fmt: skip


def test_without_relations_those_checks_have_nothing_to_test():
    row = only(check_all(relations=None), "share_of_total", None)
    assert row["verdict"] == "untestable"
    assert row["reason"] == "no_candidates"


def test_the_quote_of_a_goal_without_a_number_stands_in_its_document(documents_folder):
    sources = LISTS.sources.set_index("source_id")
    quoted = LISTS.relations[LISTS.relations["quote"].notna()]
    assert not quoted.empty
    for row in quoted.itertuples():
        path = documents_folder / sources.loc[row.source_id, "file_name"]
        assert row.quote in path.read_text(encoding="utf-8")
    assert set(LISTS.relations["relation"]) <= set(RELATIONS)


# Users' own tables ----------------------------------------------------------

INDICATORS = pd.DataFrame(
    {
        "indicator_id": ["sales", "sales_b", "part", "rest", "quota", "firms", "cost"],
        "label_en": ["Sales", "Sales B", "Part", "Rest", "Quota", "Firms", "Cost"],
        "label_zh": ["销售额", "销售额乙", "部分", "其余", "比重", "企业", "成本"],
        "measure": ["flow", "flow", "flow", "flow", "share", "count", "flow"],
        "direction": pd.array([1, 1, 1, 1, 1, 1, -1], dtype="Int64"),
        "not_comparable_with": ["sales_b", None, None, None, None, None, None],
    }
)
RELATION = {
    "relation_id": "r", "relation": "share_of", "result_indicator": "quota",
    "operands": "part;sales", "ref_area": None, "source_id": None, "time_period": None,
    "quote": None, "label_en": "Quota", "label_zh": "比重",
}  # fmt: skip


def row(indicator, text, period="2020", kind="observed", **also):
    return {
        "indicator_id": indicator, "obs_text": text, "time_period": period, "obs_kind": kind,
        "source_id": "s", "ref_area": "130000", "unit_measure": "CNY", "unit_mult": 8,
        "bound": "exact", "entity_id": None, "per": None, "reference": None, "repeats": None,
        **also,
    }  # fmt: skip


def change(indicator, text, period="2020", reference="2019", **also):
    fixed = {"unit_measure": "PERCENT", "unit_mult": 0} | also
    return row(indicator, text, period, "change", reference=reference, **fixed)


def share(indicator, text, period="2020", **also):
    return row(indicator, text, period, unit_measure="PERCENT", unit_mult=0, **also)


def check(*rows, relations=None, **options):
    frame = pd.DataFrame(rows) if rows else LISTS.figures.iloc[:0]
    if rows:
        frame["figure_id"] = [f"f{i}" for i in range(len(frame))]
        frame["start"] = range(len(frame))
    if relations is not None:
        relations = pd.DataFrame([RELATION | one for one in relations])
    found = check_ledger(frame, INDICATORS, relations=relations, **options)
    given = {"figures": frame, "indicators": INDICATORS}
    given |= {} if relations is None else {"relations": relations}
    assert_worded(found, dataclasses.replace(LISTS, **given))
    return found


def assert_worded(found, lists):
    """Every row has a sentence in both languages, with all its blanks filled, that ends."""
    for language, stop in (("en", "."), ("zh", "。")):
        worded = labels.checks_table(found, lists, language)
        assert worded["sentence"].str.endswith(stop).all()
        assert not worded["sentence"].str.contains(r"nan\b|None|<NA>|\binf|[{}]").any()
        assert not worded["sentence"].str.contains("wrong|false|error|错", case=False).any()
        assert (worded[["check_name", "verdict_name"]] != "").all(axis=None)


@pytest.mark.parametrize(
    ("level", "earlier", "growth", "verdict"),
    [
        ("110", "100.0", "10.0", "consistent"),
        ("110", "100.0", "10.5", "consistent"),  # 110 may be 110.5
        ("110", "100.0", "10.7", "inconsistent"),
        ("110.0", "100.0", "10.2", "inconsistent"),
        ("80", "100.0", "-20.0", "consistent"),
    ],
)
def test_level_and_growth(level, earlier, growth, verdict):
    found = check(row("sales", level), row("sales", earlier, "2019"), change("sales", growth))
    assert only(found, "level_and_growth")["verdict"] == verdict


def test_round_numbers_are_tested_twice():
    found = check(row("sales", "110"), row("sales", "100", "2019"), change("sales", "15"))
    fine, coarse = (only(found, "level_and_growth", one) for one in (FINE, COARSE))
    assert fine["verdict"] == "inconsistent"
    assert coarse["verdict"] == "consistent"
    assert fine["check_id"] == coarse["check_id"]
    assert coarse["lower"] < fine["lower"] < fine["upper"] < coarse["upper"]


def test_average_growth_a_year():
    rows = row("sales", "200.0"), row("sales", "100.0", "2015")
    yearly = change("sales", "14.9", reference="2015", per="year")
    assert only(check(*rows, yearly), "level_and_growth")["verdict"] == "consistent"
    straight = change("sales", "14.9", reference="2015")
    assert only(check(*rows, straight), "level_and_growth")["verdict"] == "inconsistent"
    implied = only(check(rows[0], yearly), "level_and_growth")
    assert implied["lower"] < 100e8 < implied["upper"]


def test_a_fraction_is_a_growth_too():
    cut = change("cost", "-0.3333", unit_measure="FRACTION", as_written="1/3")
    found = check(row("cost", "66.7"), row("cost", "100.0", "2019"), cut)
    assert only(found, "level_and_growth")["verdict"] == "consistent"


@pytest.mark.parametrize(("part", "verdict"), [("306.5", "inconsistent"), ("303.6", "consistent")])
def test_level_increment_and_growth(part, verdict):
    found = check(
        row("sales", part),
        change("sales", "36.6", unit_measure="CNY", unit_mult=8),
        change("sales", "13.7"),
    )
    assert only(found, "level_and_increment")["verdict"] == verdict


def test_change_in_points():
    rows = share("quota", "27.2", "2019"), share("quota", "27.6")
    quoted = change("quota", "0.4", unit_measure="PERCENTAGE_POINT")
    assert only(check(*rows, quoted), "points_and_shares")["verdict"] == "consistent"
    wrong = quoted | {"obs_text": "0.6"}
    assert only(check(*rows, wrong), "points_and_shares")["verdict"] == "inconsistent"


def test_gap_to_a_quoted_growth():
    gap = change("sales", "2.0", reference="indicator:part", unit_measure="PERCENTAGE_POINT")
    rows = change("sales", "8.0"), gap
    other = change("part", "6.0")
    assert only(check(*rows, other), "growth_gap")["verdict"] == "consistent"
    other = other | {"obs_text": "5.8"}
    assert only(check(*rows, other), "growth_gap")["verdict"] == "inconsistent"
    lone = only(check(gap), "growth_gap", None)
    assert lone["reason"] == "no_growth"


def test_share_of_a_total():
    rows = row("part", "30"), row("sales", "45")
    good = only(check(*rows, share("quota", "67"), relations=[{}]), "share_of_total")
    assert good["verdict"] == "consistent"
    bad = only(check(*rows, share("quota", "62"), relations=[{}]), "share_of_total")
    assert bad["verdict"] == "inconsistent"
    more = only(check(row("part", "50"), rows[1], relations=[{}]), "share_of_total")
    assert more["verdict"] == "inconsistent"
    assert more["reason"] == "exceeds_total"


def test_a_share_that_moves_is_no_contradiction():
    found = check(
        row("part", "30"), row("sales", "45"), row("part", "35", "2025", "target"),
        row("sales", "46", "2025", "target"), relations=[{}],
    )  # fmt: skip
    moved = only(found, "share_over_time")
    assert moved["verdict"] == "untestable"
    assert moved["reason"] == "share_rises"


@pytest.mark.parametrize(("text", "verdict"), [("70", "inconsistent"), ("72", "consistent")])
def test_a_count_and_its_percentage(text, verdict):
    count = row("firms", "18", unit_measure="FIRM", unit_mult=0)
    relation = {"operands": "firms;sales"}
    found = check(count, share("quota", text), relations=[relation])
    assert only(found, "count_and_share")["verdict"] == verdict
    if text == "70":
        loose = only(found, "count_and_share", COARSE)
        assert loose["verdict"] == "consistent"
        assert loose["details"] == "numbers=24,25,26,27"


def test_parts_and_total():
    relation = {"relation": "sum_of", "result_indicator": "sales", "operands": "part;rest"}
    rows = row("part", "1769.7"), row("rest", "1244.8"), row("sales", "3014.6")
    assert only(check(*rows, relations=[relation]), "parts_and_total")["verdict"] == "consistent"
    far = rows[2] | {"obs_text": "3014.7"}
    found = check(*rows[:2], far, relations=[relation])
    assert only(found, "parts_and_total")["verdict"] == "inconsistent"
    growths = change("part", "48.0"), change("rest", "4.1"), change("sales", "26.0")
    found = check(*rows[:2], rows[2], *growths, relations=[relation])
    assert only(found, "weighted_growth")["verdict"] == "consistent"
    off = growths[2] | {"obs_text": "25.8"}
    found = check(*rows, *growths[:2], off, relations=[relation])
    assert only(found, "weighted_growth")["verdict"] == "inconsistent"
    mixed = check(*rows, growths[0], growths[1] | {"reference": "2018"}, growths[2],
                  relations=[relation])  # fmt: skip
    assert only(mixed, "weighted_growth", None)["reason"] == "no_candidates"


@pytest.mark.parametrize(
    ("half", "full", "verdict"), [("45", "100.0", "consistent"), ("82", "100.0", "inconsistent"),
                                  ("29", "100.0", "inconsistent"), ("70.1", "100", "consistent")],
)  # fmt: skip
def test_half_years(half, full, verdict):
    for other in ("sales", "sales_b"):  # marked as look-alikes, in one direction only
        found = check(row("sales", half, "2020-S1"), row(other, full))
        assert only(found, "half_year")["verdict"] == verdict
    found = check(row("sales", half, "2020-S1"), row("part", full))
    assert only(found, "half_year", None)["reason"] == "no_candidates"


def test_two_documents():
    rows = row("sales", "37"), row("sales", "37.2", source_id="t")
    assert only(check(*rows), "two_documents")["reason"] == "compatible"
    rows = row("sales", "37"), row("sales", "38", source_id="t")
    found = only(check(*rows), "two_documents")
    assert (found["verdict"], found["reason"]) == ("inconsistent", "value_differs")
    # A target and an published_value of one year are not the same figure.
    rows = row("sales", "37"), row("sales", "38", kind="target", source_id="t")
    assert only(check(*rows), "two_documents", None)["reason"] == "no_candidates"


def test_one_figure_twice_in_a_document():
    found = only(check(row("sales", "37"), row("sales", "39")), "printed_twice")
    assert found["verdict"] == "inconsistent"
    # A repeat without a period is compared because it is marked.
    marked = row("sales", "39", None, repeats="f0")
    found = only(check(row("sales", "37", None), marked), "printed_twice")
    assert found["verdict"] == "inconsistent"
    # Size classes are thresholds and no repetition.
    classes = (row("sales", text, kind="threshold") for text in ("100", "1000"))
    assert only(check(*classes), "printed_twice", None)["reason"] == "no_candidates"


def test_milestones_that_fall_or_miss_the_goal():
    target = {"kind": "target", "unit_measure": "FIRM", "unit_mult": 0}
    path = [row("firms", text, year, **target) for text, year in
            [("9", "2020"), ("4", "2018"), ("6", "2019"), ("9", "2020")]]  # fmt: skip
    assert only(check(*path), "milestones")["reason"] == "reaches_goal"
    falling = [path[0], path[1], row("firms", "3", "2019", **target), path[3]]
    found = only(check(*falling), "milestones")
    assert (found["verdict"], found["lower"]) == ("inconsistent", -1)
    short = [*path[:3], row("firms", "8", "2020", **target)]
    found = only(check(*short), "milestones")
    assert (found["verdict"], found["reason"]) == ("inconsistent", "misses_goal")


def test_where_less_is_better_milestones_fall():
    path = [row("cost", text, year, "target") for text, year in [("9", "2018"), ("7", "2019")]]
    assert only(check(*path), "milestones")["verdict"] == "consistent"
    assert only(check(*path), "milestones")["lower"] > 0
    path = [row("cost", text, year, "target") for text, year in [("7", "2018"), ("9", "2019")]]
    assert only(check(*path), "milestones")["verdict"] == "inconsistent"


# Bad input ------------------------------------------------------------------


def test_an_empty_ledger_has_nothing_to_test():
    found = check()
    assert set(found["reason"]) == {"no_candidates"}
    assert set(found["check"]) == set(CHECKS) - {"without_number"}
    assert (found["verdict"] == "untestable").all()


def test_rows_without_a_number_are_named():
    found = check(row("sales", None), row("sales", "37", unit_measure=None), row("sales", "37"))
    lost = found[found["check"] == "without_number"].iloc[0]
    assert lost["figure_ids"] == "f0;f1"
    assert lost["verdict"] == "untestable"


def test_mixed_units_are_untestable_with_the_reason():
    mixed = check(row("sales", "37"), row("sales", "37", unit_measure="USD", source_id="t"))
    assert only(mixed, "two_documents")["reason"] == "units_differ"
    mixed = check(row("sales", "37", "2020-S1"), row("sales", "99", unit_measure="USD"))
    assert only(mixed, "half_year")["reason"] == "units_differ"
    mixed = check(row("part", "3"), row("sales", "9", unit_measure="USD"), relations=[{}])
    found = only(mixed, "share_of_total")
    assert found["reason"] == "units_differ"
    mixed = check(
        row("sales", "3"), row("sales", "2", "2019", unit_measure="USD"), change("sales", "9")
    )
    assert only(mixed, "level_and_growth")["reason"] == "units_differ"


@pytest.mark.parametrize("earlier", ["0", "-5", "0.0"])
def test_growth_from_nothing_is_not_computable(earlier):
    found = check(row("sales", "3"), row("sales", earlier, "2019"), change("sales", "9"))
    found = only(found, "level_and_growth")
    assert (found["verdict"], found["reason"]) == ("untestable", "not_positive")
    assert np.isnan(found["lower"])


def test_one_sided_figures_give_one_sided_results():
    found = check(row("sales", "110", bound="over"), row("sales", "100.0", "2019"),
                  change("sales", "5"))  # fmt: skip
    row_ = only(found, "level_and_growth")
    assert row_["verdict"] == "inconsistent"
    assert np.isinf(row_["upper"])
    assert row_["upper_open"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: f.drop(columns="bound"), "column 'bound' is missing"),
        (lambda f: f.drop(columns="obs_text"), "column 'obs_text' is missing"),
        (lambda f: f.assign(figure_id="f"), "figure_id 'f' stands twice"),
        (lambda f: f.assign(figure_id=None), "a figure_id is missing"),
        (
            lambda f: f.assign(indicator_id="sale"),
            "unknown indicator 'sale'; nearest valid: 'sales'",
        ),
        (lambda f: f.assign(obs_text="many"), "row f0: text 'many' is not a number"),
        (lambda f: f.assign(bound="more"), "unknown bound 'more'"),
    ],
)
def test_a_malformed_table_is_refused(spoil, message):
    frame = pd.DataFrame([row("sales", "37"), row("sales", "38", "2019")])
    frame["figure_id"] = ["f0", "f1"]
    frame["start"] = 0
    with pytest.raises(InputError, match=message):
        check_ledger(spoil(frame), INDICATORS)


@pytest.mark.parametrize(
    ("relation", "message"),
    [
        ({"relation": "part_of"}, "unknown relation 'part_of'"),
        ({"operands": "part"}, "operands 'part'; valid for share_of: the part and the total"),
        ({"operands": "part;sale"}, "unknown indicator 'sale'; nearest valid: 'sales'"),
        ({"result_indicator": "quta"}, "unknown indicator 'quta'; nearest valid: 'quota'"),
    ],
)
def test_a_malformed_relation_is_refused(relation, message):
    with pytest.raises(InputError, match=message):
        check(row("sales", "37"), relations=[relation])


def test_every_table_needs_its_columns():
    tables = {
        "indicators": ("measure", LISTS.indicators),
        "published_values": ("comparability", LISTS.published_values),
        "relations": ("operands", LISTS.relations),
    }
    for name, (column, table) in tables.items():
        with pytest.raises(InputError, match=f"{name}: column '{column}' is missing"):
            check_all(**{name: table.drop(columns=column)})


def test_published_values_without_any_growth_are_levels_only():
    found = check_all(published_values=LISTS.published_values.iloc[:1])
    assert only(found, "two_documents")["verdict"] == "consistent"
    assert not found["figure_ids"].fillna("").str.contains("o002").any()
    none = check_all(published_values=LISTS.published_values.iloc[:0])
    assert only(none, "two_documents", None)["reason"] == "no_candidates"


AMOUNT = st.decimals("-50", 9_999, places=1).map(str)
KIND = st.sampled_from(["observed", "target", "threshold"])
BOUND = st.sampled_from(["exact", "over", "at_least", "at_most", "under", "about", "nearly"])


@given(
    st.lists(
        st.builds(
            row,
            st.sampled_from(["sales", "sales_b", "part", "quota"]),
            AMOUNT,
            st.sampled_from(["2019", "2020", "2020-S1", "2018/2020", None]),
            KIND,
            bound=BOUND,
            source_id=st.sampled_from(["s", "t"]),
            unit_measure=st.sampled_from(["CNY", "PERCENT"]),
        )
        | st.builds(
            change,
            st.sampled_from(["sales", "part", "quota"]),
            AMOUNT,
            st.sampled_from(["2020", "2020-S1", None]),
            st.sampled_from(["2019", "2019-S1", "before", "area:CN", "indicator:part", None]),
            unit_measure=st.sampled_from(["PERCENT", "PERCENTAGE_POINT", "CNY"]),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=40, deadline=None)
def test_any_table_gets_an_answer(rows):
    found = check(*rows, relations=[{}])
    assert set(found["verdict"]) <= set(VERDICTS)
    assert set(found["reason"]) <= set(REASONS)
    assert not (found[["lower", "quoted_lower"]] == np.inf).any(axis=None)


def test_changes_without_a_period_are_those_of_the_selection(results):
    areas = LISTS.figures.set_index("figure_id")["ref_area"]
    everything, chosen = (
        set(rows.loc[rows["reason"] == "no_period", "figure_ids"].iloc[0].split(";"))
        for rows in (results, check_all(only_areas="130000"))
    )
    assert chosen == {one for one in everything if areas[one] == "130000"}
    assert chosen < everything
