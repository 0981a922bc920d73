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


POINTS = {"unit_measure": "PERCENTAGE_POINT"}
FIRMS = {"unit_measure": "FIRM", "unit_mult": 0}
USD = {"unit_measure": "USD"}


def levels(level, earlier, growth, reference="2019", **also):
    changed = change("sales", growth, reference=reference, **also)
    return row("sales", level), row("sales", earlier, reference), changed


def increment(level):
    return (
        row("sales", level),
        change("sales", "36.6", unit_measure="CNY", unit_mult=8),
        change("sales", "13.7"),
    )


def sums(total, *growths, **of_the_rest):
    rates = [change(*one) for one in zip(("part", "rest", "sales"), growths, strict=False)]
    rates = [one | (of_the_rest if one["indicator_id"] == "rest" else {}) for one in rates]
    return row("part", "1769.7"), row("rest", "1244.8"), row("sales", total), *rates


def milestones(indicator, *path, **also):
    return [row(indicator, text, year, "target", **also) for text, year in path]


SHARES = [share("quota", "27.2", "2019"), share("quota", "27.6")]
PART_OF_SALES = [row("part", "30"), row("sales", "45")]
GAP = change("sales", "2.0", reference="indicator:part", **POINTS)
OTHER = {"source_id": "t"}
COUNT = [{"operands": "firms;sales"}]
SUM = [{"relation": "sum_of", "result_indicator": "sales", "operands": "part;rest"}]
RELATIONS_OF = {
    "share_of_total": [{}], "share_over_time": [{}], "count_and_share": COUNT,
    "parts_and_total": SUM, "weighted_growth": SUM,
}  # fmt: skip
VERDICT_OF = {
    **dict.fromkeys(["reproduced", "whole_totals", "usual_share", "compatible", "reaches_goal",
                     "no_separate_goal"], "consistent"),
    **dict.fromkeys(["not_reproduced", "exceeds_total", "no_whole_total", "unusual_share",
                     "value_differs", "not_monotone", "misses_goal"], "inconsistent"),
    **dict.fromkeys(["not_positive", "units_differ", "no_growth", "share_rises",
                     "no_candidates"], "untestable"),
}  # fmt: skip
PATH = [("9", "2020"), ("4", "2018"), ("6", "2019"), ("9", "2020")]


