"""The evidence matrix: published rule cases, the ledger's clusters, users' profiles."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecstats import load_conditions, load_entities, load_quoted_figures
from ecstats.clusters.profiles import Profile, read_profile
from ecstats.clusters.scorecards import VERDICTS, evidence_matrix
from ecstats.errors import InputError

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "clusters.json").read_text(encoding="utf-8")
)
LIMITS = next(
    case["expected"] for case in VECTORS if case["method"] == "threshold_table_miit_sme_cluster"
)
RULES = {
    "output_y1": ("at_least", "output_each_of_last_3y_min_yi_yuan"),
    "output_y2": ("at_least", "output_each_of_last_3y_min_yi_yuan"),
    "output_y3": ("at_least", "output_each_of_last_3y_min_yi_yuan"),
    "sme_share": ("at_least", "sme_output_share_min_pct"),
    "lead_share": ("over", "lead_industry_share_min_pct_exclusive"),
    "growth": ("over", "output_growth_min_pct_exclusive"),
}


def figure(figure_id, indicator, kind, value, bound="exact", **also):
    return {
        "figure_id": figure_id, "indicator_id": indicator, "entity_id": None, "obs_kind": kind,
        "obs_text": str(value), "bound": bound, "unit_measure": "PERCENT", "unit_mult": 0,
        "time_period": None, "as_written": str(value), **also,
    }  # fmt: skip


def requirements(rules):
    """Ledger of thresholds, and conditions with one requirement each."""
    ledger = [
        figure(f"t-{name}", name, "threshold", value, bound)
        for name, (bound, value) in rules.items()
    ]
    conditions = pd.DataFrame(
        {
            "requirement_id": list(rules),
            "condition": range(1, len(rules) + 1),
            "label_zh": list(rules),
            "label_en": list(rules),
            "indicator_id": list(rules),
            "figure_id": [f"t-{name}" for name in rules],
        }
    )
    return ledger, conditions


def profile_of(ranges):
    entries = pd.DataFrame(
        [
            {"requirement_id": name, "lower": str(low), "upper": str(high), "bound": "exact"}
            for name, (low, high) in ranges.items()
        ],
        columns=["requirement_id", "value", "unit", "unit_mult", "bound", "lower", "upper",
                 "statement", "note"],
    )  # fmt: skip
    return Profile("mine", "mine.yml", entries)


@pytest.mark.parametrize(
    "case", [case for case in VECTORS if case["method"] == "scorecard_partial_evidence"],
    ids=lambda case: case["id"],
)  # fmt: skip
def test_partial_evidence(case):
    ledger, conditions = requirements(
        {name: (bound, LIMITS[key]) for name, (bound, key) in RULES.items()}
    )
    found = evidence_matrix(
        pd.DataFrame(ledger), conditions, profiles=[profile_of(case["inputs"]["observations"])]
    )
    expected = dict(case["expected"])
    overall = found[found["level"] == "overall"].iloc[0]
    assert overall["verdict"] == expected.pop("overall")
    assert overall["evidence_share"] == pytest.approx(expected.pop("evidence_share"))
    rows = found[found["level"] == "requirement"].set_index("requirement_id")
    assert rows["verdict"].to_dict() == expected


@pytest.fixture(scope="module")
def matrix(root):
    profile = read_profile(root / "notebooks" / "profiles" / "example_cluster.yml")
    return evidence_matrix(
        load_quoted_figures(), load_conditions(), entities=load_entities(), profiles=[profile]
    )


def test_every_cluster_has_a_row_for_every_requirement_condition_and_overall(matrix):
    conditions = load_conditions()
    entities = load_entities()
    clusters = list(entities["entity_id"][entities["entity_type"] == "cluster"])
    assert list(matrix["cluster"].unique()) == [*clusters, "Example cluster (invented)"]
    counts = matrix.pivot_table(
        index="cluster", columns="level", values="evidence_share", aggfunc="size"
    )
    assert (counts["requirement"] == len(conditions)).all()
    assert (counts["condition"] == 7).all()
    assert (counts["overall"] == 1).all()
    assert set(matrix["verdict"]) <= set(VERDICTS)
    assert matrix[["evidence_share", "evidence_share_requirements"]].notna().all(axis=None)


def test_the_documents_bring_no_evidence_for_the_clusters_they_name(matrix):
    named = matrix[matrix["cluster"] != "Example cluster (invented)"]
    assert (named["verdict"][named["level"] != "overall"] == "unknown").all()
    overall = named[named["level"] == "overall"]
    assert (overall["verdict"] == "undetermined").all()
    assert (overall["evidence_share"] == 0).all()


def test_the_example_profile_shows_all_four_verdicts(matrix):
    mine = matrix[matrix["cluster"] == "Example cluster (invented)"]
    rows = mine[mine["level"] == "requirement"].set_index("requirement_id")
    assert rows["verdict"].to_dict() == {
        "c1-revenue": "met",
        "c1-lead-industry": "unknown",
        "c2-large-firms": "met",
        "c2-carrier": "met",
        "c2-service-platforms": "met",
        "c3-regional-brand": "met",
        "c3-trademark": "unknown",
        "c3-famous-products": "not_met",
        "c4-chain": "unknown",
        "c5-internet": "unknown",
        "c6-smart-manufacturing": "unknown",
        "c7-infrastructure": "unknown",
        "c7-broadband": "undetermined",
    }
    assert (rows.loc["c1-revenue", ["lower", "upper"]] == [6.245e9, 6.255e9]).all()
    assert rows.loc["c1-revenue", "threshold_lower"] == 5e9
    by_condition = mine[mine["level"] == "condition"].set_index("condition")
    assert by_condition["verdict"].to_dict() == {
        1: "undetermined", 2: "met", 3: "not_met", 4: "unknown", 5: "unknown", 6: "unknown",
        7: "undetermined",
    }  # fmt: skip
    overall = mine[mine["level"] == "overall"].iloc[0]
    assert overall["verdict"] == "not_met"
    assert overall["evidence_share"] == pytest.approx(4 / 7)
    assert overall["evidence_share_requirements"] == pytest.approx(7 / 13)


def test_figures_of_a_cluster_are_its_evidence():
    ledger, conditions = requirements({"a": ("at_least", 70), "b": ("exact", 1), "c": ("over", 5)})
    own = {"entity_id": "hub", "time_period": "2020"}
    ledger += [
        figure("e-1", "a", "observed", 71, **own),
        figure("e-0", "a", "observed", 10, entity_id="hub", time_period="2019"),
        figure("e-2", "b", "observed", 1, unit_measure="PERCENT", **own),
        figure("e-3", "c", "target", 9, **own),
        figure("e-4", "a", "observed", 65, entity_id="other", time_period="2020"),
    ]
    found = evidence_matrix(pd.DataFrame(ledger), conditions, ["hub", "other"])
    rows = found[found["level"] == "requirement"].set_index(["cluster", "requirement_id"])
    assert rows["verdict"].to_dict() == {
        ("hub", "a"): "met",  # the newest figure counts
        ("hub", "b"): "undetermined",  # 1 % printed is 0.5 to 1.5 %
        ("hub", "c"): "unknown",  # a target is no evidence
        ("other", "a"): "not_met",
        ("other", "b"): "unknown",
        ("other", "c"): "unknown",
    }
    assert rows.loc[("hub", "a"), "figure_ids"] == "e-1"
    assert rows.loc[("hub", "a"), "threshold_id"] == "t-a"
    overall = found[found["level"] == "overall"].set_index("cluster")
    assert overall["verdict"].to_dict() == {"hub": "undetermined", "other": "not_met"}
    assert overall["figure_ids"].to_dict() == {"hub": "e-1;e-2", "other": "e-4"}


def test_newest_figures_that_disagree_leave_a_requirement_open():
    ledger, conditions = requirements({"a": ("at_least", 70)})
    ledger += [
        figure("e-1", "a", "observed", 75, entity_id="hub", time_period="2020"),
        figure("e-2", "a", "observed", 60, entity_id="hub", time_period="2020"),
    ]
    row = evidence_matrix(pd.DataFrame(ledger), conditions, ["hub"]).iloc[0]
    assert row["verdict"] == "undetermined"
    assert row["figure_ids"] == "e-1;e-2"
    assert [row["lower"], row["upper"]] == [59.5, 75.5]


def test_a_figure_of_another_unit_is_refused():
    ledger, conditions = requirements({"a": ("at_least", 70)})
    ledger.append(figure("e-1", "a", "observed", 75, entity_id="hub", unit_measure="FIRM"))
    with pytest.raises(InputError, match="unit differs from the threshold's 'PERCENT'"):
        evidence_matrix(pd.DataFrame(ledger), conditions, ["hub"])


def with_profile(folder, values):
    path = folder / "mine.yml"
    path.write_text(f"name: mine\nvalues: {{{values}}}\n", encoding="utf-8")
    return evidence_matrix(
        load_quoted_figures(), load_conditions(), profiles=[read_profile(path)]
    ).set_index("requirement_id")


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        ("c2-large-firms: {value: 5}", "met"),
        ("c2-large-firms: {value: 4}", "not_met"),
        ("c2-large-firms: {value: 5, bound: over}", "met"),
        ("c2-large-firms: {value: 4, bound: over}", "undetermined"),
        ("c2-large-firms: {value: 5, bound: under}", "not_met"),
        ("c2-large-firms: {value: 5, bound: at_most}", "undetermined"),
        ("c2-large-firms: {lower: 5}", "met"),
        ("c2-large-firms: {upper: 4}", "not_met"),
        ("c2-large-firms: {upper: 5}", "undetermined"),
        ("c1-revenue: {value: 5100000000, unit: CNY, unit_mult: 0}", "met"),
    ],
)
def test_bounds_and_units_in_a_profile(tmp_path, entry, verdict):
    assert with_profile(tmp_path, entry).loc[entry.split(":")[0], "verdict"] == verdict


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("c1-revenu: 62.5", "unknown requirement 'c1-revenu'; nearest valid: 'c1-revenue'"),
        ("c1-revenue: {value: 62.5, unit: USD}", "c1-revenue.unit: 'USD'; valid: 'CNY'"),
        ("c1-revenue: {value: 62.5, unit: CNY}", "unit_mult: missing .*; valid: 8"),
        ("c1-revenue: {statement: met}", "c1-revenue: a statement; valid: a number in CNY"),
        ("c4-chain: 3", "c4-chain: a number; valid: {statement: met}"),
        ("c1-revenu: 1, c4-chain: 3, c2-large-firms: 7",
         "2 faults:\n  unknown requirement .*\n  c4-chain: a number"),
    ],
)  # fmt: skip
def test_a_profile_that_does_not_fit_the_conditions_is_refused(tmp_path, entries, message):
    with pytest.raises(InputError, match=message) as caught:
        with_profile(tmp_path, entries)
    assert str(caught.value).startswith("profile mine.yml: ")


def test_wrong_tables_and_names_are_refused():
    figures, conditions = load_quoted_figures(), load_conditions()
    with pytest.raises(InputError, match="unknown cluster 'qinghe'; nearest valid: 'qinghe-park'"):
        evidence_matrix(figures, conditions, ["qinghe"], entities=load_entities())
    with pytest.raises(InputError, match="unknown cluster"):
        evidence_matrix(figures, conditions, ["qinghe"])
    with pytest.raises(InputError, match="the table is empty"):
        evidence_matrix(figures, conditions.iloc[:0])
    without = figures[figures["figure_id"] != "smart-cluster-notice-010"]
    with pytest.raises(InputError, match="requirement 'c1-revenue': unknown figure"):
        evidence_matrix(without, conditions, ["qinghe-park"])


def test_no_clusters_give_an_empty_table_of_the_same_shape():
    found = evidence_matrix(load_quoted_figures(), load_conditions(), [])
    assert found.empty
    full = evidence_matrix(load_quoted_figures(), load_conditions(), ["qinghe-park"])
    assert list(found.columns) == list(full.columns)
    assert found.dtypes.equals(full.dtypes)
    assert np.isfinite(full["evidence_share"]).all()