@pytest.mark.parametrize(
    ("kind", "rows", "reason"),
    [
        ("level_and_growth", levels("110", "100.0", "10.0"), "reproduced"),
        # 110 may be 110.5
        ("level_and_growth", levels("110", "100.0", "10.5"), "reproduced"),
        ("level_and_growth", levels("110", "100.0", "10.7"), "not_reproduced"),
        ("level_and_growth", levels("110.0", "100.0", "10.2"), "not_reproduced"),
        ("level_and_growth", levels("80", "100.0", "-20.0"), "reproduced"),
        # growth over five years, in all and as an average a year
        ("level_and_growth", levels("200.0", "100.0", "14.9", "2015"), "not_reproduced"),
        ("level_and_growth", levels("200.0", "100.0", "14.9", "2015", per="year"), "reproduced"),
        ("level_and_growth",
         levels("66.7", "100.0", "-0.3333", unit_measure="FRACTION"), "reproduced"),
        ("level_and_growth", levels("3", "0", "9"), "not_positive"),
        ("level_and_growth", levels("3", "0.0", "9"), "not_positive"),
        ("level_and_growth", levels("3", "-5", "9"), "not_positive"),
        ("level_and_growth",
         [row("sales", "3", **USD), *levels("3", "2", "9")[1:]], "units_differ"),
        ("level_and_increment", increment("306.5"), "not_reproduced"),
        ("level_and_increment", increment("303.6"), "reproduced"),
        ("points_and_shares", [*SHARES, change("quota", "0.4", **POINTS)], "reproduced"),
        ("points_and_shares", [*SHARES, change("quota", "0.6", **POINTS)], "not_reproduced"),
        ("growth_gap", [change("sales", "8.0"), GAP, change("part", "6.0")], "reproduced"),
        ("growth_gap", [change("sales", "8.0"), GAP, change("part", "5.8")], "not_reproduced"),
        ("growth_gap", [GAP], "no_growth"),
        ("share_of_total", [*PART_OF_SALES, share("quota", "67")], "reproduced"),
        ("share_of_total", [*PART_OF_SALES, share("quota", "62")], "not_reproduced"),
        ("share_of_total", [row("part", "50"), row("sales", "45")], "exceeds_total"),
        ("share_of_total", [row("part", "3"), row("sales", "9", **USD)], "units_differ"),
        # a share that moves is no contradiction
        ("share_over_time",
         [*PART_OF_SALES, *milestones("part", ("35", "2025")),
          *milestones("sales", ("46", "2025"))], "share_rises"),
        ("count_and_share", [row("firms", "18", **FIRMS), share("quota", "70")], "no_whole_total"),
        ("count_and_share", [row("firms", "18", **FIRMS), share("quota", "72")], "whole_totals"),
        ("parts_and_total", sums("3014.6"), "reproduced"),
        ("parts_and_total", sums("3014.7"), "not_reproduced"),
        ("weighted_growth", sums("3014.6", "48.0", "4.1", "26.0"), "reproduced"),
        ("weighted_growth", sums("3014.6", "48.0", "4.1", "25.8"), "not_reproduced"),
        ("weighted_growth",
         sums("3014.6", "48.0", "4.1", "26.0", reference="2018"), "no_candidates"),
        ("half_year", [row("sales", "45", "2020-S1"), row("sales", "100.0")], "usual_share"),
        ("half_year", [row("sales", "82", "2020-S1"), row("sales", "100.0")], "unusual_share"),
        ("half_year", [row("sales", "29", "2020-S1"), row("sales", "100.0")], "unusual_share"),
        ("half_year", [row("sales", "70.1", "2020-S1"), row("sales", "100")], "usual_share"),
        # marked as look-alikes, in one direction only
        ("half_year", [row("sales", "82", "2020-S1"), row("sales_b", "100.0")], "unusual_share"),
        ("half_year", [row("sales_b", "45", "2020-S1"), row("sales", "100.0")], "usual_share"),
        ("half_year", [row("sales", "82", "2020-S1"), row("part", "100.0")], "no_candidates"),
        ("half_year", [row("sales", "37", "2020-S1"), row("sales", "99", **USD)], "units_differ"),
        ("two_documents", [row("sales", "37"), row("sales", "37.2", **OTHER)], "compatible"),
        ("two_documents", [row("sales", "37"), row("sales", "38", **OTHER)], "value_differs"),
        ("two_documents", [row("sales", "37"), row("sales", "37", **USD, **OTHER)], "units_differ"),
        # a target and a published value of one year are not the same figure
        ("two_documents",
         [row("sales", "37"), row("sales", "38", kind="target", **OTHER)], "no_candidates"),
        ("printed_twice", [row("sales", "37"), row("sales", "39")], "value_differs"),
        # a repeat without a period is compared because it is marked
        ("printed_twice",
         [row("sales", "37", None), row("sales", "39", None, repeats="f0")], "value_differs"),
        # size classes are thresholds and no repetition
        ("printed_twice",
         [row("sales", size, kind="threshold") for size in ("100", "1000")], "no_candidates"),
        ("milestones", milestones("firms", *PATH, **FIRMS), "reaches_goal"),
        ("milestones",
         milestones("firms", *PATH[:2], ("3", "2019"), PATH[3], **FIRMS), "not_monotone"),
        ("milestones", milestones("firms", *PATH[:3], ("8", "2020"), **FIRMS), "misses_goal"),
        # of costs less is better
        ("milestones", milestones("cost", ("9", "2018"), ("7", "2019")), "no_separate_goal"),
        ("milestones", milestones("cost", ("7", "2018"), ("9", "2019")), "not_monotone"),
    ],
)  # fmt: skip
def test_what_each_check_says(kind, rows, reason):
    found = check(*rows, relations=RELATIONS_OF.get(kind))
    found = found[(found["check"] == kind) & (found["precision"].fillna("") != COARSE)]
    assert found[["verdict", "reason"]].to_numpy().tolist() == [[VERDICT_OF[reason], reason]]
    if reason in ("not_positive", "units_differ") and kind != "two_documents":
        assert found["lower"].isna().all()


def test_round_numbers_are_tested_twice():
    found = check(*levels("110", "100", "15"))
    fine, coarse = (only(found, "level_and_growth", one) for one in (FINE, COARSE))
    assert fine["verdict"] == "inconsistent"
    assert coarse["verdict"] == "consistent"
    assert fine["check_id"] == coarse["check_id"]
    assert coarse["lower"] < fine["lower"] < fine["upper"] < coarse["upper"]
    found = check(row("firms", "18", **FIRMS), share("quota", "70"), relations=COUNT)
    loose = only(found, "count_and_share", COARSE)
    assert (loose["verdict"], loose["details"]) == ("consistent", "numbers=24,25,26,27")


def test_what_the_numbers_imply():
    late, _, yearly = levels("200.0", "100.0", "14.9", "2015", per="year")
    implied = only(check(late, yearly), "level_and_growth")
    assert implied["lower"] < 100e8 < implied["upper"]
    falling = milestones("firms", *PATH[:2], ("3", "2019"), PATH[3], **FIRMS)
    assert only(check(*falling), "milestones")["lower"] == -1
    cheaper = milestones("cost", ("9", "2018"), ("7", "2019"))
    assert only(check(*cheaper), "milestones")["lower"] > 0


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
